"""Checking by hand: a document figure by figure, each decision saved at once; and the queue of what needs it most.

Every form works as a plain one; static/check/ sends the same forms without leaving the page.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from tongket.ledger.errors import CodedError
from tongket.ledger.fields import FieldError
from tongket.ledger.missed import place_in
from tongket.output.passages import passages
from tongket.web.deciding.forms import FormError, Texts, given, inputs, texts_of, was
from tongket.web.deciding.prefill import inherited, selected
from tongket.web.deciding.queue import Queue
from tongket.web.deciding.standing import Row, Standing, standing_of
from tongket.web.deciding.taking import GoneError, Taken, take, told_of, who_decides
from tongket.web.description import answers
from tongket.web.facts import facts
from tongket.web.language import language_of, words_of
from tongket.web.pages import Page, desk_of, page, render
from tongket.web.refusing import told_in
from tongket.web.routes.document import document_of

_MOST_FIELDS = 120
_PAGE = 50


def _working(request: Request) -> None:
    """Nothing is decided at a desk that only shows. Raises HTTPException 404."""
    if desk_of(request).settings.only_shows:
        raise HTTPException(404)


router = APIRouter(dependencies=[Depends(_working)])


async def _form(request: Request) -> dict[str, str]:
    """The fields of a plain form. Raises HTTPException 400."""
    try:
        told = (await request.body()).decode("ascii")
        return dict(parse_qsl(told, keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict"))
    except ValueError:
        raise HTTPException(400, "no form") from None


Form = Annotated[dict[str, str], Depends(_form)]


# ── one document ─────────────────────────────────────────────────────────────
@page(router, "/d/{identity}/check", forms=("html",), kept=False)
def check(
    request: Request, identity: str, at: int | None = None, queue: str | None = None, saved: int | None = None
) -> Page:
    """A document to check by hand: its text, and one figure with what can be decided about it."""
    return _page(request, _standing(request, identity), at, queue, saved=saved)


@router.get("/d/{identity}/check/panel", include_in_schema=False)
def panel(request: Request, identity: str, at: int, queue: str | None = None) -> Response:
    """One figure with what can be decided about it, to put into the page."""
    standing = _standing(request, identity)
    number = standing.at(at)
    if number is None:
        raise HTTPException(404)
    return _fragment(request, _told(request, standing, number, queue))


@router.get("/d/{identity}/check/add", include_in_schema=False)
def adding(
    request: Request,
    identity: str,
    start: int | None = None,
    end: int | None = None,
    quote: str = "",
    sentence: str = "",
    queue: str | None = None,
) -> Response:
    """The form for a figure that was missed: at a selection, or where a quote stands."""
    standing = _standing(request, identity)
    problem, new = "", None
    try:
        if start is None or end is None:
            start, end = place_in(standing.text, quote[:200], sentence[:2000] or None)
        span, found = selected(standing.text, (start, end))
        known = next((row for row in standing.rows if (row["start"], row["end"]) == span), None)
        if known is not None:
            return _see(request, identity, known["start"], queue, problem="read_already")
        new = {"span": span, "texts": inherited(standing.rows, span) | found, "errors": {}}
    except FieldError as error:
        problem = told_in(language_of(request), error).words
    if request.headers.get("x-panel"):
        if new is None:
            return JSONResponse({"status": 400, "error": problem}, 400)
        return _fragment(request, _told(request, standing, None, queue, new=new))
    return _html(request, _page(request, standing, None, queue, new=new, problem=problem), 400 if problem else 200)


@router.post("/d/{identity}/decisions", include_in_schema=False)
def decide(request: Request, identity: str, form: Form) -> Response:
    """Write one decision; the answer tells what stands now, and what others decided since."""
    desk, wants_page = desk_of(request), "application/json" not in request.headers.get("accept", "")
    standing = _standing(request, identity)
    who = who_decides(request, desk.store)
    words = words_of(language_of(request))
    try:
        taken = take(desk.store, standing, form, who)
    except FormError as error:
        errors = {name: told_in(words.language, cause).words for name, cause in error.fields.items()}
        if not wants_page:
            return JSONResponse({"status": 400, "errors": errors, "error": "; ".join(errors.values())}, 400)
        return _wrong(request, standing, form, error.fields)
    except GoneError as error:
        problem = str(words(str(error)))
        if not wants_page:
            return JSONResponse({"status": 409, "error": problem}, 409)
        return _html(request, _page(request, standing, None, form.get("queue"), problem=problem), 409)
    desk.checks.soon()
    now = _standing(request, identity)
    if wants_page:
        return RedirectResponse(_onward(now, taken, form.get("queue")), 303)
    after = form.get("after", "0")
    told = told_of(now, int(after) if after.isdecimal() and len(after) < 15 else 0, who)
    following = now.following(taken.start)
    return JSONResponse(
        told
        | {
            "id": taken.number,
            "decision": taken.decision,
            "next": following["start"] if following else None,
            "conflict": _conflict(taken, request),
        }
    )


@router.get("/d/{identity}/decisions.json", response_class=JSONResponse, responses=answers("json"))
def decisions(request: Request, identity: str, after: int = 0) -> Response:
    """What people decided about a document, behind decision number `after`, and what stands of these figures now."""
    standing = _standing(request, identity)
    told = told_of(standing, after, who_decides(request, desk_of(request).store))
    return JSONResponse(told, headers={"Cache-Control": "no-store"})


# ── the queue ────────────────────────────────────────────────────────────────
@page(router, "/check")
def queue(request: Request, sector: str = "", indicator: str = "", body: str = "", after: str = "") -> Page:
    """The figures that most need to be looked at: flagged, doubtful, much used."""
    desk = desk_of(request)
    wanted = Queue(sector, indicator, body)
    rows = wanted.rows(desk.model, after, _PAGE)
    told = {
        "wanted": wanted,
        "rows": rows,
        "left": wanted.left(desk.model),
        "sectors": sorted(desk.catalogue.sectors.items()),
        "indicators": desk.model.rows(_INDICATORS, {"sector": sector}),
        "bodies": desk.model.rows(_BODIES),
        "after": rows[-1]["id"] if len(rows) == _PAGE else None,
    }
    hidden = ("number_value", "counts")
    data = [{name: value for name, value in row.items() if name not in hidden} for row in rows]
    return Page("queue.html", told, {"figures": data, "left": told["left"]}, data)


_INDICATORS = """
select id, vi, en from indicators where figures > 0 and (:sector = '' or sector = :sector) order by figures desc
limit 200"""
_BODIES = "select id, vi, en from bodies where figures > 0 order by figures desc limit 200"


@router.get("/check/next", include_in_schema=False)
@router.get("/check/next.json", include_in_schema=False)
def next_(request: Request, after: str = "", queue: str = "") -> Response:
    """To the next figure of the queue."""
    desk, wanted = desk_of(request), Queue.of(queue)
    found = wanted.following(desk.model, desk.store, after)
    address = _address(found["document_id"], found["start"], wanted.query) if found else None
    if request.url.path.endswith(".json"):
        place = {"document": found["document_id"], "start": found["start"]} if found else {}
        return JSONResponse(place | {"address": address}, headers={"Cache-Control": "no-store"})
    return RedirectResponse(address or f"/check?{wanted.query}", 303)


# ── what is told ─────────────────────────────────────────────────────────────
def _standing(request: Request, identity: str) -> Standing:
    try:
        return standing_of(desk_of(request).store, identity)
    except FieldError:
        raise HTTPException(404) from None


def _page(
    request: Request,
    standing: Standing,
    at: int | None,
    queue: str | None,
    *,
    new: dict[str, Any] | None = None,
    errors: dict[str, CodedError] | None = None,
    texts: Texts | None = None,
    saved: int | None = None,
    problem: str = "",
) -> Page:
    """The whole page, with the figure at `at`, else the first that nobody decided about; or with a `new` one."""
    number = standing.at(at)
    if number is None and new is None:
        following = standing.following(-1)
        number = standing.at(following["start"]) if following else (0 if standing.rows else None)
    told = _told(request, standing, number, queue, new=new, errors=errors, texts=texts)
    reading = standing.reading()
    suffix = "" if queue is None else "&" + urlencode({"queue": queue})
    told |= {
        "document": document_of(desk_of(request).model, standing.document_id),
        "record_links": [f"/d/{standing.document_id}/check?at={row['start']}{suffix}" for row in standing.rows],
        "passages": passages(reading),
        "placed": True,
        "decided": sum(bool(row["state"]) for row in standing.rows),
        "saved": next((row for row in standing.decisions if row["id"] == saved), None),
        "problem": problem,
    }
    return Page("check.html", told, {})


def _undecided(rows: Sequence[Row]) -> list[Row]:
    """Rows whose decisions the card doesn't tell: they stand beside it."""
    return [row | {"verdict": None} for row in rows]


