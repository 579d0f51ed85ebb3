"""Period, body and place of every figure, by the one mechanism of context.py."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cache
from typing import Final, TypeVar

from tongket.grammar import Mentions, bodies
from tongket.grammar.placing import sets_work
from tongket.patterns import alternatives, one_of
from tongket.reading import basedates, issuer, lead, report_time, whereabouts
from tongket.reading.context import Index, Inheritance, is_left_side
from tongket.reading.meaning import Meanings
from tongket.reading.phrasing import words_of
from tongket.reading.slots import Slot
from tongket.reading.tokens import Tokens
from tongket.records import Block, Body, Dates, Document, Mention, Period, Place, Span
from tongket.text import Text

M = TypeVar("M", bound=Mention)

_NO_TIME: Final[tuple[str, ...]] = ("age", "birth", "clock", "anniversary", "name", "century")
_SENTENCE_END: Final = re.compile(r"[.\n;] ?(?=\D)")
_MARK: Final = re.compile(r"(?:[\divxa-z]{1,4}(?:\.\d{1,2})*[.)/-]*|[-+•*]) ")
"""A list's mark before the first word of a line."""
_CENTRAL: Final[tuple[str, ...]] = ("ministry", "directorate", "sector")
_LONG: Final = 6
"""A stretch of more years than this is told in passing; it is passed on to no other sentence."""
_LATE: Final = 20
"""A report is told at most so many days after the time that it is of."""
_YEAR_AND_MORE: Final = 370
_PERIOD_HOLDS, _DAY_HOLDS, _BODY_HOLDS, _PLACE_HOLDS = 4, 3, 3, 2
"""For how many sentences after its own a mention holds; measured on the gold's work half."""


_words: Final = words_of("circumstances")


@cache
def _hour() -> re.Pattern[str]:
    return re.compile(rf"{alternatives(_words('hours'))}|\d ?[hg](?!\w)")


@cache
def _founded() -> re.Pattern[str]:
    """'xã ⟨được thành lập⟩ từ ngày 1/7': when something began, no stretch of time."""
    return re.compile(rf"{one_of(_words('founded'))}[^.,;\n]{{0,40}} $")


@cache
def _after_word() -> re.Pattern[str]:
    return re.compile(r"\w $")


@cache
def _clause_head() -> re.Pattern[str]:
    return re.compile(rf"(?:^|[\n.;(,] ?|{one_of(_words('while'))} )$")


@cache
def _clause_end() -> re.Pattern[str]:
    return re.compile(rf"[;,:]|\b{one_of(_words('clause_ends'))}")


@cache
def _own_change() -> re.Pattern[str]:
    """Between a time and what it was itself: 'cùng kỳ năm 2016 |chỉ tăng| 4%'."""
    return re.compile(rf" (?:{one_of(_words('only'))} )?{one_of(_words('own_change'))} (?:{one_of(_words('about'))} )?")


@cache
def _planned() -> re.Pattern[str]:
    return re.compile(rf"{one_of(_words('plans'))}(?: {one_of(_words('plans_of'))})? $")


