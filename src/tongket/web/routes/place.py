"""Places: both divisions of the country told apart, and the page of one place: what it was and is, bodies, figures."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, HTTPException, Request

from tongket.registry.english_names import english_name
from tongket.registry.units import NEW, OLD
from tongket.web.desk import Desk
from tongket.web.listing import FIGURES, Number, Words, plain, portion, shown
from tongket.web.model.folding import folded
from tongket.web.model.model import Row
from tongket.web.pages import Page, desk_of, page
from tongket.web.places import COUNTRY, DIVISIONS, Place, children, divisions_of, place_of, provinces_of

router = APIRouter()

_TOLD = "select code, figures, documents from places where boundary = ?"
_FOUND = """
select code, boundary as division, vi, en, parent, figures, documents from places
where {condition} order by figures desc, code limit 100"""
_COUNTRIES = """
select code, boundary as division, vi, en, figures, documents from places
where boundary = '' order by figures desc"""
_BODIES = """
select id, vi, en, figures, documents, reviews from bodies
where (figures or reviews) and substr(id, -length(:path)) = :path
order by reviews desc, figures desc, id limit 100"""
_INDICATORS = """
select i.id, i.vi, i.en, i.sector, count(*) as figures
from figures f join indicators i on i.id = f.indicator where f.place_code = ? and coalesce(f.boundary, '') = ?
and f.counts group by i.id order by figures desc, i.id limit 60"""
_SMALL = """
select s.indicator, s.sector, s.first, s.last, s.value, count(*) as told from small_counts s
where s.code = ? and s.boundary = ? group by 1, 2, 3, 4, 5 order by s.first desc, s.sector, s.indicator, s.value"""


@page(router, "/places")
def places(request: Request, q: Words = "", division: Words = NEW) -> Page:
    """Places: the provinces of a division, what each was or went into, and all places by name."""
    desk = desk_of(request)
    if division not in DIVISIONS:
        division = NEW
    counts = {row["code"]: row for row in desk.model.rows(_TOLD, (division,))}
    rows = []
    for code in sorted({*provinces_of(division), *(code for code in counts if len(code) == 2)}):
        place = place_of(code, division, desk.names.gazetteer)
        if place is not None:
            rows.append(_row(place, counts.get(code)) | {"others": _others(desk, place)})
    found = []
    if words := folded(q).split()[:10]:
        condition = " and ".join("instr(folded, ?)" for _ in words)
        found = desk.model.rows(_FOUND.format(condition=condition), words)
    countries = desk.model.rows(_COUNTRIES)
    told = {"division": division, "q": q, "provinces": rows, "found": found, "countries": countries}
    return Page("places.html", told, told, found if words else rows)


@page(router, "/places/{code}")
def place(request: Request, code: str, division: Words = "", page: Number = 1) -> Page:
    """One place, in the division asked for or else today's: what it was, is and holds; bodies and figures there."""
    desk = desk_of(request)
    model = desk.model
    known = divisions_of(code, desk.names.gazetteer)
    if not known or (division and division not in known):
        raise HTTPException(404)
    division = division or known[0]
    here = place_of(code, division, desk.names.gazetteer)
    assert here is not None  # the division has it
    row = model.row("select * from places where code = ? and boundary = ?", (code, division))
    condition = "f.place_code = ? and coalesce(f.boundary, '') = ?"
    found = portion(model, FIGURES.format(condition=condition), (code, division), page)
    counts = {each["code"]: each for each in model.rows(_TOLD, (division,))}
    above = here.parent and place_of(here.parent, division, desk.names.gazetteer)
    told: dict[str, Any] = {
        "place": _row(here, row),
        "above": above and _row(above, None),
        "others": _others(desk, here),
        "elsewhere": _elsewhere(desk, here, known),
        "children": [
            {
                "code": unit.code,
                "vi": unit.name,
                "level": unit.level,
                "figures": counts.get(unit.code, _NONE)["figures"],
            }
            for unit in children(here)
        ],
        "bodies": model.rows(_BODIES, {"path": "/" + "/".join(here.path)}) if here.path else [],
        "indicators": model.rows(_INDICATORS, (code, division)),
        "small": [_counted(desk, each) for each in model.rows(_SMALL, (code, division))],
    }
    figures = [plain(each) for each in found.rows]
    data = told | {"figures": {**found.data, "rows": figures}}
    return Page("place.html", told | {"found": found, "figures": shown(found.rows)}, data, figures)


_NONE = {"figures": 0, "documents": 0}


def _counted(desk: Desk, row: Row) -> Row:
    """A small count with the name of its indicator, else of its sector."""
    entry = desk.catalogue.indicators.get(row["indicator"] or "") or desk.catalogue.sectors.get(row["sector"] or "")
    return row | ({"vi": entry.name.vi, "en": entry.name.en} if entry else {"vi": None, "en": None})


def _row(place: Place, counts: Row | None) -> Row:
    return {
        "code": place.code, "division": place.division, "level": place.level,
        "vi": place.name, "en": english_name(place.code, place.name),
        "figures": (counts or _NONE)["figures"], "documents": (counts or _NONE)["documents"],
    }  # fmt: skip


def _others(desk: Desk, place: Place) -> list[Row]:
    """What it was made of, or went into: places of the other division."""
    codes, division = (place.into, NEW) if place.division == OLD else (place.made_of, OLD)
    found = (place_of(code, division, desk.names.gazetteer) for code in codes)
    return [_row(each, None) for each in found if each is not None]


def _elsewhere(desk: Desk, place: Place, known: list[str]) -> list[Row]:
    """The places of the same code in other divisions, and whether each is the same place."""
    found = []
    for division in known:
        other = place_of(place.code, division, desk.names.gazetteer)
        if other is not None and division not in (place.division, COUNTRY):
            found.append(_row(other, None) | {"same": other.name == place.name})
    return found
