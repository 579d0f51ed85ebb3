"""Entries of a catalogue for tests, written in TOML, and what they make of a text."""

from __future__ import annotations

from typing import Any

from tongket.indicators.catalogue import Catalogue
from tongket.indicators.entries import parsed
from tongket.reading import read_document
from tongket.sources.plain import from_text


def catalogue(*texts: str) -> Catalogue:
    """Entries of texts, one folder."""
    return parsed([{f"{number}.toml": text for number, text in enumerate(texts)}])


def entry(identity: str, **fields: Any) -> str:
    """An entry in TOML; lists and strings as given."""
    told = {"unit": "count", "kind": "flow", "examples": ["[1] ao cá"], **fields}
    lines = [f"{key} = {toml(value)}" for key, value in told.items() if key != "when"]
    whens = [
        "[[indicator.when]]\n" + "\n".join(f"{k} = {toml(v)}" for k, v in form.items()) for form in told.get("when", [])
    ]
    name = f'name = {{ vi = "{identity}", en = "{identity}" }}'
    return "\n".join(["[[indicator]]", f'id = "{identity}"', name, *lines, *whens, ""])


def toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return '"' + value + '"'


def sector(*entries: str, name: str = "ponds", words: str = "") -> str:
    return f'sector = "{name}"\nname = {{ vi = "Ao", en = "Ponds" }}\n{words}\n' + "\n".join(entries)


def told(text: str, of: Catalogue) -> list[tuple[str, str | None]]:
    """Quote and indicator of each figure and zero."""
    reading = read_document(from_text(text, doc="d"), catalogue=of)
    return [(each.quote, each.indicator) for each in (*reading.figures, *reading.zeros)]
