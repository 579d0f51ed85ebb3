"""OpenDocument texts: what is printed, with lists and tables, and no notes, and nothing told of the file."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from odf import dc, meta
from odf.element import Element
from odf.opendocument import OpenDocumentText
from odf.style import Style, TextProperties
from odf.table import CoveredTableCell, Table, TableCell, TableHeaderRows, TableRow
from odf.text import (
    H,
    List,
    ListItem,
    ListLevelStyleBullet,
    ListLevelStyleNumber,
    ListStyle,
    Note,
    NoteBody,
    NoteCitation,
    P,
    Span,
)

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
    write,
)
from tongket.sources import LoadOptions
from tongket.sources.fonts import to_tcvn3

MEDIA_TYPE = "application/vnd.oasis.opendocument.text"


def cell(*lines: str, **options: object) -> TableCell:
    made = TableCell(**options)
    for line in lines:
        made.addElement(P(text=line))
    return made


def row(*cells: TableCell) -> TableRow:
    made = TableRow()
    for each in cells:
        made.addElement(each)
    return made


def table(*rows: TableRow) -> Table:
    made = Table(name="T")
    for each in rows:
        made.addElement(each)
    return made


def new() -> OpenDocumentText:
    made = OpenDocumentText()
    made.meta.addElement(dc.Creator(text=AUTHOR))
    made.meta.addElement(meta.InitialCreator(text=AUTHOR))
    marks = ListStyle(name="Marks")
    marks.addElement(ListLevelStyleBullet(level="1", bulletchar="–"))
    numbers = ListStyle(name="Numbers")
    numbers.addElement(ListLevelStyleNumber(level="1", numformat="I", numsuffix="."))
    numbers.addElement(ListLevelStyleNumber(level="2", numformat="1", numsuffix="."))
    raised = Style(name="Raised", family="text")
    raised.addElement(TextProperties(textposition="super 58%"))
    for style in (marks, numbers, raised):
        made.automaticstyles.addElement(style)
    return made


def items(style: str, *texts: str) -> List:
    made = List(stylename=style)
    for text in texts:
        item = ListItem()
        item.addElement(P(text=text))
        made.addElement(item)
    return made


def add(made: OpenDocumentText, *elements: Element) -> OpenDocumentText:
    for element in elements:
        made.text.addElement(element)
    return made


def report() -> OpenDocumentText:
    head = table(row(cell(*LEFT), cell(*RIGHT)), row(cell(NUMBER), cell(DATED)))
    top = TableHeaderRows()
    tall, wide = {"numberrowsspanned": 2}, {"numbercolumnsspanned": 2}
    first = [cell("TT", **tall), cell("Loại vắc xin", **tall), cell("Năm 2023", **wide), CoveredTableCell()]
    top.addElement(row(*first, cell("Năm 2024", **wide), CoveredTableCell()))
    top.addElement(row(CoveredTableCell(), CoveredTableCell(), *map(cell, HEADS[1][2:])))
    data = Table(name="D")
    data.addElement(top)
    for each in ROWS:
        data.addElement(row(*map(cell, each)))
    before = [
        head,
        P(text=TYPE),
        P(text=SUBJECT),
        H(outlinelevel=1, text=HEADING),
        P(text=PROSE),
        items("Marks", *ITEMS),
    ]
    after = [P(text=INTRODUCTION), P(text=UNIT), data, table(row(cell(*SIGNED[0]), cell(*SIGNED[1])))]
    return add(new(), *before, *after)


def saved(made: OpenDocumentText) -> bytes:
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def text_of(made: OpenDocumentText, folder: Path) -> str:
    return tongket.read(write(folder / "a.odt", saved(made))).document.text


# ── reading ──────────────────────────────────────────────────────────────────
def test_a_report_reads_as_its_plain_text(tmp_path: Path) -> None:
    text = check(write(tmp_path / "a.odt", saved(report())), MEDIA_TYPE).document.text
    assert PROSE in text.split("\n") and f"- {ITEMS[0]}" in text.split("\n")


def test_a_text_in_a_font_encoding(tmp_path: Path) -> None:
    document = tongket.read(write(tmp_path / "a.odt", saved(add(new(), P(text=to_tcvn3(PROSE)))))).document
    assert (document.encoding.name, document.text) == ("tcvn3", PROSE)


def test_notes_and_comments_are_left_out_and_raised_digits_are_no_part_of_a_number(tmp_path: Path) -> None:
    paragraph = P(text="Năm 2024 trồng 1.234")
    paragraph.addElement(Span(stylename="Raised", text="5"))
    note = Note(noteclass="footnote")
    note.addElement(NoteCitation(text="9"))
    body = NoteBody()
    body.addElement(P(text="Số cũ 999 vụ"))
    note.addElement(body)
    paragraph.addElement(note)
    paragraph.addText(" cây trên 56 km")
    paragraph.addElement(Span(stylename="Raised", text="2"))
    assert text_of(add(new(), paragraph), tmp_path) == "Năm 2024 trồng 1.234 cây trên 56 km²"


def test_lists_count_by_their_levels(tmp_path: Path) -> None:
    outer = items("Numbers", "Kết quả", "Tồn tại")
    outer.childNodes[0].addElement(items("Numbers", "Xử lý 12 vụ", "Xử lý 15 vụ"))
    outer.childNodes[1].addElement(items("Numbers", "Chậm 3 vụ"))
    text = text_of(add(new(), outer, P(text="Hết phần."), items("Numbers", "Mới")), tmp_path)
    assert text.split("\n") == [
        *("I. Kết quả", "1. Xử lý 12 vụ", "2. Xử lý 15 vụ", "II. Tồn tại", "1. Chậm 3 vụ", "Hết phần.", "I. Mới")
    ]


# ── files that can't be read ─────────────────────────────────────────────────
def changed(data: bytes, parts: dict[str, bytes]) -> bytes:
    """The package with some parts replaced."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for entry in old.namelist():
            compression = zipfile.ZIP_STORED if entry == "mimetype" else None
            made.writestr(entry, parts.get(entry, old.read(entry)), compression)
    return stream.getvalue()


def test_damaged_files(tmp_path: Path) -> None:
    data = saved(report())
    assert "OpenDocument" in failure(write(tmp_path / "cut.odt", data[: len(data) // 2]))
    assert "no valid XML" in failure(write(tmp_path / "xml.odt", changed(data, {"content.xml": b"<office"})))


def test_bombs(tmp_path: Path) -> None:
    data = saved(report())
    big = write(tmp_path / "big.odt", changed(data, {"content.xml": b"<x>" + b" " * 30_000_000}))
    assert "unpacks to more than" in failure(big, LoadOptions(max_bytes=1_000_000))
    entities = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
    assert "entities" in failure(write(tmp_path / "entities.odt", changed(data, {"content.xml": entities})))


def test_a_protected_file(tmp_path: Path) -> None:
    manifest = b"<manifest:manifest><manifest:encryption-data/></manifest:manifest>"
    path = write(tmp_path / "a.odt", changed(saved(report()), {"META-INF/manifest.xml": manifest}))
    assert "password" in failure(path)
