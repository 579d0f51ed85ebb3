"""Inputs as a user gives them (paths, folders, globs, addresses, standard input) → documents and failures.

`fetch` gives what is there, unread, cheaply and in order; `load` reads it too.
The order is that of the inputs; within a folder or glob it is that of the sorted paths. Whatever is wrong with one
input becomes one `Failure` with one clear line, and the next is read.
"""

from __future__ import annotations

import glob
import hashlib
import os
import re
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING
from urllib.parse import unquote

from tongket.addresses import split
from tongket.records import Document

from . import containers, formats, html, tabular
from .containers import Holder
from .destinations import lies_in
from .errors import EmptyError, NotADocumentError, SourceError, TooLargeError
from .options import Columns, Failure, LoadOptions
from .raw import Raw, RawPage, printable, read_all
from .streams import Budget, counted, spooled

if TYPE_CHECKING:
    from .crawl import Web
    from .web import Answer

__all__ = ["Columns", "Failure", "LoadOptions", "Source", "count", "expand", "fetch", "load"]

TEXT_ENDINGS = (".txt",)
HTML_ENDINGS = (".html", ".htm", ".xhtml")
ENDINGS = (*TEXT_ENDINGS, *HTML_ENDINGS, *formats.ENDINGS, *tabular.ENDINGS)
"""Of documents and tables; those of containers are `containers.ENDINGS`."""
_SAMPLE = 4096
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_JSON_LINES = re.compile(rb"(?:\xef\xbb\xbf)?\s*\{\s*\"[^\"\n]*\"\s*:")
"""How a stream of JSON objects begins, and no text."""
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Source:
    """One file, address or standard input to read, or the reason why an input led to none."""

    name: str
    kind: str
    """"file", "address", "site", "stdin" or "failure"."""
    cause: str = ""


# ── which sources there are ──────────────────────────────────────────────────
def expand(inputs: Sequence[str], out: Path | None = None) -> list[Source]:
    """The sources behind the inputs, folders and globs resolved, in order, a path named twice read once; what lies
    at `out` left out of folders and globs."""
    return list(dict.fromkeys(source for each in inputs for source in _expand(each, out)))


def _expand(name: str, out: Path | None) -> Iterator[Source]:
    if name == "-":
        yield Source("-", "stdin")
    elif re.match(r"https?://", name, re.I):
        yield Source(name, "address")
    elif re.match(r"site:https?://", name, re.I):
        yield Source(name[len("site:") :], "site")
    elif "://" in name and not os.path.lexists(name):
        yield Source(name, "failure", "no address of the kinds that are read: http, https")
    elif os.path.isdir(name):
        yield from _folder(name, out)
    elif glob.has_magic(name) and not os.path.lexists(name):
        yield from _glob(name, out)
    else:
        yield Source(name, "file")


def _folder(name: str, out: Path | None) -> Iterator[Source]:
    failures: list[Source] = []
    found = False

    def refuse(error: OSError) -> None:
        failures.append(Source(str(error.filename or name), "failure", _os_cause(error)))

    for root, folders, files in os.walk(name, onerror=refuse):
        folders[:] = sorted(folder for folder in folders if not folder.startswith("."))
        for file in sorted(files):
            path = os.path.join(root, file)
            if not file.startswith(".") and containers.is_wanted(file) and not lies_in(path, out):
                found = True
                yield Source(path, "file")
    yield from failures
    if not found and not failures:
        yield Source(name, "failure", f"the folder holds no documents ({' '.join((*ENDINGS, *containers.ENDINGS))})")


def _glob(pattern: str, out: Path | None) -> Iterator[Source]:
    found = [name for name in sorted(glob.glob(pattern, recursive=True)) if not lies_in(name, out)]
    if not found:
        yield Source(pattern, "failure", "no file matches")
    for name in found:
        if not os.path.isdir(name):
            yield Source(name, "file")
        elif "**" not in pattern:  # "**" lists the files in its folders itself
            yield from _folder(name, out)


def count(inputs: Sequence[str], out: Path | None = None) -> int | None:
    """How many documents and failures `load` will give, for a progress bar; None where only reading can tell."""
    total = 0
    for source in expand(inputs, out):
        is_held = source.kind == "file" and containers.kind_of(source.name) not in (None, "mhtml")
        if source.kind == "site" or is_held:
            return None
        ending = Path(source.name).suffix.lower() if source.kind == "file" else ""
        if ending in tabular.ENDINGS:
            rows = _rows(source.name, ending)
            if rows is None:
                return None
            total += rows
        else:
            total += 1
    return total


def _rows(name: str, ending: str) -> int | None:
    """The rows of a Parquet file, from its footer; a row of text formats is known only by reading."""
    if ending != ".parquet":
        return None
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return max(1, int(pq.read_metadata(name).num_rows))
    except (OSError, pa.ArrowInvalid):
        return 1


# ── reading them ─────────────────────────────────────────────────────────────
def load(inputs: Sequence[str], options: LoadOptions | None = None) -> Iterator[Document | Failure]:
    """Every document behind the inputs, and a failure for whatever can't be read."""
    options = options or LoadOptions()
    return read_all(fetch(inputs, options), options)


