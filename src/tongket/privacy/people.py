"""The names of private people: who in a text is one, and every place where the text names that person.

Two steps. First every run of capitals is weighed once by what stands around it: a role ("đối tượng", "nạn nhân"), an
age, a birth year or a residence behind it speak for a private person, an office or a public profession against.
Then the verdicts are gathered by name, and every occurrence of a private name, its short forms included, is found.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from tongket.grammar import Mentions
from tongket.grammar.capitals import is_syllable
from tongket.privacy.runs import Run, inner, runs
from tongket.privacy.spans import Private
from tongket.privacy.words import Cues, alternatives, cues, family, frequent, table, word_set
from tongket.records import Span
from tongket.text import Text, key as compare_key


@cache
def _private_after() -> re.Pattern[str]:
    """Right behind a name: "(SN 1990", ", 34 tuổi", " trú tại", "(1990, quê"."""
    words = alternatives(table()["after"])
    age = r"(?:cùng |khoảng |hơn |gần )?\d{1,2} ?(?:tuổi|t\b)|(?:19|20)\d\d\b"
    return re.compile(rf"\s*[(,;:–-]?\s*(?:(?:hiện|đều|cũng|cùng|là|người) )?(?:(?:{words})(?!\w)|{age})")


@cache
def _public_after() -> re.Pattern[str]:
    """Behind a name and a mark: ", chuyên gia", " – Giám đốc", "(đại biểu"."""
    words = alternatives(table()["public"]["after"])
    return re.compile(rf"\s*[(,–-]\s*(?:hiện là |nay là |là |một |vốn là )?(?:{words})(?!\w)")


@dataclass(slots=True)
class Verdicts:
    """What the places where one name stands say of its owner."""

    private: int = 0
    address: int = 0
    public: int = 0
    office: int = 0
    bare: int = 0
    thing: int = 0
    spans: list[Span] = field(default_factory=list)


@dataclass(slots=True)
class People:
    """The people of a text: names found as spans, and what later steps ask for."""

    found: list[Private]
    public: list[Span]
    """Where people stand who are not private, in text order."""

    def any(self) -> bool:
        """Whether there is anybody private."""
        return bool(self.found)


class Finder:
    """Finds the private people of one text."""

    def __init__(self, text: Text, mentions: Mentions) -> None:
        self.text, self.mentions = text, mentions
        self.raw, self.key = text.raw, text.key
        self.cues: Cues = cues(text)
        self.officials = sorted((o.start, o.end) for o in mentions.officials)
        self.official_starts = [start for start, _ in self.officials]
        self.named = _Intervals((o.name for o in mentions.officials))
        self.places = _Intervals((p.start, p.end) for p in mentions.places)
        self.bodies = _Intervals((b.start, b.end) for b in mentions.bodies if not b.generic)
        self.weak_officials = {o.name for o in mentions.officials if not _in_office(o.role, self.key)}
        self.credits_from = _credits_from(self.raw)
        self.verdicts: dict[str, Verdicts] = defaultdict(Verdicts)
        self.forms: dict[str, Run] = {}
        self.initials: set[str] = set()
        self.extra: list[Private] = []

    def find(self) -> People:
        for run in runs(self.text):
            self._weigh(run)
        private, public = self._decide()
        found = [*self._occurrences(private, public), *self.extra]
        return People(found, sorted(span for name in public for span in self.verdicts[name].spans))

    # ── weighing ─────────────────────────────────────────────────────────────
    def _weigh(self, run: Run) -> None:
        if run.form == "other":
            smaller = inner(run)
            if smaller is None:
                return
            run = smaller
        kind, cue_start = self._before(run.start)
        told = self._told_after(run.end)
        name = _name(run.words)
        if official := self.named.over(run.start, run.end):
            self._weigh_official(run, official, name, kind, told)
            return
        if run.form == "initial":
            self._weigh_initial(run, kind, cue_start)
            return
        if run.form == "initials" and len(run.words) == 1:
            self._weigh_dotted(run, kind, told)
            return
        if self._no_person(run, kind, told):
            self.verdicts[name].thing += 1
            return
        if run.form in ("short", "foreign") and not self._named_short(run, kind, told):
            return
        verdict = self.verdicts[name]
        self.forms.setdefault(name, run)
        verdict.spans.append((run.start, run.end))
        if kind == "strong" or (_public_after().match(self.key, run.end) and not told):
            verdict.office += 1
        elif kind == "weak":
            verdict.public += 1
        elif kind == "role" or told or kind == "loose":
            verdict.private += 1
        elif kind in ("title", "humble"):
            verdict.address += 1
        elif not self._credited(run.start, run.end, kind):
            verdict.bare += 1

    def _weigh_official(self, run: Run, official: Span, name: str, kind: str, told: bool) -> None:
        verdict = self.verdicts[name]
        verdict.spans.append((run.start, run.end))
        self.forms.setdefault(name, run)
        if official in self.weak_officials:
            verdict.public += 1
            verdict.private += kind == "role" or told
        else:
            verdict.office += 1

    def _before(self, start: int) -> tuple[str, int]:
        """The cue that ends right before `start`, over quotes and "là", "tên": its kind and start."""
        raw = self.raw
        at = start
        while at > 0 and raw[at - 1] in " \u00a0“\"'‘(:":
            if raw[at - 1] == "(":
                return "", start
            at -= 1
        found = self.cues.ending.get(at)
        if found is None and self.key.endswith(" là", 0, at):
            found = self.cues.ending.get(at - 3)
            if found and found[0] not in ("role", "loose", "humble"):
                found = None
        return found or ("", start)

    def _told_after(self, end: int) -> bool:
        return _private_after().match(self.key, end) is not None

    def _no_person(self, run: Run, kind: str, told: bool) -> bool:
        """A place, a body, a road: by the grammars' finds or by the word before."""
        if kind == "thing":
            return True
        body = self.bodies.over(run.start, run.end)
        if body and (body[0] < run.start or body[1] > run.end or not told):
            return True
        place = self.places.over(run.start, run.end)
        if place is None:
            return False
        wider = place[0] < run.start or place[1] > run.end
        return wider or (kind not in ("role", "humble", "title") and not told) or run.form == "short"

    def _named_short(self, run: Run, kind: str, told: bool) -> bool:
        """Whether a short or foreign run stands where only a person's name can."""
        if run.form == "foreign":
            return kind in ("role", "title", "humble", "strong", "weak") or told
        if kind in ("strong", "weak", "role", "humble"):
            return True
        return told or (kind in ("title", "loose") and len(run.words) == 1)

    def _weigh_initial(self, run: Run, kind: str, cue_start: int) -> None:
        """ "ông C.", "tên H.": the title belongs to the name; after it, every such initial alone is one too."""
        letter = run.words[0]
        if kind in ("title", "humble"):
            self.extra.append(Private(self._title_start(cue_start, run.start), run.end, "name"))
        elif kind in ("role", "loose"):
            self.extra.append(Private(run.start, run.end, "name"))
        else:
            return
        self.initials.add(letter)

    def _title_start(self, cue_start: int, start: int) -> int:
        """Where the last word of the title begins: "vợ chồng ông H." is masked from "ông"."""
        at = start - 1
        while at > cue_start and self.raw[at - 1].isalpha():
            at -= 1
        return at

    def _weigh_dotted(self, run: Run, kind: str, told: bool) -> None:
        """Initials alone: "Đ.T.L". Two need a cue, three speak for themselves outside credits."""
        name = run.words[0]
        low = name.lower().rstrip(".")
        if low in word_set("names", "no_initials") or kind in ("thing", "strong", "weak", "credit"):
            return
        cued = kind in ("role", "loose", "title", "humble") or told
        parts = [part for part in re.split(r"\. ?", name) if part]
        if cued or (len(parts) >= 3 and run.start < self.credits_from and not self._credited(run.start, run.end, kind)):
            self.extra.append(Private(run.start, run.end, "name"))
            self.initials.add(parts[-1])

    def _credited(self, start: int, end: int, kind: str) -> bool:
        return kind == "credit" or start >= self.credits_from

    # ── deciding ─────────────────────────────────────────────────────────────
    def _decide(self) -> tuple[list[str], list[str]]:
        private: list[str] = []
        public: list[str] = []
        case = any(v.private and not v.office for v in self.verdicts.values()) or bool(self.extra)
        for name, v in self.verdicts.items():
            if name not in self.forms:
                continue
            if v.office:
                public.append(name)
            elif v.private:
                private.append(name)
            elif v.public:
                public.append(name)
            elif v.address or (case and v.bare and not v.thing and self._likely(name)):
                private.append(name)
        return self._without_public_short(private, public), public

    def _likely(self, name: str) -> bool:
        """Whether a bare run is surely somebody: a family name and two syllables more, or a frequent one."""
        run = self.forms[name]
        return run.form in ("full", "initials") and (len(run.words) >= 3 or run.words[0].lower() in frequent())

    def _without_public_short(self, private: list[str], public: list[str]) -> list[str]:
        """Without short names that are those of somebody in an office ("ông Nam", "Phương Nga")."""
        known = {name for full in public for name in _short_forms(self.forms[full])}
        strong = {name for name in private if self.verdicts[name].private}
        return [name for name in private if name not in known or name in strong]

    # ── every occurrence ─────────────────────────────────────────────────────
    def _occurrences(self, private: Iterable[str], public: Iterable[str]) -> Iterable[Private]:
        forms: set[str] = set()
        full: set[str] = set()
        for name in private:
            run = self.forms[name]
            spelled = {self.raw[slice(*span)] for span in self.verdicts[name].spans}
            full |= spelled | {word.upper() for word in spelled if len(run.words) > 1}
            forms |= spelled | {word.upper() for word in spelled if len(run.words) > 1}
            forms |= _short_forms(run, spelled=True)
        singles = {letter for letter in self.initials}
        found: list[Private] = []
        if forms:
            pattern = re.compile(rf"(?<!\w)(?:{alternatives(forms)})(?!\w)")
            for match in pattern.finditer(self.raw):
                if self._means_person(match.start(), match.end(), match.group() in full):
                    found.append(Private(match.start(), match.end(), "name"))
        if singles:
            found += self._single_initials(singles)
        return found

    def _means_person(self, start: int, end: int, full: bool) -> bool:
        if self.named.over(start, end):
            return False
        if full and self.raw.count(" ", start, end) >= 2:
            return True
        place = self.places.over(start, end)
        if place and (place[0] < start or place[1] > end):
            return False
        body = self.bodies.over(start, end)
        if body and (body[0] < start or body[1] > end):
            return False
        kind, _ = self._before(start)
        if kind in ("strong", "weak") or (kind == "credit" and start < self.credits_from):
            return False
        before = _last_word(self.raw, start)
        if before and before.lower() in word_set("names", "places") and self.raw[start - 1] == " ":
            return False
        return self._alone(start, end, before)

    def _alone(self, start: int, end: int, before: str) -> bool:
        """Whether no other capitalised word makes the form a part of a longer name."""
        raw = self.raw
        if before and before[0].isupper() and raw[start - 1] in " \u00a0":
            low = before.lower()
            opens = low in word_set("titles") or _opens_sentence(raw, start - 1 - len(before))
            if not opens or (low in family() and low not in word_set("names", "openers") and low not in word_set("titles")):
                return False
        if _opens_sentence(raw, start) and self.key[start:end] in word_set("names", "openers"):
            return False
        follows = _first_word(raw, end)
        if follows and follows[0].isupper():
            after = end + 1 + len(follows)
            return follows.lower() in word_set("names", "starters") and raw[after : after + 2].strip()[:1].islower()
        return True

    def _single_initials(self, letters: set[str]) -> Iterable[Private]:
        """Every "T.", "anh T" of an initial known as a person's."""
        pattern = re.compile(rf"(?<![\w.])(?:{alternatives(letters)})(?:\.(?!\w)|(?![\w.]))")
        for match in pattern.finditer(self.raw):
            kind, cue_start = self._before(match.start())
            if kind in ("title", "humble"):
                yield Private(self._title_start(cue_start, match.start()), match.end(), "name")
            elif match.group().endswith(".") or kind in ("role", "loose"):
                if kind not in ("thing", "credit"):
                    yield Private(match.start(), match.end(), "name")


