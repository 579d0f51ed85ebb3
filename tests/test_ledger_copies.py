"""Near-copies in a ledger: a press release on three sites counts once, whatever came first; a garbled copy never."""

from __future__ import annotations

import itertools
import json
from decimal import Decimal
from pathlib import Path

import pytest

from tongket.ledger.questions import open_ledger
from tongket.ledger.store import Store
from tongket.ledger.upkeep import compact, history, restore
from tongket.pipeline.add import add
from tongket.pipeline.work import Settings

RELEASE = (
    "Công an tỉnh Vân Hà tổng kết công tác năm 2023\n"
    "Năm 2023, toàn tỉnh xảy ra 1.486 vụ phạm tội về trật tự xã hội, giảm 157 vụ so với năm 2022; điều tra, làm rõ "
    "1.331 vụ, bắt 2.745 đối tượng. Lực lượng Cảnh sát giao thông xử phạt 48.212 trường hợp vi phạm với tổng số tiền "
    "61,7 tỷ đồng, tước 3.118 giấy phép lái xe. Công an xã tiếp nhận 9.427 tin báo của nhân dân.\n"
)
OTHER = RELEASE.replace("Vân Hà", "Đông Lĩnh").translate(str.maketrans("1234", "5678"))
SITES = {
    "https://congan.vanha.gov.vn/tong-ket": RELEASE,
    "https://vnexpress.net/tong-ket-2023": "Tin trong ngày\n" + RELEASE,
    "https://example.vn/a": RELEASE + "Nguồn: Công an tỉnh\n",
    "https://congan.donglinh.gov.vn/tong-ket": OTHER,
}


def write(folder: Path, order: tuple[int, ...]) -> Path:
    path = folder / f"sites-{''.join(map(str, order))}.jsonl"
    rows = [{"text": text, "url": url, "published": "2024-01-12"} for url, text in SITES.items()]
    path.write_text("".join(json.dumps(rows[number], ensure_ascii=False) + "\n" for number in order), encoding="utf-8")
    return path


def placed(store: Store) -> dict[str, tuple[str, str]]:
    """Of each address: the lead's address and the state."""
    with open_ledger(store.place) as ledger:
        rows = ledger.query(
            "select s.url as own, l.url as lead, c.state from clusters c join sources s using (document_id)"
            " join sources l on l.document_id = c.lead_id"
        )
        return {row["own"]: (row["lead"], row["state"]) for row in rows}


def test_a_release_on_three_sites_counts_once_in_any_order(tmp_path: Path) -> None:
    own, press, blog, other = SITES
    for order in list(itertools.permutations(range(4)))[::5]:
        store = Store(tmp_path / f"ledger-{''.join(map(str, order))}", create=True)
        for number in order:  # one run each: they come on different days
            list(add(store, [str(write(tmp_path, (number,)))]))
        assert placed(store) == {
            own: (own, "lead"),
            press: (own, "copy"),
            blog: (own, "copy"),
            other: (other, "lead"),
        }
        with open_ledger(store.place) as ledger:
            (row,) = ledger.query("select count(*) as n, any_value(url) as url from latest where quote = '48.212'")
            assert row == {"n": 1, "url": own}


def test_cluster_ids_do_not_depend_on_the_order(tmp_path: Path) -> None:
    found = []
    for order in ((0, 1, 2, 3), (3, 2, 1, 0)):
        store = Store(tmp_path / f"ledger-{order[0]}", create=True)
        list(add(store, [str(write(tmp_path, order))]))
        with open_ledger(store.place) as ledger:
            found.append(list(ledger.query("select * from clusters order by document_id")))
    assert found[0] == found[1]


MORE = (
    "Bên cạnh kết quả đạt được, hội nghị cũng thẳng thắn chỉ ra một số tồn tại, hạn chế cần khắc phục trong thời gian "
    "tới. Phát biểu kết luận, lãnh đạo đơn vị yêu cầu các phòng chức năng bám sát chương trình, kế hoạch, nâng cao "
    "chất lượng tham mưu, làm tốt việc tuyên truyền, giữ vững đoàn kết, kỷ cương, chủ động nắm tình hình từ cơ sở, "
    "không để bị động, bất ngờ, góp phần phục vụ phát triển kinh tế của địa phương.\n"
)


def test_a_garbled_copy_is_set_apart(tmp_path: Path) -> None:
    whole = garbled = RELEASE + MORE
    for noun, other in {
        "vụ": "quả cam",
        "phạm tội": "nấu ăn",
        "đối tượng": "giáo viên",
        "trường hợp": "chiếc thuyền",
        "giấy phép": "cái bàn",
        "tin báo": "căn nhà",
    }.items():
        garbled = garbled.replace(noun, other)
    path = tmp_path / "both.jsonl"
    rows = [
        {"text": whole, "url": "https://congan.vanha.gov.vn/a"},
        {"text": garbled, "url": "https://example.vn/b"},
    ]
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    store = Store(tmp_path / "ledger", create=True)
    list(add(store, [str(path)]))
    assert placed(store)["https://example.vn/b"] == ("https://congan.vanha.gov.vn/a", "corrupted")
    with open_ledger(store.place) as ledger:
        assert not list(ledger.query("select * from latest where counted like '%giáo viên%'"))


def test_a_better_source_of_the_same_text_makes_it_the_lead(tmp_path: Path) -> None:
    own, press, *_ = SITES
    hosts = tmp_path / "hosts.toml"
    hosts.write_text('own_portal = ["vnexpress.net"]\n', encoding="utf-8")
    store = Store(tmp_path / "ledger", create=True)
    list(add(store, [str(write(tmp_path, (1,)))]))
    list(add(store, [str(write(tmp_path, (2,)))]))
    assert placed(store)["https://example.vn/a"] == (press, "copy")
    again = tmp_path / "again.jsonl"
    row = {"text": SITES["https://example.vn/a"], "url": own, "published": "2024-01-12"}
    again.write_text(json.dumps(row, ensure_ascii=False) + "\n", encoding="utf-8")
    list(add(store, [str(again)], Settings(hosts=(hosts,))))
    assert placed(store)[press][1] == "copy"


@pytest.mark.parametrize("lost", [False, True])
def test_copies_survive_compaction_restore_and_a_lost_index(tmp_path: Path, lost: bool) -> None:
    store = Store(tmp_path / "ledger", create=True)
    list(add(store, [str(write(tmp_path, (1, 2)))]))
    before = placed(store)
    (state, *_) = history(store)
    list(add(store, [str(write(tmp_path, (0, 3)))]))
    after = placed(store)
    assert before != after
    list(compact(store))
    if lost:
        for path in store.folder.glob("copies.sqlite*"):
            path.unlink()
    list(add(store, [str(write(tmp_path, (0, 3)))]))
    assert placed(store) == after
    restore(store, state.version)
    assert placed(store) == before
    with open_ledger(store.place) as ledger:
        values = [row["value"] for row in ledger.query("select value from latest")]
    assert values.count(Decimal(48212)) == 1
