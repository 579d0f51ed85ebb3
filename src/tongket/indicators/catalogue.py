"""The entries of the catalogue, loaded from its files: ours, and a user's own folders of entries beside them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tomli

from tongket.indicators.phrases import Words

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


class CatalogueError(ValueError):
    """A file of entries that can't be used: one line that names the file, the entry and the cause."""


@dataclass(frozen=True, slots=True)
class Name:
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Form:
    """One way in which an indicator is told. Every condition that is not empty must hold; docs/indicators.md tells
    when each does. Phrases are words (`phrases.words`); `acts`: None for any act, empty for none; `any`: takes what is
    counted in whatever words."""

    units: frozenset[str]
    counted: tuple[Words, ...] = ()
    whole: tuple[Words, ...] = ()
    holds: tuple[Words, ...] = ()
    acts: tuple[Words, ...] | None = None
    near: tuple[Words, ...] = ()
    context: tuple[Words, ...] = ()
    body: tuple[Words, ...] = ()
    before: tuple[Words, ...] = ()
    right_before: tuple[Words, ...] = ()
    after: tuple[Words, ...] = ()
    unlike: tuple[Words, ...] = ()
    not_near: tuple[Words, ...] = ()
    not_context: tuple[Words, ...] = ()
    within: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    any: bool = False
    kinds: frozenset[str] = frozenset()

    @property
    def is_worded(self) -> bool:
        """Whether it asks for words of what is counted; else only for its links."""
        return bool(self.counted or self.whole or self.holds)


@dataclass(frozen=True, slots=True)
class Official:
    """The official definition: name, code, wording, and where it stands. `translation`: of the wording, ours."""

    name: str | None
    code: str | None
    definition: str | None
    source: str
    translation: str | None = None


@dataclass(frozen=True, slots=True)
class Break:
    """From `date` on, figures can't be compared with earlier ones; `reason` in both languages."""

    date: dt.date
    reason: Name


@dataclass(frozen=True, slots=True)
class Indicator:
    """An entry. `sums`: what its figures may be added up over, out of "places" and "periods". `rules`: also takes
    amounts that a law sets. `parts`: a part of one of its figures may be of it too. `general`: takes only what no other
    entry does. `examples`: sentences that prove it (docs/indicators.md)."""

    id: str
    name: Name
    sector: str
    units: tuple[str, ...]
    kind: str
    forms: tuple[Form, ...]
    sums: frozenset[str] = frozenset()
    part_of: str | None = None
    outcome_of: str | None = None
    per: str | None = None
    official: Official | None = None
    breaks: tuple[Break, ...] = ()
    rules: bool = False
    parts: bool = False
    general: bool = False
    examples: tuple[str, ...] = ()
    file: str = ""

    @property
    def related(self) -> dict[str, str]:
        """Relation → id of the other indicator."""
        relations = (("part_of", self.part_of), ("outcome_of", self.outcome_of), ("per", self.per))
        return {relation: other for relation, other in relations if other}


@dataclass(frozen=True, slots=True)
class Sector:
    id: str
    name: Name


class Catalogue:
    """Sectors and indicators by id, each in the order of its id."""

    def __init__(self, sectors: Iterable[Sector], indicators: Iterable[Indicator]) -> None:
        self.sectors = {sector.id: sector for sector in sorted(sectors, key=lambda sector: sector.id)}
        self.indicators = {entry.id: entry for entry in sorted(indicators, key=lambda entry: entry.id)}

    def __iter__(self) -> Iterator[Indicator]:
        return iter(self.indicators.values())

    def __len__(self) -> int:
        return len(self.indicators)

    def of_sector(self, sector: str) -> list[Indicator]:
        """The indicators of a sector."""
        return [entry for entry in self if entry.sector == sector]


@cache
def settings() -> dict[str, Any]:
    """The words and kinds that hold for all entries (words.toml)."""
    return tomli.loads((files(__package__) / "words.toml").read_text(encoding="utf-8"))


def load(folders: Iterable[str | Path] = ()) -> Catalogue:
    """Our entries with those of a user's own folders (`*.toml` in them) or files beside them; a user's entry takes the
    place of one of ours, or of an earlier folder's, with the same id.

    Raises CatalogueError where a file can't be used, and OSError where a folder can't be read.
    """
    return _load(tuple(Path(folder) for folder in folders))


@cache
def _load(folders: tuple[Path, ...]) -> Catalogue:
    from tongket.indicators.entries import parsed

    return parsed([_ours(), *(_texts(folder) for folder in folders)])


def _ours() -> dict[str, str]:
    shipped: Traversable = files(__package__) / "catalogue"
    found = (file for file in shipped.iterdir() if file.name.endswith(".toml"))
    return {file.name: file.read_text(encoding="utf-8") for file in sorted(found, key=lambda file: file.name)}


def _texts(folder: Path) -> dict[str, str]:
    """Name → text of the files of entries in a folder, or of the one file."""
    found = sorted(folder.glob("*.toml")) if folder.is_dir() else [folder]
    if not found:
        raise CatalogueError(f"{folder}: no file of entries (*.toml)")
    try:
        return {str(file): file.read_text(encoding="utf-8") for file in found}
    except UnicodeDecodeError as error:
        raise CatalogueError(f"{folder}: not UTF-8: {error.reason}") from None
