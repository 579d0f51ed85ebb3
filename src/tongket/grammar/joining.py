"""Neighbouring moments joined into phrases ("từ 15/12/2022 đến 14/6/2023"), with what the words before them say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from tongket.grammar import anchors
from tongket.grammar.moments import Moment
from tongket.grammar.timewords import DASH, either, section, words
from tongket.patterns import maybe, one_of
from tongket.records import Dates
from tongket.text import Text

TELLING_NOTHING: Final = frozenset(("age", "birth", "clock", "anniversary", "name", "century", "open"))
DAYS: Final = frozenset(("day", "days"))
COUNTED: Final = frozenset(("month", "months", "quarter", "half"))
_DAYS_OR_CLOCK: Final = DAYS | {"clock"}


@dataclass(slots=True)
class Phrase:
    """One or two joined moments and how they stand in the sentence. `until` closes a range; `since` opens one.

    `told`: the days from "today" that a relative word gave to the printed date beside it ("hôm qua (5/2)": -1).
    `explained`: the document prints the dates that are meant.
    """

    start: int
    end: int
    moment: Moment
    until: Moment | None = None
    base: bool = False
    same: bool = False
    as_of: str = ""
    since: bool = False
    loose: bool = False
    explained: bool = False
    told: int | None = None
    value: Dates | None = None


def phrases(text: Text) -> list[Phrase]:
    """The time phrases of a text, in order, without dates yet."""
    found, end = _join(text.key, list(anchors.moments(text))), 0
    for phrase in found:
        _look_before(text.key, phrase, end)
        end = phrase.end
    return found


# ── joining ──────────────────────────────────────────────────────────────────
@cache
def _w() -> dict[str, list[str]]:
    return section("joining")


def _then(name: str) -> str:
    """A space and one of the words, or nothing."""
    return rf"(?: {one_of(_w()[name])})?"


@cache
def _through() -> re.Pattern[str]:
    to = rf",? ?{maybe(_w()['for'])}{one_of(_w()['to'])}"
    return re.compile(rf" ?(?:{DASH}|{to}){_then('edge')}{_then('to_what')} ?$")


@cache
def _beside() -> re.Pattern[str]:
    namely = rf"{one_of(_w()['namely'])} {maybe(_w()['day'])}"
    return re.compile(rf"(?:,? ?\(|, ?| |,? {one_of(_w()['beside'])} |,? {namely})$")


@cache
def _after_clock() -> re.Pattern[str]:
    return re.compile(rf"(?: ?,? ?| ?\(| {one_of(_w()['after_clock'])} )$")


def _join(key: str, found: list[Moment]) -> list[Phrase]:
    """Neighbouring moments that make one expression; what was joined may join what stands before it."""
    phrases: list[Phrase] = []
    for moment in found:
        phrases.append(Phrase(moment.start, moment.end, moment))
        while len(phrases) > 1:
            last, phrase = phrases[-2:]
            gap = key[last.end : phrase.start]
            if len(gap) > 16 or not _merge(key, last, phrase, gap):
                break
            phrases.pop()
    return phrases


def _merge(key: str, last: Phrase, phrase: Phrase, gap: str) -> bool:
    """Takes `phrase` into `last` where the two are one expression."""
    return (
        _merge_same_day(key, last, phrase, gap)
        or _merge_clock(last, phrase, gap)
        or _merge_same_period(last, phrase, gap)
        or _merge_festival_days(last, phrase, gap)
        or _merge_range(key, last, phrase, gap)
    )


def _close(key: str, last: Phrase, phrase: Phrase, gap: str) -> None:
    last.end = phrase.end
    if "(" in gap and key.startswith(")", phrase.end):
        last.end += 1


def _merge_same_day(key: str, last: Phrase, phrase: Phrase, gap: str) -> bool:
    """As in "sáng nay (6/2)", "thứ Hai, ngày 5/3", "hai ngày cuối tuần (27-28/5)": the date says which day is meant."""
    first, second = last.until or last.moment, phrase.moment
    vague = first.grain in DAYS and first.month is None and first.unit in ("day", "week", "weekday")
    if not vague or phrase.until or second.grain not in DAYS or second.month is None or not _beside().match(gap):
        return False
    if first.unit == "day":
        last.told = first.shift
    if last.until:
        last.until = second
    else:
        last.moment = second
    _close(key, last, phrase, gap)
    return True


def _merge_clock(last: Phrase, phrase: Phrase, gap: str) -> bool:
    """As in "17 giờ ngày 9/9": the hour belongs to the day."""
    if last.moment.grain != "clock" or phrase.moment.grain not in _DAYS_OR_CLOCK or not _after_clock().match(gap):
        return False
    last.moment, last.end = phrase.moment, phrase.end
    return True


def _merge_same_period(last: Phrase, phrase: Phrase, gap: str) -> bool:
    """As in "cùng kỳ năm 2016", "cùng thời điểm tháng trước"."""
    between = gap in (" ", " (") or gap.strip(" ") in _w()["same_of"]
    if last.moment.grain != "same" or last.until or last.same or not between:
        return False
    if phrase.moment.grain in TELLING_NOTHING:
        return False
    last.moment, last.same, last.end = phrase.moment, True, phrase.end
    return True


def _merge_festival_days(last: Phrase, phrase: Phrase, gap: str) -> bool:
    """As in "trong 7 ngày nghỉ Tết": the days are those of the festival."""
    counted = last.moment.unit == "day" and last.moment.grain in ("stretch", "open") and last.moment.count
    between = gap == " " or gap.strip(" ") in _w()["festival"]
    if not counted or phrase.moment.grain != "tet" or not between:
        return False
    last.moment, last.end = phrase.moment, phrase.end
    last.moment.part = ""
    return True


def _merge_range(key: str, last: Phrase, phrase: Phrase, gap: str) -> bool:
    """As in "từ 15/12/2022 đến 14/6/2023", "26/1 - 1/2", "từ năm 2013 đến nay"."""
    first, second = last.moment, phrase.moment
    from_now = first.grain == "now" and key.startswith(tuple(_w()["from_now"]), last.start)
    if (
        last.until
        or first.grain in TELLING_NOTHING
        or (first.grain in ("now", "same", "again", "stretch", "last") and not from_now)
    ):
        return False
    opened = from_now or bool(_since().search(key, max(0, last.start - 14), last.start))
    if second.grain == "now":
        beside = gap in (" ", ", ") or gap.strip(" ") in _w()["before_now"]
        joined = beside and key.startswith(tuple(_w()["to_now"]), phrase.start)
    else:
        dashed = gap.strip(" ") in ("-", "–", "—", "−") or (gap == "/" and None not in (first.year, second.year))
        alike = (first.grain in DAYS and second.grain in DAYS) or first.grain == second.grain or opened
        joined = (
            bool(_through().match(gap) or gap == "/")
            and alike
            and second.grain not in TELLING_NOTHING
            and (dashed or (gap != "/" and (opened or first.grain in ("day", "year", "month"))))
        )
    if not joined:
        return False
    last.until, last.end = second, phrase.end
    if any(word in gap for word in _w()["end"]):
        second.part = second.part or "end"
    return True


# ── what stands before ───────────────────────────────────────────────────────
@cache
def _since() -> re.Pattern[str]:
    since = rf"{maybe(_w()['since_head'])}{one_of(_w()['since'])}{_then('since_edge')}"
    return re.compile(rf"(?:^|\W)(?P<s>{since}{_then('about')}{_then('since_what')}) $")


@cache
def _loose() -> re.Pattern[str]:
    before = rf"{one_of(_w()['before'])}{_then('before_what')}"
    after = rf"{one_of(_w()['after'])}{_then('after_what')}"
    return re.compile(rf"(?:^|\W)(?P<s>{before}|{after}) $")


@cache
def _as_of() -> re.Pattern[str]:
    return re.compile(rf"(?:^|\W)(?P<s>{either(words('as_of'))}{_then('as_of_what')}) $")


@cache
def _compared() -> re.Pattern[str]:
    """As in "so với" and at most five words up to the time; "cao hơn năm 2016"."""
    so = rf"{one_of(_w()['so'])}{_then('so_with')}(?P<w>(?: [\w%]+){{0,5}}?)"
    return re.compile(rf"(?:^|\W)(?:{so}|{one_of(_w()['than'])}{_then('than_what')}) $")


@cache
def _plan() -> re.Pattern[str]:
    return re.compile(either(words("plans")))


_COMPARABLE: Final = frozenset(("year", "month", "quarter", "months", "half", "week"))


@cache
def _like() -> re.Pattern[str]:
    return re.compile(rf"(?:^|\W){one_of(_w()['like'])}{_then('like_what')} $")


def _look_before_same(key: str, phrase: Phrase) -> None:
    """As in "cùng kỳ" always stands for the other side of a comparison, "thời điểm này" only where one is made."""
    named = key.startswith(tuple(_w()["same"]), phrase.start)
    phrase.base = named or phrase.same or bool(_like().search(key, max(0, phrase.start - 18), phrase.start))
    if not phrase.base:
        this = any(word in key[phrase.start : phrase.end] for word in _w()["this"])
        phrase.moment.grain = "now" if this else "open"


def _look_before(key: str, phrase: Phrase, floor: int) -> None:
    """Sets base, as_of and since by the words before an expression, and takes "tính đến", "từ" into its span.

    `floor`: where the expression before it ends; its words are not taken ("tháng trước 6/2").
    """
    if phrase.moment.grain == "same" or phrase.same:
        _look_before_same(key, phrase)
        return
    if phrase.moment.grain in TELLING_NOTHING:
        return
    compared = _compared().search(key, max(0, phrase.start - 45), phrase.start)
    if compared and (phrase.moment.grain in _COMPARABLE or compared["w"] is not None):
        plan = compared["w"] and _plan().search(compared["w"])
        current = compared["w"] is None and phrase.moment.year_shift == 0
        phrase.base = not plan and not current
    since = _since().search(key, max(floor, phrase.start - 20), phrase.start)
    if since:
        inside = key[phrase.start : phrase.end].split(" ")[1:-1]
        to = any(word in inside for word in _w()["hours_to"])  # "từ 9h đến 17h ngày 5/5"
        hours = phrase.until is None and phrase.moment.grain == "day" and to
        phrase.start, phrase.since = since.start("s"), not hours
        return
    snapshot = _as_of().search(key, max(floor, phrase.start - 28), phrase.start)
    if snapshot and phrase.until is None:
        phrase.start, phrase.as_of = snapshot.start("s"), snapshot["s"]
        return
    loose = _loose().search(key, max(floor, phrase.start - 18), phrase.start)
    if loose:
        phrase.start, phrase.loose = loose.start("s"), True
