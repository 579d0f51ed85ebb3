"""Documents that were made to be slow or large: reported, and the run goes on."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongket.grammar import shapes
from tongket.limits import time_limit
from tongket.pipeline import Unread, read_all
from tongket.records import Document, Reading
from tongket.sources import Failure, LoadOptions, html, load, tabular
from tongket.sources.errors import NotADocumentError, SourceError, TooSlowError
from tongket.sources.html_limits import MAX_ATTRIBUTES, MAX_TAGS, check

TEXT = "Công an tỉnh Vân Hà tổng kết công tác năm 2024\nToàn tỉnh xảy ra 486 vụ phạm tội về trật tự xã hội.\n"
MANY = " ".join(f"phát hiện {number} vụ vi phạm," for number in range(3000))
"""One sentence with more figures than any report; what belongs to what is asked of each pair."""


# ── time ─────────────────────────────────────────────────────────────────────
def compute(seconds: float) -> None:
    start = time.process_time()
    while time.process_time() - start < seconds:
        pass


def test_computing_is_stopped() -> None:
    with pytest.raises(TooSlowError, match=r"took longer than 0\.05 seconds to read"), time_limit(0.05):
        compute(30)


def test_a_search_is_stopped() -> None:
    import re

    with pytest.raises(TooSlowError), time_limit(0.05):
        re.match(r"(a*)*b", "a" * 40)


def test_waiting_is_not_counted() -> None:
    with time_limit(0.2):
        time.sleep(0.3)


def test_an_error_that_was_swallowed_comes_again() -> None:
    with pytest.raises(TooSlowError), time_limit(0.05):
        try:
            compute(30)
        except TooSlowError:
            compute(30)


def test_nothing_is_left_behind() -> None:
    before = signal.getsignal(signal.SIGPROF)
    for seconds in (0, 30):
        with time_limit(seconds), time_limit(seconds):
            pass
    with pytest.raises(KeyError), time_limit(30):
        raise KeyError
    assert signal.getsignal(signal.SIGPROF) is before
    assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)


def test_no_limit_outside_the_main_thread() -> None:
    done = []

    def work() -> None:
        with time_limit(0.01):
            compute(0.1)
        done.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [True]


def test_a_slow_document_costs_only_itself(tmp_path: Path) -> None:
    for name, text in (("a", TEXT), ("b", MANY), ("c", TEXT)):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    list(read_all([str(tmp_path / "a.txt")], LoadOptions()))  # the words of the lexicon are read once, by the first
    a, b, c = read_all([str(tmp_path)], LoadOptions(max_seconds=0.5))
    assert isinstance(a, Reading) and isinstance(c, Reading)
    assert b == Unread("b", "took longer than 0.5 seconds to read")


def test_a_page_slow_to_take_apart_costs_only_itself(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>" + f"<p>{TEXT}" * 40_000, encoding="utf-8")
    (tmp_path / "b.txt").write_text(TEXT, encoding="utf-8")
    a, b = load([str(tmp_path)], LoadOptions(max_seconds=0.3))
    assert isinstance(a, Failure) and a.cause == "took longer than 0.3 seconds to read"
    assert isinstance(b, Document)


# ── size ─────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.csv"])
def test_a_text_too_long_to_be_read(tmp_path: Path, name: str) -> None:
    text = {"a.txt": TEXT * 100, "a.html": f"<p>{TEXT}" * 100, "a.csv": f'text\n"{TEXT * 100}"\n'}[name]
    (tmp_path / name).write_text(text, encoding="utf-8")
    (found,) = load([str(tmp_path / name)], LoadOptions(max_characters=5000))
    assert isinstance(found, Failure)
    assert found.cause == "its text is longer than the limit of 5,000 characters"
    (found,) = load([str(tmp_path / name)], LoadOptions(max_characters=20_000))
    assert isinstance(found, Document)


def test_a_quotation_that_nothing_closes(tmp_path: Path) -> None:
    """The row that it begins is refused; the rows before it are read."""
    path = tmp_path / "a.csv"
    path.write_text(f'id,text\nx,"{TEXT}"\ny,"{TEXT * 1000}', encoding="utf-8")
    rows = tabular.read(path, max_bytes=10_000)
    assert isinstance(next(rows), Document)
    with pytest.raises(NotADocumentError, match=r"a row is larger than the limit of 10,000 bytes"):
        list(rows)


def test_a_row_up_to_the_limit_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    text = '"' * 500 + "Xử lý 12 vụ"
    path.write_text('text\n"' + text.replace('"', '""') + '"\n', encoding="utf-8")
    (document,) = tabular.read(path, max_bytes=600)
    assert isinstance(document, Document) and document.text == text


# ── markup ───────────────────────────────────────────────────────────────────
NAMES = [f"a{number}" for number in range(40_000)]


@pytest.mark.parametrize(
    "page",
    [
        f"<p {' '.join(NAMES)}>",
        f"<p {'/'.join(NAMES)}",
        "<p " + " ".join(f"{name} = '<\">'" for name in NAMES),
        "<p " + " ".join(f'{name}="<a b=>"' for name in NAMES),
        "<!-- ' --><script>'</script><p " + "\n".join(f"{name}=x" for name in NAMES),
    ],
)
def test_a_tag_of_endless_attributes(page: str) -> None:
    """The parser would compare each with all before it, which no signal interrupts."""
    with pytest.raises(NotADocumentError, match="attributes"):
        html.read(page.encode(), doc="x")


def test_endless_tags() -> None:
    with pytest.raises(NotADocumentError, match=r"more than 1,000,000 tags"):
        html.read(b"<p>" * (MAX_TAGS + 1), doc="x")


@pytest.mark.parametrize(
    "page",
    [
        f"<p class='{' '.join(NAMES)}'>",
        f'<img src="data:image/png;base64,{"QUJD " * 50_000}">',
        f"<script>{' '.join(NAMES)} <b </script>",
        f"<!-- <p {' '.join(NAMES)} -->",
        f"<p a=b>{' '.join(NAMES)}</p>" * 3,
        "<p " + " ".join(NAMES[: MAX_ATTRIBUTES - 1]) + ">" + "x" * 100_000,
    ],
)
def test_what_only_looks_like_many_attributes(page: str) -> None:
    check(page)


@pytest.mark.parametrize("piece", ["<!--", "<a ", '<a="', "<script", "<p '", "<", "</", "&lt;", "<a/"])
def test_markup_that_nothing_closes_is_looked_at_once(piece: str) -> None:
    with time_limit(20):
        try:
            check(piece * 400_000)
        except NotADocumentError as error:
            assert "attributes" in error.cause


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("<div>", "</div>"),
        ("<b>", ""),
        ("<table><tr><td>", ""),
        ("<ul><li>", "</ul>"),
        ("<!DOCTYPE a [<!ENTITY b 'c'>", ""),
    ],
)
def test_deep_pages_are_read_or_explained(opening: str, closing: str) -> None:
    for depth in (100, 3000, 30_000):
        data = f"<html><body><p>{TEXT}</p>{opening * depth}<p>{TEXT}</p>{closing * depth}".encode()
        try:
            document = html.read(data, doc="x")
        except SourceError as error:
            assert "\n" not in error.cause
        else:
            assert "486" in document.text or document.problems


# ── addresses ────────────────────────────────────────────────────────────────
def test_a_run_of_signs_is_no_address_and_is_searched_once() -> None:
    with time_limit(20):
        assert shapes.webs("a@" * 200_000) == []


@given(st.text("ab@./ ,-1(", max_size=30))
def test_mail_addresses_are_found_with_what_touches_them(text: str) -> None:
    found = shapes.webs(text + " x@y.vn")
    assert (len(text) + 1, len(text) + 7) in found
    assert all("@" in text[start:end] or ".vn" in f"{text} x@y.vn"[start:end] for start, end in found)


# ── Parquet ──────────────────────────────────────────────────────────────────
HELD = """
import resource, sys
from tongket.sources import LoadOptions, load

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

list(load([sys.argv[1]]))
before = peak()
print(sum(1 for each in load([sys.argv[2]], LoadOptions(max_bytes=1000))), peak() - before)
"""


def test_one_long_text_in_every_row_is_held_once(tmp_path: Path) -> None:
    """A thousand bytes that say the same megabyte three hundred times."""
    small = pa.table({"text": pa.array([TEXT])})
    long = pa.DictionaryArray.from_arrays(pa.array([0] * 300, pa.int32()), pa.array(["xử lý 12 vụ " * 100_000]))
    pq.write_table(small, tmp_path / "small.parquet")
    pq.write_table(pa.table({"text": long}), tmp_path / "long.parquet", store_schema=False, compression="zstd")
    assert (tmp_path / "long.parquet").stat().st_size < 2000
    command = [sys.executable, "-c", HELD, str(tmp_path / "small.parquet"), str(tmp_path / "long.parquet")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    rows, grown = map(int, done.stdout.split())
    assert rows == 300
    assert grown < 200  # megabytes
