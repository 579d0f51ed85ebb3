"""Whether two counted phrases can count the same thing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from tongket import lexicon
from tongket.text import key


def same_thing(part: str | None, whole: str | None) -> bool:
    """'31 trường hợp' of '259 trường hợp', '200 nam' of '259 người', but not '45 đối tượng' of '31 vụ'.

    Phrases that open with different nouns of counting ("vụ", "đối tượng") count different things; a phrase without
    one says what kind, and fits everywhere.
    """
    if part is None or whole is None:
        return True
    one, other = _classifier(key(part)), _classifier(key(whole))
    return one is None or one == other or (other is None and key(whole).startswith(one))


def _classifier(phrase: str) -> str | None:
    """The noun of counting that a phrase opens with."""
    return next((word for word in _classifiers() if phrase == word or phrase.startswith(word + " ")), None)


@cache
def _classifiers() -> tuple[str, ...]:
    """The longest first: "lượt người" before "lượt"."""
    return tuple(sorted(lexicon.load("phrases")["general"], key=len, reverse=True))


def classified(phrase: str | None) -> bool:
    """Whether a phrase opens with a noun of counting: "vụ", "người"."""
    return phrase is not None and _classifier(key(phrase)) is not None


def different_things(one: str | None, other: str | None) -> bool:
    """Whether two phrases open with different nouns of counting: 'vụ' and 'người bị thương'."""
    first, second = _classifier(key(one or "")), _classifier(key(other or ""))
    return first is not None and second is not None and first != second


def head_of(phrase: str | None) -> str | None:
    """The first word of a counted phrase, as a key."""
    words = key(phrase or "").split()
    return words[0] if words else None


def repeats_noun(parts: Sequence[str | None], whole: str | None) -> bool:
    """Whether each part opens with a word of the whole: '20 trường công lập, 13 trường tư thục' of '36 trường'."""
    own = set(key(whole or "").split())
    return all(head_of(part) in own for part in parts)


def same_list(parts: Sequence[str | None], whole: str | None) -> bool:
    """Whether counted phrases can be a list of parts: all repeat the noun of the whole, or none does and they don't
    share another one ('4 dự án, 3 dự án' are not what '14 văn kiện' divide into)."""
    if repeats_noun(parts, whole):
        return True
    heads = [head_of(part) for part in parts]
    return head_of(whole) not in heads and len(set(heads)) > 1
