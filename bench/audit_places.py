"""The share of places that get the right code, from the judgements by eye in audits/places.csv.

usage: python bench/audit_places.py            the rate, with its interval
       python bench/audit_places.py --draw     the same documents and figures again, with their words, for a judge
       python bench/audit_places.py --now      how many of the judged places still get the code that was judged

Documents of the corpus are drawn by the seed, without those of practice/ and of the gold; of each that has figures with
a place one figure is drawn. `resolved` is the code that the place got (empty: none). Right is a code of the very place
that the words name, or none where they name no place that has one: a region, a bloc, a place abroad below the country,
a hamlet, or what is no place at all. Whether the figure is about that place is another question (docs/accuracy.md).
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import math
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tongket.records import Figure, Reading

ROOT = Path(__file__).resolve().parents[1]
AUDIT = ROOT / "audits" / "places.csv"
SHARED = ROOT.parent / "shared"
CORPUS = SHARED / "corpus" / "news-2017.parquet"
SEED, COUNT = 20253, 200
_Z = 1.96


def judged() -> list[dict[str, str]]:
    with AUDIT.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def interval(right: int, total: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    share, square = right / total, _Z * _Z
    centre = (share + square / (2 * total)) / (1 + square / total)
    half = _Z * math.sqrt(share * (1 - share) / total + square / (4 * total * total)) / (1 + square / total)
    return centre - half, centre + half


def rate(rows: list[dict[str, str]]) -> str:
    lines = []
    kinds = {"all": rows, "Vietnamese provinces, districts, communes": [r for r in rows if r["resolved"].isdigit()]}
    kinds["none"] = [r for r in rows if not r["resolved"]]
    for name, found in kinds.items():
        right = sum(row["right"] == "yes" for row in found)
        low, high = interval(right, len(found))
        lines.append(f"{name}: {right} of {len(found)} right, {right / len(found):.3f} ({low:.3f}–{high:.3f})")
    return "\n".join(lines)


def drawn(seed: int, count: int) -> Iterator[tuple[Reading, Figure]]:
    """One figure with a place of each of `count` documents."""
    import pyarrow.parquet as pq

    from tongket.reading import read_document
    from tongket.sources.plain import from_text

    apart = {path.stem for folder in (ROOT / "practice", SHARED / "gold") for path in folder.rglob("*.json")}
    rows = [row for row in pq.read_table(CORPUS).sort_by("id").to_pylist() if row["id"] not in apart]
    rng = random.Random(seed)
    rng.shuffle(rows)
    for row in rows:
        day = dt.date.fromisoformat(row["published"][:10])
        reading = read_document(from_text(row["text"], doc=row["id"], published=day))
        placed = [figure for figure in reading.figures if figure.place is not None]
        if placed and count:
            count -= 1
            yield reading, rng.choice(placed)
        if not count:
            return


def show(seed: int, count: int) -> None:
    """The draw as lines for a judge: what is needed to find the words, and the words."""
    for reading, figure in drawn(seed, count):
        text, place = reading.document.text, figure.place or ""
        at = text.lower().rfind(place.lower(), 0, figure.end)
        at = text.lower().find(place.lower()) if at < 0 else at
        around = text[max(0, at - 60) : at + len(place) + 80] if at >= 0 else "(not in the text)"
        sentence = text[slice(*figure.sentence)]
        cells = (reading.document.doc, figure.start, figure.end, place, figure.place_code or "", around, sentence)
        print("\t".join(str(cell).replace("\n", " | ").replace("\t", " ") for cell in cells))


def now(rows: list[dict[str, str]], seed: int, count: int) -> str:
    found = {(r.document.doc, str(f.start)): f.place_code or "" for r, f in drawn(seed, count)}
    same = sum(found.get((row["document"], row["start"])) == row["resolved"] for row in rows)
    return f"{same} of {len(rows)} judged places get the code that was judged"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draw", action="store_true")
    parser.add_argument("--now", action="store_true")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--count", type=int, default=COUNT)
    options = parser.parse_args()
    if (options.draw or options.now) and not CORPUS.is_file():
        sys.exit(f"no corpus at {CORPUS}")
    if options.draw:
        show(options.seed, options.count)
        return
    rows = judged()
    print(now(rows, options.seed, options.count) if options.now else rate(rows))


if __name__ == "__main__":
    main()
