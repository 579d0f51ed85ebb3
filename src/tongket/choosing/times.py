"""Which time a figure is of: one of the times that the document names, the day of publication, or none."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from tongket import lexicon
from tongket.choosing.around import Mentions, Scene, number_and_mark
from tongket.choosing.ranking import Weigher, bucket
from tongket.choosing.senses import Senses
from tongket.choosing.signs import Beside, first_shown
from tongket.patterns import whole
from tongket.reading.slots import Slot
from tongket.records import Dates, Period, PeriodSource, Span

if TYPE_CHECKING:
    from tongket.reading.figures import FigureReader

_NO_TIME: Final[tuple[str, ...]] = ("age", "birth", "clock", "anniversary", "name", "century")
_SENSES: Final[tuple[str, ...]] = ("open", "sofar", "moment")
"""No time, a sum since the year's beginning, a state at the day told."""
_LENGTHS = ((0, "day"), (9, "week"), (31, "month"), (99, "quarter"), (369, "year"))


@cache
def _tenses() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){whole(lexicon.load('reading')['choosing']['tenses'])}")


@dataclass(slots=True)
class _Said:
    """A time expression; `sentence` is where it stands, `way` how its dates are taken: "as" they are, "ytd" from the
    year's beginning, "report" for the time that the report is of, "open" without dates."""

    start: int
    end: int
    sentence: int
    way: str
    period: Period


_UNSAID: Final[Mentions[_Said]] = Mentions()


class TimeOptions:
    """The options of the slots of one text, after the rules have set their periods."""

    def __init__(self, reader: FigureReader, slots: Sequence[Slot], weigh: Weigher) -> None:
        self._reader = reader
        self._slots = slots
        self._nothing = weigh([])
        self._signs = weigh.kept(_Signs)
        self._key = reader.text.key
        self.words = Beside(reader.text)
        self._senses = Senses(reader, weigh, _SENSES)
        self._rules = [slot.period for slot in slots]
        self._published = reader.document.published_date
        self._report = reader.circumstances.report_period
        self._said = self._grouped()
        self.told = {dates: self._told(said.all) for dates, said in self._said.items()}
        """Dates → what all that says them has in common: whether one stands in the lead, whether all are bases, how
        many they are, how they are taken."""
        self._today = None if self._published is None else (self._published, self._published)
        self.placed = {dates: self._placed(dates) for dates in {*self._said, *self._rules, self._today} if dates}
        """Dates → how long they are, whether they are the report's, and how they lie to the day of publication: "" or
        before, around or behind it, by how many years, whether they are that day."""
        self._options = [dates for dates, said in self._said.items() if not all(one.period.base for one in said.all)]
        plain = {one.start for said in self._said.values() for one in said.all if not one.period.base}
        self._plain = sorted(plain)
        self._paper = reader.document.header is not None
        self._tensed: dict[int, dict[str, int]] = {}
        """Where each word of tense first stands in a sentence."""

    def _grouped(self) -> dict[Dates | None, Mentions[_Said]]:
        """Dates → where the text says them."""
        found: dict[Dates | None, list[_Said]] = {}
        starts = [start for start, _ in self._reader.sentences]
        for period in self._reader.mentions.periods:
            if period.grain in _NO_TIME:
                continue
            at = bisect_right(starts, period.start) - 1
            dates = period.dates
            if dates is None:
                report = self._reader.circumstances.is_report_time(period) and self._report is not None
                said = _Said(period.start, period.end, at, "report" if report else "open", period)
                found.setdefault(self._report if report else None, []).append(said)
                continue
            found.setdefault(dates, []).append(_Said(period.start, period.end, at, "as", period))
            if period.as_of and dates[0] == dates[1]:
                so_far = dt.date(dates[1].year, 1, 1), dates[1]
                found.setdefault(so_far, []).append(_Said(period.start, period.end, at, "ytd", period))
        return {dates: Mentions(said) for dates, said in found.items()}

    def _told(self, said: Sequence[_Said]) -> tuple[bool, bool, str, tuple[str, ...]]:
        in_lead = said[0].start < self._reader.circumstances.lead_end
        ways = tuple(sorted({one.way for one in said}))
        return in_lead, all(one.period.base for one in said), bucket(len(said)), ways

    def _placed(self, dates: Dates) -> tuple[str, bool, str, int, bool]:
        length, report, today = _length((dates[1] - dates[0]).days), dates == self._report, self._published
        if today is None:
            return length, report, "", 0, False
        when = "ahead" if dates[0] > today else "now" if dates[1] >= today else "past"
        return length, report, when, max(-4, min(3, dates[1].year - today.year)), dates == self._today

    def scored(self, index: int) -> list[tuple[Dates | None, Any]]:
        """Every option of a slot with its score (or its features, when learning)."""
        options: dict[Dates | None, Mentions[_Said]] = {dates: self._said[dates] for dates in self._options}
        if self._today is not None:
            options.setdefault(self._today, _UNSAID)
        options.setdefault(None, _UNSAID)
        options.setdefault(self._rules[index], self._said.get(self._rules[index], _UNSAID))
        view = _View(self, index)
        return [(dates, view.score(dates, said)) for dates, said in options.items()]

    def tenses(self, sentence: int, number: int) -> tuple[str, ...]:
        """The words of tense in a sentence before a number, each once, in order of the alphabet."""
        if sentence not in self._tensed:
            tenses = _tenses().finditer(self._key, *self._reader.sentences[sentence])
            first: dict[str, int] = {}
            for match in tenses:
                first.setdefault(match[0], match.start())
            self._tensed[sentence] = first
        return tuple(sorted(word for word, at in self._tensed[sentence].items() if at < number))

    def first_word(self, span: Span | None) -> str:
        """The first word of a phrase."""
        return first_shown(self._reader.tokens, self._reader.shown, span)

    def source_of(self, dates: Dates) -> PeriodSource:
        """How the text tells these dates; assumed where it does not."""
        return self._said[dates].all[0].period.source if dates in self._said else "assumed"


