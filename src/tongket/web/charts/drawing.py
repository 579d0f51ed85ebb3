"""Specs → SVG and PNG by vl-convert, which asks nothing of the network; the same spec gives the same bytes."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from tongket.web.charts.theme import FALLBACK, FONT, Theme, config
from tongket.web.charts.wording import LOCALES, Language

if TYPE_CHECKING:
    from types import ModuleType

VEGA_LITE = "6.4"
"""Drawn by the version that static/vendor/ has for the reader's own machine."""
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"


@cache
def _converter() -> ModuleType:
    import vl_convert

    vl_convert.register_font_directory(str(files(__package__) / "fonts"))
    return vl_convert


def complete(spec: dict[str, Any], theme: Theme, language: Language) -> dict[str, Any]:
    """A spec with its looks and number format in it, for the reader's browser (static/charts.js) or any other program
    that draws Vega-Lite."""
    looks = {**config(theme), "font": FALLBACK, "locale": {"number": LOCALES[language]}}
    return {"$schema": SCHEMA, **spec, "config": looks}


def _drawn(spec: dict[str, Any], theme: Theme) -> dict[str, Any]:
    return {"$schema": SCHEMA, **spec, "config": config(theme)}


def svg(spec: dict[str, Any], theme: Theme, language: Language) -> str:
    """The chart as SVG. Letters fall back on the reader's own sans-serif where Roboto isn't there.

    Raises ValueError for what is no spec.
    """
    drawn: str = _converter().vegalite_to_svg(_drawn(spec, theme), **_options(language))
    return drawn.replace(f'font-family="{FONT}"', f'font-family="{FALLBACK}"')


def png(spec: dict[str, Any], theme: Theme, language: Language, scale: float = 2) -> bytes:
    """The chart as PNG, `scale` pixels for each of the SVG's. Raises ValueError for what is no spec."""
    drawn: bytes = _converter().vegalite_to_png(_drawn(spec, theme), scale=scale, **_options(language))
    return drawn


def _options(language: Language) -> dict[str, Any]:
    return {"vl_version": VEGA_LITE, "format_locale": LOCALES[language], "allowed_base_urls": []}
