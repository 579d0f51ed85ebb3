"""Learn the weights by which links between figures are chosen, from annotated documents.

usage: python train/links.py [--folds N] [--shared ../shared] [--out FILE]

A conditional logit: each number chooses one of its candidates, or none (reading/linkmodel.py). The documents are the
gold, the practice documents but the final ones, those in practice/links, and the specimens and the examples of the
tests. With --folds the choice is measured on documents left out in turn, and nothing
is written. Takes a quarter of a minute; the same documents give the same weights.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import math
import sys
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from tongket import grammar
from tongket.choosing.chooser import Chooser as Choices
from tongket.reading import figures as room
from tongket.reading.linkmodel import Chooser, Decider, Weights, best_of
from tongket.reading.links import Links
from tongket.sources.plain import from_text
from tongket.text import Text

ROOT = Path(__file__).resolve().parents[1]
PRACTICE = ROOT / "practice"
WEIGHTS = ROOT / "src" / "tongket" / "weights" / "links.json"
RELATIONS = ("of", "part_of")

_L2 = 4.0
_WORDS = 2.0
"""How much more the signs that are single words are held to nought than the others."""
_DOCUMENTS = 2
"""A sign is learned if it shows in so many documents."""
_PRIORS = {"of": {"none": -0.15}, "part_of": {"none": -0.15, "sum": 1.0}}
"""Set on top: a missing link costs as much as a false one, and a sum seldom comes out by chance."""
_SMALLEST = 0.02
_WORD_SIGNS = ("none:before:", "none:after:", "none:behind:", "none:open", "open", "agap:", "none:verb:", "acts:")
_WORD_SIGNS += ("none:mark", "about:", "pre:", "cpre:")
_STEPS, _MEMORY, _FLAT = 150, 8, 1e-4


class _Captured(Exception):
    """Ends a reading once its links are proposed."""

    def __init__(self, links: Links) -> None:
        super().__init__()
        self.links = links


class _Capture(Links):
    def set_all(self) -> None:
        self.propose()
        raise _Captured(self)


@dataclass
class Annotated:
    """A document with its links: number → the number that it is linked to, among the numbers that are read."""

    doc: str
    links: Links
    wanted: dict[str, list[int | None]]
    known: dict[str, list[bool]]
    """Whether the link of a number that is read is annotated: an example tells some only."""
    gold: int
    """Links that are annotated, those between numbers that are not read among them."""
    proposed: list[tuple[int | None, int | None]] = field(default_factory=list)

    def reset(self) -> None:
        """Puts back what the rules propose."""
        for slot, (of, part_of) in zip(self.links.slots, self.proposed, strict=True):
            slot.of, slot.part_of = of, part_of


@dataclass
class Instance:
    """One number's choice: the signs of its choices (the first is no link) and the right one."""

    doc: str
    right: int
    choices: list[Sequence[str]]


# ── documents ────────────────────────────────────────────────────────────────
def documents(shared: Path) -> Iterator[tuple[str, str | None, str, list[dict[str, Any]]]]:
    """Id, date, text and figures (`start`, `end`, `of`, `part_of`) of all that is learned from."""
    gold_folder = shared / "gold" / "dev"
    for path in sorted(gold_folder.glob("*.json")):
        gold = _json(path)
        doc = path.stem
        text = (gold_folder / "texts" / f"{doc}.txt").read_text(encoding="utf-8")
        yield doc, gold.get("published"), text, _placed(gold["figures"], text)
    held = set((PRACTICE / "final.txt").read_text(encoding="utf-8").split())
    full = [_json(path) for path in sorted(PRACTICE.glob("*.json")) if path.stem not in held]
    alone = [_json(path) for path in sorted((PRACTICE / "links").glob("*.json"))]
    texts = _corpus(shared, {each["doc"] for each in full + alone})
    for each in full:
        yield each["doc"], each["published"], texts[each["doc"]], each["figures"]
    for each in alone:
        yield each["doc"], each["published"], texts[each["doc"]], _figures(each)
    sys.path.insert(0, str(ROOT / "tests"))
    import annotations

    for shelf in (annotations.EXPECTED, annotations.OFFICIAL):
        for name in annotations.names(shelf):
            specimen = annotations.load(name, shelf)
            yield name, specimen.get("published"), annotations.text_of(name, shelf), specimen["figures"]
    for book in ("figures", "beyond"):
        examples = files("tongket.reading") / f"{book}.examples.toml"
        shown = tomllib.loads(examples.read_text(encoding="utf-8")).get("example", ())
        for number, example in enumerate(each for each in shown if "figures" in each):
            told = example["figures"]
            yield (
                f"{book}-{number}",
                example.get("published", "2023-07-12"),
                example["text"],
                _told(example["text"], told),
            )


