"""Search: words of which only the beginning is typed."""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgers import fill
from tongket.indicators.catalogue import load
from tongket.ledger.store import Store
from tongket.web.marking import Marker
from tongket.web.model import search
from tongket.web.model.model import Model
from tongket.web.model.names import Names
from tongket.web.model.query import parse
from tongket.web.model.words import token

PAPERS = {
    "giao": "Tai nạn giao thông\nCông an huyện xử lý 41 vụ tai nạn giao thông.",
    "gia": "Giá cả\nTai nạn làm 52 gia đình thiệt hại, giám sát 7 chợ, hoàn thành kế hoạch 2023.",
    "giay": "Giấy tờ\nCấp 63 giấy phép cho người dân.",
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Three invented papers."""
    folder = tmp_path_factory.mktemp("beginnings")
    made = Store(folder / "ledger", create=True)
    for name, text in PAPERS.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
        fill(made, folder / f"{name}.txt")
    return made


@pytest.fixture(scope="module")
def model(store: Store) -> Model:
    made = Model(store, load(), Names())
    made.refresh()
    return made


def asked(model: Model, typed: str) -> search.Search:
    return search.Search(model, parse(typed))


def found(model: Model, typed: str) -> set[str]:
    """Which papers are found, by their first word."""
    rows = search.documents(model, asked(model, typed).hits("documents", 0, 99))
    return {row["text"].split()[0] for row in rows}


def test_a_star_asks_for_all_words_that_begin_so(model: Model) -> None:
    assert found(model, "gia*") == {"Tai", "Giá", "Giấy"}
    assert found(model, "giao*") == {"Tai"}
    assert found(model, "giá*") == found(model, "GIÁ*") == {"Giá"}
    assert found(model, "tai nan gia*") == {"Tai", "Giá"}
    assert found(model, "gia* thông") == {"Tai"}
    assert found(model, '"tai nạn gia*"') == found(model, '"tai nan gia* ') == {"Tai"}
    assert found(model, "202* chợ") == {"Giá"}
    assert found(model, "giao* xyzzy") == set()


def test_a_star_that_begins_no_word_means_nothing(model: Model) -> None:
    assert found(model, "* giao thông *") == found(model, "*giao *thông") == {"Tai"}
    assert parse("* gi-").terms == parse("gi").terms


def test_the_last_word_is_completed_where_it_is_found_nowhere_whole(model: Model) -> None:
    assert found(model, "tai nạn giao thôn") == found(model, "tai nan giao tho") == {"Tai"}
    assert asked(model, "tai nạn giao thôn").completed == ("thông",)
    assert asked(model, "tai nan giao tho").completed == ("thong",)
    assert asked(model, "tai nan giao tho").count("figures").number > 0
    assert found(model, '"tai nạn giao thôn') == {"Tai"}
    assert found(model, "hoà") == found(model, "hoàn") == {"Giá"}


def test_a_word_that_is_found_whole_is_not_completed(model: Model) -> None:
    assert found(model, "tai nan gia") == found(model, "tai nạn gia") == {"Giá"}
    assert asked(model, "tai nạn gia").completed == ()


@pytest.mark.parametrize("typed", ["tai nan giao tho ", 'tai nan "giao tho"', "giao tho, tai", "tho.", "xyzzy tho"])
def test_a_word_that_is_done_is_not_completed(model: Model, typed: str) -> None:
    assert found(model, typed) == set()
    assert asked(model, typed).completed == ()


_WORDS = sorted({word for text in PAPERS.values() for word in re.findall(r"\w+", text.lower())})


@given(st.sampled_from(_WORDS), st.data())
def test_what_a_word_finds_its_beginning_finds_too(model: Model, word: str, data: st.DataObject) -> None:
    begun = word[: data.draw(st.integers(1, len(word)))]
    assert found(model, word) <= found(model, f"{begun}*")
    assert found(model, begun)


@given(st.text("giaotàn* \"'", max_size=20))
def test_every_hit_is_marked_where_it_is_found(model: Model, typed: str) -> None:
    looked = asked(model, typed)
    for row in search.documents(model, looked.hits("documents", 0, 9)):
        runs = Marker(looked.query).runs(row["text"])
        assert "".join(run.text for run in runs) == row["text"]
        assert any(run.hit for run in runs) == bool(looked.query.terms)


def test_only_the_commonest_are_looked_for_where_very_many_begin_so(model: Model) -> None:
    with pytest.MonkeyPatch.context() as bounds:
        bounds.setattr(search, "ENDS", 1)
        assert asked(model, "tai nạ").completed == ("nạn",)
        assert found(model, "tai*") == {"Tai", "Giá"}


def test_no_text_speaks_the_words_of_the_index_itself(store: Store, tmp_path: Path) -> None:
    shutil.copytree(store.folder, tmp_path / "ledger")
    copy = Store(tmp_path / "ledger")
    own = f"\ue001vách \ue002vach \ue000vach {token('genre:nowhere')} \ue003"
    (tmp_path / "own.txt").write_text(f"Công tác\nNăm 2024 có 85 {own} mới.", "utf-8")
    fill(copy, tmp_path / "own.txt")
    model = Model(copy, load(), Names())
    model.refresh()
    assert found(model, "vách") == {"Công"}
    assert search.Search(model, parse("", ("genre:nowhere",))).hits("documents", 0, 9) == []
    assert model.value("select count(*) from document_words where document_words match '\"\ue001vách\"'") == 0


def test_a_model_with_another_index_is_made_anew(store: Store, tmp_path: Path) -> None:
    shutil.copytree(store.folder, tmp_path / "ledger")
    first = Model(Store(tmp_path / "ledger"), load(), Names())
    first.refresh()
    first.close()
    with closing(sqlite3.connect(first.path)) as db:
        db.executescript(
            "drop table search_words; drop table document_words;"
            "create virtual table document_words using fts5 (head, head_bare, text, text_bare, keys, content='');"
            "update meta set value = '3-769b6e4cb07c' where key = 'version'"
        )
    again = Model(Store(tmp_path / "ledger"), load(), Names())
    assert (changed := again.refresh()) is not None and changed.taken == len(PAPERS)
    assert found(again, "giao*") == {"Tai"}


def test_the_page_tells_what_a_word_was_completed_to(desk_address: str) -> None:
    def get(path: str, **parameters: str) -> httpx.Response:
        return httpx.get(f"{desk_address}{path}", params=parameters, trust_env=False, timeout=60)

    told = get("/search.json", q="ngườ").json()
    assert "người" in told["completed"] and told["counts"]["documents"]["number"] > 0
    assert any(run["hit"] for each in told["documents"] for run in each["marked"])
    assert "begin so: người" in get("/search", q="ngườ", lang="en").text
    assert "begin so" not in get("/search", q="người", lang="en").text
    assert get("/search.csv", q="ngườ").text.count("\n") > 1
    assert get("/search.xml", q="ngườ").text.count("</entry>") > 0
