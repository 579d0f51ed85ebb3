"""Every quantity of a text: number expression, unit and modifier (`records.Quantity`).

The way: single numbers (`atoms`), joined to ranges and lists (`ranges`), then unit and modifier decided here.
What is never a quantity by its shape (`shapes`) or as a word (`word_contexts`) is left out.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from tongket.grammar import atoms as single
from tongket.grammar import modifiers, ranges, shapes, units
from tongket.grammar.atoms import Atom
from tongket.records import Bound, Quantity, Span
from tongket.text import Text

_TIMES_BEFORE = re.compile(
    r"(?:gấp|hơn|tăng|giảm|cao|thấp|nhiều|lớn|nhanh|vượt|kém|nhân|bằng|đông|đắt|rẻ|mạnh|nặng|gần|tới|đến|lên|khoảng|trên)$"
)
_COMPARED = re.compile(r"(?<!\w)(?:cao|nhiều|lớn|nhanh|đông|đắt|rẻ|mạnh|nặng|thấp|ít) hơn$")
_TIMES_AGAINST = re.compile(r" (?:so với|so|cùng kỳ|mức|năm trước|bình thường|giá)")
_KINDS = {"share": "percentage", "money": "money", "count": "number", "multiple": "number"}
_JOINED = re.compile(r",? và |, ")
_RESPECTIVELY = re.compile(r"lần lượt(?: [^\W\d_]+){0,4} ?$")
_TIME_PER_TIME = frozenset({("d", "wk"), ("d", "mo"), ("h", "d"), ("h", "wk"), ("min", "d"), ("min", "h")})
_LIST_REACH = 60


def find(text: Text, start: int = 0, end: int | None = None) -> list[Quantity]:
    """The quantities between `start` and `end` (code points), in text order, not overlapping.

    Each `Quantity` covers the number expression exactly as the guide quotes it; `value` and `high` carry the scale
    word; `unit` is the guide's code. Numbers that a period or place later claims ("6 tháng đầu năm") are included.
    """
    found = ranges.join(text, single.find(text, start, len(text) if end is None else end))
    found = _drop_articles(text.key, found)
    return _share_modifiers(text.key, [_quantity(text, atom) for atom in found])


def _share_modifiers(key: str, found: list[Quantity]) -> list[Quantity]:
    """ "lần lượt khoảng 38% và 7%": the modifier of the first holds for those joined to it."""
    if "lần lượt" not in key:
        return found
    out: list[Quantity] = []
    for q in found:
        last = out[-1] if out else None
        if last is not None and last.bound_span and q.bound == "exact" and _JOINED.fullmatch(key, last.end, q.start):
            opening = last.bound_span[0]
            if _RESPECTIVELY.search(key, max(0, opening - 60), opening):
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
            and not (atom.unit and atom.unit.code == "a" and key[atom.end : atom.end + 3] == " tù")
        ):
            continue
        kept.append(atom)
    return kept


_LIST_BEFORE = re.compile(r"[^.;:()\n]*(,| và| cùng)(?: có| thêm| còn)? $")
_LIST_AFTER = re.compile(r"[^.:()\n]*(,|;| và| cùng)(?: có| thêm| còn)? $")


def _in_list(key: str, found: list[Atom], i: int) -> bool:
    """A counted number stands before or behind, joined by "và", or by commas on both sides."""
    atom = found[i]
    last = found[i - 1] if i and _is_count(found[i - 1]) else None
    following = found[i + 1] if i + 1 < len(found) and _is_count(found[i + 1]) else None
    before = after = None
    if last is not None and atom.start - last.end < _LIST_REACH:
        before = _LIST_BEFORE.fullmatch(key, last.end, atom.start)
    if following is not None and following.start - atom.end < _LIST_REACH:
        after = _LIST_AFTER.fullmatch(key, atom.end, following.start)
    if before is not None and (after is not None or before[1] != ","):
        return True
    return after is not None and (after[1].strip() in ("và", "cùng") or key[atom.start - 1] == "(")


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
        base = _bare_unit(key, atom)
    elif unit.kind == "multiple":
        base = "x" if _is_multiple(key, atom) else "count"
    elif unit.code == "%" and units.changes_a_rate(key, atom.start):
        return "pp"
    else:
        base = unit.code
    if atom.per:
        return f"{base}/{atom.per}"
    if base in ("%", "pp", "x", "Cel", "deg") or (unit is not None and unit.code == "a"):
        return base
    per = units.per_time(key, atom.number_end if base == "count" else atom.end)
    if per is None:
        per = units.each_before(key, atom.start)
        if per is not None and unit is not None and unit.kind == "time" and (base, per) not in _TIME_PER_TIME:
            per = None
    return f"{base}/{per}" if per and per != base else base


def _bare_unit(key: str, atom: Atom) -> str:
    """A number without a unit is a count; a bare "tỷ" or "triệu" of money is VND."""
    if atom.scale < 1_000_000 or not atom.form:
        return "count"
    if shapes.words().counted.match(key, atom.end):
        return "count"
    billions = atom.scale >= 10**9 and not atom.bare_scale
    return "VND" if units.is_money(key, atom.start, atom.end, billions=billions) else "count"


def _is_multiple(key: str, atom: Atom) -> bool:
    """ "gấp 3 lần", "2,5 lần", "tăng 2 lần so với": times as much; "khám 3 lần": three times something happened."""
    if atom.value != int(atom.value):
        return True
    before = key[max(0, atom.start - 22) : atom.start].rstrip()
    if re.search(r"(?<!\w)gấp(?: [^\W\d_]+){0,3}$", before):
        return True
    if _COMPARED.search(before):
        return True
    return _TIMES_BEFORE.search(before) is not None and _TIMES_AGAINST.match(key, atom.end) is not None


def _bound(key: str, atom: Atom, unit: str) -> tuple[Bound, Span | None]:
    """How exact it is, and where that is said."""
    if atom.high is not None:
        return "range", None
    ahead = modifiers.before(key, atom.start)
    if ahead is None:
        behind = modifiers.after(key, atom.end, noun=unit.startswith("count"))
        return behind or (("about", None) if atom.bare_scale else ("exact", None))
    if (
        unit == "count"
        and atom.value == int(atom.value)
        and modifiers.is_place(key, ahead[1], atom.end, int(atom.value))
    ):
        return "exact", None
    return ahead
