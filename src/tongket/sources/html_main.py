"""Which lines of a page are the article.

Each line has a weight: prose counts for the article, links and words about the page against it. The article is the
box with the greatest sum; from it, lists of links and other furniture are taken out, and the title and lead that
stand before it are taken in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate
from typing import Final

from tongket.lexicon import load
from tongket.text import key

from .dates import dateline
from .html_lines import HEAD, Box, Line, Page

_WORD: Final = re.compile(r"[^\W_]+")
_NAME: Final = re.compile(r"[a-z0-9]+")
_SENTENCE_END: Final = re.compile(r"[.!?:;…”\"/]\s*$")

PROSE: Final = 60
"""From this many characters on a line without links is prose; shorter ones need the end of a sentence."""
_SENTENCE: Final = 25
"""Characters of the shortest sentence that counts as prose."""
_TEASER_LINES: Final = 4
"""Lines of a box that shows another page: headline, date, summary, "Xem tiếp"."""
_LEAD_REACH: Final = 40
"""How many lines before the article are searched for its title: a date, a share bar, a breadcrumb lie between."""
_UNTITLED_REACH: Final = 6
"""The same where no title is found: the lead, a date and a share bar lie before the body."""
_NAMES: Final = 5_000
"""Class names kept with their verdict: a site has some hundreds."""
_SUBTITLE: Final = 25
"""Characters; less is a label or a date."""
_SAME_TITLE: Final = 0.8
"""Share of the title's words that a printed title has; portals cut or extend them."""


@dataclass(frozen=True, slots=True)
class Article:
    """Indices into the page's lines, in order; `title` and `dateline` are among them where they are printed."""

    lines: tuple[int, ...]
    title: int | None
    dateline: int | None


@cache
def _openings(source: str, part: str, name: str) -> re.Pattern[str]:
    words = "|".join(re.escape(key(word)) for word in sorted(load(source)[part][name], key=len, reverse=True))
    return re.compile(rf"\W*(?:{words})(?!\w)")


@cache
def _buttons() -> frozenset[str]:
    return frozenset(map(key, load("furniture")["buttons"]["lines"]))


@cache
def _name_words(name: str) -> frozenset[str]:
    return frozenset(load("pages")["names"][name])


@cache
def _name_parts() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, load("pages")["names"]["anywhere"])))


@lru_cache(_NAMES)
def _is_furniture_name(names: str) -> bool:
    """Whether class or id says that a box is no part of the article; only with other evidence a reason to drop it."""
    return bool(_name_parts().search(names)) or not _name_words("words").isdisjoint(_NAME.findall(names))


@lru_cache(_NAMES)
def _is_comments_name(names: str) -> bool:
    return not _name_words("comments").isdisjoint(_NAME.findall(names))


@lru_cache(_NAMES)
def _is_title_name(names: str) -> bool:
    return any(word in names for word in load("pages")["names"]["titles"])


def _is_related_head(line: Line) -> bool:
    """ "Tin liên quan:", "Các tin khác" and nothing else."""
    found = _openings("furniture", "related", "openings").match(line.head)
    return found is not None and len(line.text) - found.end() <= 6


def _is_chrome(line: Line) -> bool:
    """A short line that may be about the page: "Lượt xem: 1.204", "Cỡ chữ A A+", "Chia sẻ"."""
    return len(line.text) <= HEAD and _openings("pages", "chrome", "starts").match(line.head) is not None


def _is_imprint(line: Line) -> bool:
    """A line of the site's imprint: "Giấy phép số …", "Cơ quan chủ quản: …"."""
    return _openings("furniture", "contacts", "openings").match(line.head) is not None


def _is_button(line: Line) -> bool:
    return len(line.text) <= HEAD and line.head.strip(" :.") in _buttons()


def _is_sentence(line: Line) -> bool:
    return (
        len(line.text) >= PROSE and not line.linked and bool(_SENTENCE_END.search(line.text)) and not _is_imprint(line)
    )


def weight(line: Line) -> float:
    """How much a line speaks for being in the article: its characters, negative for links and furniture."""
    size = len(line.text)
    if line.kind == "row":
        return min(size, 150)
    if line.linked * 2 > size:
        return -(20 + 0.6 * size)
    if _is_chrome(line) or _is_related_head(line) or _is_imprint(line):
        return -(40 + 0.5 * size)
    if size >= PROSE or (size >= _SENTENCE and _SENTENCE_END.search(line.text)):
        return size * (1 - 2 * line.linked / size)
    if line.kind in ("bullet", "heading", "caption"):
        return size * 0.3
    return 0.0


