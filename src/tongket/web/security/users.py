"""Who may come in: a SQLite file outside the ledger, which only its owner may read.

It holds names, Argon2id hashes of passwords, roles, which person decides under which of a ledger's opaque ids, and
sessions and wrong passwords as digests. Nothing of it ever goes into a ledger.
"""

from __future__ import annotations

import hmac
import re
import secrets
import sqlite3
import threading
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tongket.clock import now as utc_now
from tongket.web.security import passwords, throttle
from tongket.web.security.passwords import PasswordError
from tongket.web.security.roles import Person, Role
from tongket.web.security.tokens import digest, new_token
from tongket.web.security.users_file import UsersError, opened

if TYPE_CHECKING:
    from tongket.ledger.store import Store

IDLE = 12 * 3600
"""Seconds without a page after which a session ends: a night."""
LONGEST = 7 * 24 * 3600
"""Seconds after which a session ends however busy it is."""
_TOUCH = 60
"""Seconds between two notes that a session is used; not every page writes."""
_CHANGES = (30, 60)
"""So many changes about people in so many seconds, by one admin at the desk."""
_NAME = re.compile(r"[^\W_][\w.@'-]*( [\w.@'-]+)*")
_WRONG = "the name or the password is wrong"
_CHECKER = re.compile(r"k[0-9a-f]{12}")


class LoginError(Exception):
    """The name or the password is wrong; which of them isn't told."""


@dataclass(frozen=True, slots=True)
class User:
    """`id`: stands for the name in addresses, which are kept in histories and logs. `sessions`: in how many browsers;
    `checkers`: the ids under which decisions stand in ledgers."""

    id: str
    name: str
    role: Role
    made: datetime
    sessions: int
    checkers: tuple[str, ...]


