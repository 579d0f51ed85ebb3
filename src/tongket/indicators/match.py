"""Which indicator of the catalogue a figure is a value of.

An indicator given wrongly is worse than none. So every condition of a form must hold, the longest phrase that names the
thing wins, and where two indicators fit a figure equally well it gets neither. What is told depends on nothing but
the figures of the document, its text with its blocks, and the catalogue: it can be told again of stored rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from tongket.indicators.catalogue import settings
from tongket.indicators.phrases import AnyOf, Phrases, Words, words
from tongket.records import Figure
from tongket.text import key

if TYPE_CHECKING:
    from tongket.indicators.catalogue import Catalogue, Form, Indicator
    from tongket.indicators.scenes import Scene
    from tongket.records import Zero

_COUNTED, _WHOLE, _HOLDS = "counted", "whole", "holds"
_DERIVED = frozenset({"change", "growth", "share", "ratio"})
_SIGN = re.compile(r"[,;:]")
_OF_RELATIONS = frozenset({"%", "x", "pp"})
_ANY = ""
"""The unit of a zero told in words."""
_NOT = (False, 0, False)
"""What a form without a phrase is worth."""
_KEPT = 1 << 14
"""Phrases whose forms are remembered."""


class Rank(NamedTuple):
    """How well a form fits a figure; the greatest wins."""

    named: bool
    """The phrase is what is counted, and no word inside it."""
    length: int
    """Words of the phrase."""
    exact: bool
    """Nothing follows the phrase."""
    unit: bool
    """The figure has the unit of the entry."""
    acts: bool
    linked: bool
    closeness: int
    """Of the words asked for around it: 3 in the sentence, 2 in paragraph or headings, 1 in title or body, 0 none."""


class Fit(NamedTuple):
    """The indicator that fits best, and how well."""

    id: str
    rank: Rank


@dataclass(frozen=True, slots=True)
class Candidate:
    """A form whose phrase is in what is counted; `worth`: the first three of its rank."""

    worth: tuple[bool, int, bool]
    entry: Indicator
    form: Form


@dataclass(frozen=True, slots=True)
class _Units:
    """The units that forms of a figure may have; `free`: it may have any, as it tells of a relation."""

    units: tuple[str, ...]
    free: bool

    def fit(self, form: Form) -> bool:
        return not form.units.isdisjoint(self.units)

    def may_be(self, form: Form) -> bool:
        return (self.free and not form.any) or self.fit(form)


class Matcher:
    """Tells the indicators of documents' figures; made once for a catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._forms: list[tuple[Indicator, Form]] = [(entry, form) for entry in catalogue for form in entry.forms]
        leads = (words(lead) for lead in settings()["leads"])
        self._leads: Phrases[None] = Phrases({lead: None for lead in leads})
        self.no_values = tuple(words(phrase) for phrase in settings()["no_values"])
        self._named = self._index((_COUNTED, _WHOLE))
        self._held = self._index((_HOLDS,))
        self._unworded = [Candidate(_NOT, entry, form) for entry, form in self._forms if not form.is_worded]
        self._unworded_of: dict[_Units, list[Candidate]] = {}
        self._subjects = {entry.sector: self._subjects_of(entry.sector) for entry in catalogue}
        self.around = AnyOf(self._asked_for())
        self._asked: Phrases[Words] = Phrases({phrase: phrase for phrase in self._done_or_not()})
        self._candidates = lru_cache(_KEPT)(self._find_candidates)
        self._told = lru_cache(_KEPT)(self._find_told)
        self._words = lru_cache(_KEPT)(words)

    def indicators(self, figures: Sequence[Figure], scene: Scene) -> list[str | None]:
        """The id of each figure's indicator, None where it has none."""
        document = _Document(self, figures, scene)
        return [document.indicator(number) for number in range(len(figures))]

    def zeros(self, zeros: Sequence[Zero], scene: Scene) -> list[str | None]:
        """The same of zeros told in words; their act is the denied verb, and any unit fits them."""
        return self.indicators([_as_figure(zero, scene) for zero in zeros], scene) if zeros else []

    # ── the phrases ──────────────────────────────────────────────────────────
    def _index(self, keys: Iterable[str]) -> Phrases[tuple[tuple[int, bool], ...]]:
        """Phrase → the forms that have it, and whether it must be all that is counted."""
        marks: dict[Words, list[tuple[int, bool]]] = {}
        for number, (_, form) in enumerate(self._forms):
            for name in keys:
                for phrase in getattr(form, name):
                    marks.setdefault(phrase, []).append((number, name == _WHOLE))
        return Phrases({phrase: tuple(found) for phrase, found in marks.items()})

    def _subjects_of(self, sector: str) -> Phrases[Words]:
        """The phrases that forms of a sector want to be the last before a figure."""
        forms = (form for entry, form in self._forms if entry.sector == sector)
        return Phrases({phrase: phrase for form in forms for phrase in form.before})

    def _asked_for(self) -> Iterable[Words]:
        for _, form in self._forms:
            yield from (*form.near, *form.context, *form.body, *form.not_near, *form.not_context)

    def _done_or_not(self) -> Iterable[Words]:
        for _, form in self._forms:
            yield from (*form.unlike, *(form.acts or ()))

    def _find_told(self, string: str) -> frozenset[Words]:
        return frozenset([phrase for _, phrase in self._asked.inside(self._words(string))])

    def _find_candidates(self, before: str, counted: str, behind: str) -> tuple[Candidate, ...]:
        """Every form with a phrase in what is counted, each with its best one, the best first. A phrase may begin in
        the text before it or go on behind it: "vụ phạm tội" that goes on "về ma túy"."""
        parts = words(before), self._words(counted), words(behind)
        told, begin = sum(parts, ()), len(parts[0])
        end = begin + len(parts[1])
        pieces = _SIGN.split(counted)  # "Mặt khác, chi phí bán hàng"
        firsts = {end - len(words(" ".join(pieces[number:]))) for number in range(len(pieces))}
        best: dict[int, tuple[bool, int, bool]] = {}
        for start in (*range(begin), *self._starts(told, firsts, end)):
            for length, forms in self._named.at(told, start):
                exact = start + length == end
                for form, whole in forms:
                    if start + length > begin and ((exact and start >= begin) or not whole):
                        best[form] = max(best.get(form, _NOT), (True, length, exact))
        for length, forms in self._held.inside(told[:end], begin):
            for form, _ in forms:
                best[form] = max(best.get(form, _NOT), (False, length, False))
        order = sorted(best, key=lambda form: (best[form], form), reverse=True)
        return tuple(Candidate(best[form], *self._forms[form]) for form in order)

    def _starts(self, told: Words, firsts: Iterable[int], end: int) -> list[int]:
        """Where the name of the thing may begin: at the first words, and after words that only lead to it."""
        found = sorted(first for first in firsts if first < end)
        for start in found:  # grows while it is walked
            for length, _ in self._leads.at(told, start):
                if start + length < end and start + length not in found:
                    found.append(start + length)
        return found

    # ── one figure ───────────────────────────────────────────────────────────
    def told(self, figure: Figure) -> frozenset[Words]:
        """The phrases that any form asks for or rules out, of those in what is counted and what is done."""
        return self._told(figure.counted or "") | self._told(figure.act or "")

    def candidates(self, phrase: tuple[str, str, str] | None, units: _Units) -> list[Candidate]:
        """The forms that what is counted may be in such units, those without words of their own among them."""
        if units not in self._unworded_of:
            self._unworded_of[units] = [each for each in self._unworded if units.may_be(each.form)]
        unworded = self._unworded_of[units]
        if phrase is None:
            return unworded
        return [*(each for each in self._candidates(*phrase) if units.may_be(each.form)), *unworded]

    def follows(self, figure: Figure, scene: Scene, entry: Indicator, form: Form) -> bool:
        """Whether the last subject of the sector in the sentence before the figure is one that the form wants, and what
        stands right behind it too."""
        if form.after and not scene.is_followed(figure, form.after):
            return False
        return not form.before or scene.subject(figure, entry.sector, self._subjects[entry.sector]) in form.before


