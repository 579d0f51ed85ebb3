"""Tariffs of fines as a table in docs/checks-fines.md, and the rule "fines" over a ledger.

usage: python bench/fines.py [--ledger DIR]

Without a ledger the table of provisions is written anew. With one the rule is run over its documents: how many sums are
taken for fines, of which act, how long it takes, how many of them are flagged when they are made ten, a hundred and a
thousand times too large or too small, and each flag with its document.
"""

from __future__ import annotations

import argparse
import datetime as dt
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from readme import replace_between

from tongket.checks import fines, tariffs
from tongket.checks.fined import find
from tongket.records import Figure

DOCS = Path(__file__).resolve().parents[1] / "docs" / "checks-fines.md"
WRONG = (Decimal(1000), Decimal(100), Decimal(10), Decimal("0.1"), Decimal("0.01"), Decimal("0.001"))


def table() -> str:
    """Every tariff of the data, persons and organisations of one provision in one row."""
    law = tariffs.load()
    rows: dict[tuple[object, ...], list[tariffs.Tariff]] = {}
    for listed in law.tariffs.values():
        for each in listed:
            rows.setdefault(
                (each.decree, each.article, each.clause, each.point, each.act, each.en, each.start), []
            ).append(each)
    ordered = sorted(rows.values(), key=lambda row: (row[0].act, row[0].start, row[0].decree, row[0].article or 0))
    seen = [row[0] for row in rows.values() if row[0].verified]
    lines = [
        f"{len(rows)} provisions, {len(seen)} of them seen in the text of the law.",
        "",
        "| decree | provision | act | what | persons, VND | organisations, VND | in force | seen in the law |",
        "|---|---|---|---|---|---|---|---|",
    ]
    return "\n".join([*lines, *map(_row, ordered)])


def _row(row: list[tariffs.Tariff]) -> str:
    one = row[0]
    amounts = {each.subject: f"{each.least:,.0f}–{each.most:,.0f}" for each in row}
    amended = f" (as amended by {one.amended.split(',')[0]})" if one.amended else ""
    parts = (("art.", one.article), ("cl.", one.clause), ("pt.", one.point))
    provision = " ".join(f"{name} {value}" for name, value in parts if value is not None) or "?"
    force = f"{one.start}–{one.end or ''}"
    return (
        f"| {one.decree}{amended} | {provision} | {one.act} | {one.en}{', or a warning' if one.warning else ''} | "
        f"{amounts.get(tariffs.PERSON, '')} | {amounts.get(tariffs.ORGANISATION, '')} | {force} | "
        f"{'yes' if one.verified else 'no'} |"
    )


def measure(folder: Path) -> str:
    """The rule over all documents of a ledger that tell a sum of money for counted cases."""
    import tongket
    from tongket.ledger.stored import figures_of

    wanted = "SELECT document_id FROM figures WHERE unit = 'VND' AND len(covers) > 0"
    with tongket.open_ledger(folder) as ledger:
        rows = ledger.query(f"SELECT * FROM figures WHERE document_id IN ({wanted}) ORDER BY document_id, number")
        texts = ledger.query(f"SELECT id, text, published, published_doubtful FROM documents WHERE id IN ({wanted})")
        figures: dict[str, list[dict[str, object]]] = {}
        for row in rows.arrow().to_pylist():
            figures.setdefault(row["document_id"], []).append(row)
        documents = {row["id"]: row for row in texts.arrow().to_pylist()}
    law = tariffs.load()
    acts: Counter[str] = Counter()
    caught: Counter[Decimal] = Counter()
    told, seconds = [], 0.0
    for name, listed in figures.items():
        read, text = figures_of(listed), documents[name]["text"]
        published = None if documents[name]["published_doubtful"] else documents[name]["published"]
        before = time.perf_counter()
        flags = list(fines.check(read, text, published))
        seconds += time.perf_counter() - before
        told += [f"{name}  {flag.severity}  {flag.arithmetic}" for flag in flags]
        for index in range(len(read)):
            fined = find(read, index, law, text)
            if fined is not None:
                acts[" + ".join(act.id for act in fined.acts) or "not told"] += 1
                caught.update(factor for factor in WRONG if _flagged(read, index, factor, text, published))
    total = sum(acts.values())
    lines = [
        f"{len(figures)} documents with a sum of money for counted cases, {1000 * seconds / len(figures):.2f} ms each"
    ]
    lines += [f"{total} sums of fines: {', '.join(f'{n} {act}' for act, n in acts.most_common())}"]
    lines += [f"× {factor}: {caught[factor]} of {total} flagged" for factor in WRONG]
    return "\n".join([*lines, f"{len(told)} flags", *told])


def _flagged(figures: Iterable[Figure], index: int, factor: Decimal, text: str, published: dt.date | None) -> bool:
    """Whether the sum is flagged with another value; the new one counts as printed in full."""
    altered = [replace(f, value=f.value * factor, quote="?") if i == index else f for i, f in enumerate(figures)]
    return any(flag.figures[0] == index for flag in fines.check(altered, text, published))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ledger", type=Path)
    ledger = parser.parse_args().ledger
    if ledger is None:
        replace_between(DOCS, "tariffs", table())
    else:
        print(measure(ledger))


if __name__ == "__main__":
    main()
