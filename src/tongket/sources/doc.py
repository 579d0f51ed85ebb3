"""Old Word files (.doc), by a converter that is installed: no library for them in Python is kept.

LibreOffice comes first, since it keeps merged cells and the numbers of lists; then antiword, which tells the widths of
cells. catdoc is not used: it prints what tracked changes deleted.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from tongket.records import BlockKind

from . import docx
from .errors import SourceError
from .grids import Grid, GridBuilder
from .html_lines import Line
from .numbering import written
from .packages import BrokenError
from .paper import Paper, tidy

if TYPE_CHECKING:
    from lxml.etree import _Element

SECONDS = 60
"""For one document; a large one takes LibreOffice some five, its start included."""
INSTALL = "apt-get install libreoffice-writer, or antiword"
WHAT = "old Word file"
NEAR = 2.0
"""Points: edges of cells closer than this are one."""
_ORDERS = {
    "loweralpha": "lowerLetter",
    "upperalpha": "upperLetter",
    "lowerroman": "lowerRoman",
    "upperroman": "upperRoman",
}


def read(data: bytes, max_bytes: int, ocr: bool) -> Paper:
    """The content of an old Word file. Raises SourceError that tells what to install where nothing can convert it."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office:
        return docx.read(_by_office(office, data), max_bytes, ocr)
    antiword = shutil.which("antiword")
    if antiword:
        return _docbook(_by_antiword(antiword, data))
    raise SourceError(f"an {WHAT}, which needs a converter: {INSTALL}")


def _by_office(office: str, data: bytes) -> bytes:
    """The file as .docx, made in a folder of its own with a profile of its own: no setting of the user counts."""
    with tempfile.TemporaryDirectory(prefix="tongket-") as folder:
        source = Path(folder, "in.doc")
        source.write_bytes(data)
        command = [office, f"-env:UserInstallation={Path(folder, 'profile').as_uri()}", "--headless", "--norestore"]
        command += ["--convert-to", "docx", "--outdir", folder, str(source)]
        _finish(command, folder)
        made = Path(folder, "in.docx")
        if not made.exists():
            raise BrokenError(f"a broken {WHAT}: LibreOffice can't convert it")
        return made.read_bytes()


def _by_antiword(antiword: str, data: bytes) -> bytes:
    """The file as DocBook."""
    with tempfile.TemporaryDirectory(prefix="tongket-") as folder:
        source = Path(folder, "in.doc")
        source.write_bytes(data)
        printed = _finish([antiword, "-x", "db", str(source)], folder)
    if not printed.strip():
        raise BrokenError(f"a broken {WHAT}: antiword can't read it")
    return printed


def _finish(command: list[str], folder: str) -> bytes:
    """What a converter prints. Raises SourceError where it fails or takes too long."""
    environment = {**os.environ, "HOME": folder, "LC_ALL": "C.UTF-8"}
    name = Path(command[0]).name
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, env=environment)
    except subprocess.TimeoutExpired:
        raise SourceError(f"converting it takes more than {SECONDS} seconds") from None
    except OSError as error:
        raise SourceError(f"{name} can't be started: {error.strerror}") from None
    said = (done.stderr + done.stdout[:200]).decode("utf-8", "replace").lower()
    if done.returncode and ("encrypt" in said or "password" in said):
        raise SourceError(f"the {WHAT} is protected by a password")
    if done.returncode:
        raise BrokenError(f"a broken {WHAT}: {name} can't read it")
    return done.stdout


# ── antiword's DocBook ───────────────────────────────────────────────────────
def _docbook(data: bytes) -> Paper:
    """The chapters of a DocBook; its head, which names the author, is passed over."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    root = etree.fromstring(data, parser)
    paper = Paper()
    for chapter in root.iterchildren("chapter") if root is not None else ():
        _walk(chapter, paper)
    return paper


def _walk(parent: _Element, paper: Paper) -> None:
    for element in parent.iterdescendants("title", "para", "informaltable"):
        if next(element.iterancestors("informaltable"), None) is not None:
            continue
        if element.tag == "informaltable":
            paper.content.append(_grid(element))
        elif text := tidy(_text(element)):
            kind: BlockKind = "heading" if element.tag == "title" else "paragraph"
            level = sum(1 for _ in element.iterancestors("chapter", "sect1", "sect2", "sect3", "sect4", "sect5"))
            paper.content.append(Line(kind, _mark(element) + text, level=level if kind == "heading" else 0))


def _text(element: _Element) -> str:
    """The text of a paragraph, without that of the table that it may hold."""
    pieces = [element.text or ""]
    for child in element:
        pieces.append("" if child.tag == "informaltable" else _text(child))
        pieces.append(child.tail or "")
    return "".join(pieces)


def _mark(element: _Element) -> str:
    """The number or mark of a list item before its first paragraph."""
    item = element.getparent()
    if item is None or item.tag != "listitem" or item[0] is not element:
        return ""
    found = item.getparent()
    if found.tag == "itemizedlist":
        return "- "
    form = _ORDERS.get(found.get("numeration", ""), "decimal")
    return f"{written(found.index(item) + 1, form)}. "


def _grid(table: _Element) -> Grid:
    """Rows come in groups with the same widths; edges of all groups tell how many columns a cell covers."""
    groups = [(_edges(group), list(group.iter("row"))) for group in table.iter("tgroup")]
    edges: list[float] = []
    for edge in sorted(edge for found, _ in groups for edge in found):
        if not edges or edge - edges[-1] > NEAR:
            edges.append(edge)
    builder = GridBuilder()
    for found, rows in groups:
        wide = [max(sum(a + NEAR < edge <= b + NEAR for edge in edges), 1) for a, b in pairwise([0.0, *found])]
        for row in rows:
            texts = (_text(entry) for entry in row.iter("entry"))
            builder.add((_lines(text), width, 1) for text, width in zip(texts, wide, strict=False))
    return Grid("", builder.rows)


def _lines(text: str) -> str:
    return "\n".join(kept for line in text.split("\n") if (kept := tidy(line)))


def _edges(group: _Element) -> list[float]:
    """The right edges of a group's columns, in points."""
    edges: list[float] = []
    for column in group.iter("colspec"):
        width = column.get("colwidth", "0pt").removesuffix("pt")
        edges.append((edges[-1] if edges else 0.0) + (float(width) if width.replace(".", "", 1).isdigit() else 0.0))
    return edges
