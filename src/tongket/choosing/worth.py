"""Whether a number is a figure where the rules see nothing against it: in ordinary prose many are names, scores,
idioms, fixed pairs or articles.

One score for each count and measure, of what speaks against it. Tables, official papers and accounts of a body's work
are left alone: there numbers are figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from tongket.choosing.ranking import Weigher, Weights, bucket
from tongket.choosing.signs import NAME, roles_of, unit_class
from tongket.choosing.words import Words
from tongket.grammar import shapes
from tongket.memo import tally
from tongket.reading.slots import Slot
from tongket.records import Quantity

if TYPE_CHECKING:
    from tongket.reading.figures import FigureReader

_AGAINST: Final = -800
"""Thousandths of log-odds from which a number is held for no figure, chosen by cross-validation: the most that leaves
all annotated documents as well read as before."""
_DOUBTED: Final[tuple[str, ...]] = ("c", "u")
"""Sums of money and rates are figures; counts and measures may be none."""
_FAR: Final = 8
"""So many words before a number and behind it are looked at."""
_BESIDE: Final = 6
"""So many numbers before and behind may stand in its sentence."""
_SMALL, _SHORT = 12, 4
"""Values up to this, and numbers of fewer letters, are features of their own."""
_MANY: Final[tuple[int, ...]] = (0, 1, 2, 3, 5, 8, 13, 20, 40)
_PIECE: Final = 200
"""A document's length is told in pieces of so many letters."""
_EDGE: Final = 3
"""So many letters on each side show how a number is set."""
_SORTS: Final[tuple[str, ...]] = (
    "w",
    "v",
    "l0",
    "l1",
    "ll",
    "r0",
    "r1",
    "rr",
    "lr",
    "nl",
    "nr",
    "n0",
    "nn",
    "b0",
    "s0",
    "title",
    "el",
    "er",
    "eb",
)
"""The features that are words."""
_OPENING, _CLOSING = "“\"'‘", "”\"'’"


def in_prose(reader: FigureReader, slot: Slot) -> bool:
    """Whether a number stands neither in a table nor in an official paper."""
    return reader.document.header is None and reader.document.blocks[slot.block].kind != "row"


def kept(reader: FigureReader, slots: Sequence[Slot], weigh: Weights) -> list[Quantity]:
    """The quantities of the slots that are figures; the two sides of a pair stay or go together."""
    every = [slot.quantity for slot in slots]
    if not weigh or reader.genre == "aggregate_report":
        return every
    doubted = [index for index, slot in enumerate(slots) if in_prose(reader, slot) and unit_class(slot) in _DOUBTED]
    if not doubted:
        return every
    options = WorthOptions(reader, slots, weigh)
    against = {index: options.against(index) for index in doubted}
    for index in doubted:
        if every[index].pair == 2 and index - 1 in against:
            against[index] = against[index - 1] = min(against[index], against[index - 1])
    return [quantity for index, quantity in enumerate(every) if against.get(index, _AGAINST) <= _AGAINST]


