"""Where readings go: one writer per format, to a file or to standard output.

Whatever interrupts a run, what has been written ends with a complete line (or page).
"""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import IO, Protocol

from tongket.records import Reading


class OutputError(Exception):
    """The output cannot be written; `usage` where the options ask for something impossible."""

    def __init__(self, message: str, *, usage: bool = False) -> None:
        super().__init__(message)
        self.usage = usage


class Writer(Protocol):
    """Takes readings one after another."""

    on_screen: bool
    """Whether the output goes to a terminal, where nothing else should be drawn."""

    def write(self, reading: Reading) -> None:
        """Write one document."""

    def close(self) -> None:
        """Finish what the format needs at its end."""


@contextmanager
def open_writer(format: str, out: Path | None, *, text: bool = True) -> Iterator[Writer]:
    """The writer of `format` ("table", "json", "jsonl", "csv", "html"), closed at the end in every case.

    Raises OutputError where `out` cannot be written.
    """
    if format == "html":
        writer: Writer = Pages(out)
    else:
        sink = Sink(out)
        makers: dict[str, Callable[[], Writer]] = {
            "table": lambda: Tables(sink),
            "json": lambda: Array(sink, text=text),
            "jsonl": lambda: Lines(sink, text=text),
            "csv": lambda: Rows(sink),
        }
        writer = makers[format]()
    try:
        yield writer
    finally:
        writer.close()


@contextmanager
def unbroken() -> Iterator[None]:
    """Hold Ctrl-C back until the block is done, so that no line is cut in the middle."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    held: list[tuple[int, FrameType | None]] = []
    before = signal.signal(signal.SIGINT, lambda number, frame: held.append((number, frame)))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if held and callable(before):
            before(*held[0])


class Sink:
    """UTF-8 text to a file, or to standard output where `out` is None; each `put` arrives whole."""

    def __init__(self, out: Path | None) -> None:
        self._file: IO[bytes]
        if out is None:
            self._file = sys.stdout.buffer
        else:
            try:
                out.parent.mkdir(parents=True, exist_ok=True)
                self._file = out.open("wb")
            except OSError as error:
                raise OutputError(f"cannot write {out}: {error.strerror}", usage=True) from None
        self._out = out
        self.on_screen = out is None and sys.stdout.isatty()

    def put(self, text: str) -> None:
        data = text.encode("utf-8", "replace")  # half a surrogate pair, as JSON input can hold, is no UTF-8
        try:
            with unbroken():
                self._file.write(data)
                self._file.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise OutputError(f"cannot write {self._out or 'the output'}: {error.strerror}") from None

    def close(self) -> None:
        if self._out is not None:
            self._file.close()


class Lines:
    """JSON Lines: a line per document."""

    def __init__(self, sink: Sink, *, text: bool) -> None:
        self._sink, self._text, self.on_screen = sink, text, sink.on_screen

    def write(self, reading: Reading) -> None:
        from tongket.output.jsonl import line

        self._sink.put(line(reading, text=self._text) + "\n")

    def close(self) -> None:
        self._sink.close()


class Array:
    """One JSON array, an object per line; well formed even where the run was interrupted."""

    def __init__(self, sink: Sink, *, text: bool) -> None:
        self._sink, self._text, self.on_screen = sink, text, sink.on_screen
        self._before = "[\n"

    def write(self, reading: Reading) -> None:
        from tongket.output.jsonl import line

        self._sink.put(self._before + line(reading, text=self._text))
        self._before = ",\n"

    def close(self) -> None:
        try:
            self._sink.put("[]\n" if self._before == "[\n" else "\n]\n")
        finally:
            self._sink.close()


class Rows:
    """CSV: a row per figure."""

    def __init__(self, sink: Sink) -> None:
        from tongket.output import csv

        self._sink, self.on_screen = sink, sink.on_screen
        self._rows = csv.rows
        sink.put(csv.header())

    def write(self, reading: Reading) -> None:
        if reading.figures:
            self._sink.put(self._rows(reading))

    def close(self) -> None:
        self._sink.close()


class Tables:
    """A table per document, for eyes."""

    def __init__(self, sink: Sink) -> None:
        from tongket.output import table

        self._sink, self.on_screen = sink, sink.on_screen
        self._render: Callable[[Reading], str] = table.renderer(on_screen=sink.on_screen)

    def write(self, reading: Reading) -> None:
        self._sink.put(self._render(reading))

    def close(self) -> None:
        self._sink.close()


class Pages:
    """A self-contained HTML page per document: into a folder, or one page into a file or standard output."""

    def __init__(self, out: Path | None) -> None:
        self._out = out
        self._single = out is None or out.suffix.lower() in (".html", ".htm")
        self._held: Reading | None = None
        self._names: set[str] = set()
        self.on_screen = out is None and sys.stdout.isatty()

    def write(self, reading: Reading) -> None:
        if not self._single:
            self._page(reading, self._path(reading.document.doc))
        elif self._held is not None:
            self._held = None
            raise OutputError("html of several documents needs --out FOLDER", usage=True)
        else:
            self._held = reading

    def close(self) -> None:
        if self._held is not None:
            self._page(self._held, self._out)

    def _page(self, reading: Reading, path: Path | None) -> None:
        from tongket.output.html import page

        sink = Sink(path)
        try:
            sink.put(page(reading))
        finally:
            sink.close()

    def _path(self, doc: str) -> Path:
        """A file name of its own for each document, whatever its id holds."""
        assert self._out is not None
        stem = "".join(c if c.isalnum() or c in "._-" else "_" for c in doc).strip(".")[:120] or "document"
        name, n = stem, 1
        while name.lower() in self._names:
            n += 1
            name = f"{stem}-{n}"
        self._names.add(name.lower())
        return self._out / f"{name}.html"
