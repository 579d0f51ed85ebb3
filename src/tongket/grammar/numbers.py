"""Bare numbers in any form: digits, words, or both ("1.500", "15 ngàn", "mười hai triệu rưỡi", "3 triệu 200 nghìn")."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import Final

from tongket.grammar import number_words, separators
from tongket.grammar.number_words import spell
from tongket.lexicon import load
from tongket.text import key

__all__ = ["parse", "scale_tail", "scales", "spell"]

_DIGITS: Final = r"\d+(?:[.,]\d+)*"
_PIECE: Final = re.compile(rf"({_DIGITS})|([^\W\d_]+)|(\S)")
_FRACTION: Final = re.compile(r"(\d+)\s?/\s?(\d+)")


@cache
def scales() -> dict[str, Decimal]:
    """Scale word of the key → its factor."""
    return number_words.words().scales


@cache
def attached() -> dict[str, Decimal]:
    """Short scale forms written against the digits ("50k", "5tr") → factor."""
    return {word: Decimal(factor) for word, factor in load("numbers")["scales"]["attached"].items()}


@cache
def scale_tail() -> re.Pattern[str]:
    """What may follow digits and multiplies them: " nghìn tỷ", "tr", " triệu 200 nghìn", " triệu rưỡi"."""
    table = load("numbers")
    word = "(?:" + "|".join(scales()) + r")(?!\w)"
    small = "".join(rf"(?<!\b{word})" for word, factor in scales().items() if factor < number_words.MILLION)
    not_before = rf"(?!{small} (?:" + "|".join(table["inside"]["scale_not_before"]) + r")(?!\w))"
    short = "(?:" + "|".join(attached()) + r")(?!\w)| ?tr(?:\.(?=đ)|(?= ?đ(?!\w)| ?đồng))"
    half = "(?: (?:" + "|".join(table["inside"]["half_more"]) + r")(?!\w))?"
    more = rf"(?: \d{{1,3}}(?:,\d+)? ?{word}{not_before})*"
    return re.compile(rf"(?:(?:(?: |-)?{word}{not_before})+{more}|{short}){half}")


def parse(text: str) -> Decimal | None:
    """The value of a bare number expression in any form, None where `text` is none.

    Digits follow the Vietnamese rule ("." thousands, "," decimals); "âm" or a minus sign before makes it negative.

    >>> parse("3 triệu 200 nghìn")
    Decimal('3200000')
    >>> parse("hai mươi mốt nghìn không trăm mười một")
    Decimal('21011')
    """
    comparable = key(text).strip()
    for minus in (*(f"{word} " for word in number_words.words().minus), "-", "\u2212"):
        if comparable.startswith(minus):
            size = _parse_size(comparable[len(minus) :].strip())
            return None if size is None else -size
    return _parse_size(comparable)


def _parse_size(comparable: str) -> Decimal | None:
    fraction = _FRACTION.fullmatch(comparable)
    if fraction:
        below = Decimal(fraction[2])
        return (Decimal(fraction[1]) / below).quantize(number_words.NANO).normalize() if below else None
    tokens: list[number_words.Token] = []
    for digits, word, other in _PIECE.findall(comparable):
        if other:
            return None
        if digits:
            read = separators.read(digits)
            if read is None:
                return None
            tokens.append(read[0])
        elif word in attached() and len(tokens) == 1:
            return tokens[0] * attached()[word] if isinstance(tokens[0], Decimal) else None
        else:
            tokens.append(word)
    return _with_short_rest(tokens)


def _with_short_rest(tokens: list[number_words.Token]) -> Decimal | None:
    """ "1 nghìn 200", "3 triệu 200": three digits left bare after a scale word count its thousandths."""
    if len(tokens) >= 3 and isinstance(tokens[-1], Decimal) and isinstance(tokens[-2], str):
        scale = scales().get(tokens[-2])
        head = number_words.value(tokens[:-1])
        if scale is None or head is None or scale < 1000 or not 100 <= tokens[-1] < 1000:
            return None
        return head + tokens[-1] * scale / 1000
    return number_words.value(tokens)
