"""Whose result it is and where: one of the bodies, one of the places that the document names, or none."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tongket.choosing.ranking import Weigher, bucket
from tongket.choosing.signs import shown, unit_class
from tongket.reading import lead
from tongket.reading.slots import Slot
from tongket.records import Body, Place

if TYPE_CHECKING:
    from tongket.reading.figures import FigureReader

_DIGIT = re.compile(r"\d")
_LAST, _FIRST = re.compile(r"(\S+)\s*$"), re.compile(r"\s*(\S+)")
_NEAR = 14
"""Characters beside a name in which the next word is looked for."""


@dataclass(frozen=True, slots=True)
class Named:
    """A name where it stands: `value` is what a figure would carry, `sort` and `level` what it is, `fit` whether the
    rules let it own a result (or be where one is), `tells` whether it is said to report."""

    start: int
    end: int
    sentence: int
    value: str
    sort: str
    level: str
    fit: bool
    tells: bool
    code: str | None = None


def bodies(reader: FigureReader) -> list[Named]:
    """The bodies of a document under their longest names."""
    starts = [start for start, _ in reader.sentences]
    text = reader.text

    def named(body: Body, value: str) -> Named:
        at = bisect_right(starts, body.start) - 1
        fit = id(body) in reader.circumstances.owning_bodies
        tells = fit and lead.is_teller(body, text)
        return Named(body.start, body.end, at, value, body.type or "-", body.level or "-", fit, tells)

    names = reader.circumstances.name_of
    found = [(body, names(body)) for body in reader.mentions.bodies if not body.generic]
    return [named(body, value) for body, value in found if value is not None]


def places(reader: FigureReader) -> list[Named]:
    """The places of a document."""
    starts = [start for start, _ in reader.sentences]
    told = reader.circumstances.told_places

    def named(place: Place) -> Named:
        at = bisect_right(starts, place.start) - 1
        coded = "coded" if place.code is not None else "-"
        fit = id(place) in told
        return Named(place.start, place.end, at, str(place.value), place.level, coded, fit, False, place.code)

    found = [named(place) for place in reader.mentions.places if place.value is not None]
    fit = {name.value for name in found if name.fit}
    return [name for name in found if name.value in fit]


class NameOptions:
    """The options of the slots of one text, after the rules have set theirs."""

    def __init__(
        self,
        reader: FigureReader,
        slots: Sequence[Slot],
        named: Sequence[Named],
        said: Sequence[str | None],
        main: str | None,
        weigh: Weigher,
        home: str | None = None,
    ) -> None:
        """`said`: what the rules set, `main`: what they hold the document to be about, `home`: an option that is
        there unnamed."""
        self.reader, self.slots, self.said, self.main = reader, slots, said, main
        self.key = reader.text.key
        self.weigh = weigh
        self.home = home
        self.groups: dict[str | None, list[Named]] = {}
        for name in named:
            self.groups.setdefault(name.value, []).append(name)
        self.total = len(named)
        self.most = max((len(group) for group in self.groups.values()), default=0)
        self.first = named[0].value if named else None
        self.fit = sorted(name.start for name in named if name.fit)
        self.starts = [start for start, _ in reader.sentences]
        self._weighed: dict[object, Any] = {}

    def once(self, name: object, features: Callable[[], list[str]]) -> Any:
        """What several slots' options share is weighed once."""
        if name not in self._weighed:
            self._weighed[name] = self.weigh(features())
        return self._weighed[name]

    def scored(self, index: int) -> list[tuple[str | None, Any]]:
        """Every option of a slot with its score (or its features, when learning)."""
        options = dict(self.groups)
        if self.home is not None:
            options.setdefault(self.home, [])
        options.setdefault(None, [])
        options.setdefault(self.said[index], [])
        scene = _Scene(self, index)
        return [(value, scene.score(value, names)) for value, names in options.items()]


