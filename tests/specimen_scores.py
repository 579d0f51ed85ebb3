"""Prints how well the specimens are read, tier by tier, each shelf apart: `python tests/specimen_scores.py [DOC …]`."""

from __future__ import annotations

import sys
from pathlib import Path

import scoring
import tongket
from annotations import EXPECTED, GAZETTEER, OFFICIAL, SHIPPED, load, names, source_of, text_of
from tongket.records import Reading

SHELVES = (EXPECTED, OFFICIAL)


def read(doc: str, shelf: Path = EXPECTED) -> Reading:
    """A shipped document is dated by its own text; the short ones are told their day, as a page's address would."""
    source = source_of(doc, shelf)
    published = None if source.parent == SHIPPED else load(doc, shelf)["published"]
    return tongket.read(source, published, gazetteer=[GAZETTEER])


def show(shelf: Path, docs: list[str]) -> None:
    scores = {doc: scoring.score(load(doc, shelf), text_of(doc, shelf), read(doc, shelf)) for doc in docs}
    for doc, tiers in scores.items():
        print(f"{doc:45}" + "".join(f"  {tier} {tiers[tier].f1:.2f}" for tier in ("found", "record", "links")))
    print(f"\n{shelf.name}: {len(scores)} documents")
    print(scoring.table(scoring.total(scores.values())))


def main(docs: list[str]) -> None:
    for shelf in SHELVES:
        chosen = [doc for doc in names(shelf) if not docs or doc in docs]
        if chosen:
            show(shelf, chosen)


if __name__ == "__main__":
    main(sys.argv[1:])
