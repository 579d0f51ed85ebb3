"""The words of the language, as TOML data beside this file; adding a word never needs code."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import tomli


@cache
def load(name: str) -> dict[str, Any]:
    """The table of `lexicon/<name>.toml`. Raises FileNotFoundError where there is none."""
    return tomli.loads((files(__package__) / f"{name}.toml").read_text(encoding="utf-8"))
