"""The two languages of the desk. Words are data: `lexicon/web/desk.toml`, key = ["Vietnamese", "English"], and where
they go with a number a third, the English for one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Literal, get_args

from fastapi import Request
from markupsafe import Markup, escape

from tongket import lexicon

Language = Literal["vi", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
COOKIE = "lang"


def language_of(request: Request) -> Language:
    """`?lang=`, else what was chosen before, else what the browser asks for, else Vietnamese."""
    told = (request.query_params.get("lang"), request.cookies.get(COOKIE))
    for each in told:
        if each in LANGUAGES:
            return "en" if each == "en" else "vi"
    wanted = request.headers.get("accept-language", "").lower()
    places = {each: wanted.find(each) for each in LANGUAGES}
    return "en" if places["en"] >= 0 and (places["vi"] < 0 or places["en"] < places["vi"]) else "vi"


def one_of(words: Sequence[str], language: Language, n: object = None) -> str:
    """Of the words of a key those of a language, and in English those that go with the number `n`."""
    return words[0] if language == "vi" else words[2] if n == 1 and len(words) > 2 else words[1]


class Words:
    """The words of one language: `words("home.title")`, with `{name}` in them filled in."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def __call__(self, key: str, **values: object) -> Markup:
        """The words for `key`, escaped values filled in. Raises KeyError for a key that the lexicon doesn't have."""
        return self._filled(one_of(_lexicon()[key], self.language), values)

    def count(self, key: str, n: int, **values: object) -> Markup:
        """The words for `key` as they go with a number, `{n}` in them filled in with it. Raises KeyError."""
        digits = f"{n:,}" if self.language == "en" else f"{n:,}".replace(",", ".")
        return self._filled(one_of(_lexicon()[key], self.language, n), {"n": digits, **values})

    def _filled(self, words: str, values: Mapping[str, object]) -> Markup:
        return Markup(words).format(**{name: escape(value) for name, value in values.items()})

    def get(self, key: str, default: str) -> str:
        """The words for `key`, or `default`: for codes that come from data."""
        found = _lexicon().get(key)
        return default if found is None else one_of(found, self.language)


@cache
def _lexicon() -> dict[str, list[str]]:
    """All words by "table.key"."""
    return {f"{name}.{key}": words for name, table in lexicon.load("web/desk").items() for key, words in table.items()}


@cache
def words_of(language: Language) -> Words:
    return Words(language)
