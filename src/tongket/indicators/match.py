"""Which indicator of the catalogue a figure is a value of.

An indicator given wrongly is worse than none. So every condition of a form must hold, the longest phrase that names the
thing wins, and where two indicators fit a figure equally well it gets neither. What is told depends on nothing but
the figures of the document, its text with its blocks, and the catalogue: it can be told again of stored rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from tongket import lexicon
from tongket.indicators.phrases import Phrases, Words, words
from tongket.memo import Memo
from tongket.records import Figure

if TYPE_CHECKING:
    from tongket.indicators.catalogue import Catalogue, Form, Indicator
    from tongket.indicators.scenes import Scene
    from tongket.records import Zero

_COUNTED, _WHOLE, _HOLDS = "counted", "whole", "holds"
_DERIVED = frozenset({"change", "growth", "share", "ratio"})
_RELATIVE = frozenset({"growth", "ratio"})
"""Kinds that are told without the unit of what they are of."""
_OF_RELATIONS = frozenset({"%", "x", "pp"})
_ANY = ""
"""The unit of a zero told in words."""


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


class Candidate(NamedTuple):
    """A form whose phrase is in what is counted."""

    form: int
    named: bool
    length: int
    exact: bool


class Matcher:
    """Tells the indicators of documents' figures; made once for a catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._forms: list[tuple[Indicator, Form]] = [(entry, form) for entry in catalogue for form in entry.forms]
        leads = (words(lead) for lead in lexicon.load("indicators")["leads"])
        self._leads: Phrases[None] = Phrases({lead: None for lead in leads})
        self._named = self._index((_COUNTED, _WHOLE))
        self._held = self._index((_HOLDS,))
        self._unworded = [number for number, (_, form) in enumerate(self._forms) if not form.is_worded]
        self.around: Phrases[Words] = Phrases({phrase: phrase for phrase in self._asked_for()})
        self._candidates: Memo[tuple[str, str], tuple[Candidate, ...]] = Memo(self._find_candidates)

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
            for key in keys:
                for phrase in getattr(form, key):
                    marks.setdefault(phrase, []).append((number, key == _WHOLE))
        return Phrases({phrase: tuple(found) for phrase, found in marks.items()})

    def _asked_for(self) -> Iterable[Words]:
        for _, form in self._forms:
            yield from (*form.near, *form.context, *form.body, *form.not_near, *form.not_context)

    def _find_candidates(self, phrase: tuple[str, str]) -> tuple[Candidate, ...]:
        """Every form with a phrase that begins in what is counted, each with its best one. A phrase may go on in the
        text behind it: "vụ phạm tội" that goes on "về ma túy"."""
        counted, behind = map(words, phrase)
        told, end = counted + behind, len(counted)
        best: dict[int, Candidate] = {}

        def add(candidate: Candidate) -> None:
            known = best.get(candidate.form)
            if known is None or candidate[1:] > known[1:]:
                best[candidate.form] = candidate

        for start in self._starts(counted):
            for length, forms in self._named.at(told, start):
                exact = start + length == end
                for form, whole in forms:
                    if exact or not whole:
                        add(Candidate(form, True, length, exact))
        for length, forms in self._held.inside(told, end):
            for form, _ in forms:
                add(Candidate(form, False, length, False))
        return tuple(best[form] for form in sorted(best))

    def _starts(self, told: Words) -> list[int]:
        """Where the name of the thing may begin: at the first word, and after words that only lead to it."""
        found = [0] if told else []
        for start in found:  # grows while it is walked
            for length, _ in self._leads.at(told, start):
                if start + length < len(told) and start + length not in found:
                    found.append(start + length)
        return found

    # ── one figure ───────────────────────────────────────────────────────────
    def candidates(self, counted: str | None, behind: str) -> Iterable[Candidate]:
        """The forms that what is counted may be, those without words of their own among them."""
        if counted:
            yield from self._candidates[counted, behind]
        for form in self._unworded:
            yield Candidate(form, False, 0, False)

    def form(self, candidate: Candidate) -> tuple[Indicator, Form]:
        """The form with its entry."""
        return self._forms[candidate.form]


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
        level = figure.of if figure.kind in _DERIVED else None
        if level is None:
            found = self._own(figure)
        elif figure.kind in ("change", "growth"):
            found = self.indicator(level)
        else:
            found = self._own(figure) or self._of_level(figure, level)
        return None if found is not None and self._repeats_whole(figure, found) else found

    def _of_level(self, figure: Figure, level: int) -> str | None:
        """A ratio is told of its level. So is a share, where that level is the part and not the whole."""
        if figure.kind == "share" and figure.counted != self._figures[level].counted:
            return None
        return self.indicator(level)

    def _repeats_whole(self, figure: Figure, found: str) -> bool:
        """A part with the place, period and body of its whole is something else than the whole."""
        if figure.part_of is None or figure.kind in _DERIVED:
            return False
        whole = self._figures[figure.part_of]
        same = (figure.place, figure.period, figure.body) == (whole.place, whole.period, whole.body)
        return same and self.indicator(figure.part_of) == found

    def _own(self, figure: Figure) -> str | None:
        """The indicator that fits a figure best by its own words and links; None where two fit it equally well."""
        best: Rank | None = None
        found: set[str] = set()
        for candidate in self._matcher.candidates(figure.counted, self._scene.behind(figure.counted_span)):
            entry, form = self._matcher.form(candidate)
            rank = self._rank(figure, entry, form, candidate)
            if rank is None or (best is not None and rank < best):
                continue
            if rank != best:
                best, found = rank, set()
            found.add(entry.id)
        return found.pop() if len(found) == 1 else None

    def _rank(self, figure: Figure, entry: Indicator, form: Form, candidate: Candidate) -> Rank | None:
        """How well a form fits; None where a condition doesn't hold."""
        if figure.status == "rule" and not entry.rules:
            return None
        unit = figure.unit in form.units
        if not unit and not _without_unit(figure):
            return None
        told = Told(figure)
        if told.has(form.unlike) or (form.acts is not None and not told.acts(form.acts)):
            return None
        if not self._linked(figure, form):
            return None
        closeness = self._scene.closeness(figure, form, self._matcher.around)
        if closeness is None:
            return None
        return Rank(
            named=candidate.named,
            length=candidate.length,
            exact=candidate.exact,
            unit=unit,
            acts=form.acts is not None,
            linked=bool(form.within or form.covers),
            closeness=closeness,
        )

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
        counted=zero.counted,
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


