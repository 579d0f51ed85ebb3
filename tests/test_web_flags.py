"""Flags on the desk: the list and its filters, the page of one, decisions by its forms, arithmetic in two languages."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

import tongket.checks
from desks import GAZETTEER
from tongket import lexicon
from tongket.ledger.questions import Ledger
from tongket.ledger.store import Store
from tongket.web.app import create_app
from tongket.web.arithmetic import told
from tongket.web.language import words_of
from tongket.web.settings import Settings


@pytest.fixture(scope="module")
def desk(desk_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A desk over a ledger of its own, because these tests decide."""
    folder = tmp_path_factory.mktemp("flags") / "ledger"
    shutil.copytree(desk_ledger, folder)
    settings = Settings(folder, gazetteer=(GAZETTEER,))
    with TestClient(create_app(settings), base_url="http://127.0.0.1", headers={"accept-language": "en"}) as client:
        yield client


def post(desk: TestClient, identity: str, **fields: str) -> int:
    """Send a form of the flag's page, as a browser does: with the token that the page holds."""
    page = desk.get(f"/flags/{identity}").text
    token = re.search(r'name="csrf" value="([^"]*)"', page)
    assert token
    answer = desk.post(
        f"/flags/{identity}", data={"csrf": token[1], **fields}, headers={"sec-fetch-site": "same-origin"}
    )
    return answer.status_code


def listed(desk: TestClient, query: str = "") -> list[str]:
    return [row["id"] for row in desk.get(f"/flags.json{query}").json()["flags"]]


def flag_of(desk: TestClient, rule: str) -> str:
    return listed(desk, f"?rule={rule}")[0]


def test_the_list_holds_what_the_ledger_holds_in_every_form(desk: TestClient, desk_ledger: Path) -> None:
    with Ledger(Store(desk_ledger)) as ledger:
        known = {row["id"]: row for row in ledger.query("select * from flags")}
    assert len(known) >= 3
    assert set(listed(desk)) == set(known)
    rows = list(csv.DictReader(io.StringIO(desk.get("/flags.csv").text)))
    assert {row["id"]: row["arithmetic"] for row in rows} == {each: row["arithmetic"] for each, row in known.items()}
    page = desk.get("/flags").text
    assert all(f"/flags/{each}" in page for each in known)


def test_filters_tell_the_flags_apart_and_their_counts_are_true(desk: TestClient) -> None:
    whole = desk.get("/flags.json").json()
    for name, key in (("rule", "rules"), ("state", "states"), ("sector", "sectors")):
        for facet in whole[key]:
            assert len(listed(desk, f"?{name}={facet['id']}")) == facet["flags"], facet
    assert sum(facet["flags"] for facet in whole["rules"]) == whole["total"]
    mine = listed(desk, "?body=cong an tinh thanh sa")
    assert mine and set(mine) < set(listed(desk))
    assert listed(desk, "?body=cong-an/thanh-sa") == mine
    assert listed(desk, "?body=nobody at all") == []


def test_the_page_shows_every_sentence_with_its_figures_marked(desk: TestClient) -> None:
    identity = flag_of(desk, "earlier")
    data = desk.get(f"/flags/{identity}.json").json()
    page = desk.get(f"/flags/{identity}").text
    assert len(data["figures"]) == 3
    for figure in data["figures"]:
        start = figure["id"].split("-")[1]
        assert re.search(rf'href="/d/{figure["document_id"]}#f-{start}">{re.escape(figure["quote"])}</a>', page)
    words = re.sub(r"\s+", " ", re.sub("<[^>]+>", "", page))
    assert all(" ".join(figure["sentence"].split()) in words for figure in data["figures"])
    assert "As reported, not official statistics" in page


def test_a_person_confirms_asks_notes_the_answer_and_takes_it_back(desk: TestClient) -> None:
    identity = flag_of(desk, "sums")
    assert post(desk, identity, do="confirm", why="đã xem") in (200, 303)
    assert post(desk, identity, do="asked", day="2026-01-05") in (200, 303)
    assert post(desk, identity, do="answer", answer="Lỗi in, sẽ đính chính") in (200, 303)
    data = desk.get(f"/flags/{identity}.json").json()
    assert (data["state"], data["asked"], data["answer"]) == ("confirmed", "2026-01-05", "Lỗi in, sẽ đính chính")
    assert [each["state"] for each in data["decisions"]] == ["confirmed", None, None]
    assert len({each["checker"] for each in data["decisions"]}) == 1
    page = desk.get(f"/flags/{identity}").text
    assert "Body asked" in page and "5 Jan 2026" in page and "Lỗi in, sẽ đính chính" in page and "đã xem" in page
    assert identity in listed(desk, "?state=confirmed")

    post(desk, identity, do="dismiss")
    assert identity not in listed(desk) and identity in listed(desk, "?state=dismissed")
    post(desk, identity, do="reopen")
    assert desk.get(f"/flags/{identity}.json").json()["state"] == "new"


