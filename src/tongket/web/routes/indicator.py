"""Indicators: the catalogue, and of each its values over time, by body or place, on a map, and who told nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response

from tongket.comparing.coverage import STATES, By
from tongket.indicators.catalogue import Indicator
from tongket.web.charts.chart import Size
from tongket.web.charts.theme import Theme
from tongket.web.charts.who import of
from tongket.web.charts.wording import period as short_period
from tongket.web.charts.wording import table, value
from tongket.web.description import answers
from tongket.web.desk import Desk
from tongket.web.language import Language, language_of
from tongket.web.model.folding import folded
from tongket.web.model.model import Row
from tongket.web.pages import Page, desk_of, page
from tongket.web.pictures import Ending, Figure, picture
from tongket.web.shown import DIVISIONS, Choice, Shown, parse_when

router = APIRouter()

PORTION = 100
"""Rows of the table on one page."""
_MATRIX_LINES, _MATRIX_PERIODS = 60, 12
_MORE = 4
"""Further figures behind a value that its row links to."""
Whos = Annotated[list[str], Query(max_length=24, default_factory=list)]
Year = Annotated[str, Query(pattern=r"^((19|20|21)\d\d)?$")]
"""A year, or "" as a form sends where none was picked."""
When = Annotated[str, Query(description="A period: 2024-01-01..2024-12-31.", json_schema_extra={"format": "period"})]
Grains = Literal["year", "half", "quarter", "month"]


def _choice(
    identity: str,
    who: Whos,
    by: By = "place",
    today: bool = False,
    rate: bool = False,
    when: When = "",
    grain: Grains = "year",
    since: Year = "",
    until: Year = "",
) -> Choice:
    """What is asked of an indicator. Raises HTTPException 422."""
    try:
        period = parse_when(when)
    except ValueError:
        raise HTTPException(422, "when: 2024-01-01..2024-12-31") from None
    asked = tuple(each[:200] for each in who if each)
    place = by == "place"
    return Choice(identity, by, asked, today and place, rate and place, period, grain, year_of(since), year_of(until))


Chosen = Annotated[Choice, Depends(_choice)]


@page(router, "/indicators")
def indicators(
    request: Request,
    sector: Annotated[str, Query(max_length=80)] = "",
    q: Annotated[str, Query(max_length=200)] = "",
    all: bool = False,
) -> Page:
    """The catalogue of indicators by sector, those that the ledger has figures of, or all."""
    desk = desk_of(request)
    rows = desk.model.rows("select id, vi, en, sector, figures, documents, folded from indicators order by vi")
    words = folded(q).split()
    found = [
        {name: told for name, told in row.items() if name != "folded"}
        for row in rows
        if (all or words or row["figures"])
        and (not sector or row["sector"] == sector)
        and (not words or _matches(f" {row['folded']} {row['id']}", words))
    ]
    for row in found:
        entry = desk.catalogue.indicators[row["id"]]
        row |= {"kind": entry.kind, "units": list(entry.units)}
    sectors = [
        {"id": each.id, "vi": each.name.vi, "en": each.name.en, "rows": [r for r in found if r["sector"] == each.id]}
        for each in desk.catalogue.sectors.values()
    ]
    told = {"sectors": sectors, "sector": sector, "asked": q, "all": all, "count": len(found)}
    return Page("indicators.html", told, {"indicators": found}, found)


def _matches(name: str, words: Sequence[str]) -> bool:
    return all(f" {word}" in name or f"-{word}" in name for word in words)


@router.get("/indicators/{identity}/{chart}.{ending}", response_class=Response, responses=answers("chart"))
def chart(
    request: Request,
    identity: str,
    chart: Literal["series", "multiples", "map"],
    ending: Ending,
    choice: Chosen,
    division: Literal["2025-06-30", "2025-07-01"] = "2025-07-01",
    size: Size = "wide",
    theme: Theme = "light",
    lang: Language | None = None,
) -> Response:
    """A chart of an indicator as SVG, PNG, or a Vega-Lite spec."""
    language = lang or language_of(request)
    entry = entry_of(desk_of(request), identity)

    def make(desk: Desk) -> Any:
        shown = Shown(desk, entry, choice, language)
        if chart == "map":
            made = shown.map(division)
            if made is None:
                raise HTTPException(404)
            return made
        return shown.timeline(size) if chart == "series" else shown.multiples(size)

    return picture(request, ending, size, theme, language, make)


@page(router, "/indicators/{identity}")
def indicator(
    request: Request,
    identity: str,
    choice: Chosen,
    start: Annotated[int, Query(ge=0, le=10**6)] = 0,
) -> Page:
    """An indicator: its definition, values by body or place and period, and who reported or told nothing."""
    desk, language = desk_of(request), language_of(request)
    entry = entry_of(desk, identity)
    shown = Shown(desk, entry, choice, language)
    rows = [row for row in shown.rows if shown.whos is None or of(row, choice.by) in shown.whos]
    told = {
        "entry": entry,
        "sector": desk.catalogue.sectors[entry.sector],
        "related": {name: desk.catalogue.indicators.get(other) for name, other in entry.related.items()},
        "choice": choice,
        "shown": shown,
        "people": _people(shown),
        "charts": _charts(shown),
        "maps": _maps(shown),
        "rows": [_told(shown, row) for row in _newest(rows)[start : start + PORTION]],
        "count": len(rows),
        "start": start,
        "portion": PORTION,
        "matrix": _matrix(shown),
    }
    plain = [_plain(shown, row) for row in rows]
    data = {"indicator": described(entry), "by": choice.by, "rows": plain, "coverage": shown.coverage}
    return Page("indicator.html", told, data, plain)


def entry_of(desk: Desk, identity: str) -> Indicator:
    """The catalogue's entry. Raises HTTPException 404."""
    entry = desk.catalogue.indicators.get(identity)
    if entry is None:
        raise HTTPException(404)
    return entry


