"""A body's reviews one by one: what was planned, what was reported of it, who was rewarded."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from tongket.checks.across import follow
from tongket.checks.across.tasks import carried
from tongket.ledger.flags.following import SILENT, told_in
from tongket.output.jsonl import encode
from tongket.records import Span
from tongket.web.desk import Desk
from tongket.web.model.build import loaded
from tongket.web.model.model import Model, Row

_MOST = 40
"""Reviews of a body that are told."""
_RESULTS = 8
"""Results told of each review beside those that a plan foresaw."""
_REVIEWS = f"""
select r.*, d.title, d.published, d.publisher from reviews r join documents d on d.id = r.document_id
where r.body_id = ? and d.state = 'lead'
order by coalesce(r.period_end, r.meeting_date, d.published) desc, d.published desc, d.id limit {_MOST}"""
_RESULT = f"""
select f.*, i.vi, i.en from figures f join indicators i on i.id = f.indicator
where f.document_id = ? and f.counts and f.status in ('reported', 'estimate') and f.kind = 'level'
and (f.body_id is null or f.body_id = ?) order by f.start limit {_RESULTS}"""
_ALL_REVIEWS = """
select r.*, d.published from reviews r join documents d on d.id = r.document_id
where r.body_id = ? and d.state = 'lead' order by d.published, d.id"""
_FOLLOWED = """
select f.arithmetic, f.id from flags f where f.rule = ? and f.id in (
    select p.flag from flag_figures p join figures g on g.id = p.figure where g.body_id = ?) order by f.id"""
_FIGURES = """
select g.sentence, g.document_id, d.published from flag_figures p join figures g on g.id = p.figure
join documents d on d.id = g.document_id where p.flag = ? order by p.rowid"""
_SILENT = """
select f.sentence, f.indicator from figures f
where f.document_id = ? and f.counts and f.status = 'target' and f.indicator is not null and f.body_id is not null
    and f.period_start <= ? and ? <= f.period_end
    and f.indicator not in (select indicator from figures where document_id = ? and counts and indicator is not null)
    and f.indicator not in (select indicator from zeros where document_id = ? and indicator is not null)
