"""Markup that no page has and that would hold up the parser, which cannot be interrupted: it is refused beforehand."""

from __future__ import annotations

import re

from .errors import NotADocumentError

MAX_TAGS = 1_000_000
"""Ten times a table of a hundred thousand cells. Each takes memory; the text's own size is limited elsewhere."""
MAX_ATTRIBUTES = 2_000
"""Of one tag; a page's own have under a hundred. The parser compares each with all before it."""
_HARMLESS = 100_000
"""Characters of a page whose attributes, all in one tag, are still parsed in two seconds."""

_ATTRIBUTE = r"[\s/]++=?+[^\s/>=]*+(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>\"'][^\s>]*+)?+)?+"
_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)"  # in comments and scripts a quotation mark opens no value
    r"|<(?P<raw>script|style|title|textarea)\b.*?(?:</(?P=raw)|\Z)"
    rf"|<[a-z][^\s/>]*+(?:{_ATTRIBUTE})*+",
    re.I | re.S,
)
_ATTRIBUTES = re.compile(_ATTRIBUTE)


def check(text: str) -> None:
    """Raises NotADocumentError where a page has more tags, or a tag more attributes, than any page."""
    if len(text) < _HARMLESS:
        return
    if text.count("<") > MAX_TAGS:
        raise NotADocumentError(f"more than {MAX_TAGS:,} tags, so no page that was made to be read")
    for tag in _TAG.finditer(text):
        if tag.end() - tag.start() > 2 * MAX_ATTRIBUTES and not tag["raw"] and not tag.group().startswith("<!--"):
            count = sum(1 for _ in _ATTRIBUTES.finditer(tag.group()))
            if count > MAX_ATTRIBUTES:
                raise NotADocumentError(f"a tag with more than {MAX_ATTRIBUTES:,} attributes, so no page that is read")
