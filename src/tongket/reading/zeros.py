"""Zeros told in words: "không xảy ra tai nạn đường thủy", "chưa ghi nhận ca tử vong".

A zero needs a negated verb of happening and, right after it, a thing that is counted, or anything that the sentence
denies to the last one ("không … nào"). "không đồng ý" counts nothing; "phấn đấu không để xảy ra cháy nổ" is a wish,
and so is a sentence that begins so, unless the tasks of the document are known and it is none of them; "bằng về số vụ"
is a change of zero, which is none of these.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Final

from tongket import lexicon
from tongket.grammar import Mentions
from tongket.reading.phrasing import alternatives, pattern, words
from tongket.records import Dates, Document, Span, Zero
from tongket.text import Text

Context = Callable[[int], tuple[Dates | None, str | None, str | None]]
"""Period, body and place in force at an offset."""

_STOP: Final = re.compile(r"[,.;:()!?\n“”\"…]")
_LOOK_BACK: Final = 90
_LONGEST: Final = 70
_FIGURE: Final = re.compile(r"\d")


def _nothing(_start: int) -> tuple[Dates | None, str | None, str | None]:
    return None, None, None


def find(
    document: Document,
    text: Text,
    mentions: Mentions,
    context: Context = _nothing,
    tasks: Sequence[Span] | None = None,
) -> list[Zero]:
    """The worded zeros in text order; `context` gives their period, body and place. Numbers are never among them.

    `tasks`: the stretches that tell what is to be done, None where that is not known.
    """
    if not any(negation + " " in text.key for negation in lexicon.load("zeros")["negations"]):
        return []
    skipped = [(b.start, b.end) for b in document.blocks if b.kind in ("furniture", "signature")]
    taken = {mention.start for mention in mentions.quantities}
    found = []
    for match in _told(text.key):
        if any(start <= match.start() < end for start, end in [*skipped, *(tasks or ())]):
            continue
        if not _reported(text, match.start(), known=tasks is not None):
            continue
        counted = _counted(text, match)
        if counted is None or any(start in taken for start in range(*counted)):
            continue
        period, body, place = context(match.start())
        found.append(
            Zero(
                start=match.start(),
                end=counted[1],
                quote=text.raw[match.start() : counted[1]],
                counted=text.raw[slice(*counted)],
                period=period,
                body=body,
                place=place,
            )
        )
    return found


def _told(key: str) -> Iterator[re.Match[str]]:
    """What the pattern finds, looked for only at the negations."""
    reached = 0
    for negation in _negation().finditer(key):
        match = _pattern().match(key, negation.start()) if negation.start() >= reached else None
        if match is not None:
            reached = match.end()
            yield match


@cache
def _negation() -> re.Pattern[str]:
    return re.compile("|".join(lexicon.load("zeros")["negations"]))


@cache
def _pattern() -> re.Pattern[str]:
    """Negated verb, words between, counted words; after a weak verb only the sure ones, after one of happening any."""
    table = lexicon.load("zeros")
    between = rf"(?:(?:{alternatives(table['between'])}) )*?"
    strong = [verb for verb in table["verbs"] if verb not in table["weak"]]
    after_strong = rf"{alternatives(strong)} {between}(?P<strong>{alternatives(table['counted'])})"
    after_weak = rf"{alternatives(table['weak'])} {between}(?P<weak>{alternatives(table['sure'])})"
    negation = "|".join(table["negations"])
    stepped_over = alternatives(table["stepped_over"])
    some = rf"{alternatives(table['failing'])}(?:,? [^\W\d_]+)"
    to_the_last = rf"(?:{alternatives(table['verbs'])}|{negation}) (?P<last>{some}{{0,2}}?)(?= {stepped_over})"
    failing = rf"{alternatives(table['weak'])} (?P<failing>{some}{{0,4}}?)(?= {alternatives(table['failures'])})"
    event = (
        rf"{alternatives(table['happening'])} {between}(?!{alternatives(table['no_event'])})(?P<event>[^\W\d_]{{2,}})"
    )
    return re.compile(rf"(?<!\w)(?={negation})(?:{after_strong}|{after_weak}|{to_the_last}|{failing}|{event})")


def _reported(text: Text, at: int, known: bool) -> bool:
    """Told as a fact: no wish or condition before it in its clause; `known`: the document's tasks are."""
    demand = lexicon.load("zeros")["demand"]
    begin = max(0, at - _LOOK_BACK)
    starts = [m.end() for m in _clause_start().finditer(text.key, begin, at)]
    before = text.key[starts[-1] if starts else begin : at]
    if not known and not before.strip() and text.key.startswith(demand, at) and text.raw[at].isupper():
        return False  # a heading that demands: "Không để phát sinh điểm nóng"
    return not pattern("zeros", "no_report").search(before.replace(demand, ""))


@cache
def _clause_start() -> re.Pattern[str]:
    return re.compile(rf"[.;:!?\n(]|, (?={'|'.join(lexicon.load('zeros')['contrasts'])})")


def _counted(text: Text, match: re.Match[str]) -> Span | None:
    """What is counted, to the end of its phrase: "tai nạn đường thủy"."""
    start, end = match.span(str(match.lastgroup))
    start = _with_classifier(text, match.start(), start)
    stop = _STOP.search(text.key, end)
    limit = min(stop.start() if stop else len(text.key), start + _LONGEST)
    over = words("zeros", "stepped_over")
    ends = pattern("zeros", "ends").finditer(text.key, end, limit)
    last = next((word.start() for word in ends if word.group() not in over), limit)
    if last == start + _LONGEST:
        last = text.key.rfind(" ", end, last) if " " in text.key[end:last] else end
    last = max(last, end)
    phrase = text.raw[start:last].rstrip()
    for word_at_end in words("zeros", "ends"):
        if phrase.lower().endswith(" " + word_at_end):
            phrase = phrase[: -len(word_at_end) - 1].rstrip()
    if not phrase or _FIGURE.search(phrase) or phrase.lower().split()[-1] in words("zeros", "demonstratives"):
        return None
    return start, start + len(phrase)


def _with_classifier(text: Text, begin: int, start: int) -> int:
    """Over "trường hợp", "vụ" right before the head, which belong to what is counted."""
    for classifier in lexicon.load("zeros")["classifiers"]:
        if text.key.endswith(classifier + " ", begin, start):
            return start - len(classifier) - 1
    return start