def described(entry: Indicator) -> dict[str, Any]:
    """An entry as JSON tells it: without the phrases that find it."""
    official = entry.official
    return {
        **{"id": entry.id, "name": {"vi": entry.name.vi, "en": entry.name.en}, "sector": entry.sector},
        **{"units": list(entry.units), "kind": entry.kind, "sums": sorted(entry.sums), **entry.related},
        "official": official
        and {
            "name": official.name,
            "code": official.code,
            "definition": official.definition,
            "translation": official.translation,
            "source": official.source,
        },
        "breaks": [
            {"date": each.date, "reason": {"vi": each.reason.vi, "en": each.reason.en}} for each in entry.breaks
        ],
    }


def year_of(told: str) -> int | None:
    """A `Year` as a number."""
    return int(told) if told else None


def _newest(rows: Sequence[Row]) -> list[Row]:
    """By who, then newest first."""
    return sorted(rows, key=lambda row: (-row["period_end"].toordinal(), row["kind"] != "level", row["id"]))


def _people(shown: Shown) -> list[dict[str, Any]]:
    """Those of whom there are values, most first, for the choice of lines."""
    counts: dict[Any, int] = {}
    for row in shown.rows:
        who = of(row, shown.choice.by)
        counts[who] = counts.get(who, 0) + 1
    found: dict[str, dict[str, Any]] = {}
    for who, count in sorted(counts.items(), key=lambda each: (-each[1], each[0])):
        key = who[0] if shown.choice.by == "body" else who[1]
        name = shown.name(who if shown.choice.by == "place" else (key, ""))
        told = found.setdefault(key, {"id": key, "name": name, "count": 0, "on": False})
        told["count"] += count
        told["on"] = told["on"] or (shown.whos is not None and who in shown.whos)
    return sorted(found.values(), key=lambda each: (not each["on"], -each["count"], each["name"]))[:120]


