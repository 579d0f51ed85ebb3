"""The pages, one module each; `ROUTERS` in the order that addresses are tried."""

from __future__ import annotations

from tongket.web.routes import (
    about,
    add,
    api,
    body,
    checking,
    compare,
    document,
    feeds,
    flags,
    health,
    home,
    indicator,
    login,
    password,
    place,
    review,
    search,
    users,
)

ROUTERS = (
    about.router,
    add.router,
    api.router,
    body.router,
    checking.router,
    compare.router,
    document.router,
    feeds.router,
    flags.router,
    health.router,
    home.router,
    indicator.router,
    login.router,
    password.router,
    place.router,
    review.router,
    search.router,
    users.router,
)
