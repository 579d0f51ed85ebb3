"""Two writers with overlapping documents and a reader, all at once: no error, no row lost, none twice."""

from __future__ import annotations

import os
from pathlib import Path

from adding import finish, start
from ledgers import assert_once, assert_same, fill, orphans, raw, reports, seen
from looking import look
from tongket.ledger.store import Store


def test_two_writers_and_a_reader(tmp_path: Path) -> None:
    inputs = reports(tmp_path / "in", range(240))
    files = sorted(inputs.iterdir())
    place = tmp_path / "ledger"
    writers = [start(place, *files[:180], workers=1, shard=9), start(place, *files[60:], workers=1, shard=13)]
    while not (place / "runs" / "_delta_log").is_dir():  # the last table that a new ledger gets
        assert any(writer.poll() is None for writer in writers)
    looks = [0]
    store = Store(place)
    while any(writer.poll() is None for writer in writers):
        looks.append(look(store))
        assert looks[-1] >= looks[-2]
    for writer in writers:
        finish(writer)
    assert look(store) == 240 and len(set(looks)) > 2
    calm = Store(tmp_path / "calm", create=True)
    fill(calm, inputs)
    rows = seen(store)
    assert_once(rows)
    assert_same(seen(calm), rows)
    assert orphans(store) == 0 and os.listdir(place / "running") == []
    ended = [row for row in raw(store, "runs") if row["state"] == "finished"]
    assert len(ended) == 2 and sum(row["read"] for row in ended) == 240
    assert sum(row["known"] for row in ended) == 120
