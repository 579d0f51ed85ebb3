"""How long a question to the ledger takes: a filtered, grouped query on `latest` over 1,000,000 invented figures, with
verdicts on some. `--figures N`, `--ledger DIR` keeps the ledger for a look."""

from __future__ import annotations

import argparse
import datetime as dt
import random
import statistics
import tempfile
import time
from decimal import Decimal
from pathlib import Path

import pyarrow as pa

from tongket.ledger.checkers import new_checker
from tongket.ledger.rows import table
from tongket.ledger.store import Store
from tongket.ledger.verdicts import Decision, Verdict, record
from tongket.ledger.views import connect

_DOCUMENTS = 1000
_EACH = 10
_RUNS = 15
QUESTION = """
select place, unit, count(*) as n, sum(value) as total from latest
where kind = 'level' and status = 'reported' and period_start >= date '2020-01-01' and counted like '%vụ%'
group by place, unit order by total desc"""


def fill(place: Path, figures: int) -> Store:
    """A ledger with that many figures, in batches as `add` writes them."""
    store = Store(place, create=True)
    chance = random.Random(1)
    number = 0
    for batch in range(figures // (_DOCUMENTS * _EACH)):
        documents, sources, rows = [], [], []
        for _ in range(_DOCUMENTS):
            identity = f"{number:020x}"
            number += 1
            documents.append(_document(identity, batch, number))
            sources.append(_source(identity, batch))
            rows += [_figure(identity, batch, place, chance) for place in range(_EACH)]
        for name, of in (("figures", rows), ("sources", sources), ("documents", documents)):
            store.append(name, table(name, of))
    return store


def _document(identity: str, batch: int, number: int) -> dict[str, object]:
    return {
        "id": identity,
        "batch": f"run.{batch}",
        "reader": "bench",
        "read_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        "title": f"Báo cáo {number}",
        "published": dt.date(2024, 1, 1),
        "origin": "public",
        "text": "Toàn tỉnh xảy ra 12 vụ. " * 80,
        "figures": _EACH,
    }


def _source(identity: str, batch: int) -> dict[str, object]:
    return {
        "document_id": identity,
        "key": "k",
        "batch": f"run.{batch}",
        "url": f"https://example.vn/{identity}",
        "tier": "press",
    }


def _figure(identity: str, batch: int, number: int, chance: random.Random) -> dict[str, object]:
    year = chance.randrange(2015, 2026)
    return {
        "document_id": identity,
        "batch": f"run.{batch}",
        "number": number,
        "start": 17 + 24 * number,
        "end": 19 + 24 * number,
        "quote": "12",
        "value": Decimal(chance.randrange(1, 10_000)),
        "unit": chance.choice(["count", "VND", "%", "ha"]),
        "kind": chance.choice(["level", "level", "change", "growth"]),
        "status": chance.choice(["reported", "reported", "target"]),
        "counted": chance.choice(["vụ", "vụ tai nạn", "trường hợp", "người chết", "tổng số tiền"]),
        "period_start": dt.date(year, 1, 1),
        "period_end": dt.date(year, 12, 31),
        "place": f"tỉnh {chance.randrange(63)}",
        "sentence_start": 24 * number,
        "sentence_end": 23 + 24 * number,
        "sentence": "Toàn tỉnh xảy ra 12 vụ.",
        "confidence": Decimal("0.80"),
    }


def decide(store: Store, figures: int) -> None:
    """A verdict on every thousandth figure."""
    checker = new_checker(store)
    verdicts = []
    for number in range(0, figures // _EACH, 100):
        decision: Decision = ("accept", "correct", "reject")[number // 100 % 3]
        fields = {"value": "13"} if decision == "correct" else {}
        verdicts.append(Verdict(f"{number:020x}", 17, 19, "12", decision, fields, checker))
    record(store, verdicts)


def main() -> None:
    """Print the times."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--figures", type=int, default=1_000_000)
    options.add_argument("--ledger", type=Path)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = given.ledger or Path(folder) / "ledger"
        if (place / "documents").exists():
            store = Store(place)
        else:
            store = fill(place, given.figures)
            decide(store, given.figures)
        began = time.perf_counter()
        db = connect(store)
        opened = time.perf_counter() - began
        times = []
        for _ in range(_RUNS):
            began = time.perf_counter()
            rows: pa.Table = db.sql(QUESTION).to_arrow_table()
            times.append(time.perf_counter() - began)
        print(f"{db.sql('select count(*) from latest').fetchall()[0][0]} figures, {rows.num_rows} groups")
        print(f"opened in {opened * 1000:.0f} ms; query {statistics.median(times) * 1000:.0f} ms (bar 250)")


if __name__ == "__main__":
    main()
