"""The desk's ground: pages and their sisters, two languages, errors, and a model that follows the ledger."""

from __future__ import annotations

import csv
import io
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
from hypothesis import given
from hypothesis import strategies as st

from ledgers import fill
from tongket.indicators.catalogue import load
from tongket.ledger import checkers, verdicts
from tongket.ledger.questions import Ledger
from tongket.ledger.redact import redact
from tongket.ledger.store import Store
from tongket.pipeline.work import Settings
from tongket.web.model.folding import folded
from tongket.web.model.model import Model
from tongket.web.model.names import Names

SENTENCE = "Năm 2024, Công an tỉnh Vân Hà bắt 1.234 đối tượng."


def get(address: str, path: str, **headers: str) -> httpx.Response:
    return httpx.get(f"{address}{path}", headers=headers, trust_env=False)


def test_a_page_and_its_sisters_tell_the_same(desk_address: str) -> None:
    told = get(desk_address, "/home.json").json()
    rows = list(csv.DictReader(io.StringIO(get(desk_address, "/home.csv").text)))
    page = get(desk_address, "/").text
    assert [row["id"] for row in rows] == [row["id"] for row in told["newest"]]
    assert all(f"/d/{row['id']}" in page for row in rows)


def test_a_document_has_all_its_figures_in_every_form(desk_address: str, desk_ledger: Path) -> None:
    with Ledger(Store(desk_ledger)) as ledger:
        rows = list(ledger.query("select id, document_id, start, quote from latest"))
    for document in {row["document_id"] for row in rows}:
        mine = [row for row in rows if row["document_id"] == document]
        told = get(desk_address, f"/d/{document}.json").json()
        assert {each["id"] for each in told["figures"]} == {row["id"] for row in mine}
        page = get(desk_address, f"/d/{document}").text
        assert all(f'id="f-{row["start"]}"' in page for row in mine)
        assert all(f'id="r-{row["start"]}"' in page for row in mine)
        text = told["document"]["text"]
        assert all(text[each["start"] : each["end"]] == each["quote"] for each in told["figures"])


def test_the_language_is_asked_for_chosen_and_remembered(desk_address: str) -> None:
    assert 'lang="vi"' in get(desk_address, "/").text[:200]
    assert 'lang="en"' in get(desk_address, "/", **{"accept-language": "en-GB,en;q=0.9"}).text[:200]
    with httpx.Client(base_url=desk_address, trust_env=False) as reader:
        assert 'lang="en"' in reader.get("/?lang=en").text[:200]
        assert 'lang="en"' in reader.get("/").text[:200]


def test_what_is_not_there_is_told_in_the_form_asked_for(desk_address: str) -> None:
    page = get(desk_address, "/d/nothing")
    assert page.status_code == 404
    assert "Không có trang này" in page.text
    assert get(desk_address, "/d/nothing.json").json() == {"status": 404, "error": "Not Found"}
    assert get(desk_address, "/static/%2e%2e/app.py").status_code == 400


def test_who_has_a_page_is_not_sent_it_again(desk_address: str) -> None:
    first = get(desk_address, "/")
    again = get(desk_address, "/", **{"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def copied(ledger: Path, folder: Path) -> Store:
    shutil.copytree(ledger, folder / "ledger")
    (folder / "moi.txt").write_text(SENTENCE, encoding="utf-8")
    return Store(folder / "ledger")


def test_the_model_follows_what_is_added_and_decided(desk_ledger: Path, tmp_path: Path) -> None:
    store = copied(desk_ledger, tmp_path)
    model = Model(store, load(), Names())
    model.refresh()
    assert model.refresh() is None
    before = model.value("select count(*) from figures where counts")

    fill(store, tmp_path / "moi.txt")
    changed = model.refresh()
    assert changed is not None and changed.taken == 1
    row = model.row("select * from figures where quote = '1.234'")
    assert row is not None and model.value("select count(*) from figures where counts") == before + 1

    mine = checkers.checker(store)
    rejected = verdicts.Verdict(row["document_id"], row["start"], row["end"], "1.234", "reject", checker=mine)
    verdicts.record(store, [rejected])
    changed = model.refresh()
    assert changed is not None and changed.taken == 1
    assert model.value("select counts from figures where quote = '1.234'") == 0


def test_two_desks_over_one_ledger_bring_one_model_up(desk_ledger: Path, tmp_path: Path) -> None:
    store = copied(desk_ledger, tmp_path)
    models = [Model(store, load(), Names()) for _ in range(3)]
    for number in range(3):
        (tmp_path / "moi.txt").write_text(SENTENCE.replace("1.234", f"{number + 2}.234"), encoding="utf-8")
        fill(store, tmp_path / "moi.txt")
        with ThreadPoolExecutor(len(models)) as desks:
            list(desks.map(Model.refresh, models))
        for model in models:
            assert model.value("select count(*) from figures where quote = ?", (f"{number + 2}.234",)) == 1


def test_the_public_model_holds_nothing_that_was_handed_over(desk_ledger: Path, tmp_path: Path) -> None:
    store = copied(desk_ledger, tmp_path)
    fill(store, tmp_path / "moi.txt", settings=Settings(origin="handed_over"))
    model = Model(store, load(), Names(), public=True)
    model.refresh()
    assert model.value("select count(*) from documents") > 10
    model.close()
    assert not [
        path for path in tmp_path.glob("ledger/pages-public*") if "1.234 đối tượng".encode() in path.read_bytes()
    ]


@given(st.text())
def test_folding_keeps_every_letter_in_its_place(text: str) -> None:
    assert len(folded(text)) == len(text)
    assert folded(folded(text)) == folded(text)


def test_folding_drops_marks_and_case() -> None:
    assert folded("Ứng dụng ĐƯỜNG thuỷ") == "ung dung duong thuy"


def test_words_that_are_redacted_leave_the_pages_too(desk_ledger: Path, tmp_path: Path) -> None:
    store = copied(desk_ledger, tmp_path)
    fill(store, tmp_path / "moi.txt")
    model = Model(store, load(), Names())
    model.refresh()
    row = model.row("select * from figures where quote = '1.234'")
    assert row is not None
    at = SENTENCE.index("Vân Hà")
    redact(store, row["document_id"], (at, at + 6))
    model.refresh()
    text = model.value("select text from documents where id = ?", (row["document_id"],))
    assert "█" in text and "Vân Hà" not in text
