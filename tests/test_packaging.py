"""What is installed: everything the package needs, nothing it does not, versions pinned without addresses."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PINS = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()


def names(requirements: list[str]) -> set[str]:
    return {canonicalize_name(Requirement(line).name) for line in requirements}


def imported(folder: Path) -> set[str]:
    """The distributions behind the top-level modules that the Python files under `folder` import."""
    modules = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                modules |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                modules.add(node.module.partition(".")[0])
    homes = packages_distributions()
    return {canonicalize_name(home) for module in modules - sys.stdlib_module_names for home in homes.get(module, [])}


OPTIONAL = {"pandas", "polars"}
"""What an answer of the ledger turns into where the user has it."""


def test_dependencies_are_those_imported() -> None:
    optional = OPTIONAL | names(PROJECT["optional-dependencies"]["cluster"])
    assert names(PROJECT["dependencies"]) == imported(ROOT / "src") - {"tongket"} - optional


def test_constraints_are_exact_versions_and_nothing_else() -> None:
    assert all(re.fullmatch(r"[a-z0-9-]+==[0-9][0-9a-z.+]*", line) for line in PINS)
    assert sorted(PINS, key=lambda line: line.partition("==")[0]) == PINS


def test_constraints_cover_what_is_installed_for_run_and_test() -> None:
    pinned = {line.partition("==")[0] for line in PINS}
    assert names(PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"]) <= pinned


def test_the_wheel_holds_every_file_of_the_package(tmp_path: Path) -> None:
    for name in ("pyproject.toml", "setup.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", "dist", "."]
    subprocess.run(command, check=True, cwd=tmp_path, timeout=120)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if name.startswith("tongket/")}
    package = ROOT / "src" / "tongket"
    files = {path for path in package.rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    assert held == {str(path.relative_to(package.parent)) for path in files}


@pytest.mark.parametrize("name", ["LICENSE", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", ".ci/run"])
def test_the_repository_has(name: str) -> None:
    assert (ROOT / name).stat().st_size > 0
