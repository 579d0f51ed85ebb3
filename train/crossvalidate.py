"""Readings of documents by weights that were learnt without them: `python train/crossvalidate.py [--folds N]`.

Prints how well the rules alone and the learnt choices read, per origin and sort of document; the kinds of errors; and
how well `confidence` is calibrated. `--docs FILE` writes the tables between the marks of that file.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import errors
from documents import ROOT, Annotated, annotated
from examples import Example, Examples, examples, prepared, score
from learning import learnt
from logit import fit

from tongket.choosing import confidence, ranking
from tongket.choosing.chooser import Chooser
from tongket.reading.assemble import assemble
from tongket.reading.figures import FigureReader
from tongket.records import Figure

SEED, FOLDS = 7, 5
TIERS = ("found", "quantity", "counted", "act", "meaning", "period", "body", "place", "record", "links")
ORIGINS = ("gold", "practice", "held", "specimen", "official", "example", "links", "judged")
TEACHING = ("example", "links", "judged")
"""They tell too little to be measured on."""
PRESS = ("gold", "practice", "held")
SHOWN = ("found", "quantity", "counted", "meaning", "period", "record")
KEPT = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9)
PRIOR = 10.0


@dataclass(frozen=True, slots=True)
class Told:
    """A document read by rules alone and by choices learnt without it; `signs` of each figure's confidence and whether
    its record is right."""

    document: Annotated
    rules: list[Figure]
    learnt: list[Figure]
    signs: list[list[str]]
    right: list[bool]
    genre: str


@contextmanager
def weights_of(found: Sequence[Examples]) -> Iterator[None]:
    """The choices by weights learnt from these examples."""
    tables = {choice: ranking.Weights(weights) for choice, weights in learnt(found).items()}
    with patch.object(ranking, "load", lambda choice: tables.get(choice, ranking.Weights())):
        yield


def held_out(documents: Sequence[Annotated], folds: int) -> Iterator[Told]:
    """Every fully annotated document, read by weights that were learnt from the other folds."""
    scenes = {document.doc: prepared(document) for document in documents}
    found = {document.doc: examples(document, scenes[document.doc]) for document in documents}
    order = sorted(documents, key=lambda document: document.doc)
    random.Random(SEED).shuffle(order)
    for fold in range(folds):
        kept = order[fold::folds]
        left = {document.doc for document in kept}
        with weights_of([one for doc, one in found.items() if doc not in left]):
            for document in (one for one in kept if one.origin not in TEACHING):
                scene = scenes[document.doc]
                plain = FigureReader(scene.document, scene.text, scene.mentions, scene.genre)
                rules = list(assemble(plain, plain.slots()))
                reader = FigureReader(scene.document, scene.text, scene.mentions, scene.genre)
                slots = reader.slots(Chooser())
                figures = list(assemble(reader, slots))
                signs = [confidence.signs(reader, slots, index, ranking.as_features) for index in range(len(slots))]
                yield Told(document, rules, figures, signs, right(document, figures), scene.genre)


def right(document: Annotated, figures: Sequence[Figure]) -> list[bool]:
    """Whether the record of each figure is right; one that is no figure by the annotation is not."""
    gold, read = _gold(document), as_scored(figures)
    pairs = {told: at for at, told in score.pair(gold, read).items()}
    return [at in pairs and score.verdicts(gold[pairs[at]], figure)["record"] for at, figure in enumerate(read)]


def as_scored(figures: Sequence[Figure]) -> list[dict[str, Any]]:
    """Figures as the gold's scoring module takes them."""
    names = ("start", "end", "bound", "unit", "counted", "act", "kind", "direction", "status", "of", "part_of")
    return [
        {
            **{name: getattr(figure, name) for name in (*names, "body", "place")},
            "value": float(figure.value),
            "high": None if figure.high is None else float(figure.high),
            "period": None if figure.period is None else [day.isoformat() for day in figure.period],
        }
        for figure in figures
    ]


def _gold(document: Annotated) -> list[dict[str, Any]]:
    return [figure for figure in document.gold["figures"] if "start" in figure]


def scores_of(document: Annotated, figures: Sequence[Figure]) -> dict[str, Any]:
    gold = {**document.gold, "private": [], "review": None, "figures": _gold(document)}
    told = {"doc": document.doc, "figures": as_scored(figures), "private": [], "review": None}
    return dict(score.score_document(gold, told, document.text))


