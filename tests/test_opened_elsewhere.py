"""Tables opened by other programs, over the list of their files: every row of every table, as Polars reads it.

The part with Spark needs Java and PySpark, which no other test does; without them it is skipped:
`apt-get install openjdk-17-jre-headless`, `pip install pyspark==3.5.6`.
"""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from deltalake import DeltaTable

from ledgers import SPECIMENS, fill, raw, reports
from tongket.ledger.checkers import new_checker
from tongket.ledger.desk import opened, write
from tongket.ledger.schema import TABLES
from tongket.ledger.store import Store
from tongket.ledger.upkeep import compact

PAGE = Path(__file__).parents[1] / "docs" / "ledger.md"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a ledger that has a past: commits, files joined, a row deleted, a decision, what was left out."""
    place = tmp_path_factory.mktemp("elsewhere")
    store = Store(place / "ledger", create=True)
    for name in ("cong-an-van-ha-2024", "nhieu-goc-so-sanh"):
        fill(store, SPECIMENS / f"{name}.txt")
    first, second, *_ = raw(store, "figures")
    said = {key: first[key] for key in ("document_id", "batch", "start", "end", "quote", "sentence", "sentence_start")}
    made = {"decision": "accept", "fields": "{}", "checker": new_checker(store), "why": None}
    with opened(store) as db:
        write(db, [said | made | {"at": dt.datetime(2025, 1, 2, 3, 4, 5, 6, tzinfo=dt.UTC).isoformat()}])
    list(compact(store))
    inputs = reports(place / "in", range(4))
    (inputs / "broken.txt").write_bytes(bytes(range(8)) * 64)
    fill(store, inputs)
    assert store.delete("figures", f"document_id = '{second['document_id']}' and number = {second['number']}") == 1
    return place


def test_the_list_of_files_is_all_there_is_to_a_table(place: Path) -> None:
    """Who reads the files alone sees neither values of partitions nor which rows are only marked as deleted."""
    for name in TABLES:
        table = DeltaTable(place / "ledger" / name)
        protocol, metadata = table.protocol(), table.metadata()
        assert protocol.min_reader_version == 1 and not protocol.reader_features
        assert metadata.partition_columns == []
        assert not [key for key in metadata.configuration if re.search("column ?mapping|vectors", key, re.I)]


# ── Spark ────────────────────────────────────────────────────────────────────
@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """Spark in this process, without the package that knows Delta."""
    sql = pytest.importorskip("pyspark.sql", reason="PySpark is not installed")
    if shutil.which("java") is None:
        pytest.skip("there is no Java, which Spark runs on")
    settings = {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "1", "spark.sql.session.timeZone": "UTC"}
    session = sql.SparkSession.builder.master("local[1]").config(map=settings).getOrCreate()
    yield session
    session.stop()


def test_spark_reads_every_row_as_polars_does(spark: Any, place: Path) -> None:
    seen = 0
    for name in TABLES:
        table = DeltaTable(place / "ledger" / name)
        theirs = pl.read_delta(table).to_dicts()
        files = table.file_uris()
        ours = [row.asDict(recursive=True) for row in spark.read.parquet(*files).collect()] if files else []
        assert Counter(map(plain, ours)) == Counter(map(plain, theirs)), name
        seen += bool(theirs)
    assert seen >= len(TABLES) - 2  # clusters, and decisions about flags


def test_the_example_of_the_page_runs(spark: Any, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (example,) = re.findall(r"\*\*Spark\*\*.*?```\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    monkeypatch.chdir(place)
    names: dict[str, Any] = {"spark": spark}
    exec(example, names)
    rows = raw(Store(place / "ledger"), "figures")
    assert names["figures"].count() == len(rows)
    assert dict(names["figures"].dtypes)["value"] == "decimal(38,9)"


def plain(value: Any) -> Any:
    """A value as both give it: Spark's moments are local ones without a zone, its bytes an array."""
    match value:
        case dict():
            return tuple((key, plain(each)) for key, each in sorted(value.items()))
        case list():
            return tuple(map(plain, value))
        case Decimal():
            return f"{value:f}"
        case dt.datetime():
            return value.astimezone(dt.UTC).isoformat()
        case bytearray():
            return bytes(value)
    return value
