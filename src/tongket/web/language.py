"""The two languages of the desk. Words are data: `lexicon/web/desk.toml`, key = ["Vietnamese", "English"]."""

from __future__ import annotations

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


class Words:
    """The words of one language: `words("home.title")`, with `{name}` in them filled in."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._at = LANGUAGES.index(language)

    def __call__(self, key: str, **values: object) -> Markup:
        """The words for `key`, escaped values filled in. Raises KeyError for a key that the lexicon doesn't have."""
        found = _lexicon()[key][self._at]
        return Markup(found).format(**{name: escape(value) for name, value in values.items()})

    def get(self, key: str, default: str) -> str:
        """The words for `key`, or `default`: for codes that come from data."""
        found = _lexicon().get(key)
        return default if found is None else found[self._at]


@cache
def _lexicon() -> dict[str, list[str]]:
    """All words by "table.key"."""
    return {f"{name}.{key}": words for name, table in lexicon.load("web/desk").items() for key, words in table.items()}


@cache
def words_of(language: Language) -> Words:
    return Words(language)
