"""How much of a ledger has an indicator, sector by sector; the audits' rates; the table of docs/indicators.md.

usage: python bench/indicators.py --ledger DIR [--genre aggregate_report]   coverage by sector
       python bench/indicators.py --ledger DIR --draw N --seed S            N figures to judge, at most 2 a document
       python bench/indicators.py --docs                                    writes the table of docs/indicators.md anew

The rates are of audits/indicators*.csv: figures drawn at random from official reports and judged by eye, whether the
indicator is right, or rightly none (`indicators-new.csv`: only figures to which a change gave one).
"""

from __future__ import annotations

import argparse
import csv
import random
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from tongket.indicators.catalogue import Catalogue, load
from tongket.indicators.stored import Told, told
from tongket.ledger.questions import open_ledger

ROOT = Path(__file__).resolve().parents[1]
AUDITS = ROOT / "audits"
PAGE = ROOT / "docs" / "indicators.md"
_TABLE = re.compile(r"(?<=^<!-- catalogue -->\n).*?(?=^<!-- /catalogue -->$)", re.DOTALL | re.MULTILINE)
_A_DOCUMENT = 2
"""Figures of one document that are drawn at the most."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ledger")
    parser.add_argument("--genre", default="aggregate_report")
    parser.add_argument("--draw", type=int, metavar="N")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--docs", action="store_true")
    options = parser.parse_args()
    if options.docs:
        PAGE.write_text(made_anew(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    if options.ledger:
        catalogue = load()
        with open_ledger(options.ledger) as ledger:
            documents = list(told(ledger, catalogue, options.genre))
        if options.draw:
            show(drawn(documents, options.draw, options.seed))
        else:
            coverage(documents, catalogue)
    if not options.draw:
        for audit in sorted(AUDITS.glob("indicators*.csv")):
            print(f"{audit.stem}: {rate(audit)}")


def coverage(documents: Iterable[Told], catalogue: Catalogue) -> None:
    """Print the share of figures with an indicator, of all and by sector."""
    found = Counter(indicator for each in documents for indicator in each.indicators)
    figures = found.total()
    sectors: Counter[str] = Counter()
    for indicator, number in found.items():
        if indicator is not None:
            sectors[catalogue.indicators[indicator].sector] += number
    print(f"{len(catalogue)} indicators in {len(catalogue.sectors)} sectors")
    print(f"{sectors.total()} of {figures} figures have one: {sectors.total() / figures:.3f}")
    for sector, number in sectors.most_common():
        print(f"{sector:24}{number:7}{number / figures:8.3f}")


def drawn(documents: Iterable[Told], number: int, seed: int) -> list[tuple[Told, int]]:
    """Figures at random, at most two of a document; the same for the same ledger and seed."""
    places = [(each, row) for each in documents for row in range(len(each.figures))]
    random.Random(seed).shuffle(places)
    taken: Counter[str] = Counter()
    chosen = []
    for each, row in places:
        if len(chosen) < number and taken[each.document["id"]] < _A_DOCUMENT:
            taken[each.document["id"]] += 1
            chosen.append((each, row))
    return chosen


def show(chosen: Iterable[tuple[Told, int]]) -> None:
    """Print figures as they are judged: with their sentence, or 200 characters of it on each side."""
    for number, (each, place) in enumerate(chosen, 1):
        row, text = each.figures[place], each.document["text"]
        first, last = max(row["sentence_start"], row["start"] - 200), min(row["sentence_end"], row["end"] + 200)
        quoted = f"{text[first : row['start']]}[{row['quote']}]{text[row['end'] : last]}".replace("\n", " ")
        print(f"\n{number} {row['document_id']},{row['start']},{row['end']},{each.indicators[place] or ''}")
        print(f"  {row['kind']} {row['unit']} | {row['counted']} | {row['act']} | {each.document['title']}")
        print(f"  {quoted}")


def rate(audit: Path) -> str:
    """An audit in one line."""
    with audit.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    right = [row for row in rows if row["right"] == "yes"]
    given = [row for row in rows if row["indicator"]]
    given_right = sum(row["right"] == "yes" for row in given)
    return (
        f"{len(right)} of {len(rows)} audited figures right or rightly none: {len(right) / len(rows):.3f}; "
        f"of {len(given)} with an indicator {given_right} right: {given_right / len(given):.3f}"
    )


def made_anew(page: str) -> str:
    """The page with its table of indicators written anew."""
    return _TABLE.sub(lambda _: table(load()), page)


def table(catalogue: Catalogue) -> str:
    """Every indicator by sector, in Markdown."""
    lines = [f"{len(catalogue)} indicators in {len(catalogue.sectors)} sectors.", ""]
    for sector in catalogue.sectors.values():
        lines += [f"### {sector.name.en} (`{sector.id}`): {sector.name.vi}", ""]
        lines += ["| id | indicator | | unit | kind | sums over |", "|---|---|---|---|---|---|"]
        for entry in catalogue.of_sector(sector.id):
            units, sums = ", ".join(entry.units), ", ".join(sorted(entry.sums)) or "–"
            lines.append(f"| `{entry.id}` | {entry.name.vi} | {entry.name.en} | {units} | {entry.kind} | {sums} |")
        lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
