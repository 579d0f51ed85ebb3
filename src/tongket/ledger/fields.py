"""The fields of a figure that a person may set: their types, which values they take, how they stand in a verdict.

`checked` takes what a caller or a sheet gives (typed, or as text) to the exact value; `stored` and `loaded` are its
JSON, where numbers and days are strings and a link is the place of the figure that it points at, so that it survives
a re-reading which numbers the figures anew.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Literal, get_args

from tongket import records
from tongket.ledger.errors import FieldError as FieldError
from tongket.ledger.rows import exact
from tongket.ledger.written import day_of, number_of

Kind = Literal["number", "text", "choice", "day", "truth", "whole", "link", "links", "versus"]

LONGEST = 500
"""Characters of a text that a person may write: a field, or why."""
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")

YEARS = range(1900, 2200)
"""Years that a period of a figure may begin or end in: others are slips, and past them days can't be reckoned with."""
IN_YEARS = f"period_start >= '{YEARS[0]}-01-01' and period_end <= '{YEARS[-1]}-12-31'"
"""The same as a condition in SQL."""


@dataclass(frozen=True, slots=True)
class Field:
    """`choices`: all values of a "choice". `required`: never null."""

    name: str
    kind: Kind
    choices: tuple[str, ...] = ()
    required: bool = False
    default: object = None
    """What an added figure has where nobody says."""


VERSUS_KINDS = ("same_period", "previous_period", "plan", "average", "base_year")

_ALL = (
    Field("value", "number", required=True),
    Field("high", "number"),
    Field("unit", "text", required=True),
    Field("counted", "text"),
    Field("act", "text"),
    Field("period_start", "day"),
    Field("period_end", "day"),
    Field("body", "text"),
    Field("place", "text"),
    Field("kind", "choice", get_args(records.Kind), required=True, default="level"),
    Field("direction", "choice", get_args(records.Direction)),
    Field("status", "choice", get_args(records.Status), required=True, default="reported"),
    Field("bound", "choice", get_args(records.Bound), required=True, default="exact"),
    Field("of", "link"),
    Field("part_of", "link"),
    Field("covers", "links", default=()),
    Field("breakdown", "whole"),
    Field("exhaustive", "choice", ("yes", "no", "unknown")),
    Field("versus", "versus", default=()),
    Field("qualifier", "text"),
    Field("cumulative", "truth", required=True, default=False),
    Field("as_of", "text"),
    Field("period_source", "choice", get_args(records.PeriodSource)),
    Field("reported_by", "text"),
    Field("scope", "choice", ("own", "all_levels", "sector")),
    Field("boundary", "choice", ("2025-06-30", "2025-07-01")),
    Field("ambiguous", "number"),
    Field("body_id", "text"),
    Field("place_code", "text"),
    Field("indicator", "text"),
)
FIELDS: dict[str, Field] = {field.name: field for field in _ALL}
"""Every field that a person may set, in the order of a sheet; docs/figures.md says what each means."""

LINKS = tuple(field.name for field in _ALL if field.kind in ("link", "links"))

_FIGURE_ID = re.compile(r"([0-9a-f]{20})-(\d{1,9})-(\d{1,9})")


def figure_id(document: str, span: records.Span) -> str:
    """The id of a figure: its document and span."""
    return f"{document}-{span[0]}-{span[1]}"


def place_of_figure(identity: str) -> tuple[str, records.Span]:
    """Document and span of a figure's id. Raises FieldError where it is none."""
    match = _FIGURE_ID.fullmatch(identity.strip())
    if match is None:
        raise FieldError(f"no id of a figure: {_short(identity)}", "figure_id", given=_short(identity))
    return match[1], (int(match[2]), int(match[3]))


def checked(field: Field, value: object) -> Any:
    """The value as the ledger holds it: Decimal, str, date, bool, int, Span (a link, given as such or as a figure's
    id), tuples of these, or None. Raises FieldError."""
    if value is None or (isinstance(value, str) and not value.strip()):
        if field.required:
            raise FieldError("can't be empty", "empty")
        return () if field.kind in ("links", "versus") else None
    return _CHECKS[field.kind](field, value)


def stored(field: Field, value: Any) -> Any:
    """A checked value for JSON; links are stored by ledger/verdicts.py, which knows the places they point at."""
    if field.kind == "versus":
        return [{key: _plain(item) for key, item in each.items()} for each in value]
    return _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, dt.date) else value


def loaded(field: Field, value: Any) -> Any:
    """What `stored` gave, as Arrow takes it; links stay as they are."""
    if value is None:
        return None
    if field.kind == "number":
        return Decimal(value)
    if field.kind == "day":
        return dt.date.fromisoformat(value)
    if field.kind == "versus":
        return [{**each, **{key: _day(each[key]) for key in ("period_start", "period_end")}} for each in value]
    return value


def _day(value: str | None) -> dt.date | None:
    return None if value is None else dt.date.fromisoformat(value)


