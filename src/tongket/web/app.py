"""The application: routes, static files, errors as pages."""

from __future__ import annotations

import mimetypes
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse
from starlette.exceptions import HTTPException as AnyHTTPException

from tongket.ledger.errors import CodedError
from tongket.ledger.store import is_local
from tongket.output.jsonl import encode
from tongket.web import routes
from tongket.web.causes import Told
from tongket.web.description import serve_description
from tongket.web.desk import Desk
from tongket.web.language import Language, language_of, words_of
from tongket.web.pages import Page, render
from tongket.web.refusing import RefusalError
from tongket.web.refusing import told_in as cause_in
from tongket.web.security.guard import Safety, protect
from tongket.web.security.users import Users
from tongket.web.settings import Settings
from tongket.web.templating import static_file
from tongket.web.uploads import LARGEST_BODY

_A_YEAR = 365 * 86400
Cause = tuple[str, str | CodedError]
"""What is wrong, after what has it: "q: "."""


def create_app(settings: Settings) -> FastAPI:
    """The desk over one ledger. Raises LedgerError where there is none, UsersError where the file of users can't be
    used, ValueError where the settings contradict themselves."""
    users = Users(settings.users) if settings.users else None
    bodies = {"/add": LARGEST_BODY}
    far = not is_local(settings.ledger)
    safety = Safety(settings.host, settings.hosts, settings.secure, settings.public, users, bodies, far=far)
    desk = Desk(settings)

    @asynccontextmanager
    async def living(_: FastAPI) -> AsyncIterator[None]:
        desk.watch()
        yield
        desk.close()
        if users is not None:
            users.close()

    app = FastAPI(
        title="Tongket",
        description=str(words_of("en")("api.description")),
        docs_url=None,
        redoc_url=None,
        lifespan=living,
    )
    app.state.desk = desk
    for router in routes.ROUTERS:
        app.include_router(router)
    app.add_api_route("/static/{path:path}", _static, include_in_schema=False)
    app.add_exception_handler(AnyHTTPException, _failed)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _broken)
    serve_description(app, desk)
    protect(app, safety)
    return app


def _static(path: str) -> Response:
    """A file of ours; its address changes with its bytes, so it may be kept for ever."""
    found = static_file(path)
    if found is None:
        raise HTTPException(404)
    kind = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
    return FileResponse(found, headers={"Cache-Control": f"public, max-age={_A_YEAR}, immutable"}, media_type=kind)


async def _failed(request: Request, error: Exception) -> Response:
    assert isinstance(error, AnyHTTPException)  # what it is registered for
    if isinstance(error, RefusalError):
        return _answer(request, error.status_code, [("", error.cause)], {})
    said = isinstance(error.detail, str) and error.detail != HTTPStatus(error.status_code).phrase
    return _answer(request, error.status_code, [("", error.detail)] if said else [], dict(error.headers or {}))


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # what it is registered for
    return _answer(request, 422, [(f"{each['loc'][-1]}: ", each["msg"]) for each in error.errors()[:3]], {})


async def _broken(request: Request, _: Exception) -> Response:
    return _answer(request, 500, [], {})


def _answer(request: Request, status: int, causes: list[Cause], headers: dict[str, str]) -> Response:
    """An error in the form that was asked for: one line of JSON or CSV, or a page. `causes`: each after what has it."""
    ending = request.url.path.rpartition(".")[2]
    if ending in ("json", "csv", "xml", "svg", "png") or request.url.path.startswith("/api."):
        detail = _detail(causes, "en").words
        told = {"status": status, "error": detail or HTTPStatus(status).phrase}
        return Response(encode(told) + "\n", status, headers, "application/json")
    made = Page("error.html", {"status": status, "detail": _detail(causes, language_of(request))}, {})
    return Response(render(request, made, "html"), status, headers, "text/html; charset=utf-8")


def _detail(causes: list[Cause], language: Language) -> Told:
    """Causes on one line, in a language as far as all have words in it."""
    told = [(what, cause_in(language, cause)) for what, cause in causes]
    if language != "en" and any(each.language != language for _, each in told):
        return _detail(causes, "en")
    return Told("; ".join(what + each.words for what, each in told), language)
