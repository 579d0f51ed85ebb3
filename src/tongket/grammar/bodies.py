"""Bodies: organisations composed as [type] [field] [level] [place], "Sở Y tế tỉnh Lạng Sơn", and their parents.

One mention is the longest name that stands in the text, with the parent that follows it ("Phòng Cảnh sát hình sự
Công an TP.HCM", "Cục Quản lý công sản, Bộ Tài chính"). `Body.type` is the type of lexicon/bodies.toml, `level` one of
central, province, district, commune, `place` the place inside the name. `generic` names nobody ("cơ quan chức năng").
`resolve` carries the longest name of a document to its short mentions ("Công an tỉnh", "Cục", "BHXH").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from tongket import lexicon
from tongket.grammar.body_names import resolve
from tongket.grammar.body_types import Type, words
from tongket.grammar.capitals import UPPER, is_syllable, word_before
from tongket.patterns import maybe, one_of
from tongket.records import Body, Place
from tongket.text import Text

__all__ = ["find", "resolve"]

_CAPITAL_WORD: Final = re.compile(rf"[{UPPER}][\w&'’]*(?:[-.&/](?=\w)[\w&]+)*")
_WORD_END: Final = re.compile(r"[\w&]+")
_ABBREVIATION: Final = re.compile(rf"\(([{UPPER}][^()\n]{{1,24}})\)")
_ZONE_NUMBER: Final = re.compile(r" (?:[IVX]{1,5}|\d{1,2})(?![\w%]|[.,]\d)")
_POLICE_CODE: Final = re.compile(r"P(?<!\wP)[ACHKTVX][ ]?\d{2}(?!\w)")
_SENTENCE_START: Final = re.compile(r"(?:^|[.!?:;…]\s+|\n\s*[-+•*–]?\s*)$")
_NEXT_LOWER: Final = re.compile(r"[ ](\w+)")
_STEPS: Final = 14
_FIELD_WORDS: Final = 10
_SMALL_WORDS: Final = 3
_SURE_NUMBER: Final = 3
"""Digits of a unit's number that nothing is likely to count ("Sư đoàn 367")."""
_WHOLE_FIELD: Final = 3
"""Spaces in a field so long that it is a name whatever its letters."""
_LOWER_FIELDS: Final = frozenset(("steering", "directorate", "sector", "investigator", "police", "ministry"))
_LOWER_FIELDS_AFTER_CAPITAL: Final = frozenset(("mass", "committee"))
_LEVELS: Final = {"province": "province", "district": "district", "commune": "commune", "country": "central"}


@dataclass(frozen=True, slots=True)
class _Links:
    """The small words of lexicon/bodies.toml, "links"."""

    separator: re.Pattern[str]
    unit_number: re.Pattern[str]
    number: tuple[str, ...]
    small_and: frozenset[str]
    about: frozenset[str]
    of: frozenset[str]
    no_parent: frozenset[str]
    """No parent's name stands after one of these."""


@cache
def _links() -> _Links:
    table = lexicon.load("bodies")["links"]
    joining = {*table["and"], *table["and_large"], "&", *table["about"]}
    word = one_of((*joining, *table["of"], "-", "–"))
    spaced, close = rf"[ \u00a0](?:(?P<word>{word}) )?", r"(?P<dash>[-–&])(?=\w)"
    return _Links(
        separator=re.compile(rf"(?:{spaced}|(?P<comma>,) |{close})(?=\S)"),
        unit_number=re.compile(rf"{maybe(table['number'])}\d{{1,4}}[A-Z]?(?:/\d{{2,4}})?(?![\w%]|[.,]\d)"),
        number=tuple(f"{number} " for number in table["number"]),
        small_and=frozenset(table["and"]),
        about=frozenset(table["about"]),
        of=frozenset(table["of"]),
        no_parent=frozenset(joining),
    )


