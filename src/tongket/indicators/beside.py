"""The names of things that stand right before a number, for figures of which another thing was read as counted:
"Công ty Sao Mai báo doanh thu thuần đạt 31 tỷ đồng"."""

from __future__ import annotations

from tongket.indicators.catalogue import settings
from tongket.indicators.phrases import Phrases, Words

_SURE, _AT_FIRST = 3, 2
"""Words that such a name has at the least, and one that begins the clause: fewer say too little outside what was read
as counted."""

Forms = tuple[tuple[int, bool], ...]
"""Numbers of forms, each with whether the name must be all that is counted."""


class Beside:
    """Looks for the names that forms have in the words before a number."""

    def __init__(self, named: Phrases[Forms]) -> None:
        self._named = named
        self._links = frozenset(settings()["links"])
        self._plain = frozenset(settings()["plain"])
        self._bounds = frozenset(settings()["bounds"])

    def forms(self, before: Words, between: int, *, linked: bool) -> dict[int, tuple[bool, int, bool]]:
        """Form → worth, for names that end before the number with nothing between but its `between` last words ("hơn",
        "đạt"). `linked`: one of them must be a word such as "là", else the thing stands behind the number."""
        found: dict[int, tuple[bool, int, bool]] = {}
        if before[-1:] and before[-1] in self._bounds and between == 1:
            return found  # "thị trường xuất khẩu trên 1 tỷ USD"
        if linked and self._links.isdisjoint(before[len(before) - between :]):
            return found
        for start in range(len(before)):
            for length, forms in self._named.at(before, start):
                if length < (_SURE if start else _AT_FIRST) or start + length + between < len(before):
                    continue
                if self._plain.issuperset(before[start : start + length]):
                    continue
                for form, whole in forms:
                    if not whole:
                        found[form] = max(found.get(form, (True, 0, True)), (True, length, True))
        return found
