"""Compare: indicators × places × years side by side, and why two of the numbers can't be compared."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from tongket.clock import today
from tongket.comparing.spells import spell
from tongket.indicators.catalogue import Indicator
from tongket.web.charts.who import Who, of, place_key
from tongket.web.charts.wording import value
from tongket.web.desk import Desk
from tongket.web.language import LANGUAGES, Language, language_of, words_of
from tongket.web.model.folding import folded
from tongket.web.model.model import Row
from tongket.web.pages import Page, desk_of, page
from tongket.web.pictures import Figure
from tongket.web.routes.indicator import Year, year_of
from tongket.web.shown import Choice, Shown, place_called
from tongket.web.why import why_not

router = APIRouter()

MOST_INDICATORS, MOST_PLACES, MOST_YEARS = 6, 12, 30
_PAIRS = 3
"""Pairs of numbers named beside one reason."""
_REASONS = 10
_FIGURE = """
select f.*, d.title, d.publisher, d.url from figures f join documents d on d.id = f.document_id where f.id = ?"""


@page(router, "/compare")
def compare(
    request: Request,
    i: Annotated[list[str], Query(max_length=MOST_INDICATORS + 1, default_factory=list)],
    p: Annotated[list[str], Query(max_length=MOST_PLACES + 1, default_factory=list)],
    since: Year = "",
    until: Year = "",
    a: Annotated[str, Query(max_length=80)] = "",
    b: Annotated[str, Query(max_length=80)] = "",
) -> Page:
    """Values of indicators by place and year, and why they can't be compared where they can't."""
    desk, language = desk_of(request), language_of(request)
    indicators, places = _indicators(desk), _places(desk, language)
    entries, strange = _meant(i, indicators, {each: each for each in desk.catalogue.indicators})
    asked, unknown = _meant(p, places, {each: each for each in places.values()})
    asked += [_key(each) for each in unknown if _is_code(each)]
    unknown = [each for each in unknown if not _is_code(each)]
    entries, asked = entries[:MOST_INDICATORS], list(dict.fromkeys(asked))[:MOST_PLACES]
    years = year_of(since), year_of(until)
    catalogue = [desk.catalogue.indicators[each] for each in entries]
    tables = [_table(desk, entry, tuple(asked), *years, language) for entry in catalogue] if asked else []
    two = _two(desk, a.strip(), b.strip(), language)
    names = {key: name for name, key in places.items()}
    told = {
        "tables": tables,
        "entries": [{"id": each.id, "name": each.name.en if language == "en" else each.name.vi} for each in catalogue],
        "places": [{"id": key, "name": names.get(key) or place_called(desk.model, key, language)} for key in asked],
        "every_indicator": [name for name, _ in _names(desk, language)],
        "every_place": list(places),
        "unknown": [*strange, *unknown],
        "years": range(today().year + 5, 1999, -1),
        "since": years[0],
        "until": years[1],
        "picked": bool(catalogue and asked),
        "two": two,
        "a": a,
        "b": b,
    }
    rows = [row for table in tables for row in table["plain"]]
    data = {
        "tables": [{name: table[name] for name in ("indicator", "apart")} for table in tables],
        "rows": rows,
        "two": two and {"figures": two["ids"], "reasons": two["why"]},
    }
    return Page("compare.html", told, data, rows)


# ── the form ─────────────────────────────────────────────────────────────────
def _names(desk: Desk, language: Language) -> list[tuple[str, str]]:
    """Name and id of the indicators that there are figures of."""
    column = "en" if language == "en" else "vi"
    rows = desk.model.rows(f"select id, {column} as name from indicators where figures > 0 order by name, figures")
    return [(row["name"], row["id"]) for row in rows]


def _indicators(desk: Desk) -> dict[str, str]:
    """Name in either language → id."""
    return dict(pair for language in LANGUAGES for pair in _names(desk, language))


def _places(desk: Desk, language: Language) -> dict[str, str]:
    """Name → code@division of the country and of all provinces that are told of; one that kept its name is one."""
    rows = desk.model.rows(
        "select code, boundary from places where figures > 0 and (code = 'VN' or (length(code) = 2 and boundary <> ''))"
    )
    called = {key: place_called(desk.model, key, language) for row in rows for key in (_key_of(row),)}
    counts = Counter(called.values())
    words = words_of(language)
    found = {}
    for key, name in called.items():
        division = words.get(f"divisions.{key.partition('@')[2]}", "")
        found[f"{name} ({division})" if counts[name] > 1 and division else name] = key
    return dict(sorted(found.items(), key=lambda each: (each[1] != "VN", each)))


def _meant(asked: Sequence[str], by_name: Mapping[str, str], by_id: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """The ids that were asked for, by id or by name with or without accents; and what is neither."""
    names = {folded(name): identity for name, identity in by_name.items()}
    found, strange = list[str](), list[str]()
    for each in (told.strip() for told in asked):
        identity = by_id.get(each) or names.get(folded(each))
        if identity is not None:
            found.append(identity)
        elif each:
            strange.append(each[:200])
    return list(dict.fromkeys(found)), strange


def _is_code(asked: str) -> bool:
    return re.fullmatch(r"(\d{2,5}|[A-Z]{2})(@\d{4}-\d\d-\d\d)?", asked) is not None


def _key(asked: str) -> str:
    code, _, boundary = asked.partition("@")
    return place_key(code, boundary or None)


def _key_of(row: Row) -> str:
    return place_key(row["code"], row["boundary"] or None)


# ── a table ──────────────────────────────────────────────────────────────────
def _table(
    desk: Desk, entry: Indicator, places: tuple[str, ...], since: int | None, until: int | None, language: Language
) -> dict[str, Any]:
    """An indicator's values for whole years: places × years, and what keeps them apart."""
    choice = Choice(entry.id, "place", places, since=since, until=until)
    shown = Shown(desk, entry, choice, language)
    cells = _cells(shown)
    whos = [who for who in shown.whos or () if any(each == who for each, _ in cells)]
    years = sorted({year for _, year in cells})[-MOST_YEARS:]
    apart = _apart(shown, cells, whos, years)
    chart = shown.timeline() if shown.whos else None
    address = f"/indicators/{entry.id}"
    query = (*choice.query, ("lang", language))
    return {
        "indicator": entry.id,
        "name": entry.name.en if language == "en" else entry.name.vi,
        "years": years,
        "lines": [
            {"name": shown.name(who), "cells": [_cell(cells.get((who, year)), language) for year in years]}
            for who in whos
        ],
        "estimates": any(row["status"] == "estimate" for row in cells.values()),
        "apart": apart,
        "chart": chart and Figure(f"{address}/series", query, chart.alt, ""),
        "plain": list(_plain(entry, shown, cells, whos, years)),
    }


