"""Where the ledger is when nobody says."""

from __future__ import annotations

import os

PLACE_VARIABLE = "TONGKET_LEDGER"
DEFAULT_PLACE = "ledger"


def default_place() -> str:
    """The place that `TONGKET_LEDGER` names, else the folder `ledger`."""
    return os.environ.get(PLACE_VARIABLE) or DEFAULT_PLACE
