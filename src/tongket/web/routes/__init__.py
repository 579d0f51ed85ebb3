"""The pages, one module each; `ROUTERS` in the order that addresses are tried."""

from __future__ import annotations

from tongket.web.routes import add, document, health, home, login

ROUTERS = (home.router, document.router, health.router, add.router, login.router)
