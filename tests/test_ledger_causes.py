"""What the ledger refuses at the desk is told in both languages, by the code of the error."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

import tongket
from decided import ledger
from handing_in import token
from tongket import lexicon
from tongket.ledger.checkers import own_checker
from tongket.ledger.errors import FieldError, LedgerError
from tongket.ledger.fields import FIELDS, checked
from tongket.web.app import create_app
from tongket.web.refusing import told_in
from tongket.web.settings import Settings

FOLDER = Path(tongket.__file__).parent
MET = [
    *(
        FOLDER / "ledger" / f"{name}.py"
        for name in ("verdicts", "fields", "written", "looked_at", "missed", "checkers")
    ),
    *(FOLDER / "ledger" / f"{name}.py" for name in ("mine", "desk")),
    FOLDER / "ledger" / "flags" / "decisions.py",
    *sorted((FOLDER / "web" / "deciding").glob("*.py")),
]
"""Where what a checker at the desk asks for is refused."""
RAISED = ("FieldError", "LedgerError", "HomelessError")


def raised() -> Iterator[tuple[str, list[str], set[str]]]:
    """Where; the codes that an error may be raised with; what it is about."""
    for path in MET:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RAISED:
                codes = [each.value for each in ast.walk(node.args[1]) if isinstance(each, ast.Constant)] \
                    if len(node.args) > 1 else []  # fmt: skip
                told = {each.arg for each in node.keywords if each.arg}
                yield f"{path.name}:{node.lineno}", [str(code) for code in codes], told


@pytest.mark.parametrize(("where", "codes", "about"), list(raised()))
def test_every_error_has_words_in_both_languages(where: str, codes: list[str], about: set[str]) -> None:
    words = lexicon.load("web/desk")["ledger"]
    assert codes, f"{where}: an error without a code"
    for code in codes:
        vietnamese, english = words[code]
        assert vietnamese != english
        for each in (vietnamese, english):
            assert {name for _, name, _, _ in string.Formatter().parse(each) if name} <= about, (where, code)


def test_no_words_are_left_over() -> None:
    assert {code for _, codes, _ in raised() for code in codes} | {"no_folder"} == set(
        lexicon.load("web/desk")["ledger"]
    )


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("period_end", "9999-12-31", "Không báo cáo nào nói về năm 9999."),
        ("period_end", "hôm qua", "Cần một ngày như 2024-06-30."),
        ("value", "1.234", "“1.234” có thể hiểu hai cách; hãy viết 1234 hoặc 1.2340."),
        ("unit", "{x}", "“{x}” không phải mã đơn vị (count, VND, %, ha, VND/l…)."),
    ],
)
def test_a_value_is_told_why_it_is_not_taken(name: str, value: str, words: str) -> None:
    with pytest.raises(FieldError) as refused:
        checked(FIELDS[name], value)
    told = told_in("vi", refused.value.of(name))
    assert (told.words, told.language) == (words, "vi")


def test_what_has_no_words_stays_english() -> None:
    told = told_in("vi", LedgerError("something new"))
    assert (told.words, told.language) == ("something new", "en")


def test_pages_tell_it_in_the_language_of_who_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, document, _ = ledger(tmp_path)
    own_checker(store)
    with TestClient(create_app(Settings(store.folder)), base_url="http://localhost") as desk:
        brought = token(desk.get("/add").text)
        for language, words in (("vi", "Không được để trống."), ("en", "It can&#39;t be empty.")):
            form = {"csrf": brought, "decision": "add", "start": "0", "end": "3", "quote": "Côn", "f.unit": "count"}
            answer = desk.post(f"/d/{document}/decisions?lang={language}", data=form | {"f.value": ""},
                               headers={"Sec-Fetch-Site": "same-origin"})  # fmt: skip
            assert answer.status_code == 400 and words in answer.text
        for language, words in (("vi", "không có ở chỗ nào"), ("en", "is nowhere in the text")):
            answer = desk.get(f"/d/{document}/check/add?quote=777&lang={language}")
            assert answer.status_code == 400 and words in answer.text
        monkeypatch.setenv("TONGKET_CHECKER", "k000000000000")
        for language, words in (("vi", "không nêu mã nào"), ("en", "names no id")):
            answer = desk.get(f"/d/{document}/check?lang={language}")
            assert answer.status_code == 409 and words in answer.text and "Tongket" in answer.text