def test_what_is_no_decision_is_refused_and_changes_nothing(desk: TestClient) -> None:
    identity = flag_of(desk, "earlier")
    before = desk.get(f"/flags/{identity}.json").json()
    for fields, status in (
        ({"do": "shout"}, 422),
        ({}, 422),
        ({"do": "asked", "day": "2999-01-01"}, 422),
        ({"do": "asked", "day": "yesterday"}, 422),
        ({"do": "answer", "answer": "  "}, 422),
        ({"do": "answer", "answer": "x" * 501}, 422),
    ):
        assert post(desk, identity, **fields) == status, fields
    assert desk.get(f"/flags/{identity}.json").json() == before
    assert desk.get("/flags/nothing").status_code == 404
    hostile = "<script>alert(1)</script>"
    assert post(desk, identity, do="answer", answer=hostile) in (200, 303)
    assert hostile not in desk.get(f"/flags/{identity}").text
    assert "&lt;script&gt;" in desk.get(f"/flags/{identity}").text


def test_every_rule_that_a_check_can_raise_has_words_in_both_languages() -> None:
    """The names of rules stand in the checks as constants, or right in the flag that is made."""
    folder = Path(tongket.checks.__file__).parent
    sources = [path.read_text(encoding="utf-8") for path in folder.rglob("*.py")]
    rules = {
        rule for source in sources for rule in re.findall(r'(?:^_?RULE(?:: Final)? = |Flag\()"([a-z-]+)"', source, re.M)
    }
    assert {"sums", "fines", "follow-through"} <= rules
    for rule in rules:
        for language in ("vi", "en"):
            assert words_of(language)(f"rules.{rule}") and words_of(language)(f"rule_means.{rule}")


def test_every_flag_of_the_ledger_is_told_in_vietnamese(desk_ledger: Path) -> None:
    with Ledger(Store(desk_ledger)) as ledger:
        for row in ledger.query("select arithmetic from flags"):
            assert told(row["arithmetic"], "vi").language == "vi", row["arithmetic"]


@pytest.mark.parametrize(
    ("english", "vietnamese"),
    [
        ("31 + 227 = 258, the report says 259: 1 missing", "31 + 227 = 258, báo cáo ghi 259: thiếu 1"),
        (
            "50000 + 16458 = 66458, the report says 66485: 27 missing (billion VND)",
            "50.000 + 16.458 = 66.458, báo cáo ghi 66.485: thiếu 27 (tỷ đồng)",
        ),
        (
            "from 56.01 thousand VND to 58.3 thousand VND is 4.09 % up, the report says 4.6 %",
            "từ 56,01 nghìn đồng lên 58,3 nghìn đồng là tăng 4,09%, báo cáo ghi 4,6%",
        ),
        (
            "traffic-deaths in 2023: under 110 planned, 109 reported (99.1%): reached",
            "Số người chết vì tai nạn giao thông, 2023: kế hoạch dưới 110, báo cáo 109 (99,1%): đạt",
        ),
        (
            "crime-cases: over 22 in 2016-03, its series has 5 in 2015, 7 in 2014: about 4 times as much",
            "Số vụ phạm pháp hình sự: hơn 22 (3/2016), trong khi chuỗi số có 5 (2015), 7 (2014): gấp khoảng 4 lần",
        ),
        (
            "184 million VND over 31 cases is 5.94 million each; Decree 15/2020/NĐ-CP, article 101, foresees "
            "5–10 million for persons, 10–20 million for organisations",
            "184 triệu đồng cho 31 trường hợp là 5,94 triệu mỗi trường hợp; Nghị định 15/2020/NĐ-CP, Điều 101, "
            "quy định 5–10 triệu với cá nhân, 10–20 triệu với tổ chức",
        ),
    ],
)
def test_arithmetic_is_told_in_vietnamese(english: str, vietnamese: str) -> None:
    assert told(english, "vi").words == vietnamese


@pytest.mark.parametrize("words", ["", "5 is odd", "31 + 227 = 258, the report says 259: 1 missing, what a shame"])
def test_words_of_no_known_form_stay_as_they_are(words: str) -> None:
    assert told(words, "vi").words == words
    assert told(words, "vi").language == "en"


def test_the_english_names_the_indicator_instead_of_its_id() -> None:
    assert told("traffic-deaths in 2023: 9 planned, 8 reported: reached", "en").words.startswith("Road deaths in 2023")


def test_both_sides_of_every_form_have_the_same_slots() -> None:
    for table in ("form", "tariff"):
        for english, vietnamese in lexicon.load("web/arithmetic")[table]:
            assert sorted(re.findall(r"\{\w+\}", english)) == sorted(re.findall(r"\{\w+\}", vietnamese)), english
