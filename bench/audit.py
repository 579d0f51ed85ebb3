"""The share of bodies or places that get the right id, from the judgements by eye in audits/.

usage: python bench/audit.py bodies|places           the rate, with its interval
       python bench/audit.py bodies|places --draw    the same documents and figures again, with their words, for a judge
       python bench/audit.py bodies|places --now     how many of those judged still get the id that was judged

Documents of the corpus are drawn by the seed, without those of practice/ and of the gold; of each that has figures with
a place (a body) one figure is drawn; for bodies half of the documents are official reports. `resolved` is the id that
it got (empty: none).

Right is a place's code of the very place that the words name, or none where they name no place that has one: a region,
a bloc, a place abroad below the country, a hamlet, or what is no place at all. Right is a body's id of the very body
that the words name, or none where they name no public body of Viet Nam (a company, a school, a hospital, a newspaper, a
club, a body abroad), or where neither they nor the document tell which it is. Whether the figure is about that place or
by that body is another question (docs/accuracy.md).
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import math
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tongket.records import Figure, Reading

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
CORPUS = SHARED / "corpus" / "news-2017.parquet"
COUNT = 200
_Z = 1.96
_AROUND = 70
"""Characters shown on each side of the words."""


@dataclass(frozen=True)
class Audit:
    """What is drawn and judged. `parts`: groups of rows that get a rate of their own. `reports`: half of the documents
    are official reports."""

    seed: int
    words: Callable[[Figure], str | None]
    resolved: Callable[[Figure], str | None]
    parts: dict[str, Callable[[str], bool]]
    reports: bool = False


AUDITS = {
    "bodies": Audit(
        20254,
        lambda figure: figure.body,
        lambda figure: figure.body_id,
        {"with an id": bool, "without": lambda resolved: not resolved},
        reports=True,
    ),
    "places": Audit(
        20253,
        lambda figure: figure.place,
        lambda figure: figure.place_code,
        {"Vietnamese provinces, districts, communes": str.isdigit, "none": lambda resolved: not resolved},
    ),
}


def judged(name: str) -> list[dict[str, str]]:
    with (ROOT / "audits" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def interval(right: int, total: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    share, square = right / total, _Z * _Z
    centre = (share + square / (2 * total)) / (1 + square / total)
    half = _Z * math.sqrt(share * (1 - share) / total + square / (4 * total * total)) / (1 + square / total)
    return centre - half, centre + half


def rate(rows: list[dict[str, str]], audit: Audit) -> str:
    lines = []
    groups = {"all": rows, **{name: [r for r in rows if fits(r["resolved"])] for name, fits in audit.parts.items()}}
    for name, found in groups.items():
        right = sum(row["right"] == "yes" for row in found)
        low, high = interval(right, len(found))
        lines.append(f"{name}: {right} of {len(found)} right, {right / len(found):.3f} ({low:.3f}–{high:.3f})")
    return "\n".join(lines)


def drawn(audit: Audit, seed: int, count: int) -> Iterator[tuple[Reading, Figure]]:
    """One figure with a body (a place) of each of `count` documents."""
    import pyarrow.parquet as pq

    from tongket.reading import read_document
    from tongket.sources.plain import from_text

    apart = {path.stem for folder in (ROOT / "practice", SHARED / "gold") for path in folder.rglob("*.json")}
    rows = [row for row in pq.read_table(CORPUS).sort_by("id").to_pylist() if row["id"] not in apart]
    rng = random.Random(seed)
    rng.shuffle(rows)
    left = {True: count // 2, False: count - count // 2} if audit.reports else {None: count}
    for row in rows:
        day = dt.date.fromisoformat(row["published"][:10])
        reading = read_document(from_text(row["text"], doc=row["id"], published=day))
        named = [figure for figure in reading.figures if audit.words(figure) is not None]
        group = reading.genre == "aggregate_report" if audit.reports else None
        if named and left[group]:
            left[group] -= 1
            yield reading, rng.choice(named)
        if not any(left.values()):
            return


def show(audit: Audit, seed: int, count: int) -> None:
    """The draw as lines for a judge: what is needed to find the words, and the words."""
    for reading, figure in drawn(audit, seed, count):
        text, words = reading.document.text, audit.words(figure) or ""
        at = text.lower().rfind(words.lower(), 0, figure.end)
        at = text.lower().find(words.lower()) if at < 0 else at
        around = text[max(0, at - _AROUND) : at + len(words) + _AROUND] if at >= 0 else "(not in the text)"
        sentence = text[slice(*figure.sentence)]
        resolved = audit.resolved(figure) or ""
        cells = (reading.document.doc, figure.start, figure.end, words, resolved, figure.place or "", around, sentence)
        print("\t".join(str(cell).replace("\n", " | ").replace("\t", " ") for cell in cells))


def now(rows: list[dict[str, str]], audit: Audit, seed: int, count: int) -> str:
    found = {(r.document.doc, str(f.start)): audit.resolved(f) or "" for r, f in drawn(audit, seed, count)}
    same = sum(found.get((row["document"], row["start"])) == row["resolved"] for row in rows)
    return f"{same} of {len(rows)} judged get the id that was judged"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("audit", choices=AUDITS)
    parser.add_argument("--draw", action="store_true")
    parser.add_argument("--now", action="store_true")
    parser.add_argument("--seed", type=int)
    parser.add_argument("--count", type=int, default=COUNT)
    options = parser.parse_args()
    audit = AUDITS[options.audit]
    seed = options.seed or audit.seed
    if (options.draw or options.now) and not CORPUS.is_file():
        sys.exit(f"no corpus at {CORPUS}")
    if options.draw:
        show(audit, seed, options.count)
        return
    rows = judged(options.audit)
    print(now(rows, audit, seed, options.count) if options.now else rate(rows, audit))


if __name__ == "__main__":
    main()
