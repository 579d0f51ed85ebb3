"""Inputs as users give them: what is read, in which order, and one clear line for whatever is not."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import io
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal_pages import LEAD, ONE, TITLE, TWO, page
from tongket.records import Document
from tongket.sources import Columns, Failure, LoadOptions, count, expand, load

TEXT = f"{TITLE}\n{LEAD}\n{ONE}\n"
PAGE = page(f"<ul><li><a href='/'>Trang chủ</a></li></ul><h1>{TITLE}</h1><p>{LEAD}</p><p>{ONE}</p><p>{TWO}</p>")


def read(*inputs: str | Path, options: LoadOptions | None = None) -> list[Document | Failure]:
    return list(load([str(each) for each in inputs], options))


def one(*inputs: str | Path, options: LoadOptions | None = None) -> Document:
    (document,) = read(*inputs, options=options)
    assert isinstance(document, Document), document
    return document


def failure(*inputs: str | Path, options: LoadOptions | None = None) -> Failure:
    (found,) = read(*inputs, options=options)
    assert isinstance(found, Failure), found
    assert found.cause and "\n" not in str(found) and "Traceback" not in found.cause
    return found


def names(found: list[Document | Failure]) -> list[str]:
    return [each.doc if isinstance(each, Document) else f"!{Path(each.source).name}" for each in found]


def write(path: Path, data: str | bytes = TEXT) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Reports in a folder, with files that are none."""
    for name in ("b.txt", "a.html", "sub/c.htm", "sub/deep/d.xhtml", "Z.TXT"):
        write(tmp_path / name, PAGE if "htm" in name else TEXT)
    for name in ("picture.png", "notes.xyz", ".hidden.txt", ".git/e.txt", "sub/readme"):
        write(tmp_path / name)
    return tmp_path


# ── which inputs ─────────────────────────────────────────────────────────────
def test_a_text_file(tmp_path: Path) -> None:
    document = one(write(tmp_path / "kim-tra.2023.txt"))
    assert (document.doc, document.text, document.media_type) == ("kim-tra.2023", TEXT, "text/plain")
    assert document.source_hash == hashlib.sha256(TEXT.encode()).hexdigest()


def test_a_page(tmp_path: Path) -> None:
    document = one(write(tmp_path / "page.html", PAGE))
    assert document.text == f"{TITLE}\n{LEAD}\n{ONE}\n{TWO}"
    assert document.source_hash == hashlib.sha256(PAGE.encode()).hexdigest()


def test_several_in_the_order_given(tmp_path: Path) -> None:
    paths = [write(tmp_path / name) for name in ("c.txt", "a.txt", "b.txt")]
    assert names(read(*paths)) == ["c", "a", "b"]


def test_a_folder_is_read_deep_and_sorted(folder: Path) -> None:
    assert names(read(folder)) == ["Z", "a", "b", "c", "d"]


def test_a_glob_is_ours_to_expand(folder: Path) -> None:
    assert names(read(folder / "*.txt")) == ["b"]
    assert names(read(folder / "**" / "*.*htm*")) == ["a", "c", "d"]
    assert names(read(folder / "[ab].*")) == ["a", "b"]


def test_a_folder_in_a_glob_is_read_as_one(folder: Path) -> None:
    (folder / "empty").mkdir()
    assert names(read(folder / "[es]*")) == ["!empty", "c", "d"]


def test_a_file_whose_name_looks_like_a_glob(tmp_path: Path) -> None:
    assert one(write(tmp_path / "report[1].txt")).doc == "report[1]"


def test_what_was_written_before_is_not_read_again(folder: Path) -> None:
    before = [source.name for source in expand([str(folder)])]
    write(folder / "figures.jsonl", "{}")
    write(folder / "pages" / "one.html", PAGE)
    for out in (folder / "figures.jsonl", folder / "pages"):
        left = {source.name for source in expand([str(folder)], out)} - set(before)
        assert left and not any(Path(name) == out or out in Path(name).parents for name in left)
    pattern = str(folder / "*.jsonl")
    assert [source.kind for source in expand([pattern], folder / "figures.jsonl")] == ["failure"]
    (folder / "figures.jsonl").unlink()
    assert (count([str(folder)], folder / "pages"), count([str(folder)])) == (len(before), len(before) + 1)


def test_a_path_named_twice_is_read_once(folder: Path) -> None:
    assert names(read(folder / "b.txt", folder, folder / "b.txt")) == ["b", "Z", "a", "c", "d"]


