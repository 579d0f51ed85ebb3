"""Every quantity of a text: number expression, unit and modifier (`records.Quantity`).

The way: single numbers (`atoms`), joined to ranges and lists (`ranges`), then unit and modifier decided here.
What is never a quantity by its shape (`shapes`) or as a word (`word_contexts`) is left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Final

from tongket.grammar import atoms as single
from tongket.grammar import modifiers, ranges, shapes, units
from tongket.grammar.atoms import Atom
from tongket.lexicon import load
from tongket.patterns import alternatives, one_of
from tongket.records import Bound, Quantity, Span
from tongket.text import Text

_KINDS: Final = {"share": "percentage", "money": "money", "count": "number", "multiple": "number"}
_TIME_PER_TIME: Final = frozenset({("d", "wk"), ("d", "mo"), ("h", "d"), ("h", "wk"), ("min", "d"), ("min", "h")})
_LIST_REACH: Final = 60
_SIZES: Final = frozenset({"m2", "m", "kg", "t", "ha", "l", "km", "m3"})
"""A bare "triệu" or "tỷ" per one of these is a price."""
_SHORT_THOUSAND: Final = "k"


@dataclass(frozen=True, slots=True)
class _Times:
    """What tells that "lần" is "times as much" (`[times]` of the lexicon)."""

    multiplied: re.Pattern[str]
    compared: re.Pattern[str]
    before: re.Pattern[str]
    against: re.Pattern[str]
    term: tuple[str, ...]


@cache
def _times() -> _Times:
    words = load("numbers")["times"]
    return _Times(
        multiplied=re.compile(rf"(?<!\w){one_of(words['multiply'])}(?: [^\W\d_]+){{0,3}}$"),
        compared=re.compile(rf"(?<!\w){one_of(words['compared'])}$"),
        before=re.compile(rf"{one_of(words['before'])}$"),
        against=re.compile(rf" {one_of(words['against'])}"),
        term=tuple(f" {word}" for word in words["term"]),
    )


@dataclass(frozen=True, slots=True)
class _Lists:
    """What joins the counts of one list (`[joining]` of the lexicon)."""

    joined: re.Pattern[str]
    respectively: tuple[str, ...]
    behind_respectively: re.Pattern[str]
    with_: frozenset[str]
    is_a: str
    before: re.Pattern[str]
    after: re.Pattern[str]


@cache
def _lists() -> _Lists:
    words = load("numbers")["joining"]
    with_, more = alternatives(f" {word}" for word in words["with"]), one_of(words["with_more"])
    return _Lists(
        joined=re.compile(rf",? {one_of(words['plus'])} |, "),
        respectively=tuple(words["respectively"]),
        behind_respectively=re.compile(rf"{one_of(words['respectively'])}(?: [^\W\d_]+){{0,4}} ?$"),
        with_=frozenset(words["with"]),
        is_a=f"{words['is_a']} ",
        before=re.compile(rf"[^.;:()\n]*(,|{with_})(?: {more})? $"),
        after=re.compile(rf"[^.:()\n]*(,|;|{with_})(?: {more})? $"),
    )


def find(text: Text, start: int = 0, end: int | None = None) -> list[Quantity]:
    """The quantities between `start` and `end` (code points), in text order, not overlapping.

    Each `Quantity` covers the number expression exactly as the guide quotes it; `value` and `high` carry the scale
    word; `unit` is the guide's code. Numbers that a period or place later claims ("6 tháng đầu năm") are included.
    """
    found = ranges.join(text, single.find(text, start, len(text) if end is None else end))
    found = _drop_articles(text.key, found)
    return _share_modifiers(text.key, _go_on_with_rates(text.key, [_quantity(text, atom) for atom in found]))


@cache
def _next_rate() -> re.Pattern[str]:
    """Between the changes of two rates: "; dịch vụ tăng "."""
    return re.compile(rf"[;,] [^.,;:()\d\n]{{0,60}}{one_of(load('units')['rate_words']['changes'])} ")


def _go_on_with_rates(key: str, found: list[Quantity]) -> list[Quantity]:
    """ "Tỷ trọng nông nghiệp giảm 1,6%; dịch vụ tăng 1,2%": the second is in points as the first."""
    out: list[Quantity] = []
    for q in found:
        last = out[-1] if out else None
        if last is not None and last.unit == "pp" and q.unit == "%" and _next_rate().fullmatch(key, last.end, q.start):
            q = replace(q, unit="pp")
        out.append(q)
    return out


def _share_modifiers(key: str, found: list[Quantity]) -> list[Quantity]:
    """ "lần lượt khoảng 38% và 7%": the modifier of the first holds for those joined to it."""
    lists = _lists()
    if not any(word in key for word in lists.respectively):
        return found
    out: list[Quantity] = []
    for q in found:
        last = out[-1] if out else None
        if (
            last is not None
            and last.bound_span
            and q.bound == "exact"
            and lists.joined.fullmatch(key, last.end, q.start)
        ):
            opening = last.bound_span[0]
            if lists.behind_respectively.search(key, max(0, opening - 60), opening):
                q = replace(q, bound=last.bound, bound_span=last.bound_span)
        out.append(q)
    return out


def _drop_articles(key: str, found: list[Atom]) -> list[Atom]:
    """ "một" stays only in a list of counts: "2 nam và một nữ", "(một trường … và hai trường …)"."""
    kept = []
    for i, atom in enumerate(found):
        if (
            atom.article
            and not _in_list(key, found, i)
            and not (atom.unit and atom.unit.code == "a" and key.startswith(_times().term, atom.end))
        ):
            continue
        kept.append(atom)
    return kept


def _in_list(key: str, found: list[Atom], i: int) -> bool:
    """A counted number stands before or behind, joined by "và", or by commas on both sides."""
    atom = found[i]
    if key.endswith(_lists().is_a, 0, atom.start):
        return False
    last = found[i - 1] if i and _is_count(found[i - 1]) else None
    following = found[i + 1] if i + 1 < len(found) and _is_count(found[i + 1]) else None
    before = after = None
    if last is not None and atom.start - last.end < _LIST_REACH:
        before = _lists().before.fullmatch(key, last.end, atom.start)
    if following is not None and following.start - atom.end < _LIST_REACH:
        after = _lists().after.fullmatch(key, atom.end, following.start)
    if before is not None and (after is not None or before[1] != ","):
        return True
    return after is not None and (after[1].strip() in _lists().with_ or key[atom.start - 1] == "(")


def _is_count(atom: Atom) -> bool:
    return (
        atom.unit is None
        and atom.code is None
        and not atom.article
        and atom.value == int(atom.value)
        and atom.value < 1000
    )


def _quantity(text: Text, atom: Atom) -> Quantity:
    key = text.key
    unit = _unit(key, atom)
    bound, span = _bound(key, atom, unit)
    end = atom.end
    if atom.unit is not None and atom.unit.kind == "multiple" and unit.startswith("count"):
        end = atom.number_end
    kind = _KINDS.get(_kind(atom, unit), "measure")
    return Quantity(
        kind,
        atom.start,
        end,
        text.raw[atom.start : end],
        _tidy(atom.value),
        None if atom.high is None else _tidy(atom.high),
        unit,
        bound=bound,
        bound_span=span,
        ambiguous=None if atom.other is None else _tidy(atom.other),
        form=atom.form,
        pair=atom.pair,
    )


def _kind(atom: Atom, unit: str) -> str:
    if unit in ("%", "pp"):
        return "share"
    base = unit.split("/")[0]
    if base in ("count", "x"):
        return "count"
    return "money" if len(base) == 3 and base.isupper() and base.isalpha() else "measure"


def _tidy(value: Decimal) -> Decimal:
    """Without trailing zeros or exponent, so that equal values print alike."""
    return Decimal(int(value)) if value == value.to_integral_value() else value.normalize()


def _unit(key: str, atom: Atom) -> str:
    """The guide's unit code: as written, from the context ("phạt 33 tỷ"), and what it is per."""
    if atom.code is not None:
        return atom.code
    if atom.fraction or (atom.form == "words" and atom.unit is None and 0 < atom.value < 1):
        return "x"
    unit = atom.unit
    if unit is None:
        bare_rate = atom.value != int(atom.value) and atom.scale == 1 and not shapes.counts(key, atom.end)
        base = "pp" if bare_rate and units.changes_a_rate(key, atom.start) else _bare_unit(key, atom)
    elif unit.kind == "multiple":
        base = "x" if _is_multiple(key, atom) else "count"
    elif unit.code == "%" and units.changes_a_rate(key, atom.start):
        return "pp"
    else:
        base = unit.code
    if atom.per:
        return f"{base}/{atom.per}"
    if base in ("x", "Cel", "deg") or (unit is not None and unit.code == "a"):
        return base
    if base in ("%", "pp"):
        per = units.per_year_words(key, atom.end)
        return f"{base}/{per}" if per else base
    per = units.per_time(key, atom.number_end if base == "count" else atom.end)
    if per is None and unit is not None and unit.kind == "mass":
        per = units.per_area(key, atom.end)
    if per is None:
        per = units.each_before(key, atom.start)
        if per is not None and unit is not None and unit.kind == "time" and (base, per) not in _TIME_PER_TIME:
            per = None
    return f"{base}/{per}" if per and per != base else base


