"""Web archives: the pages among the records, with address and time of fetching."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from fastwarc.stream_io import BrotliWriter, Lz4Writer, ZstdWriter
from hypothesis import given, settings
from hypothesis import strategies as st

from packed import zipped
from portal_pages import LEAD, ONE, TITLE, TWO, page
from tongket.records import Document
from tongket.sources import Failure, LoadOptions, load

PAGE = page(f"<h1>{TITLE}</h1><p>{LEAD}</p><p>{ONE}</p><p>{TWO}</p>").encode()
TEXT = f"{TITLE}\n{LEAD}\n{ONE}\n"
URL = "https://congan.vanha.example/tin-tuc/tong-ket-2024.html"
HTML = "Content-Type: text/html; charset=utf-8\r\n"


def record(
    kind: str, body: bytes, url: str | None = URL, content_type: str = "application/http; msgtype=response"
) -> bytes:
    address = f"WARC-Target-URI: {url}\r\n" if url else ""
    head = (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:6d058047-ede2-4a13-be79-90c17c631dd4>\r\n{address}"
        f"WARC-Date: 2024-01-12T08:30:00Z\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"


def answer(body: bytes = PAGE, headers: str = HTML, status: str = "200 OK", url: str = URL) -> bytes:
    return record("response", f"HTTP/1.1 {status}\r\n{headers}\r\n".encode() + body, url)


def read(path: Path, data: bytes, options: LoadOptions | None = None) -> list[Document | Failure]:
    path.write_bytes(data)
    return list(load([str(path)], options))


def one(path: Path, data: bytes) -> Document:
    (document,) = read(path, data)
    assert isinstance(document, Document), document
    return document


def written(writer: type, data: bytes) -> bytes:
    stream = io.BytesIO()
    with writer(stream) as packed:
        packed.write(data)
    return stream.getvalue()


PACKINGS: dict[str, Callable[[bytes], bytes]] = {
    "a.warc": bytes,
    "a.warc.gz": gzip.compress,
    "a.warc.zst": lambda data: written(ZstdWriter, data),
    "a.warc.lz4": lambda data: written(Lz4Writer, data),
    "crawl": gzip.compress,
}


@pytest.mark.parametrize("name", PACKINGS)
def test_an_answer(tmp_path: Path, name: str) -> None:
    records = [record("warcinfo", b"software: x\r\n", None, "application/warc-fields"), answer()]
    document = one(tmp_path / name, b"".join(map(PACKINGS[name], records)))
    assert (document.doc, document.url) == ("tong-ket-2024", URL)
    assert document.retrieved == dt.datetime(2024, 1, 12, 8, 30, tzinfo=dt.UTC)
    assert document.media_type == "text/html"
    assert document.text == f"{TITLE}\n{LEAD}\n{ONE}\n{TWO}"


def test_which_records_are_documents(tmp_path: Path) -> None:
    records = [
        answer(url="https://a.example/1"),
        answer(status="404 Not Found", url="https://a.example/2"),
        answer(status="301 Moved", headers=f"{HTML}Location: /1\r\n", url="https://a.example/3"),
        answer(b"\x89PNG", "Content-Type: image/png\r\n", url="https://a.example/4"),
        answer(b"a{}", "Content-Type: text/css\r\n", url="https://a.example/5"),
        answer(TEXT.encode(), "Content-Type: text/plain\r\n", url="https://a.example/6"),
        answer(headers="content-type: application/xhtml+xml\r\n", url="https://a.example/7"),
        record("request", b"GET / HTTP/1.1\r\n\r\n", "https://a.example/8"),
        record("revisit", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", "https://a.example/9"),
        record("metadata", b"fetchTimeMs: 3", "https://a.example/10", "application/warc-fields"),
        record("resource", PAGE, "https://a.example/11", "text/html"),
        record("resource", b"a.example. 1 IN A", "dns:a.example", "text/dns"),
        record("conversion", TEXT.encode(), "https://a.example/12", "text/plain"),
    ]
    found = read(tmp_path / "a.warc", b"".join(records))
    assert [each.doc for each in found if isinstance(each, Document)] == ["1", "6", "7", "11", "12"]
    assert len(found) == 5


@pytest.mark.parametrize(
    ("headers", "encoded"),
    [
        ("Content-Encoding: gzip\r\n", gzip.compress(PAGE, mtime=0)),
        ("Content-Encoding: x-gzip\r\n", gzip.compress(PAGE, mtime=0)),
        ("Content-Encoding: deflate\r\n", zlib.compress(PAGE)),
        ("Content-Encoding: br\r\n", written(BrotliWriter, PAGE)),
        ("Content-Encoding: zstd\r\n", written(ZstdWriter, PAGE)),
        ("Transfer-Encoding: chunked\r\n", b"%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE), PAGE)),
        (
            "Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n",
            b"%x\r\n%s\r\n0\r\n\r\n" % (len(gzip.compress(PAGE, mtime=0)), gzip.compress(PAGE, mtime=0)),
        ),
        ("Content-Encoding: gzip\r\n", PAGE),
        ("Transfer-Encoding: chunked\r\nContent-Encoding: br\r\n", PAGE),
        ("Content-Encoding: nobody-knows\r\n", PAGE),
    ],
)
def test_encodings_for_the_way(tmp_path: Path, headers: str, encoded: bytes) -> None:
    """Undone where they are there; a crawler may have undone them and left the header."""
    assert ONE in one(tmp_path / "a.warc", answer(encoded, HTML + headers)).text


def test_the_charset_of_the_answer(tmp_path: Path) -> None:
    latin = "<html><p>Sở Tài chính thành phố xử lý 12 vụ</p></html>".encode("utf-16-le")
    document = one(tmp_path / "a.warc", answer(latin, "Content-Type: text/html; charset=utf-16-le\r\n"))
    assert "Sở Tài chính thành phố xử lý 12 vụ" in document.text


def test_what_can_t_be_read_costs_only_itself(tmp_path: Path) -> None:
    records = [
        answer(gzip.compress(bytes(10**6)), f"{HTML}Content-Encoding: gzip\r\n", url="https://a.example/bomb"),
        answer(bytes(10**6), url="https://a.example/long"),
        answer(b"%PDF-1.7", url="https://a.example/disguised"),
        answer(b"", url="https://a.example/nothing"),
        answer(url="https://a.example/good"),
    ]
    found = read(tmp_path / "a.warc", b"".join(records), LoadOptions(max_bytes=100_000))
    assert [str(each).removeprefix(f"{tmp_path}/") for each in found[:4]] == [
        "a.warc: https://a.example/bomb: larger than the limit of 100,000 bytes (--max-bytes)",
        "a.warc: https://a.example/long: larger than the limit of 100,000 bytes (--max-bytes)",
        "a.warc: https://a.example/disguised: not an HTML page but a PDF file",
        "a.warc: https://a.example/nothing: the file is empty",
    ]
    assert isinstance(found[4], Document)


def test_an_archive_that_breaks_off(tmp_path: Path) -> None:
    data = answer() + answer(url="https://a.example/2")
    within = read(tmp_path / "a.warc", data[:-200])
    assert [type(each) for each in within] == [Document, Failure]
    assert str(within[1]).endswith("https://a.example/2: the web archive breaks off within this record")
    head = read(tmp_path / "a.warc", data[: len(answer()) + 80])
    assert isinstance(head[0], Document) and "breaks off after 1 records" in str(head[1])


@pytest.mark.parametrize("data", [b"", b"hello", gzip.compress(b"hello", mtime=0), b"WARC/1.1\r\n" + b"a" * 10**6])
def test_other_files_named_warc(tmp_path: Path, data: bytes) -> None:
    (failure,) = read(tmp_path / "a.warc", data)
    assert isinstance(failure, Failure) and "web archive" in failure.cause


def test_a_crawl_without_pages(tmp_path: Path) -> None:
    (failure,) = read(tmp_path / "a.warc", answer(status="404 Not Found"))
    assert isinstance(failure, Failure) and failure.cause == "the archive holds no documents"


def test_a_web_archive_in_a_zip(tmp_path: Path) -> None:
    (document,) = read(tmp_path / "a.zip", zipped({"crawl/a.warc.gz": gzip.compress(answer())}))
    assert isinstance(document, Document) and document.url == URL


def test_records_that_are_passed_over_count(tmp_path: Path) -> None:
    data = gzip.compress(record("request", bytes(10**7))) * 30 + gzip.compress(answer())
    (failure,) = read(tmp_path / "a.warc.gz", data, LoadOptions(max_unpacked=10**8))
    assert isinstance(failure, Failure) and failure.cause.startswith("a bomb")


@settings(max_examples=200, deadline=None)
@given(st.data(), st.booleans())
def test_damaged_archives_are_read_or_explained(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, packed: bool
) -> None:
    records = [answer(), answer(gzip.compress(PAGE, mtime=0), f"{HTML}Content-Encoding: gzip\r\n")]
    whole = bytearray(b"".join(gzip.compress(each, mtime=0) if packed else each for each in records))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(whole) - 1))
        whole[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    for each in read(tmp_path_factory.mktemp("damaged") / "a.warc", bytes(whole)):
        assert isinstance(each, (Document, Failure))
        assert isinstance(each, Document) or (each.cause and "\n" not in str(each))
