"""What the world is shown: every page of a public desk is asked for, and looked through for what must not be there."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from desks import GAZETTEER
from ledgers import fill
from tongket.ledger import checkers
from tongket.ledger.flags.check import check
from tongket.ledger.flags.decisions import FlagDecision, decide
from tongket.ledger.questions import Ledger
from tongket.ledger.store import Store
from tongket.pipeline.work import Settings as Reading
from tongket.web.app import create_app
from tongket.web.compared import coverage, figures
from tongket.web.discretion import heads, small
from tongket.web.excerpts import Excerpt, Spans
from tongket.web.model.folding import folded
from tongket.web.settings import Settings

PRESS = """Công an tỉnh Vân Hà sơ kết công tác quý III năm 2024

Chiều 5/10/2024, Công an tỉnh Vân Hà tổ chức hội nghị sơ kết công tác quý III năm 2024. Đại tá Mai Văn Trường, \
Giám đốc Công an tỉnh chủ trì hội nghị. Dự hội nghị có Thượng tá Lương Quốc Thịnh, Phó Giám đốc Công an tỉnh.

Không khí buổi họp rất sôi nổi, nhiều người nhắc đến mùa hoa gạo.

Trong quý III năm 2024, Công an tỉnh Vân Hà khởi tố 2 bị can trong chuyên án mang bí số Cá Chuồn. Toàn tỉnh xảy \
ra 486 vụ phạm pháp hình sự, Thượng tá Lương Quốc Thịnh cho biết. Công an tỉnh bắt giữ 215 đối tượng, trong đó \
có 1 đối tượng ở bến đò Sáo Trúc và 214 đối tượng ở nơi khác.
"""
TITLED = """Công an tỉnh Vân Hà bắt 2 đối tượng trộm dừa Bưởi Bung

Tháng 8/2024, Công an tỉnh Vân Hà bắt 2 đối tượng trộm dừa, thu giữ 118 quả dừa Bưởi Bung.
"""
PAPER = """UBND TỈNH VÂN HÀ	CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
THANH TRA TỈNH	Độc lập - Tự do - Hạnh phúc
Số: 77/BC-TTr	Vân Hà, ngày 15 tháng 12 năm 2024

BÁO CÁO
Kết quả công tác thanh tra năm 2024

Thanh tra tỉnh Vân Hà báo cáo kết quả thực hiện nhiệm vụ. Tinh thần chung là cần mẫn như chim Én Nhạn.

Năm 2024, Thanh tra tỉnh Vân Hà tiến hành 35 cuộc thanh tra. Qua thanh tra đã kỷ luật 1 cán bộ ở trạm Cua Đá.

Công an tỉnh kiểm tra 212 cơ sở; trong đó xử phạt 148 cơ sở, nhắc nhở 61 cơ sở và đình chỉ 12 cơ sở.
"""
CONFIDED = "Năm 2024, Công an tỉnh Vân Hà xử phạt 933 trường hợp ở xóm Trúc Mai.\n"
SUMS = """Công an tỉnh Vân Hà tổng kết công tác năm 2023

Năm 2023, Công an tỉnh Vân Hà kiểm tra 212 cơ sở, phát hiện 209 cơ sở vi phạm; trong đó xử phạt 148 cơ sở, nhắc \
nhở 58 cơ sở.
"""
SUMS_TOO = """Chi cục Kiểm lâm tỉnh Vân Hà tổng kết năm 2023