class _View:
    """One slot's options."""

    def __init__(self, options: TimeOptions, index: int) -> None:
        self._options = options
        self._signs = options._signs
        self._key = options._key
        self._slot = slot = options._slots[index]
        self._scene = scene = Scene(options._reader, slot, options._plain)
        self._open, self._so_far, self._moment = options._senses.of(slot)
        self._rule = options._rules[index]
        self._tenses = options.tenses(slot.sentence, scene.number)
        self._flows = options._reader.meanings.is_flow(slot)
        self._first = index == 0
        self._earlier = options._rules[index - 1] if index else None
        before = options._slots[index - 1] if index else None
        self._together = before is not None and before.sentence == slot.sentence
        last = options._plain[scene.before - 1] if scene.before else None
        self._since = self._together and before is not None and last is not None and last > before.quantity.start

    def score(self, dates: Dates | None, said: Mentions[_Said]) -> Any:
        """What an option scores."""
        signs, scene, slot = self._signs, self._scene, self._slot
        total = self._options._nothing
        if dates == self._rule:
            total = total + signs.rule[slot.kind, slot.status, scene.here, dates is None, self._options._paper]
        if not self._first and dates == self._earlier:
            total = total + signs.earlier[self._together, self._since, scene.here]
        total = total + (self._of_none(said) if dates is None else self._of_dates(dates))
        return total + self._of_mentions(dates, said) if said.all else total

    def _of_none(self, said: Mentions[_Said]) -> Any:
        slot, scene, signs, nothing = self._slot, self._scene, self._signs, self._options._nothing
        last = "none"
        if scene.before:
            at = self._options._plain[scene.before - 1]
            last = bucket(slot.sentence - bisect_right(self._options._reader.sentences, (at, len(self._key))) + 1)
        told = slot.kind, slot.status, scene.unit, scene.here, slot.act is not None
        times = bucket(len(self._options._plain))
        found = signs.none[*told, bucket(slot.sentence), scene.in_lead, times, last, self._rule is None, bool(said.all)]
        found = found + self._open
        found = found + signs.act(self._options.first_word(slot.act), nothing)
        found = found + signs.counted(self._options.first_word(slot.counted), nothing)
        for word in self._tenses:
            found = found + signs.none_tense(word, nothing)
        return found

    def _of_dates(self, dates: Dates) -> Any:
        signs, scene, slot = self._signs, self._scene, self._slot
        length, report, when, year, today = self._options.placed[dates]
        total = signs.length[length, slot.kind, slot.status]
        if report:
            total = total + signs.report[scene.here, self._options._paper]
        if when:
            total = total + signs.when[when, slot.status, slot.kind, year]
        if today:
            total = total + signs.today[slot.kind, slot.status, scene.here, scene.unit, scene.in_lead]
            for word in self._tenses:
                total = total + signs.today_tense(word, self._options._nothing)
        return total

    def _of_mentions(self, dates: Dates | None, said: Mentions[_Said]) -> Any:
        signs, scene = self._signs, self._scene
        before, behind, above = scene.seen(said)
        total = self._standing(dates, before or above or said.all[0])
        if before is not None:
            total = total + self._said_before(before)
        if behind is not None:
            total = total + self._said_behind(behind)
        if before is not None or behind is not None:
            return total
        if above is None:
            return total + signs.down[scene.in_lead, scene.here]
        total = total + self._said_above(above)
        for word in self._tenses:
            total = total + signs.above_tense(word, self._options._nothing)
        return total

    def _standing(self, dates: Dates | None, one: _Said) -> Any:
        """What does not depend on where the number stands; `one`: the mention nearest before it."""
        scene, period = self._scene, one.period
        in_lead, base, times, ways = self._options.told[dates]
        told = (
            in_lead,
            scene.here,
            period.grain,
            self._slot.kind,
            base,
            period.as_of,
            scene.unit,
            self._slot.act is not None,
            self._flows,
            period.relative,
            times,
            ways,
        )
        word = self._options.words.before[period.start]
        total = self._signs.standing[told] + self._signs.word_before(word, self._options._nothing)
        if "ytd" in ways:
            return total + self._so_far
        return total + self._moment if period.as_of else total

    def _said_before(self, one: _Said) -> Any:
        scene = self._scene
        gap = self._key[one.end : scene.number]
        return self._signs.before[
            bucket(gap.count(" ")),
            min(3, scene.between(one)),
            scene.in_clause(one),
            one.period.base,
            ";" in gap,
            gap.count(")") > gap.count("("),
        ]

    def _said_behind(self, one: _Said) -> Any:
        scene = self._scene
        gap = self._key[self._slot.quantity.end : one.start]
        between = min(3, scene.since(one))
        return self._signs.behind[bucket(gap.count(" ")), between, *number_and_mark(gap), scene.behind, one.period.base]

    def _said_above(self, one: _Said) -> Any:
        scene, slot = self._scene, self._slot
        blocks = self._options._reader.block_of
        return self._signs.above[
            bucket(slot.sentence - one.sentence),
            scene.here,
            min(4, scene.between(one)),
            one.sentence >= 0 and blocks[slot.sentence] == blocks[one.sentence],
            one.period.grain,
            one.period.base,
            slot.kind,
            slot.status,
            scene.unit,
        ]


