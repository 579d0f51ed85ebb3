"""The round trip by spreadsheet: what a person changed is found exactly, whatever the program did to the rest."""

from __future__ import annotations

import csv
import datetime as dt
import io
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from typer.testing import CliRunner, Result

from decided import about, ledger, put, row
from made import TEXT, reading
from tongket import cli
from tongket.ledger import desk
from tongket.ledger.cells import Habits, fits_a_float
from tongket.ledger.checkers import new_checker
from tongket.ledger.errors import LedgerError
from tongket.ledger.questions import Ledger
from tongket.ledger.sheet_import import Plan, carry_out, plan
from tongket.ledger.sheets import export
from tongket.ledger.store import Store
from tongket.ledger.verdicts import record

NO_HABITS = Habits()
Told = tuple[Store, str, str]


@pytest.fixture
def made(tmp_path: Path) -> Told:
    return ledger(tmp_path)


def sheet(store: Store, file: Path, sql: str | None = None) -> Path:
    with Ledger(store) as opened:
        export(opened, file, sql)
    return file


def planned(store: Store, file: Path, who: str) -> Plan:
    with Ledger(store) as opened:
        return plan(opened, file, who)


def taken(store: Store, file: Path, who: str) -> int:
    with Ledger(store) as opened:
        return len(carry_out(opened, plan(opened, file, who)))


def columns(page: Worksheet) -> dict[str, int]:
    return {cell.value: cell.column for cell in page[1]}


def in_excel(file: Path, change: Callable[[Worksheet, dict[str, int], Callable[[str, int], int]], object]) -> Path:
    """Open, let `change` work on the page (columns by name, rows by quote), save, as a person does."""
    book = load_workbook(file)
    page = book.active
    named = columns(page)

    def row_of(quote: str, nth: int = 0) -> int:
        return [r for r in range(2, page.max_row + 1) if page.cell(r, named["quote"]).value == quote][nth]

    change(page, named, row_of)
    book.save(file)
    return file


def told(found: Plan) -> list[tuple[str, str, dict[str, Any]]]:
    return [(c.verdict.decision, c.verdict.quote, dict(c.verdict.fields)) for c in found.changes]


# ── unchanged is unchanged ───────────────────────────────────────────────────
@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_a_sheet_that_nobody_touched_changes_nothing(made: Told, tmp_path: Path, ending: str) -> None:
    store, _, who = made
    record(
        store,
        [about(store, "31", who, "correct", value=Decimal("32.125"), counted="=SUM(A1)", act="'-x", qualifier="riêng")],
    )
    found = planned(store, sheet(store, tmp_path / f"out.{ending}"), who)
    assert (found.changes, found.problems, found.notes) == ([], [], [])
    assert found.rows == len(reading().figures)


def test_values_no_program_keeps_exactly_are_written_as_text(made: Told, tmp_path: Path) -> None:
    store, _, who = made
    long = Decimal("12345678901234567.123456789")
    assert not fits_a_float(long) and fits_a_float(Decimal("184000000000000000000")) and fits_a_float(Decimal("0.1"))
    record(store, [about(store, "31", who, "correct", value=long)])
    file = sheet(store, tmp_path / "out.xlsx")
    page = load_workbook(file).active
    assert "12345678901234567.123456789" in [c.value for c in page[columns_letter(page, "value")]]
    assert told(planned(store, file, who)) == []


def columns_letter(page: Worksheet, name: str) -> str:
    return str(page.cell(1, columns(page)[name]).column_letter)


