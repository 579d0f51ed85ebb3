"""Flags of a ledger: computed over the figures that count, decided about by people, never told before that."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from crossing import HAPPENED, accidents, report, year
from decided import put
from tongket.cli import app
from tongket.ledger import desk
from tongket.ledger.check import check as sound
from tongket.ledger.checkers import new_checker
from tongket.ledger.commit import Writer
from tongket.ledger.errors import LedgerError
from tongket.ledger.exports import export
from tongket.ledger.flags.check import Checked, check
from tongket.ledger.flags.decisions import FlagDecision, decide
from tongket.ledger.flags.listing import Wanted, listed
from tongket.ledger.index import Index
from tongket.ledger.mirror import mirror
from tongket.ledger.questions import Ledger, open_ledger
from tongket.ledger.redact import redact
from tongket.ledger.rows import Where, digest, rows_of
from tongket.ledger.store import Store
from tongket.ledger.verdicts import Verdict, record
from tongket.records import Reading, Review

FIRST, SECOND = dt.date(2022, 1, 5), dt.date(2022, 3, 1)
APART = "traffic-accidents in 2021: 259 and 231 in two reports: 28 apart"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Two reports that contradict each other."""
    store = Store(tmp_path / "ledger", create=True)
    put(store, accidents("a", "259", FIRST))
    put(store, accidents("b", "231", SECOND))
    check(store)
    return store


def flags(store: Store, *, public: bool = False, view: str = "flags") -> list[dict[str, Any]]:
    with Ledger(store, public=public) as ledger:
        return list(ledger.query(f"select * from {view} order by rule, id"))


def arithmetic(store: Store) -> list[str]:
    return [row["arithmetic"] for row in flags(store)]


def decided(store: Store, *decisions: FlagDecision, who: str | None = None) -> None:
    checker = who or new_checker(store)
    with open_ledger(store.place) as ledger:
        decide(ledger, [replace(each, checker=checker) for each in decisions])


def one(store: Store) -> str:
    (flag,) = flags(store)
    return str(flag["id"])


def verdict(store: Store, quote: str, decision: Any, who: str, **fields: object) -> Verdict:
    with open_ledger(store.place) as ledger:
        (row,) = ledger.query('select document_id, "start", "end" from figures where quote = $quote', quote=quote)
    return Verdict(row["document_id"], row["start"], row["end"], quote, decision, fields, who)


# ── what is found and written ────────────────────────────────────────────────
def test_a_check_finds_what_two_reports_tell_otherwise(store: Store) -> None:
    (flag,) = flags(store)
    assert (flag["rule"], flag["state"], flag["arithmetic"]) == ("contradictions", "new", APART)
    assert flag["asked"] is flag["answer"] is None
    with open_ledger(store.place) as ledger:
        named = list(
            ledger.query(
                "select quote from latest where id in (select unnest($ids)) order by quote", ids=flag["figures"]
            )
        )
    assert [row["quote"] for row in named] == ["231", "259"]
    assert sound(store) == ([], [])


def test_a_second_check_finds_the_same_and_writes_nothing(store: Store) -> None:
    before, version = flags(store), store.open("flags").version()
    assert check(store) == Checked(1)
    assert check(store, whole=True) == Checked(1)
    assert (flags(store), store.open("flags").version()) == (before, version)


def test_all_rules_at_once(tmp_path: Path) -> None:
    store = Store(tmp_path / "ledger", create=True)
    told = {"bound": "exact"}
    for number, quote in enumerate(("12.100", "11.800", "12.400", "12")):
        put(
            store,
            accidents(f"s{number}", quote, dt.date(2017 + number, 2, 1), period=year(2016 + number), place_code="98"),
        )
    plan = {"quote": "320", "status": "target", "period": year(2022), "bound": "at_least", "place_code": "96"}
    put(store, report("p", (HAPPENED, plan), published=dt.date(2022, 1, 9)))
    put(store, accidents("q", "291", dt.date(2023, 1, 9), period=year(2022), place_code="96", **told))
    put(store, accidents("r", "1.486", dt.date(2020, 1, 9), period=year(2019), place_code="95"))
    put(store, accidents("t", "1.486", dt.date(2021, 1, 9), period=year(2020), place_code="95"))
    assert check(store).flags == 3
    assert {row["rule"] for row in flags(store)} == {"series", "follow-through", "repeats"}


