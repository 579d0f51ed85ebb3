"""What the documentation shows is what happens: its Python examples are run, every field is described."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

import tongket.api
from tongket.ledger.store import Store
from tongket.pipeline.add import add
from tongket.pipeline.work import Settings
from tongket.records import Figure, Mention, Reading

ROOT = Path(__file__).parents[1]
BLOCK = re.compile(r"```python\n(.*?)```", re.DOTALL)


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as `make run` leaves it: the specimens, and what is in them in a ledger."""
    folder = tmp_path_factory.mktemp("docs")
    (folder / "specimens").symlink_to(ROOT / "specimens")
    settings = Settings(gazetteer=(folder / "specimens" / "gazetteer.toml",))
    list(add(Store(folder / "out" / "ledger", create=True), [str(folder / "specimens")], settings))
    (folder / "ledger").symlink_to(folder / "out" / "ledger")
    return folder


@pytest.mark.parametrize("name", ["README.md", "docs/api.md", "docs/ledger.md", "docs/places.md", "docs/registry.md"])
def test_examples_run(name: str, workplace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(workplace)
    source = "".join(BLOCK.findall((ROOT / name).read_text(encoding="utf-8")))
    examples = doctest.DocTestParser().get_doctest(source, {}, name, name, 0)
    assert examples.examples
    assert doctest.DocTestRunner(optionflags=doctest.IGNORE_EXCEPTION_DETAIL).run(examples).failed == 0


def test_docstring_examples_run() -> None:
    done = doctest.testmod(tongket.api)
    assert done.attempted and not done.failed


def test_every_public_name_is_there() -> None:
    assert (tongket.Reading, tongket.Figure, tongket.Mention) == (Reading, Figure, Mention)
    assert set(tongket.__all__) <= set(dir(tongket))
    with pytest.raises(AttributeError):
        _ = tongket.nothing


def test_figures_page_names_every_field() -> None:
    page = (ROOT / "docs" / "figures.md").read_text(encoding="utf-8")
    fields = set(Figure.__dataclass_fields__) - {"counted_span", "act_span"}
    assert fields <= set(re.findall(r"`(\w+)`", page))
