"""What a document costs in a ledger, and what 10⁸ of them would: the numbers of docs/scale.md.

usage: python bench/scale.py [--documents N] [--pages N] [--ledger DIR] [--docs docs/scale.md]

Reads articles of the corpus beside the repository (../shared/corpus) into a ledger with one worker, and pages made from
them into another (bench/pages.py). Taken are the processor's time, not the clock's, of reading and of each commit, the
bytes of every table, the cost of a commit on a table with many behind it, and of a query over many files. The second
table reckons from these and from `ASSUMED`.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import duckdb
from pages import pages
from readme import replace_between
from speed import CORPUS, ROOT, articles

from tongket.ledger.rows import table
from tongket.ledger.schema import TABLES
from tongket.ledger.store import Store
from tongket.pipeline.add import add
from tongket.pipeline.shards import Shard
from tongket.pipeline.work import Settings, ShardResult, read_shard

COMMITS = (100, 500, 1500)
FILES = 1000
INDEXES = ("index.sqlite", "copies.sqlite")
WIDEST = 5
"""Columns of `documents` that are told by name."""


@dataclass(frozen=True, slots=True)
class Assumed:
    """What the plan takes for granted; change it here and run again."""

    pages: float = 1e8
    crawl_record_kb: float = 25
    cores: int = 64
    busy: float = 0.8  # of the cores' time, beside waiting for the network and for commits
    machines: int = 8
    machine_hour_usd: float = 3.3
    spot_usd: float = 1.3
    gb_month_usd: float = 0.023
    put_usd: float = 5e-6
    get_usd: float = 4e-7
    shard: int = 5000
    puts_of_a_commit: int = 12  # six tables, each a file and an entry of the log
    commit_seconds: float = 1.5  # those, one after another, each some 0.1 s away


ASSUMED = Assumed()


@dataclass(slots=True)
class Spent:
    """Processor seconds of one `add`."""

    documents: int = 0
    figures: int = 0
    total: float = 0
    reading: float = 0
    commits: list[float] = field(default_factory=list)

    def read(self, shards: Iterable[Shard], settings: Settings) -> Iterator[ShardResult]:
        """Reads in this process, as `--workers 1` does, and looks at the clock."""
        for shard in shards:
            began = time.process_time()
            result = read_shard(shard, settings)
            self.reading += time.process_time() - began
            began = time.process_time()
            yield result  # the commit happens until we are asked again
            self.commits.append(time.process_time() - began)


def fill(place: Path, source: Path) -> tuple[Store, Spent]:
    """A ledger of what lies there, and what it took."""
    spent = Spent()
    store = Store(place, create=True)
    began = time.process_time()
    for progress in add(store, [str(source)], Settings(include_case_reports=True), read=spent.read):
        spent.documents, spent.figures = progress.documents, progress.figures
    spent.total = time.process_time() - began
    return store, spent


def write_articles(count: int, path: Path) -> None:
    """Articles spread evenly over the corpus, as a table of documents."""
    import pyarrow.parquet as pq

    rows = pq.read_table(CORPUS)
    step = max(1, rows.num_rows // count)
    pq.write_table(rows.take(list(range(0, rows.num_rows, step))[:count]), path)


def write_pages(count: int, folder: Path) -> None:
    """Articles as pages of portals."""
    folder.mkdir()
    for number, page in enumerate(pages(articles(count))):
        (folder / f"{number}.html").write_bytes(page)


def sizes(store: Store) -> dict[str, int]:
    """Bytes of the files of every table, and of the two indexes."""
    found = {name: sum(Path(file).stat().st_size for file in store.files(name)) for name in TABLES}
    return found | {name: (store.folder / name).stat().st_size for name in INDEXES}


def widest(store: Store, name: str) -> list[tuple[str, int]]:
    """The columns of a table that take most bytes."""
    import pyarrow.parquet as pq

    bytes_of: dict[str, int] = {}
    for file in store.files(name):
        metadata = pq.ParquetFile(file).metadata
        for group in range(metadata.num_row_groups):
            for number in range(metadata.num_columns):
                column = metadata.row_group(group).column(number)
                top = column.path_in_schema.partition(".")[0]
                bytes_of[top] = bytes_of.get(top, 0) + column.total_compressed_size
    return sorted(bytes_of.items(), key=lambda item: -item[1])[:WIDEST]


def many_commits(place: Path) -> list[tuple[int, float, float]]:
    """After how many commits: milliseconds of opening the table, and of one append of a row."""
    store = Store(place, create=True)
    row = table("runs", [{"run": "bench", "state": "running", "reader": "bench"}])
    found = []
    for commit in range(1, max(COMMITS) + 1):
        timed = commit in COMMITS
        opened = [_spent(lambda: store.open("runs")) for _ in range(7 if timed else 0)]
        appended = [_spent(lambda: store.append("runs", row)) for _ in range(7 if timed else 1)]
        if timed:
            found.append((commit, statistics.median(opened), statistics.median(appended)))
    return found


def many_files(store: Store, scratch: Path) -> list[tuple[int, float]]:
    """Milliseconds of a grouped query over one small file of figures, and over the same under a thousand names."""
    file = min(store.files("figures"), key=lambda name: Path(name).stat().st_size)
    found = []
    for count in (1, FILES):
        names = []
        for number in range(count):
            name = scratch / f"{count}-{number}.parquet"
            name.hardlink_to(file)
            names.append(str(name))
        question = f"select unit, count(*) from read_parquet({names}) where kind = 'level' group by unit"
        times = [_spent(partial(_ask, question)) for _ in range(6)]
        found.append((count, statistics.median(times[1:])))  # the first reads from the disk
    return found


def measured(spent: Spent, of_pages: Spent, bytes_of: dict[str, int], store: Store, scratch: Path) -> str:
    """The first table."""
    each = spent.documents
    other = spent.total - spent.reading - sum(spent.commits)
    first, later = spent.commits[: len(spent.commits) // 2], spent.commits[len(spent.commits) // 2 :]
    rows = [
        (f"articles, figures (`python bench/scale.py --documents {each}`)", f"{each}, {spent.figures}"),
        ("figures of an article", f"{spent.figures / each:.1f}"),
        ("reading an article, plain text", f"{spent.reading / each * 1000:.1f} ms"),
        (f"reading it as a page ({of_pages.documents} of them)", f"{_reading(of_pages) * 1000:.1f} ms"),
        (
            "fetching an article from Parquet, telling whether it is known, its near-copies",
            f"{other / each * 1000:.2f} ms",
        ),
        ("committing an article", f"{sum(spent.commits) / each * 1000:.2f} ms"),
        ("a commit, in the first and in the second half", f"{_ms(first)}, {_ms(later)}"),
        *(
            (f"bytes of an article in `{name}`", f"{size / each:.0f}")
            for name, size in sorted(bytes_of.items(), key=lambda item: -item[1])
            if size / each >= 10
        ),
        *(
            (f"… of `documents`, its column `{name}`", f"{size / each:.0f}")
            for name, size in widest(store, "documents")
        ),
        ("bytes of a figure in `figures`", f"{bytes_of['figures'] / spent.figures:.0f}"),
        *(
            (f"after {number} commits: opening a table, one append", f"{opened:.1f} ms, {appended:.1f} ms")
            for number, opened, appended in many_commits(scratch / "commits")
        ),
        *((f"a grouped query over {count} small files", f"{ms:.0f} ms") for count, ms in many_files(store, scratch)),
    ]
    return _markdown(("one core, processor's time", ""), rows)


def plan(spent: Spent, of_pages: Spent, bytes_of: dict[str, int], given: Assumed = ASSUMED) -> str:
    """The second table."""
    each = spent.documents
    driver = (spent.total - spent.reading) / each
    core_hours = given.pages * (_reading(of_pages) + driver) / 3600
    machine_hours = core_hours / given.cores / given.busy
    commits = given.pages / given.shard
    kept_gb = sum(size for name, size in bytes_of.items() if name in TABLES) / each * given.pages / 1e9
    requests = given.pages * given.get_usd + commits * given.puts_of_a_commit * given.put_usd
    rows = [
        ("pages", f"{given.pages / 1e6:,.0f} million"),
        ("to fetch, compressed", f"{given.pages * given.crawl_record_kb / 1e9:.1f} TB"),
        ("core hours", f"{core_hours:,.0f}"),
        (
            f"on {given.machines} machines of {given.cores} cores",
            f"{machine_hours / given.machines:.1f} hours ({machine_hours:.0f} machine hours)",
        ),
        (
            "machines, on demand / spot",
            f"{machine_hours * given.machine_hour_usd:,.0f} / {machine_hours * given.spot_usd:,.0f} USD",
        ),
        ("requests to the store", f"{requests:,.0f} USD"),
        ("figures", f"{spent.figures / each * given.pages / 1e6:,.0f} million"),
        ("the ledger's tables", f"{kept_gb:,.0f} GB, {kept_gb * given.gb_month_usd:,.0f} USD a month"),
        ("of these `documents`", f"{bytes_of['documents'] / each * given.pages / 1e9:,.0f} GB"),
        *((f"`{name}`", f"{bytes_of[name] / each * given.pages / 1e9:,.0f} GB") for name in INDEXES),
        (f"commits of {given.shard} documents", f"{commits:,.0f}"),
        ("those one after another", f"{commits * given.commit_seconds / 3600:.1f} hours"),
        ("one process that fetches and commits for all", f"{driver * given.pages / 3600:,.0f} hours"),
    ]
    return _markdown(("", "reckoned"), rows)


def main() -> None:
    """Measure, reckon, print, and write into the page."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--documents", type=int, default=5000)
    options.add_argument("--pages", type=int, default=1000)
    options.add_argument("--ledger", type=Path, help="keep the ledger here")
    options.add_argument("--docs", type=Path, help="page to write the tables into")
    given = options.parse_args()
    with tempfile.TemporaryDirectory(dir=given.ledger and given.ledger.parent) as folder:
        scratch = Path(folder)
        write_articles(given.documents, scratch / "articles.parquet")
        write_pages(given.pages, scratch / "pages")
        _, of_pages = fill(scratch / "of-pages", scratch / "pages")  # first, so that loading the words isn't in `spent`
        store, spent = fill(given.ledger or scratch / "ledger", scratch / "articles.parquet")
        bytes_of = sizes(store)
        tables = {
            "measured": measured(spent, of_pages, bytes_of, store, scratch),
            "plan": plan(spent, of_pages, bytes_of),
        }
    for name, content in tables.items():
        print(content, end="\n\n")
        if given.docs:
            replace_between(ROOT / given.docs, name, content)


def _ask(question: str) -> None:
    with duckdb.connect() as db:
        db.sql(question).fetchall()


def _reading(spent: Spent) -> float:
    return spent.reading / spent.documents


def _ms(seconds: list[float]) -> str:
    return f"{statistics.mean(seconds) * 1000:.0f} ms" if seconds else "–"


def _spent(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000


def _markdown(head: tuple[str, str], rows: list[tuple[str, str]]) -> str:
    lines = [f"| {head[0]} | {head[1]} |", "|---|---|", *(f"| {name} | {value} |" for name, value in rows)]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
