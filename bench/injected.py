"""How many altered numbers the checks of one document notice, and how often they flag what is right.

usage: python bench/injected.py LEDGER [--seed N] [--count N] [--texts N]

Drawn are exact, exhaustive statements from a ledger's records, by seed, half of each form, each set of numbers once:

- level + change + growth: three neighbouring figures of one sentence, a level, a difference in its unit and a
  percentage, or two levels and the difference or percentage between them; none compared with something that another
  is not. *Exact*: none is an estimate by a modifier ("hơn", "khoảng"), levels and percentages have at least three
  significant digits (fewer come out by chance), and none ends in two zeros, which would look rounded.
- parts + total: in one sentence a total, then two parts or more that count one noun, or each another ("20 nam, 39 nữ"
  of "59 người"), the whole of one division that the records call complete; counts printed in full, or money with three
  significant digits, none by a modifier, the total three or more, no other number between them. (The reader
  calls a division complete by the text's words or because it adds up; altered records keep that mark. --texts tells
  what is left where the altered text itself is read again.)

Only statements that hold are altered: the parts come to the total; the percentage is the difference over the earlier
level, rounded or truncated where it is printed. How many did not hold is told, and how many of these are flagged.

In each statement one number is altered: one of its first two digits becomes another digit, or it is ten times as much.
What rounding or truncation explains is no error: where values within one unit of each last printed digit still make the
statement right, another alteration is drawn. An error counts as noticed where a flag names the altered number.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from itertools import pairwise, product
from typing import Any

from tongket.checks import check
from tongket.ledger.questions import open_ledger
from tongket.ledger.stored import figures_of
from tongket.reading import read_document
from tongket.records import Figure, Flag, Reading
from tongket.sources.plain import from_text

_DIGITS = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Statement:
    """Some figures of a document that hold together."""

    form: str
    document: str
    members: tuple[int, ...]
    holds: bool


@dataclass(frozen=True, slots=True)
class Paper:
    """A document of the ledger: its figures, text and day."""

    figures: tuple[Figure, ...]
    text: str
    published: Any


# ── what is drawn ────────────────────────────────────────────────────────────
def changes(document: str, figures: Sequence[Figure]) -> Iterator[Statement]:
    """Level + change + growth, and change or growth between two levels."""
    for first in range(len(figures) - 2):
        members = (first, first + 1, first + 2)
        told = [figures[i] for i in members]
        if len({figure.sentence for figure in told}) > 1 or not all(map(exact, told)) or not one_base(told):
            continue
        levels = [figure for figure in told if figure.kind == "level"]
        amounts = [figure for figure in told if figure.kind == "change" and figure.unit not in ("%", "pp", "x")]
        rates = [figure for figure in told if figure.kind in ("growth", "ratio") and figure.unit == "%"]
        if len(levels) == len(amounts) == len(rates) == 1 and same_unit(levels[0], amounts[0]):
            yield Statement("change", document, members, growth_holds(levels[0], amounts[0], rates[0]))
        elif (
            len(levels) == 2
            and len(amounts) + len(rates) == 1
            and levels[0].unit == levels[1].unit
            and all(same_unit(levels[0], figure) for figure in amounts)
        ):
            yield Statement("change", document, members, move_holds(levels[0], levels[1], *amounts, *rates))


def same_unit(level: Figure, change: Figure) -> bool:
    """'0,84 USD' of '52,17 USD/thùng' too."""
    return level.unit.partition("/")[0] == change.unit.partition("/")[0]


def is_explained(told: Sequence[Figure]) -> bool:
    """Whether a change statement holds for some values within one unit of each last printed digit."""
    levels = [figure for figure in told if figure.kind == "level"]
    others = [figure for figure in told if figure.kind != "level"]
    said = next((figure for figure in others if figure.unit == "%"), others[0])
    rest = [figure for figure in (*levels, *others) if figure is not said]
    corners = list(product(*(edges(figure) for figure in rest)))
    if len(levels) == 2:
        orders = [[difference(a, b, said) for a, b in corners], [difference(b, a, said) for a, b in corners]]
    else:
        up = others[0].direction == "up"
        orders = [[c / (a - c if up else a + c) * 100 for a, c in corners if (a > c or not up) and a]]
    low, _, high = edges(said)
    return any(min(values) <= high and max(values) >= low for values in orders if values)


def is_rounded(told: Sequence[Figure]) -> bool:
    """Whether a total and its parts add up for some values within one unit of each last printed digit."""
    slack = sum(edges(figure)[2] - figure.value for figure in told)
    return abs(sum(figure.value for figure in told[1:]) - told[0].value) <= slack


def edges(figure: Figure) -> tuple[Decimal, Decimal, Decimal]:
    """The number, and one unit of its last printed digit less and more; a count in full stays."""
    digits = Decimal("".join(_DIGITS.findall(figure.quote)) or 0)
    unit = Decimal(0) if in_full(figure) or not digits else figure.value / digits
    return figure.value - unit, figure.value, figure.value + unit


def difference(earlier: Decimal, later: Decimal, said: Figure) -> Decimal:
    """What lies between two levels, in percent where it is told so."""
    gap = abs(later - earlier)
    return gap / earlier * 100 if said.unit == "%" and earlier else gap


def sums(document: str, figures: Sequence[Figure], text: str) -> Iterator[Statement]:
    """Parts + total."""
    parts: dict[tuple[int, int | None], list[int]] = defaultdict(list)
    for index, figure in enumerate(figures):
        if figure.part_of is not None:
            parts[figure.part_of, figure.breakdown].append(index)
    for (total, _), listed in parts.items():
        members = (total, *listed)
        told = [figures[i] for i in members]
        row = list(members) == list(range(total, total + len(members)))
        alike = len({(f.kind, f.unit, f.status, f.sentence) for f in told}) == 1 and told[0].kind == "level"
        complete = one_list(told) and told[0].value >= 3 and all(figures[i].exhaustive == "yes" for i in listed)
        row = row and not _DIGITS.search("".join(gaps(text, [figures[i] for i in sorted(members)])))
        if (
            len(listed) > 1
            and row
            and alike
            and complete
            and all(f.bound == "exact" and (in_full(f) or is_money(f)) for f in told)
        ):
            yield Statement("sum", document, members, sum(f.value for f in told[1:]) == told[0].value)


def gaps(text: str, told: Sequence[Figure]) -> list[str]:
    """The text between neighbouring figures."""
    return [text[one.end : other.start] for one, other in pairwise(told)]


def exact(figure: Figure) -> bool:
    """No modifier, and no sign of rounding."""
    digits = "".join(_DIGITS.findall(figure.quote)).lstrip("0")
    known = len(digits) >= (2 if figure.unit == "%" else 3) or figure.kind == "change"
    return figure.bound == "exact" and figure.high is None and known and not digits.endswith("00")


def is_money(figure: Figure) -> bool:
    """An amount with three significant digits or more."""
    return figure.unit in ("VND", "USD") and len("".join(_DIGITS.findall(figure.quote)).lstrip("0")) >= 3


def in_full(figure: Figure) -> bool:
    """A count whose digits are all printed."""
    return figure.unit == "count" and "".join(_DIGITS.findall(figure.quote)) == str(figure.value)


def one_list(told: Sequence[Figure]) -> bool:
    """Whether a total and its parts count one noun, or the parts each another: '20 nam, 39 nữ' of '59 người'."""
    whole, *parts = (word_of(figure) for figure in told)
    return set(parts) == {whole} or (whole not in parts and len(set(parts)) == len(parts))


def word_of(figure: Figure) -> str | None:
    """The first word of what is counted."""
    return figure.counted.split()[0].lower() if figure.counted else None


def one_base(told: Sequence[Figure]) -> bool:
    """None is compared with something that another is not."""
    return len({tuple(versus.kind for versus in figure.versus) for figure in told if figure.versus}) <= 1


def growth_holds(level: Figure, change: Figure, growth: Figure) -> bool:
    """Whether the growth is the change over the earlier level, rounded or truncated to the decimals printed."""
    earlier = level.value - change.value if change.direction == "up" else level.value + change.value
    if earlier <= 0:
        return False
    return is_printed(change.value / earlier * 100, growth)


def move_holds(one: Figure, other: Figure, told: Figure) -> bool:
    """Whether a change or growth is what lies between two levels, whichever of them is the earlier."""
    for earlier, later in ((one, other), (other, one)):
        gap = abs(later.value - earlier.value)
        up = later.value > earlier.value
        if gap and told.direction == ("up" if up else "down"):
            return gap == told.value if told.kind == "change" else is_printed(gap / earlier.value * 100, told)
    return False


def is_printed(true: Decimal, told: Figure) -> bool:
    """Whether a number is printed as told, rounded or truncated."""
    step = Decimal(1).scaleb(min(0, decimals(told)))
    return told.value in {true.quantize(step, ROUND_HALF_UP), true.quantize(step, ROUND_DOWN)}


def decimals(figure: Figure) -> int:
    """Exponent of the last digit printed."""
    exponent = figure.value.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


# ── what is altered ──────────────────────────────────────────────────────────
def altered(figure: Figure, chance: random.Random) -> Figure:
    """The figure with one of its first two digits another one, or ten times as much, in quote and value."""
    places = [match.start() for match in _DIGITS.finditer(figure.quote)]
    while places and figure.quote[places[0]] == "0" and len(places) > 1:
        places.pop(0)
    way = chance.choice(("first", "second", "ten") if len(places) > 1 else ("first", "ten"))
    if way == "ten":
        return replace(figure, quote=times_ten(figure.quote), value=figure.value * 10)
    at = places[0] if way == "first" else places[1]
    old = int(figure.quote[at])
    new = chance.choice([digit for digit in range(1 if way == "first" else 0, 10) if digit != old])
    number = Decimal("".join(figure.quote[i] for i in places))
    changed = number + (new - old) * Decimal(10) ** (len(places) - 1 - (0 if way == "first" else 1))
    quote = figure.quote[:at] + str(new) + figure.quote[at + 1 :]
    return replace(figure, quote=quote, value=figure.value / number * changed)


def injected(
    figures: Sequence[Figure], statement: Statement, at: int, chance: random.Random
) -> tuple[Figure, list[Figure]]:
    """The altered figure and all figures with it; drawn again while rounding still explains what it says."""
    while True:
        new = altered(figures[at], chance)
        changed = [new if i == at else figure for i, figure in enumerate(figures)]
        told = [changed[i] for i in statement.members]
        if not (is_rounded(told) if statement.form == "sum" else is_explained(told)):
            return new, changed


def times_ten(quote: str) -> str:
    """'14,8%' → '148%', '1.250' → '12.500', '0,34' → '3,4'."""
    match = re.search(r"\d[\d.,]*\d|\d", quote)
    assert match is not None
    number = match[0]
    whole, comma, fraction = number.partition(",")
    digits = whole.replace(".", "") + (fraction[:1] or "0")
    grouped = f"{int(digits):,}".replace(",", ".")
    rest = fraction[1:]
    return quote[: match.start()] + grouped + (comma + rest if rest else "") + quote[match.end() :]


def flags_of(paper: Paper, figures: Sequence[Figure]) -> list[Flag]:
    """The flags of one document with these figures."""
    document = from_text(paper.text, doc="d", published=paper.published)
    return list(check(Reading(replace(document, text=paper.text), tuple(figures))))


def notices(flags: Sequence[Flag], figures: Sequence[Figure], place: int) -> bool:
    """Whether a flag names the figure at this offset."""
    return any(figures[i].start == place for flag in flags for i in flag.figures)


def reads_and_notices(paper: Paper, old: Figure, new: Figure) -> bool:
    """Whether the altered text, read again, is flagged at the altered number."""
    text = paper.text[: old.start] + new.quote + paper.text[old.end :]
    reading = read_document(from_text(text, doc="d", published=paper.published))
    return notices(reading.flags, reading.figures, old.start)


# ── the run ──────────────────────────────────────────────────────────────────
def load(place: str) -> dict[str, Paper]:
    """Every document of the ledger with its figures."""
    with open_ledger(place) as ledger:
        rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in ledger.query("select * from figures order by document_id, number"):
            rows[row["document_id"]].append(row)
        texts = {row["id"]: row for row in ledger.query("select id, text, published from documents")}
    return {
        document: Paper(figures_of(listed), texts[document]["text"], texts[document]["published"])
        for document, listed in rows.items()
    }


def drawn(papers: dict[str, Paper], count: int, chance: random.Random) -> tuple[list[Statement], list[Statement]]:
    """Statements that hold, half of each form as far as there are enough, and all that don't hold."""
    found: dict[str, list[Statement]] = {"change": [], "sum": []}
    seen: set[tuple[Decimal, ...]] = set()
    wrong = []
    for document, paper in sorted(papers.items()):
        for statement in (*changes(document, paper.figures), *sums(document, paper.figures, paper.text)):
            values = tuple(paper.figures[i].value for i in statement.members)
            if values not in seen:
                seen.add(values)
                (found[statement.form] if statement.holds else wrong).append(statement)
    few = min(len(found["change"]), count // 2)
    chosen = chance.sample(found["change"], few) + chance.sample(found["sum"], min(len(found["sum"]), count - few))
    print(f"statements that hold: {len(found['change'])} changes, {len(found['sum'])} sums; that don't: {len(wrong)}")
    return chosen, wrong


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("ledger")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--count", type=int, default=300)
    arguments.add_argument("--texts", type=int, default=0, help="how many altered texts to read again, of each form")
    arguments.add_argument("--show", action="store_true", help="name the statements that were not noticed")
    options = arguments.parse_args()
    chance = random.Random(options.seed)
    papers = load(options.ledger)
    chosen, wrong = drawn(papers, options.count, chance)
    told: dict[str, list[bool]] = defaultdict(list)
    again: dict[str, list[bool]] = defaultdict(list)
    for statement in chosen:
        paper = papers[statement.document]
        clean = flags_of(paper, paper.figures)
        told["unaltered"].append(any(set(flag.figures) & set(statement.members) for flag in clean))
        at = chance.choice(statement.members)
        old = paper.figures[at]
        new, figures = injected(paper.figures, statement, at, chance)
        noticed = notices(flags_of(paper, figures), figures, old.start)
        told[statement.form].append(noticed)
        if options.show and not noticed:
            print("unnoticed:", statement.form, statement.document, statement.members, f"{old.quote} → {new.quote}")
        if len(again[statement.form]) < options.texts:
            again[statement.form].append(reads_and_notices(paper, old, new))
    report(told, again)
    flagged = sum(
        any(
            set(flag.figures) >= set(each.members)
            for flag in flags_of(papers[each.document], papers[each.document].figures)
        )
        for each in wrong
    )
    print(f"statements that don't hold: {len(wrong)}, flagged {flagged}")


def report(told: dict[str, list[bool]], again: dict[str, list[bool]]) -> None:
    """The shares, one a line."""
    for form in ("change", "sum"):
        print(f"altered {form}: noticed {sum(told[form])} of {len(told[form])}")
    every = told["change"] + told["sum"]
    print(f"altered: noticed {sum(every) / len(every):.3f} of {len(every)}")
    print(f"unaltered: flagged {sum(told['unaltered']) / len(told['unaltered']):.3f} of {len(told['unaltered'])}")
    for form, found in again.items():
        print(f"altered {form}, text read again: noticed {sum(found)} of {len(found)}")


if __name__ == "__main__":
    main()
