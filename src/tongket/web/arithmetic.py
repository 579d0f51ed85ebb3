"""The arithmetic of a flag in the reader's language: the checks write English, in forms that the lexicon knows.

What no form fits whole is shown as it was written: half a translation would be worse than none.
"""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from tongket import lexicon
from tongket.indicators.catalogue import Catalogue, load
from tongket.output.unit_names import unit_name
from tongket.web.language import Language
from tongket.web.wording import number, period

_NUMBER = r"-?\d+(?:\.\d+)?"
_SCALE = r"(?: (?:thousand|million|billion))?"
_AMOUNT = rf"{_NUMBER}%?{_SCALE}(?: [^\s,:;()–]+)?"
_BOUND = r"(?:(?:about|over|under|at least|at most) )?"
_DAY = r"\d{4}(?:-\d\d(?:-\d\d)?)?"
_PERIOD = rf"{_DAY}(?: to {_DAY})?"
_VALUE = rf"{_BOUND}{_AMOUNT}(?: to {_AMOUNT})?"
_SPAN = rf"{_NUMBER}{_SCALE}(?:–{_NUMBER}{_SCALE})?"
_SLOTS = {
    "n": _NUMBER,
    "s": rf"{_NUMBER}(?: \+ {_NUMBER})*(?: = {_NUMBER})?",
    "a": _AMOUNT,
    "r": _VALUE,
    "u": r"[^()]+",
    "p": _PERIOD,
    "i": r"[a-z0-9]+(?:-[a-z0-9]+)*",
    "l": rf"{_VALUE} in {_PERIOD}(?:, {_VALUE} in {_PERIOD})*",
    "law": r"[\w./-]+",
    "articles": r"\d+(?:, \d+)*",
    "span": _SPAN,
    "tariff": r".+",
    "good": r"[A-Za-z ]+",
    "told": r"[a-z]+",
    "percent": rf"(?: \({_NUMBER}%\))?",
}
"""What may stand in a slot of a form (lexicon/web/arithmetic.toml)."""


@dataclass(frozen=True, slots=True)
class Told:
    """Words, and the language that they are in."""

    words: str
    language: Language


@lru_cache(maxsize=4096)
def told(words: str, language: Language) -> Told:
    """A flag's arithmetic in `language`, or as it was written."""
    whole = _filled("form", words, language)
    if whole is None and "; " in words:
        parts = [_filled("form", part, language) for part in words.split("; ")]
        whole = None if None in parts else "; ".join(part for part in parts if part)
    if whole is not None:
        return Told(whole, language)
    return Told(_named(words) if language == "en" else words, "en")


@cache
def _catalogue() -> Catalogue:
    return load()


def _named(words: str) -> str:
    """The same with the indicator's name for its id."""
    first = re.match(_SLOTS["i"], words)
    entry = _catalogue().indicators.get(first[0]) if first else None
    return words if entry is None or first is None else entry.name.en + words[first.end() :]


def _filled(table: str, words: str, language: Language) -> str | None:
    """The first form that fits, in a language; None where none does."""
    for pattern, english, vietnamese in _forms(table):
        if (found := pattern.fullmatch(words)) is not None:
            slots = {name: _slot(name, value, language) for name, value in found.groupdict().items()}
            if None not in slots.values():
                return (english if language == "en" else vietnamese).format_map(slots)
    return None


@cache
def _forms(table: str) -> tuple[tuple[re.Pattern[str], str, str], ...]:
    """Pattern, English and Vietnamese of each form."""
    listed: list[list[str]] = lexicon.load("web/arithmetic")[table]
    return tuple((_pattern(english), english, form) for english, form in listed)


def _pattern(english: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", english)
    return re.compile("".join(_group(part) if at % 2 else re.escape(part) for at, part in enumerate(parts)))


def _group(slot: str) -> str:
    return f"(?P<{slot}>{_SLOTS[slot.rstrip('0123456789')]})"


def _slot(name: str, value: str, language: Language) -> str | None:
    """What stands in a slot, in a language; None where it is nothing that can stand there."""
    return _KINDS.get(name.rstrip("0123456789"), _amount)(value, language)


def _amount(value: str, language: Language) -> str:
    """ "over 4022.6 billion VND" → "hơn 4.022,6 tỷ đồng", "over 4,022.6 billion VND"."""
    value = re.sub("at (?=least|most)", "at\N{NO-BREAK SPACE}", value)
    told = []
    for token in value.replace("–", " – ").split(" "):
        found = re.fullmatch(rf"({_NUMBER})(%?)", token)
        if found:
            told.append(number(Decimal(found[1]), language) + found[2])
        elif token in ("–", "+", "=", "%"):
            told.append(token)
        else:
            plain = token.replace("\N{NO-BREAK SPACE}", " ")
            told.append(_word("amounts", plain, language) or unit_name(plain, language, one=told[-1:] == ["1"]))
    return " ".join(told).replace(" – ", "–").replace(" %", "%")


def _word(table: str, word: str, language: Language) -> str | None:
    """A word that has a row of its own; None for others."""
    found: str | None = lexicon.load("web/arithmetic")[table].get(word)
    return word if found is not None and language == "en" else found


def _period(value: str, language: Language) -> str | None:
    """ "2016-03" → "3/2016", "Mar 2016"."""
    first, _, last = value.partition(" to ")
    try:
        return period((_days(first)[0], _days(last or first)[1]), language)
    except ValueError:
        return None


def _days(value: str) -> tuple[dt.date, dt.date]:
    """First and last day of "2016", "2016-03" or "2016-03-15". Raises ValueError for no such day."""
    year, month, day = (int(part) for part in f"{value}-0-0".split("-")[:3])
    if day:
        return (dt.date(year, month, day),) * 2
    if month:
        return dt.date(year, month, 1), dt.date(year, month, monthrange(year, month)[1])
    return dt.date(year, 1, 1), dt.date(year, 12, 31)


def _indicator(value: str, language: Language) -> str | None:
    entry = _catalogue().indicators.get(value)
    return None if entry is None else entry.name.vi if language == "vi" else entry.name.en


def _list(value: str, language: Language) -> str | None:
    """ "12 in 2015, 13 in 2016" → "12 (2015), 13 (2016)"."""
    found = []
    for part in value.split(", "):
        amount, _, when = part.rpartition(" in ")
        days = _period(when, language)
        if days is None:
            return None
        found.append(f"{_amount(amount, language)} ({days})")
    return ", ".join(found)


def _tariff(value: str, language: Language) -> str | None:
    parts = [_filled("tariff", part, language) for part in value.split(", ")]
    return None if None in parts else ", ".join(part for part in parts if part)


def _as_it_is(value: str, _: Language) -> str:
    return value


_KINDS: Mapping[str, Callable[[str, Language], str | None]] = {
    "p": _period,
    "i": _indicator,
    "l": _list,
    "tariff": _tariff,
    "law": _as_it_is,
    "articles": _as_it_is,
    "good": lambda value, language: _word("goods", value, language),
    "told": lambda value, language: _word("told", value, language),
    "percent": lambda value, language: value and f" ({_amount(value.strip(' ()'), language)})",
}
