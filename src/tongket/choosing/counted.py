"""Which phrase is counted: where it begins and ends, before or behind its number, or taken over from a number before.

Two phrases are the same answer where they share most of their words; the option chosen is the one that its like-worded
neighbours support most (minimum Bayes risk under that measure), not the single likeliest span.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
_LENGTHS = ("0", "1", "2", "3", "4", "5", "6", "6", "6", *["9"] * 10)
"""Length in tokens → the value of its feature."""
_TAGS = ("A", "B")


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
        self.signs = {tag: _Signs(tag, weigh) for tag in _TAGS}
        self._by_unit: dict[tuple[str, str], _ByUnit] = {}
        self._before_names = {last: first for first, last in [*marks.places, *marks.bodies]}
        self.context, self.source = weigh.group(_context), weigh.group(_source)
        self.agreeing = weigh.group(_agreeing)
        self.nothing = weigh([])
        self._word_sets: dict[Span, frozenset[str]] = {}
        self._said = [slot.counted for slot in slots]
        """What the rules chose, before any choice here."""

    def words_of(self, span: Span | None) -> frozenset[str]:
        """The different words of a phrase."""
        if span is None:
            return frozenset()
        if span not in self._word_sets:
            first, last = self._tokens.at(span[0]), self._tokens.before(span[1])
            self._word_sets[span] = frozenset(self._keys[first:last])
        return self._word_sets[span]

    # ── options ──────────────────────────────────────────────────────────────
    def by_unit(self, tag: str, unit: str) -> _ByUnit:
        if (tag, unit) not in self._by_unit:
            self._by_unit[tag, unit] = _ByUnit(tag, unit, self._weigh)
        return self._by_unit[tag, unit]

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
            if (key == ";" and last > slot.last + 1) or self._begins_line(last - 1):
                break
            if (key[0].isalnum() or key in ')”"') and not self._cuts(last):
                ends.append(last)
        return ends

    def _before(self, last: int, floor: int) -> list[int]:
        starts = []
        for first in range(last - 1, max(floor, last - _LONGEST) - 1, -1):
            key = self._keys[first]
            if key in ".;" or self._begins_line(first + 1):
                break
            if (key[0].isalnum() or key in '“"') and not self._cuts(first) and self._may_begin(first, floor):
                starts.append(first)
        return starts

    def _begins_line(self, at: int) -> bool:
        start = self._tokens.starts[at] if at < len(self._keys) else 0
        return start > 0 and self._tokens.text.key[start - 1] == "\n"

    def _may_begin(self, at: int, floor: int) -> bool:
        """Whether a phrase may begin at a token: behind a mark, a small word, a time, a name or an act, or with a word
        that opens phrases."""
        if at == floor or self._keys[at - 1] in self.marks.joints or not self._keys[at - 1][0].isalnum():
            return True
        return at in self.marks.behind or bool(self.marks.roles(at))

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
        scores: dict[Span | None, Any] = {}
        for tag, fixed, others in self._walks(slot):
            scene.walk(scores, tag, fixed, others)
        for span, source in self._given(index):
            if span is not None and "\n" in self._tokens.text.key[slice(*span)]:
                continue
            if span not in scores:
                scores[span] = scene.apart(span, source)
            scores[span] = scores[span] + scene.of_source(source)
        return list(scores.items())


class _Scene:
    """The features of one slot's options; what several share is weighed once."""

    def __init__(self, options: CountedOptions, slot: Slot, said: Span | None) -> None:
        self._options = options
        self._nothing = options.nothing
        self._marks = options.marks
        self._tokens, self._keys = options._tokens, options._keys
        self._slot = slot
        self._unit = unit = unit_class(slot)
        has = slot.noun is not None, slot.subject is not None, slot.verb is not None
        self._told = unit, slot.kind, roles_of(slot), *has
        self._placed = slot.quantity.pair, slot.bracket
        self._said = options.words_of(said)

    def apart(self, span: Span | None, source: str) -> Any:
        """An option that no walk comes by: what an earlier number counts, or a phrase that only the rules see."""
        tag = source[0] if source[0] in "P0" else "R"
        total = self._of_context(tag)
        if span is None or not self._said:
            return total
        words = self._options.words_of(span)
        return total + self._options.agreeing[tag, self._agrees(len(self._said & words), len(words))]

    def _agrees(self, alike: int, size: int) -> bool:
        """Whether a phrase of so many tokens, so many of which the rules' phrase has, says the same as that."""
        return 2 * min(alike, len(self._said)) >= _ALIKE * (len(self._said) + size)

    def walk(self, scores: dict[Span | None, Any], tag: str, fixed: int, others: list[int]) -> None:
        """Scores the options of one walk, span by span: each step adds the words that it takes in."""
        if not others:
            return
        rightward = tag == "A"
        signs, keys, said, special = self._options.signs[tag], self._keys, self._said, self._marks.special
        by_unit, nothing = self._options.by_unit(tag, self._unit), self._nothing
        starts, ends = self._tokens.starts, self._tokens.ends
        total = self._start(signs, fixed) if rightward else self._end(signs, by_unit, fixed)
        total = total + self._of_context(tag) + self.of_source(tag)
        acts, alike, at, named, timed = 0, 0, fixed, False, False
        for other in others:
            for token in range(at, other) if rightward else range(other, at):
                key = keys[token]
                if key in signs.joints:
                    total = total + signs.has.get(key, nothing)
                if key in said:
                    alike += 1
                if token in special:
                    acts += token in self._marks.acts
                    if token in self._marks.names and not named:
                        named, total = True, total + signs.with_name
                    if token in self._marks.times and not timed:
                        timed, total = True, total + signs.with_time
            at = other
            first, last = (fixed, other) if rightward else (other, fixed)
            length = _LENGTHS[last - first]
            whole = total + by_unit.length.get(length, nothing) + signs.length.get(length, nothing)
            whole = whole + signs.acts.get("012"[acts if acts < 2 else 2], nothing)
            if said:
                whole = whole + (signs.said if self._agrees(alike, last - first) else signs.unsaid)
            side = self._end(signs, by_unit, other) if rightward else self._start(signs, other)
            scores[starts[first], ends[last - 1]] = whole + side

    def _of_context(self, tag: str) -> Any:
        return self._options.context[tag, *self._told, *self._placed]

    def of_source(self, source: str) -> Any:
        return self._options.source[source, *self._told]

    def _start(self, signs: _Signs, first: int) -> Any:
        """What the words around the beginning of a phrase tell."""
        found = self._marks.starts[signs.tag].get(first)
        if found is None:
            word, nothing = self._marks.shown, self._nothing
            before, this = word[first - 1], word[first]
            kind = "time" if first in self._marks.after_times else "word" if before[0].isalnum() else "mark"
            found = (
                signs.first.get(this, nothing)
                + signs.before.get(before, nothing)
                + signs.class_before.get(kind, nothing)
            )
            found = found + signs.first_two.get(f"{this} {word[first + 1]}", nothing)
            if signs.tag != "A":
                found = found + signs.two_before.get(f"{word[first - 2]} {before}", nothing)
            for role in self._marks.roles(first):
                found = found + signs.role.get(role, nothing)
            self._marks.starts[signs.tag][first] = found
        return found

    def _end(self, signs: _Signs, by_unit: _ByUnit, last: int) -> Any:
        """What the words around the end of a phrase tell."""
        found = self._marks.ends[signs.tag].get(last)
        kind, nothing = self._marks.kind(last), self._nothing
        if found is None:
            word = self._marks.shown
            after, end = word[last], word[last - 1]
            found = (
                signs.after.get(after, nothing) + signs.last.get(end, nothing) + signs.class_after.get(kind, nothing)
            )
            found = found + signs.last_two.get(f"{word[last - 2]} {end}", nothing)
            if signs.tag == "A":
                found = found + signs.two_after.get(f"{after} {word[last + 1]}", nothing)
                found = found + signs.border.get(f"{end} {after}", nothing)
            self._marks.ends[signs.tag][last] = found
        found = found + by_unit.class_after.get(kind, nothing)
        if signs.tag == "A":
            return found
        return found + signs.gap.get(str(min(5, max(0, self._slot.chain_start - last))), nothing)


