"""The flags of a ledger computed anew over the figures that count, and written in one commit.

Rules within a report look again at documents that people decided about, and at those that another version of the
rules has read; what `add` wrote with the others still holds. Rules between reports look at all. Who is faster, a
second `check` or an `add`, doesn't matter: what is written is made from the newest state, or made again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from tongket.checks.across.points import Found
from tongket.ledger import desk
from tongket.ledger.flags import within
from tongket.ledger.flags.candidates import RULES, found
from tongket.ledger.locks import in_turn, together
from tongket.ledger.rows import flag_id, table
from tongket.ledger.store import Store
from tongket.ledger.views import connect
from tongket.reader import reader, rules

if TYPE_CHECKING:
    import duckdb

_MARK = "checked.json"
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check came to: flags that are there now, how many of them are new, and how many are gone."""

    flags: int
    new: int = 0
    gone: int = 0


@dataclass(frozen=True, slots=True)
class _Mark:
    """What a check has seen: who checked, and how far tables and desk were."""

    reader: str
    rules: str
    documents: int
    clusters: int
    verdict: int


def check(store: Store, *, whole: bool = False) -> Checked:
    """Bring the flags up to what the ledger holds now. `whole`: every report is looked at again, whoever read it."""
    with in_turn(store, "checks"), together(store):
        mark = _now(store)
        before = None if whole else _noted(store)
        if mark == before:
            return Checked(len(store.open("flags").to_pyarrow_dataset().to_table(columns=["id"])))
        with closing(connect(store)) as db:
            again = _to_look_at(db, whole=whole, same_rules=before is not None and before.reader == mark.reader)
            rows = [_with_id(row) for row in (*within.found(db, again), *_between(db))]
        done = _written(store, rows, again)
        _note(store, mark)
        return done


def _to_look_at(db: duckdb.DuckDBPyConnection, *, whole: bool, same_rules: bool) -> dict[str, str]:
    """Documents of which the rules within a report are asked again, each with its batch."""
    if whole:
        condition = "true"
    elif same_rules:
        condition = "id in (select document_id from verdicts)"
    else:
        condition = "id in (select document_id from verdicts) or reader <> $reader"
    query = f"select id, batch from current join readings using (id, batch) where state = 'lead' and ({condition})"
    return dict(db.execute(query, {"reader": reader()} if "$reader" in query else None).fetchall())


# ── what is found ────────────────────────────────────────────────────────────
def _between(db: duckdb.DuckDBPyConnection) -> Iterator[Row]:
    told: Sequence[Found] = list(found(db, *_kinds()))
    wanted = pa.table({"document_id": pa.array(sorted({each.document_id for each in told}), pa.string())})
    db.register("wanted", wanted)
    batches = dict(db.execute("select id, batch from current semi join wanted on id = document_id").fetchall())
    for each in told:
        yield asdict(each) | {"figures": list(each.figures), "batch": batches[each.document_id]}


def _kinds() -> tuple[frozenset[str], frozenset[str]]:
    """Indicators whose figures sum up over periods, and those that are of somebody else than the body."""
    from tongket import lexicon
    from tongket.indicators.catalogue import load

    others = frozenset(lexicon.load("across")["other_subjects"])
    flows = frozenset(each.id for each in load() if "periods" in each.sums)
    return flows, frozenset(each.id for each in load() if each.sector in others)


def _with_id(row: Row) -> Row:
    return row | {"id": flag_id(row["rule"], row["figures"])}


# ── what is written ──────────────────────────────────────────────────────────
def _written(store: Store, rows: Sequence[Row], again: dict[str, str]) -> Checked:
    """Put `rows` in the place of all flags between reports, and of those within the documents `again`."""
    done = Checked(0)

    def change(now: pa.Table) -> pa.Table | None:
        nonlocal done
        before = now.to_pylist()
        kept = [row for row in before if row["rule"] not in RULES and again.get(row["document_id"]) != row["batch"]]
        after = {(row["id"], row["batch"]): row for row in (*kept, *rows)}
        had = {(row["id"], row["batch"]): row for row in before}
        changed = sum(had.get(key) != row for key, row in after.items())
        done = Checked(len(after), changed, len(had.keys() - after.keys()))
        if not changed and len(after) == len(before):
            return None
        return table("flags", sorted(after.values(), key=lambda row: (row["document_id"], row["id"], row["batch"])))

    store.swap("flags", change)
    return done


# ── whether there is anything to do ──────────────────────────────────────────
def _now(store: Store) -> _Mark:
    """How far the ledger is; taken before it is looked at, so that what comes meanwhile is not missed."""
    last = desk.verdicts_of(store)[-1:]
    versions = {name: store.open(name).version() for name in ("documents", "clusters")}
    return _Mark(reader(), rules(), **versions, verdict=last[0]["id"] if last else 0)


def _noted(store: Store) -> _Mark | None:
    """What the last check has seen; None where nobody knows."""
    try:
        return _Mark(**json.loads((store.folder / _MARK).read_text())) if store.is_local else None
    except (OSError, ValueError, TypeError):
        return None


def _note(store: Store, mark: _Mark) -> None:
    """After the flags were written: a check that is killed before is done again, to the same end."""
    if store.is_local:
        unfinished = store.folder / f".{_MARK}"
        unfinished.write_text(json.dumps(asdict(mark)))
        unfinished.replace(store.folder / _MARK)
