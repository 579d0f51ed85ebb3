"""Small multiples: one small chart for each body or place, all on one scale."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from tongket.web.charts import who as names
from tongket.web.charts.chart import (
    LEFT,
    WIDTHS,
    About,
    Chart,
    Size,
    Spec,
    headed,
    left_out_words,
    notes,
    words_view,
)
from tongket.web.charts.points import Drawing, drawing
from tongket.web.charts.sheet import Name, Sheet
from tongket.web.charts.theme import TEXT_SIZE
from tongket.web.charts.who import By, Row, Who
from tongket.web.charts.wording import Language, say, wrap

MOST = 12
COLUMNS: dict[Size, int] = {"wide": 3, "narrow": 2}
_HEIGHT = 84


def multiples(
    rows: Iterable[Row],
    about: About,
    by: By,
    language: Language,
    *,
    size: Size = "wide",
    whos: Sequence[Who] | None = None,
    name: Name | None = None,
    most: int = MOST,
) -> Chart:
    """A small chart for each of `whos`, or of those `most` with most values, of the periods of the commonest length."""
    made = drawing(rows, by, about.id, about.breaks, whos, most, panels=1)
    called = name or (lambda who: names.name(who, language))
    foot = [*left_out_words(made.left_out, language), say("as_reported", language), about.source]
    if not made.panels:
        views = [words_view([say("nothing", language)], size), notes(foot, size)]
        return Chart(headed(views, about.title, "", size), say("nothing", language), (), made.left_out)
    sheet = Sheet(made, about, by, language, size, called)
    small = [_small(made, sheet, who, size) for who in sorted(made.who, key=lambda who: (called(who), who))]
    grid = {"concat": small, "columns": COLUMNS[size], "spacing": {"row": 14, "column": 6}, "bounds": "full"}
    views = [*sheet.key(letters=False), grid, notes([*sheet.breaks(), *foot], size)]
    spec = headed(views, about.title, sheet.subtitle(), size)
    return Chart(spec, sheet.alt(), tuple(point.id for point in made.points), made.left_out)


def _small(made: Drawing, sheet: Sheet, who: Who, size: Size) -> Spec:
    """One body's or place's own points, with its name over them."""
    panel = made.panels[0]
    own = replace(
        panel,
        points=tuple(point for point in panel.points if point.who == who),
        runs=tuple(run for run in panel.runs if run[0].who == who),
        rules={rule: whos for rule, whos in panel.rules.items() if who in whos},
    )
    wide = (WIDTHS[size] - 16) // COLUMNS[size] - LEFT - 8
    return sheet.small(own, wide, _HEIGHT, wrap(sheet.name(who), wide + LEFT - 12, TEXT_SIZE))
