"""What the pages show of a ledger is what its commands print, and every column in them is one of the code."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from tongket.ledger.schema import TABLES

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def made() -> ModuleType:
    """bench/ledger_docs.py, which writes the pages."""
    spec = importlib.util.spec_from_file_location("ledger_docs", ROOT / "bench" / "ledger_docs.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["README.md", "docs/ledger.md"])
def test_what_a_page_shows_is_what_is_printed(made: ModuleType, name: str) -> None:
    assert name in made.PAGES
    text = page(name)
    assert "$ tongket query" in text
    assert made.made_anew(text) == text, "make example writes it anew"


def test_changed_answers_are_found(made: ModuleType) -> None:
    block = '# Page\n\n```console\n$ tongket query "\nSELECT 1" --ledger nowhere\nanswer\n```\n'
    assert made.commands(block) == ['tongket query "\nSELECT 1" --ledger nowhere']
    assert "there is no ledger at nowhere" in made.made_anew(block)
    with pytest.raises(ValueError, match="not a command of ours"):
        made.made_anew("```console\n$ rm -rf out\n```\n")


def test_every_column_is_described(made: ModuleType) -> None:
    text = page("docs/ledger.md")
    assert made.columns() in text
    for name, columns in TABLES.items():
        section = text.partition(f"\n### `{name}`\n")[2].partition("\n### ")[0]
        assert re.findall(r"^\| `(\w+)` \|", section, re.M) == [column.name for column in columns]
    changed = text.replace("| `quote` | string |", "| `quote` | number |")
    assert changed != text and made.columns() not in changed


def test_every_view_is_named(made: ModuleType) -> None:
    with made.workplace():
        made.run("tongket add specimens/so-y-te-truong-khe-2023-09.txt --workers 1")
        printed = made.run("tongket query 'select view_name from duckdb_views() where not internal' --format csv")
    names = set(printed.split()) - {"view_name"}
    views = {name for name in names if not name.startswith("stored_") and not name.endswith("_rows")}
    assert views >= {"latest", "figures", "documents"}
    assert views <= set(re.findall(r"`(\w+)`", page("docs/ledger.md").partition("## Ask it")[2].partition("##")[0]))


def test_the_readme_asks_what_make_run_asks() -> None:
    question = page("Makefile").partition("define QUESTION\n")[2].partition("\nendef")[0]
    assert question and f'"\n{question}"' in page("README.md")
