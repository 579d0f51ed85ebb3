"""About: the method, how right it was measured to be and when, what it will not do, how to cite."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request

from tongket.reader import reader
from tongket.web.pages import Page, desk_of, page

router = APIRouter()

_MEASURED = Path(__file__).parents[1] / "accuracy.json"
_HOLDS = """
select count(*) as documents, min(published) as first, max(published) as last,
    (select count(*) from figures where counts) as figures from documents where state = 'lead'"""


@cache
def accuracy() -> dict[str, Any]:
    """The tables of accuracy as they were measured (bench/about.py): columns and rows as printed, and the day."""
    found: dict[str, Any] = json.loads(_MEASURED.read_text(encoding="utf-8"))
    return found


@page(router, "/about")
def about(request: Request) -> Page:
    """About: method, measured accuracy and its date, what it will not do, version, licence, how to cite."""
    holds = desk_of(request).model.row(_HOLDS) or {}
    told = {"version": version("tongket"), "reader": reader(), "accuracy": accuracy(), "holds": holds}
    shown = {name: table | {"heap": _heap(table["about"])} for name, table in accuracy().items()}
    rows = [
        {"table": name, "measured": table["measured"], **dict(zip(_names(table["columns"]), row, strict=False))}
        for name, table in accuracy().items()
        if name in ("gold", "unseen")
        for row in table["rows"]
    ]
    return Page("about.html", told | {"accuracy": shown}, told, rows)


def _heap(about: str) -> dict[str, str] | None:
    """What a table was measured on: "101 documents, 1524 gold figures, 1526 predicted (`make accuracy`)"."""
    found = re.match(r"(?P<documents>\d+) documents, (?P<gold>\d+) gold figures, (?P<read>\d+) predicted", about)
    return found and found.groupdict()


def _names(columns: list[str]) -> list[str]:
    """The heads of the columns; the first has none where it names the rows."""
    return [name or "what" for name in columns]
