"""The review: invented reports, and the two real pages where they are at hand."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongket import lexicon
from tongket.grammar import Mentions, bodies, officials, periods, places
from tongket.reading.review import read_review
from tongket.records import Review
from tongket.sources.plain import from_text
from tongket.text import Text, key

SEEDS = Path(__file__).parents[1].parent / "shared" / "corpus" / "seeds"

SUMMING_UP = """Công an huyện Bình Sa: Tổng kết công tác năm 2022, triển khai nhiệm vụ năm 2023
Sáng 12/1/2023, Công an huyện Bình Sa tổ chức hội nghị tổng kết công tác năm 2022 và triển khai nhiệm vụ năm 2023. \
Đại tá Lê Văn Anh – Phó Giám đốc Công an tỉnh dự và phát biểu chỉ đạo. Thượng tá Trần Văn Bình – Trưởng Công an huyện \
chủ trì hội nghị.
Trong năm 2022, đơn vị đã phát hiện 45 vụ vi phạm, xử phạt 30 trường hợp với số tiền 120 triệu đồng.
Phát biểu tại hội nghị, Đại tá Lê Văn Anh biểu dương kết quả đạt được. Đồng chí yêu cầu trong thời gian tới, Công an \
huyện tiếp tục nắm chắc tình hình địa bàn; đẩy mạnh tuyên truyền pháp luật cho người dân. Tăng cường tuần tra ban đêm.
Dịp này, Giám đốc Công an tỉnh tặng giấy khen cho 3 tập thể và 12 cá nhân. Đội Cảnh sát giao thông được Bộ Công an \
tặng danh hiệu “Đơn vị quyết thắng”. Các đội đã ký cam kết thi đua năm 2023./.
"""


def read(raw: str, published: dt.date, statuses: list[str], acts: list[Any] | None = None) -> tuple[Review | None, str]:
    document = from_text(raw, doc="d", published=published)
    text = Text(document.text)
    found = places.find(text)
    named = bodies.find(text, found)
    mentions = Mentions(
        periods=periods.find(text, published), places=found, bodies=named, officials=officials.find(text, named)
    )
    figures: Any = acts or [SimpleNamespace(status=status, act=None) for status in statuses]
    return read_review(document, text, mentions, figures), document.text


def year(number: int) -> tuple[dt.date, dt.date]:
    return dt.date(number, 1, 1), dt.date(number, 12, 31)


def test_summing_up() -> None:
    review, raw = read(SUMMING_UP, dt.date(2023, 1, 12), ["reported"] * 3)
    assert review is not None
    assert (review.type, review.body) == ("tổng kết", "Công an huyện Bình Sa")
    assert (review.period, review.next_period, review.meeting_date) == (year(2022), year(2023), dt.date(2023, 1, 12))
    assert [(o.name, o.rank, o.role, o.capacity) for o in review.officials] == [
        ("Lê Văn Anh", "Đại tá", "Phó Giám đốc Công an tỉnh", "spoke"),
        ("Trần Văn Bình", "Thượng tá", "Trưởng Công an huyện", "chaired"),
    ]
    assert [(a.title, a.to, a.count, a.giver) for a in review.awards] == [
        ("giấy khen", "tập thể", 3, "Giám đốc Công an tỉnh"),
        ("giấy khen", "cá nhân", 12, "Giám đốc Công an tỉnh"),
        ("Đơn vị quyết thắng", "Đội Cảnh sát giao thông", None, "Bộ Công an"),
    ]
    assert [raw[slice(*span)] for span in review.tasks] == [
        "Công an huyện tiếp tục nắm chắc tình hình địa bàn",
        "đẩy mạnh tuyên truyền pháp luật cho người dân",
        "Tăng cường tuần tra ban đêm",
    ]
    assert [raw[slice(*span)] for span in review.commitments] == ["Các đội đã ký cam kết thi đua năm 2023"]


def test_years_of_a_directive_end_with_the_meeting() -> None:
    raw = (
        "Ngày 20/6, Huyện ủy Bình Sa tổ chức hội nghị sơ kết hai năm thực hiện Chỉ thị về cải cách. "
        "Đồng chí Lý Văn Cam, Bí thư Huyện ủy, chủ trì."
    )
    review, _ = read(raw, dt.date(2019, 6, 21), [])
    assert review is not None
    assert (review.type, review.period) == ("sơ kết", (dt.date(2017, 6, 20), dt.date(2019, 6, 20)))


def test_report_without_a_meeting() -> None:
    raw = (
        "Theo báo cáo của Sở Y tế tỉnh Nam Định, trong 6 tháng đầu năm 2020, toàn ngành đã khám cho 120.000 lượt "
        "người, tiêm 45.000 mũi và kiểm tra 300 cơ sở."
    )
    review, _ = read(raw, dt.date(2020, 7, 5), ["reported"] * 4)
    assert review is not None
    assert (review.type, review.period) == ("báo cáo", (dt.date(2020, 1, 1), dt.date(2020, 6, 30)))
    assert review.meeting_date is None


def own_acts(body: str, count: int) -> list[Any]:
    return [SimpleNamespace(status="reported", act="kiểm tra", body=body, period=year(2019)) for _ in range(count)]


def test_report_told_by_its_figures_alone() -> None:
    raw = "Năm 2019, Sở Nội vụ tỉnh Nam Định kiểm tra 40 đơn vị, phát hiện 12 vi phạm và xử phạt 3 đơn vị."
    review, _ = read(raw, dt.date(2020, 1, 9), [], own_acts("Sở Nội vụ tỉnh Nam Định", 6))
    assert review is not None
    assert (review.type, review.body, review.period) == ("báo cáo", "Sở Nội vụ tỉnh Nam Định", year(2019))
    assert read(raw, dt.date(2020, 1, 9), [], own_acts("Sở Nội vụ tỉnh Nam Định", 3))[0] is None
    assert read(raw, dt.date(2020, 1, 9), [], own_acts("Công ty Điện lực", 6))[0] is None
    assert read(raw, dt.date(2019, 6, 9), [], own_acts("Sở Nội vụ tỉnh Nam Định", 6))[0] is None


@pytest.mark.parametrize(
    "raw",
    [
        "Theo Tổng cục Thống kê, chỉ số giá tháng 1/2017 tăng 0,5%. Báo cáo cập nhật cho biết giá gạo tăng 2%.",
        "Sở Giáo dục tỉnh Nam Định sẽ tổng kết công tác năm học vào tháng sau và mời 20 trường dự.",
        "Đài Truyền hình tỉnh Nam Định tổ chức lễ tổng kết và trao giải cuộc thi năm 2019 cho 30 em.",
        "Tại hội nghị truyền thông về dịch bệnh năm 2017, Cục Y tế dự phòng nêu 3 biện pháp.",
        "Bão số 5 làm 3 người chết ở huyện Bình Sa trong tháng 9/2020, theo báo cáo nhanh của UBND huyện.",
    ],
)
def test_no_review(raw: str) -> None:
    review, _ = read(raw, dt.date(2020, 9, 20), ["reported"] * 5)
    assert review is None


def test_mostly_plans_are_no_account() -> None:
    raw = (
        "Ngày 7/2, UBND tỉnh Nam Định tổ chức hội nghị triển khai công tác năm 2020. "
        "Năm 2019, tỉnh thu 4 nghìn tỷ đồng; năm nay phấn đấu thu 5 nghìn tỷ đồng."
    )
    assert read(raw, dt.date(2020, 2, 8), ["target"] * 4)[0] is None
    planned, _ = read(raw, dt.date(2020, 2, 8), ["reported"] * 4)
    assert planned is not None
    assert (planned.type, planned.period, planned.next_period) == ("hội nghị", year(2019), year(2020))


# ── what kind of telling it is ───────────────────────────────────────────────
@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (
            "Kỳ thi vào lớp 10 sẽ diễn ra sớm\nTại hội nghị sơ kết công tác học kỳ do Sở Giáo dục tỉnh Nam Định tổ "
            "chức sáng 8/2, Sở cho biết kỳ thi sẽ diễn ra vào đầu tháng 6 và chờ UBND tỉnh phê duyệt.",
            "sơ kết",
        ),
        (
            "Chiều 6/2, Đoàn công tác của UBND tỉnh Nam Định làm việc với UBND huyện Bình Sa về việc thực hiện các "
            "nhiệm vụ năm 2019. Theo quy hoạch, huyện đã hoàn thành 12 việc, còn 3 việc và 2 dự án.",
            "hội nghị",
        ),
        (
            "Sáng 3/2, Thủ tướng Chính phủ chủ trì phiên họp Chính phủ thường kỳ tháng 1/2020. Chính phủ ban hành 3 "
            "nghị định, giải quyết 40 hồ sơ và trả lời 12 kiến nghị.",
            "hội nghị",
        ),
        (
            "Sáng 6/2, Tổng công ty Đường thủy Bình Sa tổ chức lễ tổng kết công tác năm 2019. Năm qua, đơn vị vận "
            "chuyển 12.000 tấn hàng, đạt 104% kế hoạch và nộp ngân sách 3 tỷ đồng.",
            "tổng kết",
        ),
    ],
)
def test_what_is_talked_of_hides_no_review(raw: str, kind: str) -> None:
    review, _ = read(raw, dt.date(2020, 2, 9), ["reported"] * 3)
    assert review is not None
    assert review.type == kind


@pytest.mark.parametrize(
    "raw",
    [
        "Thanh tra huyện Bình Sa vừa có báo cáo kết quả kiểm tra 3 bến cát trong tháng 1/2020: 2 bến không phép.",
        "Lào: tịch thu nhiều gỗ lậu\nHải quan Viêng Chăn cho biết từ tháng 6/2019 đến tháng 1/2020 đã bắt 13 vụ.",
        "Giá gạo giữ mức cũ, theo thông tin đưa ra tại phiên họp Chính phủ thường kỳ tháng 1/2020 mà Bộ Tài chính dự.",
        "Ngày 7/2, Sở Y tế tỉnh Nam Định tổ chức hội nghị triển khai kế hoạch tiêm chủng cho trẻ em.",
        "Cùng với việc tổng kết công tác trường học, Sở Giáo dục tỉnh Nam Định mở 3 lớp dạy bơi.",
        "Em Ba nghỉ học từ hôm lễ tổng kết năm học ở trường xã Bình Sa, theo UBND huyện Bình Sa.",
        "Thủ tướng Chính phủ vừa có Chỉ thị số 24/CT-TTg về thực hiện các nhiệm vụ trọng tâm năm 2020; Bộ Tài chính "
        "chủ trì.",
    ],
)
def test_what_was_found_said_or_planned_is_no_review(raw: str) -> None:
    assert read(raw, dt.date(2020, 2, 9), [])[0] is None


def test_what_was_told_before_is_no_news() -> None:
    told = "ngày 3/2, UBND huyện Bình Sa báo cáo UBND tỉnh Nam Định kết quả công tác tháng 1/2020."
    assert read(f"Huyện Bình Sa dỡ bến cát.\nHôm qua, {told}", dt.date(2020, 2, 9), ["reported"] * 3)[0] is not None
    assert read(f"Huyện Bình Sa dỡ bến cát.\nTrước đó, {told}", dt.date(2020, 2, 9), ["reported"] * 3)[0] is None


# ── whose work, and when ─────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("raw", "body"),
    [
        (
            "Tại hội nghị sơ kết công tác quý I năm 2020 do Chi cục Thú y tỉnh Nam Định phối hợp với UBND huyện Bình "
            "Sa tổ chức, 12 ổ dịch được báo cáo.",
            "Chi cục Thú y tỉnh Nam Định",
        ),
        (
            "Chiều 9/4, Huyện ủy Bình Sa họp sơ kết hai năm thực hiện Chỉ thị số 05 của Tỉnh ủy Nam Định.",
            "Huyện ủy Bình Sa",
        ),
        (
            "Ngày 9/4, ông Lý Văn Cam, Ủy viên Ban Thường vụ Tỉnh ủy Nam Định, Chủ tịch UBND huyện Bình Sa, chủ trì "
            "hội nghị sơ kết công tác quý I năm 2020.",
            "UBND huyện Bình Sa",
        ),
        (
            "KTNN vừa sơ kết công tác quý I năm 2020. Theo Kiểm toán Nhà nước, 12 đoàn đã ra quân.",
            "Kiểm toán Nhà nước",
        ),
    ],
)
def test_the_body_holds_the_meeting(raw: str, body: str) -> None:
    review, _ = read(raw, dt.date(2020, 4, 10), ["reported"] * 3)
    assert review is not None
    assert review.body == body


def test_a_term_of_school_has_no_dates() -> None:
    raw = (
        "Sở Giáo dục tỉnh Nam Định tổ chức hội nghị sơ kết học kỳ I năm học 2019-2020. Năm 2019 có 40 trường đạt chuẩn."
    )
    review, _ = read(raw, dt.date(2020, 2, 9), ["reported"] * 3)
    assert review is not None
    assert (review.period, review.next_period) == (None, None)


def test_a_month_is_reported_on_from_its_middle() -> None:
    raw = "Ngày 18/5, Công an huyện Bình Sa họp giao ban đánh giá kết quả công tác tháng 5, nhiệm vụ trọng tâm tháng 6."
    review, _ = read(raw, dt.date(2020, 5, 19), ["reported"] * 3)
    assert review is not None
    assert (review.type, review.period) == ("giao ban", (dt.date(2020, 5, 1), dt.date(2020, 5, 31)))


def test_the_months_of_single_tasks_are_not_the_next_period() -> None:
    raw = (
        "Ngày 9/7, UBND huyện Bình Sa tổ chức hội nghị sơ kết công tác 6 tháng đầu năm 2020. Ông Lý Văn Cam, Chủ tịch "
        "UBND huyện, yêu cầu các xã rà soát sổ sách. Tháng 8/2020, Phòng Tài chính tập trung hoàn thành hồ sơ hai chợ."
    )
    review, _ = read(raw, dt.date(2020, 7, 10), ["reported"] * 3)
    assert review is not None
    assert (review.period, review.next_period) == ((dt.date(2020, 1, 1), dt.date(2020, 6, 30)), None)


# ── who and what next ────────────────────────────────────────────────────────
MEETING = (
    "Huyện Bình Sa dẹp chợ tạm\nNgày 9/7, UBND huyện Bình Sa tổ chức hội nghị sơ kết công tác 6 tháng đầu năm và triển "
    "khai nhiệm vụ 6 tháng cuối năm 2020. {} Tin và ảnh: VT."
)


def meeting_of(sentences: str) -> tuple[Review, str]:
    review, text = read(MEETING.format(sentences), dt.date(2020, 7, 10), ["reported"] * 3)
    assert review is not None
    return review, text


def test_officials_speak_in_an_office_that_the_text_names() -> None:
    review, _ = meeting_of(
        "Ông Lý Văn Cam, Trưởng phòng Kinh tế huyện, nhận xét chợ còn chậm dọn. Lời ông Trần Văn Bình khẳng định không "
        "sai được nhắc lại. Hộ ông Đỗ Văn Ba mở quầy."
    )
    assert [(o.name, o.capacity) for o in review.officials] == [("Lý Văn Cam", "spoke")]


@pytest.mark.parametrize(
    ("sentence", "tasks"),
    [
        (
            "Ông Lý Văn Cam, Chủ tịch UBND huyện, giao Phòng Tài chính tham mưu quỹ đất; công an huyện tăng cường tuần "
            "tra bến sông.",
            ["Phòng Tài chính tham mưu quỹ đất", "công an huyện tăng cường tuần tra bến sông"],
        ),
        (
            "Ông Lý Văn Cam, Chủ tịch UBND huyện, cho biết sắp tới, huyện sẽ thành lập hai tổ kiểm tra chợ.",
            ["huyện sẽ thành lập hai tổ kiểm tra chợ"],
        ),
        ("Các xã cần rà soát sổ sách thu phí chợ.", ["Các xã cần rà soát sổ sách thu phí chợ"]),
        ("Ông Lý Văn Cam, Chủ tịch UBND huyện, cho biết kỳ thi sẽ diễn ra sớm hơn mọi năm.", []),
        ("Ông Lý Văn Cam, Chủ tịch UBND huyện, đề nghị xem công tác giao thông vẫn còn nhiều điểm nghẽn.", []),
        ("Nhiều xã chưa thực sự tập trung thực hiện việc dẹp chợ tạm.", []),
        ("Người dân chỉ cần thực hiện việc khai báo một lần.", []),
    ],
)
def test_tasks(sentence: str, tasks: list[str]) -> None:
    review, text = meeting_of(sentence)
    assert [text[slice(*span)] for span in review.tasks] == tasks


# ── the two real pages ───────────────────────────────────────────────────────
PAPER = """SỞ NỘI VỤ TỈNH NAM ĐỊNH
Số: 12/BC-SNV
Nam Định, ngày 20 tháng 12 năm 2022

