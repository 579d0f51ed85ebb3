"""What a text tells of as a whole: a case, a trial, crimes and deaths, or people known to the public."""

from __future__ import annotations

from typing import Final

from tongket.privacy.words import Cues, word_set

_DEEDS: Final = 3
"""So many crimes and deaths make of a foreign name a possible victim's."""
_TRIAL: Final = 3
"""So many words of charges and suspects tell of a trial."""
_STAGE, _STARS = 2, 6
"""So many words of the stage and of sports: a text with stars in it, and one about stars alone."""


class Tenor:
    """Asked about the cues of one text; every answer is counted out once."""

    def __init__(self, key: str, cues: Cues) -> None:
        self.key, self.cues = key, cues
        self._counts: dict[tuple[str, ...], int] = {}

    def _count(self, kinds: tuple[str, ...], *section: str) -> int:
        """How many cues of these kinds are words of that section."""
        if section not in self._counts:
            words, ending = word_set(*section), self.cues.ending
            found = [kind in kinds and self.key[start:end] in words for end, (kind, start) in ending.items()]
            self._counts[section] = sum(found)
        return self._counts[section]

    def _cases(self) -> int:
        return self._count(("role",), "case_roles")

    def _stage(self) -> int:
        return self._count(("strong",), "public", "stage")

    @property
    def case(self) -> bool:
        """Whether suspects or victims are told of at all."""
        return self._cases() > 0

    @property
    def trial(self) -> bool:
        """Whether charges and suspects abound."""
        return self._count(("role", "handled"), "trial") >= _TRIAL

    @property
    def deeds(self) -> bool:
        """Whether crimes or deaths abound, so that a foreign name without a role may be a victim's."""
        return len(self.cues.others.get("deed", ())) >= _DEEDS

    @property
    def starry(self) -> bool:
        """Whether the text is about stars alone."""
        return not self._cases() and self._stage() + len(self.cues.others.get("stage", ())) >= _STARS

    @property
    def known(self) -> bool:
        """Whether people known to the public are told of, so that a bare name is sooner one of theirs."""
        return self.starry or (self._stage() >= _STAGE and self._stage() > 2 * self._cases())
