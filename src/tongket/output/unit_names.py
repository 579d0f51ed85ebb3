"""What readers call a unit, in Vietnamese or English; the names are in `lexicon/unit_names.toml`."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from tongket.lexicon import load

_MULTIPLE = re.compile(r"(\d+)\.(.+)")
_ANNOTATION = re.compile(r"[{\[]([^}\]]*)[}\]]")


@lru_cache(maxsize=4096)
def unit_name(unit: str, language: Literal["vi", "en"], *, one: bool = False) -> str:
    """The unit as it is written after a number: "VND/l" → "đồng/lít" or "VND/litre", "count" → "". `one`: after 1.

    A code without a name stays as it is, but for the signs of UCUM: of an annotation its content is shown.
    """
    first, *others = unit.split("/")
    name = _name(first, language, one=one)
    per = [_name(other, language, one=True) for other in others]
    if not name and per and language == "en":
        return f"per {'/'.join(per)}"
    return "/".join([name, *per])


def _name(code: str, language: Literal["vi", "en"], *, one: bool) -> str:
    names = load("unit_names")["names"].get(code)
    if names is not None:
        called: str = names[0] if language == "vi" else names[-1] if one else names[1]
        return called
    if code.startswith("(") and code.endswith(")"):  # per several things at once: "VND/(ha.a)"
        return "/".join(_name(part, language, one=True) for part in code[1:-1].split("."))
    if (multiple := _MULTIPLE.fullmatch(code)) is not None:  # "100.kg"
        return f"{multiple[1]} {_name(multiple[2], language, one=False)}"
    return _ANNOTATION.sub(r"\1", code)
