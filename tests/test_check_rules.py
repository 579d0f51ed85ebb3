"""The checks within one document: the examples beside the rules, and what no rounding may raise or hide."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tongket.checks import changes, check, shares, sums, unlikely
from tongket.checks.prices import _prices
from tongket.reading import read_document
from tongket.records import Figure, Flag
from tongket.sources.plain import from_text

RULES = ("sums", "changes", "shares", "unlikely")
DOCS = Path(__file__).parents[1] / "docs" / "checks.md"
PUBLISHED = dt.date(2017, 7, 20)


def examples() -> list[tuple[str, dict[str, object]]]:
    found = []
    for rule in RULES:
        text = (files("tongket.checks") / f"{rule}.examples.toml").read_text("utf-8")
        found += [(rule, example) for example in tomllib.loads(text)["example"]]
    return found


@pytest.mark.parametrize(("rule", "example"), examples(), ids=lambda value: str(value)[:60])
def test_examples(rule: str, example: dict[str, object]) -> None:
    reading = read_document(from_text(str(example["text"]), doc="d", published=PUBLISHED))
    assert [flag.arithmetic for flag in reading.flags] == example.get("flags", [])
    assert {flag.rule for flag in reading.flags} <= {rule}


# ── statements made of figures ───────────────────────────────────────────────
class Line:
    """A text put together from words and numbers, with the figures that stand in it."""

    def __init__(self) -> None:
        self.text = ""
        self.figures: list[Figure] = []

    def say(self, words: str) -> Line:
        self.text += words
        return self

    def number(self, quote: str, value: Decimal | int, unit: str = "count", **fields: object) -> Line:
        start = len(self.text)
        self.text += quote
        plain = {
            "high": None, "bound": "exact", "counted": "vụ", "act": None, "kind": "level", "direction": None,
            "status": "reported", "of": None, "part_of": None, "period": None, "body": None, "place": None,
        }  # fmt: skip
        known = {"start": start, "end": len(self.text), "quote": quote, "value": Decimal(value), "unit": unit}
        self.figures.append(Figure(**{**plain, **known, "sentence": (0, 10**6), **fields}))  # type: ignore[arg-type]  # fields by name
        return self

    def flags(self, rule: object) -> list[Flag]:
        return list(rule.check(self.figures, self.text))  # type: ignore[attr-defined]  # a module of checks


def printed(value: Decimal, decimals: int, rounding: str) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), rounding)


def comma(value: Decimal) -> str:
    return str(value).replace(".", ",")


ROUNDINGS = st.sampled_from([ROUND_HALF_UP, ROUND_DOWN])
LEVELS = st.integers(12, 10**6)


def change(level: int, moved: int, rate: Decimal, way: str) -> Line:
    verb = " vụ, tăng " if way == "up" else " vụ, giảm "
    line = Line().say("Xảy ra ").number(str(level), level)
    line.say(verb).number(str(moved), moved, kind="change", direction=way, of=0)
    return line.say(" vụ (").number(f"{comma(rate)}%", rate, "%", kind="growth", direction=way, of=0).say(").")


@given(LEVELS, LEVELS, st.integers(0, 2), ROUNDINGS, st.sampled_from(["up", "down"]))
def test_a_true_change_is_never_flagged(level: int, moved: int, decimals: int, rounding: str, way: str) -> None:
    before = level - moved if way == "up" else level + moved
    assume(before > 0)
    rate = printed(Decimal(moved) / before * 100, decimals, rounding)
    assert change(level, moved, rate, way).flags(changes) == []


@given(LEVELS, LEVELS, st.data())
def test_another_first_digit_of_a_growth_is_flagged(level: int, moved: int, data: st.DataObject) -> None:
    assume(level > moved)
    rate = printed(Decimal(moved) / (level - moved) * 100, 1, ROUND_HALF_UP)
    digits = str(rate)
    assume(digits[0] != "0")
    digit = data.draw(st.sampled_from([d for d in "123456789" if d != digits[0]]))
    wrong = Decimal(digit + digits[1:])
    of_the_level = Decimal(moved) / level * 100  # told over the level itself: a common habit, and not objected to
    assume(abs(wrong - of_the_level) > Decimal("0.2") and "00" not in (str(level)[-2:], str(moved)[-2:]))
    (flag,) = change(level, moved, wrong, "up").flags(changes)
    assert flag.figures == (0, 1, 2)
    assert flag.arithmetic.endswith(f"the report says {wrong.normalize():f} %")


def move(before: int, after: int, told: Decimal, unit: str) -> Line:
    way = "up" if after > before else "down"
    line = Line().say("Số vụ đi từ ").number(str(before), before)
    line.say(" vụ lên " if way == "up" else " vụ xuống ").number(str(after), after)
    line.say(" vụ (tăng " if way == "up" else " vụ (giảm ")
    kind = "growth" if unit == "%" else "change"
    return line.number(comma(told) + ("%" if unit == "%" else ""), told, unit, kind=kind, direction=way).say(").")


@given(LEVELS, LEVELS, st.integers(0, 2), ROUNDINGS)
def test_a_true_move_is_never_flagged(before: int, after: int, decimals: int, rounding: str) -> None:
    assume(before != after)
    gap = Decimal(abs(after - before))
    assert move(before, after, gap, "count").flags(changes) == []
    assert move(before, after, printed(gap / before * 100, decimals, rounding), "%").flags(changes) == []


@given(LEVELS, LEVELS, st.integers(1, 10**5))
def test_a_wrong_difference_is_flagged(before: int, after: int, more: int) -> None:
    assume(before != after and all(str(n)[-2:] != "00" for n in (before, after, abs(after - before) + more)))
    told = Decimal(abs(after - before) + more)
    (flag,) = move(before, after, told, "count").flags(changes)
    way = "up" if after > before else "down"
    assert flag.arithmetic == f"from {before} to {after} is {abs(after - before)} {way}, the report says {told}"


def pair(part: int, whole: int, rate: Decimal) -> Line:
    line = Line().say("Có ").number(str(part), part, counted="xã").say("/").number(str(whole), whole, counted="xã")
    return line.say(" xã (").number(f"{comma(rate)}%", rate, "%", kind="share").say(").")


@given(LEVELS, LEVELS, st.integers(0, 2), ROUNDINGS)
def test_a_true_share_is_never_flagged(part: int, whole: int, decimals: int, rounding: str) -> None:
    rate = printed(Decimal(part) / whole * 100, decimals, rounding)
    assert pair(part, whole, rate).flags(shares) == []


@given(st.integers(100, 10**6), st.integers(100, 10**6), st.data())
def test_another_first_digit_of_a_share_is_flagged(part: int, whole: int, data: st.DataObject) -> None:
    assume(part <= whole and "00" not in (str(part)[-2:], str(whole)[-2:]))
    rate = printed(Decimal(part) / whole * 100, 1, ROUND_HALF_UP)
    assume(str(rate)[0] != "0")
    digit = data.draw(st.sampled_from([d for d in "123456789" if d != str(rate)[0]]))
    (flag,) = pair(part, whole, Decimal(digit + str(rate)[1:])).flags(shares)
    assert flag.figures == (0, 1, 2)


COUNTS = st.lists(st.integers(1, 10**6), min_size=2, max_size=8)


def listed(total: int, parts: list[int]) -> Line:
    line = Line().say("Có ").number(str(total), total).say(" vụ, gồm ")
    for part in parts:
        line.number(str(part), part, part_of=0, breakdown=1, exhaustive="yes").say(" vụ trộm, ")
    return line


@given(COUNTS)
def test_parts_that_add_up_are_never_flagged(parts: list[int]) -> None:
    assert listed(sum(parts), parts).flags(sums) == []


@given(COUNTS, st.data())
def test_another_first_digit_of_a_total_is_flagged(parts: list[int], data: st.DataObject) -> None:
    true = str(sum(parts))
    digit = data.draw(st.sampled_from([d for d in "123456789" if d != true[0]]))
    (flag,) = listed(int(digit + true[1:]), parts).flags(sums)
    assert flag.figures == tuple(range(len(parts) + 1))
    assert flag.severity == ("warning" if digit < true[0] else "notice")


@given(COUNTS, st.integers(1, 10**6))
def test_a_modifier_of_the_total_forgives(parts: list[int], less: int) -> None:
    line = Line().say("Có hơn ").number(str(sum(parts)), max(1, sum(parts) - less), bound="over").say(" vụ, gồm ")
    for part in parts:
        line.number(str(part), part, part_of=0, breakdown=1, exhaustive="yes").say(" vụ trộm, ")
    assert line.flags(sums) == []


# ── what stands beside the code ──────────────────────────────────────────────
def test_every_rule_has_its_section() -> None:
    """Every rule that code can raise is described in docs/checks.md or the pages beside it."""
    pages = "".join(page.read_text(encoding="utf-8") for page in DOCS.parent.glob("checks*.md"))
    sections = set(re.findall(r"^##? `([\w-]+)`", pages, re.MULTILINE))
    code = Path(check.__code__.co_filename).parent
    raised = {
        rule
        for path in code.rglob("*.py")
        for rule in re.findall(
            r'(?:^_?RULE(?:: Final)? = |\bFlag\(\s*)"([\w-]+)"', path.read_text(encoding="utf-8"), re.MULTILINE
        )
    }
    assert raised >= set(RULES)
    assert raised <= sections


def test_prices_have_ranges_around_every_year() -> None:
    for goods in _prices().values():
        for good in goods:
            low, high = good.bounds(2017, 2017)
            assert 0 <= low < high
            for year, value in good.years.items():
                least, most = good.bounds(year, year)
                assert least <= value <= most
            assert good.words.isdisjoint(good.others)


def test_nothing_is_said_of_an_empty_document() -> None:
    assert [flag for rule in (sums, changes, shares, unlikely) for flag in rule.check((), "")] == []