def test_near_copies_and_estimates_contradict_nobody(tmp_path: Path) -> None:
    store = Store(tmp_path / "ledger", create=True)
    put(store, accidents("a", "259", FIRST))
    put(store, accidents("b", "231", SECOND, status="estimate"))
    put(store, accidents("c", "240", SECOND, body_id="cong-an/tay-son"))
    put(store, accidents("d", "241", SECOND, indicator="fires"))
    put(store, accidents("e", "242", SECOND, scope="sector"))
    put(store, accidents("f", "243", SECOND, boundary="2025-07-01"))
    assert check(store).flags == 0


def test_a_newer_reading_takes_its_flags_along(store: Store) -> None:
    put(
        store,
        accidents("b", "231", SECOND, as_of="tính đến 15/12"),
        reader="tongket 2 (bbbb)",
        run="20270101T000000-0001",
    )
    assert flags(store) == [], "of a superseded reading"
    assert check(store).gone == 1
    assert flags(store) == []


# ── what people decide about figures ─────────────────────────────────────────
def test_a_rejected_figure_takes_its_flag_along_at_once(store: Store) -> None:
    who = new_checker(store)
    record(store, [verdict(store, "231", "reject", who)])
    assert flags(store) == []
    assert check(store) == Checked(0, 0, 1)
    record(store, [verdict(store, "231", "accept", who)])
    assert check(store) == Checked(1, 1, 0)
    assert arithmetic(store) == [APART]


def test_a_correction_changes_the_flag(store: Store) -> None:
    who = new_checker(store)
    record(store, [verdict(store, "231", "correct", who, value="241")])
    assert check(store) == Checked(1, 1, 0)
    assert arithmetic(store) == ["traffic-accidents in 2021: 259 and 241 in two reports: 18 apart"]
    record(store, [verdict(store, "231", "correct", who, value="259")])
    check(store)
    assert flags(store) == []


def test_rules_within_a_report_are_asked_again(tmp_path: Path) -> None:
    store = Store(tmp_path / "ledger", create=True)
    text = "Trong năm phát hiện {} vụ vi phạm, gồm 148 vụ hình sự và 61 vụ ma túy."
    whole = report("a", (text, {"quote": "212", "counted": "vụ", "indicator": None}), published=FIRST)
    (total,) = whole.figures
    parts = []
    for quote in ("148", "61"):
        start = whole.document.text.index(quote)
        span = {"start": start, "end": start + len(quote), "quote": quote, "value": Decimal(quote)}
        parts.append(replace(total, **span, part_of=0, exhaustive="yes"))
    put(store, replace(whole, figures=(total, *parts)))
    check(store, whole=True)
    assert arithmetic(store) == ["148 + 61 = 209, the report says 212: 3 missing"]
    who = new_checker(store)
    record(store, [verdict(store, "212", "correct", who, value="209")])
    check(store)
    assert flags(store) == []
    record(store, [verdict(store, "212", "correct", who, value="211")])
    check(store)
    assert arithmetic(store) == ["148 + 61 = 209, the report says 211: 2 missing"]


QUOTES = ("259", "231", "236", "2.590")
steps = st.lists(
    st.tuples(
        st.sampled_from(QUOTES),
        st.sampled_from(["accept", "reject", "value", "period", "as_of", "unit", "indicator", "check"]),
        st.sampled_from(["231", "259", "2590", "77"]),
    ),
    max_size=8,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps)
