"""Contradictions within one report: a headline, or its page's address, with another number than the text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from itertools import combinations

from tongket.checks.across.contradictions import RULE
from tongket.checks.across.points import Found, Point, agree, alike, amount, flag, in_digits, near, words
from tongket.records import Figure

_ALIKE = 0.6
"""Share of the headline's words that a sentence of the text must have to say the same."""
_LEAST = 5
"""Words that a headline must have to be known again by them."""
_TELLING = 2
"""Words that name a thing well enough to be the same in headline and text."""
_NUMBER = re.compile(r"\d+")


def borne_out(headline: Sequence[Point], text: Sequence[Point]) -> Iterator[Found]:
    """The figures of one report's headline, and those of its text: a number that the text nowhere has, while it has
    another near it, of the same thing, in a sentence with the headline's words."""
    for point in headline:
        alone = [each for each in text if each.figure.unit == point.figure.unit]
        if not in_digits(point.figure) or _explained(point.figure, [each.figure for each in alone]):
            continue
        same = [each for each in alone if _says_the_same(point, each) and not _has(headline, each)]
        if len({each.figure.value for each in same}) == 1:
            yield _flag(point, same[0])


def _says_the_same(headline: Point, point: Point) -> bool:
    one, other = headline.figure, point.figure
    return (
        one.kind == other.kind
        and one.direction == other.direction
        and one.status == other.status
        and not point.is_part
        and in_digits(other)
        and near(one.value, other.value)
        and _is_no_narrower(other, one)
        and len(headline.sentence.split()) >= _LEAST
        and alike(headline.sentence, point.sentence) >= _ALIKE
    )


def _is_no_narrower(text: Figure, headline: Figure) -> bool:
    """Whether the text counts the thing without more words than the headline: "72 vệ tinh nhỏ" are not all of 73."""
    if text.counted is None or headline.counted is None:
        return False
    return len(words(text.counted)) >= _TELLING and words(text.counted) <= words(headline.counted)


def _has(points: Sequence[Point], point: Point) -> bool:
    return any(agree(each.figure, point.figure) for each in points)


def _explained(figure: Figure, others: Sequence[Figure]) -> bool:
    """Whether the text has the number, rounded as headlines do, or as a sum or difference of two others."""
    if any(agree(figure, other) or _rounds_to(other.value, figure.value) for other in others):
        return True
    values = sorted({other.value for other in others})
    if figure.value == sum(other.value for other in others):
        return True
    return any(figure.value in (b + a, b - a) for a, b in combinations(values, 2))


def _rounds_to(exact: Decimal, round_: Decimal) -> bool:
    """Whether a number with fewer digits is the exact one, rounded or cut."""
    exponent = round_.normalize().as_tuple().exponent
    assert isinstance(exponent, int)  # no number is infinite
    step = Decimal(1).scaleb(exponent)
    with_digits = (exact / step).quantize(Decimal(1), ROUND_HALF_UP), (exact / step).quantize(Decimal(1), ROUND_DOWN)
    return round_ / step in with_digits


def _flag(headline: Point, text: Point) -> Found:
    first, second = headline.figure, text.figure
    apart = amount(first, abs(first.value - second.value))
    arithmetic = f"the headline says {amount(first)}, the text {amount(second)}: {apart} apart"
    return flag(RULE, "notice", (headline, text), arithmetic)


def addressed(headline: Sequence[Point], title: str, address: str) -> Iterator[Found]:
    """The figures of a headline, and the page's address: words of the headline with one other number in it, as where
    the headline was mended and the address was not."""
    told, written = _slug(title), _slug(address.rpartition("/")[2].partition(".")[0])
    other = _other_number(told, written)
    for point in headline:
        if other is not None and other[0] == "".join(_NUMBER.findall(point.figure.quote)):
            arithmetic = f"the headline says {amount(point.figure)}, the page's address {other[1]}"
            yield flag(RULE, "notice", (point,), arithmetic)


def _other_number(told: Sequence[str], written: Sequence[str]) -> tuple[str, str] | None:
    """The one number that an address has otherwise than the headline that it was made from; both have all else."""
    tokens = list(written)
    for at in range(len(tokens) - len(told) + 1):
        differing = [(a, b) for a, b in zip(told, tokens[at : at + len(told)], strict=True) if a != b]
        if len(differing) == 1 and len(told) > _LEAST and all(part.isdigit() for part in differing[0]):
            return differing[0]
    return None


def _slug(words: str) -> list[str]:
    """The words as an address has them: small letters without marks, numbers without separators."""
    joined = re.sub(r"(?<=\d)[.,](?=\d)", "", words.lower().replace("đ", "d"))
    plain = "".join(c for c in unicodedata.normalize("NFD", joined) if not unicodedata.combining(c))
    return re.findall(r"[a-z]+|\d+", plain)