@cache
def _length(days: int) -> str:
    return next((name for most, name in _LENGTHS if days <= most), "years")


class _Signs:
    """The groups of features."""

    def __init__(self, weigh: Weigher) -> None:
        self.rule, self.earlier, self.none = weigh.group(_rule), weigh.group(_earlier), weigh.group(_none)
        self.length, self.report, self.when = weigh.group(_of_length), weigh.group(_report), weigh.group(_when)
        self.today, self.standing, self.down = weigh.group(_today), weigh.group(_standing), weigh.group(_down)
        self.before, self.behind, self.above = weigh.group(_before), weigh.group(_behind), weigh.group(_above)
        self.act, self.counted = weigh.of("none|aw"), weigh.of("none|cw")
        self.none_tense, self.today_tense, self.above_tense = (weigh.of(f"{at}|w") for at in ("none", "pub", "up"))
        self.word_before = weigh.of("wb")


def _rule(kind: str, status: str, here: str, none: bool, paper: bool) -> list[str]:
    return ["rule", f"rule|{kind}|{status}", f"rule|{here}", f"rule|none{none:d}", f"rule|paper{paper:d}"]


def _earlier(together: bool, since: bool, here: str) -> list[str]:
    return ["prev", f"prev|s{together:d}|n{since:d}", f"prev|{here}"]


