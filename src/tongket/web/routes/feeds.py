"""Feeds: new documents, and the documents that any search finds, as Atom. What was handed over is in none."""

from __future__ import annotations

import datetime as dt
import hashlib
from email.utils import format_datetime, parsedate_to_datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from tongket.output.display import one_line
from tongket.output.html import safe_url
from tongket.web import atom
from tongket.web.description import answers
from tongket.web.language import language_of, words_of
from tongket.web.marking import Marker
from tongket.web.model import search
from tongket.web.model.model import Row
from tongket.web.model.query import Query as Asked
from tongket.web.model.query import parse
from tongket.web.pages import desk_of
from tongket.web.routes.search import Wanted

router = APIRouter()

_ENTRIES = 50
_MEDIA = "application/atom+xml"
_PUBLIC = "origin:public"


@router.head("/feed.xml", include_in_schema=False)
@router.get("/feed.xml", response_class=Response, responses=answers("xml"))
def newest(request: Request) -> Response:
    """The documents read last, as Atom."""
    return _answer(request, "", parse("", (_PUBLIC,)), "feed", "/search")


@router.head("/search.xml", include_in_schema=False)
@router.get("/search.xml", response_class=Response, responses=answers("xml"))
def found(request: Request, wanted: Annotated[Wanted, Query()]) -> Response:
    """The documents found that were read last, as Atom."""
    told = ", ".join((*([wanted.q] if wanted.q.strip() else ()), *wanted.filters().values()))
    page = f"/search?{request.url.query}" if request.url.query else "/search"
    key = "\n".join(("search", wanted.q, *(f"{name}={value}" for name, value in wanted.filters().items())))
    return _answer(request, told, wanted.query(_PUBLIC), key, page)


def _answer(request: Request, told: str, query: Asked, key: str, page: str) -> Response:
    """The feed; nothing where the reader has it."""
    desk, language = desk_of(request), language_of(request)
    base = _base(request)
    address = f"{base}{request.url.path}" + (f"?{request.url.query}" if request.url.query else "")
    kept = ("atom", language, address)
    tag = '"{}"'.format(hashlib.sha256("\n".join((desk.model.state, *kept)).encode()).hexdigest()[:20])
    asked = search.Search(desk.model, query)
    rows = search.documents(desk.model, asked.last_read(_ENTRIES))
    rows = [row for row in rows if row["origin"] == "public"]
    last = max((dt.datetime.fromisoformat(row["read_at"]) for row in rows), default=None)
    headers = {"ETag": tag, "Cache-Control": "no-cache", "Vary": "Accept-Language, Cookie"}
    if last is not None:
        headers["Last-Modified"] = format_datetime(last.astimezone(dt.UTC).replace(microsecond=0), usegmt=True)
    if _has(request, tag, last):
        return Response(status_code=304, headers=headers)
    words, marker = words_of(language), Marker(asked.query)
    title = words("feeds.search", words=told) if told else words("feeds.title")

    def make() -> bytes:
        entries = [_entry(base, row, marker) for row in rows]
        return atom.feed(
            key, title.unescape(), words("feeds.told").unescape(), address, base + page, entries, language=language
        )

    return Response(desk.cache.get(desk.model.state, kept, make), 200, headers, _MEDIA)


def _entry(base: str, row: Row, marker: Marker) -> atom.Entry:
    title, text = row["title"] or row["id"], row["text"] or ""
    start = len(title) if text.startswith(title) else 0
    return atom.Entry(
        row["id"],
        one_line(title),
        f"{base}/d/{row['id']}",
        row["read_at"],
        row["published"],
        row["publisher"] and one_line(row["publisher"]),
        one_line("".join(run.text for run in marker.excerpt(text, start))),
        safe_url(row["url"]),
    )


def _base(request: Request) -> str:
    """The desk's own address, as the reader came to it."""
    scheme = "https" if desk_of(request).settings.secure else request.url.scheme
    return f"{scheme}://{request.url.netloc}"


def _has(request: Request, tag: str, last: dt.datetime | None) -> bool:
    """Whether the reader has this feed: by its tag, or where none is told by its time."""
    if (tags := request.headers.get("if-none-match")) is not None:
        return any(each.strip().removeprefix("W/") in (tag, "*") for each in tags.split(","))
    since = request.headers.get("if-modified-since")
    if last is None or since is None:
        return False
    try:
        known = parsedate_to_datetime(since)
    except ValueError:
        return False
    return last.replace(microsecond=0) <= (known if known.tzinfo else known.replace(tzinfo=dt.UTC))
