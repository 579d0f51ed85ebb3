"""Learn the weights of all choices and of confidence, and write them into src/tongket/weights: `make train`.

Confidence is learnt from readings by choices that had not seen the documents (crossvalidate.py), so that it tells how
sure the reading of an unknown document is.
"""

from __future__ import annotations

import argparse
import json

from crossvalidate import FOLDS, ORIGINS, PRIOR, confidence_examples, held_out
from documents import ROOT, annotated
from examples import examples, prepared
from learning import PRIORS, learnt
from logit import fit

WEIGHTS = ROOT / "src" / "tongket" / "weights"


def write(choice: str, table: dict[str, int]) -> None:
    lines = ",\n".join(f"{json.dumps(feature, ensure_ascii=False)}: {table[feature]}" for feature in sorted(table))
    (WEIGHTS / f"{choice}.json").write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("choices", nargs="*", help="learn the weights of these alone")
    only = set(arguments.parse_args().choices)
    documents = list(annotated(*ORIGINS))
    found = [examples(document, prepared(document)) for document in documents]
    for choice, table in learnt(found, only or set(PRIORS)).items():
        write(choice, table)
    if only and "confidence" not in only:
        return
    write("confidence", fit(confidence_examples(list(held_out(documents, FOLDS))), PRIOR))


if __name__ == "__main__":
    main()
