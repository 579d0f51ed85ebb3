"""Work set for the next period, and what was signed for it.

A sentence sets work where somebody directs it ("yêu cầu …", "đề nghị …"), where it opens the outlook ("Phương hướng
năm 2025, …", "Quý IV, Sở tập trung …"), where it stands under a heading of the outlook, or where it goes on after such
a sentence with a verb of work ("Tập trung …; đẩy mạnh …"). The task is what stands after the directive or the opener,
split at semicolons.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from tongket import lexicon
from tongket.grammar.sentences import clauses
from tongket.reading.phrasing import alternatives, pattern, words
from tongket.records import Span
from tongket.text import Text

_WORD: Final = re.compile(r"\w+")
_TRIM_LEFT: Final = " ,:;.–—-“\"”'…+•*"
_TRIM_RIGHT: Final = " .…”\"“'/;,:"
_REACH: Final = 95  # characters between a directive and the verb of the work
_REACH_OF_DUTY: Final = 150  # the same for "nêu rõ, … phải …"
_FIRST: Final = 26  # characters before a verb that still begins a sentence
_SUBJECT: Final = 48  # the same with a subject before the verb, in a sentence that goes on with the tasks
_SHORTEST: Final = 4  # words
_OPENING: Final = 60  # characters in which a sentence opens the outlook
_MARK: Final = re.compile(r"[,:]")
_NUMBER: Final = re.compile(r"\s*(?:\d{1,2}|[a-zđ])[.)]\s")  # of a list: "1. ", "a) "


@dataclass(frozen=True, slots=True)
class Outlook:
    """Where a document looks ahead: bullets and paragraphs under its headings, and mentions of the time ahead.

    `news` is the sentence that tells of the review itself.
    """

    bullets: Sequence[Span] = ()
    paragraphs: Sequence[Span] = ()
    times: Sequence[Span] = ()
    news: Span = (-1, -1)


def find(text: Text, sentences: Sequence[Span], outlook: Outlook | None = None) -> list[Span]:
    """The tasks, in text order."""
    outlook = outlook or Outlook()
    found: list[Span] = []
    active = directed = False
    for start, end in sentences:
        if _inside(start, outlook.bullets):
            found += _listed(text, start, end)
            continue
        content = _directed(text, start, end)
        if content is None and start == outlook.news[0]:
            continue
        if content is None:
            content = _opened(text, start, end, outlook.times)
        if content is None and directed and _plans(text, start, end):
            content = _after_connectors(text, start, end)
        if content is None and not directed and start > sentences[0][0]:
            at = _after_connectors(text, start, end)
            if _is_due(text, at, min(end, at + _REACH), end) and not _tells(text, at, end):
                content = at
        under = _inside(start, outlook.paragraphs)
        directed = directed or content is not None
        if content is None and (directed or under):
            content = _going_on(text, start, end, active or under)
        active = content is not None
        if content is not None:
            found += _split(text, content, end)
    return _once(text, found)


def _inside(at: int, stretches: Sequence[Span]) -> bool:
    return any(start <= at < end for start, end in stretches)


def _listed(text: Text, start: int, end: int) -> list[Span]:
    """The tasks of a bullet; none in one that only introduces the next ("- Tập trung:")."""
    number = _NUMBER.match(text.raw, start, end)
    return [] if text.raw[start:end].rstrip().endswith(":") else _split(text, number.end() if number else start, end)


def _once(text: Text, spans: Sequence[Span]) -> list[Span]:
    """Each wording once: a lead is often repeated in the body."""
    kept: dict[str, Span] = {}
    for start, end in spans:
        kept.setdefault(text.key[start:end], (start, end))
    return list(kept.values())


def commitments(text: Text, sentences: Sequence[Span]) -> list[Span]:
    """Clauses that tell of a signed pledge: "các đội đã ký cam kết …"."""
    found = []
    for start, end in sentences:
        if pattern("reviews", "commitments", "phrases").search(text.key, start, end):
            found += [
                _trimmed(text, *clause)
                for clause in clauses(text, start, end)
                if pattern("reviews", "commitments", "phrases").search(text.key, *clause)
            ]
    return found


def _verb(text: Text, start: int, end: int) -> re.Match[str] | None:
    return pattern("reviews", "tasks", "verbs").search(text.key, start, end)


def _directed(text: Text, start: int, end: int) -> int | None:
    """Where the task begins after the sentence's first working directive."""
    key = text.key
    for match in pattern("reviews", "tasks", "directives").finditer(key, start, end):
        if _is_noun(text, start, match) or _asks_nothing(text, match.end()):
            continue
        if match.group() in words("reviews", "tasks", "handing") and _handed(text, match.end(), end):
            return match.end()
        soft = match.group() in words("reviews", "tasks", "soft")
        wanted = pattern("reviews", "tasks", "duty" if soft else "verbs")
        verb = wanted.search(key, match.end(), min(end, match.end() + (_REACH_OF_DUTY if soft else _REACH)))
        if soft and verb is None and _plans(text, match.end(), end):
            return match.end()
        if verb is None or _past(text, match.end(), verb.start()):
            continue
        if soft and not _is_duty(text, match.end(), verb):
            continue
        if match.group() in words("reviews", "tasks", "recommendations") and _sum().search(
            key, match.end(), min(end, verb.end() + 70)
        ):
            continue  # an inspection's result: "kiến nghị thu hồi 3 tỷ đồng"
        if match.group() in words("reviews", "tasks", "copula") and not _opener_before(text, start, match.start()):
            continue
        return match.end()
    return None


