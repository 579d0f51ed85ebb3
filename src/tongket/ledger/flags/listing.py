"""Flags with what they are about: each figure with its sentence and a link to its source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tongket.ledger.exports.fragments import link
from tongket.ledger.questions import Ledger, folded

if TYPE_CHECKING:
    import pyarrow as pa

_TOLD = (
    *(
        "id",
        "quote",
        "value",
        "unit",
        "kind",
        "status",
        "counted",
        "indicator",
        "body",
        "body_id",
        "place",
        "place_code",
    ),
    *(
        "period_start",
        "period_end",
        "sentence",
        "sentence_start",
        "start",
        "end",
        "title",
        "publisher",
        "published",
        "url",
    ),
)
"""What is told of each figure."""

_LIST = """
with chosen as (select * from {view} where {of_flags}),
named as (
    select id as flag, unnest(figures) as figure, generate_subscripts(figures, 1) as position from chosen),
told as (
    select n.flag, list(struct_pack({figure}) order by n.position) as figures
    from named n join latest l on l.id = n.figure
    where l.document_id in (select split_part(figure, '-', 1) from named)
    group by n.flag)
select f.id, f.rule, f.state, f.severity, f.arithmetic, f.document_id, t.figures, f.asked, f.answer, f.decided,
    f.checker, f.why{cause}
from chosen f left join told t on t.flag = f.id
where {of_figures}
order by f.rule, f.document_id, f.id
"""
_FIGURE = ", ".join(f'"{name}" := l."{name}"' for name in _TOLD)


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
    of_flags, of_figures, values = ["true"], ["true"], dict[str, object]()
    for name in ("rule", "state"):
        if (value := getattr(wanted, name)) is not None:
            of_flags.append(f"{name} = ${name}")
            values[name] = value
    if wanted.state is None and not wanted.lost:
        of_flags.append("state <> 'dismissed'")
    if wanted.document is not None:
        of_flags.append("list_bool_or(list_transform(figures, lambda f: starts_with(f, $document || '-')))")
        values["document"] = wanted.document
    for name, identity in (("body", "body_id"), ("place", "place_code")):
        if (words := getattr(wanted, name)) is not None:
            fits = f"contains({folded(f'f.{name}')}, {folded(f'${name}')}) or contains(f.{identity}, ${name})"
            of_figures.append(f"list_bool_or(list_transform(t.figures, lambda f: coalesce({fits}, false)))")
            values[name] = words
    view, cause = ("lost_flags", ", f.cause") if wanted.lost else ("flags", "")
    parts = {"of_flags": " and ".join(of_flags), "of_figures": " and ".join(of_figures)}
    return ledger.query(_LIST.format(view=view, cause=cause, figure=_FIGURE, **parts), **values).arrow()


def source(figure: dict[str, Any]) -> str | None:
    """The address of a figure's page, at its sentence."""
    return link(figure["url"], figure["sentence"] or "", figure["quote"] or "")
