"""Checking by hand at the desk: what is decided shows in the ledger, whoever decides, with scripts or without."""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, Route, expect

from desks import GAZETTEER, chromium, served, visited
from handing_in import token
from ledgers import fill
from tongket.ledger import desk as written
from tongket.ledger.checkers import checker
from tongket.ledger.fields import FIELDS
from tongket.ledger.questions import Ledger
from tongket.ledger.store import Store
from tongket.pipeline.work import Settings as Reading
from tongket.web.deciding.following import Later
from tongket.web.deciding.forms import texts_of
from tongket.web.deciding.prefill import selected
from tongket.web.deciding.standing import standing_of
from tongket.web.security.roles import Role
from tongket.web.security.users import Users
from tongket.web.settings import Settings

expect.set_options(timeout=20_000)

TEXT = """Công an tỉnh Vân Hà tổng kết công tác năm 2024
Năm 2024, Công an tỉnh Vân Hà phát hiện 259 trường hợp vi phạm, xử phạt 31 trường hợp với tổng số tiền 184 triệu đồng.
Có 12 thứ tài liệu cho ████ học tập. Trong đó 7 xã đạt chuẩn.
"""


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


def latest(ledger: Path) -> dict[str, dict[str, Any]]:
    """The figures that count, by quote."""
    with Ledger(Store(ledger)) as opened:
        return {row["quote"]: row for row in opened.query("select * from latest order by start")}


def document_of(ledger: Path) -> str:
    with Ledger(Store(ledger)) as opened:
        return str(next(iter(opened.query("select id from documents")))["id"])


def eventually(told: Callable[[], object], seconds: float = 30) -> None:
    """Waits until it is so: what is saved behind one's back is there a moment later."""
    until = time.monotonic() + seconds
    while not told():
        assert time.monotonic() < until, "it never came to be"
        time.sleep(0.1)


class Client:
    """Sends forms as a page of the desk does."""

    def __init__(self, address: str, document: str, name: str = "") -> None:
        here = {"Sec-Fetch-Site": "same-origin"}
        self._http = httpx.Client(base_url=address, trust_env=False, headers=here, timeout=60)
        self.path = f"/d/{document}"
        if name:
            form = {"name": name, "password": PASSWORD, "csrf": token(self._http.get("/login").text)}
            assert self._http.post("/login", data=form).status_code == 303
        self._page = self._http.get(f"{self.path}/check" if name != "Chi" else "/search").text

    def decide(self, decision: str, figure: dict[str, Any], **form: str) -> httpx.Response:
        told = {name: str(figure[name]) for name in ("start", "end", "quote")} | {"decision": decision} | form
        sent = re.search(r'data-csrf="([^"]+)"', self._page)
        headers = {"Accept": "application/json", "X-CSRF-Token": sent[1] if sent else ""}
        return self._http.post(f"{self.path}/decisions", data=told, headers=headers)

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self._http.get(path, headers=headers)

    def figures(self) -> dict[str, dict[str, Any]]:
        return {each["quote"]: each for each in self.get(f"{self.path}/decisions.json").json()["figures"]}


@pytest.fixture
def client(address: str, ledger: Path) -> Client:
    return Client(address, document_of(ledger))


# ── by keyboard ──────────────────────────────────────────────────────────────
def begun(page: Page, address: str, ledger: Path, quote: str | None = None) -> None:
    at = "" if quote is None else f"?at={latest(ledger)[quote]['start']}"
    page.goto(f"{address}/d/{document_of(ledger)}/check{at}")
    page.locator("#checking[data-ready]").wait_for()


def lead(page: Page) -> Any:
    return page.locator("#panel .lead")


def test_a_whole_correction_by_keyboard(browser: Browser, address: str, ledger: Path) -> None:
    with visited(browser, address) as page:
        begun(page, address, ledger)
        expect(lead(page)).to_contain_text("259")
        page.keyboard.press("a")
        expect(lead(page)).to_contain_text("31")
        page.keyboard.press("c")
        page.keyboard.type("32")
        for _ in range(2):
            page.keyboard.press("Tab")
        page.keyboard.press("Control+a")
        page.keyboard.type("vụ")
        page.keyboard.press("Enter")
        expect(lead(page)).to_contain_text("184 million")
        page.keyboard.press("k")
        expect(lead(page)).to_contain_text("32")
        page.keyboard.press("j")
        expect(lead(page)).to_contain_text("184 million")
        page.keyboard.press("x")
        expect(page.locator("#saved")).to_have_class("saved")
        expect(page.locator("a.fig.v-rejected")).to_contain_text("184 triệu đồng")
    now = latest(ledger)
    assert now["259"]["verdict"] == "accepted"
    assert (now["31"]["verdict"], now["31"]["value"], now["31"]["counted"]) == ("corrected", 32, "vụ")
    assert "184 triệu đồng" not in now


