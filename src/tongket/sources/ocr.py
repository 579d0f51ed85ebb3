"""Scanned pages → words, by the Tesseract program with its Vietnamese data, as Debian has them.

What is recognised is never certain: each word carries Tesseract's own confidence, and the document's is their mean,
which lowers that of its figures (choosing/confidence.py).
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from decimal import Decimal
from functools import cache
from statistics import median
from typing import TYPE_CHECKING

from .errors import SourceError
from .pdf_rules import Rule, merged
from .pdf_words import Word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pypdfium2 import PdfPage

DPI = 300
"""What Tesseract's models are made for."""
MAX_PIXELS = 40_000_000
"""Of one page: A2 at 300 dpi; a larger one is drawn coarser."""
SECONDS = 120
"""For one page; a full one takes some five."""
LEAST = 0.4
"""Mean confidence below which a line is taken for stains, a signature or a stamp."""
EVEN = 1.35
"""Lines whose heights differ by less are of one size: a line without tall letters only looks smaller."""
DARK = 128
"""Grey below which a dot is ink."""
STROKE = 0.2
"""Inches: a straight stroke of ink that is longer is drawn, and no letter's."""
INSTALL = "apt-get install tesseract-ocr tesseract-ocr-vie"
_POINTS = 72
_EDGE = 2
"""Dots beside a stroke that are grey from drawing or scanning it."""
_BARS = " \t|¦"
"""What Tesseract takes a table's lines for."""
_HUNDREDTH = Decimal("0.01")


_Stroke = tuple[int, int, int]


@cache
def _program() -> str:
    """The path of Tesseract. Raises SourceError that tells what to install."""
    path = shutil.which("tesseract")
    if path is None:
        raise SourceError(f"a scan, and Tesseract to recognise it is not installed: {INSTALL}")
    listed = subprocess.run([path, "--list-langs"], capture_output=True, text=True, timeout=SECONDS, check=False)
    if "vie" not in listed.stdout.split():
        raise SourceError(f"a scan, and Tesseract lacks its Vietnamese data: {INSTALL}")
    return path


def recognise(page: PdfPage) -> tuple[list[Word], tuple[list[Rule], list[Rule]]]:
    """The words on a page, and the lines drawn across and down it, in points from its top left corner."""
    program = _program()
    width, height = page.get_size()
    scale = min(DPI / _POINTS, (MAX_PIXELS / max(width * height, 1.0)) ** 0.5)
    wide, dots = _dots(page, scale)
    across, down = _strokes(dots, wide, scale)
    _erase(dots, wide, across, down)
    picture = b"P5 %d %d 255\n" % (wide, len(dots) // wide) + dots  # netpbm, which needs no library to write
    command = [program, "stdin", "stdout", "-l", "vie", "--psm", "3", "--dpi", str(round(scale * _POINTS)), "tsv"]
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}  # more threads are slower on pages of text
    try:
        answer = subprocess.run(
            command, input=picture, capture_output=True, timeout=SECONDS, check=True, env=environment
        )
    except subprocess.TimeoutExpired:
        raise SourceError(f"recognising one of its pages takes more than {SECONDS} seconds") from None
    except (subprocess.CalledProcessError, OSError):
        raise SourceError("Tesseract failed on one of its pages") from None
    return _words(answer.stdout.decode("utf-8", "replace"), scale), (_rules(across, scale), _rules(down, scale))


def _dots(page: PdfPage, scale: float) -> tuple[int, bytearray]:
    """The page drawn in grey: how many dots a line has, and all of them."""
    bitmap = page.render(scale=scale, grayscale=True)
    stride, wide = bitmap.stride, bitmap.width
    data = bytes(bitmap.buffer)
    return wide, bytearray().join(data[at : at + wide] for at in range(0, stride * bitmap.height, stride))


def _strokes(dots: bytearray, wide: int, scale: float) -> tuple[list[_Stroke], list[_Stroke]]:
    """The straight strokes of ink across and down the page: in which line or column of dots, from where to where."""
    ink = dots.translate(bytes(int(grey < DARK) for grey in range(256)))
    long = re.compile(rb"\x01{%d,}" % round(STROKE * _POINTS * scale))
    lines = (ink[at : at + wide] for at in range(0, len(ink), wide))
    columns = (ink[at::wide] for at in range(wide))
    across, down = (
        [(at, *match.span()) for at, line in enumerate(runs) for match in long.finditer(line)]
        for runs in (lines, columns)
    )
    return across, down


def _erase(dots: bytearray, wide: int, across: list[_Stroke], down: list[_Stroke]) -> None:
    """Take the strokes and their grey edges off the page: Tesseract reads them as parts of the letters beside them."""
    high = len(dots) // wide
    for at, start, end in across:
        for line in range(max(at - _EDGE, 0), min(at + _EDGE + 1, high)):
            dots[line * wide + start : line * wide + end] = b"\xff" * (end - start)
    for at, start, end in down:
        for column in range(max(at - _EDGE, 0), min(at + _EDGE + 1, wide)):
            dots[start * wide + column : end * wide : wide] = b"\xff" * len(
                range(start * wide + column, end * wide, wide)
            )


def _rules(strokes: list[_Stroke], scale: float) -> list[Rule]:
    return merged([Rule(at / scale, start / scale, end / scale) for at, start, end in strokes])


def _words(table: str, scale: float) -> list[Word]:
    """From Tesseract's table of words; those of one of its lines share baseline and size."""
    lines: dict[tuple[str, ...], list[Word]] = {}
    for row in table.splitlines()[1:]:
        fields = row.split("\t")
        text = fields[11].strip(_BARS) if len(fields) > 11 and fields[0] == "5" else ""
        if text:
            left, top, wide, high = (int(value) / scale for value in fields[6:10])
            sure = max(float(fields[10]), 0.0) / 100
            word = Word(text, left, left + wide, top + high, high, sure=sure)
            lines.setdefault(tuple(fields[1:5]), []).append(word)
    kept = [line for line in lines.values() if sum(word.sure for word in line) >= LEAST * len(line)]
    heights = [max(word.size for word in line) for line in kept]
    usual = median(heights) if heights else 0.0
    for line, height in zip(kept, heights, strict=True):
        bottom = median(word.y for word in line)
        for word in line:
            word.y = bottom
            word.size = usual if usual / EVEN < height < usual * EVEN else height
    return [word for line in kept for word in line]


def confidence(words: Sequence[Word]) -> Decimal:
    """How sure Tesseract is of the text: the mean over its letters, in hundredths."""
    letters = sum(len(word.text) for word in words)
    mean = sum(word.sure * len(word.text) for word in words) / max(letters, 1)
    return Decimal(mean).quantize(_HUNDREDTH)
