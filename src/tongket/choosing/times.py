"""Which time a figure is of: one of the times that the document names, the day of publication, or none."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from tongket import lexicon
from tongket.choosing.ranking import Weigher, bucket
from tongket.choosing.signs import unit_class
from tongket.patterns import whole
from tongket.reading.slots import Slot
from tongket.records import Dates, Period, PeriodSource

if TYPE_CHECKING:
    from tongket.reading.figures import FigureReader

_NO_TIME = ("age", "birth", "clock", "anniversary", "name", "century")
_LENGTHS = ((0, "day"), (9, "week"), (31, "month"), (99, "quarter"), (369, "year"))
_DIGIT = re.compile(r"\d")


@cache
def _tenses() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){whole(lexicon.load('reading')['choosing']['tenses'])}")


@dataclass(frozen=True, slots=True)
class _Said:
    """A time expression; `sentence` is where it stands, `way` how its dates are taken: "as" they are, "ytd" from the
    year's beginning, "report" for the time that the report is of, "open" without dates."""

    period: Period
    sentence: int
    way: str


class TimeOptions:
    """The options of the slots of one text, after the rules have set their periods."""

    def __init__(self, reader: FigureReader, slots: Sequence[Slot], weigh: Weigher) -> None:
        self._reader = reader
        self._slots = slots
        self.weigh = weigh
        self._key = reader.text.key
        self._rules = [slot.period for slot in slots]
        self._published = reader.document.published_date
        self.lead = reader.circumstances.lead_end
        self.report = reader.circumstances.report_period
        self._starts = [start for start, _ in reader.sentences]
        self._said = self._grouped()
        self._weighed: dict[object, Any] = {}
        self._tensed: dict[int, list[tuple[int, str]]] = {}
        self._all = sorted({said.period.start: said.period for found in self._said.values() for said in found}.items())
        self._plain = [start for start, period in self._all if not period.base]

    def _grouped(self) -> dict[Dates | None, list[_Said]]:
        """Dates → where the text says them."""
        found: dict[Dates | None, list[_Said]] = {}
        for period in self._reader.mentions.periods:
            if period.grain in _NO_TIME:
                continue
            at = bisect_right(self._starts, period.start) - 1
            dates = period.dates
            if dates is None:
                report = self._reader.circumstances.is_report_time(period) and self.report is not None
                found.setdefault(self.report if report else None, []).append(
                    _Said(period, at, "report" if report else "open")
                )
                continue
            found.setdefault(dates, []).append(_Said(period, at, "as"))
            if period.as_of and dates[0] == dates[1]:
                so_far = dt.date(dates[1].year, 1, 1), dates[1]
                found.setdefault(so_far, []).append(_Said(period, at, "ytd"))
        return found

    def scored(self, index: int) -> list[tuple[Dates | None, Any]]:
        """Every option of a slot with its score (or its features, when learning)."""
        options = {dates: said for dates, said in self._said.items() if not all(one.period.base for one in said)}
        if self._published is not None:
            options.setdefault((self._published, self._published), [])
        options.setdefault(None, [])
        options.setdefault(self._rules[index], self._said.get(self._rules[index], []))
        scene = _Scene(self, index)
        return [(dates, scene.score(dates, said)) for dates, said in options.items()]

    def tenses(self, sentence: int, number: int) -> tuple[str, ...]:
        """The words of tense in a sentence before a number, each once, in order of the alphabet."""
        if sentence not in self._tensed:
            found = _tenses().finditer(self._key, *self._reader.sentences[sentence])
            self._tensed[sentence] = [(match.start(), match[0]) for match in found]
        return tuple(sorted({word for at, word in self._tensed[sentence] if at < number}))

    def once(self, name: object, features: Callable[[], list[str]]) -> Any:
        """What several slots' options share is weighed once."""
        if name not in self._weighed:
            self._weighed[name] = self.weigh(features())
        return self._weighed[name]

    def source_of(self, dates: Dates) -> PeriodSource:
        """How the text tells these dates; assumed where it does not."""
        return self._said[dates][0].period.source if dates in self._said else "assumed"


def _start(period: Period) -> int:
    return period.start