class _Choice:
    def __init__(self, page: Page) -> None:
        self.lines = page.lines
        self.boxes = page.boxes
        self.dropped = [False] * len(page.lines)
        self.sizes = [0, *accumulate(len(line.text) for line in page.lines)]
        self.links = [0, *accumulate(line.linked for line in page.lines)]
        self._drop_boxes()
        weights = [0.0 if dropped else weight(line) for line, dropped in zip(self.lines, self.dropped, strict=True)]
        self.teasers = self._find_teasers()
        for at in self.teasers:
            weights[at] = -abs(weights[at])
        self.weights = weights
        self.sums = [0.0, *accumulate(weights)]

    def _drop_boxes(self) -> None:
        """Boxes whose names say furniture and whose contents agree; comments by their names alone."""
        for box in self.boxes:
            size = self.sizes[box.last] - self.sizes[box.first]
            if not size or size * 2 > self.sizes[-1] or box.tag in ("body", "html", "article", "main"):
                continue
            linked = (self.links[box.last] - self.links[box.first]) / size
            named = _is_furniture_name(box.names)
            if (
                box.tag in ("nav", "footer")
                or _is_comments_name(box.names)
                or (named and (linked > 0.3 or not self._holds_sentence(box)))
                or (box.tag == "aside" and linked > 0.3)
            ) and not self._holds_heading(box):
                self._drop(box.first, box.last)

    def _holds_heading(self, box: Box) -> bool:
        return any(line.kind == "heading" and line.level == 1 for line in self.lines[box.first : box.last])

    def _holds_sentence(self, box: Box) -> bool:
        return any(_is_sentence(line) for line in self.lines[box.first : box.last])

    def _find_teasers(self) -> set[int]:
        """Summaries of other pages: prose right under a linked headline in the same small box, several in a row."""
        starts = {box.first for box in self.boxes if 2 <= box.last - box.first <= _TEASER_LINES}
        pairs = [
            i
            for i in range(1, len(self.lines))
            if i - 1 in starts and self._is_link(self.lines[i - 1]) and not self._is_link(self.lines[i])
        ]
        near = _TEASER_LINES + 1
        return {
            at
            for n, at in enumerate(pairs)
            if (n and at - pairs[n - 1] <= near) or (n + 1 < len(pairs) and pairs[n + 1] - at <= near)
        }

    def _drop(self, first: int, last: int) -> None:
        self.dropped[first:last] = [True] * (last - first)

    def main(self) -> Box:
        """The box with the greatest sum, of equal ones the innermost."""
        best = self.boxes[0]
        top = self.sums[best.last] - self.sums[best.first]
        for box in self.boxes:
            total = self.sums[box.last] - self.sums[box.first]
            if total > top or (total == top and box.first >= best.first and box.last <= best.last):
                best, top = box, total
        return self._around(best)

    def _around(self, best: Box) -> Box:
        """For one line alone the box around it, where that holds more prose: a long list of related pages beside a
        short article outweighs all of it but one paragraph."""
        box = best
        while box.last - box.first == 1 and box is not self.boxes[0]:
            box = self.boxes[box.parent]
        prose = sum(self.weights[i] >= _SENTENCE for i in range(box.first, box.last))
        return box if prose > 1 else best

    def prune(self, main: Box) -> None:
        """Take out lists of related pages, runs of links, buttons, and the imprint at the end."""
        at = main.first
        while at < main.last:
            end = self._furniture_end(at, main)
            if end > at:
                self._drop(at, end)
            at = max(end, at + 1)
        end = main.last
        while end > main.first and (self.dropped[end - 1] or self._is_tail(self.lines[end - 1])):
            self.dropped[end - 1] = True
            end -= 1

    def _is_tail(self, line: Line) -> bool:
        return _is_imprint(line) or self._is_link(line)

    def _is_link(self, line: Line) -> bool:
        return line.kind != "row" and line.linked * 10 >= 6 * len(line.text)

    def _furniture_end(self, at: int, main: Box) -> int:
        """Where the furniture that begins at this line ends; `at` where none begins."""
        line = self.lines[at]
        if _is_button(line) and line.kind != "row":
            return at + 1
        end = at + _is_related_head(line)
        start = end
        while end < main.last and self._is_other_page(end):
            end += 1
        if start > at:
            return end if end > start or start == main.last else at
        return end

    def _is_other_page(self, at: int) -> bool:
        return self.dropped[at] or at in self.teasers or self._is_link(self.lines[at]) or self._is_link_note(at)

    def _is_link_note(self, at: int) -> bool:
        """A date or a word beside a linked headline."""
        line = self.lines[at]
        return (
            at > 0
            and self._is_link(self.lines[at - 1])
            and len(line.text) < 40
            and dateline(line.text.strip("()[] ")) is not None
        )


