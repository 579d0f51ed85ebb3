"""What became of a body's plans: targets and tasks of one report against the next report of the same body.

Targets that a later report answers are flags of the rule "follow-through"; here stand those that the next review
doesn't mention too, and the tasks in words, each beside the sentence that is most like it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa

from tongket.checks.across import follow
from tongket.checks.across.tasks import carried
from tongket.ledger.flags.listing import Wanted, listed
from tongket.ledger.questions import Ledger, folded
from tongket.records import Span

ROWS = pa.schema(
    [
        ("what", pa.string()),
        ("outcome", pa.string()),
        ("planned", pa.string()),
        ("told", pa.string()),
        ("plan_document", pa.string()),
        ("plan_published", pa.date32()),
        ("result_document", pa.string()),
        ("result_published", pa.date32()),
    ]
)
"""`what`: "target" or "task"; `outcome`: the arithmetic of a target; of a task "told of", "unclear" or "not mentioned";
`planned` and `told`: the sentences, side by side."""

SILENT = ": no figure of it is read in the next review"
"""What the outcome of a target says behind its indicator where no figure answers it."""

_NEXT = f"""
with told as (
    select r.*, d.published, d.title from reviews r join documents d on d.id = r.document_id
    join clusters c on c.document_id = d.id and c.state = 'lead'
    where r.body_id = $body or contains({folded("r.body")}, {folded("$body")}))
select a.document_id as plan, a.published as plan_published, a.tasks, a.next_start, a.next_end,
    b.document_id as result, b.published as result_published, b.tasks as further
from told a join told b on b.document_id <> a.document_id and b.published > a.published
    and (a.body_id = b.body_id or {folded("a.body")} = {folded("b.body")})
    and b.period_start <= a.next_end and a.next_start <= b.period_end
    and (b.period_start, b.period_end) <> (a.period_start, a.period_end)
qualify row_number() over (partition by a.document_id order by b.published, b.document_id) = 1
order by a.published, a.document_id
"""
"""Each review of the body with the next one that reviews what it planned for."""

_SILENT = """
select f.sentence, f.indicator from latest f
where f.document_id = $plan and f.status = 'target' and f.indicator is not null and f.body_id is not null
    and f.period_start <= $last and $first <= f.period_end
    and f.indicator not in (select indicator from latest where document_id = $result and indicator is not null)
    and f.indicator not in (select indicator from zeros where document_id = $result and indicator is not null)
order by f.number
"""


def followed(ledger: Ledger, body: str) -> pa.Table:
    """Every target and task of the body (its id, or words of its name) that a later report of it can answer."""
    rows = [*_targets(ledger, body)]
    for pair in ledger.query(_NEXT, body=body):
        rows += _silent(ledger, pair)
        rows += _tasks(ledger, pair)
    return pa.Table.from_pylist(rows, schema=ROWS)


def _targets(ledger: Ledger, body: str) -> Iterator[dict[str, Any]]:
    for flag in listed(ledger, Wanted(rule=follow.RULE, body=body)).to_pylist():
        target, result = flag["figures"]
        yield {
            "what": "target",
            "outcome": flag["arithmetic"],
            "planned": target["sentence"],
            "told": result["sentence"],
            "plan_document": target["id"].split("-")[0],
            "plan_published": target["published"],
            "result_document": result["id"].split("-")[0],
            "result_published": result["published"],
        }


def _silent(ledger: Ledger, pair: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    span = {"first": pair["next_start"], "last": pair["next_end"]}
    for row in ledger.query(_SILENT, plan=pair["plan"], result=pair["result"], **span):
        outcome = f"{row['indicator']}{SILENT}"
        yield {"what": "target", "outcome": outcome, "planned": row["sentence"], "told": None, **_documents(pair)}


def _tasks(ledger: Ledger, pair: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    (document,) = ledger.query("select text from documents where id = $id", id=pair["result"])
    planned = [(each["start"], each["end"]) for each in pair["further"] or ()]
    sentences = told_in(document["text"], planned)
    for task in pair["tasks"] or ():
        found = carried(task["text"], sentences)
        yield {
            "what": "task",
            "outcome": found.outcome,
            "planned": task["text"],
            "told": found.sentence,
            **_documents(pair),
        }


def _documents(pair: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "plan_document": pair["plan"],
        "plan_published": pair["plan_published"],
        "result_document": pair["result"],
        "result_published": pair["result_published"],
    }


def told_in(text: str, planned: Sequence[Span]) -> list[str]:
    """The sentences of a report but those in which it plans anew."""
    from tongket.grammar.sentences import sentences
    from tongket.text import Text

    found = sentences(Text(text))
    return [text[start:end] for start, end in found if not any(a < end and start < b for a, b in planned)]
