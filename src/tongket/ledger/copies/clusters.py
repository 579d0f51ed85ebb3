"""Copies → clusters, and which document of a cluster leads: functions of the set of documents, not of their order.

The same text, or nearly, joins both ways. A shortened copy joins only the one content that it is most likely
shortened from (the least longer one), so that a brief which stands in two reports does not make these one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from tongket.ledger.hosts import TIERS, Tier

State = Literal["lead", "copy", "corrupted"]


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a document stands: only a lead's figures count."""

    cluster: str
    """The smallest id of the cluster's documents."""
    lead: str
    state: State
    """A corrupted copy has the lead's figures, but counts other things: it is to be kept out of sight."""


class Member(NamedTuple):
    """A document of a cluster; `content` is any name of its content."""

    document: str
    content: int
    tier: Tier
    seen: int | None


def settle(members: Sequence[Member], corrupted: Callable[[int, int], bool]) -> dict[str, Placement]:
    """The placements of one cluster's documents. `corrupted` tells whether one of two contents is garbled."""
    lead = _lead(members, corrupted)
    cluster = min(member.document for member in members)
    garbled = {content: corrupted(lead.content, content) for content in {member.content for member in members}}
    return {
        member.document: Placement(
            cluster,
            lead.document,
            "lead" if member is lead else "corrupted" if garbled[member.content] else "copy",
        )
        for member in members
    }


def _lead(members: Sequence[Member], corrupted: Callable[[int, int], bool]) -> Member:
    """The best tier, then the earliest, then the smallest id; but within a tier not one that half of the documents
    speak against, for the garbled copy of a text may be the first that was seen."""
    ranked = sorted(members, key=_rank)
    contents: dict[int, int] = {}
    for member in members:
        contents[member.content] = contents.get(member.content, 0) + 1
    if len(contents) > 1:
        for candidate in ranked:
            if candidate.tier != ranked[0].tier:
                break
            against = sum(count for content, count in contents.items() if corrupted(candidate.content, content))
            if against * 2 < len(members):
                return candidate
    return ranked[0]


def _rank(member: Member) -> tuple[int, bool, int, str]:
    return TIERS.index(member.tier), member.seen is None, member.seen or 0, member.document


# ── which contents make one cluster ──────────────────────────────────────────
class Neighbour(NamedTuple):
    """An edge as one end sees it; `size` orders the longer contents of a shortened one."""

    node: int
    relation: str
    size: tuple[int, bytes]


def joined(neighbours: Iterable[Neighbour]) -> set[int]:
    """The nodes that one node joins: its equals, and of those that it is a shortened copy of the least."""
    neighbours = list(neighbours)
    longer = [each for each in neighbours if each.relation == "within"]
    nodes = {each.node for each in neighbours if each.relation in ("same", "garbled")}
    return nodes | {min(longer, key=lambda each: each.size).node} if longer else nodes


def components(joins: Mapping[int, Iterable[int]]) -> list[list[int]]:
    """The connected components of nodes joined one to another, each sorted."""
    root = {node: node for node in joins}

    def find(node: int) -> int:
        while root[node] != node:
            root[node] = root[root[node]]
            node = root[node]
        return node

    for node, others in joins.items():
        for other in others:
            a, b = find(node), find(other)
            root[max(a, b)] = min(a, b)
    found: dict[int, list[int]] = {}
    for node in sorted(joins):
        found.setdefault(find(node), []).append(node)
    return list(found.values())
