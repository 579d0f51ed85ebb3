"""PDF files: the text in reading order, paragraphs and tables whole again, scans told, hostile files bounded."""

from __future__ import annotations

import shutil
import subprocess
from decimal import Decimal
from html import escape
from pathlib import Path

import pypdfium2
import pytest

import tongket
from papers import ITEMS, PROSE, ROWS, SUBJECT, TYPE, check, failure, html_page, plain, print_pdf, told, write
from tongket.records import Document, Reading
from tongket.sources import LoadOptions, load

MONTHS = tuple(
    f"{month}. Trong tháng {month}, các đơn vị đã tổ chức {month * 13 + 40} buổi truyền thông về phòng chống dịch bệnh "
    f"tại các xã, phường, thị trấn trên địa bàn tỉnh với {month * 317 + 10500} lượt người tham dự; phối hợp với các "
    f"trường học kiểm tra vệ sinh an toàn thực phẩm tại {month * 3 + 20} bếp ăn tập thể."
    for month in range(1, 13)
)
NUMBERED = {
    "display_header_footer": True,
    "header_template": '<div style="font-size:10px;width:100%;text-align:center"><span class=pageNumber></span></div>',
    "footer_template": '<div style="font-size:10px;width:100%;text-align:center">Báo cáo năm 2024 - lần in 999</div>',
}
LONG_TABLE = "".join(
    f"<tr><td>{n}</td><td>Xã Bình An {n}</td><td>{n * 37 + 1100}</td><td>{n * 31 + 1000}</td></tr>"
    for n in range(1, 81)
)
TABLE_PAGE = f"""<style>@page {{ size: A4; margin: 2cm }} table {{ border-collapse: collapse; width: 100% }}
td, th {{ border: 1px solid black; font: 12pt serif }}</style><p>Kết quả thu hoạch lúa năm 2024 của các xã:</p><table>
<thead><tr><th>TT</th><th>Tên xã</th><th>Diện tích (ha)</th><th>Sản lượng (tấn)</th></tr></thead>{LONG_TABLE}</table>
<p>Toàn huyện có 80 xã báo cáo.</p>"""
SIDEWAYS = """<style>@page { size: A4 landscape; margin: 2cm } td { border: 1px solid black; font: 14pt serif }</style>
<p>Số vụ tai nạn giao thông năm 2024 theo địa phương:</p><table style="border-collapse: collapse">
<tr><td>Địa phương</td><td>Số vụ</td><td>Số người bị thương</td></tr>
<tr><td>Huyện Bắc Lâm</td><td>112</td><td>98</td></tr>
<tr><td>Huyện Nam Lâm</td><td>131</td><td>107</td></tr></table>"""
NOTES = """<style>@page {{ size: A4; margin: 2cm }} p {{ font: 14pt serif }} sup {{ font-size: 60% }}</style>
<p>Năm 2024, toàn tỉnh có 1.234<sup>5</sup> vụ vi phạm trên diện tích 56 km<sup>2</sup>.</p>"""
COLUMNS = """<style>@page { size: A4; margin: 2cm } td { font: 13pt serif; padding: 0 24pt 0 0 }</style>
<p>Kết quả thanh tra theo quý năm 2024:</p><table><tr><td>Chỉ tiêu</td><td>Quý I/2024</td><td>Quý II/2024</td></tr>
<tr><td>Số cuộc thanh tra</td><td>41</td><td>57</td></tr>
<tr><td>Số lượt kiểm tra</td><td>12</td><td>19</td></tr></table>"""


@pytest.fixture(scope="module")
def printed() -> dict[str, bytes]:
    """All pages that the tests read, printed by one browser."""
    pages = {
        "report": html_page(),
        "sideways": SIDEWAYS,
        "notes": NOTES.format(),
        "columns": COLUMNS,
        "table": TABLE_PAGE,
        "empty": "<p></p>",
    }
    made = dict(zip(pages, print_pdf(list(pages.values())), strict=True))
    made["long"], made["short"] = print_pdf([html_page(MONTHS), html_page()], **NUMBERED)
    return made


@pytest.fixture
def file(printed: dict[str, bytes], tmp_path: Path) -> dict[str, Path]:
    return {name: write(tmp_path / f"{name}.pdf", data) for name, data in printed.items()}


def figures(reading: Reading) -> list[tuple[str, Decimal]]:
    return [(figure.quote, figure.value) for figure in reading.figures]


# ── reading ──────────────────────────────────────────────────────────────────
def test_a_report_reads_as_its_plain_text(file: dict[str, Path]) -> None:
    reading = check(file["report"], "application/pdf")
    lines = reading.document.text.split("\n")
    assert PROSE in lines and f"- {ITEMS[0]}" in lines and TYPE in lines and SUBJECT in lines


