"""Bodies, places, reviews and About: what stands beside what, and that all forms of a page tell the same."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desks import GAZETTEER, ROOT
from tongket.grammar.gazetteer import load
from tongket.ledger.flags.following import followed
from tongket.ledger.questions import Ledger
from tongket.ledger.store import Store
from tongket.registry.units import NEW, OLD
from tongket.web.places import children, divisions_of, place_of, provinces_of
from tongket.web.templating import shortened

POLICE = "cong-an/thanh-sa"


@pytest.fixture
def desk(desk_address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=desk_address, trust_env=False, headers={"accept-language": "en"}, timeout=60) as client:
        yield client


@pytest.fixture(scope="module")
def latest(desk_ledger: Path) -> list[dict[str, Any]]:
    with Ledger(Store(desk_ledger)) as ledger:
        return list(ledger.query("select * from latest"))


def rows(answer: httpx.Response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.text)))


def words(page: httpx.Response) -> str:
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", "", page.text))


def all_pages(desk: httpx.Client, address: str, key: str) -> list[dict[str, Any]]:
    """The rows of all pages of a list."""
    mark = "&" if "?" in address else "?"
    first = desk.get(address).json()
    found = list(first[key])
    for number in range(2, first["pages"] + 1):
        found += desk.get(f"{address}{mark}page={number}").json()[key]
    assert len(found) == first["total"]
    return found


# ── bodies ───────────────────────────────────────────────────────────────────
def test_every_body_that_is_told_of_is_listed_with_its_counts(desk: httpx.Client, latest: list[dict[str, Any]]) -> None:
    listed = {row["id"]: row for row in all_pages(desk, "/bodies.json", "bodies")}
    told = {row["body_id"] for row in latest if row["body_id"]}
    assert told <= set(listed)
    for body in told:
        assert listed[body]["figures"] == sum(row["body_id"] == body for row in latest)


def test_bodies_are_found_without_marks_by_level_and_by_kind(desk: httpx.Client) -> None:
    found = [row["id"] for row in desk.get("/bodies.json?q=CONG AN tinh thanh").json()["bodies"]]
    assert POLICE in found
    assert (
        desk.get("/bodies.json?q=công an tỉnh thanh").json()["bodies"]
        == desk.get("/bodies.json?q=CONG AN tinh thanh").json()["bodies"]
    )
    every = desk.get("/bodies.json").json()
    for level, count in every["levels"]:
        told = all_pages(desk, f"/bodies.json?level={level}", "bodies")
        assert len(told) == count and {row["level"] for row in told} == {level}
    for kind in every["kinds"]:
        assert desk.get(f"/bodies.json?kind={kind['id']}").json()["total"] == kind["bodies"]


def test_a_bodys_page_tells_its_figures_in_every_form(desk: httpx.Client, latest: list[dict[str, Any]]) -> None:
    mine = {row["id"] for row in latest if row["body_id"] == POLICE}
    first = desk.get(f"/bodies/{POLICE}.json").json()
    assert first["figures"]["total"] == len(mine) > 10
    found = [row["id"] for row in rows(desk.get(f"/bodies/{POLICE}.csv"))]
    assert found == [row["id"] for row in first["figures"]["rows"]]
    page = desk.get(f"/bodies/{POLICE}").text
    assert all(f"/d/{each.split('-')[0]}#f-{each.split('-')[1]}" in page for each in found)
    days = [row["period_end"] for row in first["figures"]["rows"] if row["period_end"]]
    assert days == sorted(days, reverse=True)
    one = first["indicators"][0]
    narrowed = desk.get(f"/bodies/{POLICE}.json?indicator={one['id']}").json()["figures"]
    assert narrowed["total"] == one["figures"]
    assert {row["indicator"] for row in narrowed["rows"]} == {one["id"]}
    assert f"/indicators/{one['id']}?by=body&amp;who={POLICE}" in page


def test_the_years_of_a_body_stand_planned_beside_reported_beside_rewarded(
    desk: httpx.Client, desk_ledger: Path
) -> None:
    with Ledger(Store(desk_ledger)) as ledger:
        flags = ledger.query("select * from flags where rule = 'follow-through'")
        owners = {row["id"]: row["body_id"] for row in ledger.query("select id, body_id from latest")}
    assert flags
    for flag in flags:
        target, result = flag["figures"]
        years = desk.get(f"/bodies/{owners[target]}.json").json()["reviews"]
        assert [year["period_end"] for year in years] == sorted((year["period_end"] for year in years), reverse=True)
        (pair,) = [pair for year in years for pair in year["pairs"] if pair["flag"] == flag["id"]]
        assert pair["plan_document"] == target.split("-")[0] and pair["result_document"] == result.split("-")[0]
        page = words(desk.get(f"/bodies/{owners[target]}"))
        assert " ".join(pair["planned"].split())[:60] in page and " ".join(pair["told"].split())[:60] in page
        assert "this doesn't tell whether something was done" in page


def test_no_plan_of_another_body_stands_on_a_bodys_page(desk: httpx.Client, desk_ledger: Path) -> None:
    """An id may have another within it: "cong-an/thanh-sa" in "phong-canh-sat-giao-thong/cong-an/thanh-sa"."""
    with Ledger(Store(desk_ledger)) as ledger:
        reviews = {
            row["document_id"]: row["body_id"] for row in ledger.query("select document_id, body_id from reviews")
        }
    for body in {body for body in reviews.values() if body}:
        for year in desk.get(f"/bodies/{body}.json").json()["reviews"]:
            assert reviews[year["document_id"]] == body
            assert all(reviews[pair["plan_document"]] == body for pair in year["pairs"] if pair["what"] == "task")


def test_follow_through_is_what_the_ledger_tells(desk: httpx.Client, desk_ledger: Path) -> None:
    told = ("what", "outcome", "planned", "told", "plan_document", "result_document")
    found = 0
    with Ledger(Store(desk_ledger)) as ledger:
        bodies = [
            row["b"] for row in ledger.query("select distinct body_id as b from reviews where body_id is not null")
        ]
        for body in bodies:
            asked = {tuple(row[name] for name in told) for row in followed(ledger, body).to_pylist()}
            years = desk.get(f"/bodies/{body}.json").json()["reviews"]
            shown = {tuple(pair[name] for name in told) for year in years for pair in year["pairs"]}
            assert shown == asked, body
            found += len(shown)
    assert found > 5


def test_a_body_says_who_was_before_and_after_it(desk: httpx.Client) -> None:
    data = desk.get("/bodies/bo-thong-tin-va-truyen-thong.json").json()
    assert data["valid_to"] == "2025-02-28"
    assert [heir["id"] for heir in data["after"] if heir["function"] is None] or data["after"]
    page = words(desk.get("/bodies/bo-thong-tin-va-truyen-thong"))
    assert "28 Feb 2025" in page and "Followed by" in page


def test_an_id_that_is_no_body_is_told(desk: httpx.Client) -> None:
    for address in ("/bodies/nobody", "/bodies/nobody.json", "/bodies/cong-an/nowhere", "/bodies/a/b/c/d"):
        assert desk.get(address).status_code == 404
    assert desk.get("/bodies?page=0").status_code == 422
    assert desk.get("/bodies?page=9999").status_code == 200


# ── places ───────────────────────────────────────────────────────────────────
def test_both_divisions_are_told_apart_and_joined(desk: httpx.Client) -> None:
    new = {row["code"]: row for row in desk.get("/places.json").json()["provinces"]}
    old = {row["code"]: row for row in desk.get(f"/places.json?division={OLD}").json()["provinces"]}
    official = {code for code in old if int(code) < 97 and code != "90"}
    assert len(official) == 63 and len({code for code in new if code in official}) == 34
    for code in official:
        (into,) = old[code]["others"]
        assert code in {each["code"] for each in new[into["code"]]["others"]}
    assert sum(len(new[code]["others"]) for code in new if code in official) == 63


def test_a_code_that_means_another_place_in_the_other_division_says_so(desk: httpx.Client) -> None:
    gazetteer = load([GAZETTEER])
    other = next(
        code
        for unit in children(known("01", NEW))
        for code in [unit.code]
        if len(divisions_of(code, gazetteer)) == 2 and known(code, OLD).name != known(code, NEW).name
    )
    page = words(desk.get(f"/places/{other}"))
    assert f"code {other} is another place" in page and known(other, OLD).name in page
    assert f"/places/{other}?division={OLD}" in desk.get(f"/places/{other}").text
    assert desk.get(f"/places/{other}.json?division={OLD}").json()["place"]["vi"] == known(other, OLD).name
    assert desk.get("/places/zz9").status_code == 404
    assert desk.get(f"/places/01?division={'x'}").status_code == 404


def known(code: str, division: str) -> Any:
    found = place_of(code, division, load([GAZETTEER]))
    assert found is not None
    return found


@given(st.sampled_from([(code, division) for division in (OLD, NEW) for code in provinces_of(division)]))
def test_what_a_place_holds_lies_in_it(place: tuple[str, str]) -> None:
    held = children(known(*place))
    assert held
    for unit in held:
        inside = known(unit.code, place[1])
        assert (inside.parent, inside.division) == place
        assert inside.path[:1] == known(*place).path[:1]


def test_a_places_page_tells_figures_and_bodies_there(desk: httpx.Client, latest: list[dict[str, Any]]) -> None:
    for division in (OLD, NEW):
        mine = {row["id"] for row in latest if (row["place_code"], row["boundary"]) == ("97", division)}
        data = desk.get(f"/places/97.json?division={division}").json()
        assert data["figures"]["total"] == len(mine) > 10
        assert {row["id"] for row in data["figures"]["rows"]} <= mine
        assert "cong-an/van-ha" in {row["id"] for row in data["bodies"]}
    assert desk.get("/places.json?q=van ha").json()["found"][0]["vi"] == "Vân Hà"


# ── reviews ──────────────────────────────────────────────────────────────────
def test_reviews_are_listed_and_filtered(desk: httpx.Client) -> None:
    every = all_pages(desk, "/reviews.json", "reviews")
    data = desk.get("/reviews.json").json()
    assert sum(row["reviews"] for row in data["types"]) == len(every) > 10
    for row in data["types"]:
        assert desk.get("/reviews.json", params={"type": row["id"]}).json()["total"] == row["reviews"]
    for row in data["years"]:
        assert desk.get("/reviews.json", params={"year": row["id"]}).json()["total"] == row["reviews"]
    mine = desk.get("/reviews.json", params={"body": "cong an tinh thanh sa"}).json()
    assert {row["body_id"] for row in mine["reviews"]} == {POLICE}


def test_a_review_stands_beside_the_one_before_and_the_one_after(desk: httpx.Client) -> None:
    years = desk.get(f"/bodies/{POLICE}.json").json()["reviews"]
    (later,) = [year for year in years if year["pairs"]]
    earlier = later["pairs"][0]["plan_document"]
    told, before = (desk.get(f"/reviews/{each}.json").json() for each in (later["document_id"], earlier))
    assert told["before"] == before["after"] == later["pairs"]
    assert before["before"] == [] and told["after"] == []
    page = desk.get(f"/reviews/{earlier}").text
    assert f'href="/reviews/{later["document_id"]}"' in page
    assert [task["text"] for task in before["tasks"]]
    assert desk.get("/reviews/nothing").status_code == 404


# ── about ────────────────────────────────────────────────────────────────────
def test_the_measured_accuracy_is_that_of_the_readme() -> None:
    """`make accuracy` writes both; numbers copied by hand would part."""
    shipped = json.loads((ROOT / "src/tongket/web/accuracy.json").read_text(encoding="utf-8"))
    code = "import json, about; print(json.dumps(about.tables()))"
    printed = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT / "bench", capture_output=True, text=True, check=True
    )
    assert {
        name: {**table, "measured": shipped[name]["measured"]} for name, table in json.loads(printed.stdout).items()
    } == shipped


def test_about_tells_every_number_with_its_day(desk: httpx.Client) -> None:
    page, data = words(desk.get("/about")), desk.get("/about.json").json()
    for table in data["accuracy"].values():
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", table["measured"])
        numbers = [number for row in table["rows"] for cell in row for number in re.findall(r"\d[\d.]*", cell)]
        assert numbers and all(number in page for number in numbers)
    assert "It accuses nobody" in page and "Apache-2.0" in page and data["reader"] in page
    assert {row["table"] for row in rows(desk.get("/about.csv"))} == {"gold", "unseen"}


def test_both_languages_say_the_same_things(desk: httpx.Client) -> None:
    for address in ("/bodies", f"/bodies/{POLICE}", "/places", "/places/97", "/reviews", "/flags", "/about"):
        texts = {language: desk.get(address, params={"lang": language}) for language in ("vi", "en")}
        tags = {
            language: re.findall(r"<(h[1-4]|section|table|form|tr)\b", page.text) for language, page in texts.items()
        }
        assert tags["vi"] == tags["en"], address
        assert words(texts["vi"]) != words(texts["en"])
        assert all(len(page.content) < 300_000 for page in texts.values())


@given(st.text("ab ", max_size=40), st.integers(1, 40))
def test_a_shortened_text_is_its_beginning(text: str, most: int) -> None:
    told = shortened(text, most)
    assert told == text or (text.startswith(told.removesuffix(" …")) and len(told) <= most + 2)