def test_the_published_date_holds_for_all(folder: Path) -> None:
    found = read(folder, options=LoadOptions(published=dt.date(2024, 1, 13)))
    assert {each.published for each in found if isinstance(each, Document)} == {dt.date(2024, 1, 13)}


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("report", PAGE, "text/html"),
        ("report", TEXT, "text/plain"),
        ("report.md", TEXT, "text/plain"),
        ("page.aspx", "\ufeff \n<!-- saved --><!DOCTYPE html>" + PAGE, "text/html"),
        ("page.txt", PAGE, "text/html"),
        ("report.bak", TEXT.encode("utf-16"), "text/plain"),
        ("report.old", TEXT.encode("utf-16-le"), "text/plain"),
        ("page.old", PAGE.encode("utf-16"), "text/html"),
    ],
)
def test_contents_decide_where_the_ending_doesn_t(tmp_path: Path, name: str, data: str | bytes, kind: str) -> None:
    document = one(write(tmp_path / name, data))
    assert document.media_type == kind
    assert ONE in document.text


def test_tables_give_a_document_a_row(tmp_path: Path) -> None:
    pq.write_table(pa.table({"id": ["x", "y"], "text": [TEXT, ONE]}), tmp_path / "a.parquet")
    write(tmp_path / "b.jsonl", json.dumps({"text": TEXT}) + "\n{\n" + json.dumps({"id": "z", "text": ONE}) + "\n")
    write(tmp_path / "c.csv", f'id;text\nq;"{TEXT}"\n')
    found = read(tmp_path)
    assert names(found) == ["x", "y", "b-1", "!b.jsonl, row 2", "z", "q"]
    columns = LoadOptions(columns=Columns(text="noi_dung"))
    assert "no column 'noi_dung'" in failure(tmp_path / "c.csv", options=columns).cause


def test_no_local_path_in_a_document(folder: Path) -> None:
    for document in read(folder):
        assert str(folder) not in repr(document)


def test_the_same_every_time(folder: Path) -> None:
    assert read(folder, folder / "*.txt") == read(folder, folder / "*.txt")


# ── standard input ───────────────────────────────────────────────────────────
class Stdin:
    def __init__(self, data: bytes) -> None:
        self.buffer = io.BytesIO(data)


@pytest.mark.parametrize(
    ("data", "kind", "media_type"),
    [
        (TEXT, "auto", "text/plain"),
        (PAGE, "auto", "text/html"),
        (PAGE, "text", "text/plain"),
        (f"Lời dẫn <p>{ONE}</p><p>{TWO}</p>", "html", "text/html"),
        (json.dumps({"text": TEXT}), "jsonl", "text/plain"),
    ],
)
def test_standard_input(monkeypatch: pytest.MonkeyPatch, data: str, kind: str, media_type: str) -> None:
    monkeypatch.setattr(sys, "stdin", Stdin(data.encode()))
    document = one("-", options=LoadOptions(stdin=kind))  # type: ignore[arg-type]  # parametrised
    assert document.doc.startswith("stdin")
    assert document.media_type == media_type
    assert ONE in document.text


def test_json_lines_on_standard_input_are_known_by_their_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = "".join(json.dumps({"text": TEXT, "id": n}) + "\n" for n in ("a", "b"))
    stdin = Stdin(b"")
    stdin.buffer = io.BufferedReader(io.BytesIO(lines.encode()))  # type: ignore[assignment]  # as the real one
    monkeypatch.setattr(sys, "stdin", stdin)
    assert [document.doc for document in load(["-"]) if isinstance(document, Document)] == ["a", "b"]


@pytest.mark.parametrize("kind", ["auto", "text", "html", "jsonl"])
def test_nothing_on_standard_input(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setattr(sys, "stdin", Stdin(b""))
    failure("-", options=LoadOptions(stdin=kind))  # type: ignore[arg-type]  # parametrised


# ── what can't be read ───────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("name", "data", "cause"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.html", b" \n\n", "empty"),
        ("zeros.txt", bytes(5000), "empty"),
        ("picture.html", b"\x89PNG\r\n\x1a\n\x00\x00", "not an HTML page but a PNG picture"),
        ("scan.txt", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "not a text but a PDF file"),
        ("report.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file"),
        ("report.docx", b"PK\x03\x04\x14\x00", "a ZIP archive or Office file"),
        ("page.html", gzip.compress(PAGE.encode()), "a gzip archive"),
        ("core", bytes(range(256)) * 20, "binary"),
        ("article.json", b'{\n  "text": "12"\n}', "not a text but JSON"),
        ("invalid.txt", b"S\xe1\xbb\x91 li\xff\xfe\x9f\x8d\x81 \xc3\x28", "invalid|no encoding|encoding"),
        ("no.parquet", b"text", "not a Parquet file"),
        ("no.csv", b"a,b\n1,2\n", "no column 'text'"),
        ("no.jsonl", b'{"a": 1}\n', "no column 'text'"),
    ],
)
def test_one_line_of_cause(tmp_path: Path, name: str, data: bytes, cause: str) -> None:
    path = write(tmp_path / name, data)
    found = failure(path)
    assert found.source == str(path)
    assert any(each in found.cause for each in cause.split("|"))


