"""Where the read model lies: beside the ledger's tables, or on this machine where those are under `s3://`."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from tongket.ledger.errors import LedgerError
from tongket.ledger.store import Store

_ONLY_OURS = 0o700


def folder_of(store: Store) -> Path:
    """The ledger's own folder; for one under `s3://` a folder of its own in the user's cache, which nobody else can
    open. Raises LedgerError where that can't be made."""
    if store.is_local:
        return store.folder
    cache = os.environ.get("XDG_CACHE_HOME", "")  # to be absolute, by the specification of it
    base = Path(cache) if cache.startswith("/") else Path.home() / ".cache"
    place = f"{os.environ.get('AWS_ENDPOINT_URL', '')} {store.place}"
    folder = base / "tongket" / hashlib.sha256(place.encode()).hexdigest()[:16]
    try:
        folder.mkdir(mode=_ONLY_OURS, parents=True, exist_ok=True)
        folder.chmod(_ONLY_OURS)
    except OSError as error:
        raise LedgerError(f"{folder}: {error.strerror}") from None
    return folder
