"""Tables of documents (Parquet, JSON Lines, CSV), fetched as a stream: one document a row.

A row with a bad value is a `Failure` of that row; the others are read. A text that begins with an HTML tag is read as
a page. A title in a column of its own is put before the text, unless the text begins with it: its figures count.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

from tongket.clock import VIETNAM
from tongket.records import Document, Encoding

from .errors import ColumnError, EmptyError, NotADocumentError, SourceError, TooLargeError
from .options import MAX_BYTES, Columns, Failure, LoadOptions
from .raw import RawRow, Row, printable, read_all

ENDINGS = (".parquet", ".jsonl", ".ndjson", ".csv")

_BATCH = 512
"""Rows of a Parquet batch: at 2.6 kB a text about a megabyte."""
_BATCH_BYTES = 64_000_000
_SAMPLE = 65_536
_NAMED = 12
"""Columns that a message lists."""
_DELIMITERS = (",", ";", "\t", "|")
_TAGS = "!doctype|html|head|body|div|p|table|article|section|main|span|h[1-6]|ul|ol|br|center|font|meta|b|strong|em"
_HTML_START = re.compile(rf"\s*(?:<!--.*?-->\s*)*<(?:{_TAGS})\b[^<]*>", re.I | re.S)
_RAW_BYTE = re.compile("[\udc80-\udcff]")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{4}")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")


@dataclass(frozen=True, slots=True)
class _Table:
    """`name` is how messages call it, `stem` begins the id of a row without one."""

    name: str
    stem: str
    columns: Columns
    max_bytes: int


def looks_like_html(text: str) -> bool:
    """Whether a text begins with a tag of HTML, as no plain text does."""
    return "<" in text[:1000] and _HTML_START.match(text[:5000]) is not None


def read(
    path: str | Path,
    *,
    columns: Columns | None = None,
    published: dt.datetime | dt.date | None = None,
    max_bytes: int = MAX_BYTES,
) -> Iterator[Document | Failure]:
    """The documents of a table, in the order of its rows; the format is told by the ending.

    Raises ColumnError before the first row where a column is missing that must be there, NotADocumentError where
    the file is not of its ending's format, EmptyError where it holds no rows, OSError where it can't be opened.
    """
    options = LoadOptions(published=published, max_bytes=max_bytes, columns=columns or Columns())
    yield from read_all(fetch(Path(path), options), options)


def fetch(path: Path, options: LoadOptions) -> Iterator[RawRow | Failure]:
    """The rows of a table that `read` makes documents of. Raises as `read` does."""
    with path.open("rb") as file:
        yield from fetch_stream(file, path.suffix.lower(), printable(path.name), printable(path.stem), options)


def fetch_stream(
    file: IO[bytes], ending: str, name: str, stem: str, options: LoadOptions
) -> Iterator[RawRow | Failure]:
    """The rows of a table that has no path: on standard input, in an archive. A Parquet file must be one that can
    seek. `name`, `stem`: as messages call it, and as ids of its rows begin."""
    rows = {".parquet": _parquet_rows, ".csv": _csv_rows}.get(ending, _json_rows)
    table = _Table(name, stem, options.columns, options.max_bytes)
    yield from _numbered(table, rows(file, table))


def _numbered(table: _Table, rows: Iterable[Row | SourceError]) -> Iterator[RawRow | Failure]:
    roles = [(role, name) for role, name in table.columns.items()]
    number = 0
    for number, row in enumerate(rows, 1):
        source = f"{table.name}, row {number}"
        if isinstance(row, SourceError):
            yield Failure(source, row.cause)
        else:
            yield RawRow(source, {role: row[name] for role, name in roles if name in row}, number, table.stem)
    if not number:
        raise EmptyError("the table has no rows")


# ── one row ──────────────────────────────────────────────────────────────────
def document(row: Row, number: int, stem: str, options: LoadOptions) -> Document:
    """The document of one row, its values under their roles. Raises SourceError where one can't be used."""
    from . import html
    from .plain import from_text

    columns = options.columns
    text, encoding = _text(row.get("text"), columns.text, options.max_bytes)
    raw = text.encode("utf-8", "surrogatepass")
    published = _moment(row.get("published"), columns.published) or options.published
    doc = _string(row.get("id")) or f"{stem}-{number}"
    url, publisher, title = (_string(row.get(role)) for role in ("url", "publisher", "title"))
    if url and not url.lower().startswith(("http://", "https://")):
        url = None  # a crawl's own file name is nobody's address, and may tell of its user
    if looks_like_html(text):
        found = html.read_text(
            text, doc=doc, url=url, published=published, publisher=publisher, title=title, encoding=encoding
        )
    else:
        if title and not text.lstrip().startswith(title):
            text = f"{title}\n{text}"
        found = from_text(
            text, doc=doc, published=published, url=url, title=title, publisher=publisher, encoding=encoding
        )
    return replace(found, source_hash=hashlib.sha256(raw).hexdigest())


