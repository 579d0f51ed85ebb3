"""The cells of a sheet of figures: what a field looks like there, and what came back from a spreadsheet.

Programs change cells that nobody touched: numbers become binary floats or lose their last digits, days become serial
numbers or another country's order, text gets an apostrophe, other line ends, other letters for the same word. So a
cell is unchanged where the value that was written out may look like that; only else it is read as a person's word, and
what can't be read for sure is an error of that cell, never a guess.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tongket.ledger.fields import Field, FieldError, checked, tidy
from tongket.ledger.written import day_of, is_shortened, month_first, number_of
from tongket.output.numbers import plain

Cell = Decimal | dt.date | bool | int | str | None
"""What is written into a cell."""
Raw = str | int | float | bool | dt.datetime | dt.date | dt.time | None
"""What is read from one."""

DIGITS = 15
"""Significant digits that spreadsheets keep."""
LONGEST_CELL = 32_000
_FORMULA = re.compile(r"[=+\-@\t\r']")
_FIRST_DAY = dt.date(1899, 12, 30)
"""Day 0 of serial numbers, as all programs count them from March 1900 on."""
_SERIALS = range(61, 2_958_466)


@dataclass(frozen=True, slots=True)
class Habits:
    """What the whole file tells of the program that wrote it. `month_first`: the order in its days, None if unknown."""

    month_first: bool | None = None


def habits(texts: list[str]) -> Habits:
    """From all text cells of a file; a file with both orders tells nothing."""
    told = {order for text in texts if (order := month_first(text)) is not None}
    return Habits(told.pop() if len(told) == 1 else None)


# ── out ──────────────────────────────────────────────────────────────────────
def cell(field: Field, value: Any, ids: Mapping[int, str]) -> Cell:
    """A field of a row of `latest` for a sheet. `ids`: of the document's figures by number, for links."""
    if value is None or value == []:
        return None
    if field.kind == "link":
        return ids.get(value)
    if field.kind == "links":
        return ", ".join(ids[number] for number in value if number in ids) or None
    if field.kind == "versus":
        return json.dumps(value, ensure_ascii=False, default=str)
    if field.kind == "whole":
        return Decimal(value)
    return sheet_text(value) if isinstance(value, str) else value


def sheet_text(text: str) -> str:
    """`text` as a cell can hold it."""
    return tidy(text)[:LONGEST_CELL]


def fits_a_float(value: Decimal) -> bool:
    """Whether a spreadsheet keeps this number exactly."""
    digits = "".join(map(str, value.as_tuple().digits))  # normalize() would round to 28 of them
    return len(digits.strip("0")) <= DIGITS


def guarded(text: str) -> str:
    """Text for CSV, which programs run as a formula where it begins like one: with an apostrophe in front."""
    return "'" + text if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """What `guarded` was given, also where the program kept the apostrophe that somebody typed."""
    return text[1:] if text[:1] == "'" and (_FORMULA.match(text[1:]) or text[1:2].isdigit()) else text


# ── in ───────────────────────────────────────────────────────────────────────
class Unchanged:
    """The cell is as it was written."""


UNCHANGED = Unchanged()


def read_cell(field: Field, raw: Raw, written: Cell, known: Habits) -> Any:
    """UNCHANGED, or the field's new value, None for an emptied cell. Raises FieldError where it can't be read.

    `written` is what was written into this cell; None too where there was no such row.
    """
    if isinstance(raw, str):
        raw = unguarded(tidy(raw)) or None
    if raw is None:
        return UNCHANGED if written is None else checked(field, None)
    if field.kind in ("link", "links"):  # stays text, so that the document in it can be checked
        ids = ", ".join(re.split(r"[\s,;]+", str(raw)))
        return UNCHANGED if ids == written else ids
    reader = {"number": _number, "whole": _number, "day": _day, "truth": _truth}.get(field.kind, _words)
    value = reader(field, raw, written, known)
    return UNCHANGED if value is UNCHANGED else checked(field, value)


