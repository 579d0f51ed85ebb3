"""Numbers in words: "hai mươi mốt nghìn không trăm mười một" ↔ 21011.

`value` reads a list of words, `spell` writes standard Vietnamese (mốt, lăm, linh, không trăm).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Final, NamedTuple

from tongket.lexicon import load

Token = str | Decimal
"""A word of the key, or a number already read from digits."""

LONGEST: Final = 32
"""Words of the longest number that is read: 999 999 999 999 999 takes 29. A run of more is no number."""

MILLION: Final = 1_000_000
"""Only scale words from here on begin other words ("tỷ lệ", "triệu phú")."""

NANO: Final = Decimal("1e-9")
"""Thirds and the like are kept to nine places, as the tables store them (decimal(38,9))."""


@dataclass(frozen=True, slots=True)
class Words:
    """The number words of `lexicon/numbers.toml`, by what they do in a number."""

    digits: dict[str, int]
    scales: dict[str, Decimal]
    ten: frozenset[str]
    zero_tens: frozenset[str]
    comma: frozenset[str]
    part: frozenset[str]
    half_more: frozenset[str]
    half: frozenset[str]
    minus: frozenset[str]
    after_tens: frozenset[str]


@cache
def words() -> Words:
    """The lexicon of number words, loaded once."""
    table = load("numbers")
    inside = {name: frozenset(table["inside"][name]) for name in table["inside"]}
    return Words(
        digits=dict(table["digits"]),
        scales={w: Decimal(v) for w, v in table["scales"].items() if isinstance(v, str)},
        **{k: inside[k] for k in ("ten", "zero_tens", "comma", "part", "half_more", "half", "minus", "after_tens")},
    )


def value(tokens: Sequence[Token]) -> Decimal | None:
    """The number that the words say, None where they say none ("hai ba", "linh năm")."""
    if not 0 < len(tokens) <= LONGEST:
        return None
    w = words()
    part = next((i for i, t in enumerate(tokens) if t in w.part), None)
    if part is not None:
        return _fraction(tokens[:part], tokens[part + 1 :])
    if len(tokens) > 1 and tokens[-1] in w.half:
        return Decimal("0.5") if value(tokens[:-1]) == 1 else None
    if tokens[0] in w.half:
        whole = value(tokens[1:]) if len(tokens) > 1 else Decimal(1)
        return whole / 2 if whole else None
    return _scaled(tokens)


def _fraction(above: Sequence[Token], below: Sequence[Token]) -> Decimal | None:
    """ "hai phần ba": two thirds."""
    numerator, denominator = _scaled(above), _scaled(below) if below else None
    if numerator is None or not denominator:
        return None
    return (numerator / denominator).quantize(NANO).normalize()


def _scaled(tokens: Sequence[Token]) -> Decimal | None:
    """Split at the largest scale word: what stands before it is multiplied, what follows is added."""
    w = words()
    best, at = Decimal(0), -1
    for i, t in enumerate(tokens):
        if isinstance(t, str) and (scale := w.scales.get(t)) is not None and scale >= best:
            best, at = scale, i
    if at < 0:
        return _below_hundred(tokens)
    left = _scaled(tokens[:at]) if at else Decimal(1)
    right = _after_scale(tokens[at + 1 :], best)
    return None if left is None or right is None else left * best + right


def _after_scale(tokens: Sequence[Token], scale: Decimal) -> Decimal | None:
    """What follows a scale word: "rưỡi", "linh năm", a lone digit one place lower ("một trăm hai"), or a number."""
    if not tokens:
        return Decimal(0)
    w = words()
    if tokens[0] in w.half_more:
        return scale / 2 if len(tokens) == 1 else None
    if tokens[0] in w.zero_tens:
        rest = _below_hundred(tokens[1:]) if len(tokens) == 2 else None
        return rest if rest is not None and rest < 10 else None
    if len(tokens) == 1 and isinstance(tokens[0], str) and scale >= 100:
        digit = w.digits.get(tokens[0], 0)
        return Decimal(digit) * scale / 10 if 0 < digit < 10 else (Decimal(10) if digit == 10 else None)
    rest = _scaled(tokens)
    return rest if rest is not None and rest < scale else None


def _below_hundred(tokens: Sequence[Token]) -> Decimal | None:
    """Digits, tens and decimals in words, or one number read from digits."""
    w = words()
    comma = next((i for i, t in enumerate(tokens) if t in w.comma), None)
    if comma is not None:
        return _decimal(tokens[:comma], tokens[comma + 1 :])
    if len(tokens) == 1 and isinstance(tokens[0], Decimal):
        return tokens[0]
    if tokens and tokens[-1] in w.half_more:
        whole = _below_hundred(tokens[:-1])
        return None if whole is None else whole + Decimal("0.5")
    if not all(isinstance(t, str) for t in tokens):
        return None
    return _tens([str(t) for t in tokens])


def _tens(tokens: Sequence[str]) -> Decimal | None:
    w = words()
    digits = [w.digits.get(t) for t in tokens]
    match tokens, digits:
        case [_], [int(d)]:
            return Decimal(d)
        case [_, _], [10, int(d)] if 0 < d < 10:
            return Decimal(10 + d)
        case [_, last_word], [int(t), int(d)] if last_word in w.after_tens and 1 < t < 10:
            return Decimal(10 * t + d)
        case [_, ten, *rest], [int(t), *_] if ten in w.ten and 1 < t < 10:
            if not rest:
                return Decimal(10 * t)
            last = digits[2] if len(rest) == 1 else None
            return Decimal(10 * t + last) if last is not None and 0 < last < 10 else None
    return None


def _decimal(whole: Sequence[Token], places: Sequence[Token]) -> Decimal | None:
    """ "hai phẩy năm", "không phẩy không năm", "phẩy bảy mươi lăm"."""
    w = words()
    before = _below_hundred(whole) if whole else None
    if before is None or not places:
        return None
    digits = [w.digits.get(t, -1) if isinstance(t, str) else -1 for t in places]
    if all(0 <= d < 10 for d in digits) and not (len(places) == 2 and _is_tens(places)):
        after = "".join(map(str, digits))
    else:
        read = _below_hundred(places)
        if read is None:
            return None
        after = str(int(read))
    return before + Decimal(f"0.{after}")


def _is_tens(places: Sequence[Token]) -> bool:
    w = words()
    return places[1] in w.after_tens and w.digits.get(str(places[0])) != 0


LIMIT: Final = 10**15
"""`spell` writes numbers below this."""


class _Spelling(NamedTuple):
    """The standard words (`[spelling]` of the lexicon); `behind_ten` and `behind_tens` by the digit's value."""

    digits: list[str]
    ten: str
    tens: str
    hundred: str
    no_tens: str
    groups: list[str]
    billion: str
    behind_ten: dict[str, str]
    behind_tens: dict[str, str]


