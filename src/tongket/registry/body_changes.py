"""When kinds of bodies and their places began and ended, and who held which function (registry/data/*.toml)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from typing import Final

from tongket.grammar.gazetteer import NEW_DIVISION
from tongket.registry.body_paths import MADE_PROVINCE, Path, by_slug, level_of
from tongket.registry.body_words import table
from tongket.registry.slugs import slug

_DAY: Final = dt.timedelta(days=1)
PROVINCES_ACT: Final = "Nghị quyết 202/2025/QH15"
DISTRICTS_ACT: Final = "Luật Tổ chức chính quyền địa phương 72/2025/QH15"


@dataclass(frozen=True, slots=True)
class Change:
    """Kinds that ended with the day before `day`, at `level` or everywhere, and the kinds that followed."""

    day: dt.date
    ended: tuple[str, ...]
    to: tuple[str, ...]
    level: str | None
    to_level: str | None
    new: bool
    source: str
    verified: bool
    note: str | None = None
    inside: str | None = None
    """Only arms of bodies of this type ("so": "Thanh tra Sở Y tế")."""
    but: tuple[str, ...] = ()
    to_day: dt.date | None = None
    """First day of who followed, where others stood between."""


@cache
def changes() -> tuple[Change, ...]:
    return tuple(
        Change(
            row["day"],
            tuple(map(slug, row["from"])),
            tuple(map(slug, row["to"])),
            row.get("level"),
            row.get("to_level"),
            row.get("new", False),
            row["source"],
            row["verified"],
            row.get("note"),
            None if "inside" not in row else slug(row["inside"]),
            tuple(map(slug, row.get("but", ()))),
            row.get("to_day"),
        )
        for row in table("changes")["change"]
    )


@cache
def _endings() -> dict[str, list[Change]]:
    found: dict[str, list[Change]] = {}
    for change in changes():
        for kind in change.ended:
            found.setdefault(kind, []).append(change)
    return found


@cache
def _beginnings() -> dict[str, list[Change]]:
    found: dict[str, list[Change]] = {}
    for change in changes():
        for kind in change.to if change.new else ():
            found.setdefault(kind, []).append(change)
    return found


def ended(kind: str, level: str, inside: str | None = None) -> Change | None:
    """The change that ended a kind at a level, `inside` a body of another kind."""
    return next(
        (
            change
            for change in _endings().get(kind, ())
            if change.level in (None, level)
            and (change.inside is None or (inside or "").startswith(f"{change.inside}-"))
            and inside not in change.but
        ),
        None,
    )


def kind_valid(kind: str, level: str, inside: str | None = None) -> tuple[dt.date | None, dt.date | None]:
    """First and last day of a kind at a level, as far as the changes tell.

    A kind that came back ("Chi cục Quản lý thị trường" from 2025) has no end.
    """
    over = ended(kind, level, inside)
    begun = next((c for c in _beginnings().get(kind, ()) if (c.to_level or c.level) in (None, level)), None)
    back = over is not None and any(
        kind in c.to and c.day > over.day and (c.to_level or c.level) in (None, level) for c in changes()
    )
    return None if begun is None else begun.to_day or begun.day, None if over is None or back else over.day - _DAY


# ── places ───────────────────────────────────────────────────────────────────
def place_valid(path: Path) -> tuple[dt.date | None, dt.date | None]:
    """First and last day of a place: provinces merged and districts ended on 1 July 2025."""
    if not path:
        return None, None
    province = by_slug().get(path[0])
    made = MADE_PROVINCE.get(path[0])
    first = None if made is None else made[0]
    unmade = next((day for name, (day, before) in MADE_PROVINCE.items() if before == path[0]), None)
    if len(path) == 2 and level_of(path) == "commune":
        return NEW_DIVISION, None
    last = unmade or (NEW_DIVISION if len(path) > 1 or (province and province.into) else None)
    return first, None if last is None else last - _DAY


def successor_paths(path: Path) -> list[tuple[Path, dt.date, str]]:
    """The places that took a province in, with the day and the act; a district has none."""
    if len(path) != 1:
        return []
    for name, (day, before) in MADE_PROVINCE.items():
        if before == path[0]:
            return [((name,), day, "Nghị quyết 175/2024/QH15")]
    province = by_slug().get(path[0])
    into = None if province is None else province.into
    return [] if into is None else [((into,), NEW_DIVISION, PROVINCES_ACT)]


def place_on(path: Path, day: dt.date) -> Path:
    """The province that a province is, or lies in, on a day."""
    for into, since, _ in successor_paths(path):
        if since <= day:
            return place_on(into, day)
    return path


# ── functions ────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Held:
    """Who held a function in the country (`by`) and in a province (`local`), from the first to the last day."""

    by: str
    local: str | None
    first: dt.date | None
    last: dt.date | None
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Function:
    """A task of the State, with its holders in order of time."""

    id: str
    vi: str
    en: str
    held: tuple[Held, ...]


@cache
def functions() -> dict[str, Function]:
    """Every function by its id."""
    found = {}
    for name, row in table("functions").items():
        first: dt.date | None = None
        held: list[Held] = []
        for each in row["held"]:
            local = each.get("local")
            last = each.get("until")
            held.append(Held(slug(each["by"]), local and slug(local), first, last, each["source"], each["verified"]))
            first = None if last is None else last + _DAY
        found[name] = Function(name, row["vi"], row["en"], tuple(held))
    return found


@cache
def _moves() -> dict[tuple[str, str], list[tuple[str, str, dt.date, str, bool]]]:
    found: dict[tuple[str, str], list[tuple[str, str, dt.date, str, bool]]] = {}
    for function in functions().values():
        for before, after in zip(function.held, function.held[1:], strict=False):
            assert after.first is not None
            for level, old, new in (("central", before.by, after.by), ("province", before.local, after.local)):
                if old is not None and new is not None and old != new:
                    move = function.id, new, after.first, after.source, after.verified
                    found.setdefault((old, level), []).append(move)
    return found


def held_by(kind: str, level: str) -> list[tuple[str, str, dt.date, str, bool]]:
    """The functions that a kind gave away: function, who got it, first day, source, verified."""
    return _moves().get((kind, level), [])