def test_csv_through_excel_in_vietnam_changes_nothing(made: Told, tmp_path: Path) -> None:
    store, _, who = made
    record(store, [about(store, "31", who, "correct", as_of="30/6/2021", value=Decimal("32.125"))])
    rows = list(csv.DictReader(io.StringIO(sheet(store, tmp_path / "out.csv").read_text("utf-8-sig"))))
    for each in rows:
        for name in ("value", "high", "ambiguous"):
            each[name] = each[name].replace(".", ",")
        for name in ("period_start", "period_end"):
            if each[name]:
                each[name] = f"{dt.date.fromisoformat(each[name]):%d/%m/%Y}"
        each["value"] = {"184000000": "1,84E+08"}.get(each["value"], each["value"])
        each["sentence"] = each["sentence"].replace("\n", "\r\n")
        each["quote"] = each["quote"].replace("1.019", "1019")
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    for name, content in (("bom", out.getvalue().encode("utf-8-sig")), ("utf16", out.getvalue().encode("utf-16"))):
        file = tmp_path / f"{name}.csv"
        file.write_bytes(content)
        found = planned(store, file, who)
        assert (told(found), found.problems) == ([], [])


def test_formulas_are_text(made: Told, tmp_path: Path) -> None:
    store, _, who = made
    for text in ("=HYPERLINK(A1)", "+84", "-1", "@x", "'đứng"):
        record(store, [about(store, "31", who, "correct", counted=text)])
        written = sheet(store, tmp_path / f"{len(text)}{ord(text[0])}.csv").read_text("utf-8-sig")
        assert f",'{text}," in written
        file = sheet(store, tmp_path / f"{len(text)}{ord(text[0])}.xlsx")
        page = load_workbook(file).active
        cell = next(c for c in page[columns_letter(page, "counted")] if c.value == text)
        assert cell.data_type == "s" and cell.quotePrefix
        with zipfile.ZipFile(file) as parts:
            assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")


# ── what a person does ───────────────────────────────────────────────────────
def test_changed_cells_become_a_correction_of_these_fields_only(made: Told, tmp_path: Path) -> None:
    store, document, who = made

    def work(page: Worksheet, at: dict[str, int], row_of: Callable[..., int]) -> None:
        page.cell(row_of("31"), at["value"]).value = 1.5
        page.cell(row_of("31"), at["act"]).value = None
        page.cell(row_of("184 triệu đồng"), at["value"]).value = 1.84e8
        page.cell(row_of("259"), at["period_end"]).value = dt.datetime(2021, 6, 30)
        page.cell(row_of("227"), at["period_start"]).value = 44197 + 31  # the cell's format is lost
        page.cell(row_of("227"), at["period_start"]).number_format = "General"
        page.cell(row_of("36,9%"), at["decision"]).value = " Reject "
        page.cell(row_of("36,9%"), at["why"]).value = "không phải"
        page.cell(row_of("36,9%"), at["value"]).value = 3
        page.cell(row_of("85,5%"), at["decision"]).value = "accept"
        page.cell(row_of("12"), at["decision"]).value = "accept"
        page.cell(row_of("12"), at["part_of"]).value = page.cell(row_of("1.019"), at["id"]).value
        page.cell(row_of("1.019"), at["cumulative"]).value = True

    file = in_excel(sheet(store, tmp_path / "out.xlsx"), work)
    found = planned(store, file, who)
    assert found.problems == []
    target = next(f for f in reading().figures if f.quote == "1.019")
    assert told(found) == [
        ("correct", "259", {"period_end": dt.date(2021, 6, 30)}),
        ("reject", "36,9%", {}),
        ("correct", "31", {"value": Decimal("1.5"), "act": None}),
        ("correct", "227", {"period_start": dt.date(2021, 2, 1)}),
        ("accept", "85,5%", {}),
        ("correct", "12", {"part_of": f"{document}-{target.start}-{target.end}"}),
        ("correct", "1.019", {"cumulative": True}),
    ]
    assert {c.verdict.quote: c.fields for c in found.changes}["31"] == {
        "value": (Decimal(31), Decimal("1.5")),
        "act": ("xử phạt", None),
    }
    assert desk.verdicts_of(store) == [], "a preview writes nothing"
    assert taken(store, file, who) == 7
    assert told(planned(store, file, who)) == [], "the same sheet again says nothing new"
    assert [v["why"] for v in desk.verdicts_of(store) if v["decision"] == "reject"] == ["không phải"]


