"""Near-duplicates: what is a copy of what, and that the index tells it whatever the order of arrival."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import os
import random
import sqlite3
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tongket.ledger.copies.alike import Relation, is_corrupted, relation
from tongket.ledger.copies.bands import bands
from tongket.ledger.copies.clusters import Member, Neighbour, Placement, components, joined, settle
from tongket.ledger.copies.file import IndexFileError
from tongket.ledger.copies.index import Index
from tongket.ledger.copies.likeness import (
    PERMUTATIONS,
    Content,
    Likeness,
    Mark,
    content_of,
    instant,
    likeness,
    pack_marks,
    unpack_marks,
)
from tongket.ledger.hosts import TIERS, Tier
from tongket.pipeline import read_one
from tongket.sources.plain import from_text

# ── documents of invented bodies ─────────────────────────────────────────────
RELEASE = """Công an tỉnh Vân Hà tổng kết công tác năm 2024
Ngày 10/1/2025, Công an tỉnh Vân Hà tổ chức hội nghị tổng kết công tác năm 2024 và triển khai nhiệm vụ năm 2025.
Trong năm 2024, toàn tỉnh xảy ra 486 vụ phạm tội về trật tự xã hội, giảm 54 vụ so với năm 2023; lực lượng chức năng \
đã điều tra, làm rõ 431 vụ, bắt giữ 795 đối tượng, thu hồi tài sản trị giá hơn 18,6 tỷ đồng.
Cảnh sát ma túy phát hiện 142 vụ với 187 đối tượng, thu giữ 12.480 viên ma túy tổng hợp và nhiều vật chứng có liên \
quan.
Trên lĩnh vực giao thông, lực lượng tuần tra lập biên bản 23.715 trường hợp vi phạm, phạt tiền 41,7 tỷ đồng, tước \
giấy phép lái xe 1.964 trường hợp.
Phong trào toàn dân bảo vệ an ninh Tổ quốc tiếp tục được giữ vững, nhiều mô hình tự quản ở khu dân cư được nhân \
rộng đến các thôn, bản vùng sâu, vùng xa của tỉnh.
Phát biểu tại hội nghị, lãnh đạo tỉnh yêu cầu lực lượng nắm chắc tình hình, chủ động phòng ngừa từ cơ sở, xây dựng \
lực lượng trong sạch, chính quy và hiện đại.
"""
TEMPLATE = """Ủy ban nhân dân tỉnh {province} báo cáo kết quả cải cách hành chính năm {year}
Năm {year}, Ủy ban nhân dân tỉnh {province} đã ban hành {a} văn bản chỉ đạo về cải cách hành chính, tổ chức {b} \
cuộc kiểm tra tại các sở, ngành và địa phương trên toàn tỉnh.
Bộ phận một cửa các cấp đã tiếp nhận {c} hồ sơ, giải quyết đúng hạn {d} hồ sơ; số hồ sơ nộp trực tuyến là {e} hồ sơ.
Tỉnh đã cắt giảm {f} thủ tục, công bố {g} thủ tục hành chính mới và tập huấn cho {h} cán bộ, công chức làm công tác \
cải cách hành chính.
Các cơ quan, đơn vị tiếp tục rà soát quy trình nội bộ, công khai kết quả giải quyết trên cổng thông tin và tiếp thu \
ý kiến của người dân, doanh nghiệp trong quá trình thực hiện nhiệm vụ được giao.
"""
NOTE = """Xã {commune} ra quân vệ sinh môi trường
Sáng {day}, Ủy ban nhân dân xã {commune} tổ chức lễ ra quân vệ sinh môi trường, thu hút 2 đoàn thể và 3 trường học \
trên địa bàn tham gia.
Các lực lượng đã dọn dẹp đường làng, ngõ xóm, khơi thông cống rãnh, trồng thêm cây xanh, vận động người dân phân \
loại rác tại nguồn và đổ rác đúng nơi quy định, góp phần giữ gìn cảnh quan luôn sáng, xanh, sạch, đẹp.
Lãnh đạo địa phương đề nghị các thôn duy trì nền nếp vào cuối tuần, gắn với phong trào xây dựng nông thôn mới và \
đời sống văn hóa ở khu dân cư.
"""
FIGURES = {"a": 214, "b": 37, "c": "186.402", "d": "185.977", "e": "121.350", "f": 68, "g": 145, "h": "1.286"}
OTHERS = {"a": 198, "b": 29, "c": "97.815", "d": "96.240", "e": "60.073", "f": 41, "g": 152, "h": "912"}
DAY = dt.date(2025, 1, 11)


WORDS = ["tin", "mới", "đọc", "nhiều", "chia sẻ", "bình luận", "chuyên mục", "thời sự", "bạn đọc", "quan tâm", "trang"]
"""What sites put around a text."""


def read(text: str, document: str = "a", published: dt.date = DAY, tier: Tier = "unknown") -> Likeness:
    return likeness(read_one(from_text(text, doc=document, published=published)), document=document, tier=tier)


def how(one: str, other: str, days: tuple[dt.date, dt.date] = (DAY, DAY)) -> Relation | None:
    a, b = read(one, "a", days[0]).content, read(other, "b", days[1]).content
    back: dict[Relation | None, Relation | None] = {"within": "around", "around": "within"}
    found = relation(a, b)
    assert relation(b, a) == back.get(found, found)
    return found


def on_site(text: str, n: int) -> str:
    """The text as a site shows it: its own headline above, its own words below."""
    rng = random.Random(n)
    return " ".join(rng.sample(WORDS, 9)) + "\n" + text.split("\n", 1)[1] + " ".join(rng.sample(WORDS, 7)) + "\n"


def test_a_press_release_on_twelve_sites_counts_once(tmp_path: Path) -> None:
    sites: list[Tier] = ["aggregator", "press", "press", "own_portal", *TIERS[3:] * 8]
    copies = [read(on_site(RELEASE, n), f"site{n:02}", DAY + dt.timedelta(n % 5), tier) for n, tier in enumerate(sites)]
    with Index(tmp_path / "index") as index:
        index.add(copies)
        placed = dict(index.placements())
    assert {placement.cluster for placement in placed.values()} == {"site00"}
    assert [document for document, placement in placed.items() if placement.state == "lead"] == ["site03"]
    assert sum(placement.state == "copy" for placement in placed.values()) == 11


def test_a_shortened_copy_is_within_the_whole() -> None:
    lines = RELEASE.split("\n")
    assert how("\n".join([*lines[:2], lines[2], lines[4]]), RELEASE) == "within"


def test_two_provinces_reports_from_one_template_stay_two() -> None:
    one = TEMPLATE.format(province="Vân Hà", year=2024, **FIGURES)
    assert how(one, TEMPLATE.format(province="Tân Giang", year=2024, **OTHERS)) is None
    assert how(one, TEMPLATE.format(province="Vân Hà", year=2023, **OTHERS)) is None
    assert how(one, TEMPLATE.format(province="Vân Hà", year=2024, **{**FIGURES, "d": "184.102"})) is None


def test_editions_with_other_numbers_stay_apart() -> None:
    assert how(RELEASE, RELEASE.replace("187 đối tượng", "188 đối tượng")) is None
    first, last = RELEASE.replace("486 vụ", "485 vụ"), RELEASE.replace("1.964 trường hợp", "1.965 trường hợp")
    assert how(RELEASE, first) is None
    assert how(RELEASE, last) is None


def test_a_headline_may_name_a_small_figure() -> None:
    assert how(RELEASE, RELEASE.replace("tổng kết công tác năm 2024\n", "tổng kết với 3 nhóm việc lớn\n", 1)) == "same"


def test_the_less_the_figures_tell_the_more_alike_texts_must_be() -> None:
    words = [f"từ{i}" for i in range(300)]
    text, other = content_of(words, ()), content_of([*words[:240], *(f"khác{i}" for i in range(60))], ())
    told = [Mark(1, 1, 10), Mark(2, 2, 10), Mark(3, 3, 10)]
    with_few, with_many = (
        relation(replace(text, marks=tuple(marks)), replace(other, marks=tuple(marks))) for marks in (told[:1], told)
    )
    assert (with_few, with_many) == (None, "same")


def test_few_small_figures_may_be_equal_by_chance() -> None:
    note = NOTE.format(commune="Đồng Linh", day="05/3")
    assert how(note, note.replace("sáng, xanh", "xanh")) == "same"
    assert how(note, NOTE.format(commune="Phú Điền", day="05/3")) is None
    assert how(note, NOTE.format(commune="Đồng Linh", day="12/4")) is None


def test_a_spun_copy_is_corrupted(tmp_path: Path) -> None:
    spun = RELEASE
    for word, other in {
        "vụ": "quả cam",
        "đối tượng": "cái bàn",
        "trường hợp": "chiếc thuyền",
        "viên ma túy tổng hợp": "hòn đá cuội",
        "lực lượng": "đàn gia súc",
        "tỉnh": "cánh đồng",
        "xã hội": "bầu trời",
        "phạm tội": "nấu ăn",
        "điều tra": "bơi lội",
        "công tác": "mùa gặt",
        "tiếp tục": "thỉnh thoảng",
    }.items():
        spun = spun.replace(word, other)
    with Index(tmp_path / "index") as index:
        index.add([read(RELEASE, "a", DAY), read(spun, "b", DAY), read(on_site(RELEASE, 1), "c", DAY)])
        assert dict(index.placements()) == {
            "a": Placement("a", "a", "lead"),
            "b": Placement("a", "a", "corrupted"),
            "c": Placement("a", "a", "copy"),
        }


def test_two_accounts_of_one_event_are_no_copies() -> None:
    other = """Vân Hà: tội phạm giảm
