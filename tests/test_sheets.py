"""Workbooks of three formats: tables with their heads, numbers as they are printed and as exact as they are stored."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TableProperties
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P

import tongket
from papers import AUTHOR, failure, told, write
from tongket.records import Reading
from tongket.sources import LoadOptions
from tongket.sources.number_formats import number, printed, relocalised

TITLE, UNIT = "Tình hình thu ngân sách nhà nước 6 tháng đầu năm 2024", "ĐVT: tỷ đồng"
HEADS = ("STT", "Chỉ tiêu", "Dự toán", "Thực hiện 6 tháng", "So với dự toán (%)")
ROWS = (
    ("1", "Thu nội địa", 6120.5, 3050, 0.4983),
    ("2", "Thu xuất nhập khẩu", 1480, 812.25, 0.5488),
    ("", "Tổng thu", 7600.5, 3862.25, 0.5082),
)
NOTE = "Ghi chú: Số liệu tính đến ngày 30/6/2024."
MONEY, SHARE = "#,##0.0", "0.0%"
PRINTED = """Tình hình thu ngân sách nhà nước 6 tháng đầu năm 2024

ĐVT: tỷ đồng
STT | Chỉ tiêu | Năm 2024 | So với dự toán (%)
Dự toán | Thực hiện 6 tháng
1 | Thu nội địa | 6.120,5 | 3.050,0 | 49,8%
2 | Thu xuất nhập khẩu | 1.480,0 | 812,3 | 54,9%
Tổng thu | 7.600,5 | 3.862,3 | 50,8%

