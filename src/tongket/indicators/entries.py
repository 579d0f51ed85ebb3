"""TOML → entries of the catalogue; whatever is wrong in a file is told in one line: file, entry, cause."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeGuard, get_args

import tomli

from tongket.indicators.catalogue import (
    Break,
    Catalogue,
    CatalogueError,
    Form,
    Indicator,
    Name,
    Official,
    Sector,
    settings,
)
from tongket.indicators.phrases import Words, words
from tongket.records import Kind

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_FILE_KEYS = frozenset({"sector", "name", "words", "indicator"})
_FORM_KEYS = frozenset(
    {"counted", "whole", "holds", "acts", "near", "context", "body", "before", "right_before", "after"}
    | {"not", "not_near", "not_context", "within", "covers", "of", "unit", "any", "kinds"}
)
_ENTRY_KEYS = _FORM_KEYS | frozenset(
    {"id", "name", "kind", "sums", "part_of", "outcome_of", "per"}
    | {"official", "breaks", "rules", "parts", "general", "examples", "when"}
)
_RULED_OUT = ("not", "not_near", "not_context")
"""What stands at an entry for all its forms."""
_KINDS = frozenset(get_args(Kind))
_RELATIONS = ("part_of", "outcome_of", "per")
Lists = Mapping[str, tuple[Words, ...]]

_words = lru_cache(8192)(words)
"""Many entries have the same phrases."""


@dataclass(frozen=True, slots=True)
class _Where:
    """File and entry, as an error names them."""

    file: str
    entry: str | None = None

    def fault(self, cause: str) -> CatalogueError:
        return CatalogueError(": ".join(part for part in (self.file, self.entry, cause) if part))


def parsed(folders: Sequence[Mapping[str, str]]) -> Catalogue:
    """The catalogue of folders, each name → text of its files; an entry replaces that of an earlier folder.

    Raises CatalogueError.
    """
    tables = [{name: _table(name, text) for name, text in folder.items()} for folder in folders]
    lists = _lists(tables)
    sectors: dict[str, Sector] = {}
    entries: dict[str, Indicator] = {}
    for folder in tables:
        own: dict[str, Indicator] = {}
        for file, table in folder.items():
            sector = _sector(_Where(file), table)
            sectors.setdefault(sector.id, sector)
            for entry in _entries(file, table, sector.id, lists):
                if entry.id in own:
                    raise _Where(file, entry.id).fault(f"the id is also in {own[entry.id].file}")
                own[entry.id] = entry
        entries |= own
    _check_relations(entries)
    return Catalogue(sectors.values(), entries.values())


def _table(file: str, text: str) -> dict[str, Any]:
    try:
        table = tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        raise _Where(file).fault(str(error)) from None
    _known(_Where(file), table, _FILE_KEYS)
    if not isinstance(table.get("sector"), str) or not _SLUG.fullmatch(table["sector"]):
        raise _Where(file).fault('no `sector = "…"`, of letters a-z, digits and hyphens')
    return table


def _lists(folders: Sequence[Mapping[str, Mapping[str, Any]]]) -> dict[str, tuple[Words, ...]]:
    """ "sector/name" → the phrases of a named list; one may name others."""
    written: dict[str, tuple[_Where, list[str]]] = {}
    for folder in folders:
        for file, table in folder.items():
            for name, phrases in _mapping(_Where(file), "words", table.get("words", {})).items():
                where = _Where(file, f"words.{name}")
                written[f"{table['sector']}/{name}"] = where, _strings(where, name, phrases)
    lists: dict[str, tuple[Words, ...]] = {}

    def resolve(name: str, open_lists: tuple[str, ...]) -> tuple[Words, ...]:
        if name in lists:
            return lists[name]
        where, phrases = written[name]
        if name in open_lists:
            raise where.fault("the list holds itself")
        found: list[Words] = []
        for phrase in phrases:
            if phrase.startswith("@"):
                other = _list_name(where, phrase, name.partition("/")[0], written)
                found += resolve(other, (*open_lists, name))
            else:
                found.append(_phrase(where, phrase))
        lists[name] = tuple(dict.fromkeys(found))
        return lists[name]

    for name in written:
        resolve(name, ())
    return lists


def _list_name(where: _Where, reference: str, sector: str, known: Mapping[str, object]) -> str:
    name = reference[1:] if "/" in reference else f"{sector}/{reference[1:]}"
    if name not in known:
        raise where.fault(f"no list {reference}")
    return name


def _sector(where: _Where, table: Mapping[str, Any]) -> Sector:
    return Sector(table["sector"], _name(where, table.get("name")))


def _entries(file: str, table: Mapping[str, Any], sector: str, lists: Lists) -> Iterable[Indicator]:
    written = table.get("indicator", [])
    if not isinstance(written, list) or not all(isinstance(entry, dict) for entry in written):
        raise _Where(file).fault("entries are written [[indicator]]")
    for number, entry in enumerate(written, 1):
        identity = entry.get("id")
        if not isinstance(identity, str) or not _SLUG.fullmatch(identity):
            raise _Where(file, f"entry {number}").fault('no `id = "…"`, of letters a-z, digits and hyphens')
        yield _entry(_Where(file, identity), entry, sector, lists)


def _entry(where: _Where, entry: Mapping[str, Any], sector: str, lists: Lists) -> Indicator:
    _known(where, entry, _ENTRY_KEYS)
    kinds = settings()["kinds"]
    kind = str(entry.get("kind"))
    if kind not in kinds:
        raise where.fault(f"`kind` is one of {', '.join(kinds)}")
    units = _strings(where, "unit", entry.get("unit", []))
    if not units:
        raise where.fault("no `unit`")
    sums = _strings(where, "sums", entry.get("sums", [over for over, may in kinds[kind].items() if may]))
    if not {"places", "periods"}.issuperset(sums):
        raise where.fault('`sums` is a list out of "places", "periods"')
    examples = _strings(where, "examples", entry.get("examples", []))
    if not any("[" in example for example in examples):
        raise where.fault("no example that has a number in brackets")
    return Indicator(
        id=entry["id"],
        name=_name(where, entry.get("name")),
        sector=sector,
        units=tuple(units),
        kind=kind,
        forms=_forms(where, entry, frozenset(units), sector, lists),
        sums=frozenset(sums),
        **{relation: _string(where, relation, entry.get(relation)) for relation in _RELATIONS},
        official=_official(where, entry.get("official")),
        breaks=_breaks(where, entry.get("breaks", [])),
        rules=_flag(where, "rules", entry.get("rules", False)),
        parts=_flag(where, "parts", entry.get("parts", False)),
        general=_flag(where, "general", entry.get("general", False)),
        examples=tuple(examples),
        file=where.file,
    )


def _forms(
    where: _Where, entry: Mapping[str, Any], units: frozenset[str], sector: str, lists: Lists
) -> tuple[Form, ...]:
    first = {key: value for key, value in entry.items() if key in _FORM_KEYS and key != "unit"}
    common = {key: first.pop(key) for key in _RULED_OUT if key in first}
    more = entry.get("when", [])
    if not isinstance(more, list) or not all(isinstance(form, dict) for form in more):
        raise where.fault("further forms are written [[indicator.when]]")
    written = [first, *more] if first or not more else more
    return tuple(_form(where, form, common, units, sector, lists) for form in written)


def _form(
    where: _Where,
    form: Mapping[str, Any],
    common: Mapping[str, Any],
    units: frozenset[str],
    sector: str,
    lists: Lists,
) -> Form:
    _known(where, form, _FORM_KEYS)

    def phrases(key: str) -> tuple[Words, ...]:
        written = [*_strings(where, key, common.get(key, [])), *_strings(where, key, form.get(key, []))]
        found: list[Words] = []
        for phrase in written:
            if phrase.startswith("@"):
                found += lists[_list_name(where, phrase, sector, lists)]
            else:
                found.append(_phrase(where, phrase))
        return tuple(dict.fromkeys(found))

    made = Form(
        units=frozenset(_strings(where, "unit", form["unit"])) if "unit" in form else units,
        counted=phrases("counted"),
        whole=phrases("whole"),
        holds=phrases("holds"),
        acts=phrases("acts") if "acts" in form else None,
        near=phrases("near"),
        context=phrases("context"),
        body=phrases("body"),
        before=phrases("before"),
        right_before=phrases("right_before"),
        after=phrases("after"),
        unlike=phrases("not"),
        not_near=phrases("not_near"),
        not_context=phrases("not_context"),
        within=tuple(_strings(where, "within", form.get("within", []))),
        covers=tuple(_strings(where, "covers", form.get("covers", []))),
        of=tuple(_strings(where, "of", form.get("of", []))),
        any=_flag(where, "any", form.get("any", False)),
        kinds=frozenset(_strings(where, "kinds", form.get("kinds", []))),
    )
    if not (made.is_worded or made.within or made.covers or made.of or made.any):
        raise where.fault("a form needs `counted`, `whole`, `holds`, `within`, `covers`, `of` or `any = true`")
    if not made.kinds <= _KINDS:
        raise where.fault(f"`kinds` is a list out of {', '.join(sorted(_KINDS))}")
    if made.any and not (made.near or made.context or made.before or made.right_before or made.after):
        raise where.fault("a form with `any` needs `near`, `context`, `before`, `right_before` or `after`")
    return made


def _check_relations(entries: Mapping[str, Indicator]) -> None:
    """Every id that an entry names is there, and no chain of one relation leads back to its beginning."""
    for entry in entries.values():
        where = _Where(entry.file, entry.id)
        links = [("within", other) for form in entry.forms for other in form.within]
        links += [("covers", other) for form in entry.forms for other in form.covers]
        links += [("of", other) for form in entry.forms for other in form.of]
        for relation, other in [*entry.related.items(), *links]:
            if other not in entries:
                raise where.fault(f"`{relation}` names {other}, which is no indicator")
        for relation in ("part_of", "outcome_of"):
            _check_chain(where, entry, entries, relation)


def _check_chain(where: _Where, entry: Indicator, entries: Mapping[str, Indicator], relation: str) -> None:
    chain = [entry.id]
    while (other := entries[chain[-1]].related.get(relation)) is not None:
        if other in chain:
            raise where.fault(f"a cycle: {' → '.join([*chain, other])}")
        chain.append(other)


# ── values ───────────────────────────────────────────────────────────────────
def _known(where: _Where, table: Mapping[str, Any], keys: frozenset[str]) -> None:
    if unknown := sorted(set(table) - keys):
        raise where.fault(f"unknown key {unknown[0]}")


def _mapping(where: _Where, key: str, value: Any) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise where.fault(f"`{key}` is a table")
    return value


def _strings(where: _Where, key: str, value: Any) -> list[str]:
    """A list of strings; one string is a list of one."""
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list) or not all(isinstance(each, str) and each.strip() for each in listed):
        raise where.fault(f"`{key}` is a list of strings")
    return listed


def _string(where: _Where, key: str, value: Any) -> str | None:
    if value is not None and not (isinstance(value, str) and value.strip()):
        raise where.fault(f"`{key}` is a string")
    return value


def _flag(where: _Where, key: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise where.fault(f"`{key}` is true or false")
    return value


def _phrase(where: _Where, phrase: str) -> Words:
    found = _words(phrase)
    if not found:
        raise where.fault(f"a phrase without words: {phrase}")
    return found


def _name(where: _Where, value: Any) -> Name:
    if not _in_both(value):
        raise where.fault('no `name = { vi = "…", en = "…" }`')
    return Name(**value)


def _in_both(value: Any) -> TypeGuard[dict[str, str]]:
    """Whether something is told in both languages: { vi, en }."""
    return isinstance(value, dict) and set(value) == {"vi", "en"} and all(map(_is_text, value.values()))


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _official(where: _Where, value: Any) -> Official | None:
    if value is None:
        return None
    table = _mapping(where, "official", value)
    _known(where, table, frozenset({"name", "code", "definition", "translation", "source"}))
    told = {
        key: _string(where, f"official.{key}", table.get(key)) for key in ("name", "code", "definition", "translation")
    }
    source = _string(where, "official.source", table.get("source"))
    if source is None:
        raise where.fault("`official` has no `source`")
    return Official(**told, source=source)


def _breaks(where: _Where, value: Any) -> tuple[Break, ...]:
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise where.fault("`breaks` is a list of { date, reason }")
    return tuple(sorted((_break(where, each) for each in value), key=lambda each: each.date))


def _break(where: _Where, value: Mapping[str, Any]) -> Break:
    """A reason is told in both languages, as a name is; one text alone stands for both."""
    _known(where, value, frozenset({"date", "reason"}))
    date, reason = value.get("date"), value.get("reason")
    if type(date) is not dt.date:
        raise where.fault("a break has a `date` like 2025-07-01")
    if isinstance(reason, str) and _is_text(reason):
        return Break(date, Name(reason, reason))
    if not _in_both(reason):
        raise where.fault('a break has a `reason = { vi = "…", en = "…" }`')
    return Break(date, Name(reason["vi"], reason["en"]))
