"""Which number words in the text are numbers: "ba tỉnh" is, "Ba Đình", "năm nay", "thứ hai" and "một người" are not.

The classes of neighbours that decide are in `lexicon/numbers.toml` ([word_numbers], [counted]).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Final, NamedTuple

from tongket.finder import WordFinder
from tongket.grammar import number_words, shapes, units
from tongket.lexicon import load
from tongket.patterns import alternatives, one_of, whole

_WORD: Final = re.compile(r"[^\W\d_]+")


class Found(NamedTuple):
    """A number in words; `bare_scale`: a scale word alone ("hàng nghìn"); `article`: "một" that may be an article."""

    start: int
    end: int
    value: Decimal
    high: Decimal | None = None
    bare_scale: bool = False
    article: bool = False
    multiple: bool = False
    """ "gấp đôi"."""


@dataclass(frozen=True, slots=True)
class _Lexicon:
    words: number_words.Words
    first: WordFinder
    group: re.Pattern[str]
    digits: dict[str, int]
    scales: frozenset[str]
    makes_nam_a_digit: frozenset[str]
    before_nam: frozenset[str]
    part_of: frozenset[str]
    one: str
    five: str
    no_numbers: frozenset[str]
    orders: frozenset[str]
    half_not_before: tuple[str, ...]
    half_before: tuple[str, ...]
    half_bounds: frozenset[str]
    half_wholes: tuple[str, ...]
    stands_alone: frozenset[str]
    vague: frozenset[str]
    not_after: frozenset[str]
    not_before: re.Pattern[str]
    nam_not_after: frozenset[str]
    nam_before: re.Pattern[str]
    both_before: frozenset[str]
    both: re.Pattern[str]
    never_after: tuple[str, ...]
    plain: frozenset[str]
    function_words: frozenset[str]
    anyway: re.Pattern[str]
    one_after: frozenset[str]
    one_nearby: frozenset[str]
    one_before: re.Pattern[str]
    one_not_before: re.Pattern[str]
    part_before: re.Pattern[str]
    between: str
    half_prefix: str


def _one_of(names: list[str]) -> re.Pattern[str]:
    """Any of the names, behind a space and as a whole word."""
    return re.compile(f" {whole(names)}")


def _group(w: number_words.Words, first: list[str], zeros: list[str], scale_not_before: list[str]) -> re.Pattern[str]:
    """A run of number words that begins with one of `first`, or with a zero before decimals."""
    inner = [*w.digits, *w.scales, *w.ten, *w.zero_tens, *w.comma, *w.part, *w.half_more, *w.half]
    great = [word for word, factor in w.scales.items() if factor >= number_words.MILLION]
    small = [word for word in w.scales if word not in great]
    scales = rf"(?:{whole(great)}(?! {whole(scale_not_before)})|{whole(small)})"
    decimals = rf"{one_of(zeros)}(?= {one_of(w.comma)})"
    start = rf"(?:{scales}|(?:{alternatives(f for f in first if f not in w.scales)}|{decimals})(?!\w))"
    more = rf"(?: (?:{scales}|{whole(i for i in inner if i not in w.scales)}))*"
    return re.compile(start + more)


@cache
def _lexicon() -> _Lexicon:
    table, w = load("numbers"), number_words.words()
    context = table["word_numbers"]
    zeros = [word for word, digit in w.digits.items() if digit == 0]
    first = [d for d in w.digits if d not in w.after_tens and d not in zeros] + list(w.scales) + sorted(w.half)
    return _Lexicon(
        words=w,
        first=WordFinder([*first, *zeros]),
        group=_group(w, first, zeros, table["inside"]["scale_not_before"]),
        digits=w.digits,
        scales=frozenset(w.scales),
        makes_nam_a_digit=frozenset([*w.scales, *w.ten, *w.comma]),
        before_nam=w.zero_tens | w.comma | w.part,
        part_of=frozenset([*w.digits, *table["inside"]["part_of_scale"]]),
        one=context["one"],
        five=context["five"],
        no_numbers=frozenset(context["no_numbers"]),
        orders=frozenset(context["orders"]),
        half_not_before=tuple(context["half_not_before"]),
        half_before=tuple(context["half_before"]),
        half_bounds=frozenset(context["half_bounds"]),
        half_wholes=tuple(context["half_wholes"]),
        stands_alone=frozenset(table["inside"]["lets_scale_stand_alone"]),
        vague=frozenset(table["inside"]["vague"]),
        not_after=frozenset(context["not_after"]),
        not_before=_one_of(context["not_before"]),
        nam_not_after=frozenset(context["nam_not_after"]),
        nam_before=_one_of(context["nam_before"]),
        both_before=frozenset(context["both_before"]),
        both=_one_of(context["both"]),
        never_after=tuple(context["never_after"]),
        plain=frozenset(context["plain"]),
        function_words=frozenset(context["function_words"]),
        anyway=_one_of(context["counted_anyway"]),
        one_after=frozenset(context["one_counts_after"]),
        one_nearby=frozenset(context["one_nearby"]),
        one_before=_one_of(context["one_counts_before"]),
        one_not_before=_one_of(context["one_not_before"]),
        part_before=_one_of(context["part_before"]),
        between=context["between"],
        half_prefix=context["half_prefix"],
    )


def find(key: str, raw: str, start: int, end: int) -> Iterator[Found]:
    """Every number written in words between `start` and `end`, in text order."""
    lex = _lexicon()
    yield from _multiples(key, start, end)
    reached = start
    for _, at, stop in lex.first.find(key):
        if at < reached or stop > end or key[stop : stop + 1].isalnum():
            continue
        if at and (key[at - 1].isalnum() or (key[at - 1] in "_-" and not key[at - 2 : at - 1].isspace())):
            continue
        m = lex.group.match(key, at, end)
        if m is not None:
            reached = m.end()
            yield from _split(key, raw, lex, at, m.group().split(" "))


@cache
def _multiple() -> tuple[str, dict[str, Decimal], re.Pattern[str]]:
    """The word for "times", what may follow it without "lần", and both as a pattern."""
    table = load("numbers")["multiples"]
    values = {word: Decimal(factor) for word, factor in table["words"].items()}
    pattern = rf"(?<!\w){table['after']} ({alternatives(values)})(?!\w)(?! {one_of(table['not_before'])})"
    return f"{table['after']} ", values, re.compile(pattern)


def _multiples(key: str, start: int, end: int) -> Iterator[Found]:
    """ "gấp đôi", "gấp rưỡi": times without the word for it."""
    times, values, pattern = _multiple()
    if key.find(times, start, end) < 0:
        return
    for m in pattern.finditer(key, start, end):
        yield Found(*m.span(), values[m[1]], multiple=True)


def _split(key: str, raw: str, lex: _Lexicon, at: int, tokens: list[str]) -> Iterator[Found]:
    """Cut a run of number words into numbers: "hai năm một lần" is 2 (years) and 1 (time)."""
    if tokens == [lex.one] and not _may_count(key, lex, at):
        return
    if " ".join(tokens[:2]) in lex.no_numbers:
        return
    while tokens:
        length = _cut(lex, tokens) if len(tokens) > 1 else 1
        words = tokens[:length]
        if length:
            found = _read(key, raw, lex, at, words)
            if found is not None:
                yield found
        used = max(1, length)
        if length and tokens[length : length + 1] == [lex.five]:
            used += 1
        at += len(" ".join(tokens[:used])) + 1
        tokens = tokens[used:]


def _may_count(key: str, lex: _Lexicon, at: int) -> bool:
    """Most "một" are articles or idioms; a counted noun, a unit or "nửa" must follow."""
    if lex.one_not_before.match(key, at + 3):
        return False
    return _counted(key, at + 3) or lex.one_before.match(key, at + 3) is not None


def _cut(lex: _Lexicon, tokens: list[str]) -> int:
    """How many words from the first belong to one number."""
    length = min(len(tokens), number_words.LONGEST)
    for i, token in enumerate(tokens[:length]):
        following = tokens[i + 1] if i + 1 < len(tokens) else ""
        if token == lex.five and not _nam_is_digit(lex, tokens, i, following):
            length = i
            break
        if token in lex.words.part and following not in lex.part_of:
            length = i
            break
    while length > 1 and number_words.value(tokens[:length]) is None:
        if length == 2 and _neighbours(lex, tokens) is not None:
            break
        length -= 1
    return length


def _nam_is_digit(lex: _Lexicon, tokens: list[str], i: int, following: str) -> bool:
    """ "năm" is five at the start, before a scale word, and after "linh", "phẩy"; else it is "year"."""
    if i == 0:
        return following not in lex.digits or following == lex.five
    return following in lex.makes_nam_a_digit or tokens[i - 1] in lex.before_nam


def _neighbours(lex: _Lexicon, tokens: list[str]) -> tuple[int, int] | None:
    """ "hai ba người": two or three."""
    low, high = lex.digits.get(tokens[0]), lex.digits.get(tokens[1])
    return (low, high) if low and high and high == low + 1 and low > 1 else None


def _read(key: str, raw: str, lex: _Lexicon, at: int, words: list[str]) -> Found | None:
    end = at + len(" ".join(words))
    before = _words_before(key, at)
    pair = _neighbours(lex, words) if len(words) == 2 else None
    value = _value(lex, words, pair)
    if (
        value is None
        or (value == 0 and len(words) == 1)
        or (before and before[-1] in lex.vague)
        or _is_name(raw, key, at, end)
    ):
        return None
    high = Decimal(pair[1]) if pair else None
    if words[0] in lex.scales:
        stands = bool(before) and (before[-1] in lex.stands_alone or " ".join(before[-2:]) in lex.stands_alone)
        return Found(at, end, value, bare_scale=True) if stands else None
    if words[0] in lex.words.half:
        if before and before[-1] == lex.half_prefix:
            return Found(at - len(lex.half_prefix) - 1, end, value)
        if not _half_counts(key, lex, end, words, before):
            return None
    if len(words) > 1:
        if " ".join(before[-2:]) in lex.orders:
            return None
        ordinal = before and before[-1] in lex.orders
        return None if ordinal and (before[-1] != lex.five or 1900 <= value < 2100) else Found(at, end, value, high)
    if before and before[-1] == lex.between and _opens_names(raw, key, end):
        before = []
    return _single(key, lex, at, end, words[0], before, value)


@cache
def _names() -> re.Pattern[str]:
    plus = one_of(load("numbers")["joining"]["plus"])
    name = rf"[{shapes.UPPER}][^\W\d_]*(?:[ -][^\W\d_]+){{0,3}}"
    return re.compile(rf" [^\W\d_]+(?: [^\W\d_]+)? {name}(?:, {name}){{0,4}}(?:,? {plus} )[{shapes.UPPER}]")


def _opens_names(raw: str, key: str, end: int) -> bool:
    """The things that are counted are named: "hai tỉnh Đắk Lắk và Gia Lai"."""
    return raw[end + 1 : end + 2].islower() and _counted(key, end) and _names().match(raw, end) is not None


def _value(lex: _Lexicon, words: list[str], pair: tuple[int, int] | None) -> Decimal | None:
    if pair:
        return Decimal(pair[0])
    if len(words) == 1 and words[0] in lex.digits:
        return Decimal(lex.digits[words[0]])
    return number_words.value(words)


def _half_counts(key: str, lex: _Lexicon, end: int, words: list[str], before: list[str]) -> bool:
    """ "nửa ngày", "gần nửa số hộ", "nửa triệu"; not "nửa cuối năm"."""
    if len(words) > 1:
        return True
    rest = key[end + 1 : end + 8]
    if rest.startswith(lex.half_not_before):
        return False
    bounded = bool(before) and before[-1] in lex.half_bounds
    return rest.startswith(lex.half_before) or (bounded and rest.startswith(lex.half_wholes))


def _single(key: str, lex: _Lexicon, at: int, end: int, word: str, before: list[str], value: Decimal) -> Found | None:
    """One digit word: it counts before a counted noun or a unit, unless a neighbour says otherwise."""
    last = before[-1] if before else ""
    if word == lex.one:
        return _one(key, lex, at, end, before)
    if last in lex.not_after or (last in lex.both_before and (lex.both.match(key, end) or not _counted(key, end))):
        return None
    if lex.not_before.match(key, end) and not lex.anyway.match(key, end):
        return None
    if " ".join(before).endswith(lex.never_after):
        return None
    if word == lex.five:
        five = last not in lex.nam_not_after and not last.isdigit() and lex.nam_before.match(key, end)
        return Found(at, end, value) if five else None
    if word in lex.plain and _before_noun(key, lex, end):
        return Found(at, end, value)
    counts = _counted(key, end) or _list_goes_on(key, lex, end, value) or lex.part_before.match(key, end)
    return Found(at, end, value) if counts else None


_NEXT: Final = re.compile(r" [“\"']?([^\W\d_]+)")


def _before_noun(key: str, lex: _Lexicon, end: int) -> bool:
    """Any word follows but one that begins no noun."""
    following = _NEXT.match(key, end)
    return following is not None and following[1] not in lex.function_words


def _counted(key: str, end: int) -> bool:
    return key[end : end + 1] == " " and shapes.words().counted.match(key, end) is not None


@cache
def _list() -> re.Pattern[str]:
    """The next word of "hai, ba", "hai hoặc ba"."""
    return re.compile(rf"(?:,| -| –|-| {one_of(load('numbers')['joining']['between_words'])}) ?([^\W\d_]+)")


def _list_goes_on(key: str, lex: _Lexicon, end: int, value: Decimal) -> bool:
    """ "hai, ba người", "ba đến năm ngày": the next number word is a little larger, and counts."""
    following = _list().match(key, end)
    larger = lex.digits.get(following[1], 0) if following else 0
    return following is not None and value < larger <= value + 3 and _counted(key, following.end())


def _one(key: str, lex: _Lexicon, at: int, end: int, before: list[str]) -> Found | None:
    """ "một" counts after a modifier, before things that happen one by one, or (decided later) in a list of counts."""
    if lex.one_not_before.match(key, end) or not key.startswith(" ", end):
        return None
    if any(" ".join(before[-n:]) in lex.one_after for n in (1, 2, 3)):
        nearby = before[-1] in lex.one_nearby and units.match(key, key, end) is None
        return Found(at, end, Decimal(1)) if _counted(key, end) and not nearby else None
    if lex.one_before.match(key, end):
        return Found(at, end, Decimal(1))
    return Found(at, end, Decimal(1), article=True) if _counted(key, end) else None


_STOPS: Final = frozenset(',.;:()“”"')


def _words_before(key: str, at: int) -> list[str]:
    """Up to three words before, in the same line and without punctuation between."""
    if at == 0 or key[at - 1] not in ' (“"':
        return []
    words = key[max(0, at - 22, key.rfind("\n", max(0, at - 22), at) + 1) : at].split()[-3:]
    for i in range(len(words) - 1, -1, -1):
        if words[i][-1] in _STOPS:
            return words[i + 1 :]
        if words[i][0] in _STOPS:
            words[i] = words[i].lstrip('(“"')
            return words[i:]
    return words


def _is_name(raw: str, key: str, at: int, end: int) -> bool:
    """Capitalised in the middle of a sentence, or before another capital: "Ba Đình", "Hai Bà Trưng", "Chương Mười"."""
    if not raw[at].isupper():
        return False
    if any(c.isupper() for c in raw[at + 1 : end]) and not raw[at:end].isupper():
        return True
    if raw[at:end].isupper() and end - at > 1 and raw[end : end + 2].strip().isupper():
        return False
    after = raw[end + 1 : end + 2]
    if after.isupper():
        return True
    before = raw[:at].rstrip(" ")[-1:] if at else ""
    return bool(before) and before not in ".!?:;\n“\"'-–•+(…”>*/"