def test_what_is_wrong_is_told_at_its_field_and_mended_there(browser: Browser, address: str, ledger: Path) -> None:
    with visited(browser, address, expected="400 (Bad Request)") as page:
        begun(page, address, ledger, "31")
        page.keyboard.press("c")
        page.fill("#i-value", "hai mươi")
        page.fill("#i-unit", "cái gì")
        page.keyboard.press("Enter")
        expect(page.locator("#e-value")).to_be_visible()
        expect(page.locator("#e-unit")).to_be_visible()
        assert page.evaluate("document.activeElement.id") == "i-value"
        assert page.get_attribute("#i-value", "aria-invalid") == "true"
        assert latest(ledger)["31"]["verdict"] is None
        page.fill("#i-value", "20")
        page.fill("#i-unit", "count")
        page.keyboard.press("Enter")
        expect(lead(page)).to_contain_text("184 million")
    assert latest(ledger)["31"]["value"] == 20


def test_a_decision_is_taken_back_by_a_key(browser: Browser, address: str, ledger: Path) -> None:
    with visited(browser, address) as page:
        begun(page, address, ledger, "31")
        page.keyboard.press("x")
        expect(page.locator("#saved")).to_have_class("saved")
        assert "31" not in latest(ledger)
        page.keyboard.press("u")
        expect(lead(page)).to_contain_text("31")
        expect(page.locator("a.fig.current")).to_have_text("31")
        expect(page.locator("a.fig.v-rejected")).to_have_count(0)
    assert latest(ledger)["31"]["verdict"] is None


def selecting(page: Page, words: str) -> None:
    """Selects these words in the text, as a mouse would."""
    page.evaluate(
        """words => {
            const walker = document.createTreeWalker(document.getElementById("article"), NodeFilter.SHOW_TEXT);
            while (walker.nextNode()) {
                const at = walker.currentNode.data.indexOf(words);
                if (at < 0) continue;
                const range = document.createRange();
                range.setStart(walker.currentNode, at);
                range.setEnd(walker.currentNode, at + words.length);
                getSelection().removeAllRanges();
                getSelection().addRange(range);
                return;
            }
            throw new Error("not there");
        }""",
        words,
    )


def test_a_figure_that_was_missed_is_added_by_selecting_it(browser: Browser, address: str, ledger: Path) -> None:
    before = latest(ledger)
    assert "2024" not in before
    with visited(browser, address) as page:
        begun(page, address, ledger)
        selecting(page, "2024")
        page.keyboard.press("n")
        expect(page.locator("form.add #i-value")).to_have_value("2024")
        page.fill("#i-counted", "năm")
        page.keyboard.press("Enter")
        expect(page.locator("a.fig.v-added")).to_have_text("2024")
    now = latest(ledger)["2024"]
    assert (now["verdict"], now["value"], now["unit"], now["counted"]) == ("added", 2024, "count", "năm")
    assert TEXT[now["start"] : now["end"]] == "2024"


def test_a_selection_after_masked_words_is_found_where_it_stands(browser: Browser, address: str, ledger: Path) -> None:
    with visited(browser, address) as page:
        begun(page, address, ledger)
        selecting(page, "học tập")
        page.keyboard.press("n")
        page.locator("form.add").wait_for()
        start = int(page.get_attribute("form.add [name=start]", "value") or "")
    assert TEXT[start : start + 7] == "học tập"


