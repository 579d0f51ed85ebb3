"""The search index: two FTS5 tables, one row a document and a figure, brought up with the rest of the read model.

Rows are numbered so that the newest come first: whatever is searched for, the newest hits are read without the others.
Beside it stands how many documents have a word, so that a beginning can be completed to the commonest.
The tables keep no text (it stands in `documents` and `figures`); a row is taken out by the words that put it in, so
what is told of a document must not change between `put` and `remove`.
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from tongket.indicators.catalogue import Catalogue
from tongket.web.model.words import indexed, may_begin, parted

_LAST_DAY = dt.date.max.toordinal()
_SAME_DAY = 22
"""Bits of a document's number within its day."""
SAME_DOCUMENT = 16
"""Bits of a figure's number within its document; figures beyond are not searched."""
_PORTION = 500
_HELD = 500_000
"""Different words held before they are noted."""
PARTS = 8
_ROW = "(rowid, words) values (?, ?)"
_UNROW = "insert into {table}({table}, rowid, words) values ('delete', ?, ?)"
_COUNT = "insert into search_words values (?, ?) on conflict do update set documents = documents + excluded.documents"

_DOCUMENTS = """
select id, title, text, published, substr(published, 1, 4) as year, genre, sector, origin, read_at
from documents where state = 'lead' and id in ({})"""
_FIGURES = """
select document_id, id, number, value, counted, act, sentence, body, place, period_start, period_end, kind, status,
    sector, indicator, body_id, place_code, boundary
from figures where counts and document_id in ({}) order by number"""
_REVIEWED = "select document_id, body_id from reviews where body_id is not null and document_id in ({})"


def put(db: sqlite3.Connection, documents: Sequence[str], catalogue: Catalogue) -> None:
    """Take in documents that stand in the model, and their figures."""
    above = {(row[0], row[1]): row[2] for row in db.execute("select code, boundary, parent from places")}
    last: dict[int, int] = {}
    often: Counter[str] = Counter()
    # In the order of their numbers: FTS5 writes out what it holds whenever a lower number comes.
    for portion in _portions(_newest_first(db, documents)):
        figures: dict[str, list[dict[str, Any]]] = {}
        for row in _rows(db, _FIGURES, portion):
            figures.setdefault(row["document_id"], []).append(row)
        reviewed = {row["document_id"]: row["body_id"] for row in _rows(db, _REVIEWED, portion)}
        rows = {row["id"]: row for row in _rows(db, _DOCUMENTS, portion)}
        for row in (rows[document] for document in portion if document in rows):
            at = _number(db, row["published"], last)
            mine = [
                (figure, _figure_keys(figure, row["genre"], above))
                for figure in figures.get(row["id"], ())
                if figure["number"] < 1 << SAME_DOCUMENT
            ]
            keys = " ".join(_document_keys(row, reviewed.get(row["id"]), [each for _, each in mine]))
            db.execute("insert into search_documents values (?, ?, ?, ?)", (at, row["id"], keys, row["read_at"]))
            words = _document_words(row, keys)
            db.execute(f"insert into document_words {_ROW}", (at, words))
            often.update(parted(f"{words} {_put_figures(db, at, mine, catalogue)}"))
        if len(often) > _HELD:
            _count(db, often)
            often.clear()
    _count(db, often)


