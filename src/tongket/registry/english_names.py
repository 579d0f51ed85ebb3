"""What English readers call places: countries by their common names, provinces where theirs is another one."""

from __future__ import annotations

from tongket import lexicon


def english_name(code: str, name: str) -> str:
    """The English name of a place, of which code and Vietnamese name are known: "Laos", "Hanoi", "Lạng Sơn" (the marks
    stay, as in names of bodies: many places differ by nothing else)."""
    country: str | None = lexicon.load("countries")["english"].get(code)
    if country is not None:
        return country
    province: str = lexicon.load("provinces")["english"].get(name, name)
    return province


def country_name(code: str) -> str | None:
    """The first of a country's Vietnamese names; None for what is no country's code."""
    names: list[str] | None = lexicon.load("countries")["countries"].get(code)
    return names[0] if names else None
