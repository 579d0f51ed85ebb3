"""Prints how well the specimens are read, tier by tier: `python tests/specimen_scores.py [DOC …]`."""

from __future__ import annotations

import sys

import scoring
import tongket
from annotations import GAZETTEER, SHIPPED, load, names, source_of, text_of
from tongket.records import Reading


def read(doc: str) -> Reading:
    """A shipped document is dated by its own text; the short ones are told their day, as a page's address would."""
    source = source_of(doc)
    published = None if source.parent == SHIPPED else load(doc)["published"]
    return tongket.read(source, published, gazetteer=[GAZETTEER])


def main(docs: list[str]) -> None:
    scores = {doc: scoring.score(load(doc), text_of(doc), read(doc)) for doc in docs or names()}
    for doc, tiers in scores.items():
        print(f"{doc:45}" + "".join(f"  {tier} {tiers[tier].f1:.2f}" for tier in ("found", "record", "links")))
    print(f"\n{len(scores)} documents")
    print(scoring.table(scoring.total(scores.values())))


if __name__ == "__main__":
    main(sys.argv[1:])
