"""What a site's robots.txt (RFC 9309) allows.

It holds for crawls: pages that a sitemap or feed names. A page that the user names is fetched as a browser would,
without asking: one person who reads one page is no robot.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .errors import MissingError, NoAnswerError, SourceError
from .hosts import host_of, origin_of
from .web import LONGEST_WAIT, PRODUCT, Fetcher, May, StatusError

if TYPE_CHECKING:
    from protego import Protego

MAX_BYTES = 500 * 1024
"""RFC 9309, 2.5: what is read of it at least; the rest is left."""


class DisallowedError(SourceError):
    """A robots.txt forbids it."""


@dataclass(slots=True)
class _Rules:
    """`refusal`: why nothing at all may be asked for; "" where `parsed` decides, or anything is allowed."""

    parsed: Protego | None = None
    refusal: str = ""


@dataclass(slots=True)
class Robots:
    """The robots.txt of every host, each asked for once in a run."""

    fetcher: Fetcher
    _rules: dict[str, _Rules] = field(default_factory=dict)

    def check(self, url: str, *, inside: bool, may: May | None = None) -> None:
        """Raises DisallowedError where `url` must not be asked for. `inside`, `may`: as for `Fetcher.open`."""
        rules = self._of(url, inside, may)
        if rules.refusal:
            raise DisallowedError(rules.refusal)
        if rules.parsed and not rules.parsed.can_fetch(url, PRODUCT):
            raise DisallowedError(f"robots.txt of {host_of(url)} does not allow it")

    def sitemaps(self, url: str, *, inside: bool, may: May | None = None) -> list[str]:
        """The sitemaps that the robots.txt of `url`'s host names."""
        rules = self._of(url, inside, may)
        return list(dict.fromkeys(rules.parsed.sitemaps)) if rules.parsed else []

    def _of(self, url: str, inside: bool, may: May | None) -> _Rules:
        origin = origin_of(url)
        if origin not in self._rules:
            self._rules[origin] = self._read(origin, inside, may)
        return self._rules[origin]

    def _read(self, origin: str, inside: bool, may: May | None) -> _Rules:
        """RFC 9309, 2.3.1: no robots.txt allows everything, an unreachable one nothing. Where it is moved to another
        site, there is none here."""
        host = host_of(origin)
        try:
            with self.fetcher.open(f"{origin}/robots.txt", inside=inside, may=may) as reply:
                text = reply.peek(MAX_BYTES)[:MAX_BYTES].decode("utf-8", "replace")
        except NoAnswerError as error:
            return _Rules(refusal=f"robots.txt of {host} can't be had ({error.cause}), so nothing is asked for")
        except StatusError:
            return _Rules()
        except MissingError as error:
            return _Rules(refusal=f"robots.txt of {host} can't be read ({error.cause}), so nothing is asked for")
        except SourceError:
            return _Rules()
        return self._parsed(text, origin)

    def _parsed(self, text: str, origin: str) -> _Rules:
        from protego import Protego

        parsed = Protego.parse(text)
        delay = parsed.crawl_delay(PRODUCT) or 0.0
        if delay > LONGEST_WAIT:
            wish = f"{delay:.0f} seconds between two requests, longer than the {LONGEST_WAIT:.0f} that are waited"
            return _Rules(parsed, f"robots.txt of {host_of(origin)} asks for {wish}")
        self.fetcher.slow_down(origin, delay)
        return _Rules(parsed)
