"""The catalogue of indicators: every entry's examples, what holds for any text, and each fault of a file."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from own_entries import catalogue, entry, sector, told
from tongket.indicators.catalogue import Catalogue, CatalogueError, Indicator, load
from tongket.indicators.match import Matcher
from tongket.indicators.phrases import Phrases, words
from tongket.indicators.proof import failures
from tongket.indicators.scenes import scene_of
from tongket.reading import read_document
from tongket.records import Reading
from tongket.sources.plain import from_text

SPECIMENS = sorted((Path(__file__).parents[1] / "specimens").glob("*.txt"))
_ENGLISH = re.compile(r"\b(the|of|and|to|by|with|for|became|ended|new)\b")
_VIETNAMESE = re.compile(r"(?![^“]*”)(?<![\w/])[A-ZĐa-zđ]*[à-ỹÀ-Ỹ]+[a-zđ]*(?![\w-])|\b(Quy|Luật|Nghị|Thông)\b")
"""Words of a language in a text of the other; quoted ones and the signs of papers (NĐ-CP) may stand in both."""
OURS = {path.name: path for path in Path(__file__).parents[1].glob("src/tongket/indicators/catalogue/*.toml")}

FISH = """
sector = "ponds"
name = { vi = "Ao", en = "Ponds" }

