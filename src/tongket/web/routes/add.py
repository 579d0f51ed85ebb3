"""Add: hand in files or an address, watch them being read, see what came out."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from tongket.clock import today
from tongket.sources import containers, inputs
from tongket.web import uploads
from tongket.web.adding import Adding, FullError, Job
from tongket.web.causes import told_in
from tongket.web.language import language_of
from tongket.web.pages import Page, desk_of, page, render
from tongket.web.security.roles import Role
from tongket.web.security.sessions import require
from tongket.web.uploads import RefusedError, receive

router = APIRouter(dependencies=[Depends(require(Role.checker))])

_LISTED = 20
"""Jobs that the page "Add" tells of."""
_ACCEPTED = ",".join(dict.fromkeys((*inputs.ENDINGS, *containers.ENDINGS, ".gz", ".bz2", ".xz", ".zst")))


def adding_of(request: Request) -> Adding:
    """The desk's queue. Raises HTTPException 404 where the desk only shows."""
    desk = desk_of(request)
    if desk.settings.only_shows:
        raise HTTPException(404)
    return desk.adding


def job_of(request: Request, identity: str) -> Job:
    """A job by its id. Raises HTTPException 404."""
    found = adding_of(request).job(identity)
    if found is None:
        raise HTTPException(404)
    return found


@page(router, "/add", kept=False)
def add(request: Request) -> Page:
    """Add: a form for files or an address, and what was handed in lately."""
    return _form(request)


@page(router, "/add/{identity}", kept=False)
def added(request: Request, identity: str) -> Page:
    """One thing handed in: how far it is, what came out, what was left out and why."""
    job = job_of(request, identity)
    told = {
        "job": job,
        "before": adding_of(request).before(job),
        "causes": [told_in(language_of(request), each.cause) for each in job.told],
        "error": told_in(language_of(request), job.error),
    }
    return Page("added.html", told, data_of(job), job.documents)


@router.post("/add", include_in_schema=False)
async def hand_in(request: Request) -> Response:
    """Take what is sent, and lead to where it is told what becomes of it."""
    adding = adding_of(request)
    try:
        received = await receive(request)
        try:
            job = await run_in_threadpool(adding.begin, received)
        except FullError:
            await run_in_threadpool(received.remove)
            raise RefusedError(429, "add.full") from None
    except RefusedError as error:
        made = await run_in_threadpool(_refused, request, error)
        return Response(made, error.status, {"Cache-Control": "no-store"}, "text/html; charset=utf-8")
    return RedirectResponse(f"/add/{job.id}", 303)


@router.post("/add/{identity}/stop", include_in_schema=False)
def stop(request: Request, identity: str) -> Response:
    """End a job; what it has added stays."""
    job_of(request, identity).stop.set()
    return RedirectResponse(f"/add/{identity}", 303)


def _form(request: Request, error: RefusedError | None = None) -> Page:
    jobs = adding_of(request).jobs()[:_LISTED]
    told = {
        "jobs": jobs,
        "error": error,
        "cause": told_in(language_of(request), str(error.values.get("cause", ""))) if error else None,
        "accepted": _ACCEPTED,
        "limits": {"files": uploads.MOST_FILES, "file": uploads.LARGEST_FILE, "all": uploads.LARGEST},
        "today": today().isoformat(),
    }
    rows = [_summary(job) for job in jobs]
    return Page("add.html", told, {"jobs": rows}, rows)


def _refused(request: Request, error: RefusedError) -> bytes:
    return render(request, _form(request, error), "html")


def _summary(job: Job) -> dict[str, Any]:
    return {
        "id": job.id,
        "state": job.state,
        "asked": job.asked,
        "names": job.received.names,
        "handed_over": job.received.handed_over,
        "fetched": job.fetched,
        "read": job.read,
        "figures": job.figures,
        "known": job.known,
        "left_out": sum(job.left_out.values()),
    }


def data_of(job: Job) -> dict[str, Any]:
    """A job as JSON."""
    told = [{"source": each.source, "reason": each.reason, "cause": each.cause} for each in job.told]
    return _summary(job) | {
        "left_out": dict(job.left_out),
        "told": told,
        "documents": job.documents,
        "error": job.error or None,
    }
