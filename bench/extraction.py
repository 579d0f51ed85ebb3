"""Text of portal pages, by our reader and by trafilatura: passages kept, furniture left in, pages per second.

usage: python bench/extraction.py [--decisions docs/decisions.md]

The pages are those of tests/portal_pages.py, which our reader was built on: they show what a figure loses where a
title, a lead, a list or a table's cell is lost, not how either does on unseen pages.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from readme import replace_between

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))
ROUNDS = 3

Extract = Callable[[bytes], str]


@dataclass
class Tally:
    """Over all pages: marked passages kept of those to keep, passages of furniture left in of those to drop."""

    kept: int = 0
    to_keep: int = 0
    left: int = 0
    to_drop: int = 0
    seconds: float = 0.0


def ours(data: bytes) -> str:
    from tongket.sources import html

    document = html.read(data, doc="page")
    blocks = [b for b in document.blocks if b.kind != "furniture"]
    return " ".join(document.text[b.start : b.end] for b in blocks)


def theirs(**options: bool) -> Extract:
    from trafilatura import extract

    def read(data: bytes) -> str:
        return extract(data, include_tables=True, include_comments=False, **options) or ""

    return read


def flat(text: str) -> str:
    return " ".join(re.sub(r"[|*#]", " ", text).split())


def tally(read: Extract) -> Tally:
    from portal_pages import PAGES

    counts = Tally()
    for page in PAGES:
        started = time.process_time()
        for _ in range(ROUNDS):
            text = read(page.data)
        counts.seconds += (time.process_time() - started) / ROUNDS
        counts.kept += sum(flat(words) in flat(text) for words in page.keep)
        counts.left += sum(flat(words) in flat(text) for words in page.drop)
        counts.to_keep += len(page.keep)
        counts.to_drop += len(page.drop)
    return counts


def main() -> None:
    from portal_pages import PAGES

    arguments = argparse.ArgumentParser()
    arguments.add_argument("--decisions", type=Path, help="file whose table to rewrite")
    options = arguments.parse_args()
    contestants = {
        "ours": ours,
        "trafilatura": theirs(),
        "trafilatura, `favor_recall`": theirs(favor_recall=True),
        "trafilatura, `fast`": theirs(fast=True),
    }
    lines = ["| | passages kept | furniture left in | pages/s |", "|---|---|---|---|"]
    for name, read in contestants.items():
        read(PAGES[0].data)
        t = tally(read)
        lines.append(f"| {name} | {t.kept}/{t.to_keep} | {t.left}/{t.to_drop} | {len(PAGES) / t.seconds:.0f} |")
    printed = "\n".join(lines)
    print(printed)
    if options.decisions:
        replace_between(options.decisions, "extraction", printed)


if __name__ == "__main__":
    main()
