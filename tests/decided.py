"""Ledgers for the tests of what people decide: readings made by hand, written by the ledger's own writer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from made import TEXT, reading
from tongket.ledger.checkers import new_checker
from tongket.ledger.commit import Writer
from tongket.ledger.index import Index
from tongket.ledger.questions import Ledger
from tongket.ledger.rows import Rows, Where, digest, rows_of
from tongket.ledger.store import Store
from tongket.ledger.verdicts import Verdict
from tongket.records import Reading

KEY = "lam-son"


def put(store: Store, made: Reading, reader: str = "tongket 1 (aaaa)", run: str = "20260101T000000-0001") -> str:
    """Write one reading as a run of `reader` would; the id of its document. Source and bytes are the document's."""
    rows = Rows()
    document = made.document
    text_hash = digest(document.text)
    rows.add(rows_of(made, text_hash, Where(document.doc, tier="own_portal")))
    index = Index(store)
    try:
        index.learn()
        Writer(store, index, run, reader).commit(rows.arrow(), ())
    finally:
        index.close()
    with Ledger(store) as opened:
        (found,) = opened.query("select distinct id from documents where text_hash = $text", text=text_hash)
    return str(found["id"])


def ledger(folder: Path, made: Reading | None = None) -> tuple[Store, str, str]:
    """A ledger with one document; its id, and that of a checker."""
    store = Store(folder / "ledger", create=True)
    return store, put(store, made or reading()), new_checker(store)


def moved(made: Reading, before: str) -> Reading:
    """The same reading of a text with more in front."""
    by = len(before)

    def at(span: tuple[int, int]) -> tuple[int, int]:
        return span[0] + by, span[1] + by

    document = made.document
    return replace(
        made,
        document=replace(document, text=before + document.text, blocks=(), title=None, header=None),
        figures=tuple(replace(f, start=f.start + by, end=f.end + by, sentence=at(f.sentence)) for f in made.figures),
        zeros=(),
        review=None,
        laws=(),
    )


def row(store: Store, identity: str) -> dict[str, object] | None:
    """The figure as it counts, or None."""
    with Ledger(store) as opened:
        found = list(opened.query("select * from latest where id = $id", id=identity))
    assert len(found) <= 1
    return found[0] if found else None


def about(store: Store, quote: str, checker: str, decision: str, *, nth: int = 0, **told: object) -> Verdict:
    """A verdict about the `nth` figure that is read with this quote; `told` may hold `why`, the rest are fields."""
    with Ledger(store) as opened:
        found = list(opened.query("select * from figures where quote = $quote order by start", quote=quote))[nth]
    why = told.pop("why", None)
    return Verdict(
        str(found["document_id"]),
        int(found["start"]),
        int(found["end"]),
        quote,
        decision,  # type: ignore[arg-type]  # tests give wrong ones too
        told,
        checker,
        None if why is None else str(why),
    )


def identity(verdict: Verdict) -> str:
    return f"{verdict.document_id}-{verdict.start}-{verdict.end}"


def missed(document: str, who: str, quote: str = "2022", **fields: object) -> Verdict:
    start = TEXT.index(quote)
    told = {"value": "2022", "unit": "count", **fields}
    return Verdict(document, start, start + len(quote), quote, "add", told, who)
