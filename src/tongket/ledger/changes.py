"""What a newer reading of the same documents reads otherwise: figures gone, new and changed, field by field.

A figure is the same where it stands at the same words: at its old place, or, in a text that was cut out anew, where
its sentence went (ledger/anchors.py, as for verdicts). What is left over and overlaps is the same with another quote.
Links are compared by the figures that they point at, not by numbers, which a single new figure shifts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import pyarrow as pa

from tongket.ledger.anchors import anchor, attach
from tongket.ledger.cells import cell, sheet_text
from tongket.ledger.errors import LedgerError
from tongket.ledger.fields import FIELDS, figure_id
from tongket.ledger.questions import Ledger
from tongket.records import Span

_AT_ONCE = 500
"""Documents compared at once."""
_COMPARED = ", ".join(f'"{name}"' for name in FIELDS)


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure that the newer reading lacks ("gone"), has more ("new") or reads otherwise ("changed").

    `id` is that in the newer reading, in the older for one that is gone. `fields`: name → as read before, as read now,
    as a sheet shows them; "quote" among them where the span grew or shrank.
    """

    what: Literal["gone", "new", "changed"]
    id: str
    quote: str
    sentence: str | None
    fields: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)


@dataclass(slots=True)
class Summary:
    """Over all documents that both readers read; `texts` of them have another text, `same` figures are read alike."""

    older: str
    newer: str
    documents: int = 0
    texts: int = 0
    same: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    by_field: Counter[str] = field(default_factory=Counter)

    def take(self, difference: Difference) -> None:
        """Count one."""
        self.counts[difference.what] += 1
        self.by_field.update(difference.fields.keys())


def readers(ledger: Ledger) -> list[str]:
    """All readers that the ledger has readings of, by when each read last, the latest last."""
    found = ledger.query("select reader from readings group by reader order by max(read_at), reader")
    return [row["reader"] for row in found]


def chosen(ledger: Ledger, wanted: Sequence[str] = ()) -> tuple[str, str]:
    """Two readers, the older first: those named, by a part of their names if need be; else the latest and the one
    before. Raises LedgerError where that isn't two."""
    known = readers(ledger)
    if len(known) < 2:
        raise LedgerError(f"{ledger.store.place} has readings of one reader only: nothing to compare")
    if len(wanted) > 2:
        raise LedgerError("two readers at most")
    found = [_reader(each, known) for each in wanted]
    found += [each for each in reversed(known) if each not in found][: 2 - len(found)]
    if found[0] == found[1]:
        raise LedgerError("the same reader twice")
    older, newer = sorted(found, key=known.index)
    return older, newer


def _reader(wanted: str, known: Sequence[str]) -> str:
    if wanted in known:
        return wanted
    found = [each for each in known if wanted in each]
    if len(found) != 1:
        raise LedgerError(f"--reader {wanted} is {'none' if not found else 'several'} of: {'; '.join(known)}")
    return found[0]


def compare(
    ledger: Ledger, older: str, newer: str, document: str | None = None
) -> tuple[Summary, Iterator[Difference]]:
    """What is read otherwise, by document and place; the summary is complete once the differences have run out.

    Raises LedgerError where the readers have no document, or not this one, in common.
    """
    summary = Summary(older, newer)
    pairs = _pairs(ledger, older, newer, document)
    if not pairs:
        what = f"document {document} was not" if document else "no document was"
        raise LedgerError(f"{what} read by both {older} and {newer}")
    summary.documents = len(pairs)
    summary.texts = sum(row["moved"] for row in pairs)
    summary.same = sum(row["figures"] for row in pairs if row["alike"])
    return summary, _differences(ledger, [row for row in pairs if not row["alike"]], summary)


def _pairs(ledger: Ledger, older: str, newer: str, document: str | None) -> list[Mapping[str, Any]]:
    """Documents that both read; `alike` where all of the text and figures is the same, so that nobody need look."""
    return list(
        ledger.query(
            f"""
            with pairs as (
                select a.id, a.batch as before, b.batch as after, a.text <> b.text as moved, b.figures
                from readings a join readings b using (id)
                where a.reader = $older and b.reader = $newer and ($document is null or id = $document)),
            digests as (
                select document_id, batch, bit_xor(hash("start", "end", number, {_COMPARED})) as digest
                from stored_figures where document_id in (select id from pairs) group by document_id, batch)
            select pairs.*, not moved and d.digest is not distinct from e.digest as alike
            from pairs left join digests d on (d.document_id, d.batch) = (id, before)
            left join digests e on (e.document_id, e.batch) = (id, after) order by id""",
            older=older,
            newer=newer,
            document=document,
        )
    )