def test_what_could_not_be_saved_is_kept_told_and_tried_again(browser: Browser, address: str, ledger: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    begun(page, address, ledger, "259")

    def fail(route: Route) -> None:
        route.abort()

    page.route("**/decisions", fail)
    page.keyboard.press("a")
    expect(page.locator("#saved")).to_have_class("failed")
    expect(lead(page)).to_contain_text("31")
    expect(page.locator("a.fig.unsaved")).to_have_text("259")
    page.keyboard.press("x")
    expect(page.locator("#saved")).to_contain_text("2")
    assert latest(ledger)["259"]["verdict"] is None
    page.unroute("**/decisions", fail)
    page.click("#retry")
    expect(page.locator("#saved")).to_have_class("saved")
    expect(page.locator("a.fig.unsaved")).to_have_count(0)
    assert latest(ledger)["259"]["verdict"] == "accepted" and "31" not in latest(ledger)
    context.close()


def test_letters_typed_in_a_field_decide_nothing_and_the_keys_can_be_put_off(
    browser: Browser, address: str, ledger: Path
) -> None:
    with visited(browser, address) as page:
        begun(page, address, ledger, "31")
        page.keyboard.press("c")
        page.fill("#i-counted", "")
        page.type("#i-counted", "axjkcnu")
        page.keyboard.press("Escape")
        page.keyboard.press("?")
        page.uncheck("#keys")
        page.keyboard.press("Escape")
        page.keyboard.press("x")
        page.keyboard.press("j")
        expect(page.locator("a.fig.current")).to_have_text("31")
    assert written.verdicts_of(Store(ledger)) == []


# ── two people ───────────────────────────────────────────────────────────────
PASSWORD = "một câu ngắn dễ nhớ"
NAMES = ("An", "Bình")


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


def log_in(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}/login")
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    page.click("main form button")
    page.wait_for_url(lambda url: "/login" not in url)


def test_two_people_on_one_document_see_each_other_s_decisions(browser: Browser, ledger: Path, users: Path) -> None:
    store = Store(ledger)
    with served(Settings(ledger, users=users)) as address:
        with visited(browser, address) as mine, visited(browser, address) as theirs:
            for page, name in zip((mine, theirs), NAMES, strict=True):
                log_in(page, address, name)
                begun(page, address, ledger, "259")
            mine.keyboard.press("a")
            expect(mine.locator("#saved")).to_have_class("saved")
            (first,) = written.verdicts_of(store)
            expect(theirs.locator("a.fig.v-accepted")).to_have_text("259")
            expect(theirs.locator("#others")).to_contain_text(first["checker"])
            expect(theirs.locator("#panel .history")).to_contain_text(first["checker"])
            theirs.keyboard.press("x")
            expect(mine.locator("a.fig.v-rejected")).to_have_text("259")
            last = written.verdicts_of(store)[-1]
            expect(mine.locator("#others")).to_contain_text(last["checker"])
            assert first["checker"] != last["checker"] and not {*NAMES} & {first["checker"], last["checker"]}
        assert "259" not in latest(ledger)


def test_who_decides_about_what_another_has_just_decided_is_told(ledger: Path, users: Path) -> None:
    with served(Settings(ledger, users=users)) as address:
        one, other = (Client(address, document_of(ledger), name) for name in NAMES)
        figure = one.figures()["31"]
        first = one.decide("reject", figure, seen="0").json()
        assert first["conflict"] is None
        second = other.decide("accept", figure, seen="0").json()
        assert "31" in second["conflict"]
        third = one.decide("accept", figure, seen=str(second["last"])).json()
        assert third["conflict"] is None
        taken = other.decide("withdraw", figure, verdict=str(first["id"]))
        assert taken.status_code == 409
    assert latest(ledger)["31"]["verdict"] == "accepted"


def test_who_may_only_read_decides_nothing(ledger: Path, users: Path) -> None:
    with served(Settings(ledger, users=users)) as address:
        reader = Client(address, document_of(ledger), "Chi")
        assert reader.get(f"{reader.path}/check").status_code == 403
        figure = {"start": 0, "end": 7, "quote": TEXT[:7]}
        assert reader.decide("accept", figure).status_code == 403
        assert Client(address, document_of(ledger), NAMES[0]).get(f"{reader.path}/check").status_code == 200
    assert written.verdicts_of(Store(ledger)) == []


# ── without scripts ──────────────────────────────────────────────────────────
def test_all_of_it_works_without_scripts(browser: Browser, address: str, ledger: Path) -> None:
    with visited(browser, address, expected="400 (Bad Request)", java_script_enabled=False) as page:
        page.goto(f"{address}/d/{document_of(ledger)}/check?lang=en")
        page.click("button[value=accept]")
        expect(lead(page)).to_contain_text("31")
        expect(page.locator(".notice[role=status]")).to_contain_text("259")
        page.click("details.correct > summary")
        page.fill("#i-value", "x")
        with page.expect_response("**/decisions") as answered:
            page.click("details.correct button")
        assert answered.value.status == 400
        expect(page.locator("#e-value")).to_be_visible()
        assert page.input_value("#i-value") == "x"
        page.fill("#i-value", "30")
        page.click("details.correct button")
        expect(lead(page)).to_contain_text("184")
        page.click("details.missed > summary")
        page.fill("#quote", "2024")
        page.click("details.missed button")
        expect(page.locator(".notice[role=alert]")).to_contain_text("times")
        page.click("details.missed > summary")
        page.fill("#quote", "2024")
        page.fill("#sentence", "Năm «2024», Công an")
        page.click("details.missed button")
        page.fill("#i-counted", "năm")
        page.click("form.add .buttons button")
        page.click("a.fig.v-accepted")
        page.click("form.undo button")
    now = latest(ledger)
    assert (now["259"]["verdict"], now["31"]["value"], now["2024"]["counted"]) == (None, 30, "năm")


# ── answers ──────────────────────────────────────────────────────────────────
def test_what_is_no_decision_is_refused_and_nothing_is_written(client: Client, ledger: Path) -> None:
    figure = client.figures()["31"]
    for form in (
        client.decide("maybe", figure),
        client.decide("accept", figure | {"start": "x"}),
        client.decide("correct", figure, was="[", **{"f.value": "1"}),
        client.decide("correct", figure, **{"f.value": "1.234"}),
        client.decide("correct", figure, **{"f.kind": "sort"}),
        client.decide("correct", figure, **{"f.of": "99"}),
        client.decide("correct", figure, **{"f.period_end": "2000-01-01"}),
        client.decide("add", {"start": 0, "end": 7, "quote": TEXT[:7]}),
        client.decide("accept", figure, why="x" * 600),
    ):
        assert form.status_code == 400, form.text
        assert form.json()["error"]
    assert written.verdicts_of(Store(ledger)) == []


def test_what_is_no_longer_as_it_was_seen_is_a_conflict(client: Client, ledger: Path) -> None:
    figure = client.figures()["31"]
    done = client.decide("accept", figure).json()
    client.decide("accept", client.figures()["259"])
    for form in (
        client.decide("accept", figure, batch="20200101T000000-0001.1"),
        client.decide("accept", figure | {"quote": "32"}),
        client.decide("accept", {"start": 0, "end": 7, "quote": TEXT[:7]}),
        client.decide("add", figure, **{"f.value": "1", "f.unit": "count"}),
        client.decide("withdraw", figure, verdict=str(done["id"] + 1)),
        client.decide("withdraw", figure, verdict="99"),
    ):
        assert form.status_code == 409, form.text
        assert form.json()["error"]
    assert len(written.verdicts_of(Store(ledger))) == 2


def test_there_is_nothing_to_decide_about_a_document_that_is_not_there(client: Client, address: str) -> None:
    assert client.get("/d/nothing/check").status_code == 404
    assert client.get("/d/nothing/decisions.json").status_code == 404
    assert client.get(f"{client.path}/check/panel?at=1").status_code == 404
    assert client.get(f"{client.path}/check/add?start=3&end=99999", **{"x-panel": "1"}).status_code == 400


def test_a_public_desk_decides_nothing(ledger: Path) -> None:
    with served(Settings(ledger, public=True)) as address:
        for path in ("/check", f"/d/{document_of(ledger)}/check", f"/d/{document_of(ledger)}/decisions.json"):
            assert httpx.get(f"{address}{path}", trust_env=False).status_code == 404
        told = httpx.post(f"{address}/d/{document_of(ledger)}/decisions", content="decision=accept", trust_env=False)
        assert told.status_code in (403, 404, 405)
    assert written.verdicts_of(Store(ledger)) == []


def test_a_form_that_brings_all_fields_unchanged_accepts(client: Client, ledger: Path) -> None:
    store = Store(ledger)
    figure = client.figures()["31"]
    standing = standing_of(store, document_of(ledger))
    before = texts_of(standing.rows[standing.at(figure["start"]) or 0])
    form = {f"f.{name}": value for name, value in before.items()} | {"was": json.dumps(before)}
    assert client.decide("correct", figure, **form).json()["decision"] == "accept"
    client.decide("correct", figure, **form | {"f.part_of": "1", "f.cumulative": "true"})
    (row,) = [each for each in latest(ledger).values() if each["quote"] == "31"]
    assert (row["verdict"], row["part_of"], row["cumulative"]) == ("corrected", 0, True)
    changed = json.loads(written.verdicts_of(store)[-1]["fields"])
    assert set(changed) == {"part_of", "cumulative"} - ({"part_of"} if before["part_of"] == "1" else set())


# ── whatever is decided shows ────────────────────────────────────────────────
STEP = st.tuples(
    st.sampled_from(["accept", "correct", "reject", "add", "withdraw"]),
    st.integers(0, 9),
    st.dictionaries(
        st.sampled_from(["value", "counted", "body", "period", "kind", "high", "of"]), st.integers(0, 3), max_size=3
    ),
)
VALUES = {
    "value": ["1", "2500000", "0.5", "-3"],
    "counted": ["vụ", "người chết", "", "trường hợp"],
    "body": ["Công an tỉnh Vân Hà", "", "UBND tỉnh Vân Hà", "Sở Y tế"],
    "kind": ["level", "change", "growth", "share"],
    "high": ["", "9000000", "", "9000001"],
    "of": ["", "1", "2", "3"],
}


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEP, min_size=1, max_size=8))
def test_whatever_is_decided_the_page_and_the_ledger_tell_the_same(
    read_once: Path, tmp_path_factory: pytest.TempPathFactory, steps: list[Any]
) -> None:
    from tongket.web.deciding.forms import FormError
    from tongket.web.deciding.taking import GoneError, take

    ledger = Path(shutil.copytree(read_once, tmp_path_factory.mktemp("any") / "ledger"))
    store = Store(ledger)
    document, who = document_of(ledger), checker(store)
    places = [match.span() for match in re.finditer(r"\d+|tài liệu|học tập", TEXT)]
    for decision, which, fields in steps:
        now = standing_of(store, document)
        start, end = places[which % len(places)]
        form = {"decision": decision, "start": str(start), "end": str(end), "quote": TEXT[start:end]}
        row = next((each for each in now.rows if (each["start"], each["end"]) == (start, end)), None)
        form["was"] = json.dumps(texts_of(row)) if row else "{}"
        told = {} if decision == "add" else dict(texts_of(row)) if row else {}
        told |= {"unit": "count", "value": "7"} if decision == "add" else {}
        for name, value in fields.items():
            if name == "period":
                told |= {"period_start": "2024-01-01", "period_end": f"2024-0{value + 1}-28"}
            else:
                told[name] = VALUES[name][value]
        form |= {f"f.{name}": value for name, value in told.items()}
        form["verdict"] = str(row["last"] if row else 1)
        try:
            take(store, now, form, who)
        except (FormError, GoneError):
            assert len(written.verdicts_of(store)) == len(now.decisions)
    now = standing_of(store, document)
    with Ledger(store) as opened:
        rows = {(row["start"], row["end"]): row for row in opened.query("select * from latest")}
    shown = {(row["start"], row["end"]): row for row in now.rows if row["state"] != "rejected"}
    assert shown.keys() == rows.keys()
    for span, row in rows.items():
        assert {name: shown[span][name] for name in FIELDS} == {name: row[name] for name in FIELDS}
        assert (shown[span]["state"] or None) == row["verdict"]


