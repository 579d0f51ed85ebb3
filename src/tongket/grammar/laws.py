"""Legal references: "khoản 2 Điều 8 Nghị định 15/2020/NĐ-CP", "Chỉ thị số 05", "Kết luận 49-KL/TW".

A reference is one mention from its first part to the paper's number; `Law.type` is the kind of paper in lower case
("nghị định"; "điều" where only a part is named), `Law.value` the normalised number ("15/2020/NĐ-CP", "05", "2013" for
a law named with its year). Every digit inside belongs to the reference and is never a figure. Numbering of papers:
Decree 30/2020/NĐ-CP on clerical work.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple

from tongket import lexicon
from tongket.finder import WordFinder
from tongket.grammar.capitals import UPPER
from tongket.patterns import maybe, one_of
from tongket.records import Law
from tongket.text import Text, key

_SP: Final = r"[ \u00a0\n]?"
_SIGN: Final = rf"[{UPPER}][{UPPER}&a-z]*(?:\.[{UPPER}]+)*\d*"
"""One part of the letters behind a paper's number: "NĐ", "UBND", "T.Ư"."""
_SUFFIX: Final = rf"(?:[ ]?[-/][ ]?(?:\d{{4}}|{_SIGN}))+"
"""What follows the number of a paper: "/2020/NĐ-CP", "-KL/TW"."""
_NUMBER: Final = rf"\d+[a-zđ]?(?:{_SUFFIX})?"
_BARE_SIGN: Final = rf"[{UPPER}][{UPPER}&a-z\d]*"
_BARE_MIDDLE: Final = re.compile(rf"[/-][{UPPER}]{{2}}")
_BARE: Final = re.compile(rf"\d+(?:/\d{{4}})?[/-](?=[{UPPER}]{{2}}){_BARE_SIGN}(?:[-/]{_BARE_SIGN})*(?!\w)")

_LABEL: Final = r"\d+[a-zđ]?(?!\d|[.,]\d)|[IVXLC]+(?!\w)"
_ONE_LETTER: Final = r"[“\"']?[a-zđ](?:\.\d+)?[”\"']?"


class _Joints(NamedTuple):
    """How numbers follow papers and parts, and parts follow each other (`[joining]` of the lexicon)."""

    number: tuple[str, ...]
    paper_number: re.Pattern[str]
    more_numbers: re.Pattern[str]
    part: re.Pattern[str]
    letter: re.Pattern[str]
    between: re.Pattern[str]


@cache
def _joints() -> _Joints:
    words = lexicon.load("laws")["joining"]
    number, also = one_of(words["number"]), one_of(words["and"])
    more_labels = rf"(?:(?:, | {also} |-)\d+[a-zđ]?(?!\w|[.,/]\d))*"
    more_letters = rf"(?:(?:, | {also} )[a-zđ](?!\w))*"
    return _Joints(
        number=tuple(words["number"]),
        paper_number=re.compile(rf"{_SP}(?P<so>{number}{_SP}:?{_SP})?(?P<number>{_NUMBER})(?![\w%]|[.,]\d)"),
        more_numbers=re.compile(rf"(?:, ?| {also} |; ?)(?:{number}{_SP})?(?P<number>\d+{_SUFFIX})(?!\w)"),
        part=re.compile(rf"[ \u00a0](?P<label>{_LABEL}){more_labels}"),
        letter=re.compile(rf"[ \u00a0]{_ONE_LETTER}{more_letters}(?!\w)"),
        between=re.compile(rf"(?:[ \u00a0]?,? ?{maybe(words['of'])}|[ ]?\()$"),
    )


def _subject_pattern(ends: list[str]) -> re.Pattern[str]:
    """ " Đất đai năm 2013": the subject of a law, which runs over none of `ends`, and the year of its passing."""
    words = lexicon.load("laws")["joining"]
    stop = rf"(?!{one_of(ends)}\b|{one_of(words['and'])}\b(?! [{UPPER}]))"
    subject = rf"[{UPPER}][\w&]*(?:[ ,-]+{stop}[\w&]+){{0,9}}?"
    changed = one_of(words["amended"])
    amended = rf"(?:\({changed}\) ?)?(?:(?:{changed} )?{one_of(words['year'])} )?"
    return re.compile(rf"[ \u00a0](?:{subject})?[ ]?{amended}(?P<year>(?:19|20)\d\d)(?!\d|[.,/-]\d)")


@dataclass(frozen=True, slots=True)
class _Words:
    triggers: list[str]
    finder: WordFinder
    firm: frozenset[str]
    loose: frozenset[str]
    named: frozenset[str]
    numbered: frozenset[str]
    lettered: frozenset[str]
    counting: frozenset[str]
    parts: tuple[str, ...]
    scales: frozenset[str]
    capital_free: frozenset[str]
    subject: re.Pattern[str]

    def order(self, kind: str) -> int:
        """How large a part is: a point lies in a clause, a clause in an article, an article in a paper."""
        return self.parts.index(kind) if kind in self.parts else len(self.parts)


