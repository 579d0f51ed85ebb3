"""What bodies, places and indicators are called, in both languages, as rows of the read model."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from tongket.grammar.gazetteer import load
from tongket.indicators.catalogue import Indicator
from tongket.registry.bodies import describe
from tongket.registry.english_names import country_name, english_name
from tongket.registry.places import province_name
from tongket.registry.units import commune_by_code, district_by_code
from tongket.web.model.folding import folded

NOW = "2025-07-01"
"""The division that a code is of where nobody says."""


class Names:
    """`files`: the user's own gazetteers, without which bodies of their places are called as the reports call them."""

    def __init__(self, files: Sequence[Path] = ()) -> None:
        self.gazetteer = load(list(files))
        self._files = [path.read_bytes() for path in files]

    def digest(self, catalogue: Iterable[Indicator]) -> str:
        """The same as long as all are called the same."""
        told = [repr((entry.id, entry.name, entry.sector)).encode() for entry in catalogue]
        return hashlib.sha256(b"\0".join([*self._files, *told])).hexdigest()[:12]

    def body(self, identity: str, words: str | None) -> dict[str, Any]:
        """A row of `bodies`, but its counts. `words`: what reports call it, where the registry doesn't know."""
        try:
            entry = describe(identity, self.gazetteer)
        except KeyError:
            name = words or identity
            return {"id": identity, "vi": name, "en": name, "folded": folded(name)}
        told = {"kind": entry.kind, "level": entry.level, "parent": entry.parent}
        return {"id": identity, "vi": entry.vi, "en": entry.en, "folded": folded(f"{entry.vi} {entry.en}"), **told}

    def heirs(self, identity: str) -> list[dict[str, Any]]:
        """The rows of `heirs`: who followed a body as a whole."""
        try:
            entry = describe(identity, self.gazetteer)
        except KeyError:
            return []
        return [{"body": identity, "heir": heir.body_id} for heir in entry.successors if heir.function is None]

    def place(self, code: str, boundary: str, figures: int, documents: int, words: str | None) -> dict[str, Any]:
        """A row of `places`."""
        name, parent = _place(code, boundary)
        name = name or words or code
        english = english_name(code, name)
        return {
            "code": code, "boundary": boundary, "vi": name, "en": english, "parent": parent,
            "figures": figures, "documents": documents, "folded": folded(f"{name} {english}"),
        }  # fmt: skip

    def indicator(self, entry: Indicator, counts: Sequence[int]) -> dict[str, Any]:
        """A row of `indicators`."""
        return {
            "id": entry.id, "vi": entry.name.vi, "en": entry.name.en, "sector": entry.sector, "unit": "",
            "figures": counts[0], "documents": counts[1], "folded": folded(f"{entry.name.vi} {entry.name.en}"),
        }  # fmt: skip


def _place(code: str, boundary: str) -> tuple[str | None, str | None]:
    """Name of an official code in a division, and the code above it."""
    if not boundary and (country := country_name(code)) is not None:
        return country, None
    if (province := province_name(code, boundary or NOW)) is not None:
        return province, None
    unit = district_by_code().get(code) or commune_by_code(boundary or NOW).get(code)
    return (None, None) if unit is None else (unit.name, unit.parent)