def test_a_missing_file(tmp_path: Path) -> None:
    assert str(failure(tmp_path / "no.txt")) == f"{tmp_path / 'no.txt'}: there is no such file"
    assert "no such file" in failure(tmp_path / "no.csv").cause
    assert "no such file" in failure(write(tmp_path / "a.txt") / "b.txt").cause


def test_an_address_of_another_kind() -> None:
    assert "http" in failure("ftp://example.org/report.html").cause


def test_a_glob_without_files(tmp_path: Path) -> None:
    assert failure(tmp_path / "*.txt").cause == "no file matches"


def test_a_folder_without_documents(tmp_path: Path) -> None:
    write(tmp_path / "picture.png")
    assert "no documents" in failure(tmp_path).cause


def test_over_the_limit(tmp_path: Path) -> None:
    path = write(tmp_path / "long.txt", "a" * 1001)
    assert "1,000 bytes" in failure(path, options=LoadOptions(max_bytes=1000)).cause
    assert one(path, options=LoadOptions(max_bytes=1001)).text == "a" * 1001


def test_the_limit_is_seen_before_reading(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(10**12)  # a sparse file that no memory holds
    assert "50,000,000 bytes" in failure(path).cause


def test_no_permission(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt")
    path.chmod(0)
    (tmp_path / "sub").mkdir(mode=0)
    if os.access(path, os.R_OK):
        assert os.getuid() == 0  # root reads everything, so the two refusals below can't be made
        return
    assert failure(path).cause == "no permission to read it"
    assert failure(tmp_path / "sub").cause == "no permission to read it"


def test_a_refused_file_costs_only_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        write(tmp_path / name)
    opened = Path.open

    def refuse(path: Path, *rest: object, **named: object) -> object:
        if path.name == "b.txt":
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, *rest, **named)  # type: ignore[call-overload]  # handed on as it came

    monkeypatch.setattr(Path, "open", refuse)
    found = read(tmp_path)
    assert names(found) == ["a", "!b.txt", "c"]
    assert isinstance(found[1], Failure) and found[1].cause == "no permission to read it"


def test_a_name_that_is_no_text(tmp_path: Path) -> None:
    path = os.path.join(os.fsencode(tmp_path), b"b\xe1o c\xe1o\n.txt")
    try:
        with open(path, "wb") as file:
            file.write(TEXT.encode())
    except OSError:
        assert sys.platform == "darwin"  # its file system refuses such names
        return
    (document,) = load([os.fsdecode(path)])
    assert isinstance(document, Document)
    document.doc.encode()
    os.unlink(path)
    found = failure(os.fsdecode(path))
    found.source.encode()


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([".txt", ".html", ".csv", ".jsonl", ".parquet", ""]))
def test_any_bytes_are_read_or_explained(tmp_path_factory: pytest.TempPathFactory, data: bytes, ending: str) -> None:
    path = write(tmp_path_factory.mktemp("any") / f"file{ending}", data)
    for each in read(path):
        assert isinstance(each, (Document, Failure))
        if isinstance(each, Failure):
            assert each.cause and "\n" not in each.cause


# ── how many ─────────────────────────────────────────────────────────────────
def test_count_tells_what_load_gives(folder: Path) -> None:
    pq.write_table(pa.table({"text": [TEXT] * 7}), folder / "rows.parquet")
    inputs = [str(folder), str(folder / "no.txt"), str(folder / "*.nothing")]
    assert count(inputs) == len(read(*inputs)) == 14
    write(folder / "more.csv", f"text\n{ONE}\n")
    assert count(inputs) is None


def test_expand_names_the_files(folder: Path) -> None:
    found = [source.name for source in expand([str(folder / "sub"), "-", "https://a.vn/x"])]
    assert found == [str(folder / "sub/c.htm"), str(folder / "sub/deep/d.xhtml"), "-", "https://a.vn/x"]


