"""The templates: escaped always, every name in them must be there."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from tongket.output.display import one_line
from tongket.output.html import TEMPLATES as OF_OUTPUT
from tongket.output.html import masked
from tongket.output.unit_names import unit_name
from tongket.web import arithmetic, records, wording
from tongket.web.language import Language

FOLDER = Path(__file__).parent
SHARED = "text.css"
_STATIC = FOLDER / "static"
_VERSION = re.compile(r"\A[0-9a-f]{10}/")


@cache
def environment() -> Environment:
    """Templates of this folder, with the filters that all pages use."""
    made = Environment(
        loader=FileSystemLoader([FOLDER / "templates", OF_OUTPUT]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        one_line=_of_language(lambda text, language: masked(one_line(text), language)),
        masked=_of_language(masked),
        brief=_brief,
        quoted=_quoted,
        number=_of_language(wording.number),
        value=_of_language(wording.value),
        period=_of_language(wording.period),
        day=_of_language(wording.day),
        name=_of_language(wording.name),
        figure_address=wording.figure_address,
        arithmetic=_of_language(arithmetic.told),
        dates=records.dates,
        quarter=_of_language(wording.quarter),
        record=records.figure,
        unit=_of_language(unit_name),
    )
    made.globals.update(asset=asset, module=module)
    return made


def template(name: str) -> Template:
    return environment().get_template(name)


def _of_language(function: Callable[[Any, Language], object]) -> Callable[[Context, Any], object]:
    @pass_context
    def told(context: Context, value: Any) -> object:
        return function(value, context["language"])

    return told


@pass_context
def _brief(context: Context, text: str, most: int) -> Markup:
    """A text on one line, up to a blank before `most` characters."""
    return masked(shortened(one_line(text), most), context["language"])


@pass_context
def _quoted(context: Context, text: str, most: int | None = None) -> Markup:
    """Words of a document, on one line, told from the page's own by their language where that is another; up to a blank
    before `most` characters."""
    line = one_line(text)
    words = masked(line if most is None else shortened(line, most), context["language"])
    return words if context["language"] == "vi" else Markup('<span lang="vi">{}</span>').format(words)


def shortened(words: str, most: int) -> str:
    """`words` up to a blank before `most` characters."""
    return words if len(words) <= most else words[:most].rpartition(" ")[0] + " …"


def static_file(path: str) -> Path | None:
    """A file that browsers are given, where there is one: ours, or the style that the desk shares with the page."""
    path = _VERSION.sub("", path)
    found = OF_OUTPUT / path if path == SHARED else (_STATIC / path).resolve()
    return found if path == SHARED or (found.is_relative_to(_STATIC) and found.is_file()) else None


@cache
def asset(path: str) -> Markup:
    """Address of a static file, which changes with its bytes. Raises FileNotFoundError where there is none."""
    found = static_file(path)
    if found is None:
        raise FileNotFoundError(path)
    return Markup("/static/{}?v={}").format(path, hashlib.sha256(found.read_bytes()).hexdigest()[:10])


@cache
def module(path: str) -> Markup:
    """Address of a module, which changes with the bytes of all of its folder: those that it imports stand beside it
    and are asked for at that address too. Raises FileNotFoundError where there is none."""
    found = static_file(path)
    if found is None:
        raise FileNotFoundError(path)
    digest = hashlib.sha256(b"\0".join(each.read_bytes() for each in sorted(found.parent.glob("*.js"))))
    return Markup("/static/{}/{}").format(digest.hexdigest()[:10], path)