def test_what_a_check_adds_up_is_what_a_whole_one_finds(tmp_path_factory: pytest.TempPathFactory, steps: Any) -> None:
    """After any sequence of decisions, checked in between or not."""
    store = Store(tmp_path_factory.mktemp("l") / "ledger", create=True)
    for number, quote in enumerate(QUOTES):
        put(store, accidents(f"d{number}", quote, dt.date(2022, number + 1, 1)))
    who = new_checker(store)
    for quote, what, value in steps:
        if what == "check":
            check(store)
        elif what in ("accept", "reject"):
            record(store, [verdict(store, quote, what, who)])
        else:
            told = {
                "value": {"value": value},
                "period": {"period_start": "2020-01-01", "period_end": "2020-12-31"},
                "as_of": {"as_of": "tính đến 15/12" if value == "77" else ""},
                "unit": {"unit": "kg" if value == "77" else "count"},
                "indicator": {"indicator": "fires" if value == "77" else "traffic-accidents"},
            }[what]
            record(store, [verdict(store, quote, "correct", who, **told)])
    check(store)
    added_up = flags(store)
    check(store, whole=True)
    assert flags(store) == added_up


# ── what people decide about flags ───────────────────────────────────────────
def test_states_are_added_never_changed(store: Store) -> None:
    flag = one(store)
    decided(store, FlagDecision(flag, "", "confirmed", why="đã đối chiếu"))
    decided(store, FlagDecision(flag[:8], "", asked=dt.date(2022, 4, 1)))
    decided(store, FlagDecision(flag, "", answer="Số 231 chưa gồm tháng 12."))
    (row,) = flags(store)
    assert (row["state"], row["asked"], row["answer"]) == (
        "confirmed",
        dt.date(2022, 4, 1),
        "Số 231 chưa gồm tháng 12.",
    )
    assert row["why"] == "đã đối chiếu"
    decided(store, FlagDecision(flag, "", "dismissed"))
    (row,) = flags(store)
    assert (row["state"], row["answer"]) == ("dismissed", "Số 231 chưa gồm tháng 12.")
    assert [each["state"] for each in desk.flag_decisions_of(store)] == ["confirmed", None, None, "dismissed"]


def test_a_decision_that_cant_be_taken_is_none(store: Store) -> None:
    flag, who = one(store), new_checker(store)
    for bad, cause in (
        (FlagDecision("ffffff", who, "confirmed"), "has no flag ffffff"),
        (FlagDecision("ff", who, "confirmed"), "no id of a flag"),
        (FlagDecision("%' or 1", who, "confirmed"), "no id of a flag"),
        (FlagDecision(flag, "k000000000000", "confirmed"), "not known here"),
        (FlagDecision(flag, who), "nothing decided"),
        (FlagDecision(flag, who, "sure"), "no state of a flag: sure"),  # type: ignore[arg-type]  # as a caller may
        (FlagDecision(flag, who, asked=dt.date(2999, 1, 1)), "still to come"),
        (FlagDecision(flag, who, answer="a" * 501), "longer than 500"),
    ):
        with open_ledger(store.place) as ledger, pytest.raises(LedgerError, match=cause.replace("(", "\\(")):
            decide(ledger, [FlagDecision(flag, who, "dismissed"), bad])
    assert desk.flag_decisions_of(store) == [], "all or none"


def test_a_decision_holds_for_the_arithmetic_that_was_seen(store: Store) -> None:
    flag, who = one(store), new_checker(store)
    decided(store, FlagDecision(flag, "", "confirmed"))
    record(store, [verdict(store, "231", "correct", who, value="241")])
    check(store)
    (row,) = flags(store)
    assert (row["id"], row["state"]) == (flag, "new")
    assert flags(store, public=True) == []
    (lost,) = flags(store, view="lost_flags")
    assert (lost["arithmetic"], lost["state"], lost["cause"]) == (APART, "confirmed", "its arithmetic is another now")
    record(store, [verdict(store, "231", "correct", who, value="231")])
    check(store)
    assert flags(store)[0]["state"] == "confirmed"


def test_a_decided_flag_that_is_no_longer_found_is_listed(store: Store) -> None:
    flag = one(store)
    decided(store, FlagDecision(flag, "", "confirmed"), FlagDecision(flag, "", answer="Đúng vậy."))
    record(store, [verdict(store, "231", "reject", new_checker(store))])
    check(store)
    (lost,) = flags(store, view="lost_flags")
    assert (lost["id"], lost["cause"], lost["answer"]) == (flag, "it is no longer found", "Đúng vậy.")
    assert flags(store) == flags(store, public=True, view="lost_flags") == []
    _, notes = sound(store)
    assert [note.rows for note in notes] == [1]


