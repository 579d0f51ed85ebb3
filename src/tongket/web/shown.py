"""What a reader chose to see of an indicator, and the rows that it comes to."""

from __future__ import annotations

import datetime as dt
import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from tongket.comparing.coverage import By, Grain
from tongket.indicators.catalogue import Indicator
from tongket.records import Dates
from tongket.registry.units import NEW, OLD
from tongket.web import compared
from tongket.web.charts import who as names
from tongket.web.charts.chart import About, Chart, Size, about
from tongket.web.charts.multiples import multiples
from tongket.web.charts.tiles import tile_map, tiles
from tongket.web.charts.timeline import timeline
from tongket.web.charts.who import Who
from tongket.web.charts.wording import RATE, say
from tongket.web.desk import Desk
from tongket.web.language import Language, words_of
from tongket.web.model.model import Model, Row
from tongket.web.wording import day

DIVISIONS = (OLD, NEW)
_KEPT = 48
"""Indicators whose rows stay in memory."""


@dataclass(frozen=True, slots=True)
class Choice:
    """`who`: ids of bodies, or codes of places (code or code@division), that the charts show; none for those with most.
    `today`: on the provinces of today. `rate`: for every 100,000 people. `when`: the map's period. `grain`: of the
    matrix of who reported."""

    indicator: str
    by: By = "place"
    who: tuple[str, ...] = ()
    today: bool = False
    rate: bool = False
    when: Dates | None = None
    grain: Grain = "year"
    since: int | None = None
    until: int | None = None

    def holds(self, row: Row) -> bool:
        """Whether a row's period ends in the years chosen."""
        year = row["period_end"].year
        return (self.since is None or self.since <= year) and (self.until is None or year <= self.until)

    @property
    def query(self) -> tuple[tuple[str, str], ...]:
        """The same as a query string has it."""
        told = [("by", self.by), *(("who", each) for each in self.who)]
        told += [("today", "true")] * self.today + [("rate", "true")] * self.rate
        told += [("grain", self.grain)] * (self.grain != "year")
        ends = (("since", self.since), ("until", self.until))
        return (*told, *((name, str(year)) for name, year in ends if year is not None))


class Shown:
    """The rows of a choice, and its charts, in one language."""

    def __init__(self, desk: Desk, entry: Indicator, choice: Choice, language: Language) -> None:
        self.desk, self.entry, self.choice, self.language = desk, entry, choice, language
        self.figures = _figures(desk.model, entry.id)
        by = choice.by
        rows = [row for row in compared.series(self.figures, by) if choice.holds(row)]
        if by == "place":
            sums = "places" in entry.sums
            rows = compared.brought(rows, today=choice.today, sums=sums, rate=choice.rate)
        self.rows = rows
        self.charted = [_rate(row) for row in rows] if choice.rate and by == "place" else rows
        self.whos = chosen(rows, by, choice.who) if choice.who else None
        self.coverage = compared.coverage(desk.model, self.figures, entry.id, by, choice.grain)
        self._plain: Callable[[Who], str] = lru_cache(maxsize=4096)(lambda who: called(desk.model, who, language))

    @cached_property
    def _doubles(self) -> set[str]:
        """Names that two lines have: places of a user's own that nobody followed through July 2025."""
        counts = Counter(self._plain(who) for who in {names.of(row, self.choice.by) for row in self.rows})
        return {name for name, count in counts.items() if count > 1}

    def name(self, who: Who) -> str:
        """What a line is called; with the division of its place where another is called the same."""
        name = self._plain(who)
        boundary = _split(who[1])[1]
        division = words_of(self.language).get(f"divisions.{boundary}", "") if name in self._doubles else ""
        return f"{name} ({division})" if division else name

    @property
    def about(self) -> About:
        read = _last_read(self.desk.model)
        source = say("ledger", self.language, day=day(read, self.language)) if read else ""
        return about(self.entry, say("source", self.language, source=source) if source else "", self.language)

    def timeline(self, size: Size = "wide") -> Chart:
        """Values over time."""
        return timeline(
            self._charted(),
            self.about,
            self.choice.by,
            self.language,
            size=size,
            coverage=self.coverage,
            whos=self.whos,
            name=self.name,
        )

    def multiples(self, size: Size = "wide") -> Chart:
        """A small chart for each body or place."""
        return multiples(
            self._charted(), self.about, self.choice.by, self.language, size=size, whos=self.whos, name=self.name
        )

    def map(self, boundary: str) -> Chart | None:
        """The map on a division, of the period chosen or else the one most told; None where none is."""
        when = self.choice.when if self.choice.when in self.periods(boundary) else None
        when = when or next(iter(self.periods(boundary)), None)
        if when is None:
            return None
        return tile_map(
            self.charted,
            self.about,
            when,
            boundary,
            self.language,
            coverage=self.coverage,
            summed=self.choice.today and boundary == NEW,
        )

    def periods(self, boundary: str) -> list[Dates]:
        """Periods for which provinces of a division tell a level, those that most tell first."""
        if self.choice.by != "place":
            return []
        codes = {tile.code for tile in tiles(boundary)}
        told = {
            (row["place_code"], (row["period_start"], row["period_end"]))
            for row in self.charted
            if row["boundary"] == boundary
            and row["place_code"] in codes
            and row["period_start"] is not None
            and (row["kind"], row["cumulative"]) == ("level", False)
            and row["status"] in ("reported", "estimate")
            and row["value"] is not None
            and not row["qualifier"]
        }
        counts = Counter(when for _, when in told)
        return sorted(counts, key=lambda when: (-counts[when], -when[1].toordinal(), when[0]))

    def _charted(self) -> Sequence[Row]:
        """Charts of chosen bodies or places tell nothing of others, and don't say so."""
        if self.whos is None:
            return self.charted
        return [row for row in self.charted if names.of(row, self.choice.by) in self.whos]


