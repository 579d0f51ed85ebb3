"""Write constraints.txt: the versions installed here of all that the project and its `dev` extra need, nothing else.

usage: python bench/constrain.py        (in the environment whose versions are to be pinned)
"""

from __future__ import annotations

import tomllib
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]


def closure(wanted: list[str]) -> dict[str, str]:
    """Canonical name → installed version, of `wanted` and of everything that these need in this environment."""
    found: dict[str, str] = {}
    queue = [(Requirement(line), "") for line in wanted]
    while queue:
        requirement, extra = queue.pop()
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        name = canonicalize_name(requirement.name)
        if name in found or name == "pip":  # pip installs the others: the one at hand does
            continue
        installed = distribution(name)
        found[name] = installed.version
        queue += [(Requirement(line), "") for line in installed.requires or []]
    return found


def main() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    versions = closure(project["dependencies"] + project["optional-dependencies"]["dev"])
    lines = [f"{name}=={version}\n" for name, version in sorted(versions.items())]
    (ROOT / "constraints.txt").write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
