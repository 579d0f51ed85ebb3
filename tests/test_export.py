"""What leaves a ledger in every format: the same figures, exact, with quotes and links; nothing in confidence."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
import sqlite3
from decimal import Decimal
from pathlib import Path
from urllib.parse import unquote

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongket.ledger.errors import LedgerError
from tongket.ledger.exports import FORMATS, export, export_again
from tongket.ledger.exports.excel import _fits
from tongket.ledger.exports.fragments import link
from tongket.ledger.questions import open_ledger
from tongket.ledger.schema import INTERNAL
from tongket.ledger.store import Store
from tongket.pipeline.add import add
from tongket.pipeline.work import Settings

PAGE = """<html><head><title>Công an tỉnh Vân Hà tổng kết năm 2023</title>
<link rel="canonical" href="https://congan.vanha.example/tong-ket-2023.html"></head><body><article>
<h1>Công an tỉnh Vân Hà tổng kết năm 2023</h1>
<p>Năm 2023, toàn tỉnh xảy ra 1.486 vụ tai nạn giao thông, làm chết 54 người, giảm 12,5% so với năm 2022.</p>
<p>Lực lượng chức năng xử phạt 2.431 trường hợp với tổng số tiền 3,5 tỷ đồng.</p></article></body></html>"""
CONFIDENCE = "Sở Y tế tỉnh Vân Hà\nNăm 2023, toàn ngành khám bệnh cho 77.777 lượt người, tăng 3% so với năm 2022.\n"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "page.html").write_text(PAGE, encoding="utf-8")
    (folder / "=cmd.txt").write_text(CONFIDENCE.replace("77.777", "66.666"), encoding="utf-8")
    secret = tmp_path / "confidence.txt"
    secret.write_text(CONFIDENCE, encoding="utf-8")
    store = Store(tmp_path / "ledger", create=True)
    list(add(store, [str(folder)]))
    list(add(store, [str(secret)], Settings(origin="handed_over")))
    return store


def counted(store: Store) -> list[dict[str, object]]:
    with open_ledger(store.place) as ledger:
        return list(ledger.query("select * from latest where origin = 'public' order by document_id, start"))


def test_csv_holds_every_public_figure_exactly(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "figures.csv"
    assert export(store, path) == len(counted(store)) > 5
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["id"] for row in rows] == [row["id"] for row in counted(store)]
    assert [Decimal(row["value"]) for row in rows] == [row["value"] for row in counted(store)]
    assert all(row["quote"] in row["sentence"] for row in rows)
    assert not INTERNAL & set(rows[0])


def test_csv_for_excel_has_its_mark(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "figures.csv"
    export(store, path, format="csv-excel")
    assert path.read_bytes().startswith(b"\xef\xbb\xbfid,")


def test_text_is_never_a_formula(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "sources.csv"
    export(store, path, sql="select name, -3 as below from sources where name like '=%'")
    assert path.read_text(encoding="utf-8") == "name,below\n'=cmd,-3\n"


def test_parquet_keeps_the_types(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "figures.parquet"
    export(store, path)
    rows = pq.read_table(path).to_pylist()
    assert {type(row["value"]) for row in rows} == {Decimal}
    assert dt.date(2023, 1, 1) in {row["period_start"] for row in rows}


def test_excel_has_real_numbers_dates_and_links(store: Store, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    path = tmp_path / "figures.xlsx"
    export(store, path)
    sheet = openpyxl.load_workbook(path).active
    head, *rows = sheet.iter_rows()
    names = [cell.value for cell in head]
    value, day, address = names.index("value"), names.index("period_start"), names.index("link")
    assert sheet.freeze_panes == "A2"
    assert {type(row[value].value) for row in rows} <= {int, float}
    assert dt.datetime(2023, 1, 1) in [row[day].value for row in rows]
    assert any(row[address].hyperlink and "#:~:text=" in row[address].value for row in rows)


@given(st.integers(0, 10**25) | st.decimals("0.000000001", 10**20, places=9))
def test_a_number_is_one_in_excel_only_where_it_stays_exact(number: int | Decimal) -> None:
    exact = Decimal(repr(float(number))) == Decimal(number)
    assert not _fits(number) or exact


def test_sqlite_has_keys_facets_full_text_and_exact_numbers(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    export(store, path)
    db = sqlite3.connect(path)
    assert db.execute("pragma foreign_key_check").fetchall() == []
    assert db.execute("select count(*) from figures").fetchone() == (len(counted(store)),)
    assert db.execute("select value, value_exact from figures where quote = '12,5%'").fetchone() == (12.5, "12.5")
    assert db.execute("select count(*) from figures_fts where figures_fts match 'tai nan'").fetchone()[0] >= 3


def test_datasette_serves_it_as_it_is(store: Store, tmp_path: Path) -> None:
    app = pytest.importorskip("datasette.app")
    import asyncio

    path = tmp_path / "ledger.sqlite"
    export(store, path)

    async def ask() -> list[str]:
        client = app.Datasette([str(path)]).client
        answers = [
            await client.get("/ledger/figures.json?_shape=array&_search=tai+nan"),
            await client.get("/ledger/figures?_facet=unit"),
        ]
        return [answer.text for answer in answers if answer.status_code == 200]

    found, page = asyncio.run(ask())
    assert len(json.loads(found)) >= 3
    assert "Công an tỉnh Vân Hà" in page


def test_the_data_package_is_valid(store: Store, tmp_path: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    path = tmp_path / "package"
    export(store, path)
    report = frictionless.validate(str(path / "datapackage.json"))
    assert report.valid, report.flatten(["type", "note"])
    package = json.loads((path / "datapackage.json").read_text(encoding="utf-8"))
    assert [each["name"] for each in package["resources"]][:2] == ["figures", "documents"]
    export(store, path)  # again over itself


@pytest.mark.parametrize("format", FORMATS)
def test_what_was_handed_over_never_leaves(store: Store, tmp_path: Path, format: str) -> None:
    place = tmp_path / "out"
    export(store, place, format=format)
    files = [place] if place.is_file() else list(place.iterdir())
    for file in files:
        text = (
            str(pq.read_table(file).to_pylist())
            if format == "parquet"
            else file.read_bytes().decode("utf-8", "replace")
        )
        assert "77.777" not in text and "77777" not in text
    assert "77.777" not in str(counted(store))


@pytest.mark.parametrize(
    "sql",
    [
        "select text as t from readings where text like '%77.777%'",
        "select quote as q from stored_figures where quote = '77.777'",
        "select quote as q from figures where quote = '77.777'",
    ],
)
def test_no_query_of_an_export_reaches_it(store: Store, tmp_path: Path, sql: str) -> None:
    with open_ledger(store.place) as ledger:
        assert len(ledger.query(sql)) == 1
    assert export(store, tmp_path / "x.csv", sql=sql) == 0


@pytest.mark.parametrize("sql", ["select text_hash from readings", "select text_hash as x from readings", "nonsense"])
def test_a_query_that_cannot_be_exported_changes_nothing(store: Store, tmp_path: Path, sql: str) -> None:
    path = tmp_path / "figures.csv"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(LedgerError):
        export(store, path, sql=sql)
    assert path.read_text(encoding="utf-8") == "mine"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["confidence.txt", "figures.csv", "ledger", "sources"]


def test_a_strange_ending_or_folder_is_refused(store: Store, tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="no format is known"):
        export(store, tmp_path / "figures.doc")
    with pytest.raises(LedgerError, match="no data package"):
        export(store, tmp_path / "sources")
    assert len(list((tmp_path / "sources").iterdir())) == 2


def test_known_exports_are_written_anew(store: Store, tmp_path: Path) -> None:
    kept, gone = tmp_path / "kept.csv", tmp_path / "gone.csv"
    export(store, kept, sql="select id from latest")
    export(store, gone)
    gone.unlink()
    before = kept.read_bytes()
    kept.write_bytes(b"old")
    assert export_again(store) == ([kept], [])
    assert kept.read_bytes() == before


# ── links to sentences ───────────────────────────────────────────────────────
URL = "https://example.vn/a"


@pytest.mark.parametrize(
    ("sentence", "figure", "fragment"),
    [
        ("Xử phạt 12 trường hợp.", "12", "Xử phạt 12 trường hợp."),
        ("a b c d e f 12 g h i j k l", "12", "a b c d e,h i j k l"),
        ("Ông ████ cùng 12 người khác bị phạt.", "12", "cùng 12 người khác bị phạt."),
        ("Tỷ lệ giảm 5-7%, còn 3 vụ", "5-7%", "Tỷ lệ giảm 5-7%, còn 3 vụ"),
        ("Chỉ tiêu | 12 vụ | 15 vụ", "15", "15 vụ"),
    ],
)
def test_a_link_leads_to_unmasked_words_around_the_figure(sentence: str, figure: str, fragment: str) -> None:
    found = link(URL, sentence, figure)
    assert found is not None
    text = found.partition("#:~:text=")[2]
    assert unquote(text) == fragment
    assert "-" not in text and "&" not in text


@pytest.mark.parametrize(("url", "expected"), [(None, None), ("https://example.vn/█████", None), (URL + "#top", URL)])
def test_without_an_address_or_words_there_is_no_fragment(url: str | None, expected: str | None) -> None:
    assert link(url, "█████ 12 █████", "12") == expected


@given(st.text("ab █\n-,&12", max_size=60), st.sampled_from(["1", "2", "12"]))
def test_a_link_never_shows_a_mask_and_stays_one_address(sentence: str, figure: str) -> None:
    found = link(URL, sentence, figure)
    assert found is not None and found.startswith(URL)
    assert re.fullmatch(r"[\x21-\x7e]+", found)
    assert "█" not in unquote(found)
    for part in unquote(found.partition("#:~:text=")[2]).split(","):
        assert part.replace(" ", "") in "".join(sentence.split())
