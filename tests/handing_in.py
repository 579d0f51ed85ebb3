"""Handing in documents at a desk, as its own form does."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from typing import Any

import httpx

Files = Sequence[tuple[str, Any]]
"""Names and contents: bytes or an opened file."""


def client(address: str) -> httpx.Client:
    return httpx.Client(base_url=address, trust_env=False, timeout=60, headers={"Sec-Fetch-Site": "same-origin"})


def token(page: str) -> str:
    """What the page's form must bring back."""
    found = re.search(r'name="csrf" value="([^"]*)"', page)
    assert found, "the page has no form"
    return found[1]


def hand_in(desk: httpx.Client, files: Files = (), **fields: str) -> httpx.Response:
    """Send the form, the token first as it stands in it."""
    parts: list[tuple[str, Any]] = [("csrf", (None, token(desk.get("/add").text)))]
    parts += [(name, (None, value)) for name, value in fields.items()]
    parts += [("files", (name, data)) for name, data in files]
    return desk.post("/add", files=parts)


def told(desk: httpx.Client, answer: httpx.Response, until: str = "done") -> dict[str, Any]:
    """What became of it, once its state is `until`."""
    assert answer.status_code == 303, answer.text
    return wait(desk, answer.headers["location"], lambda job: job["state"] == until)


def wait(desk: httpx.Client, address: str, reached: Any, seconds: float = 300) -> dict[str, Any]:
    """The job as soon as it has come so far."""
    ends = time.monotonic() + seconds
    while True:
        job: dict[str, Any] = desk.get(f"{address}.json").json()
        if reached(job):
            return job
        assert time.monotonic() < ends, job
        time.sleep(0.05)
