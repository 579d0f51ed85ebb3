"""Flags: the list, and the page of one: its arithmetic, the sentences it is about, what people decided, the forms."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from tongket.clock import now
from tongket.ledger.desk import flag_decisions_of
from tongket.ledger.errors import LedgerError
from tongket.ledger.exports.fragments import link
from tongket.ledger.fields import LONGEST, FieldError
from tongket.ledger.flags.decisions import FlagDecision, decide
from tongket.ledger.written import day_of
from tongket.output.html import safe_url
from tongket.web import arithmetic
from tongket.web.desk import Desk
from tongket.web.listing import Number, Words, plain, portion, shown
from tongket.web.model.build import loaded
from tongket.web.model.folding import folded
from tongket.web.model.model import Row
from tongket.web.pages import Page, desk_of, page
from tongket.web.refusing import RefusalError
from tongket.web.security.sessions import checker_of

router = APIRouter()

Doing = Literal["confirm", "dismiss", "reopen", "asked", "answer"]
_STATES: dict[str, Literal["new", "confirmed", "dismissed"]] = {
    "confirm": "confirmed",
    "dismiss": "dismissed",
    "reopen": "new",
}
_STATUS = {"day": 422, "no_such_day": 422, "two": 422, "to_come": 422, "nothing_decided": 422, "no_flag": 404}
"""How it is answered that something can't be written, by its code."""
_LIST = """
select f.id, f.rule, f.state, f.severity, f.arithmetic, f.document_id, f.asked, f.answer, f.decided,
    d.title, d.published from flags f join documents d on d.id = f.document_id where {condition}
order by case f.severity when 'warning' then 0 when 'notice' then 1 else 2 end, d.published desc nulls last, f.id"""
_COUNTS = "select {column} as id, count(*) as flags from flags f where {condition} group by 1 order by 2 desc, 1"
_SECTORS = """
select g.sector as id, count(distinct p.flag) as flags from flag_figures p join figures g on g.id = p.figure
join flags f on f.id = p.flag where g.sector is not null and {condition} group by 1 order by 2 desc, 1"""
_ABOUT = "f.id in (select p.flag from flag_figures p join figures g on g.id = p.figure {join} where {condition})"
_FIGURES = """
select g.*, d.title, d.published, d.publisher, d.url, d.tier from flag_figures p join figures g on g.id = p.figure
join documents d on d.id = g.document_id where p.flag = ? order by p.rowid"""


@page(router, "/flags")
def flags(
    request: Request,
    state: Words = "",
    rule: Words = "",
    sector: Words = "",
    body: Words = "",
    page: Number = 1,
) -> Page:
    """Flags: arithmetic that deserves a second look; without a state all but those that were dismissed."""
    desk = desk_of(request)
    model = desk.model
    of: dict[str, str] = {"state": "f.state <> 'dismissed'", "rule": "true", "sector": "true", "body": "true"}
    values: dict[str, object] = {"state": state, "rule": rule, "sector": sector, "body": body}
    if state:
        of["state"] = "f.state = :state"
    if rule:
        of["rule"] = "f.rule = :rule"
    if sector:
        of["sector"] = _ABOUT.format(join="", condition="g.sector = :sector")
    if words := folded(body).split()[:10]:
        fits = " and ".join(f"instr(b.folded, :word{number})" for number in range(len(words)))
        values |= {f"word{number}": word for number, word in enumerate(words)}
        of["body"] = _ABOUT.format(
            join="left join bodies b on b.id = g.body_id", condition=f"(g.body_id = :body or ({fits}))"
        )
    found = portion(model, _LIST.format(condition=" and ".join(of.values())), values, page)
    others = {name: " and ".join(each for key, each in of.items() if key != name) for name in of}
    facets = {
        "states": model.rows(_COUNTS.format(column="f.state", condition=others["state"]), values),
        "rules": model.rows(_COUNTS.format(column="f.rule", condition=others["rule"]), values),
        "sectors": [_sector(desk, row) for row in model.rows(_SECTORS.format(condition=others["sector"]), values)],
    }
    rows = [_told(row) for row in found.rows]
    told = {"state": state, "rule": rule, "sector": sector, "body": body, "found": found, **facets}
    return Page("flags.html", told, {**found.data, "flags": rows, **facets}, rows)


def _sector(desk: Desk, row: Row) -> Row:
    found = desk.catalogue.sectors.get(row["id"])
    return row | ({"vi": found.name.vi, "en": found.name.en} if found else {"vi": row["id"], "en": row["id"]})


