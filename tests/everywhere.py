"""Every page that the desk has, by its routes: addresses that lead to something, for what must hold on all of them."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from tongket.web.model.model import Model
from tongket.web.routes import ROUTERS

_ASKING = {
    "/search": ("?q=tai+nan+giao+thong", "?q=khongcogi"),
    "/flags": ("?state=dismissed",),
    "/bodies": ("?q=cong+an",),
    "/indicators": ("?q=tai+nan",),
    "/login": ("?next=/flags",),
}
"""Questions that change what a page shows."""
_NO_PAGES = frozenset({"/healthz", "/d/{identity}/check/panel", "/d/{identity}/check/add", "/check/next"})
"""Also what check.js puts into a page, and what leads on to one."""
_BUSY = "select document_id from figures where counts group by 1 order by count(*) desc, 1 limit 1"
_MOST = "select {0} from figures where counts and {0} is not null group by 1 order by count(*) desc, 1 limit 1"
_LONG = "select id from documents order by length(text) desc, id limit 1"
_MARKED = "select id from documents where private <> '[]' and private is not null order by figures desc, id limit 1"
_FLAGGED = "select document_id from flag_figures order by flag limit 1"
_REVIEWED = "select document_id from reviews order by length(officials) + length(tasks) desc, document_id limit 1"
_FIGURES = """
select document_id, start from (select * from figures where counts order by length(sentence) desc, id limit 1)
union select document_id, start from (select * from figures where counts and versus <> '[]' order by id limit 1)"""
_WHICH = {
    "d": (_BUSY, _LONG, _MARKED, _FLAGGED, _REVIEWED),
    "flags": ("select id from flags order by length(arithmetic) desc limit 1",),
    "reviews": (_REVIEWED,),
    "indicators": (
        _MOST.format("indicator"),
        "select id from indicators where figures > 0 order by length(vi) desc limit 1",
    ),
    "bodies": (
        _MOST.format("body_id"),
        "select body_id from reviews where body_id is not null limit 1",
    ),
    "places": (_MOST.format("place_code"),),
}
"""What stands for a parameter, by the first part of the path."""


def patterns() -> list[str]:
    """The paths of all pages, as their routes tell: whatever a person opens, none of the sisters, no files."""
    return sorted(_patterns())


def _patterns() -> Iterator[str]:
    for router in ROUTERS:
        for route in router.routes:
            path = getattr(route, "path", "")
            last = path.rpartition("/")[2]
            if "GET" in (getattr(route, "methods", None) or ()) and "." not in last and path not in _NO_PAGES:
                yield path


def addresses(pattern: str, model: Model, jobs: list[str]) -> list[str]:
    """Addresses of one page that lead to something. Raises LookupError where none is known for a parameter."""
    if "{" not in pattern:
        return [pattern, *(pattern + question for question in _ASKING.get(pattern, ()))]
    if pattern == "/d/{identity}/f/{start}":
        return [f"/d/{row['document_id']}/f/{row['start']}" for row in model.rows(_FIGURES)]
    before, _, rest = pattern.partition("{")
    after = rest.partition("}")[2]
    if "{" in after:
        raise LookupError(f"{pattern}: two parameters")
    kind = pattern.split("/")[1]
    found = jobs if kind == "add" else [model.value(question) for question in _WHICH.get(kind, ())]
    known = dict.fromkeys(str(each) for each in found if each is not None)
    if not known:
        raise LookupError(f"{pattern}: name an example in tests/everywhere.py")
    return [f"{before}{quote(each)}{after}" for each in known]