def _text(value: object, column: str, max_bytes: int) -> tuple[str, Encoding]:
    encoding = Encoding("utf-8")
    if value is None or value == "" or value == b"":
        raise EmptyError(f"no text in column '{column}'")
    if isinstance(value, str | bytes) and len(value) > max_bytes:
        raise TooLargeError(max_bytes)
    if isinstance(value, str) and _has_raw_bytes(value):
        value = value.encode("utf-8", "surrogateescape")
    if isinstance(value, bytes):
        from .encodings import decode

        value, encoding = decode(value, None)
    if not isinstance(value, str):
        raise NotADocumentError(f"column '{column}' holds {type(value).__name__}, not text")
    if len(value) * 4 > max_bytes and len(value.encode("utf-8", "replace")) > max_bytes:
        raise TooLargeError(max_bytes)
    if not value.strip():
        raise EmptyError(f"no text in column '{column}'")
    return value, encoding


def _has_raw_bytes(text: str) -> bool:
    """Whether it holds bytes that were no UTF-8, as "surrogateescape" keeps them."""
    return not text.isascii() and _RAW_BYTE.search(text) is not None


def _string(value: object) -> str | None:
    if value is None or value == "" or value != value:
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str(value).split()) or None


def _moment(value: object, column: str) -> dt.datetime | dt.date | None:
    """A date or moment: a column of such a type, ISO 8601, "20240119", or day/month/year."""
    from .html_meta import parse_moment

    if value is None or value == "" or value != value:
        return None
    if isinstance(value, dt.datetime):
        if value.tzinfo is None and value.time() == dt.time():
            return value.date()
        return value.replace(tzinfo=VIETNAM) if value.tzinfo is None else value.astimezone(VIETNAM)
    if isinstance(value, dt.date):
        return value
    text = str(value).strip()
    if found := _COMPACT.fullmatch(text):
        text = "-".join(found.groups())
    moment = parse_moment(text) if _DAY.match(text) else None
    if moment is None and text:
        raise NotADocumentError(f"column '{column}' holds '{text[:40]}', which is no date")
    return moment


def check_columns(names: Sequence[str], columns: Columns) -> None:
    """Raises ColumnError where a column that must be there is missing; the message lists those there are."""
    for role, name in columns.items():
        if columns.is_required(role) and name not in names:
            more = ", …" if len(names) > _NAMED else ""
            there = ", ".join(f"'{each}'" for each in names[:_NAMED]) + more or "none"
            raise ColumnError(f"no column '{name}' for the {role}; its columns are {there}")


# ── formats ──────────────────────────────────────────────────────────────────
def _parquet_rows(stream: IO[bytes], table: _Table) -> Iterator[Row]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    if not stream.read(1):
        raise EmptyError("the file is empty")
    stream.seek(0)
    try:
        schema = pq.ParquetFile(stream).schema_arrow
        # A value that many rows share is held once; a small file of one long text in each row would fill all memory.
        shared = [field.name for field in schema if field.type in (pa.string(), pa.large_string(), pa.binary())]
        file = pq.ParquetFile(stream, read_dictionary=shared)
    except (pa.ArrowInvalid, OSError):
        raise NotADocumentError("not a Parquet file") from None
    with file:
        names = schema.names
        check_columns(names, table.columns)
        wanted = [name for _, name in table.columns.items() if name in names]
        try:
            for batch in file.iter_batches(batch_size=_batch_size(file.metadata), columns=wanted):
                columns = list(zip(batch.schema.names, batch.columns, strict=True))
                for number in range(batch.num_rows):
                    yield {name: column[number].as_py() for name, column in columns}
        except (pa.ArrowInvalid, OSError) as error:
            raise NotADocumentError(f"the Parquet file is damaged: {str(error).splitlines()[0][:120]}") from None


