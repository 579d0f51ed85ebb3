"""Why an input cannot be read. Each error carries one clear line, so that a caller never shows a traceback."""

from __future__ import annotations


class SourceError(Exception):
    """An input that cannot be read. `cause` is one line that a user understands."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


class UnreadableError(SourceError, ValueError):
    """The bytes are no text in any encoding that is known."""


class EmptyError(SourceError):
    """There is nothing to read: no bytes, no documents in a folder."""


class NotADocumentError(SourceError):
    """The content is no document of a known kind: a picture named .html, an archive."""


class TooLargeError(SourceError):
    """The input is over the limit of bytes."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"larger than the limit of {limit:,} bytes (--max-bytes)")


class BombError(SourceError):
    """An archive gives far more than it holds. What contains it is given up too, for no part of it can be trusted."""

    def __init__(self, unpacked: int) -> None:
        super().__init__(f"a bomb: it unpacks to more than {unpacked:,} bytes, so its rest was not read")


class TooSlowError(SourceError):
    """Reading it takes longer than a document may."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"took longer than {seconds:g} seconds to read")


class MissingError(SourceError):
    """The file or address does not exist or does not answer."""


class NoAnswerError(MissingError):
    """The host, not the page, is the trouble: it can't be reached, is too slow or too busy, or is broken."""


class ColumnError(SourceError):
    """A table lacks a column that was asked for."""
