"""Readable ids: names without accents, in lower case, joined by hyphens ("Lạng Sơn" → "lang-son")."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_BETWEEN: Final = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=4096)
def slug(name: str) -> str:
    """The slug of a name: "Bà Rịa - Vũng Tàu" → "ba-ria-vung-tau", "Đắk R'Măng" → "dak-rmang"."""
    plain = unicodedata.normalize("NFD", name.lower().replace("đ", "d").replace("'", "").replace("’", ""))
    return _BETWEEN.sub("-", "".join(c for c in plain if not unicodedata.combining(c))).strip("-")
