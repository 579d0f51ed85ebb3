"""One field of a form that is still on its way, found without reading the rest of it."""

from __future__ import annotations

from collections.abc import Callable
from email.message import Message
from urllib.parse import parse_qsl

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser

MOST_FIELDS = 1_000


def content_type(told: str | None) -> tuple[str, str | None]:
    """The kind of a body, and what parts it where it has parts."""
    message = Message()
    message["content-type"] = told or ""
    boundary = message.get_param("boundary")
    return message.get_content_type(), boundary if isinstance(boundary, str) else None


def field_of_form(body: bytes, name: str) -> str | None:
    """The first value of a field in a URL-encoded form; None where there is none."""
    try:
        fields = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:  # no ASCII, or too many
        return None
    return next((value for key, value in fields if key == name), None)


class PartReader:
    """Looks for a field in the parts of a form, as they come in.

    `value`: its value once it was there whole. Only parts before the first file count, so that a form puts it first
    and an upload is refused before it is sent.
    """

    def __init__(self, boundary: str, name: str) -> None:
        self.value: str | None = None
        self.is_over = False
        self._name = name
        self._held = bytearray()
        self._field = b""
        self._header = b""
        self._disposition = b""
        calls: dict[str, Callable[..., None]] = {
            "on_part_begin": self._begin,
            "on_header_field": self._add_field,
            "on_header_value": self._add_header,
            "on_header_end": self._end_header,
            "on_headers_finished": self._end_headers,
            "on_part_data": self._add,
            "on_part_end": self._end,
            "on_end": self._finish,
        }
        try:
            self._parser: MultipartParser | None = MultipartParser(boundary.encode("latin-1"), calls)  # type: ignore[arg-type]  # a TypedDict of them
        except (FormParserError, UnicodeEncodeError):
            self._parser, self.is_over = None, True

    def feed(self, data: bytes) -> None:
        """Look at what has come. `is_over` afterwards: there is nothing more to look for."""
        if self._parser is None or self.is_over:
            return
        try:
            self._parser.write(data)
        except FormParserError:
            self.is_over = True

    def _begin(self) -> None:
        self._held.clear()
        self._disposition = self._field = self._header = b""

    def _add_field(self, data: bytes, start: int, end: int) -> None:
        self._field += data[start:end]

    def _add_header(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _end_header(self) -> None:
        if self._field.lower() == b"content-disposition":
            self._disposition = self._header
        self._field = self._header = b""

    def _end_headers(self) -> None:
        message = Message()
        message["content-disposition"] = self._disposition.decode("latin-1").replace("\r", "").replace("\n", "")
        self._is_wanted = message.get_param("name", header="content-disposition") == self._name
        if message.get_param("filename", header="content-disposition") is not None:
            self._finish()

    def _add(self, data: bytes, start: int, end: int) -> None:
        if not self.is_over and self._is_wanted:
            self._held += data[start:end]

    def _end(self) -> None:
        if not self.is_over and self._is_wanted:
            self.value = self._held.decode("ascii", "replace")
            self._finish()

    def _finish(self) -> None:
        self.is_over = True
