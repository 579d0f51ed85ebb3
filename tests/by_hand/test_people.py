"""Who decides, and what they see of each other."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, expect

from desks import served, visited
from handchecking import NAMES, TEXT, Client, begun, document_of, latest, log_in
from tongket.ledger import desk as written
from tongket.ledger.store import Store
from tongket.web.settings import Settings


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
