"""What the world is not shown, told of one figure, paper or person at a time; its words: lexicon/web/public.toml."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from tongket import lexicon
from tongket.patterns import alternatives
from tongket.text import key

_MOST = 2
"""The largest count that may point at somebody."""


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(lexicon.load("web/public")[name])


@cache
def _any_of(name: str) -> re.Pattern[str]:
    """One of the words of a list, whole."""
    return re.compile(rf"(?<!\w)(?:{alternatives(sorted(_words(name), key=len, reverse=True))})(?!\w)")


def small(figure: Mapping[str, Any]) -> bool:
    """Whether a figure is a count of one or two in enforcement. Set by a rule is not what happened."""
    return figure["unit"] == "count" and figure["status"] != "rule" and _is_small(figure) and enforced(figure)


def _is_small(figure: Mapping[str, Any]) -> bool:
    value = figure["value"]
    if value is None:
        return False
    open_below = figure["bound"] == "under"
    return is_few(abs(value) - 1 if open_below else abs(value))


def is_few(value: Decimal) -> bool:
    """More than none and at most two."""
    return 0 < value <= _MOST


def enforced(figure: Mapping[str, Any]) -> bool:
    """Whether a figure counts what was done to people or cases: by its indicator's sector, else by its words."""
    if figure["sector"]:
        return figure["sector"] in _words("sectors") or figure["indicator"] in _words("indicators")
    counted, act = key(figure["counted"] or ""), key(figure["act"] or "")
    if _any_of("acts").search(act) or _any_of("counted").search(counted):
        return True
    first = re.match(r"(?:tổng )?(?:số )?(.*)", counted)
    noun = first[1] if first else counted
    if noun and not any(noun == bare or noun.startswith(f"{bare} ") for bare in _words("bare")):
        return False
    return is_enforcer(figure["body_id"]) or _any_of("acts").search(key(figure["sentence"] or "")) is not None


def is_enforcer(body_id: str | None) -> bool:
    """Whether a body enforces."""
    return body_id is not None and body_id.startswith(tuple(_words("bodies")))


def unprotected(document: Mapping[str, Any]) -> bool:
    """Whether a paper may be shown whole: an official one with the header of Decree 30/2020/NĐ-CP (who issues it, its
    number, its type), which is no work that copyright protects (Law on Intellectual Property 2005, article 15(2))."""
    return all(document[name] for name in ("header_body", "header_number", "header_type"))


def heads(role: str | None) -> bool:
    """Whether a role has the office of the head of a body in it: "Ủy viên Ban Thường vụ, Giám đốc Công an tỉnh"."""
    told = key(role or "")
    return any(not _behind(told[: found.start()]) for found in _any_of("heads").finditer(told))


def _behind(before: str) -> bool:
    """Whether the words right before an office make a deputy, or somebody who was in it, of its holder."""
    return before.rstrip().endswith(tuple(_words("not_heads")))


def named_beside(words: Iterable[str], text: str) -> bool:
    """Whether some of the phrases stand in `text` or in an address, marks, case and hyphens aside."""
    plain = _bare(text)
    return any(f" {_bare(each)} " in f" {plain} " for each in words)


def _bare(text: str) -> str:
    from tongket.web.model.folding import folded

    return " ".join(re.findall(r"\w+", folded(text).replace("_", " ")))
