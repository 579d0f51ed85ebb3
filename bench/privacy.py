"""Score the masking of private people and the kinds of report on marked documents, and count what audits found.

usage: python bench/privacy.py [--work] [--misses]

Marked documents: ../shared/gold/private with their texts, and practice/private, whose files hold spans alone; their
texts lie in ../shared/corpus. practice/private/held.txt names the documents whose misses nobody looks at; --misses
lists the misses of the others by span, never by word. The audits of practice/audits are counted from their files.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from accuracy import CORPUS, GOLD, PRACTICE, documents, write_texts

if TYPE_CHECKING:
    from tongket.records import Genre, PrivateKind

MARKED = PRACTICE / "private"
AUDITS = PRACTICE / "audits"
KINDS = ("name", "alias", "account", "address", "birth", "id")


@dataclass
class Score:
    """Characters and genres of one set of documents."""

    documents: int = 0
    genres: int = 0
    wanted: Counter[str] = field(default_factory=Counter)
    recalled: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    wrong_genres: list[str] = field(default_factory=list)
    misses: list[tuple[str, str, int, int]] = field(default_factory=list)
    """Per stretch: the document, "missed" or "too much", start and end."""


def masked(raw: str) -> tuple[dict[int, PrivateKind], Genre]:
    """The characters of a text that are masked, each with its kind, and the kind of report."""
    from tongket import grammar, privacy
    from tongket.privacy.genre import genre
    from tongket.records import Document
    from tongket.text import Text

    text = Text(raw)
    mentions = grammar.find_all(text)
    private = privacy.find(text, mentions)
    painted = {at: p.kind for p in private for at in range(p.start, p.end)}
    return painted, genre(Document("marked", raw, ()), text, mentions, private)


def stretches(places: Iterable[int]) -> list[tuple[int, int]]:
    """Neighbouring offsets as spans."""
    out: list[tuple[int, int]] = []
    for at in sorted(places):
        if out and out[-1][1] == at:
            out[-1] = (out[-1][0], at + 1)
        else:
            out.append((at, at + 1))
    return out


def score(annotations: Iterable[Path], texts: Path) -> Score:
    total = Score()
    for path in annotations:
        gold = json.loads(path.read_text(encoding="utf-8"))
        raw = (texts / f"{gold['doc']}.txt").read_text(encoding="utf-8")
        wanted = {at: kind for start, end, kind in gold["private"] for at in range(start, end)}
        got, genre = masked(raw)
        total.documents += 1
        total.genres += genre == gold["genre"]
        if genre != gold["genre"]:
            total.wrong_genres.append(f"{gold['doc']} {gold['genre']} read as {genre}")
        total.wanted.update(wanted.values())
        total.found.update(got.values())
        total.recalled.update(kind for at, kind in wanted.items() if at in got)
        total.right.update(kind for at, kind in got.items() if at in wanted)
        # A space at the edge of a span is no miss.
        for verdict, places in (("missed", wanted.keys() - got.keys()), ("too much", got.keys() - wanted.keys())):
            spans = (span for span in stretches(places) if raw[slice(*span)].strip(" .,"))
            total.misses += [(gold["doc"], verdict, start, end) for start, end in spans]
    return total


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "–"


def table(scores: dict[str, Score]) -> str:
    lines = ["| documents | | recall | precision | " + " | ".join(f"{kind} r/p" for kind in KINDS) + " | genre |"]
    lines.append("|---" * (len(KINDS) + 5) + "|")
    for name, one in scores.items():
        cells = [name, str(one.documents), _share(one.recalled.total(), one.wanted.total())]
        cells.append(_share(one.right.total(), one.found.total()))
        for kind in KINDS:
            recall = _share(one.recalled[kind], one.wanted[kind])
            cells.append(f"{recall} / {_share(one.right[kind], one.found[kind])}")
        cells.append(f"{one.genres}/{one.documents}")
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


# ── audits ───────────────────────────────────────────────────────────────────
def audit(path: Path) -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """The rounds of an audit: its head (seed, state of the rules judged, how drawn) and its verdicts."""
    rounds: list[tuple[dict[str, Any], list[dict[str, Any]]]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if "seed" in row:
            rounds.append((row, []))
        else:
            rounds[-1][1].append(row)
    return rounds


def audited_texts(ids: Iterable[str]) -> dict[str, str]:
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    rows = pq.read_table(CORPUS, columns=["id", "text"])
    return {row["id"]: row["text"] for row in rows.filter(pc.field("id").isin(sorted(set(ids)))).to_pylist()}


def agreement(verdicts: list[dict[str, Any]]) -> str:
    """How many articles were judged the same twice; "" for a round judged once."""
    twice = [verdict for verdict in verdicts if "second" in verdict]
    articles = {verdict["doc"] for verdict in twice}
    apart = {verdict["doc"] for verdict in twice if verdict["second"] != verdict["verdict"]}
    return f"; judged alike twice: {len(articles) - len(apart)} of {len(articles)}" if twice else ""


def names_left(path: Path) -> list[str]:
    """What the audit of full names says: as judged, and how many of the places found are masked by now."""
    lines = []
    for head, verdicts in audit(path):
        articles = {verdict["doc"] for verdict in verdicts}
        left = [verdict for verdict in verdicts if verdict["verdict"] == "left"]
        painted = {doc: masked(raw)[0] for doc, raw in audited_texts(verdict["doc"] for verdict in left).items()}
        now = sum(all(at in painted[v["doc"]] for at in range(v["start"], v["end"])) for v in left)
        lines.append(
            f"{path.name}, seed {head['seed']}, state {head['state']}: {len(articles)} articles; full names of private "
            f"people left in {len({v['doc'] for v in left})}, at {len(left)} places; of these now masked: {now}"
            f"{agreement(verdicts)}"
        )
    return lines


def genres_right(path: Path) -> list[str]:
    """What the audit of genres says: as judged then, and of the present state."""
    lines = []
    for head, verdicts in audit(path):
        texts = audited_texts(verdict["doc"] for verdict in verdicts)
        then = sum(verdict["given"] == verdict["verdict"] for verdict in verdicts)
        now = sum(masked(texts[verdict["doc"]])[1] == verdict["verdict"] for verdict in verdicts)
        lines.append(
            f"{path.name}, seed {head['seed']}, state {head['state']}: {len(verdicts)} articles; genre right {then} "
            f"({then / len(verdicts):.3f}); now right {now} ({now / len(verdicts):.3f}){agreement(verdicts)}"
        )
    return lines


def accounts_right(path: Path) -> list[str]:
    """What the audit of accounts of public bodies' work says of the present state; doubtful articles are left out."""
    lines = []
    for head, every in audit(path):
        verdicts = [verdict for verdict in every if verdict["verdict"] != "doubtful"]
        texts = audited_texts(verdict["doc"] for verdict in verdicts)
        pairs = [
            (masked(texts[verdict["doc"]])[1] == "aggregate_report", verdict["verdict"] == "aggregate_report")
            for verdict in verdicts
        ]
        use = "learnt from" if head["learnt"] else "measured"
        both = sum(called and right for called, right in pairs)
        lines.append(
            f"{path.name}, seed {head['seed']}, {use}: {len(pairs)} articles; "
            f"now right {sum(called == right for called, right in pairs)}; "
            f"accounts {sum(right for _, right in pairs)}, called {sum(called for called, _ in pairs)}, both {both}"
        )
    return lines


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("--work", action="store_true", help="leave the held documents and the audits out")
    arguments.add_argument("--misses", action="store_true", help="list the misses of the documents that are not held")
    options = arguments.parse_args()
    if not GOLD.is_dir() or not CORPUS.is_file():
        sys.exit(f"no marked documents at {GOLD} or no texts at {CORPUS}: nothing to score against")
    held = set((MARKED / "held.txt").read_text(encoding="utf-8").split())
    marked = documents(MARKED, None)
    scores = {"gold/private": score(documents(GOLD / "private", None), GOLD / "private" / "texts")}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_texts(marked, folder)
        scores["practice/private"] = score([path for path in marked if path.stem not in held], folder)
        if not options.work:
            scores["practice/private, held"] = score([path for path in marked if path.stem in held], folder)
    print(table(scores))
    if options.misses:
        for one in (scores["gold/private"], scores["practice/private"]):
            print(*(f"{doc} {verdict} {start}–{end}" for doc, verdict, start, end in one.misses), sep="\n")
            print(*one.wrong_genres, sep="\n")
    if not options.work:
        judges = (
            (names_left, "private-names.jsonl"),
            (genres_right, "genre.jsonl"),
            (accounts_right, "accounts.jsonl"),
        )
        for judge, file in judges:
            if (AUDITS / file).is_file():
                print(*judge(AUDITS / file), sep="\n")


if __name__ == "__main__":
    main()
