"""Looking up phrases among tokens."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tongket.memo import Memo
from tongket.reading.tokens import RoleTables

_WORD = st.sampled_from(["a", "b", "c"])
_PHRASE = st.lists(_WORD, min_size=1, max_size=3).map(" ".join)


@given(st.dictionaries(st.sampled_from(["x", "y"]), st.lists(_PHRASE, max_size=4)), st.lists(_WORD, max_size=6))
def test_the_longest_phrase_of_each_role_is_found(lexicon: dict[str, list[str]], keys: list[str]) -> None:
    roles = RoleTables(lexicon).over(keys)
    for at in range(len(keys) + 1):
        expected = {}
        for role, phrases in lexicon.items():
            sizes = [len(words) for phrase in phrases if keys[at : at + len(words := phrase.split())] == words]
            if sizes:
                expected[role] = max(sizes)
        assert dict(roles[at]) == expected


def test_a_memo_asks_once() -> None:
    asked = []
    memo = Memo(lambda key: asked.append(key) or len(asked))
    assert [memo["a"], memo["a"], memo["b"]] == [1, 1, 2] and asked == ["a", "b"]
