"""Figures of a ledger's rows are the figures that were read."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import tongket
from ledgers import SPECIMENS, fill
from tongket.ledger.rows import exact
from tongket.ledger.store import Store
from tongket.ledger.stored import figures_of, readings
from tongket.ledger.views import connect
from tongket.records import Figure

PAPERS = sorted(SPECIMENS.glob("*.txt"))[:6]


def as_held(figure: Figure) -> Figure:
    """The table keeps nine decimals."""
    return replace(figure, value=exact(figure.value) or Decimal(0))


def test_every_field_comes_back(tmp_path: Path) -> None:
    store = Store(tmp_path / "ledger", create=True)
    fill(store, *PAPERS)
    found = dict(readings(connect(store)))
    read = [tongket.read(path) for path in PAPERS]
    assert len(found) == sum(bool(reading.figures) for reading in read)
    by_quotes = {tuple(figure.quote for figure in figures): figures for figures in found.values()}
    for reading in read:
        if reading.figures:
            figures = by_quotes[tuple(figure.quote for figure in reading.figures)]
            assert figures == tuple(map(as_held, reading.figures))
    assert any(figure.of is not None for figures in found.values() for figure in figures)


def test_documents_can_be_chosen_and_views(tmp_path: Path) -> None:
    store = Store(tmp_path / "ledger", create=True)
    fill(store, *PAPERS)
    views = connect(store)
    every = dict(readings(views))
    first = min(every)
    assert dict(readings(views, [first])) == {first: every[first]}
    assert dict(readings(views, [])) == {}
    latest = dict(readings(views, view="latest"))
    assert latest
    assert latest.items() <= every.items()


def test_a_link_to_a_row_that_is_gone_is_dropped(tmp_path: Path) -> None:
    store = Store(tmp_path / "ledger", create=True)
    fill(store, *PAPERS)
    rows = connect(store).sql(
        "select * from figures where document_id = "
        '(select any_value(document_id) from figures where "of" is not null) order by number'
    )
    listed = rows.to_arrow_table().to_pylist()
    whole = figures_of(listed)
    target = next(figure.of for figure in whole if figure.of is not None)
    rest = figures_of([row for row in listed if row["number"] != target])
    for figure in rest:
        before = next(other for other in whole if (other.start, other.end) == (figure.start, figure.end))
        if before.of == target:
            assert figure.of is None
        elif before.of is not None:
            assert figure.of is not None
            assert rest[figure.of].start == whole[before.of].start


def test_a_number_too_large_for_the_table_compares_with_nothing() -> None:
    row = dict.fromkeys(
        (
            "high",
            "direction",
            "counted",
            "act",
            "of",
            "part_of",
            "body",
            "place",
            "reported_by",
            "scope",
            "breakdown",
            "exhaustive",
            "qualifier",
            "as_of",
            "period_source",
            "ambiguous",
            "boundary",
            "confidence",
            "body_id",
            "place_code",
            "indicator",
            "period_start",
            "period_end",
            "counted_start",
            "counted_end",
            "act_start",
            "act_end",
            "value",
            "versus",
            "covers",
        )
    )
    row |= {
        "number": 0,
        "start": 0,
        "end": 3,
        "quote": "999",
        "bound": "exact",
        "unit": "count",
        "kind": "level",
        "status": "reported",
        "cumulative": False,
        "sentence_start": 0,
        "sentence_end": 9,
    }
    (figure,) = figures_of([row])
    assert figure.unit not in ("count", "VND")
    assert figure.sentence == (0, 9)
