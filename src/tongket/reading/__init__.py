"""Reading: mentions → figures, worded zeros, the review, flags. `read_document` does all of it for one document.

Private people are masked first: everything that is told of a document comes from the masked text.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tongket.records import Document, Private, Reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tongket.grammar.gazetteer import Gazetteer


def read_document(document: Document, gazetteer: Gazetteer | None = None) -> Reading:
    """All that is read from one document; the same document gives the same reading, always.

    A document whose content could not be read (`document.problems`) gives an empty reading.
    """
    if document.problems:
        return Reading(document)

    from tongket import grammar, privacy
    from tongket.checks import sums
    from tongket.grammar import gazetteer as gazetteers
    from tongket.privacy.genre import genre
    from tongket.reading import zeros
    from tongket.reading.assemble import assemble
    from tongket.reading.figures import FigureReader
    from tongket.reading.review import read_review
    from tongket.text import Text

    text = Text(document.text)
    mentions = grammar.find_all(text, document.published_date, gazetteer or gazetteers.load())
    private = privacy.find(text, mentions)
    kind = genre(document, text, mentions, private)
    document = _masked(document, private)
    text, mentions = Text(document.text), privacy.unnamed(mentions, private)
    reader = FigureReader(document, text, mentions)
    figures = tuple(assemble(reader, reader.slots()))
    review = read_review(document, text, mentions, figures)
    ahead = None if review is None else review.tasks
    return Reading(
        document,
        figures=figures,
        zeros=tuple(zeros.find(document, text, mentions, reader.circumstances.at, ahead)),
        review=review,
        flags=tuple(sums.check(figures)),
        laws=tuple(mentions.laws),
        private=tuple(private),
        genre=kind,
    )


def _masked(document: Document, private: Sequence[Private]) -> Document:
    """The document with its private people painted over, in its address too."""
    from tongket.privacy import mask, mask_slug

    if not private:
        return document
    return replace(
        document,
        text=mask(document.text, [(p.start, p.end) for p in private]),
        url=document.url and mask_slug(document.url, document.text, private),
    )
