"""A ledger published to `s3://`: questions, exports and the desk show what people decided, and nothing is written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from buckets import publish, served_bucket
from ledgers import SPECIMENS, fill
from tongket.cli import app
from tongket.ledger.checkers import new_checker
from tongket.ledger.flags.decisions import FlagDecision, decide
from tongket.ledger.questions import open_ledger
from tongket.ledger.redact import redact
from tongket.ledger.store import Store
from tongket.ledger.upkeep import compact
from tongket.ledger.verdicts import Verdict, record
from tongket.web.app import create_app
from tongket.web.settings import Settings

NAME = "Hạ Thảo Nguyên Vy"
"""A name that no mask finds: nothing around it tells that it is one."""
REPORT = (
    "UBND xã Đông Linh báo cáo kết quả năm 2024\n"
    f"Năm 2024, mô hình {NAME} trồng được 120 ha lúa và 45 ha ngô, giảm 12 ha so với năm 2023.\n"
)


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A ledger with a corrected figure, a rejected one, and a dismissed flag, mirrored into its tables."""
    folder = tmp_path_factory.mktemp("published")
    (folder / "mo-hinh.txt").write_text(REPORT, encoding="utf-8")
    store = Store(folder / "ledger", create=True)
    fill(store, SPECIMENS / "cong-an-van-ha-2024.txt", folder / "mo-hinh.txt")
    who = new_checker(store)
    with open_ledger(store.place) as ledger:
        one, other = ledger.query("select * from latest where quote in ('795', '486') order by start limit 2")
        (flag,) = ledger.query("select id from flags")
        decide(ledger, [FlagDecision(flag["id"], who, state="dismissed", why="đọc nhầm")])
    said = [(row["document_id"], row["start"], row["end"], row["quote"]) for row in (one, other)]
    record(store, [Verdict(*said[0], "correct", {"value": "77777"}, who), Verdict(*said[1], "reject", {}, who)])
    list(compact(store))
    return store


@pytest.fixture(scope="module")
def place(local: Store) -> Iterator[str]:
    """The address that it is published at."""
    with served_bucket() as bucket:
        publish(local.folder, "published")
        yield f"{bucket}/published"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


def desk(place: str, *, public: bool = False) -> TestClient:
    settings = Settings(place, public=public)
    return TestClient(create_app(settings), base_url="http://127.0.0.1", headers={"accept-language": "en"})


@pytest.mark.parametrize("view", ["latest", "verdicts", "unfit_verdicts", "flags", "flag_decisions", "documents"])
def test_every_view_holds_the_same_rows(local: Store, place: str, view: str) -> None:
    with open_ledger(local.place) as here, open_ledger(place) as there:
        known, found = ([repr(row) for row in ledger.query(f"select * from {view}")] for ledger in (here, there))
    assert Counter(found) == Counter(known)
    assert known or view == "unfit_verdicts"


@pytest.mark.parametrize(
    "command",
    [
        ["query", "select value, verdict from latest where verdict is not null"],
        ["flags", "--state", "dismissed"],
        ["ledger", "check"],
        ["verdicts", "list"],
        ["export"],
    ],
)
def test_commands_tell_the_same(local: Store, place: str, command: list[str], tmp_path: Path) -> None:
    told = []
    for ledger in (local.place, place):
        file = [str(tmp_path / "figures.csv")] if command == ["export"] else []
        done = CliRunner().invoke(app, [*command, *file, "--ledger", ledger])
        assert done.exit_code == 0, done.output
        told.append((done.output.replace(ledger, "LEDGER"), *(Path(path).read_bytes() for path in file)))
    assert told[0] == told[1] and told[0][0].strip()


@pytest.mark.parametrize(
    "command", [["verdicts", "checker"], ["flags", "confirm", "{flag}"], ["redact", "{document}", "3-9"]]
)
def test_what_would_write_is_refused_in_a_line(local: Store, place: str, command: list[str]) -> None:
    with open_ledger(local.place) as ledger:
        (flag,) = ledger.query("select id as flag, document_id as document from flags")
    done = CliRunner().invoke(app, [*(word.format(**flag) for word in command), "--ledger", place])
    assert done.exit_code == 1
    assert done.output == f"tongket: {place} is not a folder: what people write needs a ledger on a disk\n"


@pytest.mark.parametrize("public", [False, True])
def test_the_desk_shows_and_takes_nothing(local: Store, place: str, cache: Path, public: bool) -> None:
    with open_ledger(local.place) as ledger:
        (flag,) = ledger.query("select * from flags")
        (figure,) = ledger.query("select * from latest where verdict = 'corrected'")
    with desk(place, public=public) as client:
        assert client.get("/").status_code == 200
        document = f"/d/{flag['document_id']}"
        assert client.get(f"{document}/f/{figure['start']}.json").json()["body"]["value"]["value"] == 77777
        page = client.get(document).text
        assert "/check" not in page and 'href="/add"' not in page
        assert "<form" not in client.get(f"/flags/{flag['id']}").text.partition("<main")[2]
        assert [client.get(path).status_code for path in ("/check", f"{document}/check")] == [404, 404]
        assert client.get("/add").status_code == (403 if public else 404)  # the world is no checker
        for path in (f"/flags/{flag['id']}", f"{document}/decisions", "/add"):
            answer = client.post(path, data={"do": "confirm"}, headers={"sec-fetch-site": "same-origin"})
            assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")
            assert ("lies on s3://" in answer.text) is not public
    (folder,) = (cache / "tongket").iterdir()
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / ("pages-public.sqlite" if public else "pages.sqlite")).stat().st_size


def test_what_was_redacted_is_gone_from_the_desk_and_its_cache(local: Store, place: str, cache: Path) -> None:
    def holding() -> list[str]:
        return [path.name for path in cache.rglob("*") if path.is_file() and NAME.encode() in path.read_bytes()]

    with desk(place) as client:
        model = client.app.state.desk.model  # type: ignore[attr-defined]  # any ASGI application to the client
        assert NAME in client.get("/search.json?q=mo+hinh").text and holding()
        with open_ledger(local.place) as ledger:
            (row,) = ledger.query("select id, text from documents where contains(text, $name)", name=NAME)
        start = row["text"].index(NAME)
        redact(local, row["id"], (start, start + len(NAME)))
        publish(local.folder, "published")
        model.refresh()
        found = client.get(f"/d/{row['id']}").text
        assert NAME not in found and "█" * len(NAME) in found
    assert holding() == []


def test_a_cache_that_cannot_be_made_is_told(place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cache").write_text("a file", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    done = CliRunner().invoke(app, ["serve", "--ledger", place, "--port", "8978"])
    assert done.exit_code == 1
    assert re.search(r"^tongket: .*/cache/tongket/\w+: Not a directory$", done.output.splitlines()[-1])
