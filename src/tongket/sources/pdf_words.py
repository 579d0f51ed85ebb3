"""The text layer of a PDF page as words with their places, and the lines that they stand in.

Coordinates are points from the top left corner of the page as it is read: x to the right, y down.
"""

from __future__ import annotations

import ctypes
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from .paper import raised

if TYPE_CHECKING:
    from pypdfium2 import PdfTextPage

MAX_CHARACTERS = 200_000
"""Of one page; the fullest honest page, a landscape table in small print, has 20,000."""
_BASELINE = 0.35
"""Of the size: texts whose baselines differ by less stand on one line."""
_RAISED = 0.75
"""Of the size of the text before it: a smaller digit that stands higher is a footnote's mark or a power."""
_GAP = 0.3
"""Of the size: letters further apart are two words, even with no space between them."""
WIDE = 1.5
"""Of the size: words further apart stand in different columns, where spaces in the line are not all as wide."""
_HYPHENS = frozenset("\x02\ufffe")

Turn = Callable[[float, float], tuple[float, float]]
Direction = tuple[int, int]


@dataclass(slots=True)
class Word:
    """`y` is its baseline; `glued`: no space stands before it; `sure`: how certain OCR is of it, 0 … 1."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    glued: bool = False
    sure: float = 1.0


@dataclass(slots=True)
class Row:
    """One printed line, its words from the left."""

    words: list[Word] = field(default_factory=list)

    @property
    def x0(self) -> float:
        return self.words[0].x0

    @property
    def x1(self) -> float:
        return self.words[-1].x1

    @property
    def y(self) -> float:
        return self.words[0].y

    @property
    def size(self) -> float:
        return median(word.size for word in self.words)

    @property
    def text(self) -> str:
        return text_of(self.words)

    def pieces(self) -> list[Row]:
        """The line parted where gaps are wide: its columns."""
        gaps = [b.x0 - a.x1 for a, b in pairwise(self.words)]
        if not gaps:
            return [self]
        wide = max(WIDE * self.size, 2.5 * median(gaps) if len(gaps) > 3 else 0.0)
        found = [Row([self.words[0]])]
        for gap, word in zip(gaps, self.words[1:], strict=True):
            if gap > wide:
                found.append(Row())
            found[-1].words.append(word)
        return found


def text_of(words: Iterable[Word]) -> str:
    """The words as a line of text."""
    return "".join(("" if word.glued or not i else " ") + word.text for i, word in enumerate(words))


def rows_of(words: Iterable[Word]) -> list[Row]:
    """Words gathered into lines, from the top."""
    rows: list[Row] = []
    for word in sorted(words, key=lambda each: (each.y, each.x0)):
        last = rows[-1] if rows else None
        if last is not None and abs(word.y - last.y) <= _BASELINE * max(word.size, last.words[0].size):
            last.words.append(word)
        else:
            rows.append(Row([word]))
    for row in rows:
        row.words.sort(key=lambda each: each.x0)
    return rows


# ── characters ───────────────────────────────────────────────────────────────
@dataclass(slots=True)
class _Character:
    text: str
    x0: float
    x1: float
    y: float
    size: float


def turn(direction: Direction, width: float, height: float) -> Turn:
    """How a point of the page's own space is read where the text runs in `direction`: a table may lie on its side."""
    turns: dict[Direction, Turn] = {
        (1, 0): lambda x, y: (x, height - y),
        (0, 1): lambda x, y: (y, x),
        (-1, 0): lambda x, y: (width - x, y),
        (0, -1): lambda x, y: (height - y, width - x),
    }
    return turns[direction]


