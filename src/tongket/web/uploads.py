"""Files that are sent to the desk: bounded, written as they come, under names of our own, and removed afterwards."""

from __future__ import annotations

import datetime as dt
import re
import secrets
import shutil
import tempfile
import unicodedata
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field, replace
from pathlib import Path

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from python_multipart.multipart import parse_options_header
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from tongket.sources import containers
from tongket.sources.errors import SourceError
from tongket.sources.options import MAX_BYTES, Failure
from tongket.sources.private_networks import checked
from tongket.sources.raw import Raw, RawPage, printable

MOST_FILES = 100
LARGEST_FILE = MAX_BYTES
LARGEST = 200_000_000
"""Bytes of all that is sent at once."""
LARGEST_BODY = LARGEST + 1_000_000
"""The same with what parts and names the files."""
_BOUNDS = {"max_files": MOST_FILES, "max_fields": 20, "max_part_size": 4_000}
_LONGEST_NAME = 120


class RefusedError(Exception):
    """What was sent is not taken. `key`: what is told, in `lexicon/web/desk.toml`; `values` are filled in."""

    def __init__(self, status: int, key: str, **values: object) -> None:
        super().__init__(key)
        self.status = status
        self.key = key
        self.values = values


@dataclass(frozen=True, slots=True)
class Upload:
    """One file. `mark`: what its path is called by, which occurs nowhere else; `name`: what its sender calls it."""

    path: Path
    mark: str
    name: str
    size: int


@dataclass(slots=True)
class Received:
    """What was handed in at once. The files lie in `folder`, until `remove`."""

    folder: Path | None = None
    files: list[Upload] = field(default_factory=list)
    address: str | None = None
    handed_over: bool = False
    published: dt.date | None = None

    @property
    def inputs(self) -> list[str]:
        """As `tongket add` takes them."""
        return [str(each.path) for each in self.files] + ([self.address] if self.address else [])

    @property
    def size(self) -> int:
        """Bytes of the files."""
        return sum(each.size for each in self.files)

    @property
    def names(self) -> list[str]:
        """As the sender knows them; none of what was handed over in confidence."""
        return [] if self.handed_over else [each.name for each in self.files] + ([self.address] if self.address else [])

    def named(self, raw: Raw | Failure) -> Raw | Failure:
        """What was fetched from one of the files, under the name that the sender knows."""
        upload = next((each for each in self.files if each.mark in raw.source), None)
        if upload is None:
            return raw
        source = raw.source.replace(str(upload.path), upload.name).replace(upload.mark, stem_of(upload.name))
        if isinstance(raw, Failure):
            return Failure(source, raw.cause)
        if isinstance(raw, RawPage):
            return replace(raw, source=source, doc=raw.doc.replace(upload.mark, stem_of(upload.name)))
        return replace(raw, source=source, stem=raw.stem.replace(upload.mark, stem_of(upload.name)))

    def remove(self) -> None:
        """Remove the files."""
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)


async def receive(request: Request) -> Received:
    """The form of the page "Add". Raises RefusedError where it is out of bounds or asks for nothing."""
    kind, _ = parse_options_header(request.headers.get("content-type", ""))
    if kind != b"multipart/form-data":
        raise RefusedError(415, "add.not_a_form")
    try:
        form = await _Parser(request.headers, _bounded(request), **_BOUNDS).parse()
    except MultiPartException as error:
        if "files" in error.message.lower():
            raise RefusedError(413, "add.too_many", most=MOST_FILES) from None
        raise RefusedError(400, "add.not_a_form") from None
    try:
        return await run_in_threadpool(_taken, form)
    finally:
        await form.close()


class _Parser(MultiPartParser):
    spool_max_size = 64 * 1024  # bytes of a file that are held in memory


async def _bounded(request: Request) -> AsyncGenerator[bytes, None]:
    taken = 0
    async for part in request.stream():
        taken += len(part)
        if taken > LARGEST_BODY:
            raise RefusedError(413, "add.too_large_all", most=LARGEST // 1_000_000)
        yield part


def _taken(form: FormData) -> Received:
    """What the form says, its files on the disk."""
    told = Received(
        address=_address(_field(form, "address")),
        handed_over=bool(_field(form, "handed_over")),
        published=_day(_field(form, "published")),
    )
    sent = [each for each in form.getlist("files") if isinstance(each, UploadFile) and (each.filename or each.size)]
    for each in sent:
        if (each.size or 0) > LARGEST_FILE:
            raise RefusedError(413, "add.too_large", name=_name(each.filename), most=LARGEST_FILE // 1_000_000)
    if not sent and told.address is None:
        raise RefusedError(422, "add.nothing")
    if sent:
        told.folder = Path(tempfile.mkdtemp(prefix="tongket-"))
        try:
            told.files = [_kept(each, told.folder) for each in sent]
        except BaseException:
            told.remove()
            raise
    return told


def _kept(sent: UploadFile, folder: Path) -> Upload:
    name, mark = _name(sent.filename), secrets.token_hex(16)
    path = folder / f"{mark}{_ending(name)}"
    with path.open("xb") as file:
        shutil.copyfileobj(sent.file, file)
    return Upload(path, mark, name, sent.size or 0)


def _field(form: FormData, name: str) -> str:
    value = form.get(name)
    return value.strip() if isinstance(value, str) else ""


def _address(told: str) -> str | None:
    """An address of a public page; None for none."""
    if not told:
        return None
    try:
        return checked(told)
    except SourceError as error:
        raise RefusedError(422, "add.bad_address", cause=error.cause) from None


def _day(told: str) -> dt.date | None:
    if not told:
        return None
    try:
        return dt.date.fromisoformat(told)
    except ValueError:
        raise RefusedError(422, "add.bad_day") from None


def _name(told: str | None) -> str:
    """The name of a file as it can be shown, without folders."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", told or ""))[-1].strip()
    shown = printable(last).strip(". ") or "tep"
    if len(shown) <= _LONGEST_NAME:
        return shown
    ending = _ending(shown)
    return shown[: _LONGEST_NAME - len(ending)] + ending


def _ending(name: str) -> str:
    """The ending, where it is one that is read: it tells how; else the contents do."""
    suffixes = [each for each in Path(name.lower()).suffixes if re.fullmatch(r"\.[a-z0-9]+", each)]
    for number in (2, 1):
        found = "".join(suffixes[-number:])
        if len(suffixes) >= number and containers.is_wanted(f"x{found}"):
            return found
    return ""


def stem_of(name: str) -> str:
    """The name without the ending."""
    ending = _ending(name)
    return name[: -len(ending)] if ending else name
