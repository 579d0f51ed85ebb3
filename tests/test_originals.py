"""Originals: the very bytes of what the ledger holds, outside it; nothing of what it does not hold."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from tongket.ledger.errors import LedgerError
from tongket.ledger.questions import open_ledger
from tongket.ledger.store import Store
from tongket.pipeline.add import add

REPORT = "Sở Y tế tỉnh Vân Hà\nNăm 2023, toàn ngành khám bệnh cho 1.234 lượt người, tăng 3% so với năm 2022.\n"


def test_the_bytes_of_what_is_stored_are_kept(tmp_path: Path) -> None:
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "a.txt").write_bytes(REPORT.encode("utf-16"))
    (sources / "b.txt").write_text("MẬT\n" + REPORT, encoding="utf-8")
    (sources / "c.jsonl").write_text(json.dumps({"text": REPORT.replace("3%", "4%")}) + "\n", encoding="utf-8")
    store = Store(tmp_path / "ledger", create=True)
    folder = tmp_path / "originals"
    for _ in range(2):
        list(add(store, [str(sources)], originals=folder))
        notes = [json.loads(line) for line in (folder / "originals.jsonl").read_text(encoding="utf-8").splitlines()]
        kept = {note["file"]: (folder / note["file"]).read_bytes() for note in notes}
        assert len(kept) == len(notes) == 2
        assert REPORT.encode("utf-16") in kept.values()
        assert not any("MẬT".encode() in data for data in kept.values())
        assert all(hashlib.sha256((folder / n["file"]).read_bytes()).hexdigest() == n["sha256"] for n in notes)
        files = {path for path in folder.rglob("*") if path.is_file()}
        assert files == {folder / name for name in kept} | {folder / "originals.jsonl"}
    with open_ledger(store.place) as ledger:
        stored = {row["source_hash"] for row in ledger.query("select source_hash from sources")}
    assert stored == {note["sha256"] for note in notes}


def test_originals_do_not_lie_in_the_ledger(tmp_path: Path) -> None:
    store = Store(tmp_path / "ledger", create=True)
    with pytest.raises(LedgerError, match="lies in the ledger"):
        list(add(store, [str(tmp_path)], originals=tmp_path / "ledger" / "originals"))


def test_a_place_for_originals_that_cannot_be_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    store = Store(tmp_path / "ledger", create=True)
    with pytest.raises(LedgerError, match="file/originals"):
        list(add(store, [str(tmp_path)], originals=tmp_path / "file" / "originals"))