# ── addresses ────────────────────────────────────────────────────────────────
class Portal(BaseHTTPRequestHandler):
    """A portal on this machine: one path for each way in which an address can answer."""

    agents: ClassVar[list[str]] = []
    answers: ClassVar[dict[str, tuple[int, dict[str, str], bytes]]] = {
        "/tin/tong-ket.html": (200, {"Content-Type": "text/html; charset=utf-8"}, PAGE.encode()),
        "/report": (200, {"Content-Type": "text/plain"}, TEXT.encode()),
        "/untyped": (200, {}, PAGE.encode()),
        "/utf16": (200, {"Content-Type": "text/html; charset=utf-16-le"}, PAGE.encode("utf-16-le")),
        "/zipped": (200, {"Content-Type": "text/html", "Content-Encoding": "gzip"}, gzip.compress(PAGE.encode())),
        "/bomb": (200, {"Content-Type": "text/html", "Content-Encoding": "gzip"}, gzip.compress(b"a" * 10**7)),
        "/broken": (200, {"Content-Type": "text/html", "Content-Encoding": "gzip"}, b"no gzip"),
        "/moved": (302, {"Location": "/tin/tong-ket.html?from=1#top"}, b""),
        "/round": (302, {"Location": "/round"}, b""),
        "/out": (302, {"Location": "ftp://127.0.0.1/x"}, b""),
        "/gone": (410, {"Content-Type": "text/html"}, PAGE.encode()),
        "/error": (503, {}, b""),
        "/picture": (200, {"Content-Type": "image/png"}, b"\x89PNG\r\n\x1a\n"),
        "/disguised": (200, {"Content-Type": "text/html"}, b"%PDF-1.4\n"),
        "/nothing": (200, {"Content-Type": "text/html"}, b""),
    }

    def do_GET(self) -> None:
        self.agents.append(self.headers.get("User-Agent", ""))
        path = self.path.split("?")[0]
        if path == "/slow":
            self.server.stopped.wait(5)  # type: ignore[attr-defined]  # set by the fixture
            return
        if path == "/cut":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\nabc")
            return
        status, headers, body = self.answers.get(path, (404, {}, b""))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def portal() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Portal)
    server.stopped = threading.Event()  # type: ignore[attr-defined]  # read by the handler
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.stopped.set()  # type: ignore[attr-defined]  # read by the handler
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def direct(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def test_an_address(portal: str) -> None:
    document = one(f"{portal}/tin/tong-ket.html")
    assert document.doc == "tong-ket"
    assert document.url == f"{portal}/tin/tong-ket.html"
    assert document.publisher == "127.0.0.1"
    assert document.text == f"{TITLE}\n{LEAD}\n{ONE}\n{TWO}"
    assert document.source_hash == hashlib.sha256(PAGE.encode()).hexdigest()
    assert Portal.agents[-1].startswith("Tongket/")


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/report", "text/plain"),
        ("/untyped", "text/html"),
        ("/utf16", "text/html"),
        ("/zipped", "text/html"),
        ("/moved", "text/html"),
    ],
)
def test_kinds_of_answers(portal: str, path: str, media_type: str) -> None:
    document = one(portal + path, options=LoadOptions(delay=0))
    assert document.media_type == media_type
    assert ONE in document.text


def test_redirects_give_the_last_address(portal: str) -> None:
    document = one(f"{portal}/moved", options=LoadOptions(delay=0))
    assert document.url == f"{portal}/tin/tong-ket.html?from=1"
    assert document.doc == "tong-ket?from=1"


def test_a_password_in_an_address_is_not_kept(portal: str) -> None:
    document = one(portal.replace("//", "//ai:matkhau@") + "/report")
    assert document.url == f"{portal}/report"
    assert "matkhau" not in repr(document)


@pytest.mark.parametrize(
    ("path", "cause"),
    [
        ("/nowhere", "answers 404"),
        ("/gone", "answers 410"),
        ("/error", "answers 503"),
        ("/round", "redirected more than 10 times"),
        ("/out", "not a valid http"),
        ("/picture", "answers with image/png"),
        ("/disguised", "a PDF file"),
        ("/nothing", "answers with nothing"),
        ("/broken", "can't be unpacked"),
        ("/cut", "broke off"),
        ("/slow", "no answer within 0.3 seconds"),
        ("/bomb", "larger than the limit of 100,000 bytes"),
    ],
)
def test_addresses_that_fail(portal: str, path: str, cause: str) -> None:
    options = LoadOptions(timeout=0.3 if path == "/slow" else 10, max_bytes=100_000, delay=0)
    assert cause in failure(portal + path, options=options).cause


def test_the_announced_length_is_believed(portal: str) -> None:
    options = LoadOptions(max_bytes=100)
    assert "larger than" in failure(f"{portal}/report", options=options).cause


def test_nobody_listens() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert failure(f"http://127.0.0.1:{port}/").cause == "no connection to the host"


@pytest.mark.parametrize("address", ["http://", "http://[", "https://a b.vn/", "http://127.0.0.1:99999/"])
def test_addresses_that_are_none(address: str) -> None:
    failure(address)


# ── weight ───────────────────────────────────────────────────────────────────
def test_nothing_heavy_is_imported_before_it_is_needed() -> None:
    program = (
        "import sys, tongket.sources as s; s.load; s.LoadOptions(); s.count(['-']);"
        "print([m for m in ('pyarrow', 'lxml', 'httpx', 'trafilatura', 'pydantic') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
