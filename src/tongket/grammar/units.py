"""Units after a number: money (ISO 4217), measures (UCUM), shares, multiples, and what they are per ("VND/mo").

The names are in `lexicon/units.toml`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple

from tongket.lexicon import load
from tongket.patterns import alternatives, one_of, whole


class Unit(NamedTuple):
    """A unit found in the text: its code, kind ("money", "mass", "time", "share" …) and where its name ends."""

    code: str
    kind: str
    end: int


@dataclass(frozen=True, slots=True)
class _Name:
    name: str
    code: str
    kind: str
    after_scale: bool
    not_before: re.Pattern[str] | None
    only_before: re.Pattern[str] | None
    near: re.Pattern[str] | None
    written: str | None


_FIRST: Final = re.compile(r"( {0,2})(us\$|[^\W\d_]+[23²³]?|[%‰$€£¥₫°º⁰'])")
_NEAR: Final = 60
_NOT_UNITS: Final = frozenset({"symbols", "per", "per_words", "money_context", "rate_words"})
_TIMES: Final[tuple[str, ...]] = ("d", "wk", "mo", "a", "h", "min", "s")


def _words(words: list[str] | None, before: str, after: str) -> re.Pattern[str] | None:
    """One pattern for any of the words; one that begins with "/" follows without the `before`."""
    if not words:
        return None
    spelled = (re.escape(w) if w.startswith("/") else before + re.escape(w) for w in words)
    return re.compile("(?:" + "|".join(spelled) + ")" + after)


@cache
def _names() -> dict[str, list[_Name]]:
    """First word of a unit's name → the names that begin so, longest first."""
    table: dict[str, list[_Name]] = {}
    for key, entry in load("units").items():
        if key in _NOT_UNITS:
            continue
        for name in entry["names"]:
            first = _FIRST.match(name)
            if first is None:
                continue
            table.setdefault(first[2], []).append(
                _Name(
                    name,
                    entry.get("code", key),
                    entry["kind"],
                    name in entry.get("after_scale", ()),
                    _words(entry.get("not_before"), " ", r"(?!\w)"),
                    _words(entry.get("only_before"), " ", r"(?!\w)"),
                    _words(entry.get("near"), r"(?<!\w)", r"(?!\w)"),
                    entry.get("written"),
                )
            )
    for names in table.values():
        names.sort(key=lambda n: (-len(n.name), n.near is None, n.written is None))
    return table


def match(key: str, raw: str, at: int, *, scaled: bool = False) -> Unit | None:
    """The unit whose name begins at `at` (a space may stand before it); `scaled`: a scale word stands before it."""
    first = _FIRST.match(key, at)
    if first is None:
        return None
    start = first.start(2)
    for name in _names().get(first[2], ()):
        end = start + len(name.name)
        if not key.startswith(name.name, start) or _runs_on(key, end):
            continue
        if name.written is not None and raw[start:end] != name.written:
            continue
        if len(name.name) == 1 and not _is_written_so(name.name, raw[start]):
            continue
        if _fits(name, key, at, end, scaled=scaled):
            return Unit(name.code, name.kind, end)
    return None


@cache
def _symbols() -> tuple[frozenset[str], frozenset[str]]:
    """Names of one letter that may be written large, and those of them that must."""
    table = load("units")["symbols"]
    return frozenset(table["large"]), frozenset(table["never_small"])


def _is_written_so(name: str, letter: str) -> bool:
    """Whether a name of one letter is written large or small as its unit is: "5m", "220 V"."""
    large, never_small = _symbols()
    return name in large if letter.isupper() else name not in never_small


def _runs_on(key: str, end: int) -> bool:
    """The word goes on after the name ("gb" in "gbp", "kg5"), or a sign belongs to the next number ("5$6")."""
    return end < len(key) and key[end].isalnum() and (key[end - 1].isalnum() or key[end].isdigit())


def _fits(name: _Name, key: str, at: int, end: int, *, scaled: bool) -> bool:
    if (name.after_scale and not scaled) or (scaled and name.code == "deg"):
        return False
    if name.not_before is not None and not scaled and name.not_before.match(key, end):
        return False
    if name.only_before is not None and not name.only_before.match(key, end):
        return False
    return name.near is None or name.near.search(key, max(0, at - _NEAR), end) is not None


