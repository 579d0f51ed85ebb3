"""What a run left out on purpose: no failure, but the user is told."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

_NAMED = 20


@dataclass(slots=True)
class Tally:
    """Counts of pages. `taken`: by an earlier run of the same crawl that broke off."""

    not_modified: int = 0
    taken: int = 0
    older: int = 0
    elsewhere: Counter[str] = field(default_factory=Counter)
    """By host; those past the first twenty under "other hosts"."""
    notes: list[str] = field(default_factory=list)

    def leads_elsewhere(self, host: str) -> None:
        """Count a link to another site."""
        self.elsewhere[host if host in self.elsewhere or len(self.elsewhere) < _NAMED else "other hosts"] += 1

    def lines(self) -> list[str]:
        """What there is to tell, a line each; none where nothing was left out."""
        told = []
        if self.not_modified:
            told.append(f"{_pages(self.not_modified)} not modified since taken, not read again")
        if self.taken:
            told.append(f"{_pages(self.taken)} taken before this crawl broke off, not asked for again")
        if self.older:
            told.append(f"{_pages(self.older)} older than --since, not asked for")
        if self.elsewhere:
            hosts = ", ".join(f"{host} ({count})" for host, count in self.elsewhere.most_common())
            told.append(f"links to other sites, not followed: {hosts}")
        return told + self.notes


def _pages(count: int) -> str:
    return "1 page" if count == 1 else f"{count:,} pages"