def _without_unit(figure: Figure) -> bool:
    """A growth or a ratio to a plan has a unit of its own, whatever it is of; so has no zero."""
    return figure.unit == _ANY or (figure.kind in _RELATIVE and figure.unit in _OF_RELATIONS)


@lru_cache(maxsize=4)
def matcher_of(catalogue: Catalogue) -> Matcher:
    """The matcher of a catalogue, made once."""
    return Matcher(catalogue)


class Told:
    """The words of a figure, made when they are asked for."""

    def __init__(self, figure: Figure) -> None:
        self._figure = figure

    @cached_property
    def _counted(self) -> Words:
        return words(self._figure.counted or "")

    @cached_property
    def _act(self) -> Words:
        return words(self._figure.act or "")

    def has(self, phrases: Iterable[Words]) -> bool:
        """Whether one of the phrases stands in what is counted or done."""
        return any(_stands(phrase, self._counted) or _stands(phrase, self._act) for phrase in phrases)

    def acts(self, phrases: Sequence[Words]) -> bool:
        """The same; where there are no phrases, whether nothing is done."""
        return self.has(phrases) if phrases else not self._act or self._figure.unit == _ANY


def _stands(phrase: Words, told: Words) -> bool:
    length = len(phrase)
    return any(told[start : start + length] == phrase for start in range(len(told) - length + 1))
