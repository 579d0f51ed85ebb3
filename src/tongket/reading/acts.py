"""The act: the verb phrase of what was done, before the number or, in the passive, behind what is counted."""

from __future__ import annotations

from collections.abc import Set
from functools import cache
from typing import Final

from tongket import lexicon
from tongket.reading.landmarks import Landmarks, Range
from tongket.reading.phrasing import words_of
from tongket.reading.tokens import PhraseTable, Tokens

_words: Final = words_of("acts")

_LONGEST_OBJECT: Final = 9
_LONGEST_CHAIN: Final = 4


@cache
def _table() -> PhraseTable:
    return PhraseTable(lexicon.load("acts"))


class Acts:
    """Finds acts among the tokens of one text."""

    def __init__(self, tokens: Tokens, landmarks: Landmarks) -> None:
        self._tokens = tokens
        self._keys = tokens.keys
        self._marks = landmarks
        self._verb_ends: dict[int, int] = {}
        # "huyện Đông Lĩnh", "Sở Xây dựng": a syllable of a place's or body's name is no verb.
        named = {at for first, last in landmarks.places + landmarks.bodies for at in range(first, last)}
        reached, table = 0, _table()
        for index in table.beginnings(self._keys):
            match = table.match(self._keys, index) if index >= reached else None
            if match is None:
                continue
            reached = index + match[0]
            if "verbs" in match[1] and index not in named and not self._is_name(index, reached):
                self._verb_ends[index] = reached
        self._verb_starts = {last: first for first, last in self._verb_ends.items()}

    @property
    def starts(self) -> Set[int]:
        """The tokens that a verb begins at."""
        return self._verb_ends.keys()

    @property
    def ends(self) -> Set[int]:
        """One past the last tokens of verbs."""
        return self._verb_starts.keys()

    def _is_name(self, first: int, last: int) -> bool:
        """'anh ⟨Tạo⟩ đưa khách': a capitalized syllable right behind a word."""
        if last - first > 1 or first == 0 or not self._tokens.is_word(first - 1):
            return False
        raw, starts, ends = self._tokens.text.raw, self._tokens.starts, self._tokens.ends
        return raw[starts[first]].isupper() and starts[first] - ends[first - 1] == 1 and raw[ends[first - 1]] == " "

    def size_at(self, index: int) -> int:
        """Length in tokens of the verb that begins at a token; 0 where none does."""
        return self._verb_ends.get(index, index) - index

    def before(self, last: int, floor: int) -> Range | None:
        """'⟨phát hiện, xử lý theo quy định⟩ 259 trường hợp', '⟨tặng giấy khen⟩ cho 4 tập thể'."""
        end = self._without_links(last, floor)
        found = self._nearest_verb(end, floor)
        if found is None:
            return None
        first, verb_end = found
        if not self._is_object(verb_end, end):
            return None
        return self._chain_start(first, floor), end

    def _without_links(self, last: int, floor: int) -> int:
        """'tặng giấy khen ⟨cho⟩', 'xử phạt ⟨trên⟩': links between an act and the number are left out."""
        table = _table()
        while last > floor and last not in self._verb_starts:
            for size in (3, 2, 1):
                if last - size < floor:
                    continue
                match = table.match(self._keys, last - size)
                if match and match[0] == size and "after" in match[1]:
                    last -= size
                    break
            else:
                return last
        return last

    def _nearest_verb(self, end: int, floor: int) -> Range | None:
        """The verb nearest to `end`, with no mark of the sentence between."""
        for at in range(end, max(floor, end - _LONGEST_OBJECT), -1):
            first = self._verb_starts.get(at)
            if first is not None and first >= floor:
                return first, at
            if at - 1 >= floor and self._keys[at - 1] in ",;:()“”.":
                return None
        return None

    def _is_object(self, verb_end: int, end: int) -> bool:
        """Only plain words, no time and no other clause, between the verb and the end of the act."""
        if self._marks.period_within(verb_end, end) is not None:
            return False
        table = _table()
        for at in range(verb_end, end):
            match = table.match(self._keys, at)
            if match and match[1] & {"no_act", "before"}:
                return False
        return True

    def _chain_start(self, first: int, floor: int) -> int:
        """'phát hiện, bắt giữ', 'phối hợp tổ chức': verbs joined by a comma, by 'và' or by nothing are one act."""
        for _ in range(_LONGEST_CHAIN):
            joined = self._keys[first - 1] in _words("joins") if first > floor else False
            earlier = self._verb_starts.get(first - 1 if joined else first)
            if earlier is None or earlier < floor or self._only_opens(earlier):
                break
            first = earlier
        return first

    def _only_opens(self, first: int) -> bool:
        """'⟨tiến hành⟩ kiểm tra': a verb that says no more than that the next is done."""
        return " ".join(self._keys[first : self._verb_ends[first]]) in _words("empty_verbs")

    def object_of(self, verb: Range) -> Range | None:
        """'tịch thu ⟨hàng hóa trị giá⟩ 640 triệu': what stands behind the last verb of an act."""
        for at in range(verb[1], verb[0], -1):
            if self._verb_starts.get(at, -1) >= verb[0]:
                return (at, verb[1]) if at < verb[1] else None
        return None

    def core(self, act: Range) -> Range:
        """'⟨bồi thường⟩ cho ông An', '⟨xuất khẩu⟩ sang Nhật Bản', '⟨tuyên phạt⟩ Trần Văn Bình': an act without whom it
        reaches, whither and how much it goes."""
        last = self._last_verb_end(act)
        for at in range(last, act[1]):
            if " ".join(self._keys[at : act[1]]) in _words("by_rule"):
                return act
            if self._keys[at] in _words("reaching") or self._is_person(at, act[1]):
                return (act[0], at) if at > act[0] else act
        return act

    def _last_verb_end(self, act: Range) -> int:
        return next((at for at in range(act[1], act[0], -1) if self._verb_starts.get(at, -1) >= act[0]), act[0] + 1)

    def _is_person(self, at: int, limit: int) -> bool:
        """Three capitalized words in a row."""
        raw, starts = self._tokens.text.raw, self._tokens.starts
        return at + 3 <= limit and all(raw[starts[i]].isupper() for i in range(at, at + 3))

    def is_noun(self, verb: Range) -> bool:
        """Whether the act's word also names what is traded or reckoned ('xuất khẩu', 'quyết toán')."""
        match = _table().match(self._keys, verb[0])
        return bool(match and "nouns" in match[1] and match[0] == verb[1] - verb[0])

    def is_crime(self, first: int) -> bool:
        """'⟨Buôn bán⟩ hàng cấm: 12 vụ': as a label the verb names what was done wrong."""
        match = _table().match(self._keys, first)
        return bool(match and "crimes" in match[1])

    def opens_cases(self, first: int, last: int, alone: bool = False) -> bool:
        """Whether an act counts cases that later acts deal with ('phát hiện', 'tiếp nhận'); `alone`: and no more."""
        match = _table().match(self._keys, first)
        return bool(match and "opening" in match[1] and (not alone or first + match[0] == last))

    def last_within(self, first: int, last: int) -> Range | None:
        """The last act of a stretch, with what it is joined to: 'đã ⟨phát hiện, xử lý⟩:'."""
        for at in range(last, first, -1):
            verb = self._verb_starts.get(at)
            if verb is not None and verb >= first:
                return self._chain_start(verb, first), at
        return None

    def behind(self, first: int, limit: int) -> Range | None:
        """What was done with or by what is counted: '60 đối tượng đã bị tòa án ⟨xét xử⟩', '250 hộ đã ⟨ký⟩ cam kết'."""
        at = first
        while at < limit and self._keys[at] in _words("before_passive"):
            at += 1
        told = at > first and self._keys[at - 1] in _words("tenses")
        passive = at < limit and self._keys[at] in _words("passive")
        at = self._past_agent(at + 1, limit) if passive else at
        end = self._verb_ends.get(at)
        if end is None or end > limit or not (told or passive):
            return None
        whole = self._object_end(end, limit)
        # "2 tổ đã làm 41 chủ đề": the deed is told of the other number.
        return None if whole == limit and not passive and limit < len(self._keys) else (at, whole)

    def _object_end(self, first: int, limit: int) -> int:
        """'đã tham gia ⟨hội chợ⟩ tại …': where the object of a verb ends."""
        at = first
        while at < min(limit, first + _LONGEST_OBJECT) and self._tokens.is_word(at):
            match = _table().match(self._keys, at)
            if (match and match[1] & {"after", "no_act", "before"}) or self._keys[at] in _words("reaching"):
                break
            at += 1
        return at

    def _past_agent(self, at: int, limit: int) -> int:
        """'được ⟨UBND tỉnh⟩ công nhận': past the body or place that does it."""
        end = max(self._marks.body_at.get(at, 0), self._marks.place_at.get(at, 0))
        return end if at < end < limit else at
