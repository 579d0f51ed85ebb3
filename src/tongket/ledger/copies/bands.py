"""Keys under which contents find each other: what shares none is not compared.

Two kinds. Of the signature (text): copies with a Jaccard index of .85 share one with probability .999, of .5 with .5,
unrelated texts one pair in ten million. Of the figures: every run of them that tells enough; these find the shortened
and the reworked copies, which share whole runs, and cost in proportion to what was read.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from struct import pack, unpack_from

from tongket.ledger.copies.likeness import Content, Mark

TEXT_BANDS = 10
"""Each of four values of the signature, which make one whole number of 64 bits."""
RUN_BITS = 24
"""Bits (`Mark.bits`) of a run of figures: fewer, and runs meet by chance; more, and short copies have no run."""


def bands(content: Content) -> set[int]:
    """The keys of a content, signed numbers of 64 bits; none for what can be compared with nothing."""
    if not content.comparable:
        return set()
    return {*unpack_from(f"<{TEXT_BANDS}q", content.signature), *_runs(content.marks)}


def _runs(marks: Sequence[Mark]) -> set[int]:
    """A key for each shortest run of two or more figures that tells RUN_BITS, wherever it begins."""
    found = set()
    for start in range(len(marks) - 1):
        told: set[int] = set()
        bits = 0
        for end in range(start, len(marks)):
            if marks[end].value not in told:
                told.add(marks[end].value)
                bits += marks[end].bits
            if bits >= RUN_BITS and end > start:
                found.add(_key([mark.value for mark in marks[start : end + 1]]))
                break
    return found


def _key(run: Sequence[int]) -> int:
    packed = pack(f"<{len(run)}I", *run)
    return int.from_bytes(blake2b(packed, digest_size=8).digest(), "little", signed=True)
