"""What stands right behind or before a name and tells whose it is: ages, residences, offices, professions, speech."""

from __future__ import annotations

import re
from functools import cache

from tongket.grammar.capitals import UPPER
from tongket.patterns import alternatives, maybe, one_of
from tongket.privacy.words import table


def aside_words() -> str:
    """A mark and who somebody is: ", một nhân chứng"."""
    return rf"[(,–-]\s*{one_of(table()['aside'])}(?!\w)"


@cache
def somebody_behind() -> re.Pattern[str]:
    """Somebody without a name behind one: "Ann Bell, một người đàn ông"."""
    words = table()["birth"]["single"]
    return re.compile(
        rf"[{UPPER}]\w*[,(] ?{one_of(word for word in table()['aside'] if word.endswith(tuple(words)))}(?!\w)"
    )


@cache
def private_heads() -> frozenset[str]:
    """The first two letters of what `private_after` goes on with behind a space; most names are followed by others."""
    around = table()["signs"]
    words = (*table()["after"], *table()["home_after"], *around["small"], *around["about"])
    return frozenset(word[:2] for word in words)


@cache
def marked_heads() -> frozenset[str]:
    """Likewise behind a mark and a space."""
    around = table()["signs"]
    words = (*table()["marked"], *table()["aside"], *around["pictured"])
    return private_heads() | {word[:2] for word in words}


@cache
def private_after() -> re.Pattern[str]:
    """Right behind a name: "(SN 1990", ", 34 tuổi", " trú tại", "(1990, quê", ", một nhân chứng"."""
    words, marked, around = alternatives(table()["after"]), alternatives(table()["marked"]), table()["signs"]
    homes = alternatives(table()["home_after"])
    age = rf"{maybe(around['about'])}\d{{1,2}}(?:-\d{{1,2}})? ?{one_of(around['years'])}(?!\w)"
    sure = rf"(?:{words})(?!\w)|(?P<home>{homes})(?!\w)|{age}"
    small = maybe(around["small"])
    behind = rf"\s*[,;:–-]?\s*{small}(?:{sure.replace('home', 'dwelling')})"
    small = rf"{maybe(around['pictured'])}{small}"
    aside = rf"\s*(?P<aside>{aside_words()})"
    return re.compile(rf"{behind}|\s*[(,–-]\s*{small}(?:{sure}|(?:{marked})(?!\w))|\s*\((?:19|20)\d\d\b|{aside}")


@cache
def bracketed_home() -> re.Pattern[str]:
    """A residence in brackets, " (thôn Nam, xã …"."""
    return re.compile(rf" \((?:{alternatives(table()['residence']['homes'])}) ")


@cache
def public_after() -> re.Pattern[str]:
    """Behind a name and a mark: ", chuyên gia", " – Giám đốc", "(đại biểu"."""
    words = alternatives(table()["public"]["after"])
    return re.compile(rf"\s*[(,–-]\s*{maybe(table()['signs']['presently'])}({words})(?!\w)")


@cache
def firm_after() -> re.Pattern[str]:
    """A post in a firm behind a name: " (nguyên Tổng giám đốc Công ty", ", kế toán trưởng"."""
    posts, former = one_of(table()["public"]["posts"]), maybe(table()["signs"]["former"])
    return re.compile(rf"\s*[(,–-]\s*{former}{posts}(?!\w)(?! {one_of(table()['public']['state'])})[^(),;.]*\)?")


@cache
def office_inside() -> re.Pattern[str]:
    """An office in the brackets behind a name: "(SN 1960, nguyên Chủ tịch …"."""
    words, firms = alternatives(table()["public"]["offices"]), one_of(table()["public"]["firms"])
    former = rf"(?:{one_of(table()['signs']['former'])} )*"
    return re.compile(rf"\s*\((?![^()]*{firms})[^()]{{0,60}}?{former}(?<!\w)(?:{words})(?!\w)")


@cache
def _no_name() -> dict[str, re.Pattern[str]]:
    """By the first word of capitalised words that open something else the whole of them."""
    by_first: dict[str, list[str]] = {}
    for words in table()["names"]["compounds"]:
        by_first.setdefault(words.partition(" ")[0], []).append(words)
    return {first: re.compile(rf"(?:{alternatives(words)})(?!\w)") for first, words in by_first.items()}


def opens_other(key: str, start: int, word: str) -> bool:
    """Whether a capitalised `word` at `start` opens something else: "Công an", "Hội nghị"."""
    pattern = _no_name().get(key[start : start + len(word)])
    return pattern is not None and pattern.match(key, start) is not None


@cache
def accuses() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{alternatives(table()['accusing'])})(?!\w)")


@cache
def speaks() -> re.Pattern[str]:
    also = maybe(table()["signs"]["also"])
    return re.compile(rf"\s*,?\s*{also}(?:{alternatives(table()['speaking'])})(?!\w)")


def _kin_joined() -> str:
    """Between a relative and the name: ", ", " là ", " - "."""
    return rf"(?:,| [-–]| {one_of(table()['links'])})"


@cache
def kin_before() -> re.Pattern[str]:
    """A relative of somebody told of, before a comma: "mẹ cô, "."""
    joined = _kin_joined()
    kin, whose, of = one_of(table()["kin"]["words"]), one_of(table()["kin"]["whose"]), maybe(table()["kin"]["of"])
    return re.compile(rf"(?<!\w){kin} (?:{of}{whose}{joined}|[-–]$)$")


