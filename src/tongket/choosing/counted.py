"""Which phrase is counted: where it begins and ends, before or behind its number, or taken over from a number before.

Two phrases are the same answer where they share most of their words; the option chosen is likely itself and supported
by its like-worded neighbours (minimum Bayes risk, half under that measure and half under equality).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from tongket.choosing.bounds import Bounds
from tongket.choosing.ranking import UNIT, Table, Weigher
from tongket.choosing.signs import roles_of, unit_class
from tongket.memo import Memo
from tongket.reading.slots import Slot
from tongket.reading.tokens import Tokens
from tongket.records import Span

if TYPE_CHECKING:
    from tongket.reading.figures import FigureReader

_EARLIER: Final = 7
"""So many numbers before this one may pass their phrase on."""
_CONSIDERED: Final = 6
"""So many of the likeliest options support each other."""
_ALIKE: Final = 2 / 3
_SURE: Final = 2 / 3
"""No other option can have more likelihood and support together than one that is as likely as this."""
_LENGTHS: Final[tuple[str, ...]] = ("0", "1", "2", "3", "4", "5", "6", "6", "6", *["9"] * 10)
"""Length in tokens → the value of its feature."""
_FARTHEST: Final = 5
"""Tokens between a phrase and its number from which all gaps are alike."""
_TAGS: Final[tuple[str, ...]] = ("A", "B")


class CountedOptions:
    """The options of the slots of one text. Sources: "A" behind the number, "B" before it, "N" and "S" the rules'
    noun and subject, "R" the rules' choice, "P1" … "P3" what an earlier number counts, "0" nothing."""

    def __init__(self, reader: FigureReader, slots: Sequence[Slot], weigh: Weigher) -> None:
        self._slots = slots
        self._tokens = reader.tokens
        self._key = reader.text.key
        self._bounds = bounds = Bounds(reader)
        self.signs = signs = weigh.kept(_Signs)
        self.sides = {tag: _Sides(reader, bounds, signs.of[tag], signs.nothing) for tag in _TAGS}
        self.words_of = Memo(partial(_words_of, reader.tokens))
        """The different words of a phrase."""
        self._said = [bounds.trimmed(slot.counted) for slot in slots]
        """What the rules chose, before any choice here."""

    def scored(self, index: int) -> list[tuple[Span | None, Any]]:
        """Every option of a slot with its score (or its features, when learning)."""
        slot = self._slots[index]
        scores: dict[Span | None, Any] = {}
        scene = _Scene(self, slot, self.words_of[self._said[index]])
        for tag, fixed, others in self._bounds.walks(slot):
            if others:
                scene.walk(scores, self.sides[tag], fixed, others)
        for span, source in self._given(index):
            if span is not None and self._key.find("\n", *span) >= 0:
                continue
            if span not in scores:
                scores[span] = scene.apart(self.words_of[span], source)
            scores[span] = scores[span] + scene.of_source(source)
        return list(scores.items())

    def _given(self, index: int) -> list[tuple[Span | None, str]]:
        """What the rules offer for a slot: their noun and subject, their choice, what earlier numbers count."""
        slot = self._slots[index]
        given: list[tuple[Span | None, str]] = [
            (span, source)
            for source, phrase in (("N", slot.noun), ("S", slot.subject))
            if phrase is not None
            and phrase[1] > phrase[0]
            and (span := self._bounds.trimmed(self._tokens.span(*phrase))) is not None
        ]
        given.append((self._said[index], "R"))
        for at in range(index - 1, max(-1, index - 1 - _EARLIER), -1):
            if self._slots[at].counted is not None:
                given.append((self._slots[at].counted, f"P{min(3, index - at)}"))
        given.append((None, "0"))
        return given


def _words_of(tokens: Tokens, span: Span | None) -> frozenset[str]:
    if span is None:
        return frozenset()
    return frozenset(tokens.keys[tokens.at(span[0]) : tokens.before(span[1])])


