"""The kind of report: the examples beside the code, and the marked documents."""

from __future__ import annotations

import json
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongket import grammar, privacy
from tongket.privacy import accounts
from tongket.privacy.genre import genre
from tongket.records import Document
from tongket.text import Text

EXAMPLES = tomllib.loads((files("tongket.privacy") / "genre.examples.toml").read_text(encoding="utf-8"))["example"]
GOLD = Path(__file__).parents[1].parent / "shared" / "gold" / "private"
AUDITS = Path(__file__).parents[1] / "practice" / "audits"


def kind(raw: str) -> str:
    text = Text(raw)
    mentions = grammar.find_all(text)
    return genre(Document("made", raw, ()), text, mentions, privacy.find(text, mentions))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e["text"][:40])
def test_example(example: dict[str, Any]) -> None:
    assert kind(example["text"]) == example["genre"]


def test_empty_text_is_other() -> None:
    assert kind("") == "other"


def test_marked_documents() -> None:
    if not GOLD.is_dir():
        pytest.skip("../shared/gold/private is not here")
    paths = sorted(GOLD.glob("*.json"))
    right = 0
    for path in paths:
        raw = (GOLD / "texts" / f"{path.stem}.txt").read_text(encoding="utf-8")
        right += kind(raw) == json.loads(path.read_text(encoding="utf-8"))["genre"]
    assert right / len(paths) >= 0.95


# ── accounts of public bodies' work ──────────────────────────────────────────
def words_shown(raw: str) -> set[str]:
    """The words among the signs of a text."""
    text = Text(raw)
    signs = accounts.signs(text, raw.find("\n"), grammar.find_all(text), [], 2.0)
    return {sign.partition("=")[2] for sign in signs if sign.startswith(accounts.SPELLED)}


def test_names_are_no_signs() -> None:
    shown = words_shown("Sở Y tế Vân Hà khám cho 1.200 người\nÔng Trần Văn Khởi cho biết, xã Hòa Tiến đã khám xong.")
    assert {"khám", "người", "đã khám", "cho biết"} <= shown
    assert not shown & {"vân", "hà", "trần", "văn", "khởi", "hòa", "tiến", "hòa tiến", "văn khởi"}


def test_words_behind_the_lead_are_no_signs() -> None:
    filling = "Chiều qua, huyện mở bể bơi. " * 40
    assert "quyên" not in words_shown(f"Mở bể bơi\n{filling}Các hộ quyên góp.")
    assert "quyên" in words_shown(f"Mở bể bơi\nCác hộ quyên góp. {filling}")


def test_who_tells_is_a_sign() -> None:
    def who(name: str) -> set[str]:
        text = Text(f"Kết quả quý I\n{name} cho biết thu 12 tỷ đồng.")
        return set(accounts.signs(text, 13, grammar.find_all(text), [], 2.0))

    assert "public.lead=1" in who("Sở Tài chính tỉnh Lạng Sơn")
    assert "company.lead=1" in who("Công ty cổ phần Thép Sóng Xanh")
    assert "foreign.lead=1" in who("Bộ Tài chính Nhật Bản")
    assert "public.lead=1" not in who("Bộ Tài chính Nhật Bản")


@given(st.text(alphabet="aâáđ AÂĐ\n.,%12tháng", max_size=400), st.floats(0, 12))
def test_any_text_has_signs(raw: str, points: float) -> None:
    text = Text(raw)
    signs = accounts.signs(text, max(text.raw.find("\n"), 0), grammar.find_all(text), [], points)
    assert signs[0] == "always" and len(signs) == len(set(signs))


def test_weights_are_whole_numbers_in_order() -> None:
    table = json.loads((files("tongket.weights") / "account.json").read_text(encoding="utf-8"))
    assert list(table) == sorted(table)
    assert all(isinstance(weight, int) and weight for weight in table.values())


def test_nothing_is_learnt_from_what_is_measured() -> None:
    rounds: list[tuple[bool, set[str]]] = []
    for line in (AUDITS / "accounts.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if "seed" in row:
            rounds.append((row["learnt"], set()))
        else:
            rounds[-1][1].add(row["doc"])
    learnt = set().union(*(docs for used, docs in rounds if used))
    measured = set().union(*(docs for used, docs in rounds if not used))
    for name in ("held.txt", "final.txt", "private/held.txt", "reviews/held.txt"):
        measured |= set((AUDITS.parent / name).read_text(encoding="utf-8").split())
    assert len(learnt) > 1000 and len(measured) > 100
    assert not learnt & measured