def _told(row: Row) -> Row:
    """A flag's row for programs: its arithmetic in both languages, Vietnamese where the lexicon has its form."""
    vietnamese = arithmetic.told(row["arithmetic"], "vi")
    return row | {"arithmetic_vi": vietnamese.words if vietnamese.language == "vi" else None}


@page(router, "/flags/{identity}", kept=False)
def flag(request: Request, identity: str) -> Page:
    """One flag: its arithmetic, every sentence it is about, what people decided."""
    desk = desk_of(request)
    row = desk.model.row(_LIST.format(condition="f.id = ?"), (identity,))
    if row is None:
        raise HTTPException(404)
    full = loaded(desk.model.row("select * from flags where id = ?", (identity,)) or {}, "figures")
    figures = desk.model.rows(_FIGURES, (identity,))
    history = _history(desk, identity)
    data = _told(full) | {"figures": [plain(each) for each in figures], "decisions": history}
    told: dict[str, Any] = {
        "flag": full | {"title": row["title"], "published": row["published"]},
        "passages": _passages(figures),
        "history": history,
        "today": now().date(),
        "most": LONGEST,
    }
    return Page("flag.html", told, data, data["figures"])


def _passages(figures: list[Row]) -> list[dict[str, Any]]:
    """The figures by the sentence that they stand in, each sentence cut into words and figures."""
    found: dict[tuple[str, int], list[Row]] = {}
    for row in shown(figures):
        found.setdefault((row["document_id"], row["sentence_start"] or 0), []).append(row)
    return [{"row": rows[0], "runs": _runs(rows), "link": _link(rows[0])} for rows in found.values()]


def _runs(rows: list[Row]) -> list[tuple[str, Row | None]]:
    """The pieces of a sentence: words between figures, and the figures of the flag."""
    sentence, begin = rows[0]["sentence"] or "", rows[0]["sentence_start"] or 0
    runs: list[tuple[str, Row | None]] = []
    at = 0
    for row in sorted(rows, key=lambda each: each["start"]):
        start, end = row["start"] - begin, row["end"] - begin
        if start < at or sentence[start:end] != row["quote"]:
            runs.append((row["quote"], row))  # told apart from its sentence
            continue
        runs += [(sentence[at:start], None), (row["quote"], row)]
        at = end
    return [*runs, (sentence[at:], None)]


def _link(row: Row) -> str | None:
    """The place on the original page."""
    return link(safe_url(row["url"]), row["sentence"] or "", row["quote"])


def _history(desk: Desk, identity: str) -> list[dict[str, Any]]:
    """Every decision about a flag, oldest first. The world is told no reasons, which may be about people, and no
    arithmetic but the one that was confirmed."""
    hidden = ("figures", "document_id", "rule", "severity", *(("why", "arithmetic") if desk.settings.public else ()))
    rows = [row for row in flag_decisions_of(desk.store) if row["flag"] == identity]
    return [{name: value for name, value in row.items() if name not in hidden} for row in rows]


@router.post("/flags/{identity}", include_in_schema=False)
def decided(
    request: Request,
    identity: str,
    do: Annotated[Doing, Form()],
    why: Annotated[str, Form(max_length=LONGEST)] = "",
    day: Annotated[str, Form(max_length=10)] = "",
    answer: Annotated[str, Form(max_length=LONGEST)] = "",
) -> Response:
    """Write what a person decided about a flag, and show it."""
    desk = desk_of(request)
    if desk.settings.only_shows:
        raise HTTPException(405)
    if desk.model.value("select 1 from flags where id = ?", (identity,)) is None:
        raise HTTPException(404)
    try:
        who = checker_of(request, desk.store)
        decision = FlagDecision(
            identity,
            who,
            state=_STATES.get(do),
            asked=_day(day) if do == "asked" else None,
            answer=answer if do == "answer" else None,
            why=why or None,
        )
        with desk.ledger() as ledger:
            decide(ledger, [decision])
    except (LedgerError, FieldError) as error:
        raise RefusalError(_STATUS.get(error.code, 409), error) from None
    desk.model.refresh()
    return RedirectResponse(f"/flags/{identity}", status_code=303)


def _day(told: str) -> dt.date:
    """A day; none is today. Raises FieldError for what is none."""
    return day_of(told) if told else now().date()