class _Scene:
    """The features of one slot's options."""

    def __init__(self, options: CountedOptions, slot: Slot, said: frozenset[str]) -> None:
        """`said`: the words of the rules' choice."""
        self._signs = options.signs
        self._tokens = options._tokens
        self._slot = slot
        self._unit = unit_class(slot)
        has = slot.noun is not None, slot.subject is not None, slot.verb is not None
        self._told = self._unit, slot.kind, roles_of(slot), *has
        self._said = said

    def apart(self, words: frozenset[str], source: str) -> Any:
        """An option that no walk comes by: what an earlier number counts, or a phrase that only the rules see."""
        tag = source[0] if source[0] in "P0" else "R"
        total = self._of_context(tag)
        if not words or not self._said:
            return total
        return total + self._signs.agreeing[tag, _alike(self._said, words)]

    def walk(self, scores: dict[Span | None, Any], sides: _Sides, fixed: int, others: list[int]) -> None:
        """Scores the options of one walk, span by span: each step adds the words that it takes in."""
        signs, keys, said, bounds = sides.signs, self._tokens.keys, self._said, sides.bounds
        starts, ends, lengths = self._tokens.starts, self._tokens.ends, signs.lengths[self._unit]
        kinds, rightward, joints, special = signs.kinds[self._unit], signs.rightward, bounds.joints, bounds.special
        total = self._of_context(signs.tag) + self.of_source(signs.tag)
        if rightward:
            total = total + sides.start(fixed)
        else:
            gap = min(_FARTHEST, max(0, self._slot.chain_start - fixed))
            total = total + sides.end(fixed, kinds) + signs.gaps[gap]
        acts, alike, at, named, timed, many = 0, 0, fixed, False, False, len(said)
        for other in others:
            for token in range(at, other) if rightward else range(other, at):
                key = keys[token]
                if key in joints:
                    total = total + signs.has(key, sides.nothing)
                if key in said:
                    alike += 1
                if token in special:
                    acts += token in bounds.acts
                    if token in bounds.names and not named:
                        named, total = True, total + signs.with_name
                    if token in bounds.times and not timed:
                        timed, total = True, total + signs.with_time
            at, size = other, abs(other - fixed)
            whole = total + lengths[size] + signs.acts[acts if acts < 2 else 2]
            if said:
                agrees = 2 * (alike if alike < many else many) >= _ALIKE * (many + size)
                whole = whole + (signs.said if agrees else signs.unsaid)
            if rightward:
                scores[starts[fixed], ends[other - 1]] = whole + sides.end(other, kinds)
            else:
                scores[starts[other], ends[fixed - 1]] = whole + sides.start(other)

    def _of_context(self, tag: str) -> Any:
        return self._signs.context[tag, *self._told, self._slot.quantity.pair, self._slot.bracket]

    def of_source(self, source: str) -> Any:
        return self._signs.source[source, *self._told]


class _Sides:
    """What the words around the two ends of a phrase tell, for one kind of option in one text."""

    def __init__(self, reader: FigureReader, bounds: Bounds, signs: _OfTag, nothing: Any) -> None:
        self.signs = signs
        self.bounds, self.nothing = bounds, nothing
        self._word = reader.shown

    def start(self, first: int) -> Any:
        """What the words around the beginning of a phrase tell."""
        signs, word, nothing = self.signs, self._word, self.nothing
        before, this = word[first - 1], word[first]
        kind = "time" if first in self.bounds.after_times else "word" if before[0].isalnum() else "mark"
        found = signs.first(this, nothing) + signs.before(before, nothing)
        found = found + signs.class_before(kind, nothing)
        found = found + signs.first_two(f"{this} {word[first + 1]}", nothing)
        if not signs.rightward:
            found = found + signs.two_before(f"{word[first - 2]} {before}", nothing)
        for role in self.bounds.roles(first):
            found = found + signs.role(role, nothing)
        return found

    def end(self, last: int, kinds: Table) -> Any:
        """What the words around the end of a phrase tell; `kinds`: what stands behind it, for its unit."""
        signs, word, nothing = self.signs, self._word, self.nothing
        after, end, kind = word[last], word[last - 1], self.bounds.kind(last)
        found = signs.after(after, nothing) + signs.last(end, nothing)
        found = found + signs.class_after(kind, nothing) + kinds(kind, nothing)
        found = found + signs.last_two(f"{word[last - 2]} {end}", nothing)
        if signs.rightward:
            found = found + signs.two_after(f"{after} {word[last + 1]}", nothing)
            found = found + signs.border(f"{end} {after}", nothing)
        return found


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
    """The features, as they are weighed."""

    def __init__(self, weigh: Weigher) -> None:
        self.nothing = weigh([])
        self.context, self.source = weigh.group(_context), weigh.group(_source)
        self.agreeing = weigh.group(_agreeing)
        self.of = {tag: _OfTag(tag, weigh) for tag in _TAGS}


