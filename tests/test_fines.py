"""The rule "fines": the tariffs as data, and which sums lie outside what the law foresees."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from importlib.resources import files
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongket.checks import fines, tariffs
from tongket.checks.tariffs import ANY, LawError, Tariff
from tongket.reading import read_document
from tongket.records import Figure
from tongket.sources.plain import from_text

SHARED = Path(__file__).parents[1].parent / "shared"
EXAMPLES = tomllib.loads((files(tariffs.__package__) / "fines.examples.toml").read_text(encoding="utf-8"))["example"]
LAW = tariffs.load()
TARIFFS = [each for listed in LAW.tariffs.values() for each in listed]


# ── the data ─────────────────────────────────────────────────────────────────
def test_enough_provisions_were_seen_in_the_law() -> None:
    provisions = {(t.decree, t.article, t.clause, t.point, t.act) for t in TARIFFS if t.verified}
    assert len(provisions) >= 60


@pytest.mark.parametrize("tariff", TARIFFS, ids=lambda t: f"{t.decree}-{t.article}-{t.clause}-{t.point}-{t.subject}")
def test_tariff_holds_together(tariff: Tariff) -> None:
    assert tariff.source
    assert 0 < tariff.least <= tariff.most
    assert tariff.end is None or tariff.start < tariff.end
    assert tariff.seen or not tariff.verified
    assert tariff.article or not tariff.verified
    assert tariff.verified or not (tariff.lowest or tariff.highest)


def test_no_two_decrees_set_the_same_act_at_one_time() -> None:
    """A decree takes over from another on a day; only limits of the law itself stand beside a decree's amounts."""
    by_act: dict[tuple[str, str], list[Tariff]] = defaultdict(list)
    for tariff in TARIFFS:
        by_act[tariff.act, tariff.subject].append(tariff)
    for listed in by_act.values():
        for one, other in combinations(listed, 2):
            if one.decree != other.decree:
                assert not one.in_force(other.start, other.end or dt.date.max)


def test_one_provision_has_one_amount_at_a_time() -> None:
    by_provision: dict[tuple[object, ...], list[Tariff]] = defaultdict(list)
    for t in TARIFFS:
        by_provision[t.decree, t.article, t.clause, t.point, t.act, t.subject, t.en].append(t)
    for listed in by_provision.values():
        for one, other in combinations(listed, 2):
            assert not one.in_force(other.start, other.end or dt.date.max)


def test_the_lowest_and_highest_are_what_they_are_called() -> None:
    for tariff in TARIFFS:
        beside = [
            t
            for t in LAW.tariffs[tariff.act]
            if t.decree == tariff.decree and t.in_force(tariff.start, tariff.end or dt.date.max)
        ]
        if tariff.lowest:
            assert tariff.least == min(t.least for t in beside)
        if tariff.highest:
            assert tariff.most == max(t.most for t in beside)


def test_acts_are_told_apart_by_words_or_indicators() -> None:
    ids = [act.id for act in LAW.acts]
    assert len(ids) == len(set(ids))
    assert ANY not in ids
    assert {ANY, *ids} >= LAW.city.acts | LAW.minors.acts


def law_with(**changes: object) -> dict[str, dict[str, Any]]:
    entry: dict[str, object] = {
        "decree": "1/2000/NĐ-CP",
        "article": 5,
        "act": "posts",
        "what": {"vi": "đăng tin", "en": "posts"},
        "subject": "person",
        "least": 100,
        "most": 200,
        "verified": True,
        "seen": ["Công báo"],
    }
    decree = {"from": dt.date(2000, 1, 1), "source": "Nghị định số 1/2000/NĐ-CP"}
    words = tomllib.loads((files("tongket.lexicon") / "law" / "acts.toml").read_text(encoding="utf-8"))
    return {"acts.toml": words, "x.toml": {"decrees": {"1/2000/NĐ-CP": decree}, "tariff": [{**entry, **changes}]}}


@pytest.mark.parametrize(
    ("changes", "cause"),
    [
        ({"least": 300}, "from 300 to 200"),
        ({"least": 0}, "from 0 to 200"),
        ({"to": dt.date(1999, 1, 1)}, "in force from 2000-01-01 to 1999-01-01"),
        ({"decree": "2/2000/NĐ-CP"}, "decree '2/2000/NĐ-CP' is not described in this file"),
        ({"act": "flying"}, "no act 'flying' in acts.toml"),
        ({"seen": []}, "verified, but not said where it was seen"),
    ],
)
def test_a_fault_in_the_data_is_named(changes: dict[str, object], cause: str) -> None:
    with pytest.raises(LawError) as error:
        tariffs.built(law_with(**changes))
    assert str(error.value) == f"x.toml: tariff 1: {cause}"


def test_the_other_kind_of_subject_pays_twice_or_half() -> None:
    twice = tariffs.built(law_with(doubled=True, lowest=True, highest=True)).tariffs["posts"]
    assert [(t.subject, t.least, t.most, t.lowest, t.highest) for t in twice] == [
        ("person", 100, 200, True, False),
        ("organisation", 200, 400, False, True),
    ]
    half = tariffs.built(law_with(subject="organisation", halved=True, lowest=True, highest=True)).tariffs["posts"]
    assert [(t.subject, t.least, t.most, t.lowest, t.highest) for t in half] == [
        ("organisation", 100, 200, False, True),
        ("person", 50, 100, True, False),
    ]