Số vụ phạm tội ở Vân Hà năm qua là 486 vụ, theo thông tin từ buổi họp báo chiều nay của cơ quan công an địa phương.
Đã có 795 đối tượng bị bắt. Người dân phường Đông cho biết đường phố yên tĩnh hơn, các cửa hàng mở muộn hơn trước.
"""
    assert how(RELEASE, other) is None


def test_a_brief_that_stands_in_two_reports_does_not_make_them_one(tmp_path: Path) -> None:
    brief = RELEASE.split("\n", 1)[1]
    one, other = (TEMPLATE.format(province="Vân Hà", year=2024, **figures) for figures in (FIGURES, OTHERS))
    with Index(tmp_path / "index") as index:
        index.add([read(brief, "brief"), read(brief + one, "one"), read(brief + other, "other")])
        clusters = {document: placement.cluster for document, placement in index.placements()}
    assert clusters["brief"] in (clusters["one"], clusters["other"])
    assert clusters["one"] != clusters["other"]


def test_texts_without_figures_or_without_words() -> None:
    plain = " ".join(RELEASE.split("\n")[5:7])
    assert how(plain, plain + " Hết") == "same"
    assert how(plain, RELEASE.split("\n")[5]) is None
    assert how("Trang không có.", "Trang không có.") is None


def test_pages_without_content_are_no_copies(tmp_path: Path) -> None:
    with Index(tmp_path / "index") as index:
        index.add([read("Trang không có.", "a"), read("Trang không có.", "b")])
        assert {placement.state for _, placement in index.placements()} == {"lead"}


def test_instants() -> None:
    noon = dt.datetime(2025, 1, 11, 12, tzinfo=dt.UTC)
    assert instant(noon) == 1736596800
    assert instant(DAY) == instant(dt.datetime(2025, 1, 11)) == 1736596800 - 19 * 3600
    assert instant(None) is None
    text = from_text("Một trang.", doc="a")
    assert likeness(read_one(text), document="a", retrieved=noon).seen == 1736596800


def test_signatures_are_the_same_on_every_machine() -> None:
    content = content_of(RELEASE.lower().split(), ())
    assert content.digest().hex() == "646f4f19a26f2c70486291cecfdc02a6"


# ── who leads ────────────────────────────────────────────────────────────────
def lead_of(*members: tuple[str, int, Tier, int | None], garbled: tuple[int, ...] = ()) -> dict[str, str]:
    def corrupted(a: int, b: int) -> bool:
        return a != b and (a in garbled or b in garbled)

    return {document: placed.state for document, placed in settle([Member(*m) for m in members], corrupted).items()}


def test_the_best_tier_leads_then_the_earliest_then_the_smallest_id() -> None:
    assert lead_of(("a", 1, "press", 5), ("b", 2, "own_portal", 9))["b"] == "lead"
    assert lead_of(("a", 1, "press", 5), ("b", 2, "press", 4))["b"] == "lead"
    assert lead_of(("a", 1, "press", None), ("b", 2, "press", 4))["b"] == "lead"
    assert lead_of(("b", 1, "press", 4), ("a", 2, "press", 4))["a"] == "lead"


def test_a_garbled_copy_does_not_lead_though_it_is_the_earliest() -> None:
    members: tuple[tuple[str, int, Tier, int | None], ...] = (
        ("a", 1, "press", 1),
        ("b", 2, "press", 2),
        ("c", 3, "press", 3),
    )
    assert lead_of(*members, garbled=(1,)) == {"a": "corrupted", "b": "lead", "c": "copy"}


# ── the index: a function of the set of documents ────────────────────────────
def world() -> list[Likeness]:
    """Documents of all kinds: whole, cut at either end, with other figures, with other nouns, dated and placed."""
    rng = random.Random(4)
    found: list[Likeness] = []
    first_words: list[str] = []
    first_marks: list[Mark] = []
    for base in range(3):
        words = [f"từ{rng.randrange(10**6)}" for _ in range(90)]
        marks = [Mark(*[rng.randrange(2**32)] * 2, 10, 1 << rng.randrange(64), rng.randrange(2**32)) for _ in range(10)]
        if base == 1:  # shares its beginning with the first
            words[:45], marks[:5] = first_words[:45], first_marks[:5]
        first_words, first_marks = first_words or words, first_marks or marks
        for variant in range(8):
            text, figures = list(words), list(marks)
            if variant in (1, 2):
                text, figures = text[: 60 - 15 * variant], figures[: 7 - 2 * variant]
            elif variant == 3:
                text, figures = text[20:], figures[2:]
            elif variant == 4:
                figures[4] = Mark(*[rng.randrange(2**32)] * 2, 10)
            elif variant == 5:
                figures = [replace(mark, noun=1 << rng.randrange(64)) for mark in figures]
                text = [word if rng.random() < 0.7 else word + "x" for word in text]
            elif variant > 5:
                text = [*text, *(f"cuối{variant}{i}" for i in range(variant))]
            content = replace(content_of(text, ()), marks=tuple(figures))
            tier: Tier = rng.choice(TIERS)
            found.append(Likeness(f"{rng.randrange(10**6):06}", content, tier, rng.choice([None, 1, 2, 3])))
    return [*found, *(replace(each, document=each.document + "b") for each in found[::5])]


WORLD = world()


def placed_at_once(likenesses: list[Likeness], crowd: int) -> dict[str, Placement]:
    """What the index is to tell, found the slow and plain way: all pairs, looked at together."""
    contents = sorted({each.content for each in likenesses}, key=Content.digest)
    keys = [bands(content) for content in contents]
    sizes: dict[int, int] = {}
    for key in (key for each in keys for key in each):
        sizes[key] = sizes.get(key, 0) + 1
    joins = {}
    for a, content in enumerate(contents):
        near = []
        for b, other in enumerate(contents):
            if a != b and any(sizes[key] <= crowd for key in keys[a] & keys[b]):
                near.append(Neighbour(b, relation(content, other) or "", (other.shingles, other.digest())))
        joins[a] = joined(near)
    found = {}
    for component in components(joins):
        members = [
            Member(each.document, contents.index(each.content), each.tier, each.seen)
            for each in likenesses
            if contents.index(each.content) in component
        ]
        found |= settle(members, lambda a, b: a != b and is_corrupted(contents[a], contents[b]))
    return found


def test_the_made_up_world_has_every_case() -> None:
    placed = placed_at_once(WORLD, 500)
    assert {placement.state for placement in placed.values()} == {"lead", "copy", "corrupted"}
    assert placed_at_once(WORLD, 4) != placed
    relations = {relation(a.content, b.content) for a in WORLD for b in WORLD if a is not b}
    assert relations == {"same", "within", "around", "garbled", None}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), crowd=st.sampled_from([2, 4, 500]))
def test_any_order_and_any_batches_give_the_same(data: st.DataObject, crowd: int) -> None:
    order = data.draw(st.permutations(WORLD))
    kept = order[: data.draw(st.integers(1, len(order)))]
    told: dict[str, Placement] = {}
    with Index(":memory:", crowd=crowd) as index:
        rest = iter(kept)
        while batch := list(islice(rest, data.draw(st.integers(1, 12)))):
            told |= index.add(batch)
        assert dict(index.placements()) == told == placed_at_once(kept, crowd)


@settings(max_examples=60, deadline=None)
@given(data=st.data(), crowd=st.sampled_from([2, 4, 500]))
def test_removing_and_replacing_leave_no_trace(data: st.DataObject, crowd: int) -> None:
    state: dict[str, Likeness] = {}
    told: dict[str, Placement] = {}
    with Index(":memory:", crowd=crowd) as index:
        for _ in range(data.draw(st.integers(1, 8))):
            if state and data.draw(st.booleans()):
                gone = data.draw(st.sets(st.sampled_from(sorted(state)), max_size=6))
                told = {document: placement for document, placement in told.items() if document not in gone}
                told |= index.remove([*gone, "unheard of"])
                state = {document: each for document, each in state.items() if document not in gone}
            else:
                come = data.draw(st.lists(st.sampled_from(WORLD), max_size=12, unique_by=lambda each: each.document))
                names = data.draw(st.permutations([each.document for each in come]))
                if data.draw(st.booleans()):  # the same contents under other names: documents that were read anew
                    come = [replace(each, document=name) for each, name in zip(come, names, strict=True)]
                told |= index.add(come)
                state |= {each.document: each for each in come}
            assert len(index) == len(state)
            assert dict(index.placements()) == told == placed_at_once(list(state.values()), crowd)


def test_adding_again_changes_nothing(tmp_path: Path) -> None:
    with Index(tmp_path / "index") as index:
        index.add(WORLD)
        before = dict(index.placements())
        assert index.add(reversed(WORLD)) == {}
        assert dict(index.placements()) == before
        assert index.placement(WORLD[0].document) == before[WORLD[0].document]
        assert index.placement("unheard of") is None
        assert WORLD[0].document in index.members(before[WORLD[0].document].cluster)


def test_one_document_cannot_be_two_things_at_once(tmp_path: Path) -> None:
    with Index(tmp_path / "index") as index:
        index.add(WORLD[:3])
        with pytest.raises(ValueError, match=f"two different likenesses of one document: {WORLD[4].document}"):
            index.add([*WORLD[3:5], replace(WORLD[4], seen=77)])
        assert len(index) == 3


def _add_for_ever(path: str, begun: str) -> None:
    with Index(path) as index:
        Path(begun).touch()
        for round in range(10**6):
            index.add(WORLD[round % 7 :: 7])
            index.remove([each.document for each in WORLD[round % 5 :: 5]])


@pytest.mark.parametrize("seconds", [0.05, 0.1, 0.2, 0.4])
def test_a_killed_process_leaves_a_sound_index(tmp_path: Path, seconds: float) -> None:
    path = str(tmp_path / "index")
    with Index(path) as index:
        index.add(WORLD[:2])
    child = multiprocessing.get_context("spawn").Process(
        target=_add_for_ever, args=(path, path + ".begun"), daemon=True
    )
    child.start()
    try:
        while child.is_alive() and not os.path.exists(path + ".begun"):
            child.join(0.01)
        child.join(seconds)
        assert child.is_alive(), "it failed by itself"
    finally:
        child.kill()
        child.join()
    with Index(path) as index:
        states = {document: each for document, each in ((each.document, each) for each in WORLD)}
        held = [states[document] for document, _ in index.placements()]
        assert dict(index.placements()) == placed_at_once(held, 500)
        index.add(WORLD)
        assert dict(index.placements()) == placed_at_once(WORLD, 500)


# ── the file ─────────────────────────────────────────────────────────────────
def test_a_file_that_is_no_index_is_named(tmp_path: Path) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("Không phải chỉ mục. " * 100, encoding="utf-8")
    with pytest.raises(IndexFileError, match=r"^[^\n]*notes.txt: no index of copies[^\n]*$"):
        Index(other)
    with pytest.raises(IndexFileError, match=r"^[^\n]*missing/index: can't be opened[^\n]*$"):
        Index(tmp_path / "missing" / "index")


def test_an_index_of_another_version_is_refused(tmp_path: Path) -> None:
    Index(tmp_path / "index").close()
    with sqlite3.connect(tmp_path / "index") as base:
        base.execute("UPDATE made SET by = 'format 0'")
    with pytest.raises(IndexFileError, match=r"index: made by another version \(format 0\); delete it"):
        Index(tmp_path / "index")


# ── the parts ────────────────────────────────────────────────────────────────
@given(st.lists(st.builds(Mark, *[st.integers(0, 2**32 - 1)] * 2, *[st.integers(0, 255), st.integers(0, 2**64 - 1)])))
def test_marks_come_back_as_they_were_packed(marks: list[Mark]) -> None:
    assert unpack_marks(pack_marks(marks)) == tuple(marks)


@given(st.sampled_from(WORLD), st.sampled_from(WORLD))
def test_a_relation_is_the_same_from_either_side(a: Likeness, b: Likeness) -> None:
    opposite = {"within": "around", "around": "within"}
    there, back = relation(a.content, b.content), relation(b.content, a.content)
    if a.content != b.content:
        assert there is None or back == opposite.get(there, there)
        assert there is not None or back is None


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_estimates_come_near_the_truth(share: float) -> None:
    from tongket.ledger.copies.alike import jaccard

    rng = random.Random(7)
    errors = []
    for _ in range(60):
        words = [f"{rng.randrange(10**9)}" for _ in range(400)]
        cut = round(400 * share)
        a, b = content_of(words, ()), content_of([*words[:cut], *reversed(words[cut:])], ())
        truth = (cut - 2) / (2 * 398 - (cut - 2))
        errors.append(jaccard(a, b) - truth)
    assert abs(sum(errors) / len(errors)) < 0.01
    assert max(map(abs, errors)) < 5 * 0.5 / PERMUTATIONS**0.5
