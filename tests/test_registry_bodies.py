"""The registry of bodies: one id for every spelling, and what an id says of itself."""

from __future__ import annotations

import datetime as dt
import json
import tomllib
import unicodedata
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from tongket.cli import app
from tongket.grammar.capitals import is_syllable
from tongket.grammar.gazetteer import load
from tongket.reading import read_document
from tongket.registry.bodies import describe, holder, parse_id, successors
from tongket.registry.body_changes import changes, functions
from tongket.registry.body_ids import resolve
from tongket.registry.body_paths import by_slug
from tongket.registry.body_places import Where
from tongket.registry.body_rows import COLUMNS, rows
from tongket.registry.body_words import kind_of, vocabulary
from tongket.registry.slugs import slug
from tongket.sources.plain import from_text

EXAMPLES = tomllib.loads((files("tongket.registry") / "bodies.examples.toml").read_text(encoding="utf-8"))["example"]
BEFORE = dt.date(2017, 6, 1)
LATE = dt.date(2026, 1, 1)


def cases(wanted: bool) -> list[tuple[str, dict[str, Any]]]:
    return [(name, row) for row in EXAMPLES for name in row["names"] if bool(row["id"]) == wanted]


def told(name: str, row: dict[str, Any]) -> str | None:
    home = Where.at(tuple(row["home"].split("/"))) if "home" in row else Where()
    return resolve(name, home, row.get("day", BEFORE), load())


@pytest.mark.parametrize(("name", "row"), cases(True))
def test_name_gets_its_id(name: str, row: dict[str, Any]) -> None:
    assert told(name, row) == row["id"]


@pytest.mark.parametrize(("name", "row"), cases(False))
def test_name_gets_no_id(name: str, row: dict[str, Any]) -> None:
    assert told(name, row) is None


# ── any spelling of a composed name ──────────────────────────────────────────
def types_and_fields() -> list[tuple[str, str]]:
    """Ministries and departments with their fields in all spellings of the vocabulary."""
    words = vocabulary()
    known = words.types["bo"].fields or frozenset()
    return sorted(
        (type_name, s) for s, f in words.fields_spelled.items() if f.id in known for type_name in ("bộ", "sở")
    )


PROVINCES = sorted(by_slug())
OLD_TONES = {"òa": "oà", "óa": "oá", "ỏa": "oả", "õa": "oã", "ọa": "oạ", "ủy": "uỷ"}


@given(
    st.sampled_from(types_and_fields()),
    st.sampled_from(PROVINCES),
    st.sampled_from(["", "tỉnh ", "Tỉnh "]),
    st.sampled_from([str, str.upper, str.title]),
    st.booleans(),
    st.sampled_from([" ", " - ", "-", " & "]),
)
def test_spelling_makes_no_difference(
    name: tuple[str, str], province: str, level: str, case: Any, late_tones: bool, mark: str
) -> None:
    type_name, field = name
    where = by_slug()[province]
    if type_name == "bộ":
        spelled, wanted = f"Bộ {field}", f"bo-{vocabulary().fields_spelled[field].id}"
    else:
        level = "" if where.municipality or where.slug == "hue" else level
        spelled = f"Sở {field} {level}{where.name}"
        wanted = f"so-{vocabulary().fields_spelled[field].id}/{province}"
    if " " in field and field.replace(" ", "").isalpha() and field in spelled:
        first, rest = field.split(" ", 1)
        if not (is_syllable(first) or is_syllable(rest)):  # "gd đt", two halves of an abbreviation
            spelled = spelled.replace(field, f"{first}{mark}{rest}")
    if late_tones:
        for early, late in OLD_TONES.items():
            spelled = spelled.replace(early, late)
    assert resolve(unicodedata.normalize("NFC", case(spelled)), Where(), LATE, load()) == wanted


# ── an id says what it is ────────────────────────────────────────────────────
def ids() -> list[str]:
    return sorted({row["id"] for row in EXAMPLES if row["id"]})