class _Scene:
    """The features of one slot's options."""

    def __init__(self, options: TimeOptions, index: int) -> None:
        self._options = options
        self._slot = slot = options._slots[index]
        self._key = options._key
        self._number = slot.quantity.start
        self._start, self._end = options._reader.sentences[slot.sentence]
        self._clause = options._reader.tokens.starts[slot.floor]
        self._rule = options._rules[index]
        plain = options._plain
        place = bisect_left(plain, self._number)
        behind = place > 0 and plain[place - 1] >= self._start
        ahead = place < len(plain) and plain[place] < self._end
        self._before = plain[:place]
        self._said_here = f"b{behind:d}a{ahead:d}"
        self._behind = behind
        self._has_earlier = index > 0
        self._earlier = options._rules[index - 1] if index else None
        together = index > 0 and options._slots[index - 1].sentence == slot.sentence
        since = index > 0 and any(at > options._slots[index - 1].quantity.start for at in self._before)
        self._beside = f"s{together:d}|n{since and together:d}"
        self._unit = unit_class(slot)
        self._sense = f"{slot.kind}|{slot.status}"
        self._tenses = options.tenses(slot.sentence, self._number)
        self._paper = f"paper{options._reader.document.header is not None:d}"
        self._flows = options._reader.meanings.is_flow(slot)
        self._in_lead = self._number < options.lead

    def score(self, dates: Dates | None, said: Sequence[_Said]) -> Any:
        """What an option scores."""
        found: list[str] = []
        if dates == self._rule:
            found += [
                "rule",
                f"rule|{self._sense}",
                f"rule|{self._said_here}",
                f"rule|none{dates is None:d}",
                f"rule|{self._paper}",
            ]
        if self._has_earlier and dates == self._earlier:
            found += ["prev", f"prev|{self._beside}", f"prev|{self._said_here}"]
        if dates is None:
            found += self._of_none(said)
        total = self._options.weigh(found)
        if dates is not None:
            name = dates, self._sense, self._said_here, self._unit, self._in_lead, self._tenses
            total = total + self._options.once(name, lambda: self._of_dates(dates))
        return total + self._of_mentions(dates, said) if said else total

    def _of_none(self, said: Sequence[_Said]) -> list[str]:
        slot = self._slot
        act = self._key[slice(*slot.act)].split(" ", 1)[0] if slot.act else "-"
        counted = self._key[slice(*slot.counted)].split(" ", 1)[0] if slot.counted else "-"
        last = "none"
        if self._before:
            last = bucket(slot.sentence - bisect_right(self._options._starts, self._before[-1]) + 1)
        found = [
            f"none|{self._sense}",
            f"none|u{self._unit}",
            f"none|{self._said_here}",
            f"none|k{slot.kind}",
            f"none|act{slot.act is not None:d}",
            f"none|aw{act}",
            f"none|cw{counted}",
            f"none|sentence{bucket(slot.sentence)}",
            f"none|lead{self._in_lead:d}",
            f"none|times{bucket(len(self._options._plain))}",
            f"none|last{last}",
            f"none|rule{self._rule is None:d}",
        ]
        found += [f"none|w{word}" for word in self._tenses]
        return found if said else [*found, "none"]

    def _of_dates(self, dates: Dates) -> list[str]:
        days = (dates[1] - dates[0]).days
        length = next((name for most, name in _LENGTHS if days <= most), "years")
        found = [f"len{length}|{self._sense}"]
        if dates == self._options.report:
            found += ["report", f"report|{self._said_here}", f"report|{self._paper}"]
        today = self._options._published
        if today is not None:
            when = "ahead" if dates[0] > today else "now" if dates[1] >= today else "past"
            found += [f"{when}|{self._slot.status}", f"{when}|{self._slot.kind}"]
            found.append(f"year{max(-4, min(3, dates[1].year - today.year))}")
            if dates == (today, today):
                found += [
                    f"pub|{self._sense}",
                    f"pub|{self._said_here}",
                    f"pub|u{self._unit}",
                    f"pub|lead{self._in_lead:d}",
                ]
                found += [f"pub|w{word}" for word in self._tenses]
        return found

    def _of_mentions(self, dates: Dates | None, said: Sequence[_Said]) -> Any:
        sentence, once = self._slot.sentence, self._options.once
        inside = [one.period for one in said if one.sentence == sentence]
        before = max((p for p in inside if p.start < self._number), key=_start, default=None)
        behind = min((p for p in inside if p.start > self._number), key=_start, default=None)
        weigh = self._options.weigh
        best = max((one for one in said if one.period.start < self._number), key=lambda o: o.period.start, default=None)
        total = self._standing(dates, said, (best or said[0]).period)
        if before is not None:
            total = total + weigh(self._said_before(before))
        if behind is not None:
            total = total + weigh(self._said_behind(behind))
        if before is not None or behind is not None:
            return total
        if best is None:
            return total + weigh(["down", f"down|lead{self._in_lead:d}", f"down|{self._said_here}"])
        name = best.period.start, sentence, len(self._before), self._said_here, self._sense, self._unit, self._tenses
        return total + once(name, lambda: self._said_above(best))

    def _standing(self, dates: Dates | None, said: Sequence[_Said], period: Period) -> Any:
        """What does not depend on where the number stands; `period`: the mention nearest before it."""
        so_far = all(one.way == "ytd" for one in said)
        act = self._slot.act is not None

        def features() -> list[str]:
            in_lead = any(one.period.start < self._options.lead for one in said)
            word = self._key[max(0, period.start - 14) : period.start].split()
            return [
                f"inlead{in_lead:d}",
                f"inlead{in_lead:d}|{self._said_here}",
                f"grain{period.grain}",
                f"grain{period.grain}|{self._slot.kind}",
                f"base{all(one.period.base for one in said):d}",
                f"asof{period.as_of:d}|{so_far:d}|u{self._unit}",
                f"asof{period.as_of:d}|{so_far:d}|act{act:d}",
                f"asof{period.as_of:d}|{so_far:d}|flow{self._flows:d}",
                f"relative{period.relative:d}",
                f"times{bucket(len(said))}",
                f"wb{word[-1] if word else '^'}",
                *(f"way{way}" for way in sorted({one.way for one in said})),
            ]

        name = dates, period.start, self._said_here, self._slot.kind, self._unit, act, self._flows
        return self._options.once(name, features)

    def _said_before(self, period: Period) -> list[str]:
        between = min(3, sum(1 for at in self._before if at > period.start))
        clause = period.start >= self._clause
        gap = self._key[period.end : self._number]
        return [
            "inb",
            f"inb|d{bucket(gap.count(' '))}",
            f"inb|between{between}",
            f"inb|clause{clause:d}",
            f"inb|between{between}|clause{clause:d}",
            f"inb|base{period.base:d}",
            f"inb|semicolon{';' in gap:d}",
            f"inb|bracket{gap.count(')') > gap.count('('):d}",
        ]

    def _said_behind(self, period: Period) -> list[str]:
        gap = self._key[self._slot.quantity.end : period.start]
        between = min(3, sum(1 for at in self._options._plain if self._number < at < period.start))
        number, mark = _DIGIT.search(gap) is not None, any(mark in gap for mark in ",;:")
        return [
            "ina",
            f"ina|d{bucket(gap.count(' '))}",
            f"ina|between{between}",
            f"ina|number{number:d}|mark{mark:d}|b{self._behind:d}",
            f"ina|base{period.base:d}|b{self._behind:d}",
        ]

    def _said_above(self, one: _Said) -> list[str]:
        period = one.period
        far = bucket(self._slot.sentence - one.sentence)
        between = min(4, sum(1 for at in self._before if at > period.start))
        blocks = self._options._reader.block_of
        same = one.sentence >= 0 and blocks[self._slot.sentence] == blocks[one.sentence]
        return [
            f"up{far}",
            f"up{far}|{self._said_here}",
            f"up|between{between}",
            f"up|between{between}|{self._said_here}",
            f"up|block{same:d}",
            f"up|block{same:d}|{period.grain}",
            f"up|base{period.base:d}",
            f"up|{self._sense}",
            f"up|u{self._unit}",
            *(f"up|w{word}" for word in self._tenses),
        ]
