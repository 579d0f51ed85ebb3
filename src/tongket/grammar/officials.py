"""People in an office: rank, name and offices, in every order in which the press and the portals write them.

"Đại tá Lê Văn A – Phó Giám đốc Công an tỉnh"; "Bộ trưởng Bộ Tài chính Đinh Văn C"; "Giám đốc Sở Y tế, ông Trần D";
"các đồng chí: Lê Thị E, Ủy viên …, Bí thư …; …"; later "ông C" alone. Somebody without an office, a rank or
"đồng chí" is no official, and is not returned.

The way: one pass finds office heads, ranks and forms of address; from each head the chain of offices is followed to
its end; the name stands right before or right after the chain.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from tongket.grammar import names
from tongket.grammar.capacity import capacity
from tongket.grammar.office_words import Anchor, anchors, table, word_set
from tongket.records import Body, Official, Span
from tongket.text import Text

_TOKEN: Final = re.compile(r"[^\W_]+(?:[&./’'-][^\W_]+)*")
_SHORT_FORM: Final = re.compile(r" ?\([A-ZĐƯ&. -]+\)")
_LONGEST_OFFICE: Final = 22  # words of one office's complement; longer ones are no offices but running text


@dataclass(slots=True)
class _Found:
    """A person being put together."""

    name: Span
    rank: Span | None = None
    role: Span | None = None
    comrade: bool = False

    def span(self) -> Span:
        parts = [part for part in (self.name, self.rank, self.role) if part]
        return min(p[0] for p in parts), max(p[1] for p in parts)


def find(text: Text, bodies: Sequence[Body] = ()) -> list[Official]:
    """Every mention of an official, in text order. `value` is the full name, also where only a part stands."""
    reader = _Reader(text, bodies)
    people = reader.read()
    return _Joined(text, people).mentions(reader)


@cache
def _kept() -> tuple[str, ...]:
    """Words of a complement that begin like a stop."""
    return tuple(table()["kept"])


class _Reader:
    """Reads the people of one text; its state is what was already used up."""

    def __init__(self, text: Text, bodies: Sequence[Body]) -> None:
        self.text = text
        self.anchors = anchors(text)
        self.at = {anchor.start: anchor for anchor in self.anchors}
        self.ending = {anchor.end: anchor for anchor in self.anchors if anchor.kind != "office"}
        self.bodies = [(b.start, b.end) for b in bodies]
        self.body_starts = [start for start, _ in self.bodies]
        self.office_starts = [anchor.start for anchor in self.anchors if anchor.kind == "office"]
        self.named: set[int] = set()
        """Starts of names that already have their office."""

    def read(self) -> list[_Found]:
        people: list[_Found] = []
        done = 0
        for anchor in self.anchors:
            if anchor.start < done:
                continue
            if anchor.kind == "office":
                person, done = self._chain(anchor)
                if person:
                    people.append(person)
            elif anchor.kind != "plain":
                people += self._titled(anchor)
        return [p for i, p in enumerate(people) if not self._superseded(p, people[i + 1 : i + 3])]

    @staticmethod
    def _superseded(person: _Found, following: list[_Found]) -> bool:
        """A rank and name read before their office was reached."""
        return person.role is None and any(p.name == person.name for p in following)

    def _titled(self, anchor: Anchor) -> Iterator[_Found]:
        """A name after a rank or "đồng chí": an official even without an office."""
        name, rank = self._name_after_title(anchor)
        if name:
            yield _Found(name, rank=rank, comrade=True)

    def _name_after_title(self, anchor: Anchor) -> tuple[Span | None, Span | None]:
        """The name after a title, and the rank: "đồng chí Đại tá, TS. Lê Văn A" stacks several."""
        rank: Span | None = (anchor.start, anchor.end) if anchor.kind == "rank" else None
        at = anchor.end
        while True:
            at = self._skip(at, " .,:")
            following = self.at.get(at)
            if following is None or following.kind == "office":
                break
            if following.kind == "rank":
                rank = (rank[0] if rank else following.start, following.end)
            at = following.end
        if self.text.raw[anchor.end : at].strip(" .") in (",", ":") and anchor.kind == "plain":
            return None, rank
        name = names.titled(self.text, at, self.limit(at))
        return (name if name and " " in self.text.raw[name[0] : name[1]] else None), rank

    def _skip(self, at: int, chars: str) -> int:
        raw = self.text.raw
        while at < len(raw) and raw[at] in chars:
            at += 1
        return at

    def limit(self, at: int) -> int:
        """Where a name that starts at `at` must end: at the next office or body."""
        end = min(len(self.text.raw), at + 60)
        index = bisect_left(self.office_starts, at + 1)
        if index < len(self.office_starts):
            end = min(end, self.office_starts[index])
        index = bisect_left(self.body_starts, at + 1)
        if index < len(self.body_starts):
            end = min(end, self.body_starts[index])
        return end

    # ── offices ──────────────────────────────────────────────────────────────
    def _chain(self, head: Anchor) -> tuple[_Found | None, int]:
        """One breath of offices from `head`, with the person before or after it; and where reading goes on."""
        start = self._with_former(head.start)
        end, after, rank = self._follow(head)
        before, before_rank = self._name_before(start)
        if before and before[0] not in self.named:
            self.named.add(before[0])
            return _Found(before, before_rank, (start, end)), end
        if after:
            self.named.add(after[0])
            return _Found(after, rank, (start, end)), after[1]
        if before and end - head.end > 3:
            return _Found(before, before_rank, (start, end)), end
        return None, head.end

    def _with_former(self, start: int) -> int:
        """Where an office begins with its "nguyên": "nguyên Phó Chủ tịch"."""
        key = self.text.key
        for word in table()["before"]:
            begin = start - len(word) - 1
            if begin >= 0 and key.startswith(word + " ", begin) and (begin == 0 or not key[begin - 1].isalnum()):
                return begin
        return start

    def _follow(self, head: Anchor) -> tuple[int, Span | None, Span | None]:
        """End of the offices, and the name and rank after them."""
        raw = self.text.raw
        end = at = head.end
        words = 0
        grouped = self.text.key[head.start : head.end] in word_set("groups")
        while at < len(raw) and words < _LONGEST_OFFICE:
            char = raw[at]
            if char == " ":
                at += 1
            elif char in ",-–—":
                step = None if grouped else self._over_separator(at)
                if step is None and grouped:
                    return end, None, None
                if step is None:
                    return (end, *self._named_behind(at))
                words = 0 if self.at.get(step - 1) else words
                at = end = step
            elif char == "(" and (short := _SHORT_FORM.match(raw, at)):
                at = end = short.end()
            elif token := _TOKEN.match(raw, at):
                name, rank, stop = self._at_word(token.start(), token.end())
                if name and grouped:
                    return end, None, None
                if name or stop:
                    return end, name, rank
                at = end = token.end()
                words += 1
            else:
                break
        return end, None, None

    def _over_separator(self, at: int) -> int | None:
        """Over a comma or dash to the end of the next office's head; None where the offices end."""
        raw, key = self.text.raw, self.text.key
        after = self._skip(at + 1, " ")
        begin = after
        for word in (*table()["before"], *table()["also"]):
            if key.startswith(word + " ", begin):
                begin += len(word) + 1
                break
        anchor = self.at.get(begin)
        if anchor and anchor.kind == "office":
            return anchor.end
        if self._in_body(at):
            return at + 1
        if raw[at] != "," and any(key.startswith(word, after) for word in table()["dashes"]["after"]):
            return after
        return None

    def _named_behind(self, at: int) -> tuple[Span | None, Span | None]:
        """A name behind a comma or dash after an office: "Giám đốc Sở Y tế, ông Trần D"."""
        after = self._skip(at + 1, " ")
        anchor = self.at.get(after)
        if anchor and anchor.kind != "office":
            return self._name_after_title(anchor)
        if self.text.raw[at] != ",":
            name = names.plain(self.text, after, self.limit(after))
            if name and self.text.raw.count(" ", *name) >= 2:
                return name, None
        return None, None

    def _at_word(self, start: int, end: int) -> tuple[Span | None, Span | None, bool]:
        """Whether a name begins at this word, or the office ends before it."""
        raw, key = self.text.raw, self.text.key
        anchor = self.at.get(start)
        if anchor and anchor.kind != "office" and not self._in_body(start):
            name, rank = self._name_after_title(anchor)
            return name, rank, True
        if raw[start].isupper():
            name = names.plain(self.text, start, self.limit(start))
            return name, None, False
        word = key[start:end]
        if word == table()["and"]:
            return None, None, not self._joins(start, end)
        return None, None, not self._in_body(start) and self.stops_at(start, end, word)

    def stops_at(self, start: int, end: int, word: str) -> bool:
        """Whether the word, or it and the next, ends an office's complement; "Cục Y tế dự phòng" goes on."""
        key = self.text.key
        second = _TOKEN.match(key, end + 1)
        if second is None:
            return word in word_set("stops")
        both = f"{word} {second.group()}"
        if key.startswith(_kept(), start) and any(
            kept.startswith(both) and key.startswith(kept, start) for kept in _kept()
        ):
            return False
        return word in word_set("stops") or (both in word_set("stops") and not self._goes_on(both, start))

    def _goes_on(self, words: str, start: int) -> bool:
        """Whether a stop word is none here: "Trưởng ban chỉ đạo"."""
        word = table()["kept_after"].get(words)
        return word is not None and self.text.key.endswith(word + " ", 0, start)

    def _joins(self, start: int, end: int) -> bool:
        """Whether "và" is inside a name: "Sở Giáo dục và Đào tạo"."""
        after = self._skip(end, " ")
        return self._in_body(start) or (
            after < len(self.text.raw)
            and self.text.raw[after].isupper()
            and after not in self.at
            and names.plain(self.text, after, after + 60) is None
        )

    def _in_body(self, at: int) -> bool:
        index = bisect_left(self.body_starts, at)
        return index > 0 and at < self.bodies[index - 1][1]

    # ── names before ─────────────────────────────────────────────────────────
    def _name_before(self, start: int) -> tuple[Span | None, Span | None]:
        """The name in "đồng chí Nguyễn Văn B, Bí thư …", read backwards from the office."""
        window = max(0, start - 70)
        separator = _separator().search(self.text.raw, window, start)
        if separator is None:
            return None, None
        run = names.run_before(self.text, window, separator.start())
        if run is None:
            return None, None
        title = self.ending.get(self._skip_back(run[0]))
        if title:
            return run, self._rank_before(title)
        name = names.untitled(self.text, run)
        return name, None

    def _skip_back(self, at: int) -> int:
        while at > 0 and self.text.raw[at - 1] in " .:":
            at -= 1
        return at if at in self.ending else (at + 1 if at + 1 in self.ending else at)

    def _rank_before(self, title: Anchor) -> Span | None:
        if title.kind != "rank":
            return None
        earlier = self.ending.get(max(0, title.start - 1)) or self.ending.get(max(0, title.start - 2))
        return (earlier.start if earlier and earlier.kind == "rank" else title.start, title.end)