def _differences(ledger: Ledger, pairs: Sequence[Mapping[str, Any]], summary: Summary) -> Iterator[Difference]:
    for first in range(0, len(pairs), _AT_ONCE):
        some = pairs[first : first + _AT_ONCE]
        figures = _figures(ledger, some)
        texts = _texts(ledger, [row for row in some if row["moved"]])
        for row in some:
            before, after = (figures.get((row["id"], row[side]), []) for side in ("before", "after"))
            for difference in _of_document(row["id"], before, after, texts.get(row["id"]), summary):
                summary.take(difference)
                yield difference


Figure = Mapping[str, Any]
Texts = tuple[str, str]


def _figures(ledger: Ledger, pairs: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], list[Figure]]:
    found: dict[tuple[str, str], list[Figure]] = {}
    for row in ledger.query(
        f"""select document_id, batch, number, "start", "end", quote, sentence, sentence_start, sentence_end,
            {_COMPARED}
        from stored_figures where document_id in (select unnest($ids)) order by number""",
        ids=[row["id"] for row in pairs],
    ):
        found.setdefault((row["document_id"], row["batch"]), []).append(row)
    return found


def _texts(ledger: Ledger, pairs: Sequence[Mapping[str, Any]]) -> dict[str, Texts]:
    """The older and the newer text of documents whose text changed."""
    wanted = [row["id"] for row in pairs]
    if not wanted:
        return {}
    found = {
        (row["id"], row["batch"]): row["text"]
        for row in ledger.query("select id, batch, text from readings where id in (select unnest($ids))", ids=wanted)
    }
    return {row["id"]: (found[row["id"], row["before"]], found[row["id"], row["after"]]) for row in pairs}


def _of_document(
    document: str, before: Sequence[Figure], after: Sequence[Figure], texts: Texts | None, summary: Summary
) -> Iterator[Difference]:
    """`texts`: the older and the newer, where they differ."""
    places = {figure["number"]: _moved(figure, texts) for figure in before}
    there = {(figure["start"], figure["end"]): figure for figure in after}
    partners: dict[int, Figure] = {}
    for figure in before:
        place = places[figure["number"]]
        if place is not None and place in there:
            partners[figure["number"]] = there.pop(place)
    for figure in before:
        place = places[figure["number"]]
        if figure["number"] not in partners and place is not None and (near := _overlapping(place, there)):
            partners[figure["number"]] = there.pop(near)
    old_ids = {number: figure_id(document, span) for number, span in places.items() if span is not None}
    old_ids |= {n: figure_id(document, (f["start"], f["end"])) for n, f in partners.items()}
    new_ids = {figure["number"]: figure_id(document, (figure["start"], figure["end"])) for figure in after}
    for figure in before:
        if partner := partners.get(figure["number"]):
            if told := _changed(figure, partner, old_ids, new_ids):
                yield Difference("changed", new_ids[partner["number"]], partner["quote"], partner["sentence"], told)
            else:
                summary.same += 1
        else:
            old = figure_id(document, (figure["start"], figure["end"]))
            yield Difference("gone", old, figure["quote"], figure["sentence"])
    for figure in there.values():
        yield Difference("new", new_ids[figure["number"]], figure["quote"], figure["sentence"])


def _moved(figure: Figure, texts: Texts | None) -> Span | None:
    """Where a figure of the older reading stands in the newer text."""
    span = (figure["start"], figure["end"])
    if texts is None:
        return span
    sentence = (figure["sentence_start"], figure["sentence_end"]) if figure["sentence_start"] is not None else None
    return attach(anchor(texts[0], span, sentence), texts[1])


def _overlapping(place: Span, there: Mapping[Span, Figure]) -> Span | None:
    return next((span for span in there if span[0] < place[1] and place[0] < span[1]), None)


def _changed(
    before: Figure, after: Figure, old_ids: Mapping[int, str], new_ids: Mapping[int, str]
) -> dict[str, tuple[Any, Any]]:
    found = {}
    for name, each in FIELDS.items():
        old, new = cell(each, before[name], old_ids), cell(each, after[name], new_ids)
        if old != new:
            found[name] = (old, new)
    if before["quote"] != after["quote"]:
        found["quote"] = (sheet_text(before["quote"]), sheet_text(after["quote"]))
    return found


def table(differences: Sequence[Difference]) -> pa.Table:
    """Differences as Arrow, a row for each field: what, id, quote, field, before, after, sentence."""
    names = ("what", "id", "quote", "field", "before", "after", "sentence")
    rows = [
        dict(zip(names, (d.what, d.id, d.quote, name, _text(old), _text(new), d.sentence), strict=True))
        for d in differences
        for name, (old, new) in d.fields.items() or [(None, (None, None))]
    ]
    return pa.Table.from_pylist(rows, schema=pa.schema([(name, pa.string()) for name in names]))


def _text(value: Any) -> str | None:
    from decimal import Decimal

    from tongket.output.numbers import plain

    return None if value is None else plain(value) if isinstance(value, Decimal) else str(value)
