"""How often somebody may try a password: each wrong one makes the next wait longer, for the name and for the address;
and how often an admin may change something about people.

Nobody is locked out for ever: a name waits a quarter of an hour at most, and after a day without a wrong password it
starts anew. While it waits no password is looked at, so that guessing gets nowhere: 100 a day, as SP 800-63B wants.
"""

from __future__ import annotations

import hmac
import ipaddress
import sqlite3
import threading
from collections import defaultdict, deque
from dataclasses import dataclass
from hashlib import sha256

LONGEST_WAIT = 15 * 60
"""Seconds."""
FORGOTTEN = 24 * 3600
"""Seconds after the last wrong password."""

SCHEMA = """
create table if not exists failures (
    who blob primary key,
    number integer not null,
    last integer not null
) without rowid;
"""


class WaitError(Exception):
    """Too many tries. `seconds`: how long to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"too many tries: wait {seconds} seconds")
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Limit:
    """`free`: wrong passwords before the first wait, which is a second and doubles each time."""

    free: int

    def wait(self, number: int) -> int:
        """Seconds to wait after so many wrong passwords."""
        return 0 if number < self.free else int(min(LONGEST_WAIT, 2 ** min(number - self.free, 60)))


BY_NAME = Limit(free=5)
BY_ADDRESS = Limit(free=20)
"""More people than one may sit behind an address."""


class Throttle:
    """Wrong passwords in a table of `db`, under keyed digests: people also type their password where the name goes.

    Every call stands in a transaction of its caller. Times are seconds since 1970.
    """

    def __init__(self, db: sqlite3.Connection, key: bytes) -> None:
        self._db = db
        self._key = key

    def begin(self, name: str, address: str, now: int) -> None:
        """Count a try before its password is looked at, so that many at once are counted too.

        Raises WaitError, and counts nothing, where the name or the address has to wait.
        """
        self._db.execute("delete from failures where last < ?", (now - FORGOTTEN,))
        parties = [(self._digest("name", name), BY_NAME), (self._digest("address", network_of(address)), BY_ADDRESS)]
        wait = max(self._wait(who, limit, now) for who, limit in parties)
        if wait > 0:
            raise WaitError(wait)
        for who, _ in parties:
            self._db.execute(
                "insert into failures values (?, 1, ?)"
                " on conflict do update set number = number + 1, last = excluded.last",
                (who, now),
            )

    def succeed(self, name: str, address: str) -> None:
        """The password was right: the name starts anew; the address is only given this one try back, for others may
        sit there."""
        self._db.execute("delete from failures where who = ?", (self._digest("name", name),))
        who = self._digest("address", network_of(address))
        self._db.execute("update failures set number = number - 1 where who = ?", (who,))
        self._db.execute("delete from failures where who = ? and number <= 0", (who,))

    def _wait(self, who: bytes, limit: Limit, now: int) -> int:
        row = self._db.execute("select number, last from failures where who = ?", (who,)).fetchone()
        return limit.wait(row[0]) - (now - row[1]) if row else 0

    def _digest(self, kind: str, text: str) -> bytes:
        return hmac.digest(self._key, f"{kind}\0{text}".encode("utf-8", "replace"), sha256)


class Pace:
    """At most `most` things in any `seconds`, for each who does them; kept in memory, so for one process."""

    def __init__(self, most: int, seconds: int) -> None:
        self._most = most
        self._seconds = seconds
        self._lock = threading.Lock()
        self._done: defaultdict[str, deque[int]] = defaultdict(deque)

    def count(self, who: str, now: int) -> None:
        """Count one more. Raises WaitError, and counts nothing, where that is too many."""
        with self._lock:
            done = self._done[who]
            while done and now - done[0] >= self._seconds:
                done.popleft()
            if len(done) >= self._most:
                raise WaitError(self._seconds - (now - done[0]))
            done.append(now)


def network_of(address: str) -> str:
    """What one subscriber has: an IPv4 address, the first 64 bits of an IPv6 one; anything else as it is."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        found = found.ipv4_mapped or ipaddress.ip_network((found, 64), strict=False).network_address
    return str(found)