def _told(
    request: Request,
    standing: Standing,
    number: int | None,
    queue: str | None,
    *,
    new: dict[str, Any] | None = None,
    errors: dict[str, CodedError] | None = None,
    texts: Texts | None = None,
) -> dict[str, Any]:
    """What the panel is filled with."""
    desk, language = desk_of(request), language_of(request)
    reading, rows = standing.reading(), standing.rows
    told: dict[str, Any] = {
        "standing": standing,
        "identity": standing.document_id,
        "reading": reading,
        "rows": rows,
        "queue": queue,
        "number": number,
        "new": new,
        "who": who_decides(request, desk.store),
        "errors": errors or {},
    }
    if new is not None:
        told |= {"inputs": inputs(new["texts"], language, new["errors"]), "quote": standing.text[slice(*new["span"])]}
        return told
    if number is None:
        return told
    row = rows[number]
    history = standing.about(row)
    before = texts_of(row)
    return told | {
        "row": row,
        "f": reading.figures[number],
        "facts": facts(reading, number, _undecided(rows), language, desk.catalogue.indicators),
        "history": history,
        "undo": history[-1] if history and history[-1]["checker"] == told["who"] else None,
        "flags": desk.model.rows(_FLAGS, (row["id"],)),
        "inputs": inputs(texts or before, language, errors),
        "was": json.dumps(before, ensure_ascii=False),
        "following": standing.following(row["start"]),
    }