Năm 2023, Chi cục Kiểm lâm tỉnh Vân Hà phát hiện 320 vụ vi phạm; trong đó xử phạt 148 vụ, nhắc nhở 169 vụ.
"""

NOWHERE = {
    "the sentence of a count of two": "Cá Chuồn",
    "the sentence of a count of one": "Sáo Trúc",
    "a document whose title has such a count": "Bưởi Bung",
    "the sentence of such a count in an official paper": "Cua Đá",
    "a sentence without figures": "hoa gạo",
    "what was handed over": "Trúc Mai",
    "an officer below the head": "Lương Quốc Thịnh",
    "why a checker decided": "đã gọi điện",
    "a flag that nobody confirmed": "148 + 169",
}
SHOWN = {
    "the head of a body": "Mai Văn Trường",
    "an official paper, whole": "Én Nhạn",
    "a figure": "486 vụ phạm \
pháp",
}


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A ledger with one of each thing that the world may not see, and one of each that it may."""
    folder = tmp_path_factory.mktemp("public")
    store = Store(folder / "ledger", create=True)
    texts = {"press": PRESS, "titled": TITLED, "paper": PAPER, "sums": SUMS, "sums-too": SUMS_TOO}
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    fill(
        store,
        *(folder / f"{name}.txt" for name in texts),
        settings=Reading(gazetteer=(GAZETTEER,), include_case_reports=True),
    )
    (folder / "confided.txt").write_text(CONFIDED, encoding="utf-8")
    fill(store, folder / "confided.txt", settings=Reading(gazetteer=(GAZETTEER,), origin="handed_over"))
    check(store)
    who = checkers.checker(store)
    with Ledger(store) as opened:
        flags = [row["id"] for row in opened.query("select * from flags where arithmetic like '148 + 58%'")]
        assert len(flags) == 1
        decide(opened, [FlagDecision(flags[0], who, state="confirmed", why="đã gọi điện cho cơ quan")])
    return store


@pytest.fixture(scope="module")
def reader(ledger: Store) -> Iterator[TestClient]:
    settings = Settings(Path(ledger.place), public=True, gazetteer=(GAZETTEER,))
    with TestClient(create_app(settings), base_url=HERE) as client:
        yield client


@pytest.fixture(scope="module")
def insider(ledger: Store) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(Path(ledger.place), gazetteer=(GAZETTEER,))), base_url=HERE) as client:
        yield client


HERE = "http://127.0.0.1"
UNFOLLOWED = re.compile(r"^/static|[?&]lang=|/places/(?!97|01)")
"""The registry has a page of each of its 13,000 places; figures are told of one."""
QUERIES = 24
"""Queries asked of one address; those of `starts` come first."""


def starts(words: Iterable[str]) -> list[str]:
    """Addresses from which a reader goes on: the pages of the menu, searches for what must not be found, feeds."""
    found = ["/", "/bodies", "/places?division=2025-06-30", "/reviews", "/flags", "/about", "/indicators", "/compare"]
    for each in words:
        for told in (each.upper(), folded(each)):  # as nothing here is written: a page may say what was asked
            found += [f"/{page}?q={quote(told)}" for page in ("search", "bodies", "places")]
            found += [f"/search.{form}?q={quote(told)}" for form in ("json", "csv", "xml")]
            found += [f"/{page}?body={quote(told)}" for page in ("flags", "reviews")]
    return [*found, "/feed.xml", "/openapi.json", "/api", "/check", "/add", "/healthz"]


def crawled(client: TestClient, words: Iterable[str]) -> dict[str, str]:
    """Every page that can be reached, in all its forms and with some of its queries each, and what it answers."""
    waiting, found, queries = starts(words)[::-1], dict[str, str](), Counter[str]()
    while waiting:
        address = waiting.pop()
        path, _, query = address.partition("?")
        if address in found or (query and queries[path] >= QUERIES):
            continue
        queries[path] += bool(query)
        answer = client.get(address, headers={"accept-language": "vi"})
        assert answer.status_code < 500, address
        found[address] = answer.text if answer.status_code == 200 else ""
        if "html" in answer.headers.get("content-type", "") and answer.status_code == 200:
            links = (link.replace("&amp;", "&") for link in re.findall(r'(?:href|src|hx-get)="(/[^"#]*)', answer.text))
            waiting += [link for link in links if not UNFOLLOWED.search(link) and link not in found]
    assert len(found) > 200
    return found


@pytest.fixture(scope="module")
def pages(reader: TestClient) -> dict[str, str]:
    return crawled(reader, (words for words in NOWHERE.values() if words != words.upper()))