def direction_of(page: PdfTextPage) -> Direction:
    """Where the most characters of the page run to."""
    import pypdfium2.raw as pdfium

    matrix = pdfium.FS_MATRIX()
    count = min(page.count_chars(), MAX_CHARACTERS)
    found: Counter[Direction] = Counter()
    for index in range(0, count, max(1, count // 300)):
        if pdfium.FPDFText_GetMatrix(page, index, ctypes.byref(matrix)):
            found[_direction(matrix.a, matrix.b)] += 1
    found.pop((0, 0), None)
    return found.most_common(1)[0][0] if found else (1, 0)


def _direction(a: float, b: float) -> Direction:
    """(0, 0) for a slanted text: a watermark."""
    if abs(b) < 0.3 * abs(a):
        return (1, 0) if a > 0 else (-1, 0)
    if abs(a) < 0.05 * abs(b):
        return (0, 1) if b > 0 else (0, -1)
    return (0, 0)


def words_of(page: PdfTextPage, direction: Direction, turned: Turn) -> list[Word]:
    """The words that run in `direction`, in the order of the file."""
    words: list[Word] = []
    run: list[_Character] = []
    glued = False

    def close() -> None:
        nonlocal run
        if run:
            words.append(_word(run, words[-1] if words and glued else None))
            run = []

    for character in _characters(page, direction, turned):
        if character is None:
            close()
            glued = False
        elif run and not _continues(run[-1], character):
            close()
            previous = words[-1]
            glued = (
                abs(character.x0 - previous.x1) < _GAP * previous.size and abs(character.y - previous.y) < previous.size
            )
            run.append(character)
        else:
            run.append(character)
    close()
    return words


def _characters(page: PdfTextPage, direction: Direction, turned: Turn) -> Iterable[_Character | None]:
    """The visible characters; None for a space."""
    import pypdfium2.raw as pdfium

    matrix, box = pdfium.FS_MATRIX(), pdfium.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    at, horizontal, vertical = ctypes.byref(box), ctypes.byref(x), ctypes.byref(y)
    last: _Character | None = None
    guessed = False  # PDFium put in a space, as it does before and behind every raised digit too
    for index in range(min(page.count_chars(), MAX_CHARACTERS)):
        text = _visible(pdfium.FPDFText_GetUnicode(page, index))
        if pdfium.FPDFText_IsGenerated(page, index) == 1:
            guessed = True
            continue
        if text is None:
            yield None
            continue
        if pdfium.FPDFText_GetMatrix(page, index, ctypes.byref(matrix)):
            running = _direction(matrix.a, matrix.b)
            if running != direction:
                continue
        if not pdfium.FPDFText_GetLooseCharBox(page, index, at):
            continue
        pdfium.FPDFText_GetCharOrigin(page, index, horizontal, vertical)
        (ax, ay), (bx, by) = turned(box.left, box.bottom), turned(box.right, box.top)
        found = _Character(text, min(ax, bx), max(ax, bx), turned(x.value, y.value)[1], abs(by - ay))
        if guessed and not (last is not None and _is_raised(last, found)):
            yield None
        guessed, last = False, found
        yield found


def _is_raised(last: _Character, character: _Character) -> bool:
    """Whether one of two neighbours is set in small print right beside the other."""
    small, large = sorted((last.size, character.size))
    near = abs(character.x0 - last.x1) < 0.1 * large and abs(character.y - last.y) < large
    return small < _RAISED * large and near


def _visible(code: int) -> str | None:
    """The character; None for a space, "" is never given: what prints nothing parts words as well."""
    text = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else ""
    if text in _HYPHENS:
        return "-"
    if text == "\xad":
        return text  # a hyphen, or a letter of a font encoding
    if not text or text.isspace() or (text < " ") or unicodedata.category(text) in ("Cc", "Cf", "Zs"):
        return None
    return text


def _continues(last: _Character, character: _Character) -> bool:
    if unicodedata.combining(character.text):
        return True
    if abs(character.y - last.y) > 0.1 * last.size and character.size < _RAISED * last.size:
        return False
    if abs(character.y - last.y) > _BASELINE * last.size:
        return False
    return -0.5 * last.size < character.x0 - last.x1 < _GAP * last.size


def _word(run: list[_Character], before: Word | None) -> Word:
    """A run of characters; a raised one behind `before` as a superscript on its line."""
    text = "".join(character.text for character in run)
    first, size = run[0], median(character.size for character in run)
    word = Word(text, first.x0, max(c.x1 for c in run), median(c.y for c in run), size, before is not None)
    if before is None:
        return word
    if size < _RAISED * before.size and 0.05 * before.size < before.y - word.y < before.size:
        word.text = raised(text, before.text)
    if size < _RAISED * before.size:
        word.y, word.size = before.y, before.size
    return word