Ghi chú: Số liệu tính đến ngày 30/6/2024."""
OWNER = "Nguyen Thi Bi Mat"
"""As AUTHOR; the writer of the old format knows no other letters."""
AREAS = ((3, 0, 4, 0), (3, 1, 4, 1), (3, 2, 3, 3), (3, 4, 4, 4))
"""The merged heads: first row and column, last row and column."""


def xlsx() -> bytes:
    made = openpyxl.Workbook()
    made.properties.creator = AUTHOR
    sheet = made.active
    sheet.cell(1, 1, TITLE)
    sheet.merge_cells("A1:E1")
    sheet.cell(3, 5, UNIT)
    for top, left, bottom, right in AREAS:
        sheet.cell(top + 1, left + 1, "Năm 2024" if right > left else HEADS[left])
        sheet.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
    sheet.cell(5, 3, HEADS[2])
    sheet.cell(5, 4, HEADS[3])
    for number_, row in enumerate(ROWS, 6):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(number_, column, value)
            cell.number_format = {3: MONEY, 4: MONEY, 5: SHARE}.get(column, "General")
    sheet.cell(10, 1, NOTE)
    sheet.cell(7, 9, "999 vụ")
    sheet.column_dimensions["I"].hidden = True
    sheet.cell(12, 1, "888 vụ")
    sheet.row_dimensions[12].hidden = True
    hidden = made.create_sheet("Ẩn")
    hidden.append(["777 vụ"])
    hidden.sheet_state = "hidden"
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def xls() -> bytes:
    made = xlwt.Workbook()
    made.set_owner(OWNER)
    sheet = made.add_sheet("Sheet1")
    sheet.write_merge(0, 0, 0, 4, TITLE)
    sheet.write(2, 4, UNIT)
    for top, left, bottom, right in AREAS:
        sheet.write_merge(top, bottom, left, right, "Năm 2024" if right > left else HEADS[left])
    sheet.write(4, 2, HEADS[2])
    sheet.write(4, 3, HEADS[3])
    formats = {2: xlwt.easyxf(num_format_str=MONEY), 4: xlwt.easyxf(num_format_str=SHARE)}
    formats[3] = formats[2]
    for number_, row in enumerate(ROWS, 5):
        for column, value in enumerate(row):
            sheet.write(number_, column, value, *([formats[column]] if column in formats else []))
    sheet.write(9, 0, NOTE)
    sheet.write(11, 0, "888 vụ")
    sheet.row(11).hidden = True
    hidden = made.add_sheet("An")
    hidden.write(0, 0, "777 vụ")
    hidden.visibility = 1
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def ods_cell(text: str, **options: object) -> TableCell:
    cell = TableCell(**options)
    cell.addElement(P(text=text))
    return cell


def ods() -> bytes:
    """As a program in English prints it: the language of the sheet is not that of the report."""
    made = OpenDocumentSpreadsheet()
    sheet = Table(name="Sheet1")
    made.spreadsheet.addElement(sheet)

    def add(*cells: TableCell, **options: object) -> None:
        row = TableRow(**options)
        for cell in cells:
            row.addElement(cell)
        sheet.addElement(row)

    add(ods_cell(TITLE, numbercolumnsspanned=5))
    add(TableCell(numbercolumnsrepeated=16384))
    add(TableCell(numbercolumnsrepeated=4), ods_cell(UNIT))
    tall = {"numberrowsspanned": 2}
    wide = ods_cell("Năm 2024", numbercolumnsspanned=2)
    add(*(ods_cell(head, **tall) for head in HEADS[:2]), wide, CoveredTableCell(), ods_cell(HEADS[4], **tall))
    covered = [CoveredTableCell() for _ in range(3)]
    add(*covered[:2], ods_cell(HEADS[2]), ods_cell(HEADS[3]), covered[2])
    for row in ROWS:
        money = [ods_cell(f"{value:,.1f}", valuetype="float", value=value) for value in row[2:4]]
        money[1:] = [ods_cell(f"{Decimal(str(row[3])) + Decimal('0.001'):,.1f}", valuetype="float", value=row[3])]
        share = ods_cell(f"{row[4]:.1%}", valuetype="percentage", value=row[4])
        add(ods_cell(row[0]), ods_cell(row[1]), *money, share)
    add(TableCell(numbercolumnsrepeated=1000))
    add(ods_cell(NOTE))
    add(ods_cell("888 vụ"), visibility="collapse")
    add(TableCell(numbercolumnsrepeated=16384), numberrowsrepeated=1_000_000)
    style = Style(name="hidden", family="table")
    style.addElement(TableProperties(display="false"))
    made.automaticstyles.addElement(style)
    hidden = Table(name="X", stylename="hidden")
    row = TableRow()
    row.addElement(ods_cell("777 vụ"))
    hidden.addElement(row)
    made.spreadsheet.addElement(hidden)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


MAKERS = {"xlsx": xlsx, "xls": xls, "ods": ods}


# ── reading ──────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("ending", MAKERS)
def test_a_workbook_is_printed_with_its_heads(ending: str, tmp_path: Path) -> None:
    reading = tongket.read(write(tmp_path / f"a.{ending}", MAKERS[ending]()))
    assert reading.document.text == PRINTED
    assert AUTHOR not in repr(reading) and OWNER not in repr(reading)
    values = [(f.value, f.unit, f.status, f.counted) for f in reading.figures]
    billion = Decimal(10) ** 9
    assert values[:3] == [
        (Decimal("6120.5") * billion, "VND", "target", "Thu nội địa"),
        (3050 * billion, "VND", "reported", "Thu nội địa"),
        (Decimal("49.8"), "%", "reported", "Thu nội địa"),
    ]
    assert len(values) == 9


def test_all_formats_tell_the_same_figures(tmp_path: Path) -> None:
    found = [told(tongket.read(write(tmp_path / f"a.{ending}", make()))) for ending, make in MAKERS.items()]
    assert found[0] == found[1] == found[2] and len(found[0]) == 9


def book(fill: Callable[[openpyxl.Workbook], None]) -> bytes:
    made = openpyxl.Workbook()
    fill(made)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def read(fill: Callable[[openpyxl.Workbook], None], folder: Path) -> Reading:
    return tongket.read(write(folder / "a.xlsx", book(fill)))


def test_several_sheets_are_one_document_each_under_its_name(tmp_path: Path) -> None:
    def fill(made: openpyxl.Workbook) -> None:
        for name, count in (("Tháng 1", 12), ("Tháng 2", 15)):
            sheet = made.create_sheet(name)
            sheet.append(["Địa phương", "Số vụ"])
            sheet.append(["Huyện Bắc Lâm", count])
            sheet.append(["Huyện Nam Lâm", count + 1])

    document = read(fill, tmp_path).document
    headings = [document.text[b.start : b.end] for b in document.blocks if b.kind in ("heading", "title")]
    assert headings == ["Tháng 1", "Tháng 2"]


def test_a_letterhead_above_the_table(tmp_path: Path) -> None:
    def fill(made: openpyxl.Workbook) -> None:
        sheet = made.active
        sheet.append(["SỞ TÀI CHÍNH", None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"])
        sheet.append([None, None, "Độc lập - Tự do - Hạnh phúc"])
        sheet.append([])
        sheet.append(["TÌNH HÌNH THU NGÂN SÁCH NĂM 2024"])
        sheet.append([])
        sheet.append(["Nội dung", "Dự toán (tỷ đồng)", "Thực hiện (tỷ đồng)"])
        sheet.append(["Thu nội địa", 120, 131])

    document = read(fill, tmp_path).document
    assert document.header is not None and document.header.body is not None
    assert document.text[slice(*document.header.body)] == "SỞ TÀI CHÍNH"
    assert document.title is not None and document.text[slice(*document.title)] == "TÌNH HÌNH THU NGÂN SÁCH NĂM 2024"


def test_formulas_by_their_stored_results_and_errors_as_nothing() -> None:
    assert [printed(value) for value in (None, True, "#REF!", "#N/A", "#DIV/0!", "#1 về thu", 5)] == [
        *("", "", "", "", "", "#1 về thu", "5")
    ]


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        ("1234567.5", "General", "1.234.567,5"),
        ("2023", "General", "2023"),
        ("1234567", "#,##0", "1.234.567"),
        ("12345", "General", "12.345"),
        ("912345678", "General", "912345678"),
        ("0.1234", "0.00%", "12,34%"),
        ("0.1", "0%", "10%"),
        ("-1234.5", "#,##0.00;[Red](#,##0.00)", "-1.234,50"),
        ("1234.5", '_(* #,##0.00_);_(* (#,##0.00);_(* "-"??_);_(@_)', "1.234,50"),
        ("1234567890", "#,##0,,", "1.235"),
        ("45.125", "General", "45,1250"),
        ("0.125", "0.000", "0,125"),
        ("1500", '#,##0" đồng"', "1.500 đồng"),
        ("1500", "[$₫-42A] #,##0", "₫ 1.500"),
        ("3.999999999999999", "General", "4"),
        ("0.1", "# ?/?", "0,1"),
        ("12", "@", "12"),
    ],
)
def test_a_number_is_printed_as_its_format_says(value: str, code: str, text: str) -> None:
    assert number(Decimal(value), code).replace("\u00a0", " ").strip() == text


@given(st.decimals(-(10**9), 10**9, places=4), st.integers(0, 4), st.booleans())
def test_what_is_printed_reads_as_what_is_stored(value: Decimal, places: int, grouped: bool) -> None:
    """Read the Vietnamese way, the text is the value as its format rounds it, and no digit more."""
    code = ("#,##0" if grouped else "0") + ("." + "0" * places if places else "")
    text = number(value, code)
    read_back = Decimal(text.replace(".", "").replace(",", "."))
    assert abs(read_back - value) * 2 <= Decimal(1).scaleb(-places)


@given(st.decimals(0, 10**9, places=3), st.integers(0, 3), st.sampled_from([",", ".", " "]), st.booleans())
def test_a_number_of_a_sheet_in_any_language(value: Decimal, places: int, thousands: str, percent: bool) -> None:
    shown = f"{value.quantize(Decimal(1).scaleb(-places)):,}"
    shown = shown.replace(",", "\0").replace(".", "." if thousands == "," else ",").replace("\0", thousands)
    text = relocalised(value.scaleb(-2) if percent else value, shown + "%" * percent, percent=percent)
    read_back = Decimal(text.removesuffix("%").replace(".", "").replace(",", "."))
    assert abs(read_back - value) * 2 <= Decimal(1).scaleb(-places)
    assert text.endswith("%") == percent


@settings(max_examples=20, deadline=None)
@given(st.lists(st.floats(0.5, 10**7, allow_nan=False).map(lambda x: round(x, 2)), min_size=2, max_size=6))
def test_every_number_of_a_column_comes_out(values: list[float]) -> None:
    import tempfile

    def fill(made: openpyxl.Workbook) -> None:
        made.active.append(["Tên xã", "Số tiền (triệu đồng)"])
        for at, value in enumerate(values):
            made.active.append([f"Xã Bình {chr(65 + at)}", value])

    with tempfile.TemporaryDirectory() as folder:
        reading = read(fill, Path(folder))
    wanted = [Decimal(repr(value)) * 10**6 for value in values]
    assert [figure.value for figure in reading.figures] == wanted
    text = reading.document.text
    assert all(text[figure.start : figure.end] == figure.quote for figure in reading.figures)


# ── files that can't be read ─────────────────────────────────────────────────
@pytest.mark.parametrize("ending", MAKERS)
def test_damaged_workbooks(ending: str, tmp_path: Path) -> None:
    data = MAKERS[ending]()
    middle = len(data) // 2
    for number_, broken in enumerate((data[:middle], data[:1500] + b"\xff" * 1500 + data[3000:])):
        found = tongket.sources.load([str(write(tmp_path / f"{number_}.{ending}", broken))])
        for each in found:
            assert "Traceback" not in str(each)


def test_a_workbook_whose_sheets_are_empty(tmp_path: Path) -> None:
    assert "empty" in failure(write(tmp_path / "a.xlsx", book(lambda made: None)))


def with_sheet(content: bytes) -> bytes:
    """A workbook whose sheet has other contents."""
    head = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx())) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            part = head + content + b"</worksheet>" if entry == "xl/worksheets/sheet1.xml" else old.read(entry)
            new.writestr(entry, part)
    return stream.getvalue()


def test_more_cells_than_are_read(tmp_path: Path) -> None:
    cells = b'<c r="A1"><v>1</v></c>' * 500_001
    path = write(tmp_path / "a.xlsx", with_sheet(b'<sheetData><row r="1">' + cells + b"</row></sheetData>"))
    assert path.stat().st_size < 200_000
    assert "500,000 cells" in failure(path)
    assert "unpacks to more than" in failure(path, LoadOptions(max_bytes=1_000_000))


def test_a_merged_area_without_end(tmp_path: Path) -> None:
    merged = b'<sheetData/><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    assert "500,000 cells" in failure(write(tmp_path / "a.xlsx", with_sheet(merged)))


def test_a_sheet_that_repeats_its_cells_without_end(tmp_path: Path) -> None:
    made = OpenDocumentSpreadsheet()
    sheet = Table(name="Sheet1")
    made.spreadsheet.addElement(sheet)
    row = TableRow(numberrowsrepeated=1_000_000)
    row.addElement(ods_cell("999 vụ", numbercolumnsrepeated=16384))
    sheet.addElement(row)
    stream = io.BytesIO()
    made.save(stream)
    assert "500,000 cells" in failure(write(tmp_path / "a.ods", stream.getvalue()))
