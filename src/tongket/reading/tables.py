"""Figures in table cells: the row's and column's heads say what a paragraph's sentence would say.

"Kế hoạch 2024 | Thực hiện 2024 | So với kế hoạch (%)" over "Thu ngân sách | 1.500 | 1.650 | 110" with the line
"Đơn vị tính: triệu đồng": a target, a result and a ratio of the result, all of "Thu ngân sách".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from tongket import lexicon
from tongket.reading.slots import Slot
from tongket.reading.unit_lines import UnitLines, unit_of
from tongket.records import Block, Cell, Dates, Period, Span
from tongket.text import Text

_FIRST_CELL = re.compile(r"[|\s]*[^|\t]*")
_LETTERS = re.compile(r"[^\W\d_]{2}")
_MOSTLY_NUMBER = 12
"""So many characters beside the number may stand in a cell that is still a number's cell."""


@cache
def _words(role: str) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(lexicon.load("tables")[role], key=len, reverse=True))))


@cache
def _quantity_heads() -> tuple[str, ...]:
    return tuple(f"{head} " for head in lexicon.load("phrases")["heads"])


@cache
def _measuring_nouns() -> frozenset[str]:
    phrases = lexicon.load("phrases")
    return frozenset([*phrases["general"], *phrases["measures"]])


class Tables:
    """Fills the slots that stand in table cells of one text."""

    def __init__(self, text: Text, blocks: Sequence[Block], periods: Sequence[Period]) -> None:
        self._text = text
        self._units = UnitLines(text)
        self._blocks = blocks
        self._periods = periods

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
        """Set what the heads say; the ratios and changes of a row are of its result."""
        results: dict[int, int] = {}
        for index, slot in enumerate(slots):
            cell = self._cell(slot) if self._blocks[slot.block].kind == "row" else None
            if cell is None:
                continue
            self._fill_one(slot, cell)
            if slot.kind == "level" and slot.status != "target":
                results[slot.block] = index
        for slot in slots:
            if self._blocks[slot.block].kind == "row" and slot.kind != "level":
                slot.of = results.get(slot.block)
        self._divide_totals(slots)

    def _divide_totals(self, slots: Sequence[Slot]) -> None:
        """'Khu vực A | 451', 'Khu vực B | 279', '⟨Toàn tỉnh⟩ | 730': the rows of a column are parts of its total."""
        columns: dict[tuple[Span, ...], list[int]] = {}
        for index, slot in enumerate(slots):
            cell = self._cell(slot) if self._blocks[slot.block].kind == "row" else None
            if cell is not None and slot.kind == "level":
                columns.setdefault(cell.column_heads, []).append(index)
        for column in columns.values():
            totals = [at for at in column if self._is_total(slots[at])]
            if len(totals) == 1 and len(column) > 2:
                for at in column:
                    if at != totals[0] and slots[at].unit == slots[totals[0]].unit:
                        slots[at].part_of = totals[0]

    def _is_total(self, slot: Slot) -> bool:
        cell = self._cell(slot)
        return cell is not None and any(_words("total").match(self._key(head)) for head in cell.row_heads)

    def _cell(self, slot: Slot) -> Cell | None:
        for cell in self._blocks[slot.block].cells:
            if cell.start <= slot.quantity.start and slot.quantity.end <= cell.end:
                return cell
        return None

    def _fill_one(self, slot: Slot, cell: Cell) -> None:
        heads = (*cell.column_heads, *cell.row_heads)
        slot.counted = self._measured(cell) or self._name(cell.row_heads) or self._name(cell.column_heads)
        slot.act = slot.noun = slot.subject = slot.verb = slot.inherited = slot.of = slot.part_of = None
        slot.direction = None
        self._units.hand_down(slot, heads)
        self._set_kind(slot, cell.column_heads)
        self._set_status(slot, heads)
        period = self._period(cell.column_heads) or self._period(cell.row_heads)
        if period is not None:
            slot.period, slot.period_source = period, "printed"

    def _measured(self, cell: Cell) -> Span | None:
        """'Khu vực A' under '⟨Số người chết⟩': the column names the quantity where the row only says where."""
        named, columns = self._name(cell.column_heads), cell.column_heads
        if named is None or not self._key(named).startswith(_quantity_heads()):
            return None
        if any(self._any(role, columns) for role in ("plan", "result", "estimate", "change", "share")):
            return None
        rows = [self._key(head) for head in cell.row_heads if self._says_what(self._key(head))]
        where = any(_words(role).match(rows[-1]) for role in ("where", "total")) if rows else False
        where = where or bool(_words("places").search(self._stub(columns[0])))
        return named if where or _words("rates").match(self._key(named)) else None

    def _stub(self, column: Span) -> str:
        """The head of the first column, in the row of another column's head ('Tên xã', 'Địa bàn')."""
        block = next((b for b in self._blocks if b.start <= column[0] < b.end), None)
        match = _FIRST_CELL.match(self._text.key, block.start, column[0]) if block is not None else None
        return match.group() if match else ""

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
        if self._any("change", heads):
            minus = self._text.raw[slot.quantity.start - 1 : slot.quantity.start] in ("-", "–", "−")
            fell = minus or self._any("fall", heads)
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

    def _period(self, heads: Iterable[Span]) -> Dates | None:
        for start, end in heads:
            for period in self._periods:
                if start <= period.start < end and period.dates is not None and not period.base:
                    return period.dates
        return None

    def _any(self, role: str, heads: Iterable[Span]) -> bool:
        return any(_words(role).search(self._key(head)) for head in heads)

    def _key(self, span: Span) -> str:
        return self._text.key[slice(*span)]