def _batch_size(metadata: Any) -> int:
    """Rows to hold at a time: fewer where they are long."""
    groups = [metadata.row_group(number) for number in range(metadata.num_row_groups)]
    longest = max((group.total_byte_size / max(group.num_rows, 1) for group in groups), default=1)
    return max(1, min(_BATCH, int(_BATCH_BYTES / max(longest, 1))))


def _json_rows(file: IO[bytes], table: _Table) -> Iterator[Row | SourceError]:
    checked = False
    for line in _lines(file, 4 * table.max_bytes):
        if isinstance(line, SourceError):
            yield line
            continue
        line = line.removeprefix(b"\xef\xbb\xbf").strip()
        if not line:
            continue
        try:
            row = json.loads(line)
        except UnicodeDecodeError:
            yield NotADocumentError("the line is no UTF-8")
            continue
        except (ValueError, RecursionError) as error:
            yield NotADocumentError(f"the line is no JSON ({str(error)[:80]})")
            continue
        if not isinstance(row, dict):
            yield NotADocumentError("the line is no JSON object")
            continue
        if not checked:
            check_columns(list(row), table.columns)
            checked = True
        yield row


def _lines(file: IO[bytes], limit: int) -> Iterator[bytes | SourceError]:
    """Lines of at most `limit` bytes; a longer one is passed over without being held in memory."""
    while line := file.readline(limit):
        if len(line) < limit or line.endswith(b"\n"):
            yield line
            continue
        while (rest := file.readline(_SAMPLE)) and not rest.endswith(b"\n"):
            pass
        yield TooLargeError(limit // 4)


def _csv_rows(file: IO[bytes], table: _Table) -> Iterator[Row | SourceError]:
    sample = file.read(_SAMPLE)
    if not sample.strip():
        raise EmptyError("the file is empty")
    codec = "utf-16" if sample[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    head = sample.decode(codec, "surrogateescape" if codec != "utf-16" else "replace")
    whole = io.BufferedReader(_Rewound(sample, file), _SAMPLE)
    lines = io.TextIOWrapper(whole, codec, "surrogateescape" if codec != "utf-16" else "replace", newline="")
    csv.field_size_limit(2**31 - 1)  # the module's own limit is 128 KiB, less than a long report; `_RowLines` has ours
    bounded = _RowLines(lines, table.max_bytes)
    rows = csv.reader(bounded, delimiter=_delimiter(head))
    try:
        names = [name.strip() for name in next(rows, [])]
        check_columns(names, table.columns)
        for row in rows:
            bounded.begin_row()
            if row:
                yield dict(zip(names, row, strict=False))
    except csv.Error as error:
        raise NotADocumentError(f"not a CSV file ({error}, line {rows.line_num})") from None


class _RowLines:
    """The lines of a CSV file, no more of them for one row than a row may hold: a quote that nothing closes would
    take the whole file for one field."""

    def __init__(self, lines: io.TextIOWrapper, max_bytes: int) -> None:
        self._lines = lines
        self._max_bytes = max_bytes
        self.begin_row()

    def begin_row(self) -> None:
        self._left = 2 * self._max_bytes  # each quote in a field is written twice

    def __iter__(self) -> Iterator[str]:
        while line := self._lines.readline(self._left + 1):
            self._left -= len(line)
            if self._left < 0:
                raise NotADocumentError(f"a row is larger than the limit of {self._max_bytes:,} bytes (--max-bytes)")
            yield line


def _delimiter(head: str) -> str:
    """The most frequent delimiter of the header line; names of columns hold none."""
    line = head.lstrip("\r\n").split("\n", 1)[0]
    return max(_DELIMITERS, key=line.count)


class _Rewound(io.RawIOBase):
    """A stream with the part put back that was read for a look: standard input can't seek."""

    def __init__(self, head: bytes, rest: IO[bytes]) -> None:
        self._head = head
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._head[: len(buffer)] or self._rest.read(len(buffer))
        self._head = self._head[len(buffer) :]
        buffer[: len(data)] = data
        return len(data)
