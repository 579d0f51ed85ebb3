"""The data model: what flows between the rooms, all of it.

One direction: bytes → `Document` → `Mention`s → `Figure`s and `Review` → `Flag`s, gathered in a `Reading`.
Field names of a figure and a review are those of the annotation guide (docs/figures.md).
Every span is a half-open pair of code-point offsets into `Document.text`.
Values are exact (`Decimal`), never binary floats.
"""

from __future__ import annotations

import copyreg
import datetime as dt
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any, Literal

Span = tuple[int, int]
Dates = tuple[dt.date, dt.date]
"""First and last day, both included."""
Value = Decimal | Dates | str
"""What a mention may be worth."""

BlockKind = Literal["title", "heading", "paragraph", "bullet", "row", "caption", "furniture", "header", "signature"]
Bound = Literal["exact", "about", "over", "under", "at_least", "at_most", "range"]
Kind = Literal["level", "change", "growth", "share", "ratio"]
Direction = Literal["up", "down"]
Status = Literal["reported", "estimate", "target", "rule"]
PrivateKind = Literal["name", "alias", "account", "address", "birth", "id"]
Genre = Literal["aggregate_report", "case_report", "other"]
PeriodSource = Literal["printed", "calendar", "assumed"]
ReviewType = Literal["tổng kết", "sơ kết", "giao ban", "báo cáo", "hội nghị"]


# ── documents ────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table row, with the heads that give its number a meaning."""

    start: int
    end: int
    row_heads: tuple[Span, ...] = ()
    column_heads: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the text with one layout role.

    `parent` is the index of the block whose verb, unit and period this one inherits: a bullet's introducing
    line, a paragraph's heading, a row's table caption.
    `level` is the depth of a heading or bullet (1 = outermost), 0 elsewhere.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    parent: int | None = None
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Encoding:
    """How the bytes became text: `name` is the codec or font encoding ("utf-8", "windows-1258", "tcvn3", "vni"), or
    "ocr" for a text that was recognised from pictures."""

    name: str
    converted: bool = False
    confidence: Decimal = Decimal(1)

    @property
    def recognised(self) -> bool:
        """Whether every letter is only likely (`confidence`, their mean)."""
        return self.name == "ocr"


@dataclass(frozen=True, slots=True)
class OfficialHeader:
    """The header block of an official paper (Decree 30/2020/NĐ-CP, annex I).

    `body`: the issuing body's name as far as it stands in one piece; `body_lines` its lines in the left column,
    `parents` the lines of the bodies above it.
    """

    body: Span | None = None
    number: Span | None = None
    place: Span | None = None
    date: dt.date | None = None
    type: Span | None = None
    body_lines: tuple[Span, ...] = ()
    parents: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """What was read from one source. `text` is NFC with LF line ends; spans of every record point into it."""

    doc: str
    """The given id; for a file its name without the ending."""
    text: str
    blocks: tuple[Block, ...]
    title: Span | None = None
    url: str | None = None
    publisher: str | None = None
    published: dt.datetime | dt.date | None = None
    published_source: str | None = None
    """"given", "text", "url" or "metadata"."""
    published_doubtful: bool = False
    media_type: str = "text/plain"
    encoding: Encoding = Encoding("utf-8")
    header: OfficialHeader | None = None
    source_hash: str = ""
    """SHA-256 of the original bytes, hexadecimal."""
    problems: tuple[str, ...] = ()
    """What kept the content from being read: "lost_diacritics", "other_language", "empty", "encoded_body", "scan"."""
    retrieved: dt.datetime | None = None
    """When the bytes were fetched, where that is known (a crawl's record, an address just asked)."""
    pictures: tuple[int, ...] = ()
    """Pages of a file, counted from 1, that are pictures of text and were not read."""

    @property
    def published_date(self) -> dt.date | None:
        """The calendar day of publication; None where unknown or doubtful, so that relative periods stay open."""
        if self.published is None or self.published_doubtful:
            return None
        return self.published.date() if isinstance(self.published, dt.datetime) else self.published


# ── mentions: what the grammars find ─────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Mention:
    """A typed stretch of text. `value`, `high` and `unit` are None where the kind has none."""

    kind: str
    start: int
    end: int
    text: str
    value: Value | None = None
    high: Value | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Quantity(Mention):
    """kind "number", "money", "measure" or "percentage": a number expression with its unit.

    `value`/`high` are Decimals with the scale word multiplied in. `bound_span` covers the modifier ("hơn",
    "trở lên"), which is outside start…end. `ambiguous` is the other possible value where the separator cannot
    be decided. `form` tells how the number was written: "digits", "words" or "mixed".
    `pair` is "x/y" role: 1 for the number before a slash, 2 for the one after it, else 0.
    """

    bound: Bound = "exact"
    bound_span: Span | None = None
    ambiguous: Decimal | None = None
    form: str = "digits"
    pair: int = 0


@dataclass(frozen=True, slots=True)
class Period(Mention):
    """kind "period": `value` is the first and last day, both included, or None where it stays open.

    `grain`: day, month, quarter, half, nine_months, year, years, school_year, term, tet, range, hour, open …
    `base`: the period stands as the other side of a comparison ("so với cùng kỳ năm 2016"), not as the
    period of the result. `cumulative`: "lũy kế", "từ đầu năm đến nay". `as_of`: a moment ("tính đến 30/6").
    `source`: printed, calendar (a sector's reporting calendar) or assumed.
    """

    grain: str = "year"
    base: bool = False
    cumulative: bool = False
    as_of: bool = False
    relative: bool = False
    source: PeriodSource = "printed"

    @property
    def dates(self) -> Dates | None:
        """First and last day, or None where the period stays open."""
        return self.value if isinstance(self.value, tuple) else None


