"""The amounts of fines that the law sets, and what reports call the acts: `lexicon/law/*.toml`, held together."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Final

import tomli

from tongket import lexicon
from tongket.patterns import whole
from tongket.text import key

PERSON, ORGANISATION = "person", "organisation"
ANY: Final = "any"
"""The act that stands for all: what the law on administrative violations sets for every field."""
_OTHER: Final = {PERSON: ORGANISATION, ORGANISATION: PERSON}
_TWICE: Final = Decimal(2)


class LawError(ValueError):
    """A file of tariffs that can't be used: one line that names the file, the entry and the cause."""


@dataclass(frozen=True, slots=True)
class Tariff:
    """What one provision sets for one act and one kind of subject. Amounts in VND, days included.

    `verified`: the provision was seen in a reproduction of the law's own text, `seen` says where. What only news, law
    firms, forums or questions and answers tell widens the envelope and raises no flag.
    `lowest`, `highest`: nothing in this decree sets less, or more, for the act.
    `warning`: a warning may stand in place of the fine, so that a case need not have cost anything.
    """

    decree: str
    article: int | None
    clause: int | None
    point: str | None
    act: str
    vi: str
    en: str
    subject: str
    least: Decimal
    most: Decimal
    start: dt.date
    end: dt.date | None
    verified: bool
    lowest: bool
    highest: bool
    warning: bool
    amended: str | None
    source: str
    seen: tuple[str, ...]

    def in_force(self, start: dt.date, end: dt.date) -> bool:
        """On some day of the period."""
        return self.start <= end and (self.end is None or start <= self.end)


@dataclass(frozen=True, slots=True)
class Act:
    """Something that is fined: indicators and words by which reports name it, words that rule it out.

    `field`: a whole field of administration, meant only where no act in it is named."""

    id: str
    vi: str
    en: str
    indicators: frozenset[str]
    words: re.Pattern[str] | None
    unlike: re.Pattern[str] | None
    field: bool


@dataclass(frozen=True, slots=True)
class Special:
    """Other amounts for some acts: by `factor`, in `places` only where some are named."""

    acts: frozenset[str] = frozenset()
    factor: Decimal = Decimal(1)
    places: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Law:
    """All of it. `tariffs` by act. `city`: by which factor amounts may be higher in places (codes), for some acts;
    `minors`: by which they may be lower for those under 18, likewise."""

    acts: tuple[Act, ...]
    tariffs: Mapping[str, tuple[Tariff, ...]]
    words: Mapping[str, re.Pattern[str]]
    breaches: re.Pattern[str]
    cases: re.Pattern[str]
    city: Special
    minors: Special


@cache
def load() -> Law:
    """Ours. Raises LawError where a file can't be used."""
    folder = files(lexicon) / "law"
    names = sorted(each.name for each in folder.iterdir() if each.name.endswith(".toml"))
    return built({name: tomli.loads((folder / name).read_text(encoding="utf-8")) for name in names})


def built(tables: Mapping[str, Mapping[str, Any]]) -> Law:
    """The law of the tables of its files, by file name; "acts.toml" holds the words. Raises LawError."""
    words = tables["acts.toml"]
    acts = tuple(_act(entry) for entry in words["act"])
    known = {act.id for act in acts} | {ANY}
    tariffs: dict[str, list[Tariff]] = defaultdict(list)
    others = {name: _special(table[name]) for table in tables.values() for name in ("city", "minors") if name in table}
    for name, table in tables.items():
        for number, entry in enumerate(table.get("tariff", ()), 1):
            for tariff in _tariffs(f"{name}: tariff {number}", entry, table["decrees"]):
                if tariff.act not in known:
                    raise LawError(f"{name}: tariff {number}: no act {tariff.act!r} in acts.toml")
                tariffs[tariff.act].append(tariff)
    return Law(
        acts,
        {act: tuple(listed) for act, listed in tariffs.items()},
        {name: _pattern(listed) for name, listed in words["words"].items()},
        _opening(words["units"]["breach"]),
        _opening(words["units"]["case"]),
        others.get("city", Special()),
        others.get("minors", Special()),
    )


def _special(entry: Mapping[str, Any]) -> Special:
    return Special(frozenset(entry["acts"]), Decimal(str(entry["factor"])), frozenset(entry.get("places", ())))


def _act(entry: Mapping[str, Any]) -> Act:
    return Act(
        entry["id"],
        entry["name"]["vi"],
        entry["name"]["en"],
        frozenset(entry.get("indicators", ())),
        _pattern(entry["words"]) if entry["words"] else None,
        _pattern(entry["not"]) if entry.get("not") else None,
        entry.get("field", False),
    )


def _tariffs(where: str, entry: Mapping[str, Any], decrees: Mapping[str, Any]) -> Iterator[Tariff]:
    """The tariff of an entry, and the one for the other kind of subject where that is twice or half of it."""
    if entry["decree"] not in decrees:
        raise LawError(f"{where}: decree {entry['decree']!r} is not described in this file")
    decree = decrees[entry["decree"]]
    least, most = Decimal(entry["least"]), Decimal(entry["most"])
    start, end = entry.get("from", decree["from"]), entry.get("to", decree.get("to"))
    if not 0 < least <= most:
        raise LawError(f"{where}: from {least} to {most}")
    if end is not None and end < start:
        raise LawError(f"{where}: in force from {start} to {end}")
    if entry["verified"] and not entry["seen"]:
        raise LawError(f"{where}: verified, but not said where it was seen")
    factors = {entry["subject"]: Decimal(1)}
    if entry.get("doubled"):
        factors[_OTHER[entry["subject"]]] = _TWICE
    elif entry.get("halved"):
        factors[_OTHER[entry["subject"]]] = 1 / _TWICE
    for subject, factor in factors.items():
        yield Tariff(
            entry["decree"],
            entry.get("article"),
            entry.get("clause"),
            entry.get("point"),
            entry["act"],
            entry["what"]["vi"],
            entry["what"]["en"],
            subject,
            least * factor,
            most * factor,
            start,
            end,
            entry["verified"],
            entry.get("lowest", False) and factor == min(factors.values()),
            entry.get("highest", False) and factor == max(factors.values()),
            entry.get("warning", False),
            entry.get("amended"),
            decree["source"],
            tuple(entry["seen"]),
        )


def _pattern(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){whole(map(key, words))}")


def _opening(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile(whole(map(key, words)))
