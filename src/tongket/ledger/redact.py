"""Redaction: words that the mask missed are painted over in all that the ledger holds, and their traces removed.

The words go from every reading of the document and of its near-copies, from what people wrote about them, from
every earlier state of the tables, and from the exports that the ledger knows of. What is told and kept is only that it
happened.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from tongket.clock import now
from tongket.ledger.desk import FILE, opened
from tongket.ledger.errors import LedgerError
from tongket.ledger.exports import export_again
from tongket.ledger.locks import alone
from tongket.ledger.questions import open_ledger
from tongket.ledger.rows import table
from tongket.ledger.schema import INTERNAL, PAGES, TABLES
from tongket.ledger.store import Store, quoted
from tongket.ledger.upkeep import clear_away
from tongket.privacy import mask, mask_slug
from tongket.records import Private, Span

_LEAST = 2
"""Letters that a name has at the least: one letter stands everywhere."""
_KEPT_AS_THEY_ARE = INTERNAL | {"id", "document_id", "run", "reader", "cluster_id", "lead_id", "kind", "unit"}
"""Columns without words of the text."""
_WRITTEN = {
    "verdicts": ("quote", "sentence", "fields", "why"),
    "flag_decisions": ("arithmetic", "answer", "why"),
}
"""What people wrote, or words of a text that stand beside it."""
_ADDRESSES = frozenset({"url", "name", "source"})
"""Columns where words stand joined and without accents."""


@dataclass(frozen=True, slots=True)
class Redacted:
    """Documents whose rows were changed, others that hold the same words and were left; exports that were written
    anew, and those that could not be and were removed."""

    documents: int
    elsewhere: int
    exports: tuple[Path, ...] = ()
    removed: tuple[Path, ...] = ()


def redact(store: Store, document: str, span: Span, *, everywhere: bool = False) -> Redacted:
    """Remove the words at `span` of the document's current text wherever its readings, its near-copies, or with
    `everywhere` any document holds them. Raises LedgerError where there is no such document or span, or somebody adds.
    """
    with alone(store):
        words = _words(store, document, span)
        holding, alike = _holding(store, document, words)
        chosen = sorted(holding if everywhere else holding & alike)
        painter = Painter(words)
        for identity in chosen:
            for name in TABLES:
                _rewrite(store, name, identity, painter)
        _remember(store, chosen)
        for name in TABLES:
            store.open(name).optimize.compact()
            clear_away(store, name)
            store.open(name).cleanup_metadata()
        _redact_desk(store, chosen, painter)
        _forget_pages(store)
        exports, removed = export_again(store)
        return Redacted(len(chosen), len(holding) - len(chosen), tuple(exports), tuple(removed))


class Painter:
    """Paints the words over in any value of a row, in any case; in addresses and names of files without accents too."""

    def __init__(self, words: str) -> None:
        joined = r"\s+".join(re.escape(syllable) for syllable in words.split())
        self._pattern = re.compile(rf"(?<!\w){joined}(?!\w)", re.I)
        self._words = words
        self._private = [Private(0, len(words), "name")]

    def spans(self, text: str) -> Iterator[Span]:
        """Where the words stand in a text."""
        return (match.span() for match in self._pattern.finditer(text))

    def value(self, value: Any) -> Any:
        """A value of a row, strings in it painted."""
        if isinstance(value, str):
            return mask(value, self.spans(value))
        if isinstance(value, list):
            return [self.value(item) for item in value]
        if isinstance(value, dict):
            return {name: self.value(item) for name, item in value.items()}
        return value

    def row(self, row: dict[str, Any]) -> dict[str, Any]:
        """A row of any table; one of `documents` tells where it was painted."""
        painted = {name: value if name in _KEPT_AS_THEY_ARE else self.value(value) for name, value in row.items()}
        for name in _ADDRESSES & row.keys():
            painted[name] = painted[name] and mask_slug(painted[name], self._words, self._private)
        if "private" in row:
            more = [{"start": start, "end": end, "kind": "name"} for start, end in self.spans(row["text"])]
            painted["private"] = sorted([*(row["private"] or []), *more], key=lambda span: int(span["start"]))
        return painted


def _words(store: Store, document: str, span: Span) -> str:
    with open_ledger(store.place) as ledger:
        found = list(ledger.query("select text from documents where id = $document", document=document))
    if not found:
        raise LedgerError(f"{store.place} holds no document {document}")
    start, end = span
    text = str(found[0]["text"])
    if not 0 <= start < end <= len(text):
        raise LedgerError(f"{document} has no span {start}-{end}: its text has {len(text)} characters")
    words = " ".join(text[start:end].split())
    if sum(letter.isalnum() for letter in words) < _LEAST or "█" in words:
        raise LedgerError(f"at {start}-{end} of {document} stands nothing that could be redacted")
    return words


def _holding(store: Store, document: str, words: str) -> tuple[set[str], set[str]]:
    """Documents of which any row holds the words, and those of the document's cluster."""
    painter = Painter(words)
    holding: set[str] = set()
    for name, columns in TABLES.items():
        key = "id" if name == "documents" else "document_id"
        if key not in [column.name for column in columns]:
            continue
        for batch in _batches(store, name):
            holding |= {row[key] for row in batch.to_pylist() if painter.row(row) != row}
    with open_ledger(store.place) as ledger:
        alike = ledger.query(
            "select b.document_id from clusters a join clusters b using (cluster_id) where a.document_id = $id",
            id=document,
        )
        return holding | {document}, {document} | {str(row["document_id"]) for row in alike}


