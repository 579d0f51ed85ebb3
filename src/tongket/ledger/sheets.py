"""Figures as a sheet to check by hand: what is in its columns, and the rows of a query's figures.

Every row carries the state it was written in (the reading, and the last verdict then): what came back is compared with
what was written, however much has been decided or re-read in between.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from tongket.ledger import sheet_files
from tongket.ledger.cells import Cell, cell, sheet_text
from tongket.ledger.errors import LedgerError
from tongket.ledger.fields import FIELDS, Field, figure_id
from tongket.ledger.questions import Ledger
from tongket.ledger.sheet_files import Column
from tongket.ledger.verdicts import IN_SHEETS
from tongket.ledger.views import Moment, connect

EVERYTHING = 'select id from latest order by document_id, start, "end"'
MARKS = ("«", "»")
_FIXED = ("url", "title", "id", "document_id", "state", "audit")
_WIDTHS = {"why": 24, "sentence": 70, "counted": 30, "act": 20, "body": 30, "place": 20, "title": 30, "url": 30}


def _column(field: Field) -> Column:
    choices = ("TRUE", "FALSE") if field.kind == "truth" else field.choices
    words = field.kind not in ("number", "whole", "day", "truth")
    return Column(field.name, _WIDTHS.get(field.name, 14), words=words, choices=choices)


COLUMNS = (
    Column("decision", 11, choices=IN_SHEETS),
    Column("why", _WIDTHS["why"]),
    Column("sentence", _WIDTHS["sentence"], fixed=True),
    Column("quote", 16, fixed=True),
    *map(_column, FIELDS.values()),
    *(Column(name, _WIDTHS.get(name, 20), fixed=True) for name in _FIXED),
)


@dataclass(frozen=True, slots=True)
class State:
    """When a row was written: which reading of its document, and the number of the last verdict of the ledger."""

    batch: str
    verdict: int

    def __str__(self) -> str:
        return f"{self.batch}:{self.verdict}"


def state_of(text: str) -> State | None:
    """What `str(State)` gave; None for anything else."""
    match = re.fullmatch(r"([\w.-]{1,60}):(\d{1,18})", text.strip())
    return State(match[1], int(match[2])) if match else None


@dataclass(frozen=True, slots=True)
class Row:
    """One figure as a sheet has it. `last`: number of the latest verdict about it, 0 where there is none; `checker`:
    who gave that."""

    id: str
    document_id: str
    start: int
    end: int
    quote: str
    cells: Mapping[str, Cell]
    state: State
    last: int = 0
    checker: str | None = None


def export(ledger: Ledger, file: Path, sql: str | None = None) -> int:
    """Write the figures that a query names into a new file; returns how many. Raises LedgerError."""
    ids = ids_of(ledger, sql or EVERYTHING)
    found = rows(ledger.store.place, ledger, ids)
    sheet_files.write(file, columns_for(found), [each.cells for each in found])
    return len(found)


def columns_for(rows: Sequence[Row]) -> list[Column]:
    """All columns but that of an audit where there is none."""
    audited = any(row.cells.get("audit") for row in rows)
    return [column for column in COLUMNS if column.name != "audit" or audited]


def ids_of(ledger: Ledger, sql: str) -> list[str]:
    """The ids of the figures that a query returns, each once, in its order. Raises LedgerError."""
    found = ledger.query(sql)
    columns = {name.lower(): name for name in found.columns}
    if "id" in columns:
        ids = [str(row[columns["id"]]) for row in found]
    elif {"document_id", "start", "end"} <= set(columns):
        names = [columns[name] for name in ("document_id", "start", "end")]
        ids = [figure_id(row[names[0]], (row[names[1]], row[names[2]])) for row in found]
    else:
        raise LedgerError("the query must return id, or document_id, start and end: select id from latest where …")
    return list(dict.fromkeys(ids))


def rows(place: str, ledger: Ledger, ids: Sequence[str]) -> list[Row]:
    """Figures of `latest` as rows of a sheet, in the order of `ids`. Raises LedgerError where one is none."""
    found = {row.id: row for row in figures(ledger.query, ids)}
    if strange := [identity for identity in ids if identity not in found]:
        raise LedgerError(f"{place}: {len(strange)} of the query's rows are no figures of latest, as {strange[0][:60]}")
    return [found[identity] for identity in ids]


def rows_at(ledger: Ledger, ids: Sequence[str], moment: Moment) -> dict[str, Row]:
    """Those of the figures that counted at a moment, by id, as the sheet had them then."""
    db = connect(ledger.store, moment)
    try:
        return {row.id: row for row in figures(_asked(db), ids)}
    finally:
        db.close()


Ask = Callable[..., Iterable[Mapping[str, Any]]]
"""A query and its values → rows, as `Ledger.query`."""


def _asked(db: duckdb.DuckDBPyConnection) -> Ask:
    return lambda sql, **values: db.sql(sql, params=values or None).to_arrow_table().to_pylist()


def figures(ask: Ask, ids: Sequence[str]) -> list[Row]:
    """Those of `ids` that count, as rows of a sheet."""
    if not ids:
        return []
    (newest,) = ask("select coalesce(max(id), 0) as verdict from verdicts")
    columns = ", ".join(f'l."{name}"' for name in FIELDS)
    found = ask(
        f"""
        select l.id, l.document_id, l.start, l."end", l.quote, l.sentence, l.sentence_start, l.url, l.title, c.batch,
            coalesce(v.last, 0) as last, v.checker, {columns}
        from latest l join current c on c.id = l.document_id
        left join in_force v on (v.document_id, v.start, v."end") = (l.document_id, l.start, l."end")
        where l.id in (select unnest($ids))""",
        ids=list(ids),
    )
    told = list(found)
    numbered = _numbered(ask, {str(figure["document_id"]) for figure in told})
    return [_row(figure, numbered.get(figure["document_id"], {}), newest["verdict"]) for figure in told]


def _numbered(ask: Ask, documents: set[str]) -> dict[str, dict[int, str]]:
    """Ids of the documents' figures by number, also of those that are rejected: a link may point at one."""
    numbered: dict[str, dict[int, str]] = {}
    for row in ask(
        """
        select document_id, number, start, "end" from figures where document_id in (select unnest($documents))
        union all select document_id, number, start, "end" from in_force
        where not "read" and number is not null and document_id in (select unnest($documents))""",
        documents=sorted(documents),
    ):
        of_document = numbered.setdefault(row["document_id"], {})
        of_document[row["number"]] = figure_id(row["document_id"], (row["start"], row["end"]))
    return numbered


def _row(figure: Mapping[str, Any], ids: Mapping[int, str], newest: int) -> Row:
    state = State(figure["batch"], newest)
    cells: dict[str, Cell] = {name: cell(field, figure[name], ids) for name, field in FIELDS.items()}
    cells |= {
        "sentence": marked(figure),
        "quote": sheet_text(figure["quote"]),
        "url": figure["url"] and sheet_text(figure["url"]),
        "title": figure["title"] and sheet_text(figure["title"]),
        "id": figure["id"],
        "document_id": figure["document_id"],
        "state": str(state),
    }
    place = (figure["id"], figure["document_id"], figure["start"], figure["end"], figure["quote"])
    return Row(*place, cells, state, figure["last"], figure["checker"])


def marked(figure: Mapping[str, Any]) -> str | None:
    """The sentence with the number between « and », for it may hold several."""
    sentence, at = figure["sentence"], figure["sentence_start"]
    if sentence is None:
        return None
    first, last = figure["start"] - at, figure["end"] - at
    return sheet_text(MARKS[0].join((sentence[:first], sentence[first:last])) + MARKS[1] + sentence[last:])