[[indicator]]
id = "ponds"
name = { vi = "Số ao", en = "Ponds" }
unit = "count"
kind = "stock"
counted = ["ao cá"]
examples = ["Xã Đông Linh có [31] ao cá."]
"""


# ── the entries ──────────────────────────────────────────────────────────────
@pytest.mark.parametrize("each", list(load()), ids=lambda each: each.id)
def test_an_entry_does_what_its_examples_say(each: Indicator) -> None:
    assert list(failures([each], load())) == []


def test_the_catalogue_is_as_large_as_it_says() -> None:
    assert len(load()) >= 200
    assert len(load().sectors) >= 20
    assert all(load().of_sector(name) for name in load().sectors), "a sector without entries"


def test_a_wrong_example_is_told() -> None:
    wrong = FISH.replace("[31] ao cá", "[31] con gà và 4 ao cá")
    found = list(failures(catalogue(wrong), catalogue(wrong)))
    assert len(found) == 2
    assert "31" in found[0] and "is none" in found[0]
    assert "4" in found[1] and "is it too" in found[1]


# ── what holds for any text ──────────────────────────────────────────────────
@pytest.fixture(scope="module")
def readings() -> list[Reading]:
    texts = (path.read_text(encoding="utf-8", errors="replace") for path in SPECIMENS if "-tcvn3" not in path.stem)
    return [read_document(from_text(text, doc="d")) for text in texts]


def test_the_order_of_entries_and_files_makes_no_difference(readings: list[Reading]) -> None:
    texts = [path.read_text(encoding="utf-8") for path in OURS.values()]
    chance = random.Random(5)
    matchers = []
    for _ in range(2):
        chance.shuffle(texts)
        matchers.append(Matcher(Catalogue(load().sectors.values(), shuffled(catalogue(*texts), chance))))
    found = 0
    for reading in readings:
        scene = scene_of(reading.document)
        expected = [figure.indicator for figure in reading.figures]
        assert [matcher.indicators(reading.figures, scene) for matcher in matchers] == [expected, expected]
        found += sum(each is not None for each in expected)
    assert found > 50


def shuffled(of: Catalogue, chance: random.Random) -> list[Indicator]:
    entries = list(of)
    chance.shuffle(entries)
    return entries


SYLLABLES = st.sampled_from(
    ["vụ", "hòa", "thủy", "tỷ", "lệ", "Quý", "khỏe", "tai", "nạn", "cháy", "đường", "kỹ", "VND", "10"]
)
OTHERWISE = {"hòa": "hoà", "thủy": "thuỷ", "khỏe": "khoẻ", "tỷ": "tỉ", "kỹ": "kĩ"}


@given(st.lists(SYLLABLES, min_size=1, max_size=6), st.sampled_from([" ", "  ", "\u00a0", ", ", " – ", "\n"]))
def test_case_tone_and_signs_make_no_difference(syllables: list[str], between: str) -> None:
    plain = words(" ".join(syllables))
    assert len(plain) == len(syllables)
    assert words(between.join(OTHERWISE.get(each, each).upper() for each in syllables)) == plain


@given(
    st.lists(st.lists(st.sampled_from("abc"), min_size=1, max_size=3), min_size=1), st.lists(st.sampled_from("abcd"))
)
def test_phrases_are_found_where_they_stand(phrases: list[list[str]], text: list[str]) -> None:
    known = {tuple(phrase) for phrase in phrases}
    expected = {
        (start, length)
        for start in range(len(text))
        for length in range(1, 4)
        if tuple(text[start : start + length]) in known and start + length <= len(text)
    }
    index = Phrases({phrase: phrase for phrase in known})
    found = {(start, length) for start in range(len(text)) for length, _ in index.at(text, start)}
    assert found == expected
    assert len(index.inside(text)) == len(expected)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_longer_phrase_wins_in_any_order(data: st.DataObject) -> None:
    entries = [
        entry("fires", counted=["vụ cháy"]),
        entry("forest-fires", counted=["vụ cháy rừng"]),
        entry("things", counted=["vụ"]),
    ]
    order = data.draw(st.permutations(entries))
    made = catalogue(*(sector(each, name=f"s{number}") for number, each in enumerate(order)))
    assert told("Xã xảy ra 12 vụ cháy rừng, 5 vụ cháy nhà và 2 vụ trộm.", made) == [
        ("12", "forest-fires"),
        ("5", "fires"),
        ("2", "things"),
    ]


# ── the conditions ───────────────────────────────────────────────────────────
def test_of_two_that_fit_equally_well_none_is_told() -> None:
    made = catalogue(sector(entry("one", counted=["ao cá"]), entry("other", counted=["ao cá"])))
    assert told("Xã có 31 ao cá.", made) == [("31", None)]


def test_words_around_are_looked_for_near_first() -> None:
    made = catalogue(
        sector(
            entry("fire-deaths", counted=["người chết"], context=["vụ cháy"]),
            entry("flood-deaths", counted=["người chết"], context=["mưa lũ"]),
        )
    )
    text = "Tình hình mưa lũ\n\nMưa lũ làm 3 người chết. Một vụ cháy ở chợ làm 2 người chết. Tổng cộng có 5 người chết."
    assert told(text, made) == [("3", "flood-deaths"), ("2", "fire-deaths"), ("5", None)]


def test_a_subject_before_the_number_tells_series_apart() -> None:
    made = catalogue(
        sector(
            entry("east", counted=["điểm", "sàn"], before=["sàn Đông"]),
            entry("west", counted=["điểm", "sàn"], before=["sàn Tây"]),
        )
    )
    text = "Ở sàn Đông có 3 mã tăng với 12 điểm, còn ở sàn Tây có 47 điểm."
    assert told(text, made) == [("3", None), ("12", "east"), ("47", "west")]


def test_conditions_on_act_and_words_that_rule_out() -> None:
    made = catalogue(
        sector(
            entry("fined", whole=["trường hợp"], acts=["xử phạt"]),
            entry("warned", whole=["trường hợp"], acts=["nhắc nhở"], not_near=["tái phạm"]),
        )
    )
    assert told("Đội đã xử phạt 12 trường hợp, nhắc nhở 30 trường hợp.", made) == [("12", "fined"), ("30", "warned")]
    assert told("Đội đã nhắc nhở 30 trường hợp tái phạm.", made) == [("30", None)]


def test_links_carry_indicators_on() -> None:
    made = catalogue(
        sector(
            entry("posts", counted=["trường hợp đăng tin sai"]),
            entry("fined", whole=["trường hợp"], acts=["xử phạt"], within=["posts"]),
            entry("fines", unit="VND", covers=["fined"]),
        )
    )
    text = "Công an phát hiện 59 trường hợp đăng tin sai, xử phạt 11 trường hợp với tổng số tiền 64 triệu đồng."
    assert told(text, made) == [("59", "posts"), ("11", "fined"), ("64 triệu đồng", "fines")]
    assert told("Công an xử phạt 11 trường hợp với tổng số tiền 64 triệu đồng.", made) == [
        ("11", None),
        ("64 triệu đồng", None),
    ]


def test_changes_have_the_indicator_of_their_level() -> None:
    made = catalogue(sector(entry("fires", counted=["vụ cháy"])))
    text = "Toàn huyện xảy ra 23 vụ cháy, giảm 4 vụ (-14,8%). Số vụ cháy ở chợ tăng 50%."
    assert [indicator for _, indicator in told(text, made)] == ["fires"] * 4


def test_a_part_is_never_the_same_series_as_its_whole() -> None:
    made = catalogue(sector(entry("fires", whole=["vụ cháy", "vụ"])))
    assert told("Năm 2023, xã Đông Linh xảy ra 23 vụ cháy, trong đó có 4 vụ do chập điện.", made) == [
        ("23", "fires"),
        ("4", None),
    ]


def test_amounts_that_a_law_sets_are_no_results() -> None:
    text = "Mức phạt tiền đối với hành vi này từ 5 triệu đồng đến 10 triệu đồng theo Nghị định 15/2020/NĐ-CP."
    reading = read_document(from_text(text, doc="d"))
    assert [figure.status for figure in reading.figures] == ["rule"]
    counted = reading.figures[0].counted
    assert counted
    for rules, expected in ((False, None), (True, "fine")):
        made = catalogue(sector(entry("fine", unit="VND", kind="price", counted=[counted], rules=rules)))
        assert [indicator for _, indicator in told(text, made)] == [expected]


def test_zeros_told_in_words_are_values_too() -> None:
    made = catalogue(sector(entry("fires", counted=["vụ cháy"], acts=["xảy ra"])))
    assert told("Trong tháng, trên địa bàn xã không xảy ra vụ cháy nào.", made) == [("không xảy ra vụ cháy", "fires")]


# ── files ────────────────────────────────────────────────────────────────────
FAULTS = {
    "0.toml: ponds: unknown key colour": FISH + 'colour = "red"\n',
    "0.toml: unknown key colour": 'colour = "red"\n' + FISH,
    "0.toml: ponds: the id is also in 0.toml": FISH + FISH.partition("}\n")[2],
    "0.toml: ponds: `part_of` names lakes, which is no indicator": FISH + 'part_of = "lakes"\n',
    "0.toml: ponds: `of` names lakes, which is no indicator": FISH + '[[indicator.when]]\nof = ["lakes"]\n',
    "0.toml: ponds: `within` names lakes, which is no indicator": FISH + '[[indicator.when]]\nwithin = ["lakes"]\n',
    "0.toml: ponds: a cycle: ponds → ponds": FISH + 'part_of = "ponds"\n',
    "0.toml: ponds: `kind` is one of": FISH.replace('"stock"', '"pile"'),
    "0.toml: ponds: no `unit`": FISH.replace('unit = "count"\n', ""),
    "0.toml: ponds: no `name": FISH.replace('name = { vi = "Số ao", en = "Ponds" }', 'name = "Ponds"'),
    "0.toml: ponds: no example that has a number in brackets": FISH.replace("[31]", "31"),
    "0.toml: ponds: a form needs `counted`": FISH.replace("counted =", "near ="),
    "0.toml: ponds: no list @pond": FISH.replace('["ao cá"]', '["@pond"]'),
    "0.toml: ponds: a phrase without words: …": FISH.replace('["ao cá"]', '["…"]'),
    "0.toml: ponds: `counted` is a list of strings": FISH.replace('["ao cá"]', "[3]"),
    "0.toml: ponds: `sums`": FISH + 'sums = ["years"]\n',
    "0.toml: ponds: `official` has no `source`": FISH + 'official = { name = "Số ao" }\n',
    "0.toml: ponds: a break has a `date`": FISH + 'breaks = [{ date = "2025", reason = "…" }]\n',
    '0.toml: ponds: a break has a `reason = { vi = "…", en = "…" }`': FISH
    + 'breaks = [{ date = 2025-07-01, reason = { vi = "…" } }]\n',
    "0.toml: ponds: `rules` is true or false": FISH + 'rules = "yes"\n',
    "0.toml: ponds: `parts` is true or false": FISH + "parts = 1\n",
    "0.toml: entry 1: no `id": FISH.replace('id = "ponds"', 'id = "Ao Cá"'),
    "0.toml: no `sector": FISH.replace('sector = "ponds"', ""),
    "0.toml: Invalid statement": FISH + "= 3\n",
    "0.toml: words.a: the list holds itself": FISH.replace("\n[[", '\n[words]\na = ["@b"]\nb = ["@a"]\n\n[[', 1),
}


@pytest.mark.parametrize("message", FAULTS)
def test_a_fault_is_told_in_one_line_with_file_and_entry(message: str) -> None:
    with pytest.raises(CatalogueError) as raised:
        catalogue(FAULTS[message])
    assert str(raised.value).startswith(message.replace("cycle: ponds → ponds", "cycle: ponds"))
    assert "\n" not in str(raised.value)


def test_longer_cycles_are_found() -> None:
    chain = [entry(one, counted=["ao"], outcome_of=other) for one, other in (("a", "b"), ("b", "c"), ("c", "a"))]
    with pytest.raises(CatalogueError, match="a cycle: a → b → c → a"):
        catalogue(sector(*chain))


def test_own_entries_stand_beside_ours_and_take_their_place(tmp_path: Path) -> None:
    (tmp_path / "ponds.toml").write_text(FISH, encoding="utf-8")
    own = FISH.replace('id = "ponds"', 'id = "traffic-deaths"')
    (tmp_path / "own.toml").write_text(own.replace('"ponds"\n', '"pools"\n'), encoding="utf-8")
    found = load([tmp_path])
    assert len(found) == len(load()) + 1
    assert found.indicators["ponds"].file == str(tmp_path / "ponds.toml")
    assert found.indicators["traffic-deaths"].name.vi == "Số ao"
    assert load().indicators["traffic-deaths"].name.vi != "Số ao"


def test_a_reason_of_ones_own_may_stand_for_both_languages() -> None:
    made = catalogue(FISH + 'breaks = [{ date = 2025-07-01, reason = "ao gộp lại" }]\n')
    (changed,) = made.indicators["ponds"].breaks
    assert (changed.reason.vi, changed.reason.en) == ("ao gộp lại", "ao gộp lại")


def test_what_our_entries_tell_stands_in_both_languages() -> None:
    for each in load():
        for changed in each.breaks:
            assert changed.reason.vi != changed.reason.en, (each.id, changed)
            assert not _ENGLISH.search(changed.reason.vi), (each.id, changed)
            assert not _VIETNAMESE.search(changed.reason.en), (each.id, changed)
        if each.official is not None and each.official.definition:
            assert each.official.translation, each.id


def test_sums_by_kind_and_as_told() -> None:
    made = catalogue(
        sector(
            entry("a", counted=["a"]),
            entry("b", counted=["b"], kind="stock"),
            entry("c", counted=["c"], kind="rate"),
            entry("d", counted=["d"], sums=["places"]),
        )
    )
    assert [sorted(each.sums) for each in made] == [["periods", "places"], ["places"], [], ["places"]]


@pytest.mark.parametrize(
    "text", ["Trung bình cứ 3 hộ thoát nghèo thì có một hộ tái nghèo.", "Có 1/3 hộ thoát nghèo nhờ chăn nuôi."]
)
def test_rates_told_as_small_numbers_are_no_values(text: str) -> None:
    made = catalogue(sector(entry("left-poverty", counted=["hộ thoát nghèo"])))
    assert all(indicator is None for _, indicator in told(text, made))
    assert told("Có 31 hộ thoát nghèo nhờ chăn nuôi.", made) == [("31", "left-poverty")]


def test_hundreds_and_thousands_are_no_values() -> None:
    made = catalogue(
        sector(entry("fires", counted=["vụ cháy"]), entry("sold", whole=["xe"], right_before=["bán hàng"]))
    )
    assert told("Cả nước xảy ra hàng nghìn vụ cháy.", made) == [("nghìn", None)]
    assert told("Cả nước xảy ra một nghìn vụ cháy.", made) == [("một nghìn", "fires")]
    assert told("Xưởng đạt doanh số bán hàng 232 xe.", made) == [("232", "sold")]


def test_a_form_may_ask_for_kinds() -> None:
    made = catalogue(sector(entry("fires", kinds=["level"], counted=["vụ cháy"])))
    assert told("Số vụ cháy tăng 50%. Xã có 12 vụ cháy.", made) == [("50%", None), ("12", "fires")]
    with pytest.raises(CatalogueError, match="`kinds` is a list out of change, growth, level, ratio, share"):
        catalogue(sector(entry("fires", kinds=["rank"], counted=["vụ cháy"])))


def test_a_general_entry_takes_only_what_no_other_does() -> None:
    fires = entry("fire-deaths", whole=["người"], acts=["làm chết"], near=["cháy"])
    any_deaths = entry("deaths", general=True, whole=["người"], acts=["làm chết"])
    longer = entry("deaths", general=True, counted=["người đi đường"], acts=["làm chết"])
    text = "Vụ cháy chợ làm chết 3 người. Vụ sập cầu làm chết 5 người."
    for order in ((fires, any_deaths), (any_deaths, fires)):
        assert told(text, catalogue(sector(*order))) == [("3", "fire-deaths"), ("5", "deaths")]
    walkers = entry("fire-deaths", counted=["người"], acts=["làm chết"], near=["cháy"])
    made = catalogue(sector(walkers, longer))
    assert told("Vụ cháy chợ làm chết 3 người đi đường.", made) == [("3", "fire-deaths")], (
        "though its phrase is shorter"
    )


def test_what_stands_behind_a_number_counts_where_nothing_else_does() -> None:
    made = catalogue(sector(entry("rates", unit="VND/USD", any=True, near=["tỷ giá"])))
    assert told("Tỷ giá phổ biến ở mức 22.710 đồng/USD.", made) == [("22.710 đồng/USD", "rates")]
    with pytest.raises(CatalogueError, match="a form with `any` needs"):
        catalogue(sector(entry("rates", any=True)))


def test_the_page_shows_the_catalogue() -> None:
    page = (Path(__file__).parents[1] / "docs" / "indicators.md").read_text(encoding="utf-8")
    shown = re.findall(r"^\| `([a-z0-9-]+)` \| [^|]+ \| [^|]+ \| [^|]+ \| [a-z]+ \| ", page, re.M)
    assert sorted(shown) == sorted(load().indicators), "make example writes it anew"
