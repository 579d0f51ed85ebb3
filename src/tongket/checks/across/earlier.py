"""Earlier level: what a report says of the change since, against what the earlier report itself said.

"46.910 tỷ đồng, tăng 8,2% so với cùng kỳ" implies 43.355 tỷ in the period before: level / (1 + growth), or
level ∓ change, each with the room that its last printed digit leaves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal, localcontext

from tongket.checks.across.points import Found, Point, amount, flag, near, printed, same_statement, spell
from tongket.checks.precision import Range, overlap
from tongket.records import Dates, Figure

RULE = "earlier"
_BASES = ("same_period", "previous_period", "base_year")


def held(level: Point, changes: Sequence[Point], own: Sequence[Point]) -> Iterator[Found]:
    """`changes`: growth and difference of `level` since one period; `own`: what other reports said of the same thing in
    that period, in the same unit, on the same boundary. One flag, from the difference where there is one: it is exact.
    """
    for change in sorted(changes, key=lambda point: point.figure.kind):
        implied = earlier(level.figure, change.figure)
        if implied is None or not own:
            continue
        if any(overlap(implied, printed(point.figure)) for point in own):
            return  # at least one report has it so: the others were revised
        middle = _middle(level.figure, change.figure)
        fitting = [p for p in own if near(p.figure.value, middle) and same_statement(p, level)]
        if fitting:
            yield _flag(level, change, max(fitting, key=lambda point: (str(point.published), point.id)), middle)
            return


def base(change: Figure) -> Dates | None:
    """The one period that a growth or change is measured against."""
    bases = [each.period for each in change.versus if each.kind in _BASES]
    return bases[0] if len(bases) == 1 and len(change.versus) == 1 else None


def earlier(level: Figure, change: Figure) -> Range | None:
    """Least and largest level that the earlier period can have had; None where it can't be told."""
    if change.direction is None or level.kind != "level" or level.bound != "exact" or change.bound != "exact":
        return None
    (low, high), (least, most) = printed(level), printed(change)
    if high is None or most is None:
        return None
    sign = 1 if change.direction == "up" else -1
    with localcontext(prec=40):
        if change.kind == "change" and change.unit == level.unit:
            ends = [bound - sign * step for bound in (low, high) for step in (least, most)]
        elif change.kind == "growth" and change.unit == "%" and (sign > 0 or most < 100):
            ends = [bound / (1 + sign * step / 100) for bound in (low, high) for step in (least, most)]
        else:
            return None
    return min(ends), max(ends)


def _middle(level: Figure, change: Figure) -> Decimal:
    sign = 1 if change.direction == "up" else -1
    if change.kind == "change":
        return level.value - sign * change.value
    with localcontext(prec=40):
        return level.value / (1 + sign * change.value / 100)


def _flag(level: Point, change: Point, own: Point, implied: Decimal) -> Found:
    figure, step = level.figure, change.figure
    sign, opposite = ("+", "-") if step.direction == "up" else ("-", "+")
    shown = round(implied, 0) if figure.unit == "count" else implied
    if step.kind == "change":
        sum_ = f"{amount(figure)} {opposite} {amount(step)} = {amount(figure, shown)}"
    else:
        sum_ = f"{amount(figure)} / (1 {sign} {amount(step)}) = {amount(figure, shown)}"
    apart = amount(figure, round(abs(own.figure.value - implied), 0 if figure.unit == "count" else 9))
    arithmetic = (
        f"{figure.indicator}: {sum_} in {spell(own.period)}; the report of that time says {amount(own.figure)}: "
        f"{apart} apart"
    )
    return flag(RULE, "notice", (level, change, own), arithmetic)
