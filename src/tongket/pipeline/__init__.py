"""Many documents → readings (`documents`), and on into a ledger: shards, the work on each, workers, the run."""

from tongket.pipeline.documents import (
    DEBUG_VARIABLE,
    Unread,
    first_line,
    gazetteer_of,
    parse_day,
    read_all,
    read_one,
    read_safely,
)

__all__ = [
    "DEBUG_VARIABLE",
    "Unread",
    "first_line",
    "gazetteer_of",
    "parse_day",
    "read_all",
    "read_one",
    "read_safely",
]
