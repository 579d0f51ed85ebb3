"""Figures checked by keyboard and by selection, and without scripts."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, Page, Route, expect

from desks import visited
from handchecking import TEXT, begun, document_of, latest, lead
from tongket.ledger import desk as written
from tongket.ledger.store import Store


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
        expect(page.locator(".notice[role=alert]")).to_contain_text("places")
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