@pytest.mark.parametrize("what", NOWHERE)
def test_nowhere_on_a_public_desk_stands(what: str, pages: dict[str, str], ledger: Store) -> None:
    asked = NOWHERE[what]
    for address, told in pages.items():
        assert asked not in told, f"{what}: {address}"
    for path in Path(ledger.place).glob("pages-public*"):
        assert asked.encode() not in path.read_bytes(), f"{what}: {path.name}"


@pytest.mark.parametrize("what", SHOWN)
def test_a_public_desk_shows(what: str, pages: dict[str, str]) -> None:
    assert any(SHOWN[what] in re.sub("<[^>]+>", "", told) for told in pages.values())


def test_an_insider_sees_what_the_world_does_not(insider: TestClient, ledger: Store) -> None:
    with Ledger(ledger) as opened:
        text = " ".join(row["text"] for row in opened.query("select text from documents"))
    for what, words in NOWHERE.items():
        if words in PRESS + TITLED + PAPER + CONFIDED:
            assert words in text, what
    assert "148 + 169" in insider.get("/flags").text


def numbers(data: Any, key: str = "") -> Iterator[tuple[dict[str, Any], Any]]:
    """Every object in JSON that has a value."""
    if isinstance(data, dict):
        if "value" in data:
            yield data, data["value"]
        for each in data.values():
            yield from numbers(each)
    elif isinstance(data, list):
        for each in data:
            yield from numbers(each)


def test_no_program_gets_a_count_of_one_or_two_but_by_province_and_quarter(
    pages: dict[str, str], reader: TestClient
) -> None:
    addresses = {address.split("?")[0] for address in pages if pages[address]}
    seen = 0
    for address in sorted(addresses):
        form = "/home" if address == "/" else address
        answer = reader.get(f"{form}.json")
        if answer.status_code != 200:
            continue
        data = answer.json()
        for row, value in numbers(data):
            if row.get("unit") == "count" and value is not None:
                seen += 1
                assert not small({**BARE, **row, "value": Decimal(str(value))}), f"{address}: {row}"
    assert seen > 20
    told = reader.get("/places/97.json?division=2025-06-30").json()["small"]
    assert {(row["first"], row["value"]) for row in told} >= {("2024-07-01", "2")}
    assert all(set(row) == {"indicator", "sector", "first", "last", "value", "told", "vi", "en"} for row in told)


BARE = dict.fromkeys(("sector", "indicator", "counted", "act", "body_id", "sentence", "bound", "status", "unit"))


def test_the_other_part_of_a_total_does_not_give_the_count_away(pages: dict[str, str]) -> None:
    assert not any("214 đối tượng" in told for told in pages.values())
    assert any('"quote":"215"' in told.replace(" ", "") for told in all_json(pages))


def all_json(pages: dict[str, str]) -> list[str]:
    return [told for address, told in pages.items() if ".json" in address]


def test_what_only_duckdb_answers_has_no_such_count(reader: TestClient, insider: TestClient) -> None:
    few = "select count(*) as n from latest where value in (1, 2) and unit = 'count' and counted like '%bị can%'"
    found = []
    for client in (insider, reader):
        with client.app.state.desk.ledger() as opened:  # type: ignore[attr-defined]  # Starlette's application
            found += [row["n"] for row in opened.query(few)]
    assert found == [1, 0]


def test_nobody_is_called_silent_about_what_the_world_is_not_shown(reader: TestClient) -> None:
    model = reader.app.state.desk.model  # type: ignore[attr-defined]  # Starlette's application
    held = [row["indicator"] for row in model.rows("select distinct indicator from withheld where indicator <> ''")]
    assert held
    for indicator in held:
        for by in ("body", "place"):
            rows = coverage(model, figures(model, indicator), indicator, by, "quarter")  # type: ignore[arg-type]  # a By
            assert "silent" not in {row["state"] for row in rows}


def test_a_public_desk_takes_nothing(reader: TestClient, pages: dict[str, str]) -> None:
    assert not any('method="post"' in told.lower() for told in pages.values())
    identity = json.loads(reader.get("/flags.json").text)["flags"][0]["id"]
    for address in (f"/flags/{identity}", "/check", "/add", "/bodies", "/d/x/check"):
        assert reader.post(address, data={"do": "dismiss"}).status_code in (401, 403, 404, 405)
    assert json.loads(reader.get("/flags.json").text)["flags"][0]["state"] == "confirmed"