class WorthOptions:
    """What speaks against each slot of one text, after its phrases are set."""

    def __init__(self, reader: FigureReader, slots: Sequence[Slot], weigh: Weigher) -> None:
        self._reader, self._slots = reader, slots
        self._nothing = weigh([])
        self._keys = reader.tokens.keys
        self._raw, self._key = reader.text.raw, reader.text.key
        self._signs = signs = weigh.kept(_Signs)
        self._words = Words(reader, signs.words, self._nothing)
        self._labels = tally([self._key_at(slot.first - 1) for slot in slots])
        self._again = tally([(self._said(slot), self._key_at(slot.last)) for slot in slots])
        self._of_document = signs.document[self._many()] + self._words.of_title("title")

    def scored(self, index: int) -> list[tuple[bool, Any]]:
        """A figure, which weighs nothing, and none with its score (or its features, when learning)."""
        return [(True, self._nothing), (False, self.against(index))]

    def against(self, index: int) -> Any:
        """The score of being no figure."""
        slot = self._slots[index]
        return self._of_document + self._of_number(slot) + self._around(slot) + self._neighbours(index)

    def _said(self, slot: Slot) -> str:
        return self._key[slot.quantity.start : slot.quantity.end]

    def _key_at(self, at: int) -> str:
        return self._keys[at] if 0 <= at < len(self._keys) else ""

    def _many(self) -> tuple[str, str, str, bool, bool]:
        """How many numbers and times the document has, how long it is, whether it names its time and body."""
        periods, about = self._reader.mentions.periods, self._reader.circumstances
        counts = len(self._slots), len(periods), len(self._key) // _PIECE
        numbers, times, length = (bucket(count, _MANY) for count in counts)
        return numbers, times, length, about.report_period is not None, about.main_body is not None

    def _of_number(self, slot: Slot) -> Any:
        quantity, said = slot.quantity, self._said(slot)
        value = "-"
        if slot.unit == "count" and len(said) < _SHORT:
            value = said
        elif slot.unit == "count" and slot.amount <= _SMALL:
            value = str(slot.amount)
        told = quantity.form, value, quantity.bound, quantity.pair, slot.bracket
        has = slot.noun is not None, slot.subject is not None, slot.verb is not None
        kind = self._reader.document.blocks[slot.block].kind
        return self._signs.number[unit_class(slot), slot.unit, *told, *has, roles_of(slot), kind]

    def _around(self, slot: Slot) -> Any:
        """The words before the number and behind it, the nearest with their places."""
        start, end = self._reader.sentences[slot.sentence]
        first, last = self._reader.tokens.at(start), self._reader.tokens.before(end)
        words, word = self._words, self._words.one
        before, behind = words.before(slot, _FAR), words.between(slot.last, min(last, slot.last + _FAR))
        l1, l0 = ["^", "^", *before][-2:]
        r0, r1 = [*behind, "$", "$"][:2]
        number = f"{slot.quantity.form[0]}{min(slot.amount, 3)}" if slot.unit == "count" else unit_class(slot)
        total = words.each("w", before) + words.each("v", behind)
        total = total + word("l0", l0) + word("l1", l1) + word("ll", f"{l1} {l0}")
        total = total + word("r0", r0) + word("r1", r1) + word("rr", f"{r0} {r1}")
        total = total + word("lr", f"{l0} {r0}")
        total = total + word("nl", f"{number} {l0}") + word("nr", f"{number} {r0}")
        names = l0 == NAME or (slot.first == first + 1 and self._raw[start].isupper()), r0 == NAME
        ends = slot.first == first, slot.last == last
        return total + self._phrases(slot) + self._set(slot, number, (l0.isalpha(), r0.isalpha()), names, ends)

    def _phrases(self, slot: Slot) -> Any:
        """The words with which the phrases around the number begin."""
        total, shown = self._nothing, self._reader.shown
        if slot.noun is not None:
            noun = self._words.between(slot.noun[0], min(slot.noun[1], slot.noun[0] + 2))
            total = total + self._words.all("n0", noun[:1]) + self._words.one("nn", " ".join(noun))
        if slot.verb is not None:
            total = total + self._words.one("b0", shown[slot.verb[0]])
        if slot.subject is not None:
            total = total + self._words.one("s0", shown[slot.subject[0]])
        return total

    def _set(
        self, slot: Slot, number: str, words: tuple[bool, bool], names: tuple[bool, bool], ends: tuple[bool, bool]
    ) -> Any:
        """The letters that touch the number, what stands beside it, and how often it stands there."""
        left, right, raw = slot.quantity.start, slot.quantity.end, self._raw
        el, er = (_shape(raw[max(0, left - _EDGE) : left]), _shape(raw[right : right + _EDGE]))
        total = (
            self._words.one("el", el)
            + self._words.one("er", er)
            + self._words.one("eb", f"{number[0]} {el[-2:]} {er[:2]}")
        )
        marks = _mark(raw[left - 1 : left] or "^"), _mark(raw[right : right + 1] or "$")
        total = total + self._signs.edges[*marks, *words, *names, *ends, number]
        label = self._labels[self._key_at(slot.first - 1)]
        again = self._again[self._said(slot), self._key_at(slot.last)]
        counts = shapes.counts(self._key, right)
        return total + self._signs.repeated[bucket(label), bucket(again), counts, words[0], names[0], number]

    def _neighbours(self, index: int) -> Any:
        slot = self._slots[index]
        near = self._slots[max(0, index - _BESIDE) : index + _BESIDE + 1]
        here = sum(1 for other in near if other.sentence == slot.sentence)
        earlier, later = self._other(slot, index - 1), self._other(slot, index + 1)
        return self._signs.beside[earlier, later, bucket(here), slot.sentence == 0, unit_class(slot)]

    def _other(self, slot: Slot, at: int) -> str:
        """The number before or behind in the sentence, and how far it stands."""
        if not 0 <= at < len(self._slots) or self._slots[at].sentence != slot.sentence:
            return "-"
        other = self._slots[at]
        return f"{unit_class(other)}{bucket(max(other.first, slot.first) - min(other.last, slot.last))}"


