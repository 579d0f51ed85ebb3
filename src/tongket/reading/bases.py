"""Phrases that name the other side of a comparison: "so với cùng kỳ năm 2016", "kế hoạch năm", "bình quân 4 tuần".

`find` gives those of one sentence; which figures they belong to is decided in versus.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from tongket.reading.scene import Scene, pattern, words
from tongket.reading.tokens import Tokens
from tongket.records import Mention, Period, Span

_LONGEST: Final = 14
_MARKS: Final = re.compile(r"[^\w/%]")


@dataclass(frozen=True, slots=True)
class Basis:
    """One phrase of comparison; `first` … `last` are token indices, half open, `start` … `end` its span of the text."""

    first: int
    last: int
    start: int
    end: int
    kind: str
    period: Period | None
    setter: str | None = None


@cache
def _opens() -> re.Pattern[str]:
    compare = pattern("versus", "opens").pattern
    plan = pattern("versus", "plan").pattern
    return re.compile(rf"(?P<compare>{compare})|(?P<plan>{plan})")


class Bases:
    """Finds the phrases of comparison in the sentences of one document."""

    def __init__(self, scene: Scene, tokens: Tokens | None = None) -> None:
        """`tokens`: those of stretches without figures (heads, announcing lines), which the scene has none of."""
        self._scene = scene
        self._tokens = tokens or scene.tokens
        self._keys = self._tokens.keys
        self._numbers = {slot.first for slot in scene.slots} if tokens is None else set()
        self._periods = {at: p for p in scene.reader.mentions.periods if (at := self._begins(p)) is not None}
        self._bodies = {at: b for b in scene.reader.mentions.bodies if (at := self._begins(b)) is not None}

    def _begins(self, mention: Mention) -> int | None:
        """The token that a mention begins with; None where its stretch is not looked at."""
        at = self._tokens.at(mention.start)
        return at if at < len(self._tokens) and self._tokens.starts[at] == mention.start else None

    def find(self, sentence: int) -> list[Basis]:
        """The phrases of a sentence in order, without overlap."""
        return self.within(*self._scene.span(sentence))

    def within(self, start: int, end: int) -> list[Basis]:
        """The phrases of a stretch of the text."""
        limit = self._tokens.before(end)
        found: list[Basis] = []
        for first, opening in self._openings(start, end):
            if found and first < found[-1].last:
                continue
            basis = self._read(first, opening, limit)
            if basis is not None:
                found.append(basis)
        return found

    def _openings(self, start: int, end: int) -> Iterator[tuple[int, str]]:
        """First tokens of what may be such a phrase: a word of comparison, a plan, a time that is compared with."""
        marks = [(m.start(), m.lastgroup or "") for m in _opens().finditer(self._scene.key, start, end)]
        times = [(p.start, "time") for p in self._scene.reader.mentions.periods if p.base and start <= p.start < end]
        for at, opening in sorted(marks + times):
            yield self._tokens.at(at), opening

    def _read(self, first: int, opening: str, limit: int) -> Basis | None:
        last, period = self._extent(first, limit, plan=opening == "plan")
        if last <= first or (opening == "time" and self._tells_itself(first, last)):
            return None
        said = " ".join(self._keys[first:last])
        if opening == "plan" or pattern("versus", "plan").search(said):
            return Basis(first, last, *self._tokens.span(first, last), "plan", period, self._setter(first, last))
        kind = self._kind(said, period)
        return None if kind is None else Basis(first, last, *self._tokens.span(first, last), kind, period)

    def _extent(self, first: int, limit: int, plan: bool) -> tuple[int, Period | None]:
        """One past the phrase's last token, and the time in it."""
        period: Period | None = None
        at, stop = first, min(limit, first + _LONGEST)
        ends, goes_on = pattern("versus", "ends"), words("versus", "plan_goes_on")
        while at < stop:
            if (mention := self._periods.get(at)) is not None and at not in self._numbers:
                at, period = max(at + 1, self._tokens.before(mention.end)), mention
                if not plan and not self._goes_on(at):
                    break
                continue
            key = self._keys[at]
            plan = plan or self._is_plan(at)
            if at in self._numbers or _MARKS.match(key):
                break
            if at > first + 1 and ends.fullmatch(key) and not (plan and key in goes_on) and not self._is_plan(at):
                break
            at += 1
        return at, period

    def _tells_itself(self, first: int, last: int) -> bool:
        """'tăng 5,29% (⟨cùng kỳ năm trước⟩ tăng 4,58%)': what follows is that time's own figure."""
        if first and self._keys[first - 1] in words("versus", "than"):
            return False
        return last < len(self._keys) and (
            self._keys[last] in words("versus", "forward") or self._keys[last] in words("versus", "copula")
        )

    def _is_plan(self, at: int) -> bool:
        return pattern("versus", "plan").match(self._scene.key, self._tokens.starts[at]) is not None

    def _goes_on(self, at: int) -> bool:
        if at >= len(self._keys):
            return False
        return self._keys[at] in words("versus", "after_time") or (
            self._keys[at] in words("versus", "of") and at + 1 in self._periods
        )

    def _kind(self, said: str, period: Period | None) -> str | None:
        """What a phrase compares with; None where it is no time ("so với đối thủ")."""
        if pattern("versus", "average").search(said):
            head = pattern("versus", "average").search(" ".join(said.split()[:5]))
            return "average" if period is not None or head else None
        if pattern("versus", "same").search(said):
            return "same_period"
        timed = pattern("versus", "times").search(said)
        if timed and pattern("versus", "previous").search(said, timed.start()):
            return "previous_period"
        return "base_year" if period is not None and period.grain not in ("clock", "age", "birth", "name") else None

    def _setter(self, first: int, last: int) -> str | None:
        """'dự toán ⟨Trung ương⟩', 'kế hoạch ⟨Thủ tướng⟩ giao', 'chỉ tiêu do ⟨HĐND tỉnh⟩ đề ra'."""
        for at in range(first, last):
            body = self._bodies.get(at)
            if body is not None and not body.generic and self._tokens.before(body.end) <= last:
                return body.text
        start, end = self._tokens.span(first, last)
        found = list(pattern("versus", "setters").finditer(self._scene.key, start, end))
        for match in found:
            behind = self._scene.key[match.end() : end].strip()
            before = self._scene.key[start : match.start()].rstrip()
            if behind.startswith(words("versus", "set_by")) or before.endswith(words("versus", "set_before")):
                return self._scene.raw[match.start() : match.end()]
        return None


def bases_within(scene: Scene, span: Span) -> list[Basis]:
    """The phrases of a stretch without figures: a table's head, a line that announces its bullets.

    Their token indices are of that stretch alone.
    """
    if not _opens().search(scene.key, *span):
        return []
    return Bases(scene, Tokens(scene.reader.text, [span])).within(*span)
