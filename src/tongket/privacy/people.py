"""Who in a text is a private person: every run of capitals is weighed by what stands around it.

A role ("đối tượng", "nạn nhân"), an age, a birth year or a residence behind a name speak for a private person, an
office or a public profession against. The verdicts are gathered by name: one office makes somebody public in the
whole text, one sure sign makes anybody else private (deciding.py). occurrences.py then finds every place that names
the person.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from typing import Final

from tongket.grammar import Mentions
from tongket.grammar.capitals import UPPER, is_syllable
from tongket.patterns import maybe, one_of
from tongket.privacy import signs
from tongket.privacy.offices import in_office
from tongket.privacy.preceding import Preceding, links
from tongket.privacy.runs import INITIAL, Run, inner, is_year, runs
from tongket.privacy.surroundings import credits_from, opens_sentence, word_before
from tongket.privacy.tenor import Tenor
from tongket.privacy.verdicts import Intervals, Verdict
from tongket.privacy.words import Cues, family, table, word_set
from tongket.records import Private, Span
from tongket.text import Text

_ROLES: Final = frozenset(("role", "named"))
_CALLED: Final = frozenset(("role", "named", "loose", "title", "humble"))
_TWO_MORE: Final = rf"\. ?{INITIAL}\.? ?{INITIAL}(?!\w)|\.{INITIAL}\."
_THREE_INITIALS: Final = re.compile(rf"[{UPPER}](?<![\w.][{UPPER}])(?:gh|g|h|r|i|u)?(?:{_TWO_MORE})")
_SOON: Final = re.compile(rf"(?: [^\W\d_]+){{0,6}}[: “\"'‘]+[{UPPER}]")
_MARK_BEFORE: Final = re.compile(rf"[(,]|[{UPPER}][^\W\d_]*\.? $")
_LAST_INITIAL: Final = re.compile(rf"[{UPPER}][^\W\d_]+ [{UPPER}]h?(?!\w)")
_PHRASE: Final = re.compile(r" [^\W\d_]+ [^\W\d_]+")
"""What makes a title of a capital in quotes, and no nickname."""
_SECOND_ROAD: Final = re.compile(
    rf"(?P<road>[^\W\d_]+(?: [^\W\d_]+)?)(?: [{UPPER}][^\W\d_]*){{1,4}}(?: ?[-–/] ?| và )$"
)
"""Before the second of two roads: "ngã ba Tôn Đức Thắng – "."""
_NAME: Final = re.compile(rf"[{UPPER}][^\W\d_]*(?: [{UPPER}][^\W\d_]+){{2}}")
_INITIAL_NEXT: Final = re.compile(rf" {INITIAL}(?:\.|(?!\w))")
_STOPS: Final = frozenset('.!?…)”"’/')
"""Behind none of these goes on what tells of the name before it."""
_SENTENCE: Final = 400
"""As far back as the accusation that opens a list of people is looked for."""


@cache
def introductions() -> tuple[str, ...]:
    """The words right before the first name of a list, also with a colon."""
    return tuple(f" {word}{mark}" for word in table()["introduced"]["by"] for mark in ("", ":"))


@cache
def _of() -> tuple[str, ...]:
    return tuple(f" {word} " for word in table()["kin"]["of"])


@cache
def wrongs() -> tuple[str, ...]:
    """The words right before somebody who lost something by a crime, or before the title."""
    words = table()["wronged"]
    return tuple(f" {word} " for word in (*words["of"], *words["deeds"], *words["whom"]))


@cache
def _following() -> dict[str, re.Pattern[str]]:
    """By the kind of a cue, how a name may follow it."""
    directly = re.compile(rf"{one_of(links())}?[: “\"'‘]+[{UPPER}]")
    titled = re.compile(rf"{one_of(links())}?[: “\"'‘]+{maybe(table()['titles'])}[{UPPER}]")
    return {"role": _SOON, "named": directly, "humble": directly, "handled": directly, "loose": titled}


class Finder:
    """Weighs the runs of one text. Afterwards `verdicts` has every name, `extra` the initials already found."""

    def __init__(self, text: Text, mentions: Mentions, cues: Cues) -> None:
        self.raw, self.key, self.text, self.cues = text.raw, text.key, text, cues
        self.preceding, self.tenor = Preceding(text, cues), Tenor(text.key, cues)
        self.mentions = mentions
        self.verdicts: dict[str, Verdict] = {}
        self.singles: list[Run] = []
        """Single words with a capital that nothing beside them explains."""
        self.pairs: dict[str, list[Run]] = defaultdict(list)
        """Two syllables with a capital inside sentences, which may be names: "Thùy An"."""
        self.initials: set[str] = set()
        self.dotted: set[str] = set()
        self.extra: list[Private] = []
        self.numbered = False
        self.strangers: list[Run] = []
        """Foreign names of two words and more that nothing beside them explains."""
        named = [o for o in mentions.officials if not (o.role and "\n" in text.raw[o.role[1] : o.name[0]])]
        self.officials = Intervals(o.name for o in named)
        self.places = Intervals((p.start, p.end) for p in mentions.places)
        self.bodies = Intervals((b.start, b.end) for b in mentions.bodies if not b.generic)
        self.credits_from = credits_from(text.raw)
        self.posts = {o.name: o.role for o in named if o.role}
        self.weak_officials = {o.name for o in named if not in_office(o, text.key)}

    def weigh(self, numbered: bool = False) -> None:
        """Weighs all runs; does nothing where the text has no sign of a private person at all.

        `numbered`: a plate or an identity number stands in the text, so that somebody is told of.
        """
        self.numbered = numbered
        if not numbered and not self._anybody():
            return
        weigh = self._weigh
        for run in runs(self.text):
            weigh(run)

    def _anybody(self) -> bool:
        """Whether some word could make somebody private; most texts end here."""
        following = _following()
        for end, (kind, _) in self.cues.ending.items():
            follows = following.get(kind)
            if follows and follows.match(self.raw, end):
                return True
            if kind == "title" and _INITIAL_NEXT.match(self.raw, end):
                return True
        near = word_set("residence", "near")
        for kind in ("birth", "age", "residence"):
            for start, end in self.cues.others.get(kind, ()):
                if self.key[start:end] in near:
                    continue
                if _MARK_BEFORE.search(self.raw, max(0, start - 14), start):
                    return True
        if (
            bool(self.cues.others.get("deed"))
            or signs.bracketed_home().search(self.key)
            or signs.somebody_behind().search(self.raw)
            or (bool(self.posts) and self.tenor.trial)
        ):
            return True
        return _THREE_INITIALS.search(self.raw) is not None or _LAST_INITIAL.search(self.raw) is not None

    # ── weighing ─────────────────────────────────────────────────────────────
    def _weigh(self, run: Run) -> None:
        if run.form == "other" and len(run.words) == 1:
            self._weigh_capitals(run)
            return
        if run.form == "other" or (run.form == "foreign" and len(run.words) > 2):
            smaller = inner(run)
            if smaller is None and run.form == "other":
                smaller = self._of_rare_family(run)
                if smaller is None:
                    return
            run = smaller or run
        head = run.start
        if run.form in ("foreign", "full") and len(run.words) > 2:
            run = self._behind_place(run)
        lone = len(run.words) == 1 and run.form != "dotted"
        kind, cue_start = self.preceding.before(run.start, common=not lone)
        if lone and not kind:
            if run.words[0].lower() in word_set("names", "not_names"):
                return
            if run.form == "short" and not self.officials.over(run.start, run.end) and not self._told_behind(run):
                self.singles.append(run)
                return
        if self._is_no_name(run):
            return
        if kind == "thing" and run.form == "full" and len(run.words) > 2 and self.preceding.after_span(run.start):
            kind = ""
        if run.form == "foreign" and not kind:
            kind = self.preceding.of_nation(run.start) or self.preceding.of_abroad(head, run.start)
        if run.form == "initial":
            self._weigh_initial(run, kind, cue_start)
            return
        if self._is_told_of(run, kind, cue_start):
            kind = "role"
        if kind == "loose" and len(run.words) == 2 and self.key[cue_start : run.start].rstrip() in word_set("folk"):
            kind = ""
        behind = self._told_behind(run)
        told = behind != ""
        if not told and _is_person_like(run, kind) and signs.bracketed_home().match(self.key, run.end):
            told = not self._second_road(run)
        if run.form == "dotted":
            self._weigh_dotted(run, kind, told)
            return
        if lone and told and not kind:
            kind, cue_start = self.preceding.before(run.start)
        official = self.officials.over(run.start, run.end)
        if official is None and run.form in ("short", "foreign") and not self._surely_named(run, kind, told):
            if run.form == "foreign" and len(run.words) > 1 and not kind:
                self.strangers.append(run)
            return
        verdict = self.verdict(run)
        if official:
            self._weigh_official(verdict, run, official, kind, told)
        elif self._no_person(run, kind, told):
            verdict.thing += 1
        else:
            verdict.named += (
                (kind == "named" and len(run.words) > 2)
                or (kind == "role" and cue_start == run.start)
                or (behind in ("home", "aside") and run.form == "full" and len(run.words) > 2)
            )
            self._weigh_person(verdict, run, kind, told)

    def _told_behind(self, run: Run) -> str:
        """What is only told of private people behind a name: "home", "aside" or else "birth"; "" for nothing."""
        follows = self.key[run.end : run.end + 4]
        if follows[:1] in _STOPS:
            return ""
        if follows[:1] == " " and follows[1:2].isalpha() and follows[1:3] not in signs.private_heads():
            return ""
        if (
            follows[1:2] == " "
            and follows[2:3].isalpha()
            and signs.marked_heads().isdisjoint((follows[2:], follows[2:3]))
        ):
            return ""
        match = signs.private_after().match(self.key, run.end)
        if match is None:
            return ""
        if match.lastgroup == "aside":
            named_next = self.raw[match.end() + 1 : match.end() + 2].isupper()
            others = (self.places, self.bodies, self.officials)
            lone = len(run.words) == 1 and run.form != "dotted"
            credited = word_before(self.raw, run.start).lower() in word_set("public", "credit")
            return (
                ""
                if lone or named_next or credited or any(spans.over(run.start, run.end) for spans in others)
                else "aside"
            )
        return "home" if match.lastgroup else "birth"

    def _is_no_name(self, run: Run) -> bool:
        """An office with capitals ("Phó Tổng Giám đốc"), a firm or a paper known by itself."""
        if run.form == "foreign" and not word_set("names", "shortened").isdisjoint(run.words):
            return True
        if len(run.words) < 3 or run.words[0].lower() not in word_set("names", "office_heads"):
            return False
        return signs.office_name().match(self.key, run.start) is not None

    def _behind_place(self, run: Run) -> Run:
        """The name behind a place that ends a headline or a sentence before it: "Thái Lan Ann Dallery Bell"."""
        if is_syllable(run.words[0]) and is_syllable(run.words[1]) and not any(map(is_syllable, run.words[2:])):
            start = run.start + len(run.words[0]) + len(run.words[1]) + 2
            return Run(start, run.end, run.words[2:], "foreign") if len(run.words) > 3 else run
        place = self.places.over(run.start, run.start + 1) if run.form == "foreign" else None
        if place is None or place[0] != run.start or not run.start < place[1] < run.end:
            return run
        words = tuple(self.raw[place[1] + 1 : run.end].replace("\u00a0", " ").split(" "))
        return Run(place[1] + 1, run.end, words, "foreign")

    def _of_rare_family(self, run: Run) -> Run | None:
        """Three or four syllables after no known family name, where only a person is named: "anh Cái Thành Trung"."""
        if not 3 <= len(run.words) <= 4 or all(word.isupper() for word in run.words):
            return None
        if any(word.lower() in word_set("titles") for word in run.words[:-1]):
            return None
        called = self.preceding.before(run.start)[0] in ("role", "named", "humble", "title")
        sure = (
            called
            or self.introduced(run.start)
            or run.words[1] in word_set("names", "sure_middle")
            or self._told_behind(run)
        )
        return Run(run.start, run.end, run.words, "full") if sure else None

    def verdict(self, run: Run) -> Verdict:
        name = self.key[run.start : run.end]
        verdict = self.verdicts.get(name)
        if verdict is None:
            verdict = self.verdicts[name] = Verdict(run)
        verdict.spans.append((run.start, run.end))
        return verdict

    def _weigh_official(self, verdict: Verdict, run: Run, official: Span, kind: str, told: bool) -> None:
        accused = self.tenor.case and self._accused_of_firm(run, official)
        if official in self.weak_officials or accused:
            verdict.public += 1
            told = told and self.tenor.case
            verdict.private += accused or kind in _ROLES or told or self._struck(official)
        elif self.tenor.case and (behind := self._staff_behind(official)) is not None:
            verdict.public += 1
            verdict.private += told and ")" in behind
        else:
            verdict.office += 1

    def _staff_behind(self, official: Span) -> str | None:
        """What stands between a name and a post behind it that is hardly an office: "(SN 1990), nhân viên …"."""
        role = self.posts.get(official)
        if role is None or role[0] < official[1] or not self.key.startswith(tuple(table()["public"]["staff"]), role[0]):
            return None
        between = self.raw[official[1] : role[0]]
        former = between.lower().rstrip().endswith(tuple(table()["signs"]["former"]))
        held = former or self.key.startswith(tuple(table()["public"]["offices"]), role[0])
        return None if held else between

    def _accused_of_firm(self, run: Run, official: Span) -> bool:
        """Whether somebody with a post in no public body is accused, or one of a trial and does not speak."""
        role = self.posts.get(official)
        if role is None or not (self._accused(run) or self._on_trial(max(official[1], role[1]))):
            return False
        firm = min(
            (at for word in table()["public"]["firms"] if (at := self.key.find(word, *role)) >= 0), default=role[1]
        )
        return not signs.stately(self.key, role[0], firm)

    def _weigh_person(self, verdict: Verdict, run: Run, kind: str, told: bool) -> None:
        if kind == "strong" or (told and self._office_inside(run.end)):
            verdict.office += 1
        elif (
            told
            or kind == "role"
            or (kind in ("named", "loose") and run.form != "foreign")
            or (
                kind == "named"
                and len(run.words) > 1
                and signs.somebody_named().search(self.key, max(0, run.start - 60), run.start)
            )
        ):
            verdict.private += 1
        elif kind != "humble" and self._public_behind(run):
            verdict.public += 1
            firm = signs.firm_after().match(self.key, run.end)
            verdict.private += self._accused(run) or (firm is not None and self._on_trial(firm.end()))
        elif kind == "weak":
            verdict.public += 1
            verdict.private += self._struck((run.start, run.end))
        elif self.credited(run.start, kind):
            verdict.thing += kind == "credit"
        elif kind == "humble" and run.form != "foreign":
            verdict.private += 1
        elif kind in _CALLED:
            verdict.called += signs.speaks().match(self.key, run.end) is None
        elif run.form == "foreign":
            verdict.private += self.preceding.role_near(run.start)
        elif not kind and len(run.words) > 2 and (self.introduced(run.start) or self._stricken(run)):
            verdict.private += 1
        else:
            verdict.bare += 1

    def _accused(self, run: Run) -> bool:
        """Whether somebody with a post in a firm stands in a sentence that accuses, and does not speak in it."""
        begin = max(self.raw.rfind(". ", 0, run.start), run.start - _SENTENCE, 0)
        return signs.accuses().search(self.key, begin, run.start) is not None

    def _office_inside(self, end: int) -> bool:
        """Whether an office stands in the brackets behind a name; in reports of a trial, one of a public body."""
        inside = signs.office_inside().match(self.key, end)
        if inside is None or not self.tenor.trial:
            return inside is not None
        return signs.stately(self.key, end, self.key.find(")", end))

    def introduced(self, start: int) -> bool:
        """Whether a name opens a list of people told of: "hai nam sinh … là An và Bình"."""
        return self.key[start - 1 : start] == " " and bool(
            self.key.endswith(introductions(), 0, start - 1)
            and signs.introduced().search(self.key, max(0, start - 90), start)
        )

    def _is_told_of(self, run: Run, kind: str, cue_start: int) -> bool:
        """Whether what stands before a name, or before its title, makes somebody private."""
        if kind == "handled":
            return self._seized(run)
        if run.form == "foreign":
            return not kind and self._somebody(run)
        return self._told_of(run, kind, cue_start)

    def _told_of(self, run: Run, kind: str, cue_start: int) -> bool:
        """Whether a role or an introduction stands before a title ("nạn nhân là ông …", "vợ ông A là bà …"), or what
        somebody lost by a crime before a name ("chiếm đoạt … của …")."""
        if run.form != "full" or len(run.words) < 3 or kind not in ("", "title"):
            return False
        if kind:
            before, start = self.preceding.before(cue_start)
            household = before == "loose" and self.key[start:cue_start].rstrip() in word_set("households")
            if before == "role" or household or self.introduced(cue_start) or self._owner(cue_start):
                return True
        if self.tenor.known or not self.key.endswith(wrongs(), 0, cue_start if kind else run.start):
            return False
        return signs.wronged().search(self.key, max(0, run.start - 100), run.start) is not None

    def _owner(self, cue_start: int) -> bool:
        """Whether what belongs to a household stands before a title: "điểm bán thịt của bà …"."""
        if not self.key.endswith(_of(), 0, cue_start):
            return False
        return signs.owned().search(self.key, max(0, cue_start - 50), cue_start) is not None

    def _somebody(self, run: Run) -> bool:
        """Whether somebody unnamed is told of right before a foreign name ("cô gái 18 tuổi …"), or a reader speaks."""
        before = self.raw[run.start - 2 : run.start]
        if signs.comments().match(self.key, run.end):
            return True
        if before not in ("i ", ", "):
            return False
        begin = max(0, run.start - 60)
        if signs.somebody_aged().search(self.key, begin, run.start):
            return True
        aside = before == ", " and self.raw[run.end : run.end + 1] == ","
        return aside and signs.somebody_beside().search(self.key, begin, run.start) is not None

    def _on_trial(self, end: int) -> bool:
        """Whether the text is about a trial, and somebody with a post in a firm, told up to `end`, does not speak."""
        return self.tenor.trial and signs.speaks().match(self.key, end) is None

    def _struck(self, name: Span) -> bool:
        """Whether a professional is told of as accused or beaten: "bắt tạm giam bác sĩ N.", "hành hung cô giáo N."."""
        before = signs.struck().search(self.key, max(0, name[0] - 60), name[0])
        return before is not None or (self._exposed(name[0]) and bool(signs.struck_after().match(self.key, name[1])))

    def _public_behind(self, run: Run) -> bool:
        """Whether a public profession stands behind a name, and no other name: ", Đoàn Văn An"."""
        match = signs.public_after().match(self.key, run.end)
        if match is None:
            return False
        return self.key[match.start(1) : match.end(1)] not in family() or not _NAME.match(self.raw, match.start(1))

    def _seized(self, run: Run) -> bool:
        """Whether what is done to the accused stands before a full name: "bắt tạm giam …"."""
        _, start = self.preceding.before(run.start)
        seized = self.key[start : run.start].strip(" \u00a0:") in word_set("seized")
        full = run.form == "full" and len(run.words) > 2
        foreign = run.form == "foreign" and len(run.words) > 1 and self.places.over(run.start, run.end) is None
        return seized and (full or foreign)

    def _stricken(self, run: Run) -> bool:
        """Whether a full name is followed by what befell somebody: " bị tạm giam"."""
        return run.form == "full" and signs.struck_after().match(self.key, run.end) is not None

    def _exposed(self, start: int) -> bool:
        """Whether a profession that is no office ends right before `start`."""
        _, cue_start = self.cues.ending.get(start - 1, ("", start))
        return self.key[cue_start : start - 1] in word_set("struck", "whom")

    def _no_person(self, run: Run, kind: str, told: bool) -> bool:
        """A place, a body, a road: by the grammars' finds or by the word before."""
        if (kind == "thing" and not (told and len(run.words) >= 3)) or (
            not kind and not told and self._second_road(run)
        ):
            return True
        if (
            len(run.words) <= 2
            and run.form != "initials"
            and (signs.opens_other(self.key, run.start, run.words[0]) or is_year(run))
        ):
            return True
        if (kind in _CALLED or told) and run.form == "full" and len(run.words) > 2 and self._only_ends(run):
            return False
        body = self.bodies.over(run.start, run.end)
        if body and (body[0] < run.start or body[1] > run.end or not told):
            return True
        place = self.places.over(run.start, run.end)
        if place is None:
            return False
        if place[0] < run.start or place[1] > run.end:
            return kind not in _ROLES
        return kind not in ("named", "humble", "title") and not (kind == "role" and told)

    def _only_ends(self, run: Run) -> bool:
        """Whether a place or a body found in a name is its last syllables alone ("Phùng Trung Đông"), or ends with its
        first ("hàng xóm Nguyễn Thị An")."""
        if run.words[0].lower() not in family():
            return False
        over = [span for spans in (self.places, self.bodies) if (span := spans.over(run.start, run.end))]
        return bool(over) and all((run.start < a and b == run.end) or (a < run.start and b < run.end) for a, b in over)

    def _second_road(self, run: Run) -> bool:
        before = self.raw[max(0, run.start - 48) : run.start]
        if len(run.words) < 2 or (before[-2:] not in ("– ", "- ", "à ") and before[-1:] not in ("-", "–", "/")):
            return False
        match = _SECOND_ROAD.search(before)
        return match is not None and any(part in word_set("names", "roads") for part in _ends_of(match.group("road")))

    def _surely_named(self, run: Run, kind: str, told: bool) -> bool:
        """Whether a short or foreign run stands where only a person's name can."""
        if kind == "thing":
            return False
        if run.form == "foreign":
            if len(run.words) == 1 and kind == "loose":
                return False
            if not kind and word_before(self.raw, run.start).lower() in word_set("names", "to_places"):
                return False
            return kind in _CALLED or kind in ("strong", "weak") or told or self.preceding.role_near(run.start)
        first = run.words[0].lower()
        if kind in ("strong", "weak"):
            return True
        named = kind in ("named", "humble", "title") and first in word_set("names", "also_given")
        if (first in word_set("names", "not_names") and not named) or self._is_word(run):
            return False
        if told and not kind and len(run.words) > 1 and self._named_place(run):
            return False
        if len(run.words) == 1 and self.raw[run.start - 1] in "“\"'‘" and _PHRASE.match(self.raw, run.end):
            return False
        if kind in ("role", "named", "humble") or (kind == "title" and len(run.words) == 1) or told:
            return True
        numbered = self.raw[run.end + 1 : run.end + 2].isdigit()
        if not kind and not numbered and run.start < self.credits_from:
            if len(run.words) == 1:
                self.singles.append(run)
            else:
                self.pairs[self.key[run.start : run.end]].append(run)
        return False

    def alone(self) -> dict[str, list[Run]]:
        """Single syllables with a capital inside sentences, which may be names; few texts need to know."""
        found: dict[str, list[Run]] = defaultdict(list)
        for run in self.singles:
            quoted = self.raw[run.start - 1] in "“\"'‘" and _PHRASE.match(self.raw, run.end)
            numbered = self.raw[run.end + 1 : run.end + 2].isdigit()
            if run.start < self.credits_from and not self._is_word(run) and not quoted and not numbered:
                found[self.key[run.start : run.end]].append(run)
        return found

    def _named_place(self, run: Run) -> bool:
        """Whether a name is elsewhere a part of a place's: "(quận Đồ Lâm)"."""
        name = self.key[run.start : run.end]
        return any(self.key.endswith(name, start, end) for start, end in self.places.spans)

    def _is_word(self, run: Run) -> bool:
        """Whether a single capital opens a sentence or a body's name: "Công an", "Sau khi"."""
        if self._opens_other(run):
            return True
        return run.words[0].lower() in word_set("names", "openers") and opens_sentence(self.raw, run.start)

    def _opens_other(self, run: Run) -> bool:
        return signs.opens_other(self.key, run.start, run.words[0])

    def _weigh_initial(self, run: Run, kind: str, cue_start: int) -> None:
        """ "ông C.", "tên H.": the title belongs to the name; after it, every such initial alone is one too."""
        if kind in ("title", "humble") or self.entitled(cue_start, run.start):
            self.extra.append(Private(self.title_start(cue_start, run.start), run.end, "name"))
        elif kind in ("role", "named", "loose"):
            self.extra.append(Private(run.start, run.end, "name"))
        else:
            return
        self.initials.add(run.words[0])

    def title_start(self, cue_start: int, start: int) -> int:
        """Where the title begins, or its last word: "hai chị em T." is masked from "em", "bệnh nhân N." whole."""
        if self.entitled(cue_start, start):
            return cue_start
        at = start - 1
        while at > cue_start and self.raw[at - 1].isalpha():
            at -= 1
        return at

    def entitled(self, cue_start: int, start: int) -> bool:
        """Whether the word before an initial is read with it as a title: "bệnh nhân N.", "bác sĩ V."."""
        return self.key[cue_start:start].rstrip() in word_set("names", "initial_titles")

    def _weigh_dotted(self, run: Run, kind: str, told: bool) -> None:
        """Initials alone: "Đ.T.L". Two need a cue, three speak for themselves outside credits."""
        name = run.words[0]
        parts = [part for part in re.split(r"\. ?", name) if part]
        if name.lower().rstrip(".") in word_set("names", "no_initials") and kind != "humble":
            return
        if kind in ("thing", "strong", "credit") or (kind == "weak" and len(parts) < 3):
            return
        if kind in _CALLED or told or (len(parts) >= 3 and run.start < self.credits_from):
            self.extra.append(Private(run.start, run.end, "name"))
            self.initials.add(parts[-1])
            self.dotted.add(name)

    def _weigh_capitals(self, run: Run) -> None:
        """Initials without dots, where only a person can be meant: "anh NVT", "mời DVT làm việc", "LTH (SN 1990"."""
        name = run.words[0]
        if not 2 <= len(name) <= 4 or name in word_set("names", "shortened") or self.bodies.over(run.start, run.end):
            return
        kind, _ = self.preceding.before(run.start)
        called = kind in ("role", "named", "humble", "title") or (kind == "handled" and len(name) == 3)
        if called or self._told_behind(run):
            self.extra.append(Private(run.start, run.end, "name"))

    def credited(self, start: int, kind: str) -> bool:
        """Whether a name stands as a photographer's or an author's."""
        return kind == "credit" or start >= self.credits_from


def _ends_of(phrase: str) -> tuple[str, str]:
    """The phrase and its last word, in lower case."""
    low = phrase.lower()
    return low, low.rpartition(" ")[2]


def _is_person_like(run: Run, kind: str) -> bool:
    """Whether a run is more likely somebody than a place: called so, or of three syllables after a family name."""
    return kind in _CALLED or (run.form == "full" and len(run.words) >= 3)
