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
        self.marks = _Marks(reader)
        self._before_names = {last: first for first, last in [*marks.places, *marks.bodies]}
        self._said = [slot.counted for slot in slots]
        """What the rules chose, before any choice here."""

    # ── options ──────────────────────────────────────────────────────────────
    def spans(self, index: int) -> dict[Span | None, list[str]]:
        """Every option of a slot with where it comes from; spans of tokens as spans of the text."""
        found: dict[Span | None, list[str]] = {}
        for tag, fixed, others in self._walks(self._slots[index]):
            for other in others:
                ends = (fixed, other) if tag == "A" else (other, fixed)
                found.setdefault(self._tokens.span(*ends), []).append(tag)
        for span, source in self._given(index):
            sources = found.setdefault(span, [])
            if source not in sources:
                sources.append(source)
        return found

    def _given(self, index: int) -> list[tuple[Span | None, str]]:
        """What the rules offer for a slot: their noun and subject, their choice, what earlier numbers count."""
        slot = self._slots[index]
        given: list[tuple[Span | None, str]] = [
            (self._tokens.span(*phrase), source)
            for source, phrase in (("N", slot.noun), ("S", slot.subject))
            if phrase is not None and phrase[1] > phrase[0]
        ]
        given.append((self._said[index], "R"))
        for at in range(index - 1, max(-1, index - 1 - _EARLIER), -1):
            if self._slots[at].counted is not None:
                given.append((self._slots[at].counted, f"P{min(3, index - at)}"))
        given.append((None, "0"))
        return given

    def _walks(self, slot: Slot) -> list[tuple[str, int, list[int]]]:
        """Stretches of tokens with one end fixed: "A" begins right behind the number and goes on to each of the other
        ends; "B" ends before the number's cues (or before a time or name there) and begins at each of the others."""
        walks = [("A", slot.last, self._behind(slot))]
        floor = max(slot.floor, slot.chain_start - _LONGEST - 8)
        return walks + [("B", last, self._before(last, floor)) for last in self._ends_before(slot, floor)]

    def _behind(self, slot: Slot) -> list[int]:
        end = self._tokens.before(self._reader.sentences[slot.sentence][1])
        limit = min(end, slot.last + _LONGEST, end if slot.quantity.pair == 1 else slot.ceiling)
        ends = []
        for last in range(slot.last + 1, limit + 1):
            key = self._keys[last - 1]
            if key == ";" and last > slot.last + 1:
                break
            if (key[0].isalnum() or key in ')”"') and not self._cuts(last):
                ends.append(last)
        return ends

    def _before(self, last: int, floor: int) -> list[int]:
        starts = []
        for first in range(last - 1, max(floor, last - _LONGEST) - 1, -1):
            key = self._keys[first]
            if key in ".;":
                break
            if (key[0].isalnum() or key in '“"') and not self._cuts(first):
                starts.append(first)
        return starts

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

    # ── scores ───────────────────────────────────────────────────────────────
    def said(self, index: int) -> Span | None:
        """What the rules chose for a slot."""
        return self._said[index]

    def scored(self, index: int) -> list[tuple[Span | None, Any]]:
        """Every option of a slot with its score (or its features, when learning)."""
        slot = self._slots[index]
        scene = _Scene(self, slot, self._said[index])
        sources = self.spans(index)
        walked = {}
        for tag, fixed, others in self._walks(slot):
            walked.update(scene.walk(tag, fixed, others))
        return [(span, scene.total(span, found, walked)) for span, found in sources.items()]