@dataclass(frozen=True, slots=True)
class Place(Mention):
    """kind "place": `value` is the form to report, in one spelling for provinces and countries.

    `level`: country, region, province, district, commune, hamlet, site, road, scope ("toàn tỉnh") or other.
    `value` is None for a reach that only the document resolves ("trên địa bàn tỉnh").
    """

    level: str = "province"
    code: str | None = None
    former: bool = False
    """Named as a former place ("cũ", "trước đây")."""


@dataclass(frozen=True, slots=True)
class Body(Mention):
    """kind "body": an organisation. `value` is the name as it stands; `place` the place inside the name."""

    type: str = ""
    level: str | None = None
    place: str | None = None
    generic: bool = False
    """Names nobody ("cơ quan chức năng"); never a figure's body."""


@dataclass(frozen=True, slots=True)
class Official(Mention):
    """kind "official": a person in an office. `value` is the name; `role` spans all offices said in one breath."""

    name: Span = (0, 0)
    rank: str | None = None
    role: Span | None = None
    capacity: str | None = None
    """"chaired", "spoke" or "attended"."""


@dataclass(frozen=True, slots=True)
class Law(Mention):
    """kind "law": a legal reference; `value` its normalised number. Its digits are never figures."""

    type: str = ""


# ── figures ──────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Versus:
    """What a change, growth or ratio is measured against."""

    kind: str
    """"same_period", "previous_period", "plan", "average" or "base_year"."""
    phrase: str
    period: Dates | None = None
    setter: str | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """One reported figure; every field means what the annotation guide says (docs/figures.md)."""

    start: int
    end: int
    quote: str
    value: Decimal
    high: Decimal | None
    bound: Bound
    unit: str
    counted: str | None
    act: str | None
    kind: Kind
    direction: Direction | None
    status: Status
    of: int | None
    part_of: int | None
    period: Dates | None
    body: str | None
    place: str | None
    sentence: Span
    counted_span: Span | None = None
    act_span: Span | None = None
    reported_by: str | None = None
    scope: str | None = None
    versus: tuple[Versus, ...] = ()
    breakdown: int | None = None
    exhaustive: str | None = None
    covers: tuple[int, ...] = ()
    qualifier: str | None = None
    cumulative: bool = False
    as_of: str | None = None
    period_source: PeriodSource | None = None
    ambiguous: Decimal | None = None
    boundary: str | None = None
    confidence: Decimal | None = None
    """How likely quantity, counted, meaning and period are all right, 0 … 1 in hundredths (docs/accuracy.md)."""
    body_id: str | None = None
    """The body in the registry ("ban-an-toan-giao-thong/lang-son"); None where it isn't one of a known kind."""
    place_code: str | None = None
    """Official code of the place in the division `boundary`: 2 digits a province, 3 a district, 5 a commune."""
    indicator: str | None = None
    """The series of the catalogue that the figure is a value of ("traffic-accidents")."""


@dataclass(frozen=True, slots=True)
class Zero:
    """A zero told in words ("không có người bị thương")."""

    start: int
    end: int
    quote: str
    counted: str | None
    period: Dates | None
    body: str | None
    place: str | None
    body_id: str | None = None
    place_code: str | None = None
    indicator: str | None = None


# ── the review meeting ───────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class ReviewOfficial:
    name: str
    role: str | None
    rank: str | None = None
    capacity: str | None = None
    span: Span = (0, 0)


@dataclass(frozen=True, slots=True)
class Award:
    title: str
    to: str | None
    count: int | None
    giver: str | None = None
    span: Span = (0, 0)


@dataclass(frozen=True, slots=True)
class Review:
    """A meeting or report that reviews a body's work over a period."""

    type: ReviewType
    body: str | None
    period: Dates | None
    next_period: Dates | None
    officials: tuple[ReviewOfficial, ...] = ()
    awards: tuple[Award, ...] = ()
    tasks: tuple[Span, ...] = ()
    commitments: tuple[Span, ...] = ()
    meeting_date: dt.date | None = None
    place: str | None = None
    body_id: str | None = None


# ── checks ───────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Flag:
    """An arithmetic remark in neutral words, never an accusation."""

    rule: str
    severity: Literal["info", "notice", "warning"]
    figures: tuple[int, ...]
    arithmetic: str


@dataclass(frozen=True, slots=True, order=True)
class Private:
    """A stretch that identifies a private person; code-point offsets, half open, as everywhere."""

    start: int
    end: int
    kind: PrivateKind


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read from one document."""

    document: Document
    figures: tuple[Figure, ...] = ()
    zeros: tuple[Zero, ...] = ()
    review: Review | None = None
    flags: tuple[Flag, ...] = ()
    laws: tuple[Law, ...] = ()
    private: tuple[Private, ...] = ()
    """What was masked in the document's text."""
    genre: Genre = "other"


# ── between processes ────────────────────────────────────────────────────────
def _by_fields(record: Any) -> tuple[type, tuple[Any, ...]]:
    """How a record is pickled: made anew of its fields, as a compiled one that is frozen can't be filled later."""
    return type(record), tuple([getattr(record, each.name) for each in fields(record)])


for _record in (
    *(Cell, Block, Encoding, OfficialHeader, Document),
    *(Mention, Quantity, Period, Place, Body, Official, Law),
    *(Versus, Figure, Zero, ReviewOfficial, Award, Review, Flag, Private, Reading),
):
    copyreg.pickle(_record, _by_fields)
