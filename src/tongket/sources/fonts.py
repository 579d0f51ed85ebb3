"""The font encodings of old official files: TCVN3 (ABC) and VNI-Windows, to Unicode and back.

A text in a font encoding is a string of Windows-1252 characters that only looks right in its font. Tables:
lexicon/fonts.toml (TCVN 5712:1993, VN3; VNI-Windows).
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from tongket import lexicon

_RUN = re.compile(r"\S+")
_ASCII_CAPITALS = re.compile(r"[A-Z]")
_ASCII_SMALL = re.compile(r"[a-z]")


# ── TCVN3 ────────────────────────────────────────────────────────────────────
@cache
def _tcvn3() -> tuple[dict[int, str], dict[int, str]]:
    table = lexicon.load("fonts")["tcvn3"]
    pairs = list(zip(table["codes"], table["letters"], strict=True))
    return {ord(code): letter for code, letter in pairs}, {ord(letter): code for code, letter in pairs}


def _capital_words(raw: str) -> frozenset[int]:
    """Where words set in capitals start: they mix ASCII capitals with codes of small letters ("B¸O C¸O").

    A word that is sure has two ASCII capitals or more and no small ASCII letter. A doubtful one (one capital or
    none: "TØnh" is small, "Tæ" may be either) follows when the words around it are sure.
    """
    runs = list(_RUN.finditer(raw))
    sure = [_is_capital_word(run.group()) for run in runs]
    found: set[int] = set()
    for i, run in enumerate(runs):
        word = run.group()
        beside = sure[i - 1] if i else sure[i + 1 : i + 2] == [True]
        after = sure[i + 1] if i + 1 < len(runs) else beside
        doubtful = not _ASCII_SMALL.search(word) and not word.isascii()
        if sure[i] or (doubtful and beside and after):
            found.add(run.start())
    return frozenset(found)


def _is_capital_word(word: str) -> bool:
    return not word.isascii() and not _ASCII_SMALL.search(word) and len(_ASCII_CAPITALS.findall(word)) >= 2


def _tcvn3_line(raw: str) -> str:
    decode, _ = _tcvn3()
    decoded = raw.translate(decode)
    capital = _capital_words(raw)
    if not capital:
        return decoded
    return _RUN.sub(lambda m: m.group().upper() if m.start() in capital else m.group(), decoded)


def from_tcvn3(raw: str) -> str:
    """Unicode (NFC) of a TCVN3 text; words typed in capitals come out in capitals."""
    return "\n".join(_tcvn3_line(line) for line in raw.split("\n"))


def to_tcvn3(text: str) -> str:
    """The TCVN3 codes of a Unicode text. A capital with a tone mark takes the code of its small letter."""
    _, encode = _tcvn3()
    composed = unicodedata.normalize("NFC", text)
    return "".join(encode.get(ord(c)) or encode.get(ord(c.lower()[0])) or c for c in composed)


# ── VNI ──────────────────────────────────────────────────────────────────────
@cache
def _vni_marks() -> dict[str, str]:
    return dict(lexicon.load("fonts")["vni"]["marks"])


@cache
def _vni_letters() -> dict[str, str]:
    letters = dict(lexicon.load("fonts")["vni"]["letters"])
    return letters | {code.upper(): letter.upper() for code, letter in letters.items()}


@cache
def _vni_pair() -> re.Pattern[str]:
    codes = "".join(_vni_marks())
    codes += codes.upper()
    return re.compile(rf"(?P<base>[aeouyôöAEOUYÔÖ])(?P<mark>[{codes}])|(?P<letter>[{''.join(_vni_letters())}])")


def _vni_letter(match: re.Match[str]) -> str:
    if match["letter"]:
        return _vni_letters()[match["letter"]]
    base = _vni_letters().get(match["base"], match["base"])
    composed = unicodedata.normalize("NFC", base + _vni_marks()[match["mark"].lower()])
    return composed if len(composed) == 1 else match.group()


def from_vni(raw: str) -> str:
    """Unicode (NFC) of a VNI-Windows text. A code that joins with no letter stays as it is."""
    return _vni_pair().sub(_vni_letter, raw)


@cache
def _vni_codes() -> dict[str, str]:
    """Unicode letter → its VNI codes."""
    found: dict[str, str] = {letter: code for code, letter in _vni_letters().items()}
    letters = _vni_letters()
    for base in "aeouyôöAEOUYÔÖ":
        for code, marks in _vni_marks().items():
            composed = unicodedata.normalize("NFC", letters.get(base, base) + marks)
            if len(composed) == 1:
                found.setdefault(composed, base + (code.upper() if base.isupper() else code))
    return found


def to_vni(text: str) -> str:
    """The VNI-Windows codes of a Unicode text."""
    codes = _vni_codes()
    return "".join(codes.get(c, c) for c in unicodedata.normalize("NFC", text))
