"""What a page says about itself: titles, publication moment, publisher, canonical address.

Standards read: Open Graph (og:, article:), schema.org as JSON-LD and as microdata, Dublin Core (dc., dcterms.),
HTML's <time datetime>, <title> and rel=canonical.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tongket.addresses import split
from tongket.clock import VIETNAM
from tongket.lexicon import load
from tongket.text import key

if TYPE_CHECKING:
    from lxml.etree import _Element

_DATE_NAMES: Final[tuple[str, ...]] = (
    "article:published_time",
    "og:published_time",
    "datepublished",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "dcterms.issued",
    "dc.date.issued",
    "dcterms.created",
    "dc.date.created",
    "dcterms.date",
    "dc.date",
    "dc.created",
    "sailthru.date",
    "citation_publication_date",
    "date",
)
_TITLE_NAMES: Final[tuple[str, ...]] = ("og:title", "twitter:title", "dc.title", "dcterms.title", "title")
_PUBLISHER_NAMES: Final[tuple[str, ...]] = (
    "og:site_name",
    "dc.publisher",
    "dcterms.publisher",
    "publisher",
    "application-name",
)
_ARTICLES: Final = frozenset({"NewsArticle", "Article", "Report", "BlogPosting", "ReportageNewsArticle", "WebPage"})
_STORED: Final = 200
"""Characters of the shortest article that is looked for among a script's data."""
_SITE_JOIN: Final = re.compile(r"\s+[-–—|»:]+\s+|\s*\|\s*")
_DAY_FIRST: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_CLOCK: Final = re.compile(r"(?<!\d)(\d{1,2})[:hg](\d{2})(?::\d{2})?(?!\d)(?:\s*([AP]M|SA|CH)\b)?", re.I)
_ISO: Final = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?\s*(?:Z|[+-]\d{2}:?\d{2})?)?")

Moment = dt.datetime | dt.date


@dataclass(slots=True)
class Meta:
    """`titles` in order of trust, the site's name cut off where a separator shows it."""

    titles: tuple[str, ...] = ()
    published: Moment | None = None
    publisher: str | None = None
    url: str | None = None
    body: str | None = None
    """The article's text where the page carries it as data (articleBody)."""


def parse_moment(text: str) -> Moment | None:
    """An ISO 8601 moment, or day/month/year with a clock time; in Viet Nam's zone, a date where no time is said."""
    text = text.strip()
    if found := _ISO.match(text):
        try:
            moment = dt.datetime.fromisoformat(found.group().replace(" +", "+").replace(" -", "-"))
        except ValueError:
            return None
        return moment.date() if len(found.group()) == 10 else _in_vietnam(moment)
    if found := _DAY_FIRST.search(text):
        try:
            day = dt.date(int(found[3]), int(found[2]), int(found[1]))
        except ValueError:
            return None
        return _at_clock(day, text[: found.start()] + " " + text[found.end() :])
    return None


def _at_clock(day: dt.date, text: str) -> Moment:
    found = _CLOCK.search(text)
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        return day
    hour, half = int(found[1]), (found[3] or "").upper()
    if half in ("PM", "CH") and hour < 12:
        hour += 12
    elif half in ("AM", "SA") and hour == 12:
        hour = 0
    return dt.datetime(day.year, day.month, day.day, hour, int(found[2]), tzinfo=VIETNAM)


def _in_vietnam(moment: dt.datetime) -> dt.datetime:
    return moment.replace(tzinfo=VIETNAM) if moment.tzinfo is None else moment.astimezone(VIETNAM)


