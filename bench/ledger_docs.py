"""What docs/ledger.md and README.md show of a ledger is made by running it; the tables of columns come from the code.

usage: python bench/ledger_docs.py

Every block marked ```console is run from top to bottom, page by page, in an empty folder that holds the specimens, and
what the commands print is put behind them. tests/test_ledger_docs.py sees that nothing has changed since.
"""

from __future__ import annotations

import contextlib
import re
import shlex
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
from typer.testing import CliRunner

from tongket.cli import app
from tongket.ledger.schema import TABLES, Column

ROOT = Path(__file__).resolve().parents[1]
PAGES = ("README.md", "docs/ledger.md", "docs/questions.md")
WIDTH = 110
_BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.DOTALL | re.MULTILINE)
_COLUMNS = re.compile(r"(?<=^<!-- tables -->\n).*?(?=^<!-- /tables -->$)", re.DOTALL | re.MULTILINE)


def made_anew(page: str) -> str:
    """The page with its blocks run and its tables of columns written anew."""
    with workplace():
        page = _BLOCK.sub(lambda block: _run_block(block[0]), page)
    return _COLUMNS.sub(lambda _: columns(), page)


@contextlib.contextmanager
def workplace() -> Iterator[Path]:
    """An empty folder with the specimens, to work in."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        for name in ("specimens", "examples"):
            Path(name).symlink_to(ROOT / name)
        yield Path(folder)


def run(command: str) -> str:
    """What a command prints. Raises ValueError for one that isn't ours."""
    name, *arguments = shlex.split(command)
    if name != "tongket":
        raise ValueError(f"not a command of ours: {command}")
    printed = CliRunner().invoke(app, arguments, env={"COLUMNS": str(WIDTH)}, catch_exceptions=False).output
    return "".join(f"{line.rstrip()}\n" for line in printed.splitlines())


def _run_block(block: str) -> str:
    return "".join(f"$ {command}\n{run(command)}" for command in commands(block))


def commands(block: str) -> list[str]:
    """The commands of a block; one goes on over lines as long as a quotation mark is open."""
    found: list[str] = []
    is_open = False
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append(line[2:])
        elif is_open:
            found[-1] += f"\n{line}"
        else:
            continue  # what was printed last time
        is_open = found[-1].count('"') % 2 == 1
    return found


def columns() -> str:
    """Every table of the ledger with its columns, in Markdown."""
    return "\n".join(_table(name, of) for name, of in TABLES.items())


def _table(name: str, of: tuple[Column, ...]) -> str:
    lines = [f"### `{name}`", "", "| column | type | meaning |", "|---|---|---|"]
    lines += [f"| `{column.name}` | {_type(column.type)} | {column.meaning} |" for column in of]
    return "\n".join([*lines, ""])


def _type(type_: pa.DataType) -> str:
    """The type as Delta and SQL call it."""
    if pa.types.is_list(type_):
        return f"list of {_type(type_.value_type)}"
    if pa.types.is_struct(type_):
        return "(" + ", ".join(f"`{field.name}` {_type(field.type)}" for field in type_) + ")"
    if pa.types.is_decimal(type_):
        return f"decimal({type_.precision}, {type_.scale})"
    if pa.types.is_timestamp(type_):
        return "timestamp, UTC"
    names = {"int32": "integer", "int64": "long", "date32[day]": "date", "bool": "boolean"}
    return names.get(str(type_), str(type_))


if __name__ == "__main__":
    for each in PAGES:
        path = ROOT / each
        path.write_text(made_anew(path.read_text(encoding="utf-8")), encoding="utf-8")
