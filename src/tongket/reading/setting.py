"""What the links between the numbers of one text are told by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tongket.reading.acts import Acts
from tongket.reading.cues import Cues
from tongket.reading.phrases import Phrases
from tongket.reading.slots import Slot
from tongket.reading.tokens import Tokens
from tongket.records import Block


@dataclass(frozen=True, slots=True)
class Setting:
    """The numbers of one text, in its order, and what stands around them."""

    tokens: Tokens
    shown: Sequence[str]
    """Token → how features show it."""
    cues: Cues
    phrases: Phrases
    acts: Acts
    blocks: Sequence[Block]
    slots: Sequence[Slot]
