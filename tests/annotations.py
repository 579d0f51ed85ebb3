"""The expected records of the specimens: loading them, and checking that they are well formed.

An annotation names its figures by their words (`quote`, the `nth` occurrence); `load` gives each its `start` and `end`
in the expected text. The rules are those of the annotation guide (docs/figures.md).
"""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

Annotation = dict[str, Any]

ROOT = Path(__file__).parents[1]
EXPECTED = Path(__file__).parent / "specimens"
OFFICIAL = EXPECTED / "official"
"""Reports in official form: header, numbered headings, bullets, tables."""
SHIPPED = ROOT / "specimens"
GAZETTEER = SHIPPED / "gazetteer.toml"

BOUNDS = {"exact", "about", "over", "under", "at_least", "at_most", "range"}
KINDS = {"level", "change", "growth", "share", "ratio"}
STATUSES = {"reported", "estimate", "target", "rule"}
REVIEWS = {"tổng kết", "sơ kết", "giao ban", "báo cáo", "hội nghị"}
FIELDS = (
    *("quote", "nth", "value", "high", "bound", "unit", "counted", "act", "kind", "direction", "status"),
    *("of", "part_of", "period", "body", "place"),
)


def names(shelf: Path = EXPECTED) -> list[str]:
    """The ids of all annotated specimens of a shelf, in order."""
    return sorted(path.stem for path in shelf.glob("*.json"))


def text_of(doc: str, shelf: Path = EXPECTED) -> str:
    """The text of a specimen as it should be read, written down with its annotation."""
    return (shelf / "texts" / f"{doc}.txt").read_text("utf-8")


def source_of(doc: str, shelf: Path = EXPECTED) -> Path:
    """The file that is read: a shipped specimen, or one that only the tests use."""
    for folder in (SHIPPED, shelf / "documents"):
        for ending in (".txt", ".html"):
            if (path := folder / f"{doc}{ending}").exists():
                return path
    raise FileNotFoundError(doc)


def load(doc: str, shelf: Path = EXPECTED) -> Annotation:
    """The annotation of `doc`, each figure with its `start` and `end` in the expected text."""
    annotation: Annotation = json.loads((shelf / f"{doc}.json").read_text("utf-8"))
    text = text_of(doc, shelf)
    for figure in annotation["figures"]:
        places = occurrences(text, figure["quote"])
        if 1 <= figure["nth"] <= len(places):
            figure["start"] = places[figure["nth"] - 1]
            figure["end"] = figure["start"] + len(figure["quote"])
    return annotation


def occurrences(text: str, quote: str) -> list[int]:
    """Where `quote` stands in `text` untouched by a digit, or by a separator that joins it to one."""
    before = r"(?<!\d)(?<!\d[.,])" if quote[0].isdigit() else ""
    after = r"(?!\d)(?![.,]\d)" if quote[-1].isdigit() else ""
    return [match.start() for match in re.finditer(before + re.escape(quote) + after, text)]


def faults(annotation: Annotation, text: str) -> list[str]:
    """What is wrong with an annotation that `load` gave; nothing where it is well formed."""
    figures = annotation["figures"]
    found = [
        f"{annotation['doc']} #{i}: {fault}" for i, f in enumerate(figures) for fault in _figure(f, i, figures, text)
    ]
    starts = [f["start"] for f in figures if "start" in f]
    if starts != sorted(set(starts)):
        found.append(f"{annotation['doc']}: figures out of text order, or one annotated twice")
    found += [
        f"{annotation['doc']}: private {name!r} is not in the text"
        for name in annotation["private"]
        if name not in text
    ]
    return found + [
        f"{annotation['doc']}: {fault}" for fault in (*_review(annotation, text), *_beyond(annotation, text))
    ]


def _figure(figure: Annotation, index: int, figures: list[Annotation], text: str) -> list[str]:
    if missing := [field for field in FIELDS if field not in figure]:
        return [f"missing {missing}"]
    others = set(range(len(figures))) - {index}
    tests = {
        "its place": "start" in figure,
        "value": type(figure["value"]) in (int, float),
        "high": (figure["high"] is not None) == (figure["bound"] == "range"),
        "bound": figure["bound"] in BOUNDS,
        "unit": bool(figure["unit"]),
        "kind": figure["kind"] in KINDS,
        "status": figure["status"] in STATUSES,
        "direction": (figure["direction"] in ("up", "down")) == (figure["kind"] in ("change", "growth")),
        "of": figure["of"] is None or figure["of"] in others,
        "part_of": figure["part_of"] is None or figure["part_of"] in others,
        "period": _is_period(figure["period"]),
        "place": figure["place"] in (None, "Việt Nam") or figure["place"] in text,
    }
    tests |= {field: figure[field] is None or figure[field] in text for field in ("counted", "act", "body")}
    return [f"{name} of {figure['quote']!r}" for name, right in tests.items() if not right]


def _is_period(period: object) -> bool:
    if period is None:
        return True
    if not (isinstance(period, list) and len(period) == 2):
        return False
    first, last = (dt.date.fromisoformat(day) for day in period)
    return first <= last


def _review(annotation: Annotation, text: str) -> list[str]:
    review = annotation["review"]
    if review is None:
        return []
    wrong = [] if review["type"] in REVIEWS else [f"review type {review['type']!r}"]
    wrong += [f"review {key}" for key in ("period", "next_period") if not _is_period(review[key])]
    words = [review["body"], *(o["name"] for o in review["officials"]), *(o["role"] for o in review["officials"])]
    words += [*(award["title"] for award in review["awards"]), *review["tasks"]]
    return wrong + [f"review: {word!r} is not in the text" for word in words if word and word not in text]


def _beyond(annotation: Annotation, text: str) -> list[str]:
    beyond = annotation["beyond"]
    indices = [int(key) for key in beyond if key.isdigit()]
    wrong = [f"beyond: no figure {i}" for i in indices if i >= len(annotation["figures"])]
    phrases = [versus["phrase"] for i in indices for versus in beyond[str(i)].get("versus", ())]
    phrases += [zero["quote"] for zero in beyond.get("zeros", ())]
    phrases += [*beyond.get("no_figures", ()), *beyond.get("commitments", ())]
    return wrong + [f"beyond: {phrase!r} is not in the text" for phrase in phrases if phrase not in text]
