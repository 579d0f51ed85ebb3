"""What ids of bodies, places and indicators and the checks of a document cost, beside its reading, in one run.

usage: python bench/comparable.py [--documents N] [--docs docs/checks.md]

The two steps are timed inside `read_document`, in processor time; the reading is the rest. Bar: 25 % on top of it.
The articles lie beside the repository, in ../shared/corpus; they are not ours to ship.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

from readme import replace_between
from speed import articles

import tongket.checks
import tongket.identities
from tongket.reading import read_document
from tongket.sources.plain import from_text

STEPS = {"ids": (tongket.identities, "identified"), "checks": (tongket.checks, "check")}


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--documents", type=int, default=1000)
    arguments.add_argument("--docs", type=Path)
    options = arguments.parse_args()
    spent = measured(options.documents)
    reading = spent["all"] - sum(spent[name] for name in STEPS)
    lines = [f"{name} {spent[name] / reading:.1%} of the reading" for name in STEPS]
    each = 1000 / options.documents
    lines.append(
        f"together {(spent['all'] - reading) / reading:.1%} ({(spent['all'] - reading) * each:.2f} ms beside "
        f"{reading * each:.2f} ms a document, {options.documents} articles); bar 25 %"
    )
    print("\n".join(lines))
    if options.docs:
        replace_between(options.docs, "cost", "\n".join(["```text", *lines, "```"]))


def measured(count: int) -> Counter[str]:
    """Seconds of processor time: in each step, and in all."""
    spent: Counter[str] = Counter()

    def timed(name: str, step: Callable[..., Any]) -> Callable[..., Any]:
        def run(*given: Any, **named: Any) -> Any:
            began = time.process_time()
            found = step(*given, **named)
            found = tuple(found) if name == "checks" else found
            spent[name] += time.process_time() - began
            return found

        return run

    texts = articles(count)
    for doc, published, text in texts[:20]:
        read_document(from_text(text, doc=doc, published=published))
    patches = [patch.object(room, step, timed(name, getattr(room, step))) for name, (room, step) in STEPS.items()]
    for each in patches:
        each.start()
    began = time.process_time()
    for doc, published, text in texts:
        read_document(from_text(text, doc=doc, published=published))
    spent["all"] = time.process_time() - began
    return spent


if __name__ == "__main__":
    main()
