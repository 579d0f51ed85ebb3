"""The pages, one module each; `ROUTERS` in the order that addresses are tried."""

from __future__ import annotations

from tongket.web.routes import about, add, body, document, flags, health, home, login, place, review

ROUTERS = (
    about.router,
    add.router,
    body.router,
    document.router,
    flags.router,
    health.router,
    home.router,
    login.router,
    place.router,
    review.router,
)