@cache
def _separator() -> re.Pattern[str]:
    """Between a name and its office: perhaps whom it stands for in brackets, a mark, and perhaps "hiện là"."""
    being = "|".join(table()["being"])
    return re.compile(rf"(?:\s*\([^()\n\d]{{2,24}}\))?\s*[-,–—(:]\s*(?:(?:{being}) )?$")


class _Joined:
    """The people of a text with later short mentions joined to their first full naming."""

    def __init__(self, text: Text, people: list[_Found]) -> None:
        self.text = text
        self.people = people
        self.roles: dict[str, Span] = {}
        self.ranks: dict[str, str] = {}
        self.by_last: dict[str, str] = {}
        self.spelling: dict[str, str] = {}
        for person in people:
            self._learn(person)

    def _learn(self, person: _Found) -> None:
        name = self.text.key[person.name[0] : person.name[1]]
        self.spelling.setdefault(name, self.text.raw[person.name[0] : person.name[1]])
        self.by_last.setdefault(name.split()[-1], name)
        if person.role:
            self.roles.setdefault(name, person.role)
        if person.rank:
            self.ranks.setdefault(name, self.text.raw[person.rank[0] : person.rank[1]])

    def mentions(self, reader: _Reader) -> list[Official]:
        taken = {person.name[0] for person in self.people}
        found = [self._mention(person) for person in self.people]
        for anchor in reader.anchors:
            official = self._later(reader, anchor, taken)
            if official:
                found.append(official)
                taken.add(official.name[0])
        return sorted(found, key=lambda m: (m.start, m.end))

    def _later(self, reader: _Reader, anchor: Anchor, taken: set[int]) -> Official | None:
        """A later naming: "ông Điền", "Bộ trưởng Nhạ", or the full name after a form of address."""
        at = anchor.end
        if not self.people or at + 1 >= len(self.text.raw) or self.text.raw[at] != " " or at + 1 in taken:
            return None
        span = names.titled(self.text, at + 1, reader.limit(at + 1))
        if span is None:
            return None
        if anchor.kind == "office" and not self._may_shorten(reader, anchor, span):
            return None
        key = self.text.key[span[0] : span[1]]
        name = key if key in self.spelling else self.by_last.get(key)
        if name is None:
            return None
        rank = (anchor.start, anchor.end) if anchor.kind == "rank" else None
        role = (anchor.start, anchor.end) if anchor.kind == "office" else None
        mention = self._mention(_Found(span, rank, role))
        return replace(
            mention,
            value=self.spelling[name],
            rank=mention.rank or self.ranks.get(name),
            role=self.roles.get(name, role),
            start=min(anchor.start, mention.start),
            text=self.text.raw[min(anchor.start, mention.start) : mention.end],
        )

    def _may_shorten(self, reader: _Reader, anchor: Anchor, span: Span) -> bool:
        """Whether one syllable after an office is a name: "Bộ trưởng Nhạ đã …", not "Ủy viên Trung ương"."""
        key = self.text.key
        if key[anchor.start : anchor.end] in word_set("weak"):
            return False
        following = _TOKEN.match(key, span[1] + 1)
        if following is None or key[span[1]] != " ":
            return True
        return reader.stops_at(following.start(), following.end(), following.group())

    def _mention(self, person: _Found) -> Official:
        raw, key = self.text.raw, self.text.key
        start, end = person.span()
        name = key[person.name[0] : person.name[1]]
        return Official(
            kind="official",
            start=start,
            end=end,
            text=raw[start:end],
            value=self.spelling.get(name, raw[person.name[0] : person.name[1]]),
            name=person.name,
            rank=raw[person.rank[0] : person.rank[1]] if person.rank else self.ranks.get(name),
            role=person.role or self.roles.get(name),
            capacity=capacity(self.text, start, end),
        )