def load_source(source: Source, options: LoadOptions) -> Iterator[Document | Failure]:
    """The documents of one source: one, or one for each row of a table or page of a site."""
    return read_all(fetch_source(source, options), options)


def fetch(inputs: Sequence[str], options: LoadOptions, web: Web | None = None) -> Iterator[Raw | Failure]:
    """What `load` reads, unread. `web`: the road to addresses, where it is not to be one of this call's own."""
    with ExitStack() as ending:
        for source in expand(inputs, options.out):
            if web is None and source.kind in ("address", "site"):
                web = ending.enter_context(_web(options))
            yield from fetch_source(source, options, web)


def fetch_source(source: Source, options: LoadOptions, web: Web | None = None) -> Iterator[Raw | Failure]:
    """What one source holds, unread."""
    if source.kind == "failure":
        yield Failure(printable(source.name), source.cause)
        return
    if web is None and source.kind in ("address", "site"):
        with _web(options) as own:
            yield from fetch_source(source, options, own)
        return
    fetchers: dict[str, Callable[[str, LoadOptions], Iterator[Raw | Failure]]] = {
        "stdin": _fetch_stdin,
        "address": lambda name, _: _fetch_address(name, web.address) if web else iter(()),
        "site": lambda name, _: _fetch_address(name, web.site) if web else iter(()),
        "file": _fetch_file,
    }
    try:
        yield from fetchers[source.kind](source.name, options)
    except SourceError as error:
        yield Failure(printable(source.name), " ".join(error.cause.split()))
    except OSError as error:
        yield Failure(printable(source.name), _os_cause(error))


def _os_cause(error: OSError) -> str:
    causes: list[tuple[type[OSError], str]] = [
        (FileNotFoundError, "there is no such file"),
        (PermissionError, "no permission to read it"),
        (IsADirectoryError, "it is a folder"),
        (NotADirectoryError, "there is no such file"),
    ]
    return next((cause for kind, cause in causes if isinstance(error, kind)), error.strerror or type(error).__name__)


def _fetch_file(name: str, options: LoadOptions) -> Iterator[Raw | Failure]:
    path = Path(name)
    if path.suffix.lower() in tabular.ENDINGS:
        folder = printable(name)[: -len(path.name)]
        for row in tabular.fetch(path, options):
            yield replace(row, source=f"{folder}{row.source}")
        return
    if (kind := _container(path)) is not None:
        with path.open("rb") as file:
            budget = Budget(file.seek(0, os.SEEK_END), options.max_unpacked)
            file.seek(0)
            yield from containers.fetch(file, kind, Holder(printable(name), printable(path.stem), options, budget))
        return
    status = path.stat()
    if stat.S_ISREG(status.st_mode) and status.st_size > options.max_bytes:
        raise TooLargeError(options.max_bytes)
    with path.open("rb") as file:
        data = _take(file, options)
    yield RawPage(printable(name), data, doc=printable(path.stem), ending=path.suffix.lower())


def _container(path: Path) -> str | None:
    """The kind of container that a file is, by its name, else by its contents."""
    from .archives import is_office

    kind = containers.kind_of(path.name)
    if kind is not None or path.suffix.lower() in ENDINGS or not path.is_file():
        return kind
    with path.open("rb") as file:
        kind = containers.kind_of_contents(containers.peek(file))
        return None if kind == "zip" and is_office(file) else kind


def _take(file: IO[bytes], options: LoadOptions) -> bytes:
    data = file.read(options.max_bytes + 1)
    if len(data) > options.max_bytes:
        raise TooLargeError(options.max_bytes)
    return data


def document(
    data: bytes,
    *,
    doc: str,
    ending: str = "",
    url: str | None = None,
    content_type: str | None = None,
    options: LoadOptions | None = None,
) -> Document:
    """One text, page or paper from its bytes. `ending` decides where it is one of text or HTML, else the contents.

    Raises SourceError.
    """
    options = options or LoadOptions()
    if not data.strip(b" \t\r\n\x00"):
        raise EmptyError("the file is empty")
    if ending not in (*TEXT_ENDINGS, *HTML_ENDINGS):
        if found := formats.of_bytes(data):
            published, limit = options.published, options.max_bytes
            return formats.read(data, found, doc=doc, url=url, published=published, max_bytes=limit, ocr=options.ocr)
        if formats.is_protected(data):
            raise NotADocumentError("the document is protected by a password")
    if kind := html.kind_of_bytes(data):
        wanted = "an HTML page" if ending in HTML_ENDINGS else "a text"
        raise NotADocumentError(f"not {wanted} but {kind}")
    if _is_binary(data):
        raise NotADocumentError("not a text: the file holds binary data")
    if _JSON_LINES.match(data[:_SAMPLE]):
        raise NotADocumentError("not a text but JSON; JSON Lines with a text in each line are read from .jsonl files")
    if ending in HTML_ENDINGS or _is_html(data):
        return html.read(data, doc=doc, url=url, published=options.published, content_type=content_type)
    return plain_document(data, doc, url, content_type, options)


