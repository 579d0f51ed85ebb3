"""Word documents: what is printed, and nothing that is deleted, hidden, or told about the file."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from pathlib import Path

import docx
import pytest
from docx.document import Document as Word
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st

import tongket
from papers import (
    AUTHOR,
    DATED,
    HEADING,
    HEADS,
    INTRODUCTION,
    ITEMS,
    LEFT,
    NUMBER,
    PROSE,
    RIGHT,
    ROWS,
    SIGNED,
    SUBJECT,
    TYPE,
    UNIT,
    check,
    failure,
    plain,
    told,
    write,
)
from tongket.sources import LoadOptions
from tongket.sources.docx_numbering import read_numbering
from tongket.sources.fonts import to_tcvn3, to_vni
from tongket.sources.numbering import roman

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
BULLET, NUMBERED = "List Bullet", "List Number"


def report(encode=lambda text: text) -> Word:
    """The report, its letters written by `encode`."""
    made = docx.Document()
    made.core_properties.author = AUTHOR
    made.core_properties.comments = AUTHOR
    made.sections[0].header.paragraphs[0].text = encode("Trang đầu 999 vụ")
    head = made.add_table(2, 2)
    for at, cell in enumerate(["\n".join(LEFT), "\n".join(RIGHT), NUMBER, DATED]):
        head.cell(at // 2, at % 2).text = encode(cell)
    made.add_paragraph(encode(f"{TYPE}\n{SUBJECT}"))
    made.add_heading(encode(HEADING), 1)
    made.add_paragraph(encode(PROSE))
    for item in ITEMS:
        made.add_paragraph(encode(item), style=BULLET)
    made.add_paragraph(encode(INTRODUCTION))
    made.add_paragraph(encode(UNIT))
    table = made.add_table(0, len(HEADS[0]))
    for row in (*HEADS, *ROWS):
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            cell.text = encode(text)
    for at, text in ((0, "TT"), (1, "Loại vắc xin")):
        table.cell(0, at).merge(table.cell(1, at)).text = encode(text)
    for at, text in ((2, "Năm 2023"), (4, "Năm 2024")):
        table.cell(0, at).merge(table.cell(0, at + 1)).text = encode(text)
    made.add_paragraph()
    signed = made.add_table(1, 2)
    for at, lines in enumerate(SIGNED):
        signed.cell(0, at).text = encode("\n".join(lines))
    return made


def saved(made: Word) -> bytes:
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def text_of(made: Word, path: Path) -> str:
    return tongket.read(write(path / "a.docx", saved(made))).document.text


def changed(data: bytes, name: str, part: bytes) -> bytes:
    """The package with one part replaced."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            new.writestr(entry, part if entry == name else old.read(entry))
    return stream.getvalue()


# ── reading ──────────────────────────────────────────────────────────────────
def test_a_report_reads_as_its_plain_text(tmp_path: Path) -> None:
    text = check(write(tmp_path / "a.docx", saved(report())), MEDIA_TYPE).document.text
    assert PROSE in text.split("\n") and f"- {ITEMS[0]}" in text.split("\n")
    assert "999" not in text


@pytest.mark.parametrize(("name", "encode"), [("tcvn3", to_tcvn3), ("vni", to_vni)])
def test_a_report_in_the_fonts_of_the_2000s(tmp_path: Path, name: str, encode) -> None:
    reading = tongket.read(write(tmp_path / "a.docx", saved(report(encode))))
    assert (reading.document.encoding.name, reading.document.encoding.converted) == (name, True)
    assert PROSE in reading.document.text and " | ".join(ROWS[1]) in reading.document.text
    assert [f.value for f in reading.figures] == [f.value for f in plain().figures]


def test_the_content_decides_over_the_ending(tmp_path: Path) -> None:
    assert told(tongket.read(write(tmp_path / "a.doc", saved(report())))) == told(plain())


def test_tracked_changes(tmp_path: Path) -> None:
    made = docx.Document()
    paragraph = made.add_paragraph("Năm 2024, toàn tỉnh khởi tố ")._p
    names = f'{nsdecls("w")} w:author="{AUTHOR}"'
    paragraph.append(parse_xml(f'<w:del {names} w:id="1"><w:r><w:delText>777 </w:delText></w:r></w:del>'))
    paragraph.append(parse_xml(f'<w:ins {names} w:id="2"><w:r><w:t xml:space="preserve">231 vụ</w:t></w:r></w:ins>'))
    moved = f'<w:moveFrom {names} w:id="3"><w:r><w:t>888 bị can</w:t></w:r></w:moveFrom>'
    paragraph.append(parse_xml(moved))
    hidden = parse_xml(f"<w:r {nsdecls('w')}><w:rPr><w:vanish/></w:rPr><w:t>999</w:t></w:r>")
    paragraph.append(hidden)
    assert text_of(made, tmp_path) == "Năm 2024, toàn tỉnh khởi tố 231 vụ"


def test_fields_show_their_result_and_boxes_their_text(tmp_path: Path) -> None:
    made = docx.Document()
    paragraph = made.add_paragraph("Bảng ")._p
    for xml in (
        '<w:r {0}><w:fldChar w:fldCharType="begin"/></w:r>',
        "<w:r {0}><w:instrText>SEQ Bang 999</w:instrText></w:r>",
        '<w:r {0}><w:fldChar w:fldCharType="separate"/></w:r>',
        "<w:r {0}><w:t>3</w:t></w:r>",
        "<w:r {0}><w:pict><w:txbxContent><w:p><w:r><w:t>Khởi tố 45 vụ</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>",
    ):
        paragraph.append(parse_xml(xml.format(nsdecls("w"))))
    assert text_of(made, tmp_path) == "Bảng 3\nKhởi tố 45 vụ"


