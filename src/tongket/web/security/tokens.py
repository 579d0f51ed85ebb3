"""Random tokens, and the digests that are kept of them."""

from __future__ import annotations

import secrets
from hashlib import sha256


def new_token() -> str:
    """256 random bits, fit for a cookie."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> bytes:
    """What is kept of a token: who reads it can't come in by it. Without salt, as a token can't be guessed."""
    return sha256(token.encode("utf-8", "replace")).digest()