def _metas(root: _Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = element.get("content")
        if name and content and content.strip():
            found.setdefault(name.strip().lower(), " ".join(content.split()))
    return found


def _json_items(root: _Element) -> Iterator[dict[str, Any]]:
    """Every object of the page's JSON-LD, outer ones first; broken JSON is passed over."""
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower() or not script.text:
            continue
        try:
            queue = [json.loads(script.text.strip(), strict=False)]
        except (ValueError, RecursionError):
            continue
        while queue:
            item = queue.pop(0)
            if isinstance(item, list):
                queue.extend(item)
            elif isinstance(item, dict):
                yield item
                queue.extend(value for key, value in item.items() if key in ("@graph", "mainEntity"))


def stored_body(root: _Element) -> str | None:
    """The longest text with paragraphs that a script of the page carries as JSON, for pages that a script would
    build; None where there is none."""
    texts: list[str] = []
    for script in root.iter("script"):
        if (script.get("type") or "").split(";")[0].strip().lower() != "application/json" or not script.text:
            continue
        try:
            queue: list[Any] = [json.loads(script.text.strip(), strict=False)]
        except (ValueError, RecursionError):
            continue
        while queue:
            item = queue.pop()
            queue.extend(item.values() if isinstance(item, dict) else item if isinstance(item, list) else ())
            if isinstance(item, str) and len(item) >= _STORED and ("</p>" in item or "\n" in item):
                texts.append(item)
    return max(texts, key=len, default=None)


def _articles(root: _Element) -> list[dict[str, Any]]:
    found = []
    for item in _json_items(root):
        kinds = item.get("@type")
        kinds = kinds if isinstance(kinds, list) else [kinds]
        if _ARTICLES.intersection(kind for kind in kinds if isinstance(kind, str)):
            found.append(item)
    return sorted(found, key=lambda item: item.get("@type") == "WebPage")


def _string(value: object) -> str | None:
    return " ".join(value.split()) if isinstance(value, str) and value.strip() else None


def _named(value: object) -> str | None:
    """The name of a JSON-LD organisation; a person is no publisher."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        return None if value.get("@type") == "Person" else _string(value.get("name"))
    return _string(value)


def _published(root: _Element, metas: dict[str, str], articles: list[dict[str, Any]]) -> Moment | None:
    stated = [metas[name] for name in _DATE_NAMES[:1] if name in metas]
    stated += [value for item in articles if (value := _string(item.get("datePublished")))]
    stated += [metas[name] for name in _DATE_NAMES[1:] if name in metas]
    for element in root.iter():
        if isinstance(element.tag, str) and (element.get("itemprop") or "").lower() == "datepublished":
            stated.append(element.get("content") or element.get("datetime") or "".join(map(str, element.itertext())))
    return next((moment for value in stated if (moment := parse_moment(str(value)))), None) or _first_time(root)


def _first_time(root: _Element) -> Moment | None:
    """The first <time datetime>, that of the article before all others; those in lists belong to other pages."""
    times = [element for element in root.iter("time") if element.get("datetime")]
    for element in times:
        above = {ancestor.tag for ancestor in element.iterancestors()}
        if above & {"li", "aside", "nav", "footer"}:
            continue
        if moment := parse_moment(element.get("datetime") or ""):
            return moment
    return None


def _titles(root: _Element, metas: dict[str, str], articles: list[dict[str, Any]], site: str | None) -> tuple[str, ...]:
    stated = [metas[name] for name in _TITLE_NAMES[:1] if name in metas]
    stated += [value for item in articles if (value := _string(item.get("headline")))]
    stated += [metas[name] for name in _TITLE_NAMES[1:] if name in metas]
    element = root.find(".//title")
    if element is not None and (text := " ".join("".join(map(str, element.itertext())).split())):
        stated.append(text)
    return tuple(dict.fromkeys(part for title in stated for part in _parts(title, site)))


def _parts(title: str, site: str | None) -> list[str]:
    """ "Tiêu đề - Cổng thông tin …" → its parts without the site's name; the whole too where none is named."""
    parts = [part.strip() for part in _SITE_JOIN.split(title) if part.strip()]
    kept = [part for part in parts if part != site and not _is_site(part)]
    if len(kept) < len(parts):
        return kept
    return [title, *kept] if len(kept) > 1 else kept


def _is_site(name: str) -> bool:
    return key(name).startswith(tuple(load("pages")["sites"]["starts"]))


def _is_address(value: str | None) -> bool:
    parts = split(value or "")
    return parts is not None and parts.scheme in ("http", "https") and bool(parts.netloc)


def _url(root: _Element, metas: dict[str, str], given: str | None) -> str | None:
    """The canonical address; a canonical that names the home page or another site than the given address is wrong."""
    links = [link.get("href") for link in root.iter("link") if (link.get("rel") or "").lower() == "canonical"]
    for value in (*links, metas.get("og:url")):
        if not value or not _is_address(value.strip()):
            continue
        parts = split(value.strip())
        assert parts is not None  # it is an address
        if given is None and (parts.path.strip("/") or parts.query):
            return str(value).strip()
        if given and (of := split(given)) is not None and parts.netloc == of.netloc and parts.path.strip("/"):
            return str(value).strip()
    return given


def read_meta(root: _Element, url: str | None) -> Meta:
    """All that the page states. `url`: where it was fetched, if it was."""
    metas = _metas(root)
    articles = _articles(root)
    address = _url(root, metas, url)
    publishers = [_named(item.get("publisher")) for item in articles]
    publishers += [metas.get(name) for name in _PUBLISHER_NAMES]
    publisher = next((name for name in publishers if name), None)
    titles = _titles(root, metas, articles, publisher)
    if publisher is None and address and (parts := split(address)) is not None:
        publisher = parts.hostname
    body = next((text for item in articles if isinstance(text := item.get("articleBody"), str) and text.strip()), None)
    return Meta(titles, _published(root, metas, articles), publisher, address, body)
