"""How likely a record is right: quantity, counted, meaning and period, the row that a user would keep.

A logistic regression on how sure the choices were and on what kind of figure it is, fitted on readings of documents
that the choices had not learnt from (train/fit.py).
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from tongket.choosing.ranking import UNIT, Weigher, bucket
from tongket.choosing.signs import roles_of, unit_class
from tongket.reading.slots import Slot
from tongket.records import Encoding

if TYPE_CHECKING:
    from tongket.reading.figures import FigureReader

_CHOICES: Final[tuple[str, ...]] = ("counted", "status", "period")
_STEPS: Final[tuple[float, ...]] = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.87, 0.93, 0.96, 0.98, 0.99)
_MANY: Final[tuple[int, ...]] = (1, 3, 6, 10, 20, 40)
_HUNDREDTH: Final = Decimal("0.01")
_LEAST, _MOST = Decimal("0.01"), Decimal("0.99")


def of(score: int) -> Decimal:
    """The probability of a score (thousandths of log-odds), in hundredths, never quite 0 or 1."""
    value = Decimal(1 / (1 + math.exp(-score / UNIT))).quantize(_HUNDREDTH)
    return max(_LEAST, min(_MOST, value))


def through(encoding: Encoding, confidence: Decimal) -> Decimal:
    """A record's confidence where its text itself is only likely, recognised from a picture: the record is right where
    both the words and their reading are, so the two probabilities are multiplied."""
    if not encoding.recognised:
        return confidence
    return max(_LEAST, (confidence * encoding.confidence).quantize(_HUNDREDTH))


def signs(reader: FigureReader, slots: Sequence[Slot], index: int, weigh: Weigher) -> Any:
    """What tells how likely a slot's record is right: its score (or its features, when learning)."""
    slot, document, chosen = slots[index], reader.document, weigh.group(_chosen)
    paper, unit = document.header is not None, unit_class(slot)
    total = weigh.group(_meant)[
        paper,
        document.blocks[slot.block].kind,
        unit,
        slot.kind,
        roles_of(slot),
        slot.status,
        slot.quantity.bound,
        slot.quantity.form,
    ]
    product = 1.0
    for choice in _CHOICES:
        sure = slot.sure.get(choice)
        product *= 1.0 if sure is None else sure
        total = total + chosen[choice, _step(sure), paper]
    return (
        total
        + weigh.group(_known)[
            _step(product),
            unit,
            slot.counted is not None,
            slot.period is not None,
            slot.period_source,
            slot.period_settled,
            slot.inherited is not None,
            bucket(len(slots), _MANY),
            document.published_date is not None,
            slot.pair,
            slot.quantity.start < reader.circumstances.lead_end,
            slot.quantity.ambiguous is not None,
        ]
    )


def _meant(paper: bool, block: str, unit: str, kind: str, roles: str, status: str, bound: str, form: str) -> list[str]:
    return [
        "any",
        f"paper{paper:d}",
        f"block{block}|paper{paper:d}",
        f"unit{unit}",
        f"kind{kind}",
        f"kind{kind}|{unit}",
        f"roles{roles}",
        f"status{status}",
        f"bound{bound}",
        f"form{form}",
    ]


def _chosen(choice: str, step: str, paper: bool) -> list[str]:
    return [f"{choice}{step}", f"{choice}{step}|paper{paper:d}"]


def _known(
    step: str,
    unit: str,
    counted: bool,
    period: bool,
    source: str | None,
    settled: bool,
    inherited: bool,
    figures: str,
    published: bool,
    pair: str,
    in_lead: bool,
    ambiguous: bool,
) -> list[str]:
    found = [
        f"all{step}",
        f"counted{counted:d}|{unit}",
        f"period{period:d}|{source}",
        f"settled{settled:d}",
        f"inherited{inherited:d}",
        f"figures{figures}",
        f"published{published:d}",
        f"pair{pair}",
        f"lead{in_lead:d}",
    ]
    return [*found, "ambiguous"] if ambiguous else found


def _step(sure: float | None) -> str:
    return "none" if sure is None else str(bisect_right(_STEPS, sure))