class _Scene:
    """The features of one slot's options; what several share is weighed once."""

    def __init__(self, options: CountedOptions, slot: Slot, said: Span | None) -> None:
        self._weigh = options._weigh
        self._marks = options.marks
        self._tokens, self._keys = options._tokens, options._keys
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
        self._shared: dict[str, Any] = {}
        self._said = self._words(said)

    def total(self, span: Span | None, sources: list[str], walked: dict[Span, Any]) -> Any:
        """What an option scores: by where it comes from, and by its words."""
        tag = _tag(sources)
        total = self._of_context(tag)
        for source in sources:
            total = total + self._of_source(source)
        if span is None:
            return total
        if span in walked:
            return total + walked[span]
        first, last = self._tokens.at(span[0]), self._tokens.before(span[1])
        walk = "B" if tag == "S" else tag
        return total + self.walk(walk, first, [last], from_left=True).get(span, self._weigh([]))

    def walk(self, tag: str, fixed: int, others: list[int], from_left: bool | None = None) -> dict[Span, Any]:
        """The words of the options of one walk, span by span: each step adds the words that it takes in."""
        if not others:
            return {}
        rightward = tag == "A" if from_left is None else from_left
        weigh, span_of = self._weigh, self._tokens.span
        fixed_side = weigh(self._start(tag, fixed) if rightward else self._end(tag, fixed))
        found: dict[Span, Any] = {}
        inside, acts, alike, at = weigh([]), 0, 0, fixed
        named = timed = False
        for other in others:
            taken = range(at, other) if rightward else range(other, at)
            at = other
            words = []
            for token in taken:
                key = self._keys[token]
                if key in self._marks.joints:
                    words.append(f"{tag}has={key}")
                if token in self._marks.special:
                    acts += token in self._marks.acts
                    if token in self._marks.names and not named:
                        named = True
                        words.append(f"{tag}hasname")
                    if token in self._marks.times and not timed:
                        timed = True
                        words.append(f"{tag}hastime")
                alike += key in self._said
            if words:
                inside = inside + weigh(words)
            first, last = (fixed, other) if rightward else (other, fixed)
            size = last - first
            length = f"{tag}len{size if size < 6 else 6 if size < 9 else 9}"
            whole = [length, f"{length}|{self._unit}", f"{tag}acts{min(2, acts)}"]
            if self._said:
                same = 2 * min(alike, len(self._said)) >= _ALIKE * (len(self._said) + size)
                whole += ["said", f"said|{tag}"] if same else ["unsaid"]
            side = self._end(tag, other) if rightward else self._start(tag, other)
            found[span_of(first, last)] = fixed_side + inside + weigh(side + whole)
        return found

    def _of_context(self, tag: str) -> Any:
        name = f"context{tag}"
        if name not in self._shared:
            self._shared[name] = self._weigh([f"{tag}|{feature}" for feature in self._context])
        return self._shared[name]

    def _of_source(self, source: str) -> Any:
        if source not in self._shared:
            found = [source]
            if source not in ("A", "B"):
                found += [f"{source}|{self._base}", f"{source}|{self._has}|{self._unit}", f"{source}|{self._roles}"]
            self._shared[source] = self._weigh(found)
        return self._shared[source]

    def _start(self, tag: str, first: int) -> list[str]:
        before, this, after = self._marks.shown(first - 1), self._marks.shown(first), self._marks.shown(first + 1)
        kind = "time" if first in self._marks.after_times else "word" if before[0].isalnum() else "mark"
        found = [f"{tag}first={this}", f"{tag}pv={before}", f"{tag}12={this} {after}", f"{tag}pc{kind}"]
        if tag != "A":
            found.append(f"{tag}pv2={self._marks.shown(first - 2)} {before}")
        return found + [f"{tag}f:{role}" for role in self._marks.roles(first)]

    def _end(self, tag: str, last: int) -> list[str]:
        after, end = self._marks.shown(last), self._marks.shown(last - 1)
        kind = self._marks.kind(last)
        found = [
            f"{tag}nx={after}",
            f"{tag}last={end}",
            f"{tag}last2={self._marks.shown(last - 2)} {end}",
            f"{tag}nc{kind}",
            f"{tag}nc{kind}|{self._unit}",
        ]
        if tag == "A":
            return [*found, f"Anx2={after} {self._marks.shown(last + 1)}", f"Abnd={end}_{after}"]
        return [*found, f"{tag}gap{min(5, max(0, self._slot.chain_start - last))}"]

    def _words(self, span: Span | None) -> frozenset[str]:
        if span is None:
            return frozenset()
        return frozenset(self._keys[self._tokens.at(span[0]) : self._tokens.before(span[1])])


def _tag(sources: list[str]) -> str:
    """What kind of option it is: behind the number, before it, an earlier number's, the rules' alone, none."""
    for tag, rule in _TAGS:
        if tag in sources or rule in sources:
            return tag
    if any(source[0] == "P" for source in sources):
        return "P"
    return "R" if "R" in sources else "0"


class _Marks:
    """What stands at the tokens of one text."""

    def __init__(self, reader: FigureReader) -> None:
        self._keys = reader.tokens.keys
        self._opens = reader.phrases.opens_with
        self._is_plain = reader.phrases.is_plain
        self._roles: dict[int, list[str]] = {}
        marks = reader.landmarks
        self.joints = _words("joints")
        self.times = {first for first, _ in marks.periods}
        self.names = {first for first, _ in [*marks.places, *marks.bodies]}
        self.acts = reader.acts.starts
        self.special = self.times | self.names | self.acts
        self.after_times = marks.period_before

    def shown(self, at: int) -> str:
        """The token as features name it: numbers are alike, "$" stands beyond the text."""
        if not 0 <= at < len(self._keys):
            return "$"
        key = self._keys[at]
        return "0" if key.isdigit() else key

    def roles(self, at: int) -> list[str]:
        """The lists of phrases that one begins of at a token."""
        if at not in self._roles:
            plain = self._is_plain(at)
            self._roles[at] = [] if plain else [role for role in _HEADS if self._opens(role, at)]
        return self._roles[at]

    def kind(self, at: int) -> str:
        if at in self.special:
            return "time" if at in self.times else "name" if at in self.names else "act"
        return "word" if at < len(self._keys) and self._keys[at][0].isalnum() else "mark"


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
