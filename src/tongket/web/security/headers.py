"""Headers that every answer carries, also those of errors: what a browser may do with it, and whom it may tell."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tongket.web.security.asgi import Header, header, is_https
from tongket.web.security.hosts import is_loopback, name_of

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
_FEATURES = """accelerometer autoplay browsing-topics camera display-capture encrypted-media fullscreen
gamepad geolocation gyroscope hid identity-credentials-get idle-detection local-fonts magnetometer microphone midi
payment picture-in-picture publickey-credentials-get screen-wake-lock serial storage-access usb
xr-spatial-tracking"""
"""What the desk never asks a browser for."""
_YEAR = 365 * 24 * 3600

_ALWAYS: list[Header] = [
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", ", ".join(f"{feature}=()" for feature in _FEATURES.split()).encode()),
    (b"x-frame-options", b"DENY"),
]
_BY_REQUEST = frozenset({b"referrer-policy", b"strict-transport-security", b"cross-origin-opener-policy"})
_OURS = frozenset(name for name, _ in _ALWAYS) | _BY_REQUEST
_TELLING = frozenset({b"server", b"x-powered-by"})


class Headers:
    """Sets the headers, in place of what the application says of them, and tells nobody what runs here."""

    def __init__(self, app: ASGIApp, *, https: bool = False) -> None:
        self._app = app
        self._https = https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [(name, value) for name, value in message.get("headers", ()) if _is_kept(name.lower())]
                message["headers"] = [*kept, *_ALWAYS, *self._by_request(scope, kept)]
            await send(message)

        await self._app(scope, receive, with_headers)

    def _by_request(self, scope: Scope, kept: list[Header]) -> list[Header]:
        """A browser sends "Origin: null" with a form of a page that says no-referrer, and says where it came from by
        Sec-Fetch-Site only over https and to its own machine. Elsewhere "same-origin" lets it tell us, and still
        nobody else; nor does a browser take an opener policy there, and says so."""
        https = self._https or is_https(scope)
        trusted = https or is_loopback(name_of(header(scope, b"host") or ""))
        found = [(b"referrer-policy", b"no-referrer" if trusted else b"same-origin")]
        if trusted:
            found.append((b"cross-origin-opener-policy", b"same-origin"))
        if https:
            found.append((b"strict-transport-security", f"max-age={_YEAR}".encode()))
        names = {name.lower() for name, _ in kept}
        if b"set-cookie" in names and b"cache-control" not in names:
            found.append((b"cache-control", b"no-store"))  # a cookie is for one
        return found


def _is_kept(name: bytes) -> bool:
    return name not in _OURS and name not in _TELLING