def test_columns_and_rows_may_go_come_and_change_places(made: Told, tmp_path: Path) -> None:
    store, _, who = made

    def work(page: Worksheet, at: dict[str, int], row_of: Callable[..., int]) -> None:
        page.cell(row_of("31"), at["value"]).value = 33
        page.delete_rows(row_of("259"))
        page.delete_cols(at["act"])
        page.insert_cols(2)
        page.cell(1, 2).value = "Ghi chú"
        page.cell(3, 2).value = "xem lại"
        page.insert_rows(1, 2)
        page.cell(1, 1).value = "Bảng kiểm tra"
        last = page.max_row + 1
        for number in range(1, page.max_column + 1):  # a row goes to the end, another becomes empty
            page.cell(last, number).value = page.cell(4, number).value
            page.cell(4, number).value = None

    found = planned(store, in_excel(sheet(store, tmp_path / "out.xlsx"), work), who)
    assert told(found) == [("correct", "31", {"value": Decimal(33)})]
    assert found.notes == ["columns that say nothing to the ledger: ghi chú"] and not found.problems


def added(page: Worksheet, at: dict[str, int], **cells: object) -> int:
    number = page.max_row + 1
    for name, value in cells.items():
        page.cell(number, at[name]).value = value  # type: ignore[assignment]  # whatever a person types
    return number


def test_a_missed_figure_is_found_in_the_text(made: Told, tmp_path: Path) -> None:
    store, document, who = made
    once = {"document_id": document, "quote": "2022", "value": 2022, "unit": "count"}
    marked = "Công an tỉnh Lam Sơn phát hiện 259 trường hợp vi phạm, tăng 36,9% so với cùng kỳ năm «2020»"

    def work(page: Worksheet, at: dict[str, int], row_of: Callable[..., int]) -> None:
        added(page, at, **once)
        known = page.cell(2, at["id"]).value
        added(page, at, document_id=known, quote=2020, sentence=marked, value="2.020,5", unit="%", decision="add")
        added(
            page, at, document_id=document, quote="2021", sentence="Số vụ năm 2021", value=1, unit="count", kind="SHARE"
        )

    file = in_excel(sheet(store, tmp_path / "out.xlsx"), work)
    found = planned(store, file, who)
    assert found.problems == []
    assert [(c.verdict.start, c.verdict.quote) for c in found.changes] == [
        (TEXT.index("2022"), "2022"),
        (TEXT.index("2020"), "2020"),
        (TEXT.index("Số vụ năm 2021") + 10, "2021"),
    ]
    assert found.changes[1].verdict.fields["value"] == Decimal("2020.5")
    assert taken(store, file, who) == 3
    now = row(store, f"{document}-{TEXT.index('2022')}-{TEXT.index('2022') + 4}")
    assert now and (now["verdict"], now["value"]) == ("added", 2022)
    assert told(planned(store, file, who)) == []
    again = sheet(store, tmp_path / "again.xlsx")
    assert told(planned(store, again, who)) == [] and planned(store, again, who).rows == len(reading().figures) + 3


@pytest.mark.parametrize(
    ("cells", "cause"),
    [
        ({"quote": "2021"}, "“2021” stands 3 times in the text: give its sentence"),
        ({"quote": "202"}, "“202” is nowhere in the text"),
        ({"quote": "2022", "sentence": "Năm 2021"}, "nowhere in the text with that sentence"),
        ({"quote": "2022", "unit": None}, "unit: can't be empty"),
        ({"quote": "2022", "value": None}, "value: can't be empty"),
        ({"quote": "2022", "decision": "reject"}, "needs the figure's id"),
        ({"quote": "259"}, "read already"),
        ({"quote": None}, "needs document_id and quote"),
        ({"quote": "2022", "document_id": "5" * 20}, "no document"),
        ({"quote": "2022", "kind": "sum"}, "kind: sum is none of"),
    ],
)
def test_a_missed_figure_that_is_not_clear_is_told(
    made: Told, tmp_path: Path, cells: dict[str, object], cause: str
) -> None:
    store, document, who = made
    lines: list[int] = []

    def work(page: Worksheet, at: dict[str, int], row_of: Callable[..., int]) -> None:
        lines.append(added(page, at, **{"document_id": document, "value": 1, "unit": "count", **cells}))

    found = planned(store, in_excel(sheet(store, tmp_path / "out.xlsx"), work), who)
    assert found.changes == []
    assert [(line, cause in told) for line, told in found.problems] == [(lines[0], True)], found.problems


