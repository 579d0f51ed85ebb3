"""Joining single numbers.

Ranges ("từ 5 đến 10 triệu đồng"), shared scales and units ("12 và 15 tỷ đồng"), pairs ("34/39 xã").
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Final, NamedTuple

from tongket.grammar import shapes
from tongket.grammar.atoms import ONE, Atom
from tongket.grammar.units import Unit
from tongket.lexicon import load
from tongket.patterns import maybe, one_of
from tongket.text import Text

_COMMA_SPACE: Final = ", "
_SLASH: Final = re.compile(r"(?: [^\W\d_]+){0,3} ?/ ?")
_SMALLER: Final = {
    ("a", "mo"): 12,
    ("h", "min"): 60,
    ("min", "s"): 60,
    ("d", "h"): 24,
    ("wk", "d"): 7,
    ("t", "kg"): 1000,
    ("km", "m"): 1000,
}


class _Joints(NamedTuple):
    """What stands between two numbers, or before the first (`[joining]` of the lexicon)."""

    dash: re.Pattern[str]
    to: re.Pattern[str]
    among: re.Pattern[str]
    from_: re.Pattern[str]
    next_to: frozenset[str]
    term: tuple[str, ...]


@cache
def _joints() -> _Joints:
    words = load("numbers")["joining"]
    return _Joints(
        dash=re.compile(rf" ?[-–—] ?{maybe(words['before_high'])}"),
        to=re.compile(rf" ?,? {one_of(words['to'])} {maybe(words['before_high_end'])}"),
        among=re.compile(rf" ?,? {one_of(words['and'])} |, ?|; "),
        from_=re.compile(rf"{one_of(words['from'])} {maybe(words['before_low'])}$"),
        next_to=frozenset([" ", *(f" {word} " for word in words["plus"])]),
        term=tuple(f" {word}" for word in load("numbers")["times"]["term"]),
    )


def join(text: Text, atoms: list[Atom]) -> list[Atom]:
    """The atoms with ranges made one, shared scales and units handed back, and pairs marked."""
    key = text.key
    atoms = _durations(key, _without_table_rows(text.raw, atoms))
    atoms = _split_decimals(key, atoms)
    out: list[Atom] = []
    for atom in reversed(atoms):
        following = out[-1] if out else None
        if following is None or following.start - atom.end > 24:
            out.append(atom)
            continue
        between = key[atom.end : following.start]
        made = _range(key, text.raw, atom, following, between)
        if made is not None:
            out.pop()
            if made:
                out.append(made[0])
            continue
        if _joints().among.fullmatch(between):
            _share(atom, following)
        elif _SLASH.fullmatch(between) and following.pair != 1:
            atom.pair, following.pair = 1, 2
            if atom.unit is None and between.strip() == "/" and following.unit is not None:
                _share(atom, following)
        out.append(atom)
    out.reverse()
    return out


def _without_table_rows(raw: str, atoms: list[Atom]) -> list[Atom]:
    """Bare numbers side by side ("5 4 0 1 15") come from a flattened table or chart; nothing says what they are."""
    out = []
    for i, atom in enumerate(atoms):
        before = atoms[i - 1] if i else None
        after = atoms[i + 1] if i + 1 < len(atoms) else None
        beside = before is not None and before.unit is None and raw[before.end : atom.start] == " "
        beside = beside or (after is not None and atom.unit is None and raw[atom.end : after.start] == " ")
        if not (beside and atom.form == "digits" and atom.unit is None):
            out.append(atom)
    return out


def _durations(key: str, atoms: list[Atom]) -> list[Atom]:
    """ "4 năm 3 tháng" is 51 months."""
    out: list[Atom] = []
    next_to = _joints().next_to
    for atom in atoms:
        last = out[-1] if out else None
        between = key[last.end : atom.start] if last is not None else ""
        near = between in next_to or (between == _COMMA_SPACE and key.startswith(_joints().term, atom.end))
        if last is not None and last.unit and atom.unit and near and last.per is None:
            parts = _SMALLER.get((last.unit.code, atom.unit.code))
            if parts is not None and atom.value < parts and not last.joined:
                last.value = last.value * parts + atom.value
                last.end, last.number_end, last.unit, last.per = atom.end, atom.number_end, atom.unit, atom.per
                continue
        out.append(atom)
    return out


def _split_decimals(key: str, atoms: list[Atom]) -> list[Atom]:
    """ "17, 365 tỷ": a decimal comma with a space behind it, where no list of numbers is meant."""
    out: list[Atom] = []
    for i, atom in enumerate(atoms):
        last = out[-1] if out else None
        if last is not None and key[last.end : atom.start] == _COMMA_SPACE and last.plain and _is_measured(atom):
            digits = re.match(r"\d+", key[atom.start : atom.number_end])
            listed = len(out) > 1 and _joints().among.fullmatch(key[out[-2].end : last.start])
            goes_on = i + 1 < len(atoms) and _joints().among.fullmatch(key[atom.end : atoms[i + 1].start])
            if (
                digits
                and not listed
                and not goes_on
                and _continues(last, digits.group(), atom)
                and atom.value == int(digits.group()) * atom.scale
            ):
                last.value = Decimal(f"{last.value}.{digits.group()}") * atom.scale
                last.scale, last.unit, last.per, last.form = atom.scale, atom.unit, atom.per, atom.form
                last.end, last.number_end = atom.end, atom.number_end
                continue
        out.append(atom)
    return out


def _is_measured(atom: Atom) -> bool:
    return atom.scale != ONE or (atom.unit is not None and atom.unit.kind in ("length", "area", "mass"))


def _continues(last: Atom, digits: str, atom: Atom) -> bool:
    """Three digits, or one that is too small to be the next of a list ("11, 5 triệu"; not "4, 5 triệu")."""
    if len(digits) == 3:
        return atom.scale != ONE
    return len(digits) == 1 and last.value > 10 and last.value > int(digits)


def _range(key: str, raw: str, low: Atom, high: Atom, between: str) -> list[Atom] | None:
    """One range, nothing (a score, "3-1"), or None where the two stay apart."""
    joints = _joints()
    dash = joints.dash.fullmatch(between) is not None
    if (not dash and not joints.to.fullmatch(between)) or not _may_join(low, high):
        return None
    first = joints.from_.search(key, max(0, low.start - 12), low.start)
    bare = low.unit is None and high.unit is None
    if bare and not dash and not first and low.plain != high.plain:
        return None
    top, unit = _in_unit_of(low, high)
    value = _low_value(low, high)
    if dash and low.plain and high.plain and (value >= top or _is_score(key, raw, low, high, from_=first is not None)):
        return [] if high.value < 100 else None
    if _are_dates(key, low, high) or (first and _is_hours(low, high)):
        return []
    if value >= top:
        return None
    joined = replace(high, start=first.start() if first else low.start, value=value, high=top, unit=unit, joined=True)
    joined.other = None
    return [joined]


def _may_join(low: Atom, high: Atom) -> bool:
    """Two single numbers whose units, where both have one, measure the same."""
    if low.joined or high.joined or low.fraction or high.fraction or low.article or high.article:
        return False
    if low.unit and high.unit:
        return low.unit.code == high.unit.code or (high.unit.code, low.unit.code) in _SMALLER
    return low.unit is None or low.unit.code == high.code


def _in_unit_of(low: Atom, high: Atom) -> tuple[Decimal, Unit | None]:
    """The high end in the unit of the low one ("30 phút đến 1 giờ": 60 minutes)."""
    if low.unit and high.unit and low.unit.code != high.unit.code:
        return high.value * _SMALLER[high.unit.code, low.unit.code], low.unit
    return high.value, high.unit


_WORD_AFTER: Final = re.compile(r" ?[^\W\d_]|/")


def _is_hours(low: Atom, high: Atom) -> bool:
    """ "từ 12-16 giờ", "từ 6 giờ đến 7 giờ": hours of a day."""
    hours = high.unit is not None and high.unit.code == "h" and high.scale == 1 and high.value <= 24
    return hours and high.value == int(high.value) and (low.value >= 5 if low.unit is None else low.unit.code == "h")


_DAY_MONTH: Final = re.compile(r"(?:0?[1-9]|[12]\d|3[01])\.(?:0?[1-9]|1[0-2])")


def _are_dates(key: str, low: Atom, high: Atom) -> bool:
    """ "từ 1.3 - 31.5": two days with their months."""
    if low.unit or high.unit or shapes.counts(key, high.end):
        return False
    return bool(_DAY_MONTH.fullmatch(key, low.start, low.end) and _DAY_MONTH.fullmatch(key, high.start, high.end))


def _is_score(key: str, raw: str, low: Atom, high: Atom, *, from_: bool) -> bool:
    """ "thua ngược 1-2", "tỷ số 3-4", "0-2"; a dash with nothing counted behind is no range either."""
    if low.value == 0 or (not from_ and not _WORD_AFTER.match(key, high.end)):
        return True
    if from_ and high.value <= 12 and low.value <= 31 and not _WORD_AFTER.match(key, high.end):
        return True
    before = [word for word in raw[max(0, low.start - 18) : low.start].split()[-3:] if word.islower()]
    score = shapes.words().score_before
    return any(word in score for word in before) or " ".join(before[-2:]) in score


def _low_value(low: Atom, high: Atom) -> Decimal:
    """The low end with the scale word that stands only at the high end ("5 đến 10 triệu", "500 - 1 triệu")."""
    if low.scale != ONE or low.bare_scale or low.unit is not None:
        return low.value
    if high.scale == ONE:
        money = high.unit is not None and high.unit.kind == "money" and high.value >= 1000 and low.plain
        return low.value * 1000 if money and low.value * 1000 < high.value else low.value
    if low.value * high.scale < high.value:
        return low.value * high.scale
    if high.scale >= 1_000_000 and 100 <= low.value < 1000:
        return low.value * high.scale / 1000
    return low.value


def _share(first: Atom, second: Atom) -> None:
    """ "12 và 15 tỷ đồng": the first has the scale and unit of the second."""
    code = second.code
    if second.unit is not None and second.unit.kind != "multiple":
        code = second.unit.code + (f"/{second.per}" if second.per else "")
    if code is None or first.unit is not None or first.article or first.bare_scale or first.fraction:
        return
    if first.scale == ONE and second.scale != ONE and not second.joined:
        first.value *= second.scale
        first.scale = second.scale
    first.code = code
