"""The pages, one module each; `ROUTERS` in the order that addresses are tried."""

from __future__ import annotations

from tongket.web.routes import about, body, document, flags, health, home, place, review

ROUTERS = (
    home.router,
    document.router,
    body.router,
    place.router,
    review.router,
    flags.router,
    about.router,
    health.router,
)
