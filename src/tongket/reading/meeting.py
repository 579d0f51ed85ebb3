"""Whether a text reports a review of work, and of which type.

The head of the text decides (title and first sentences): the sentence that speaks most for a review, together with
what the whole text says for and against it (`evidence`). The type is that of the summing-up ("tổng kết", "sơ kết",
"giao ban"), else "hội nghị" where it was told at a meeting, else "báo cáo".
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from tongket import lexicon
from tongket.reading import evidence
from tongket.reading.evidence import Clue, Work
from tongket.reading.phrasing import pattern
from tongket.records import Body, Dates, Document, Figure, ReviewType, Span
from tongket.text import Text

if TYPE_CHECKING:
    from tongket.grammar import Mentions

HEAD: Final = 900  # characters of the head
_OBJECT: Final = 70  # characters in which the object of a summing-up must stand
_LEAD: Final = 2  # sentences, the title among them, that say what the text is about
_TOP: Final = 10  # blocks in which the head of a paper stands
_BEFORE: Final = 60  # characters before a summing-up that say whether it is news
_NAMES_WORK: Final = frozenset(("account", "outlook"))


@dataclass(frozen=True, slots=True)
class Occasion:
    """`cue` is the deciding phrase, `sentence` where it stands; `work` what the figures told of it.

    `sure`: the text calls it a review, so that it may be one of no stated time.
    """

    type: ReviewType
    cue: Span
    sentence: Span
    work: Work | None = None
    sure: bool = False

    @property
    def period(self) -> Dates | None:
        return self.work.period if self.work else None


@dataclass(slots=True)
class _Told:
    """A sentence of the head with its clues and its score.

    `summing` is the summing-up that it tells of, `held`: of work, by somebody, or told to
    a superior who came to hear of it; `timed`: it names a stretch of time such as is reported on;
    `named`: it names a public body.
    """

    span: Span
    clues: tuple[Clue, ...]
    names: frozenset[str]
    summing: Clue | None
    timed: bool
    named: bool
    score: float
    held: bool = False

    def tells(self, work: Work, late: bool) -> bool:
        """It says what kind of telling this is; of much work, it need only say whose and when, in the lead."""
        kind = self.summing or self.names - {"telling"}
        return bool(kind or (not late and (self.names or (work.much and self.timed and self.named))))

    @property
    def only_plans(self) -> bool:
        """It names what is ahead, and nothing of what is behind."""
        return self.has("outlook") and not (self.has("account") or self.summing or self.timed)

    def has(self, name: str) -> bool:
        return name in self.names


def head(sentences: Sequence[Span]) -> list[Span]:
    """The sentences that begin within the first 900 characters."""
    if not sentences:
        return []
    return [s for s in sentences if s[0] < sentences[0][0] + HEAD]


def find(
    document: Document, text: Text, sentences: Sequence[Span], mentions: Mentions, figures: Sequence[Figure]
) -> Occasion | None:
    """The occasion that the text reports, or None; `sentences` are those of the head, or all."""
    top = head(sentences)
    if not top:
        return None
    found = evidence.clues(text, top[0][0], top[-1][1])
    work = evidence.own_work(figures, mentions.bodies, document.published_date)
    paper = _is_paper(document, text)
    if not (work or paper or any(evidence.of_sentence(clue.name) for clue in found)):
        return None
    told = [_told(text, span, found, mentions, document.published_date) for span in top]
    best, *others = sorted(told, key=_score, reverse=True)
    rules = lexicon.load("reviews")["evidence"]
    score = best.score + rules["second"] * (others[0].score if others else 0)
    score += evidence.of_text(found, (*top[:_LEAD], best.span), best.held)
    late = best.span[0] > top[min(_LEAD, len(top) - 1)][0]
    counted = evidence.of_figures(figures, work if work and best.tells(work, late) else None)
    score += counted + (evidence.weight("plan") if counted <= 0 and best.only_plans else 0)
    score += evidence.weight("late") if late else 0
    score += _of_names(mentions, top[0][0], top[-1][1], best.held)
    score += evidence.weight("paper") if paper else 0
    if score < rules["bar"]:
        return None
    summing = next((s for s in (best, *told) if s.summing and (s is best or s.summing.name == "summing")), None)
    meeting = next((s for s in (best, *told) if _is_meeting(s)), None)
    titled = told[0] if told[0].has("account") and told[0].timed else None
    deciding = summing or meeting or titled or best
    return Occasion(_type(summing, meeting), _cue(deciding), deciding.span, work, paper or summing is not None)


def _of_names(mentions: Mentions, start: int, end: int, held: bool) -> float:
    """What the bodies and places named in the head say against it; a firm can hold a summing-up too."""
    score = evidence.weight("abroad") if evidence.is_abroad(mentions.places, start, end) else 0.0
    named = [body for body in mentions.bodies if start <= body.start < end]
    if not any(evidence.is_public(body) for body in named):
        score += evidence.weight("nobody")
        score += evidence.weight("firm") if held and any(not body.generic for body in named) else 0
    return score


def _score(told: _Told) -> float:
    return told.score


def _is_paper(document: Document, text: Text) -> bool:
    """An official paper whose head calls it a report."""
    heads = [(block.start, block.end) for block in document.blocks[:_TOP] if block.kind == "header"]
    if document.header and document.header.type:
        heads.append(document.header.type)
    return any(pattern("reviews", "occasion", "papers").match(text.key, *span) for span in heads)


# ── one sentence ─────────────────────────────────────────────────────────────
def _told(text: Text, span: Span, found: Sequence[Clue], mentions: Mentions, published: dt.date | None) -> _Told:
    start, end = span
    here = [c for c in found if start <= c.start < end]
    summing = next((c for c in here if _is_summing(c) and _sums_up(text, c, start, end)), None)
    named = [body for body in mentions.bodies if start <= body.start < end and evidence.is_public(body)]
    names = {c.name for c in here if evidence.of_sentence(c.name) and not _is_summing(c)}
    if any(text.key.endswith(_sources(), start, body.start) for body in named):
        names.add("telling")
    if "routine" in names and pattern("reviews", "occasion", "chairing").search(text.key, start, end):
        names.add("account")
    weights = [evidence.weight(name) for name in names]
    score = sum(weights)
    held = False
    if summing:
        sums = summing.name == "summing" or _of_work().match(text.key, summing.end, end)
        held = bool(sums) and _held(text, summing, start, mentions.bodies)
        score += evidence.weight("summing" if sums else "briefing") + (evidence.weight("held") if held else 0)
    if _visited(here) and "account" in names:
        score += evidence.weight("visit")
        held = True
    if not summing and pattern("reviews", "occasion", "earlier").match(text.key, start):
        score += evidence.weight("earlier")
    timed = bool(summing and years_of().match(text.key, summing.end)) or any(
        evidence.is_reported_on(dates, published)
        for period in evidence.stretches(mentions.periods, start, end)
        if (dates := evidence.dates(period))
    )
    if timed:
        score += evidence.weight("period")
    if named:
        score += evidence.weight("body")
    return _Told(span, tuple(here), frozenset(names), summing, timed, bool(named), score, held)


def _visited(here: Sequence[Clue]) -> bool:
    return any(clue.word in lexicon.load("reviews")["occasion"]["visits"] for clue in here)


@cache
def _sources() -> tuple[str, ...]:
    """Before a body that tells something: "theo Công an tỉnh", "theo báo cáo của Sở Y tế"."""
    return tuple(words + " " for words in lexicon.load("reviews")["occasion"]["sources"])


def _is_summing(clue: Clue) -> bool:
    return clue.name in ("summing", "briefing")


def _held(text: Text, clue: Clue, start: int, bodies: Sequence[Body]) -> bool:
    """Somebody holds it: "hội nghị tổng kết", "Công an tỉnh tổng kết", "Công an tỉnh: Sơ kết"."""
    before = text.key[max(start, clue.start - _BEFORE) : clue.start]
    if not before.strip() or before.rstrip().endswith(":") or pattern("reviews", "occasion", "held").search(before):
        return True
    return any(0 <= clue.start - body.end <= 8 for body in bodies)


def _sums_up(text: Text, clue: Clue, start: int, end: int) -> bool:
    """Some work is summed up, in this text's own news."""
    key = text.key
    if _no_objects().match(key, clue.end, end) or _requested(text, clue, start):
        return False
    before = max(start, clue.start - _BEFORE), clue.start
    if _no_news().search(key, *before):
        return False
    if _ceremony().search(key, *before) and not _celebrated().match(key, clue.end, end):
        return False
    if clue.name == "briefing" or years_of().match(key, clue.end):
        return True
    reach = min(end, clue.end + _OBJECT)
    return bool(pattern("reviews", "occasion", "objects").search(key, clue.end, reach))


