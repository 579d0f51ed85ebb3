"""Which numbers are figures: not dates, law numbers, names, ordinals, ages, scores or idioms."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from tongket import lexicon
from tongket.grammar import Mentions, shapes
from tongket.patterns import one_of, whole
from tongket.reading.tokens import RoleTables, Tokens
from tongket.records import Mention, Period, Quantity

_GREAT = 1000
"""Numbers of names are seldom so great, save where the word before leaves no doubt ("số 1234")."""
_POINTS_REACH = 90
_SMALL = 60
"""Numbers of seats, storeys and slogans are not greater."""


@cache
def _tables() -> RoleTables:
    return RoleTables(lexicon.load("no_figures")["phrases"], [])


@cache
def _longest(role: str) -> int:
    return max(len(phrase.split()) for phrase in lexicon.load("no_figures")["phrases"][role])


class _Cover:
    """Stretches of text whose digits mean something else."""

    def __init__(self, mentions: Iterable[Mention]) -> None:
        spans = sorted((m.start, m.end) for m in mentions)
        self._starts = [start for start, _ in spans]
        self._ends: list[int] = []
        furthest = -1
        for _, end in spans:
            furthest = max(furthest, end)
            self._ends.append(furthest)

    def touches(self, start: int, end: int) -> bool:
        at = bisect_right(self._starts, end - 1) - 1
        return at >= 0 and self._ends[at] > start


def uncovered(mentions: Mentions, key: str) -> list[Quantity]:
    """The quantities that are no part of a date, a paper's number or a name, in text order."""
    laws = [law for law in mentions.laws if not key.startswith(_not_laws(), max(0, law.start - 3))]
    names = _Cover([*laws, *mentions.places, *mentions.bodies, *mentions.officials])
    times = _Cover(mentions.periods)
    framed = _Cover([period for period in mentions.periods if not _may_measure(key, period)])
    free = []
    for quantity in mentions.quantities:
        # "50.000 đô la Mỹ": the country is a part of the currency's name
        end = quantity.start + 1 if quantity.kind == "money" else quantity.end
        if names.touches(quantity.start, end):
            continue
        fraction = quantity.unit == "x" and key.find("/", quantity.start, quantity.end) > 0
        if (
            not fraction
            and times.touches(quantity.start, end)
            and (
                quantity.unit not in _TIMES
                or framed.touches(quantity.start, end)
                or key.startswith(_durations().later, quantity.end)
                or not (quantity.unit in _HOURS or _is_measured(key, quantity))
            )
        ):
            continue
        free.append(quantity)
    return free


@cache
def _not_laws() -> str:
    """ "kỷ luật 09 đảng viên" names no law."""
    discipline: str = lexicon.load("no_figures")["discipline"]
    return discipline


_TIMES = frozenset({"a", "mo", "wk", "d", "h", "min", "s"})
_HOURS = frozenset({"h", "min", "s"})


def _may_measure(key: str, period: Period) -> bool:
    """A stretch that no date holds: 'trong 6 tháng', 'sau 15 phút', 'khoảng 3 giờ', 'thêm 5 ngày nữa'."""
    if period.grain in ("stretch", "open", "clock"):
        return not key.startswith(_durations().ago, period.start)
    return period.grain == "last" and key.startswith(_durations().more, period.end - len(_durations().more))


class _Durations(NamedTuple):
    """What tells a duration from a frame of time (`[durations]` of the lexicon)."""

    measured: re.Pattern[str]
    """Ends right before the number."""
    ago: tuple[str, ...]
    more: str
    later: tuple[str, ...]


@cache
def _durations() -> _Durations:
    words = lexicon.load("no_figures")["durations"]
    within, about = one_of(words["within"]), one_of(words["about"])
    needed = rf"(?<!\w){one_of(words['needed'])}(?: [^\W\d_]+){{0,4}} {within}(?: {about})?"
    more = rf"(?<!\w){one_of(words['added'])}(?: {about})?"
    return _Durations(
        re.compile(rf"(?:{needed}|{more}|(?<=[^\W\d_] ){one_of(words['in'])} {about}) $"),
        tuple(words["ago"]),
        words["more"],
        tuple(f" {word}" for word in words["later"]),
    )


def _is_measured(key: str, quantity: Quantity) -> bool:
    """'hoàn thành trong 6 tháng', 'trong hơn 300 ngày', 'thêm 5 ngày nữa': how long it took or takes."""
    return _durations().measured.search(key, max(0, quantity.start - 60), quantity.start) is not None


def figures_among(quantities: Iterable[Quantity], tokens: Tokens) -> list[Quantity]:
    """Those of the (uncovered) quantities that state something about the world, in text order."""
    tables = _tables().over(tokens.keys)
    return [quantity for quantity in quantities if not _is_named(tokens, tables, quantity)]


def _is_named(tokens: Tokens, tables: RoleTables, quantity: Quantity) -> bool:
    """'lớp 10', 'khóa 12', '34 tuổi', 'thứ 3': the number names or ranks a thing; it counts nothing."""
    first, last = tokens.at(quantity.start), tokens.before(quantity.end)
    if tables.size("named_after", last) > 0 or _is_class(tokens.text.key, tokens.text.raw, quantity):
        return True
    if quantity.unit != "count" or _ends_with(tables, first, "counted_before"):
        return False
    if _ends_with(tables, first, "named_before"):
        return True
    return _ends_with(tables, first, "named_unless_counted") and not _counts(tokens, quantity)


def _counts(tokens: Tokens, quantity: Quantity) -> bool:
    """A noun that is counted follows, or it is too great for a name's number: 'mỗi nhóm 15 người', 'nhóm 2.400'."""
    return quantity.value >= _GREAT or shapes.counts(tokens.text.key, quantity.end)


