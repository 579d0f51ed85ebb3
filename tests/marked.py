"""What a page of the desk may hold: our own scripts, styles, forms and pictures, and nothing that does something."""

from __future__ import annotations

from urllib.parse import urlsplit

import lxml.html

_NEVER = ("iframe", "frame", "frameset", "object", "embed", "applet", "base", "style", "portal")
_LOADED = {"src", "srcset", "action", "formaction", "poster", "background", "data", "ping", "manifest", "xlink:href"}
"""Attributes whose address a browser asks for by itself, or sends something to."""
_FOLLOWED = ("http", "https", "")
_TELLING = (
    "Traceback (most recent call last)",
    "sqlite3.",
    "OperationalError",
    "no such column",
    "fts5:",
    "syntax error",
    "unterminated string",
    "root:x:0:",
    "1787569",  # 1337 × 1337: somebody worked it out
    "<class '",
    "Internal Server Error",
    "/site-packages/",
)


def foreign(page: str) -> list[str]:
    """What in a page isn't ours to hold, each in a line; nothing where all is well."""
    if not page.strip():
        return []
    root = lxml.html.document_fromstring(page)
    found = []
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        where = f"<{element.tag}>"
        if element.tag in _NEVER:
            found.append(where)
        if element.tag == "script" and not _is_our_script(element):
            found.append(f"{where} {(element.text or '')[:60]!r}")
        if element.tag == "meta" and element.get("http-equiv"):
            found.append(f"{where} http-equiv")
        for name, value in element.attrib.items():
            found += [f"{where} {name}={value[:60]!r}" for _ in [0] if not _may(element.tag, str(name).lower(), value)]
    return found


def telling(text: str) -> list[str]:
    """Words in an answer that tell of our code, files or queries, or that somebody's expression was worked out."""
    return [word for word in _TELLING if word in text]


def _is_our_script(element: lxml.html.HtmlElement) -> bool:
    if element.get("type") in ("application/json", "application/ld+json"):  # data, which no browser runs
        return element.get("src") is None
    return (element.get("src") or "").startswith("/static/") and not (element.text or "").strip()


def _may(tag: str, name: str, value: str) -> bool:
    if name.startswith(("on", "hx-on", "hx-vals", "hx-vars")) or name in ("style", "srcdoc"):
        return False
    if name == "href" and tag == "a":
        return urlsplit("".join(value.split()).lower()).scheme in _FOLLOWED
    if name in _LOADED or name == "href" or name in ("hx-get", "hx-post", "hx-put", "hx-patch", "hx-delete"):
        if tag == "img" and value.startswith("data:image/"):
            return True
        parts = urlsplit(value.strip())
        return not parts.scheme and not parts.netloc and not value.strip().startswith("\\")
    return True
