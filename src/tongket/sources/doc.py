"""Old Word files (.doc), by a converter that is installed: no library for them in Python is kept.

LibreOffice comes first, since it keeps tables and lists; antiword and catdoc print tables as typed text.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from . import docx
from .errors import SourceError
from .html_lines import Line, clean
from .packages import BrokenError
from .paper import Paper

SECONDS = 60
"""For one document; a large one takes LibreOffice some five, its start included."""
INSTALL = "apt-get install antiword (or catdoc, or libreoffice-writer)"
WHAT = "old Word file"
_WIDE = 10_000
"""Columns of the printed text: no line is broken."""


def read(data: bytes, max_bytes: int, ocr: bool) -> Paper:
    """The content of an old Word file. Raises SourceError that tells what to install where nothing can convert it."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office:
        return docx.read(_by_office(office, data), max_bytes, ocr)
    for name, options in (("antiword", ("-m", "UTF-8.txt", "-w", "0")), ("catdoc", ("-d", "utf-8", "-m", "0"))):
        path = shutil.which(name)
        if path:
            return _typed(_run([path, *options], data))
    raise SourceError(f"an {WHAT}, which needs a converter: {INSTALL}")


def _by_office(office: str, data: bytes) -> bytes:
    """The file as .docx, made in a folder of its own with a profile of its own: no setting of the user counts."""
    with tempfile.TemporaryDirectory(prefix="tongket-") as folder:
        source = Path(folder, "in.doc")
        source.write_bytes(data)
        command = [office, f"-env:UserInstallation={Path(folder, 'profile').as_uri()}", "--headless", "--norestore"]
        command += ["--convert-to", "docx", "--outdir", folder, str(source)]
        _finish(command, b"", folder)
        made = Path(folder, "in.docx")
        if not made.exists():
            raise BrokenError(f"a broken {WHAT}: LibreOffice can't convert it")
        return made.read_bytes()


def _run(command: list[str], data: bytes) -> str:
    """What a converter prints for the file."""
    with tempfile.TemporaryDirectory(prefix="tongket-") as folder:
        source = Path(folder, "in.doc")
        source.write_bytes(data)
        printed = _finish([*command, str(source)], b"", folder)
    return printed.decode("utf-8", "replace")


def _finish(command: list[str], given: bytes, folder: str) -> bytes:
    """Run a converter to its end. Raises SourceError where it fails or takes too long."""
    environment = {**os.environ, "HOME": folder, "LC_ALL": "C.UTF-8"}
    try:
        done = subprocess.run(command, input=given, capture_output=True, timeout=SECONDS, env=environment, cwd=folder)
    except subprocess.TimeoutExpired:
        raise SourceError(f"converting it takes more than {SECONDS} seconds") from None
    except OSError as error:
        raise SourceError(f"{Path(command[0]).name} can't be started: {error.strerror}") from None
    if done.returncode or (not done.stdout.strip() and "soffice" not in command[0] and "libreoffice" not in command[0]):
        said = done.stderr.decode("utf-8", "replace").strip().split("\n")[0]
        if "encrypt" in said.lower():
            raise SourceError(f"the {WHAT} is protected by a password")
        raise BrokenError(f"a broken {WHAT}: {Path(command[0]).name} can't read it")
    return done.stdout


def _typed(text: str) -> Paper:
    """Text as a converter prints it, one paragraph a line, tables as rows between bars."""
    paper = Paper()
    for line in text.split("\n"):
        if "|" in line and line.strip():
            paper.content.append(Line("paragraph", line.strip()))
        elif kept := clean(line):
            paper.content.append(Line("paragraph", kept))
    return paper
