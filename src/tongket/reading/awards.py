"""Awards told in a review: title, who gives it, which kind of recipient, how many.

"tặng giấy khen cho 4 tập thể và 9 cá nhân" are two awards; "28 tập thể được … tặng Bằng khen" is one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from tongket import lexicon
from tongket.grammar.sentences import clauses
from tongket.reading.phrasing import alternatives, pattern, words, words_of
from tongket.records import Award, Span
from tongket.text import Text

_words: Final = words_of("awards")

_QUOTED: Final = re.compile(r" ?[“\"”'‘]([^“”\"'’\n]{3,60})[”\"“'’]")
_BARE: Final = re.compile(r" ?([^\s,.;:()“”\"]+(?: [^\s,.;:()“”\"]+){0,7})")
_BREAK: Final = re.compile(r"[,;:(]\s")


@dataclass(frozen=True, slots=True)
class _Title:
    name: str
    start: int
    end: int


def find(text: Text, sentences: Sequence[Span]) -> list[Award]:
    """The awards in text order; a naming without a number gives way to one with numbers."""
    found: list[Award] = []
    for start, end in sentences:
        if not _named().search(text.key, start, end):
            continue
        for clause in clauses(text, start, end):
            found += _in_clause(text, *clause)
    return _settled(found)


@cache
def _named() -> re.Pattern[str]:
    names = lexicon.load("awards")
    return re.compile(alternatives([*names["titles"], *names["titled"]]))


def _in_clause(text: Text, start: int, end: int) -> list[Award]:
    titles = _titles(text, start, end)
    given = pattern("awards", "verbs").search(text.key, start, end)
    if not titles or not (given or pattern("awards", "weak_verbs").search(text.key, start, end)):
        return []
    if pattern("awards", "not_yet").search(text.key, start, end):
        return []
    found: list[Award] = []
    for i, title in enumerate(titles):
        first = titles[i - 1].end if i else start
        last = titles[i + 1].start if i + 1 < len(titles) else end
        found += _of_title(text, title, (first, last), start)
    return found if given else [award for award in found if award.count is not None]


def _titles(text: Text, start: int, end: int) -> list[_Title]:
    """The titles of a clause, "danh hiệu “…”" with what stands in the quotes; brackets are not looked into."""
    found: list[_Title] = []
    at = start
    while match := _named().search(text.key, at, end):
        title = _title(text, match, end)
        at = max(match.end(), title.end if title else 0)
        mixed = text.key.endswith(tuple(_words("mixed")), 0, match.start())  # "huân huy chương": no one title
        if title and not mixed and not _in_brackets(text, start, title.start):
            found.append(title)
    return found


def _title(text: Text, match: re.Match[str], end: int) -> _Title | None:
    if match.group() not in words("awards", "titled"):
        stop = match.end()
        for grade in lexicon.load("awards")["grades"]:
            if text.key.startswith(" " + grade, stop):
                stop += len(grade) + 1
                break
        return _Title(text.raw[match.start() : stop], match.start(), stop)
    quoted = _QUOTED.match(text.raw, match.end(), end)
    if quoted:
        return _Title(quoted.group(1).strip(), quoted.start(1), quoted.end())
    bare = _BARE.match(text.raw, match.end(), end)
    if bare is None:
        return None
    stop_word = pattern("awards", "title_ends").search(text.key, bare.start(1), bare.end(1))
    stop = stop_word.start() if stop_word else bare.end(1)
    name = text.raw[bare.start(1) : stop].strip()
    return _Title(name, bare.start(1), bare.start(1) + len(name)) if name else None


# ── recipients ───────────────────────────────────────────────────────────────
@cache
def _counted() -> re.Pattern[str]:
    numbers, age = "|".join(lexicon.load("reviews")["counts"]), lexicon.load("awards")["age"]
    kinds = alternatives(lexicon.load("awards")["recipients"])
    return re.compile(rf"(?<![\w.,])(?:\d+/)?(?P<n>\d{{1,3}}(?:\.\d{{3}})*|{numbers}) (?P<kind>{kinds})(?! {age})")


def _number(words_or_digits: str) -> int | None:
    digits = words_or_digits.replace(".", "")
    if digits.isdigit():
        return int(digits)
    count = lexicon.load("reviews")["counts"].get(words_or_digits)
    return count if isinstance(count, int) else None


def _of_title(text: Text, title: _Title, around: Span, start: int) -> list[Award]:
    """The awards of one title: its numbered recipients after it, else before it, else whoever is named."""
    giver = _giver(text, start, title.start)
    span = (title.start, title.end)
    for first, last in (_after(text, title.end, around[1]), (around[0], title.start)):
        counted = [m for m in _counted().finditer(text.key, first, last) if not _in_brackets(text, first, m.start())]
        if counted:
            return [
                Award(title.name, text.raw[m.start("kind") : m.end("kind")], _number(m["n"]), giver, span)
                for m in counted
            ]
    own = _number_before().search(text.key, max(start, title.start - 16), title.start)
    count = _number(own.group(1)) if own else None
    to = _recipient_after(text, title.end, around[1]) or _recipient_before(text, start, title.start)
    return [Award(title.name, to, count, giver, span)]


def _after(text: Text, start: int, end: int) -> Span:
    """Where the recipients after a title stand: behind "cho" or a colon."""
    to = _to().search(text.key, start, end)
    return (to.end(), end) if to else (end, end)


def _in_brackets(text: Text, start: int, at: int) -> bool:
    return text.raw.count("(", start, at) > text.raw.count(")", start, at)


def _recipient_after(text: Text, start: int, end: int) -> str | None:
    """What stands after "cho": "… cho tập thể Đội 2 và …"."""
    to = _to().search(text.key, start, min(end, start + 60))
    if to is None:
        return None
    stop = _BREAK.search(text.key, to.end(), end)
    last = stop.start() if stop else end
    word = pattern("awards", "to_ends").search(text.key, to.end(), last)
    name = text.raw[to.end() : word.start() if word else last].strip(' .,;”"…')
    return name or None


def _recipient_before(text: Text, start: int, end: int) -> str | None:
    """What stands before "được" or "đạt": "…, đơn vị được Giám đốc tặng …"."""
    passive = text.key.rfind(_passive(), start, end)
    verb = pattern("awards", "achieving").search(text.key, start, end)
    at = passive if passive >= 0 else (verb.start() if verb else start)
    if at == start:
        return None
    breaks = [m.end() for m in _BREAK.finditer(text.key, start, at)]
    name = _without_adverbs(text.raw[breaks[-1] if breaks else start : at])
    return name if 0 < len(name) <= 60 and name[0] not in '”"' else None


@cache
def _to() -> re.Pattern[str]:
    """Before those who receive: "cho" (not "cho biết") or a colon."""
    table = lexicon.load("awards")
    return re.compile(rf"(?<!\w)(?:{table['to']} (?!{'|'.join(table['not_to'])})|: ?)")


@cache
def _number_before() -> re.Pattern[str]:
    """A number right before a title: "2 (tấm) huy chương vàng"."""
    pieces = "|".join(lexicon.load("awards")["pieces"])
    return re.compile(rf"(\d{{1,3}}(?:\.\d{{3}})*|[^\W\d_]+) (?:(?:{pieces}) )?$")


def _passive() -> str:
    return f" {lexicon.load('awards')['passive']} "


def _without_adverbs(name: str) -> str:
    """The subject without "đã", "vinh dự" … and what follows them."""
    adverb = re.search(" " + pattern("awards", "adverbs").pattern, name)
    return name[: adverb.start() if adverb else len(name)].strip(" .,;")


def _giver(text: Text, start: int, end: int) -> str | None:
    """Who gives: between "được" and the verb, or the subject before the verb."""
    verbs = list(pattern("awards", "giving").finditer(text.key, start, end))
    if not verbs:
        return None
    at = verbs[0].start()
    passive = text.key.rfind(_passive(), start, at)
    breaks = [m.end() for m in _BREAK.finditer(text.key, start, at)]
    first = passive + len(_passive()) if passive >= 0 else (breaks[-1] if breaks else start)
    name = _without_adverbs(text.raw[first:at])
    return name if 0 < len(name) <= 90 else None


# ── the same award told twice ────────────────────────────────────────────────
def _settled(found: list[Award]) -> list[Award]:
    counted = {a.title.lower() for a in found if a.count is not None}
    kept: list[Award] = []
    seen: set[tuple[str, str, int | None]] = set()
    for award in found:
        to = (award.to or "").lower()
        same = (award.title.lower(), to, award.count)
        plural = not to or to.split()[0] in words("awards", "many")
        if same in seen or (award.count is None and plural and award.title.lower() in counted):
            continue
        seen.add(same)
        kept.append(award)
    return kept
