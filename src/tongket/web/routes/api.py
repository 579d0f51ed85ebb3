"""`/api`: how programs use the desk; made from its own description, with an example of every address."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, FastAPI, Request

from tongket.web.pages import Page, page

router = APIRouter()

_ENDINGS = ("json", "csv", "xml", "svg", "png")


@page(router, "/api")
def api(request: Request) -> Page:
    """Every address that programs may ask, with its parameters and an example."""
    app: FastAPI = request.app
    told = list(addresses(app.openapi()))
    rows = [
        {"address": each["address"], "forms": " ".join(each["forms"]), "summary": each["summary"],
         "parameters": " ".join(one["name"] for one in each["parameters"]), "example": each["example"]}
        for each in told
    ]  # fmt: skip
    return Page("api.html", {"addresses": told}, {"description": "/openapi.json", "addresses": told}, rows)


def addresses(description: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The addresses of an OpenAPI description that are read, those that differ only in their ending together."""
    found: dict[str, dict[str, Any]] = {}
    for path, methods in sorted(description["paths"].items()):
        if (told := methods.get("get")) is None:
            continue
        bare, form = _form(path)
        parameters = told.get("parameters", [])
        known = found.setdefault(
            bare, {"address": path, "forms": [], "summary": told.get("summary", ""), "parameters": [], "example": None}
        )
        known["forms"].append(form)
        if form == "json" or len(known["forms"]) == 1:
            known |= {
                "address": path,
                "summary": told.get("summary", ""),
                "parameters": [_parameter(each) for each in parameters],
                "example": example(path, parameters),
            }
    yield from found.values()


def example(path: str, parameters: list[dict[str, Any]]) -> str | None:
    """An address that exists: the parts of the path filled in; None where the ledger has nothing to fill in."""
    query = {}
    for each in parameters:
        if each["in"] == "path":
            if "example" not in each:
                return None
            path = path.replace(f"{{{each['name']}}}", quote(str(each["example"]), safe="/"))
        elif "example" in each:
            query[each["name"]] = each["example"]
    return f"{path}?{urlencode(query)}" if query else path


def _form(path: str) -> tuple[str, str]:
    bare, _, ending = path.rpartition(".")
    return (bare, ending) if ending in _ENDINGS else (path, "")


def _parameter(told: Mapping[str, Any]) -> dict[str, Any]:
    schema = told.get("schema", {})
    return {
        "name": told["name"],
        "in": told["in"],
        "required": bool(told.get("required")),
        "type": _type(schema),
        "default": schema.get("default"),
        "description": told.get("description") or schema.get("description") or "",
    }


def _type(schema: Mapping[str, Any]) -> str:
    """In a few words: "integer 1–500", "documents | figures"."""
    kinds = [each for each in schema.get("anyOf", [schema]) if each.get("type") != "null"]
    words = []
    for each in kinds:
        if listed := [str(value) for value in each.get("enum", ()) if value != ""]:
            words.append(" | ".join(listed))
            continue
        least, most = each.get("minimum"), each.get("maximum")
        bounds = (
            f" {'' if least is None else least}–{'' if most is None else most}" if (least, most) != (None, None) else ""
        )
        words.append(f"{each.get('format') or each.get('type', 'string')}{bounds}")
    return " | ".join(words)
