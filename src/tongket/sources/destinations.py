"""Inputs and the place of the output: what was written before is not read again, and no input is overwritten."""

from __future__ import annotations

import glob
import os
from collections.abc import Sequence
from pathlib import Path

PAGES = (".html", ".htm")


def lies_in(path: str, out: Path | None) -> bool:
    """Whether `path` is `out` or lies in that folder."""
    if out is None:
        return False
    real, at = os.path.realpath(path), os.path.realpath(out)
    return real == at or real.startswith(at + os.sep)


def overwritten(inputs: Sequence[str], out: Path | None, *, pages: bool) -> str | None:
    """The input that writing to `out` would destroy; None where there is none.

    A file is destroyed by output of its own name; where `pages` go into a folder, so is each page in that folder.
    """
    if out is None:
        return None
    into_folder = pages and out.suffix.lower() not in PAGES
    return next((name for name in inputs if _is_hit(name, os.path.realpath(out), into_folder)), None)


def _is_hit(name: str, out: str, into_folder: bool) -> bool:
    if os.path.isdir(name):
        return into_folder and os.path.realpath(name) == out
    if os.path.lexists(name):
        return _is_file_hit(name, out, into_folder)
    found = glob.glob(name, recursive=True) if glob.has_magic(name) else []
    return bool(found) and all(_is_file_hit(path, out, into_folder) for path in found)


def _is_file_hit(path: str, out: str, into_folder: bool) -> bool:
    real = os.path.realpath(path)
    if into_folder:
        return Path(real).suffix.lower() in PAGES and os.path.dirname(real) == out
    return real == out
