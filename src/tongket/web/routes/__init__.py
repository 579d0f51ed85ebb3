"""The pages, one module each; `ROUTERS` in the order that addresses are tried."""

from __future__ import annotations

from tongket.web.routes import compare, document, health, home, indicator

ROUTERS = (home.router, document.router, indicator.router, compare.router, health.router)
