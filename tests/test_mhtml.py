"""Saved pages with all their parts in one file."""

from __future__ import annotations

import base64
import datetime as dt
import quopri
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packed import zipped
from portal_pages import LEAD, ONE, TITLE, TWO, page
from tongket.records import Document
from tongket.sources import Failure, LoadOptions, count, load

PAGE = page(f"<h1>{TITLE}</h1><p>{LEAD}</p><p>{ONE}</p><p>{TWO}</p>")
URL = "https://congan.vanha.example/tin-tuc/tong-ket.html"
PICTURE = "Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo="
AD = "Content-Type: text/html\r\nContent-ID: <ad@x>\r\n\r\n<p>Quảng cáo</p>"


def saved(*parts: bytes | str, start: str = "") -> bytes:
    """A saved page of these parts."""
    head = (
        "From: <Saved by Blink>\r\nSubject: x\r\nDate: Fri, 12 Jan 2024 15:30:00 +0700\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: multipart/related;\r\n\ttype="text/html";{start}\r\n\tboundary="----b"\r\n\r\n'
    )
    body = b"".join(b"------b\r\n" + (part.encode() if isinstance(part, str) else part) + b"\r\n" for part in parts)
    return head.encode() + body + b"------b--\r\n"


def root(encoding: str, charset: str = "utf-8") -> bytes:
    """The page's own part."""
    data = PAGE.encode(charset)
    body = {"quoted-printable": quopri.encodestring, "base64": base64.encodebytes, "binary": bytes, "8bit": bytes}[
        encoding
    ](data)
    head = (
        f"Content-Type: text/html; charset={charset}\r\nContent-ID: <page@x>\r\n"
        f"Content-Transfer-Encoding: {encoding}\r\nContent-Location: {URL}\r\n\r\n"
    )
    return head.encode() + body


def read(path: Path, data: bytes, options: LoadOptions | None = None) -> Document | Failure:
    path.write_bytes(data)
    (found,) = load([str(path)], options)
    return found


@pytest.mark.parametrize("name", ["bao-cao.mhtml", "bao-cao.MHT", "download"])
@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "binary", "8bit"])
def test_the_page_in_it(tmp_path: Path, name: str, encoding: str) -> None:
    document = read(tmp_path / name, saved(root(encoding), PICTURE, AD))
    assert isinstance(document, Document)
    assert (document.doc, document.url) == (Path(name).stem, URL)
    assert document.text == f"{TITLE}\n{LEAD}\n{ONE}\n{TWO}"
    assert document.retrieved == dt.datetime(2024, 1, 12, 8, 30, tzinfo=dt.UTC)


def test_the_start_part_is_named(tmp_path: Path) -> None:
    document = read(tmp_path / "a.mht", saved(AD, root("base64"), start='start="<page@x>";'))
    assert isinstance(document, Document) and ONE in document.text


def test_a_page_without_parts(tmp_path: Path) -> None:
    document = read(tmp_path / "a.mht", b"MIME-Version: 1.0\r\n" + root("base64", "utf-16"))
    assert isinstance(document, Document) and ONE in document.text


def test_it_counts_as_one(tmp_path: Path) -> None:
    read(tmp_path / "a.mht", saved(root("base64")))
    assert count([str(tmp_path)]) == 1


def test_in_a_zip(tmp_path: Path) -> None:
    document = read(tmp_path / "a.zip", zipped({"b/page.mhtml": saved(root("base64"))}))
    assert isinstance(document, Document) and (document.doc, document.url) == ("page", URL)


def test_a_local_address_is_none(tmp_path: Path) -> None:
    data = saved(root("base64").replace(URL.encode(), b"file:///C:/Users/mai/page.html"))
    document = read(tmp_path / "a.mht", data)
    assert isinstance(document, Document) and document.url is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        PAGE.encode(),
        saved(PICTURE),
        saved(),
        saved(b"Content-Type: message/rfc822\r\n\r\n") * 2,
        b"".join(b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(5000)),
    ],
)
def test_other_files_named_mht(tmp_path: Path, data: bytes) -> None:
    failure = read(tmp_path / "a.mht", data)
    assert isinstance(failure, Failure)
    assert failure.cause == "not a saved page (MHTML): it holds no part that is HTML"


def test_over_the_limit(tmp_path: Path) -> None:
    failure = read(tmp_path / "a.mht", saved(root("base64")), LoadOptions(max_bytes=1000))
    assert isinstance(failure, Failure) and "1,000 bytes" in failure.cause


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_damaged_pages_are_read_or_explained(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    whole = bytearray(saved(root(data.draw(st.sampled_from(["base64", "8bit", "quoted-printable"]))), PICTURE))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(whole) - 1))
        whole[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    found = read(tmp_path_factory.mktemp("damaged") / "a.mhtml", bytes(whole))
    assert isinstance(found, Document) or (found.cause and "\n" not in str(found))
