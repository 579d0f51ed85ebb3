"""Which phrase is counted: where it begins and ends, before or behind its number, or taken over from a number before.

Two phrases are the same answer where they share most of their words; the option chosen is the one that its like-worded
neighbours support most (minimum Bayes risk under that measure), not the single likeliest span.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from tongket import lexicon
from tongket.choosing.ranking import Weigher, ranked
from tongket.choosing.signs import roles_of, unit_class
from tongket.reading.phrasing import words_of
from tongket.reading.slots import Slot
from tongket.records import Span

if TYPE_CHECKING:
    from tongket.reading.figures import FigureReader

_words = words_of("choosing")

_LONGEST = 16
_EARLIER = 7
"""So many numbers before this one may pass their phrase on."""
_CONSIDERED = 6
"""So many of the likeliest options support each other."""
_ALIKE = 2 / 3
_CLOSE, _KEPT = 0.05, 0.15
"""Options whose support differs by no more than this are equally good answers."""
_HEADS = ("heads", "strong_heads", "number_of", "general", "measures", "cases", "relative", "left_strip", "no_subject")
_TAGS = (("A", "N"), ("B", "S"))
"""Options behind the number, before it; each with the rules' own one."""


@cache
def _compounds() -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(pair.split()) for pair in lexicon.load("compounds")["pairs"])


class CountedOptions:
    """The options of the slots of one text. Sources: "A" behind the number, "B" before it, "N" and "S" the rules'
    noun and subject, "R" the rules' choice, "P1" … "P3" what an earlier number counts, "0" nothing."""

    def __init__(self, reader: FigureReader, slots: Sequence[Slot], weigh: Weigher) -> None:
        self._reader = reader
        self._slots = slots
        self._weigh = weigh
        self._tokens = reader.tokens
        self._keys = reader.tokens.keys
        marks = reader.landmarks
        self._times = {first for first, _ in marks.periods}
        self._names = {first for first, _ in [*marks.places, *marks.bodies]}
        self._before_names = {last: first for first, last in [*marks.places, *marks.bodies]}
        self._said = [slot.counted for slot in slots]
        """What the rules chose, before any choice here."""

    # ── options ──────────────────────────────────────────────────────────────
    def spans(self, index: int) -> dict[Span | None, list[str]]:
        """Every option of a slot with where it comes from."""
        slot = self._slots[index]
        found: dict[Span | None, list[str]] = {}

        def add(span: Span | None, source: str) -> None:
            sources = found.setdefault(span, [])
            if source not in sources:
                sources.append(source)

        for first, last in self._behind(slot):
            add(self._tokens.span(first, last), "A")
        for first, last in self._before(slot):
            add(self._tokens.span(first, last), "B")
        for source, phrase in (("N", slot.noun), ("S", slot.subject)):
            if phrase is not None and phrase[1] > phrase[0]:
                add(self._tokens.span(*phrase), source)
        add(self._said[index], "R")
        for at in range(index - 1, max(-1, index - 1 - _EARLIER), -1):
            if self._slots[at].counted is not None:
                add(self._slots[at].counted, f"P{min(3, index - at)}")
        add(None, "0")
        return found

    def _behind(self, slot: Slot) -> list[Span]:
        """Token ranges that begin right behind the number."""
        end = self._tokens.before(self._reader.sentences[slot.sentence][1])
        limit = min(end, slot.last + _LONGEST, end if slot.quantity.pair == 1 else slot.ceiling)
        ranges = []
        for last in range(slot.last + 1, limit + 1):
            key = self._keys[last - 1]
            if key == ";" and last > slot.last + 1:
                break
            if (key[0].isalnum() or key in ')”"') and not self._cuts(last):
                ranges.append((slot.last, last))
        return ranges

    def _before(self, slot: Slot) -> list[Span]:
        """Token ranges that end before the number's cues, or before a time or place that stands there."""
        floor = max(slot.floor, slot.chain_start - _LONGEST - 8)
        ranges = []
        for last in self._ends_before(slot, floor):
            for first in range(last - 1, max(floor, last - _LONGEST) - 1, -1):
                key = self._keys[first]
                if key in ".;":
                    break
                if (key[0].isalnum() or key in '“"') and not self._cuts(first):
                    ranges.append((first, last))
        return ranges

    def _cuts(self, at: int) -> bool:
        """Whether two syllables of one word stand on the two sides of a token's beginning."""
        return 0 < at < len(self._keys) and (self._keys[at - 1], self._keys[at]) in _compounds()

    def _ends_before(self, slot: Slot, floor: int) -> list[int]:
        end = self._past_marks(slot.chain_start, floor)
        ends = [end]
        for _ in range(3):
            first = self._reader.landmarks.period_before.get(end, self._before_names.get(end))
            if first is None or first <= floor:
                break
            end = first
            while end > floor and (not self._tokens.is_word(end - 1) or self._keys[end - 1] in _words("placing")):
                end -= 1
            ends.append(end)
        if slot.subject is not None:
            ends.append(slot.subject[1])
        return sorted(set(ends))

    def _past_marks(self, at: int, floor: int) -> int:
        while at > floor and not self._tokens.is_word(at - 1):
            at -= 1
        return at

    def said(self, index: int) -> Span | None:
        """What the rules chose for a slot."""
        return self._said[index]

    # ── scores ───────────────────────────────────────────────────────────────
    def scored(self, index: int) -> list[tuple[Span | None, Any]]:
        """Every option of a slot with its score (or its features, when learning)."""
        slot = self._slots[index]
        scene = _Scene(self, slot, self._said[index])
        return [(span, scene.score(span, sources)) for span, sources in self.spans(index).items()]