def _json(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _placed(figures: list[dict[str, Any]], text: str) -> list[dict[str, Any]]:
    sys.path.insert(0, str(ROOT / "tests"))
    import annotations

    return [
        figure
        | {"start": (start := annotations.occurrences(text, figure["quote"])[figure["nth"] - 1])}
        | {"end": start + len(figure["quote"])}
        for figure in figures
    ]


def _told(text: str, figures: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The figures of an example; of a relation that it does not tell, the figure has no entry."""
    quotes = [figure["quote"] for figure in figures]
    found, reached = [], 0
    for figure in figures:
        start = text.find(figure["quote"], reached)
        reached = start + len(figure["quote"])
        links = {r: quotes.index(figure[r]) for r in RELATIONS if r in figure}
        links_none = {r: None for r in RELATIONS if r in figure.get("none", ())}
        found.append({"start": start, "end": reached} | links | links_none)
    return found


def _figures(annotation: dict[str, Any]) -> list[dict[str, Any]]:
    figures: list[dict[str, Any]] = [
        {"start": start, "end": end, "of": None, "part_of": None} for start, end in annotation["figures"]
    ]
    for relation in RELATIONS:
        for index, to in annotation[relation]:
            figures[index][relation] = to
    return figures


def _corpus(shared: Path, wanted: set[str]) -> dict[str, str]:
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    rows = pq.read_table(shared / "corpus" / "news-2017.parquet", columns=["id", "text"])
    return {row["id"]: row["text"] for row in rows.filter(pc.field("id").isin(sorted(wanted))).to_pylist()}


def annotated(doc: str, published: str | None, text: str, figures: list[dict[str, Any]]) -> Annotated | None:
    """A document read up to its links; None where it has no figures."""
    document = from_text(text, doc=doc, published=dt.date.fromisoformat(published[:10]) if published else None)
    words = Text(document.text)
    original, room.Links = room.Links, _Capture  # type: ignore[misc]  # the reading must stop at its links
    try:
        room.FigureReader(document, words, grammar.find_all(words, document.published_date)).slots(Choices())
        return None
    except _Captured as captured:
        links = captured.links
    finally:
        room.Links = original  # type: ignore[misc]  # as above
    at = _numbers(links, figures)
    wanted: dict[str, list[int | None]] = {relation: [None] * len(links.slots) for relation in RELATIONS}
    for index, figure in enumerate(figures):
        for relation in RELATIONS:
            if index in at and figure.get(relation) in at:
                wanted[relation][at[index]] = at[figure[relation]]
    known = {relation: [False] * len(links.slots) for relation in RELATIONS}
    for index, number in at.items():
        for relation in RELATIONS:
            known[relation][number] = relation in figures[index]
    gold = sum(figure.get(relation) is not None for figure in figures for relation in RELATIONS)
    proposed = [(slot.of, slot.part_of) for slot in links.slots]
    return Annotated(doc, links, wanted, known, gold, proposed)


def _numbers(links: Links, figures: list[dict[str, Any]]) -> dict[int, int]:
    """Annotated figure → the number that is read at its place."""
    found: dict[int, int] = {}
    for index, figure in enumerate(figures):
        for at, slot in enumerate(links.slots):
            if slot.quantity.start < figure["end"] and figure["start"] < slot.quantity.end and at not in found.values():
                found[index] = at
                break
    return found


# ── learning ─────────────────────────────────────────────────────────────────
def instances(document: Annotated, follow: Weights | None) -> dict[str, list[Instance]]:
    """The choices of a document, those after them seeing the right links, or those chosen by the weights `follow`."""
    found: dict[str, list[Instance]] = {relation: [] for relation in RELATIONS}
    chosen: Chooser | None = None if follow is None else best_of(follow)

    def choose(relation: str, index: int, choices: Sequence[tuple[int | None, Sequence[str]]]) -> int | None:
        wanted = document.wanted[relation][index]
        candidates = [candidate for candidate, _ in choices]
        if document.known[relation][index] and wanted in candidates:
            signs = [told for _, told in choices]
            found[relation].append(Instance(document.doc, candidates.index(wanted), signs))
        return wanted if chosen is None else chosen(relation, index, choices)

    document.reset()
    Decider(document.links, choose).decide()
    return found


def learn(training: Sequence[Annotated]) -> Weights:
    """Weights learned first with the right links before each choice, then with those that the first would choose."""
    sure = [instances(document, None) for document in training]
    first = {relation: fit([i for found in sure for i in found[relation]]) for relation in RELATIONS}
    own = [instances(document, first) for document in training]
    weights = {relation: fit([i for found in sure + own for i in found[relation]]) for relation in RELATIONS}
    for relation, priors in _PRIORS.items():
        for sign, prior in priors.items():
            weights[relation][sign] = round(weights[relation].get(sign, 0.0) + prior, 2)
    return weights


def fit(data: Sequence[Instance]) -> dict[str, float]:
    """The weights that make the right choices likeliest, held to nought by their squares."""
    shown: dict[str, set[str]] = {}
    for instance in data:
        for signs in instance.choices:
            for sign in signs:
                shown.setdefault(sign, set()).add(instance.doc)
    names = sorted(sign for sign, docs in shown.items() if len(docs) >= _DOCUMENTS)
    place = {sign: at for at, sign in enumerate(names)}
    held = [_L2 * (_WORDS if sign.startswith(_WORD_SIGNS) else 1.0) for sign in names]
    coded = [(i.right, [sorted({place[sign] for sign in signs if sign in place}) for signs in i.choices]) for i in data]

    def loss(weights: list[float]) -> tuple[float, list[float]]:
        total = 0.5 * sum(h * w * w for h, w in zip(held, weights, strict=True))
        slope = [h * w for h, w in zip(held, weights, strict=True)]
        for right, choices in coded:
            scores = [sum([weights[at] for at in choice]) for choice in choices]
            most = max(scores)
            odds = [math.exp(score - most) for score in scores]
            whole = sum(odds)
            total -= scores[right] - most - math.log(whole)
            for index, choice in enumerate(choices):
                push = odds[index] / whole - (index == right)
                if abs(push) > 1e-6:
                    for at in choice:
                        slope[at] += push
        return total, slope

    found = minimised(loss, len(names))
    return {sign: round(weight, 2) for sign, weight in zip(names, found, strict=True) if abs(weight) >= _SMALLEST}


def minimised(loss: Any, size: int) -> list[float]:
    """Limited-memory BFGS (Nocedal and Wright, Numerical Optimization, algorithm 7.4), steps halved until they help."""
    at = [0.0] * size
    value, slope = loss(at)
    memory: list[tuple[list[float], list[float], float]] = []
    for _ in range(_STEPS):
        way = _direction(slope, memory)
        down, step = _dot(slope, way), 1.0 if memory else 1.0 / math.sqrt(_dot(slope, slope) + 1.0)
        while True:
            moved = [a + step * w for a, w in zip(at, way, strict=True)]
            reached, ahead = loss(moved)
            if reached <= value + 1e-4 * step * down or step < 1e-8:
                break
            step /= 2
        change = [step * w for w in way]
        bend = [a - s for a, s in zip(ahead, slope, strict=True)]
        if (curve := _dot(change, bend)) > 1e-10:
            memory = [*memory[-_MEMORY + 1 :], (change, bend, 1.0 / curve)]
        gain, value, at, slope = value - reached, reached, moved, ahead
        if gain < _FLAT * abs(value) / 100:
            break
    return at


def _direction(slope: list[float], memory: Sequence[tuple[list[float], list[float], float]]) -> list[float]:
    way, kept = [-s for s in slope], []
    for change, bend, scale in reversed(memory):
        share = scale * _dot(change, way)
        kept.append(share)
        way = [w - share * b for w, b in zip(way, bend, strict=True)]
    if memory:
        change, bend, scale = memory[-1]
        size = 1.0 / (scale * _dot(bend, bend))
        way = [size * w for w in way]
    for (change, bend, scale), share in zip(memory, reversed(kept), strict=True):
        more = share - scale * _dot(bend, way)
        way = [w + more * c for w, c in zip(way, change, strict=True)]
    return way


def _dot(a: Sequence[float], b: Sequence[float]) -> float:
    return sum([x * y for x, y in zip(a, b, strict=True)])


# ── measuring ────────────────────────────────────────────────────────────────
def f1(measured: Sequence[Annotated], weights: Weights) -> tuple[int, int, int]:
    """Right, chosen and annotated links."""
    right = chosen = 0
    for document in measured:
        document.reset()
        Decider(document.links, best_of(weights)).decide()
        for relation in RELATIONS:
            for index, slot in enumerate(document.links.slots):
                to = getattr(slot, relation)
                chosen += to is not None and document.known[relation][index]
                right += to is not None and document.wanted[relation][index] == to
    return right, chosen, sum(document.gold for document in measured)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="where the gold and the corpus lie")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    args = parser.parse_args()
    every = [found for told in documents(args.shared) if (found := annotated(*told)) is not None]
    if not args.folds:
        weights = learn(every)
        args.out.write_text(json.dumps(weights, ensure_ascii=False, indent=0, sort_keys=True) + "\n", encoding="utf-8")
        print(f"{len(every)} documents, {sum(map(len, weights.values()))} weights")
        return
    right = chosen = gold = 0
    for fold in range(args.folds):
        weights = learn([document for index, document in enumerate(every) if index % args.folds != fold])
        found = f1(every[fold :: args.folds], weights)
        right, chosen, gold = right + found[0], chosen + found[1], gold + found[2]
        print(
            f"after {fold + 1} of {args.folds} folds: F1 {2 * right / (chosen + gold):.3f} of {gold} links", flush=True
        )


if __name__ == "__main__":
    main()
