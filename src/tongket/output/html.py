"""One self-contained HTML page per document: the text with its figures marked, each with its record.

Nothing on the page asks anything of the network, and its content policy forbids it; all text is escaped.
Interface words are Vietnamese, with English in their titles (lexicon/display.toml).
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from tongket import lexicon
from tongket.addresses import split
from tongket.output import display
from tongket.output.numbers import plain, vietnamese
from tongket.output.passages import Passage, passages
from tongket.privacy.mask import MASK
from tongket.records import Dates, Figure, Reading, Span

_MASKED = re.compile(f"({MASK}+)")
TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of a record's card: a label's name, words, and the figures they link to."""

    label: str
    words: str
    links: tuple[int, ...] = ()


def page(reading: Reading) -> str:
    """The page of one document."""
    document = reading.document
    title_is_block = any((b.start, b.end) == document.title for b in document.blocks)
    return (
        _environment()
        .get_template("page.html")
        .render(
            reading=reading,
            document=document,
            title=display.title(document),
            title_runs=_title_runs(reading),
            passages=_passages(reading, document.title if title_is_block else None),
            facts=[_facts(reading, number) for number in range(len(reading.figures))],
            body=display.main_body(reading),
            place=display.main_place(reading),
            url=safe_url(document.url),
        )
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    words = lexicon.load("display")
    style = "".join((TEMPLATES / name).read_text("utf-8") for name in ("text.css", "page.css"))
    script = (TEMPLATES / "page.js").read_text("utf-8")
    environment.globals.update(
        words=words,
        style=Markup(style),
        script=Markup(script),
        policy=_policy(style, script),
        known=_known,
    )
    environment.filters.update(
        value=display.value,
        period=display.period,
        dates=_dates,
        vietnamese=vietnamese,
        one_line=lambda text: masked(display.one_line(text)),
        masked=masked,
        private=display.private,
        unbulleted=lambda text: text.lstrip("-–+•* "),
        published=display.published,
    )
    return environment


def masked(text: str, language: Literal["vi", "en"] | None = None) -> Markup:
    """The text escaped, each masked stretch in an element that says what it is, also to those who hear the page: in a
    language, or else in both."""
    if MASK not in text:
        return escape(text)
    words = lexicon.load("display")["labels"]["masked"]
    heard, seen = words if language is None else [words[language == "en"]] * 2
    wrapped = Markup('<span class="masked" role="img" aria-label="{0}" title="{1}">{2}</span>')
    return Markup("").join(
        wrapped.format(heard, seen, part) if part.startswith(MASK) else part for part in _MASKED.split(text)
    )


def _policy(style: str, script: str) -> str:
    """A content security policy under which only our own style and script work, and nothing is fetched."""
    digests = [base64.b64encode(hashlib.sha256(part.encode()).digest()).decode() for part in (style, script)]
    return (
        f"default-src 'none'; style-src 'sha256-{digests[0]}'; script-src 'sha256-{digests[1]}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _known(table: str, name: str) -> list[str]:
    """The Vietnamese and English words for `name`; the name itself where the lexicon has none."""
    found: list[str] = lexicon.load("display")[table].get(name, [name, name])
    return found


def safe_url(url: str | None) -> str | None:
    """`url` where a click on it does nothing but open a page."""
    parts = split(url) if url else None
    return url if parts is not None and parts.scheme in ("http", "https") else None


def _dates(period: Dates | None) -> str:
    return "" if period is None else f"{period[0]:%d/%m/%Y} – {period[1]:%d/%m/%Y}"


def _title_runs(reading: Reading) -> Any:
    from tongket.output.passages import Run, Runs

    title = reading.document.title
    return Runs(reading)(*title) if title else [Run(reading.document.doc)]


def _passages(reading: Reading, title: Span | None) -> list[Passage]:
    return passages(reading, without=title)


def _facts(reading: Reading, number: int) -> list[Fact]:
    """What the card of a figure tells beside its value and what is counted."""
    figure = reading.figures[number]
    facts = [
        Fact("act", figure.act or ""),
        Fact("kind", _kind(figure)),
        Fact("period", _dates(figure.period)),
        Fact("body", figure.body or ""),
        Fact("place", figure.place or ""),
        Fact("reported_by", figure.reported_by or ""),
        Fact("scope", _known("scopes", figure.scope)[0] if figure.scope else ""),
        *(Fact("versus", versus.phrase) for versus in figure.versus),
        _link("of", reading, [figure.of]),
        _link("part_of", reading, [figure.part_of]),
        _link("covers", reading, list(figure.covers)),
        Fact("qualifier", figure.qualifier or ""),
        Fact("cumulative", _known("labels", "yes")[0] if figure.cumulative else ""),
        Fact("as_of", figure.as_of or ""),
        Fact("ambiguous", "" if figure.ambiguous is None else vietnamese(figure.ambiguous)),
        Fact("boundary", _known("boundaries", figure.boundary)[0] if figure.boundary else ""),
        Fact("exact", _exact(figure)),
        Fact("confidence", "" if figure.confidence is None else vietnamese(figure.confidence)),
        Fact("indicator", _indicator(figure.indicator)),
        Fact("body_id", figure.body_id or ""),
        Fact("place_code", figure.place_code or ""),
    ]
    return [fact for fact in facts if fact.words or fact.links]


def _indicator(identity: str | None) -> str:
    """The name of an indicator of ours; of a user's own its id."""
    from tongket.indicators.catalogue import load

    entry = load().indicators.get(identity) if identity else None
    return entry.name.vi if entry else identity or ""


def _link(label: str, reading: Reading, numbers: list[int | None]) -> Fact:
    return Fact(label, "", tuple(n for n in numbers if n is not None and 0 <= n < len(reading.figures)))


def _kind(figure: Figure) -> str:
    words = [_known("kinds", figure.kind)[0]]
    if figure.direction:
        words.append(_known("directions", figure.direction)[0])
    return ", ".join([*words, _known("statuses", figure.status)[0]])


def _exact(figure: Figure) -> str:
    high = "" if figure.high is None else f" … {plain(figure.high)}"
    unit = "" if figure.unit == "count" else f" {figure.unit}"
    return f"{plain(figure.value)}{high}{unit}"
