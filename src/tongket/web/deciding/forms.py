"""The form of a figure's fields: what stands in each, and what came back from it, every error at its field."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tongket.ledger.errors import CodedError
from tongket.ledger.fields import FIELDS, Field, FieldError, checked, tidy
from tongket.output.numbers import plain
from tongket.web.language import Language, words_of
from tongket.web.refusing import told_in

FIRST = ("value", "unit", "counted", "act", "period_start", "period_end", "body", "place", "kind", "status")
"""Fields that are shown at once; the others are one step away."""
PREFIX = "f."
WAS = "was"

Texts = dict[str, str]
"""Field → what stands in its input."""


class FormError(ValueError):
    """What can't be taken; `fields`: by field what is wrong with it."""

    def __init__(self, fields: Mapping[str, CodedError]) -> None:
        super().__init__("; ".join(f"{name}: {cause}" for name, cause in fields.items()))
        self.fields = dict(fields)


@dataclass(frozen=True, slots=True)
class Input:
    """One input: its name in the form, what it is called, what stands in it, what may be chosen, what is wrong."""

    field: str
    kind: str
    label: str
    value: str
    choices: tuple[tuple[str, str], ...] = ()
    required: bool = False
    error: str = ""

    @property
    def name(self) -> str:
        return PREFIX + self.field


def inputs(texts: Mapping[str, str], language: Language, errors: Mapping[str, CodedError] | None = None) -> list[Input]:
    """All inputs, the most used first."""
    words, told = words_of(language), errors or {}
    ordered = [*FIRST, *(name for name in FIELDS if name not in FIRST)]
    return [
        Input(
            name,
            FIELDS[name].kind,
            str(words(f"fields.{name}")),
            texts.get(name, ""),
            _choices(FIELDS[name], language),
            FIELDS[name].required,
            told_in(language, told[name]).words if name in told else "",
        )
        for name in ordered
    ]


def _choices(field: Field, language: Language) -> tuple[tuple[str, str], ...]:
    words = words_of(language)
    if field.kind == "truth":
        return (("false", str(words("fields.no"))), ("true", str(words("labels.yes"))))
    named = tuple((each, words.get(f"{_TABLES[field.name]}.{each}", each)) for each in field.choices if field.choices)
    return named if field.required or not named else (("", "—"), *named)


_TABLES = {
    "kind": "kinds",
    "direction": "directions",
    "status": "statuses",
    "bound": "bound_names",
    "exhaustive": "fields",
    "period_source": "period_sources",
    "scope": "scopes",
    "boundary": "boundaries",
}


# ── out ──────────────────────────────────────────────────────────────────────
def texts_of(row: Mapping[str, Any]) -> Texts:
    """A figure's fields as its form shows them; a link as the other figure's number on the page."""
    return {name: _text(field, row.get(name)) for name, field in FIELDS.items()}


def _text(field: Field, value: Any) -> str:
    if value is None or value == [] or value == ():
        return ""
    if field.kind == "link":
        return str(value + 1)
    if field.kind == "links":
        return ", ".join(str(each + 1) for each in value)
    if field.kind == "versus":
        return json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return plain(value)
    return value.isoformat() if isinstance(value, dt.date) else str(value)


# ── in ───────────────────────────────────────────────────────────────────────
def given(form: Mapping[str, str]) -> Texts:
    """What stands in the form's inputs."""
    return {name: _lines(form[PREFIX + name]) for name in FIELDS if PREFIX + name in form}


def was(form: Mapping[str, str]) -> Texts:
    """What stood in them when the form was shown. Raises FormError."""
    try:
        told = json.loads(form.get(WAS) or "{}")
    except ValueError:
        told = None
    if not isinstance(told, dict) or not all(isinstance(each, str) for each in told.values()):
        raise FormError({WAS: FieldError("no JSON object of texts", "form")})
    return {name: _lines(value) for name, value in told.items()}


def changes(form: Mapping[str, str], ids: Mapping[int, str]) -> dict[str, str | None]:
    """The fields that were changed, as a verdict takes them. `ids`: of the document's figures by their number on the
    page. Raises FormError with all that is wrong."""
    before = was(form)
    changed = {name: value for name, value in given(form).items() if value != before.get(name, "")}
    found: dict[str, str | None] = {}
    wrong = {}
    for name, value in changed.items():
        try:
            found[name] = _linked(value, ids) if FIELDS[name].kind in ("link", "links") else value or None
            checked(FIELDS[name], found[name])
        except FieldError as error:
            wrong[name] = error
    if wrong:
        raise FormError(wrong)
    return found


def _linked(value: str, ids: Mapping[int, str]) -> str | None:
    """Numbers on the page → ids."""
    found = []
    for each in value.replace(";", ",").replace(" ", ",").split(","):
        if not each:
            continue
        number = int(each) if each.isascii() and each.isdecimal() and len(each) < 7 else None
        if number is None or number not in ids:
            raise FieldError(f"no figure of this document has the number {each[:20]}", "no_number", given=each[:20])
        found.append(ids[number])
    return ", ".join(found) or None


def _lines(text: str) -> str:
    return tidy(text)
