"""An indicator over time: a panel for each length of period, what kind each value is, breaks, and who told nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tongket.web.charts import who as names
from tongket.web.charts.chart import About, Chart, Size, headed, left_out_words, notes, words_view
from tongket.web.charts.points import drawing
from tongket.web.charts.sheet import Name, Sheet
from tongket.web.charts.strip import strip
from tongket.web.charts.who import By, Row, Who
from tongket.web.charts.wording import Language, say


def timeline(
    rows: Iterable[Row],
    about: About,
    by: By,
    language: Language,
    *,
    size: Size = "wide",
    coverage: Sequence[Row] = (),
    whos: Sequence[Who] | None = None,
    name: Name | None = None,
) -> Chart:
    """The chart of `series(…)`'s rows: of `whos`, or of those with most points. `coverage`: rows of `coverage(…)`,
    drawn as a strip under a panel of periods of that length."""
    made = drawing(rows, by, about.id, about.breaks, whos)
    called = name or (lambda who: names.name(who, language))
    left = left_out_words(made.left_out, language)
    foot = [*left, say("as_reported", language), about.source]
    if not made.panels:
        views = [words_view([say("nothing", language)], size), notes(foot, size)]
        return Chart(headed(views, about.title, "", size), say("nothing", language), (), made.left_out)
    sheet = Sheet(made, about, by, language, size, called)
    views = [*sheet.key()]
    for panel in made.panels:
        views += [*sheet.heading(panel), sheet.panel(panel)]
        views += strip(sheet, panel, coverage)
    views.append(notes([*sheet.breaks(), *foot], size))
    return Chart(
        headed(views, about.title, sheet.subtitle(), size),
        sheet.alt(),
        tuple(point.id for point in made.points),
        made.left_out,
    )
