"""Compiles the reading to C where that is asked for (`make fast`); all else is told in pyproject.toml.

TONGKET_COMPILE=1 needs mypy (its mypyc), a C compiler and Python's headers, and takes minutes. Without it Tongket is
installed as it is written, which reads the same, slower.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

ROOMS = ("checks", "choosing", "grammar", "privacy", "reading", "registry")
"""Folders whose modules are compiled, `__init__.py` aside."""
MODULES = (
    *("finder", "identities", "memo", "patterns", "records", "text", "output/jsonl", "output/numbers"),
    *(f"indicators/{name}" for name in ("beside", "catalogue", "match", "neighbours", "phrases", "ranks", "scenes")),
    *(f"indicators/{name}" for name in ("told", "unworded")),
    *(f"sources/{name}" for name in ("dates", "furniture", "header", "language", "legibility", "lines", "plain")),
    *(f"sources/{name}" for name in ("structure", "syllables", "titles")),
    *(f"sources/html_{name}" for name in ("blocks", "lines", "main", "meta")),
)
PACKAGE = Path("src/tongket")


class Build(build_ext):
    """Calls the compiler for several files at once."""

    def build_extension(self, ext: Extension) -> None:
        one = self.compiler.compile
        with ThreadPoolExecutor(os.cpu_count()) as pool:

            def compile(sources: list[str], **how: object) -> list[str]:
                return [name for names in pool.map(lambda source: one([source], **how), sources) for name in names]

            self.compiler.compile = compile
            try:
                super().build_extension(ext)
            finally:
                self.compiler.compile = one


def extensions() -> list[Extension]:
    """One library with all modules to be compiled, and the small modules that lead to it."""
    from mypyc.build import mypycify

    files = [path for room in ROOMS for path in sorted((PACKAGE / room).glob("*.py")) if path.name != "__init__.py"]
    files += [PACKAGE / f"{name}.py" for name in MODULES]
    found = mypycify(list(map(str, files)), opt_level="2", debug_level="0", multi_file=True)
    for extension in found:  # calls within the library go straight, those to Python's through no stub
        extension.extra_compile_args = [*extension.extra_compile_args, "-fvisibility=hidden", "-fno-plt"]
    return found


if os.environ.get("TONGKET_COMPILE") == "1":
    setup(ext_modules=extensions(), cmdclass={"build_ext": Build})
else:
    setup()
