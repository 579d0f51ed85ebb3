"""What a number is: a level, a change, a growth, a share or a ratio; and whether it was reported or planned."""

from __future__ import annotations

from functools import cache
from typing import Final

from tongket import lexicon
from tongket.reading.cues import Cue, Cues
from tongket.reading.landmarks import Range
from tongket.reading.phrasing import words_of
from tongket.reading.slots import Slot
from tongket.reading.tokens import PhraseTable, Tokens
from tongket.records import Direction, Kind

_words: Final = words_of("meaning")

_RELATIVE: Final[tuple[str, ...]] = ("%", "pp", "x")
_TIMES: Final[tuple[str, ...]] = ("d", "wk", "mo", "a", "h", "min")
_MINUS, _PLUS = "-–−", "+"
_NEAR, _LONGEST_LABEL, _LONGEST_MOVED, _LONGEST_BASE = 8, 5, 8, 14


class Meanings:
    """Reads kind, direction and status of slots from the cues around them."""

    def __init__(self, tokens: Tokens, cues: Cues) -> None:
        self._tokens = tokens
        self._cues = cues
        self._forecast: bool | None = None

    # ── kind and direction ───────────────────────────────────────────────────
    def movement(self, slot: Slot) -> Direction | None:
        """'tăng 5%', '(-14,8%)': which way the number moves; None where it is a level reached ('tăng lên 45')."""
        for cue in slot.chain:
            keys = self._keys(cue)
            if "reached" in cue.roles or (keys == ["với"] and slot.unit not in _RELATIVE):
                return None
            if "up" in cue.roles:
                return "up"
            if "down" in cue.roles:
                # "chậm 3 ngày" is later, "chậm 3% so với kế hoạch" is less.
                return "up" if keys[0] in _words("later") and slot.unit in _TIMES else "down"
        return self._sign(slot) or self._named_movement(slot)

    def _named_movement(self, slot: Slot) -> Direction | None:
        """'so với ⟨mức giảm⟩ 0,3% của tháng trước': a movement as what another is held against."""
        cue = self._cues.by_end.get(slot.first) if not slot.chain and slot.unit == "%" else None
        if cue is None or self._tokens.keys[cue.first] not in _words("movement_nouns"):
            return None
        return "up" if "up" in cue.roles else "down" if "down" in cue.roles else None

    def _sign(self, slot: Slot) -> Direction | None:
        before = slot.first - 1
        if before < 1 or slot.unit not in _RELATIVE:
            return None
        if self._tokens.starts[slot.first] != self._tokens.ends[before]:
            return None
        if self._tokens.keys[before - 1] not in "(;,/":
            return None
        mark = self._tokens.keys[before]
        return "down" if mark in _MINUS else "up" if mark in _PLUS else None

    def kind(self, slot: Slot, before: Slot | None, subject_is_rate: bool) -> tuple[Kind, Direction | None]:
        """Kind and direction of a slot; may turn '%' into percentage points where a rate differs from a rate.

        `before` is the number before it in the same sentence.
        """
        direction = self.movement(slot) or self._in_list_of_changes(slot, before) or self._most_moved(slot, before)
        direction = direction or self._converted(slot, before)
        if (
            slot.unit == "x"
            and direction is None
            and slot.quantity.text.lower().startswith(tuple(_words("times_as_much")))
        ):
            direction = "up"
        if direction is None and slot.unit in _RELATIVE:
            direction = self._moving_subject(slot) or self._rate_of_change(slot, before)
            direction = direction or self._in_list_of_growths(slot, before)
        if slot.unit == "pp" and slot.has("share"):
            return "level", None
        if direction and slot.unit == "%" and before is not None and self._differs_from_rate(slot, before):
            slot.unit = "pp"
        if direction and slot.unit == "%" and before is not None and self._goes_on_in_points(slot, before):
            slot.unit = "pp"
        if slot.unit == "%" and slot.subject is not None and self._starts_with(slot.subject, "level_percent"):
            return ("change", direction) if direction else ("level", None)
        if slot.unit not in _RELATIVE:
            return ("change", direction) if direction else ("level", None)
        if direction:
            bare = before is not None and before.kind == "ratio" and before.unit == "%" and slot.subject is None
            if slot.unit == "%" and subject_is_rate and (bare or not self._is_versus(slot)):
                slot.unit = "pp"
            return ("change" if slot.unit == "pp" else "growth"), direction
        return self._standing_kind(slot, before, subject_is_rate), None

    def _moving_subject(self, slot: Slot) -> Direction | None:
        """'tốc độ ⟨tăng trưởng⟩ kinh tế đạt 6,7%', '⟨tăng trưởng⟩ tích cực với mức 5,6%'."""
        if slot.subject is None or slot.has("reached", "share", "ratio"):
            return None
        if self._starts_with(slot.subject, "growth_noun") and not self.role_after(slot, "plan"):
            return "up"
        for cue in self._cues.within(slot.subject[0], slot.chain_start):
            if cue.roles & {"up", "down"} and any(word in self._keys(cue) for word in _words("rates")):
                return "up" if "up" in cue.roles else "down"
        return None

    def _keys(self, cue: Cue) -> list[str]:
        return self._tokens.keys[cue.first : cue.last]

    def _rate_of_change(self, slot: Slot, before: Slot | None) -> Direction | None:
        """'giảm 9 phòng ⟨(11,8%)⟩': a bare rate in brackets behind a difference is its growth."""
        if before is None or slot.chain or before.kind not in ("change", "growth"):
            return None
        equals = self._tokens.keys[slot.first - 1] == "="
        return before.direction if slot.bracket or equals else None

    def _in_list_of_changes(self, slot: Slot, before: Slot | None) -> Direction | None:
        """'giảm 4 vụ, ⟨3⟩ người chết và ⟨2⟩ người bị thương': one verb for a list of counts."""
        if before is None or before.kind not in ("change", "growth") or slot.unit != before.unit:
            return None
        if slot.chain or slot.bracket:
            return None
        between = self._tokens.keys[before.noun[1] if before.noun else before.last : slot.first]
        return before.direction if between and len(between) <= 2 and set(between) <= _words("joins") else None

    def moved_object(self, slot: Slot) -> tuple[Cue, Range] | None:
        """'kéo giảm ⟨giá thuốc⟩ 10%', 'giảm ⟨tỷ trọng nông nghiệp⟩ từ 47% xuống 44%': what a movement's verb has for
        its object, where that stands between the verb and the number."""
        if slot.subject is None or slot.unit == "count":
            return None
        first, last = slot.subject
        ahead = self._cues.by_end.get(first)
        around = [*([ahead] if ahead else []), *self._cues.within(first, last)]
        for cue in reversed(around):
            if not cue.roles & {"up", "down"} or "share" in cue.roles:
                continue
            keys = self._tokens.keys
            # "giảm ⟨giá vé⟩": the price is what moves.
            begin = cue.last - 1 if keys[cue.last - 1] in _words("prices") else cue.last
            named = cue.first > 0 and keys[cue.first - 1] in _words("movement_names")
            verb = " ".join(keys[cue.first : begin])
            if verb not in _words("transitive") or named or not 0 < last - begin <= _LONGEST_MOVED:
                return None
            # "tăng ⟨dần⟩", "giảm giá ⟨mạnh⟩" have no object.
            return None if keys[cue.last] in _words("ways") else (cue, (begin, last))
        return None

    def moves_by(self, slot: Slot) -> bool:
        """Whether nothing stands before the number but words of about how much: it is no level that is reached."""
        gap = self._tokens.keys[slot.subject[1] : slot.chain_start] if slot.subject is not None else ()
        if self.role_after(slot, "reached", 1) or not set(gap) <= _words("by"):
            return False
        return all(set(self._keys(cue)) <= _words("by") for cue in slot.chain)

    def _converted(self, slot: Slot, before: Slot | None) -> Direction | None:
        """'tăng 8.000 USD (⟨184 triệu đồng⟩)': a difference told again in another currency."""
        if before is None or before.kind != "change" or not slot.bracket or not slot.is_money or not before.is_money:
            return None
        again = slot.unit != before.unit and slot.subject is None and slot.noun is None
        return before.direction if again else None

    def compared(self, slot: Slot) -> Cue | None:
        """'giá trong hợp đồng ⟨cao hơn⟩ giá thị trường 20%', 'chi ⟨vượt⟩ dự toán được duyệt hơn 600 triệu': the
        comparison whose other side stands between it and the number."""
        if slot.unit == "count" or slot.unit in _TIMES or slot.subject is None or slot.chain:
            return None
        for cue in reversed(self._cues.within(slot.floor, slot.first)):
            if slot.first - cue.last > _LONGEST_BASE:
                return None
            if " ".join(self._keys(cue)) in _words("comparing"):
                between = self._tokens.keys[cue.last : slot.first]
                plain = between and all(key[0].isalnum() for key in between)
                apart = between and (between[0] in _words("thresholds") or set(between) & _words("other_clause"))
                return cue if plain and not apart else None
            if not cue.roles & {"plan", "filler"}:
                return None
        return None

    def _most_moved(self, slot: Slot, before: Slot | None) -> Direction | None:
        """'⟨tăng cao nhất⟩ là Trung Quốc đạt 3,1 tỷ USD, Hoa Kỳ 1,4 tỷ USD': how much those moved that are named."""
        if slot.unit == "count" or slot.unit in _RELATIVE or slot.bracket or slot.noun is not None:
            return None
        if before is not None and before.kind == "change" and before.unit == slot.unit and not slot.chain:
            listed = before.last < slot.first and self._tokens.keys[before.last] in _words("joins")
            return before.direction if listed and slot.subject is not None and not before.has("up", "down") else None
        for cue in self._cues.within(max(slot.floor, slot.first - _NEAR), slot.first):
            if "most_up" in cue.roles:
                return "up"
            if "most_down" in cue.roles:
                return "down"
        return None

    def _in_list_of_growths(self, slot: Slot, before: Slot | None) -> Direction | None:
        """'tốc độ tăng trưởng cao, cụ thể thanh long ⟨đạt 27%⟩, hạt điều ⟨đạt 12%⟩'."""
        if not slot.chain or slot.unit != "%" or slot.has("ratio", "share", "reached", "up", "down"):
            return None
        if self.role_after(slot, "plan") or self.role_after(slot, "versus") or slot.noun is not None:
            return None
        if any("versus" in cue.roles for cue in self._cues.within(slot.floor, slot.first)):
            return None
        if before is not None and before.unit == "%" and before.kind == "growth" and before.has("level"):
            return before.direction
        keys, names = self._tokens.keys, _words("rates")
        for cue in self._cues.within(slot.floor, slot.chain_start):
            if cue.roles & {"up", "down"} and any(word in self._keys(cue) for word in names):
                opened = any(key in _words("announcing") for key in keys[cue.last : slot.chain_start])
                return ("up" if "up" in cue.roles else "down") if opened else None
        return None

    def _goes_on_in_points(self, slot: Slot, before: Slot) -> bool:
        """'tỷ trọng nông nghiệp giảm 1,6%; công nghiệp ⟨tăng 0,2%⟩': one list of differences of rates."""
        if before.unit != "pp" or before.kind != "change" or before.quantity.unit != "%" or slot.subject is None:
            return False
        return slot.subject[1] - slot.subject[0] <= _LONGEST_LABEL and self._tokens.keys[before.last] in _words("marks")

    def _differs_from_rate(self, slot: Slot, before: Slot) -> bool:
        """'đạt tỷ lệ 88,68%, ⟨vượt⟩ 8,68% so với chỉ tiêu': the difference of two rates, though printed '%'."""
        if before.unit != "%" or before.kind not in ("ratio", "share") or slot.subject is not None:
            return False
        if ";" in self._tokens.keys[before.last : slot.first]:
            return False
        return before.has("rate") or any(self._tokens.keys[c.first] in _words("beyond") for c in slot.chain)

    def _starts_with(self, phrase: Range, role: str) -> bool:
        table = _meaning_table()
        match = table.match(self._tokens.keys, phrase[0])
        return bool(match and role in match[1])

    def is_derived(self, first: int, last: int) -> bool:
        """'ước đạt 413.000 tấn ⟨với⟩ giá trị đạt …': the clause hangs on the one before."""
        table = _meaning_table()
        return any((m := table.match(self._tokens.keys, at)) and "derived" in m[1] for at in range(first, last))

    def names_plan(self, phrase: Range) -> bool:
        """'dự toán thu', 'chỉ tiêu được giao', 'kế hoạch vốn': the phrase names a plan."""
        return self._starts_with(phrase, "plan_noun") or self._starts_with((phrase[1] - 1, phrase[1]), "plan_noun")

    def is_flow(self, slot: Slot) -> bool:
        """Whether what is counted runs through time (a sum, deeds) or stands at a moment (a stock)."""
        if slot.act is not None or slot.direction is not None:
            return True
        if slot.counted is None:
            return False
        at = self._tokens.at(slot.counted[0])
        match = _meaning_table().match(self._tokens.keys, at)
        return bool(match and "flow" in match[1])

    def is_forecast(self, slot: Slot) -> bool:
        """Forecast weather is a target (guide): a measure of weather in a text that forecasts."""
        if slot.unit not in ("Cel", "mm") and not (slot.subject and self._starts_with(slot.subject, "weather")):
            return False
        return self._forecasts()

    def _forecasts(self) -> bool:
        if self._forecast is None:
            self._forecast = any(word in self._tokens.text.key for word in lexicon.load("meanings")["forecast"])
        return self._forecast

    def is_rule(self, slot: Slot, sentence_start: int) -> bool:
        """An amount that a law or tariff sets: a word of regulation before it and no deed between."""
        for cue in reversed(self._cues.within(sentence_start, slot.first)):
            if "rule" in cue.roles:
                return not any(key in _words("done") for key in self._tokens.keys[cue.last : slot.first])
        return False

    def _is_versus(self, slot: Slot) -> bool:
        return self.role_after(slot, "versus")

    def _standing_kind(self, slot: Slot, before: Slot | None, subject_is_rate: bool) -> Kind:
        if slot.has("share") or self._names_share(slot, before):
            return "share"
        if self.role_after(slot, "plan") or self.role_after(slot, "versus") or slot.has("ratio"):
            return "ratio"
        if subject_is_rate or self._has_base(slot):
            return "ratio"
        if slot.bracket and slot.noun is None and slot.has("level"):
            return "ratio"
        if slot.noun or slot.bracket or (slot.subject and self._starts_with(slot.subject, "count_noun")):
            return "share"
        if slot.unit == "x":
            return "share"
        return "ratio" if slot.chain else "share"

    def _has_base(self, slot: Slot) -> bool:
        """'đóng 4,5% ⟨lương cơ sở⟩', '⟨mức thuế⟩ 40%', '⟨so với⟩ tổng số học sinh là 51%'."""
        if slot.unit != "%":
            return False
        if slot.noun is not None and self._starts_with(slot.noun, "base_noun"):
            return True
        before = slot.first - 2
        if not slot.chain and before >= 0 and self._starts_with((before, slot.first), "rate_end"):
            return True
        against = any(cue.roles & {"versus"} for cue in self._cues.within(slot.floor, slot.chain_start))
        return against and bool(slot.chain) and self._keys(slot.chain[-1]) == ["là"]

    def _names_share(self, slot: Slot, before: Slot | None) -> bool:
        """'⟨tỷ trọng⟩ nông nghiệp (từ 47% xuống còn 44%)'; 'tư nhân chiếm 59% và nước ngoài ⟨là⟩ 15%'."""
        if slot.subject is not None:
            told = any(self._starts_with((at, slot.subject[1]), "share_noun") for at in range(*slot.subject))
            if told:
                return True
        if before is None or before.kind != "share" or before.unit != slot.unit or slot.bracket:
            return False
        if slot.subject is None:
            return bool(slot.chain) and not slot.has("ratio", "rate") and slot.has("reached")
        plain = bool(slot.chain) and all(self._keys(cue) in (["là"], ["còn"]) for cue in slot.chain)
        return plain and before.has("share")

    def role_after(self, slot: Slot, role: str, reach: int = 2) -> bool:
        """Whether a cue of the role begins right behind the number."""
        for cue in self._cues.within(slot.last, slot.last + reach + 4):
            if cue.first > slot.last + reach - 1:
                return False
            if role in cue.roles and ("versus" not in cue.roles or role == "versus"):
                return True
        return False

    # ── status ───────────────────────────────────────────────────────────────
    def estimate_in(self, span: Range) -> bool:
        return self._role_in(span, "estimate")

    def target_in(self, span: Range) -> bool:
        """A word of planning in the stretch; not a plan that a result is held against ('so với kế hoạch')."""
        for cue in self._cues.within(*span):
            if "target" not in cue.roles:
                continue
            if cue.roles & {"plan"} and self._is_base(cue.first):
                continue
            if not self.is_told(cue.last, span[1]):
                return True
        return False

    def is_told(self, first: int, last: int) -> bool:
        """'⟨đã⟩ thu', '⟨tính đến⟩ 30/6', '⟨hiện⟩ có': a stretch tells what was done or is."""
        keys = self._tokens.keys
        if any(key in _words("done") for key in keys[first:last]):
            return True
        return any(keys[at + 1] in _words("until") for at in range(first, last - 1) if keys[at] in _words("up_to"))

    def _is_base(self, first: int) -> bool:
        """'đạt 102% ⟨kế hoạch⟩', 'so với ⟨chỉ tiêu⟩': the plan is what something is measured against."""
        before = self._cues.by_end.get(first)
        if before is not None and "versus" in before.roles:
            return True
        return first > 0 and self._tokens.keys[first - 1] in _words("before_percent")

    def _role_in(self, span: Range, role: str) -> bool:
        return any(role in cue.roles for cue in self._cues.within(*span))


@cache
def _meaning_table() -> PhraseTable:
    return PhraseTable(lexicon.load("meanings"))


@cache
def _rate_words() -> tuple[str, ...]:
    return (*lexicon.load("cues")["rate_noun"], *lexicon.load("meanings")["rate_noun"])


def is_rate(phrase: str) -> bool:
    """'tỷ lệ hộ nghèo': the phrase (as a comparison key) names a rate."""
    return phrase.startswith(_rate_words())
