"""When a document was published: the date that is given, printed, in the address, or in the page's metadata."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from tongket import lexicon
from tongket.patterns import alternatives, one_of
from tongket.records import Block, OfficialHeader
from tongket.text import key

ZONE: Final = dt.timezone(dt.timedelta(hours=7))
"""Indochina Time; Vietnam has had no summer time since 1975."""
AGREEMENT: Final = 3
"""Days by which two dates of one page may differ: a text is written, edited and posted over a weekend."""
POSTING: Final = 31
"""Days by which a paper's own date may precede its posting: papers are signed first and published within the month."""
EDGE_BLOCKS: Final = 14
"""How many blocks at the top and at the bottom may hold a dateline."""
DATELINE_LENGTH: Final = 120
EARLIEST: Final = 1997
"""Vietnam went online in 1997; an earlier date is no publication on the web."""

When = dt.datetime | dt.date

_DAY: Final = r"(?P<day>\d{1,2})\s?[/.\-]\s?(?P<month>\d{1,2})\s?[/.\-]\s?(?P<year>(?:19|20)\d\d)"
_ISO: Final = r"(?P<iyear>(?:19|20)\d\d)-(?P<imonth>\d\d)-(?P<iday>\d\d)"
_HALF: Final = r"(?::[0-5]\d)?(?:\s?(?P<half>am|pm|sa|ch))?"
_BLANK: Final = r"[\s.…_]*"
_PLACE: Final = r"(?P<place>[A-ZĐÀ-Ỹ][\w.’']*(?:[ -][\w.’']+){0,5})"
_ADDRESS_DATES = (
    re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)[/_-](?P<month>\d{1,2})[/_-](?P<day>\d{1,2})(?!\d)"),
    re.compile(r"(?<!\d)(?P<day>\d{1,2})[/_-](?P<month>\d{1,2})[/_-](?P<year>(?:19|20)\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<year>20[0-4]\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?=\d{0,11}(?!\d))"),
)


@dataclass(frozen=True, slots=True)
class Dateline:
    """A printed date of publication. `weight`: how surely it is one (labelled 3, with a clock time 2, bare 1)."""

    when: When
    start: int
    end: int
    weight: int


@cache
def _words(name: str) -> str:
    return alternatives(lexicon.load("furniture")["dateline"][name])


@cache
def _date() -> re.Pattern[str]:
    """A date in digits, or with the month written out."""
    month, year = rf"\s+(?:{_words('month')})\s+", rf"\s*(?:(?:{_words('year')})\s+|[,/]\s*)"
    spelled = rf"(?P<sday>\d{{1,2}}){month}(?P<smonth>\d{{1,2}}){year}(?P<syear>(?:19|20)\d\d)"
    return re.compile(rf"(?<![\d/.-])(?:{_ISO}|{_DAY}|{spelled})(?![\d/])")


@cache
def _clock() -> re.Pattern[str]:
    between = rf"\s?(?:[:h]|{_words('hour')})\s?"
    return re.compile(rf"(?<!\d)(?P<hour>[01]?\d|2[0-3]){between}(?P<minute>[0-5]\d)(?!\d){_HALF}")


@cache
def place_date() -> re.Pattern[str]:
    """The place and date of a paper: "An Lạc, ngày 05 tháng 12 năm 2023", or with blanks for day and month."""
    words = lexicon.load("papers")["place_date"]
    day, month, year = (one_of(words[part]) for part in ("day", "month", "year"))
    day_month = rf"{day}\s*(?P<day>\d{{1,2}}|{_BLANK})\s*{month}\s*(?P<month>\d{{1,2}}|{_BLANK})"
    return re.compile(rf"{_PLACE},\s*{day_month}\s*{year}\s*(?P<year>\d{{4}})")


@cache
def _label() -> re.Pattern[str]:
    return re.compile(rf"^\W*(?:{_words('labels')})\b")


@cache
def _today() -> re.Pattern[str]:
    return re.compile(rf"^\W*(?:{_words('today')})\b")


@cache
def _filler() -> re.Pattern[str]:
    """What may stand beside the date in a dateline: weekday, label, zone, view counts."""
    return re.compile(
        rf"(?<!\w)(?:{_words('labels')}|{_words('weekdays')}|{_words('fillers')}|gmt\s?\+?\s?0?7(?::00)?|utc\s?\+7)(?!\w)"
    )


def _day(match: re.Match[str]) -> dt.date | None:
    groups = match.groupdict()
    for prefix in ("i", "", "s"):
        if groups.get(f"{prefix}year"):
            year, month, day = (int(groups[f"{prefix}{part}"]) for part in ("year", "month", "day"))
            return _calendar(year, month, day)
    return None


def signed_day(match: re.Match[str]) -> dt.date | None:
    """The day found by `place_date`; None where it has blanks."""
    if not (match["day"].isdigit() and match["month"].isdigit()):
        return None
    return _calendar(int(match["year"]), int(match["month"]), int(match["day"]))


