"""How well links are chosen by weights learnt without the document: `python train/links.py [--folds N]`.

Prints precision, recall and F1 of `of` and `part_of` together, for each sort of document. What is counted and the
status are as the shipped weights choose them.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from crossvalidate import FOLDS, ORIGINS
from documents import RELATIONS, Annotated, annotated
from examples import Examples, examples, prepared, wanted_links
from learning import PRIORS, gathered
from logit import fit

from tongket.choosing.chooser import Chooser
from tongket.choosing.ranking import Weights
from tongket.reading.figures import FigureReader
from tongket.reading.linkmodel import Decider
from tongket.reading.links import Links


class _Stopped(Chooser):
    """Keeps the links that the rules propose."""

    def __init__(self) -> None:
        self.kept: Links | None = None

    def links(self, links: Links) -> None:
        self.kept = links
        self.proposed = [(slot.of, slot.part_of) for slot in links.setting.slots]


@dataclass(frozen=True, slots=True)
class Proposed:
    """A document read up to its links."""

    document: Annotated
    links: Links
    proposed: list[tuple[int | None, int | None]]
    found: Examples


def proposed(document: Annotated) -> Proposed | None:
    """None where no figure is read."""
    scene, stopped = prepared(document), _Stopped()
    FigureReader(scene.document, scene.text, scene.mentions).slots(stopped)
    if stopped.kept is None:
        return None
    return Proposed(document, stopped.kept, stopped.proposed, examples(document, scene))


def decided(one: Proposed, of: Weights, part_of: Weights) -> tuple[int, int, int]:
    """How many links are right, chosen and annotated."""
    slots = one.links.setting.slots
    for slot, (level, whole) in zip(slots, one.proposed, strict=True):
        slot.of, slot.part_of = level, whole
    Decider(one.links, of, part_of).decide()
    known, wanted = wanted_links(slots, one.document)
    chosen = [(r, at, to) for r in RELATIONS for at in known[r] if (to := getattr(slots[at], r)) is not None]
    right = sum(wanted[relation].get(at) == to for relation, at, to in chosen)
    figures = one.document.gold["figures"]
    return right, len(chosen), sum(figure.get(r) is not None for figure in figures for r in RELATIONS)


def measured(every: Sequence[Proposed], folds: int) -> dict[str, list[int]]:
    """Origin → right, chosen and annotated links, each document's by weights learnt from the other folds."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for fold in range(folds):
        others = [one.found for at, one in enumerate(every) if at % folds != fold]
        of, part_of = (Weights(fit(gathered(others, relation), PRIORS[relation])) for relation in RELATIONS)
        for one in every[fold::folds]:
            for at, count in enumerate(decided(one, of, part_of)):
                counts[one.document.origin][at] += count
                counts["all"][at] += count
    return counts


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--folds", type=int, default=FOLDS)
    options = arguments.parse_args()
    telling = [origin for origin in ORIGINS if origin != "judged"]  # judged numbers tell of no links
    every = [found for document in annotated(*telling) if (found := proposed(document)) is not None]
    for origin, (right, chosen, gold) in measured(every, options.folds).items():
        scores = f"P {right / chosen:.3f} R {right / gold:.3f} F1 {2 * right / (chosen + gold):.3f}"
        print(f"{origin:10} {scores} of {gold} links")


if __name__ == "__main__":
    main()
