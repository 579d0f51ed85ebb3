"""Figures in table cells: the row's and column's heads say what a paragraph's sentence would say.

"Kế hoạch 2024 | Thực hiện 2024 | So với kế hoạch (%)" over "Thu ngân sách | 1.500 | 1.650 | 110" with the line
"Đơn vị tính: triệu đồng": a target, a result and a ratio of the result, all of "Thu ngân sách". Where the row names
a place or a body ("Huyện An Bàng"), the column says what is counted.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Final

from tongket import lexicon
from tongket.grammar import Mentions
from tongket.patterns import whole
from tongket.reading.column_times import ColumnTimes
from tongket.reading.row_owners import Owner, RowOwners
from tongket.reading.slots import Slot
from tongket.reading.unit_lines import UnitLines, unit_of
from tongket.records import Block, Body, Cell, Dates, Span
from tongket.text import Text

_ORDINAL: Final = re.compile(r"[|\s]*(?:(?P<group>[ivx]+|[a-z])|(?P<number>\d{1,2}))[.)]?\s*[|\t]")
_LETTERS: Final = re.compile(r"[^\W\d_]{2}")
_MOSTLY_NUMBER: Final = 12
"""So many characters beside the number may stand in a cell that is still a number's cell."""
_SIGNS: Final = "-–−+"
_ROLES: Final[tuple[str, ...]] = ("plan", "result", "estimate", "change", "share")


@cache
def _words(role: str) -> re.Pattern[str]:
    """The words of a role, each whole: "ước" is no part of "trước"."""
    words = lexicon.load("tables")[role]
    return re.compile(rf"(?<!\w)(?:{whole(w for w in words if w[-1].isalnum())}|{_marks(words)})")


def _marks(words: Iterable[str]) -> str:
    """Those that end with a mark ("+/-") need no word's end behind them."""
    return "|".join(re.escape(word) for word in words if not word[-1].isalnum()) or r"(?!)"


@cache
def _quantity_heads() -> tuple[str, ...]:
    return tuple(f"{head} " for head in lexicon.load("phrases")["heads"])


@cache
def _measuring_nouns() -> frozenset[str]:
    phrases = lexicon.load("phrases")
    return frozenset([*phrases["general"], *phrases["measures"]])


