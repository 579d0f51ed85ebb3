"""Learn which documents tell of a public body's work, and write src/tongket/weights/account.json.

usage: python train/accounts.py [--check]      --check: cross-validate instead, and print how right it is

Learnt from the verdicts in practice/audits/accounts.jsonl (those marked "learnt"; their articles lie beside the
repository) and from the examples beside the rules.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from importlib.resources import files

from documents import CORPUS, PRACTICE, ROOT
from examples import Example
from logit import fit

from tongket import grammar, privacy
from tongket.choosing.ranking import Weights
from tongket.privacy import accounts
from tongket.privacy.genre import points
from tongket.reading import issuer
from tongket.records import Document
from tongket.text import Text

AUDIT = PRACTICE / "audits" / "accounts.jsonl"
WEIGHTS = ROOT / "src" / "tongket" / "weights" / "account.json"
PRIOR = 3.0
"""Precision of the prior over the weights, chosen by cross-validation."""
COMMON = 0.15
"""A word that stands in a larger share of the leads tells nothing, but would weigh as much as a lead is long."""
FOLDS, SEED = 8, 1
OWN = 6
"""How often an example beside the rules counts: plain language that must be read right."""
ACCOUNT = "aggregate_report"


def shown(raw: str, published: dt.date | None) -> list[str]:
    """The signs of a text, as `genre` sees them."""
    document, text = Document("learnt", raw, (), published=published), Text(raw)
    mentions = issuer.named(document, text, grammar.find_all(text, published))
    private = privacy.find(text, mentions)
    account = points(document, text, mentions, private)[1]
    return accounts.signs(text, max(raw.find("\n"), 0), mentions, private, account)


def verdicts() -> dict[str, bool]:
    """Article → whether it is an account, where a judge was sure."""
    rows = map(json.loads, AUDIT.read_text(encoding="utf-8").splitlines())
    found: dict[str, bool] = {}
    learnt = False
    for row in rows:
        if "seed" in row:
            learnt = row["learnt"]
        elif learnt and row["verdict"] != "doubtful":
            found[row["doc"]] = row["verdict"] == ACCOUNT
    return found


def judged() -> Iterator[Example]:
    """The judged articles; the first option is an account, the second weighs nothing."""
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    told = verdicts()
    rows = pq.read_table(CORPUS).filter(pc.field("id").isin(sorted(told))).to_pylist()
    for row in sorted(rows, key=lambda row: row["id"]):
        signs = shown(row["text"], dt.date.fromisoformat(row["published"][:10]))
        yield Example(row["id"], [signs, []], 0 if told[row["id"]] else 1)


@cache
def beside_the_rules() -> list[Example]:
    book = (files("tongket.privacy") / "genre.examples.toml").read_text(encoding="utf-8")
    rows = [row for row in tomllib.loads(book)["example"] if row["genre"] != "case_report"]
    right = [0 if row["genre"] == ACCOUNT else 1 for row in rows]
    examples = [Example(f"example-{at}", [shown(row["text"], None), []], right[at]) for at, row in enumerate(rows)]
    return [example for example in examples for _ in range(OWN)]


def learnt(found: list[Example]) -> dict[str, int]:
    """The weights."""
    seen = Counter(sign for example in found for sign in example.options[0] if sign.startswith(accounts.SPELLED))
    common = {sign for sign, count in seen.items() if count > COMMON * len(found)}
    kept = [
        replace(example, options=[[sign for sign in example.options[0] if sign not in common], []])
        for example in [*found, *beside_the_rules()]
    ]
    return fit(kept, PRIOR)


def check(found: list[Example]) -> str:
    """How many articles are rightly told by weights that have not seen them."""
    random.Random(SEED).shuffle(found)
    called: list[tuple[bool, bool]] = []
    for fold in range(FOLDS):
        others = [example for at, example in enumerate(found) if at % FOLDS != fold]
        weigh = Weights(learnt(others))
        called += [(weigh(e.options[0]) >= accounts.ENOUGH, e.right == 0) for e in found[fold::FOLDS]]
    both = sum(call and right for call, right in called)
    return (
        f"{len(called)} articles, {sum(right for _, right in called)} accounts; right "
        f"{sum(call == right for call, right in called) / len(called):.3f}; of those called accounts "
        f"{both / sum(call for call, _ in called):.3f}, of the accounts {both / sum(right for _, right in called):.3f}"
    )


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--check", action="store_true", help="cross-validate, write nothing")
    options = arguments.parse_args()
    if not CORPUS.is_file():
        sys.exit(f"{CORPUS}: not here, nothing to learn from")
    found = list(judged())
    if options.check:
        print(check(found))
        return
    table = learnt(found)
    lines = ",\n".join(f"{json.dumps(sign, ensure_ascii=False)}: {table[sign]}" for sign in sorted(table))
    WEIGHTS.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