# ── prefilled ────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("selection", "quote", "value", "unit"),
    [
        ("184", "184 triệu đồng", "184000000", "VND"),
        (" 31 ", "31", "31", "count"),
        ("triệu đồng", "184 triệu đồng", "184000000", "VND"),
    ],
)
def test_a_selection_is_read_by_the_reader_s_own_grammar(selection: str, quote: str, value: str, unit: str) -> None:
    start = TEXT.index(selection)
    span, texts = selected(TEXT, (start, start + len(selection)))
    assert (TEXT[slice(*span)], texts["value"], texts["unit"]) == (quote, value, unit)


@given(st.integers(0, len(TEXT)), st.integers(1, 60))
def test_any_selection_gives_a_span_of_the_text_or_is_refused(start: int, length: int) -> None:
    from tongket.ledger.fields import FieldError

    try:
        (first, last), _ = selected(TEXT, (start, start + length))
    except FieldError:
        return
    assert 0 <= first < last <= len(TEXT)
    assert TEXT[first:last].strip() == TEXT[first:last]
    assert first < start + length and last > start


# ── the queue ────────────────────────────────────────────────────────────────
@pytest.fixture
def many(desk_ledger: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(desk_ledger, tmp_path / "ledger"))


def test_the_queue_has_what_needs_eyes_first_and_passes_over_what_is_decided(many: Path) -> None:
    with served(Settings(many, gazetteer=(GAZETTEER,))) as address:
        rows = httpx.get(f"{address}/check.json", trust_env=False).json()["figures"]
        assert rows[0]["flagged"] and [row["need"] for row in rows] == sorted(
            (row["need"] for row in rows), reverse=True
        )
        flags = [row["flagged"] for row in rows]
        assert flags == sorted(flags, reverse=True)
        calm = [row for row in rows if not row["flagged"] and not row["used"]]
        assert [row["confidence"] for row in calm] == sorted(row["confidence"] for row in calm)
        first, second = rows[:2]
        client = Client(address, first["document_id"])
        client.decide("accept", first)
        following = client.get("/check/next.json").json()
        assert (following["document"], following["start"]) == (second["document_id"], second["start"])
        passed = client.get("/check/next.json?" + urlencode({"after": second["id"]})).json()
        assert (passed["document"], passed["start"]) == (rows[2]["document_id"], rows[2]["start"])
        only = httpx.get(f"{address}/check.json?sector=traffic", trust_env=False).json()["figures"]
        assert only and {row["sector"] for row in only} == {"traffic"}
        body = only[0]["body_id"]
        of_body = httpx.get(f"{address}/check.json?sector=traffic&body={body}", trust_env=False).json()["figures"]
        assert {row["body_id"] for row in of_body} == {body}


