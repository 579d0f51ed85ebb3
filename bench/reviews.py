"""Score the reviews that the command line reads: is one recognised, and which of its fields are right.

usage: python bench/reviews.py [--ids FILE] [--set dev|practice|held ...] [--misses]

Three sets: the gold beside the repository (../shared/gold/dev, of it the --ids alone), the practice reviews
(practice/reviews) and those of them in held.txt, which no rule was mended on. The annotations hold spans; the texts are
third parties' and lie in ../shared/corpus. `review` is the scorer's own tier; the other rows say where it comes from.
--misses lists them, for the practice reviews that are not held out.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

from accuracy import CORPUS, GOLD, ROOT, write_inputs, write_texts

REVIEWS = ROOT / "practice" / "reviews"
ROWS = (
    "review", "recognised", "type", "body", "period", "next_period", "officials", "roles", "awards", "tasks",
)  # fmt: skip
Json = dict[str, Any]
Same = Callable[[Any, Any], bool]


def scorer() -> ModuleType:
    """The scorer that lies with the gold."""
    sys.path.insert(0, str(GOLD))
    import score

    return score


def in_words(annotation: Json, text: str) -> Json:
    """A practice annotation with the words that its spans mean."""
    review = annotation["review"]
    if review is None:
        return annotation

    def words(span: list[int] | None) -> str | None:
        return text[span[0] : span[1]] if span else None

    said = review | {
        "body": words(review["body"]),
        "officials": [{"name": words(o["name"]), "role": words(o["role"])} for o in review["officials"]],
        "awards": [a | {"title": words(a["title"]), "to": words(a["to"])} for a in review["awards"]],
        "tasks": [words(task) for task in review["tasks"]],
    }
    return annotation | {"review": said}


def read_all(golds: list[Path], texts: Path) -> dict[str, Json | None]:
    """The review that the command line reads in each document."""
    with tempfile.TemporaryDirectory() as folder:
        inputs, readings = Path(folder) / "gold.jsonl", Path(folder) / "readings.jsonl"
        write_inputs(golds, texts, inputs)
        command = [sys.executable, "-m", "tongket", "read", str(inputs), "--format", "jsonl", "--out", str(readings)]
        subprocess.run(command, check=False)
        lines = readings.read_text(encoding="utf-8").splitlines()
    return {reading["doc"]: reading.get("review") for reading in map(json.loads, lines)}


def matched(gold: list[Any], read: list[Any], same: Same) -> int:
    """How many pair off, one to one."""
    left, hits = list(read), 0
    for item in gold:
        for other in left:
            if same(item, other):
                left.remove(other)
                hits += 1
                break
    return hits


def counts(score: ModuleType, gold: Json | None, read: Json | None, text: str) -> dict[str, tuple[int, int, int]]:
    """(right, read, in the gold) of every row for one document."""

    def fields(review: Json | None, name: str) -> list[Any]:
        value = (review or {}).get(name)
        return value if isinstance(value, list) and name not in ("period", "next_period") else [value] if value else []

    def official(a: Json, b: Json) -> bool:
        return bool(score.words(a["name"]) == score.words(b["name"]))

    def role(a: Json, b: Json) -> bool:
        return official(a, b) and bool(score.same_phrase(a.get("role"), b.get("role")))

    def award(a: Json, b: Json) -> bool:
        return bool(score.words(a["title"]) == score.words(b["title"])) and a.get("count") == b.get("count")

    def said(task: str | list[int]) -> str:
        return task if isinstance(task, str) else text[task[0] : task[1]]

    def task(a: str | list[int], b: str | list[int]) -> bool:
        return bool(score.word_f1(said(a), said(b)) >= 0.5)

    rules: list[tuple[str, str, Same]] = [
        ("type", "type", lambda a, b: a == b),
        ("body", "body", score.same_body),
        ("period", "period", score.same_period),
        ("next_period", "next_period", score.same_period),
        ("officials", "officials", official),
        ("roles", "officials", role),
        ("awards", "awards", award),
        ("tasks", "tasks", task),
    ]
    items, found = score.review_items(gold, text), score.review_items(read, text)
    rows = {
        "review": (score.match_items(items, found), len(found), len(items)),
        "recognised": (int(bool(gold and read)), int(bool(read)), int(bool(gold))),
    }
    for row, name, same in rules:
        want, got = fields(gold, name), fields(read, name)
        rows[row] = matched(want, got, same), len(got), len(want)
    return rows


def table(score: ModuleType, title: str, documents: Iterable[dict[str, tuple[int, int, int]]]) -> str:
    """Precision, recall and F1 of every row over the documents."""
    rows = list(documents)
    lines = [f"{title}: {len(rows)} documents, {sum(r['recognised'][2] for r in rows)} with a review"]
    lines.append(f"{'':12}{'precision':>10}{'recall':>10}{'F1':>10}{'right':>8}{'read':>8}{'gold':>8}")
    for row in ROWS:
        right, read, gold = (sum(r[row][k] for r in rows) for k in range(3))
        figures = "".join(f"{x:10.3f}" for x in score.f1(right, read, gold))
        lines.append(f"{row:12}{figures}{right:8}{read:8}{gold:8}")
    return "\n".join(lines)


def misses(score: ModuleType, doc: str, gold: Json | None, read: Json | None, text: str) -> str:
    """What is missing (-) and what is too much (+) in one document; a task that overlaps one well is neither."""
    want, got = score.review_items(gold, text), score.review_items(read, text)
    missing = [item for item in want if not score.match_items([item], got)]
    surplus = [item for item in got if not score.match_items(want, [item])]
    bodies = [(review or {}).get("body") for review in (gold, read)]
    wrong = "" if score.same_body(*bodies) else f"  body: want {bodies[0]}, read {bodies[1]}"
    lines = [f"== {doc}{wrong}", *(f"  - {item}" for item in missing), *(f"  + {item}" for item in surplus)]
    return "\n".join(lines) if len(lines) > 1 or wrong else ""


def golds_of(name: str, ids: set[str] | None) -> list[Path]:
    """The annotations of a set, in order of name."""
    if name == "dev":
        return [p for p in sorted((GOLD / "dev").glob("*.json")) if ids is None or p.stem in ids]
    held = set((REVIEWS / "held.txt").read_text(encoding="utf-8").split())
    return [p for p in sorted(REVIEWS.glob("*.json")) if (p.stem in held) == (name == "held")]


def scored(name: str, ids: set[str] | None, list_misses: bool) -> str:
    """The table of a set, after its misses where they are wanted and may be seen."""
    score, golds, printed = scorer(), golds_of(name, ids), []
    with tempfile.TemporaryDirectory() as folder:
        texts = GOLD / "dev" / "texts" if name == "dev" else Path(folder)
        if name != "dev":
            write_texts(golds, texts)
        reviews, rows = read_all(golds, texts), []
        for path in golds:
            text = (texts / f"{path.stem}.txt").read_text(encoding="utf-8")
            gold = json.loads(path.read_text(encoding="utf-8"))
            review = (gold if name == "dev" else in_words(gold, text)).get("review")
            rows.append(counts(score, review, reviews.get(path.stem), text))
            if list_misses and name != "held":
                printed.append(misses(score, path.stem, review, reviews.get(path.stem), text))
    return "\n".join([*filter(None, printed), table(score, name, rows)])


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("--ids", type=Path, help="file with the ids of dev to score, one per line")
    arguments.add_argument("--set", nargs="+", choices=("dev", "practice", "held"), default=["dev", "practice", "held"])
    arguments.add_argument("--misses", action="store_true", help="list the misses, never those of the held-out part")
    options = arguments.parse_args()
    if not GOLD.is_dir() or not CORPUS.is_file():
        sys.exit(f"no gold at {GOLD} or no corpus at {CORPUS}: nothing to score against")
    ids = set(options.ids.read_text(encoding="utf-8").split()) if options.ids else None
    for name in options.set:
        print(scored(name, ids, options.misses), end="\n\n")


if __name__ == "__main__":
    main()