class _Signs:
    """The features, as they are weighed."""

    def __init__(self, weigh: Weigher) -> None:
        self.words = {name: weigh.of(name) for name in _SORTS}
        self.number, self.beside, self.edges = weigh.group(_number), weigh.group(_beside), weigh.group(_edges)
        self.repeated, self.document = weigh.group(_repeated), weigh.group(_document)


def _shape(letters: str) -> str:
    return "".join(map(_kind, letters))


@cache
def _kind(letter: str) -> str:
    """Digits are alike, and so are small letters and capitals."""
    if letter.isdigit():
        return "0"
    if letter.isalpha():
        return "A" if letter.isupper() else "a"
    return "_" if letter == " " else letter


@cache
def _mark(letter: str) -> str:
    if letter.isspace() or letter.isalnum():
        return "_" if letter.isspace() else "a"
    return "“" if letter in _OPENING else "”" if letter in _CLOSING else letter


def _number(
    unit: str,
    code: str,
    form: str,
    value: str,
    bound: str,
    pair: int,
    bracket: bool,
    noun: bool,
    subject: bool,
    verb: bool,
    roles: str,
    kind: str,
) -> list[str]:
    return [
        "any",
        f"unit{unit}",
        f"code{code}",
        f"form{form}|{unit}",
        f"value{value}",
        f"bound{bound}",
        f"pair{pair}",
        f"bracket{bracket:d}",
        f"has{noun:d}{subject:d}{verb:d}|{unit}",
        f"roles{roles}",
        f"kind{kind}",
        f"noun{noun:d}|value{value}",
        f"verb{verb:d}|value{value}",
    ]


def _edges(
    left: str,
    right: str,
    word: bool,
    next_word: bool,
    name: bool,
    next_name: bool,
    opens: bool,
    ends: bool,
    number: str,
) -> list[str]:
    return [
        f"left{left}",
        f"right{right}",
        f"both{left}{right}|{number[0]}",
        f"names{name:d}{next_name:d}",
        f"names{name:d}{next_name:d}|{number}",
        f"name{name:d}|{number}|word{next_word:d}",
        f"words{word:d}{next_word:d}|{number}",
        f"opens{opens:d}|ends{ends:d}",
        f"opens{opens:d}|{number}",
    ]


def _repeated(label: str, again: str, counts: bool, word: bool, name: bool, number: str) -> list[str]:
    return [
        f"label{label}|{number}",
        f"label{label}|name{name:d}",
        f"again{again}|{number}",
        f"counts{counts:d}|{number}",
        f"counts{counts:d}|{number}|word{word:d}",
        f"counts{counts:d}|label{label}",
    ]


def _beside(earlier: str, later: str, here: str, title: bool, unit: str) -> list[str]:
    return [f"earlier{earlier}", f"later{later}", f"here{here}|{unit}", f"title{title:d}", f"title{title:d}|{unit}"]


def _document(numbers: str, times: str, length: str, report: bool, body: bool) -> list[str]:
    return [f"numbers{numbers}", f"times{times}", f"length{length}", f"report{report:d}{body:d}"]
