"""Whose results: wider than the body that reports (`scope`), or told by another (`reported_by`)."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from functools import cache
from typing import Final

from tongket import lexicon
from tongket.grammar import bodies
from tongket.reading.scene import Scene, pattern, words
from tongket.reading.slots import Slot
from tongket.records import Body

_VERB_WITHIN: Final = 4
"""How many words further a doer's verb begins at the latest."""
_DOER_KEEPS, _TELLER_KEEPS = 1, 2
"""For how many sentences of its paragraph a doer or a teller holds on."""


def fill(scene: Scene) -> None:
    """Sets `scope` and `reported_by` where the text has words for them."""
    _Scopes(scene).fill()
    _Tellers(scene).fill()


class _Scopes:
    """'toàn ngành', 'cấp ủy các cấp', 'Công an các đơn vị, địa phương': the nearest words before a number decide."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._held: dict[int, tuple[int, str]] = {}
        self._bodies = [body for body in scene.reader.mentions.bodies if not body.generic]
        self._starts = [body.start for body in self._bodies]

        self._wide = [
            (start, scope, end)
            for scope in ("sector", "all_levels")
            for start, end in scene.found(f"scope.{scope}")
            if self._does(end) and not _not_doer().search(scene.key, max(0, start - 40), start)
        ]

    def fill(self) -> None:
        for sentence, indices in self._scene.sentences.items():
            start, end = self._scene.span(sentence)
            marks = self._marks(start, end)
            block = self._scene.slots[indices[0]].block
            for index in indices:
                slot = self._scene.slots[index]
                before = [scope for at, scope in marks if at < self._scene.start(index) and not _inside(at, slot)]
                slot.scope = before[-1] if before else self._above(block, sentence) if slot.act else None
            if marks:
                self._held[block] = (sentence, marks[-1][1])

    def _does(self, end: int) -> bool:
        """Whether what is named before `end` does something: a verb follows within a few words."""
        tokens, acts = self._scene.tokens, self._scene.reader.acts
        first = tokens.before(end)
        for at in range(first, min(first + _VERB_WITHIN, len(tokens))):
            if not tokens.is_word(at) and tokens.keys[at] != ",":
                return False
            if acts.size_at(at) or tokens.keys[at] in words("scope", "doing"):
                return True
        return False

    def _above(self, block: int, sentence: int) -> str | None:
        held = self._held.get(block)
        return held[1] if held is not None and sentence - held[0] <= _DOER_KEEPS else None

    def _marks(self, start: int, end: int) -> list[tuple[int, str]]:
        """Where a doer is named, and whether it is one body or many; the wider of two joined names counts."""
        key = self._scene.key
        wide = [mark for mark in self._wide if start <= mark[0] < end]
        own = [
            (body.start, "own")
            for body in self._bodies[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
            if not _behind(key, body.start, "not_owner")
            and not any(body.start <= at <= body.end + 24 or at <= body.start < last for at, _, last in wide)
        ]
        return sorted(own + [(at, scope) for at, scope, _ in wide])


def _inside(at: int, slot: Slot) -> bool:
    """'cán bộ nữ trong cấp ủy ⟨các cấp⟩ đạt 25%': part of what is counted, no doer."""
    return slot.counted is not None and slot.counted[0] <= at < slot.counted[1]


@cache
def _not_doer() -> re.Pattern[str]:
    end = "|".join(words("scope", "ends_not_doer"))
    return re.compile(rf"(?:{pattern('scope', 'not_doer').pattern}) (?:(?!(?:{end}) )\w+ ){{0,3}}$")


class _Tellers:
    """'Theo Bộ Y tế, …', 'Cục Thống kê tỉnh cho biết …': who tells another body's result."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._bodies = [body for body in scene.reader.mentions.bodies if not body.generic]
        self._names: dict[int, str] | None = None
        self._starts = [start for start, _ in scene.reader.sentences]

    def fill(self) -> None:
        found = {self._sentence_of(body): body for body in self._bodies if self._tells(body)}
        if not found:
            return
        for sentence, indices in self._scene.sentences.items():
            teller = self._above(found, sentence)
            name = self._name(teller) if teller is not None else None
            for index in indices:
                slot = self._scene.slots[index]
                if slot.body is not None and name is not None and name != slot.body:
                    slot.reported_by = name

    def _above(self, found: Mapping[int, Body], sentence: int) -> Body | None:
        """Who tells a sentence: named in it, or in those before it of the same paragraph."""
        block_of = self._scene.reader.block_of
        for at in range(sentence, max(-1, sentence - _TELLER_KEEPS - 1), -1):
            if at in found and block_of[at] == block_of[sentence]:
                return found[at]
        return None

    def _tells(self, body: Body) -> bool:
        key = self._scene.key
        if _behind(key, body.start, "reports"):
            return not key.endswith("do ", 0, body.start) and not self._is_agency(body)
        if _behind(key, body.start, "not_owner") or _not_doer().search(key, max(0, body.start - 40), body.start):
            return False
        return _said().match(key, body.end) is not None and not self._is_agency(body)

    def _is_agency(self, body: Body) -> bool:
        """News agencies pass on, they do not report."""
        return self._scene.key[body.start : body.end] in lexicon.load("phrases")["agencies"]

    def _sentence_of(self, body: Body) -> int:
        return bisect_right(self._starts, body.start) - 1

    def _name(self, body: Body) -> str | None:
        if self._names is None:
            reader = self._scene.reader
            named = bodies.resolve(reader.mentions.bodies, reader.text)
            self._names = {id(b): named[i] for i, b in enumerate(reader.mentions.bodies) if i in named}
        return self._names.get(id(body))


@cache
def _said() -> re.Pattern[str]:
    """A verb of telling right behind the body, or behind an office holder's short apposition."""
    return re.compile(rf",? ?(?:(?:{'|'.join(words('scope', 'before_telling'))}) )?{pattern('scope', 'tells').pattern}")


@cache
def _endings(name: str) -> tuple[str, ...]:
    """How a text ends right before a body that stands behind one of the words of a list of lexicon/phrases.toml."""
    return tuple(before + word + " " for word in lexicon.load("phrases")[name] for before in (" ", "\n"))


def _behind(key: str, start: int, name: str) -> bool:
    """Whether a body that starts there stands behind one of the words of a list of lexicon/phrases.toml."""
    if key.endswith(_endings(name), 0, start):
        return True
    return start < 30 and key[:start].rstrip() in lexicon.load("phrases")[name]