# ── reports ──────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["text"][:60])
def test_example(example: dict[str, Any]) -> None:
    text, published = example["text"], example["published"]
    reading = read_document(from_text(text, doc="d", published=published))
    told = [flag.arithmetic for flag in reading.flags if flag.rule == "fines"]
    assert told == ([example["flag"]] if "flag" in example else [])
    explained = [fines.explain(reading.figures, i, text, published) for i in range(len(reading.figures))]
    if "explained" in example:
        assert [each for each in explained if each] == [each for each in (example["explained"],) if each]


@pytest.mark.parametrize("name", ["soc-trang-2022", "nghe-an-2024"])
@pytest.mark.skipif(not SHARED.exists(), reason="the shared seeds are not here")
def test_seeds_have_no_fine_flag(name: str) -> None:
    text = (SHARED / "corpus" / "seeds" / f"{name}.txt").read_text(encoding="utf-8")
    reading = read_document(from_text(text, doc=name, published=dt.date(int(name[-4:]), 3, 18)))
    assert [flag for flag in reading.flags if flag.rule == "fines"] == []


# ── properties ───────────────────────────────────────────────────────────────
YEAR_2023 = (dt.date(2023, 1, 1), dt.date(2023, 12, 31))


def report(act: str, cases: int, total: int) -> list[Figure]:
    """'xử phạt N trường hợp …, số tiền M đồng', as read; numbers printed in full."""
    count = Figure(
        start=0,
        end=1,
        quote=str(cases),
        value=Decimal(cases),
        high=None,
        bound="exact",
        unit="count",
        counted=f"trường hợp {act}",
        act="xử phạt",
        kind="level",
        direction=None,
        status="reported",
        of=None,
        part_of=None,
        period=YEAR_2023,
        body=None,
        place=None,
        sentence=(0, 10),
    )
    money = replace(count, start=5, end=6, quote=str(total), value=Decimal(total), unit="VND", counted="số tiền")
    return [count, replace(money, covers=(0,))]


ACTS = {
    "đăng tin sai sự thật": "posts",
    "không đội mũ bảo hiểm": "helmets",
    "đánh bạc": "gambling",
    "vi phạm nồng độ cồn": "alcohol",
    "vượt đèn đỏ": "red-light",
    "không thắt dây an toàn": "seat-belts",
}


def envelope(act: str) -> tuple[int, int]:
    listed = [t for t in LAW.tariffs[ACTS[act]] if t.in_force(*YEAR_2023)]
    return int(min(t.least for t in listed)), int(max(t.most for t in listed))


@given(st.sampled_from(sorted(ACTS)), st.integers(1, 5000), st.data())
def test_an_average_inside_the_envelope_is_never_flagged(act: str, cases: int, data: st.DataObject) -> None:
    low, high = envelope(act)
    total = data.draw(st.integers(low * cases, high * cases))
    assert list(fines.check(report(act, cases, total))) == []


@given(st.sampled_from(["không đội mũ bảo hiểm", "không thắt dây an toàn"]), st.integers(1, 5000), st.data())
def test_a_wrong_scale_is_flagged_where_the_envelope_is_narrow(act: str, cases: int, data: st.DataObject) -> None:
    """Ten times too large or too small: outside, since the least and the most are less than that apart."""
    low, high = envelope(act)
    right = data.draw(st.integers(low * cases, high * cases))
    for wrong in (right * 10, right // 10):
        assert [flag.figures for flag in fines.check(report(act, cases, wrong))] == [(1, 0)]


@given(st.sampled_from(["đánh bạc", "đăng tin sai sự thật"]), st.integers(1, 5000), st.data())
def test_what_was_seen_in_secondary_texts_only_raises_no_flag(act: str, cases: int, data: st.DataObject) -> None:
    """Between what holds for every field, however far outside the provision's own amounts."""
    assert not any(t.verified for t in LAW.tariffs[ACTS[act]] if t.in_force(*YEAR_2023))
    total = data.draw(st.integers(50_000 * cases, 4 * 10**9 * cases))
    figures = report(act, cases, total)
    assert list(fines.check(figures)) == []
    assert fines.explain(figures, 1) is None


@given(st.sampled_from(sorted(ACTS)), st.integers(1, 5000), st.integers(1, 10**12))
def test_a_sum_without_its_cases_says_nothing(act: str, cases: int, total: int) -> None:
    count, money = report(act, cases, total)
    assert list(fines.check([count, replace(money, covers=())])) == []
    found = replace(count, act="phát hiện")
    assert list(fines.check([found, money])) == []


def test_in_the_largest_cities_amounts_may_be_doubled() -> None:
    count, money = report("không đội mũ bảo hiểm", 100, 150_000_000)
    assert len(list(fines.check([count, money]))) == 1
    assert list(fines.check([count, replace(money, place_code="01")])) == []


def test_a_change_of_law_within_the_period_joins_both_envelopes() -> None:
    count, money = report("không đội mũ bảo hiểm", 100, 15_000_000)
    assert len(list(fines.check([count, money]))) == 1
    both = (dt.date(2021, 7, 1), dt.date(2022, 6, 30))
    assert list(fines.check([replace(count, period=both), replace(money, period=both)])) == []
