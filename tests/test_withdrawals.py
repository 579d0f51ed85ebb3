"""A decision withdrawn is as if it had never been said; it stays in the file, and only one's own can be."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from decided import about, identity, ledger, missed, row
from tongket.ledger import desk
from tongket.ledger.checkers import new_checker
from tongket.ledger.verdicts import Verdict, VerdictError, record

CASES, FINED = "259", "31"


def withdrawal(made: Verdict, number: int, checker: str) -> Verdict:
    return Verdict(made.document_id, made.start, made.end, made.quote, "withdraw", {"verdict": number}, checker)


@pytest.mark.parametrize("decision", ["accept", "correct", "reject", "add"])
def test_what_is_withdrawn_is_as_if_it_had_never_been_said(tmp_path: Path, decision: str) -> None:
    store, document, who = ledger(tmp_path)
    told = {"value": "32"} if decision == "correct" else {}
    made = missed(document, who) if decision == "add" else about(store, FINED, who, decision, **told)
    before = row(store, identity(made))
    (number,) = record(store, [made])
    assert row(store, identity(made)) != before
    record(store, [withdrawal(made, number, who)])
    assert row(store, identity(made)) == before
    with pytest.raises(VerdictError, match="nothing to withdraw"):
        record(store, [withdrawal(made, number, who)])
    assert [each["decision"] for each in desk.verdicts_of(store)] == [decision, "withdraw"]
    record(store, [made])
    assert row(store, identity(made)) != before


def test_only_one_s_own_latest_decision_can_be_withdrawn(tmp_path: Path) -> None:
    store, _, who = ledger(tmp_path)
    other = new_checker(store)
    made = about(store, FINED, who, "correct", value="32")
    (number,) = record(store, [made])
    with pytest.raises(VerdictError, match="somebody else decided that"):
        record(store, [withdrawal(made, number, other)])
    record(store, [about(store, FINED, other, "accept")])
    with pytest.raises(VerdictError, match="only the latest"):
        record(store, [withdrawal(made, number, who)])
    with pytest.raises(VerdictError, match="nothing to withdraw"):
        record(store, [withdrawal(about(store, CASES, who, "accept"), number, who)])


def test_a_file_of_before_withdrawals_is_brought_up_with_all_its_rows(tmp_path: Path) -> None:
    store, _, who = ledger(tmp_path)
    (number,) = record(store, [about(store, FINED, who, "reject")])
    db = sqlite3.connect(store.folder / desk.FILE)
    old = db.execute("select sql from sqlite_master where name = 'verdicts'").fetchone()[0].replace(", 'withdraw'", "")
    db.executescript(
        "create table kept as select * from verdicts; drop table verdicts;"
        f"{old}; insert into verdicts select * from kept; drop table kept;"
    )
    db.close()
    before = desk.verdicts_of(store)
    assert [each["id"] for each in before] == [number]
    record(store, [withdrawal(about(store, FINED, who, "reject"), number, who)])
    assert [each["id"] for each in desk.verdicts_of(store)] == [number, number + 1]
    with sqlite3.connect(store.folder / desk.FILE) as db, pytest.raises(sqlite3.IntegrityError):
        db.execute("delete from verdicts")
