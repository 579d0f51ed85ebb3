"""The forms that name nothing counted, so kept that only those are looked at for a figure which may fit it.

Most of them ask for words right before or behind the number: they are found by the first such word.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tongket.indicators.ranks import Candidate
    from tongket.indicators.scenes import Scene
    from tongket.records import Figure


class Unworded:
    """Such forms, those of figures in certain units."""

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        self._led: dict[str, list[Candidate]] = {}
        self._followed: dict[str, list[Candidate]] = {}
        self._of: list[Candidate] = []
        self._covering: list[Candidate] = []
        self._within: list[Candidate] = []
        self._others: list[Candidate] = []
        for each in candidates:
            form = each.form
            if form.right_before:
                for word in {phrase[-1] for phrase in form.right_before}:
                    self._led.setdefault(word, []).append(each)
            elif form.after:
                for word in {phrase[0] for phrase in form.after}:
                    self._followed.setdefault(word, []).append(each)
            elif form.of or form.covers or form.within:
                (self._of if form.of else self._covering if form.covers else self._within).append(each)
            else:
                self._others.append(each)

    def for_figure(self, figure: Figure, scene: Scene) -> list[Candidate]:
        """The forms that may fit a figure; one may be told twice."""
        found = self._others.copy()
        if self._led:
            for word in scene.last_words(figure):
                found += self._led.get(word, ())
        if self._followed and (behind := scene.words_behind(figure)):
            found += self._followed.get(behind[0], ())
        if figure.of is not None:
            found += self._of
        if figure.covers:
            found += self._covering
        if figure.part_of is not None:
            found += self._within
        return found
