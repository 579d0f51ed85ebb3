"""What benchmarks use of the tests' own tools, which lie among the tests: `adding`, `ledgers`, `looking`."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
adding, ledgers, looking = map(import_module, ("adding", "ledgers", "looking"))
