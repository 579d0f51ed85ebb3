"""Values, days and periods as people of either language read them."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from tongket.output import display
from tongket.output.numbers import plain, vietnamese
from tongket.output.unit_names import unit_name
from tongket.records import Dates, Figure
from tongket.web.language import Language, words_of


def number(value: Decimal | float | int | str | None, language: Language) -> str:
    """ "1.234,5" or "1,234.5"; "" for nothing."""
    if value is None or value == "":
        return ""
    exact = Decimal(str(value))
    if language == "vi":
        return vietnamese(exact)
    whole, _, fraction = plain(exact).lstrip("-").partition(".")
    return ("−" if exact < 0 else "") + f"{int(whole):,}" + ("." + fraction if fraction else "")


def value(figure: Figure, language: Language) -> str:
    """The value with its bound and unit: "hơn 184 triệu đồng", "over 184 million VND"."""
    if language == "vi":
        return display.value(figure)
    words = words_of(language)
    numbers, scale = scaled([each for each in (figure.value, figure.high) if each is not None], figure.unit)
    told = "–".join(number(each, language) for each in numbers)
    unit = unit_name(figure.unit, language, one=figure.high is None and figure.value == 1)
    bound = "" if figure.bound in ("exact", "range") else words.get(f"bounds.{figure.bound}", "")
    if unit in ("%", "°C"):
        return f"{bound} {told}{unit}".strip()
    return " ".join(part for part in (bound, told, scale, unit) if part)


def scaled(values: list[Decimal], unit: str) -> tuple[list[Decimal], str]:
    """Money from a million, anything from a billion, in words where that keeps the value short."""
    largest = max(map(abs, values))
    money = len(unit.split("/")[0]) == 3 and unit[:3].isupper()
    for size, name in ((10**9, "billion"), (10**6, "million")):
        if (
            largest >= size
            and (money or size == 10**9)
            and all(each / size == round(each / size, 3) for each in values)
        ):
            return [each / size for each in values], name
    return values, ""


def day(date: dt.date | str | None, language: Language) -> str:
    """ "3/2/2025" or "3 Feb 2025"."""
    if not date:
        return ""
    found = dt.date.fromisoformat(date[:10]) if isinstance(date, str) else date
    if language == "vi":
        return f"{found.day}/{found.month}/{found.year}"
    return f"{found.day} {calendar.month_abbr[found.month]} {found.year}"


def period(dates: Dates | None, language: Language) -> str:
    """The period, short: "quý I/2022", "Q1 2022"."""
    if language == "vi" or dates is None:
        return display.period(dates)
    first, last = dates
    if first.day != 1 or last.day != calendar.monthrange(last.year, last.month)[1]:
        return day(first, language) if first == last else f"{day(first, language)} – {day(last, language)}"
    if (first.month, last.month) == (1, 12):
        return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
    if first.year == last.year and last.month - first.month == 2 and last.month % 3 == 0:
        return f"Q{last.month // 3} {last.year}"
    names = calendar.month_abbr
    if first.year != last.year:
        return f"{names[first.month]} {first.year} – {names[last.month]} {last.year}"
    months = names[first.month] if first.month == last.month else f"{names[first.month]}–{names[last.month]}"
    return f"{months} {last.year}"


def quarter(first: str, language: Language) -> str:
    """The quarter that a day lies in: "quý 3/2024", "Q3 2024"."""
    date = dt.date.fromisoformat(first)
    return str(words_of(language)("public.quarter_of", n=(date.month + 2) // 3, year=date.year))


def name(row: Mapping[str, Any], language: Language) -> str:
    """The name of a row of `bodies`, `places` or `indicators`."""
    return str(row["en"] if language == "en" else row["vi"])


def anchor(start: int) -> str:
    """What a figure is called within its document's page: it stays when the document is read again."""
    return f"f-{start}"


def figure_address(identity: str) -> str:
    """Address of a figure by its id: its document's page, at the figure."""
    document, start, _ = identity.split("-")
    return f"/d/{document}#{anchor(int(start))}"
