"""What /openapi.json tells: every address with its parameters, what it answers, and an example that really exists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel

from tongket.web.desk import Desk

_WORDS_ONLY: Mapping[str, Any] = {"schema": {"type": "string"}}
_OBJECT: Mapping[str, Any] = {"schema": {"type": "object"}}
_CONTENT: Mapping[str, Mapping[str, Any]] = {
    "json": {"application/json": _OBJECT},
    "csv": {"text/csv": _WORDS_ONLY},
    "xml": {"application/atom+xml": _WORDS_ONLY},
    "chart": {"image/svg+xml": _WORDS_ONLY, "image/png": {}, "application/json": _OBJECT},
}
_ERRORS = {
    400: "The address is malformed.",
    401: "A login is needed.",
    403: "Not allowed.",
    404: "The ledger has no such thing.",
    405: "This address takes no such request.",
    414: "The address is too long.",
    421: "The desk is not called so.",
    422: "A parameter's value is not valid.",
}


class Problem(BaseModel):
    """Any error: its status, and what was wrong."""

    status: int
    error: str


def answers(form: str) -> dict[int | str, dict[str, Any]]:
    """What a route says that it answers, in one form: "json", "csv", "xml", "chart"."""
    error: dict[str, Any] = {"model": Problem}
    if form != "json":
        error["content"] = {"text/html" if form == "chart" else "text/plain": {"schema": {"type": "string"}}}
    return {
        200: {"description": "What is asked for.", "content": _CONTENT[form]},
        304: {"description": "The reader has it: nothing has changed since the ETag that was sent."},
        **{status: {**error, "description": told} for status, told in _ERRORS.items()},
    }


# What stands for a part of an address: the newest, or the one with most in it.
_EXAMPLES = {
    "/d/{identity}": "select id as identity from documents where state = 'lead' order by figures desc, id limit 1",
    "/bodies/{identity}": "select id as identity from bodies order by figures desc, id limit 1",
    "/d/{identity}/f/{start}": "select document_id as identity, start from figures where counts order by id limit 1",
    "/places/{code}": "select code from places where boundary <> '' order by figures desc, code limit 1",
    "/flags/{identity}": "select id as identity from flags order by id limit 1",
    "/reviews/{document}": "select document_id as document from reviews order by document_id limit 1",
    "/indicators/{identity}": "select id as identity, 'series' as chart, 'svg' as ending from indicators "
    "order by figures desc, id limit 1",
}
_WORDS = {"q": "tai nạn giao thông"}
_METHODS = ("get", "post", "put", "patch", "delete")


def describe(app: FastAPI, desk: Desk) -> dict[str, Any]:
    """The description with an example for each part of an address, from the ledger as it is."""
    told = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
    for path, methods in told["paths"].items():
        example = _example(path, desk)
        for method in methods.keys() & set(_METHODS):
            for parameter in methods[method].get("parameters", ()):
                value = example.get(parameter["name"]) if parameter["in"] == "path" else _WORDS.get(parameter["name"])
                if value is not None:
                    parameter["example"] = value
                _bounded(parameter.get("schema", {}), _PLAIN[parameter["in"] == "path"])
    return told


_PLAIN = (r"^[^\x00-\x1f\x7f-\x9f]*$", r"^[^\x00-\x1f\x7f-\x9f.\\]+$")
"""What words of a query and of a path may hold: no control characters (`security.limits`)."""


def _bounded(schema: dict[str, Any], pattern: str) -> None:
    """Tell the bounds that every word has, whatever a route says of it."""
    for each in (*schema.get("anyOf", [schema]), schema.get("items", {})):
        if each.get("type") == "string" and not each.keys() & {"enum", "pattern", "format"}:
            each["pattern"] = pattern


def _example(path: str, desk: Desk) -> Mapping[str, Any]:
    bare = max((each for each in _EXAMPLES if path.startswith(each)), key=len, default=None)
    return (desk.model.row(_EXAMPLES[bare]) if bare else None) or {}


def serve_description(app: FastAPI, desk: Desk) -> None:
    """Make `app.openapi()`, and with it /openapi.json, tell the ledger's present state."""
    made: dict[str, dict[str, Any]] = {}

    def openapi() -> dict[str, Any]:
        state = desk.model.state
        if state not in made:
            made.clear()
            made[state] = describe(app, desk)
        return made[state]

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's own way to extend its description
