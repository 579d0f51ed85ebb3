"""How well a reading agrees with an expected record, tier by tier.

The tiers are those of the annotation guide: a figure counts for `record` where quantity, counted, meaning and period
are all right, which is the row a user would keep without touching it.
"""

from __future__ import annotations

import difflib
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tongket.records import Figure, Reading
from tongket.text import key

TIERS = ("found", "span", "quantity", "counted", "act", "meaning", "period", "body", "place", "record")
ALL = (*TIERS, "links", "private", "zeros", "covers", "versus", "officials", "awards", "tasks")

_LONG = {
    "ubnd": "ủy ban nhân dân",
    "hđnd": "hội đồng nhân dân",
    "atgt": "an toàn giao thông",
    "csgt": "cảnh sát giao thông",
    "vksnd": "viện kiểm sát nhân dân",
    "tand": "tòa án nhân dân",
    "bhxh": "bảo hiểm xã hội",
    "tp": "thành phố",
}
_LEVELS = ("thành phố", "thị xã", "thị trấn", "tỉnh", "huyện", "quận", "xã", "phường")


@dataclass(frozen=True, slots=True)
class Count:
    """Right, read and expected items of one tier."""

    right: int = 0
    read: int = 0
    expected: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.right + other.right, self.read + other.read, self.expected + other.expected)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 1 where nothing was expected and nothing read."""
        return 2 * self.right / (self.read + self.expected) if self.read + self.expected else 1.0


Scores = dict[str, Count]


# ── comparing words ──────────────────────────────────────────────────────────
def words(phrase: str) -> list[str]:
    """The syllables of a phrase, abbreviations written out."""
    return [word for short in re.findall(r"\w+", key(phrase)) for word in _LONG.get(short, short).split()]


def overlap(a: str, b: str) -> float:
    """F1 of the syllables that two phrases share."""
    x, y = Counter(words(a)), Counter(words(b))
    return 2 * (x & y).total() / (x.total() + y.total()) if x and y else 0.0


def same_phrase(a: str | None, b: str | None) -> bool:
    """Both null, or two thirds of the syllables in common."""
    return overlap(a, b) >= 2 / 3 if a and b else not a and not b


def same_body(a: str | None, b: str | None) -> bool:
    """As `same_phrase`, and the same kind of organisation: its first syllable."""
    return same_phrase(a, b) and (not a or words(a)[:1] == words(b or "")[:1])


def same_place(a: str | None, b: str | None) -> bool:
    """The same name, the level word aside."""
    return _bare(a) == _bare(b)


def _bare(place: str | None) -> str:
    name = " ".join(words(place or ""))
    for level in _LEVELS:
        if name.startswith(f"{level} "):
            return name.removeprefix(f"{level} ")
    return name


# ── the expected text against the one that was read ──────────────────────────
def offsets(expected: str, read: str) -> Callable[[int, int], tuple[int, int] | None]:
    """A function from spans of the expected text to spans of the read one; None where that part was not read.

    Texts that differ in spaces, furniture or the drawing of tables are aligned word by word.
    """
    if len(expected) == len(read):
        return lambda start, end: (start, end)
    ours, theirs = (list(re.finditer(r"\w+|[^\w\s]", text)) for text in (expected, read))
    starts = [token.start() for token in ours]
    matcher = difflib.SequenceMatcher(None, [t.group() for t in ours], [t.group() for t in theirs], autojunk=False)
    partner = {block.a + i: block.b + i for block in matcher.get_matching_blocks() for i in range(block.size)}

    def place(start: int, end: int) -> tuple[int, int] | None:
        first, last = bisect_right(starts, start) - 1, bisect_right(starts, end - 1) - 1
        if first not in partner or last not in partner:
            return None
        a, b = theirs[partner[first]], theirs[partner[last]]
        return a.start() + start - ours[first].start(), b.end() - (ours[last].end() - end)

    return place


def pairs(spans: list[tuple[int, int] | None], values: list[Any], figures: tuple[Figure, ...]) -> dict[int, int]:
    """Expected figure → read figure, one to one, by overlapping spans: equal values first, then the longer overlap."""
    candidates = []
    for i, span in enumerate(spans):
        for j, figure in enumerate(figures):
            shared = min(span[1], figure.end) - max(span[0], figure.start) if span else 0
            if shared > 0:
                candidates.append((not near(values[i], figure.value), -shared, i, j))
    taken: dict[int, int] = {}
    for _, _, i, j in sorted(candidates):
        if i not in taken and j not in taken.values():
            taken[i] = j
    return taken


def near(expected: float | None, read: Decimal | None) -> bool:
    """Equal, a fraction like one third to nine places."""
    if expected is None or read is None:
        return expected is None and read is None
    return abs(Decimal(str(expected)) - read) <= Decimal("1e-8") * max(Decimal(1), abs(read))


def iso(dates: Any) -> list[str] | None:
    """Two days as an annotation writes them."""
    return [day.isoformat() for day in dates] if dates else None


# ── the tiers ────────────────────────────────────────────────────────────────
def verdicts(expected: dict[str, Any], read: Figure, span: tuple[int, int]) -> dict[str, bool]:
    """Which tiers a read figure gets right."""
    right = {
        "found": True,
        "span": span == (read.start, read.end),
        "quantity": near(expected["value"], read.value)
        and near(expected["high"], read.high)
        and (expected["bound"], expected["unit"]) == (read.bound, read.unit),
        "counted": same_phrase(expected["counted"], read.counted),
        "act": same_phrase(expected["act"], read.act),
        "meaning": all(expected[name] == getattr(read, name) for name in ("kind", "direction", "status")),
        "period": expected["period"] == iso(read.period),
        "body": same_body(expected["body"], read.body),
        "place": same_place(expected["place"], read.place),
    }
    right["record"] = all(right[tier] for tier in ("quantity", "counted", "meaning", "period"))
    return right


def score(annotation: dict[str, Any], expected_text: str, reading: Reading) -> Scores:
    """All tiers of one document."""
    figures, place = annotation["figures"], offsets(expected_text, reading.document.text)
    spans = [place(figure["start"], figure["end"]) for figure in figures]
    matched = pairs(spans, [figure["value"] for figure in figures], reading.figures)
    judged = [verdicts(figures[i], reading.figures[j], spans[i] or (0, 0)) for i, j in matched.items()]
    scores = {tier: Count(sum(v[tier] for v in judged), len(reading.figures), len(figures)) for tier in TIERS}
    scores["links"] = _links(figures, reading.figures, matched)
    scores["private"] = _private(annotation["private"], expected_text, place, reading)
    return scores | _beyond(annotation["beyond"], reading, matched) | _review(annotation["review"], reading)


def _shared(expected: Iterable[Any], read: Iterable[Any]) -> Count:
    ours, theirs = set(expected), set(read)
    return Count(len(ours & theirs), len(theirs), len(ours))


def _links(figures: list[dict[str, Any]], read: tuple[Figure, ...], matched: dict[int, int]) -> Count:
    """Edges `of` and `part_of`; one from or to an unexpected figure is wrong."""
    back = {j: i for i, j in matched.items()}
    ours = {(edge, i, f[edge]) for i, f in enumerate(figures) for edge in ("of", "part_of") if f[edge] is not None}
    theirs = set()
    for j, figure in enumerate(read):
        for edge in ("of", "part_of"):
            if (target := getattr(figure, edge)) is not None:
                theirs.add((edge, back.get(j, -1 - j), back.get(target, -1 - target)))
    return _shared(ours, theirs)


def _private(
    names: list[str], text: str, place: Callable[[int, int], tuple[int, int] | None], reading: Reading
) -> Count:
    """Characters of private people, every occurrence of a name; ages are not annotated."""
    spans = [place(*m.span()) for name in names for m in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text)]
    ours = {c for span in spans if span for c in range(*span)}
    return _shared(ours, {c for p in reading.private if p.kind != "birth" for c in range(p.start, p.end)})


def _beyond(beyond: dict[str, Any], reading: Reading, matched: dict[int, int]) -> Scores:
    """Zeros in words, what a sum covers, what a change is measured against, where the annotation tells them."""
    back = {j: i for i, j in matched.items()}
    told = {int(i): fields for i, fields in beyond.items() if i.isdigit()}
    covers = {(i, c) for i, fields in told.items() for c in fields.get("covers", ())}
    read = {(back.get(j, -1 - j), back.get(c, -1 - c)) for j, f in enumerate(reading.figures) for c in f.covers}
    bases = [(i, v["kind"], tuple(v["period"] or ())) for i, fields in told.items() for v in fields.get("versus", ())]
    measured = [
        (i, v.kind, tuple(iso(v.period) or ())) for j, i in back.items() if i in told for v in reading.figures[j].versus
    ]
    zeros = [zero["quote"] for zero in beyond.get("zeros", ())]
    return {
        "covers": _shared(covers, read),
        "versus": _shared(bases, measured),
        "zeros": _alike(zeros, [zero.quote for zero in reading.zeros]),
    }


def _review(expected: dict[str, Any] | None, reading: Reading) -> Scores:
    """Officials by name, awards by title and count, tasks by half of their words."""
    ours, theirs = expected or {"officials": [], "awards": [], "tasks": []}, reading.review
    text = reading.document.text
    officials = [tuple(words(o.name)) for o in theirs.officials] if theirs else []
    awards = [(tuple(words(a.title)), a.count) for a in theirs.awards] if theirs else []
    tasks = [text[start:end] for start, end in theirs.tasks] if theirs else []
    return {
        "officials": _shared([tuple(words(o["name"])) for o in ours["officials"]], officials),
        "awards": _shared([(tuple(words(a["title"])), a["count"]) for a in ours["awards"]], awards),
        "tasks": _alike(ours["tasks"], tasks),
    }


def _alike(expected: list[str], read: list[str]) -> Count:
    """Phrases matched one to one by at least half of their syllables."""
    left, right = list(read), 0
    for phrase in expected:
        best = max(left, key=lambda other: overlap(phrase, other), default="")
        if best and overlap(phrase, best) >= 0.5:
            left.remove(best)
            right += 1
    return Count(right, len(read), len(expected))


def total(scores: Iterable[Scores]) -> Scores:
    """The sums of several documents' counts."""
    sums = dict.fromkeys(ALL, Count())
    for one in scores:
        sums = {tier: sums[tier] + one[tier] for tier in ALL}
    return sums


def table(scores: Scores) -> str:
    """The scores as lines for a terminal: right, read, expected, F1."""
    lines = [f"{'tier':10}{'right':>7}{'read':>7}{'expected':>10}{'F1':>8}"]
    lines += [f"{tier:10}{c.right:7}{c.read:7}{c.expected:10}{c.f1:8.3f}" for tier, c in scores.items()]
    return "\n".join(lines)
