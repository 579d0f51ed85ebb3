"""One body, several names: the longest name of a document for each of its short mentions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final, NamedTuple

from tongket import lexicon
from tongket.records import Body
from tongket.text import Text, key

_WORD: Final = re.compile(r"\w+")
_BRACKET: Final = re.compile(r"[ ]?\([^()]*\)")
_DEFINITION: Final = re.compile(r"[ ]?\(((?:[^\W\d_]|[&\d. -]){2,24})\)")
_SURE_WORDS: Final = 4


@cache
def _abbreviations() -> dict[str, tuple[str, ...]]:
    return {key(k): tuple(key(v).split()) for k, v in lexicon.load("bodies")["abbreviations"].items()}


class _Comparison(NamedTuple):
    """The words of lexicon/bodies.toml, "comparison", and the country whose bodies are not foreign."""

    joiners: frozenset[str]
    home: str
    offices: tuple[tuple[str, ...], ...]


@cache
def _comparison() -> _Comparison:
    table = lexicon.load("bodies")["comparison"]
    return _Comparison(
        frozenset(table["joiners"]),
        lexicon.load("places")["country"]["name"],
        tuple(tuple(o.split()) for o in table["offices"]),
    )


@dataclass(slots=True)
class _Name:
    """A candidate: a mention, or the parent at the end of one."""

    start: int
    type: str
    words: tuple[str, ...]
    text: str
    foreign: bool = False


@lru_cache(maxsize=4096)
def name_words(name: str) -> tuple[str, ...]:
    """The words of a name for comparison: abbreviations written out, brackets and joining words left out."""
    words: list[str] = []
    for word in _WORD.findall(_BRACKET.sub("", key(name))):
        words.extend(_abbreviations().get(word, (word,)))
    joiners = _comparison().joiners
    return tuple(w for w in words if w not in joiners)


def _within(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """True where `short` is `long` with words left out, from the same first word on."""
    if not short or short[0] != long[0]:
        return False
    rest = iter(long)
    return all(word in rest for word in short)


def _definitions(bodies: Sequence[Body], text: Text) -> dict[str, str]:
    """Abbreviations that the text defines: "Ban Quản lý dự án (BQLDA)" → its name."""
    found: dict[str, str] = {}
    for body in bodies:
        match = _DEFINITION.match(text.raw, body.end)
        if match is not None and not body.generic:
            found.setdefault(key(match[1]), str(body.value))
    return found


def _candidates(bodies: Sequence[Body]) -> list[_Name]:
    return [
        _Name(body.start, body.type, name_words(str(body.value)), str(body.value), _is_foreign(body)) for body in bodies
    ]


def _is_foreign(body: Body) -> bool:
    return body.level == "central" and body.place is not None and body.place != _comparison().home


def _tail(mine: _Name, name: _Name) -> _Name | None:
    """The parent at the end of a longer name, where mine may be a short form of it: "… Công an tỉnh Lạng Sơn"."""
    opening = mine.words[:2]
    if len(opening) < 2 or opening[0] not in name.words[1:]:
        return None
    for i in range(1, len(name.words) - len(mine.words)):
        if name.words[i : i + 2] == opening and _within(mine.words, name.words[i:]):
            at = key(name.text).find(" ".join(_WORD.findall(key(mine.text))[:2]))
            return _Name(name.start, mine.type, name.words[i:], name.text[at:]) if at > 0 else None
    return None


def _fitting(mine: _Name, names: Sequence[_Name]) -> list[_Name]:
    """The longer names, or ends of names, that mine may stand for; a foreign body is named in full each time."""
    fitting = []
    for name in names:
        if len(name.words) <= len(mine.words) or (name.foreign and not mine.foreign):
            continue
        if _within(mine.words, name.words):
            fitting.append(name)
        elif (tail := _tail(mine, name)) is not None:
            fitting.append(tail)
    return fitting


def _choose(mine: _Name, fitting: Sequence[_Name]) -> str:
    """The longest name that agrees with mine; where several bodies do, the nearest before it, else after it."""
    if not fitting:
        return mine.text
    before = [n for n in fitting if n.start <= mine.start]
    anchor = before[-1] if before else fitting[0]
    agreeing = [n for n in fitting if _within(anchor.words, n.words)]
    return max(agreeing, key=lambda n: len(n.words)).text


def _with_office(words: tuple[str, ...], spelled: Mapping[tuple[str, ...], str]) -> str | None:
    """'QLTT Hà Nội' where the text also has 'Chi cục QLTT Hà Nội'."""
    if len(words) < _SURE_WORDS:
        return None
    return next((spelled[office + words] for office in _comparison().offices if office + words in spelled), None)


def _written_out(mine: _Name, spelled: Mapping[tuple[str, ...], str]) -> str | None:
    """'KTNN' where the text also has 'Kiểm toán Nhà nước': only for what is nothing but its abbreviation."""
    return spelled[mine.words] if mine.text.isupper() and " " not in mine.text else None


def resolve(bodies: Sequence[Body], text: Text) -> dict[int, str]:
    """Index of each mention → the name to report, exactly as it stands in the text.

    "Công an tỉnh", "Cục", "BHXH" get the longest name that the document gives the same body; generic ones are absent.
    """
    named = {i: body for i, body in enumerate(bodies) if not body.generic}
    names = _candidates(list(named.values()))
    definitions = _definitions(bodies, text)
    spelled: dict[tuple[str, ...], str] = {}
    for name in names:
        if len(name.text) > len(spelled.get(name.words, "")):
            spelled[name.words] = name.text
    fitting: dict[tuple[str, ...], list[_Name]] = {}
    resolved: dict[int, str] = {}
    for index, mine in zip(named, names, strict=True):
        if mine.words not in fitting:
            fitting[mine.words] = _fitting(mine, names)
        defined = definitions.get(key(mine.text))
        if defined is None and not fitting[mine.words]:
            defined = _with_office(mine.words, spelled) or _written_out(mine, spelled)
        resolved[index] = defined if defined is not None else _choose(mine, fitting[mine.words])
    return resolved