_FLAGS = """
select * from flags where id in (select flag from flag_figures where figure = ?) and state <> 'dismissed'"""
_FIELD_NAMES = frozenset(texts_of({}))


def _wrong(request: Request, standing: Standing, form: dict[str, str], errors: dict[str, CodedError]) -> Response:
    """The page again, with what was typed and what is wrong with it."""
    language = language_of(request)
    general = "; ".join(told_in(language, cause).words for name, cause in errors.items() if name not in _FIELD_NAMES)
    queue = form.get("queue")
    start, end = (int(form[name]) if form.get(name, "").isdecimal() else -1 for name in ("start", "end"))
    if form.get("decision") == "add" and 0 <= start < end <= len(standing.text):
        new = {"span": (start, end), "texts": given(form), "errors": errors}
        return _html(request, _page(request, standing, None, queue, new=new, problem=general), 400)
    texts = was_or_given(form)
    return _html(request, _page(request, standing, start, queue, errors=errors, texts=texts, problem=general), 400)


def was_or_given(form: dict[str, str]) -> Texts:
    """What stood in the form, and over it what was typed."""
    try:
        return was(form) | given(form)
    except FormError:
        return given(form)


def _onward(standing: Standing, taken: Taken, queue: str | None) -> str:
    """Where a plain form leads after a decision: the next figure, of the queue where one works through that."""
    if queue is not None and taken.decision != "withdraw":
        row = standing.rows[standing.at(taken.start) or 0] if standing.rows else None
        return "/check/next?" + urlencode({"queue": queue, "after": row["id"] if row else ""})
    following: Row | None = None if taken.decision == "withdraw" else standing.following(taken.start)
    start = following["start"] if following else taken.start
    return f"{_address(standing.document_id, start, queue)}&saved={taken.number}#panel"


def _address(document: str, start: int, queue: str | None) -> str:
    return f"/d/{document}/check?" + urlencode({"at": start} | ({} if queue is None else {"queue": queue}))


def _see(request: Request, identity: str, start: int, queue: str | None, problem: str) -> Response:
    """To a figure that is there already."""
    if request.headers.get("x-panel"):
        words = words_of(language_of(request))
        return JSONResponse({"status": 409, "error": str(words(f"checking.{problem}")), "start": start}, 409)
    return RedirectResponse(_address(identity, start, queue) + "#panel", 303)


def _conflict(taken: Taken, request: Request) -> str | None:
    if not taken.others:
        return None
    last, words = taken.others[-1], words_of(language_of(request))
    told = words.get(f"decisions.{last['decision']}", last["decision"])
    return str(words("checking.conflict", who=last["checker"], decision=told, quote=last["quote"]))


def _html(request: Request, made: Page, status: int) -> Response:
    headers = {"Cache-Control": "no-store"}
    return Response(render(request, made, "html"), status, headers, "text/html; charset=utf-8")


def _fragment(request: Request, told: dict[str, Any]) -> Response:
    return _html(request, Page("panel.html", told, {}), 200)
