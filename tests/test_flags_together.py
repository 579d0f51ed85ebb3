"""Checks that are killed, and checks beside those who add: nothing is lost, nothing double."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

import checking
from adding import finish, killed
from crossing import accidents
from decided import put
from ledgers import fill, reports
from tongket.ledger.check import check as sound
from tongket.ledger.flags.check import check
from tongket.ledger.questions import open_ledger
from tongket.ledger.store import Store

QUOTES = ("259", "231", "240", "2.590")


def flags(store: Store) -> list[tuple[Any, ...]]:
    with open_ledger(store.place) as ledger:
        return sorted((row["id"], row["arithmetic"]) for row in ledger.query("select * from flags"))


def filled(folder: Path) -> Store:
    store = Store(folder / "ledger", create=True)
    for number, quote in enumerate(QUOTES):
        put(store, accidents(f"d{number}", quote, dt.date(2022, number + 1, 1)))
    return store


@pytest.mark.parametrize("seconds", [0.5, 0.9, 1.1, 1.3, 1.6])
def test_a_check_that_is_killed_is_done_again_to_the_same_end(tmp_path: Path, seconds: float) -> None:
    store = filled(tmp_path)
    killed(checking.start(store.folder, times=50), seconds)
    before = flags(store)
    check(store)
    assert before in ([], flags(store)), "all of them at once, or none"
    assert len(flags(store)) == 3
    assert sound(store) == ([], [])


def test_checks_and_adds_at_the_same_time(tmp_path: Path) -> None:
    store = filled(tmp_path)
    checks = [checking.start(store.folder, times=6) for _ in range(2)]
    for number in range(3):
        fill(store, reports(tmp_path / f"r{number}", range(10 * number, 10 * number + 10)))
    put(store, accidents("d9", "277", dt.date(2022, 9, 1)))
    for child in checks:
        finish(child)
    check(store)
    assert [told for _, told in flags(store)].count("") == 0 and len(flags(store)) == 4
    assert sound(store) == ([], [])
    again = flags(store)
    check(store, whole=True)
    assert flags(store) == again


def test_an_add_checks_what_it_added(tmp_path: Path) -> None:
    store = filled(tmp_path)
    assert flags(store) == []
    fill(store, reports(tmp_path / "r", range(2)))
    assert len(flags(store)) == 3


def test_a_restored_state_has_its_own_flags(tmp_path: Path) -> None:
    from tongket.ledger.upkeep import history, restore

    store = filled(tmp_path)
    check(store)
    (
        now,
        *_,
    ) = history(store)
    restore(store, now.version - 3)
    assert flags(store) == []
    restore(store, now.version)
    assert len(flags(store)) == 3
