"""One mechanism for every page: HTML at its address, the same as JSON and CSV beside it, with the same query string.

A handler returns a `Page`; which form is asked for, in which language, and whether it stands in the cache, is no
matter of its own.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Literal, TypeVar
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Request, Response
from starlette.datastructures import URL

from tongket.ledger.cells import guarded
from tongket.output.cells import as_text, exact
from tongket.output.jsonl import encode
from tongket.web.description import answers
from tongket.web.desk import Desk
from tongket.web.language import COOKIE, LANGUAGES, language_of, words_of
from tongket.web.security.sessions import person_of
from tongket.web.templating import template

Form = Literal["html", "json", "csv"]
_MEDIA = {"html": "text/html; charset=utf-8", "json": "application/json", "csv": "text/csv; charset=utf-8"}
_Handler = TypeVar("_Handler", bound=Callable[..., "Page"])


@dataclass(frozen=True, slots=True)
class Page:
    """`template` and what it is filled with; `data`: the page as JSON; `rows`: its main table, for CSV. `status` and
    `headers` count only where the answer isn't kept."""

    template: str
    told: Mapping[str, Any]
    data: Any
    rows: Iterable[Mapping[str, Any]] = ()
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


def desk_of(request: Request) -> Desk:
    """The application's desk."""
    desk: Desk = request.app.state.desk
    return desk


def page(
    router: APIRouter,
    path: str,
    *,
    forms: tuple[Form, ...] = ("html", "json", "csv"),
    kept: bool = True,
    described: bool = True,
) -> Callable[[_Handler], _Handler]:
    """Register a handler at `path`, and at path.json and path.csv. It must take `request`.

    `kept`: the answer may be kept for others: it holds nothing of who asks (no form with a token). `described`: it is
    told of at /openapi.json, which is about the ledger.
    """

    def register(handler: _Handler) -> _Handler:
        # The longer endings first: an id may hold anything that is no "/".
        for form in sorted(forms, key=("csv", "json", "html").index):
            address = path if form == "html" else f"{'/home' if path == '/' else path}.{form}"
            for method in ("GET", "HEAD"):
                router.add_api_route(
                    address,
                    _answering(handler, form, kept),
                    methods=[method],
                    include_in_schema=described and form != "html" and method == "GET",
                    name=f"{handler.__name__}.{form}",
                    response_class=Response,
                    responses=None if form == "html" else answers(form),
                    summary=(handler.__doc__ or "").strip().splitlines()[0],
                )
        return handler

    return register


def _answering(handler: Callable[..., Page], form: Form, kept: bool) -> Callable[..., Response]:
    @wraps(handler)
    def answer(*args: Any, **values: Any) -> Response:
        request: Request = values["request"]
        if not kept:
            made = handler(*args, **values)
            headers = {"Cache-Control": "no-store", **made.headers}
            response = Response(render(request, made, form), made.status, headers, _MEDIA[form])
        else:
            response = _kept(request, form, lambda: render(request, handler(*args, **values), form))
        _remember_language(request, response)
        return response

    return answer


def _kept(request: Request, form: Form, make: Callable[[], bytes]) -> Response:
    """The answer from the cache; nothing at all where the reader has it."""
    desk = desk_of(request)
    state = desk.model.state
    key = (form, language_of(request), request.url.path, request.url.query, person(request), may(request))
    tag = '"{}"'.format(hashlib.sha256("\n".join((state, *key)).encode()).hexdigest()[:20])
    headers = {"ETag": tag, "Vary": "Accept-Language, Cookie", "Cache-Control": "no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(desk.cache.get(state, key, make), 200, headers, _MEDIA[form])


def render(request: Request, made: Page, form: Form) -> bytes:
    """A page in one of its forms."""
    if form == "json":
        return encode(exact(made.data)).encode()
    if form == "csv":
        return _csv(made.rows)
    language = language_of(request)
    return (
        template(made.template)
        .render(t=words_of(language), language=language, here=Here(request), settings=desk_of(request).settings,
                person=person(request), may=may(request), csrf=lambda: token(request), **made.told)
        .encode()
    )  # fmt: skip


def person(request: Request) -> str:
    """Name of who is logged in; "" for nobody."""
    return str(person_of(request))


def may(request: Request) -> str:
    """The role of who asks: what they find on every page depends on it."""
    return person_of(request).role.value


def token(request: Request) -> str:
    """What a form must bring back, so that no other site can send it."""
    made = getattr(request.state, "csrf", None)
    return str(made()) if made is not None else ""


class Here:
    """The address of the page, and its like in another form, language or portion."""

    def __init__(self, request: Request) -> None:
        url: URL = request.url
        self.path: str = url.path
        self._query = url.query
        self._fields = parse_qsl(url.query, keep_blank_values=True)

    def form(self, form: Form) -> str:
        """The same as JSON or CSV."""
        path = "/home" if self.path == "/" else self.path.rstrip("/")
        return f"{path}.{form}?{self._query}" if self._query else f"{path}.{form}"

    def with_(self, **values: object) -> str:
        """The same with other values in its query; None takes one away."""
        fields = [(name, value) for name, value in self._fields if name not in values]
        fields += [(name, str(value)) for name, value in values.items() if value is not None]
        return f"{self.path}?{urlencode(fields)}" if fields else self.path


def _csv(rows: Iterable[Mapping[str, Any]]) -> bytes:
    out = io.StringIO()
    writer: Any = None
    for row in rows:
        if writer is None:
            writer = csv.writer(out, lineterminator="\r\n")
            writer.writerow(row)
        writer.writerow([guarded(value) if isinstance(value, str) else as_text(value) for value in row.values()])
    return out.getvalue().encode()


def _remember_language(request: Request, response: Response) -> None:
    if (told := request.query_params.get("lang")) in LANGUAGES and told != request.cookies.get(COOKIE):
        response.set_cookie(COOKIE, told or "", max_age=365 * 86400, httponly=True, samesite="lax")