# ── errors ───────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("column", "value", "cause"),
    [
        ("value", "1.234", "value: 1.234 can be 1234 or 1.2340"),
        ("value", dt.datetime(2021, 5, 12), "made a day"),
        ("value", "=1+1", "a formula without a value"),
        ("value", None, "value: can't be empty"),
        ("period_start", 3.5, "no hour"),
        ("period_start", None, "both, or none"),
        ("period_end", "6/7/2021", "can be two days"),
        ("kind", "tổng", "is none of level"),
        ("counted", 3.25, "made float of this text"),
        ("unit", "vụ", "no code of a unit"),
        ("decision", "ok", "decision: ok is none of"),
        ("decision", "add", "leave id empty"),
        ("id", "x", "no figure of the ledger"),
        ("sentence", "Câu khác hẳn.", "were columns sorted apart?"),
        ("place", "nhà bà Nguyễn Thị Tẹo (SN 1990), trú tại thôn Hạ, xã An Khê", "private person"),
        ("of", f"{'0' * 20}-1-2", "another document"),
        ("why", "x" * 501, "longer than 500"),
    ],
)
def test_a_cell_that_can_t_be_read_is_told_by_row(
    made: Told, tmp_path: Path, column: str, value: object, cause: str
) -> None:
    store, _, who = made
    rows: list[int] = []

    def work(page: Worksheet, at: dict[str, int], row_of: Callable[..., int]) -> None:
        page.cell(row_of("259"), at["decision"]).value = "accept"
        rows.append(row_of("31"))
        page.cell(rows[0], at["decision"]).value = "accept"
        page.cell(rows[0], at[column]).value = value  # type: ignore[assignment]  # whatever a person types

    file = in_excel(sheet(store, tmp_path / "out.xlsx"), work)
    found = planned(store, file, who)
    assert [(line, cause in told) for line, told in found.problems] == [(rows[0], True)], found.problems
    with pytest.raises(LedgerError, match="1 problems"):
        taken(store, file, who)
    assert desk.verdicts_of(store) == [], "all or nothing"


def test_a_row_that_stands_twice_is_told(made: Told, tmp_path: Path) -> None:
    store, _, who = made

    def work(page: Worksheet, at: dict[str, int], row_of: Callable[..., int]) -> None:
        added(page, at, id=page.cell(2, at["id"]).value, state=page.cell(2, at["state"]).value, decision="reject")

    found = planned(store, in_excel(sheet(store, tmp_path / "out.xlsx"), work), who)
    assert [told for _, told in found.problems] == ["the figure stands in row 2 too"]


@pytest.mark.parametrize(
    ("name", "content", "cause"),
    [
        ("a.xlsx", b"no workbook", "no .xlsx that can be read"),
        ("a.csv", b"x,y\r\n1,2\r\n", "no column is called id"),
        ("a.csv", "id,tên\r\n".encode("utf-16-le")[1:], "UTF-8"),
        ("a.csv", b"id,value,value\r\nx,1,2\r\n", "two columns are called value"),
        ("a.ods", b"", "ends in .xlsx or .csv"),
    ],
)
def test_a_file_that_is_no_sheet_is_told(made: Told, tmp_path: Path, name: str, content: bytes, cause: str) -> None:
    store, _, who = made
    (tmp_path / name).write_bytes(content)
    with pytest.raises(LedgerError, match=cause) as told:
        planned(store, tmp_path / name, who)
    assert name in str(told.value) and "\n" not in str(told.value)
    with pytest.raises(LedgerError, match=r"missing\.xlsx"):
        planned(store, tmp_path / "missing.xlsx", who)