BÁO CÁO
Kết quả công tác năm 2022, nhiệm vụ năm 2023

I. KẾT QUẢ THỰC HIỆN NHIỆM VỤ
- Tổ chức 14 cuộc kiểm tra;
- Tiếp nhận 230 đơn.

II. NHIỆM VỤ NĂM 2023
1. Giảm ít nhất 10% số hồ sơ trễ hẹn.
2. Tổ chức 4 lớp bồi dưỡng cho cán bộ xã.
"""


def test_official_paper_with_tasks_under_a_heading() -> None:
    review, raw = read(PAPER, dt.date(2022, 12, 20), ["reported"] * 3)
    assert review is not None
    assert (review.type, review.period, review.next_period) == ("báo cáo", year(2022), year(2023))
    assert [raw[slice(*span)] for span in review.tasks] == [
        "Giảm ít nhất 10% số hồ sơ trễ hẹn",
        "Tổ chức 4 lớp bồi dưỡng cho cán bộ xã",
    ]


def test_tasks_after_the_time_ahead_tell_the_next_period() -> None:
    raw = (
        "Chi cục Kiểm lâm tỉnh Nam Định báo cáo kết quả công tác quý I năm 2021. Chi cục đã kiểm tra 40 cơ sở. "
        "Quý II/2021, Chi cục tập trung thực hiện các nhiệm vụ: tuần tra các khu rừng giáp ranh; duy trì trực gác lửa."
    )
    review, text = read(raw, dt.date(2021, 4, 2), ["reported"] * 3)
    assert review is not None
    assert review.next_period == (dt.date(2021, 4, 1), dt.date(2021, 6, 30))
    assert [text[slice(*span)] for span in review.tasks] == ["tuần tra các khu rừng giáp ranh", "duy trì trực gác lửa"]


def test_dates_in_brackets_are_the_period() -> None:
    raw = (
        "Chiều 14/6/2023, Công an huyện Bình Sa tổ chức hội nghị sơ kết công tác 6 tháng đầu năm 2023 "
        "(số liệu từ ngày 1/12/2022 đến ngày 31/5/2023)."
    )
    review, _ = read(raw, dt.date(2023, 6, 15), [])
    assert review is not None
    assert review.period == (dt.date(2022, 12, 1), dt.date(2023, 5, 31))


def test_purposes_and_statements_are_no_tasks() -> None:
    raw = SUMMING_UP.replace("Tăng cường tuần tra ban đêm.", "Tăng cường tuần tra là một yêu cầu của thực tế.").replace(
        "đẩy mạnh tuyên truyền", "góp phần tuyên truyền"
    )
    review, text = read(raw, dt.date(2023, 1, 12), ["reported"] * 3)
    assert review is not None
    assert [text[slice(*span)] for span in review.tasks] == ["Công an huyện tiếp tục nắm chắc tình hình địa bàn"]


def test_every_clue_and_fact_has_a_reason_and_keys_as_words() -> None:
    table = lexicon.load("reviews")
    for entry in (*table["clues"].values(), *table["facts"].values()):
        assert entry["reason"]
        assert entry["weight"] != 0
    for clue in table["clues"].values():
        assert [key(word) for word in clue["words"]] == clue["words"]


@pytest.mark.parametrize(
    "raw",
    [
        "Chiều 3/7, UBND tỉnh Nam Định tổ chức cuộc họp báo về tình hình kinh tế 6 tháng đầu năm 2020, trả lời câu hỏi "
        "về 3 dự án.",
        "Thanh tra tỉnh Nam Định vừa ban hành kết luận thanh tra quản lý ngân sách năm 2019 của huyện Bình Sa.",
        "Các đại biểu Quốc hội tiếp tục thảo luận về kết quả thực hiện kế hoạch năm 2019 tại kỳ họp.",
        "Viện kiểm sát nhân dân tỉnh Nam Định truy tố ba bị can; theo cáo trạng, năm 2019 họ chiếm đoạt 4 tỷ đồng.",
    ],
)
def test_what_looks_like_an_account_is_none(raw: str) -> None:
    assert read(raw, dt.date(2020, 7, 4), ["reported"] * 5)[0] is None


@pytest.fixture
def seeds() -> Path:
    if not SEEDS.exists():
        pytest.skip("the real pages (../shared/corpus/seeds) are not here")
    return SEEDS


def test_mid_year_review_page(seeds: Path) -> None:
    raw = (seeds / "soc-trang-2022.txt").read_text(encoding="utf-8")
    review, _ = read(raw, dt.date(2022, 3, 18), ["reported"] * 9)
    assert review is not None
    assert (review.type, review.period, review.next_period) == ("sơ kết", year(2021), year(2022))
    assert {o.name: o.capacity for o in review.officials} == {"Lâm Thành Sol": "chaired", "Huỳnh Hoài Hận": "spoke"}
    assert [(a.to, a.count) for a in review.awards] == [("tập thể", 4), ("cá nhân", 9)]
    assert review.meeting_date == dt.date(2022, 3, 18)
    assert len(review.tasks) >= 2


def test_yearly_summing_up_page(seeds: Path) -> None:
    raw = (seeds / "nghe-an-2024.txt").read_text(encoding="utf-8")
    review, text = read(raw, dt.date(2024, 1, 19), [])
    assert review is not None
    assert (review.type, review.period, review.next_period) == ("tổng kết", year(2023), year(2024))
    assert [(o.name, o.rank, o.capacity) for o in review.officials] == [("Lê Văn Thái", "Đại tá", "spoke")]
    titles = [(a.title, a.count) for a in review.awards]
    assert titles == [("Đơn vị quyết thắng", None), ("Đơn vị quyết thắng", None), ("Chiến sỹ thi đua cơ sở", 4)]
    assert [a.to for a in review.awards] == ["đơn vị", "tập thể Đội An ninh VHTT,TTTT", "cá nhân"]
    assert len(review.tasks) >= 3
    assert len(review.commitments) == 1
    assert all(text[a:b].strip() == text[a:b] for a, b in review.tasks)


WORK = [
    "Công an huyện Bình Sa",
    "tổng kết",
    "công tác năm 2022",
    "hội nghị",
    "yêu cầu",
    "cần",
    "tăng cường",
    "tuần tra",
]
PRAISE = ["tặng", "giấy khen", "cho", "3 tập thể", "danh hiệu", "ký cam kết"]
PIECES = st.sampled_from([*WORK, *PRAISE, ";", ".", ",", "“", "”", "(", ")"])


@settings(deadline=None)
@given(st.lists(PIECES, max_size=30).map(" ".join))
def test_spans_lie_in_the_text(middle: str) -> None:
    raw = f"Công an huyện Bình Sa tổ chức hội nghị tổng kết công tác năm 2022. {middle}"
    review, text = read(raw, dt.date(2023, 1, 12), ["reported"] * 3)
    assert review is not None
    spans = [*review.tasks, *review.commitments, *(a.span for a in review.awards), *(o.span for o in review.officials)]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(text[start:end] == text[start:end].strip() for start, end in review.tasks)
