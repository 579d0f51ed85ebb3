"""RSS 2.0, RSS 1.0 and Atom: what an entry says of its page.

Only the address and the days are taken. A feed with further pages (RFC 5005) is read as far as its first.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime

from .dates import EARLIEST, ZONE
from .hosts import resolved
from .html_meta import Moment, parse_moment

FIELDS = frozenset({"link", "guid", "origlink", "pubdate", "date", "published", "issued", "updated", "modified"})
_PUBLISHED = ("pubdate", "published", "issued", "date")
_CHANGED = ("updated", "modified")
_STAMPED = 3
"""Entries of one moment, to the second, that show a feed which stamps all with the time of its making."""
_LONGEST_DATE = 60
_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml")


@dataclass(frozen=True, slots=True)
class Link:
    """A page that a feed or sitemap names. `published`: when it appeared; `changed`: when it last did change."""

    url: str
    published: Moment | None = None
    changed: Moment | None = None

    @property
    def newest(self) -> dt.date | None:
        """The last day that is known of it, in Viet Nam."""
        days = [_day(moment) for moment in (self.published, self.changed) if moment]
        return max(days, default=None)


def attributes(name: str, found: Mapping[str, str]) -> list[tuple[str, str]]:
    """What an element's attributes say: Atom's <link rel="alternate" href="…">, RSS's <guid isPermaLink="false">."""
    if name == "link" and "href" in found:
        return [("link" if found.get("rel", "alternate") == "alternate" else "other", found["href"])]
    if name == "guid" and found.get("isPermaLink", "true").lower() == "false":
        return [("guid", "")]
    return []


def link(fields: Mapping[str, str], base: str) -> Link | None:
    """The page of an entry; None where it names none."""
    address = fields.get("origlink") or fields.get("link") or fields.get("guid")
    url = resolved(base, address) if address else None
    return Link(url, _first(fields, _PUBLISHED), _first(fields, _CHANGED)) if url else None


def _first(fields: Mapping[str, str], names: Sequence[str]) -> Moment | None:
    return next((found for name in names if (found := moment(fields.get(name, "")))), None)


def moment(text: str) -> Moment | None:
    """A date of RFC 822 (RSS) or ISO 8601 (Atom, Dublin Core, sitemaps), or day/month/year; in Viet Nam's zone."""
    text = text.strip()
    if not text or len(text) > _LONGEST_DATE:
        return None
    try:
        found: Moment | None = parse_moment(text)
        if found is None:
            when = parsedate_to_datetime(text)
            found = when.replace(tzinfo=ZONE) if when.tzinfo is None else when.astimezone(ZONE)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found if found.year >= EARLIEST else None


def _day(moment: Moment) -> dt.date:
    return moment.astimezone(ZONE).date() if isinstance(moment, dt.datetime) else moment


def named_in(data: bytes, base: str) -> list[str]:
    """The feeds that a page names in its head (<link rel="alternate" type="application/rss+xml" href="…">)."""
    from lxml import etree

    try:
        root = etree.fromstring(data, etree.HTMLParser(no_network=True))
    except (etree.XMLSyntaxError, ValueError):
        return []
    if root is None:
        return []
    named = [
        resolved(base, element.get("href") or "")
        for element in root.iter("link")
        if "alternate" in (element.get("rel") or "").lower().split() and (element.get("type") or "").lower() in _TYPES
    ]
    return list(dict.fromkeys(url for url in named if url))


def sound(links: list[Link]) -> list[Link]:
    """The links of a feed, without days that only tell when the feed was made: many entries, one second."""
    seconds = Counter(link.published for link in links if isinstance(link.published, dt.datetime))
    stamped = {moment for moment, count in seconds.items() if count >= _STAMPED and count * 2 > len(links)}
    return [replace(link, published=None) if link.published in stamped else link for link in links]
