"""Tables of documents: every format gives the same documents, and a bad row costs only itself."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongket.records import Document
from tongket.sources import tabular
from tongket.sources.errors import ColumnError, EmptyError, NotADocumentError
from tongket.sources.options import Columns, Failure

TEXT = "Năm 2023, huyện Kim Trà xử phạt 31 trường hợp, thu 184 triệu đồng."
Rows = list[dict[str, Any]]
Writer = Callable[[Path, Rows], Path]


def as_parquet(folder: Path, rows: Rows) -> Path:
    path = folder / "reports.parquet"
    pq.write_table(pa.Table.from_pylist(rows), path)
    return path


def as_jsonl(folder: Path, rows: Rows) -> Path:
    path = folder / "reports.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False, default=str) + "\n" for row in rows), encoding="utf-8")
    return path


def as_csv(folder: Path, rows: Rows, delimiter: str = ",", codec: str = "utf-8") -> Path:
    path = folder / "reports.csv"
    with path.open("w", encoding=codec, newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return path


FORMATS = pytest.mark.parametrize("write", [as_parquet, as_jsonl, as_csv])


def documents(path: Path, **more: Any) -> list[Document]:
    found = list(tabular.read(path, **more))
    assert all(isinstance(each, Document) for each in found), found
    return [each for each in found if isinstance(each, Document)]


@FORMATS
def test_columns_by_default(tmp_path: Path, write: Writer) -> None:
    row = {
        "id": "a1",
        "published": "2024-01-12",
        "text": TEXT,
        "url": "https://a.vn/1",
        "publisher": "Sở A",
        "other": "x",
    }
    (document,) = documents(write(tmp_path, [row]))
    assert (document.doc, document.text, document.published) == ("a1", TEXT, dt.date(2024, 1, 12))
    assert (document.url, document.publisher, document.published_source) == ("https://a.vn/1", "Sở A", "given")
    assert document.source_hash == hashlib.sha256(TEXT.encode()).hexdigest()


@FORMATS
def test_columns_by_other_names(tmp_path: Path, write: Writer) -> None:
    path = write(tmp_path, [{"key": 7, "body": TEXT, "day": "12/01/2024"}])
    (document,) = documents(path, columns=Columns(text="body", id="key", published="day"))
    assert (document.doc, document.text, document.published) == ("7", TEXT, dt.date(2024, 1, 12))


@FORMATS
def test_only_the_text_must_be_there(tmp_path: Path, write: Writer) -> None:
    found = documents(write(tmp_path, [{"text": TEXT}, {"text": TEXT + " Hết."}]), published=dt.date(2024, 2, 1))
    assert [each.doc for each in found] == ["reports-1", "reports-2"]
    assert {each.published for each in found} == {dt.date(2024, 2, 1)}


@FORMATS
@pytest.mark.parametrize(
    ("columns", "missing"),
    [(Columns(), "text"), (Columns(text="noi_dung"), "noi_dung"), (Columns(text="body", id="ma"), "ma")],
)
def test_a_missing_column_is_named_with_those_there(
    tmp_path: Path, write: Writer, columns: Columns, missing: str
) -> None:
    path = write(tmp_path, [{"body": TEXT, "nr": 1}])
    with pytest.raises(ColumnError, match=f"'{missing}'.*'body', 'nr'"):
        next(tabular.read(path, columns=columns))


@FORMATS
def test_a_row_s_own_date_wins_over_the_given_one(tmp_path: Path, write: Writer) -> None:
    path = write(tmp_path, [{"text": TEXT, "published": "2024-01-12"}, {"text": TEXT, "published": ""}])
    found = documents(path, published=dt.date(2020, 1, 1))
    assert [each.published for each in found] == [dt.date(2024, 1, 12), dt.date(2020, 1, 1)]


@FORMATS
def test_a_bad_row_costs_only_itself(tmp_path: Path, write: Writer) -> None:
    rows = [
        {"id": "1", "text": TEXT, "published": "2024-01-12"},
        {"id": "2", "text": "", "published": "2024-01-12"},
        {"id": "3", "text": TEXT, "published": "hôm qua"},
        {"id": "4", "text": "x" * 5000, "published": "2024-01-12"},
        {"id": "5", "text": TEXT, "published": "2024-01-12"},
    ]
    found = list(tabular.read(write(tmp_path, rows), max_bytes=4000))
    assert [each.doc if isinstance(each, Document) else "-" for each in found] == ["1", "-", "-", "-", "5"]
    empty, undated, large = [each for each in found if isinstance(each, Failure)]
    assert "row 2" in empty.source and "no text" in empty.cause
    assert "row 3" in undated.source and "'hôm qua'" in undated.cause
    assert "row 4" in large.source and "4,000 bytes" in large.cause


@FORMATS
def test_a_text_that_begins_with_a_tag_is_a_page(tmp_path: Path, write: Writer) -> None:
    page = f"<div><h1>Kim Trà tổng kết năm 2023</h1><p>{TEXT}</p><ul><li><a href='/'>Trang chủ</a></li></ul></div>"
    (document,) = documents(write(tmp_path, [{"text": page}]))
    assert document.media_type == "text/html"
    assert document.text == f"Kim Trà tổng kết năm 2023\n{TEXT}"
    (plain,) = documents(write(tmp_path, [{"text": f"< 5 vụ\n{TEXT}"}]))
    assert (plain.media_type, plain.text) == ("text/plain", f"< 5 vụ\n{TEXT}")


@FORMATS
def test_a_title_in_its_own_column_stands_before_the_text_once(tmp_path: Path, write: Writer) -> None:
    title = "Kim Trà xử phạt 31 trường hợp trong năm"
    rows = [{"title": title, "text": TEXT}, {"title": title, "text": f"{title}\n{TEXT}"}]
    for document in documents(write(tmp_path, rows)):
        assert document.text == f"{title}\n{TEXT}"
        assert document.title == (0, len(title))


@FORMATS
def test_only_an_address_is_an_address(tmp_path: Path, write: Writer) -> None:
    (document,) = documents(write(tmp_path, [{"text": TEXT, "url": "file:///home/ai/tin.html"}]))
    assert document.url is None


@pytest.mark.parametrize(
    ("value", "published"),
    [
        (dt.date(2024, 1, 12), dt.date(2024, 1, 12)),
        (dt.datetime(2024, 1, 12), dt.date(2024, 1, 12)),
        (dt.datetime(2024, 1, 12, 8, 30), dt.datetime(2024, 1, 12, 1, 30, tzinfo=dt.UTC)),
        (dt.datetime(2024, 1, 12, 20, tzinfo=dt.UTC), dt.datetime(2024, 1, 12, 20, tzinfo=dt.UTC)),
        (20240112, dt.date(2024, 1, 12)),
        ("2024-01-12T08:30:00+07:00", dt.datetime(2024, 1, 12, 1, 30, tzinfo=dt.UTC)),
        ("12/1/2024 08:30", dt.datetime(2024, 1, 12, 1, 30, tzinfo=dt.UTC)),
        (None, None),
    ],
)
def test_dates_of_every_type(tmp_path: Path, value: object, published: object) -> None:
    (document,) = documents(as_parquet(tmp_path, [{"text": TEXT, "published": value}]))
    assert document.published == published
    if isinstance(document.published, dt.datetime):
        assert document.published.utcoffset() == dt.timedelta(hours=7)


# ── CSV ──────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv_delimiters_and_marks(tmp_path: Path, delimiter: str, codec: str) -> None:
    text = f'Tiêu đề; "trích", hết\n{TEXT}'
    (document,) = documents(as_csv(tmp_path, [{"id": "a;1,", "text": text}], delimiter, codec))
    assert (document.doc, document.text) == ("a;1,", text)


def test_csv_of_long_texts(tmp_path: Path) -> None:
    text = f"{TEXT}\n" * 5000
    (document,) = documents(as_csv(tmp_path, [{"text": text}]))
    assert document.text == text


def test_csv_bytes_that_are_no_utf8_cost_only_their_row(tmp_path: Path) -> None:
    path = tmp_path / "reports.csv"
    path.write_bytes(f"id,text\n1,{TEXT}\n2,".encode() + b"\xc3\x28\xfa\xff\x81 abc\n" + f"3,{TEXT}\n".encode())
    found = list(tabular.read(path))
    assert [isinstance(each, Document) for each in found] == [True, False, True]


def test_csv_rows_in_a_legacy_encoding_are_read(tmp_path: Path) -> None:
    from tongket.sources.fonts import to_tcvn3

    path = tmp_path / "reports.csv"
    path.write_bytes(b"text\n" + f'"{to_tcvn3(TEXT)}"\n'.encode("cp1252"))
    (document,) = documents(path)
    assert (document.text, document.encoding.name) == (TEXT, "tcvn3")


def test_csv_short_rows(tmp_path: Path) -> None:
    path = tmp_path / "reports.csv"
    path.write_text(f"id,text\n1\n\n2,{TEXT}\n", encoding="utf-8")
    first, second = tabular.read(path)
    assert isinstance(first, Failure) and isinstance(second, Document)


# ── JSON Lines ───────────────────────────────────────────────────────────────
def test_broken_json_lines(tmp_path: Path) -> None:
    path = tmp_path / "reports.ndjson"
    good = json.dumps({"text": TEXT})
    path.write_bytes(f'\ufeff{good}\n{{"text": \n[1]\n\n{good}\n'.encode() + b'{"text": "\xff"}\n' + b"[" * 100_000)
    found = list(tabular.read(path))
    assert [isinstance(each, Document) for each in found] == [True, False, False, True, False, False]
    assert "no JSON" in found[1].cause and "no JSON object" in found[2].cause and "UTF-8" in found[4].cause


def test_a_line_over_the_limit_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "reports.jsonl"
    path.write_text(f"{json.dumps({'text': 'x' * 300_000})}\n{json.dumps({'text': TEXT})}\n", encoding="utf-8")
    first, second = tabular.read(path, max_bytes=1000)
    assert isinstance(first, Failure) and "1,000 bytes" in first.cause
    assert isinstance(second, Document)


def test_a_text_that_is_no_text(tmp_path: Path) -> None:
    (failure,) = tabular.read(as_jsonl(tmp_path, [{"text": ["a", "b"]}]))
    assert isinstance(failure, Failure) and "list" in failure.cause


# ── files that are no tables ─────────────────────────────────────────────────
@pytest.mark.parametrize("ending", tabular.ENDINGS)
def test_empty_files(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"empty{ending}"
    path.write_bytes(b"")
    with pytest.raises(EmptyError, match=r"empty|no rows"):
        list(tabular.read(path))


def test_a_head_without_rows(tmp_path: Path) -> None:
    path = tmp_path / "reports.csv"
    path.write_text("id,text\n", encoding="utf-8")
    with pytest.raises(EmptyError, match="no rows"):
        list(tabular.read(path))


def test_other_files_named_parquet(tmp_path: Path) -> None:
    path = tmp_path / "reports.parquet"
    path.write_text(TEXT, encoding="utf-8")
    with pytest.raises(NotADocumentError, match="not a Parquet file"):
        list(tabular.read(path))


def test_a_damaged_parquet_file(tmp_path: Path) -> None:
    path = as_parquet(tmp_path, [{"text": TEXT * 50 + str(i)} for i in range(2000)])
    data = bytearray(path.read_bytes())
    data[100:2000] = bytes(1900)
    path.write_bytes(data)
    with pytest.raises(NotADocumentError, match="damaged"):
        list(tabular.read(path))


def test_rows_are_streamed(tmp_path: Path) -> None:
    path = as_jsonl(tmp_path, [{"text": TEXT}] * 3)
    with path.open("a", encoding="utf-8") as file:
        file.write("no json")
    rows = tabular.read(path)
    assert isinstance(next(rows), Document)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=80), min_size=1, max_size=5)
)
def test_csv_and_json_lines_agree(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    folder = tmp_path_factory.mktemp("rows")
    rows = [{"id": str(i), "text": text} for i, text in enumerate(texts)]
    read = [
        [(each.doc, each.text) if isinstance(each, Document) else each.cause for each in tabular.read(path)]
        for path in (as_csv(folder, rows), as_jsonl(folder, rows), as_parquet(folder, rows))
    ]
    assert read[0] == read[1] == read[2]
