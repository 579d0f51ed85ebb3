"""Fixtures of several tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from loopback import Site, served


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A site on this machine, asked directly whatever proxies the environment names."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with served() as site:
        yield site