class Tables:
    """Fills the slots that stand in table cells of one text."""

    def __init__(
        self,
        text: Text,
        blocks: Sequence[Block],
        mentions: Mentions,
        report: Dates | None,
        name_of: Callable[[Body], str | None],
    ) -> None:
        """`report`: the time that the text is of; `name_of`: the longest name that the text gives a body."""
        self._text = text
        self._units = UnitLines(text)
        self._blocks = blocks
        self._periods = sorted(mentions.periods, key=lambda p: p.start)
        self._times = ColumnTimes(text, mentions.periods, report)
        self._owners = RowOwners(text, mentions, name_of)
        self._starts = [block.start for block in blocks]
        self._apart: dict[int, bool] = {}

    def keeps(self, slot: Slot) -> bool:
        """Outside tables every slot; inside, only numbers that fill a cell and do not merely number its row."""
        if self._blocks[slot.block].kind != "row":
            return True
        cell = self._cell(slot)
        if cell is None or not (cell.row_heads or cell.column_heads):
            return False
        beside = cell.end - cell.start - (slot.quantity.end - slot.quantity.start)
        return beside <= _MOSTLY_NUMBER and not self._any("ordinal", cell.column_heads)

    def fill(self, slots: Sequence[Slot]) -> None:
        """Set what the heads say; the ratios and changes of a row are of the result to their left."""
        rows: dict[int, list[int]] = {}
        for index, slot in enumerate(slots):
            cell = self._cell(slot) if self._blocks[slot.block].kind == "row" else None
            if cell is None:
                continue
            row = rows.setdefault(slot.block, [])
            self._fill_one(slots, index, cell, row)
            self._set_owner(slot, self._owner(cell))
            row.append(index)
        self._divide_totals(slots)

    def _set_owner(self, slot: Slot, owner: Owner) -> None:
        if owner.body is not None:
            slot.body = owner.body
        if owner.place is not None:
            slot.place, slot.place_code = owner.place, owner.code

    # ── totals and their parts ───────────────────────────────────────────────
    def _divide_totals(self, slots: Sequence[Slot]) -> None:
        """'Khu vực A | 451', 'Khu vực B | 279', '⟨Toàn tỉnh⟩ | 730': the rows of a column are parts of its total; of
        rows numbered I, 1, 2, II, 1 those with figures are parts of the one above them with a numeral."""
        columns: dict[tuple[Span, ...], list[int]] = {}
        for index, slot in enumerate(slots):
            cell = self._cell(slot) if self._blocks[slot.block].kind == "row" else None
            if cell is not None and slot.kind == "level":
                columns.setdefault(cell.column_heads, []).append(index)
        for column in columns.values():
            totals = [at for at in column if self._is_total(slots[at])]
            total = totals[0] if len(totals) == 1 and len(column) > 2 else None
            group: int | None = None
            for at in column:
                if at == total:
                    continue
                numbered = _ORDINAL.match(self._text.key, self._blocks[slots[at].block].start)
                inside = numbered is not None and numbered["group"] is None
                whole = group if inside and group is not None else total
                if numbered is not None and numbered["group"] is not None:
                    group = at
                if whole is not None and slots[at].unit == slots[whole].unit:
                    slots[at].part_of = whole

    def _is_total(self, slot: Slot) -> bool:
        cell = self._cell(slot)
        return cell is not None and any(_words("total").match(self._key(head)) for head in cell.row_heads)

    def _cell(self, slot: Slot) -> Cell | None:
        for cell in self._blocks[slot.block].cells:
            if cell.start <= slot.quantity.start and slot.quantity.end <= cell.end:
                return cell
        return None

    # ── one cell ─────────────────────────────────────────────────────────────
    def _fill_one(self, slots: Sequence[Slot], index: int, cell: Cell, row: Sequence[int]) -> None:
        slot = slots[index]
        owner = self._owner(cell)
        named = self._measured(cell, owner)
        slot.counted = named or self._label(cell) or self._name(cell.column_heads)
        slot.act = slot.noun = slot.subject = slot.verb = slot.inherited = slot.of = slot.part_of = None
        slot.direction = None
        self._set_unit(slot, cell)
        self._set_kind(slot, cell.column_heads)
        self._set_status(slot, (*cell.column_heads, *cell.row_heads))
        before = slots[row[-1]].period if row else None
        derived = slot.kind != "level"
        dates = self._own_period(cell, before) if derived and row else self._period(slot, cell, before)
        if slot.kind != "level" or (slot.unit == "%" and dates is None):
            self._derive(slots, index, row, dates, owner, named)
        elif dates is not None:
            slot.period, slot.period_source, slot.period_settled = dates, "printed", True

    def _derive(
        self,
        slots: Sequence[Slot],
        index: int,
        row: Sequence[int],
        dates: Dates | None,
        owner: Owner,
        named: Span | None,
    ) -> None:
        """A ratio or movement is of the result to its left: its time where the head tells none, its estimate, and,
        where the row only says whose it is, what it counts."""
        slot = slots[index]
        levels = [at for at in row if slots[at].kind == "level" and slots[at].status != "target"]
        same = [at for at in levels if dates is not None and slots[at].period == dates]
        sources = same or _latest(slots, levels)
        if dates is not None:
            slot.period, slot.period_source = dates, "printed"
        if not sources:
            return
        slot.of = sources[-1]
        level = slots[sources[-1]]
        if dates is None:
            slot.period, slot.period_source = level.period, level.period_source
        if level.status == "estimate" and slot.status == "reported":
            slot.status = "estimate"
        if owner.says_whose and named is None:
            slot.counted = level.counted

    def _set_unit(self, slot: Slot, cell: Cell) -> None:
        """ "%" in a column's head goes before the unit that a line above names for the whole table."""
        own = [h for h in cell.column_heads if not _words("unit_line").search(self._key(h))]
        if slot.unit == "count" and own:
            last = self._key(own[-1])
            outer = any("%" in self._key(h) for h in own[:-1]) and "(" not in last
            if "%" in last or outer:
                slot.unit = "%"
                return
        if self._units.of_several(slot, cell.column_heads, self._is_of_money(own)):
            return
        self._units.hand_down(slot, (*cell.column_heads, *cell.row_heads))

    def _is_of_money(self, heads: Sequence[Span]) -> bool:
        return self._any("money", heads)

    def _measured(self, cell: Cell, owner: Owner) -> Span | None:
        """'Khu vực A' under '⟨Số người chết⟩': the column names the quantity where the row only says whose or where."""
        columns = [h for h in cell.column_heads if not _words("unit_line").search(self._key(h))]
        named = next((n for n in map(self._said, reversed(columns)) if n is not None), None)
        if named is None:
            return None
        words = self._key(named)
        if _words("rates").match(words) and words not in lexicon.load("tables")["rates"]:
            return named
        if words in lexicon.load("tables")["rates"]:
            return None
        if owner.says_whose and self._rows_say_whose(cell, owner):
            return named
        if self._counts_apart(cell):
            return named if self._counts(named, columns) or self._any("change", columns) else None
        if not self._counts(named, columns):
            return None
        rows = [self._key(head) for head in cell.row_heads if self._says_what(self._key(head))]
        where = any(_words(role).match(rows[-1]) for role in ("where", "total")) if rows else False
        return named if where or _words("places").search(self._stub(columns[0])) else None

    def _counts(self, named: Span, columns: Sequence[Span]) -> bool:
        """The head of a column that says what it counts ('Số người chết') and neither when nor how."""
        words = self._key(named)
        counts = f"{words} ".startswith(_quantity_heads()) and words not in lexicon.load("tables")["bare"]
        return counts and not any(self._any(role, columns) for role in _ROLES)

    def _counts_apart(self, cell: Cell) -> bool:
        """'Số trường | Số lớp | Số học sinh': columns of one row that count different things, as no label can tell."""
        at = bisect_right(self._starts, cell.start) - 1
        if at not in self._apart:
            self._apart[at] = self._tells_apart(self._blocks[at])
        return self._apart[at]

    def _tells_apart(self, block: Block) -> bool:
        things: set[str] = set()
        for other in block.cells:
            columns = [h for h in other.column_heads if not _words("unit_line").search(self._key(h))]
            named = self._said(columns[-1]) if columns else None
            if named is not None and self._counts(named, columns):
                things.add(self._key(named))
        return len(things) > 1 and any(self._counts_heads(thing) for thing in things)

    def _counts_heads(self, words: str) -> bool:
        """'Số người', not 'Số tiền', 'Diện tích', which measure what the row names."""
        return words.startswith(tuple(lexicon.load("tables")["counting"])) and not _words("money").match(words)

    def _rows_say_whose(self, cell: Cell, owner: Owner) -> bool:
        """A total's row says whose only where the others do, by the head of their column."""
        if not owner.total:
            return True
        return any(_words(name).search(self._stub_of(cell)) for name in ("places", "body_stubs", "divisions"))

    def _said(self, head: Span) -> Span | None:
        """What a head counts: 'Hộ nghèo ⟨cuối năm 2018 (hộ)⟩', '⟨Tăng, giảm⟩ học sinh' without time, role and unit;
        None where nothing is left ('Thực hiện 9 tháng')."""
        start, end = head
        key = self._text.key
        cuts = [p.start for p in self._periods[self._first_in(head) :] if start <= p.start < end]
        cuts += [at for mark in ("(", "%", " so với") if (at := key.find(mark, start, end)) >= 0]
        if (year := re.compile(r"\b(?:19|20)\d\d\b").search(key, start, end)) is not None:
            cuts.append(year.start())
        end = min([end, *cuts])
        while (found := _words("not_counted").match(key, start, end)) is not None:
            start = found.end()
            while start < end and not key[start].isalnum():
                start += 1
        raw = self._text.raw[start:end].rstrip(" ,:;-–/")
        return (start, start + len(raw)) if _LETTERS.search(raw) else None

    def _first_in(self, span: Span) -> int:
        return next((i for i, p in enumerate(self._periods) if p.start >= span[0]), len(self._periods))

    def _owner(self, cell: Cell) -> Owner:
        label = self._label(cell, whole_cell=True)
        return Owner() if label is None else self._owners.of(label, self._stub_of(cell))

    def _stub_of(self, cell: Cell) -> str:
        """The head of the labels alone, without that of the units beside them."""
        stub = self._stub(cell.column_heads[0]) if cell.column_heads else ""
        unit = _words("unit_line" if len(cell.row_heads) > 1 else "unit_names").search(stub)
        return stub[: unit.start()] if unit is not None else stub

    def _stub(self, column: Span) -> str:
        """The heads of the columns of labels, in the rows of another column's head ('Tên xã', 'Địa bàn')."""
        at = bisect_right(self._starts, column[0]) - 1
        if at < 0:
            return ""
        block = self._blocks[at]
        return self._text.key[block.start : column[0]]

    def _label(self, cell: Cell, whole_cell: bool = False) -> Span | None:
        """The row's label, not the unit that stands in a column of its own beside it."""
        heads = [h for h in cell.row_heads if self._says_what(self._key(h))]
        if len(heads) > 1 and cell.column_heads and _words("unit_line").search(self._stub(cell.column_heads[0])):
            heads.pop()
        if whole_cell:
            return heads[-1] if heads else None
        return self._name(heads)

    def _name(self, heads: Iterable[Span]) -> Span | None:
        """The last head that says something in words and is no unit line."""
        named = [h for h in heads if self._says_what(self._key(h))]
        if not named:
            return None
        if len(named) > 1 and self._key(named[-1]).strip() in _measuring_nouns():
            named.pop()
        start, end = named[-1]
        bracket = self._text.raw.find("(", start, end)
        return (start, start + len(self._text.raw[start:bracket].rstrip())) if bracket > start else (start, end)

    def _says_what(self, words: str) -> bool:
        return bool(_LETTERS.search(words)) and not _words("unit_line").search(words) and unit_of(words) is None

    def _set_kind(self, slot: Slot, heads: Sequence[Span]) -> None:
        slot.kind = "level"
        sign = self._text.raw[slot.quantity.start - 1 : slot.quantity.start]
        signed = bool(sign) and sign in _SIGNS
        if self._any("change", heads) or (signed and self._any("comparison", heads)):
            fell = (signed and sign != "+") or (not signed and self._any("fall", heads))
            slot.kind, slot.direction = ("growth" if slot.unit == "%" else "change"), "down" if fell else "up"
        elif slot.unit == "%" and self._any("share", heads):
            slot.kind = "share"
        elif slot.unit == "%":
            slot.kind = "ratio"

    def _set_status(self, slot: Slot, heads: Sequence[Span]) -> None:
        slot.status = "reported"
        if self._any("estimate", heads):
            slot.status = "estimate"
        elif slot.direction is None and self._any("plan", heads) and not self._any("result", heads):
            slot.status = "target"

    def _period(self, slot: Slot, cell: Cell, before: Dates | None) -> Dates | None:
        """The innermost head that tells a time; a plan without one is of the whole year."""
        plan = slot.status == "target" and slot.kind == "level"
        for head in (*reversed(cell.column_heads), *reversed(cell.row_heads)):
            found = self._times.of(head, before)
            if plan and head in cell.column_heads and self._any("plan", [head]):
                return found.dates or self._times.whole_year(found.year)
            if found.dates is not None:
                return found.dates
            if found.year is not None:
                return self._times.of_year(found.year)
        return self._times.whole_year() if plan else None

    def _own_period(self, cell: Cell, before: Dates | None) -> Dates | None:
        """The time that the head right above a ratio or movement tells; a bare year only says of which level it is."""
        heads = [h for h in cell.column_heads if not _words("unit_line").search(self._key(h))]
        return self._times.of(heads[-1], before).dates if heads else None

    def _any(self, role: str, heads: Iterable[Span]) -> bool:
        return any(_words(role).search(self._key(head)) for head in heads)

    def _key(self, span: Span) -> str:
        return self._text.key[slice(*span)]


def _latest(slots: Sequence[Slot], levels: Sequence[int]) -> list[int]:
    """Of the results of a row those of the latest time: a ratio to "cùng kỳ" is of the other one."""
    ends = [period[1] for at in levels if (period := slots[at].period) is not None]
    return [at for at in levels if (p := slots[at].period) is None or p[1] == max(ends)]