def _context(
    tag: str, unit: str, kind: str, roles: str, noun: bool, subject: bool, verb: bool, pair: int, bracket: bool
) -> list[str]:
    """What kind of number it is."""
    found = (
        unit,
        f"{unit}|{kind}",
        f"{unit}|{roles}",
        f"{unit}|{kind}|{_has(noun, subject, verb)}",
        f"{unit}|pair{pair}",
        f"br{bracket:d}|{unit}",
    )
    return [f"{tag}|{feature}" for feature in found]


def _source(source: str, unit: str, kind: str, roles: str, noun: bool, subject: bool, verb: bool) -> list[str]:
    """Where an option comes from."""
    if source in _TAGS:
        return [source]
    has = _has(noun, subject, verb)
    return [source, f"{source}|{unit}|{kind}", f"{source}|{has}|{unit}", f"{source}|{roles}"]


def _has(noun: bool, subject: bool, verb: bool) -> str:
    return f"N{noun:d}S{subject:d}V{verb:d}"


def _agreeing(tag: str, same: bool) -> list[str]:
    """Whether an option says what the rules say."""
    return ["said", f"said|{tag}"] if same else ["unsaid"]


class _Signs:
    """The tables of features for one kind of option."""

    def __init__(self, tag: str, weigh: Weigher) -> None:
        self.tag = tag
        self.joints = _words("joints")
        self.has, self.length, self.acts = (weigh.of(f"{tag}{name}") for name in ("has", "len", "acts"))
        self.first, self.before, self.class_before = (weigh.of(f"{tag}{name}") for name in ("first", "pv", "pc"))
        self.first_two, self.two_before, self.role = (weigh.of(f"{tag}{name}") for name in ("12", "pv2", "f"))
        self.after, self.last, self.class_after = (weigh.of(f"{tag}{name}") for name in ("nx", "last", "nc"))
        self.last_two, self.two_after, self.border = (weigh.of(f"{tag}{name}") for name in ("last2", "nx2", "bnd"))
        self.gap = weigh.of(f"{tag}gap")
        self.with_name, self.with_time = weigh([f"{tag}hasname"]), weigh([f"{tag}hastime"])
        self.said, self.unsaid = weigh(_agreeing(tag, True)), weigh(_agreeing(tag, False))


