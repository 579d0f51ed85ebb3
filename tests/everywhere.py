"""Every page that the desk has, by its routes: addresses that lead to something, for what must hold on all of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote, urlencode

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
_BUSY = "select document_id from figures where counts group by 1 order by count(*) desc, 1 limit 1"
_MOST = "select {0} from figures where counts and {0} is not null group by 1 order by count(*) desc, 1 limit 1"
_LONG = "select id from documents order by length(text) desc, id limit 1"
_MARKED = "select id from documents where private <> '[]' and private is not null order by figures desc, id limit 1"
_FLAGGED = "select document_id from flag_figures order by flag limit 1"
_REVIEWED = "select document_id from reviews order by length(officials) + length(tasks) desc, document_id limit 1"
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
_PAIRS = {
    "/d/{identity}/f/{start}": "select document_id, start from figures order by length(counted) desc, 1, 2 limit 1"
}
"""What stands for several parameters."""
_COMPARED = """
select indicator as i, place_code as p, min(substr(period_end, 1, 4)) as since, max(substr(period_end, 1, 4)) as until
from figures where counts and indicator is not null and place_code is not null
group by 1, 2 order by count(distinct period_end) desc, 1, 2 limit 1"""


PEOPLE = ("/users", "/users/{identity}")
"""Pages that are there where a desk has a login, for its admins."""
OWN = ("/password",)
"""Those for everybody who is logged in."""
WRITING = ("/add", "/add/{identity}", "/check", "/d/{identity}/check")
"""Pages that a public desk does not have."""


def patterns() -> list[str]:
    """The paths of all pages of a desk without login, as their routes tell: none of the sisters, no files, no pieces of
    pages."""
    return sorted({*_patterns(), "/login"} - {*PEOPLE, *OWN})


def _patterns() -> Iterator[str]:
    for router in ROUTERS:
        for route in router.routes:
            if getattr(route, "name", "").endswith(".html"):
                yield getattr(route, "path", "")


def addresses(pattern: str, model: Model, jobs: list[str]) -> list[str]:
    """Addresses of one page that lead to something. Raises LookupError where none is known for a parameter."""
    names = re.findall(r"\{(\w+)(?::\w+)?\}", pattern)
    blank = re.sub(r"\{\w+(?::\w+)?\}", "{}", pattern)
    if not names:
        asked = [f"?{urlencode(model.rows(_COMPARED)[0])}"] if pattern == "/compare" else _ASKING.get(pattern, ())
        return [pattern, *(pattern + question for question in asked)]
    kind = pattern.split("/")[1]
    if len(names) > 1:
        found = [tuple(row.values()) for row in model.rows(_PAIRS.get(pattern, "select 1 where false"))]
    elif kind == "add":
        found = [(job,) for job in jobs]
    else:
        found = [(model.value(question),) for question in _WHICH.get(kind, ())]
    known = dict.fromkeys(blank.format(*(quote(str(part)) for part in each)) for each in found if None not in each)
    if not known:
        raise LookupError(f"{pattern}: name an example in tests/everywhere.py")
    return list(known)
