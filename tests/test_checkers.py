"""Under which id the one person at a desk without login decides, whoever has checked the ledger before."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from decided import about, ledger
from desks import served
from handchecking import Client
from made import reading
from tongket.ledger import desk, mine
from tongket.ledger.checkers import checker, checkers, new_checker, own_checker
from tongket.ledger.errors import LedgerError
from tongket.ledger.store import Store
from tongket.ledger.verdicts import record
from tongket.web.settings import Settings


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A person's own folder of state, still without anything in it."""
    monkeypatch.delenv("TONGKET_CHECKER", raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state"


def test_a_ledger_that_several_have_checked_can_be_checked_alone(tmp_path: Path) -> None:
    store, document, first = ledger(tmp_path, reading())
    second = new_checker(store)
    record(store, [about(store, "259", first, "accept"), about(store, "31", second, "accept")])
    for _ in range(2):  # as often as the desk is opened
        with served(Settings(store.folder)) as address:
            client = Client(address, document)
            assert client.get(f"{client.path}/check").status_code == 200
            answer = client.decide("reject", client.figures()["31"])
            assert answer.status_code == 200, answer.text
    told = desk.verdicts_of(store)
    (mine_,) = {row["checker"] for row in told[2:]}
    assert mine_ not in (first, second) and len(told) == 4
    assert sorted(checkers(store)) == sorted([first, second, mine_])
    with served(Settings(store.folder)) as address:  # what others decided is theirs
        client = Client(address, document)
        taken = client.decide("withdraw", client.figures()["259"], verdict=str(told[0]["id"]))
        assert taken.status_code == 409


def test_nothing_but_opaque_ids_is_kept_and_for_oneself(tmp_path: Path, home: Path) -> None:
    stores = [ledger(tmp_path / name)[0] for name in ("one", "other")]
    for store in stores:
        new_checker(store)
    own = [own_checker(store) for store in stores]
    path = home / "tongket" / "checkers"
    assert path.read_text().splitlines() == own and len(set(own)) == 2
    assert path.stat().st_mode & 0o077 == 0 and path.parent.stat().st_mode & 0o077 == 0
    assert [own_checker(store) for store in stores] == [checker(store) for store in stores] == own


def test_the_only_one_stays_who_they_are_when_others_come(tmp_path: Path) -> None:
    store, _, first = ledger(tmp_path)
    assert own_checker(store) == first
    new_checker(store)
    assert own_checker(store) == checker(store) == first


def test_a_new_ledger_gives_an_id_and_a_named_one_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(tmp_path / "new", create=True)
    own = own_checker(store)
    assert checkers(store) == [own]
    other = new_checker(store)
    monkeypatch.setenv("TONGKET_CHECKER", other)
    assert own_checker(store) == other
    monkeypatch.setenv("TONGKET_CHECKER", "k000000000000")
    with pytest.raises(LedgerError, match="not known here"):
        own_checker(store)


def test_many_at_once_are_one_person(tmp_path: Path) -> None:
    store, _, _ = ledger(tmp_path)
    new_checker(store)
    begin, found = threading.Barrier(8), []

    def ask() -> None:
        begin.wait()
        found.append(own_checker(store))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(found) == 8 and len(set(found)) == 1 and len(checkers(store)) == 3


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"an@example.org\nk12\n", b"k0123456789ab\r\n\n\n"])
def test_a_file_of_anything_is_no_error(tmp_path: Path, home: Path, content: bytes) -> None:
    store, _, _ = ledger(tmp_path)
    new_checker(store)
    (home / "tongket").mkdir(parents=True)
    (home / "tongket" / "checkers").write_bytes(content)
    own = own_checker(store)
    assert own == own_checker(store) and mine.kept(checkers(store)) == own


def test_where_nothing_can_be_kept_it_is_said(tmp_path: Path, home: Path) -> None:
    store, _, first = ledger(tmp_path)
    home.write_text("no folder")
    assert own_checker(store) == first
    new_checker(store)
    with pytest.raises(LedgerError, match="can't be kept"):
        own_checker(store)
