"""Single number expressions: digits or words, their scale word, their unit; before ranges and lists are joined."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Final

from tongket.grammar import labels, number_words, numbers, separators, shapes, units, word_contexts
from tongket.grammar.units import Unit
from tongket.lexicon import load
from tongket.patterns import alternatives, one_of, whole
from tongket.text import Text

_LITERAL: Final = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_SPACED: Final = re.compile(r"\d{1,3}(?: \d{3})+(?![\d.,]*\d)")
_SHORT_REST: Final = re.compile(r" ([1-9]\d\d)(?![\w%.,/]*\d)(?!\w)")
_PIECE: Final = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
_WORD_REST: Final = re.compile(r"\w+|['’]")
_CURRENCY_BEFORE: Final = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY"}
ONE: Final = Decimal(1)


@dataclass(slots=True)
class Atom:
    """One number and its unit. `number_end` is where the digits and scale words end, `end` where the unit ends."""

    start: int
    number_end: int
    end: int
    value: Decimal
    other: Decimal | None = None
    """The other reading of an ambiguous separator."""
    scale: Decimal = ONE
    unit: Unit | None = None
    per: str | None = None
    form: str = "digits"
    high: Decimal | None = None
    joined: bool = False
    """A range, or a duration of two units."""
    bare_scale: bool = False
    article: bool = False
    pair: int = 0
    fraction: bool = False
    code: str | None = None
    """A unit decided by something else than the words behind the number."""

    @property
    def plain(self) -> bool:
        """A bare whole number: no unit, scale word or separator."""
        return (
            self.unit is None
            and self.scale == 1
            and self.number_end - self.start <= 4
            and self.value == int(self.value)
        )


def find(text: Text, start: int, end: int) -> list[Atom]:
    """The single numbers of the text in order, those left out that are no quantity by shape or neighbour."""
    atoms = list(_from_digits(text, start, end))
    taken = [(a.start, a.end) for a in atoms]
    seen = set()
    for found in word_contexts.find(text.key, text.raw, start, end):
        if found.start in seen:
            continue
        seen.add(found.start)
        if any(s < found.end and found.start < e for s, e in taken):
            continue
        atom = _from_words(text, found)
        if atom.form:
            atoms.append(atom)
    atoms.sort(key=lambda a: a.start)
    return atoms


def _from_words(text: Text, found: word_contexts.Found) -> Atom:
    key = text.key
    unit = units.match(key, text.raw, found.end, scaled=found.value >= 1000)
    if unit is not None and unit.code == "h" and shapes.is_clock(key, found.start, unit.end):
        return _nothing(found.start, unit.end)
    tokens = key[found.start : found.end].split(" ")
    words = tokens[-2] if len(tokens) > 1 and tokens[-1] in number_words.words().half_more else tokens[-1]
    atom = Atom(
        found.start,
        found.end,
        found.end,
        found.value,
        scale=numbers.scales().get(words, ONE),
        form="words",
        high=found.high,
        bare_scale=found.bare_scale,
        article=found.article,
        joined=found.high is not None,
        code="x" if found.multiple else None,
    )
    if atom.scale < 1000:
        atom.scale = ONE
    _add_unit(atom, key, unit)
    return atom


def _from_digits(text: Text, start: int, end: int) -> Iterator[Atom]:
    key, raw = text.key, text.raw
    webs = shapes.webs(key)
    literals = [m for m in _LITERAL.finditer(key, start, end)]
    habit = separators.style(key, (m.group() for m in literals))
    reached = start
    for m in literals:
        at = m.start()
        if at < reached:
            continue
        inside = next((e for s, e in webs if s <= at < e), None) if webs else None
        stop = inside or shapes.skip(key, raw, at)
        if stop is not None:
            reached = stop
            continue
        for atom in _at_literal(text, m.group(), at, habit):
            reached = max(reached, atom.end)
            if atom.form:
                yield atom


def _nothing(start: int, end: int) -> Atom:
    """Marks digits that are no quantity."""
    return Atom(start, end, end, Decimal(0), form="")


def _at_literal(text: Text, literal: str, at: int, habit: separators.Style) -> Iterator[Atom]:
    key, raw = text.key, text.raw
    slash = shapes.slash(key, raw, at)
    if slash is not None:
        role, stop = slash
        yield _fraction(text, at, stop) if role == "fraction" else _nothing(at, stop)
        return
    number_end = at + len(literal)
    spaced = _SPACED.match(key, at) if key[number_end : number_end + 2].strip().isdigit() else None
    if spaced and units.match(key, raw, spaced.end()):
        literal, number_end = spaced.group().replace(" ", ""), spaced.end()
    atom = _with_scale(text, literal, at, number_end, habit)
    if atom is None:
        yield _nothing(at, number_end)
        return
    if _is_article(key, literal, atom) or _is_per(key, atom) or _is_carat(key, atom):
        yield _nothing(at, number_end)
        return
    if atom.end == atom.number_end and _is_code(key, raw, atom.end, scaled=atom.scale != ONE):
        rest = _WORD_REST.match(key, atom.end)
        yield _nothing(at, rest.end() if rest else atom.end)
        return
    yield _named(text, atom, literal)


def _named(text: Text, atom: Atom, literal: str) -> Atom:
    """The atom, or nothing where the word before it makes it a name, a date or an hour."""
    key = text.key
    clock = atom.unit is not None and atom.unit.code == "h" and atom.scale == 1 and atom.value <= 24
    if clock and shapes.is_clock(key, atom.start, atom.end):
        return _nothing(atom.start, _clock_end(key, atom.end))
    timed = atom.unit is not None and atom.unit.code in ("a", "mo", "d") and atom.value <= 31
    bare = atom.scale == 1 and (atom.unit is None or timed)
    plain = bare and literal.isdigit() and not timed
    stop = labels.named(key, text.raw, atom.start, atom.number_end, bare=bare, timed=timed)
    if stop is None and plain and (len(literal) >= 8 or (literal[0] == "0" and len(literal) > 2)):
        stop = atom.end
    return atom if stop is None else _nothing(atom.start, stop)


@cache
def _some() -> re.Pattern[str]:
    """Behind "1": "1 số đối tượng", "1 trong những"; not "1 số điện thoại", "1 phần hai mươi"."""
    table = load("numbers")["some"]
    unless = [rf"{word}(?! {one_of(after)})" for word, after in table["unless"].items()]
    second = [rf"{word}(?! \w+ {one_of(after)})" for word, after in table["unless_second"].items()]
    return re.compile(rf" (?:{'|'.join([alternatives(table['before']), *unless, *second])})(?!\w)")


@cache
def _again() -> tuple[str, ...]:
    return tuple(f" {word}" for word in load("numbers")["some"]["again"])


@cache
def _any() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){one_of(load('numbers')['some']['behind'])} $")


@cache
def _both() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){one_of(load('numbers')['word_numbers']['both_before'])} $")


def _is_article(key: str, literal: str, atom: Atom) -> bool:
    """ "1 số đối tượng" is "some", "cả 2 đều" is "both", "1 lần nữa" is "again"."""
    if literal == "1" and atom.unit is not None and atom.unit.kind == "multiple":
        return key.startswith(_again(), atom.end)
    if atom.unit is not None or atom.scale != 1 or len(literal) > 1:
        return False
    if literal == "1":
        return (
            _some().match(key, atom.end) is not None
            or _any().search(key, max(0, atom.start - 9), atom.start) is not None
        )
    return (
        literal in "23456789"
        and _both().search(key, max(0, atom.start - 4), atom.start) is not None
        and not shapes.counts(key, atom.end)
    )


def _is_code(key: str, raw: str, end: int, *, scaled: bool) -> bool:
    """Letters or a minute mark touch the digits ("4K", "45P", "71'"), and are no noun stuck to them ("6.500người").

    Behind a scale word the mark is a closing quotation mark.
    """
    following = key[end : end + 1]
    if following in ("'", "’"):
        return not scaled
    return following.isalpha() and not (
        raw[end : end + 2].islower() and shapes.words().stuck.match(key, end) is not None
    )


_PER_KINDS: Final = frozenset({"mass", "volume", "time", "length", "area"})


def _is_per(key: str, atom: Atom) -> bool:
    """ "7.000 USD/10 tiếng", "0,4 mg/1 lít": what another quantity is per."""
    if atom.unit is None or key[atom.start - 1 : atom.start] != "/" or atom.start < 2:
        return False
    return key[atom.start - 2].isalpha() and atom.unit.kind in _PER_KINDS


def _is_carat(key: str, atom: Atom) -> bool:
    """ "vàng 24k": how fine the gold is."""
    gold: str = load("numbers")["gold"]["word"]
    return (
        key[atom.number_end - 1] == "k" and atom.value <= _PURE and gold in key[max(0, atom.start - 30) : atom.end + 8]
    )


_PURE: Final = 24_000


@cache
def _minutes() -> re.Pattern[str]:
    return re.compile(rf" \d{{1,2}}(?: {one_of(load('units')['min']['names'])})?(?!\w)")


def _clock_end(key: str, end: int) -> int:
    minutes = _minutes().match(key, end)
    return minutes.end() if minutes else end


def _fraction(text: Text, start: int, end: int) -> Atom:
    """ "2/3 số hộ": a part of one."""
    above, below = (Decimal(part.strip()) for part in text.key[start:end].split("/"))
    value = (above / below).quantize(number_words.NANO).normalize()
    return Atom(start, end, end, value, fraction=True)


def _with_scale(text: Text, literal: str, start: int, number_end: int, habit: separators.Style) -> Atom | None:
    """Digits, the scale words behind them, and the unit."""
    key = text.key
    tail = numbers.scale_tail().match(key, number_end)
    number_stop = tail.end() if tail else number_end
    unit = units.match(key, text.raw, number_stop, scaled=tail is not None)
    kind = unit.kind if unit else "count"
    read = separators.read(literal, scaled=tail is not None, unit=kind, habit=habit)
    if read is None:
        return None
    value, other = read
    atom = Atom(start, number_stop, number_stop, value, other)
    if tail is not None:
        _multiply(atom, tail.group(), key)
    _minus(atom, key)
    if unit is None and atom.number_end != number_stop:
        unit = units.match(key, text.raw, atom.number_end, scaled=True)
    _add_unit(atom, key, unit)
    if unit is None and atom.scale >= 1000:
        per = units.per_slash(key, atom.end) or units.per_words(key, atom.end)
        if per is not None:
            atom.per, atom.end = per
    _currency_before(atom, key)
    return atom


def _multiply(atom: Atom, tail: str, key: str) -> None:
    """Multiply by the scale words, add what follows them ("1 tỷ 250 triệu", "1 nghìn 200", "2 triệu rưỡi")."""
    pieces = _PIECE.findall(tail)
    attached = numbers.attached()
    if len(pieces) == 1 and pieces[0] in attached:
        factor, rest = attached[pieces[0]], Decimal(0)
    else:
        head = next((i for i, p in enumerate(pieces) if p not in numbers.scales()), len(pieces))
        factor = ONE
        for word in pieces[:head]:
            factor *= numbers.scales()[word]
        rest = _after_scale(pieces[:head], pieces[head:], factor)
        if factor >= 1_000_000 and head == len(pieces) == 1 and (tenth := _tenth().match(key, atom.number_end)):
            digit = tenth[1] if tenth[1].isdigit() else number_words.words().digits[tenth[1]]
            rest = factor * Decimal(digit) / 10
            atom.number_end = atom.end = tenth.end()
        if factor == 1000 and head == len(pieces) == 1 and (short := _SHORT_REST.match(key, atom.number_end)):
            rest = Decimal(short[1])
            atom.number_end = atom.end = short.end()
    atom.form, atom.scale = "mixed", factor
    atom.value = atom.value * factor + rest
    atom.other = None if atom.other is None else atom.other * factor + rest


@cache
def _tenth() -> re.Pattern[str]:
    """The bare digit of "1 tỷ 2", where nothing that it could count follows."""
    table = load("numbers")["short"]
    closed = rf"(?=[,;:)!?”\"\n]|$|\.(?!\d)| {one_of(table['before'])}(?!\w))"
    return re.compile(rf" ([1-9]|{alternatives(table['words'])}){closed}")


def _after_scale(scale: list[str], rest: list[str], factor: Decimal) -> Decimal:
    """What is added behind the first scale words: " 250 triệu", " rưỡi"."""
    if not rest:
        return Decimal(0)
    tokens: list[number_words.Token] = [ONE, *scale]
    for piece in rest:
        read = separators.read(piece) if piece[0].isdigit() else None
        tokens.append(read[0] if read else piece)
    whole = number_words.value(tokens)
    return Decimal(0) if whole is None else whole - factor


def _minus(atom: Atom, key: str) -> None:
    """ "âm 12,4 nghìn tỷ": the word belongs to the quote and makes the value negative."""
    for word in number_words.words().minus:
        start = atom.start - len(word) - 1
        if (
            start >= 0
            and key.startswith(word, start)
            and key[atom.start - 1] == " "
            and not key[start - 1 : start].isalpha()
            and not key.endswith(_sounds(), 0, start)
        ):
            atom.start = start
            atom.value = -atom.value
            atom.other = None if atom.other is None else -atom.other
            return


@cache
def _sounds() -> tuple[str, ...]:
    """Before the word for "minus" they make it the one for "sound" ("phát âm 59 tên")."""
    return tuple(f"{word} " for word in load("numbers")["inside"]["sound_before"])


_DATE_NUMBER: Final = re.compile(r" (?:(?:19|20)\d\d(?!\d)|\d{1,2}[/.-]\d)")


@cache
def _half() -> re.Pattern[str]:
    return re.compile(rf" {whole(number_words.words().half_more)}")


def _names_a_date(atom: Atom, key: str, unit: Unit) -> bool:
    """ "1.200 tỷ năm 2016", "số 1275 ngày 17/10": the word behind begins a date; "2 năm 2015 và 2016" are two years."""
    return (
        unit.code in ("a", "d", "mo")
        and (atom.value > 9 or unit.code == "d")
        and _DATE_NUMBER.match(key, unit.end) is not None
    )


def _add_unit(atom: Atom, key: str, unit: Unit | None) -> None:
    """Take the unit, its "/kg", and a "rưỡi" behind it."""
    if unit is None or _names_a_date(atom, key, unit):
        return
    atom.unit, atom.end = unit, unit.end
    if unit.kind == "multiple":
        return
    half = _half().match(key, atom.end)
    if half:
        atom.value += Decimal("0.5") * atom.scale
        atom.end = half.end()
    per = units.per_slash(key, atom.end)
    if (per is not None and units.goes_with(unit, per[0])) or (
        unit.kind == "money" and (per := units.per_words(key, atom.end))
    ):
        atom.per, atom.end = per


def _currency_before(atom: Atom, key: str) -> None:
    """ "$5 tỷ"."""
    code = _CURRENCY_BEFORE.get(key[atom.start - 1 : atom.start]) if atom.start else None
    if code and atom.unit is None:
        atom.start -= 1
        atom.unit = Unit(code, "money", atom.end)