def plain_document(data: bytes, doc: str, url: str | None, content_type: str | None, options: LoadOptions) -> Document:
    """A plain text, whatever it looks like. Raises SourceError where its bytes are no text."""
    from .encodings import decode
    from .plain import from_text

    text, encoding = decode(data, html.declared_charset(b"", content_type))
    document = from_text(text, doc=doc, published=options.published, url=url, encoding=encoding)
    return replace(document, source_hash=hashlib.sha256(data).hexdigest())


def _is_html(data: bytes) -> bool:
    sample = data[:_SAMPLE]
    codec = "utf-16" if sample[:2] in _UTF16_MARKS else "utf-8-sig"
    return tabular.looks_like_html(sample[: len(sample) // 2 * 2].decode(codec, "replace"))


def _is_binary(data: bytes) -> bool:
    """Control characters that no text has, in a share that no stray byte explains; UTF-16 has zeros of its own."""
    sample = data[:_SAMPLE]
    if sample[:2] in _UTF16_MARKS or _is_bare_utf16(sample):
        return False
    return len(_CONTROLS.findall(sample)) * 100 > len(sample)


def _is_bare_utf16(sample: bytes) -> bool:
    """UTF-16 without its mark: among letters of the Latin script every other byte is 0 or 1, or 0x1E."""
    if len(sample) < 40:
        return False
    high = b"\x00\x01\x1e\x03"
    halves = (sample[0::2], sample[1::2])
    shares = [1 - len(half.translate(None, high)) / len(half) for half in halves]
    return max(shares) > 0.9 and min(shares) < 0.1


def _fetch_stdin(name: str, options: LoadOptions) -> Iterator[Raw | Failure]:
    stream = sys.stdin.buffer
    if options.stdin == "jsonl" or (options.stdin == "auto" and _JSON_LINES.match(_begins(stream))):
        yield from tabular.fetch_stream(stream, ".jsonl", "stdin", "stdin", options)
        return
    if options.stdin == "auto" and (kind := containers.kind_of_contents(_begins(stream))):
        yield from _fetch_stream(stream, kind, options)
        return
    data = _take(stream, options)
    plain = options.stdin == "text"
    if plain and not data.strip():
        raise EmptyError("nothing came in")
    yield RawPage("-", data, doc="stdin", ending=".html" if options.stdin == "html" else "", plain=plain)


def _fetch_stream(stream: IO[bytes], kind: str, options: LoadOptions) -> Iterator[Raw | Failure]:
    """A container on standard input; one whose index stands at the end goes to disk first."""
    from .archives import is_office

    budget = Budget(0, options.max_unpacked)
    file: IO[bytes] = counted(stream, budget.give)
    with spooled(file) if kind in containers.SEEKING else file as file:
        if kind == "zip" and is_office(file):
            raise NotADocumentError("an Office file, which is not read from standard input, or no whole archive")
        yield from containers.fetch(file, kind, Holder("-", "stdin", options, budget))


def _begins(stream: IO[bytes]) -> bytes:
    """The first bytes of a stream, left in it; none where it can't be looked into."""
    peek = getattr(stream, "peek", None)
    return bytes(peek(_SAMPLE)) if peek else b""


# ── addresses ────────────────────────────────────────────────────────────────
def _web(options: LoadOptions) -> closing[Web]:
    from .crawl import Web

    return closing(Web(options))


def _fetch_address(name: str, answers: Callable[[str], Iterator[Answer | Failure]]) -> Iterator[Raw | Failure]:
    """The page of an address, or those that it names."""
    for answer in answers(name):
        yield answer if isinstance(answer, Failure) else _page(answer)


def _page(answer: Answer) -> RawPage | Failure:
    try:
        ending = _ending_of(answer.content_type)
    except SourceError as error:
        return Failure(printable(answer.asked), error.cause)
    return RawPage(
        printable(answer.asked),
        answer.data,
        doc=doc_of(answer.url),
        ending=ending,
        url=answer.url,
        content_type=answer.content_type,
        retrieved=answer.retrieved.replace(microsecond=0),
        listed=answer.published,
    )


def _ending_of(content_type: str | None) -> str:
    """The ending for a content type; "" where the contents must tell. Raises NotADocumentError for other kinds."""
    kind = (content_type or "").split(";")[0].strip().lower()
    if kind in ("text/html", "application/xhtml+xml"):
        return ".html"
    if kind in ("", "application/octet-stream", "text/plain", "application/xml", "text/xml"):
        return ""
    if found := formats.of_media_type(kind):
        return found.endings[0]
    raise NotADocumentError(f"the address answers with {kind}, not with a page or text")


def doc_of(url: str) -> str:
    """The id of a document read from an address: the last part of the path without its ending, with the query that
    tells pages apart; else the host."""
    parts = split(url)
    if parts is None:
        return printable(url.rsplit("/", 1)[-1])
    last = unquote(parts.path.rstrip("/").rsplit("/", 1)[-1])
    stem = Path(last).stem if last else (parts.hostname or "page")
    return printable(f"{stem}?{parts.query}" if parts.query else stem)