def _none(
    kind: str,
    status: str,
    unit: str,
    here: str,
    act: bool,
    sentence: str,
    in_lead: bool,
    times: str,
    last: str,
    rule: bool,
    said: bool,
) -> list[str]:
    found = [
        f"none|{kind}|{status}",
        f"none|u{unit}",
        f"none|{here}",
        f"none|k{kind}",
        f"none|act{act:d}",
        f"none|sentence{sentence}",
        f"none|lead{in_lead:d}",
        f"none|times{times}",
        f"none|last{last}",
        f"none|rule{rule:d}",
    ]
    return found if said else [*found, "none"]


def _of_length(length: str, kind: str, status: str) -> list[str]:
    return [f"len{length}|{kind}|{status}"]


def _report(here: str, paper: bool) -> list[str]:
    return ["report", f"report|{here}", f"report|paper{paper:d}"]


def _when(when: str, status: str, kind: str, year: int) -> list[str]:
    return [f"{when}|{status}", f"{when}|{kind}", f"year{year}"]


def _today(kind: str, status: str, here: str, unit: str, in_lead: bool) -> list[str]:
    return [f"pub|{kind}|{status}", f"pub|{here}", f"pub|u{unit}", f"pub|lead{in_lead:d}"]


def _down(in_lead: bool, here: str) -> list[str]:
    return ["down", f"down|lead{in_lead:d}", f"down|{here}"]


def _standing(
    in_lead: bool,
    here: str,
    grain: str,
    kind: str,
    base: bool,
    as_of: bool,
    unit: str,
    act: bool,
    flows: bool,
    relative: bool,
    times: str,
    ways: tuple[str, ...],
) -> list[str]:
    so_far = ways == ("ytd",)
    return [
        f"inlead{in_lead:d}",
        f"inlead{in_lead:d}|{here}",
        f"grain{grain}",
        f"grain{grain}|{kind}",
        f"base{base:d}",
        f"asof{as_of:d}|{so_far:d}|u{unit}",
        f"asof{as_of:d}|{so_far:d}|act{act:d}",
        f"asof{as_of:d}|{so_far:d}|flow{flows:d}",
        f"relative{relative:d}",
        f"times{times}",
        *(f"way{way}" for way in ways),
    ]


def _before(far: str, between: int, clause: bool, base: bool, semicolon: bool, bracket: bool) -> list[str]:
    return [
        "inb",
        f"inb|d{far}",
        f"inb|between{between}",
        f"inb|clause{clause:d}",
        f"inb|between{between}|clause{clause:d}",
        f"inb|base{base:d}",
        f"inb|semicolon{semicolon:d}",
        f"inb|bracket{bracket:d}",
    ]


def _behind(far: str, between: int, number: bool, mark: bool, other: bool, base: bool) -> list[str]:
    return [
        "ina",
        f"ina|d{far}",
        f"ina|between{between}",
        f"ina|number{number:d}|mark{mark:d}|b{other:d}",
        f"ina|base{base:d}|b{other:d}",
    ]


def _above(
    far: str, here: str, between: int, same: bool, grain: str, base: bool, kind: str, status: str, unit: str
) -> list[str]:
    return [
        f"up{far}",
        f"up{far}|{here}",
        f"up|between{between}",
        f"up|between{between}|{here}",
        f"up|block{same:d}",
        f"up|block{same:d}|{grain}",
        f"up|base{base:d}",
        f"up|{kind}|{status}",
        f"up|u{unit}",
    ]
