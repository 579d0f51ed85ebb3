"""The pages, one module each; `ROUTERS` in the order that addresses are tried."""

from __future__ import annotations

from tongket.web.routes import (
    about,
    add,
    body,
    checking,
    compare,
    document,
    flags,
    health,
    home,
    indicator,
    login,
    place,
    review,
    search,
)

ROUTERS = (
    about.router,
    add.router,
    body.router,
    checking.router,
    compare.router,
    document.router,
    flags.router,
    health.router,
    home.router,
    indicator.router,
    login.router,
    place.router,
    review.router,
    search.router,
)