def test_paragraphs_are_whole_over_the_end_of_a_page(file: dict[str, Path]) -> None:
    assert len(pypdfium2.PdfDocument(file["long"])) > 1
    lines = tongket.read(file["long"]).document.text.split("\n")
    assert [line for line in lines if line in MONTHS] == list(MONTHS)


def test_page_numbers_and_running_feet_are_left_out(file: dict[str, Path]) -> None:
    reading = tongket.read(file["long"])
    assert "999" not in reading.document.text
    lines = reading.document.text.split("\n")
    assert not [line for line in lines if line.strip(" -").isdigit()]
    assert told(tongket.read(file["short"])) != []


def test_a_year_alone_on_the_last_line_is_no_page_number(tmp_path: Path) -> None:
    title = "<style>@page { size: A4 } h1 { text-align: center }</style><h1>Kết quả công tác năm<br>2023</h1>"
    (data,) = print_pdf([f"{title}<p>{escape(PROSE)}</p>"])
    assert "\n2023\n" in tongket.read(write(tmp_path / "a.pdf", data)).document.text


def test_a_table_over_three_pages_is_one_table(file: dict[str, Path]) -> None:
    assert len(pypdfium2.PdfDocument(file["table"])) > 1
    document = tongket.read(file["table"]).document
    rows = [block for block in document.blocks if block.kind == "row"]
    assert len(rows) == 81
    heads = {document.text[a:b] for row in rows for cell in row.cells for a, b in cell.column_heads}
    assert heads == {"Diện tích (ha)", "Sản lượng (tấn)"}
    assert len({head for row in rows for cell in row.cells for head in cell.column_heads}) == 2


def test_columns_without_rules_are_a_table(file: dict[str, Path]) -> None:
    found = {(f.quote, f.counted, f.period and f.period[0].month) for f in tongket.read(file["columns"]).figures}
    assert found == {
        ("41", "Số cuộc thanh tra", 1),
        ("57", "Số cuộc thanh tra", 4),
        ("12", "Số lượt kiểm tra", 1),
        ("19", "Số lượt kiểm tra", 4),
    }


def test_a_page_that_lies_on_its_side(file: dict[str, Path], tmp_path: Path) -> None:
    upright = tongket.read(file["sideways"])
    assert len(upright.figures) == 4
    document = pypdfium2.PdfDocument(file["sideways"])
    for turned in (90, 180, 270):
        page = document[0]
        page.set_rotation(turned)
        document.save(tmp_path / "turned.pdf")
        assert told(tongket.read(tmp_path / "turned.pdf")) == told(upright)


def test_a_footnote_s_mark_is_no_digit(file: dict[str, Path]) -> None:
    reading = tongket.read(file["notes"])
    assert [(f.value, f.unit) for f in reading.figures] == [(Decimal(1234), "count"), (Decimal(56), "km2")]


def test_a_text_in_a_font_encoding_is_converted(tmp_path: Path) -> None:
    from tongket.sources.fonts import to_vni

    (data,) = print_pdf([f"<style>@page {{ size: A4 }}</style><p>{escape(to_vni(PROSE))}</p>"])
    document = tongket.read(write(tmp_path / "a.pdf", data)).document
    assert document.encoding.name == "vni" and PROSE in document.text