class _Document:
    """The figures of one document, each looked at once."""

    def __init__(self, matcher: Matcher, figures: Sequence[Figure], scene: Scene) -> None:
        self._matcher = matcher
        self._figures = figures
        self._scene = scene
        self._known: dict[int, str | None] = {}

    def indicator(self, number: int) -> str | None:
        """The indicator of a figure; None too where a figure is asked for that is just being looked at."""
        if number not in self._known:
            self._known[number] = None
            self._known[number] = self._find(number)
        return self._known[number]

    def _find(self, number: int) -> str | None:
        figure = self._figures[number]
        own = self._own(figure)
        if figure.kind in _DERIVED and figure.of is not None:
            return self._derived(figure, own, figure.of)
        found = None if own is None else own.id
        return None if found is not None and self._repeats_whole(figure, found) else found

    def _derived(self, figure: Figure, own: Fit | None, level: int) -> str | None:
        """What is told of a level is of its indicator. A rate has one of its own; a share, or a ratio to no plan or
        period, is of its level only where that is the part, and not the whole; and where the words say another thing,
        one of both was misread."""
        above = self.indicator(level)
        if figure.kind in ("share", "ratio") and own is not None and own.rank.unit:
            return own.id
        renamed = figure.counted is not None and figure.counted != self._figures[level].counted
        if renamed and (figure.kind == "share" or (figure.kind == "ratio" and not figure.versus)):
            return own.id if own is not None and own.rank.linked else None
        if own is None or own.id == above:
            return above
        return own.id if above is None or own.rank.linked or own.rank.length > 1 else None

    def _repeats_whole(self, figure: Figure, found: str) -> bool:
        """A part with the place, period and body of its whole is something else than the whole."""
        if figure.part_of is None or figure.kind in _DERIVED:
            return False
        whole = self._figures[figure.part_of]
        same = (figure.place, figure.period, figure.body) == (whole.place, whole.period, whole.body)
        return same and self.indicator(figure.part_of) == found

    def _own(self, figure: Figure) -> Fit | None:
        """The indicator that fits a figure best by its own words and links; None where two fit it equally well."""
        best: Rank | None = None
        found: set[str] = set()
        units = _units(figure)
        candidates = self._matcher.candidates(self._scene.phrase(figure), units)
        if not candidates or self._scene.is_no_value(figure, self._matcher.no_values):
            return None
        told = self._matcher.told(figure)
        for candidate in candidates:
            unit = units.fit(candidate.form)
            if best is not None and (*candidate.worth, unit) < best[:4]:
                continue
            rank = self._rank(figure, candidate, unit, told)
            if rank is None or (best is not None and rank < best):
                continue
            if rank != best:
                best, found = rank, set()
            found.add(candidate.entry.id)
        return Fit(found.pop(), best) if best is not None and len(found) == 1 else None

    def _rank(self, figure: Figure, candidate: Candidate, unit: bool, told: frozenset[Words]) -> Rank | None:
        """How well a form fits; None where a condition doesn't hold. `told`: the phrases that stand in what is counted
        or done."""
        entry, form = candidate.entry, candidate.form
        if (figure.status == "rule" and not entry.rules) or (form.kinds and figure.kind not in form.kinds):
            return None
        if not told.isdisjoint(form.unlike) or not _acts(figure, form, told):
            return None
        if not self._linked(figure, form) or not self._matcher.follows(figure, self._scene, entry, form):
            return None
        closeness = self._scene.closeness(figure, form, self._matcher.around)
        if closeness is None:
            return None
        linked = bool(form.within or form.covers or form.before or form.after)
        return Rank(*candidate.worth, unit, form.acts is not None, linked, closeness)

    def _linked(self, figure: Figure, form: Form) -> bool:
        if form.covers and not any(self.indicator(number) in form.covers for number in figure.covers):
            return False
        return not form.within or any(whole in form.within for whole in self._wholes(figure))

    def _wholes(self, figure: Figure) -> Iterable[str | None]:
        """The indicators of what a figure is part of, further up too."""
        passed: set[int] = set()
        above = figure.part_of
        while above is not None and above not in passed:
            passed.add(above)
            yield self.indicator(above)
            above = self._figures[above].part_of