@cache
def _words() -> _Words:
    table = lexicon.load("laws")
    firm, loose = table["papers"]["firm"], table["papers"]["loose"]
    named, parts = table["named"]["words"], table["parts"]
    triggers = sorted({key(w) for w in (*firm, *loose, *named, *parts["numbered"], *parts["lettered"])})
    return _Words(
        triggers,
        WordFinder(triggers),
        frozenset(firm),
        frozenset(loose),
        frozenset(named),
        frozenset(parts["numbered"]),
        frozenset(parts["lettered"]),
        frozenset(table["number"]["counting"]),
        (*parts["lettered"], *parts["numbered"]),
        frozenset(table["number"]["scales"]),
        frozenset(parts["small_too"]),
        _subject_pattern(table["named"]["ends"]),
    )


_NEXT_WORD: Final = re.compile(r"[ ]?(\w+|%)")


def _next_word(text: Text, end: int) -> str:
    match = _NEXT_WORD.match(text.key, end)
    return match[1] if match else ""


def _law(text: Text, start: int, end: int, kind: str, number: str) -> Law:
    return Law("law", start, end, text.raw[start:end], re.sub(r"\s+", "", number), type=kind)


def _is_cited(text: Text, start: int, end: int) -> bool:
    """A whole word with a number, "số", a capital or a single letter after it: the quick look before closer ones."""
    raw = text.raw
    if (start and raw[start - 1].isalnum()) or end + 1 >= len(raw) or raw[end] not in " \u00a0\n":
        return False
    following = raw[end + 1]
    single = not raw[end + 2 : end + 3].isalnum() or following in "“\"'"
    return following.isdigit() or following.isupper() or text.key.startswith(_joints().number, end + 1) or single


def _paper(text: Text, word: str, start: int, end: int) -> list[Law]:
    """ "Nghị định số 15", "Quyết định 1234/QĐ-TTg", "Kế hoạch số 45/KH-UBND"."""
    words = _words()
    match = _joints().paper_number.match(text.raw, end)
    if match is None:
        return []
    number, marked = match["number"], match["so"] is not None or not match["number"].isdigit()
    if not marked and word not in words.firm:
        counted = _next_word(text, match.end()) in words.counting
        capital = text.raw[start].isupper() and start > 0 and text.raw[start - 1] not in "\n" and not counted
        if not (number.startswith("0") or capital):
            return []
    if not marked and number[0] != "0" and _next_word(text, match.end()) in words.counting:
        return []
    laws = [_law(text, start, match.end(), word, number)]
    while (more := _joints().more_numbers.match(text.raw, laws[-1].end)) is not None:
        laws.append(_law(text, more.start("number"), more.end(), word, more["number"]))
    return laws


def _part(text: Text, word: str, start: int, end: int) -> list[Law]:
    """ "Điều 101", "khoản 2, 3", "điểm a"."""
    if word in _words().numbered:
        match = _joints().part.match(text.raw, end)
        if match is None or _next_word(text, match.end()) in _words().scales:
            return []
        capital = text.raw[start].isupper()
        if word not in _words().capital_free and not capital and _next_word(text, match.end()) in _words().counting:
            return []
        return [_law(text, start, match.end(), word, match["label"])]
    letter = _joints().letter.match(text.raw, end)
    return [_law(text, start, letter.end(), word, letter[0].strip())] if letter else []


def _named(text: Text, word: str, start: int, end: int) -> list[Law]:
    """ "Luật Đất đai năm 2013", "Bộ luật Hình sự 2015", "Hiến pháp 2013": only where the year is part of the name."""
    match = _words().subject.match(text.raw, end)
    return [_law(text, start, match.end(), word, match["year"])] if match else []


def _joined(text: Text, laws: list[Law]) -> list[Law]:
    """Parts and their paper as one reference: "khoản 2 Điều 8 Nghị định 15"."""
    words = _words()
    joined: list[Law] = []
    for law in laws:
        last = joined[-1] if joined else None
        if last is not None and words.order(last.type) < words.order(law.type) and last.end <= law.start:
            gap = text.raw[last.end : law.start]
            if len(gap) <= 8 and _joints().between.fullmatch(gap):
                kind, number = (law.type, str(law.value))
                joined[-1] = _law(text, last.start, law.end, kind, number)
                continue
        joined.append(law)
    return joined


def _bare(text: Text, found: list[Law]) -> list[Law]:
    """Numbers of papers without the paper's name: "(theo 1234/QĐ-TTg)"."""
    bare: list[Law] = []
    if not _BARE_MIDDLE.search(text.raw):
        return bare
    for m in _BARE.finditer(text.raw):
        start, end = m.span()
        before = text.raw[start - 1] if start else " "
        free = not any(law.start < end and start < law.end for law in found)
        if free and not before.isalnum() and before not in "/.,-":
            bare.append(_law(text, start, end, "", m[0]))
    return bare


def find(text: Text) -> list[Law]:
    """The legal references of a text, in text order, not overlapping."""
    words = _words()
    found: list[Law] = []
    reached = 0
    for index, start, end in words.finder.find(text.key):
        if start < reached or not _is_cited(text, start, end):
            continue
        word = words.triggers[index]
        laws: list[Law] = []
        if word in words.firm or word in words.loose:
            laws = _paper(text, word, start, end)
        if not laws and word in words.named:
            laws = _named(text, word, start, end)
        if not laws and (word in words.numbered or word in words.lettered):
            laws = _part(text, word, start, end)
        if laws:
            found += laws
            reached = laws[-1].end
    found += _bare(text, found)
    found.sort(key=lambda law: law.start)
    return _joined(text, found)
