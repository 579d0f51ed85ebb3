"""Which indicator of the catalogue a figure is a value of.

An indicator given wrongly is worse than none. So every condition of a form must hold, the longest phrase that names the
thing wins, and where two indicators fit a figure equally well it gets neither. What is told depends on nothing but
the figures of the document, its text with its blocks, and the catalogue: it can be told again of stored rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from tongket.indicators import neighbours
from tongket.indicators.beside import Beside
from tongket.indicators.catalogue import settings
from tongket.indicators.phrases import AnyOf, Phrases, Words, words
from tongket.indicators.ranks import Candidate, Fit, Rank
from tongket.indicators.scenes import ANY
from tongket.indicators.unworded import Unworded

if TYPE_CHECKING:
    from tongket.indicators.catalogue import Catalogue, Form, Indicator
    from tongket.indicators.scenes import Scene
    from tongket.records import Figure, Kind, Span, Zero

_COUNTED, _WHOLE, _HOLDS = "counted", "whole", "holds"
_DERIVED: Final = frozenset({"change", "growth", "share", "ratio"})
_SCALE: Final = re.compile(r"(?i)tỷ|tỉ|triệu|nghìn|ngàn")
_SIGN: Final = re.compile(r"[,;:]")
_TIMES: Final = frozenset({"a", "mo", "wk", "d", "h", "min", "s"})
_OF_RELATIONS: Final = frozenset({"%", "x", "pp"})
_NOT = (False, 0, False)
"""What a form without a phrase is worth."""
_KEPT: Final = 1 << 14
"""Phrases whose forms are remembered."""


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
        self.units = {entry.id: frozenset().union(*[form.units for form in entry.forms]) for entry in catalogue}
        self._forms: list[tuple[Indicator, Form]] = [(entry, form) for entry in catalogue for form in entry.forms]
        added = ("flow", "stock")  # of prices, marks and rates the part is no part
        self.divided = frozenset(entry.id for entry in catalogue if entry.parts or entry.kind not in added)
        leads = (words(lead) for lead in settings()["leads"])
        self._leads: Phrases[None] = Phrases({lead: None for lead in leads})
        self.no_values = tuple(words(phrase) for phrase in settings()["no_values"])
        self._named = self._index((_COUNTED, _WHOLE))
        self._beside = Beside(self._named)
        self._held = self._index((_HOLDS,))
        self._unworded = [Candidate(_NOT, entry, form) for entry, form in self._forms if not form.is_worded]
        self._unworded_of: dict[tuple[tuple[str, ...], bool, Kind], Unworded] = {}
        self._subjects = {sector: self._subjects_of(sector) for sector in {entry.sector for entry in catalogue}}
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
        return self.indicators([scene.as_figure(zero) for zero in zeros], scene) if zeros else []

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
        later = range(1, len(pieces))
        firsts = {begin, *[end - len(words(" ".join(pieces[number:]))) for number in later]}
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
        return tuple([Candidate(best[form], *self._forms[form]) for form in order])

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
        """The phrases that any form asks for or rules out, of those in what is counted and what is done, and the
        number's scale words ("3 tỷ đồng")."""
        scale = " ".join(_SCALE.findall(figure.quote))
        return self._told(figure.counted or "") | self._told(figure.act or "") | self._told(scale)

    def candidates(self, figure: Figure, units: _Units, scene: Scene) -> list[Candidate]:
        """The forms that a figure may be a value of by what is counted and by its units, those without words of their
        own among them."""
        sort = units.units, units.free, figure.kind
        if sort not in self._unworded_of:
            fit = [each for each in self._unworded if units.may_be(each.form) and _is_of_kind(each.form, figure)]
            self._unworded_of[sort] = Unworded(fit)
        found = self._unworded_of[sort].for_figure(figure, scene)
        phrase = scene.phrase(figure)
        if phrase is None:
            return found
        return [each for each in self._candidates(*phrase) if units.may_be(each.form)] + found

    def adjacent(self, figure: Figure, units: _Units, scene: Scene) -> list[Candidate]:
        """The forms whose name of the thing stands right before the number, where it is none behind it."""
        if figure.kind == "share" or (figure.counted_span is not None and figure.counted_span[0] >= figure.end):
            return []
        before = scene.clause_before(figure)
        found = self._beside.forms(before, len(scene.last_words(figure)) - 1, linked=figure.unit == "count")
        told = self._told(" ".join(before)) if found else frozenset()
        order = sorted(found, key=lambda form: (found[form], form), reverse=True)
        each = (Candidate(found[form], *self._forms[form]) for form in order)
        return [one for one in each if units.may_be(one.form) and told.isdisjoint(one.form.unlike)]

    def follows(self, figure: Figure, scene: Scene, entry: Indicator, form: Form) -> bool:
        """Whether the last subject of the sector in the sentence before the figure is one that the form wants, and what
        stands right behind it too."""
        if form.after and not scene.is_followed(figure, form.after):
            return False
        if form.right_before and not scene.is_preceded(figure, form.right_before):
            return False
        return not form.before or scene.subject(figure, entry.sector, self._subjects[entry.sector]) in form.before