class _OfTag:
    """The tables of features for one kind of option."""

    def __init__(self, tag: str, weigh: Weigher) -> None:
        nothing = weigh([])
        self.tag, self.rightward = tag, tag == "A"
        self.has, acts, gap = (weigh.of(f"{tag}{name}") for name in ("has", "acts", "gap"))
        self.acts = [acts(many, nothing) for many in "012"]
        self.gaps = [gap(str(size), nothing) for size in range(_FARTHEST + 1)]
        self.first, self.before, self.class_before = (weigh.of(f"{tag}{name}") for name in ("first", "pv", "pc"))
        self.first_two, self.two_before, self.role = (weigh.of(f"{tag}{name}") for name in ("12", "pv2", "f"))
        self.after, self.last, self.class_after = (weigh.of(f"{tag}{name}") for name in ("nx", "last", "nc"))
        self.last_two, self.two_after, self.border = (weigh.of(f"{tag}{name}") for name in ("last2", "nx2", "bnd"))
        self.with_name, self.with_time = weigh([f"{tag}hasname"]), weigh([f"{tag}hastime"])
        self.said, self.unsaid = weigh(_agreeing(tag, True)), weigh(_agreeing(tag, False))
        length = weigh.of(f"{tag}len")

        def lengths(unit: str) -> list[Any]:
            of_unit = weigh.of(f"{tag}len|{unit}")
            return [of_unit(size, nothing) + length(size, nothing) for size in _LENGTHS]

        self.lengths = Memo(lengths)
        """Class of unit → what each length tells."""
        self.kinds: Memo[str, Table] = Memo(lambda unit: weigh.of(f"{tag}nc|{unit}"))
        """Class of unit → what stands behind a phrase → what that tells."""


def supported(
    scored: list[tuple[Span | None, int]], words: Mapping[Span | None, frozenset[str]]
) -> tuple[Span | None, float]:
    """The option that is likeliest itself and supported most by those that say the same, and how likely its answer is.

    `words`: the words of a phrase. Support alone would take a phrase's middle, which shares words with all the others
    and is not what anybody would call it; likelihood alone, one of few words where many say more.
    """
    order = sorted(range(len(scored)), key=[-score for _, score in scored].__getitem__)[:_CONSIDERED]
    best = scored[order[0]][1]
    odds = [math.exp((score - best) / UNIT) for _, score in scored]
    whole = sum(odds)
    top = [(words[scored[at][0]], odds[at] / whole) for at in order]
    mine, likely = top[0]
    if likely >= _SURE:
        alike = [odd for their, odd in top if _alike(mine, their)]
        return scored[order[0]][0], sum(alike)
    supports = _supports(top)
    found = max(range(len(order)), key=lambda at: (round(supports[at] + top[at][1], 6), -at))
    return scored[order[found]][0], supports[found]


def _alike(mine: frozenset[str], their: frozenset[str]) -> bool:
    """Whether two phrases share most of their words; having no words is like nothing else."""
    if not mine or not their:
        return not mine and not their
    return 2 * len(mine & their) >= _ALIKE * (len(mine) + len(their))


def _supports(top: list[tuple[frozenset[str], float]]) -> list[float]:
    """For each of some phrases how likely it or one like it is; each pair is compared once."""
    found = [0.0] * len(top)
    for at, (mine, odd) in enumerate(top):
        found[at] += odd
        for other in range(at + 1, len(top)):
            their, likely = top[other]
            if _alike(mine, their):
                found[at] += likely
                found[other] += odd
    return found