def _rate(row: Row) -> Row:
    return {**row, "value": row["rate"], "high": None, "unit": RATE} if row["kind"] == "level" else row


def chosen(rows: Iterable[Row], by: By, asked: Sequence[str]) -> list[Who]:
    """The lines that are meant: by the body's id; by the place's code, with its division or without."""
    counts = Counter(names.of(row, by) for row in rows)
    keys = {names.place_key(*_split(each)) for each in asked}
    meant = [
        who
        for who in counts
        if (who[0] in asked if by == "body" else who[1] in keys or who[1].partition("@")[0] in asked)
    ]
    return sorted(meant, key=lambda who: (-counts[who], who))


def _split(who: str) -> tuple[str, str | None]:
    code, _, boundary = who.partition("@")
    return code, boundary or None


def called(model: Model, who: Who, language: Language) -> str:
    """A line's name: the registry's, else what the reports call it (of a user's own places and their bodies)."""
    body, place = who
    told = place_called(model, place, language) if place else ""
    if not body:
        return told
    row = model.row("select vi, en from bodies where id = ?", (body,))
    name = names.body_name(body, language) if row is None else str(row["en"] if language == "en" else row["vi"])
    own = not place or place == "VN" or told in name or place_called(model, place, "vi") in name
    return name if own else f"{name} · {told}"


def place_called(model: Model, place: str, language: Language) -> str:
    """The name of a place, by its code@division."""
    code, boundary = _split(place)
    name = names.place_name(code, boundary, language)
    if name != code:
        return name
    row = model.row(
        "select vi, en from places where code = ? order by boundary = ? desc, figures desc", (code, boundary or "")
    )
    return code if row is None else str(row["en"] if language == "en" else row["vi"])


def parse_when(told: str | None) -> Dates | None:
    """ "2024-01-01..2024-12-31" as dates; None for nothing. Raises ValueError for anything else."""
    if not told:
        return None
    start, dots, end = told.partition("..")
    if not dots:
        raise ValueError(told)
    return dt.date.fromisoformat(start), dt.date.fromisoformat(end)


@lru_cache(maxsize=4)
def _read_in(model: Model, _: str) -> str:
    return str(model.value("select max(read_at) from documents") or "")


def _last_read(model: Model) -> str:
    """The day on which a document was last read into the ledger, "" for none."""
    return _read_in(model, model.state)[:10]


_kept: OrderedDict[tuple[str, str, str], list[Row]] = OrderedDict()
_keeping = threading.Lock()


def _figures(model: Model, indicator: str) -> list[Row]:
    """An indicator's figures; a page and its charts ask for the same ones within a second."""
    key = (str(model.path), model.state, indicator)
    with _keeping:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    found = compared.figures(model, indicator)
    with _keeping:
        _kept[key] = found
        while len(_kept) > _KEPT:
            _kept.popitem(last=False)
    return found
