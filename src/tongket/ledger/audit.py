"""How often a query's figures are wrong: a random sample of them, checked by hand, gives the rate with its interval.

1. `tongket audit "select id from latest where …" -n 50 --out check.xlsx` draws the sample into a sheet.
2. A person goes through it: `accept` in the column decision where all is right, the right value typed over a wrong
   one, `reject` where it is no figure of that text at all. Rows without any of it count as not checked.
3. `tongket audit check.xlsx` tells the rate. `tongket verdicts import check.xlsx` takes the decisions into the ledger,
   before or after: what is compared is always the row as it was drawn.

It tells of the figures that are there, not of those that were missed.
"""

from __future__ import annotations

import random
import re
import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import sqrt
from pathlib import Path
from typing import Any

from tongket.ledger import sheet_files, sheets
from tongket.ledger.errors import LedgerError
from tongket.ledger.fields import FIELDS, FieldError
from tongket.ledger.questions import Ledger
from tongket.ledger.sheet_import import Sheet

_Z = 1.959963984540054
"""The normal distribution's 97.5th percentile: 95 % lie between it and its negative."""
_DRAWN = re.compile(r"(\d+) of (\d+), seed (\d+)")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A sample: how many figures of how many, and the seed that draws the same ones of the same query again."""

    size: int
    of: int
    seed: int

    def __str__(self) -> str:
        return f"{self.size} of {self.of}, seed {self.seed}"


@dataclass(frozen=True, slots=True)
class Rate:
    """`wrong` of `checked`, with the ends of the 95 % interval; a rate of nothing is 0 … 1."""

    wrong: int
    checked: int

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's score interval: near 95 % also for small samples and rates near 0, where the textbook's
        p ± 1.96·s gives 0 ± 0. The sample is taken as small beside the query, which errs on the wide side."""
        n = self.checked
        if not n:
            return 0.0, 1.0
        p, square = self.wrong / n, _Z * _Z
        middle = (p + square / (2 * n)) / (1 + square / n)
        half = _Z / (1 + square / n) * sqrt(p * (1 - p) / n + square / (4 * n * n))
        return max(0.0, middle - half) if self.wrong else 0.0, min(1.0, middle + half) if self.wrong < n else 1.0


@dataclass(slots=True)
class Result:
    """Of an audit: `overall`, a figure being wrong where anything in it is; `rejected` of these are no figures at all;
    `fields`, each among the figures that are ones; rows not `checked` yet; what can't be read, by row."""

    drawn: Drawn | None
    overall: Rate
    rejected: int
    fields: dict[str, Rate]
    unchecked: int
    problems: list[tuple[int, str]] = field(default_factory=list)


def draw(ledger: Ledger, sql: str, size: int, file: Path, seed: int | None = None) -> Drawn:
    """Write a random sample of a query's figures into a new sheet. Raises LedgerError."""
    ids = sorted(sheets.ids_of(ledger, sql))  # the order that a query gives them in may differ from time to time
    if not ids:
        raise LedgerError("the query gives no figures")
    drawn = Drawn(min(size, len(ids)), len(ids), secrets.randbelow(10**6) if seed is None else seed)
    sample = random.Random(drawn.seed).sample(ids, drawn.size)
    rows = sheets.rows(ledger.store.place, ledger, sample)
    columns = list(sheets.COLUMNS)
    sheet_files.write(file, columns, [{**row.cells, "audit": str(drawn)} for row in rows])
    return drawn


def result(ledger: Ledger, file: Path) -> Result:
    """The error rate that a checked sheet gives. Raises LedgerError where it can't be read."""
    lines = [line for line in sheet_files.read(file) if line.cells.get("id")]
    sheet = Sheet(ledger, lines, "")
    wrong: Counter[str] = Counter()
    problems: list[tuple[int, str]] = []
    checked = rejected = faulty = 0
    for line in lines:
        try:
            found = sheet.judged(line)
        except (FieldError, LedgerError) as error:
            problems.append((line.number, str(error)))
            continue
        if found is None:
            continue
        checked += 1
        rejected += found == "reject"
        faulty += bool(found)
        wrong.update([] if isinstance(found, str) else found)
    told = {name: Rate(wrong[name], checked - rejected) for name in FIELDS if wrong[name]}
    drawn = _drawn([line.cells.get("audit") for line in lines])
    size = drawn.size if drawn else len(lines)
    return Result(drawn, Rate(faulty, checked), rejected, told, max(0, size - checked - len(problems)), problems)


def _drawn(told: Sequence[Any]) -> Drawn | None:
    """What the sheet says of how it was drawn; None where it is no audit's, or of several."""
    found = {tuple(map(int, match.groups())) for each in told if (match := _DRAWN.fullmatch(str(each or "").strip()))}
    return Drawn(*found.pop()) if len(found) == 1 else None
