"""Numbers that the word before makes a name, an order or a date: "quận 7", "tháng 3 và 4", "năm 2016", "Lilama 3"."""

from __future__ import annotations

import re
from functools import cache
from typing import Final, NamedTuple

from tongket.grammar import numbers, shapes, units
from tongket.lexicon import load
from tongket.patterns import one_of

_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_DOTTED: Final = re.compile(r"(?:0?[1-9]|[12]\d|3[01])\.(?:0?[1-9]|1[0-2])|(?:0?[1-9]|1[0-2])\.(?:19|20)\d\d")
_COMING: Final = re.compile(r" (?:tới|năm)(?! \d)")
_DAY_MONTH: Final = re.compile(r"(?:0?[1-9]|[12]\d|3[01]) ?- ?(?:0?[1-9]|1[0-2])(?![\d.,]*\d)")
_RANGE: Final = re.compile(r"\d+ ?[-–] ?\d+(?:[.,]\d+)*")
_SECTION: Final = re.compile(r"\d+\.\d{1,2}")
_ONWARD: Final = re.compile(r" ?[-–] ?\d")
_LABELLED: Final = re.compile(rf"[{shapes.UPPER}][^\W\d_]* \d{{1,3}}(?:\.\d{{3}})*(?:[,;)\n]|$|\.(?!\d))")
_NAME_REACH: Final = 80
_SENTENCE_START: Final = '.!?:;\n“"-–•('


class _Chains(NamedTuple):
    """Numbers in a row: "7, 8 và 9", "5-7"; the last link of one; a list that ends with a word for "and"."""

    whole: re.Pattern[str]
    last_link: re.Pattern[str]
    list_: re.Pattern[str]


@cache
def _chains() -> _Chains:
    plus = f" {one_of(load('numbers')['joining']['plus'])} "
    return _Chains(
        re.compile(rf"\d+(?:(?: ?[-–/.+] ?|{plus}|, )\d+)*(?![\d.,]*\d)"),
        re.compile(rf"(?: ?[-–] ?|{plus}|, )\d+(?:\.\d{{3}})*$"),
        re.compile(rf"\d+(?:, \d+)*{plus}\d+"),
    )


def named(key: str, raw: str, start: int, end: int, *, bare: bool, timed: bool = False) -> int | None:
    """Where the name or date ends that the number at `start` belongs to, None where it is a quantity.

    `bare`: neither a scale word nor a unit follows the number, or only a word of time (`timed`: "tháng 3 năm nay").
    """
    if not bare:
        return None
    literal = key[start:end]
    w = shapes.words()
    last, two, three = _before(key, start)
    if timed:
        return _chain_end(key, raw, start) if last in w.months and not two.startswith(w.each) else None
    if not literal.isdigit():
        dated = last in w.dotted or (last in w.clock_before and _COMING.match(key, end))
        dated = dated and _DOTTED.fullmatch(literal)
        return end if dated or (last in w.names and _SECTION.fullmatch(literal)) else None
    if last in w.dotted and (day := _DAY_MONTH.match(key, start)) and not _measures(key, raw, day.end()):
        return day.end()
    if len(literal) == 4 and _YEAR.match(literal):
        return _year(key, raw, start, end, last)
    if last in w.address_before and _STREET.match(raw, end):
        return end
    count = two in w.before_count or three in w.before_count
    if (last in w.names or two in w.names or three in w.names) and not count:
        return None if last in w.range_names and _range_counts(key, raw, start) else _chain_end(key, raw, start)
    weak = (last in w.weak_names or two in w.weak_names) and not _in_proper_name(raw, start)
    if count or (shapes.counts(key, end) and not (weak and _is_name(raw, end))):
        return None
    if weak:
        return None if _range_counts(key, raw, start) else _chain_end(key, raw, start)
    if _heads_item(key, start, end):
        return end
    if _TITLE.match(raw, end) and key[start - 1 : start] not in ("", "\n"):
        return end
    return end if _ends_a_name(key, raw, start, end) else None


_STREET: Final = re.compile(rf" [{shapes.UPPER}][^\W\d_]+ [{shapes.UPPER}][^\W\d_]+")
_HEAD: Final = re.compile(r"(?:^|[.\n!?;”] ?)[-•+* ]*[^\W\d_]+(?: [^\W\d_]+){0,2} $")


_TITLE: Final = re.compile(rf" [{shapes.UPPER}][a-z]+ [{shapes.UPPER}][a-z]+")
"""A title in plain letters, as those of foreign works: "(50 Shades …)"."""
_SEEDED: Final = re.compile(rf"\([{shapes.UPPER}][^()\d,]{{1,20}}, $")
_LAST_YEAR: Final = 2100
_STOPS: Final = frozenset(",.)")


