"""Places under their official codes: the examples beside registry/places.py, and what must hold of all lists."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections import Counter
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongket import lexicon
from tongket.grammar import gazetteer as gazetteers
from tongket.identities import identified
from tongket.reading import read_document
from tongket.registry import boundaries, calendars, places, population, units
from tongket.registry.english_names import country_name, english_name
from tongket.registry.home import Home, province_of
from tongket.registry.places import NEW, OLD, Located, Placer
from tongket.registry.slugs import slug
from tongket.sources.plain import from_text

EXAMPLES = tomllib.loads((files("tongket.registry") / "places.examples.toml").read_text(encoding="utf-8"))["example"]
OLD_CODES = sorted(boundaries.today_code(code, OLD) and code for code in boundaries._merged()[0])


def locate(example: dict[str, Any]) -> Located | None:
    gazetteer = gazetteers.load()
    text = example.get("text")
    home = None if text is None else Home(text, example.get("publisher", ""), gazetteer)
    at = None if text is None else len(text)
    return Placer(gazetteer).locate(example["place"], example["day"], None, home, at)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e['place']} {e['day']}")
def test_example(example: dict[str, Any]) -> None:
    located = locate(example)
    if not example["code"]:
        assert located is None
        return
    assert located is not None
    told = (located.code, located.boundary or "", located.path or "")
    assert told == (example["code"], example["boundary"], example["path"])


# ── the lists ────────────────────────────────────────────────────────────────
def test_the_lists_are_whole() -> None:
    assert sum(unit.last for unit in units.districts()) == 696
    assert sum(unit.last for unit in units.communes(OLD)) == 10_035
    assert len(units.communes(NEW)) == 3_321
    assert len({unit.code for unit in units.communes(NEW)}) == 3_321


@pytest.mark.parametrize("listed", ["a", "b", "c"])
def test_a_code_is_one_unit_in_each_list(listed: str) -> None:
    for all_units in (units.districts(), units.communes(OLD)):
        codes = Counter(unit.code for unit in all_units if listed in unit.lists)
        assert max(codes.values()) == 1


def test_every_unit_lies_in_a_province_of_its_division() -> None:
    for unit in (*units.districts(), *units.communes(OLD), *units.communes(NEW)):
        assert places.province_name(province_of(unit), unit.boundary) is not None, unit


def test_former_communes_go_into_communes_of_the_province_that_took_theirs_in() -> None:
    today = units.commune_by_code(NEW)
    for unit in units.communes(OLD):
        assert bool(unit.into) == unit.last
        lies_in = boundaries.today_province(unit.code, OLD)
        assert all(today[code].parent == lies_in for code in unit.into) or not unit.last, unit


def test_paths_are_unique() -> None:
    paths = Counter()
    for unit in (*units.districts(), *units.communes(NEW)):
        if unit.last:
            located = places._located(unit)
            paths[located.boundary, located.path] += 1
    assert max(paths.values()) == 1


# ── the two divisions ────────────────────────────────────────────────────────
def test_today_is_made_of_whole_former_provinces() -> None:
    made = [part for code in lexicon.load("provinces")["since_2025"].values() for part in boundaries.parts(code)]
    assert len(made) == len(set(made)) == 63
    assert all(boundaries.today_code(part, OLD) == code for code, part in _pairs())
    assert boundaries.parts("24") == ("24", "27")
    assert boundaries.parts("99") == ()


def _pairs() -> list[tuple[str, str]]:
    return [(c, part) for c in lexicon.load("provinces")["since_2025"].values() for part in boundaries.parts(c)]


def test_a_district_has_no_place_of_today_but_lies_in_a_province() -> None:
    assert boundaries.today_code("186", OLD) is None
    assert boundaries.today_province("186", OLD) == "20"
    assert boundaries.province_code("13240", OLD) == "34"
    assert boundaries.today_province("13240", OLD) == "33"
    assert boundaries.today_code("VN", None) == "VN"
    assert boundaries.province_code("VN", None) is None


@given(st.dictionaries(st.sampled_from(OLD_CODES), st.decimals(0, 10**9, places=2), max_size=63))
def test_sums_keep_every_value_or_name_what_is_missing(values: dict[str, Decimal]) -> None:
    sums = boundaries.sum_to_today(values)
    assert {part for each in sums.values() for part in each.parts} == set(values)
    for code, each in sums.items():
        assert set(each.parts) | set(each.missing) == set(boundaries.parts(code))
        assert each.complete == (each.value is not None)
        if each.value is not None:
            assert each.value == sum(values[part] for part in each.parts)


def test_a_sum_without_a_part_is_not_given() -> None:
    sums = boundaries.sum_to_today({"24": 5, "01": 7, "186": 1, "nothing": 2})
    assert sums == {
        "01": boundaries.Sum("01", Decimal(7), ("01",)),
        "24": boundaries.Sum("24", None, ("24",), ("27",)),
    }


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (("20", OLD), ("20", NEW), None),
        (("20", OLD), ("20", OLD), None),
        (("24", OLD), ("24", NEW), "Bắc Ninh since 2025-07-01 holds Bắc Giang, Bắc Ninh"),
        (("20", NEW), ("186", OLD), "Lạng Sơn since 2025-07-01 holds more than the place up to 2025-06-30"),
        (
            ("02", OLD),
            ("20", NEW),
            "one is on the division up to 2025-06-30, one on that since 2025-07-01",
        ),
        (("VN", None), ("20", NEW), None),
    ],
)
def test_reasons_against_a_comparison(one: tuple[str, str], other: tuple[str, str], reason: str | None) -> None:
    assert boundaries.incomparable(*one, *other) == reason
    assert boundaries.incomparable(*other, *one) == reason


def test_the_table_of_places() -> None:
    rows = boundaries.table().to_pylist()
    assert len(rows) == 63 + 34 + 696
    saigon = next(row for row in rows if row["code"] == "77")
    assert saigon == {
        "code": "77",
        "boundary": OLD,
        "level": "province",
        "name": "Bà Rịa - Vũng Tàu",
        "name_en": "Ba Ria-Vung Tau",
        "slug": "ba-ria-vung-tau",
        "parent": None,
        "into": "79",
    }
    assert boundaries.table(with_communes=True).num_rows == 63 + 34 + 696 + 10_035 + 3_321


# ── population ───────────────────────────────────────────────────────────────
def test_the_census_adds_up() -> None:
    told = [population.population(code, OLD, 2019) for code in OLD_CODES]
    assert sum(one.persons for one in told if one is not None) == 96_208_984
    today = [population.population(code, NEW, 2019) for code in lexicon.load("provinces")["since_2025"].values()]
    assert sum(one.persons for one in today if one is not None) == 96_208_984


def test_a_population_names_its_table() -> None:
    told = population.population("08", NEW, 2019)
    assert told is not None
    assert (told.persons, told.day, told.note) == (1_639_490, dt.date(2019, 4, 1), "sum of 2 former provinces")
    assert "Census" in told.source
    worked_out = population.population("54", OLD, 2019)
    assert worked_out is not None
    assert worked_out.note == "worked out from the total of its region"


def test_no_year_is_made_up() -> None:
    assert population.years() == (2011, 2019)
    assert population.population("01", OLD, 2015) is None
    assert population.population("99", OLD, 2019) is None
    assert population.population("186", OLD, 2019) is None
    country = population.population("VN", None, 2015)
    assert country is not None
    assert country.persons == 92_228_600


def test_the_nearest_year_is_told() -> None:
    told = population.nearest("01", OLD, 2017)
    assert told is not None
    assert (told.year, told.persons) == (2019, 8_053_663)
    assert population.nearest("99", OLD, 2017) is None


def test_the_table_of_populations() -> None:
    rows = population.table().to_pylist()
    assert len(rows) == 2 * (63 + 34) + 13
    for year, country in ((2019, 96_208_984), (2011, 87_840_000)):
        for division in (OLD, NEW):
            told = [row["persons"] for row in rows if row["year"] == year and row["boundary"] == division]
            assert sum(told) == country


# ── calendars ────────────────────────────────────────────────────────────────
def test_bodies_follow_the_calendar_of_their_sector() -> None:
    assert calendars.calendar_of("Viện Kiểm sát nhân dân tỉnh Vân Hà") == "procuracy"
    assert calendars.calendar_of("Thanh tra tỉnh Vân Hà") == "inspection"
    assert calendars.calendar_of("Kho bạc Nhà nước Vân Hà") == calendars.PLAIN
    assert calendars.year_of("procuracy", 2024) == (dt.date(2023, 12, 1), dt.date(2024, 11, 30))
    assert calendars.year_of("inspection", 2024) == (dt.date(2023, 12, 15), dt.date(2024, 12, 14))
    assert calendars.year_of("inspection", 2019) == (dt.date(2019, 1, 1), dt.date(2019, 12, 31))
    with pytest.raises(KeyError):
        calendars.year_of("no sector", 2024)


def test_every_calendar_has_a_source() -> None:
    from tongket.grammar.calendars import sectors

    assert all(calendars.source(sector.name) for sector in sectors())
    assert calendars.source(calendars.PLAIN) is None
    assert all(table["source"] for table in lexicon.load("calendars")["plain"].values())


def test_years_of_two_calendars_are_not_compared_in_silence() -> None:
    reason = calendars.incomparable("enforcement", calendars.PLAIN, 2024)
    assert reason == "calendar: 2024 is enforcement 2023-10-01 to 2024-09-30 and plain 2024-01-01 to 2024-12-31"
    assert calendars.incomparable("traffic", "traffic", 2024) is None


def test_an_official_paper_of_a_procuracy_follows_its_year() -> None:
    paper = (
        "VIỆN KIỂM SÁT NHÂN DÂN TỈNH VÂN HÀ\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"
        "Số: 12/BC-VKS\nVân Hà, ngày 05 tháng 12 năm 2024\n\nBÁO CÁO\nKết quả công tác năm 2024\n\n"
        "Năm 2024, đơn vị thụ lý kiểm sát 412 vụ án hình sự."
    )
    figures = read_document(from_text(paper, doc="vks", published=dt.date(2024, 12, 5))).figures
    cases = next(figure for figure in figures if figure.quote == "412")
    assert cases.period == (dt.date(2023, 12, 1), dt.date(2024, 11, 30))
    assert cases.period_source == "calendar"


# ── a user's places, and readings ────────────────────────────────────────────
GAZETTEER = """
[[place]]
name = "Vân Hà"
level = "province"
code = "97"
[[place]]
name = "Châu Thành"
level = "district"
code = "971"
parent = "Vân Hà"
[[place]]
name = "Hữu Lũng"
level = "district"
parent = "Vân Hà"
"""


def test_places_of_the_user_come_first(tmp_path: Path) -> None:
    file = tmp_path / "places.toml"
    file.write_text(GAZETTEER, encoding="utf-8")
    placer = Placer(gazetteers.load([file]))
    day = dt.date(2024, 12, 31)
    assert placer.locate("Vân Hà", day) == Located("97", OLD, "Vân Hà", "van-ha", "province", "van-ha")
    district = placer.locate("huyện Châu Thành", day)
    assert district == Located("971", OLD, "Vân Hà", "van-ha", "district", "van-ha/chau-thanh")
    assert placer.locate("huyện Hữu Lũng", day) is None, "the user's own has no code; the official one is another"


def test_figures_get_code_and_boundary() -> None:
    text = "Năm 2024, huyện Hữu Lũng (Lạng Sơn) trồng 1.250 ha rừng."
    (figure,) = read_document(from_text(text, doc="a", published=dt.date(2025, 1, 10))).figures
    assert (figure.place, figure.place_code, figure.boundary) == ("huyện Hữu Lũng", "186", OLD)


def test_a_corrected_place_gets_its_code_the_same_way() -> None:
    from dataclasses import replace

    reading = read_document(
        from_text("Năm 2024, Lạng Sơn trồng 1.250 ha rừng.", doc="a", published=dt.date(2025, 1, 10))
    )
    corrected = replace(reading, figures=(replace(reading.figures[0], place="huyện Hữu Lũng", place_code=None),))
    assert identified(corrected, gazetteers.load()).figures[0].place_code == "186"


@given(st.text(max_size=40), st.dates(), st.text(max_size=80))
def test_any_name_is_located_or_not(name: str, day: dt.date, text: str) -> None:
    gazetteer = gazetteers.load()
    located = Placer(gazetteer).locate(name, day, None, Home(f"{name} {text}", text, gazetteer), 3)
    assert located is None or located.code


@given(st.text(max_size=60))
def test_a_slug_is_plain_and_stays_itself(name: str) -> None:
    made = slug(name)
    assert slug(made) == made
    assert made.isascii() and "--" not in made


def test_every_country_has_an_english_name() -> None:
    table = lexicon.load("countries")
    assert set(table["english"]) == set(table["countries"])
    for code in table["countries"]:
        told = country_name(code)
        assert told is not None
        assert english_name(code, told).isascii() or code == "TR"
    assert (country_name("LA"), english_name("LA", "Lào"), country_name("L")) == ("Lào", "Laos", None)


def test_a_province_keeps_its_marks_in_english_where_no_other_name_is_usual() -> None:
    assert [english_name(code, name) for code, name in (("01", "Hà Nội"), ("20", "Lạng Sơn"))] == ["Hanoi", "Lạng Sơn"]
