"""Bytes → text: Unicode, windows-1258, and the font encodings TCVN3 and VNI, found by how Vietnamese they read.

A candidate reading is scored by the share of possible Vietnamese syllables among the words that carry marks.
The thresholds were set on real articles: ordinary Vietnamese, English and French text never passes them.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from decimal import Decimal

from tongket.records import Encoding
from tongket.sources import fonts, syllables
from tongket.sources.errors import UnreadableError
from tongket.sources.legibility import problems as problems
from tongket.text import composed

ACCEPT = 0.8
"""Least share of Vietnamese syllables in the reading that is accepted."""
REJECT = 0.5
"""Greatest share that the text may have as it stands: above it, it is Vietnamese already."""
MIN_WORDS = 4
"""Distinct marked words a repair needs; fewer may be a foreign name."""
MIN_WORDS_BYTES = 2
"""The same where the bytes are no UTF-8, so that some legacy encoding is certain."""
SAMPLE = 20_000
"""Characters that are scored; the rest of a file is in the same encoding."""
CONTROL_SHARE = 0.005
"""Share of control characters above which a file is no text."""

_VIETNAMESE_ONLY = re.compile("[\u1ea0-\u1ef9\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0]")
# Latin-1 characters that Vietnamese in Unicode does not use as letters, but the font encodings do.
_SUSPECT = re.compile(
    "[\u00a1-\u00a9\u00ab-\u00ae\u00b5-\u00b8\u00b9\u00bb-\u00be\u00c4-\u00c7\u00cb\u00ce\u00cf\u00d0\u00d1"
    "\u00d6-\u00d8\u00db-\u00dc\u00de\u00df\u00e4-\u00e7\u00eb\u00ee\u00ef\u00f0\u00f1\u00f6-\u00f8\u00fb-\u00fc\u00fe]"
)
_LETTER = "A-Za-z\u00a1-\u00ff\u0152\u0153\u0160\u0178\u017d\u017e"
_MARKED_WORD = re.compile(f"(?<![{_LETTER}])[{_LETTER}]*[\u00a1-\u00ff][{_LETTER}]*")
_ASCII_WORD = re.compile(r"(?<![\w&;<])[A-Za-z]{2,}(?![\w;=>])")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_DOUBLE = re.compile("\u00e1\u00ba.|\u00e1\u00bb.|\u00c4\u2018|\u00c4\u0192|\u00c6\u00b0|\u00c6\u00a1")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HIGH = frozenset((0x00, 0x01, 0x03, 0x1E, 0x20, 0x25))
"""High bytes of UTF-16 in Vietnamese text: Latin, marks, Vietnamese letters, punctuation, drawn lines."""


def _windows_1252(data: bytes) -> str:
    """Every byte as the character it shows as: Windows-1252, its five gaps as Latin-1."""
    return "".join(_SHOWN[byte] for byte in data)


def _shown(byte: int) -> str:
    try:
        return bytes((byte,)).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


_SHOWN = tuple(_shown(byte) for byte in range(256))
_BYTES = {character: byte for byte, character in enumerate(_SHOWN)}


def _from_windows_1258(raw: str) -> str:
    """A text that was read as Windows-1252 but is windows-1258, whose tone marks follow their letter."""
    data = bytes(_BYTES.get(c, 0x3F) for c in raw)
    if any(c not in _BYTES for c in raw):
        return raw
    return composed(data.decode("cp1258", errors="replace"))


_FONTS: tuple[tuple[str, Callable[[str], str]], ...] = (("tcvn3", fonts.from_tcvn3), ("vni", fonts.from_vni))
_READINGS = (*_FONTS, ("windows-1258", _from_windows_1258))


# ── scoring ──────────────────────────────────────────────────────────────────
def _score(marked: list[str], read: Callable[[str], str]) -> float:
    """Share of Vietnamese syllables when the marked words are read so; a word of several parts counts by its parts."""
    good = 0.0
    for word in marked:
        decoded = read(word)
        parts = syllables.words(decoded)
        whole = parts and len("".join(parts)) == len(decoded.strip("\u00ab\u00bb"))
        good += bool(whole) and all(map(syllables.is_syllable, parts))
    return good / len(marked) if marked else 0.0


def _best(raw: str, needed: int) -> tuple[str, Callable[[str], str], float] | None:
    """The legacy reading that makes `raw` Vietnamese; None where none does, or it is Vietnamese as it stands."""
    marked = _MARKED_WORD.findall(raw[:SAMPLE])
    if len(set(marked)) < needed or _score(marked, str) > REJECT:
        return None
    scores = [(_score(marked, read), name, read) for name, read in _READINGS]
    score, name, read = max(scores, key=lambda found: found[0])
    ascii_words = _ASCII_WORD.findall(raw[:SAMPLE])
    foreign = len(ascii_words) >= 8 and syllables.share(ascii_words) < 0.25 and len(marked) < len(ascii_words)
    return (name, read, score) if score >= ACCEPT and not foreign else None


def _confidence(score: float) -> Decimal:
    return Decimal(str(round(min(score, 1.0), 2)))


# ── repairing text ───────────────────────────────────────────────────────────
def _repair_double(text: str) -> str | None:
    """UTF-8 that was read as Windows-1252 and saved again; None where it is not that."""
    repaired: list[str] = []
    changed = False
    for line in text.split("\n"):
        try:
            fixed = bytes(_BYTES[c] for c in line).decode("utf-8")
        except (KeyError, UnicodeDecodeError):
            fixed = line
        changed = changed or fixed != line
        repaired.append(fixed)
    return "\n".join(repaired) if changed else None


def repair(text: str) -> tuple[str, Encoding | None]:
    """A text that was stored in a font encoding, or read in the wrong one, set right, with how it was found.

    (text, None) for any other text. Lines that already hold Vietnamese letters of Unicode stay as they are.
    """
    if text.isascii():
        return text, None
    if len(_DOUBLE.findall(text)) >= MIN_WORDS and (double := _repair_double(text)):
        return composed(double), Encoding("utf-8-as-windows-1252", True)
    if len(_SUSPECT.findall(text)) < MIN_WORDS:
        return text, None
    lines = text.split("\n")
    legacy = [i for i, line in enumerate(lines) if not line.isascii() and not _VIETNAMESE_ONLY.search(line)]
    best = _best("\n".join(lines[i] for i in legacy), MIN_WORDS)
    if best is None:
        return text, None
    name, read, score = best
    for i in legacy:
        marked = _MARKED_WORD.findall(lines[i])
        if _score(marked, read) >= _score(marked, str):
            lines[i] = read(lines[i])
    return "\n".join(lines), Encoding(name, True, _confidence(score))


# ── decoding bytes ───────────────────────────────────────────────────────────
def _utf16_without_bom(data: bytes) -> str | None:
    """ "utf-16-le" or "utf-16-be" where every other byte is a high byte of Vietnamese text."""
    if len(data) < 4 or len(data) % 2 or b"\x00" not in data[:SAMPLE]:
        return None
    sample = data[: SAMPLE - SAMPLE % 2]
    for name, high in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[::2])):
        low = sample[::2] if name == "utf-16-le" else sample[1::2]
        if sum(byte in _HIGH for byte in high) >= 0.97 * len(high) and low.count(0) <= 0.01 * len(low):
            return name
    return None


def _strict(data: bytes, name: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError as error:
        byte = data[error.start]
        raise UnreadableError(f"invalid {name} text: byte 0x{byte:02x} at offset {error.start}") from None


def _check_text(text: str) -> None:
    if len(_CONTROL.findall(text[:SAMPLE])) > CONTROL_SHARE * len(text[:SAMPLE]):
        raise UnreadableError("not a text: it is full of control characters")


def _declared(data: bytes, declared: str | None) -> tuple[str, Encoding] | None:
    """The declared codec, where Python knows it and the bytes fit it."""
    if not declared:
        return None
    try:
        info = codecs.lookup(declared)
        text = data.decode(info.name)
    except (LookupError, UnicodeDecodeError, ValueError):
        return None
    name = "windows-" + info.name[2:] if re.fullmatch(r"cp125\d", info.name) else info.name
    return composed(text), Encoding(name, True)


def _legacy(data: bytes, declared: str | None) -> tuple[str, Encoding]:
    """Bytes that are no UTF-8: the reading that makes them Vietnamese, else the declared codec."""
    raw = _windows_1252(data)
    best = _best(raw, MIN_WORDS_BYTES)
    if best:
        name, read, score = best
        return composed(read(raw)), Encoding(name, True, _confidence(score))
    return _declared(data, None if _is_utf8(declared) else declared) or (_strict(data, "utf-8"), Encoding("utf-8"))


def _is_utf8(declared: str | None) -> bool:
    return declared is not None and declared.lower().replace("_", "-") in ("utf-8", "utf8", "utf-8-sig")


def decode(data: bytes, declared: str | None = None) -> tuple[str, Encoding]:
    """The text of `data` and how it was encoded.

    Tried in order: byte order marks, UTF-16 without one, UTF-8, then by how Vietnamese they read TCVN3, VNI and
    windows-1258, and last the `declared` codec (a page's charset; often wrong, so never trusted before the bytes).
    A font encoding inside a Unicode text is converted too (`repair`). `Encoding.converted` is False only for
    Unicode as it stood. Raises UnreadableError, with one line for the user, where nothing fits.
    """
    for bom, name in _BOMS:
        if data.startswith(bom):
            text = _strict(data[len(bom) :], name)
            return _finished(text, name)
    if wide := _utf16_without_bom(data):
        return _finished(_strict(data, wide), wide)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        _check_text(_windows_1252(data[:SAMPLE]))
        return _legacy(data, declared)
    return _finished(text, "utf-8")


def _finished(text: str, name: str) -> tuple[str, Encoding]:
    _check_text(text)
    repaired, found = repair(text)
    return repaired, found or Encoding(name)
