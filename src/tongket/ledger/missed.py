"""Where a figure stands that the machine missed and a person wrote into a sheet: found for certain, or asked again."""

from __future__ import annotations

import re

from tongket.ledger.fields import FieldError, tidy
from tongket.ledger.questions import Ledger
from tongket.records import Span

_DOCUMENT = re.compile(r"[0-9a-f]{20}")


def place_of(ledger: Ledger, document: str, quote: str, sentence: str | None) -> tuple[str, Span, str]:
    """Document, span and words of a quote. `document` may be the id of one of its figures; where the quote stands
    more than once, the `sentence` (or a part of it) tells which is meant, with « and » around the number if need be.

    Raises FieldError where that isn't exactly one place.
    """
    identity = document.strip().lower()[:20]
    found = list(ledger.query("select text from documents where id = $id", id=identity))
    if not _DOCUMENT.fullmatch(identity) or not found:
        raise FieldError(f"no document {document[:60]} (the id of one of its figures will do)", "no_document")
    text = str(found[0]["text"])
    span = place_in(text, quote, sentence)
    return identity, span, text[slice(*span)]


def place_in(text: str, quote: str, sentence: str | None) -> Span:
    """Where in a text a quote stands, as `place_of` tells it. Raises FieldError where that isn't exactly one place."""
    quote = tidy(quote.replace("«", "").replace("»", ""))
    spans = _occurrences(text, quote)
    if sentence and (told := tidy(sentence)):
        spans = _within(text, spans, quote, told)
    if len(spans) != 1:
        times = f"stands {len(spans)} times in the text" if spans else "is nowhere in the text"
        where = " with that sentence" if sentence else ""
        told = f"“{quote[:40]}” {times}{where}: give its sentence as it stands, with «{quote[:40]}» marked"
        raise FieldError(told, "several_places" if spans else "nowhere", given=quote[:40], count=len(spans))
    return spans[0]


def _occurrences(text: str, quote: str) -> list[Span]:
    """Where a quote stands by itself, not in a longer number or word."""
    before = r"(?<![\w])(?<!\d[.,])" if quote[:1].isalnum() else ""
    after = r"(?![\w])(?![.,]\d)" if quote[-1:].isalnum() else ""
    words = r"\s+".join(map(re.escape, quote.split()))
    return [match.span() for match in re.finditer(before + words + after, text)] if words else []


def _within(text: str, spans: list[Span], quote: str, told: str) -> list[Span]:
    """Those of the spans that stand in the sentence that was told."""
    before, mark, after = told.partition("«")
    marked = len(before) if mark and after.startswith(quote + "»") else None
    words = told.replace("«", "").replace("»", "")
    pattern = r"\s+".join(map(re.escape, words.split()))
    found = []
    for match in re.finditer(pattern, text):
        inside = [span for span in spans if match.start() <= span[0] and span[1] <= match.end()]
        if marked is not None:
            wanted = len(_closed(words[:marked]))
            inside = [span for span in inside if len(_closed(text[match.start() : span[0]])) == wanted]
        found += inside
    return sorted(set(found))


def _closed(words: str) -> str:
    """Without spaces, of which a spreadsheet may make more or fewer."""
    return re.sub(r"\s+", "", words)
