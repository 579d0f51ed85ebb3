"""Reading: mentions → figures, worded zeros, the review, flags. `read_document` does all of it for one document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongket.records import Document, Reading

if TYPE_CHECKING:
    from tongket.grammar.gazetteer import Gazetteer


def read_document(document: Document, gazetteer: Gazetteer | None = None) -> Reading:
    """All that is read from one document; the same document gives the same reading, always.

    A document whose content could not be read (`document.problems`) gives an empty reading.
    """
    if document.problems:
        return Reading(document)

    from tongket import grammar
    from tongket.checks import sums
    from tongket.grammar import gazetteer as gazetteers
    from tongket.reading import zeros
    from tongket.reading.assemble import assemble
    from tongket.reading.figures import FigureReader
    from tongket.reading.review import read_review
    from tongket.text import Text

    text = Text(document.text)
    mentions = grammar.find_all(text, document.published_date, gazetteer or gazetteers.load())
    reader = FigureReader(document, text, mentions)
    figures = tuple(assemble(reader, reader.slots()))
    zeros_found = zeros.find(document, text, mentions, reader.circumstances.at)
    return Reading(
        document,
        figures=figures,
        zeros=tuple(zeros_found),
        review=read_review(document, text, mentions, figures),
        flags=tuple(sums.check(figures)),
        laws=tuple(mentions.laws),
    )
