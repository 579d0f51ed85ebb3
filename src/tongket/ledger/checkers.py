"""Who checks: a random id, which tells nothing about the person. Names and addresses of mail are nowhere."""

from __future__ import annotations

import os
import secrets

from tongket.clock import now
from tongket.ledger import mine
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
    """The id to decide under: `wanted`, else that in TONGKET_CHECKER, else the one that the person at this computer
    decided under so far, else the ledger's only one, given out on first use. Raises LedgerError where the wanted one
    was never given out, or there are several and nobody knows which."""
    wanted = wanted or os.environ.get(CHECKER_VARIABLE)
    known = checkers(store)
    if wanted:
        return known_checker(wanted, known)
    if (own := mine.kept(known)) is not None:
        return own
    if len(known) > 1:
        told = f"{len(known)} people check here: say who you are with --checker or {CHECKER_VARIABLE}"
        raise LedgerError(told, "several_checkers")
    return known[0] if known else new_checker(store)


def own_checker(store: Store) -> str:
    """The id of the one person at a desk without login, who need not say who they are: as of `checker`, but one of
    their own, kept at this computer, where others have checked before. Raises LedgerError where TONGKET_CHECKER names
    none of the ledger's, or none can be given out or kept."""
    known = checkers(store)
    if os.environ.get(CHECKER_VARIABLE) or mine.kept(known) is not None:
        return checker(store)
    try:
        with mine.keeping() as keep:
            known = checkers(store)
            if (own := mine.kept(known)) is None:
                own = known[0] if len(known) == 1 else new_checker(store)
                keep(own)
            return own
    except mine.HomelessError:
        if len(known) > 1:
            raise
        return checker(store)  # whose else should it be


def known_checker(wanted: str, known: list[str]) -> str:
    """`wanted`, where it was given out. Raises LedgerError else."""
    if "@" in wanted:
        told = "no address of mail: a checker is an id that the ledger gives (tongket verdicts checker)"
        raise LedgerError(told, "unknown_checker")
    if wanted not in known:
        told = "that checker is not known here: a checker is an id that tongket verdicts checker gives"
        raise LedgerError(told, "unknown_checker")
    return wanted