def _requested(text: Text, clue: Clue, start: int) -> bool:
    """Others are to do it: "đề nghị các đơn vị tổng kết", not "yêu cầu … tại hội nghị tổng kết"."""
    asked = list(pattern("reviews", "occasion", "requests").finditer(text.key, start, clue.start))
    return bool(asked) and not pattern("reviews", "occasion", "held").search(text.key, asked[-1].end(), clue.start)


@cache
def _no_objects() -> re.Pattern[str]:
    """What makes it another summing-up, right after it."""
    return re.compile(r"\W*" + pattern("reviews", "occasion", "no_objects").pattern)


@cache
def _of_work() -> re.Pattern[str]:
    """The work right after the word: "giao ban công tác tháng 5"."""
    return re.compile(r" " + pattern("reviews", "occasion", "objects").pattern)


@cache
def _no_news() -> re.Pattern[str]:
    """A word right before a summing-up that makes it no news: "sẽ (tổ chức hội nghị) tổng kết"."""
    holding = pattern("reviews", "occasion", "holding").pattern
    return re.compile(rf"{pattern('reviews', 'occasion', 'no_before').pattern}(?: {holding})*\s*$")


@cache
def _ceremony() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){lexicon.load('reviews')['occasion']['ceremony']} $")


@cache
def _celebrated() -> re.Pattern[str]:
    """The work of a ceremony's summing-up, right after it; a school's closing day has none."""
    return re.compile(r" " + pattern("reviews", "occasion", "celebrated").pattern)