@cache
def _per() -> tuple[dict[str, str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Names that may stand after "/", and the patterns of "/x", "/noun/time" and "mỗi time"."""
    codes = {name: code for code, names in load("units")["per"].items() for name in names}
    every = alternatives(codes)
    times = alternatives(name for name, code in codes.items() if code in _TIMES)
    noun = r"[^\W\d_]+(?: [^\W\d_]+){0,3}"
    slash = re.compile(rf" ?/ ?({every})(?![\w²³])")
    noun_slash = re.compile(rf"(?: ?/ ?{noun}| {noun}) ?/ ?(?:1 )?({times})(?!\w)")
    table = load("units")["per_words"]
    free = rf"(?: (?!{whole(table['not_between'])})[^\W\d_]+)"
    rate = rf"(?:{free}{{0,4}}? {one_of(table['each'])}|{free}{{0,2}} {one_of(table['one'])})"
    each = re.compile(rf"{rate} ({times})(?!\w)(?! {one_of(table['not_before'])})")
    return codes, slash, noun_slash, each


def per_slash(key: str, at: int) -> tuple[str, int] | None:
    """ "/kg" directly after a unit: its code and where it ends."""
    codes, slash, _, _ = _per()
    found = slash.match(key, at)
    return (codes[found[1]], found.end()) if found else None


def goes_with(unit: Unit, per: str) -> bool:
    """A share may be per time only ("8%/năm"); only oil is sold by the barrel, for dollars."""
    if per == "[bbl_us]":
        return unit.code == "USD"
    return unit.kind != "share" or (unit.code in ("%", "pp") and per in _TIMES)


def per_year_words(key: str, at: int) -> str | None:
    """ "8,5% một năm", "1% mỗi tháng": the time that a share is per, right behind it."""
    if key[at : at + 2] not in (" m", " 1"):
        return None
    found = _per()[3].match(key, at)
    return _per()[0][found[1]] if found and found.end() - at < _RIGHT_BEHIND else None


_RIGHT_BEHIND: Final = 11


@cache
def _sizes() -> tuple[dict[str, str], re.Pattern[str]]:
    """What money may be per in words behind it: "mỗi m2", "một kg"; not the times, which stay out of the quote."""
    codes = {n: c for n, c in _per()[0].items() if c not in _TIMES and c != "[bbl_us]" and len(n) > 1}
    table = load("units")["per_words"]
    return codes, re.compile(
        rf" {one_of([*table['each'], *table['one']])} ({'|'.join(sorted(codes, key=len, reverse=True))})(?![\w²³])"
    )


def per_words(key: str, at: int) -> tuple[str, int] | None:
    """ "mỗi m2" directly after money: its code and where it ends."""
    if key[at : at + 2] not in (" m", " 1"):
        return None
    codes, pattern = _sizes()
    found = pattern.match(key, at)
    return (codes[found[1]], found.end()) if found else None


@cache
def _per_words() -> tuple[str, ...]:
    """Each pattern of a rate in words has one of these: the quick look before it."""
    table = load("units")["per_words"]
    return tuple(f" {word} " for word in (*table["each"], *table["one"]))


def per_time(key: str, at: int) -> str | None:
    """The time that a quantity is per, told further on: "người/ngày", "/người/tháng", "mỗi tháng"."""
    codes, _, noun_slash, each = _per()
    found = noun_slash.match(key, at) if key.find("/", at, at + 40) >= 0 else None
    if found is None and any(key.find(word, at, at + 45) >= 0 for word in _per_words()):
        found = each.match(key, at)
    return codes[found[1]] if found else None


@cache
def _noun_area() -> tuple[dict[str, str], re.Pattern[str]]:
    """ " thóc/sào", " lúa/ha": a crop and the land that its mass is per."""
    land = load("units")["per_words"]["land"]
    codes = {name: code for name, code in _per()[0].items() if name in land}
    return codes, re.compile(rf" [^\W\d_]+(?: [^\W\d_]+)? ?/ ?({alternatives(codes)})(?!\w)")


def per_area(key: str, at: int) -> str | None:
    """The land that a mass is per, told behind the crop: "5 kg thóc/sào"."""
    if key.find("/", at, at + 20) < 0:
        return None
    codes, pattern = _noun_area()
    found = pattern.match(key, at)
    return codes[found[1]] if found else None


@cache
def _each() -> tuple[str, ...]:
    """The words for "each"."""
    return tuple(load("units")["per_words"]["each"])


@cache
def _each_before() -> re.Pattern[str]:
    codes = _per()[0]
    times = "|".join(n for n, c in codes.items() if c in ("d", "wk", "mo", "a", "h"))
    return re.compile(rf"(?<!\w){one_of(_each())} ({times})(?!\w)(?:(?: [^\W\d_]+){{0,4}},)?[^.,;:\n()]*$")


def each_before(key: str, at: int, reach: int = 64) -> str | None:
    """The time after "mỗi" earlier in the clause: "mỗi ngày … tiếp 40 lượt"."""
    low = max(0, at - reach)
    if not any(key.find(word, low, at) >= 0 for word in _each()):
        return None
    found = _each_before().search(key, low, at)
    return _per()[0][found[1]] if found else None


@cache
def _money_context() -> re.Pattern[str]:
    words = sorted(load("units")["money_context"]["words"], key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(words) + r")(?!\w)")


def is_money(key: str, start: int, end: int, *, billions: bool) -> bool:
    """A bare "tỷ", or "triệu" near words of money and without a noun behind it ("700 triệu fan"), is VND."""
    table = load("units")["money_context"]
    following = _NEXT_WORD.match(key, end)
    if following and not billions and following[1] not in table["after"]:
        return False
    return billions or near_money(key, start, end)


_NEXT_WORD: Final = re.compile(r" ([^\W\d_]+)")


def near_money(key: str, start: int, end: int) -> bool:
    """A word of money stands near, so that a bare "tỷ" is VND."""
    return _money_context().search(key, max(0, start - 90), min(len(key), end + 30)) is not None


@cache
def _rate_change() -> re.Pattern[str]:
    table = load("units")["rate_words"]
    words, between, changes = (
        "|".join(table["words"]),
        "|".join(table["between"]),
        "|".join(sorted(table["changes"], key=len, reverse=True)),
    )
    from_ = load("numbers")["joining"]["from"][0]
    rate = rf"(?<!\w)(?:{words}) (?!{one_of(table['no_rates'])})"
    return re.compile(rf"{rate}[^.,;:()\d\n]{{0,60}}(?:{changes})(?: (?:{between}))?(?: ({from_}))? ?$")


@cache
def _reached() -> re.Pattern[str]:
    """Behind the first of two levels: "… 32% năm 2011 xuống 14%"."""
    return re.compile(rf"%[^.;\n]* {one_of(load('units')['rate_words']['reached'])} ")


def changes_a_rate(key: str, start: int) -> bool:
    """ "tỷ lệ hộ nghèo giảm" stands before: its "%" is percentage points; not in "giảm từ 32% xuống 14%"."""
    found = _rate_change().search(key, max(0, start - 90), start)
    return found is not None and not (found[1] and _reached().search(key, start, start + 60))
