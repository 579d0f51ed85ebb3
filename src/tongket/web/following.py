"""A body's reviews one by one: what was planned, what was reported of it, who was rewarded."""

from __future__ import annotations

import json
from typing import Any

from tongket.checks.across import follow
from tongket.ledger.flags.following import SILENT, followed
from tongket.output.jsonl import encode
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
_FOLLOWED = """
select f.arithmetic, f.id from flags f where f.rule = ? and f.id in (
    select p.flag from flag_figures p join figures g on g.id = p.figure where g.body_id = ?)"""
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
    flags = {row["arithmetic"]: row["id"] for row in desk.model.rows(_FOLLOWED, (follow.RULE, body))}
    with desk.ledger() as ledger:
        rows = followed(ledger, body).to_pylist()
    kept = []
    for row in rows:
        silent = row["outcome"].endswith(SILENT)
        if row["what"] == "target" and not silent and row["outcome"] not in flags:
            continue  # of a body whose id has this one's within it
        told = {name: row[name] for name in ("what", "outcome", "planned", "told", "plan_document", "result_document")}
        days = {name: str(row[name] or "") for name in ("plan_published", "result_published")}
        kept.append(told | days | {"flag": flags.get(row["outcome"]), "silent": silent})
    return [row for row in kept if _is_shown(desk, row)] if desk.settings.public else kept


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
