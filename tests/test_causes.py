"""Why something could not be read is told in Vietnamese too, whatever the cause."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from tongket import sources
from tongket.sources.errors import SourceError
from tongket.web.causes import told_in

FOLDER = Path(next(iter(sources.__path__)))


def causes() -> Iterator[str]:
    """What errors of `sources` are raised with, and failures told with; what is filled in as "7"."""
    for path in sorted(FOLDER.glob("*.py")):
        module = import_module(f"tongket.sources.{path.stem}") if path.stem != "__init__" else None
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                kind = getattr(module, node.func.id, None)
                is_error = isinstance(kind, type) and issubclass(kind, SourceError)
                position = 0 if is_error else 1 if node.func.id == "Failure" else None
                if position is not None and len(node.args) > position and (said := words(node.args[position])):
                    yield said


def words(node: ast.expr) -> str | None:
    """The text of a literal."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(each.value) if isinstance(each, ast.Constant) else "7" for each in node.values)
    return None


@pytest.mark.parametrize("cause", sorted(set(causes())))
def test_a_cause_is_told_in_both_languages(cause: str) -> None:
    assert told_in("en", cause).words == cause
    told = told_in("vi", cause)
    assert told.language == "vi" and told.words != cause


def test_what_is_filled_in_stays_as_it_is() -> None:
    assert told_in("vi", "the address answers 404 Not Found").words == "địa chỉ trả lời 404 Not Found"
    assert told_in("vi", "there is no such host").words == "không có máy chủ này"
    assert told_in("vi", "{0} of nothing that is known").language == "en"