class Users:
    """The file at `path`; `create`: made where there is none. For any number of threads and processes.

    Changes that are made `by` an admin at the desk, not by the owner of the file, are made only as long as that person
    is an admin, and are neither their own role nor their removal: so there is always an admin left.

    Raises UsersError where it lies in a ledger, may be read by others, or is no such file.
    """

    def __init__(self, path: str | Path, *, create: bool = False, now: Callable[[], datetime] = utc_now) -> None:
        self.path = Path(path)
        self._now = now
        self._lock = threading.RLock()
        self._db = opened(self.path, create=create)
        self.key = self._secret("key")
        """For what is signed, in every process that opens the file."""
        self._throttle = throttle.Throttle(self._db, self.key)
        self._pace = throttle.Pace(*_CHANGES)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._db.close()

    # ── people ───────────────────────────────────────────────────────────────
    def add(self, name: str, role: Role, password: str, *, by: str | None = None) -> str:
        """Add a person; the name as it is kept. Raises UsersError where it is taken or none, PasswordError."""
        name = " ".join(unicodedata.normalize("NFKC", name).split())
        if len(name) > 64 or not _NAME.fullmatch(name):
            told = "a name is 1 to 64 letters, digits, blanks and . _ - @ ', with a letter or digit first"
            raise UsersError(told, "name")
        passwords.check(password, name)
        hash = passwords.hashed(password)
        with self._transaction() as db:
            self._allow(db, by)
            if self._row(db, name):
                raise UsersError(f"there is a user {name!r} already", "taken")
            made = self._now().isoformat(timespec="seconds")
            db.execute("insert into users values (?, ?, ?, ?, ?)", (_key(name), name, role.value, hash, made))
        return name

    def all(self) -> list[User]:
        """Everybody, by name."""
        with self._transaction() as db:
            self._forget_old(db)
            rows = db.execute(
                "select name, role, made, (select count(*) from sessions s where s.key = u.key),"
                " (select group_concat(id, ' ') from (select id from checkers c where c.key = u.key order by id))"
                " from users u order by key"
            ).fetchall()
        return [
            User(self._id(name), name, Role(role), datetime.fromisoformat(made), number, tuple((ids or "").split()))
            for name, role, made, number, ids in rows
        ]

    def find(self, id: str) -> User:
        """Who is meant by an id in an address. Raises UsersError."""
        found = [user for user in self.all() if user.id == id]
        if not found:
            raise UsersError("there is no such user", "unknown")
        return found[0]

    def name_of(self, name: str) -> str:
        """The name as it was given first. Raises UsersError where there is no such user."""
        return str(self._known(name)[1])

    def set_password(self, name: str, password: str, *, by: str | None = None, but: str | None = None) -> None:
        """Give a person another password; all their sessions end, but the one whose token is told. Raises UsersError,
        PasswordError."""
        passwords.check(password, self.name_of(name))
        hash = passwords.hashed(password)
        with self._transaction() as db:
            self._allow(db, by)
            db.execute("update users set hash = ? where key = ?", (hash, _key(name)))
            self._end(db, name, but)

    def change_password(self, name: str, old: str, new: str, address: str, *, but: str | None = None) -> None:
        """Give oneself another password, who knows the old one; one's sessions end, but the one whose token is told.

        Raises LoginError where the old one is wrong, WaitError where there were too many wrong ones (they count
        together with those of `login`), PasswordError, UsersError.
        """
        passwords.check(new, self.name_of(name))
        key, hash = self._tried(name, old, address)
        if passwords.normalised(new) == passwords.normalised(old):
            raise PasswordError("that is the old one", "same")
        fresh = passwords.hashed(new)
        with self._transaction() as db:
            self._replace(db, key, hash, fresh)
            self._end(db, name, but)

    def end_sessions(self, name: str, *, by: str | None = None, but: str | None = None) -> None:
        """End all sessions of a person, but the one whose token is told. Raises UsersError."""
        self._known(name)
        with self._transaction() as db:
            self._allow(db, by)
            self._end(db, name, but)

    def set_role(self, name: str, role: Role, *, by: str | None = None) -> None:
        """Let a person do more or less, from their next page on. Raises UsersError."""
        self._known(name)
        with self._transaction() as db:
            self._allow(db, by, name)
            db.execute("update users set role = ? where key = ?", (role.value, _key(name)))

    def remove(self, name: str, *, by: str | None = None) -> tuple[str, ...]:
        """Forget a person: their sessions end. Returns the ids under which their decisions stay in ledgers. Raises
        UsersError."""
        self._known(name)
        with self._transaction() as db:
            self._allow(db, by, name)
            ids = db.execute("select id from checkers where key = ? order by id", (_key(name),)).fetchall()
            db.execute("delete from users where key = ?", (_key(name),))
        return tuple(row[0] for row in ids)

    def count_change(self, by: str) -> None:
        """Count what somebody is about to change at the desk. Raises WaitError where it is too much at a time."""
        self._pace.count(_key(by), self._seconds())

    def _allow(self, db: sqlite3.Connection, by: str | None, other: str | None = None) -> None:
        """Raises UsersError where `by` is no admin (any more), or is `other`, about whom only others may decide."""
        if by is None:
            return
        row = self._row(db, by)
        if row is None or Role(row[2]) is not Role.admin:
            raise UsersError("only an admin may change who comes in", "admin")
        if other is not None and _key(other) == row[0]:
            raise UsersError("another admin has to do that", "own")

    def _end(self, db: sqlite3.Connection, name: str, but: str | None) -> None:
        kept = digest(but) if but else b""
        db.execute("delete from sessions where key = ? and token <> ?", (_key(name), kept))

    def _id(self, name: str) -> str:
        return hmac.digest(self.key, b"user\0" + _key(name).encode(), sha256).hex()[:16]

    # ── under which id they decide ───────────────────────────────────────────
    def give_checker(self, name: str, checker: str) -> None:
        """Note that decisions under `checker`, an id of a ledger, are this person's. Raises UsersError."""
        self._known(name)
        if not _CHECKER.fullmatch(checker):
            raise UsersError("that is no checker's id: tongket verdicts checker gives one, like k3f9a02c81d5e")
        with self._transaction() as db:
            row = db.execute("select key from checkers where id = ?", (checker,)).fetchone()
            if row and row[0] != _key(name):
                raise UsersError("that id is another person's")
            db.execute("insert or ignore into checkers values (?, ?)", (checker, _key(name)))

    def checker(self, name: str, store: Store) -> str:
        """The opaque id under which a person decides in a ledger, given out on first use. Raises UsersError,
        LedgerError."""
        from tongket.ledger.checkers import checkers, new_checker

        known = frozenset(checkers(store))
        with self._transaction() as db:
            if not self._row(db, name):
                raise UsersError(f"there is no user {name!r}")
            own = db.execute("select id from checkers where key = ? order by id", (_key(name),)).fetchall()
            for (id,) in own:
                if id in known:
                    return str(id)
            id = new_checker(store)
            db.execute("insert into checkers values (?, ?)", (id, _key(name)))
            return id

    # ── coming in ────────────────────────────────────────────────────────────
    def login(self, name: str, password: str, address: str, *, instead_of: str | None = None) -> str:
        """Begin a session: its token, which is always a new one; the session `instead_of` ends.

        Raises LoginError where name or password is wrong, WaitError where there were too many wrong ones.
        """
        key, hash = self._tried(name, password, address)
        fresh = passwords.hashed(password) if passwords.is_outdated(hash) else hash
        token = new_token()
        with self._transaction() as db:
            self._replace(db, key, hash, fresh)
            self._forget_old(db)
            if instead_of:
                db.execute("delete from sessions where token = ?", (digest(instead_of),))
            now = self._seconds()
            db.execute("insert into sessions values (?, ?, ?, ?)", (digest(token), key, now, now))
        return token

    def _tried(self, name: str, password: str, address: str) -> tuple[str, str]:
        """Key and hash of a person whose password it is. Raises LoginError, WaitError."""
        key = _key(name[:200])
        with self._transaction() as db:
            self._throttle.begin(key, address, self._seconds())
            row = self._row(db, name[:200])
        hash = row[3] if row else None
        if not passwords.is_right(hash, password) or hash is None:
            raise LoginError(_WRONG)
        with self._transaction():
            self._throttle.succeed(key, address)
        return key, hash

    def _replace(self, db: sqlite3.Connection, key: str, hash: str, fresh: str) -> None:
        """Keep another hash. Raises LoginError where it, or the person, is no longer what it was a moment ago."""
        if not db.execute("update users set hash = ? where key = ? and hash = ?", (fresh, key, hash)).rowcount:
            raise LoginError(_WRONG)

    def person(self, token: str) -> Person | None:
        """Whose session it is; None where it has ended or never was."""
        mark, now = digest(token), self._seconds()
        with self._lock:
            row = self._ask(
                "select name, role, s.made, seen from sessions s join users using (key) where token = ?", (mark,)
            )
            if row is None or _is_over(row[2], row[3], now):
                return None
            if now - row[3] >= _TOUCH:
                with self._transaction() as db:
                    db.execute("update sessions set seen = ? where token = ?", (now, mark))
            return Person(row[0], Role(row[1]))

    def logout(self, token: str) -> None:
        """End a session."""
        with self._transaction() as db:
            db.execute("delete from sessions where token = ?", (digest(token),))

    # ── the file ─────────────────────────────────────────────────────────────
    def _secret(self, name: str) -> bytes:
        with self._transaction() as db:
            db.execute("insert or ignore into secrets values (?, ?)", (name, secrets.token_bytes(32)))
            return bytes(db.execute("select value from secrets where name = ?", (name,)).fetchone()[0])

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """Committed at the end, or not at all; what the file can't do is a UsersError."""
        try:
            with self._lock:
                self._db.execute("begin immediate")
                try:
                    yield self._db
                    self._db.execute("commit")
                except BaseException:
                    self._db.execute("rollback")
                    raise
        except sqlite3.Error as error:
            raise UsersError(f"{self.path}: {error}") from None

    def _ask(self, question: str, values: tuple[Any, ...]) -> tuple[Any, ...] | None:
        try:
            row: tuple[Any, ...] | None = self._db.execute(question, values).fetchone()
        except sqlite3.Error as error:
            raise UsersError(f"{self.path}: {error}") from None
        return row

    def _row(self, db: sqlite3.Connection, name: str) -> tuple[Any, ...] | None:
        row: tuple[Any, ...] | None = db.execute("select * from users where key = ?", (_key(name),)).fetchone()
        return row

    def _known(self, name: str) -> tuple[Any, ...]:
        with self._transaction() as db:
            row = self._row(db, name)
        if row is None:
            raise UsersError(f"there is no user {name!r}", "unknown")
        return row

    def _forget_old(self, db: sqlite3.Connection) -> None:
        now = self._seconds()
        db.execute("delete from sessions where seen <= ? or made <= ?", (now - IDLE, now - LONGEST))

    def _seconds(self) -> int:
        return int(self._now().timestamp())


def _key(name: str) -> str:
    """Under which a name is known: "An", "AN" and "An " are one person."""
    plain = name.encode("utf-8", "replace").decode()  # half a character from a command line is none
    return " ".join(unicodedata.normalize("NFKC", plain).casefold().split())


def _is_over(made: int, seen: int, now: int) -> bool:
    return now - seen >= IDLE or now - made >= LONGEST