class _Scene:
    """The features of one slot's options."""

    def __init__(self, options: NameOptions, index: int) -> None:
        self._options = options
        self._slot = slot = options.slots[index]
        self._key = options.key
        self._number = slot.quantity.start
        self._start, self._end = options.reader.sentences[slot.sentence]
        self._clause = options.reader.tokens.starts[slot.floor]
        self._rule = options.said[index]
        self._earlier = options.said[index - 1] if index else ""
        self._together = index > 0 and options.slots[index - 1].sentence == slot.sentence
        self._before = [at for at in options.fit if at < self._number]
        behind = any(at >= self._start for at in self._before)
        ahead = any(self._number < at < self._end for at in options.fit)
        self._here = f"b{behind:d}a{ahead:d}"
        self._behind = behind
        self._unit = unit_class(slot)
        self._paper = f"paper{options.reader.document.header is not None:d}"
        self._lead = options.reader.circumstances.lead_end

    def score(self, value: str | None, names: Sequence[Named]) -> Any:
        """What an option scores."""
        found: list[str] = []
        if value == self._rule:
            found += ["rule", f"rule|{self._here}", f"rule|none{value is None:d}", f"rule|{self._paper}"]
        if value == self._earlier:
            found.append(f"prev|s{self._together:d}")
        if value is not None and value == self._options.main:
            found += ["main", f"main|{self._here}", f"main|{self._unit}", f"main|{self._paper}"]
        if value is None:
            found += self._of_none()
        if value is not None and value == self._options.home:
            found += self._of_home(names)
        total = self._options.weigh(found)
        return total + self._of_names(names) if names else total

    def _of_none(self) -> list[str]:
        slot = self._slot
        return [
            "none",
            f"none|{self._paper}",
            f"none|{slot.kind}|{slot.status}",
            f"none|u{self._unit}",
            f"none|{self._here}",
            f"none|act{slot.act is not None:d}",
            f"none|options{bucket(len(self._options.groups))}",
            f"none|main{self._options.main is None:d}",
            f"none|lead{self._number < self._lead:d}",
            f"none|names{bucket(self._options.total)}",
        ]

    def _of_home(self, names: Sequence[Named]) -> list[str]:
        body = self._options.reader.circumstances.main_body
        level = "none" if body is None else body.level or "-"
        main = self._options.main is None
        found = ["home", f"home|{self._unit}", f"home|main{main:d}", f"home|{self._here}", f"home|named{bool(names):d}"]
        return [*found, f"home|body{level}"]

    def _of_names(self, names: Sequence[Named]) -> Any:
        options, sentence = self._options, self._slot.sentence
        total = options.once((names[0].value, self._here), lambda: self._standing(names))
        before = [name for name in names if self._start <= name.start < self._number]
        behind = [name for name in names if self._number < name.start < self._end]
        above = [name for name in names if name.sentence < sentence]
        if before:
            total = total + options.weigh(self._said_before(before[-1]))
        if behind:
            total = total + options.weigh(self._said_behind(behind[0]))
        if above and not before:
            last = above[-1]
            name = last.start, sentence, self._here, len(self._before)
            total = total + options.once(name, lambda: self._said_above(last))
        if not (above or before or behind):
            total = total + options.weigh(["down", f"down|lead{self._number < self._lead:d}"])
        return total

    def _standing(self, names: Sequence[Named]) -> list[str]:
        """What does not depend on where the number stands."""
        options = self._options
        in_lead = any(name.start < self._lead for name in names)
        return [
            f"sort{names[0].sort}",
            f"sort{names[0].sort}|{names[0].level}",
            f"fit{any(name.fit for name in names):d}",
            f"tells{any(name.tells for name in names):d}",
            f"count{bucket(len(names))}",
            f"part{5 * len(names) // max(1, options.total)}",
            f"most{len(names) == options.most:d}",
            f"first{names[0].value == options.first:d}",
            f"inlead{in_lead:d}",
            f"inlead{in_lead:d}|{self._here}",
        ]

    def _said_before(self, name: Named) -> list[str]:
        between = sum(1 for at in self._before if at > name.start)
        clause = name.start >= self._clause
        return [
            "inb",
            f"inb|fit{name.fit:d}|tells{name.tells:d}",
            f"inb|between{min(3, between)}",
            f"inb|clause{clause:d}",
            f"inb|sort{name.sort}",
            f"inb|between{min(2, between)}|fit{name.fit:d}|clause{clause:d}",
            f"inb|wb{self._word_before(name) if name.start > self._start else '^'}",
            f"inb|wa{self._word_after(name)}",
            f"inb|d{bucket(self._key[name.end : self._number].count(' '))}",
            f"inb|opens{name.start - self._start < 3:d}",
        ]

    def _said_behind(self, name: Named) -> list[str]:
        gap = self._key[self._slot.quantity.end : name.start]
        words = [word for word in gap.split() if word.isalpha()]
        number, mark = _DIGIT.search(gap) is not None, any(mark in gap for mark in ",;:")
        return [
            "ina",
            f"ina|number{number:d}|mark{mark:d}",
            f"ina|wb{words[-1] if words else '^'}",
            f"ina|fit{name.fit:d}",
            f"ina|sort{name.sort}",
            f"ina|b{self._behind:d}",
            f"ina|d{bucket(gap.count(' '))}",
        ]

    def _said_above(self, name: Named) -> list[str]:
        options = self._options
        far = bucket(self._slot.sentence - name.sentence)
        between = sum(1 for at in self._before if at > name.start)
        opens = name.sentence >= 0 and name.start - options.starts[name.sentence] < 3
        blocks = options.reader.block_of
        same = name.sentence >= 0 and blocks[self._slot.sentence] == blocks[name.sentence]
        return [
            f"up{far}",
            f"up{far}|{self._here}",
            f"up|between{min(4, between)}",
            f"up|between{min(3, between)}|fit{name.fit:d}|tells{name.tells:d}|b{self._behind:d}",
            f"up|sort{name.sort}",
            f"up|wb{self._word_before(name)}",
            f"up|opens{opens:d}",
            f"up|block{same:d}",
        ]

    def _word_before(self, name: Named) -> str:
        found = _LAST.search(self._key, max(0, name.start - _NEAR), name.start)
        return "^" if found is None else shown(self._options.reader.text.raw, self._key, *found.span(1))

    def _word_after(self, name: Named) -> str:
        found = _FIRST.match(self._key, name.end, name.end + _NEAR)
        return "$" if found is None else shown(self._options.reader.text.raw, self._key, *found.span(1))