def _calendar(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day) if year >= EARLIEST else None
    except ValueError:
        return None


def _when(string: str, match: re.Match[str]) -> When | None:
    """The date, with the clock time (+07:00) where one is printed beside it."""
    day = _day(match)
    if day is None:
        return None
    rest = string[: match.start()] + " " * (match.end() - match.start()) + string[match.end() :]
    clock = _clock().search(rest)
    if clock is None:
        return day
    hour = int(clock["hour"])
    if clock["half"] in ("pm", "ch") and hour < 12:
        hour += 12
    return dt.datetime(day.year, day.month, day.day, hour, int(clock["minute"]), tzinfo=ZONE)


def dateline(string: str) -> tuple[When, int] | None:
    """A line that only says when the page was published, with its weight; None for any other line.

    Reads "Thứ Sáu, 19/01/2024, 20:38 [GMT+7]", "Cập nhật: 12/3/2022", "08:15 | 05/06/2023", "Ngày đăng: …",
    "An Lạc, ngày 05 tháng 12 năm 2023".
    """
    if len(string) > DATELINE_LENGTH:
        return None
    lowered = key(string)
    if signed := place_date().fullmatch(string):
        day = signed_day(signed)
        return (day, 1) if day else None
    found = _date().search(lowered)
    if found is None or _today().match(lowered):
        return None
    when = _when(lowered, found)
    if when is None:
        return None
    labelled = bool(_label().match(lowered))
    rest = _filler().sub(" ", _clock().sub(" ", lowered[: found.start()] + " " + lowered[found.end() :]))
    left = sum(1 for c in rest if c.isalpha())
    timed = isinstance(when, dt.datetime)
    if left > (45 if labelled or (timed and found.start() <= 30) else 0):
        return None
    return when, 3 if labelled else 2 if timed else 1


def datelines(text: str, blocks: tuple[Block, ...]) -> list[Dateline]:
    """The datelines at the top and at the bottom of a document, the surest first."""
    edge = blocks if len(blocks) <= 2 * EDGE_BLOCKS else blocks[:EDGE_BLOCKS] + blocks[-EDGE_BLOCKS:]
    found: list[Dateline] = []
    for block in edge:
        if block.end - block.start <= DATELINE_LENGTH and block.kind not in ("row", "header", "signature"):
            read = dateline(text[block.start : block.end])
            if read:
                found.append(Dateline(read[0], block.start, block.end, read[1]))
    return sorted(found, key=lambda line: (-line.weight, line.start))


def from_address(url: str | None) -> dt.date | None:
    """The date in an address ("/2024/01/19/", "…-20240119203812.htm"); None where it holds none."""
    for pattern in _ADDRESS_DATES if url else ():
        for match in pattern.finditer(url or ""):
            day = _calendar(int(match["year"]), int(match["month"]), int(match["day"]))
            if day:
                return day
    return None


def _apart(one: When, other: When) -> int:
    """Whole days between two moments, by the calendar in Vietnam."""
    return abs((_local(one) - _local(other)).days)


def _local(when: When) -> dt.date:
    if isinstance(when, dt.datetime):
        return (when.astimezone(ZONE) if when.tzinfo else when).date()
    return when


def publication(
    text: str,
    blocks: tuple[Block, ...],
    header: OfficialHeader | None,
    *,
    given: When | None = None,
    url: str | None = None,
    metadata: When | None = None,
) -> tuple[When | None, str | None, bool]:
    """The date of publication, where it is from ("given", "text", "url", "metadata"), and whether it is doubtful.

    Order: given, then the text (a dateline, else the date of a paper's header), the address, the metadata.
    A given date is the user's word: only a date printed in the document itself can make it doubtful. Any other
    date is doubtful where another source disagrees by more than AGREEMENT days. A paper's own date may be up to
    POSTING days earlier than the others.
    """
    lines = datelines(text, blocks)
    signed = header.date if header else None
    printed = lines[0].when if lines else signed
    if given is not None:
        return given, "given", any(_disagree(given, line.when) for line in lines[:1]) or _too_late(given, signed)
    others = [when for when in (from_address(url), metadata) if when]
    if printed is not None:
        if lines:
            doubtful = any(_disagree(printed, other) for other in others) or _too_late(printed, signed)
        else:
            doubtful = any(_too_late(other, signed) for other in others)
        return printed, "text", doubtful
    if not others:
        return None, None, False
    doubtful = len(others) == 2 and _disagree(*others)
    return others[0], "url" if from_address(url) else "metadata", doubtful


def _disagree(one: When, other: When) -> bool:
    return _apart(one, other) > AGREEMENT


def _too_late(posted: When, signed: dt.date | None) -> bool:
    """A paper's own date that lies long before its posting, or after it."""
    if signed is None:
        return False
    days = (_local(posted) - signed).days
    return days > POSTING or days < -AGREEMENT
