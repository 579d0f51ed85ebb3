"""Where the phrase that says what is counted begins and ends, right and left of its number.

The words that end a phrase, or belong to it all the same, are in lexicon/phrases.toml.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Final

from tongket import lexicon
from tongket.reading.cues import Cues
from tongket.reading.landmarks import Landmarks, Range
from tongket.reading.phrasing import words_of
from tongket.reading.tokens import RoleTables, Tokens

_words: Final = words_of("phrases")

_LONGEST_RIGHT: Final = 14
_LONGEST_FRAGMENT: Final = 14
_BARE_NOUN: Final = 2
_LONGEST_MEMBER: Final = 5
_NEAR_HEAD, _LONGEST_NAME = 4, 8
"""Tokens from the head of a quantity's name, from a strong one, within which a verb is part of it."""
_OPENING, _CLOSING = "“\"‘'(", "”\"’')"


@cache
def _tables() -> RoleTables:
    return RoleTables(lexicon.load("phrases"))


class Phrases:
    """Finds counted phrases among the tokens of one text."""

    def __init__(self, tokens: Tokens, cues: Cues, landmarks: Landmarks, act_size: Callable[[int], int]) -> None:
        """`act_size`: length in tokens of the act that begins at a token; 0 where none does."""
        self._act_size = act_size
        self._tokens = tokens
        self._keys = tokens.keys
        self._cues = cues
        self._marks = landmarks
        self.roles_at = _tables().over(self._keys)
        """Token → the roles (lists of lexicon/phrases.toml) of the phrases that begin there, with their lengths."""

    def _size(self, role: str, at: int) -> int:
        return self.roles_at[at].get(role, 0)

    def opens_with(self, role: str, at: int) -> bool:
        """Whether a phrase of a role (a list of lexicon/phrases.toml) begins at a token."""
        return role in self.roles_at[at]

    # ── right of the number ──────────────────────────────────────────────────
    def after(self, first: int, limit: int, whole_clause: bool = False, relative: bool = False) -> Range | None:
        """'259 ⟨trường hợp đăng tải thông tin⟩, …': the noun phrase that begins right behind a number.

        With `whole_clause` its verb too: '95% ⟨hộ đạt gia đình văn hóa⟩'; with `relative` it may begin with one.
        """
        if first < len(self._keys) and self._keys[first] in _words("about") and self._size("heads", first + 1):
            first += 1
        # "8,5% ⟨một⟩ năm": no noun of its own.
        if first < len(self._keys) and self._keys[first] in _words("one"):
            return None
        if whole := self._size("whole", first):
            return first, first + whole
        at, end = first, min(limit, first + _LONGEST_RIGHT)
        if relative:
            at += self._size("relative", at)
        while at < end:
            whole_clause = whole_clause or self._relative(at, first) > 0
            step = self._step_right(at, first, end, whole_clause)
            if step == 0:
                break
            at += step
        at = self._without_tail(first, at)
        return (first, at) if at > first else None

    def _step_right(self, at: int, first: int, end: int, whole_clause: bool) -> int:
        """How many tokens the phrase goes on by; 0 where it ends."""
        if at in self._marks.period_at:
            return 0
        if not self.roles_at[at]:
            return 1 if self._tokens.is_word(at) else self._step_mark(at, first, end)
        if (size := self._size("pairs", at)) and at + size <= end:
            return size
        if at > first and (size := self._size("right_keep", at)):
            return size
        if at == first and (size := self._size("general", at)):
            return size
        if self._size("right_end", at):
            size = self._size("in_clause", at) if whole_clause and at > first else 0
            return size or self._relative(at, first)
        if self._tokens.is_word(at):
            return 1
        return self._step_mark(at, first, end)

    def _relative(self, at: int, first: int) -> int:
        """'trường hợp ⟨có⟩ nguy cơ', 'hộ ⟨được⟩ giảm thuế': length of a word that opens a clause behind a bare noun.

        A passive whose verb is an act ('đơn vị bị xử phạt') tells what was done, not what is counted.
        """
        size = self._size("relative", at)
        if (
            not size
            or (at == first and self._keys[at] in _words("not_first"))
            or self._size("not_relative", at)
            or at - first > _BARE_NOUN
            or at + size >= len(self._keys)
        ):
            return 0
        if self._keys[at] not in _words("passive"):
            return size
        at_agent = at + size
        verb = self._act_size(at_agent) or self._act_size(self._marks.body_at.get(at_agent, at_agent))
        charged = verb and self._size("right_keep", at + size + verb) > 0
        return 0 if verb and not charged else size + verb

    def _step_mark(self, at: int, first: int, end: int) -> int:
        """A hyphen or slash inside a word group goes on; a short quotation or an abbreviation in brackets too."""
        key = self._keys[at]
        if key in "-–/&" and at > first and at + 1 < end and self._tokens.is_word(at + 1):
            tight = self._tokens.starts[at] == self._tokens.ends[at - 1]
            return 1 if tight else 0
        if key == "," and at > first:
            return self._member(at, first, end)
        if key in '“"' and at > first:
            for close in range(at + 1, min(end, at + 8)):
                if self._keys[close] in _CLOSING:
                    return close - at + 1
        return 0

    def _member(self, comma: int, first: int, limit: int) -> int:
        """'nhà tạm⟨, nhà dột nát⟩ với …', 'nợ thuế⟨, phí và⟩ tiền thuê đất': length of a further member of a list
        of nouns with the mark before it, where a word comes back or 'và' goes on; 0 where another clause begins."""
        at = comma + 1
        while at < limit and at - comma <= _LONGEST_MEMBER and self._is_member_word(at):
            at += 1
        if at - comma == 1 or at >= limit or at - comma > _LONGEST_MEMBER or self._begins_clause(comma + 1):
            return 0
        if self._keys[at] in _words("and") and at + 1 < limit and self._is_member_word(at + 1):
            return 0 if self._begins_clause(at + 1) else at + 1 - comma
        repeats = self._keys[comma + 1] in self._keys[first:comma]
        return at - comma if repeats and not self._has_verb(at, at + 5) else 0

    def _has_verb(self, first: int, last: int) -> bool:
        return any(cue.roles & {"level", "up", "down", "reached", "exist"} for cue in self._cues.within(first, last))

    def _is_member_word(self, at: int) -> bool:
        return self._tokens.is_word(at) and not self._keys[at].isdigit() and not self._size("right_end", at)

    def _begins_clause(self, at: int) -> bool:
        said = self._act_size(at) or self._size("left_strip", at) or self._size("no_member", at)
        named = at in self._marks.period_at or at in self._marks.place_at or at in self._marks.body_at
        return bool(said) or named or self._size("heads", at) > 0

    def _without_tail(self, first: int, last: int) -> int:
        """Without a preposition or mark left hanging at the end."""
        while last > first and not (self._tokens.is_word(last - 1) or self._keys[last - 1] in _CLOSING):
            last -= 1
        return last

    def without_clause(self, phrase: Range) -> Range:
        """'21/24 ⟨xã⟩ có điện lưới': of the whole only the noun is said, not what its part has reached."""
        for at in range(phrase[0] + 1, phrase[1]):
            if self._keys[at] not in _words("about") and (self._size("relative", at) or self._size("reaching", at)):
                return phrase[0], at
        return phrase

    def is_general(self, phrase: Range) -> bool:
        """'người', 'trường hợp': says too little where a label stands before the number."""
        return self._size("general", phrase[0]) == phrase[1] - phrase[0]

    def is_measure(self, phrase: Range) -> bool:
        """'con', 'căn': a word that only measures what is counted."""
        return self._size("measures", phrase[0]) == phrase[1] - phrase[0]

    def after_copula(self, first: int, limit: int) -> Range | None:
        """'chiếm 54% là ⟨xe nhập khẩu⟩': what a share is of may follow it."""
        is_there = first < len(self._keys) and self._keys[first] in _words("copula")
        return self.after(first + 1, limit) if is_there else None

    def is_number_of(self, phrase: Range) -> bool:
        """'số lượng thất nghiệp', 'số người bị thương': the phrase names a number of things."""
        return self._size("number_of", phrase[0]) > 0

    def same_classifier(self, a: Range, b: Range) -> bool:
        """Whether two phrases open with the same general noun ('trường hợp', 'cơ sở')."""
        size = self._size("general", a[0]) or self._size("cases", a[0])
        return size > 0 and self._keys[a[0] : a[0] + size] == self._keys[b[0] : b[0] + size]

    # ── left of the verb ─────────────────────────────────────────────────────
    def before(self, last: int, floor: int) -> Range | None:
        """'⟨tổng thu ngân sách⟩ tháng 1 ước đạt …': the noun phrase that ends right before token `last`."""
        last = self._trim_right(last, floor)
        first = self._fragment_start(last, floor)
        fragment = first
        while fragment > floor and self._keys[fragment - 1] == ",":
            earlier = self._fragment_start(fragment - 1, floor)
            if not self._joins(earlier, fragment - 1):
                break
            first = fragment = earlier
        first, last = self._after_break(self._trim_left(first, last), last)
        last = self._trim_right(self._cut(first, last), first)
        if last <= first or self._size("no_subject", first) or self._size("empty_subject", first) == last - first:
            return None
        return first, last

    def _after_break(self, first: int, last: int) -> Range:
        """'… giảm như ⟨sơn hóa học⟩', 'dự án có ⟨tổng vốn⟩': the subject is the last stretch between such words,
        or the last that names a quantity: '⟨tổng mức đầu tư⟩ với quy mô hoàn chỉnh'."""
        stretches = []
        at = begin = first
        while at < last:
            if not self.roles_at[at]:
                at += 1
                continue
            if kept := self._size("left_keep", at):
                at += kept
                continue
            size = self._size("left_break", at) or self._break_before_head(at)
            if size and at + size < last:
                stretches.append((begin, at))
                begin = at + size
            at += size or 1
        stretches.append((begin, last))
        for start, end in reversed(stretches):
            head = self._strong_head(start, end)
            if head is not None:
                return head, end
        return self._trim_left(begin, last), last

    def _strong_head(self, first: int, last: int) -> int | None:
        """Where the name of a quantity begins in a stretch: its first strong head, or an earlier plain head."""
        for at in range(first, last):
            if "strong_heads" in self.roles_at[at]:
                start = self._trim_left(first, last)
                return start if start < at and self._size("heads", start) else at
        return None

    def _break_before_head(self, at: int) -> int:
        """'dự án có ⟨tổng vốn⟩', but not 'ruộng đã có nước'."""
        size = self._size("left_break_head", at)
        return size if size and self._size("heads", at + size) else 0

    def _is_origin(self, at: int) -> bool:
        """'giá xe ⟨từ Ấn Độ⟩': where it comes from is no part of what it is."""
        return self._keys[at] in _words("from") and at + 1 in self._marks.place_at

    def _is_name(self, at: int) -> bool:
        return self._tokens.text.raw[self._tokens.starts[at]].isupper()

    def opening(self, first: int, limit: int) -> Range | None:
        """'⟨Chỉ số sản xuất⟩ tháng 1 … của một số địa phương như …': what a sentence announces at its start."""
        first = self._trim_left(first, limit)
        at = first
        while at < limit and (self._tokens.is_word(at) or self._keys[at] == ","):
            if at > first and (self._size("left_cut", at) or at in self._marks.period_at):
                return first, at
            if self._size("left_break", at):
                return (first, at) if at - first > 1 else None
            at += 1
        return None

    def announced(self, first: int, last: int) -> Range | None:
        """'⟨Giá muối⟩: miền Bắc 900 …; miền Trung 800': what stands before the colon counts for the labels."""
        for at in range(last - 1, first, -1):
            if self._keys[at] == ":":
                phrase = self.before(at, first)
                if phrase is not None and (
                    self._size("number_of", phrase[0]) or self._strong_head(*phrase) is not None
                ):
                    return phrase
        return None

    def is_place(self, phrase: Range) -> bool:
        """Whether the phrase is the name of a place, or opens with one: it says where, not what."""
        end = max(self._marks.place_at.get(phrase[0], 0), self._marks.body_at.get(phrase[0], 0))
        if end and phrase[1] - end <= 1:
            return True
        return phrase[1] - phrase[0] > 1 and all(self._is_name(at) for at in range(*phrase))

    def head_within(self, first: int, last: int, floor: int | None = None) -> bool:
        """Whether a stretch holds a noun of quantity ('tổng vốn', 'giá trị'); words are told from `floor` on."""
        at = first if floor is None else floor
        while at < last:
            skipped = self._size("not_heads", at) or max(0, self._marks.body_at.get(at, 0) - at)
            if not skipped and at >= first and self._size("heads", at):
                return True
            at += skipped or 1
        return False

    def names_quantity(self, at: int, floor: int) -> bool:
        """'tỷ lệ lao động qua ⟨đào tạo⟩': whether a verb stands within the name of a quantity."""
        if self.head_within(max(floor, at - _NEAR_HEAD), at, floor):
            return True
        for first in range(at - 1, max(floor, at - _LONGEST_NAME) - 1, -1):
            if self._keys[first] in _words("apart"):
                return False
            if "strong_heads" in self.roles_at[first]:
                return True
        return False

    def first_head(self, first: int, last: int) -> int | None:
        """Where the first name of a quantity begins in a stretch; where it comes from or goes to is none."""
        at = first
        while at < last:
            if not self.roles_at[at]:
                at += 1
                continue
            skipped = self._size("not_heads", at) or self._size("purses", at)
            if not skipped and self._size("heads", at):
                return at
            at += skipped or 1
        return None

    def without_links(self, first: int, last: int) -> Range | None:
        """A verb phrase without the prepositions and general words at its end ('xử phạt … ⟨với⟩')."""
        last = self._trim_right(last, first)
        while last - first > 1 and self._keys[last - 1] in _words("plurals"):
            last -= 1
        return (first, last) if last > first else None

    def is_opening(self, at: int, floor: int) -> bool:
        """Whether a connective ends right before a token ('⟨trong đó⟩ xuất khẩu …')."""
        return any(at - size >= floor and self._size("left_strip", at - size) == size for size in (4, 3, 2, 1))

    def done_with(self, subject: Range) -> tuple[Range, Range] | None:
        """'⟨số vụ việc⟩ đã ⟨thi hành xong⟩', '⟨số tiền⟩ ⟨kiến nghị thu hồi⟩': a number of things and what was done
        with them, said as one subject."""
        first, last = subject
        head = self._size("number_of", first) or self._size("sum_of", first)
        if not head:
            return None
        for at in range(first + head, last):
            size = self._act_size(at)
            if not size:
                continue
            if self._keys[at - 1] in _words("undone"):
                return None
            done = self._keys[at - 1] in _words("done")
            if not (done or self._size("sum_of", first)) or (self._size("describing", at) == size and not done):
                return None
            end = at - 1 if done else at
            return ((first, end), (at, last)) if end > first else None
        return None

    def _fragment_start(self, last: int, floor: int) -> int:
        """First token of the stretch before `last` that no mark or opening connective interrupts."""
        at, depth = last, 0
        while at > floor:
            key = self._keys[at - 1]
            if key in ")”":
                depth += 1
            elif key in "(“":
                if depth == 0:
                    break
                depth -= 1
            elif (depth == 0 and key in ',;:!?…"+•|' and not (key == "," and self._is_held(at - 1))) or (
                depth == 0 and key in "-–" and self._is_dash(at - 1)
            ):
                break
            at -= 1
        return at

    def _is_held(self, comma: int) -> bool:
        """'khu vực nông⟨,⟩ lâm nghiệp và thủy sản': a comma within nouns that are said as one."""
        return any(start >= 0 and start + self._size("pairs", start) > comma for start in range(comma - 3, comma))

    def _is_dash(self, at: int) -> bool:
        starts, ends = self._tokens.starts, self._tokens.ends
        if at == 0 or at + 1 >= len(self._keys):
            return True
        if self._is_name(at - 1) and self._is_name(at + 1):
            return False
        return starts[at] > ends[at - 1] and starts[at + 1] > ends[at]

    def _joins(self, first: int, last: int) -> bool:
        """Whether a stretch before a comma is a bare member of the same list of nouns."""
        if not 0 < last - first <= _LONGEST_FRAGMENT or self._marks.period_within(first, last) is not None:
            return False
        if any(self._keys[i].isdigit() for i in range(first, last)):
            return False
        if self._size("no_member_start", first) or any(self._size("no_member", at) for at in range(first, last)):
            return False
        if any(c.roles & {"level", "up", "down", "reached", "estimate"} for c in self._cues.within(first, last)):
            return False
        if self._size("strong_heads", first) or self._size("number_of", first):
            return True
        return not any(first <= a < last and b == last for a, b in self._marks.places + self._marks.bodies)

    def _trim_left(self, first: int, last: int) -> int:
        """Without connectives, time and place phrases and a leading reporter."""
        while first < last:
            step = self._opening(first, last)
            if step == 0:
                break
            first += step
        return first

    def _opening(self, first: int, last: int) -> int:
        if (end := self._marks.period_at.get(first)) is not None and end <= last:
            return end - first
        key = self._keys[first]
        if key in _words("at") and (end := self._marks.place_at.get(first + 1)) is not None and end < last:
            return end - first
        if not self._tokens.is_word(first) and key not in '“"':
            return 1
        if (size := self._size("left_strip", first)) and first + size < last:
            return size
        end = self._marks.body_at.get(first) or self._marks.place_at.get(first)
        return end - first if end is not None and end < last else 0

    def _trim_right(self, last: int, floor: int) -> int:
        while last > floor:
            step = self._closing(last, floor)
            if step == 0:
                break
            last -= step
        return last

    def _closing(self, last: int, floor: int) -> int:
        if (first := self._marks.period_before.get(last)) is not None and first > floor:
            return last - first
        if not self._tokens.is_word(last - 1) and self._keys[last - 1] not in ')”"':
            return 1
        if self._keys[last - 1] == ")":
            return self._bracket_before(last, floor)
        for size in (3, 2, 1):
            if last - size < floor:
                continue
            if self._size("right_strip", last - size) == size:
                return 0 if self.ends_whole(floor, last) else size
        return 0

    def ends_whole(self, first: int, last: int) -> bool:
        """'rừng ⟨trồng mới⟩', '⟨thu nhập bình quân⟩': a stretch ends with a phrase whose last word is part of it."""
        return any(self._size("right_whole", last - size) == size for size in (2, 3, 4) if last - size >= first)

    def _bracket_before(self, last: int, floor: int) -> int:
        """Length of a closing bracket's stretch, so that a remark in brackets does not end the phrase."""
        for at in range(last - 2, floor, -1):
            if self._keys[at] == "(":
                return last - at
        return 1

    def _cut(self, first: int, last: int) -> int:
        """Where a comparison, a scope or a time ends the phrase early."""
        at = first + 1
        while at < last:
            if not self.roles_at[at] and at not in self._marks.period_at and not self._is_origin(at):
                at += 1
                continue
            kept = self._size("left_keep", at)
            if not kept and (self._size("left_cut", at) or at in self._marks.period_at or self._is_origin(at)):
                return at
            at += kept or 1
        return last