@cache
def kin_of_named() -> re.Pattern[str]:
    """A relative of somebody named, before a comma: "Chồng của Yates, "."""
    kin = one_of(form for word in table()["kin"]["words"] for form in (word, word.capitalize()))
    of, title, joined = maybe(table()["kin"]["of"]), maybe(table()["titles"]), _kin_joined()
    return re.compile(rf"(?<!\w)(?<![Vv]ợ ){kin} {of}{title}[{UPPER}]\w*(?: [{UPPER}]\w*)*{joined}$")


@cache
def struck() -> re.Pattern[str]:
    """What befell a professional, and the profession: "hành hung bác sĩ "."""
    deeds, whom = one_of(table()["struck"]["deeds"]), one_of(table()["struck"]["whom"])
    over = one_of(f"{word} " for word in table()["struck"]["between"])
    return re.compile(rf"(?<!\w){deeds} {over}*{whom} (?:[^\W\d_.]+ ){{0,2}}$")


@cache
def somebody_named() -> re.Pattern[str]:
    """Before a foreign name: "người đàn ông 78 tuổi mang tên "."""
    named, nouns = one_of(table()["named"]), one_of(table()["birth"]["someone"])
    return re.compile(rf"(?<!\w)(?:{nouns}|tuổi)(?: [^\W\d_]+){{0,4}}? {named}(?: là)? [“\"]?$")


@cache
def somebody_aged() -> re.Pattern[str]:
    """Before a name: somebody and an age, "cô gái 18 tuổi "."""
    nouns, years = one_of(table()["birth"]["single"]), one_of(table()["signs"]["years"])
    return re.compile(rf"(?<!\w){nouns}(?: [^\W\d_]+){{0,4}} \d{{1,2}} {years},? $")


@cache
def somebody_beside() -> re.Pattern[str]:
    """Before a foreign name between commas: "một người đàn ông sống ở …, "."""
    return re.compile(rf"(?<!\w){one_of(table()['birth']['single'])}(?: [^\W\d_]+){{0,8}}, $")


@cache
def wronged() -> re.Pattern[str]:
    """Before the name of somebody robbed or cheated: "chiếm đoạt … tỷ đồng của ông "."""
    words = table()["wronged"]
    whom = one_of(f"{word} " for word in (*table()["titles"], *words["whom"]))
    of = rf"(?:(?: [^.;:()\n]{{0,60}})? {one_of(words['of'])} {whom}?| {whom})"
    return re.compile(rf"(?<!\w){one_of(words['deeds'])}{of}$")


@cache
def comments() -> re.Pattern[str]:
    """Behind a reader's name: " bình luận: "."""
    return re.compile(rf" {one_of(table()['comments'])}: ")


@cache
def owned() -> re.Pattern[str]:
    """Before the title of a household's head: "điểm bán thịt của "."""
    return re.compile(rf"(?<!\w){one_of(table()['owned'])}(?: [^\W\d_]+){{0,4}} {one_of(table()['kin']['of'])} $")


@cache
def of_person(sure: bool) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Before and behind a foreign name: what only a person is called, and what only a person does.

    Where it is not `sure` that private people are told of, only what befalls a victim or a suspect.
    """
    words = table()["foreign"]
    does, being = one_of(words["does" if sure else "suffers"]), one_of(words["being"])
    return (
        re.compile(rf"(?<!\w){one_of(words['before' if sure else 'before_victim'])} $"),
        re.compile(rf"(?:,? {maybe(words['small'])}{does}|(?:,| {one_of(words['is'])}) {being})(?!\w)"),
    )


@cache
def _stately() -> re.Pattern[str]:
    words = table()["public"]
    return re.compile(rf"(?<!\w)(?:{alternatives(words['not_state'])}|(?P<state>{alternatives(words['state'])}))(?!\w)")


def stately(key: str, start: int, end: int) -> bool:
    """Whether words make of an office one of a public body: "UBND", "Sở", "huyện"; "cán bộ" alone does not."""
    return any(match.lastgroup for match in _stately().finditer(key, start, end))


@cache
def office_name() -> re.Pattern[str]:
    """The beginning of an office that is written with capitals: "Phó Tổng …"."""
    return re.compile(rf"{one_of(table()['names']['offices'])}(?!\w)")


@cache
def introduced() -> re.Pattern[str]:
    """Before the first name of a list: "số thủy thủ thiệt mạng gồm ", "hai nam sinh … là "."""
    whom, by = one_of(table()["introduced"]["whom"]), one_of(table()["introduced"]["by"])
    return re.compile(rf"(?<!\w){whom}(?!\w)[^.;:()\n]{{0,60}} {by}:? $")


@cache
def struck_after() -> re.Pattern[str]:
    """What befell a professional, behind the name: " được tại ngoại", " bị hành hung"."""
    words = table()["struck"]
    small = maybe(table()["foreign"]["small"])
    suffered = rf"{one_of(words['suffered'])} {small}{one_of(words['after'])}"
    return re.compile(rf" {small}(?:{suffered}|{one_of(words['faults'])})(?!\w)")
