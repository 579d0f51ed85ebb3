"""Flags with what they are about: each figure with its sentence and a link to its source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tongket.ledger.exports.fragments import link
from tongket.ledger.questions import Ledger, folded

if TYPE_CHECKING:
    import pyarrow as pa

_ABOUT = ("id", "quote", "value", "unit", "kind", "status", "counted", "indicator", "body", "place")
_TOLD = (*_ABOUT, "period_start", "period_end", "sentence", "sentence_start", "start", "end", "title", "publisher")
_FIGURE = ", ".join(f'"{name}" := l."{name}"' for name in (*_TOLD, "published", "url"))

_LIST = """
with named as (
    select id as flag, unnest(figures) as figure, generate_subscripts(figures, 1) as position from {view} {condition}),
told as (
    select n.flag, list(struct_pack({figure}) order by n.position) as figures
    from named n join latest l on l.id = n.figure
    where l.document_id in (select split_part(figure, '-', 1) from named)
    group by n.flag)
select f.id, f.rule, f.state, f.severity, f.arithmetic, f.document_id, t.figures, f.asked, f.answer, f.decided,
    f.checker, f.why{cause}
from {view} f {join} join told t on t.flag = f.id
{condition}
order by f.rule, f.document_id, f.id
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which flags: of a rule, a state, a document; about a body or place whose name or id has the words. Without a
    state all but those that were dismissed. `lost`: decided about, and no longer found as they were."""

    rule: str | None = None
    state: str | None = None
    body: str | None = None
    place: str | None = None
    document: str | None = None
    lost: bool = False


def listed(ledger: Ledger, wanted: Wanted) -> pa.Table:
    """The flags, by rule and document; `figures` holds those that each is about, in its order."""
    conditions, values = [], dict[str, object]()
    if wanted.rule is not None:
        conditions.append("rule = $rule")
        values["rule"] = wanted.rule
    if wanted.state is not None:
        conditions.append("state = $state")
        values["state"] = wanted.state
    elif not wanted.lost:
        conditions.append("state <> 'dismissed'")
    for name in ("body", "place"):
        if words := getattr(wanted, name):
            conditions.append(_about(name))
            values[name] = words
    if wanted.document is not None:
        conditions.append("list_bool_or(list_transform(figures, lambda f: starts_with(f, $document)))")
        values["document"] = wanted.document
    view, join, cause = ("lost_flags", "left", ", f.cause") if wanted.lost else ("flags", "", "")
    condition = f"where {' and '.join(conditions)}" if conditions else ""
    query = _LIST.format(view=view, join=join, cause=cause, condition=condition, figure=_FIGURE)
    return ledger.query(query, **values).arrow()


def _about(name: str) -> str:
    """That a figure's body or place has the words, or its id."""
    column, identity = ("body", "body_id") if name == "body" else ("place", "place_code")
    fits = f"contains({folded(column)}, {folded('$' + name)}) or contains(coalesce({identity}, ''), ${name})"
    return f"list_has_any(figures, (select coalesce(list(id), []) from latest where {fits}))"


def source(figure: dict[str, Any]) -> str | None:
    """The address of a figure's page, at its sentence."""
    return link(figure["url"], figure["sentence"] or "", figure["quote"] or "")