@cache
def _spelling() -> _Spelling:
    return _Spelling(**load("numbers")["spelling"])


def spell(number: int) -> str:
    """`number` in standard words: 21011 → "hai mươi mốt nghìn không trăm mười một".

    Raises ValueError for negative numbers and from `LIMIT` on.
    """
    if not 0 <= number < LIMIT:
        raise ValueError(f"0 ≤ number < 10**15 expected, got {number}")
    if number == 0:
        return _spelling().digits[0]
    billions, rest = divmod(number, 10**9)
    parts = _spell_groups(billions, full=False)
    if billions:
        parts = [*parts, _spelling().billion]
    return " ".join(parts + _spell_groups(rest, full=bool(billions)))


def _spell_groups(number: int, *, full: bool) -> list[str]:
    """The words of a number below 10⁹; `full`: something stands before it, so that zero hundreds are said."""
    parts: list[str] = []
    for power in (2, 1, 0):
        group = number // 1000**power % 1000
        if group:
            parts += [*_spell_three(group, full=full or bool(parts)), *_spelling().groups[power].split()]
    return parts


def _spell_three(group: int, *, full: bool) -> list[str]:
    hundreds, tens, ones = group // 100, group // 10 % 10, group % 10
    w = _spelling()
    out = [w.digits[hundreds], w.hundred] if hundreds or full else []
    if tens == 0 and ones and out:
        out.append(w.no_tens)
    elif tens == 1:
        out.append(w.ten)
    elif tens:
        out += [w.digits[tens], w.tens]
    if ones:
        changed = {0: {}, 1: w.behind_ten}.get(tens, w.behind_tens)
        out.append(changed.get(str(ones), w.digits[ones]))
    return out