class _Document:
    """The figures of one document, each looked at once."""

    def __init__(self, matcher: Matcher, figures: Sequence[Figure], scene: Scene) -> None:
        self._matcher = matcher
        self._figures = figures
        self._scene = scene
        self._known: dict[int, str | None] = {}
        self._no_values: dict[Span, bool] = {}

    def indicator(self, number: int) -> str | None:
        """The indicator of a figure; None too where a figure is asked for that is just being looked at."""
        if number not in self._known:
            self._known[number] = None
            self._known[number] = self._find(number)
        return self._known[number]

    def _find(self, number: int) -> str | None:
        figure = self._figures[number]
        own = self._own(figure)
        other = self._same(number)
        if other is not None and (found := self.indicator(other)) is not None:
            return found
        if figure.kind in _DERIVED and figure.of is not None:
            found = self._derived(figure, own, figure.of)
        else:
            found = None if own is None else own.id
        gives_way = found is None if own is None else found == own.id and not own.rank.special
        if gives_way:
            found = self._beside(number) or self._adjacent(figure) or found
        if found is None or self._repeats_whole(number, found) or self._repeats_part(number, found):
            return None
        return found

    def _is_no_value(self, figure: Figure) -> bool:
        """Whether the catalogue's words say that a number is no value of anything."""
        span = figure.start, figure.end
        if span not in self._no_values:
            self._no_values[span] = self._scene.is_no_value(figure, self._matcher.no_values)
        return self._no_values[span]

    def _same(self, number: int) -> int | None:
        """The figure that this one is said to be of, or to tell again, by words that name no thing."""
        for find in (neighbours.measured, neighbours.restated, neighbours.converted):
            if (other := find(self._figures, number, self._scene)) is not None:
                return other
        return None

    def _beside(self, number: int) -> str | None:
        """The indicator of the figure that this one goes on from, or that it is the earlier value of."""
        if self._is_no_value(self._figures[number]):
            return None
        for find in (neighbours.before, neighbours.behind, neighbours.again):
            other = find(self._figures, number, self._scene)
            if other is not None and (found := self.indicator(other)) is not None:
                return found
        return None

    def _derived(self, figure: Figure, own: Fit | None, level: int) -> str | None:
        """A change, a growth, and a ratio to a plan or another period are of the indicator of their level. A share,
        or a ratio to another thing, is no value of it: it has an entry of its own or none. Where the words say another
        thing than the level, one of both was misread."""
        if figure.kind == "share" or (figure.kind == "ratio" and not figure.versus):
            return own.id if own is not None and own.rank.unit else None
        above = self.indicator(level)
        if figure.kind == "ratio" and own is not None and own.rank.unit:
            return own.id
        if above is None:
            return None if own is None else own.id
        told = self._figures[level]
        if own is not None and told.counted == figure.counted and told.unit not in self._matcher.units[own.id]:
            return above  # "xuất khẩu thép đạt 3 tấn, tăng 5%": of the tonnes, not of the money
        if own is None or own.id == above or not (own.rank.special and (own.rank.length or own.rank.linked > 1)):
            return above
        return own.id if own.rank.linked or own.rank.length > 1 else None

    def _repeats_whole(self, number: int, found: str) -> bool:
        """A part with the place, period and body of its whole is something else than the whole, but where the entry
        says otherwise (marks by subject)."""
        figure = self._figures[number]
        if figure.part_of is None or figure.kind in _DERIVED or found in self._matcher.divided:
            return False
        if neighbours.first_of_pair(self._figures, figure.part_of, self._scene) == number:
            return False
        whole = self._figures[figure.part_of]
        same = (figure.place, figure.period, figure.body) == (whole.place, whole.period, whole.body)
        return same and self.indicator(figure.part_of) == found

    def _repeats_part(self, number: int, found: str) -> bool:
        """ "15/19 tiêu chí": what was reached is a value, all there are is something else."""
        first = neighbours.first_of_pair(self._figures, number, self._scene)
        return first is not None and self.indicator(first) == found

    def _adjacent(self, figure: Figure) -> str | None:
        """The indicator that the words right beside the number name, where what was read as counted names none."""
        if (figure.of is not None and figure.kind in _DERIVED) or figure.unit in _TIMES:
            return None
        units = _units(figure)
        fit = self._best(figure, units, self._matcher.adjacent(figure, units, self._scene))
        return None if fit is None else fit.id

    def _own(self, figure: Figure) -> Fit | None:
        """The indicator that fits a figure best by its own words and links; None where two fit it equally well."""
        units = _units(figure)
        return self._best(figure, units, self._matcher.candidates(figure, units, self._scene))

    def _best(self, figure: Figure, units: _Units, candidates: Sequence[Candidate]) -> Fit | None:
        best: Rank | None = None
        found: set[str] = set()
        if not candidates or self._is_no_value(figure):
            return None
        told = self._matcher.told(figure)
        for candidate in candidates:
            unit = units.fit(candidate.form)
            if best is not None and (not candidate.entry.general, *candidate.worth, unit) < best[:5]:
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
        if (figure.status == "rule" and not entry.rules) or not _is_of_kind(form, figure):
            return None
        if not told.isdisjoint(form.unlike) or not _acts(figure, form, told):
            return None
        if not self._linked(figure, form) or not self._matcher.follows(figure, self._scene, entry, form):
            return None
        closeness = self._scene.closeness(figure, form, self._matcher.around)
        if closeness is None:
            return None
        others = form.within or form.covers or form.of or form.before or form.after
        linked = 2 if form.right_before else 1 if others else 0
        return Rank(not entry.general, *candidate.worth, unit, form.acts is not None, linked, closeness)

    def _linked(self, figure: Figure, form: Form) -> bool:
        if form.of and (figure.of is None or self.indicator(figure.of) not in form.of):
            return False
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


def _is_of_kind(form: Form, figure: Figure) -> bool:
    return not form.kinds or figure.kind in form.kinds


def _acts(figure: Figure, form: Form, told: frozenset[Words]) -> bool:
    """Whether what is done is what the form asks for: one of its acts, or nothing."""
    if form.acts:
        return not told.isdisjoint(form.acts)
    return form.acts is None or not figure.act or figure.unit == ANY


def _units(figure: Figure) -> _Units:
    """A rate changes by points."""
    of_rate = figure.unit == "pp" and figure.kind == "change"
    return _Units(("pp", "%") if of_rate else (figure.unit,), _is_unit_free(figure))


def _is_unit_free(figure: Figure) -> bool:
    """A growth, or a ratio to a plan or another period, has a unit of its own, whatever it is of; a zero has any."""
    if figure.unit == ANY:
        return True
    relative = figure.kind == "growth" or (figure.kind == "ratio" and bool(figure.versus))
    return relative and figure.unit in _OF_RELATIONS


@lru_cache(maxsize=4)
def matcher_of(catalogue: Catalogue) -> Matcher:
    """The matcher of a catalogue, made once."""
    return Matcher(catalogue)
