"""A slot is a number in its sentence: the raw material of a figure, filled in by the rules of this room one by one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from tongket.reading.cues import Cue, Cues
from tongket.records import Dates, Direction, Kind, PeriodSource, Quantity, Span, Status, Versus


@dataclass(slots=True)
class Slot:
    """One figure in the making. Token indices are half open and refer to the document's `Tokens`."""

    quantity: Quantity
    sentence: int
    """Index of its sentence in the document."""
    block: int
    first: int
    """First token of the number with the modifier before it."""
    last: int
    """One past the last token of the number with the modifier behind it."""
    floor: int = 0
    """Left end of what may belong to this number: the sentence's start or the end of what belongs to the one before."""
    ceiling: int = 0
    """Right end: the next number's modifier or the sentence's end."""
    bracket: bool = False
    """Stands in brackets that open after an earlier number of the sentence."""
    chain: list[Cue] = field(default_factory=list)
    """Cues that stand right before the number, the nearest first."""
    noun: tuple[int, int] | None = None
    """Tokens of the phrase that follows the number."""
    subject: tuple[int, int] | None = None
    """Tokens of the phrase that the verb before the number speaks of."""
    verb: tuple[int, int] | None = None
    """Tokens of the act before (or, in the passive, after) the number."""
    counted: Span | None = None
    inherited: int | None = None
    """Index of the slot whose counted phrase this one takes over."""
    act: Span | None = None
    sure: dict[str, float] = field(default_factory=dict)
    """Choice ("counted", "status", "period") → how likely the option is that was taken."""
    confidence: Decimal | None = None
    """How likely quantity, counted, meaning and period are all right."""
    pair: str = ""
    """What a number of "x/y" is: part, counts, this_period, last_period, result or plan; empty outside pairs."""
    unit: str = "count"
    kind: Kind = "level"
    direction: Direction | None = None
    status: Status = "reported"
    of: int | None = None
    part_of: int | None = None
    breakdown: int | None = None
    exhaustive: str | None = None
    covers: tuple[int, ...] = ()
    period: Dates | None = None
    period_source: PeriodSource | None = None
    period_settled: bool = False
    """The rules are sure of the period: it is told by the other side of a comparison, or by a pair "x/y"."""
    body: str | None = None
    body_settled: bool = False
    """The rules are sure of the body: the header of an official paper names it, or the head of a table's row."""
    reported_by: str | None = None
    place: str | None = None
    place_code: str | None = None
    place_settled: bool = False
    """The rules are sure of the place, in the same way."""
    versus: tuple[Versus, ...] = ()
    scope: str | None = None
    qualifier: str | None = None
    cumulative: bool = False
    as_of: str | None = None
    boundary: str | None = None

    @property
    def amount(self) -> Decimal:
        """The number itself; 0 where the grammar told none."""
        return self.quantity.value if isinstance(self.quantity.value, Decimal) else Decimal(0)

    def has(self, *roles: str) -> bool:
        """Whether a cue right before the number has one of the roles."""
        return any(role in cue.roles for cue in self.chain for role in roles)

    @property
    def is_money(self) -> bool:
        """A currency by ISO 4217, alone or in a rate."""
        return is_currency(self.unit)

    @property
    def chain_start(self) -> int:
        """First token of the cues right before the number; the number's own first token where there are none."""
        return self.chain[-1].first if self.chain else self.first


@lru_cache(maxsize=1024)
def is_currency(unit: str) -> bool:
    """Whether a unit is a currency by ISO 4217, alone or in a rate."""
    return unit[:3].isupper() and len(unit.split("/")[0]) == 3


def chain_before(cues: Cues, period_before: Mapping[int, int], first: int, floor: int) -> list[Cue]:
    """Cues and fillers that touch each other on the way left from token `first`, the nearest first.

    A time between ('cao hơn ⟨năm 2016⟩ 1,7%') is stepped over.
    """
    chain: list[Cue] = []
    at = first
    while at > floor:
        cue = cues.by_end.get(at)
        if cue is None and not chain and (start := period_before.get(at)) is not None and start > floor:
            cue, at = cues.by_end.get(start), start
            if cue is None or not cue.roles & {"up", "down"}:
                break
        if cue is None or cue.first < floor or cue.roles <= {"part", "target", "rule", "plan"}:
            break
        chain.append(cue)
        at = cue.first
        if cue.roles & {"up", "down", "share", "reached"} and "filler" not in cue.roles:
            break
    return chain
