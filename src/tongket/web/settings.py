"""What the desk is opened with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tongket.ledger.store import is_local


@dataclass(frozen=True, slots=True)
class Settings:
    """`ledger`: its folder, or `s3://` address. `public`: read-only, to the world, without what was handed over.
    `users`: the file of those who may log in; None for one person without a login. `host`: the address that the server
    listens at; `hosts`: names that the desk answers to, beside those of this machine. `gazetteer`, `indicators`: the
    user's own places, and entries of the catalogue. `secure`: readers come over https, through a proxy that ends it."""

    ledger: Path | str
    public: bool = False
    users: Path | None = None
    hosts: tuple[str, ...] = ()
    gazetteer: tuple[Path, ...] = ()
    indicators: tuple[Path, ...] = ()
    secure: bool = False
    host: str = "127.0.0.1"

    @property
    def only_shows(self) -> bool:
        """Whether nothing is written at this desk: it is public, or its ledger lies under `s3://`."""
        return self.public or not is_local(self.ledger)