@pytest.mark.parametrize("body_id", ids())
def test_name_of_an_id_leads_back_to_it(body_id: str) -> None:
    entry = describe(body_id)
    row = next(row for row in EXAMPLES if row["id"] == body_id)
    assert resolve(entry.vi, Where(), row.get("day", BEFORE), load()) == body_id


@given(st.sampled_from(types_and_fields()), st.sampled_from(PROVINCES))
def test_described_department_leads_back(name: tuple[str, str], province: str) -> None:
    entry = describe(f"so-{vocabulary().fields_spelled[name[1]].id}/{province}")
    day = dt.date(2024, 1, 1) if province == "thua-thien-hue" else LATE
    assert resolve(entry.vi, Where(), day, load()) == entry.id
    assert entry.level == "province"
    assert entry.parent == f"uy-ban-nhan-dan/{province}"
    assert entry.en.startswith(f"{by_slug()[province].name} Department of ")


def test_entry() -> None:
    entry = describe("ban-an-toan-giao-thong/lang-son")
    assert entry.vi == "Ban An toàn giao thông tỉnh Lạng Sơn"
    assert entry.en == "Lạng Sơn Traffic Safety Committee"
    assert entry.parent == "uy-ban-nhan-dan/lang-son"
    assert entry.valid == (None, None)


@pytest.mark.parametrize(
    ("body_id", "parent"),
    [
        ("so-y-te/ha-noi", "uy-ban-nhan-dan/ha-noi"),
        ("cong-an/lang-son", "bo-cong-an"),
        ("cong-an/lang-son/huu-lung", "cong-an/lang-son"),
        ("phong-canh-sat-giao-thong/lang-son", "cong-an/lang-son"),
        ("cuc-thue/lang-son", "tong-cuc-thue"),
        ("tong-cuc-thue", "bo-tai-chinh"),
        ("cuc-y-te-du-phong", "bo-y-te"),
        ("thanh-tra/so-y-te/ha-noi", "so-y-te/ha-noi"),
        ("ban-tuyen-giao/ha-noi", "thanh-uy/ha-noi"),
        ("ban-tuyen-giao/lang-son", "tinh-uy/lang-son"),
        ("uy-ban-nhan-dan/lang-son/xa-thien-hoa", "uy-ban-nhan-dan/lang-son"),
        ("uy-ban-nhan-dan/ha-noi/hai-ba-trung/phuong-minh-khai", "uy-ban-nhan-dan/ha-noi/hai-ba-trung"),
        ("chi-cuc-hai-quan-khu-vuc-iii", "cuc-hai-quan"),
    ],
)
def test_parent(body_id: str, parent: str) -> None:
    assert describe(body_id).parent == parent


@pytest.mark.parametrize(
    "body_id", ["so-y-te/atlantis", "nobody", "", "cong-an/lang-son/atlantis", "/", "so-y-te//ha-noi"]
)
def test_no_id(body_id: str) -> None:
    with pytest.raises(KeyError):
        describe(body_id)


@given(st.text())
def test_any_text_is_no_body_or_one(text: str) -> None:
    found = resolve(text, Where("lang-son", "huu-lung"), BEFORE, load())
    assert found is None or describe(found).id == found


def test_users_places(tmp_path: Path) -> None:
    file = tmp_path / "places.toml"
    district = '[[place]]\nname = "An Bình"\nlevel = "district"\nparent = "Tân Giang"\n'
    file.write_text(f'[[place]]\nname = "Tân Giang"\nlevel = "province"\ncode = "99"\n{district}', encoding="utf-8")
    gazetteer = load([file])
    assert resolve("Sở Y tế tỉnh Tân Giang", Where(), BEFORE, gazetteer) == "so-y-te/tan-giang"
    assert describe("so-y-te/tan-giang", gazetteer).vi == "Sở Y tế tỉnh Tân Giang"
    assert resolve("Công an huyện An Bình", Where(), BEFORE, gazetteer) == "cong-an/tan-giang/an-binh"
    assert describe("cong-an/tan-giang/an-binh", gazetteer).parent == "cong-an/tan-giang"
    assert successors("so-y-te/tan-giang", LATE, gazetteer) == ("so-y-te/tan-giang",)