def _charts(shown: Shown) -> dict[str, Figure]:
    if not shown.rows:
        return {}
    address, query = f"/indicators/{shown.entry.id}", shown.choice.query
    common = (*query, ("lang", shown.language))
    csv = f"{address}.csv?" + "&".join("=".join(each) for each in query)
    line = shown.timeline()
    made = {"series": Figure(f"{address}/series", common, line.alt, csv)}
    if len({of(row, shown.choice.by) for row in shown.rows}) > 1:
        made["multiples"] = Figure(f"{address}/multiples", common, line.alt, csv)
    return made


def _maps(shown: Shown) -> list[dict[str, Any]]:
    """A map for each division of which provinces tell anything, and the periods that there are."""
    found = []
    for division in DIVISIONS:
        periods = shown.periods(division)
        made = shown.map(division) if periods else None
        if made is None:
            continue
        when = shown.choice.when if shown.choice.when in periods else periods[0]
        span = f"{when[0]}..{when[1]}"
        query = (*shown.choice.query, ("when", span), ("division", division), ("lang", shown.language))
        figure = Figure(f"/indicators/{shown.entry.id}/map", query, made.alt, "")
        options = [(f"{each[0]}..{each[1]}", short_period(*each, shown.language)) for each in periods[:24]]
        found.append({"division": division, "figure": figure, "when": span, "options": options})
    return found


def _told(shown: Shown, row: Row) -> dict[str, Any]:
    """A row of the table."""
    who = of(row, shown.choice.by)
    return {
        **row,
        "name": shown.name(who),
        "when": short_period(row["period_start"] or row["period_end"], row["period_end"], shown.language),
        "said": value(row, shown.language) if row["value"] is not None else "",
        "more": row["figures"][1 : 1 + _MORE],
        "others": max(0, len(row["figures"]) - 1 - _MORE),
    }


def _plain(shown: Shown, row: Row) -> dict[str, Any]:
    """A row as JSON and CSV have it: with its indicator and the name of whose it is."""
    return {"indicator": shown.entry.id, "name": shown.name(of(row, shown.choice.by)), **row}


def _matrix(shown: Shown) -> dict[str, Any] | None:
    """Who reported: the lines with most values, and the latest periods."""
    lines: dict[str, dict[dt.date, Row]] = {}
    for row in shown.coverage:
        lines.setdefault(row["who"], {})[row["period_start"]] = row
    if not lines:
        return None
    ends = {row["period_start"]: row["period_end"] for row in shown.coverage}
    periods = sorted(ends)[-_MATRIX_PERIODS:]
    signs: Mapping[str, Sequence[str]] = table()["states"]
    told = sorted(lines, key=lambda who: (-_filled(lines[who]), who))
    wanted = [who for who in told if not shown.choice.who or who.partition("@")[0] in shown.choice.who] or told
    states = {cells[start]["state"] for cells in (lines[who] for who in wanted[:_MATRIX_LINES]) for start in periods}
    return {
        "periods": [short_period(start, ends[start], shown.language) for start in periods],
        "lines": [
            {
                "name": shown.name((who, "") if shown.choice.by == "body" else ("", who)),
                "cells": [_cell(lines[who][start], signs, shown.language) for start in periods],
            }
            for who in wanted[:_MATRIX_LINES]
        ],
        "left_out": max(0, len(wanted) - _MATRIX_LINES),
        "earlier": len(ends) - len(periods),
        "key": [
            (state, signs[state][0], signs[state][-2 if shown.language == "vi" else -1])
            for state in STATES
            if state in states
        ],
    }


def _filled(cells: Mapping[dt.date, Row]) -> int:
    return sum(row["state"] in ("reported", "zero", "in part") for row in cells.values())


def _cell(row: Row, signs: Mapping[str, Sequence[str]], language: Language) -> dict[str, Any]:
    state = row["state"]
    said = value({**row, "unit": row["unit"]}, language, with_unit=False) if state == "reported" else signs[state][0]
    first = row["figures"][0] if row["figures"] and row["figures"][0].count("-") == 2 else ""
    return {"state": state, "class": state.replace(" ", "-"), "said": said, "figure": first}
