"""A link to the sentence on its page, by a text fragment (WICG Scroll to Text Fragment): `#:~:text=first,last words`.

Built from unmasked words only: the longest stretch around the figure in which nothing is masked.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urldefrag

from tongket.privacy.mask import MASK

_EDGE = 5
"""Words at either end of a long stretch: enough to be found once, few enough that a changed word breaks little."""
_LEAST = 2
"""Words of a stretch that is worth a link: one number stands in many places."""

_BREAKS = re.compile(rf"[^\s{MASK}]*{MASK}\S*|[\n|\t]+")


def link(url: str | None, sentence: str, figure: str) -> str | None:
    """The address of the page, with a fragment that leads to the `figure` in its `sentence`; without one where nothing
    unmasked is left to look for, and None where there is no address."""
    if not url or MASK in url:
        return None
    page = urldefrag(url).url
    words = _stretch(sentence, figure).split()
    if len(words) < _LEAST:
        return page
    if len(words) <= 2 * _EDGE:
        return f"{page}#:~:text={_escaped(words)}"
    return f"{page}#:~:text={_escaped(words[:_EDGE])},{_escaped(words[-_EDGE:])}"


def _stretch(sentence: str, figure: str) -> str:
    """The part of the sentence's line around the figure that holds no mask; empty where there is none."""
    return next((part for part in _BREAKS.split(sentence) if figure in part), "")


def _escaped(words: list[str]) -> str:
    # A dash would be read as part of the fragment's own syntax.
    return quote(" ".join(words), safe="").replace("-", "%2D")
