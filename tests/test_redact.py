"""What is redacted is nowhere any more: every byte of the ledger's folder is searched, plain and unpacked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tongket.ledger import desk
from tongket.ledger.check import check
from tongket.ledger.checkers import new_checker
from tongket.ledger.errors import LedgerError
from tongket.ledger.mirror import mirror
from tongket.ledger.questions import open_ledger
from tongket.ledger.redact import redact
from tongket.ledger.store import Store
from tongket.ledger.verdicts import Verdict, record
from tongket.pipeline.add import add

NAME = "Hạ Thảo Nguyên Vy"
"""A name that no mask finds: nothing around it tells that it is one."""
REPORT = (
    "Hội Nông dân xã Đồng Linh tổng kết công tác năm 2023\nĐồng Linh, ngày 12 tháng 1 năm 2024\n"
    "Năm 2023, mô hình {name} trồng được 120 ha lúa và 45 ha ngô, giảm 12 ha so với năm 2022.\n"
    "Mô hình {upper} thu hoạch 300 tấn lúa.\n{more}"
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    folder = tmp_path / "reports"
    folder.mkdir()
    for number, more in enumerate(("", "Hội đề ra 5 nhiệm vụ năm 2024.\n")):
        text = REPORT.format(name=NAME, upper=NAME.upper(), more=more)
        (folder / f"ha-thao-nguyen-vy-{number}.txt").write_text(text, encoding="utf-8")
    store = Store(tmp_path / "ledger", create=True)
    list(add(store, [str(folder)]))
    first = documents(store)[0]
    with open_ledger(store.place) as ledger:
        (row,) = ledger.query(
            "select start, \"end\", quote from figures where document_id = $id and quote like '120%'", id=first
        )
    correction = {"body": NAME}
    verdict = Verdict(
        first, row["start"], row["end"], row["quote"], "correct", correction, new_checker(store), f"theo {NAME}"
    )
    record(store, [verdict])
    mirror(store)
    return store


def documents(store: Store) -> list[str]:
    with open_ledger(store.place) as ledger:
        return [str(row["id"]) for row in ledger.query("select id from documents order by length(text), id")]


def text_of(store: Store, document: str) -> str:
    with open_ledger(store.place) as ledger:
        (row,) = ledger.query("select text from documents where id = $id", id=document)
    return str(row["text"])


def span_of(store: Store, document: str) -> tuple[int, int]:
    start = text_of(store, document).index(NAME)
    return start, start + len(NAME)


def held(folder: Path) -> Iterator[str]:
    """Everything that the folder's files hold, as text: their bytes, and the unpacked columns of Parquet files."""
    for path in folder.rglob("*"):
        if path.is_file():
            yield path.name
            yield path.read_bytes().decode("utf-8", "replace")
            if path.suffix == ".parquet":
                yield str(pq.read_table(path).to_pylist())


def holds(folder: Path) -> bool:
    traces = (NAME, NAME.upper(), "ha-thao-nguyen-vy")
    return any(trace in text for text in held(folder) for trace in traces)


def test_redacted_words_are_in_no_byte_of_the_ledger(store: Store) -> None:
    assert holds(store.folder)
    first, _ = documents(store)
    done = redact(store, first, span_of(store, first), everywhere=True)
    assert (done.documents, done.elsewhere) == (2, 0)
    assert not holds(store.folder)
    assert check(store)[0] == []
    with open_ledger(store.place) as ledger:
        (row,) = ledger.query("select text, private from documents where id = $id", id=first)
        assert "mô hình █" in row["text"] and len(row["private"]) >= 2
        assert len(ledger.figures()) > 3
        assert len(ledger.query("select * from verdicts")) == 1


def test_copies_are_redacted_and_other_documents_told(store: Store, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text(f"Sở Y tế tỉnh Vân Hà\nNăm 2022, mô hình {NAME} khám cho 7.654 lượt người.\n", encoding="utf-8")
    list(add(store, [str(other)]))
    first, *_ = documents(store)
    (copied,) = [each for each in documents(store) if "7.654" not in text_of(store, each) and each != first][:1]
    done = redact(store, copied, span_of(store, copied))
    assert (done.documents, done.elsewhere) == (2, 1)
    assert [NAME in text_of(store, each) for each in documents(store)].count(True) == 1


def test_what_is_redacted_does_not_come_back(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, _ = documents(store)
    redact(store, first, span_of(store, first), everywhere=True)
    monkeypatch.setattr("tongket.pipeline.add.reader", lambda: "a newer one")
    (*_, last) = add(store, [str(tmp_path / "reports")])
    assert last.documents == 2
    assert not holds(store.folder)
    assert check(store)[0] == []


def test_the_log_says_only_that_it_happened(store: Store) -> None:
    first, _ = documents(store)
    redact(store, first, span_of(store, first), everywhere=True)
    with desk.opened(store) as db:
        assert [count for _, count in db.execute("select * from redactions")] == [2]


@pytest.mark.parametrize(
    ("document", "span", "said"),
    [
        ("nobody", (0, 3), "no document nobody"),
        (None, (5, 5), "no span 5-5"),
        (None, (0, 10_000), "no span 0-10000"),
        (None, (3, 4), "nothing that could be redacted"),
    ],
)
def test_what_cannot_be_redacted_is_said(store: Store, document: str | None, span: tuple[int, int], said: str) -> None:
    with pytest.raises(LedgerError, match=said):
        redact(store, document or documents(store)[0], span)