def _bare_unit(key: str, atom: Atom) -> str:
    """A number without a unit is a count; a bare "tỷ" or "triệu" of money is VND."""
    if key.startswith(_SHORT_THOUSAND, atom.number_end - 1) and atom.scale == 1000:
        return "VND" if units.near_money(key, atom.start, atom.end) else "count"
    if atom.scale < 1_000_000 or not atom.form:
        return "count"
    if shapes.words().counted.match(key, atom.end):
        return "count"
    if atom.per in _SIZES:
        return "VND"
    billions = atom.scale >= 10**9 and not atom.bare_scale
    return "VND" if units.is_money(key, atom.start, atom.end, billions=billions) else "count"


def _is_multiple(key: str, atom: Atom) -> bool:
    """ "gấp 3 lần", "2,5 lần", "tăng 2 lần so với": times as much; "khám 3 lần": three times something happened."""
    if atom.value != int(atom.value):
        return True
    before = key[max(0, atom.start - 22) : atom.start].rstrip()
    times = _times()
    if times.multiplied.search(before) or times.compared.search(before):
        return True
    return times.before.search(before) is not None and times.against.match(key, atom.end) is not None


def _bound(key: str, atom: Atom, unit: str) -> tuple[Bound, Span | None]:
    """How exact it is, and where that is said."""
    if atom.high is not None:
        return "range", None
    ahead = modifiers.before(key, atom.start)
    if ahead is None or ahead[0] == "over":
        behind = modifiers.after(key, atom.end, noun=unit.startswith("count"))
        if behind is not None or ahead is None:
            return behind or (("about", None) if atom.bare_scale else ("exact", None))
    if (
        unit == "count"
        and atom.value == int(atom.value)
        and modifiers.is_place(key, ahead[1], atom.end, int(atom.value))
    ):
        return "exact", None
    return ahead
