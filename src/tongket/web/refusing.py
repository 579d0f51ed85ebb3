"""What the ledger refuses, in the reader's language: by the code of the error, with what the lexicon says for it."""

from __future__ import annotations

from fastapi import HTTPException

from tongket.ledger.errors import CodedError
from tongket.web import causes
from tongket.web.causes import Told
from tongket.web.language import Language, words_of


class RefusalError(HTTPException):
    """Answered with a page that says `cause` in the language of who asked."""

    def __init__(self, status: int, cause: CodedError) -> None:
        super().__init__(status, str(cause))
        self.cause = cause


def told_in(language: Language, cause: CodedError | str) -> Told:
    """A cause in a language, as far as the lexicon has words for it; else as it is, in English."""
    if isinstance(cause, str):
        return causes.told_in(language, cause)
    words = words_of(language).get(f"ledger.{cause.code}", "")
    return Told(words.format(**cause.values), language) if words else Told(str(cause), "en")
