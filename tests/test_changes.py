"""What a newer reader reads otherwise, and the mirror of verdicts as a Delta table."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from decided import about, ledger, moved, put
from made import TEXT, reading
from tongket import cli
from tongket.ledger import desk
from tongket.ledger.changes import Difference, Summary, chosen, compare, table
from tongket.ledger.errors import LedgerError
from tongket.ledger.mirror import mirror
from tongket.ledger.questions import Ledger
from tongket.ledger.store import Store
from tongket.ledger.verdicts import record
from tongket.records import Reading

OLDER, NEWER = "tongket 1 (aaaa)", "tongket 2 (bbbb)"


def reread(store: Store, made: Reading, reader: str = NEWER, run: str = "20260202T000000-0002") -> None:
    put(store, made, reader, run)


def compared(store: Store, *wanted: str, document: str | None = None) -> tuple[Summary, list[Difference]]:
    with Ledger(store) as opened:
        summary, found = compare(opened, *chosen(opened, wanted), document)
        return summary, list(found)


def test_gone_new_and_changed_by_field(tmp_path: Path) -> None:
    store, document, _ = ledger(tmp_path)
    was = reading()
    figures = [replace(f, act="phạt", value=Decimal(32)) if f.quote == "31" else f for f in was.figures]
    missed = figures.pop(next(n for n, f in enumerate(figures) if f.quote == "36,9%"))
    start = TEXT.index("2022")
    fined = next(n for n, f in enumerate(figures) if f.covers)
    figures[fined] = replace(figures[fined], covers=(1,))  # the same figure, which has another number now
    figures.append(replace(missed, start=start, end=start + 4, quote="2022", of=None, versus=()))
    reread(store, replace(was, figures=tuple(figures)))
    summary, found = compared(store)
    assert [(d.what, d.quote, dict(d.fields)) for d in found] == [
        ("gone", "36,9%", {}),
        ("changed", "31", {"value": (Decimal(31), Decimal(32)), "act": ("xử phạt", "phạt")}),
        ("new", "2022", {}),
    ]
    assert found[1].id == f"{document}-{TEXT.index('31 trường')}-{TEXT.index('31 trường') + 2}"
    assert (summary.documents, summary.texts, summary.same) == (1, 0, 7)
    assert summary.counts == {"gone": 1, "new": 1, "changed": 1} and summary.by_field == {"value": 1, "act": 1}
    assert [row["field"] for row in table(found).to_pylist()] == [None, "value", "act", None]


def test_the_same_reading_is_no_change(tmp_path: Path) -> None:
    store, _, _ = ledger(tmp_path)
    reread(store, reading())
    summary, found = compared(store)
    assert found == [] and (summary.documents, summary.same) == (1, 9)


def test_another_text_is_told_and_figures_are_found_in_it(tmp_path: Path) -> None:
    store, _, _ = ledger(tmp_path)
    reread(store, moved(reading(), "Trang chủ\n"))
    summary, found = compared(store)
    assert found == [] and (summary.texts, summary.same) == (1, 9)


def test_a_span_that_grew_is_a_change(tmp_path: Path) -> None:
    store, _, _ = ledger(tmp_path)
    was = reading()
    grown = [replace(f, end=f.end - 5, quote=f.quote[:-5]) if f.quote.endswith("đồng") else f for f in was.figures]
    reread(store, replace(was, figures=tuple(grown)))
    _, found = compared(store)
    assert [(d.what, dict(d.fields)) for d in found] == [("changed", {"quote": ("184 triệu đồng", "184 triệu")})]


def test_two_readers_are_chosen(tmp_path: Path) -> None:
    store, document, _ = ledger(tmp_path)
    with pytest.raises(LedgerError, match="one reader only"):
        compared(store)
    reread(store, reading())
    reread(store, reading(), "tongket 3 (cccc)", "20260303T000000-0003")
    with Ledger(store) as opened:
        assert chosen(opened) == (NEWER, "tongket 3 (cccc)")
        assert chosen(opened, ["cccc", "1 "]) == (OLDER, "tongket 3 (cccc)")
        assert chosen(opened, [OLDER]) == (OLDER, "tongket 3 (cccc)")
        assert chosen(opened, ["cccc"]) == (NEWER, "tongket 3 (cccc)")
        for wanted, cause in ((["tongket"], "several of"), (["x"], "none of"), (["aaaa"] * 2, "twice")):
            with pytest.raises(LedgerError, match=cause):
                chosen(opened, wanted)
    assert compared(store, document=document)[0].documents == 1
    with pytest.raises(LedgerError, match="was not read by both"):
        compared(store, document="0" * 20)


def tongket(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli.app, [*map(str, arguments)])


def test_add_with_a_newer_reader_and_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Through `tongket add`, as a user has it: only who reads is another."""
    source, place = tmp_path / "lam-son.txt", tmp_path / "ledger"
    source.write_text(TEXT, encoding="utf-8")
    add = ("add", source, "--ledger", place, "--workers", "1")
    assert tongket(*add).exit_code == 0
    assert tongket("diff", "--ledger", place).exit_code == 1
    monkeypatch.setattr("tongket.pipeline.add.reader", lambda: "tongket 99 (ffff)")
    assert "1 document read" in tongket(*add).output
    done = tongket("diff", "--ledger", place)
    assert done.exit_code == 0 and "1 document read by both, 0 with another text" in done.output
    assert "0 gone, 0 new, 0 changed" in done.output and "tongket 99 (ffff)" in done.output
    assert tongket("diff", "--ledger", place, "--format", "json").output == "[]\n"


# ── the mirror ───────────────────────────────────────────────────────────────
def mirrored(store: Store) -> list[tuple[int, str]]:
    rows = store.open("verdicts").to_pyarrow_dataset().to_table().to_pylist()
    return sorted((row["id"], row["decision"]) for row in rows)


def test_the_mirror_takes_what_is_new(tmp_path: Path) -> None:
    store, _, who = ledger(tmp_path)
    assert mirror(store) == 0
    record(store, [about(store, "31", who, "correct", value="32", part_of=None, why="đếm lại")])
    assert (mirror(store), mirror(store)) == (1, 0)
    record(store, [about(store, "31", who, "reject"), about(store, "259", who, "accept")])
    assert mirror(store) == 2
    assert mirrored(store) == [(1, "correct"), (2, "reject"), (3, "accept")]
    kept = store.open("verdicts").to_pyarrow_dataset().to_table().sort_by("id").to_pylist()
    with Ledger(store) as opened:
        assert kept == list(opened.query("select * from verdicts order by id"))


def test_two_mirrors_at_once_add_nothing_twice(tmp_path: Path) -> None:
    store, _, who = ledger(tmp_path)
    record(store, [about(store, "31", who, "accept") for _ in range(20)])
    with ThreadPoolExecutor(4) as pool:
        added = list(pool.map(lambda _: mirror(Store(store.place)), range(4)))
    assert sum(added) == 20 and [number for number, _ in mirrored(store)] == list(range(1, 21))


def test_a_desk_that_was_exchanged_is_told(tmp_path: Path) -> None:
    store, _, who = ledger(tmp_path)
    record(store, [about(store, "31", who, "accept")])
    mirror(store)
    for file in store.folder.glob(desk.FILE + "*"):
        file.unlink()
    with pytest.raises(LedgerError, match="restore it"):
        mirror(store)
