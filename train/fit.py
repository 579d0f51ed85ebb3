"""Learn the weights of all choices and write them into src/tongket/weights: `python train/fit.py`.

`--folds N` cross-validates instead: each document is read with weights that were learnt without it, and the readings
are scored, beside those by the rules alone.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from unittest.mock import patch

from documents import ROOT, Annotated, annotated
from examples import Example, Examples, examples, prepared, read, score
from logit import fit

from tongket.choosing import ranking
from tongket.choosing.chooser import Chooser
from tongket.reading import Prepared
from tongket.records import Figure

WEIGHTS = ROOT / "src" / "tongket" / "weights"
PRIORS = {"counted": 4.0, "status": 8.0, "period": 15.0, "body": 8.0, "place": 10.0}
SEED = 7
TIERS = ("found", "quantity", "counted", "act", "meaning", "period", "body", "place", "record", "links")


OWN = {"example-": 4, "soc-trang-2022": 12, "nghe-an-2024": 12}
"""How often an example beside the rules, or a report whose reading the tests tell exactly, counts: plain language that
must be read right."""


def times(doc: str) -> int:
    """How often a document counts."""
    return next((OWN[name] for name in OWN if doc.startswith(name)), 1)


def gathered(found: Sequence[Examples], choice: str) -> list[Example]:
    return [example for one in found for example in one[choice] for _ in range(times(example.doc))]


def learnt(found: Sequence[Examples]) -> dict[str, dict[str, int]]:
    """Choice → weights."""
    return {choice: fit(gathered(found, choice), prior) for choice, prior in PRIORS.items()}


def write(weights: dict[str, dict[str, int]]) -> None:
    for choice, table in weights.items():
        lines = ",\n".join(f"{json.dumps(feature, ensure_ascii=False)}: {table[feature]}" for feature in sorted(table))
        (WEIGHTS / f"{choice}.json").write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")


def as_scored(figures: Sequence[Figure]) -> list[dict[str, Any]]:
    """Figures as the gold's scoring module takes them."""
    return [
        {
            **{name: getattr(f, name) for name in ("start", "end", "bound", "unit", "counted", "act", "kind")},
            **{name: getattr(f, name) for name in ("direction", "status", "of", "part_of", "body", "place")},
            "value": float(f.value),
            "high": None if f.high is None else float(f.high),
            "period": None if f.period is None else [day.isoformat() for day in f.period],
        }
        for f in figures
    ]


def scores_of(document: Annotated, figures: Sequence[Figure]) -> dict[str, Any]:
    gold = {**document.gold, "private": [], "review": None}
    gold["figures"] = [figure for figure in gold["figures"] if "start" in figure]
    told = {"doc": document.doc, "figures": as_scored(figures), "private": [], "review": None}
    return dict(score.score_document(gold, told, document.text))


def table(counts: dict[str, list[dict[str, Any]]]) -> str:
    lines = [f"{'':24}" + "".join(f"{tier:>9}" for tier in TIERS)]
    for name, found in counts.items():
        f1 = [score.f1(*(sum(one[tier][at] for one in found) for at in range(3)))[2] for tier in TIERS]
        lines.append(f"{name:18}{len(found):5} " + "".join(f"{value:9.3f}" for value in f1))
    return "\n".join(lines)


def cross_validate(documents: list[Annotated], folds: int) -> str:
    scenes: dict[str, Prepared] = {document.doc: prepared(document) for document in documents}
    found = {document.doc: examples(document, scenes[document.doc]) for document in documents}
    order = sorted(documents, key=lambda document: document.doc)
    random.Random(SEED).shuffle(order)
    counts: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for fold in range(folds):
        kept = order[fold::folds]
        left = {document.doc for document in kept}
        weights = {c: ranking.Weights(w) for c, w in learnt([f for d, f in found.items() if d not in left]).items()}
        with patch.object(ranking, "load", lambda choice, weights=weights: weights.get(choice, ranking.Weights())):
            for document in (one for one in kept if one.origin != "example"):
                for name, chooser in (("rules", None), ("learnt", Chooser())):
                    count = scores_of(document, read(scenes[document.doc], chooser))
                    counts[f"{document.origin} {name}"].append(count)
    return table({name: counts[name] for name in sorted(counts)})


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--folds", type=int)
    arguments.add_argument(
        "--origins", nargs="+", default=["gold", "practice", "held", "specimen", "official", "example"]
    )
    options = arguments.parse_args()
    documents = list(annotated(*options.origins))
    if options.folds:
        print(cross_validate(documents, options.folds))
    else:
        write(learnt([examples(document, prepared(document)) for document in documents]))


if __name__ == "__main__":
    main()