def test_names_in_answers_are_masked_and_none_are_public_before_a_flag_is_confirmed(store: Store) -> None:
    flag = one(store)
    decided(store, FlagDecision(flag, "", answer="Bà Hoàng Thị Lan nhầm số.", why="theo Nguyễn Văn Tám"))
    (row,) = flags(store)
    assert row["answer"] == "Bà █████████████ nhầm số." and "Tám" not in row["why"]
    assert flags(store, public=True) == flags(store, public=True, view="flag_decisions") == []


# ── what leaves ──────────────────────────────────────────────────────────────
def test_only_confirmed_flags_leave(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "package"
    export(store, folder, format="package")
    assert (folder / "flags.csv").read_text(encoding="utf-8").count("\n") == 1
    decided(store, FlagDecision(one(store), "", "confirmed"))
    export(store, folder, format="package")
    assert APART in (folder / "flags.csv").read_text(encoding="utf-8")
    decided(store, FlagDecision(one(store), "", "dismissed"))
    export(store, folder, format="package")
    assert APART not in (folder / "flags.csv").read_text(encoding="utf-8")


def test_a_flag_about_what_was_handed_over_never_leaves(tmp_path: Path) -> None:
    store = Store(tmp_path / "ledger", create=True)
    _put_in_confidence(store, accidents("a", "259", FIRST))
    put(store, accidents("b", "231", SECOND))
    check(store)
    (flag,) = flags(store)
    with open_ledger(store.place) as ledger:
        (public,) = ledger.query("select id from documents where origin = 'public'")
    assert flag["document_id"] == public["id"], "it hangs on the public report"
    decided(store, FlagDecision(flag["id"], "", "confirmed"))
    assert flags(store)[0]["state"] == "confirmed"
    assert flags(store, public=True) == flags(store, public=True, view="flag_decisions") == []


def _put_in_confidence(store: Store, made: Reading) -> None:
    rows = rows_of(made, digest(made.document.text), Where(made.document.doc, origin="handed_over"))
    index = Index(store)
    index.learn()
    Writer(store, index, "20260101T000000-0009", "tongket 1 (aaaa)").commit(rows.arrow(), ())
    index.close()


def test_a_redaction_reaches_answers_and_reasons(store: Store) -> None:
    """Whatever document the flag hangs on."""
    name = "xảy ra"
    flag = one(store)
    decided(store, FlagDecision(flag, "", answer=f"có {name} nhầm", why=f"vì {name} lỗi"))
    mirror(store)
    with open_ledger(store.place) as ledger:
        (first,) = ledger.query(
            "select document_id, text from latest join documents d on d.id = document_id where quote = '259'"
        )
    start = first["text"].index(name)
    redact(store, first["document_id"], (start, start + len(name)))
    (row,) = desk.flag_decisions_of(store)
    assert name not in row["answer"] and name not in row["why"]
    mirrored = store.open("flag_decisions").to_pyarrow_dataset().to_table().to_pylist()
    assert [name in each["answer"] for each in mirrored] == [False]


# ── in the terminal ──────────────────────────────────────────────────────────
def run(store: Store, *words: str) -> str:
    result = CliRunner().invoke(app, [*words, "--ledger", str(store.folder)], env={"COLUMNS": "80"})
    assert result.exit_code == 0, result.output
    return result.output


def test_flags_are_listed_with_sentences_side_by_side(store: Store) -> None:
    told = run(store, "flags")
    assert APART in told and "«259»" in told and "«231»" in told and "1 flag\n" in told
    assert "https://lamson.example/a" in told.replace("\n  ", "")
    assert max(map(len, told.splitlines())) <= 80
    (flag,) = json.loads(run(store, "flags", "--format", "json"))
    assert [figure["quote"] for figure in flag["figures"]] == ["259", "231"]
    assert flag["figures"][0]["value"] == 259
    assert run(store, "flags", "--format", "csv").count("contradictions") == 1


def test_flags_are_chosen_by_rule_state_body_place_and_document(store: Store) -> None:
    flag = flags(store)[0]
    for wanted, found in (
        (Wanted(rule="contradictions"), 1),
        (Wanted(rule="sums"), 0),
        (Wanted(state="new"), 1),
        (Wanted(state="confirmed"), 0),
        (Wanted(body="cong an tinh lam"), 1),
        (Wanted(body="cong-an/lam-son"), 1),
        (Wanted(body="hải quan"), 0),
        (Wanted(place="lam son"), 1),
        (Wanted(place="97"), 1),
        (Wanted(place="tay son"), 0),
        (Wanted(document=flag["figures"][0].split("-")[0]), 1),
        (Wanted(document="0" * 20), 0),
    ):
        with open_ledger(store.place) as ledger:
            assert listed(ledger, wanted).num_rows == found, wanted


def test_decisions_in_the_terminal(store: Store) -> None:
    flag = one(store)[:10]
    assert run(store, "flags", "confirm", flag, "--why", "rõ") == "1 decision written\n"
    assert run(store, "flags", "asked", flag, "--on", "2022-04-01") == "1 decision written\n"
    assert run(store, "flags", "answer", flag, "Số đã sửa.") == "1 decision written\n"
    told = run(store, "flags", "--state", "confirmed")
    assert "body asked: 2022-04-01" in told and "answer: Số đã sửa." in told
    run(store, "flags", "dismiss", flag)
    assert run(store, "flags") == "no flags\n"
    run(store, "flags", "reopen", flag)
    assert run(store, "flags").endswith("1 flag\n")
    record(store, [verdict(store, "231", "reject", desk.flag_decisions_of(store)[0]["checker"])])
    assert run(store, "check") == f"{store.folder}: 0 flags, 1 gone\n"
    assert "it is no longer found" in run(store, "flags", "--lost")


def test_a_wrong_id_ends_in_one_line(store: Store) -> None:
    result = CliRunner().invoke(app, ["flags", "confirm", "abcdef", "--ledger", str(store.folder)])
    assert result.exit_code == 1
    assert result.output.endswith("has no flag abcdef (tongket flags lists them)\n")


def test_a_body_is_followed_into_its_next_report(tmp_path: Path) -> None:
    store = Store(tmp_path / "ledger", create=True)
    task = "Đẩy mạnh tuyên truyền, vận động nhân dân giao nộp vũ khí, vật liệu nổ và công cụ hỗ trợ."
    other = "Xây dựng 14 trụ sở làm việc mới cho lực lượng cấp xã tại các địa bàn vùng cao."
    plan = {"quote": "320", "status": "target", "period": year(2022), "bound": "at_least"}
    silent = {"quote": "14", "status": "target", "period": year(2022), "indicator": "offices-built"}
    first = report(
        "a", (HAPPENED, plan), (other.replace("14", "{}"), silent), (task + " {}", {"quote": "9"}), published=FIRST
    )
    text = first.document.text
    spans = tuple((text.index(each), text.index(each) + len(each)) for each in (task, other))
    review = Review("tổng kết", "Công an tỉnh Lam Sơn", year(2021), year(2022), tasks=spans, body_id="cong-an/lam-son")
    put(store, replace(first, review=review))
    told = "Các đơn vị tuyên truyền, vận động nhân dân giao nộp vũ khí, vật liệu nổ, thu {} khẩu súng."
    gave = {"quote": "12", "indicator": "weapons", "period": year(2022)}
    second = report(
        "b", (HAPPENED, {"quote": "291", "period": year(2022)}), (told, gave), published=dt.date(2023, 1, 5)
    )
    put(store, replace(second, review=replace(review, period=year(2022), next_period=year(2023), tasks=())))
    check(store)
    rows = json.loads(run(store, "flags", "follow", "cong-an/lam-son", "--format", "json"))
    assert [(row["what"], row["outcome"]) for row in rows] == [
        ("target", "traffic-accidents in 2022: at least 320 planned, 291 reported (90.9%): 29 short of the plan"),
        ("target", "offices-built: no figure of it is read in the next review"),
        ("task", "told of"),
        ("task", "not mentioned"),
    ]
    assert rows[2]["told"] == told.format(12)
    shown = run(store, "flags", "follow", "công an tỉnh lam sơn")
    assert "task: not mentioned" in shown and "4 targets and tasks" in shown
    assert run(store, "flags", "follow", "hải quan") == "nothing to follow\n"