class Circumstances:
    """When, whose and where, for the figures and worded zeros of one document."""

    def __init__(
        self,
        document: Document,
        text: Text,
        mentions: Mentions,
        tokens: Tokens,
        sentences: Sequence[Span],
        block_of: Sequence[int],
    ) -> None:
        self._document = document
        self._text = text
        self._mentions = mentions
        self._tokens = tokens
        self._sentences = sentences
        self._block_of = block_of
        self._block_starts = [block.start for block in document.blocks]
        self.lead_end = lead.lead_end(document.blocks, sentences, block_of)
        names = bodies.resolve(mentions.bodies, text) if mentions.bodies else {}
        self._named = {id(body): names[i] for i, body in enumerate(mentions.bodies) if i in names}
        self._apart: set[int] = set()
        """Where the figures begin that the other side of a comparison tells of itself."""
        self._issuer = issuer.find(document, text, mentions)
        self._periods = self._period_inheritance()
        self._owners, self.main_body = self._body_inheritance()
        self._places = self._place_inheritance()

    def fill(self, slots: Sequence[Slot], meanings: Meanings) -> None:
        earlier: list[Slot] = []
        for slot in slots:
            if earlier and earlier[-1].sentence != slot.sentence:
                earlier = []
            self._set_period(slot, self._periods.of(slot), meanings, earlier)
            earlier.append(slot)
            owner = self._owners.of(slot)
            slot.body = self._named[id(owner)] if owner is not None else None
            place = self._places.of(slot)
            slot.place, slot.place_code = self._place_name(place)
            slot.body_settled = self._issuer is not None and owner is not None and self._leads(owner, slot)
            slot.place_settled = self._issuer is not None and place is not None and place is self._seat
        self.share_periods(slots)
        self._restated(slots)

    def _leads(self, owner: Body, slot: Slot) -> bool:
        """The issuing body, or the one that a line above the slot's names."""
        return owner is self.main_body or owner.start < self._document.blocks[slot.block].start

    def name_of(self, body: Body) -> str | None:
        """The longest name that the document gives a body; None for one that is no body by name."""
        return self._named.get(id(body))

    def at(self, offset: int) -> tuple[Dates | None, str | None, str | None]:
        """Period, body and place in force at an offset of the text."""
        sentence = bisect_right([start for start, _ in self._sentences], offset) - 1
        if sentence < 0:
            return None, None, None
        period, owner = self._periods.at(sentence, offset), self._owners.at(sentence, offset)
        body = self._named[id(owner)] if owner is not None else None
        return _dates(period), body, self._place_name(self._places.at(sentence, offset))[0]

    def _inherit(
        self, mentions: Sequence[M], default: M | None, passes_on: Callable[[M], int], touches: bool = False
    ) -> Inheritance[M]:
        blocks = self._document.blocks
        return Inheritance(
            self._tokens, mentions, blocks, self._sentences, self._block_of, default, passes_on, touches=touches
        )

    # ── when ─────────────────────────────────────────────────────────────────
    def _period_inheritance(self) -> Inheritance[Period]:
        told = [p for p in self._mentions.periods if self._is_time_of_results(p)]
        told = [p for i, p in enumerate(told) if not i or not self._is_of_work(told[i - 1], p)]
        told = [p for i, p in enumerate(told) if not i or not self._is_plan_year(p, told[i - 1])]
        periods = [p for p in told if p.value is not None or self.is_report_time(p)]
        self._open = Index([p for p in told if p.value is None and not self._is_neutral(p)])
        self._sides = Index([p for p in self._mentions.periods if p.base and p.grain == "same"])
        settled = report_time.find(self._document, self._text, self._mentions.periods)
        default = settled or lead.document_period(periods, self.lead_end, self._text)
        self._default_period = settled
        self.report_period = _dates(default)

        def holds(period: Period) -> int:
            if period.value is None or _years(period) > _LONG or lead.is_era(period):
                return 0
            passing = self._text.key[period.start : period.end] in _words("passing_now")
            if passing or is_left_side(period, self._text.key):
                return 0
            return _PERIOD_HOLDS if period.grain not in ("day", "now") else _DAY_HOLDS

        return self._inherit(periods, default, holds, touches=True)

    def _is_of_work(self, before: Period, period: Period) -> bool:
        """'sơ kết quý I, nhiệm vụ ⟨quý II⟩'; a heading's own line of work is what stands under it."""
        if not sets_work(self._text.key, before.end, period.start):
            return False
        block = self._heading_at(period.start)
        return block is None or before.start >= block.start

    def _heading_at(self, offset: int) -> Block | None:
        at = bisect_right(self._block_starts, offset) - 1
        block = self._document.blocks[at] if at >= 0 else None
        return block if block is not None and block.kind == "heading" and offset < block.end else None

    def _is_plan_year(self, period: Period, before: Period) -> bool:
        """'qua 6 tháng, giao 5.197 tỷ đồng vốn kế hoạch ⟨năm 2017⟩': which plan, not when."""
        key = self._text.key
        if period.grain != "year" or _planned().search(key, max(0, period.start - 22), period.start) is None:
            return False
        return _SENTENCE_END.search(key, before.end, period.start) is None and not before.base

    def _is_time_of_results(self, period: Period) -> bool:
        """Not the other side of a comparison, not an age, not the date of a paper, not a feast named in passing."""
        if period.base or period.grain in _NO_TIME:
            return False
        if self._text.key.startswith(tuple(_words("carried_over")), period.end):
            return False
        if period.grain == "tet" and " " not in period.text:
            return False
        key = self._text.key
        if key[max(0, period.start - 6) : period.start].endswith(tuple(_words("into"))):
            return False
        since = key.startswith(tuple(_words("since")), period.start)
        if since and _founded().search(key, max(0, period.start - 60), period.start):
            return False
        if any(word in key[max(0, period.start - 16) : period.start] for word in _words("falling_on")):
            return False
        if period.grain != "day":
            return True
        return not any(law.start <= period.start <= law.end + 6 for law in self._mentions.laws)

    def _set_period(self, slot: Slot, period: Period | None, meanings: Meanings, earlier: Sequence[Slot]) -> None:
        """'tính đến 20/6' means since the year's beginning for what is summed up; a rule has no time of its own."""
        dates = _dates(period)
        if period is not None and self.is_report_time(period):
            dates = self.report_period
        if self._stays_open(slot, period):
            return
        other = self._of_other_side(slot, earlier)
        if other is not None:
            self._apart.add(slot.quantity.start)
            slot.period, slot.period_source, slot.period_settled = other, "printed", True
            return
        if period is None or dates is None or (slot.status == "rule" and not self._periods.own(slot)):
            return
        snapshot = (
            period.grain == "now"
            or self._is_headed(period)
            or _hour().search(self._text.key, period.start, period.end) is not None
        )
        if period.as_of and dates[0] == dates[1] and not snapshot and meanings.is_flow(slot):
            dates = dt.date(dates[1].year, 1, 1), dates[1]
        summed = period.as_of and period.cumulative and period.grain == "week"
        if summed:
            dates = dt.date(dates[1].year, 1, 1), dates[1]
        slot.period, slot.period_source = self._closed(dates, period), period.source
        slot.period_settled = self._document.header is not None and (summed or self._is_from_above(slot, period))

    def _is_from_above(self, slot: Slot, period: Period) -> bool:
        """The report's own time, or that of a heading above."""
        block = self._document.blocks[slot.block]
        return period is self._default_period or (
            period.start < block.start and self._heading_at(period.start) is not None
        )

    def _is_headed(self, period: Period) -> bool:
        """A day in brackets at a title or heading: the moment of all that stands under it."""
        at = bisect_right(self._block_starts, period.start) - 1
        heads = at >= 0 and self._document.blocks[at].kind in ("title", "heading", "caption")
        return heads and report_time.stands_in_bracket(period, self._text)

    def _closed(self, dates: Dates, period: Period) -> Dates:
        """'lũy kế từ đầu năm' without an end runs to the end of what the report is of."""
        report = self.report_period
        if report is None or period.grain == "range" or dates[1] != self._document.published_date:
            return dates
        late = (dates[1] - report[1]).days
        since = self._text.key.startswith(tuple(_words("since")), period.start) or period.cumulative
        return (dates[0], report[1]) if since and 0 < late <= _LATE and report[1] > dates[0] else dates

    def _is_neutral(self, period: Period) -> bool:
        """The report's own time, or how often: 'cây ⟨hằng năm⟩', 'trợ cấp ⟨hằng tháng⟩' name a kind of thing."""
        if self.is_report_time(period):
            return True
        often = self._text.key.startswith(tuple(_words("often")), period.start)
        goes_on = self._text.key.startswith(tuple(_words("often_of")), period.end)
        return (
            often
            and goes_on
            and _after_word().search(self._text.key, max(0, period.start - 3), period.start) is not None
        )

    def is_report_time(self, period: Period) -> bool:
        """'trong tháng', 'trong kỳ': the time that the report is about."""
        return period.value is None and self._text.key[period.start : period.end] in _words("report_times")

    def _of_other_side(self, slot: Slot, earlier: Sequence[Slot]) -> Dates | None:
        """'; ⟨cùng kỳ năm trước⟩ kết nạp 298 đoàn viên', '(⟨cùng kỳ⟩ 1.393 vụ)', '(⟨cùng kỳ năm 2016⟩ tăng 4%)': a
        result of the period compared with, told by itself. `earlier`: the figures before it in its sentence, on whose
        calendar that period lies."""
        sides = self._sides.within(self._sentences[slot.sentence][0], slot.quantity.start)
        if not sides or self._periods.said_after(sides[-1].end, slot):
            return None
        side, key = sides[-1], self._text.key
        head = _clause_head().search(key, max(0, side.start - 10), side.start)
        between = key[side.end : slot.quantity.start]
        if head is None:
            return None
        if slot.kind == "level":
            told = not _clause_end().search(between)
        else:
            told = head[0].startswith(("(", ";")) and _own_change().fullmatch(between) is not None
        if not told:
            return None
        own = next((other.period for other in reversed(earlier) if other.quantity.end <= side.start), None)
        return basedates.same(key[side.start : side.end], _dates(side), own if side.relative else None)

    def _stays_open(self, slot: Slot, period: Period | None) -> bool:
        """'thời gian qua', said in the sentence itself, keeps a period from being taken over from above."""
        start = self._sentences[slot.sentence][0]
        if period is not None and period.start >= start:
            return False
        return bool(self._open.within(start, slot.quantity.start))

    def share_periods(self, slots: Sequence[Slot]) -> None:
        """A growth has the period of the level that it describes; what begins after publication is a plan."""
        for slot in slots:
            whole = slots[slot.part_of] if slot.part_of is not None else None
            if whole is None or whole.sentence == slot.sentence or whole.period is None:
                continue
            if slot.kind == "level" and not self._periods.said(slot):
                slot.period, slot.period_source = whole.period, whole.period_source
        for slot in slots:
            source = slot.of if slot.of is not None else slot.inherited
            apart = slot.kind == "level" or slot.quantity.start in self._apart
            if apart or source is None or slots[source].sentence != slot.sentence:
                continue
            if slot.of is not None or slot.period is None:
                slot.period, slot.period_source = slots[source].period, slots[source].period_source
        for slot in slots:
            if slot.pair == "plan" and slot.period is not None and not self._periods.said(slot):
                slot.period, slot.period_settled = _whole_year(slot.period), True
            if slot.pair == "last_period" and slot.period is not None:
                slot.period, slot.period_settled = _year_before(slot.period), True
            if slot.status == "reported" and slot.period is not None and self._is_to_come(slot.period):
                slot.status = "target"

    def _restated(self, slots: Sequence[Slot]) -> None:
        """A title's figure has the period that the text tells where it states the figure again, rounded or not."""
        head = [s for s in slots if s.quantity.start < self.lead_end and not self._periods.said(s)]
        if not head:
            return
        told: dict[tuple[str, str], list[Slot]] = {}
        for slot in slots:
            if slot.period is not None and self._periods.said(slot):
                told.setdefault(self._sense(slot), []).append(slot)
        for slot in head:
            source = next((s for s in told.get(self._sense(slot), ()) if _restates(slot, s)), None)
            if source is not None:
                slot.period, slot.period_source = source.period, source.period_source

    def _sense(self, slot: Slot) -> tuple[str, str]:
        counted = self._text.key[slice(*slot.counted)].split(" ", 1)[0] if slot.counted is not None else ""
        return slot.unit, counted

    def _is_to_come(self, dates: Dates) -> bool:
        """After publication, or running on past it where the report is of the time before."""
        today = self._document.published_date
        report = self.report_period
        if today is None or dates[1] <= max(today, report[1] if report is not None else today):
            return False
        if (dates[1] - today).days > _YEAR_AND_MORE:
            return True
        return dates[0] > today or (report is not None and dates[0] > report[1])

    # ── whose ────────────────────────────────────────────────────────────────
    def _body_inheritance(self) -> tuple[Inheritance[Body], Body | None]:
        owners = [b for b in self._mentions.bodies if id(b) in self._named and lead.is_owner(b, self._text)]
        owners = [b for b in owners if not self._is_topic(b)]
        self.owning_bodies = {id(body) for body in owners}
        issuing = self._issuer.body if self._issuer is not None and id(self._issuer.body) in self._named else None
        main = issuing or lead.document_body(owners, self._named, self.lead_end)
        starts = [start for start, _ in self._sentences]
        opens = set(starts)

        def holds(body: Body) -> int:
            if body.start in opens or lead.is_teller(body, self._text):
                return _BODY_HOLDS
            at = bisect_right(starts, body.start) - 1
            between = self._text.key[starts[at] : body.start] if at >= 0 else "-"
            led = self._document.header is not None and (
                _MARK.fullmatch(between) is not None or self._text.key.startswith(":", body.end)
            )
            return _BODY_HOLDS if led else 0

        return self._inherit(owners, main, holds), main

    def _is_topic(self, body: Body) -> bool:
        """'IV. ⟨THANH TRA⟩': a heading in capitals names a field of work unless a place follows."""
        shouted = body.text.isupper() and body.place is None and body.type != "levels"
        return shouted and self._heading_at(body.start) is not None

    # ── where ────────────────────────────────────────────────────────────────
    def _place_inheritance(self) -> Inheritance[Place]:
        places = whereabouts.told(self._mentions, self._text.key)
        self.told_places = {id(place) for place in places}
        lasting = [p for p in places if p.level in lead.DIVISIONS and not whereabouts.is_globe(p, self._text.key)]
        seat = self._issuer.place if self._issuer is not None else None
        self._seat = seat
        default = seat or lead.document_place(lasting, self.lead_end, self.main_body)
        self.main_place = None if default is None else str(default.value)
        held = {id(p) for p in lasting}
        return self._inherit(places, default, lambda p: _PLACE_HOLDS if id(p) in held else 0)

    def _place_name(self, place: Place | None) -> tuple[str | None, str | None]:
        if place is not None:
            return str(place.value), place.code
        return (lead.HOME if lead.is_national(self.main_body) and not self._is_of_a_part() else None), None

    def _is_of_a_part(self) -> bool:
        """'trên địa bàn tỉnh', 'toàn huyện' in a text that names no such place: of some part of the country."""
        body = self.main_body
        central = body is not None and (body.level == "central" or body.place == lead.HOME or body.type in _CENTRAL)
        parts = [p for p in self._mentions.places if p.level == "scope" and p.value is None]
        return not central and bool(parts) and (len(parts) > 1 or parts[0].start < self.lead_end)


def _years(period: Period) -> int:
    dates = _dates(period)
    return dates[1].year - dates[0].year if dates else 0


def _restates(short: Slot, full: Slot) -> bool:
    """'hơn 12.000' of a title for '12.255' of the text."""
    rounded, exact = short.quantity.value, full.quantity.value
    if rounded == exact or not isinstance(rounded, Decimal) or not isinstance(exact, Decimal):
        return rounded == exact
    near = abs(exact - rounded) * 20 <= exact
    return near and (
        short.quantity.bound == "about"
        or (short.quantity.bound == "over" and exact > rounded)
        or (short.quantity.bound == "under" and exact < rounded)
    )


def _whole_year(dates: Dates) -> Dates:
    """The year that a plan is of; a longer stretch stays."""
    if dates[0].year != dates[1].year:
        return dates
    return dt.date(dates[1].year, 1, 1), dt.date(dates[1].year, 12, 31)


def _year_before(dates: Dates) -> Dates:
    """The same days a year earlier (28 February for 29)."""
    first, last = (d.replace(year=d.year - 1, day=28 if (d.month, d.day) == (2, 29) else d.day) for d in dates)
    return first, last


def _dates(period: Period | None) -> Dates | None:
    return None if period is None else period.dates
