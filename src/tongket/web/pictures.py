"""A chart's own addresses: pictures, and the spec for the reader's browser; kept until the ledger changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

from fastapi import Request, Response

from tongket.web.cache import Cache
from tongket.web.charts.chart import Chart, Size
from tongket.web.charts.theme import Theme
from tongket.web.desk import Desk
from tongket.web.language import Language
from tongket.web.pages import desk_of

Ending = Literal["svg", "png", "json"]
_MEDIA: dict[Ending, str] = {"svg": "image/svg+xml", "png": "image/png", "json": "application/json"}


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart on a page: `address` without its ending, `query` that all its forms share, `alt` for those who don't see
    it, `csv`: address of the rows it is drawn from."""

    address: str
    query: tuple[tuple[str, str], ...]
    alt: str
    csv: str

    def at(self, ending: Ending, **more: str) -> str:
        """The address of one form: `size`, `theme` and `lang` where they matter."""
        return f"{self.address}.{ending}?{urlencode([*self.query, *more.items()])}"


def picture(
    request: Request,
    ending: Ending,
    size: Size,
    theme: Theme,
    language: Language,
    make: Callable[[Desk], Chart],
) -> Response:
    """One form of the chart that `make` makes."""
    desk = desk_of(request)
    state, key = desk.model.state, ("picture", request.url.path, request.url.query, size, theme, language)
    tag = '"{}"'.format(hashlib.sha256("\n".join((state, *key)).encode()).hexdigest()[:20])
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    drawn = desk.cache.get(state, key, lambda: _drawn(make(desk), ending, theme, language))
    return Response(drawn, 200, headers, _MEDIA[ending])


_pictures = Cache()
"""Pictures by what is drawn: most stay the same when the ledger changes, and drawing is what takes time."""


def _drawn(chart: Chart, ending: Ending, theme: Theme, language: Language) -> bytes:
    from tongket.web.charts.drawing import complete, png, svg

    spec = json.dumps(complete(chart.spec, theme, language), ensure_ascii=False, allow_nan=False).encode()
    if ending == "json":
        return spec
    if ending == "png":
        return _pictures.get("", ("png", _digest(spec)), lambda: png(chart.spec, theme, language))
    return _pictures.get("", ("svg", _digest(spec)), lambda: svg(chart.spec, theme, language).encode())


def _digest(drawn: bytes) -> str:
    return hashlib.sha256(drawn).hexdigest()
