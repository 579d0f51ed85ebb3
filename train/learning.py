"""From examples to the weights of each choice."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from examples import Example, Examples
from logit import fit

PRIORS = {"worth": 4.0, "counted": 4.0, "status": 8.0, "of": 2.0, "part_of": 2.0}
PRIORS |= {"period": 20.0, "body": 8.0, "place": 15.0}
"""Choice → precision of the prior over its weights, chosen by cross-validation."""
OWN = {"example-": 6, "soc-trang-2022": 12, "nghe-an-2024": 12}
"""How often an example beside the rules, or a report whose reading the tests tell exactly, counts: plain language that
must be read right."""


def times(doc: str) -> int:
    """How often a document counts."""
    return next((OWN[name] for name in OWN if doc.startswith(name)), 1)


def gathered(found: Sequence[Examples], choice: str) -> list[Example]:
    return [example for one in found for example in one[choice] for _ in range(times(example.doc))]


def learnt(found: Sequence[Examples], choices: Collection[str] = PRIORS) -> dict[str, dict[str, int]]:
    """Choice → weights."""
    return {choice: fit(gathered(found, choice), prior) for choice, prior in PRIORS.items() if choice in choices}