def test_content_controls_are_read_in_their_place(tmp_path: Path) -> None:
    made = docx.Document()
    made.add_paragraph("Một")
    control = f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>Hai</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    made.element.body.insert(1, parse_xml(control))
    made.add_paragraph("Ba")
    assert text_of(made, tmp_path) == "Một\nHai\nBa"


def test_raised_digits(tmp_path: Path) -> None:
    made = docx.Document()
    paragraph = made.add_paragraph("Năm 2024 trồng 1.234")
    paragraph.add_run("5").font.superscript = True
    paragraph.add_run(" cây trên 56 km")
    paragraph.add_run("2").font.superscript = True
    assert text_of(made, tmp_path) == "Năm 2024 trồng 1.234 cây trên 56 km²"


LEVELS = """<w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2.%3."/></w:lvl>
<w:lvl w:ilvl="3"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%4)"/></w:lvl>
<w:lvl w:ilvl="4"><w:numFmt w:val="bullet"/><w:lvlText w:val="-"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="0"/>
<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num>"""


def test_the_numbers_of_lists_are_printed() -> None:
    numbering = read_numbering(parse_xml(f"<w:numbering {nsdecls('w')}>{LEVELS}</w:numbering>"))
    asked = [("1", depth) for depth in (0, 1, 2, 2, 3, 3, 4, 1, 2, 0, 1)] + [("2", 0), ("1", 1), ("9", 0)]
    assert [numbering.next(*each).strip() for each in asked] == [
        *("I.", "1.", "1.1.", "1.2.", "a)", "b)", "*", "2.", "2.1.", "II.", "1."),
        *("VII.", "2.", ""),
    ]


@given(st.integers(1, 3999))
def test_roman_numerals(number: int) -> None:
    values = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
    digits = [values[letter] for letter in roman(number)]
    pairs = zip(digits, [*digits[1:], 0], strict=True)
    assert sum(-a if a < b else a for a, b in pairs) == number


@settings(max_examples=20, deadline=None)
@given(st.lists(st.lists(st.integers(2, 99_999), min_size=2, max_size=4), min_size=1, max_size=5))
def test_every_cell_of_a_table_is_read_with_its_head(rows: list[list[int]]) -> None:
    """Whatever the table holds, each number comes out once, under its own column, with its quote in place."""
    import tempfile

    width = max(map(len, rows))
    made = docx.Document()
    table = made.add_table(0, width + 1)
    heads = ["Tên xã", *(f"Số vụ loại {chr(65 + n)}" for n in range(width))]
    body = [[f"Xã Bình {chr(65 + n)}", *map(str, row), *[""] * (width - len(row))] for n, row in enumerate(rows)]
    for row in (heads, *body):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    with tempfile.TemporaryDirectory() as folder:
        document = tongket.read(write(Path(folder, "a.docx"), saved(made))).document
    cells = [cell for block in document.blocks for cell in block.cells]
    found = [(document.text[c.start : c.end], *(document.text[a:b] for a, b in c.column_heads)) for c in cells]
    assert found == [(str(value), heads[at + 1]) for row in rows for at, value in enumerate(row)]


# ── files that can't be read ─────────────────────────────────────────────────
def test_broken_packages(tmp_path: Path) -> None:
    data = saved(report())
    assert "Word" in failure(write(tmp_path / "cut.docx", data[: len(data) // 2] + data[-100:]))
    assert "broken Word document" in failure(write(tmp_path / "xml.docx", changed(data, "word/document.xml", b"<w:p")))
    assert "ZIP" in failure(write(tmp_path / "zip.docx", b"PK\x03\x04" + bytes(200)))


def test_a_document_without_text(tmp_path: Path) -> None:
    path = write(tmp_path / "a.docx", saved(docx.Document()))
    assert tongket.read(path).document.problems == ("empty",)


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    part = b"<w:document>" + b" " * 30_000_000
    path = write(tmp_path / "a.docx", changed(saved(report()), "word/document.xml", part))
    assert path.stat().st_size < 200_000
    assert "unpacks to more than" in failure(path, LoadOptions(max_bytes=1_000_000))


def test_an_entity_bomb(tmp_path: Path) -> None:
    lines = ['<!ENTITY a0 "999 vụ">', *(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))]
    body = f"<w:document {nsdecls('w')}><w:body><w:p><w:r><w:t>&a11;</w:t></w:r></w:p></w:body></w:document>"
    part = f"<?xml version='1.0'?><!DOCTYPE x [{''.join(lines)}]>{body}"
    for data in (part.encode(), part.encode("utf-16")):
        path = write(tmp_path / "a.docx", changed(saved(report()), "word/document.xml", data))
        assert "entities" in failure(path)


def test_tables_nested_without_end(tmp_path: Path) -> None:
    deep = 60
    inner = "<w:tbl><w:tr><w:tc>" * deep + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * deep
    part = f"<w:document {nsdecls('w')}><w:body>{inner}</w:body></w:document>".encode()
    path = write(tmp_path / "a.docx", changed(saved(report()), "word/document.xml", part))
    assert "deep" in failure(path).lower()


def test_a_protected_document(tmp_path: Path) -> None:
    entry = "EncryptedPackage\0".encode("utf-16-le").ljust(128, b"\0")
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + entry * 4
    assert "password" in failure(write(tmp_path / "a.docx", data))


def test_value_of_what_is_told() -> None:
    """The plain text that the formats are compared with says what it should."""
    assert {figure.value for figure in plain().figures} >= {Decimal(1284560), Decimal(286_000_000), Decimal(12101)}