def test_the_queue_leads_from_figure_to_figure_across_documents(browser: Browser, many: Path) -> None:
    with served(Settings(many, gazetteer=(GAZETTEER,))) as address, visited(browser, address) as page:
        rows = httpx.get(f"{address}/check.json", trust_env=False).json()["figures"][:4]
        assert len({row["document_id"] for row in rows}) > 1
        page.goto(f"{address}/check?lang=en")
        page.click("a.button")
        for row in rows:
            page.wait_for_url(f"**/d/{row['document_id']}/check?at={row['start']}&queue=*")
            page.locator("#checking[data-ready]").wait_for()
            expect(page.locator("a.fig.current")).to_have_attribute("id", f"f-{row['start']}")
            page.keyboard.press("a")
        page.wait_for_url(lambda url: f"at={rows[3]['start']}&" not in url)
    told = {(row["document_id"], row["start"]) for row in written.verdicts_of(Store(many))}
    assert told == {(row["document_id"], row["start"]) for row in rows}


# ── what follows ─────────────────────────────────────────────────────────────
def test_flags_follow_a_decision_by_themselves(many: Path) -> None:
    def flags() -> set[str]:
        with Ledger(Store(many)) as opened:
            return {row["arithmetic"] for row in opened.query("select arithmetic from flags")}

    wrong = "148 + 61 = 209, the report says 212: 3 missing"
    assert wrong in flags()
    with Ledger(Store(many)) as opened:
        (row,) = opened.query("select l.* from latest l join flags f on f.arithmetic = $told and l.quote = '212'"
                              " and list_contains(f.figures, l.id)", told=wrong)  # fmt: skip
    with served(Settings(many, gazetteer=(GAZETTEER,))) as address:
        form = {"f.value": "209", "was": json.dumps({"value": "212"})}
        assert Client(address, row["document_id"]).decide("correct", row, **form).status_code == 200
        eventually(lambda: wrong not in flags(), 60)


def test_work_is_done_once_after_the_last_call_and_not_after_the_end() -> None:
    done: list[float] = []
    later = Later(lambda: done.append(time.monotonic()), pause=0.2)
    for _ in range(5):
        later.soon()
    eventually(lambda: done)
    time.sleep(0.5)
    assert len(done) == 1
    later.soon()
    later.close()
    time.sleep(0.4)
    assert len(done) == 1
