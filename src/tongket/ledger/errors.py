"""What goes wrong with a ledger, each with one clear line."""

from __future__ import annotations


class LedgerError(Exception):
    """A ledger that can't be opened, or a wish that it can't fulfil. The message is one line for the user."""


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