def _number(field: Field, raw: Raw, written: Cell, _: Habits) -> Any:
    old = written if isinstance(written, Decimal) else None
    if isinstance(raw, bool | dt.date | dt.time):
        raise FieldError(f"the spreadsheet made a day or a truth of this number: {raw}")
    if isinstance(raw, int | float):
        number = Decimal(repr(raw)) if isinstance(raw, float) else Decimal(raw)
        if not number.is_finite():
            raise FieldError("no number")
        return UNCHANGED if old is not None and _rounded(number) == _rounded(old) else _exact(number)
    text = str(raw).removesuffix("%").rstrip()
    if old is not None and text in (plain(old), plain(old).replace(".", ",")):
        return UNCHANGED
    if is_shortened(text):
        shown = Decimal(text.replace(",", "."))
        if old is not None and _rounded(old, len(shown.as_tuple().digits)) == shown:
            return UNCHANGED
    try:
        number = number_of(text)
    except ValueError as error:
        raise FieldError(str(error)) from None
    return UNCHANGED if number == old else number


def _rounded(number: Decimal, digits: int = DIGITS) -> Decimal:
    """To as many significant digits."""
    if not number:
        return Decimal(0)
    return round(number, digits - 1 - number.adjusted()) if number.adjusted() < 60 else number


def _exact(number: Decimal) -> Decimal:
    """A float's digits that count: 0.1 + 0.2 is 0.3."""
    return Decimal(plain(_rounded(number)))


def _day(field: Field, raw: Raw, written: Cell, known: Habits) -> Any:
    if isinstance(raw, bool | dt.time):
        raise FieldError(f"no day: {raw}")
    if isinstance(raw, dt.datetime):
        if raw.time() != dt.time():
            raise FieldError(f"a day has no hour: {raw}")
        raw = raw.date()
    if isinstance(raw, int | float):
        if raw != int(raw) or int(raw) not in _SERIALS:
            raise FieldError(f"no day like 2024-06-30: {raw}")
        raw = _FIRST_DAY + dt.timedelta(days=int(raw))
    if isinstance(raw, str):
        try:
            raw = day_of(raw, month_first=known.month_first)
        except ValueError as error:
            raise FieldError(str(error)) from None
    return UNCHANGED if raw == written else raw


def _truth(field: Field, raw: Raw, written: Cell, _: Habits) -> Any:
    value = checked(field, str(raw) if isinstance(raw, int | float) and raw in (0, 1) else raw)
    return UNCHANGED if value == written else value


def _words(field: Field, raw: Raw, written: Cell, _: Habits) -> Any:
    old = written if isinstance(written, str) else None
    if isinstance(raw, str):
        if old is not None and raw in (sheet_text(old), unguarded(sheet_text(old))):
            return UNCHANGED
        return _spaced(raw) if field.kind == "text" else raw
    if old is not None and _may_look_like(old, raw):
        return UNCHANGED
    if isinstance(raw, int) and not isinstance(raw, bool):
        return str(raw)
    raise FieldError(
        f"the spreadsheet made {type(raw).__name__} of this text: show the cell as text, then type it again"
    )


def _spaced(text: str) -> str:
    """Spaces single, as nobody means them otherwise."""
    return re.sub(r"[^\S\n]+", " ", text)


def _may_look_like(text: str, raw: Raw) -> bool:
    """Whether a program may have made a number or a day of this text."""
    if isinstance(raw, dt.datetime | dt.date):
        parts = [int(part) for part in re.findall(r"\d+", text)]
        return bool(parts) and set(parts) <= {raw.day, raw.month, raw.year, raw.year % 100}
    if isinstance(raw, bool):
        return text.lower() == str(raw).lower()
    if isinstance(raw, int | float):
        digits = re.sub(r"\D", "", text).strip("0")
        return digits == re.sub(r"\D", "", format(Decimal(repr(raw)), "f")).strip("0")
    return False
