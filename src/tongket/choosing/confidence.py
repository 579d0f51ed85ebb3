"""How likely a record is right: quantity, counted, meaning and period, the row that a user would keep.

A logistic regression on how sure the choices were and on what kind of figure it is, fitted on readings of documents
that the choices had not learnt from (train/fit.py).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from tongket.choosing.ranking import UNIT, bucket
from tongket.choosing.signs import roles_of, unit_class
from tongket.reading.slots import Slot
from tongket.records import Encoding

if TYPE_CHECKING:
    from tongket.reading.figures import FigureReader

_CHOICES = ("counted", "status", "period")
_STEPS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.87, 0.93, 0.96, 0.98, 0.99)
_HUNDREDTH = Decimal("0.01")
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


def signs(reader: FigureReader, slots: Sequence[Slot], index: int) -> list[str]:
    """What tells how likely a slot's record is right."""
    slot = slots[index]
    block = reader.document.blocks[slot.block].kind
    paper = f"paper{reader.document.header is not None:d}"
    product = 1.0
    found = ["any", paper, f"block{block}|{paper}", f"unit{unit_class(slot)}", f"kind{slot.kind}"]
    for choice in _CHOICES:
        sure = slot.sure.get(choice)
        product *= 1.0 if sure is None else sure
        found.append(f"{choice}{_step(sure)}")
        found.append(f"{choice}{_step(sure)}|{paper}")
    found += [
        f"all{_step(product)}",
        f"kind{slot.kind}|{unit_class(slot)}",
        f"roles{roles_of(slot)}",
        f"status{slot.status}",
        f"bound{slot.quantity.bound}",
        f"form{slot.quantity.form}",
        f"counted{slot.counted is not None:d}|{unit_class(slot)}",
        f"period{slot.period is not None:d}|{slot.period_source}",
        f"settled{slot.period_settled:d}",
        f"inherited{slot.inherited is not None:d}",
        f"figures{bucket(len(slots), (1, 3, 6, 10, 20, 40))}",
        f"published{reader.document.published_date is not None:d}",
        f"pair{slot.pair}",
        f"lead{slot.quantity.start < reader.circumstances.lead_end:d}",
    ]
    if slot.quantity.ambiguous is not None:
        found.append("ambiguous")
    return found


def _step(sure: float | None) -> str:
    if sure is None:
        return "none"
    return str(sum(1 for step in _STEPS if sure >= step))
