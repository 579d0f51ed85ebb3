"""Reviews: the list of meetings and reports that sum up, and the page of one beside what came before and after it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, HTTPException, Request

from tongket.web import records
from tongket.web.following import plans
from tongket.web.listing import Number, Words, portion
from tongket.web.model.build import loaded
from tongket.web.model.folding import folded
from tongket.web.model.model import Row
from tongket.web.pages import Page, desk_of, page

router = APIRouter()

_LISTS = ("officials", "awards", "tasks", "commitments")
_LIST = """
select r.document_id, r.type, r.body, r.body_id, r.meeting_date, r.period_start, r.period_end, r.next_start, r.next_end,
    json_array_length(r.awards) as awards, json_array_length(r.tasks) as tasks, b.vi, b.en, d.title, d.published
from reviews r join documents d on d.id = r.document_id left join bodies b on b.id = r.body_id
where d.state = 'lead' and {condition}
order by coalesce(r.period_end, r.meeting_date, d.published) desc, r.document_id"""
_TYPES = """
select r.type as id, count(*) as reviews from reviews r join documents d on d.id = r.document_id
where d.state = 'lead' group by 1 order by 2 desc"""
_YEARS = """
select substr(coalesce(r.period_end, r.meeting_date, d.published), 1, 4) as id, count(*) as reviews
from reviews r join documents d on d.id = r.document_id where d.state = 'lead' and id is not null
group by 1 order by 1 desc"""


@page(router, "/reviews")
def reviews(request: Request, type: Words = "", body: Words = "", year: Words = "", page: Number = 1) -> Page:
    """Reviews: meetings and reports in which a body sums up a period."""
    model = desk_of(request).model
    conditions, values = ["true"], dict[str, object]()
    if type:
        conditions.append("r.type = :type")
        values["type"] = type
    if year:
        conditions.append("substr(coalesce(r.period_end, r.meeting_date, d.published), 1, 4) = :year")
        values["year"] = year
    for number, word in enumerate(folded(body).split()[:10]):
        conditions.append(f"(r.body_id = :body or instr(b.folded, :word{number}))")
        values |= {"body": body, f"word{number}": word}
    found = portion(model, _LIST.format(condition=" and ".join(conditions)), values, page)
    facets = {"types": model.rows(_TYPES), "years": model.rows(_YEARS)}
    told = {"type": type, "body": body, "year": year, "found": found, **facets}
    return Page("reviews.html", told, {**found.data, "reviews": found.rows, **facets}, found.rows)


@page(router, "/reviews/{document}")
def review(request: Request, document: str) -> Page:
    """One review: who chaired, what period, awards, tasks; beside it what the next review of the body says of them."""
    desk = desk_of(request)
    row = desk.model.row(
        "select r.*, d.title, d.published, d.publisher, d.text from reviews r join documents d on d.id = r.document_id "
        "where r.document_id = ?",
        (document,),
    )
    if row is None:
        raise HTTPException(404)
    pairs = plans(desk, row["body_id"]) if row["body_id"] else []
    told: dict[str, Any] = {
        "row": row,
        "review": records.review(row),
        "body": desk.model.row("select vi, en from bodies where id = ?", (row["body_id"],)),
        "before": [pair for pair in pairs if pair["result_document"] == document],
        "after": [pair for pair in pairs if pair["plan_document"] == document],
    }
    data = _data(row) | {"before": told["before"], "after": told["after"]}
    return Page("review.html", told, data, [*told["before"], *told["after"]])


def _data(row: Row) -> dict[str, Any]:
    return {name: value for name, value in loaded(row, *_LISTS).items() if name != "text"}
