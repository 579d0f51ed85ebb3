"""The other numbers that a number may be linked to, for both kinds of links."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from tongket.choosing.ranking import Weigher
from tongket.reading.linkhistory import History
from tongket.reading.linkviews import Views
from tongket.reading.setting import Setting


@dataclass(frozen=True, slots=True)
class Reach:
    """How far off another number may stand."""

    before: int
    """So many numbers back."""
    sentences: int
    """So many sentences back."""
    ahead: int
    sentences_ahead: int
    most: int
    """So many numbers before it are weighed."""


class LinkOptions(ABC):
    """The options among the numbers of one text."""

    reach: ClassVar[Reach]

    def __init__(self, setting: Setting, views: Views, history: History, weigh: Weigher) -> None:
        self._keys = setting.tokens.keys
        self._slots = setting.slots
        self._views = views
        self._history = history
        self._weigh = weigh
        self._nothing = weigh([])

    def candidates(self, index: int) -> list[int]:
        """The numbers that one may be linked to, the nearest first; then those behind it."""
        slots, reach, found = self._slots, self.reach, list[int]()
        sentence = slots[index].sentence
        for at in range(index - 1, max(-1, index - 1 - reach.before), -1):
            if sentence - slots[at].sentence > reach.sentences or len(found) == reach.most:
                break
            if self.may_link(index, at):
                found.append(at)
        for at in range(index + 1, min(index + 1 + reach.ahead, len(slots))):
            if slots[at].sentence - sentence > reach.sentences_ahead:
                break
            if self.may_link(index, at):
                found.append(at)
        return found

    @abstractmethod
    def may_link(self, index: int, at: int) -> bool:
        """Whether the number at `index` may be linked to that at `at` by what both are."""
