"""The documents that verdicts are about, each in the reading that was looked at: its text and its figures."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from tongket.ledger.fields import FieldError, place_of_figure
from tongket.ledger.store import Store
from tongket.ledger.views import connect
from tongket.records import Span


@dataclass(slots=True)
class Seen:
    """One reading. `figures`: by span, with the fields that corrections are checked against; what people added too."""

    document_id: str
    batch: str
    text: str
    figures: dict[Span, dict[str, Any]] = field(default_factory=dict)
    _sentences: list[Span] | None = None

    def sentence(self, span: Span) -> Span | None:
        """The sentence that a figure there stands in, or that another figure has and which holds the span."""
        told = self.figures.get(span, {}).get("sentence")
        if told is not None:
            return (int(told[0]), int(told[1]))
        if self._sentences is None:
            self._sentences = sorted({each["sentence"] for each in self.figures.values() if each.get("sentence")})
        at = bisect_right(self._sentences, span[0], key=lambda sentence: sentence[0]) - 1
        if at >= 0 and self._sentences[at][1] >= span[1]:
            return self._sentences[at]
        return None

    def of_same_document(self, identity: str) -> None:
        """Raises FieldError where a figure's id, or one of several, is of another document."""
        for each in identity.replace(",", " ").replace(";", " ").split():
            if place_of_figure(each)[0] != self.document_id:
                raise FieldError(f"a figure of another document: {each}")


class LookedAt:
    """Readings by document and batch; None as batch for the present one. Closes its connection at the end."""

    def __init__(self, store: Store, wanted: Sequence[tuple[str, str | None]]) -> None:
        self._db = connect(store)
        self._register("wanted", sorted({document for document, _ in wanted}), sorted({b for _, b in wanted if b}))
        self._current: dict[str, str] = dict(
            self._db.execute("select id, batch from current where id in (select document_id from wanted)").fetchall()
        )
        self._seen = {
            (document, batch): Seen(document, batch, text)
            for document, batch, text in self._db.execute(
                """select id, batch, text from readings d where id in (select document_id from wanted)
                and (batch in (select batch from wanted_batches) or exists (
                    select 1 from current c where c.id = d.id and c.batch = d.batch))"""
            ).fetchall()
        }
        self._read_figures()

    def __enter__(self) -> LookedAt:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def document(self, document: str, batch: str | None) -> Seen:
        """One reading. Raises FieldError where there is none."""
        if document not in self._current:
            raise FieldError(f"no document {document}")
        found = self._seen.get((document, batch or self._current[document]))
        if found is None:
            raise FieldError(f"document {document} has no reading {batch}")
        return found

    def rows(self, seen: Seen) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """The row of `documents` of a reading, and its rows of `figures`."""
        of = "where {} = $document and batch = $batch"
        document = self._rows(f"select id, text, blocks, publisher, published from readings {of.format('id')}", seen)
        return document[0], self._rows(f"select * from stored_figures {of.format('document_id')} order by number", seen)

    def _rows(self, query: str, seen: Seen) -> list[dict[str, Any]]:
        found = self._db.sql(query, params={"document": seen.document_id, "batch": seen.batch})
        assert found is not None  # a SELECT has an answer
        rows: list[dict[str, Any]] = found.to_arrow_table().to_pylist()
        return rows

    def _register(self, name: str, documents: list[str], batches: list[str]) -> None:
        self._db.register(name, pa.table({"document_id": pa.array(documents, pa.string())}))
        self._db.register(f"{name}_batches", pa.table({"batch": pa.array(batches, pa.string())}))

    def _read_figures(self) -> None:
        """What the machine read; over it, in the present reading, what people said."""
        columns = 'start, "end", value, high, period_start, period_end, sentence_start, sentence_end'
        machine = f"""select document_id, batch, {columns} from stored_figures
            where document_id in (select document_id from wanted)"""
        people = f"""select v.document_id, c.batch, v.start, v."end",
                {", ".join(_said(name) for name in ("value", "high", "period_start", "period_end"))},
                v.sentence_start, v.sentence_end
            from in_force v join current c on c.id = v.document_id left join stored_figures f
                on (f.document_id, f.batch, f.start, f."end") = (v.document_id, c.batch, v.start, v."end")
            where v.document_id in (select document_id from wanted) and (v."read" or v.added)"""
        added = """select document_id, batch, start, "end", null, null, null, null, sentence_start,
                sentence_start + length(sentence)
            from verdicts where decision = 'add' and document_id in (select document_id from wanted)"""
        for query in (machine, added, people):
            for document, batch, start, end, *fields in self._db.execute(query).fetchall():
                if seen := self._seen.get((document, batch)):
                    value, high, first, last, *sentence = fields
                    seen.figures[start, end] = {
                        "value": value,
                        "high": high,
                        "period_start": first,
                        "period_end": last,
                        "sentence": tuple(sentence),
                    }


def _said(name: str) -> str:
    return f"""case when list_contains(v."set", '{name}') then v.{name} else f.{name} end"""
