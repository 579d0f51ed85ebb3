"""Every place of a text that names a private person once it is known who is one: full names, short forms, initials."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Final

from tongket.grammar.capitals import UPPER
from tongket.patterns import alternatives, whole
from tongket.privacy import signs
from tongket.privacy.people import Finder
from tongket.privacy.runs import INITIAL, Run
from tongket.privacy.slugs import folded
from tongket.privacy.surroundings import opens_sentence, standing, word_after, word_before
from tongket.privacy.verdicts import Verdict
from tongket.privacy.words import family, frequent, table, word_set
from tongket.records import Private
from tongket.text import key as compare_key

_NICKNAME: Final = re.compile(r"[“\"'‘][^”\"'’\n]{2,25}[”\"'’]")
# Of one syllable or with a capital: more small words in quotes are what somebody did, with a wink.
_BY_NAME: Final = re.compile(rf" [“”\"'‘](?:[^\W\d_]{{2,7}}|[{UPPER}][^”\"'’\n]{{1,19}})[”\"'’]")

_SPELLED: Final = re.compile(rf" \(([{UPPER}][^\W\d_]*(?:-[^\W\d_]+|[ ][{UPPER}][^\W\d_]*)*-[^\W\d_]+)\)")
"""A foreign name as it is spoken, in brackets behind it: " (A-len Be-ke)"."""


@cache
def _nicknamed() -> re.Pattern[str]:
    """What looks add to a name, with or without quotes: " béo", ' "nhóc"'."""
    return re.compile(rf" {whole(table()['nicknames']['words'])}(?! [^\W\d_]+ [{UPPER}])")


@cache
def _joints() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What joins the names of one list: behind a private name, which may stand in quotes, and before one."""
    joint = rf"(?:[,;]|{alternatives(f' {word}' for word in table()['names']['joined'])}) "
    return re.compile(rf"[”\"']?{joint}[“\"']?"), re.compile(joint)


def find(finder: Finder, private: Sequence[Verdict], public: Iterable[Verdict]) -> list[Private]:
    """The names of the private people of a text, with every occurrence, in no order."""
    return _Occurrences(finder, private, public).all()


