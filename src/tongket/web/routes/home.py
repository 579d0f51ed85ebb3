"""Home: what came in, how much of each sector, the newest flags."""

from __future__ import annotations

from fastapi import APIRouter, Request

from tongket.web.pages import Page, desk_of, page

router = APIRouter()

_NEWEST = """
select id, title, published, publisher, figures, sector, genre from documents
where state = 'lead' order by published desc nulls last, id limit 12"""
_SECTORS = """
select sector, count(*) as figures, count(distinct document_id) as documents from figures
where counts and sector is not null group by 1 order by 2 desc"""
_FLAGS = """
select f.id, f.rule, f.severity, f.arithmetic, f.state, d.title, d.published, f.document_id
from flags f join documents d on d.id = f.document_id where f.state <> 'dismissed'
order by d.published desc nulls last, f.id limit 5"""
_COUNTS = """
select (select count(*) from documents where state = 'lead') as documents,
    (select count(*) from figures where counts) as figures,
    (select count(*) from bodies where figures > 0) as bodies,
    (select count(*) from indicators where figures > 0) as indicators,
    (select count(*) from flags where state <> 'dismissed') as flags"""


@page(router, "/")
def home(request: Request) -> Page:
    """What the ledger holds: newest documents, figures by sector, newest flags."""
    desk = desk_of(request)
    model = desk.model
    counts = model.row(_COUNTS) or {}
    newest, sectors, flags = model.rows(_NEWEST), model.rows(_SECTORS), model.rows(_FLAGS)
    for row in sectors:
        found = desk.catalogue.sectors.get(row["sector"])
        row |= {"vi": found.name.vi, "en": found.name.en} if found else {"vi": row["sector"], "en": row["sector"]}
    told = {"counts": counts, "newest": newest, "sectors": sectors, "flags": flags}
    return Page("home.html", told, told, newest)