def test_a_folder_and_an_unknown_ending(file: dict[str, Path], tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    shutil.copy(file["report"], folder / "a.PDF")
    shutil.copy(file["report"], tmp_path / "b.bin")
    found = list(load([str(folder), str(tmp_path / "b.bin")]))
    assert [(each.doc, each.media_type) for each in found if isinstance(each, Document)] == [
        ("a", "application/pdf"),
        ("b", "application/pdf"),
    ]


def test_the_same_file_gives_the_same_reading(file: dict[str, Path]) -> None:
    assert repr(tongket.read(file["long"])) == repr(tongket.read(file["long"]))


# ── scans ────────────────────────────────────────────────────────────────────
@pytest.fixture(scope="module")
def scanned(printed: dict[str, bytes]) -> bytes:
    """The report as a scanner makes it: pictures of its pages."""
    source = pypdfium2.PdfDocument(printed["report"])
    made = pypdfium2.PdfDocument.new()
    for page in source:
        bitmap = page.render(scale=200 / 72)
        width, height = page.get_size()
        picture = pypdfium2.PdfImage.new(made)
        picture.set_bitmap(bitmap)
        picture.set_matrix(pypdfium2.PdfMatrix().scale(width, height))
        sheet = made.new_page(width, height)
        sheet.insert_obj(picture)
        sheet.gen_content()
    return _saved(made)


def _saved(document: pypdfium2.PdfDocument) -> bytes:
    import io

    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_a_scan_is_reported_as_one(scanned: bytes, tmp_path: Path) -> None:
    reading = tongket.read(write(tmp_path / "scan.pdf", scanned))
    assert reading.document.problems == ("scan",)
    assert reading.document.pictures == (1,)
    assert reading.figures == ()


def test_a_picture_among_pages_of_text_is_named(scanned: bytes, printed: dict[str, bytes], tmp_path: Path) -> None:
    both = pypdfium2.PdfDocument(printed["long"])
    count = len(both)
    both.import_pages(pypdfium2.PdfDocument(scanned))
    reading = tongket.read(write(tmp_path / "both.pdf", _saved(both)))
    assert (reading.document.problems, reading.document.pictures) == ((), (count + 1,))
    assert len(reading.figures) >= len(plain().figures)


def test_ocr_reads_a_scan_with_less_confidence(scanned: bytes, tmp_path: Path) -> None:
    program = shutil.which("tesseract")
    if program is None or "vie" not in subprocess.run([program, "--list-langs"], capture_output=True, text=True).stdout:
        pytest.skip("no Tesseract with Vietnamese data: apt-get install tesseract-ocr tesseract-ocr-vie")
    from tongket.pipeline import read_one

    (document,) = load([str(write(tmp_path / "scan.pdf", scanned))], LoadOptions(ocr=True))
    assert isinstance(document, Document)
    assert (document.encoding.name, document.encoding.converted) == ("ocr", True)
    assert Decimal("0.8") < document.encoding.confidence < 1
    reading, wanted = read_one(document), plain()
    text = reading.document.text
    assert all(text[f.start : f.end] == f.quote for f in reading.figures)
    values = [figure.value for figure in wanted.figures]
    right = [value for value in values if value in [figure.value for figure in reading.figures]]
    assert len(right) >= 0.8 * len(values)
    sure = {f.value: f.confidence for f in wanted.figures}
    pairs = [(f.confidence or 1, sure[f.value] or 0) for f in reading.figures if f.value in sure]
    assert sum(less < full for less, full in pairs) >= 0.9 * len(pairs)  # a word misread beside it may raise one


def test_ocr_without_tesseract_tells_what_to_install(
    scanned: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tongket.sources import isolation

    isolation.stop()
    monkeypatch.setenv("PATH", str(tmp_path))
    try:
        cause = failure(write(tmp_path / "scan.pdf", scanned), LoadOptions(ocr=True))
    finally:
        isolation.stop()
    assert "apt-get install tesseract-ocr tesseract-ocr-vie" in cause


# ── files that can't be read ─────────────────────────────────────────────────
def test_broken_files_are_told(printed: dict[str, bytes], tmp_path: Path) -> None:
    data = printed["report"]
    for number, broken in enumerate((b"%PDF-1.7\n", b"%PDF-1.4\n" + bytes(range(256)) * 40, data[: len(data) // 9])):
        assert "PDF" in failure(write(tmp_path / f"{number}.pdf", broken))


def test_no_damage_gets_past_the_reader(printed: dict[str, bytes], tmp_path: Path) -> None:
    """Any one stretch of the file overwritten gives a document or one clear line, and the next file is read."""
    data = printed["short"]
    paths = []
    for number in range(12):
        at = len(data) * number // 12
        paths.append(write(tmp_path / f"{number:02d}.pdf", data[:at] + b"\x00\xff<<" * 50 + data[at + 200 :]))
    found = list(load([*map(str, paths), str(write(tmp_path / "whole.pdf", data))]))
    assert len(found) == 13
    assert isinstance(found[-1], Document) and PROSE in found[-1].text


def test_too_many_pages(tmp_path: Path) -> None:
    document = pypdfium2.PdfDocument.new()
    for _ in range(3001):
        document.new_page(100, 100)
    assert "3,001 pages" in failure(write(tmp_path / "many.pdf", _saved(document)))


def test_a_file_that_claims_a_hundred_thousand_pages(tmp_path: Path) -> None:
    kids = b"3 0 R " * 100_000
    body = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    body += b"2 0 obj<</Type/Pages/Count 100000/Kids[" + kids + b"]>>endobj\n"
    body += b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    assert "pages" in failure(write(tmp_path / "many.pdf", body))


def test_an_empty_page(file: dict[str, Path]) -> None:
    assert tongket.read(file["empty"]).document.problems == ("empty",)


def test_a_reader_that_takes_too_long_or_dies_is_told_and_the_next_works(file: dict[str, Path]) -> None:
    from tongket.sources import isolation
    from tongket.sources.errors import SourceError

    with pytest.raises(SourceError, match="more than 1 seconds"):
        isolation.call("time", "sleep", 30, seconds=1)
    with pytest.raises(SourceError, match="broke down"):
        isolation.call("os", "abort")
    with pytest.raises(SourceError, match="memory"):
        isolation.call("builtins", "bytearray", isolation.MEMORY)
    assert tongket.read(file["report"]).figures


def test_every_row_of_the_table_is_there(file: dict[str, Path]) -> None:
    text = tongket.read(file["report"]).document.text
    assert all(" | ".join(row) in text for row in ROWS)
