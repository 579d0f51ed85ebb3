"""What goes wrong with a ledger, each with one clear line."""

from __future__ import annotations


class CodedError(Exception):
    """Its message is one line of English. `code` names it, "" for nothing, and `values` are what it is about, so that a
    page can say it in its own words (`ledger.CODE` of `lexicon/web/desk.toml`)."""

    def __init__(self, message: str, code: str = "", /, **values: object) -> None:
        super().__init__(message)
        self.code, self.values = code, values


class LedgerError(CodedError):
    """A ledger that can't be opened, or a wish that it can't fulfil. The message is one line for the user."""


class FieldError(CodedError, ValueError):
    """A value that a field can't have. `field`: which, where it is known; the message begins with it then."""

    field = ""

    def of(self, name: str) -> FieldError:
        """The same, of a field."""
        found = FieldError(f"{name}: {self}", self.code, **self.values)
        found.field = name
        return found


class NoLedgerError(LedgerError):
    """There is no ledger at that place."""

    def __init__(self, place: str) -> None:
        super().__init__(f"there is no ledger at {place} (tongket add makes one)")


class TooNewError(LedgerError):
    """The ledger was written by a newer version."""

    def __init__(self, place: str, found: int, known: int) -> None:
        super().__init__(f"the ledger at {place} has schema {found}, this version knows {known}: install a newer one")


class TooOldError(LedgerError):
    """The ledger was written by an older version and not brought up yet."""

    def __init__(self, place: str, found: int, known: int) -> None:
        super().__init__(
            f"the ledger at {place} has schema {found}, this version needs {known}: tongket ledger upgrade brings it up"
        )
