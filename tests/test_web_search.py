"""Search: words with and without marks, phrases, numbers, facets, and an index that follows the ledger."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import shutil
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import expect

from desks import chromium
from ledgers import fill
from tongket.indicators.catalogue import load
from tongket.ledger import checkers, verdicts
from tongket.ledger.store import Store
from tongket.pipeline.work import Settings
from tongket.sources.options import LoadOptions
from tongket.web.marking import Marker
from tongket.web.model import search
from tongket.web.model.model import Model
from tongket.web.model.names import Names
from tongket.web.model.query import parse

PAPERS = {
    "2024-01-05 moi": "Ứng dụng quản lý cư trú\nNăm 2023, Công an tỉnh Vân Hà cấp 1.234 thẻ. Đã dừng đúng hạn.",
    "2023-01-05 cu": "Công tác năm 2022\nCông an xã kiểm tra 56 hộ, xử phạt 7 hộ. Nhiều ứng dụng mới.",
    "2022-01-05 an": "Việc làm năm 2021\nToàn tỉnh có 8.900 người có công ăn việc làm, ung nhọt và dung dịch.",
}


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    """Three invented papers, from the newest to the oldest."""
    folder = tmp_path_factory.mktemp("search")
    store = Store(folder / "ledger", create=True)
    for name, text in PAPERS.items():
        day, stem = name.split()
        path = folder / f"{stem}.txt"
        path.write_text(text, encoding="utf-8")
        fill(store, path, settings=Settings(LoadOptions(published=dt.date.fromisoformat(day))))
    return brought_up(store)


def brought_up(store: Store, *, public: bool = False) -> Model:
    model = Model(store, load(), Names(), public=public)
    model.refresh()
    return model


def asked(model: Model, typed: str, *filters: str) -> search.Search:
    return search.Search(model, parse(typed, filters))


def titles(model: Model, typed: str, *filters: str) -> list[str]:
    """First words of the documents found, best first."""
    found = search.documents(model, asked(model, typed, *filters).hits("documents", 0, 50))
    return [" ".join(row["text"].split()[:2]) for row in found]


def quotes(model: Model, typed: str, *filters: str) -> set[str]:
    return {row["quote"] for row in search.figures(model, asked(model, typed, *filters).hits("figures", 0, 99))}


def test_each_term_decides_by_itself_whether_marks_count(model: Model) -> None:
    assert titles(model, "ứng dụng") == ["Ứng dụng", "Công tác"]
    assert titles(model, "ung dung") == ["Ứng dụng", "Công tác", "Việc làm"]
    assert titles(model, "ứng dung") == ["Ứng dụng", "Công tác"]
    assert titles(model, "dừng dung") == ["Ứng dụng"]
    assert titles(model, "ĐÚNG HẠN") == titles(model, "dung han") == ["Ứng dụng"]
    assert titles(model, "đung") == []


def test_a_tone_may_stand_on_either_vowel(model: Model) -> None:
    assert parse("hoà").terms == parse("hòa").terms


def test_a_phrase_is_its_words_in_a_row(model: Model) -> None:
    assert titles(model, '"công an"') == ["Ứng dụng", "Công tác"]
    assert set(titles(model, "cong an")) == {"Ứng dụng", "Công tác", "Việc làm"}
    assert titles(model, '"cong an viec lam"') == titles(model, '"cong an viec lam') == ["Việc làm"]
    assert titles(model, '"việc công ăn"') == []


def test_what_it_is_about_comes_first_then_the_phrase_then_the_newest(model: Model) -> None:
    assert titles(model, "việc") == ["Việc làm"]
    assert titles(model, "năm") == ["Công tác", "Việc làm", "Ứng dụng"]
    assert titles(model, "công ăn") == ["Việc làm"]


def test_a_number_is_found_with_and_without_separators(model: Model) -> None:
    assert quotes(model, "1234") == quotes(model, "1.234") == {"1.234"}
    assert "8.900" in quotes(model, "8900 người")


def test_a_figure_is_found_by_its_sentence_and_by_what_is_known_of_it(model: Model) -> None:
    assert quotes(model, "kiểm tra hộ") == {"56", "7"}
    assert "1.234" in quotes(model, "thẻ 2023")
    assert quotes(model, "", "year:2022") == {"56", "7"}


@given(st.text(max_size=60))
def test_nothing_that_is_typed_is_an_error(model: Model, typed: str) -> None:
    looked = asked(model, typed)
    for kind in ("documents", "figures"):
        found = looked.hits(kind, 0, 50)
        assert len(found) == len(set(found)) == looked.count(kind).number
    text = search.documents(model, asked(model, "").hits("documents", 0, 1))[0]["text"]
    assert "".join(run.text for run in Marker(looked.query).runs(text)) == text


_SYNTAX = st.sampled_from(
    ['"', "AND", "OR", "NOT", "NEAR(", ")", "*", "^", ":", "head", "-", "+", "{", "}", "'", ";", "công", "\0", "%", ","]
)


@given(st.lists(_SYNTAX, max_size=8).map(" ".join))
def test_the_syntax_of_the_index_means_nothing(model: Model, typed: str) -> None:
    asked(model, typed).count("documents")
    asked(model, typed).facets("figures")


@given(st.lists(st.sampled_from(["công", "cong", "an", "năm", "ho", "2023", '"ung dung"', "người"]), max_size=4))
def test_pages_together_are_the_list_and_every_hit_is_marked(model: Model, words: list[str]) -> None:
    looked = asked(model, " ".join(words))
    whole = looked.hits("figures", 0, 100)
    pages = [looked.hits("figures", at, 2) for at in range(0, 100, 2)]
    assert [each for page in pages for each in page] == whole
    for row in search.documents(model, looked.hits("documents", 0, 9)):
        marked = {run.text for run in Marker(looked.query).runs(row["text"]) if run.hit}
        assert bool(marked) == bool(looked.query.terms)


@given(st.sampled_from(["", "cong", "năm", "ho"]), st.sampled_from(["documents", "figures"]))
def test_a_facet_counts_what_it_leaves(model: Model, typed: str, kind: search.Kind) -> None:
    for name, values in asked(model, typed).facets(kind).items():
        for value, told in values.items():
            assert asked(model, typed, f"{name}:{value}").count(kind) == told


def everything(model: Model) -> dict[str, set[str]]:
    """What single words find, and how many documents have each."""
    words = re.findall(r"\w+", " ".join(PAPERS.values()) + " Nam Sơn toàn huyện đối tượng bắt 987 654")
    found = {}
    for word in words:
        for kind, get in (("documents", search.documents), ("figures", search.figures)):
            hits = asked(model, word).hits(kind, 0, 500)  # type: ignore[arg-type]  # one of the two
            found[f"{kind} {word}"] = {row["id"] for row in get(model, hits)}
    found["words"] = {f"{row['word']} {row['documents']}" for row in model.rows("select * from search_words")}
    return found


def test_the_index_follows_the_ledger(desk_ledger: Path, tmp_path: Path) -> None:
    shutil.copytree(desk_ledger, tmp_path / "ledger")
    store = Store(tmp_path / "ledger")
    model = brought_up(store)
    (tmp_path / "moi.txt").write_text("Năm 2024, Công an tỉnh Vân Hà bắt 987 đối tượng, phạt 654 người.", "utf-8")
    fill(store, tmp_path / "moi.txt")
    model.refresh()
    assert quotes(model, '"bắt 987 đối tượng"') == {"987", "654"}
    row = model.row("select * from figures where quote = '987'")
    assert row is not None
    mine = checkers.checker(store)
    rejected = verdicts.Verdict(row["document_id"], row["start"], row["end"], "987", "reject", checker=mine)
    verdicts.record(store, [rejected])
    model.refresh()
    assert quotes(model, '"bắt 987 đối tượng"') == {"654"}

    followed = everything(model)
    model.close()
    for path in (tmp_path / "ledger").glob("pages*"):
        path.unlink()
    assert everything(brought_up(store)) == followed


def test_a_public_search_finds_nothing_that_was_handed_over(desk_ledger: Path, tmp_path: Path) -> None:
    shutil.copytree(desk_ledger, tmp_path / "ledger")
    store = Store(tmp_path / "ledger")
    (tmp_path / "moi.txt").write_text("Năm 2024, Công an tỉnh Vân Hà bắt 987 đối tượng kỳquặc.", "utf-8")
    fill(store, tmp_path / "moi.txt", settings=Settings(origin="handed_over"))
    assert titles(brought_up(store), "kỳquặc")
    assert not titles(brought_up(store, public=True), "kỳquặc")
    assert not [path for path in tmp_path.glob("ledger/pages-public*") if b"kyquac" in path.read_bytes()]


def get(address: str, path: str, **parameters: str) -> httpx.Response:
    return httpx.get(f"{address}{path}", params=parameters or None, trust_env=False, timeout=60)


def test_the_three_forms_tell_the_same_hits(desk_address: str) -> None:
    asked = {"q": "tai nan", "show": "figures"}
    told = get(desk_address, "/search.json", **asked).json()
    rows = list(csv.DictReader(io.StringIO(get(desk_address, "/search.csv", **asked).text)))
    page = get(desk_address, "/search", **asked).text
    assert len(rows) == told["counts"]["figures"]["number"] > len(told["figures"]) == 20
    assert [row["id"] for row in rows][:20] == [row["id"] for row in told["figures"]]
    assert all(f'href="{row["address"]}"' in page for row in told["figures"])
    after = get(desk_address, told["next"]).json()
    assert [row["id"] for row in rows][20:40] == [row["id"] for row in after["figures"]]


def test_what_is_typed_is_shown_and_never_executed(desk_address: str) -> None:
    page = get(desk_address, "/search", q='"><script>alert(1)</script>').text
    assert "<script>alert" not in page and "&lt;script&gt;" in page
    assert get(desk_address, "/search", q="x" * 201).status_code == 422
    assert get(desk_address, "/search", page="-1").status_code == 422


def test_results_change_as_one_types_and_the_address_stays_true(desk_address: str) -> None:
    with chromium() as browser:
        page = browser.new_page()
        page.goto(f"{desk_address}/search?lang=en")
        page.locator("#words").press_sequentially("tai nan", delay=10)
        expect(page.locator("mark").first).to_be_visible()
        assert httpx.URL(page.url).params["q"] == "tai nan"
        page.locator(".facet a").first.click()
        expect(page.locator(".chosen a")).to_be_visible()
        assert httpx.URL(page.url).params["sector"]
        page.locator("#words").fill("giao thông")
        expect(page.locator("mark").first).to_have_text(re.compile("giao thông", re.IGNORECASE))
        assert httpx.URL(page.url).params["sector"] and httpx.URL(page.url).params["q"] == "giao thông"
        shown = page.inner_text("#told")
        page.reload()
        assert page.inner_text("#told") == shown
        page.go_back()
        expect(page.locator("#words")).to_have_value("tai nan")


def test_searching_works_without_javascript(desk_address: str) -> None:
    with chromium() as browser:
        page = browser.new_context(java_script_enabled=False).new_page()
        page.goto(f"{desk_address}/?lang=en")
        page.fill("input[name=q]", "tai nạn")
        page.press("input[name=q]", "Enter")
        page.wait_for_url("**/search?*")
        assert httpx.URL(page.url).params["q"] == "tai nạn"
        page.locator(".facet a").first.click()
        expect(page.locator(".chosen")).to_have_count(1)
        assert page.locator("mark").count() > 0