def _plans(text: Text, start: int, end: int) -> bool:
    """It tells what a body will do: "sắp tới, quận sẽ thành lập hai tổ công tác"."""
    at = _after_connectors(text, start, end)
    will = pattern("reviews", "tasks", "coming").search(text.key, at, min(end, at + _REACH))
    if will is None or _past(text, at, will.start()):
        return False
    if pattern("reviews", "tasks", "uncertain").search(text.key, at, will.start()):
        return False
    if pattern("reviews", "tasks", "happening").match(text.key, will.end() + 1):
        return False
    subject = text.key[at : will.start()]
    if subject and not (_planner().search(subject) or _receiver().search(" " + subject)):
        return False
    reach = will.end(), min(end, will.end() + _OPENING)
    return bool(_verb(text, *reach) or pattern("reviews", "tasks", "begun").search(text.key, *reach))


@cache
def _planner() -> re.Pattern[str]:
    return re.compile(pattern("reviews", "tasks", "planning").pattern)


def _handed(text: Text, at: int, end: int) -> bool:
    """Work is handed to somebody named right there: "giao Sở Tài chính tham mưu", no "giao thông"."""
    receiver = _receiver().match(text.key, at, end)
    named = text.raw[at + 1 : at + 2].isupper()
    verb = _verb(text, receiver.end() if receiver else at, min(end, at + _REACH)) if receiver or named else None
    return verb is not None and not _past(text, at, verb.start())


@cache
def _receiver() -> re.Pattern[str]:
    return re.compile(r" " + pattern("reviews", "tasks", "receiving").pattern)


def _is_noun(text: Text, start: int, match: re.Match[str]) -> bool:
    """Whether it is no directive of this text: "theo yêu cầu", "Ban Chỉ đạo", "đã chỉ đạo"."""
    before = text.key[max(start, match.start() - 14) : match.start()].rstrip()
    last = before.split()[-2:]
    if last[-1:] == [lexicon.load("reviews")["tasks"]["already"]] and match.group() in words(
        "reviews", "tasks", "told"
    ):
        return False
    nouns = words("reviews", "tasks", "not_after")
    return bool(last) and (last[-1] in nouns or " ".join(last) in nouns)


def _asks_nothing(text: Text, at: int) -> bool:
    following = _WORD.findall(text.key[at : at + 24])[:2]
    none = words("reviews", "tasks", "not_before")
    return not following or following[0] in none or " ".join(following) in none


def _past(text: Text, start: int, end: int) -> bool:
    return bool(pattern("reviews", "tasks", "past").search(text.key, start, end))


def _opener_before(text: Text, start: int, end: int) -> bool:
    return bool(pattern("reviews", "tasks", "openers").search(text.key, start, end))


def _opened(text: Text, start: int, end: int, times: Sequence[Span]) -> int | None:
    """Where the task begins after an opener of the outlook: "Phương hướng năm 2025, …", "Quý IV, Sở tập trung …"."""
    opener = pattern("reviews", "tasks", "openers").search(text.key, start, min(end, start + 160))
    opened = opener.end() if opener and opener.start() - start <= _OPENING else None
    if opened is None:
        opened = next((last for first, last in times if start <= first <= min(end, start + _OPENING)), None)
    if opened is None:
        return None
    mark = _MARK.search(text.key, opened, min(end, opened + 70))
    at = mark.end() if mark else opened
    if mark and mark.group() == ":" and opener:
        return at
    verb = _verb(text, at, min(end, at + _REACH))
    if verb is None or _past(text, at, verb.start()):
        return None
    return _announced(text, at, end)


def _announced(text: Text, at: int, end: int) -> int:
    """Behind "… đề ra các nhiệm vụ:" where a list follows."""
    colon = text.key.find(":", at, min(end, at + _REACH_OF_DUTY))
    if colon >= 0 and pattern("reviews", "tasks", "announcing").search(text.key, max(at, colon - 20), colon):
        return colon + 1
    return at


def _going_on(text: Text, start: int, end: int, active: bool) -> int | None:
    """A sentence after a directive that begins with a verb of work or a word of duty."""
    at = _after_connectors(text, start, end)
    reach = min(end, at + _REACH)
    verb = _verb(text, at, min(end, at + (_SUBJECT if active else _FIRST)))
    if _tells(text, at, end) or (verb and _states(text, verb.end(), end)):
        verb = None
    if verb and (verb.start() == at or (active and not _named(text, at, verb.start()))):
        return at if not _past(text, at, min(end, verb.end() + 12)) else None
    return at if _is_due(text, at, reach, end) else None