class _Intervals:
    """Spans in text order, asked which one overlaps a stretch."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self.spans = sorted(spans)
        self.starts = [start for start, _ in self.spans]

    def over(self, start: int, end: int) -> Span | None:
        index = bisect_right(self.starts, end - 1) - 1
        while index >= 0 and index >= bisect_right(self.starts, start) - 2:
            if self.spans[index][1] > start and self.spans[index][0] < end:
                return self.spans[index]
            index -= 1
        return None


def _name(words: Iterable[str]) -> str:
    return compare_key(" ".join(words))


def _short_forms(run: Run, spelled: bool = False) -> set[str]:
    """The given name alone, and the last two syllables of three or more; in the text's spelling or as keys."""
    words = run.words
    out: set[str] = set()
    if len(words) > 1 and run.form in ("full", "foreign"):
        out.add(words[-1])
        if len(words) > 2:
            out.add(" ".join(words[-2:]))
        if run.form == "foreign":
            out.add(words[0])
    return out if spelled else {compare_key(form) for form in out}


def _last_word(raw: str, start: int) -> str:
    at = start
    while at > 0 and raw[at - 1] in " \u00a0":
        at -= 1
    begin = at
    while begin > 0 and raw[begin - 1].isalpha():
        begin -= 1
    return raw[begin:at]


