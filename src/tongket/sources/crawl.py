"""Addresses and sites → the answers of their pages.

An address that the user names is asked for as it is. One that answers with a feed or sitemap stands for the pages
named there; `site` finds the feeds and sitemaps of a host. Such pages are asked for only where they are of the same
site, robots.txt allows them, and they don't lead from the outside into the user's own network.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TypeGuard

from tongket.clock import now as utc_now

from . import feeds, listings, sitemaps
from .errors import MissingError, NoAnswerError, NotADocumentError, SourceError
from .feeds import Link
from .hosts import host_of, origin_of, public, resolved, site_of
from .listings import Kind, Listing
from .options import Failure, LoadOptions
from .raw import printable
from .robots import Robots
from .visits import Visits
from .web import Answer, Fetcher, Reply

GIVEN_UP = 10
"""Pages in a row without an answer after which the rest of a site is left for another day."""
_INVITED = 0
"""The depth of a sitemap that robots.txt itself names, and so need not allow."""
_USUAL = 1
"""The depth of what is named by the user, or by nobody."""


class ElsewhereError(SourceError):
    """A link or redirect leads to another site than the one that is read."""

    def __init__(self, url: str) -> None:
        super().__init__(f"leads to another site ({host_of(url)}), which is not followed")


@dataclass(slots=True)
class _Crawl:
    """One site that is being read. `name`: as the user gave it; `root`: an address that answered."""

    name: str
    root: str
    inside: bool
    """The user named a host of their own network."""
    started: dt.datetime
    given: int = 0
    unanswered: int = 0
    done: set[str] = field(default_factory=set)
    """Addresses asked for, and those that answered."""

    def holds(self, url: str) -> bool:
        """Whether the address is one of the site."""
        return site_of(url) == site_of(self.root)

    def check(self, url: str) -> None:
        """Raises ElsewhereError for addresses of other sites."""
        if not self.holds(url):
            raise ElsewhereError(url)


class Web:
    """The road in from the web for one run: one client, one pace for each host, each robots.txt asked for once."""

    def __init__(
        self,
        options: LoadOptions,
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], dt.datetime] = utc_now,
    ) -> None:
        self._options = options
        self._tally = options.tally
        self._now = now
        self._fetcher = Fetcher(options, sleep=sleep, clock=clock, now=now)
        self._robots = Robots(self._fetcher)
        self._opened: Visits | None = None

    def close(self) -> None:
        self._fetcher.close()
        if self._opened:
            self._opened.close()
            self._opened = None

    @property
    def _visits(self) -> Visits | None:
        if self._opened is None and self._options.visits is not None:
            self._opened = Visits(self._options.visits)
        return self._opened

    # ── what the user names ──────────────────────────────────────────────────
    def address(self, name: str) -> Iterator[Answer | Failure]:
        """The answer of an address, or those of the pages that it names. Nothing where it was not modified since it
        was taken. Raises SourceError where the address itself fails."""
        self._check_online()
        answer: Answer | None = None
        listing: Listing | None = None
        with self._fetcher.open(name, inside=True, headers=self._conditions(name)) as reply:
            if listings.kind_of(reply.peek(listings.SAMPLE)) is None:
                answer = self._whole(reply)
            else:
                crawl = _Crawl(name, reply.url, self._fetcher.is_internal(reply.url), self._now())
                listing = self._read(crawl, reply)
        if listing is not None:
            yield from self._pages(crawl, self._walk(crawl, [(listing, _USUAL)]))
        elif self._is_new(answer, name):
            yield answer

    def site(self, name: str) -> Iterator[Answer | Failure]:
        """The answers of a site's pages: those of the sitemaps that its robots.txt names, else of /sitemap.xml, else
        of the feeds that its home page names. Raises SourceError where there is none of them."""
        self._check_online()
        if resolved(name, name) is None:
            raise MissingError("not a valid http(s) address")
        home = f"{origin_of(name)}/"
        crawl = _Crawl(name, home, True, self._now())
        named = self._robots.sitemaps(home, inside=True, may=crawl.check)
        crawl.inside = self._fetcher.is_internal(home)  # known now: its robots.txt was asked for
        told: list[Failure | Listing] = []
        roads: list[tuple[Callable[[], list[str]], int]] = [
            (lambda: named, _INVITED),
            (lambda: [f"{home}sitemap.xml"], _USUAL),
            (lambda: self._feeds(crawl, home), _USUAL + 1),
        ]
        for road, depth in roads:
            walk = self._walk(crawl, [(Link(url), depth) for url in road()])
            for item in walk:
                if isinstance(item, Listing):
                    yield from self._pages(crawl, chain(told, [item], walk))
                    return
                if depth != _USUAL:  # nobody said that there is a /sitemap.xml
                    told.append(item)
        if not told:
            raise NotADocumentError("the site has no sitemap, and its home page names no feed")
        yield from (item for item in told if isinstance(item, Failure))

    def _check_online(self) -> None:
        if self._options.offline:
            raise MissingError("not asked for: --offline")

    # ── feeds and sitemaps ───────────────────────────────────────────────────
    def _feeds(self, crawl: _Crawl, home: str) -> list[str]:
        """The feeds that the home page names."""
        with self._open(crawl, home) as reply:
            data = b"".join(reply.parts(self._options.max_bytes))
        return [url for url in feeds.named_in(data, home) if crawl.holds(url)]

    def _listing(self, crawl: _Crawl, url: str, *, is_invited: bool = False) -> Listing:
        if resolved(crawl.root, url) is None:
            raise MissingError("not a valid http(s) address")
        with self._open(crawl, url, is_invited=is_invited) as reply:
            if listings.kind_of(reply.peek(listings.SAMPLE)) is None:
                raise NotADocumentError("neither a feed nor a sitemap")
            return self._read(crawl, reply)

    def _read(self, crawl: _Crawl, reply: Reply) -> Listing:
        left = max(0, self._options.max_pages - crawl.given)
        limits: dict[Kind, int] = {"feed": left, "sitemap": left, "index": sitemaps.MAX_SITEMAPS}

        def wanted(link: Link, kind: Kind) -> bool:
            if not crawl.holds(link.url):
                self._tally.leads_elsewhere(host_of(link.url))
                return False
            is_old = self._options.since is not None and link.newest is not None and link.newest < self._options.since
            self._tally.older += is_old and kind != "index"
            return not is_old and link.url not in crawl.done

        return listings.read(reply.parts(listings.MAX_BYTES), reply.url, limits, wanted)

    def _walk(self, crawl: _Crawl, first: Iterable[tuple[Listing | Link, int]]) -> Iterator[Listing | Failure]:
        """The feeds and sitemaps that list pages, in their order, each with its depth; an index is gone into."""
        waiting = list(first)[::-1]
        asked = {item.url for item, _ in waiting if isinstance(item, Listing)}
        while waiting and len(asked) < sitemaps.MAX_SITEMAPS:
            item, depth = waiting.pop()
            if isinstance(item, Link):
                if item.url in asked or depth > sitemaps.MAX_DEPTH:
                    continue
                asked.add(item.url)
                try:
                    item = self._listing(crawl, item.url, is_invited=depth == _INVITED)
                except ElsewhereError:
                    self._tally.leads_elsewhere(host_of(item.url))
                    continue
                except SourceError as error:
                    yield Failure(printable(item.url), error.cause)
                    continue
            if item.kind == "index":
                waiting.extend((link, depth + 1) for link in reversed(item.links))
            else:
                yield item
            if item.problem:
                yield Failure(printable(item.url), f"not read to its end: {item.problem}")
        if waiting:
            cause = f"has more than {sitemaps.MAX_SITEMAPS:,} sitemaps, the rest was left"
            self._tally.notes.append(f"{printable(public(crawl.name))} {cause}")

    # ── pages ────────────────────────────────────────────────────────────────
    def _pages(self, crawl: _Crawl, listed: Iterable[Listing | Failure]) -> Iterator[Answer | Failure]:
        if self._visits:
            crawl.started = self._visits.begin(crawl.name, crawl.started)
        is_cut = has_failed = False
        for item in listed:
            if isinstance(item, Failure):
                has_failed = True
                yield item
                continue
            is_cut |= item.is_cut
            for link in item.links:
                if link.url in crawl.done:
                    continue
                if crawl.given >= self._options.max_pages:
                    is_cut = True
                    break
                crawl.given += 1
                yield from self._page(crawl, link)
                if crawl.unanswered >= GIVEN_UP:
                    yield Failure(printable(crawl.name), f"given up: {GIVEN_UP} pages in a row gave no answer")
                    return
            if is_cut:
                cause = f"has more than {self._options.max_pages:,} pages, the rest was left (--max-pages)"
                self._tally.notes.append(f"{printable(public(crawl.name))} {cause}")
                break
        if not crawl.given and not has_failed:
            self._tally.notes.append(f"{printable(public(crawl.name))} names no page that is to be read")
        if self._visits:
            self._visits.end(crawl.name, self._now())

    def _page(self, crawl: _Crawl, link: Link) -> Iterator[Answer | Failure]:
        crawl.done.add(link.url)
        if self._visits and self._visits.is_taken(link.url, max(crawl.started, self._now() - self._options.revisit)):
            self._tally.taken += 1
            return
        try:
            with self._open(crawl, link.url, self._conditions(link.url)) as reply:
                crawl.unanswered = 0
                if reply.url != link.url and reply.url in crawl.done:
                    return
                crawl.done.add(reply.url)
                if listings.kind_of(reply.peek(listings.SAMPLE)):
                    raise NotADocumentError("a feed or sitemap, not a page")
                answer = self._whole(reply)
        except SourceError as error:
            crawl.unanswered += isinstance(error, NoAnswerError)
            yield Failure(printable(link.url), error.cause)
            return
        if self._is_new(answer, link.url):
            yield replace(answer, published=_plausible(link, answer.retrieved))

    def _open(
        self, crawl: _Crawl, url: str, headers: Mapping[str, str] | None = None, *, is_invited: bool = False
    ) -> AbstractContextManager[Reply]:
        """The answer of an address of the site, where robots.txt allows it, as for each redirect."""

        def check(target: str) -> None:
            crawl.check(target)
            self._robots.check(target, inside=crawl.inside, may=crawl.check)

        crawl.check(url)
        if not is_invited:
            check(url)
        return self._fetcher.open(url, inside=crawl.inside, may=check, headers=headers)

    def _conditions(self, url: str) -> dict[str, str]:
        return self._visits.conditions(url) if self._visits and resolved(url, url) else {}

    def _whole(self, reply: Reply) -> Answer | None:
        """The answer; None where it says that nothing was modified."""
        return reply.answer(self._options.max_bytes) if reply.is_new else None

    def _is_new(self, answer: Answer | None, asked: str) -> TypeGuard[Answer]:
        """Whether the answer is another one than was taken before. It is kept in mind only now that it has come whole:
        a connection that is cut off may look like the end of a page."""
        if self._visits is None:
            return answer is not None
        if answer is None or self._visits.is_same(answer):
            self._tally.not_modified += 1
            self._visits.confirm(asked, self._now())
            return False
        self._visits.fetched(answer)
        return True


def _plausible(link: Link, retrieved: dt.datetime) -> dt.datetime | dt.date | None:
    """The day that a feed gives a page, unless it lies in the future."""
    newest = replace(link, changed=None).newest
    return link.published if newest and newest <= retrieved.date() + dt.timedelta(days=1) else None
