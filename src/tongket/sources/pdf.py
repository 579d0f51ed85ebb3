"""PDF files with a text layer → the paper that they print; a scan is recognised as one, and read by OCR on request.

PDFium gives characters with their places; words, lines, ruled tables and paragraphs are found from these
(`pdf_words`, `pdf_rules`, `pdf_flow`), since the order inside a file need not be that of reading.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tongket.records import Encoding

from .errors import EmptyError, SourceError
from .packages import BrokenError, LimitError
from .paper import Paper
from .pdf_flow import Flow, Sheet, without_furniture
from .pdf_rules import Ruled, rules_of, tables_of
from .pdf_words import Word, direction_of, rows_of, turn, words_of

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

MAX_PAGES = 3000
"""Of one document; a yearbook has a thousand."""
SECONDS = 90
"""For the pages of one document; a page takes some hundredths of a second."""
SCAN_LETTERS = 20
"""A page with fewer letters in its text layer and a picture on it is a scan; a stamp prints as many."""
PICTURE = 0.3
"""Share of the page that a scan's pictures cover, at least."""
SCANNED = 0.5
"""Share of the pages that are pictures, above which the document is a scan; fewer are named and the rest is read."""
MAX_PICTURES = 500
_CAUSES = {3: "not a PDF file that can be opened: damaged", 4: "the PDF file is protected by a password"}


def read(data: bytes, max_bytes: int, ocr: bool) -> Paper:
    """The content of a PDF file; `problems` says "scan" where its pages are pictures and `ocr` is off.

    Raises SourceError for a file that is damaged, protected, or over the limits.
    """
    document = _open(data)
    count = len(document)
    if count > MAX_PAGES:
        raise LimitError(f"a PDF file of {count:,} pages; at most {MAX_PAGES:,} are read")
    if count == 0:
        raise EmptyError("a PDF file without pages")
    sheets: list[Sheet] = []
    scans = []
    ends = time.monotonic() + SECONDS
    for number in range(count):
        if time.monotonic() > ends:
            raise LimitError(f"reading its pages takes more than {SECONDS} seconds")
        sheet, is_scan = _page(document, number)
        sheets.append(sheet)
        if is_scan:
            scans.append(number)
    if scans and ocr:
        return _recognised(document, sheets, scans)
    paper = _paper(sheets)
    paper.pictures = tuple(number + 1 for number in scans)
    paper.problems = ("scan",) if len(scans) > SCANNED * count else ()
    return paper


def _open(data: bytes) -> PdfDocument:
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise BrokenError(_CAUSES.get(error.err_code or 0, _CAUSES[3])) from None


def _page(document: PdfDocument, number: int) -> tuple[Sheet, bool]:
    """A page's lines and tables, and whether it is a picture of text."""
    import pypdfium2

    try:
        page = document[number]
        shown = page.get_rotation()
        if shown:
            page.set_rotation(0)  # how a page is shown is nothing to its text, and PDFium parts words on a turned one
            page = document[number]
        text = page.get_textpage()
    except pypdfium2.PdfiumError:
        raise BrokenError(f"a damaged PDF file: page {number + 1} can't be read") from None
    width, height = page.get_size()
    direction = direction_of(text)
    turned = turn(direction, width, height)
    words = words_of(text, direction, turned)
    letters = sum(c.isalnum() for word in words for c in word.text)
    if letters < SCAN_LETTERS and _pictured(page) > PICTURE * width * height:
        page.set_rotation(shown)
        return Sheet([], width, height), True
    across, down = rules_of(page, turned)
    sheet = _sheet(words, tables_of(across, down, words), *((height, width) if direction[1] else (width, height)))
    text.close()
    page.close()
    return sheet, False


def _pictured(page: PdfPage) -> float:
    """The area of the pictures on a page."""
    import pypdfium2.raw as pdfium

    area = 0.0
    for count, picture in enumerate(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE])):
        if count > MAX_PICTURES:
            break
        left, bottom, right, top = picture.get_bounds()
        area += (right - left) * (top - bottom)
    return area


def _sheet(words: list[Word], tables: list[Ruled], width: float, height: float) -> Sheet:
    inside = {number for table in tables for number in table.words}
    rows = rows_of(word for number, word in enumerate(words) if number not in inside)
    return Sheet(sorted([*rows, *tables], key=lambda item: item.y), width, height)


def _paper(sheets: list[Sheet], encoding: Encoding | None = None) -> Paper:
    without_furniture(sheets)
    flow = Flow()
    flow.add(sheets)
    return Paper(flow.content, encoding, soft_hyphen="-")


def _recognised(document: PdfDocument, sheets: list[Sheet], scans: list[int]) -> Paper:
    from .ocr import confidence, recognise

    found: list[Word] = []
    for number in scans:
        page = document[number]
        width, height = page.get_size()
        words, (across, down) = recognise(page)
        found += words
        sheets[number] = _sheet(words, tables_of(across, down, words), width, height)
        page.close()
    if not found:
        raise SourceError("a scan on which no text can be recognised")
    return _paper(sheets, Encoding("ocr", True, confidence(found)))