@dataclass(slots=True)
class _Name:
    """A name while it is being read: how far it reaches and what it has."""

    end: int
    fields: int = 0
    level: str | None = None
    place: str | None = None
    parent: bool = False
    number: bool = False
    closed: bool = False
    """A level word without a name has closed it ("UBND tỉnh")."""

    def grown(self) -> bool:
        return bool(self.fields or self.closed or self.place or self.parent or self.number)


class _Finder:
    """One pass over one text."""

    def __init__(self, text: Text, places: Sequence[Place]) -> None:
        self.raw, self.key = text.raw, text.key
        self.words, self.links = words(), _links()
        self.places = {p.start: p for p in places if p.level not in ("scope", "road") and p.value is not None}
        self.heads: dict[int, tuple[int, Type | None]] = {}
        self.small = False

    def run(self) -> list[Body]:
        raw, types = self.raw, self.words.types
        spans = iter(self.places.values())
        place = next(spans, None)
        for index, start, end in self.words.finder.find(self.key):
            if (start and raw[start - 1].isalnum()) or (end < len(raw) and raw[end].isalnum()):
                continue
            while place is not None and place.end <= start:
                place = next(spans, None)
            if not (place is not None and place.start < start) and not self.is_part(start, end):
                self.heads[start] = (end, types[index])
        if "P" in raw:
            code = Type("department", 1, "state", alone=True)
            for m in _POLICE_CODE.finditer(raw):
                before = word_before(self.key, m.start())
                start = m.start() - len(before) - 1 if before in self.words.code_after else m.start()
                self.heads[start] = (m.end(), code)
        bodies: list[Body] = []
        reached = 0
        for start in sorted(self.heads):
            if start < reached:
                continue
            end, kind = self.heads[start]
            body = self.body(start, end, kind)
            if body is not None:
                bodies.append(body)
                reached = body.end
        return bodies

    def is_part(self, start: int, end: int) -> bool:
        """A piece of something else: of a place ("Đài Loan"), a paper's number ("177/UBND-VX"), a word ("cán bộ")."""
        place = self.places.get(start)
        if (place is not None and place.end > end) or self.raw[start - 1 : start] == "/":
            return True
        if self.raw[end : end + 1] == "-" and self.raw[start:end].isupper() and self.raw[end + 1 : end + 2].isupper():
            return True
        before = self.words.compounds.get(self.key[start:end])
        return before is not None and word_before(self.key, start) in before

    def body(self, start: int, end: int, kind: Type | None) -> Body | None:
        raw = self.raw
        if kind is None:
            return Body("body", start, end, raw[start:end], raw[start:end], type="generic", generic=True)
        if self.is_person(start, end):
            return None
        shouted = raw[start:end].isupper() and is_syllable(raw[start:end].split()[0])
        self.small = not raw[start].isupper() or shouted
        name = self.expand(start, end, kind)
        if not self.valid(start, end, kind, name):
            return None
        text = raw[start : name.end]
        value = text
        if text.count(")") > text.count("("):
            value = text.replace(")", "", 1)
        level = name.level or ("central" if kind.rank >= 3 and kind.name in ("ministry", "state") else None)
        return Body("body", start, name.end, text, value, type=kind.name, level=level, place=name.place)

    def valid(self, start: int, end: int, kind: Type, name: _Name) -> bool:
        """Whether what was read is a name: "Sở Y tế", but not "sở hữu"; "Bộ" alone only as a short name."""
        word, capital = self.key[start:end], self.raw[start].isupper()
        if word in self.words.capital_only and (not capital or self.opens_unknown(start, end, name)):
            return False
        if kind.alone:
            return capital or word in self.words.small_too
        if name.grown():
            return capital or self.names_something(end, kind, name)
        if self.raw[start:end].isupper() and len(word) > 3:
            return True
        if " " in word and kind.name in ("investigator", "police", "insurance", "steering", "mass", "party", "court"):
            return capital or word.startswith(self.words.wholes)
        return kind.short and capital and self.is_short(start, end)

    def opens_unknown(self, start: int, end: int, name: _Name) -> bool:
        """Whether a sentence opens with a type word before what is no known field: "Vụ Formosa" is an affair."""
        opens = _SENTENCE_START.search(self.raw, max(0, start - 4), start) is not None
        return opens and not name.number and self.field(end + 1) is None

    def names_something(self, end: int, kind: Type, name: _Name) -> bool:
        """After a type word in small letters: a capitalised field, or a level or place where those are enough."""
        capitals = any(c.isupper() for c in self.raw[end : name.end])
        if kind.name == "sector":
            return name.closed or name.place is not None
        if kind.field or kind.style != "state":
            return bool(capitals and name.fields) or bool(name.number and name.parent)
        return capitals or name.closed

    def is_short(self, start: int, end: int) -> bool:
        """ "Bộ", "Cục" in the middle of a sentence, or at its start before a verb."""
        following = _NEXT_LOWER.match(self.key, end)
        if following is not None and following[1] in self.words.not_short:
            return False
        if following is not None and self.raw[end + 1].isupper():
            return False
        return not _SENTENCE_START.search(self.raw, max(0, start - 4), start) or (
            following is not None and following[1] in self.words.after_short
        )

    # ── growing a name to the right ──────────────────────────────────────────
    def expand(self, start: int, end: int, kind: Type) -> _Name:
        name = _Name(end)
        word = self.key[start:end]
        for _ in range(_STEPS):
            if not self.step(start, word, kind, name):
                break
        return name

    def is_person(self, start: int, end: int) -> bool:
        """ "Trường Chinh", "Trường Giang": a name, where no kind of school follows."""
        if self.key[start:end] not in self.words.person_like or not self.raw[start].isupper():
            return False
        first = _WORD_END.match(self.key, end + 1)
        return first is not None and first[0] not in self.words.schools and self.raw[end + 1].isupper()

    def step(self, start: int, word: str, kind: Type, name: _Name) -> bool:
        """Reads one more part; False where the name ends."""
        raw = self.raw
        at = name.end
        if (
            raw[at : at + 2] == ") "
            and raw[start - 1 : start] == "("
            and (at + 2 in self.places or at + 2 in self.heads)
        ):
            # "(Ban Chỉ đạo 35) Công an tỉnh": the bracketed short name goes on after the bracket.
            return self.parent(at + 2, kind, name, word, "") or self.place(at + 2, kind, name)
        match = self.links.separator.match(raw, at)
        if match is None:
            return False
        link = match["word"] or match["comma"] or match["dash"] or ""
        at = match.end()
        if self.parent(at, kind, name, word, link):
            return False
        if link == "":
            return self.plain(at, word, kind, name)
        if link == "," or name.place is not None or name.closed:
            return False
        if link in self.links.of:
            return False
        field = None if kind.alone else self.field(at)
        if field is None:
            return kind.style == "company" and link in ("-", "–", "&") and self.capital(at, kind, name)
        if not raw[at].isupper() and not (
            link in self.links.about or (link not in self.links.small_and and name.fields)
        ):
            return False
        name.end, name.fields = field, name.fields + 1
        return True

    def plain(self, at: int, word: str, kind: Type, name: _Name) -> bool:
        """After a space: a field, a place, a level, a number, a capitalised word or a bracketed abbreviation."""
        raw = self.raw
        if raw[at] == "(":
            return self.bracket(at, kind, name)
        if self.place(at, kind, name):
            return True
        if (name.place is not None or name.closed or kind.alone) and kind.style != "company":
            return False
        field = self.field(at)
        if field is not None and self.fits(at, field, word, kind, name):
            name.end, name.fields = field, name.fields + 1
            return True
        if self.level(at, name):
            return True
        if raw[at].isdigit() or self.key.startswith(self.links.number, at):
            return self.number(at, word, kind, name)
        return self.capital(at, kind, name)

    def level(self, at: int, name: _Name) -> bool:
        """A level without a name closes the body's name: "UBND tỉnh", "Hải quan khu vực III"."""
        level = self.words.level.match(self.key, at)
        if level is None:
            return False
        end = level.end()
        zone = _ZONE_NUMBER.match(self.raw, end) if level[0] in self.words.zones else None
        if zone is not None:
            end = zone.end()
        elif self.raw[end : end + 1] == " " and self.raw[end + 1 : end + 2].isupper():
            return False
        name.end, name.level, name.closed = end, self.words.level_of.get(level[0], name.level), True
        return True

    def number(self, at: int, word: str, kind: Type, name: _Name) -> bool:
        """A number that tells units apart: "Đội 4", "Ban Chỉ đạo 35", "Nhà máy Nhiệt điện Sơn Hà 1"."""
        match = self.links.unit_number.match(self.raw, at)
        if match is None:
            return False
        if len(match[0]) < _SURE_NUMBER and self.words.after_label.match(self.raw, match.end()) is None:
            return False
        named = kind.style != "state" and name.fields and self.raw[name.end - 1].isalpha()
        if not named and word not in self.words.numbered:
            return False
        name.end, name.number = match.end(), True
        return True

    def fits(self, at: int, end: int, word: str, kind: Type, name: _Name) -> bool:
        """Whether a known field belongs to the name here: capitalised, or where small letters are usual."""
        if self.raw[at].isupper() or self.key.count(" ", at, end) >= _WHOLE_FIELD:
            return True
        if kind.name == "ministry" and name.fields:
            return False
        if self.key[at:end] in self.words.verbs and self.raw[end : end + 1] in (" ", ""):
            # "Cục X tổ chức …": a verb, unless the name clearly goes on.
            return False
        if kind.name in _LOWER_FIELDS_AFTER_CAPITAL and not self.small:
            return True
        return bool(name.fields) or kind.style != "state" or kind.name in _LOWER_FIELDS

    def bracket(self, at: int, kind: Type, name: _Name) -> bool:
        """ "Bảo hiểm xã hội (BHXH) Việt Nam": an abbreviation inside a name that goes on after it."""
        match = _ABBREVIATION.match(self.raw, at)
        if match is None or self.raw[match.end() : match.end() + 1] != " ":
            return False
        after = match.end() + 1
        inner = _Name(match.end())
        if not (self.place(after, kind, inner) or self.parent(after, kind, inner, "", "")):
            level = self.words.level.match(self.key, after)
            if level is None:
                return False
            inner.end, inner.level, inner.closed = level.end(), self.words.level_of.get(level[0]), True
        name.end, name.place, name.level, name.parent = inner.end, inner.place, inner.level, inner.parent
        name.closed = inner.closed
        return name.place is not None

    def place(self, at: int, kind: Type, name: _Name) -> bool:
        place = self.places.get(at)
        # "Ủy ban MTTQ Việt Nam tỉnh Hà Nam": the country belongs to the national body, the province is the unit's.
        again = kind.style == "company" or (name.level == "central" and kind.rank < 3)
        if place is None or (name.place is not None and not again):
            return False
        name.end, name.place = place.end, str(place.value)
        name.level = _LEVELS.get(place.level, name.level)
        return True

    def parent(self, at: int, kind: Type, name: _Name, word: str, link: str) -> bool:
        """A body of a higher rank right after, or after "thuộc", "của", a dash or comma."""
        head = self.heads.get(at)
        if head is None or head[1] is None:
            return False
        end, parent = head
        assert parent is not None
        arm = self.is_arm(kind, parent, link) or (
            link == "" and word in self.words.arms and parent.name == "directorate"
        )
        if parent.rank <= kind.rank and not arm:
            return False
        if link in self.links.no_parent or (link == "" and (self.field(at) or 0) > end):
            return False
        if link == "" and not (self.raw[at].isupper() or name.grown() or kind.rank < 2):
            return False
        if kind.style != "state" and not name.grown():
            return False
        if link and (name.place is not None or name.closed):
            return False
        if link == "," and not (kind.rank <= 1 or (word in self.words.comma_parents and parent.name == "ministry")):
            return False
        if link and not name.grown():
            return False
        inner = self.expand(at, end, parent)
        whole = parent.alone or parent.name in ("party", "council") or inner.grown()
        if not (whole or (parent.short and self.raw[at].isupper() and link != ",")):
            return False
        if link == "," and parent.rank == 4:
            return False
        name.end, name.parent = inner.end, True
        name.place, name.level = inner.place or name.place, inner.level or name.level
        return True

    def is_arm(self, kind: Type, parent: Type, link: str) -> bool:
        """Committees of a body of the same rank: "Ban Chỉ đạo … Sở Y tế", "Ủy ban Kiểm tra Tỉnh ủy"."""
        if kind.name in ("steering", "committee"):
            return parent.rank >= 2
        return kind.name == "party" and parent.style == "state" and parent.rank >= 2 and link == ""

    def field(self, at: int) -> int | None:
        """The end of the longest known field or field word that begins at `at`."""
        first = _WORD_END.match(self.key, at)
        if first is None:
            return None
        space = self.key.find(" ", at)
        opener = self.key[at : space if space > 0 else len(self.key)]
        fields = self.words.fields
        longest = max(self.words.openers.get(opener, 0), self.words.openers.get(first[0], 0))
        best, end = None, at
        for _ in range(_FIELD_WORDS):
            match = _WORD_END.match(self.key, end)
            if match is None:
                break
            end = match.end()
            if end - at > longest:
                break
            if self.key[at:end] in fields:
                best = end
            gap = _GAP.match(self.key, end)
            if gap is None:
                break
            end = gap.end()
        return best

    def capital(self, at: int, kind: Type, name: _Name) -> bool:
        """A capitalised word that no list knows: part of a company's or school's name, or the only field."""
        match = _CAPITAL_WORD.match(self.raw, at)
        if match is None:
            return kind.style == "company" and self.lower_run(at, name)
        if at in self.heads and (kind.style == "state" or self.key[at : self.heads[at][0]] in self.words.branches):
            return False
        word = match[0]
        acronym = len(word) > 1 and word.isupper()
        if kind.style == "state" and not (acronym and not self.small) and not self.unknown_field(word, kind, name):
            return False
        name.end, name.fields = match.end(), name.fields + 1
        if kind.style == "state" and not acronym:
            self.second_half(name)
        return True

    def second_half(self, name: _Name) -> None:
        """ "Hội Nhạc sĩ Việt Nam": small words after an unknown field word, up to the place that closes the name."""
        at = name.end
        for _ in range(_SMALL_WORDS):
            match = _NEXT_LOWER.match(self.raw, at)
            if match is None or not match[1].islower() or match[1] in self.words.no_names:
                return
            at = match.end()
            if at + 1 in self.places:
                name.end = at
                return

    def unknown_field(self, word: str, kind: Type, name: _Name) -> bool:
        """One unknown capitalised word may be a field ("Hội Laser"), two only after "Huyện ủy" and the like."""
        if word in self.words.surnames or (self.small and kind.name != "party"):
            return False
        return not name.fields or (kind.name == "party" and name.fields < 2 and not name.parent)

    def lower_run(self, at: int, name: _Name) -> bool:
        """ "Công ty CP xe khách Phương Trang": small words between a legal form and the name."""
        match = _LOWER_RUN.match(self.raw, at)
        if match is None or not name.fields or not self.words.no_names.isdisjoint(match[0].split()):
            return False
        name.end = match.end()
        return True


_LOWER_RUN: Final = re.compile(rf"[^\W\d_{UPPER}]\w*(?: [^\W\d_{UPPER}]\w*){{0,3}}(?= [{UPPER}])")
_GAP: Final = re.compile(r"[ ](?:[-–&] )?|, |-|–")


def find(text: Text, places: Sequence[Place]) -> list[Body]:
    """The bodies that a text names, in text order, not overlapping; `places` are those of the same text."""
    return _Finder(text, places).run()
