"""The pages, one module each; `ROUTERS` in the order that addresses are tried."""

from __future__ import annotations

from tongket.web.routes import about, api, body, document, feeds, flags, health, home, login, place, review, search

ROUTERS = (
    about.router,
    api.router,
    body.router,
    document.router,
    feeds.router,
    flags.router,
    health.router,
    home.router,
    login.router,
    place.router,
    review.router,
    search.router,
)
