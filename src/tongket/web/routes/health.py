"""`/healthz`: whether the desk answers, and which state of the ledger it shows."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request

from tongket.web.pages import desk_of

router = APIRouter()


@router.get("/healthz", include_in_schema=False)
def healthz(request: Request) -> dict[str, Any]:
    """That the desk answers."""
    model = desk_of(request).model
    return {"status": "ok", "state": model.state, "documents": model.value("select count(*) from documents")}
