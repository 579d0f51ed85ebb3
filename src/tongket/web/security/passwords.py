"""Passwords by NIST SP 800-63B: long, of any characters, none of the obvious ones; kept as Argon2id hashes."""

from __future__ import annotations

import secrets
import threading
import unicodedata
from functools import cache
from itertools import pairwise

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from tongket.ledger.errors import CodedError
from tongket.lexicon import load

SHORTEST = 12
LONGEST = 1_000
"""Characters; NIST asks for 64 at least. Only so that nobody sends a book."""
_ALIKE_NONE = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and digits that nobody takes for one another, on paper or by telephone."""
_PERIOD = 4
"""Characters of what is repeated at most: "abcdabcdabcd"."""
_AT_ONCE = threading.BoundedSemaphore(2)
"""Each hash takes 64 MiB, so that guessing is dear; many at a time would be dear for us."""
_HASHER = PasswordHasher()


class PasswordError(CodedError):
    """A password that isn't taken, with one clear line why; codes: "short", "long", "control", "obvious", "same"."""


def normalised(password: str) -> str:
    """The same password, however it was typed.

    NFKC, one of the two forms that SP 800-63B names: "ế" is one character or three, as the keyboard has it, and a
    full-width digit is a digit. Of the two, NFKC is the one that leaves a Vietnamese letter one character, which the
    least length counts. What NFKC makes equal differs only in looks, so next to nothing is lost.
    """
    return unicodedata.normalize("NFKC", password)


def check(password: str, name: str) -> None:
    """Raises PasswordError where `password` is none to give to the person `name`."""
    given = normalised(password)
    if len(given) < SHORTEST:
        raise PasswordError(f"at least {SHORTEST} characters: a short sentence is good, and easy to remember", "short")
    if len(given) > LONGEST:
        raise PasswordError(f"at most {LONGEST:,} characters", "long")
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in given):
        raise PasswordError("no control characters", "control")
    if is_obvious(given, name):
        raise PasswordError("that is among the first that anybody would try: choose another", "obvious")


def generated() -> str:
    """A new one to be told once: four groups of five characters, 99 bits."""
    return "-".join("".join(secrets.choice(_ALIKE_NONE) for _ in range(5)) for _ in range(4))


def is_obvious(password: str, name: str) -> bool:
    """Whether it is a known one, the name, a run like "123456789012" or the same few characters over and over."""
    plain = _plain(password)
    words = _words() | {_letters(_plain(normalised(name)))} - {""}
    return plain in _whole() or _letters(plain) in words or _is_run(plain) or _is_repeated(plain)


def hashed(password: str) -> str:
    """The Argon2id hash, with its own salt and parameters in it."""
    with _AT_ONCE:
        return _HASHER.hash(normalised(password))


def is_right(hash: str | None, password: str) -> bool:
    """Whether `password` is the one behind `hash`. Takes as long where there is no hash, since there is nobody."""
    dummy = _nobody()
    if len(password) > 4 * LONGEST:  # decomposed letters are up to four characters
        hash, password = None, ""
    with _AT_ONCE:
        try:
            return _HASHER.verify(hash or dummy, normalised(password)) and hash is not None
        except (VerificationError, InvalidHashError, UnicodeEncodeError):
            return False


def is_outdated(hash: str) -> bool:
    """Whether it was made with other parameters than those of today."""
    return _HASHER.check_needs_rehash(hash)


@cache
def _nobody() -> str:
    return hashed(secrets.token_urlsafe())


def _plain(text: str) -> str:
    return "".join(text.casefold().split())


def _letters(text: str) -> str:
    """What is left without digits and signs: "Password2024!" is "password"."""
    return "".join(filter(str.isalpha, text))


@cache
def _whole() -> frozenset[str]:
    return frozenset(map(_plain, load("web/passwords")["whole"]))


@cache
def _words() -> frozenset[str]:
    return frozenset(map(_plain, load("web/passwords")["words"]))


def _is_run(text: str) -> bool:
    steps = {ord(after) - ord(before) for before, after in pairwise(text)}
    if text.isdigit():
        return steps <= {1, -9} or steps <= {-1, 9}  # "8901", "2109"
    return steps <= {1} or steps <= {-1}


def _is_repeated(text: str) -> bool:
    return any((text[:size] * len(text))[: len(text)] == text for size in range(1, _PERIOD + 1))
