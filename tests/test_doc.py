"""Old Word files, by the converters that are installed, and the clear line where there is none."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlwt

import tongket
from papers import AUTHOR, PROSE, ROWS, check, failure, plain, write
from test_docx import report, saved
from tongket.sources import isolation

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")


@pytest.fixture
def only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that is the whole search path, for the process that reads too."""
    folder = tmp_path / "bin"
    folder.mkdir()
    isolation.stop()
    monkeypatch.setenv("PATH", str(folder))
    yield folder
    isolation.stop()


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The report as LibreOffice writes it in the old format."""
    if OFFICE is None:
        pytest.skip("no LibreOffice to make an old Word file: apt-get install libreoffice-writer")
    folder = tmp_path_factory.mktemp("old")
    source = write(folder / "a.docx", saved(report()))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [OFFICE, profile, "--headless", "--convert-to", "doc", "--outdir", str(folder), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return (folder / "a.doc").read_bytes()


def fake() -> bytes:
    """A file with the directory of an old Word file, and nothing else that one needs."""
    made = xlwt.Workbook()
    made.add_sheet("a")
    stream = io.BytesIO()
    made.save(stream)
    name = "WordDocument\0".encode("utf-16-le")
    return stream.getvalue().replace("Workbook\0\0\0\0\0".encode("utf-16-le"), name)


def test_libreoffice_reads_it_as_its_plain_text(old: bytes, tmp_path: Path) -> None:
    check(write(tmp_path / "a.doc", old), "application/msword")


def test_antiword_reads_it(old: bytes, tmp_path: Path, only: Path) -> None:
    antiword = shutil.which("antiword", path=os.defpath)
    if antiword is None:
        pytest.skip("no antiword: apt-get install antiword")
    (only / "antiword").symlink_to(antiword)
    reading = tongket.read(write(tmp_path / "a.doc", old))
    text = reading.document.text
    assert PROSE in text and " | ".join(ROWS[1]) in text and AUTHOR not in repr(reading)
    assert [figure.value for figure in reading.figures] == [figure.value for figure in plain().figures]
    assert all(text[figure.start : figure.end] == figure.quote for figure in reading.figures)


def test_without_a_converter_it_is_told_what_to_install(tmp_path: Path, only: Path) -> None:
    cause = failure(write(tmp_path / "a.doc", fake()))
    assert "old Word file" in cause and "apt-get install" in cause and "antiword" in cause


@pytest.mark.parametrize("name", ["antiword", "soffice"])
def test_a_file_that_the_converter_can_t_read(name: str, tmp_path: Path, only: Path) -> None:
    path = shutil.which(name, path=os.defpath)
    if path is None:
        pytest.skip(f"no {name}: apt-get install antiword libreoffice-writer")
    (only / name).symlink_to(path)
    assert "broken old Word file" in failure(write(tmp_path / "a.doc", fake()))


def test_a_converter_that_fails_is_told(tmp_path: Path, only: Path) -> None:
    (only / "antiword").write_text("#!/bin/sh\nexit 3\n")
    (only / "antiword").chmod(0o755)
    assert "antiword can't read it" in failure(write(tmp_path / "a.doc", fake()))