def test_rows_are_of_ids_that_occur() -> None:
    found = list(rows(["so-y-te/ha-noi", None, "so-y-te/ha-noi", "no-longer-an-id", "cong-an/lang-son/huu-lung"]))
    assert [row["body_id"] for row in found] == ["cong-an/lang-son/huu-lung", "so-y-te/ha-noi"]
    assert all(list(row) == list(COLUMNS) for row in found)
    assert (found[0]["province"], found[0]["district"], found[0]["commune"]) == ("Lạng Sơn", "Hữu Lũng", None)


# ── time ─────────────────────────────────────────────────────────────────────
def test_changes_tell_of_known_kinds_and_sources() -> None:
    for change in changes():
        assert change.source
        assert change.ended or change.new
        if change.to_level in (None, change.level):
            assert not set(change.ended) & set(change.to), change
        for kind in (*change.ended, *change.to):
            assert kind_of(kind) is not None, kind


def test_functions_have_one_holder_at_a_time() -> None:
    for function in functions().values():
        for before, after in pairwise(function.held):
            assert before.last is not None
            assert after.first == before.last + dt.timedelta(days=1)
        assert function.held[-1].last is None
        for held in function.held:
            assert held.source
            for kind in (held.by, held.local):
                assert kind is None or kind_of(kind) is not None, kind


def changed_ids() -> list[str]:
    paths = {"central": "", "province": "/nam-dinh", "district": "/lang-son/huu-lung"}
    found = set(ids())
    for change in changes():
        for id in change.ended:
            kind = kind_of(id)
            assert kind is not None
            found.update(f"{id}{paths[level]}" for level in kind.levels if level in paths)
    return sorted(found)


@pytest.mark.parametrize("body_id", changed_ids())
def test_followers_come_after(body_id: str) -> None:
    entry = describe(body_id)
    first, last = entry.valid
    assert first is None or last is None or first <= last
    for heir in entry.successors:
        assert heir.body_id != body_id
        assert heir.source
        if heir.function is None:
            assert last is not None
            assert heir.day > last
            begun, over = describe(heir.body_id).valid
            assert begun is None or begun <= heir.day
            assert over is None or over >= heir.day
    for day in (BEFORE, dt.date(2025, 4, 1), LATE):
        for standing in successors(body_id, day):
            over = describe(standing).valid[1]
            assert over is None or over >= day


def test_successors() -> None:
    assert successors("bo-ke-hoach-va-dau-tu", dt.date(2025, 2, 28)) == ("bo-ke-hoach-va-dau-tu",)
    assert successors("bo-ke-hoach-va-dau-tu", dt.date(2025, 3, 1)) == ("bo-tai-chinh",)
    assert successors("so-ke-hoach-va-dau-tu/nam-dinh", dt.date(2025, 3, 1)) == ("so-tai-chinh/nam-dinh",)
    assert successors("so-ke-hoach-va-dau-tu/nam-dinh", dt.date(2025, 7, 1)) == ("so-tai-chinh/ninh-binh",)
    assert successors("cong-an/lang-son/huu-lung", dt.date(2025, 3, 1)) == ("cong-an/lang-son",)
    assert successors("uy-ban-nhan-dan/lang-son/huu-lung", dt.date(2025, 7, 1)) == ()
    assert successors("thanh-tra/so-y-te/nam-dinh", dt.date(2025, 7, 1)) == ("thanh-tra/ninh-binh",)


def test_zones_have_their_days() -> None:
    assert describe("chi-cuc-thue-khu-vuc-ii").valid == (dt.date(2025, 3, 1), dt.date(2025, 6, 30))
    assert describe("toa-an-nhan-dan-khu-vuc-1/lang-son").valid == (dt.date(2025, 7, 1), None)
    assert describe("toa-an-nhan-dan/lang-son").valid == (None, None)