def _first_word(raw: str, end: int) -> str:
    """The word one space after `end`."""
    if raw[end : end + 1] not in (" ", "\u00a0") or not raw[end + 1 : end + 2].isalpha():
        return ""
    at = end + 1
    while at < len(raw) and raw[at].isalpha():
        at += 1
    return raw[end + 1 : at]


def _opens_sentence(raw: str, start: int) -> bool:
    at = start
    while at > 0 and raw[at - 1] in " \u00a0“\"'‘(":
        at -= 1
    return at == 0 or raw[at - 1] in ".!?:;…\n”\"–-)"


def _credits_from(raw: str) -> int:
    """Where the authors' names after the last sentence begin; the text's length where there are none."""
    text = raw.rstrip()
    last = max(text.rfind(mark, 0, len(text) - 1) for mark in (". ", "./.", ".” ", '." ', "\n", ") ", "? ", "! ", "… ", ".» "))
    tail = text[last + 1 :] if last >= 0 else ""
    words = [word for word in re.split(r"[\s/–-]+", tail) if any(c.isalpha() for c in word)]
    if words and len(tail) <= 120 and sum(w[0].isupper() or w[0] == "(" for w in words) * 3 >= len(words) * 2:
        return last + 1
    return len(raw)


def _in_office(role: Span | None, key: str) -> bool:
    """Whether an official's role is an office, not a rank alone or a post in a firm."""
    if role is None:
        return False
    return not any(word in key[slice(*role)] for word in ("công ty", "cty", "doanh nghiệp"))


__all__ = ["Finder", "People", "is_syllable"]
