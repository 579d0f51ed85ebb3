"""The finder against the plain automaton over text, for any letters."""

from ahocorasick_rs import AhoCorasick, MatchKind
from hypothesis import given
from hypothesis import strategies as st

from tongket.finder import WordFinder

LETTERS = "aăđêộ ?.–ñ中\U0001f600"
WORDS = st.lists(st.text(LETTERS[:6], min_size=1, max_size=3), min_size=1, max_size=5, unique=True)


@given(words=WORDS, text=st.text(LETTERS, max_size=40))
def test_finds_what_the_plain_automaton_finds(words: list[str], text: str) -> None:
    plain = AhoCorasick(words, matchkind=MatchKind.LeftmostLongest)
    assert WordFinder(words).find(text) == plain.find_matches_as_indexes(text)


@given(words=WORDS, text=st.text(LETTERS, max_size=40))
def test_finds_overlapping_words_too(words: list[str], text: str) -> None:
    plain = AhoCorasick(words).find_matches_as_indexes(text, overlapping=True)
    assert WordFinder(words, overlapping=True).find(text) == plain


def test_finds_words_of_other_alphabets() -> None:
    finder = WordFinder(["côte d'ivoire", "são tomé", "españa", "中", "?"])
    assert finder.find("ở españa? và 中") == [(2, 2, 8), (4, 8, 9), (3, 13, 14)]


def test_letters_without_a_byte_are_no_question_marks() -> None:
    assert WordFinder(["a?"]).find("a中 a?") == [(0, 3, 5)]
