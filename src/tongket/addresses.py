"""Addresses as they come: what pages and archives call one need not be one."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit


def split(url: str) -> SplitResult | None:
    """The parts of an address; None where it can't be taken apart ("http://[")."""
    try:
        return urlsplit(url)
    except ValueError:
        return None
