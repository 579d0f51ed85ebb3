"""What all pages share: the ledger, its read model, the catalogue, and the thread that keeps the model up to date."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tongket.indicators.catalogue import Catalogue, load
from tongket.ledger.errors import LedgerError
from tongket.ledger.flags.check import check
from tongket.ledger.questions import Ledger
from tongket.ledger.store import Store
from tongket.web.adding import Adding
from tongket.web.cache import Cache
from tongket.web.deciding.following import Later
from tongket.web.model.model import Model
from tongket.web.model.names import Names
from tongket.web.settings import Settings

_LOOKS = 1.0
"""Seconds between two looks at whether the ledger has changed."""
_LOOKS_FAR = 60.0
"""The same for one under `s3://`, where each look is a request for every table, and holds everybody up."""
_PATIENCE = 30.0
"""Seconds to wait for a look that has begun when the desk is closed."""


class Desk:
    """One for the application. Raises LedgerError where there is no ledger, or it can't be read."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.store = Store(settings.ledger)
        self.catalogue: Catalogue = load(settings.indicators)
        self.names = Names(settings.gazetteer)
        self.model = Model(self.store, self.catalogue, self.names, public=settings.public)
        self.cache = Cache()
        self.checks = Later(lambda: check(self.store))
        self.adding = Adding(self)
        self._stop = threading.Event()
        self._watching: threading.Thread | None = None
        self._ledger: tuple[str, Ledger] | None = None
        self._asking = threading.Lock()
        self.model.refresh()

    @contextmanager
    def ledger(self) -> Iterator[Ledger]:
        """The ledger in the state that the pages show, for what only DuckDB answers; one thread at a time."""
        with self._asking:
            state = self.model.state
            if self._ledger is None or self._ledger[0] != state:
                if self._ledger is not None:
                    self._ledger[1].close()
                self._ledger = (state, Ledger(self.store, public=self.settings.public))
                if self.settings.public:
                    held = self.model.rows("select figure from withheld")
                    self._ledger[1].withhold([row["figure"] for row in held])
            yield self._ledger[1]

    def watch(self) -> None:
        """Keep the model up to date, until `close`."""
        self._watching = threading.Thread(target=self._watch, name="refresh", daemon=True)
        self._watching.start()

    def _watch(self) -> None:
        while not self._stop.wait(_LOOKS if self.store.is_local else _LOOKS_FAR):
            try:
                self.model.refresh()
            except LedgerError:
                continue  # somebody is redacting, or the disk is full: the pages show what they showed

    def close(self) -> None:
        """Stop watching and let go of all files."""
        self._stop.set()
        if self._watching is not None:  # DuckDB takes the process down where it is at work when Python ends
            self._watching.join(_PATIENCE)
        self.checks.close()
        self.adding.close()
        if self._ledger is not None:
            self._ledger[1].close()
            self._ledger = None
        self.model.close()