order by f.number"""
_LISTS = ("officials", "awards", "tasks", "commitments")


def timeline(desk: Desk, body: str) -> list[dict[str, Any]]:
    """The body's reviews, newest first. Each has its row, `pairs` (what was planned for its time and what it says of
    that), `results` (rows of figures) and `answered` (whether a later review tells of its own plan)."""
    model = desk.model
    reviews = [loaded(row, *_LISTS) for row in model.rows(_REVIEWS, (body,))]
    pairs = plans(desk, body) if len(reviews) > 1 else []
    answered = {pair["plan_document"] for pair in pairs}
    return [
        review
        | {
            "pairs": [pair for pair in pairs if pair["result_document"] == review["document_id"]],
            "results": model.rows(_RESULT, (review["document_id"], body)),
            "answered": review["document_id"] in answered,
        }
        for review in reviews
    ]


def plans(desk: Desk, body: str) -> list[dict[str, Any]]:
    """Targets and tasks of the body with what its next report says of each; kept as long as the ledger stays."""
    found = desk.cache.get(desk.model.state, ("plans", body), lambda: encode(_plans(desk, body)).encode())
    rows: list[dict[str, Any]] = json.loads(found)
    return rows


def _plans(desk: Desk, body: str) -> list[dict[str, Any]]:
    """What ledger/flags/following.py tells of the body, asked of the read model, which answers faster."""
    model = desk.model
    reviews = [loaded(row, *_LISTS) for row in model.rows(_ALL_REVIEWS, (body,))]
    pairs = [(plan, result) for plan in reviews if (result := _next(plan, reviews)) is not None]
    rows = list(_targets(model, body))
    texts, planned = _read(desk, [result["document_id"] for _, result in pairs])
    for plan, result in pairs:
        told = _between(plan, result)
        span = (plan["document_id"], plan["next_end"], plan["next_start"], *(result["document_id"],) * 2)
        for row in model.rows(_SILENT, span):
            rows.append({"what": "target", "outcome": f"{row['indicator']}{SILENT}", "planned": row["sentence"],
                         "told": None, **told, "flag": None, "silent": True})  # fmt: skip
        sentences = told_in(texts[result["document_id"]], planned[result["document_id"]])
        for task in plan["tasks"] or ():
            found = carried(task["text"], sentences)
            rows.append({"what": "task", "outcome": found.outcome, "planned": task["text"], "told": found.sentence,
                         **told, "flag": None, "silent": False})  # fmt: skip
    return [row for row in rows if _is_shown(desk, row)] if desk.settings.public else rows


def _next(plan: Row, reviews: Sequence[Row]) -> Row | None:
    """The first later review of what a review planned for."""
    if not (plan["next_start"] and plan["next_end"] and plan["published"]):
        return None
    found = [
        each
        for each in reviews
        if each["published"]
        and each["published"] > plan["published"]
        and each["period_start"]
        and each["period_end"]
        and plan["period_start"]
        and plan["period_end"]
        and each["period_start"] <= plan["next_end"]
        and plan["next_start"] <= each["period_end"]
        and (each["period_start"], each["period_end"]) != (plan["period_start"], plan["period_end"])
    ]
    return min(found, key=lambda each: (each["published"], each["document_id"]), default=None)


def _between(plan: Row, result: Row) -> dict[str, str]:
    return {
        "plan_document": plan["document_id"],
        "result_document": result["document_id"],
        "plan_published": plan["published"] or "",
        "result_published": result["published"] or "",
    }


def _targets(model: Model, body: str) -> Iterator[dict[str, Any]]:
    """The flags of targets that a later report answers."""
    for flag in model.rows(_FOLLOWED, (follow.RULE, body)):
        target, result = model.rows(_FIGURES, (flag["id"],))
        told = _between(target, result)
        yield {"what": "target", "outcome": flag["arithmetic"], "planned": target["sentence"],
               "told": result["sentence"], **told, "flag": flag["id"], "silent": False}  # fmt: skip


def _read(desk: Desk, documents: list[str]) -> tuple[dict[str, str], dict[str, list[Span]]]:
    """The whole texts of reports, and where they plan anew; of a public desk too, whose model has excerpts alone: what
    a report doesn't mention can't be told of an excerpt."""
    if not documents:
        return {}, {}
    question = "select {} from {} where {} in (select value from json_each(?))"
    if desk.settings.public:
        with desk.ledger() as ledger:
            condition = "in (select unnest($ids))"
            texts = list(ledger.query(f"select id, text from documents where id {condition}", ids=documents))
            tasks = list(
                ledger.query(f"select document_id, tasks from reviews where document_id {condition}", ids=documents)
            )
    else:
        listed = (json.dumps(documents),)
        texts = desk.model.rows(question.format("id, text", "documents", "id"), listed)
        tasks = desk.model.rows(question.format("document_id, tasks", "reviews", "document_id"), listed)
        tasks = [loaded(row, "tasks") for row in tasks]
    planned = {row["document_id"]: [(each["start"], each["end"]) for each in row["tasks"] or ()] for row in tasks}
    return {row["id"]: row["text"] for row in texts}, planned


def _is_shown(desk: Desk, row: Row) -> bool:
    """Whether a public desk shows the sentences anyway; and nothing is called silent where something was held back."""
    model = desk.model
    if row["silent"] and model.value("select 1 from withheld where document_id = ?", (row["result_document"],)):
        return False
    stands = _stands(model, row["plan_document"], row["planned"])
    return stands and (not row["told"] or _stands(model, row["result_document"], row["told"]))


def _stands(model: Model, document: str, words: str | None) -> bool:
    found = model.value("select instr(text, ?) from documents where id = ?", (words or "", document))
    return bool(words and found)