class _Occurrences:
    def __init__(self, finder: Finder, private: Sequence[Verdict], public: Iterable[Verdict]) -> None:
        self.finder, self.raw, self.key = finder, finder.raw, finder.key
        self.taken = {compare_key(form) for verdict in public for form in _short_forms(verdict.run)}
        self.private = [v for v in private if v.private or compare_key(" ".join(v.run.words)) not in self.taken]
        self.families: dict[str, set[str]] = {}
        """By the last two syllables of a private name the family names before them."""
        for words in (v.run.words for v in self.private if v.run.form == "full" and len(v.run.words) == 3):
            self.families.setdefault(" ".join(words[1:]), set()).add(words[0])
        self.runs = {span for v in self.private if len(v.run.words) > 1 for span in v.spans}
        """Where the whole name stands as a run of its own."""
        self.letters = set(finder.initials)
        self.letters |= {v.run.words[-1] for v in self.private if v.run.form == "initials"}

    def all(self) -> list[Private]:
        found = [*self.finder.extra, *self._names(), *self._called_by_family()]
        if self.private:
            found += self._companions({p.end for p in found}, {p.start for p in found})
        if self.letters:
            found += self._single_initials()
        return found

    def _names(self) -> list[Private]:
        whole: set[str] = set()
        forms: set[str] = set()
        for verdict in self.private:
            spelled = {self.raw[slice(*span)] for span in verdict.spans}
            whole |= spelled
            if len(verdict.run.words) > 1:
                whole |= {name.upper() for name in spelled}
            forms |= _short_forms(verdict.run)
        found = list(self._matches(forms | whole, whole)) if forms | whole else []
        for name in self.finder.dotted:
            same = re.finditer(rf"(?<![\w.]){re.escape(name.rstrip('.'))}(?:\.(?!\w)|(?![\w.]))", self.raw)
            found += [Private(match.start(), match.end(), "name") for match in same]
        return found

    def _matches(self, forms: set[str], whole: set[str]) -> Iterator[Private]:
        for start, end in standing(self.raw, forms):
            if (family_start := self._misspelt(start, end)) is not None:
                yield Private(family_start, end, "name")
                continue
            if not self._means_person(start, end, self.raw[start:end] in whole):
                continue
            nick = _NICKNAME.match(self.raw, start - 1) if start else None
            if nick and nick.end() - 1 > end and self.raw[end] == " ":
                yield Private(start, nick.end() - 1, "alias")
            else:
                by_name = _BY_NAME.match(self.raw, end) or _nicknamed().match(self.key, end)
                yield Private(start, end, "name")
                if by_name:
                    yield Private(start, by_name.end(), "alias")
                elif spelled := _SPELLED.match(self.raw, end):
                    yield Private(*spelled.span(1), "name")

    def _misspelt(self, start: int, end: int) -> int | None:
        """Where the family name of somebody private begins before the rest of the name, if its accents are wrong."""
        families = self.families.get(self.raw[start:end])
        before = word_before(self.raw, start) if families else ""
        if families and before and before not in families and folded(before) in map(folded, families):
            return start - 1 - len(before)
        return None

    def _called_by_family(self) -> Iterator[Private]:
        """Chinese and Korean people are called by the family name: "ông Từ" of "Từ Văn Thanh"."""
        families = {v.run.words[0] for v in self.private if v.private and v.run.form == "full"}
        for family_name in families - {name.title() for name in frequent()}:
            for match in re.finditer(rf"(?<= ){re.escape(family_name)}(?![\w“\"'])", self.raw):
                called = self.finder.preceding.before(match.start())[0] in ("title", "humble")
                if called and not word_after(self.raw, match.end())[:1].isupper():
                    yield Private(match.start(), match.end(), "name")

    def _means_person(self, start: int, end: int, whole: bool) -> bool:
        finder = self.finder
        if whole and self.raw.count(" ", start, end) >= 2:
            return True
        known = compare_key(self.raw[start:end]) in self.taken
        official = finder.officials.over(start, end)
        if official and (known or official not in finder.weak_officials):
            return False
        kind, _ = finder.preceding.before(start)
        if kind in ("strong", "credit") or (kind == "weak" and known):
            return False
        if kind not in ("role", "named", "humble", "title"):
            for spans in (finder.places, finder.bodies):
                wider = spans.over(start, end)
                if wider and (wider[0] < start or wider[1] > end):
                    return False
        before = word_before(self.raw, start)
        if self.key[start:end] in word_set("names", "nations") and before.lower() in word_set("names", "to_nations"):
            return False
        if self.raw[start - 1 : start] == " " and before.lower() in word_set("names", "places"):
            return False
        return self._alone(start, end, before)

    def _alone(self, start: int, end: int, before: str) -> bool:
        """Whether no other capitalised word makes the form a part of a longer name."""
        raw = self.raw
        if before and before[0].isupper() and raw[start - 1] in " \u00a0":
            low = before.lower()
            title = low in word_set("titles")
            opens = opens_sentence(raw, start - 1 - len(before))
            opener = low in word_set("names", "never") or (
                low in word_set("names", "nations") and " " in raw[start:end]
            )
            if not title and not (opener or (opens and low not in family())):
                return False
        elif signs.opens_other(self.key, start, raw[start:end].partition(" ")[0]) or self._opens(start, end):
            return False
        follows = word_after(raw, end)
        if follows and follows[0].isupper() and (start, end) not in self.runs:
            after = end + 1 + len(follows)
            return follows.lower() in word_set("names", "starters") and raw[after : after + 2].strip()[:1].islower()
        return True

    def _opens(self, start: int, end: int) -> bool:
        """Whether an ordinary word has its capital from the sentence: "Anh" of "Anh kể lại"."""
        return self.key[start:end] in word_set("names", "openers") and opens_sentence(self.raw, start)

    def _companions(self, ends: set[int], starts: set[int]) -> Iterator[Private]:
        """Bare syllables among names ("An, Bình và Cương"), and those that stand several times in the sentences."""
        for name, spans in self.finder.pairs.items():
            if not self.finder.tenor.trial:
                break
            if name not in self.taken and any(self._beside(run, ends, starts) for run in spans if self._is_free(run)):
                yield from (Private(run.start, run.end, "name") for run in spans if self._is_free(run))
        for name, spans in self.finder.alone().items():
            if name in self.taken:
                continue
            inside = [run for run in spans if not opens_sentence(self.raw, run.start)]
            if len(inside) < 2 and not any(self._beside(run, ends, starts) for run in inside):
                continue
            inside = [run for run in inside if self._is_free(run)]
            if (len(inside) >= 2 and self._varied(inside)) or any(self._beside(run, ends, starts) for run in inside):
                yield from (Private(run.start, run.end, "name") for run in spans if self._is_free(run))

    def _varied(self, places: Sequence[Run]) -> bool:
        """Whether different words follow: where always the same small word does, it is a term ("Thận nhân tạo")."""
        return len({word_after(self.key, run.end) for run in places}) > 1

    def _is_free(self, run: Run) -> bool:
        return (
            self.finder.places.over(run.start, run.end) is None
            and self.finder.bodies.over(run.start, run.end) is None
            and self.finder.preceding.before(run.start)[0] != "thing"
            and self._means_person(run.start, run.end, False)
        )

    def _beside(self, run: Run, ends: set[int], starts: set[int]) -> bool:
        """Whether only a comma or "và" is between this and a private name."""
        before = next((e for e in range(run.start - 1, run.start - 7, -1) if e in ends), None)
        behind, ahead = _joints()
        if before is not None and behind.fullmatch(self.raw, before, run.start):
            return True
        after = next((s for s in range(run.end + 1, run.end + 7) if s in starts), None)
        return after is not None and ahead.fullmatch(self.raw, run.end, after) is not None

    def _single_initials(self) -> Iterator[Private]:
        """Every "T.", "anh T" of an initial known as a person's."""
        finder = self.finder
        known = rf"(?:{alternatives(self.letters)})(?:\.(?!\w)|(?![\w.]))"
        # Where people are told of by initials, any initial with its stop inside a sentence is one of them.
        pattern = re.compile(rf"(?<![\w.])(?:{known}|{INITIAL}\.(?= [^\W\d_A-Z]| [“\"]))")
        for match in pattern.finditer(self.raw):
            if match.group().rstrip(".") not in self.letters and self.raw[match.end() + 1].isupper():
                continue
            kind, cue_start = finder.preceding.before(match.start())
            if kind in ("title", "humble") or finder.entitled(cue_start, match.start()):
                yield Private(finder.title_start(cue_start, match.start()), match.end(), "name")
            elif kind in ("thing", "credit", "strong", "weak"):
                continue
            elif match.group().endswith(".") or kind in ("role", "named", "loose") or self._free_letter(match):
                yield Private(match.start(), match.end(), "name")

    def _free_letter(self, match: re.Match[str]) -> bool:
        """A letter alone inside a sentence, after a small word, or opening a clause before one."""
        before = word_before(self.raw, match.start())
        if not before:
            clause = self.raw[max(0, match.start() - 3) : match.start()].rstrip()[-1:] in (",", ".", "")
            return clause and word_after(self.raw, match.end()).islower()
        return before.islower() and before not in word_set("names", "things")


def _short_forms(run: Run) -> set[str]:
    """The given name alone, the last two syllables of three or more, the second and last of four; as they are spelled
    in the text."""
    words = run.words
    if len(words) < 2 or run.form not in ("full", "foreign"):
        return set()
    out = {words[-1]}
    if len(words) > 2:
        out.add(" ".join(words[-2:]))
    if len(words) == 4 and run.form == "full":
        out.add(f"{words[1]} {words[3]}")
    if run.form == "foreign":
        out.add(words[0])
    return {form for form in out if len(form) > 1}
