"""A figure cited: as a line of text in either language, and as a W3C Web Annotation with the record as its body."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from fastapi import Request

from tongket.output.display import one_line
from tongket.output.html import safe_url
from tongket.records import Figure
from tongket.web.language import Language, words_of
from tongket.web.pages import desk_of
from tongket.web.wording import anchor, day, period, value

_BESIDE = 40
"""Characters before and behind a quote that tell it from others like it."""


def origin(request: Request) -> str:
    """Scheme and host that readers reach the desk by: "https://tongket.example"."""
    scheme = "https" if desk_of(request).settings.secure else request.url.scheme
    return f"{scheme}://{request.url.netloc}"


def text_citation(figure: Figure, document: Mapping[str, Any], address: str, today: dt.date, language: Language) -> str:
    """Who reported it, in which text, where and when; the value with what is counted; the figure's address here."""
    words = words_of(language)
    title = words("citing.title", title=one_line(document["title"])) if document["title"] else ""
    publisher = one_line(document["publisher"] or "")
    who = one_line(figure.body or figure.reported_by or "")
    source = ", ".join(
        each
        for each in (who, title, publisher if publisher != who else "", day(document["published"], language))
        if each
    )
    counted = one_line(figure.counted or "")
    told = f"{counted[:1].upper()}{counted[1:]}: {value(figure, language)}" if counted else value(figure, language)
    when = f" ({period(figure.period, language)})" if figure.period else ""
    accessed = words("citing.accessed", day=day(today, language))
    return ". ".join(each for each in (source, told + when, f"{address}, {accessed}.") if each)


def annotation(row: Mapping[str, Any], document: Mapping[str, Any], here: str, *, public: bool) -> dict[str, Any]:
    """The figure as a Web Annotation (W3C, 2017): its place on the original page, or here where there is none.

    Positions count characters of the text as this desk shows it, which the target's state leads to. `public`: nothing
    is quoted beside the figure's own sentence.
    """
    text, start, end = document["text"], row["start"], row["end"]
    least, most = 0, len(text)
    if public:
        least, most = row["sentence_start"] or start, row["sentence_end"] or end
    own = f"{here}/d/{document['id']}"
    return {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": f"{own}#{anchor(start)}",
        "type": "Annotation",
        "motivation": "describing",
        "created": document["read_at"],
        "generator": {"type": "Software", "name": document["reader"], "homepage": here},
        "body": {"type": "Dataset", "format": "application/json", "value": dict(row)},
        "target": {
            "source": safe_url(document["url"]) or own,
            "selector": [
                {
                    "type": "TextQuoteSelector",
                    "exact": row["quote"],
                    "prefix": text[max(least, start - _BESIDE) : start],
                    "suffix": text[end : min(most, end + _BESIDE)],
                },
                {"type": "TextPositionSelector", "start": start, "end": end},
            ],
            "state": {"type": "TimeState", "sourceDate": document["read_at"], "cached": f"{own}.json"},
        },
    }