def _code_before(raw: str, start: int) -> bool:
    """ "(SOM 2)": two to four capitals behind the bracket."""
    opening = raw.rfind("(", max(0, start - 6), start)
    code = raw[opening + 1 : start].strip()
    return opening >= 0 and 2 <= len(code) <= 4 and code.isalpha() and code.isupper()


def _heads_item(key: str, start: int, end: int) -> bool:
    """ "Bí quyết 1: …", "Nhiệm vụ 2: …" at the beginning of a sentence."""
    return key[end : end + 2] == ": " and end - start <= 2 and _HEAD.search(key, max(0, start - 24), start) is not None


def _before(key: str, start: int) -> tuple[str, str, str]:
    """The last word, two and three words before the number, in its line."""
    if not start or key[start - 1] != " ":
        return "", "", ""
    words = key[max(0, start - 28) : start].rsplit("\n", 1)[-1].split()
    if not words:
        return "", "", ""
    words = [word.lstrip("(“\"'[") for word in words[-3:]]
    return words[-1], " ".join(words[-2:]), " ".join(words)


def _year(key: str, raw: str, start: int, end: int, last: str) -> int | None:
    """A bare 1900 … 2099 is a year, unless it starts a range of something or is plainly a count."""
    if _ONWARD.match(key, end):
        return None
    w = shapes.words()
    if last not in w.year and last in w.count_before_year and shapes.counts(key, end):
        return None
    return _chain_end(key, raw, start)


def _is_name(raw: str, end: int) -> bool:
    """A capitalised word follows: "Bệnh viện 175 Bộ Quốc phòng"."""
    return raw[end + 1 : end + 2].isupper() and raw[end + 2 : end + 3].islower()


def _in_proper_name(raw: str, start: int) -> bool:
    """The word before the number ends a capitalised name ("Nhật Bản 612"), so it is not the noun that it spells."""
    words = [word.lstrip('(“"') for word in raw[max(0, start - 20) : start].rsplit("\n", 1)[-1].split()[-2:]]
    return len(words) == 2 and all(word and word[0].isupper() and not word.isupper() for word in words)


def _range_counts(key: str, raw: str, start: int) -> bool:
    """ "dự án 6-10 làn xe", "khu vực 45-45,5 triệu": a range of what follows."""
    found = _RANGE.match(key, start) or _chains().list_.match(key, start)
    return found is not None and _measures(key, raw, found.end())


def _chain_end(key: str, raw: str, start: int) -> int:
    """Names come in chains ("tháng 7 và 8", "điều 5, 6"); a link that counts or measures something ends them."""
    chain = _chains().whole.match(key, start)
    if chain is None:
        return start + 1
    end = chain.end()
    while _measures(key, raw, end):
        link = _chains().last_link.search(key, start, end)
        if link is None:
            break
        end = link.start()
    return end


def _measures(key: str, raw: str, end: int) -> bool:
    return (
        shapes.counts(key, end)
        or numbers.scale_tail().match(key, end) is not None
        or units.match(key, raw, end) is not None
        or key[end : end + 1] in ("/", "%")
    )


def _ends_a_name(key: str, raw: str, start: int, end: int) -> bool:
    """A small number behind a capitalised word in mid-sentence, outside lists like "Bảo Yên 109, Sa Pa 8"."""
    if key[end : end + 1] == ")" and (_SEEDED.search(raw, max(0, start - 26), start) or _code_before(raw, start)):
        return True
    if start < 2 or raw[start - 1] != " " or not raw[start - 2].isalnum() or _ONWARD.match(key, end):
        return False
    word = raw.rfind(" ", 0, start - 1) + 1
    word = max(word, raw.rfind("\n", 0, start - 1) + 1)
    if end - start == 4 and raw[word].isupper() and int(key[start:end]) > _LAST_YEAR and key[end : end + 1] in _STOPS:
        return True
    if end - start > 3:
        return end - start == 4 and 2 <= start - 1 - word <= 3 and raw[word : start - 1].isupper()
    if any(c.isupper() for c in raw[word + 1 : start - 1]) and not raw[word : start - 1].isupper():
        return True
    if not raw[word].isupper() or (word and raw[:word].rstrip(" ")[-1:] in _SENTENCE_START) or not word:
        return False
    if raw[word : start - 1].isupper() and start - word > 4 and not raw[word - 2 : word - 1].islower():
        return False
    return len(_LABELLED.findall(raw, max(0, start - _NAME_REACH), end + _NAME_REACH)) < 2
