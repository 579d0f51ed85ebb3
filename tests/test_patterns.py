"""Lists of words as parts of regular expressions."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from tongket.patterns import maybe, one_of, whole

WORDS = st.lists(st.text(alphabet="aăơ .*(", min_size=1, max_size=6), min_size=1, max_size=6)


@given(WORDS)
def test_the_longest_word_is_taken(words: list[str]) -> None:
    for word in words:
        longest = max((w for w in words if (word + "…").startswith(w)), key=len)
        found = re.match(one_of(words), word + "…")
        assert found and found.group() == longest


def test_a_whole_word_does_not_go_on() -> None:
    assert re.match(whole(["tỷ", "tỷ lệ"]), "tỷ lệ") is not None
    assert re.match(whole(["tỷ"]), "tỷ đồng") is not None
    assert re.match(whole(["ty"]), "tyre") is None


def test_a_word_that_may_stand_brings_its_space() -> None:
    around = re.compile(maybe(["hơn", "gần"]) + "5")
    assert around.fullmatch("5") and around.fullmatch("hơn 5")
    assert not around.fullmatch("hơn5")