def tiers_table(told: Sequence[Told]) -> str:
    """F1 of each tier, per origin, by rules alone and by learnt choices."""
    counts: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for one in told:
        counts[one.document.origin, "rules alone"].append(scores_of(one.document, one.rules))
        counts[one.document.origin, "learnt choices"].append(scores_of(one.document, one.learnt))
    lines = [f"| documents | | {' | '.join(TIERS)} |", f"|---|---|{'---|' * len(TIERS)}"]
    for (origin, how), found in sorted(counts.items()):
        f1 = [score.f1(*(sum(one[tier][at] for one in found) for at in range(3)))[2] for tier in TIERS]
        lines.append(f"| {origin} ({len(found)}) | {how} | {' | '.join(f'{value:.3f}' for value in f1)} |")
    return "\n".join(lines)


def errors_tables(told: Sequence[Told]) -> str:
    """Kinds of errors, and how well each sort of document is read: by genre, by how many figures it holds."""
    columns: dict[str, Counter[str]] = {"rules alone": Counter(), "learnt choices": Counter()}
    sorts = []
    for one in told:
        gold = _gold(one.document)
        for name, figures in (("rules alone", one.rules), ("learnt choices", one.learnt)):
            columns[name].update(errors.kinds(gold, as_scored(figures)))
        scores = scores_of(one.document, one.learnt)
        many = "10 figures and more" if len(gold) >= 10 else "fewer than 10 figures"
        sorts += [(f"genre {one.genre}", scores), (many, scores)]
    figures = sum(len(_gold(one.document)) for one in told)
    return f"{errors.table(columns, figures)}\n\n{errors.by_sort(sorts, SHOWN)}"


def confidence_examples(told: Sequence[Told]) -> list[Example]:
    """Each figure as a choice between being right and not."""
    return [
        Example(one.document.doc, [signs, []], 0 if is_right else 1)
        for one in told
        for signs, is_right in zip(one.signs, one.right, strict=True)
    ]


def estimates(told: Sequence[Told], folds: int) -> list[tuple[float, bool]]:
    """Confidence and truth of every figure, the confidence fitted on the other folds' documents."""
    order = sorted(told, key=lambda one: one.document.doc)
    random.Random(SEED + 1).shuffle(order)
    found = []
    for fold in range(folds):
        kept = order[fold::folds]
        others = [one for at, one in enumerate(order) if at % folds != fold]
        weights = ranking.Weights(fit(confidence_examples(others), PRIOR))
        for one in kept:
            found += [(float(confidence.of(weights(s))), r) for s, r in zip(one.signs, one.right, strict=True)]
    return found


def calibration_table(found: Sequence[tuple[float, bool]]) -> str:
    """Of the figures kept at a confidence: how many, their mean confidence and the share that is right."""
    lines = ["| kept at | share kept | mean confidence | share right |", "|---|---|---|---|"]
    for least in KEPT:
        kept = [(value, truth) for value, truth in found if value >= least]
        if kept:
            mean = sum(value for value, _ in kept) / len(kept)
            share = sum(truth for _, truth in kept) / len(kept)
            lines.append(f"| {least:.1f} | {len(kept) / len(found):.2f} | {mean:.3f} | {share:.3f} |")
    return "\n".join(lines)


def reliability(found: Sequence[tuple[float, bool]]) -> str:
    """The reliability diagram as text: for each tenth of confidence the share right, a bar of it, and the count."""
    lines = ["```text", "confidence  right"]
    for tenth in range(10):
        inside = [truth for value, truth in found if tenth / 10 <= value < (tenth + 1) / 10]
        if inside:
            share = sum(inside) / len(inside)
            bar = ("█" * round(40 * share)).ljust(40, "·")
            mark = round(40 * (tenth + 0.5) / 10)
            bar = bar[:mark] + "|" + bar[mark + 1 :]
            lines.append(f"{tenth / 10:.1f} – {(tenth + 1) / 10:.1f}   {share:.2f} {bar} {len(inside)}")
    return "\n".join([*lines, "```"])


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--folds", type=int, default=FOLDS)
    arguments.add_argument("--docs", type=Path)
    options = arguments.parse_args()
    told = list(held_out(list(annotated(*ORIGINS)), options.folds))
    press = estimates([one for one in told if one.document.origin in PRESS], options.folds)
    tiers, calibrated = tiers_table(told), f"{calibration_table(press)}\n\n{reliability(press)}"
    wrong = errors_tables([one for one in told if one.document.origin in PRESS])
    print(f"{tiers}\n\n{wrong}\n\n{calibrated}")
    if options.docs:
        sys.path.insert(0, str(ROOT / "bench"))
        from readme import replace_between

        replace_between(options.docs, "crossvalidated", tiers)
        replace_between(options.docs, "errors", wrong)
        replace_between(options.docs, "confidence", calibrated)


if __name__ == "__main__":
    main()