def measure(db: sqlite3.Connection) -> None:
    """Note the numbers at which the documents fall into equal parts, for a look at some of each (`search.facets`)."""
    numbers = [row[0] for row in db.execute("select at from search_documents order by at")]
    edges = numbers[:: max(1, -(-len(numbers) // PARTS))]
    db.execute("insert or replace into meta values ('edges', ?)", (json.dumps(edges),))


def remove(db: sqlite3.Connection, documents: Sequence[str]) -> None:
    """Take documents and their figures out, as long as they stand in the model as they were taken in."""
    often: Counter[str] = Counter()
    for portion in _portions(documents):
        names: dict[str, set[str]] = {}
        for row in _rows(db, _OF_FIGURES, portion):
            db.execute(_UNROW.format(table="figure_words"), (row["at"], _figure_words(row, row["named"], row["keys"])))
            db.execute("delete from search_figures where at = ?", (row["at"],))
            names.setdefault(row["document_id"], set()).update(_names(row, row["named"]))
        for row in _rows(db, _OF_DOCUMENTS, portion):
            words = _document_words(row, row["keys"])
            db.execute(_UNROW.format(table="document_words"), (row["at"], words))
            db.execute("delete from search_documents where at = ?", (row["at"],))
            often.update(parted(f"{words} {indexed((), names.get(row['id'], ()))}"))
    _count(db, often, -1)
    db.executemany("delete from search_words where word = ? and documents <= 0", ((word,) for word in often))


def _count(db: sqlite3.Connection, often: Mapping[str, int], sign: int = 1) -> None:
    """Note how many documents more, or fewer, have a word."""
    db.executemany(_COUNT, ((word, sign * number) for word, number in often.items() if may_begin(word)))


_OF_DOCUMENTS = """
select s.at, s.id, s.keys, d.title, d.text from search_documents s join documents d using (id) where s.id in ({})"""
_OF_FIGURES = """
select s.at, s.named, s.keys, f.document_id, f.value, f.counted, f.act, f.sentence, f.body, f.place, f.period_end
from figures f join search_figures s using (id) where f.document_id in ({})"""


def settle(db: sqlite3.Connection) -> None:
    """After much was put in: one piece, which is searched fastest."""
    for table in ("document_words", "figure_words"):
        db.execute(f"insert into {table}({table}) values ('optimize')")


def _put_figures(
    db: sqlite3.Connection, document: int, figures: Iterable[tuple[dict[str, Any], list[str]]], catalogue: Catalogue
) -> str:
    """The words by which a document's figures are found beyond its text."""
    names: set[str] = set()
    for row, listed in figures:
        at = document << SAME_DOCUMENT | row["number"]
        entry = catalogue.indicators.get(row["indicator"] or "")
        named = f"{entry.name.vi} {entry.name.en}" if entry else ""
        keys = " ".join(listed)
        db.execute("insert into search_figures values (?, ?, ?, ?)", (at, row["id"], keys, named))
        db.execute(f"insert into figure_words {_ROW}", (at, _figure_words(row, named, keys)))
        names |= _names(row, named)
    return indexed((), names)


def _number(db: sqlite3.Connection, published: str | None, last: dict[int, int]) -> int:
    """A number for a document, lower the newer it is; a document without a day comes last."""
    day = _LAST_DAY - (dt.date.fromisoformat(published[:10]).toordinal() if published else 0)
    if day not in last:
        first = day << _SAME_DAY
        end = (first + (1 << _SAME_DAY),)
        found = db.execute("select max(at) from search_documents where at >= ? and at < ?", (first, *end)).fetchone()
        last[day] = first - 1 if found[0] is None else found[0]
    last[day] += 1
    return last[day]


def _document_words(row: Mapping[str, Any], keys: str) -> str:
    return indexed((row["title"],), (row["text"],), keys)


def _figure_words(row: Mapping[str, Any], named: str, keys: str) -> str:
    """What is counted, and what that is called; beside it the sentence, and what is known beyond it."""
    day = row["period_end"]
    value = (row["value"] or "").lstrip("-")
    known = (row["sentence"], row["body"], row["place"], day and day[:4], value)
    return indexed((row["counted"], row["act"], named), known, keys)


def _names(row: Mapping[str, Any], named: str) -> set[str]:
    return {each for each in (named, row["body"], row["place"]) if each}


def _figure_keys(row: Mapping[str, Any], genre: str, above: Mapping[tuple[str, str], str | None]) -> list[str]:
    """All that a figure can be filtered by."""
    years = sorted({row[name][:4] for name in ("period_start", "period_end") if row[name]})
    told = [("kind", row["kind"]), ("status", row["status"]), ("genre", genre), ("sector", row["sector"])]
    listed = [f"{name}:{value}" for name, value in [*told, ("body", row["body_id"])] if value]
    return [*listed, *(f"year:{year}" for year in years), *_places(row["place_code"], row["boundary"] or "", above)]


def _places(code: str | None, boundary: str, above: Mapping[tuple[str, str], str | None]) -> Iterator[str]:
    """A place and those around it: each in its division (`place`), and by its code alone (`code`)."""
    while code:
        yield f"place:{code}@{boundary}" if boundary else f"place:{code}"
        yield f"code:{code}"
        code = above.get((code, boundary))


def _document_keys(row: Mapping[str, Any], body: str | None, figures: Iterable[list[str]]) -> list[str]:
    """All that a document can be filtered by: its own, and what its figures have, but for their years."""
    mine = {f"origin:{row['origin']}", f"genre:{row['genre']}"}
    for name, value in (("year", row["year"]), ("sector", row["sector"]), ("body", body)):
        if value:
            mine.add(f"{name}:{value}")
    for keys in figures:
        mine.update(each for each in keys if not each.startswith("year:"))
    return sorted(mine)


def _rows(db: sqlite3.Connection, sql: str, values: Sequence[str]) -> Iterator[dict[str, Any]]:
    found = db.execute(sql.format(", ".join("?" * len(values))), values)
    names = [each[0] for each in found.description]
    for row in found.fetchall():
        yield dict(zip(names, row, strict=True))


def _newest_first(db: sqlite3.Connection, documents: Iterable[str]) -> list[str]:
    days = {row[0]: row[1] or "" for row in db.execute("select id, published from documents where state = 'lead'")}
    return sorted((each for each in documents if each in days), key=lambda each: (days[each][:10], each), reverse=True)


def _portions(documents: Sequence[str]) -> Iterator[Sequence[str]]:
    for at in range(0, len(documents), _PORTION):
        yield documents[at : at + _PORTION]