def _words(text: str) -> list[str]:
    return _WORD.findall(key(text))


def _same_title(words: list[str], stated: list[str]) -> bool:
    if len(words) < 3 or not stated:
        return False
    common = len(set(words) & set(stated))
    return common >= _SAME_TITLE * len(set(words)) and common >= _SAME_TITLE * min(len(set(stated)), 12)


def _find_title(choice: _Choice, main: Box, stated: tuple[str, ...]) -> int | None:
    """The line that the page's own titles name, else the last h1 or h2 before the article's prose."""
    prose = next(
        (i for i in range(main.first, main.last) if choice.weights[i] >= PROSE and not choice.dropped[i]), main.first
    )
    reach = range(min(prose + 3, main.last) - 1, max(-1, main.first - _LEAD_REACH) - 1, -1)
    lines = choice.lines
    printed = {i: _words(lines[i].head) for i in reach if not _in_link_list(lines[i])}
    for title in stated:
        words = _words(title[:HEAD])
        same = [i for i in printed if len(lines[i].text) <= 2 * len(title) and _same_title(printed[i], words)]
        if same:
            return min(same, key=lambda i: (lines[i].kind != "heading", lines[i].level, -i))
    return _unstated_title(choice, reach, prose)


def _unstated_title(choice: _Choice, reach: range, prose: int) -> int | None:
    """A title that no metadata confirm: the last h1 or h2 before the prose, else a line in a box called title."""
    lines = choice.lines
    heads = [
        i
        for i in reach
        if lines[i].kind == "heading" and lines[i].level <= 2 and len(lines[i].text) > 15 and i <= prose
    ]
    heads = [i for i in heads if not choice.dropped[i] or lines[i].level == 1]
    if heads:
        return min(heads, key=lambda i: (lines[i].level, -i))
    named = (i for i in reach if i <= prose and len(lines[i].text) > 15 and not choice.dropped[i])
    return next((i for i in named if lines[i].linked == 0 and _is_title_name(choice.boxes[lines[i].box].names)), None)


def _in_link_list(line: Line) -> bool:
    return line.kind == "bullet" and line.linked * 2 > len(line.text)


def choose(page: Page, titles: tuple[str, ...]) -> Article:
    """The article's lines. `titles`: what the page's metadata call it, in order of trust."""
    if not page.lines:
        return Article((), None, None)
    choice = _Choice(page)
    main = choice.main()
    title = _find_title(choice, main, titles)
    choice.prune(main)
    start = max(0, main.first - _UNTITLED_REACH) if title is None else min(title, main.first)
    before = [i for i in range(start, main.first) if i == title or _is_lead(choice, i, titled=title is not None)]
    inside = [i for i in range(main.first, main.last) if i == title or not choice.dropped[i]]
    if title is not None and not any(_is_paper_head(page.lines[i]) for i in inside if i < title):
        inside = [i for i in inside if i >= title or choice.weights[i] >= PROSE]
    kept = [*before, *inside]
    if title is not None:
        kept = [i for i in kept if i == title or not _repeats(page.lines[i], page.lines[title])]
    dateline = _find_dateline(page.lines, start, kept)
    if dateline is not None and dateline not in kept:
        kept = sorted({*kept, dateline})
    return Article(tuple(kept), title, dateline)


def _repeats(line: Line, title: Line) -> bool:
    return abs(len(line.text) - len(title.text)) < 6 and _words(line.text) == _words(title.text)


def _is_paper_head(line: Line) -> bool:
    """The State's or the Party's name over an official paper: what stands before the title belongs to it."""
    head = load("papers")["header"]
    return any(name in line.head for name in (*head["state"], *head["party"]))


def _is_lead(choice: _Choice, at: int, *, titled: bool) -> bool:
    """Prose before the article's box; under a printed title a shorter line too, a subtitle."""
    line = choice.lines[at]
    if choice.dropped[at] or choice.weights[at] < 0:
        return False
    return choice.weights[at] >= PROSE or (titled and len(line.text) >= _SUBTITLE and not line.linked)


def _find_dateline(lines: list[Line], start: int, kept: list[int]) -> int | None:
    """The dateline nearest the title, before the article's third paragraph."""
    prose = [i for i in kept if len(lines[i].text) >= PROSE]
    end = prose[min(2, len(prose) - 1)] if prose else min(start + 5, len(lines))
    near = [i for i in range(max(0, start - 3), end) if dateline(lines[i].text)]
    return min(near, key=lambda i: (abs(i - start), i)) if near else None
