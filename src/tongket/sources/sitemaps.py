"""Sitemaps (sitemaps.org), with the days of news sitemaps: what an entry says of its page, or of a further sitemap."""

from __future__ import annotations

from collections.abc import Mapping

from .feeds import Link, moment
from .hosts import resolved

FIELDS = frozenset({"loc", "lastmod", "publication_date"})
DEPTHS = {"publication_date": 2}
"""How deep a field stands in its entry, where not directly: <url><news:news><news:publication_date>."""
MAX_DEPTH = 3
"""Sitemaps in sitemaps, counted from one that the user names; the protocol knows one level, some portals have two."""
MAX_SITEMAPS = 1_000
"""Of one site. The protocol allows 50,000 in an index; what it would take to ask for those is no one's evening."""


def link(fields: Mapping[str, str], base: str) -> Link | None:
    """The page, or the further sitemap, of an entry; None where it names none. When a page was changed does not tell
    when it was published; only news sitemaps say that."""
    url = resolved(base, fields["loc"]) if "loc" in fields else None
    return Link(url, moment(fields.get("publication_date", "")), moment(fields.get("lastmod", ""))) if url else None
