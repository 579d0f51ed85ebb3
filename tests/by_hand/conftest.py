"""Fixtures of checking by hand."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from desks import GAZETTEER, chromium, served
from handchecking import NAMES, PASSWORD, TEXT, Client, document_of
from ledgers import fill
from tongket.ledger.store import Store
from tongket.pipeline.work import Settings as Reading
from tongket.web.security.roles import Role
from tongket.web.security.users import Users
from tongket.web.settings import Settings


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def read_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("checking")
    (folder / "bai.txt").write_text(TEXT, encoding="utf-8")
    store = Store(folder / "ledger", create=True)
    fill(store, folder / "bai.txt", settings=Reading(gazetteer=(GAZETTEER,)))
    return folder / "ledger"


@pytest.fixture
def ledger(read_once: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(read_once, tmp_path / "ledger"))


@pytest.fixture
def address(ledger: Path) -> Iterator[str]:
    with served(Settings(ledger, gazetteer=(GAZETTEER,))) as opened:
        yield opened


@pytest.fixture
def client(address: str, ledger: Path) -> Client:
    return Client(address, document_of(ledger))


@pytest.fixture
def users(tmp_path: Path) -> Path:
    """A file of two who may decide, and one who may only read."""
    file = tmp_path / "users.sqlite"
    opened = Users(file, create=True)
    for name in NAMES:
        opened.add(name, Role.checker, PASSWORD)
    opened.add("Chi", Role.reader, PASSWORD)
    opened.close()
    return file


@pytest.fixture
def many(desk_ledger: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(desk_ledger, tmp_path / "ledger"))