class _Classes(NamedTuple):
    """Numbers that say of which kind a thing is (`[classes]` of the lexicon): before the number, and behind it."""

    times: tuple[re.Pattern[str], re.Pattern[str]]
    """A class or a frame by its time: 'loại 3 tháng', 'nợ trên 12 tháng', '30 năm đổi mới'."""
    seats: tuple[re.Pattern[str], re.Pattern[str]]
    """Both together: 'xe khách trên 30 chỗ', 'xe buýt 2 tầng'."""
    mottos: re.Pattern[str]
    stars: re.Pattern[str]
    both: tuple[re.Pattern[str], re.Pattern[str]]
    pairs: re.Pattern[str]
    """'2 bên': a fixed pair, where no names follow."""
    levels: re.Pattern[str]
    kind: str
    points: re.Pattern[str]
    played: re.Pattern[str]
    indexed: re.Pattern[str]
    place: re.Pattern[str]


@cache
def _classes() -> _Classes:
    words = lexicon.load("no_figures")["classes"]
    bound = rf"(?: {one_of(words['bounds'])})?"
    unless = "".join(f"(?<!{word} )" for word in words["stops"])
    return _Classes(
        times=(
            re.compile(
                rf"(?<!\w)(?:{one_of(words['time_before'])}{bound}|{one_of(words['over_before'])} {one_of(words['bounds'])}) $"
            ),
            re.compile(rf" {whole(words['time_after'])}"),
        ),
        seats=(
            re.compile(rf"(?<!\w){unless}{one_of(words['vehicles'])}(?: [^\W\d_]+){{0,6}} $"),
            re.compile(rf" {whole(words['seats'])}"),
        ),
        mottos=re.compile(rf" {whole(words['mottos'])}(?=,? \d|[\"”’'),.;]|$| {whole(words['motto_ends'])})"),
        stars=re.compile(rf" {whole(words['stars'])}"),
        both=(re.compile(rf"(?<!\w){one_of(words['all'])} $"), re.compile(rf" {whole(words['sides'])}")),
        place=re.compile(rf" {whole(words['coordinates'])}"),
        kind=words["kind"] + " ",
        points=re.compile(rf" {words['point']}(?=[,.;)”\"]|$| {whole(words['point_ends'])})"),
        played=re.compile(rf"(?<!\w){whole(words['played'])}"),
        indexed=re.compile(rf"(?<!\w){whole(words['indexed'])}"),
        pairs=re.compile(rf" {whole(words['pairs'])}"),
        levels=re.compile(rf" {words['level']}(?=[,.;)”\"]|$| {whole(words['level_of'])})"),
    )


def _is_class(key: str, raw: str, quantity: Quantity) -> bool:
    """'xe 16 chỗ', 'khách sạn 5 sao', 'huy hiệu 30 năm', '“5 không, 3 sạch”', 'cả 3 tiêu chí'."""
    classes = _classes()
    low, start, end = max(0, quantity.start - 40), quantity.start, quantity.end
    if quantity.kind == "measure" and key.endswith(classes.kind, low, start):
        return True
    if _is_quoted(raw, quantity) or (
        quantity.unit == "count" and classes.points.match(key, end) and _scores(key, quantity)
    ):
        return True
    if quantity.unit in _TIMES:
        if key.startswith(",", end) and (start == 0 or key[start - 1] == "\n" or key[start - 2 : start] == ". "):
            return True
        return classes.times[0].search(key, low, start) is not None or classes.times[1].match(key, end) is not None
    if quantity.unit == "deg":
        return classes.place.match(key, end) is not None
    if quantity.unit != "count" or quantity.value > _SMALL:
        return False
    if quantity.value <= 4 and classes.levels.match(key, end):
        return True
    if quantity.value == 2 and (pair := classes.pairs.match(key, end)):
        return not raw[pair.end() + 1 : pair.end() + 2].isupper()
    if quantity.value <= 10 and (classes.mottos.match(key, end) or classes.stars.match(key, end)):
        return True
    before, behind = classes.seats
    if behind.match(key, end) and before.search(key, low, start):
        return True
    before, behind = classes.both
    return behind.match(key, end) is not None and before.search(key, low, start) is not None


_QUOTED = re.compile(r"[^“”\"\n.,;:]{1,24}[”\"]")
_IN_NAME = re.compile(r"[“\"][^\W\d_][^“”\"\n.,;:]{2,30} $")


def _is_quoted(raw: str, quantity: Quantity) -> bool:
    """A number that opens or ends a name in quotation marks: '“3 cây nhang”', '“Báo cháy 114”'."""
    start, end = quantity.start, quantity.end
    if quantity.unit != "count" or quantity.value > _GREAT:
        return False
    if raw[start - 1 : start] in ("“", '"') and start:
        return _QUOTED.match(raw, end) is not None
    if raw[end : end + 1] in ("”", '"'):
        found = _IN_NAME.search(raw, max(0, start - 34), start)
        return found is not None and raw[found.start() + 1].isupper()
    return False


def _scores(key: str, quantity: Quantity) -> bool:
    """Points of a match or an examination; not those of a market's index."""
    low = max(0, quantity.start - _POINTS_REACH)
    found = _classes().indexed.search(key, low, quantity.end + 40)
    return found is None and _classes().played.search(key, low, quantity.end + 40) is not None


def _ends_with(tables: RoleTables, end: int, role: str) -> bool:
    """Whether a phrase of the role ends right before token `end`."""
    return any(tables.size(role, end - size) == size for size in range(min(_longest(role), end), 0, -1))
