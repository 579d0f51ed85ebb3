"""Reading on a cluster, a ledger under s3://: the same rows. Needs Ray and moto."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from adding import finish, start
from buckets import served_bucket
from ledgers import assert_once, assert_same, fill, invent, orphans, reports, seen
from tongket.ledger.errors import LedgerError
from tongket.ledger.store import Store
from tongket.pipeline.add import add
from tongket.pipeline.cluster import ClusterError, on_cluster


def test_without_ray_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)  # as where it is not installed
    with pytest.raises(ClusterError, match=r"pip install 'tongket\[cluster\]'"):
        on_cluster("auto")


def test_no_cluster_is_told_in_one_line(tmp_path: Path) -> None:
    pytest.importorskip("ray", reason="Ray is not installed (extra cluster)")
    store = Store(tmp_path / "ledger", create=True)
    inputs = reports(tmp_path / "in", range(2))
    with pytest.raises(ClusterError, match="no Ray cluster at") as told:
        fill(store, inputs, read=on_cluster("no.such.host.invalid:1"))
    assert "\n" not in str(told.value)


def test_a_node_is_lost_during_the_run(tmp_path: Path) -> None:
    pytest.importorskip("ray", reason="Ray is not installed (extra cluster)")
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    from ray.cluster_utils import Cluster

    inputs = invent(tmp_path / "in", 24)
    reports(inputs, range(60))
    calm, store = Store(tmp_path / "calm", create=True), Store(tmp_path / "ledger", create=True)
    fill(calm, inputs)
    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1})
    try:
        node = cluster.add_node(num_cpus=1)
        lost = False
        for progress in add(store, [str(inputs)], read=on_cluster(cluster.address), shard_size=4):
            if not lost and progress.documents > 4:
                cluster.remove_node(node, allow_graceful=False)
                lost = True
        assert lost
    finally:
        cluster.shutdown()
    rows = seen(store)
    assert_same(seen(calm), rows)
    assert_once(rows)


# ── s3:// ────────────────────────────────────────────────────────────────────
@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    """A bucket on a server of its own."""
    with served_bucket() as place:
        yield place


def test_a_ledger_on_s3_holds_the_same_rows(bucket: str, tmp_path: Path) -> None:
    inputs = invent(tmp_path / "in", 20)
    (inputs / "broken.txt").write_bytes(bytes(range(8)) * 64)
    calm, store = Store(tmp_path / "calm", create=True), Store(f"{bucket}/one/ledger/", create=True)
    fill(calm, inputs)
    assert fill(store, inputs, shard_size=6).documents == 20
    assert_same(seen(calm), seen(store))
    again = fill(Store(f"{bucket}/one/ledger"), inputs, shard_size=6)
    assert (again.documents, again.known) == (0, 20)
    assert_same(seen(calm), seen(store))
    with pytest.raises(LedgerError, match="no ledger at"):
        Store(f"{bucket}/none")
    with pytest.raises(LedgerError, match="is not a folder"):
        _ = store.folder


def test_two_writers_on_s3(bucket: str, tmp_path: Path) -> None:
    files = sorted(reports(tmp_path / "in", range(60)).iterdir())
    place = f"{bucket}/two"
    Store(place, create=True)
    writers = [start(place, *files[:45], workers=1, shard=5), start(place, *files[15:], workers=1, shard=7)]
    for writer in writers:
        finish(writer)
    store, calm = Store(place), Store(tmp_path / "calm", create=True)
    fill(calm, *files)
    rows = seen(store)
    assert_once(rows)
    assert_same(seen(calm), rows)
    assert orphans(store) == 0


def test_what_a_writer_on_s3_left_behind_is_not_seen(bucket: str, tmp_path: Path) -> None:
    """There are no locks there: what is younger than a day is left alone, whoever wrote it."""
    inputs = reports(tmp_path / "in", range(30))
    place = f"{bucket}/left"
    child = start(place, inputs, workers=1, shard=3)
    while not Store(place, create=True).files("documents"):
        assert child.poll() is None
    child.kill()
    child.communicate()
    store, calm = Store(place), Store(tmp_path / "calm", create=True)
    fill(store, inputs)
    fill(calm, inputs)
    assert_same(seen(calm), seen(store))