class _ByUnit:
    """The tables that tell units apart."""

    def __init__(self, tag: str, unit: str, weigh: Weigher) -> None:
        self.length, self.class_after = weigh.of(f"{tag}len|{unit}"), weigh.of(f"{tag}nc|{unit}")


class _Marks:
    """What stands at the tokens of one text."""

    def __init__(self, reader: FigureReader) -> None:
        self._keys = reader.tokens.keys
        self.shown = reader.shown
        self._opens = reader.phrases.opens_with
        self._is_plain = reader.phrases.is_plain
        self._roles: dict[int, list[str]] = {}
        self.starts: dict[str, dict[int, Any]] = {"A": {}, "B": {}}
        self.ends: dict[str, dict[int, Any]] = {"A": {}, "B": {}}
        """What was weighed already at a token, for each kind of option."""
        marks = reader.landmarks
        self.joints = _words("joints")
        self.times = {first for first, _ in marks.periods}
        self.names = {first for first, _ in [*marks.places, *marks.bodies]}
        self.acts = reader.acts.starts
        self.special = self.times | self.names | self.acts
        self.after_times = marks.period_before
        self.behind = {*marks.period_before, *(last for _, last in [*marks.places, *marks.bodies]), *reader.acts.ends}

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
    scored: list[tuple[Span | None, int]], said: Span | None, words: Callable[[Span | None], frozenset[str]]
) -> tuple[Span | None, float]:
    """The option that the likeliest ones support most by saying the same, and how likely its answer is.

    `words`: the words of a phrase. Of options with nearly the same support the rules' own choice (`said`) is kept, else
    the likeliest is taken: the support of a phrase's middle is high, but it is not what anybody would call it.
    """
    top = [(words(one.option), one) for one in ranked(scored)[:_CONSIDERED]]

    def support(mine: frozenset[str]) -> float:
        return sum(
            one.probability
            for theirs, one in top
            if 2 * len(mine & theirs) >= _ALIKE * (len(mine) + len(theirs)) and bool(mine) == bool(theirs)
        )

    kept = support(words(said)) if any(option == said for option, _ in scored) else -1.0
    if kept >= 1 - _KEPT:
        return said, kept
    found = [(round(support(mine), 6), one.option) for mine, one in top]
    best = max(value for value, _ in found)
    if kept >= best - _KEPT:
        return said, kept
    return next((option, value) for value, option in found if value >= best - _CLOSE)
