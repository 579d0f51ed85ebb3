"""Places: the examples beside the grammar, the two divisions, and what holds for any text."""

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongket.grammar import gazetteer, places
from tongket.text import Text

SOURCE = Path(places.__file__)
EXAMPLES = tomllib.loads(SOURCE.with_name("places.examples.toml").read_text(encoding="utf-8"))["example"]
WORDS = [
    "tỉnh",
    "Hà Nội",
    "huyện",
    "Bình",
    "An",
    "quận",
    "7",
    ",",
    "các",
    "và",
    "xã",
    "TP.",
    "cũ",
    "Mỹ",
    "\n",
    "P5",
    "1/2",
]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e["text"][:40])
def test_example(example: dict[str, Any]) -> None:
    found = places.find(Text(example["text"]))
    assert [[p.value or "", p.level] for p in found] == example["places"]
    assert [p.value for p in found if p.former] == example.get("former", [])


@given(st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join) | st.text(max_size=80))
def test_spans_are_of_the_text_in_order_and_apart(raw: str) -> None:
    last = 0
    for place in places.find(Text(raw)):
        assert last <= place.start < place.end <= len(raw)
        assert raw[place.start : place.end] == place.text
        last = place.end


def test_63_provinces_became_34() -> None:
    known = gazetteer.load()
    old = {e.code for e in known.entries if e.level == "province"}
    assert len(old) == 63
    assert len(known.codes_2025) == 34
    names = {e.name for e in known.entries if e.level == "province"} - {"Sài Gòn", "Huế"}
    assert len(names) == 63
    assert {known.successor(name) for name in names} == set(known.codes_2025)


@pytest.mark.parametrize(
    ("name", "day", "code"),
    [
        ("Quảng Bình", dt.date(2025, 6, 30), "44"),
        ("Quảng Bình", dt.date(2025, 7, 1), None),
        ("Quảng Trị", dt.date(2025, 6, 30), "45"),
        ("Quảng Trị", dt.date(2025, 7, 1), "44"),
        ("Lào Cai", None, "10"),
        ("Lào Cai", dt.date(2026, 1, 1), "15"),
        ("TPHCM", dt.date(2026, 1, 1), "79"),
        ("Nhật Bản", dt.date(2026, 1, 1), "JP"),
        ("Không Đâu", None, None),
    ],
)
def test_code_depends_on_the_division(name: str, day: dt.date | None, code: str | None) -> None:
    assert gazetteer.load().code(name, day) == code


def test_users_places_are_found_and_come_first(tmp_path: Path) -> None:
    file = tmp_path / "places.toml"
    file.write_text(
        '[[place]]\nname = "Tân Giang"\nlevel = "province"\ncode = "99"\nnames = ["T.Giang"]\n'
        '[[place]]\nname = "Huế"\nlevel = "other"\n',
        encoding="utf-8",
    )
    found = places.find(Text("Ở Tân Giang, T.Giang và Huế."), gazetteer.load([file]))
    assert [(p.value, p.level, p.code) for p in found] == [
        ("Tân Giang", "province", "99"),
        ("Tân Giang", "province", "99"),
        ("Huế", "other", None),
    ]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ('[[place]]\nlevel = "province"\n', "without a name"),
        ('[[place]]\nname = "A"\nlevel = "town"\n', "level is 'town'"),
        ('[[place]]\nname = "A"\nlevel = "other"\nnames = "B"\n', "names is not a list"),
        ('[[place]]\nname = "A"\nlevel = "other"\nkode = "1"\n', "unknown key 'kode'"),
        ('place = "A"\n', "[[place]]"),
        ("[[place]\n", "places.toml"),
    ],
)
def test_faulty_gazetteer_is_told_in_one_line(tmp_path: Path, content: str, fault: str) -> None:
    file = tmp_path / "places.toml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(gazetteer.GazetteerError) as error:
        gazetteer.load([file])
    assert fault in str(error.value)
    assert str(file) in str(error.value)
    assert "\n" not in str(error.value)