def test_public_flags_say_whose_numbers_they_are(reader: TestClient) -> None:
    flags = json.loads(reader.get("/flags.json").text)["flags"]
    assert [row["state"] for row in flags] == ["confirmed"]
    page = reader.get(f"/flags/{flags[0]['id']}?lang=en").text
    assert "As reported, not official statistics" in page
    told = json.loads(reader.get(f"/flags/{flags[0]['id']}.json").text)
    assert re.fullmatch("k[0-9a-f]{12}", told["decisions"][0]["checker"])
    assert "why" not in told["decisions"][0]


def test_an_excerpt_says_that_it_is_one(reader: TestClient, pages: dict[str, str]) -> None:
    excerpt = "Chỉ trích những câu có số liệu"
    documents = [told for address, told in pages.items() if re.fullmatch("/d/[0-9a-f]+", address) and told]
    assert any(excerpt in told and "486" in told for told in documents)
    assert "[…]" in "".join(documents)


spans = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 12)).map(lambda pair: (pair[0], sum(pair))), max_size=4)
words = st.text(st.sampled_from("aé1 \n.█"), min_size=72, max_size=72)


@given(words, spans, spans)
def test_an_excerpt_keeps_every_span_in_its_place_and_nothing_else(
    text: str, wanted: list[tuple[int, int]], hidden: list[tuple[int, int]]
) -> None:
    shown = Spans(wanted).without(Spans(hidden))
    told = Excerpt(text, shown, False).text(())
    assert len(told) == len(text)
    inside = {at for start, end in shown.list for at in range(start, end)}
    assert inside == {at for start, end in wanted for at in range(start, end)} - {
        at for start, end in hidden for at in range(start, end)
    }
    for at, letter in enumerate(told):
        assert letter == text[at] if at in inside else letter in " \n[…]"


@pytest.mark.parametrize(
    ("role", "is_head"),
    [
        ("Giám đốc Công an tỉnh", True),
        ("Ủy viên Ban Thường vụ Tỉnh ủy, Giám đốc Công an tỉnh", True),
        ("Phó Trưởng ban, Giám đốc Sở Y tế", True),
        ("Phó Giám đốc Công an tỉnh", False),
        ("nguyên Cục trưởng Cục Thuế", False),
        ("Đội trưởng Đội Cảnh sát giao thông", False),
        ("Thứ trưởng Bộ Y tế", False),
        (None, False),
    ],
)
def test_who_is_the_head_of_a_body(role: str | None, is_head: bool) -> None:
    assert heads(role) == is_head


@pytest.mark.parametrize(
    ("figure", "is_small"),
    [
        ({"value": 2, "sector": "public-order"}, True),
        ({"value": -1, "sector": "courts"}, True),
        ({"value": 3, "sector": "courts"}, False),
        ({"value": 0, "sector": "courts"}, False),
        ({"value": 2, "sector": "agriculture"}, False),
        ({"value": 2, "sector": "exams", "indicator": "exam-violations"}, True),
        ({"value": 2, "act": "khởi tố", "counted": "bị can"}, True),
        ({"value": 1, "counted": "người", "sentence": "Thanh tra Sở xử phạt 1 người."}, True),
        ({"value": 1, "counted": "vụ", "body_id": "cong-an/van-ha"}, True),
        ({"value": 1, "counted": "hội nghị", "body_id": "cong-an/van-ha"}, False),
        ({"value": 1, "counted": "cây cầu"}, False),
        ({"value": 3, "bound": "under", "sector": "courts"}, True),
    ],
)
def test_which_counts_may_point_at_somebody(figure: dict[str, Any], is_small: bool) -> None:
    told = {**BARE, "unit": "count", "status": "reported", "bound": "exact", **figure}
    assert small({**told, "value": Decimal(told["value"])}) == is_small