def _batches(store: Store, name: str) -> Iterator[pa.RecordBatch]:
    yield from store.open(name).to_pyarrow_dataset().to_batches(batch_size=2_000)


def _rewrite(store: Store, name: str, identity: str, painter: Painter) -> None:
    """Write the rows of one document anew, in one commit."""
    import pyarrow.dataset as ds
    from deltalake import write_deltalake

    key = "id" if name == "documents" else "document_id"
    opened_table = store.open(name)
    if key not in [field.name for field in opened_table.schema().fields]:
        return
    concerned = [identity]
    if name in ("flags", "flag_decisions"):  # rows of another document may be about this one's figures too
        about = opened_table.to_pyarrow_dataset().to_table(columns=[key, "figures"]).to_pylist()
        concerned += [row[key] for row in about if _is_about(row[key], str(row["figures"]), [identity])]
    rows = opened_table.to_pyarrow_dataset().to_table(filter=ds.field(key).isin(concerned)).to_pylist()
    painted = [painter.row(row) for row in rows]
    if painted != rows:
        condition = f"{key} in ({quoted(set(concerned))})"
        write_deltalake(opened_table, table(name, painted), mode="overwrite", predicate=condition)


def _is_about(document: str, figures: str, documents: Iterable[str]) -> bool:
    """Whether a row of `document`, with the ids of its `figures` in one text, is about one of the documents."""
    return any(each == document or each in figures for each in documents)


def _remember(store: Store, documents: list[str]) -> None:
    """Where the documents' texts are masked, so that a later reading of the same text is masked there too."""
    import pyarrow.dataset as ds

    columns = ["id", "text_hash", "source_hash", "private"]
    readings = (
        store.open("documents").to_pyarrow_dataset().to_table(columns=columns, filter=ds.field("id").isin(documents))
    )
    with opened(store) as db:
        for row in readings.to_pylist():
            for span in row["private"] or []:
                values = (row["text_hash"], row["source_hash"], span["start"], span["end"])
                db.execute("insert or ignore into redacted values (?, ?, ?, ?)", values)


def _redact_desk(store: Store, documents: list[str], painter: Painter) -> None:
    """What people wrote about the documents; and a note that it happened."""
    with opened(store) as db:
        db.execute("pragma secure_delete = on")
        for name, columns in _WRITTEN.items():
            db.execute(f"drop trigger if exists {name}_hold")  # the one change that decisions may undergo
            about = "figures" if name == "flag_decisions" else "document_id"
            question = f"select id, document_id, {about}, {', '.join(columns)} from {name}"
            change = f"update {name} set {', '.join(f'{column} = ?' for column in columns)} where id = ?"
            for number, document, figures, *values in db.execute(question).fetchall():
                painted = [painter.value(value) for value in values]
                if painted != values and _is_about(document, figures, documents):
                    db.execute(change, (*painted, number))
        db.execute("insert into redactions values (?, ?)", (now().isoformat(), len(documents)))
    db = sqlite3.connect(store.folder / FILE, isolation_level=None)
    try:
        db.execute("pragma wal_checkpoint(truncate)")
        db.execute("vacuum")
        db.execute("pragma wal_checkpoint(truncate)")
    finally:
        db.close()


def _forget_pages(store: Store) -> None:
    """What the desk's pages were made from; it is made anew when a desk is next open."""
    for name in PAGES:
        for path in store.folder.glob(f"{Path(name).stem}.*"):
            path.unlink(missing_ok=True)
