"""What a public desk is made of: documents, figures and reviews as the world may see them.

This happens where the read model is made, so that no page, search, feed or file beside a page can show more:

- Of a text the sentences around figures; the whole only of papers that are nobody's work (`discretion.unprotected`).
- A count of one or two in enforcement is nowhere, nor the sentence that it stands in, nor what gives it away: the other
  parts of its total, a change that leads from it or to it. It is kept as a row of `small_counts`: what is counted, for
  which province and which quarter.
- Of officers those at the head of a body; names of others are masked wherever they stand.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tongket.grammar.gazetteer import Gazetteer
from tongket.privacy.mask import MASK
from tongket.registry.bodies import parse_id
from tongket.registry.body_paths import provinces
from tongket.registry.boundaries import province_code
from tongket.registry.units import NEW, OLD
from tongket.web.discretion import heads, is_few, named_beside, small, unprotected
from tongket.web.excerpts import Excerpt, Spans

Row = dict[str, Any]

_QUOTED = ("counted", "act", "body", "place", "reported_by", "scope", "qualifier", "as_of")
"""Columns of a figure with words of the text, beside its quote and sentence."""


@dataclass(slots=True)
class Shown:
    """Rows as the world may see them, and what was held back: `small`, rows of `small_counts`; `withheld`, ids.

    `provinces`: slug of a province → its code."""

    provinces: Mapping[str, str]
    documents: list[Row] = field(default_factory=list)
    figures: list[Row] = field(default_factory=list)
    reviews: list[Row] = field(default_factory=list)
    sources: list[Row] = field(default_factory=list)
    small: list[Row] = field(default_factory=list)
    withheld: list[Row] = field(default_factory=list)

    def tables(self) -> dict[str, list[Row]]:
        """The same by table of the read model."""
        return {
            "documents": self.documents,
            "figures": self.figures,
            "reviews": self.reviews,
            "sources": self.sources,
            "small_counts": self.small,
            "withheld": self.withheld,
        }


def shown(
    documents: Iterable[Row],
    figures: Iterable[Row],
    reviews: Iterable[Row],
    sources: Iterable[Row],
    gazetteer: Gazetteer,
) -> Shown:
    """The public rows of documents, with all their figures, reviews and sources; figures have their `sector`."""
    found = Shown({slug: province.code for slug, province in provinces(gazetteer)[0].items()})
    of: dict[str, defaultdict[str, list[Row]]] = {}
    for name, rows in (("figures", figures), ("reviews", reviews), ("sources", sources)):
        of[name] = defaultdict(list)
        for row in rows:
            of[name][row["document_id"]].append(row)
    for document in documents:
        identity = document["id"]
        _document(found, document, of["figures"][identity], of["reviews"][identity], of["sources"][identity])
    return found


def _document(found: Shown, document: Row, figures: list[Row], reviews: list[Row], sources: list[Row]) -> None:
    few = [row for row in figures if small(row)]
    dropped = _given_away(figures, few)
    found.small += [row for row in (_small_count(each, found.provinces) for each in few) if row]
    told = bool(few) and _tells(document, sources, few)
    found.withheld += [
        {"document_id": document["id"], "figure": row["id"], "indicator": row["indicator"]}
        for row in (figures if told else dropped)
    ]
    if told:
        return
    gone = {row["id"] for row in dropped}
    kept = [row for row in figures if row["id"] not in gone]
    excerpt = _excerpt(document, kept, few)
    names = _officers(document["text"])
    text = excerpt.text(names.spans)
    found.documents.append(_shown_document(document, excerpt, names, text))
    found.figures += [_shown_figure(row, excerpt, names, text) for row in kept]
    found.reviews += [_shown_review(row, excerpt, names, text) for row in reviews]
    found.sources += sources


# ── counts of one or two ─────────────────────────────────────────────────────
def _given_away(figures: Sequence[Row], few: Sequence[Row]) -> list[Row]:
    """The small counts, and the figures by which one could work them out."""
    numbers = {row["number"] for row in few}
    parts = {(row["part_of"], row["breakdown"]) for row in few if row["part_of"] is not None}
    levels = {row["number"]: row for row in figures}
    found = []
    for row in figures:
        part = row["part_of"] is not None and (row["part_of"], row["breakdown"]) in parts
        of_few = row["of"] in numbers
        if row["number"] in numbers or part or of_few or _leads_to_few(row, levels.get(row["of"])):
            found.append(row)
    return found


def _leads_to_few(row: Row, level: Row | None) -> bool:
    """Whether a change or growth of a level tells that there were one or two before: "5 vụ, tăng 4 vụ"."""
    if level is None or row["value"] is None or level["value"] is None or row["kind"] not in ("change", "growth"):
        return False
    sign = -1 if row["direction"] == "down" else 1
    if row["kind"] == "change":
        before = level["value"] - sign * row["value"]
    else:
        share = 1 + sign * row["value"] / 100
        before = level["value"] / share if share > 0 else Decimal(0)
    return is_few(round(before)) and small({**level, "value": round(before), "bound": "exact"})


def _tells(document: Row, sources: Sequence[Row], few: Sequence[Row]) -> bool:
    """Whether title or address of a document say such a count: then nothing of it can be shown."""
    phrases = [phrase for row in few for phrase in _phrases(row, document["text"])]
    told = (document["title"], document["url"], *(source[name] for source in sources for name in ("url", "name")))
    return any(named_beside(phrases, words) for words in told if words)


def _phrases(row: Row, text: str) -> list[str]:
    """A count with the word behind it, as it was written and in digits."""
    behind = re.match(r"\W*(\w+)", text[row["end"] :])
    if behind is None:
        return []
    number = str(abs(row["value"]).to_integral_value())
    return [f"{each} {behind[1]}" for each in dict.fromkeys((row["quote"], number, number.zfill(2)))]


def _small_count(row: Row, provinces: Mapping[str, str]) -> Row | None:
    """A row of `small_counts`; None where the province or the time is not known, or the count doesn't count."""
    place = _province(row, provinces)
    counted = row["counts"] and row["kind"] == "level" and row["status"] in ("reported", "estimate")
    if not counted or place is None or row["period_start"] is None or row["period_end"] is None:
        return None
    return {
        "document_id": row["document_id"],
        "indicator": row["indicator"],
        "sector": row["sector"],
        "code": place[0],
        "boundary": place[1],
        "first": _quarter(row["period_start"]),
        "last": _quarter(row["period_end"]),
        "value": str(abs(row["value"]).to_integral_value()),
    }


