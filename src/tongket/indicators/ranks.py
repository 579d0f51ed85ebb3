"""How well a form of the catalogue fits a figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tongket.indicators.catalogue import Form, Indicator


class Rank(NamedTuple):
    """How well a form fits a figure; the greatest wins."""

    special: bool
    """The entry is no general one, which takes only what no other does."""
    named: bool
    """The phrase is what is counted, and no word inside it."""
    length: int
    """Words of the phrase."""
    exact: bool
    """Nothing follows the phrase."""
    unit: bool
    """The figure has the unit of the entry."""
    acts: bool
    linked: int
    """2 where words that the form asks for stand right before the number, 1 where it asks for other links."""
    closeness: int
    """Of the words asked for around it: 3 in the sentence, 2 in paragraph or headings, 1 in title or body, 0 none."""


class Fit(NamedTuple):
    """The indicator that fits best, and how well."""

    id: str
    rank: Rank


class Candidate:
    """A form whose phrase is in what is counted; `worth`: the words of its rank (named, length, exact)."""

    __slots__ = ("entry", "form", "worth")

    def __init__(self, worth: tuple[bool, int, bool], entry: Indicator, form: Form) -> None:
        self.worth = worth
        self.entry = entry
        self.form = form
