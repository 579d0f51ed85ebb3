"""Who checks: a random id, which tells nothing about the person. Names and addresses of mail are nowhere."""

from __future__ import annotations

import os
import secrets

from tongket.clock import now
from tongket.ledger.desk import FILE, opened
from tongket.ledger.errors import LedgerError
from tongket.ledger.store import Store

CHECKER_VARIABLE = "TONGKET_CHECKER"


def new_checker(store: Store) -> str:
    """Give out an id: "k3f9a02c81d5e"."""
    identity = "k" + secrets.token_hex(6)
    with opened(store) as db:
        db.execute("insert into users (id, at) values (?, ?)", (identity, now().isoformat()))
    return identity


def checkers(store: Store) -> list[str]:
    """Every id given out, oldest first."""
    if not store.is_local or not (store.folder / FILE).exists():
        return []
    with opened(store) as db:
        return [row[0] for row in db.execute("select id from users order by at, id")]


def checker(store: Store, wanted: str | None = None) -> str:
    """The id to decide under: `wanted`, else that in TONGKET_CHECKER, else the ledger's only one, given out on first
    use. Raises LedgerError where the wanted one was never given out, or there are several and none is named."""
    wanted = wanted or os.environ.get(CHECKER_VARIABLE)
    known = checkers(store)
    if wanted:
        return known_checker(wanted, known)
    if len(known) > 1:
        raise LedgerError(f"{len(known)} people check here: say who you are with --checker or {CHECKER_VARIABLE}")
    return known[0] if known else new_checker(store)


def known_checker(wanted: str, known: list[str]) -> str:
    """`wanted`, where it was given out. Raises LedgerError else."""
    if "@" in wanted:
        raise LedgerError("no address of mail: a checker is an id that the ledger gives (tongket verdicts checker)")
    if wanted not in known:
        raise LedgerError("that checker is not known here: a checker is an id that tongket verdicts checker gives")
    return wanted