class _Scene:
    """The features of one slot's options; what several share is weighed once."""

    def __init__(self, options: CountedOptions, slot: Slot, said: Span | None) -> None:
        self._weigh = options._weigh
        self._reader = options._reader
        self._tokens, self._keys = options._tokens, options._keys
        self._times, self._names = options._times, options._names
        self._slot = slot
        self._unit = unit = unit_class(slot)
        self._base = f"{unit}|{slot.kind}"
        self._roles = roles = roles_of(slot)
        has = f"N{slot.noun is not None:d}S{slot.subject is not None:d}"
        self._has = f"{has}V{slot.verb is not None:d}"
        self._context = (
            unit,
            self._base,
            f"{unit}|{roles}",
            f"{self._base}|{self._has}",
            f"{unit}|pair{slot.quantity.pair}",
            f"br{slot.bracket:d}|{unit}",
        )
        self._shared: dict[object, Any] = {}
        self._said = self._words(said)

    def score(self, span: Span | None, sources: list[str]) -> Any:
        tag = self._tag(sources)
        total = self._once((tag,), lambda: [f"{tag}|{feature}" for feature in self._context])
        for source in sources:
            total = total + self._once((source, "source"), lambda s=source: self._of_source(s))
        if span is None:
            return total
        first, last = self._tokens.at(span[0]), self._tokens.before(span[1])
        total = total + self._once((tag, "start", first), lambda: self._start(tag, first))
        total = total + self._once((tag, "end", last), lambda: self._end(tag, last))
        return total + self._weigh(self._whole(tag, first, last))

    def _once(self, name: object, features: Any) -> Any:
        if name not in self._shared:
            self._shared[name] = self._weigh(features())
        return self._shared[name]

    def _tag(self, sources: list[str]) -> str:
        for tag, rule in _TAGS:
            if tag in sources or rule in sources:
                return tag
        if any(source[0] == "P" for source in sources):
            return "P"
        return "R" if "R" in sources else "0"

    def _of_source(self, source: str) -> list[str]:
        if source in ("A", "B"):
            return [source]
        return [source, f"{source}|{self._base}", f"{source}|{self._has}|{self._unit}", f"{source}|{self._roles}"]

    def _key(self, at: int) -> str:
        if not 0 <= at < len(self._keys):
            return "$"
        key = self._keys[at]
        return "0" if key.isdigit() else key

    def _start(self, tag: str, first: int) -> list[str]:
        before = self._key(first - 1)
        kind = "time" if first in self._reader.landmarks.period_before else "word" if before[0].isalnum() else "mark"
        found = [
            f"{tag}first={self._key(first)}",
            f"{tag}pv={before}",
            f"{tag}12={self._key(first)} {self._key(first + 1)}",
            f"{tag}pc{kind}",
        ]
        if tag != "A":
            found.append(f"{tag}pv2={self._key(first - 2)} {before}")
        opens = self._reader.phrases.opens_with
        return found + [f"{tag}f:{role}" for role in _HEADS if opens(role, first)]

    def _end(self, tag: str, last: int) -> list[str]:
        after, end = self._key(last), self._key(last - 1)
        kind = self._kind_at(last)
        found = [
            f"{tag}nx={after}",
            f"{tag}last={end}",
            f"{tag}last2={self._key(last - 2)} {end}",
            f"{tag}nc{kind}",
            f"{tag}nc{kind}|{self._unit}",
        ]
        if tag == "A":
            return [*found, f"Anx2={after} {self._key(last + 1)}", f"Abnd={end}_{after}"]
        return [*found, f"{tag}gap{min(5, max(0, self._slot.chain_start - last))}"]

    def _kind_at(self, at: int) -> str:
        if at in self._times:
            return "time"
        if at in self._names:
            return "name"
        if at < len(self._keys) and self._reader.acts.size_at(at):
            return "act"
        return "word" if at < len(self._keys) and self._tokens.is_word(at) else "mark"

    def _whole(self, tag: str, first: int, last: int) -> list[str]:
        words = self._keys[first:last]
        length = len(words) if len(words) < 6 else 6 if len(words) < 9 else 9
        found = [f"{tag}len{length}", f"{tag}len{length}|{self._unit}"]
        found += [f"{tag}has={word}" for word in words if word in _words("joints")]
        within = range(first, last)
        found.append(f"{tag}acts{min(2, sum(1 for at in within if self._reader.acts.size_at(at)))}")
        if any(at in self._names for at in within):
            found.append(f"{tag}hasname")
        if any(at in self._times for at in within):
            found.append(f"{tag}hastime")
        if self._said:
            alike = 2 * len(self._said.intersection(words)) >= _ALIKE * (len(self._said) + len(set(words)))
            found += ["said", f"said|{tag}"] if alike else ["unsaid"]
        return found

    def _words(self, span: Span | None) -> frozenset[str]:
        if span is None:
            return frozenset()
        return frozenset(self._keys[self._tokens.at(span[0]) : self._tokens.before(span[1])])


def supported(
    options: list[tuple[Span | None, int]], said: Span | None, reader: FigureReader
) -> tuple[Span | None, float]:
    """The option that the likeliest ones support most by saying the same, and how likely its answer is.

    Of options with nearly the same support the rules' own choice (`said`) is kept, else the likeliest is taken: the
    support of a phrase's middle is high, but it is not what anybody would call it.
    """
    top = ranked(options)[:_CONSIDERED]
    tokens = reader.tokens

    def words(span: Span | None) -> frozenset[str]:
        return frozenset() if span is None else frozenset(tokens.keys[tokens.at(span[0]) : tokens.before(span[1])])

    sets = [words(one.option) for one in top]

    def support(mine: frozenset[str]) -> float:
        return sum(
            one.probability
            for one, theirs in zip(top, sets, strict=True)
            if 2 * len(mine & theirs) >= _ALIKE * (len(mine) + len(theirs)) and bool(mine) == bool(theirs)
        )

    found = [(round(support(mine), 6), one.option) for one, mine in zip(top, sets, strict=True)]
    best = max(value for value, _ in found)
    if (kept := support(words(said))) >= best - _KEPT:
        return said, kept
    return next((option, value) for value, option in found if value >= best - _CLOSE)
