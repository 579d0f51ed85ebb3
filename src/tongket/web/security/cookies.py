"""Cookies of the desk: for it alone, never for a script, and not shared with whatever else this machine serves."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.types import Scope

from tongket.web.security.asgi import Header, is_https


@dataclass(frozen=True, slots=True)
class Cookie:
    """`base`: what its name ends with. `https`: readers come over it, also where a proxy in front doesn't say so.

    Over https a browser takes "__Host-" names only encrypted and for this very host. Elsewhere the port stands in the
    name, because browsers keep one set of cookies for all ports of a machine.
    """

    base: str
    https: bool = False

    def name(self, scope: Scope) -> str:
        """Its name for this request."""
        if self._is_secure(scope):
            return f"__Host-tongket-{self.base}"
        return f"tongket-{self.base}-{(scope.get('server') or ('', None))[1] or 0}"

    def set(self, scope: Scope, value: str) -> Header:
        """The header that sets it, until the browser is closed."""
        return self._header(scope, value)

    def clear(self, scope: Scope) -> Header:
        """The header that takes it away."""
        return self._header(scope, "", "Max-Age=0")

    def _is_secure(self, scope: Scope) -> bool:
        return self.https or is_https(scope)

    def _header(self, scope: Scope, value: str, *more: str) -> Header:
        parts = [f"{self.name(scope)}={value}", "Path=/", "HttpOnly", "SameSite=Lax", *more]
        if self._is_secure(scope):
            parts.append("Secure")
        return b"set-cookie", "; ".join(parts).encode()