def test_a_zip_that_is_no_workbook_is_told(made: Told, tmp_path: Path) -> None:
    store, _, who = made
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("x", "y")
    with pytest.raises(LedgerError, match=r"no \.xlsx that can be read"):
        planned(store, tmp_path / "a.xlsx", who)
    Workbook().save(tmp_path / "b.xlsx")
    with pytest.raises(LedgerError, match="no column is called id"):
        planned(store, tmp_path / "b.xlsx", who)


def test_a_sheet_that_somebody_works_in_is_not_overwritten(made: Told, tmp_path: Path) -> None:
    store, _, _ = made
    sheet(store, tmp_path / "out.xlsx")
    with pytest.raises(LedgerError, match="is there already"):
        sheet(store, tmp_path / "out.xlsx")
    with pytest.raises(LedgerError, match="must return id"):
        sheet(store, tmp_path / "b.xlsx", "select quote from latest")
    with pytest.raises(LedgerError, match="no figures of latest"):
        sheet(store, tmp_path / "b.xlsx", "select 'x' as id")
    sheet(store, tmp_path / "c.csv", "select document_id, start, \"end\" from latest where unit = 'VND'")
    assert (tmp_path / "c.csv").read_text("utf-8-sig").count("\n") == 2


# ── others, and time ─────────────────────────────────────────────────────────
def test_what_others_decided_since_is_not_undone(made: Told, tmp_path: Path) -> None:
    store, _, who = made
    other = new_checker(store)
    file = sheet(store, tmp_path / "out.xlsx")
    record(store, [about(store, "31", other, "correct", value="32"), about(store, "227", other, "reject")])
    assert told(planned(store, file, who)) == [], "cells that were not touched hold the values of then"

    def work(page: Worksheet, at: dict[str, int], row_of: Callable[..., int]) -> None:
        page.cell(row_of("31"), at["act"]).value = "phạt"
        page.cell(row_of("227"), at["value"]).value = 228
        page.cell(row_of("259"), at["value"]).value = 260

    found = planned(store, in_excel(file, work), who)
    assert [c.verdict.quote for c in found.conflicts] == ["31", "227"]
    assert told(found)[1] == ("correct", "31", {"act": "phạt"})
    with pytest.raises(LedgerError, match="2 conflicts"):
        taken(store, file, who)
    with Ledger(store) as opened:
        theirs, mine = found.settled("theirs"), found.settled("mine")
        assert [c.verdict.quote for c in theirs.changes] == ["259"]
        assert len(carry_out(opened, mine)) == 3
    now = row(store, found.conflicts[0].verdict.document_id + "-" + "-".join(map(str, place(found))))
    assert now and (now["value"], now["act"]) == (32, "phạt")


def test_what_others_decide_while_one_reads_the_preview_stops_it(made: Told, tmp_path: Path) -> None:
    store, _, who = made
    file = sheet(store, tmp_path / "out.xlsx")
    in_excel(file, lambda page, at, row_of: setattr(page.cell(row_of("31"), at["value"]), "value", 32))
    with Ledger(store) as opened:
        wanted = plan(opened, file, who)
        record(store, [about(store, "259", new_checker(store), "accept"), about(store, "31", who, "accept")])
        assert len(carry_out(opened, wanted)) == 1, "another figure, or one's own word"
        record(store, [about(store, "31", new_checker(store), "reject")])
        with pytest.raises(LedgerError, match="just now"):
            carry_out(opened, wanted)


def place(found: Plan) -> tuple[int, int]:
    verdict = found.conflicts[0].verdict
    return verdict.start, verdict.end


def test_one_s_own_later_word_is_no_conflict(made: Told, tmp_path: Path) -> None:
    store, _, who = made
    file = sheet(store, tmp_path / "out.xlsx")
    for value in (32, 33):
        in_excel(file, lambda page, at, row_of, v=value: setattr(page.cell(row_of("31"), at["value"]), "value", v))
        found = planned(store, file, who)
        assert told(found) == [("correct", "31", {"value": Decimal(value)})] and not found.conflicts
        assert taken(store, file, who) == 1


