"""Mentions → figures: the rules of this room in their order.

For each number that is a figure (select.py): its place in the sentence (slots.py), the phrases around it (phrases.py,
acts.py), what it is (meaning.py), what it takes over from before it, how it hangs together with others (links.py),
and the period, body and place in force (context.py).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

from tongket.choosing.chooser import Chooser
from tongket.choosing.signs import shown_tokens
from tongket.grammar import Mentions
from tongket.reading import beyond, dealing, layout
from tongket.reading.act_heirs import ActHeirs
from tongket.reading.acts import Acts
from tongket.reading.circumstances import Circumstances
from tongket.reading.cues import Cues
from tongket.reading.landmarks import Landmarks, Range
from tongket.reading.links import Links
from tongket.reading.meaning import Meanings, is_rate
from tongket.reading.pairs import Pairs
from tongket.reading.phrases import Phrases
from tongket.reading.phrasing import words_of
from tongket.reading.select import figures_among, uncovered
from tongket.reading.setting import Setting
from tongket.reading.slots import Slot, chain_before
from tongket.reading.statuses import Statuses
from tongket.reading.tables import Tables
from tongket.reading.tokens import Tokens
from tongket.reading.unit_lines import UnitLines
from tongket.records import Document, Genre, Quantity, Span
from tongket.text import Text

_words: Final = words_of("figures")

_RELATIVE: Final[tuple[str, ...]] = ("%", "pp", "x")
_TIMES: Final[tuple[str, ...]] = ("d", "wk", "mo", "a", "h", "min")
_LONGEST_LABEL: Final = 6
_SKIPPED: Final[tuple[str, ...]] = ("furniture", "header")


class FigureReader:
    """Reads the figures of one document."""

    def __init__(self, document: Document, text: Text, mentions: Mentions, genre: Genre = "other") -> None:
        self.document = document
        self.genre = genre
        self.text = text
        self.mentions = mentions
        self.sentences, self.block_of = layout.sentences_of(text, document.blocks)
        self.numbers = uncovered(mentions, text.key)
        self.tokens = Tokens(text, self._stretches())
        self.shown = shown_tokens(self.tokens)
        self.landmarks = landmarks = Landmarks(self.tokens, mentions.periods, mentions.places, mentions.bodies)
        numbers = [self.tokens.at(layout.low_end(quantity)) for quantity in mentions.quantities]
        self.cues = Cues(self.tokens, numbers, landmarks.place_at | landmarks.body_at)
        self.acts = Acts(self.tokens, landmarks)
        self.phrases = Phrases(self.tokens, self.cues, landmarks, self.acts.size_at)
        self.meanings = Meanings(self.tokens, self.cues)
        self.circumstances = Circumstances(document, text, mentions, self.tokens, self.sentences, self.block_of)
        self.statuses = Statuses(document.blocks, text, self.tokens, self.cues, self.meanings, self.sentences)
        when, whose = self.circumstances.report_period, self.circumstances.name_of
        self.tables = Tables(text, document.blocks, mentions, when, whose)

    def slots(self, chooser: Chooser | None = None) -> list[Slot]:
        """The figures in the making, all fields set; without a chooser by the rules alone."""
        slots = self._phrased(layout.unrepeated(figures_among(self.numbers, self.tokens), self.text, self.sentences))
        if chooser is not None and slots:
            kept = chooser.worth(self, slots)
            if len(kept) < len(slots):
                slots = self._of_kept(slots, kept)
        if not slots:
            return slots
        UnitLines(self.text).over_bullets(slots, self.document.blocks)
        for index in range(len(slots)):
            self._set_meaning(slots, index)
        Pairs(self.tokens, self.meanings, slots).settle()
        dealing.deal(self.tokens, self.phrases, slots)
        if chooser is not None:
            chooser.counted(self, slots)
        self.statuses.fill(slots)
        if chooser is not None:
            chooser.status(self, slots)
        setting = Setting(self.tokens, self.shown, self.cues, self.phrases, self.acts, self.document.blocks, slots)
        links = Links(setting)
        links.set_all()
        if chooser is not None:
            chooser.links(links)
        ActHeirs(setting).settle()
        self.circumstances.fill(slots, self.meanings)
        if chooser is not None:
            chooser.period(self, slots)
            chooser.body(self, slots)
            chooser.place(self, slots)
        self.tables.fill(slots)
        beyond.fill(self, slots)
        if chooser is not None:
            chooser.confidence(self, slots)
        return slots

    def _stretches(self) -> list[Span]:
        """What is cut into tokens: the text around the numbers and the lines that introduce theirs."""
        around = layout.around(self.numbers, self.sentences, self.text.key)
        return layout.joined([*around, *layout.lines_above(self.numbers, self.document.blocks)])

    # ── where the numbers stand ──────────────────────────────────────────────
    def _phrased(self, quantities: Sequence[Quantity]) -> list[Slot]:
        """Slots with the phrases around them."""
        slots = self._placed(quantities)
        for index, slot in enumerate(slots):
            self._set_phrases(slot, slots, index)
        return slots

    def _of_kept(self, slots: Sequence[Slot], kept: Sequence[Quantity]) -> list[Slot]:
        """The slots of the quantities that are kept; anew where a number of their sentence was dropped, as phrases
        reach to the next number of it."""
        left = {id(quantity) for quantity in kept}
        changed = {slot.sentence for slot in slots if id(slot.quantity) not in left}
        stay = [slot for slot in slots if id(slot.quantity) in left]
        anew = iter(self._phrased([slot.quantity for slot in stay if slot.sentence in changed]))
        return [next(anew) if slot.sentence in changed else slot for slot in stay]

    def _placed(self, quantities: Sequence[Quantity]) -> list[Slot]:
        slots: list[Slot] = []
        starts = [start for start, _ in self.sentences]
        for quantity in quantities:
            sentence = bisect_right(starts, quantity.start) - 1
            if sentence < 0 or self.document.blocks[self.block_of[sentence]].kind in _SKIPPED:
                continue
            first, last = self.tokens.at(layout.low_end(quantity)), self.tokens.before(layout.high_end(quantity))
            slot = Slot(quantity, sentence, self.block_of[sentence], first, last, unit=quantity.unit or "count")
            if self.tables.keeps(slot):
                slots.append(slot)
        for index, slot in enumerate(slots):
            start, end = self.sentences[slot.sentence]
            before = slots[index - 1] if index and slots[index - 1].sentence == slot.sentence else None
            after = slots[index + 1] if index + 1 < len(slots) and slots[index + 1].sentence == slot.sentence else None
            slot.floor = before.last if before else self.tokens.at(start)
            slot.ceiling = after.first if after else self.tokens.before(end)
            slot.bracket = before is not None and self._in_bracket(before.last, slot.first)
        return slots

    def _in_bracket(self, first: int, last: int) -> bool:
        keys = self.tokens.keys[first:last]
        opened = len(keys) - 1 - keys[::-1].index("(") if "(" in keys else -1
        return opened >= 0 and ")" not in keys[opened:]

    # ── the phrases around a number ──────────────────────────────────────────
    def _set_phrases(self, slot: Slot, slots: list[Slot], index: int) -> None:
        floor = self._clause_start(slot)
        slot.chain = chain_before(self.cues, self.landmarks.period_before, slot.first, floor)
        whole = slot.unit in _RELATIVE and not slot.chain
        grade = self._free_grade(slot)
        slot.noun = self._beyond_bracket(slot) or self.phrases.after(slot.last, slot.ceiling, whole)
        if index + 1 < len(slots) and slots[index + 1].sentence == slot.sentence:
            slots[index + 1].floor = max(slots[index + 1].floor, min(self._end_of(slot), slots[index + 1].first))
        slot.verb = self._act_before(slot, floor)
        if slot.verb is not None and slot.noun is None and slot.unit != "count":
            self._split_object(slot, slot.verb, floor)
        elif slot.verb is None:
            slot.subject = self._subject_before(slot, floor) or grade
            split = self.phrases.done_with(slot.subject) if slot.subject is not None else None
            if split is not None:
                slot.subject, slot.verb = split
            self._set_moved(slot)
            self._set_labelled_act(slot)
            if slot.noun is not None and slot.verb is None:
                done = self.acts.behind(slot.noun[1], slot.ceiling)
                # "41/52 hộ đã ký cam kết": the part did it.
                doer = slots[index - 1] if index and slot.quantity.pair == 2 else slot
                doer.verb = doer.verb or done

    def _free_grade(self, slot: Slot) -> Range | None:
        """'Giỏi 87; ⟨Khá⟩ 236; ⟨Yếu, kém⟩ 4': grades in a row are labels, no words of about how much."""
        if slot.unit != "count" or len(slot.chain) != 1 or slot.chain[0].last != slot.first:
            return None
        keys, grades = self.tokens.keys, _words("grades")
        grade = slot.chain_start, slot.first
        start, end = self.sentences[slot.sentence]
        if " ".join(keys[slice(*grade)]) not in grades:
            return None
        if sum(f" {other} " in f" {self.text.key[start:end]} " for other in grades) < 2:
            return None
        slot.chain = []
        return grade

    def _set_labelled_act(self, slot: Slot) -> None:
        """'⟨Tham gia bảo hiểm thất nghiệp⟩: 158 người': a label that opens with a verb tells what was done."""
        if slot.subject is None or slot.noun is None or slot.verb is not None or slot.unit != "count" or slot.chain:
            return
        first, last = slot.subject
        at_start = (
            first == 0
            or not self.tokens.is_word(first - 1)
            or first == self.tokens.at(self.sentences[slot.sentence][0])
        )
        if (
            self.tokens.keys[last : slot.first] == [":"]
            and at_start
            and self.acts.size_at(first)
            and not self.acts.is_crime(first)
        ):
            slot.verb, slot.subject = slot.subject, None

    def _set_moved(self, slot: Slot) -> None:
        """A movement or comparison whose object stands before the number joins its chain."""
        moved = self.meanings.moved_object(slot)
        if moved is None:
            if (comparison := self.meanings.compared(slot)) is not None:
                slot.chain.append(comparison)
                slot.subject = self.phrases.before(comparison.first, slot.floor) or slot.subject
            return
        verb, slot.subject = moved
        by_head = slot.unit in _RELATIVE or self.phrases.opens_with("heads", slot.subject[0])
        if by_head and self.meanings.moves_by(slot):
            slot.chain.append(verb)

    def _beyond_bracket(self, slot: Slot) -> Range | None:
        """'89 người (3,7%) ⟨có chứng chỉ …⟩': a bare noun whose clause follows a number in brackets."""
        if "(" not in self.tokens.keys[slot.last : slot.ceiling + 1]:
            return None
        noun = self.phrases.after(slot.last, slot.ceiling)
        if noun is None or not self.phrases.is_general(noun) or self.tokens.keys[noun[1] : noun[1] + 1] != ["("]:
            return None
        last = self.tokens.before(self.sentences[slot.sentence][1])
        closing = next((at for at in range(noun[1], min(noun[1] + 8, last)) if self.tokens.keys[at] == ")"), last)
        if closing + 1 >= last or not self.phrases.opens_with("relative", closing + 1):
            return None
        return self.phrases.after(closing + 1, last, whole_clause=True, relative=True)

    def _end_of(self, slot: Slot) -> int:
        """One past the last token that belongs to a number: its noun, its time, what it is compared with."""
        inside = slot.noun is not None and slot.noun[0] < slot.ceiling
        end = slot.noun[1] if slot.noun is not None and inside else self._past_slash(slot.last)
        end = self.landmarks.period_at.get(end, end)
        if self.meanings.role_after(slot, "versus", 1) or self.meanings.role_after(slot, "plan", 1):
            while end < slot.ceiling and self.tokens.keys[end] not in _words("base_ends"):
                end += 1
        return end

    def _past_slash(self, at: int) -> int:
        """Past the counted noun of a rate ('50.000 đồng/⟨suất⟩')."""
        while at + 1 < len(self.tokens) and self.tokens.keys[at] == "/" and self.tokens.is_word(at + 1):
            at += 2
        return at

    def _subject_before(self, slot: Slot, floor: int) -> Range | None:
        """The phrase before the verb, before a colon ('Trung cấp: 2.672'), or before the bracket that opens here."""
        colon = not slot.chain and slot.first > floor and self.tokens.keys[slot.first - 1] == ":"
        subject = self.phrases.before(slot.first - 1 if colon else slot.chain_start, floor)
        if subject is not None and slot.chain and self.phrases.ends_whole(subject[0], slot.chain[-1].last):
            subject = subject[0], slot.chain[-1].last
        if subject is None and slot.chain_start > slot.floor and self.tokens.keys[slot.chain_start - 1] == "(":
            subject = self.phrases.before(slot.chain_start - 1, slot.floor)
        return subject

    def _act_before(self, slot: Slot, floor: int) -> Range | None:
        """The act that the number is the object of; a verb within the name of a quantity is none."""
        verb = self.acts.before(slot.first, floor)
        if verb is None or (slot.unit in _RELATIVE and slot.has("share") and verb[1] > slot.chain_start):
            return None
        if slot.unit != "count" and self.phrases.names_quantity(verb[0], floor):
            return None
        return verb

    def _split_object(self, slot: Slot, verb: Range, floor: int) -> None:
        """'tịch thu ⟨hàng hóa⟩ trị giá 640 triệu', 'xử phạt … với ⟨số tiền⟩ 89 triệu': what a measure measures stands
        within its act, or is the act's own word ('trong đó ⟨xuất khẩu⟩ 745 triệu USD')."""
        rest = self.acts.object_of(verb)
        if rest is None:
            if self.acts.is_noun(verb) and self._opens_clause(verb[0], floor):
                slot.subject, slot.verb = verb, None
            return
        head = self.phrases.first_head(*rest)
        if head is None and (slot.has("worth", "level") or not (slot.is_money or slot.unit in _TIMES)):
            head = rest[0]
        subject = self.phrases.before(slot.chain_start, head) if head is not None else None
        if subject is None or head is None:
            return
        slot.subject = subject
        slot.verb = self.phrases.without_links(verb[0], min(subject[0], rest[1]))

    def _opens_clause(self, at: int, floor: int) -> bool:
        return at <= floor or not self.tokens.is_word(at - 1) or self.phrases.is_opening(at, floor)

    def _clause_start(self, slot: Slot) -> int:
        """First token after the last semicolon or opened bracket; a closed bracket is stepped over."""
        keys = self.tokens.keys
        depth = 0
        for at in range(slot.first - 1, slot.floor - 1, -1):
            if keys[at] == ")":
                depth += 1
            elif keys[at] == "(":
                if depth == 0:
                    return at + 1
                depth -= 1
            elif keys[at] == ";" and depth == 0:
                return at + 1
        return slot.floor

    # ── what it is and what it counts ────────────────────────────────────────
    def _set_meaning(self, slots: list[Slot], index: int) -> None:
        slot = slots[index]
        before = slots[index - 1] if index and slots[index - 1].sentence == slot.sentence else None
        source = self._source(slot, before, slots, index)
        bare = slot.subject is None and slot.noun is None
        rate = self._is_rate(slot.subject) or (bare and source is not None and self._counts_rate(slots[source]))
        slot.kind, slot.direction = self.meanings.kind(slot, before, rate)
        phrase = self._counted_of_pair(slots, index) or self._counted(slot) or self._counted_of_list(slots, index)
        if phrase is not None and (
            self.phrases.is_place(phrase) or self._is_label_of_rate(slot, phrase, source, slots)
        ):
            label, phrase = phrase, None
            if source is None or slots[source].sentence != slot.sentence:
                phrase = self._opening(slot)
                if slot.noun is not None and (phrase is None or not self.phrases.is_number_of(phrase)):
                    phrase = slot.noun
            if phrase is None and source is None and self._is_labelled(slot, label):
                phrase = label
        if phrase is not None and before is not None and before.subject is not None and before.noun is None:
            phrase = None if self._listed(before, slot) and self.phrases.is_general(phrase) else phrase
        if phrase is None and source is not None and self._may_inherit(slot, slots[source]):
            slot.inherited = source
            slot.counted = slots[source].counted
            if slot.unit == slots[source].unit == "%" and slot.direction is None and not slot.has("share", "ratio"):
                slot.kind = slots[source].kind if slots[source].kind in ("share", "ratio") else slot.kind
        elif phrase is not None:
            slot.counted = self._span(phrase)
        if slot.verb is not None:
            slot.act = self._span(self.acts.core(slot.verb))

    def _is_labelled(self, slot: Slot, label: Range) -> bool:
        """'⟨Chi bộ⟩: 4': a body before the colon is itself what is counted where nothing else is said."""
        return self.tokens.keys[label[1] : slot.first] == [":"] and label[0] not in self.landmarks.place_at

    def _opening(self, slot: Slot) -> Range | None:
        """What the sentence announces before the names of places: '⟨Số người chết⟩ tăng: huyện A 18, huyện B 13'."""
        start = self.tokens.at(self.sentences[slot.sentence][0])
        return self.phrases.announced(start, slot.first) or self.phrases.opening(start, slot.first)

    def _may_inherit(self, slot: Slot, source: Slot) -> bool:
        """A sum of money after a count does not count the same thing."""
        if slot.kind == "level" and slot.unit != "count" and slot.verb is not None and not slot.has("level"):
            return False
        return slot.kind != "level" or slot.unit == "count" or source.unit != "count" or slot.has("worth")

    def _source(self, slot: Slot, before: Slot | None, slots: list[Slot], index: int) -> int | None:
        """The earlier number whose counted phrase a number without words of its own takes over."""
        if before is not None:
            at = index - 2 if before.quantity.pair == 2 and slots[index - 2].noun is None else index - 1
            inherited = slots[at].inherited
            return at if inherited is None else inherited
        for at in range(index - 1, max(-1, index - 6), -1):
            other = slots[at]
            if slot.sentence - other.sentence > 1:
                break
            if other.unit == slot.unit and other.kind == "level" and other.counted is not None:
                return at if other.inherited is None else other.inherited
        return None

    def _counted(self, slot: Slot) -> Range | None:
        """What is counted by the slot's own words; None where it takes over what was counted before."""
        if slot.direction is not None or slot.kind in ("ratio",):
            return self._counted_of_relation(slot)
        if slot.kind == "share":
            if slot.has("share"):
                return slot.subject or self.phrases.after_copula(slot.last, slot.ceiling)
            whole = slot.noun is not None and self.phrases.opens_with("wholes", slot.noun[0])
            return slot.subject or slot.noun if whole else slot.noun or slot.subject
        if slot.unit == "count":
            return self._counted_of_count(slot)
        return self._counted_of_measure(slot)

    def _counted_of_relation(self, slot: Slot) -> Range | None:
        """'giảm 42,9% ⟨số vụ⟩', '⟨tổng thu⟩ tăng 5%', 'giảm 8 ⟨vụ⟩'."""
        if slot.subject is not None and not slot.has("up", "down"):
            return slot.subject
        if slot.subject is None and slot.noun is None and self.tokens.keys[slot.last : slot.last + 1] == ["của"]:
            return self.phrases.after(slot.last + 1, slot.ceiling)
        held_against = any(self.meanings.role_after(slot, role, 1) for role in ("plan", "versus"))
        counts = slot.subject is not None and self.phrases.is_number_of(slot.subject)
        if slot.noun is not None and self.phrases.is_measure(slot.noun):
            return slot.subject
        if slot.noun is not None and slot.kind != "ratio" and not held_against:
            return slot.subject if counts and self.phrases.is_general(slot.noun) else slot.noun
        return slot.subject

    def _counted_of_count(self, slot: Slot) -> Range | None:
        if slot.noun is None:
            return slot.subject
        if slot.subject is not None and slot.verb is None and self._measures(slot.noun, slot.subject):
            return slot.subject
        if self._repeats(slot.subject, slot.noun) and self.tokens.keys[slot.first - 1] == ":":
            return slot.subject
        if slot.quantity.pair == 2:
            return self.phrases.without_clause(slot.noun)
        if slot.subject is None or slot.verb is not None or slot.has("exist"):
            return slot.noun
        if slot.has("level", "reached") and (
            self.phrases.is_general(slot.noun) or self._repeats(slot.subject, slot.noun)
        ):
            return slot.subject
        if not slot.chain and self.phrases.is_general(slot.noun) and self._is_label(slot.subject, slot.first):
            return slot.subject
        return slot.noun

    def _counted_of_list(self, slots: list[Slot], index: int) -> Range | None:
        """'xử lý ⟨63⟩, ⟨41⟩ và 430 vụ': bare numbers count what the noun behind the last of them says, where no
        subject stands before the first."""
        if index and self._listed(slots[index - 1], slots[index]) and slots[index - 1].counted is not None:
            return None
        for at in range(index, len(slots) - 1):
            if not self._listed(slots[at], slots[at + 1]):
                return None
            if slots[at + 1].noun is not None:
                return slots[at + 1].noun
        return None

    def _listed(self, slot: Slot, after: Slot) -> bool:
        """Whether only a mark of lists stands between two counts."""
        if slot.unit != "count" or after.unit != "count" or slot.quantity.pair or after.sentence != slot.sentence:
            return False
        return slot.kind == "level" and after.first - slot.last == 1 and self.tokens.keys[slot.last] in _words("joins")

    def _measures(self, noun: Range, subject: Range) -> bool:
        """'⟨đàn trâu⟩ có 9.120 con': the noun only measures the stock that the subject names."""
        return self.phrases.is_measure(noun) and not self.phrases.is_place(subject)

    def _counted_of_pair(self, slots: list[Slot], index: int) -> Range | None:
        """'Huyện có ⟨34⟩/39 xã': the first number counts what the noun behind the second says, unless its subject
        says the same and more ('⟨tổng số xã đạt chuẩn⟩ lên 83/104 xã')."""
        slot = slots[index]
        if slot.quantity.pair != 1 or slot.noun is not None or index + 1 >= len(slots):
            return None
        noun = slots[index + 1].noun
        return None if noun is None or self._repeats(slot.subject, noun) else noun

    def _repeats(self, subject: Range | None, noun: Range | None) -> bool:
        """'số ⟨doanh nghiệp⟩ tham gia là 235.000 ⟨doanh nghiệp⟩': the noun only says the subject's again."""
        if noun is None or subject is None:
            return False
        return set(self.tokens.keys[slice(*noun)]) <= set(self.tokens.keys[slice(*subject)])

    def _is_label(self, phrase: Range, number: int) -> bool:
        """'⟨cao đẳng⟩ 1.138 người': a short phrase between a mark and the number."""
        return number - phrase[1] <= 1 and phrase[1] - phrase[0] <= _LONGEST_LABEL

    def _counted_of_measure(self, slot: Slot) -> Range | None:
        if slot.noun is not None and (slot.subject is None or self._is_plain_clause(slot)):
            return slot.noun
        return slot.subject

    def _is_plain_clause(self, slot: Slot) -> bool:
        """'thành phố sẽ bán 44 ha ⟨đất⟩': no noun of quantity and no verb of level before the number."""
        if slot.subject is None or slot.has("level", "reached"):
            return False
        return not self.phrases.head_within(*slot.subject)

    def _is_label_of_rate(self, slot: Slot, phrase: Range, source: int | None, slots: list[Slot]) -> bool:
        """'tỷ lệ đạt 97,6%, ⟨tiểu học⟩ 100%': the label divides the rate; what is counted stays the rate."""
        if (
            slot.unit not in ("%", "Cel", "mm")
            or source is None
            or slot.direction is not None
            or phrase != slot.subject
        ):
            return False
        return phrase[1] - phrase[0] <= 3 and self._counts_rate(slots[source]) and not slot.has("share", "ratio")

    def _span(self, tokens: Range) -> Span:
        return self.tokens.span(*tokens)

    def _is_rate(self, phrase: Range | None) -> bool:
        return phrase is not None and is_rate(" ".join(self.tokens.keys[phrase[0] : phrase[1]]))

    def _counts_rate(self, slot: Slot) -> bool:
        if slot.counted is None:
            return False
        return is_rate(self.text.key[slot.counted[0] : slot.counted[1]])
