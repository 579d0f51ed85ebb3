"""Which of the ledgers' checkers sits at this computer: opaque ids, in a file of the person's own outside every ledger.

An id is random and known to one ledger alone (copies of it too), so that ids are all there is to keep: no names of
people or places of ledgers.
"""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from tongket.ledger.errors import LedgerError

_ID = re.compile(r"k[0-9a-f]{12}")


class HomelessError(LedgerError):
    """Nothing can be kept for this person here."""


def kept_at() -> Path:
    """The file: `tongket/checkers` where the XDG base directories have a person's state."""
    told = os.environ.get("XDG_STATE_HOME", "")
    folder = Path(told) if os.path.isabs(told) else Path(os.path.expanduser("~/.local/state"))
    return folder / "tongket" / "checkers"


def kept(known: Collection[str]) -> str | None:
    """The id kept first of those that a ledger gave out (`known`); None where none of them is this person's."""
    try:
        lines = kept_at().read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:  # none yet, or nobody's home
        return None
    return next((line for line in lines if _ID.fullmatch(line) and line in known), None)


@contextmanager
def keeping() -> Iterator[Callable[[str], object]]:
    """What notes an id as this person's, for one thread or process at a time. Raises HomelessError where the file
    can't be written."""
    path = kept_at()
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    except OSError as error:
        told = f"{path}: {error.strerror}: your checker's id can't be kept (TONGKET_CHECKER names one)"
        raise HomelessError(told, "not_kept", path=path, why=error.strerror) from None
    with os.fdopen(number, "ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield lambda identity: file.write(b"\n" * bool(file.tell()) + identity.encode())