def test_functions_move_apart_from_names() -> None:
    day, ministry = dt.date(2025, 3, 1), "bo-thong-tin-va-truyen-thong"
    assert successors(ministry, day) == ("bo-khoa-hoc-va-cong-nghe",)
    assert holder("content-takedown-reports", day) == "bo-van-hoa-the-thao-va-du-lich"
    assert holder("network-information-security", day) == "bo-cong-an"
    assert {holder(f, dt.date(2025, 2, 28)) for f in ("content-takedown-reports", "network-information-security")} == {
        ministry
    }
    moved = {heir.function: heir.body_id for heir in describe(ministry).successors}
    assert moved["network-information-security"] == "bo-cong-an"
    assert holder("driver-licences", day, "lang-son") == "cong-an/lang-son"
    assert holder("driver-licences", BEFORE, "lang-son") == "so-giao-thong-van-tai/lang-son"


# ── in a document ────────────────────────────────────────────────────────────
def body_ids(text: str, day: dt.date = BEFORE) -> list[str | None]:
    return [figure.body_id for figure in read_document(from_text(text, doc="x", published=day)).figures]


def test_figures_know_their_body() -> None:
    found = body_ids("Năm 2016, Ban ATGT tỉnh Lạng Sơn ghi nhận 112 vụ tai nạn giao thông.")
    assert found == ["ban-an-toan-giao-thong/lang-son"]


def test_short_name_is_the_only_one_of_its_type() -> None:
    from tongket.registry.home import Home
    from tongket.registry.namer import Namer, Told
    from tongket.registry.places import Placer

    def namer(names: list[str]) -> Namer:
        return Namer(load(), Told(names, ()), Home("", "", load()), Placer(load()))

    assert namer(["Bộ", "Bộ Y tế"]).id_of("Bộ", None, BEFORE) == "bo-y-te"
    assert namer(["Bộ", "Bộ Y tế", "Bộ Nội vụ"]).id_of("Bộ", None, BEFORE) is None
    assert namer(["Bộ"]).id_of("Bộ", None, BEFORE) is None
    assert namer(["Sở Y tế Lạng Sơn"]).id_of("Công an tỉnh", None, BEFORE) == "cong-an/lang-son"
    assert namer(["Sở Y tế Lạng Sơn"]).id_of("Công an tỉnh", "Cao Bằng", BEFORE) == "cong-an/cao-bang"
    assert namer([]).id_of(None, "Cao Bằng", BEFORE) is None


def test_ids_are_ascii_and_parse() -> None:
    for body_id in ids():
        kinds, path = parse_id(body_id)
        assert body_id.isascii()
        assert "/".join((*kinds, *path)) == body_id
        assert all(slug(part) == part for part in (*kinds, *path))


# ── from the command line ────────────────────────────────────────────────────
def test_bodies_command() -> None:
    runner = CliRunner()
    shown = runner.invoke(app, ["bodies", "Sở KH&ĐT", "--place", "Nam Định", "--day", "2025-12-01"])
    assert shown.exit_code == 0
    assert "so-ke-hoach-va-dau-tu/nam-dinh" in shown.stdout
    assert "so-tai-chinh/ninh-binh" in shown.stdout
    row = json.loads(runner.invoke(app, ["bodies", "bo-y-te", "--format", "json"]).stdout)
    assert (row["name_en"], row["stands_for_it"]) == ("Ministry of Health", ["bo-y-te"])
    assert "driver-licences" in runner.invoke(app, ["bodies", "--day", "2025-03-01"]).stdout


@pytest.mark.parametrize("name", ["Công an tỉnh", "Công ty Sông Hiền", ""])
def test_bodies_command_tells_what_it_does_not_know(name: str) -> None:
    told = CliRunner().invoke(app, ["bodies", name])
    assert told.exit_code == 1
    assert told.output.startswith("tongket: ") and told.output.count("\n") == 1