@cache
def years_of() -> re.Pattern[str]:
    """A number of years and what was done for so long: "hai năm thực hiện"."""
    table = lexicon.load("reviews")["years"]
    fillers, acts = pattern("reviews", "years", "fillers").pattern, pattern("reviews", "years", "acts").pattern
    return re.compile(rf"\s*(?:{fillers} )*(?P<n>\d{{1,2}}|[^\W\d_]+) {table['year']} (?:\([^)]*\) )?{acts}")


# ── the type ─────────────────────────────────────────────────────────────────
def _type(summing: _Told | None, meeting: _Told | None) -> ReviewType:
    """That of the summing-up, else a meeting, else a report."""
    if summing and summing.summing:
        kind: ReviewType = lexicon.load("reviews")["summing"][summing.summing.word]
        return kind
    return "hội nghị" if meeting else "báo cáo"


def _is_meeting(told: _Told) -> bool:
    """A meeting that names the work it is about or its time, or that somebody came for."""
    if not told.has("meeting"):
        return False
    return told.timed or any(told.has(name) for name in _NAMES_WORK) or _visited(told.clues)


def _cue(best: _Told) -> Span:
    """The phrase after which the period stands: the summing-up, else the first that names the work."""
    if best.summing:
        return best.summing.start, best.summing.end
    for name in ("account", "outlook", "report", "meeting"):
        for clue in best.clues:
            if clue.name == name:
                return clue.start, clue.end
    return best.span[0], best.span[0]