def _province(row: Row, provinces: Mapping[str, str]) -> tuple[str, str] | None:
    """The province that a figure is for, or whose body reports it, and the division."""
    boundary = row["boundary"] or (NEW if row["period_end"] and row["period_end"] >= dt.date(2025, 7, 1) else OLD)
    told = row["place_code"] or ""
    code = province_code(told, boundary)
    if code is None and len(told) == 2 and told.isdigit():  # a province of the user's own
        code = told
    if code is None and row["body_id"] and not told:
        with suppress(KeyError):
            code, boundary = next((provinces[part] for part in parse_id(row["body_id"])[1][:1]), None), OLD
    return (code, boundary) if code else None


def _quarter(day: dt.date) -> str:
    """The first day of the quarter."""
    return dt.date(day.year, (day.month - 1) // 3 * 3 + 1, 1).isoformat()


# ── the text ─────────────────────────────────────────────────────────────────
def _excerpt(document: Row, kept: Sequence[Row], few: Sequence[Row]) -> Excerpt:
    """What of the text is shown."""
    text = document["text"]
    hidden = Spans(_sentence(row) for row in few)
    titles = [(block["start"], block["end"]) for block in document["blocks"] or () if block["kind"] == "title"]
    zeros = [(row["start"], row["end"]) for row in document["zeros"] or ()]
    whole = unprotected(document)
    wanted = [(0, len(text))] if whole else [*map(_sentence, kept), *titles, *zeros]
    own = [span for row in kept for span in _own(row)]
    numbers = Spans((row["start"], row["end"]) for row in few)
    return Excerpt(text, Spans(wanted).without(hidden).union(Spans(own).without(numbers)), whole and not few)


def _sentence(row: Row) -> tuple[int, int]:
    if row["sentence_start"] is None or row["sentence_end"] is None:
        return row["start"], row["end"]
    return min(row["sentence_start"], row["start"]), max(row["sentence_end"], row["end"])


def _own(row: Row) -> Iterable[tuple[int, int]]:
    """The words of a figure itself."""
    yield row["start"], row["end"]
    for name in ("counted", "act"):
        if row[f"{name}_start"] is not None and row[f"{name}_end"] is not None:
            yield row[f"{name}_start"], row[f"{name}_end"]


# ── people ───────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Officers:
    """Those below the head of a body that a text names: where, and by which full names."""

    spans: tuple[tuple[int, int], ...]
    names: tuple[str, ...]

    def masked(self, words: str | None) -> str | None:
        """`words` with the names painted over."""
        for name in self.names if words else ():
            assert words is not None
            words = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", MASK * len(name), words, flags=re.IGNORECASE)
        return words


def _officers(text: str) -> Officers:
    from tongket.grammar.officials import find
    from tongket.text import Text

    people = find(Text(text))
    leading = {str(each.value) for each in people if each.role and heads(text[slice(*each.role)])}
    others = [each for each in people if str(each.value) not in leading]
    named = {text[slice(*each.name)] for each in others} | {str(each.value) for each in others}
    longest = sorted((name for name in named if " " in name.strip()), key=len, reverse=True)
    return Officers(tuple(each.name for each in others), tuple(longest))


# ── rows ─────────────────────────────────────────────────────────────────────
def _shown_document(document: Row, excerpt: Excerpt, names: Officers, text: str) -> Row:
    return document | {
        "title": names.masked(document["title"]),
        "text": text,
        "blocks": excerpt.blocks(document["blocks"] or ()),
        "zeros": [_zero(row, names) for row in excerpt.inside(document["zeros"] or ())],
        "laws": excerpt.inside(document["laws"] or ()),
        "private": excerpt.inside(document["private"] or ()),
        "excerpt": int(not excerpt.whole),
    }


def _zero(row: Mapping[str, Any], names: Officers) -> Row:
    return {name: names.masked(value) if isinstance(value, str) else value for name, value in row.items()}


def _shown_figure(row: Row, excerpt: Excerpt, names: Officers, text: str) -> Row:
    told = dict(row)
    for name in _QUOTED:
        told[name] = names.masked(row[name])
    start, end = _sentence(row)
    told["sentence"] = text[start:end] if row["sentence_start"] is not None and excerpt.holds(start, end) else None
    return told


def _shown_review(row: Row, excerpt: Excerpt, names: Officers, text: str) -> Row:
    """Who heads the body, or chaired and is no deputy; tasks in the words that are shown."""
    officials = [each for each in row["officials"] or () if _leads(each)]
    passages = {
        name: [{**each, "text": text[each["start"] : each["end"]]} for each in excerpt.inside(row[name] or ())]
        for name in ("tasks", "commitments")
    }
    return row | {"officials": officials, **passages}


def _leads(official: Mapping[str, Any]) -> bool:
    return heads(official["role"]) or (official["capacity"] == "chaired" and not official["role"])