def test_a_sheet_outlives_a_re_reading(made: Told, tmp_path: Path) -> None:
    store, document, who = made
    file = sheet(store, tmp_path / "out.xlsx")
    was = reading()
    changed = [replace(f, act="khác") if f.quote == "31" else f for f in was.figures if f.quote != "227"]
    put(store, replace(was, figures=tuple(changed)), "tongket 2 (bbbb)", "20260202T000000-0002")
    assert told(planned(store, file, who)) == []

    def work(page: Worksheet, at: dict[str, int], row_of: Callable[..., int]) -> None:
        page.cell(row_of("31"), at["value"]).value = 32
        page.cell(row_of("227"), at["value"]).value = 228

    in_excel(file, work)
    assert taken(store, file, who) == 2
    start = TEXT.index("31 trường")
    now = row(store, f"{document}-{start}-{start + 2}")
    assert now and (now["value"], now["act"]) == (32, "khác")
    with Ledger(store) as opened:
        assert [(v["quote"], v["cause"]) for v in opened.query("select * from unfit_verdicts")] == [
            ("227", "no figure is read there any more")
        ]


# ── the command line ─────────────────────────────────────────────────────────
def tongket(store: Store, *arguments: str | Path, stdin: str = "") -> Result:
    return CliRunner().invoke(cli.app, [*map(str, arguments), "--ledger", store.place], input=stdin)


def test_the_commands(made: Told, tmp_path: Path) -> None:
    store, _, who = made
    file = tmp_path / "out.xlsx"
    done = tongket(store, "verdicts", "export", file)
    assert done.exit_code == 0 and "9 figures" in done.output
    assert tongket(store, "verdicts", "checker").output == f"{who}\n"
    assert "no verdicts" in tongket(store, "verdicts", "list").output

    in_excel(file, lambda page, at, row_of: setattr(page.cell(row_of("31"), at["value"]), "value", 32))
    done = tongket(store, "verdicts", "import", file)
    assert done.exit_code == 0 and "nothing written yet: --yes writes it" in done.output
    shown = [line.split("│") for line in done.output.splitlines() if "correct" in line and "│" in line]
    assert [[cell.strip() for cell in line][1:] for line in shown] == [["31", "correct", "value", "31", "32"]]
    assert desk.verdicts_of(store) == []
    assert "1 verdict written" in tongket(store, "verdicts", "import", file, "--yes").output
    assert "nothing to write" in tongket(store, "verdicts", "import", file, "--yes").output
    assert "correct" in tongket(store, "verdicts", "list").output
    assert "no verdicts that don't fit" in tongket(store, "verdicts", "list", "--unfit").output
    assert tongket(store, "verdicts", "list", "--format", "json").output.count('"checker"') == 1

    other = tongket(store, "verdicts", "checker", "--new").output.strip()
    done = tongket(store, "verdicts", "import", file)
    assert done.exit_code == 1 and "say who you are" in done.stderr
    done = tongket(store, "verdicts", "import", file, "--checker", "an@example.org")
    assert done.exit_code == 1 and "no address of mail" in done.stderr and "Traceback" not in done.output
    in_excel(file, lambda page, at, row_of: setattr(page.cell(row_of("31"), at["value"]), "value", 34))
    done = tongket(store, "verdicts", "import", file, "--yes", "--checker", other)
    assert done.exit_code == 1 and "decided by somebody else" in done.output
    done = tongket(store, "verdicts", "import", file, "--yes", "--checker", other, "--conflicts", "mine")
    assert done.exit_code == 0 and "1 verdict written" in done.output


def test_help_is_light() -> None:
    script = (
        "import sys\nsys.argv[1:] = ['verdicts', 'import', '--help']\nfrom tongket.cli import main\n"
        "try: main()\nexcept SystemExit: print(*sorted(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert not {"openpyxl", "duckdb", "pyarrow", "deltalake", "rich"} & set(done.stderr.split())
