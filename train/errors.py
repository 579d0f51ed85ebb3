"""Kinds of errors among the figures of read documents, and the documents on which the figures hold."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from examples import score

_NAMES = {
    "missed": "a figure not found",
    "extra": "a number that is no figure",
    "value": "value or high end",
    "bound": "bound",
    "unit": "unit",
    "counted none": "counted: nothing given",
    "counted extra": "counted: given where there is none",
    "counted longer": "counted: the right phrase and more",
    "counted shorter": "counted: a part of the right phrase",
    "counted other": "counted: another phrase",
    "kind": "kind or direction",
    "status": "status",
    "period none": "period: none given",
    "period extra": "period: given where there is none",
    "period part": "period: the right end or beginning only",
    "period other": "period: another one",
}


def kinds(gold: Sequence[dict[str, Any]], read: Sequence[dict[str, Any]]) -> Counter[str]:
    """How often each kind of error keeps a record from being right; a record may have several."""
    pairs = score.pair(gold, read)
    found: Counter[str] = Counter()
    found["missed"] = len(gold) - len(pairs)
    found["extra"] = len(read) - len(pairs)
    for at, told in pairs.items():
        found.update(_of_record(gold[at], read[told]))
    return found


def _of_record(gold: dict[str, Any], told: dict[str, Any]) -> list[str]:
    verdicts = score.verdicts(gold, told)
    wrong = []
    if not verdicts["quantity"]:
        alike = score.near(gold["value"], told["value"]) and score.near(gold["high"], told["high"])
        wrong += ["value"] if not alike else []
        wrong += [field for field in ("bound", "unit") if gold[field] != told[field]]
    if not verdicts["counted"]:
        wrong.append(f"counted {_phrase(gold['counted'], told['counted'])}")
    if not verdicts["meaning"]:
        wrong += ["status"] if gold["status"] != told["status"] else []
        same = (gold["kind"], gold["direction"]) == (told["kind"], told["direction"])
        wrong += [] if same else ["kind"]
    if not verdicts["period"]:
        wrong.append(f"period {_period(gold['period'], told['period'])}")
    return wrong


def _phrase(gold: str | None, told: str | None) -> str:
    if told is None:
        return "none"
    if gold is None:
        return "extra"
    want, got = set(score.words(gold)), set(score.words(told))
    return "longer" if want <= got else "shorter" if got <= want else "other"


def _period(gold: list[str] | None, told: list[str] | None) -> str:
    if told is None:
        return "none"
    if gold is None:
        return "extra"
    return "part" if gold[0] == told[0] or gold[1] == told[1] else "other"


def table(columns: dict[str, Counter[str]], figures: int) -> str:
    """Kinds of errors by their number, one column for each way of reading."""
    head = f"| of {figures} figures | {' | '.join(columns)} |"
    lines = [head, f"|---|{'---|' * len(columns)}"]
    for kind, name in _NAMES.items():
        lines.append(f"| {name} | {' | '.join(str(count[kind]) for count in columns.values())} |")
    return "\n".join(lines)


def by_sort(scored: Sequence[tuple[str, dict[str, Any]]], tiers: Sequence[str]) -> str:
    """F1 of some tiers for each sort of document: sort, scores of one document."""
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for sort, counts in scored:
        groups[sort].append(counts)
    lines = [f"| sort | documents | {' | '.join(tiers)} |", f"|---|---|{'---|' * len(tiers)}"]
    for sort, counts in sorted(groups.items()):
        f1 = [score.f1(*(sum(one[tier][at] for one in counts) for at in range(3)))[2] for tier in tiers]
        lines.append(f"| {sort} | {len(counts)} | {' | '.join(f'{value:.3f}' for value in f1)} |")
    return "\n".join(lines)
