"""Whose result it is and where: one of the bodies, one of the places that the document names, or none."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tongket.choosing.around import Mentions, Scene, number_and_mark
from tongket.choosing.ranking import Weigher, bucket
from tongket.choosing.senses import Senses
from tongket.choosing.signs import Beside
from tongket.reading import lead
from tongket.reading.slots import Slot
from tongket.records import Body, Place

if TYPE_CHECKING:
    from tongket.reading.figures import FigureReader

_OPENS: Final = 3
"""A name that begins within so many characters opens its sentence."""


@dataclass(slots=True)
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
        self._nothing = weigh([])
        self._signs = weigh.kept(_Signs)
        self._home = home
        grouped: dict[str | None, list[Named]] = {}
        for name in named:
            grouped.setdefault(name.value, []).append(name)
        self.groups = {value: Mentions(group) for value, group in grouped.items()}
        self._total = len(named)
        self._most = max((len(group) for group in grouped.values()), default=0)
        self._first = named[0].value if named else None
        self._fit = sorted(name.start for name in named if name.fit)
        self._words = Beside(reader.text)
        self._key = reader.text.key
        self._standing = {value: self._stands(group) for value, group in grouped.items()}
        self._paper = reader.document.header is not None
        body = reader.circumstances.main_body
        self._level = "none" if body is None else body.level or "-"
        self._many = bucket(len(self.groups)), bucket(self._total)
        self._senses = None if home is None else Senses(reader, weigh, ("open", "home"))

    def names_of(self, value: str | None) -> Sequence[Named]:
        """Where the text has a name."""
        return self.groups[value].all if value in self.groups else ()

    def scored(self, index: int) -> list[tuple[str | None, Any]]:
        """Every option of a slot with its score (or its features, when learning)."""
        options = dict(self.groups)
        if self._home is not None:
            options.setdefault(self._home, _NOWHERE)
        options.setdefault(None, _NOWHERE)
        options.setdefault(self.said[index], _NOWHERE)
        scene = Scene(self.reader, self.slots[index], self._fit)
        scores = [(value, self._score(scene, index, value, names)) for value, names in options.items()]
        if self._senses is None:
            return scores
        of_none, of_home = self._senses.of(self.slots[index])
        told = {None: of_none, self._home: of_home}
        return [(value, score + told[value] if value in told else score) for value, score in scores]

    def _stands(self, names: Sequence[Named]) -> tuple[Any, ...]:
        """What does not depend on where a number stands."""
        return (
            names[0].sort,
            names[0].level,
            any(name.fit for name in names),
            any(name.tells for name in names),
            bucket(len(names)),
            5 * len(names) // max(1, self._total),
            len(names) == self._most,
            names[0].value == self._first,
            any(name.start < self.reader.circumstances.lead_end for name in names),
        )

    def _score(self, scene: Scene, index: int, value: str | None, names: Mentions[Named]) -> Any:
        signs, here = self._signs, scene.here
        total = self._nothing
        if value == self.said[index]:
            total = total + signs.rule[here, value is None, self._paper]
        if index and value == self.said[index - 1]:
            total = total + signs.earlier[self.slots[index - 1].sentence == scene.slot.sentence,]
        if value is None:
            return total + self._of_none(scene)
        if value == self.main:
            total = total + signs.main[here, scene.unit, self._paper]
        if value == self._home:
            total = total + signs.home[scene.unit, self.main is None, here, bool(names.all), self._level]
        return total + self._of_names(scene, names) if names.all else total

    def _of_none(self, scene: Scene) -> Any:
        slot, (groups, names) = scene.slot, self._many
        told = slot.kind, slot.status, scene.unit, scene.here, slot.act is not None
        return self._signs.none[self._paper, *told, groups, self.main is None, scene.in_lead, names]

    def _of_names(self, scene: Scene, names: Mentions[Named]) -> Any:
        signs, word = self._signs, self._words
        total = signs.standing[*self._standing[names.all[0].value], scene.here]
        before, behind, above = scene.seen(names)
        if before is not None:
            opens = before.start - scene.start < _OPENS
            between, far = scene.between(before), bucket(self._key.count(" ", before.end, scene.number))
            clause = scene.in_clause(before)
            total = total + signs.before[min(3, between), clause, before.fit, before.tells, before.sort, far, opens]
            total = total + signs.word_before(
                word.before[before.start] if before.start > scene.start else "^", self._nothing
            )
            total = total + signs.word_after(word.after[before.end], self._nothing)
        if behind is not None:
            gap = self._key[scene.slot.quantity.end : behind.start]
            far = bucket(gap.count(" "))
            total = total + signs.behind[*number_and_mark(gap), behind.fit, behind.sort, scene.behind, far]
            total = total + signs.word_behind(word.before[behind.start], self._nothing)
        if above is not None:
            total = total + self._of_above(scene, above)
        elif before is None and behind is None:
            total = total + signs.down[scene.in_lead,]
        return total

    def _of_above(self, scene: Scene, name: Named) -> Any:
        reader = self.reader
        blocks = reader.block_of
        same = name.sentence >= 0 and blocks[scene.slot.sentence] == blocks[name.sentence]
        opens = name.sentence >= 0 and name.start - reader.sentences[name.sentence][0] < _OPENS
        far, between = bucket(scene.slot.sentence - name.sentence), min(4, scene.between(name))
        told = name.fit, name.tells, name.sort
        found = self._signs.above[far, scene.here, between, *told, scene.behind, opens, same]
        return found + self._signs.word_above(self._words.before[name.start], self._nothing)


_NOWHERE: Final[Mentions[Named]] = Mentions()


class _Signs:
    """The groups of features."""

    def __init__(self, weigh: Weigher) -> None:
        self.rule, self.earlier, self.main = weigh.group(_rule), weigh.group(_earlier), weigh.group(_main)
        self.none, self.home, self.standing = weigh.group(_none), weigh.group(_home), weigh.group(_standing)
        self.before, self.behind, self.above = weigh.group(_before), weigh.group(_behind), weigh.group(_above)
        self.down = weigh.group(_down)
        self.word_before, self.word_after = weigh.of("inb|wb"), weigh.of("inb|wa")
        self.word_behind, self.word_above = weigh.of("ina|wb"), weigh.of("up|wb")


def _rule(here: str, none: bool, paper: bool) -> list[str]:
    return ["rule", f"rule|{here}", f"rule|none{none:d}", f"rule|paper{paper:d}"]


def _earlier(together: bool) -> list[str]:
    return [f"prev|s{together:d}"]


def _main(here: str, unit: str, paper: bool) -> list[str]:
    return ["main", f"main|{here}", f"main|{unit}", f"main|paper{paper:d}"]


def _none(
    paper: bool,
    kind: str,
    status: str,
    unit: str,
    here: str,
    act: bool,
    options: str,
    no_main: bool,
    in_lead: bool,
    names: str,
) -> list[str]:
    return [
        "none",
        f"none|paper{paper:d}",
        f"none|{kind}|{status}",
        f"none|u{unit}",
        f"none|{here}",
        f"none|act{act:d}",
        f"none|options{options}",
        f"none|main{no_main:d}",
        f"none|lead{in_lead:d}",
        f"none|names{names}",
    ]


def _home(unit: str, no_main: bool, here: str, named: bool, level: str) -> list[str]:
    found = ["home", f"home|{unit}", f"home|main{no_main:d}", f"home|{here}", f"home|named{named:d}"]
    return [*found, f"home|body{level}"]


def _standing(
    sort: str,
    level: str,
    fit: bool,
    tells: bool,
    count: str,
    part: int,
    most: bool,
    first: bool,
    in_lead: bool,
    here: str,
) -> list[str]:
    return [
        f"sort{sort}",
        f"sort{sort}|{level}",
        f"fit{fit:d}",
        f"tells{tells:d}",
        f"count{count}",
        f"part{part}",
        f"most{most:d}",
        f"first{first:d}",
        f"inlead{in_lead:d}",
        f"inlead{in_lead:d}|{here}",
    ]


def _before(between: int, clause: bool, fit: bool, tells: bool, sort: str, far: str, opens: bool) -> list[str]:
    return [
        "inb",
        f"inb|fit{fit:d}|tells{tells:d}",
        f"inb|between{between}",
        f"inb|clause{clause:d}",
        f"inb|sort{sort}",
        f"inb|between{min(2, between)}|fit{fit:d}|clause{clause:d}",
        f"inb|d{far}",
        f"inb|opens{opens:d}",
    ]


def _behind(number: bool, mark: bool, fit: bool, sort: str, other: bool, far: str) -> list[str]:
    return [
        "ina",
        f"ina|number{number:d}|mark{mark:d}",
        f"ina|fit{fit:d}",
        f"ina|sort{sort}",
        f"ina|b{other:d}",
        f"ina|d{far}",
    ]


def _above(
    far: str, here: str, between: int, fit: bool, tells: bool, sort: str, other: bool, opens: bool, same: bool
) -> list[str]:
    return [
        f"up{far}",
        f"up{far}|{here}",
        f"up|between{between}",
        f"up|between{min(3, between)}|fit{fit:d}|tells{tells:d}|b{other:d}",
        f"up|sort{sort}",
        f"up|opens{opens:d}",
        f"up|block{same:d}",
    ]


def _down(in_lead: bool) -> list[str]:
    return ["down", f"down|lead{in_lead:d}"]
