"""Ledgers for tests: invented documents in any number, and what a reader sees of a ledger, fit to be compared."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from tongket.ledger.rows import flag_under
from tongket.ledger.schema import TABLES
from tongket.ledger.store import Store, column_values
from tongket.pipeline.add import Progress, add
from tongket.pipeline.work import Settings

SPECIMENS = Path(__file__).parents[1] / "specimens"
OF_THE_RUN = {"batch", "run", "read_at", "retrieved", "at"}
"""Columns that differ from run to run."""
_READABLE = ("documents", "figures", "reviews", "flags", "sources", "left_out")

_LEGACY = ("tcvn3", "vni", "windows-1258")
_SHORT = 3500
"""Characters of the texts that documents are made from: many short ones tell more here than few long ones."""

Rows = dict[str, Counter[str]]


def invent(folder: Path, count: int, seed: int = 0) -> Path:
    """A folder of `count` texts: the specimens with other numbers in them, no two alike."""
    chance = random.Random(seed)
    paths = [path for path in sorted(SPECIMENS.glob("*.txt")) if not path.stem.endswith(_LEGACY)]
    texts = [text for text in (path.read_text(encoding="utf-8") for path in paths) if len(text) < _SHORT]
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        changed = re.sub(
            r"(?<![\d./])\d{2,3}(?![\d./])", lambda _: str(chance.randint(10, 999)), texts[number % len(texts)]
        )
        (folder / f"bao-cao-{seed}-{number:05}.txt").write_text(changed, encoding="utf-8")
    return folder


def under_other_ids(tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """As another reader masks: the same texts under other ids."""
    others = {}
    for name, rows in tables.items():
        column = "id" if name == "documents" else "document_id"
        changed = [row | {column: row[column][::-1]} for row in rows.to_pylist()]
        if name == "flags":
            changed = [flag_under(row, row[column]) for row in changed]
        others[name] = pa.Table.from_pylist(changed, schema=rows.schema)
    return others


def fill(store: Store, *inputs: Path | str, settings: Settings | None = None, **options: Any) -> Progress:
    """Add `inputs`, and tell how that ended."""
    *_, last = add(store, [str(each) for each in inputs], settings, **options)
    return last


def seen(store: Store) -> Rows:
    """What a reader sees of every table, each row as text without what the run put in, with how often it is there."""
    found: Rows = {name: Counter() for name in _READABLE}
    documents = raw(store, "documents")  # first: what belongs to them was there before
    commits = {(row["id"], row["batch"]) for row in documents}
    known = {identity for identity, _ in commits}
    for name in _READABLE:
        for row in documents if name == "documents" else raw(store, name):
            if name in ("figures", "reviews", "flags") and (row["document_id"], row["batch"]) not in commits:
                continue
            if name == "sources" and row["document_id"] not in known:
                continue
            found[name][repr([(key, value) for key, value in row.items() if key not in OF_THE_RUN])] += 1
    return found


def raw(store: Store, name: str) -> list[dict[str, Any]]:
    """All rows of a table, in no order."""
    columns = [column.name for column in TABLES[name]]
    return [row for rows in column_values(store.files(name), columns, store.options) for row in rows]


def orphans(store: Store) -> int:
    """Rows that belong to no committed document."""
    commits = {(row["id"], row["batch"]) for row in raw(store, "documents")}
    parts = (row for name in ("figures", "reviews", "flags") for row in raw(store, name))
    return sum((row["document_id"], row["batch"]) not in commits for row in parts)


def assert_same(one: Rows, other: Rows) -> None:
    """Both ledgers hold the same rows, each as often; says which do not."""
    for name in one:
        assert one[name] == other[name], (
            name,
            len(one[name]),
            len(other[name]),
            list((one[name] - other[name]).items())[:2],
            list((other[name] - one[name]).items())[:2],
        )


def assert_once(rows: Rows) -> None:
    """No row is there twice."""
    assert {name: [row for row, times in found.items() if times > 1][:2] for name, found in rows.items()} == {
        name: [] for name in rows
    }


def report(number: int, place: str = "Đông Linh") -> str:
    """A short text, read in milliseconds."""
    return (
        f"UBND xã {place} báo cáo kết quả năm 2024\n"
        f"Năm 2024, xã {place} xử phạt {number} trường hợp vi phạm với tổng số tiền {number * 3 + 1} triệu đồng.\n"
    )


def reports(folder: Path, numbers: Iterable[int]) -> Path:
    """A folder of short texts."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in numbers:
        (folder / f"bao-cao-{number}.txt").write_text(report(number), encoding="utf-8")
    return folder
