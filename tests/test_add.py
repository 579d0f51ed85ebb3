"""Adding documents to a ledger: each once, with all its sources, cited; whatever can't be read costs itself alone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledgers import SPECIMENS, assert_once, assert_same, fill, raw, report, reports, seen, under_other_ids
from tongket.ledger.errors import LedgerError
from tongket.ledger.rows import exact
from tongket.ledger.schema import TABLES
from tongket.ledger.store import Store
from tongket.pipeline.add import add
from tongket.pipeline.shards import Shard
from tongket.pipeline.work import Settings, ShardResult, read_shard
from tongket.pipeline.workers import read_here

CASE = (
    "Sáng 10/5/2024, Công an huyện Đông Khê bắt giữ Nguyễn Văn Tẹo (SN 1990, trú tại thôn Hạ, xã An Khê) "
    "về hành vi trộm cắp 3 xe máy.\nTẹo khai nhận đã trộm cắp 3 xe máy, bán được 12 triệu đồng.\n"
)
LOST = "Ngy 10/5, Cng an huyn bt gi Nguyn Vn Teo (tr ti thn H, x An Kh), thu gi 3 xe my, x pht 12 trng hp.\n" * 6


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "sổ cái", create=True)


# ── what is there in the end ─────────────────────────────────────────────────
def test_specimens_every_quote_stands_where_it_is_cited(store: Store) -> None:
    done = fill(store, SPECIMENS, settings=Settings(gazetteer=(SPECIMENS / "gazetteer.toml",)))
    texts = {row["id"]: row["text"] for row in raw(store, "documents")}
    assert done.documents == len(texts) == 16
    figures = raw(store, "figures")
    assert len(figures) == done.figures > 500
    for row in figures:
        text = texts[row["document_id"]]
        assert text[row["start"] : row["end"]] == row["quote"]
        assert text[row["sentence_start"] : row["sentence_end"]] == row["sentence"]
        assert row["start"] >= row["sentence_start"] and row["end"] <= row["sentence_end"]
    for row in raw(store, "reviews"):
        for passage in row["tasks"] + row["commitments"]:
            assert texts[row["document_id"]][passage["start"] : passage["end"]] == passage["text"]
    numbers = {(row["document_id"], row["number"]) for row in figures}
    assert len(numbers) == len(figures)
    for row in figures:
        linked = [row["of"], row["part_of"], *row["covers"]]
        assert all((row["document_id"], number) in numbers for number in linked if number is not None)
    assert {row["document_id"] for row in raw(store, "sources")} == texts.keys()


def test_a_second_add_changes_nothing(store: Store, tmp_path: Path) -> None:
    inputs = reports(tmp_path / "in", range(12))
    (inputs / "case.txt").write_text(CASE, encoding="utf-8")
    (inputs / "broken.txt").write_bytes(b"\x00\x01\x02" * 100)
    first = fill(store, inputs)
    before = seen(store)
    again = fill(store, inputs)
    assert_same(before, seen(store))
    assert (first.documents, first.known, sum(first.left_out.values())) == (12, 0, 2)
    assert (again.documents, again.known, sum(again.left_out.values())) == (0, 12, 2)
    assert first.seen == again.seen == 14


def test_two_files_with_one_text_are_one_document_with_two_sources(store: Store, tmp_path: Path) -> None:
    text = report(31)
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    (tmp_path / "b.txt").write_text(text, encoding="utf-16")
    (tmp_path / "c.txt").write_text(text, encoding="utf-8")  # the very same bytes
    (tmp_path / "d.txt").write_text(text.replace("\n", "\r\n"), encoding="utf-8-sig")
    fill(store, tmp_path / "a.txt", tmp_path / "b.txt")
    fill(store, tmp_path / "c.txt", tmp_path / "d.txt")
    assert len(raw(store, "documents")) == 1
    assert sorted(row["name"] for row in raw(store, "sources")) == ["a", "b", "c", "d"]
    assert len(raw(store, "figures")) == 2
    again = fill(store, *(tmp_path / f"{name}.txt" for name in "abcd"))
    assert (again.documents, again.known) == (0, 4)
    assert len(raw(store, "sources")) == 4


@settings(max_examples=8, deadline=None)
@given(st.lists(st.integers(0, 6), min_size=1, max_size=14), st.integers(1, 5), st.integers(0, 14), st.booleans())
def test_the_cut_into_shards_and_adds_changes_no_row(
    tmp_path_factory: pytest.TempPathFactory, numbers: list[int], size: int, cut: int, twice: bool
) -> None:
    """The same texts from several files, in one shard or many, in one add or two."""
    folder = tmp_path_factory.mktemp("cut")
    files = [folder / f"{place:02}.txt" for place in range(len(numbers))]
    for file, number in zip(files, numbers, strict=True):
        file.write_text(report(number), encoding="utf-8")
    whole, parts = Store(folder / "whole", create=True), Store(folder / "parts", create=True)
    fill(whole, *files)
    for some in (files[:cut], files[cut:] or files[:1]):
        if some:
            fill(parts, *some, shard_size=size)
    if twice:
        fill(parts, *files, shard_size=size)
    rows = seen(whole)
    assert_same(rows, seen(parts))
    assert_once(rows)
    assert len(rows["documents"]) == len(set(numbers)) and len(rows["sources"]) == len(numbers)


def masked_otherwise(cut: Iterable[Shard], options: Settings) -> Iterator[ShardResult]:
    """As a newer reader would read that masks one more word, so that the digest of the masked text is another."""
    for result in read_here(cut, options):
        yield ShardResult(under_other_ids(result.tables), result.left_out)


def test_a_newer_reader_adds_a_reading_of_the_same_document(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs = reports(tmp_path / "in", range(5))
    fill(store, inputs)
    ids = {row["id"] for row in raw(store, "documents")}
    monkeypatch.setattr("tongket.pipeline.add.reader", lambda: "tongket 99 (00000000)")
    done = fill(store, inputs, read=masked_otherwise)
    documents = raw(store, "documents")
    assert done.documents == 5 and len(documents) == 10
    assert {row["id"] for row in documents} == ids
    assert {row["reader"] for row in documents} > {"tongket 99 (00000000)"}
    figures = raw(store, "figures")
    assert {(row["document_id"], row["batch"]) for row in figures} == {(row["id"], row["batch"]) for row in documents}
    assert len(figures) == 20 and len(raw(store, "sources")) == 5
    assert fill(store, inputs, read=masked_otherwise).known == 5


# ── what is left out ─────────────────────────────────────────────────────────
def test_case_reports_and_stamped_papers_only_when_asked_for(store: Store, tmp_path: Path) -> None:
    (tmp_path / "bat-nguyen-van-teo.txt").write_text(CASE, encoding="utf-8")
    (tmp_path / "noi-bo.txt").write_text(f"LƯU HÀNH NỘI BỘ\n{report(7)}", encoding="utf-8")
    files = [tmp_path / "bat-nguyen-van-teo.txt", tmp_path / "noi-bo.txt"]
    assert fill(store, *files).left_out == {"case_report": 1, "stamped": 1}
    assert raw(store, "documents") == raw(store, "sources") == []
    rows = raw(store, "left_out")
    assert {row["reason"]: row["source"] for row in rows} == {"case_report": None, "stamped": "noi-bo"}
    assert "teo" not in repr(rows).lower() and str(tmp_path) not in repr(rows)
    assert fill(store, *files, settings=Settings(include_stamped=True)).documents == 1
    assert fill(store, *files, settings=Settings(include_case_reports=True)).documents == 1
    assert {row["genre"] for row in raw(store, "documents")} == {"case_report", "aggregate_report"}
    assert "Tẹo" not in repr(raw(store, "documents")) + repr(raw(store, "figures")) + repr(raw(store, "sources"))
    assert fill(store, *files).known == 2  # they are there now, so nothing is left out
    assert len(raw(store, "left_out")) == 2


def test_what_cannot_be_read_is_told_once_without_its_folder(store: Store, tmp_path: Path) -> None:
    home = tmp_path / "nha-rieng"
    home.mkdir()
    (home / "lost.txt").write_text(LOST, encoding="utf-8")
    (home / "binary.txt").write_bytes(bytes(range(8)) * 64)
    (home / "rows.jsonl").write_text('{"text": "Năm 2024, phạt 5 vụ."}\nnot json\n', encoding="utf-8")
    (home / "good.txt").write_text(report(3), encoding="utf-8")
    for _ in range(2):
        done = fill(store, home, home / "missing.txt")
        assert sum(done.left_out.values()) == 4
    rows = raw(store, "left_out")
    assert sorted((row["source"], row["reason"]) for row in rows) == [
        ("binary.txt", "not_read"),
        ("lost", "lost_diacritics"),
        ("missing.txt", "not_read"),
        ("rows.jsonl, row 2", "not_read"),
    ]
    assert all(row["cause"] and "\n" not in row["cause"] for row in rows)
    assert "nha-rieng" not in repr(rows) and "Teo" not in repr(rows)
    assert len(raw(store, "documents")) == 2


def test_a_newer_reader_tries_again_what_was_left_out_but_once(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "case.txt").write_text(CASE, encoding="utf-8")
    tried: list[int] = []

    def counting(cut: Iterable[Shard], options: Settings) -> Iterator[ShardResult]:
        for shard in cut:
            tried.append(len(shard.items))
            yield read_shard(shard, options)

    fill(store, tmp_path / "case.txt", read=counting)
    monkeypatch.setattr("tongket.pipeline.add.reader", lambda: "tongket 99 (00000000)")
    for _ in range(3):
        fill(store, tmp_path / "case.txt", read=counting)
    assert tried == [1, 1]
    assert [row["reader"] == "tongket 99 (00000000)" for row in raw(store, "left_out")].count(True) == 1


# ── values at the edge ───────────────────────────────────────────────────────
def test_halves_of_surrogate_pairs_are_stored_as_a_replacement(store: Store, tmp_path: Path) -> None:
    row = {
        "id": "x\ud800y",
        "url": "https://dong-linh.example/\udfff",
        "publisher": "\ud83d",
        "text": f"\ud800 {report(5)}",
    }
    (tmp_path / "rows.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    assert fill(store, tmp_path / "rows.jsonl").documents == 1
    (found,) = raw(store, "documents")
    assert found["text"].startswith("\ufffd ") and found["publisher"] == "\ufffd"
    assert [each["value"] for each in raw(store, "figures")] == [Decimal(5), Decimal(16_000_000)]
    assert fill(store, tmp_path / "rows.jsonl").known == 1


@given(st.decimals(allow_nan=True, allow_infinity=True))
def test_an_exact_value_fits_the_column_or_is_none(value: Decimal) -> None:
    column = next(each for each in TABLES["figures"] if each.name == "value")
    found = exact(value)
    assert pa.array([found], column.type)[0].as_py() == found
    if found is not None:
        assert abs(found - value) <= Decimal("5e-10")


@pytest.mark.parametrize("value", ["9" * 29 + "." + "9" * 9, "9" * 29 + "." + "9" * 10, "1e29", "-1e29", "1e400"])
def test_values_at_the_edge_of_the_column(value: str) -> None:
    assert exact(Decimal(value)) == (Decimal(value) if len(value) == 39 else None)


def test_more_awards_than_a_column_holds(store: Store, tmp_path: Path) -> None:
    text = report(4) + "Dịp này, Chủ tịch UBND huyện tặng 99.999.999.999 giấy khen cho các tập thể.\n"
    (tmp_path / "a.txt").write_text(text.replace("báo cáo kết quả", "tổng kết"), encoding="utf-8")
    assert fill(store, tmp_path / "a.txt").documents == 1
    assert [award["count"] for row in raw(store, "reviews") for award in row["awards"]] == [None]


# ── places that are no ledger ────────────────────────────────────────────────
def test_a_folder_with_other_things_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "letter.odt").write_bytes(b"")
    (tmp_path / "photo.jpg").write_bytes(b"")
    with pytest.raises(LedgerError, match="other things in it"):
        Store(tmp_path, create=True)
    with pytest.raises(LedgerError, match="no ledger at"):
        Store(tmp_path / "nothing")
    with pytest.raises(LedgerError, match=r"photo\.jpg"):
        Store(tmp_path / "photo.jpg", create=True)


@pytest.mark.parametrize("name", ["a%20b", "[b]", "a|b"])
def test_a_folder_that_the_tables_cannot_lie_under_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(LedgerError, match="can't lie under"):
        Store(tmp_path / name, create=True)


def test_an_address_that_would_be_encoded_twice_is_refused() -> None:
    with pytest.raises(LedgerError, match="is needed"):
        Store("s3://bucket/sổ cái")


@pytest.mark.parametrize("name", ["sổ cái", "100% #1", "a b?c*"])
def test_any_other_name_of_a_folder_will_do(tmp_path: Path, name: str) -> None:
    store = Store(tmp_path / name, create=True)
    reports(tmp_path / "in", range(2))
    assert fill(store, tmp_path / "in").documents == fill(Store(tmp_path / name), tmp_path / "in").known == 2
    assert all(Path(file).is_file() for file in store.files("figures"))


def test_rows_of_bytes_in_another_encoding_are_known_again(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    text = "Sở Y tế tỉnh Vân Hà\nNăm 2023, toàn ngành khám bệnh cho 1.234 lượt người, tăng 3% so với năm 2022.\n"
    table = tmp_path / "rows.parquet"
    pq.write_table(pa.table({"text": pa.array([text.encode("utf-16")], pa.binary())}), table)
    sizes: list[int] = []

    def counting(shards: Iterable[Shard], settings: Settings) -> Iterator[ShardResult]:
        for shard in shards:
            sizes.append(len(shard.items))
            yield read_shard(shard, settings)

    store = Store(tmp_path / "ledger", create=True)
    for known in (0, 1):
        (*_, last) = add(store, [str(table)], read=counting)
        assert (last.documents, last.known) == (1 - known, known)
    assert sizes == [1]  # the second time it isn't even sent to be read