def _cells(shown: Shown) -> dict[tuple[Who, int], Row]:
    """The value of each place and year: of the whole year, its own, unqualified; a result before an estimate."""
    kinds = {row["kind"] for row in shown.rows}
    kind = "level" if "level" in kinds else min(kinds, default="")
    found: dict[tuple[Who, int], Row] = {}
    order = {"reported": 0, "estimate": 1}
    for row in sorted(
        shown.rows, key=lambda row: (order.get(row["status"], 9), row["scope"] not in (None, "own"), row["id"])
    ):
        who = of(row, "place")
        if who not in (shown.whos or ()) or row["kind"] != kind or row["status"] not in order or row["qualifier"]:
            continue
        if row["period_start"] is None or row["cumulative"] or row["value"] is None:
            continue
        if spell((row["period_start"], row["period_end"])).months == 12:
            middle = row["period_start"] + (row["period_end"] - row["period_start"]) // 2
            found.setdefault((who, middle.year), row)
    return found


def _cell(row: Row | None, language: Language) -> dict[str, str] | None:
    if row is None:
        return None
    star = "*" if row["status"] == "estimate" else ""
    return {"said": value(row, language) + star, "id": row["id"]}


def _apart(
    shown: Shown, cells: dict[tuple[Who, int], Row], whos: Sequence[Who], years: Sequence[int]
) -> list[dict[str, Any]]:
    """Reasons why neighbours of the table can't be compared, each with the pairs that it is about."""
    figures = {row["id"]: row for row in shown.figures}
    found: dict[str, list[str]] = {}
    for one, other in _neighbours(cells, whos, years):
        rows = [{**figures.get(cells[each]["id"], {}), **cells[each]} for each in (one, other)]
        pair = " ↔ ".join(f"{shown.name(who)} {year}" for who, year in (one, other))
        for words in why_not(rows[0], rows[1], shown.entry.breaks, shown.language):
            found.setdefault(words, []).append(pair)
    return [
        {"why": words, "pairs": pairs[:_PAIRS], "more": max(0, len(pairs) - _PAIRS)}
        for words, pairs in list(found.items())[:_REASONS]
    ]


def _neighbours(
    cells: dict[tuple[Who, int], Row], whos: Sequence[Who], years: Sequence[int]
) -> Iterator[tuple[tuple[Who, int], tuple[Who, int]]]:
    """Each value with the next of the same place, and with the next place's of the same year."""
    for who in whos:
        yield from pairwise((who, year) for year in years if (who, year) in cells)
    for year in years:
        yield from pairwise((who, year) for who in whos if (who, year) in cells)


def _plain(
    entry: Indicator, shown: Shown, cells: dict[tuple[Who, int], Row], whos: Sequence[Who], years: Sequence[int]
) -> Iterator[dict[str, Any]]:
    names = ("kind", "status", "value", "high", "bound", "unit", "period_start", "period_end", "place_code", "boundary")
    figures = {row["id"]: row for row in shown.figures}
    for who in whos:
        before: Row | None = None
        for year in years:
            row = cells.get((who, year))
            if row is None:
                continue
            full = {**figures.get(row["id"], {}), **row}
            reasons = why_not(before, full, entry.breaks, shown.language) if before is not None else []
            yield {
                **{"indicator": entry.id, "place": shown.name(who), "year": year},
                **{name: row[name] for name in names},
                **{"figure": row["id"], "url": row["url"], "not_comparable_with_the_one_before": "; ".join(reasons)},
            }
            before = full


# ── two figures ──────────────────────────────────────────────────────────────
def _two(desk: Desk, a: str, b: str, language: Language) -> dict[str, Any] | None:
    """Two figures side by side, and what keeps them from being compared."""
    if not (a and b):
        return None
    rows = [desk.model.row(_FIGURE, (each,)) for each in (a, b)]
    missing = [each for each, row in zip((a, b), rows, strict=True) if row is None]
    found = [_figure(row) for row in rows if row is not None]
    told: list[str] = []
    if not missing:
        entry = desk.catalogue.indicators.get(found[0]["indicator"] or "")
        told = why_not(found[0], found[1], entry.breaks if entry else (), language)
    return {
        "missing": missing,
        "ids": [row["id"] for row in found],
        "figures": [row | {"said": value(row, language)} for row in found],
        "why": told,
    }


def _figure(row: Row) -> Row:
    days = {name: row[name] and dt.date.fromisoformat(row[name]) for name in ("period_start", "period_end")}
    numbers = {name: None if row[name] is None else Decimal(row[name]) for name in ("value", "high")}
    return {**row, **days, **numbers}
