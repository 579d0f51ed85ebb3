"""Private names in addresses of pages and names of files, where they stand without accents: "bat-nguyen-van-a"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from tongket.privacy.mask import MASK
from tongket.records import Private

_JOINS: Final = r"[-_+. ]|%20"


def folded(text: str) -> str:
    """Without accents, in lower case, "đ" as "d"."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(char for char in plain if not unicodedata.combining(char))


def mask_slug(slug: str, text: str, private: Sequence[Private]) -> str:
    """`slug` (an address, a file's name) with the names of `private`, spans of `text`, painted over; same length.

    Names of two syllables or more, nicknames and accounts are looked for, with or without accents; a syllable
    alone is too often an ordinary word there.
    """
    names = {folded(text[p.start : p.end]) for p in private if p.kind in ("name", "alias", "account")}
    plain = folded(unicodedata.normalize("NFC", slug))
    if len(plain) != len(slug):
        return MASK * len(slug) if any(name.split()[0] in plain for name in names if " " in name) else slug
    out = list(slug)
    for name in sorted(names):
        words = re.findall(r"[^\W_]+", name)
        if len(words) < 2 or max(map(len, words)) < 2:
            continue
        for match in re.finditer(rf"(?<![^\W_])(?:{f'(?:{_JOINS})*'.join(map(re.escape, words))})(?![^\W_])", plain):
            out[match.start() : match.end()] = MASK * (match.end() - match.start())
    return "".join(out)
