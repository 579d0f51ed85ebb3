"""The time, in one place."""

from __future__ import annotations

import datetime as dt

VIETNAM = dt.timezone(dt.timedelta(hours=7))
"""The one zone of Viet Nam (Decision 134/2002/QĐ-TTg); a page's time without a zone is read in it."""


def now() -> dt.datetime:
    """This moment, in UTC."""
    return dt.datetime.now(dt.UTC)


def today() -> dt.date:
    """The day in Vietnam."""
    return now().astimezone(VIETNAM).date()
