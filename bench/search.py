"""What a search costs on 100,000 documents: the table of docs/desk.md.

usage: python bench/search.py LEDGER [--documents N] [--model FILE] [--docs docs/desk.md]

Copies what the desk reads of LEDGER into a model of at least N documents, each document several times, a year apart,
and indexes it. Then asks for pages of results as the desk makes them, with counts, facets and excerpts, none from the
cache. Taken is the processor's time of this process, the middle of several runs: other programs on the machine add
little to it. With FILE the model is kept there, and used again where it is.
"""

from __future__ import annotations

import argparse
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from readme import replace_between
from starlette.requests import Request

from tongket.indicators.catalogue import load
from tongket.ledger.schema import PAGES
from tongket.web.app import create_app
from tongket.web.model import indexing, schema
from tongket.web.pages import render
from tongket.web.routes import search
from tongket.web.settings import Settings

RUNS = 7
KINDS = (
    ("a rare word", {"q": "sầu riêng"}),
    ("a common word", {"q": "người"}),
    ("… without marks", {"q": "nguoi"}),
    ("two common words", {"q": "công an"}),
    ("… of which few are a phrase", {"q": "không người"}),
    ("several words", {"q": "tai nạn giao thông"}),
    ("… without marks", {"q": "tai nan giao thong"}),
    ("a phrase and words", {"q": '"tai nạn giao thông" hà nội'}),
    ("a row of common words", {"q": "của người dân trong năm"}),
    ("the commonest words alone", {"q": "và của các"}),
    ("… and more of them", {"q": "cua va la co trong"}),
    ("… as a phrase nobody wrote", {"q": '"cua va la co trong"'}),
    ("numbers", {"q": "1 2 3"}),
    ("a word and a facet", {"q": "công an", "place": "01"}),
    ("common words and two facets", {"q": "người trong năm", "sector": "traffic", "year": "2016"}),
    ("a facet alone", {"year": "2016"}),
    ("nothing typed", {}),
    ("nothing found", {"q": "xyzzy"}),
    ("… beside common words", {"q": "của người dân xyzzy"}),
    ("the beginning of a last word", {"q": "xuất khẩ"}),
    ("beginning by a star", {"q": "tai nan gia*"}),
    ("… of a phrase", {"q": '"tai nạn gia*"'}),
    ("… of one letter", {"q": "nguoi t*"}),
    ("figures alone", {"q": "người", "show": "figures"}),
    ("the fortieth page", {"q": "công an", "page": 40}),
    ("the last page of many", {"q": "người", "page": 500}),
)
_COPIED = ("bodies", "heirs", "places", "indicators")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("ledger", type=Path)
    arguments.add_argument("--documents", type=int, default=100_000)
    arguments.add_argument("--model", type=Path, help="file to keep the large model in")
    arguments.add_argument("--docs", type=Path, help="file whose table to rewrite")
    options = arguments.parse_args()
    app = create_app(Settings(options.ledger))
    with tempfile.TemporaryDirectory() as folder:
        path = options.model or Path(folder) / "pages.sqlite"
        if not path.exists():
            enlarge(options.ledger / PAGES[False], path, options.documents)
        told = table(path, measured(app, path))
    print(told)
    if options.docs:
        replace_between(options.docs, "search", told)


def enlarge(source: Path, path: Path, documents: int) -> None:
    """A model of so many documents: those of `source`, and copies of them under other ids, years older."""
    beside = path.with_suffix(".new")
    beside.unlink(missing_ok=True)
    with closing(sqlite3.connect(beside, isolation_level=None)) as db:
        db.executescript(f"pragma synchronous = off; pragma journal_mode = off; {schema.ddl()}")
        db.execute("attach ? as source", (str(source),))
        (number,) = db.execute("select count(*) from source.documents").fetchone()
        for name in _COPIED:
            copy(db, name, {})
        for copied in range(-(-documents // number)):
            document, days = f"document_id || '{copied}'", ("period_start", "period_end")
            own = {name: older(name, copied) for name in days}
            figure = f"{document} || substr(id, instr(id, '-'))"
            copy(db, "documents", {"id": f"id || '{copied}'", "published": older("published", copied)})
            copy(db, "figures", {"id": figure, "document_id": document, **own})
            copy(db, "reviews", {"document_id": document})
        before, began = pages(db), time.process_time()
        db.execute("begin")
        indexing.put(db, [row[0] for row in db.execute("select id from documents")], load())
        indexing.measure(db)
        indexing.settle(db)
        seconds, size = time.process_time() - began, pages(db) - before
        db.executemany("insert into meta values (?, ?)", (("index_seconds", seconds), ("index_bytes", size)))
        db.execute("commit")
    beside.replace(path)


def older(column: str, years: int) -> str:
    return f"date({column}, '-{years} years')" if years else column


def copy(db: sqlite3.Connection, table: str, other: dict[str, str]) -> None:
    """All rows of the source's table; `other`: columns that are told otherwise."""
    theirs = {row[1] for row in db.execute(f"pragma source.table_info({table})")}
    names = [row[1] for row in db.execute(f"pragma table_info({table})") if row[1] in theirs]
    columns = ", ".join(f'"{name}"' for name in names)
    values = ", ".join(other.get(name, f'"{name}"') for name in names)
    db.execute(f"insert into {table} ({columns}) select {values} from source.{table}")


def pages(db: sqlite3.Connection) -> int:
    """Bytes in use."""
    taken, free, size = (
        db.execute(f"pragma {name}").fetchone()[0] for name in ("page_count", "freelist_count", "page_size")
    )
    return int((taken - free) * size)


def measured(app: Any, path: Path) -> list[tuple[str, str, float]]:
    """Kind, query and milliseconds of the processor for a page of its results."""
    model = app.state.desk.model
    model.close()
    model.path = path
    ask(app, {"q": "a"})
    found = []
    for name, wanted in KINDS:
        spent = []
        for _ in range(RUNS):
            began = time.process_time()
            ask(app, wanted)
            spent.append(1000 * (time.process_time() - began))
        told = " ".join(str(value) if key == "q" else f"{key}={value}" for key, value in wanted.items())
        found.append((name, told, statistics.median(spent)))
        print(f"{found[-1][2]:6.0f} ms  {name}: {told}", flush=True)
    return found


def ask(app: Any, wanted: dict[str, Any]) -> bytes:
    """The page, made anew."""
    scope = {
        "type": "http", "method": "GET", "path": "/search", "query_string": urlencode(wanted).encode(), "headers": [],
        "app": app, "server": ("localhost", 80), "scheme": "http",
    }  # fmt: skip
    request = Request(scope)
    return render(request, search.search(request, search.Wanted(**wanted)), "html")


def table(path: Path, found: Iterable[tuple[str, str, float]]) -> str:
    """What was measured, as Markdown."""
    with closing(sqlite3.connect(path)) as db:
        meta = dict(db.execute("select key, value from meta"))
        number = {
            kind: db.execute(f"select count(*) from search_{kind}").fetchone()[0] for kind in ("documents", "figures")
        }
    size, seconds = float(meta["index_bytes"]) / 1e6, float(meta["index_seconds"])
    rows = [f"| {name} | {f'`{told}`' if told else ''} | {spent:.0f} |" for name, told, spent in found]
    head = (
        f"{number['documents']:,} documents with {number['figures']:,} figures; their index takes {size:.0f} MB and"
        f" {seconds:.0f} seconds of the processor."
    )
    return "\n".join((head, "", "| a search for | for example | ms of the processor |", "|---|---|---|", *rows))


if __name__ == "__main__":
    main()