def _as_figure(zero: Zero, scene: Scene) -> Figure:
    counted = zero.counted or ""
    return Figure(
        start=zero.start,
        end=zero.end,
        quote=zero.quote,
        value=Decimal(0),
        high=None,
        bound="exact",
        unit=_ANY,
        counted=" ".join(word for word in counted.split() if key(word) not in settings()["denying"]) or None,
        act=zero.quote.removesuffix(counted).strip(),
        kind="level",
        direction=None,
        status="reported",
        of=None,
        part_of=None,
        period=zero.period,
        body=zero.body,
        place=zero.place,
        sentence=scene.sentence(zero.start),
    )


def _acts(figure: Figure, form: Form, told: frozenset[Words]) -> bool:
    """Whether what is done is what the form asks for: one of its acts, or nothing."""
    if form.acts:
        return not told.isdisjoint(form.acts)
    return form.acts is None or not figure.act or figure.unit == _ANY


def _units(figure: Figure) -> _Units:
    """A rate changes by points."""
    of_rate = figure.unit == "pp" and figure.kind == "change"
    return _Units(("pp", "%") if of_rate else (figure.unit,), _is_unit_free(figure))


def _is_unit_free(figure: Figure) -> bool:
    """A growth, or a ratio to a plan or another period, has a unit of its own, whatever it is of; a zero has any."""
    if figure.unit == _ANY:
        return True
    relative = figure.kind == "growth" or (figure.kind == "ratio" and bool(figure.versus))
    return relative and figure.unit in _OF_RELATIONS


@lru_cache(maxsize=4)
def matcher_of(catalogue: Catalogue) -> Matcher:
    """The matcher of a catalogue, made once."""
    return Matcher(catalogue)
