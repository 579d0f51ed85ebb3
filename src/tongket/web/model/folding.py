"""Letters without marks and case, one for one: what is found in the folded text has its place in the original."""

from __future__ import annotations

import unicodedata


def folded(text: str) -> str:
    """`text` with each letter lower and bare: "Ứng dụng" → "ung dung", "Đ" → "d"; as long as `text`."""
    return text.translate(_LETTERS)


class _Table(dict[int, str]):
    """A translation that learns letters as they come."""

    def __missing__(self, code: int) -> str:
        self[code] = found = _letter(code)
        return found


def _letter(code: int) -> str:
    letter = chr(code)
    if letter in "đĐ":
        return "d"
    bare = unicodedata.normalize("NFD", letter)[:1].lower()
    return bare if len(bare) == 1 else letter


_LETTERS = _Table()
