"""What the desk answers to a decision, and that the ledger then tells it."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desks import served
from handchecking import TEXT, Client, document_of, latest
from tongket.ledger import desk as written
from tongket.ledger.checkers import checker
from tongket.ledger.fields import FIELDS
from tongket.ledger.questions import Ledger
from tongket.ledger.store import Store
from tongket.web.deciding.forms import texts_of
from tongket.web.deciding.standing import standing_of
from tongket.web.settings import Settings


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
