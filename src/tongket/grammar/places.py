"""Places: provinces, regions, countries, and districts, communes, hamlets, sites and roads named with their level.

`Place.value` is the form to report: the name alone for provinces, regions and countries ("Lạng Sơn"), the words of
the text with the level for what lies below ("xã Tứ Cường", "quận 7"); the country for "cả nước"; None for reaches
that only the document resolves ("trên địa bàn tỉnh"). `Place.level`: country, region, province, district, commune,
hamlet, site (an industrial zone, a river, a bridge), road, scope or other. Numbers inside a place's name are never
figures.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from tongket import lexicon
from tongket.grammar.capitals import JOIN, RUN, WORD, is_syllable, word_after, word_before
from tongket.grammar.gazetteer import Entry, Gazetteer, Term, load
from tongket.grammar.place_words import words
from tongket.patterns import alternatives, one_of
from tongket.records import Place
from tongket.text import Text, key

_UNIT_CODE: Final = re.compile(r"\d{1,2}")
_ONE: Final = re.compile(WORD)
_SITE_TAIL: Final = re.compile(r"[ \u00a0](?:\d|I{1,3}|IV|V|[A-D]\d?)(?!\w|[.,]\d)(?: - " + WORD + ")?")
_OTHER_END: Final = re.compile(rf" ?[-–] ?{WORD}(?:{JOIN}{WORD}){{0,3}}(?!\w)")
_MAX_BEFORE: Final = 11

_PERSONAL: Final = frozenset(("province", "district", "commune", "other"))
"""Levels whose names people have too."""


def _below(level: str) -> str:
    return {"city": "district", "numbered": "other"}.get(level, level)


@dataclass(frozen=True, slots=True)
class _Patterns:
    """Numbers and lists after a level word, and codes; their words are those of lexicon/places.toml."""

    number_words: tuple[str, ...]
    number: re.Pattern[str]
    next_number: re.Pattern[str]
    number_list: re.Pattern[str]
    next_name: re.Pattern[str]
    code: re.Pattern[str]
    code_level: dict[str, str]


@cache
def _patterns() -> _Patterns:
    table = lexicon.load("places")
    before, and_ = table["numbered"]["number"], one_of(table["numbered"]["and"])
    labelled = rf"(?:{one_of(before)}[ \u00a0])?\d{{1,4}}[A-Z]?(?:[/-]\d{{1,4}})?(?:\+\d{{1,3}})?"
    following, whole_number = rf"(?:, ?| {and_} )", r"(?![\d]|[.,/]\d)"
    level_of = {code: level for level, codes in table["codes"].items() for code in codes}
    kind = rf"(?P<kind>{alternatives(level_of)})"
    return _Patterns(
        number_words=tuple(before),
        number=re.compile(rf"[ \u00a0]?({labelled}){whole_number}"),
        next_number=re.compile(rf"{following}(\d{{1,2}}){whole_number}"),
        number_list=re.compile(rf"(?:, ?\d{{1,2}})* {and_} \d{{1,2}}(?![\w.,/]\d)[,.;:) ]"),
        next_name=re.compile(rf"{following}({WORD}(?:{JOIN}{WORD}){{1,2}})(?![\w])"),
        code=re.compile(rf"{kind}\.?[ ]?(?P<number>\d{{1,4}}[A-Z]?)(?!\w|[.,/]\d)"),
        code_level=level_of,
    )


_FIRST_WORD: Final = re.compile(r"[^\W\d_]+")


class _Finder:
    """One pass over one text."""

    def __init__(self, text: Text, gazetteer: Gazetteer) -> None:
        self.raw, self.key, self.gazetteer = text.raw, text.key, gazetteer
        self.finder, self.terms = gazetteer.automaton()
        self.words, self.patterns = words(), _patterns()
        self.number_openings = tuple(f"{word} " for word in self.patterns.number_words)
        self.places: list[Place] = []
        self.end = 0
        self.hits: dict[int, tuple[int, int]] = {}

    def add(self, start: int, end: int, value: str | None, level: str, code: str | None = None) -> None:
        former = self.words.former.match(self.key, end) is not None
        self.places.append(
            Place("place", start, end, self.raw[start:end], value, level=level, code=code, former=former)
        )
        self.end = end

    def run(self) -> list[Place]:
        hits = self.finder.find(self.key)
        self.hits = {start: (index, end) for index, start, end in hits}
        for index, start, end in hits:
            if start < self.end:
                continue
            for term in self.terms[index]:
                if self.take(term, start, end):
                    break
        self.places += self.codes()
        self.places.sort(key=lambda p: p.start)
        return self.places

    def take(self, term: Term, start: int, end: int) -> bool:
        raw = self.raw
        if start and raw[start - 1].isalnum():
            return False
        if term.kind == "level":
            return self.level(term.level, start, end)
        if end < len(raw) and raw[end].isalnum():
            return False
        if not all(raw[start + i].isupper() for i in term.capitals):
            return False
        if term.kind == "scope":
            self.scope(term, start, end)
        elif term.kind == "block":
            self.end = end
        elif term.entry is not None:
            return self.name(term.entry, start, end)
        return True

    def scope(self, term: Term, start: int, end: int) -> None:
        """ "trên địa bàn tỉnh"; where a name goes on ("trên địa bàn xã Tứ Cường"), that place instead."""
        if word_after(self.raw, end)[:1].isupper():
            last = self.words.level_last.search(self.key, start, end)
            if last is not None and self.level(self.words.level_of[last[1]], last.start(1), end):
                return
        self.add(start, end, term.value, "scope")

    # ── known names ──────────────────────────────────────────────────────────
    def name(self, entry: Entry, start: int, end: int) -> bool:
        """A known name, with the level word before it: "tỉnh Lạng Sơn", "TP.HCM", "huyện Hòa Bình"."""
        if entry.short and not self.stands_alone(start, end):
            return False
        before = self.words.level_before.search(self.key, max(0, start - _MAX_BEFORE), start)
        if before is None:
            if entry.level in _PERSONAL and self.is_person(start, end):
                return False
            self.add(start, end, entry.name, entry.level, entry.code)
            return True
        first = max(before.start("level"), self.end)
        word = before["level"]
        level = self.words.level_of.get(word, "country")
        town = level == "city" and not entry.municipality
        if entry.level == "province" and (town or level in ("district", "commune")):
            self.add(first, end, self.raw[first:end], _below(level))
        elif entry.level in ("province", "country", "region"):
            self.add(first, end, entry.name, entry.level, entry.code)
        else:
            self.add(first, end, self.raw[first:end], entry.level, entry.code)
        return True

    def stands_alone(self, start: int, end: int) -> bool:
        """Not a syllable of a longer name: "tại Mỹ", "Tổng thống Mỹ Donald Trump", but not "Tuấn Anh", "Mỹ Đức"."""
        before, after = word_before(self.raw, start), word_after(self.raw, end)
        if before[:1].isupper() and key(before) not in self.words.country_after:
            return False
        if key(before) in self.words.not_country_after:
            return False
        if start and self.raw[start - 1] == "-":
            return self.raw[:start].endswith(self.words.hyphenated)
        if after[:1].isupper() and is_syllable(after):
            return False
        return not (after and self.opens(start) and after[:1].islower() and self.key[start:end] in self.words.words_too)

    def opens(self, start: int) -> bool:
        """True where a sentence or line begins, so that the capital says nothing."""
        return self.raw[max(0, start - 2) : start].rstrip(" \u00a0")[-1:] in ("", "\n", ".", ":", "“", '"')

    def is_person(self, start: int, end: int) -> bool:
        """ "ông Thái Bình", "Nguyễn Hòa Bình", "tư tưởng Hồ Chí Minh": a person or what is named after one."""
        if self.raw[start:end].isupper() or self.raw[start : start + 2] == "HC":
            return False
        before = word_before(self.raw, start)
        if before in self.words.surnames and not self.opens(start - len(before) - 1):
            return True
        return self.words.person.search(self.key, max(0, start - 24), start) is not None

    # ── level words ──────────────────────────────────────────────────────────
    def level(self, level: str, start: int, end: int) -> bool:
        """A level word with a name or number after it: "xã Tứ Cường", "quận 7", "các quận 1, 3 và 5"."""
        raw, word = self.raw, self.key[start:end]
        abbreviated = word.endswith(".")
        at = end + 1 if end < len(raw) and raw[end] in " \u00a0" else end
        if at >= len(raw) or not (
            raw[at].isupper() or raw[at].isdigit() or self.key.startswith(self.number_openings, at)
        ):
            return False
        if at == end and raw[at].isalpha() and not abbreviated:
            return False
        if word_before(self.key, start) in self.words.compounds.get(word, ()):
            return False
        if not raw[at].isupper():
            return self.numbered(word, level, start, end)
        if level == "numbered" or (abbreviated and not raw[start].isupper()):
            return False
        if abbreviated and at == end and self.is_byline(level, start, at):
            return False
        return self.named(level, start, at)

    def is_byline(self, level: str, start: int, at: int) -> bool:
        """ "H.Nguyễn", "H.A": initials of who wrote the text, no district like "H.Trần Văn Thời"."""
        match = _FIRST_WORD.match(self.raw, at)
        if match is None or self.known_end(level, at) is not None:
            return False
        if len(match[0]) == 1:
            return True
        end = self.name_end(level, start, at)
        return match[0] in self.words.surnames and (end is None or self.raw.count(" ", at, end) < 2)

    def named(self, level: str, start: int, at: int) -> bool:
        raw = self.raw
        if self.is_wide(at):
            return False  # "các tỉnh Đồng bằng sông Cửu Long"
        end = self.known_end(level, at) or self.name_end(level, start, at)
        if end is None:
            return False
        name = raw[at:end]
        entry = self.gazetteer.get(name)
        if entry is not None and entry.level in ("region", "country"):
            return False  # "các tỉnh, thành phố Bắc Bộ"
        if level in ("province", "city") and entry is not None and entry.level == "province":
            if level == "province" or entry.municipality:
                self.add(start, end, entry.name, "province", entry.code)
            else:
                self.add(start, end, raw[start:end], "district")
            return True
        if level == "province":
            self.add(start, end, name, "province")
            return True
        if level in ("site", "road"):
            tail = _SITE_TAIL.match(raw, end)
            if tail and word_after(self.key, tail.end()) not in self.words.counting:
                end = tail.end()
        if self.key[start : at - 1] in self.words.between and (other := _OTHER_END.match(raw, end)):
            end = other.end()  # "cao tốc Pháp Vân - Cầu Giẽ"
        self.add(start, end, raw[start:end], _below(level))
        if self.words.plural.search(self.key, max(0, start - 5), start):
            self.more_names(level)
        return True

    def is_wide(self, at: int) -> bool:
        """Whether the name of a region of several words begins at `at`."""
        index, end = self.hits.get(at, (0, 0))
        if not end or " " not in self.key[at:end] or self.raw[end : end + 1].isalnum():
            return False
        return any(
            term.entry is not None
            and term.entry.level == "region"
            and all(self.raw[at + i].isupper() for i in term.capitals)
            for term in self.terms[index]
        )

    def known_end(self, level: str, at: int) -> int | None:
        """The end of a known province, town or district that begins at `at` and fits the level word before it."""
        index, end = self.hits.get(at, (0, 0))
        if not end or (end < len(self.raw) and self.raw[end].isalnum()):
            return None
        for term in self.terms[index]:
            if term.entry is None or not all(self.raw[at + i].isupper() for i in term.capitals):
                continue
            if term.entry.level == "province" and level in ("province", "city"):
                return end
            if term.entry.level == "district" and level in ("city", "district"):
                return end
        return None

    def name_end(self, level: str, start: int, at: int) -> int | None:
        """Where the name that begins at `at` ends; None where it is no name."""
        raw = self.raw
        run = RUN.match(raw, at)
        if run is None:
            return None
        parts = [(m.start(), m.end()) for m in _ONE.finditer(raw, at, run.end())]
        first = raw[parts[0][0] : parts[0][1]]
        if first in self.words.no_name or (len(first) < 2 and len(parts) < 2):
            return None
        if level in ("city", "province", "district") and len(parts) > 1 and self.is_full_name(first, parts):
            return None
        shouted = raw[start:at].isupper() and first.isupper()
        if (
            shouted
            and first.capitalize() in self.words.no_name
            and word_before(self.key, start) not in self.words.offices
        ):
            return None
        if first.isupper() and not shouted and len(first) > 1 and level not in ("site",):
            return None
        if level in ("site", "road", "hamlet") and raw[start : at - 1].istitle() and not shouted:
            # A surname like "Hồ" or "Phố" as a heading: only before a place that is known anyway.
            return self.known_at(parts)
        end = parts[min(len(parts), 4) - 1][1]
        for i in range(1, min(len(parts), 4)):
            word = raw[parts[i][0] : parts[i][1]]
            if self.breaks_off(word, parts[i][1], i + 1 < len(parts)) or (
                (i >= 2 or shouted) and self.known_at(parts[i:]) is not None
            ):
                end = parts[i - 1][1]
                break
            if shouted and i == 2:
                end = parts[1][1]
                break
        return end

    def breaks_off(self, word: str, end: int, goes_on: bool) -> bool:
        """ "xã Tân Lập ⟨Huyện⟩ Vũ Thư", "phường Tân Lập ⟨Thành⟩ phố Nha Trang"; not "huyện Yên Thành", "xã Tứ Xã"."""
        after = self.words.breaks_with.get(word)
        if after is None:
            return word in self.words.breaks
        return word_after(self.key, end) in after if after else goes_on

    def is_full_name(self, first: str, parts: list[tuple[int, int]]) -> bool:
        """ "thành phố Nguyễn Văn Bình đã nói": the office's holder, not the town."""
        return len(parts) > 2 and first in self.words.surnames

    def known_at(self, parts: list[tuple[int, int]]) -> int | None:
        """The end of the longest known province or district that the words begin with."""
        for n in range(min(4, len(parts)), 1, -1):
            entry = self.gazetteer.get(self.raw[parts[0][0] : parts[n - 1][1]])
            if entry is not None and entry.level in ("province", "district"):
                return parts[n - 1][1]
        return None

    def more_names(self, level: str) -> None:
        """The other names of a list that one level word opens: "các huyện Thanh Miện, Cẩm Giàng và Bình Giang"."""
        while (more := self.patterns.next_name.match(self.raw, self.end)) is not None:
            name = more[1]
            entry = self.gazetteer.get(name)
            if entry is not None and entry.level in ("region", "country"):
                return
            below = "province" if level == "province" else _below(level)
            self.add(more.start(1), more.end(1), name, below)

    def numbered(self, word: str, level: str, start: int, end: int) -> bool:
        number = self.patterns.number.match(self.raw, end)
        if word not in self.words.free and word not in self.words.strict:
            return False
        if number is None or not self.is_label(word, number.end(1), number[1]):
            return False
        if word_before(self.key, start) in self.words.each and word not in self.words.free:
            return False
        self.add(start, number.end(1), self.raw[start : number.end(1)], _below(level))
        if self.words.plural.search(self.key, max(0, start - 5), start) or self.patterns.number_list.match(
            self.raw, self.end
        ):
            while (more := self.patterns.next_number.match(self.raw, self.end)) is not None:
                if not self.is_label(word, more.end(1), more[1]):
                    break
                self.add(more.start(1), more.end(1), f"{self.raw[start:end]} {more[1]}", _below(level))
        return True

    def is_label(self, word: str, end: int, number: str) -> bool:
        """The number names the unit, nothing is counted: "phường 7", but not "mỗi phường 7 người"."""
        if "+" in number or number.startswith(self.patterns.number_words):
            return True
        following = word_after(self.key, end)
        counts = following in self.words.counting and not self.words.date.match(self.key, end)
        if word == "km" or counts or self.raw[end : end + 1] == "%":
            return False
        if word in self.words.free:
            return True
        return word in self.words.strict and self.words.after_label.match(self.raw, end) is not None

    def is_model(self, start: int) -> bool:
        """ "Audi Q5": a product of the capitalised word before it, no district."""
        before = word_before(self.raw, start)
        return before[:1].isupper() and not is_syllable(before)

    def codes(self) -> list[Place]:
        """Abbreviated units and roads with a number: "P5", "Q.1", "QL1A"."""
        found: list[Place] = []
        for m in self.patterns.code.finditer(self.raw):
            start, end = m.span()
            before = self.raw[start - 1] if start else " "
            if before.isalnum() or before in "./-" or self.is_model(start):
                continue
            level = self.patterns.code_level[m["kind"]]
            if level != "road" and _UNIT_CODE.fullmatch(m["number"]) is None:
                continue
            if any(p.start < end and start < p.end for p in self.places):
                continue
            found.append(Place("place", start, end, m[0], m[0], level=level))
        return found


def find(text: Text, gazetteer: Gazetteer | None = None) -> list[Place]:
    """The places that a text names, in text order, not overlapping."""
    return _Finder(text, gazetteer or load()).run()