def _is_due(text: Text, at: int, reach: int, end: int) -> bool:
    """It says that something is to be done: "các trường cần đẩy nhanh …"."""
    duty = next(
        (m for m in pattern("reviews", "tasks", "must").finditer(text.key, at, reach) if _is_duty(text, at, m)), None
    )
    return bool(duty and not _past(text, at, duty.start()) and _verb(text, duty.end(), min(end, duty.end() + 60)))


def _tells(text: Text, at: int, end: int) -> bool:
    """The sentence tells results: "Qua kiểm tra …", "… sản lượng đạt 5 triệu tấn"."""
    starts = pattern("reviews", "tasks", "no_start").match(text.key, at)
    return bool(starts or _achieved().search(text.key, at, min(end, at + _REACH_OF_DUTY)))


def _states(text: Text, at: int, end: int) -> bool:
    """The verb of work begins a statement about it: "Đẩy mạnh … là một nội dung quan trọng"."""
    return bool(pattern("reviews", "tasks", "statements").search(text.key, at, min(end, at + _REACH_OF_DUTY)))


@cache
def _achieved() -> re.Pattern[str]:
    """A number reached, not hoped for."""
    table = lexicon.load("reviews")["tasks"]
    hopes = "".join(rf"(?<!{re.escape(hope)} )" for hope in table["hoped"])
    return re.compile(hopes + alternatives(table["achieved"]) + r" \d")


@cache
def _sum() -> re.Pattern[str]:
    return re.compile(r"\d[\d.,]* " + pattern("reviews", "tasks", "sums").pattern)


def _is_duty(text: Text, start: int, match: re.Match[str]) -> bool:
    """Whether it is "phải", not "không phải" or "vì sao phải"."""
    before = text.key[start : match.start()].split()[-2:]
    none = words("reviews", "tasks", "no_duty")
    return not before or (before[-1] not in none and " ".join(before) not in none)


def _named(text: Text, start: int, at: int) -> bool:
    """The verb at `at` is part of a name: "công tác quản lý", "kết quả thực hiện"."""
    before = text.key[start:at].split()[-2:]
    nouns = words("reviews", "tasks", "nouns")
    return bool(before) and (before[-1] in nouns or " ".join(before) in nouns)


def _after_connectors(text: Text, start: int, end: int) -> int:
    """Over "Đồng thời, …", "Bên cạnh đó …" and marks."""
    key = text.key
    at = start
    while at < end:
        if key[at] in _TRIM_LEFT:
            at += 1
        elif match := pattern("reviews", "tasks", "connectors").match(key, at, end):
            at = match.end()
        else:
            break
    return at


_SAYS: Final = re.compile(r":\s*[“\"]")


def _split(text: Text, start: int, end: int) -> list[Span]:
    """The single tasks of a stretch: split at semicolons and at "đồng thời đề nghị"."""
    pieces: list[Span] = []
    for first, last in clauses(text, start, end):
        at = first
        for match in sorted(
            [
                *pattern("reviews", "tasks", "also").finditer(text.key, first, last),
                *_SAYS.finditer(text.key, first, last),
            ],
            key=_start,
        ):
            pieces.append((at, match.start()))
            at = match.end()
        pieces.append((at, last))
    found = []
    for first, last in pieces:
        begin, stop = _trimmed(text, _after_connectors(text, first, last), last)
        if len(_WORD.findall(text.raw, begin, stop)) < _SHORTEST or text.raw.startswith("?", stop):
            continue
        if not _is_purpose(text, begin) and not _is_state(text, begin, stop):
            found.append((begin, stop))
    return found


def _is_state(text: Text, start: int, end: int) -> bool:
    """It tells how things stand: "vẫn còn hạn chế", but not "cần khắc phục những mặt còn hạn chế"."""
    topic = pattern("reviews", "tasks", "topics").match(text.key, start)
    if topic and not pattern("reviews", "tasks", "must").search(text.key, topic.end(), end):
        return True
    state = pattern("reviews", "tasks", "states").search(text.key, start, end)
    return state is not None and not pattern("reviews", "tasks", "asked").search(text.key, start, state.start())


def _is_purpose(text: Text, at: int) -> bool:
    """It says what a task is for: "góp phần giữ vững ổn định"."""
    return bool(pattern("reviews", "tasks", "purposes").match(text.key, at))


def _start(match: re.Match[str]) -> int:
    return match.start()


def _trimmed(text: Text, start: int, end: int) -> Span:
    raw = text.raw
    while end > start and raw[end - 1] in _TRIM_RIGHT:
        end -= 1
    while start < end and raw[start] in _TRIM_LEFT:
        start += 1
    return start, end
