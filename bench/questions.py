"""The questions of docs/questions.md, asked of another ledger than that page's own, such as one of the corpus.

usage: tongket add ../shared/corpus/news-2017.parquet specimens examples/years --ledger DIR
       python bench/questions.py DIR
"""

from __future__ import annotations

import sys

from ledger_docs import ROOT, commands, run

_SHOWN = 25
"""Lines of an answer that are printed; the rest is counted."""


def main(place: str) -> None:
    page = (ROOT / "docs" / "questions.md").read_text(encoding="utf-8")
    blocks = [block.partition("\n```")[0] for block in page.split("```console\n")[1:]]
    for command in (command for block in blocks for command in commands(block)):
        if command.startswith("tongket add"):
            continue
        answer = run(f"{command} --ledger {place}").splitlines()
        print(f"$ {command}", *answer[:_SHOWN], sep="\n")
        print(f"… {len(answer) - _SHOWN} lines more\n" if len(answer) > _SHOWN else "")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("usage: python bench/questions.py LEDGER")
    main(sys.argv[1])
