"""Reading: mentions → figures, worded zeros, the review, flags. `read_document` does all of it for one document.

Private people are masked first: everything that is told of a document comes from the masked text.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tongket.records import Document, Genre, Private, Reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tongket.grammar import Mentions
    from tongket.grammar.gazetteer import Gazetteer
    from tongket.indicators.catalogue import Catalogue
    from tongket.text import Text


def read_document(
    document: Document, gazetteer: Gazetteer | None = None, catalogue: Catalogue | None = None
) -> Reading:
    """All that is read from one document; the same document gives the same reading, always. `catalogue`: of
    indicators, in place of ours.

    A document whose content could not be read (`document.problems`) gives an empty reading.
    """
    if document.problems:
        return Reading(document)

    from tongket.checks import check
    from tongket.choosing.chooser import Chooser
    from tongket.grammar import gazetteer as gazetteers
    from tongket.identities import identified
    from tongket.reading import zeros
    from tongket.reading.assemble import assemble
    from tongket.reading.figures import FigureReader
    from tongket.reading.review import read_review

    gazetteer = gazetteer or gazetteers.load()
    scene = prepare(document, gazetteer)
    document, text, mentions = scene.document, scene.text, scene.mentions
    reader = FigureReader(document, text, mentions, scene.genre)
    figures = tuple(assemble(reader, reader.slots(Chooser())))
    review = read_review(document, text, mentions, figures)
    ahead = None if review is None else review.tasks
    reading = Reading(
        document,
        figures=figures,
        zeros=tuple(zeros.find(document, text, mentions, reader.circumstances.at, ahead)),
        review=review,
        laws=tuple(mentions.laws),
        private=tuple(scene.private),
        genre=scene.genre,
    )
    reading = identified(reading, gazetteer, catalogue)
    return replace(reading, flags=tuple(check(reading)))


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document with its private people masked, and what the grammars find in it."""

    document: Document
    text: Text
    mentions: Mentions
    private: Sequence[Private]
    genre: Genre


def prepare(document: Document, gazetteer: Gazetteer | None = None) -> Prepared:
    """Find the mentions and mask the private people, in the address too: all else is read from the masked text."""
    from tongket import grammar, privacy
    from tongket.grammar import gazetteer as gazetteers
    from tongket.privacy.genre import genre
    from tongket.reading import issuer, report_time
    from tongket.text import Text

    text = Text(document.text)
    mentions = grammar.find_all(text, document.published_date, gazetteer or gazetteers.load())
    mentions = issuer.named(document, text, mentions)
    mentions = replace(mentions, periods=report_time.settled(document, text, mentions.periods))
    private = privacy.find(text, mentions)
    kind = genre(document, text, mentions, private)
    if private:
        spans = [(p.start, p.end) for p in private]
        url = document.url and privacy.mask_slug(document.url, document.text, private)
        document = replace(document, text=privacy.mask(document.text, spans), url=url)
        text, mentions = Text(document.text, privacy.mask(text.key, spans)), privacy.unnamed(mentions, private)
    return Prepared(document, text, mentions, private, kind)
