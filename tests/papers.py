"""One invented report in every format, and the figures that must come out of each."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from decimal import Decimal
from html import escape
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

import tongket
from tongket.records import Reading
from tongket.sources import Failure, LoadOptions, from_text, load

LEFT = ("UBND TỈNH VÂN HÀ", "SỞ Y TẾ")
RIGHT = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
NUMBER, DATED = "Số: 215/BC-SYT", "Vân Hà, ngày 15 tháng 01 năm 2025"
TYPE, SUBJECT = "BÁO CÁO", "Kết quả công tác y tế năm 2024 và nhiệm vụ trọng tâm năm 2025"
HEADING = "I. KẾT QUẢ THỰC HIỆN"
PROSE = (
    "Năm 2024, các cơ sở y tế trong tỉnh đã khám bệnh cho 1.284.560 lượt người, tăng 6,2% so với năm 2023; điều trị "
    "nội trú 98.412 lượt bệnh nhân, đạt 104,3% kế hoạch. Tỷ lệ bao phủ bảo hiểm y tế đạt 94,1% dân số. Toàn ngành đã "
    "thực hiện 42.315 ca phẫu thuật, trong đó có 3.120 ca phẫu thuật nội soi."
)
ITEMS = (
    "Thanh tra 64 cơ sở hành nghề y, dược; phát hiện 17 cơ sở vi phạm, xử phạt 12 cơ sở tổng số tiền 286 triệu đồng.",
    "Cấp mới 231 chứng chỉ hành nghề; thu hồi 05 chứng chỉ.",
)
INTRODUCTION, UNIT = "Kết quả tiêm chủng mở rộng như sau:", "Đơn vị tính: trẻ"
HEADS = (("TT", "Loại vắc xin", "Năm 2023", "Năm 2023", "Năm 2024", "Năm 2024"),)
HEADS += (("TT", "Loại vắc xin", "Kế hoạch", "Thực hiện", "Kế hoạch", "Thực hiện"),)
ROWS = (
    ("1", "Vắc xin sởi - rubella", "12.300", "11.950", "12.450", "12.010"),
    ("2", "Vắc xin phối hợp ngừa bạch hầu, ho gà, uốn ván", "11.800", "11.615", "11.920", "11.744"),
    ("3", "Vắc xin bại liệt", "12.100", "11.870", "12.240", "12.101"),
)
SIGNED = (("Nơi nhận:", "- UBND tỉnh;", "- Lưu: VT."), ("GIÁM ĐỐC", "Lê Văn Phúc"))
AUTHOR = "Nguyễn Thị Bí Mật"
"""Stands only in metadata, comments and tracked changes."""

PLAIN = "\n".join(
    [
        f"{LEFT[0]}    {RIGHT[0]}",
        f"{LEFT[1]}    {RIGHT[1]}",
        f"{NUMBER}    {DATED}",
        TYPE,
        SUBJECT,
        HEADING,
        PROSE,
        *(f"- {item}" for item in ITEMS),
        INTRODUCTION,
        UNIT,
        *("| " + " | ".join(row) + " |" for row in (*HEADS, *ROWS)),
        *SIGNED[0],
        *SIGNED[1],
    ]
)

Told = tuple[str, Decimal, str, str | None, str, str | None, object]


def told(reading: Reading, *, table: bool = True) -> list[Told]:
    """What each figure says, and that its quote stands where it says; without those of the table on request."""
    text = reading.document.text
    assert all(text[figure.start : figure.end] == figure.quote for figure in reading.figures)
    rows = [block for block in reading.document.blocks if block.kind == "row"]
    kept = [f for f in reading.figures if table or not any(b.start <= f.start < b.end for b in rows)]
    return [(f.quote, f.value, f.unit, f.counted, f.kind, f.act, f.period) for f in kept]


def plain() -> Reading:
    """The reading of the plain text."""
    from tongket.pipeline import read_one

    return read_one(from_text(PLAIN, doc="plain"))


def check(path: Path, media_type: str) -> Reading:
    """The file reads as the plain text does: the same figures, the same header, and nothing of its metadata."""
    reading, wanted = tongket.read(path), plain()
    document = reading.document
    assert told(reading) == told(wanted)
    assert len(reading.figures) >= 20
    assert document.media_type == media_type
    assert document.published == wanted.document.published and document.published is not None
    assert document.published_source == "text"
    assert document.header is not None and wanted.document.header is not None
    header = document.header
    assert header.body is not None and document.text[slice(*header.body)] == LEFT[1]
    assert header.number is not None and document.text[slice(*header.number)] == "215/BC-SYT"
    assert document.title is not None and document.text[slice(*document.title)] == SUBJECT
    assert AUTHOR not in repr(reading)
    return reading


def failure(path: Path, options: LoadOptions | None = None) -> str:
    """The one line that tells why a file can't be read."""
    (found,) = load([str(path)], options)
    assert isinstance(found, Failure), found
    assert found.cause and "\n" not in found.cause and "Traceback" not in found.cause
    return found.cause


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


# ── PDF ──────────────────────────────────────────────────────────────────────
STYLE = """
@page { size: A4; margin: 2cm 2cm 2cm 3cm }
body { font: 14pt "Liberation Serif", "DejaVu Serif", serif; text-align: justify }
p { text-indent: 1cm; margin: 6pt 0 }
.centred { text-align: center; font-weight: bold; margin: 2pt; text-indent: 0 }
table { border-collapse: collapse; width: 100% }
.head td { text-align: center; vertical-align: top }
.data td, .data th { border: 1px solid black; padding: 2pt 4pt; font-size: 12pt; text-align: left }
"""


def html_page(middle: Sequence[str] = (), style: str = "") -> str:
    """The report as Word would print it, with further paragraphs before its table."""
    heads = "<tr><th rowspan=2>TT</th><th rowspan=2>Loại vắc xin</th><th colspan=2>Năm 2023</th>"
    heads += "<th colspan=2>Năm 2024</th></tr><tr>" + "<th>Kế hoạch</th><th>Thực hiện</th>" * 2 + "</tr>"
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in ROWS)
    paragraphs = [HEADING, PROSE, *(f"- {item}" for item in ITEMS), *middle, INTRODUCTION]
    return f"""<html lang=vi><head><meta charset=utf-8><meta name=author content="{AUTHOR}"><title>x</title>
<style>{STYLE}{style}</style></head><body>
<table class=head><tr><td>{"<br>".join(LEFT)}</td><td>{"<br>".join(RIGHT)}</td></tr>
<tr><td>{NUMBER}</td><td>{DATED}</td></tr></table>
<p class=centred>{TYPE}</p><p class=centred>{SUBJECT}</p>
{"".join(f"<p>{escape(each)}</p>" for each in paragraphs)}
<p style="text-align: right; text-indent: 0">{UNIT}</p><table class=data>{heads}{body}</table>
<table class=head><tr><td>{"<br>".join(SIGNED[0])}</td><td>{"<br>".join(SIGNED[1])}</td></tr></table></body></html>"""


def print_pdf(pages: Sequence[str], **options: object) -> list[bytes]:
    """HTML pages as Chromium prints them."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.fail("the tests of PDF need Chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        made = []
        for each in pages:
            page.set_content(each)
            made.append(page.pdf(prefer_css_page_size=True, **options))  # type: ignore[arg-type]  # options of pdf()
        browser.close()
    return made
