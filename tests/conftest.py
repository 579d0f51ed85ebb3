"""Fixtures of several tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import settings

from loopback import Site
from loopback import served as site_served

settings.register_profile("untimed", deadline=None)  # how fast something is, bench/ tells
settings.load_profile("untimed")


@pytest.fixture(scope="session", autouse=True)
def kept_here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What is kept for the person at this computer, kept for the tests alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        yield


@pytest.fixture
def cheap() -> Iterator[None]:
    """Hashes of passwords that cost little, where many are tried and their cost is not what is looked at."""
    with _cheap_hashes():
        yield


@pytest.fixture(scope="module")
def cheap_throughout() -> Iterator[None]:
    """Likewise, for a whole module."""
    with _cheap_hashes():
        yield


@contextmanager
def _cheap_hashes() -> Iterator[None]:
    from argon2 import PasswordHasher

    from tongket.web.security import passwords

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=64))
        patch.setattr(passwords, "_nobody", lambda: passwords.hashed("nobody's"))
        yield


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A site on this machine, asked directly whatever proxies the environment names."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with site_served() as site:
        yield site


@pytest.fixture(scope="session")
def desk_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of the specimens, for desks that only read: a test that writes copies it first."""
    from desks import filled

    return filled(tmp_path_factory.mktemp("desk") / "ledger")


@pytest.fixture(scope="session")
def desk_address(desk_ledger: Path) -> Iterator[str]:
    """A desk over that ledger, without a login; nobody writes at it."""
    from desks import GAZETTEER, served
    from tongket.web.settings import Settings

    with served(Settings(desk_ledger, gazetteer=(GAZETTEER,))) as address:
        yield address
