"""The annotated documents that weights are learnt from: gold and practice (texts beside the repository), specimens."""

from __future__ import annotations

import datetime as dt
import importlib.util
import json
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tongket.records import Span

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
GOLD = SHARED / "gold"
CORPUS = SHARED / "corpus" / "news-2017.parquet"
GAZETTEER = ROOT / "specimens" / "gazetteer.toml"
PRACTICE = ROOT / "practice"

RELATIONS = ("of", "part_of")
TOLD = ("counted", "status", "period", "body", "place")
"""Fields of an example that a choice can be learnt from, beside its links."""
BOOKS = {"figures": TOLD, "circumstances": TOLD, "beyond": ()}
"""Books of examples, with such fields."""

MEASURING = (6, 8)
"""Draws of judged numbers that nothing is learnt from."""

sys.path.insert(0, str(ROOT / "tests"))


def scorer() -> Any:
    """The gold's own scoring module."""
    sys.path.insert(0, str(GOLD))
    spec = importlib.util.spec_from_file_location("score", GOLD / "score.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@dataclass(frozen=True, slots=True)
class Annotated:
    """One document with its annotation; figures name text by its words, with `start` and `end`."""

    doc: str
    origin: str
    """ "gold", "practice", "held" (practice documents nobody reads), "final", "specimen", "official",
    "example" (its figures tell some fields only), "links" (they tell those alone) or "judged" (ordinary articles of
    which some numbers are judged)."""
    published: dt.date | None
    text: str
    gold: dict[str, Any]
    source: Path | None = None
    """The file of a specimen, which is read with its structure."""
    others: list[Span] | None = None
    """Of a judged article the places that are no figures."""


def names(file: str) -> set[str]:
    path = PRACTICE / file
    return set(path.read_text("utf-8").split()) if path.is_file() else set()


def annotated(*origins: str) -> Iterator[Annotated]:
    """All documents of these origins, in order of name."""
    scorer()
    from check_gold import check

    if "gold" in origins:
        for path in sorted((GOLD / "dev").glob("*.json")):
            gold = json.loads(path.read_text("utf-8"))
            text = (GOLD / "dev" / "texts" / f"{gold['doc']}.txt").read_text("utf-8")
            check(gold, text)
            yield Annotated(gold["doc"], "gold", _day(gold), text, gold)
    texts = _articles() if {"practice", "held", "final", "links"} & set(origins) else {}
    if {"practice", "held", "final"} & set(origins):
        held, final = names("held.txt"), names("final.txt")
        for path in sorted(PRACTICE.glob("*.json")):
            origin = "final" if path.stem in final else "held" if path.stem in held else "practice"
            if origin not in origins:
                continue
            gold = json.loads(path.read_text("utf-8"))
            text = texts[gold["doc"]]
            problems = check(gold, text)
            if problems:
                raise SystemExit(f"{path}: {problems[0]}")
            yield Annotated(gold["doc"], origin, _day(gold), text, gold)
    if "links" in origins:
        yield from _linked(texts)
    if "example" in origins:
        yield from _examples()
    if "judged" in origins:
        yield from _judged()
    for origin in sorted({"specimen", "official"} & set(origins)):
        yield from _specimens(origin)


def _examples() -> Iterator[Annotated]:
    """The examples beside the rules: short texts whose figures tell some of their fields."""
    shown = [
        (example, fields)
        for name, fields in BOOKS.items()
        for example in tomllib.loads((ROOT / f"src/tongket/reading/{name}.examples.toml").read_text("utf-8"))["example"]
        if "figures" in example
    ]
    for number, (example, fields) in enumerate(shown):
        text, at, figures = example["text"], 0, []
        quotes = [told["quote"] for told in example["figures"]]
        for told in example["figures"]:
            start = text.index(told["quote"], at)
            at = start + len(told["quote"])
            said = {field: None for field in told.get("none", ()) if field in (*fields, *RELATIONS)}
            said |= {field: told[field] for field in fields if field in told}
            said |= {relation: quotes.index(told[relation]) for relation in RELATIONS if relation in told}
            figures.append({"start": start, "end": at, "value": 0, **said})
        day = dt.date.fromisoformat(example.get("published", "2023-07-12"))
        yield Annotated(f"example-{number}", "example", day, text, {"doc": "example", "figures": figures})


def _linked(texts: dict[str, str]) -> Iterator[Annotated]:
    """Documents in which only the links are annotated."""
    for path in sorted((PRACTICE / "links").glob("*.json")):
        gold = json.loads(path.read_text("utf-8"))
        figures: list[dict[str, Any]] = [
            {"start": start, "end": end, "value": 0, **dict.fromkeys(RELATIONS)} for start, end in gold["figures"]
        ]
        for relation in RELATIONS:
            for index, to in gold[relation]:
                figures[index][relation] = to
        told = {"doc": gold["doc"], "figures": figures}
        yield Annotated(gold["doc"], "links", _day(gold), texts[gold["doc"]], told)


def _specimens(origin: str) -> Iterator[Annotated]:
    """The shipped and short specimens, or the reports in official form; read from their files."""
    import annotations

    shelf = annotations.OFFICIAL if origin == "official" else annotations.EXPECTED
    for doc in annotations.names(shelf):
        gold = annotations.load(doc, shelf)
        source = annotations.source_of(doc, shelf)
        day = None if source.parent == annotations.SHIPPED else _day(gold)
        yield Annotated(doc, origin, day, annotations.text_of(doc, shelf), gold, source)


def _judged() -> Iterator[Annotated]:
    """The ordinary articles of which single numbers were judged, but for the rounds that measure."""
    lines = (PRACTICE / "audits" / "precision.jsonl").read_text("utf-8").splitlines()
    judged: dict[str, list[dict[str, Any]]] = {}
    for one in map(json.loads, lines):
        if one["round"] not in MEASURING:
            judged.setdefault(one["doc"], []).append(one)
    texts, days = _articles("text"), _articles("published")
    annotated_ones = {path.stem for folder in (PRACTICE, GOLD / "dev") for path in folder.glob("*.json")}
    for doc, places in sorted(judged.items()):
        if doc in annotated_ones:
            continue
        true = [place for place in places if place["verdict"] == "figure"]
        gold = {"doc": doc, "figures": [{"start": one["start"], "end": one["end"], "value": 0} for one in true]}
        others = [(one["start"], one["end"]) for one in places if one["verdict"] != "figure"]
        yield Annotated(doc, "judged", dt.date.fromisoformat(days[doc][:10]), texts[doc], gold, others=others)


def _articles(column: str = "text") -> dict[str, str]:
    import pyarrow.parquet as pq

    rows = pq.read_table(CORPUS, columns=["id", column])
    return dict(zip(rows["id"].to_pylist(), rows[column].to_pylist(), strict=True))


def _day(gold: dict[str, Any]) -> dt.date | None:
    published = gold.get("published")
    return dt.date.fromisoformat(published[:10]) if published else None