def tidy(text: str) -> str:
    """`text` as it is kept: NFC, LF line ends, no space at its ends, nothing that drives a terminal."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROLS.sub("", text).strip()


# ── one check a kind ─────────────────────────────────────────────────────────
def _number(_: Field, value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise FieldError(f"no exact number: {value!r}", "number", given=value)
    number = number_of(value) if isinstance(value, str) else Decimal(value)
    if number != exact(number):
        given = _short(str(value))
        raise FieldError(f"more digits than 29 before and 9 after the point: {given}", "digits", given=given)
    return number


def _text(field: Field, value: object) -> str:
    if not isinstance(value, str):
        raise FieldError(f"no text: {value!r}", "text", given=value)
    text = tidy(value)
    if len(text) > LONGEST:
        raise FieldError(f"longer than {LONGEST} characters", "longer", most=LONGEST)
    if field.name == "unit":
        _unit(text)
    return text


def _unit(code: str) -> None:
    first, *others = code.split("/")
    if not all(part in _unit_codes() or re.fullmatch("[A-Z]{3}", part) for part in (first, *others)):
        told = f"no code of a unit: {_short(code)} (count, VND, %, ha, VND/l …; docs/figures.md)"
        raise FieldError(told, "unit", given=_short(code))


@cache
def _unit_codes() -> frozenset[str]:
    from tongket.lexicon import load

    units = load("units")
    named = {entry.get("code", key) for key, entry in units.items() if isinstance(entry, dict) and "names" in entry}
    return frozenset({"count", *named, *units["per"]})


def _choice(field: Field, value: object) -> str:
    wanted = value.strip().lower() if isinstance(value, str) else value
    if wanted not in field.choices:
        given, choices = _short(str(value)), ", ".join(field.choices)
        raise FieldError(f"{given} is none of {choices}", "choice", given=given, choices=choices)
    return str(wanted)


def _is_day(_: Field, value: object) -> dt.date:
    if isinstance(value, str):
        value = day_of(value)
    if not isinstance(value, dt.date) or isinstance(value, dt.datetime):
        raise FieldError(f"no day: {value!r}", "day", given=value)
    if value.year not in YEARS:
        raise FieldError(f"no report tells of the year {value.year}", "year", year=value.year)
    return value


def _truth(_: Field, value: object) -> bool:
    wanted = value.strip().lower() if isinstance(value, str) else value
    if wanted in (True, "true", "yes", "1"):
        return True
    if wanted in (False, "false", "no", "0"):
        return False
    raise FieldError(f"neither true nor false: {_short(str(value))}", "truth")


def _whole(_: Field, value: object) -> int:
    number = _number(_, value)
    if number != int(number) or not 0 <= number < 2**31:
        raise FieldError(f"no whole number from 0: {value}", "whole", given=value)
    return int(number)


def _link(_: Field, value: object) -> records.Span:
    if isinstance(value, str):
        return place_of_figure(value)[1]
    if isinstance(value, tuple) and len(value) == 2 and all(isinstance(each, int) for each in value):
        return value
    raise FieldError(f"no figure: {value!r}", "figure_id", given=value)


def _links(field: Field, value: object) -> tuple[records.Span, ...]:
    if isinstance(value, str):
        value = re.split(r"[\s,;]+", value.strip())
    if not isinstance(value, list | tuple):
        raise FieldError(f"no figures: {value!r}", "figure_id", given=value)
    return tuple(_link(field, each) for each in value)


def _versus(_: Field, value: object) -> tuple[dict[str, Any], ...]:
    import json

    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            raise FieldError("no JSON list of comparisons", "comparisons") from None
    if not isinstance(value, list | tuple) or not all(isinstance(each, Mapping) for each in value):
        raise FieldError("no list of comparisons", "comparisons")
    return tuple(_comparison(each) for each in value)


_COMPARISON = (
    Field("kind", "choice", VERSUS_KINDS, required=True),
    Field("phrase", "text", required=True),
    Field("period_start", "day"),
    Field("period_end", "day"),
    Field("setter", "text"),
)


def _comparison(told: Mapping[str, object]) -> dict[str, Any]:
    names = [part.name for part in _COMPARISON]
    if strange := set(told) - set(names):
        given, choices = ", ".join(sorted(map(str, strange))), ", ".join(names)
        raise FieldError(
            f"a comparison has no {given}: only {choices}", "comparison_part", given=given, choices=choices
        )
    found = {}
    for part in _COMPARISON:
        try:
            found[part.name] = checked(part, told.get(part.name))
        except FieldError as error:
            raise error.of(part.name) from None
    return found


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:60] + "…"


_CHECKS: dict[Kind, Callable[[Field, object], Any]] = {
    "number": _number,
    "text": _text,
    "choice": _choice,
    "day": _is_day,
    "truth": _truth,
    "whole": _whole,
    "link": _link,
    "links": _links,
    "versus": _versus,
}
