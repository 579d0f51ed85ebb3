"""Bodies: the list of those that are told of, and the page of one: reviews, what became of plans, figures."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, HTTPException, Request

from tongket.registry.bodies import Entry, describe
from tongket.registry.body_changes import functions
from tongket.web.desk import Desk
from tongket.web.following import timeline
from tongket.web.listing import FIGURES, Number, Words, plain, portion, shown
from tongket.web.model.folding import folded
from tongket.web.model.model import Row
from tongket.web.pages import Page, desk_of, page

router = APIRouter()

_LEVELS = ("central", "province", "district", "commune")
_LIST = """
select id, vi, en, kind, level, parent, figures, documents, reviews from bodies
where (figures or reviews) and {condition} order by reviews desc, figures desc, id"""
_KINDS = """
select kind as id, count(*) as bodies, sum(figures) as figures from bodies
where (figures or reviews) and kind is not null and {condition} group by 1 order by 2 desc, 1 limit 30"""
_LEVEL_COUNTS = "select level, count(*) as bodies from bodies where (figures or reviews) and {condition} group by 1"
_CHILDREN = "select id, vi, en, figures, documents, reviews from bodies where parent = ? order by figures desc, id"
_BEFORE = "select b.id, b.vi, b.en from heirs h join bodies b on b.id = h.body where h.heir = ? order by b.id"
_INDICATORS = """
select i.id, i.vi, i.en, i.sector, count(*) as figures, min(f.period_start) as first, max(f.period_end) as last
from figures f join indicators i on i.id = f.indicator where f.body_id = ? and f.counts
group by i.id order by figures desc, i.id"""


@page(router, "/bodies")
def bodies(request: Request, q: Words = "", level: Words = "", kind: Words = "", page: Number = 1) -> Page:
    """Bodies whose reports are in the ledger, or that reports tell of."""
    model = desk_of(request).model
    conditions, values = ["true"], dict[str, object]()
    for number, word in enumerate(folded(q).split()[:10]):
        conditions.append(f"instr(folded, :word{number})")
        values[f"word{number}"] = word
    levels = model.rows(_LEVEL_COUNTS.format(condition=" and ".join(conditions)), values)
    if level:
        conditions.append("level = :level")
        values["level"] = level
    kinds = [_named(row) for row in model.rows(_KINDS.format(condition=" and ".join(conditions)), values)]
    if kind:
        conditions.append("kind = :kind")
        values["kind"] = kind
    found = portion(model, _LIST.format(condition=" and ".join(conditions)), values, page)
    by_level = {row["level"]: row["bodies"] for row in levels}
    facets = {"levels": [(each, by_level[each]) for each in _LEVELS if each in by_level], "kinds": kinds}
    told = {"q": q, "level": level, "kind": kind, "found": found, **facets}
    return Page("bodies.html", told, {**found.data, "bodies": found.rows, **facets}, found.rows)


def _named(row: Row) -> Row:
    """A kind with its names: those of the one without a place, or the id where none is without."""
    try:
        entry = describe(row["id"])
    except KeyError:
        return row | {"vi": row["id"], "en": row["id"]}
    return row | {"vi": entry.vi, "en": entry.en}


@page(router, "/bodies/{identity:path}")
def body(request: Request, identity: str, indicator: Words = "", page: Number = 1) -> Page:
    """One body: names, validity, parent and children, its reviews year by year, its figures."""
    desk = desk_of(request)
    model = desk.model
    row = model.row("select * from bodies where id = ?", (identity,))
    entry = _entry(desk, identity)
    if row is None and entry is None:
        raise HTTPException(404)
    row = row or desk.names.body(identity, None) | {"figures": 0, "documents": 0, "reviews": 0}
    condition, values = "f.body_id = ?", [identity]
    if indicator:
        condition, values = "f.body_id = ? and f.indicator = ?", [identity, indicator]
    found = portion(model, FIGURES.format(condition=condition), values, page)
    told: dict[str, Any] = {
        "body": row,
        "entry": entry,
        "family": _family(desk, entry, identity),
        "years": timeline(desk, identity),
        "indicators": model.rows(_INDICATORS, (identity,)),
        "found": found,
        "figures": shown(found.rows),
        "indicator": indicator,
    }
    figures = [plain(each) for each in found.rows]
    data = {
        **{name: row.get(name) for name in ("id", "vi", "en", "kind", "level", "parent", "documents")},
        "valid_from": entry and entry.valid[0],
        "valid_to": entry and entry.valid[1],
        **told["family"],
        "reviews": told["years"],
        "indicators": told["indicators"],
        "figures": {**found.data, "rows": figures},
    }
    return Page("body.html", told, data, figures)


def _entry(desk: Desk, identity: str) -> Entry | None:
    try:
        return describe(identity, desk.names.gazetteer)
    except KeyError:
        return None


def _family(desk: Desk, entry: Entry | None, identity: str) -> dict[str, Any]:
    """Who is above, below, before and after it."""
    after: list[Row] = []
    if entry is not None:
        for heir in entry.successors:
            told = {"day": heir.day, "function": heir.function, "source": heir.source, "verified": heir.verified}
            after.append(_called(desk, heir.body_id) | told | {"does": _function(heir.function)})
    parent = entry.parent if entry else None
    children = desk.model.rows(_CHILDREN, (identity,))
    before = desk.model.rows(_BEFORE, (identity,))
    return {"above": _called(desk, parent) if parent else None, "children": children, "after": after, "before": before}


def _function(identity: str | None) -> Row | None:
    """What a function is called, in both languages."""
    found = functions().get(identity or "")
    return {"vi": found.vi, "en": found.en} if found else None


def _called(desk: Desk, identity: str) -> Row:
    """Id and names of a body."""
    row = desk.names.body(identity, None)
    return {name: row[name] for name in ("id", "vi", "en")}
