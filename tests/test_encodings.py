"""Bytes → text: every encoding of Vietnamese, and nothing mistaken for one."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongket.limits import time_limit
from tongket.sources import fonts, html
from tongket.sources.encodings import decode, problems, repair
from tongket.sources.errors import SourceError, UnreadableError
from tongket.sources.plain import from_text
from tongket.text import composed

SHARED = Path(__file__).parents[1].parent / "shared"

REPORT = (
    "Báo cáo kết quả công tác năm 2021\n"
    "Trong năm, lực lượng chức năng huyện Bình Sơn đã phát hiện 259 trường hợp vi phạm, xử phạt 31 trường hợp với "
    "tổng số tiền 184 triệu đồng; giáo dục, răn đe 227 trường hợp. Ủy ban nhân dân huyện đã khen thưởng 5 tập thể.\n"
)
ENGLISH = "The committee reviewed its work in 2021: 259 cases were found and 31 fines were issued to companies. " * 3
FRENCH = "Le comité a présenté à l'été 2021 les résultats de l'année passée, où près de 259 élèves ont été reçus. " * 3
LOWER = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"


def test_utf_8_is_read_as_it_stands() -> None:
    text, encoding = decode(REPORT.encode())
    assert (text, encoding.name, encoding.converted) == (REPORT, "utf-8", False)


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_with_and_without_a_byte_order_mark(codec: str) -> None:
    text, encoding = decode(REPORT.encode(codec))
    assert text == REPORT
    assert encoding.name.startswith(codec[:6].rstrip("-"))
    assert not encoding.converted


def _windows_1258(text: str) -> bytes:
    """Letters of windows-1258 followed by their combining tone mark."""
    out = bytearray()
    for character in text:
        try:
            out += character.encode("cp1258")
        except UnicodeEncodeError:
            marks = [m for m in unicodedata.normalize("NFD", character)[1:] if m in "\u0300\u0301\u0303\u0309\u0323"]
            base = "".join(c for c in unicodedata.normalize("NFD", character) if c not in marks)
            out += (unicodedata.normalize("NFC", base) + "".join(marks)).encode("cp1258")
    return bytes(out)


def test_windows_1258_is_composed() -> None:
    text, encoding = decode(_windows_1258(REPORT))
    assert (text, encoding.name, encoding.converted) == (REPORT, "windows-1258", True)


@pytest.mark.parametrize("name", ["tcvn3", "vni"])
@pytest.mark.parametrize("declared", [None, "utf-8", "iso-8859-1", "windows-1252"])
def test_font_encodings_are_found_whatever_is_declared(name: str, declared: str | None) -> None:
    raw = fonts.to_tcvn3(REPORT) if name == "tcvn3" else fonts.to_vni(REPORT)
    text, encoding = decode(raw.encode("latin-1"), declared)
    assert encoding.name == name
    assert encoding.converted
    assert text.lower() == REPORT.lower()
    assert encoding.confidence > 0


@pytest.mark.parametrize("name", ["tcvn3", "vni"])
def test_a_font_encoding_stored_in_a_unicode_file_is_repaired(name: str) -> None:
    raw = fonts.to_tcvn3(REPORT) if name == "tcvn3" else fonts.to_vni(REPORT)
    text, encoding = decode(raw.encode("utf-8"))
    assert encoding.name == name
    assert text.lower() == REPORT.lower()


@given(
    st.text("aệ\u0301\u0316\u0323\u0344\u0345–█ 1", max_size=60),
    st.sampled_from(["", "\u0323\u0301" * 60 + "x" * 10_000]),
)
def test_marks_are_composed_as_unicode_says_however_many_there_are(text: str, many: str) -> None:
    assert composed(f"{text}{many}{text}") == unicodedata.normalize("NFC", f"{text}{many}{text}")


@pytest.mark.parametrize("page", ["{}", "<p>Công an tỉnh Vân Hà</p><p>{}"])
def test_so_many_marks_on_one_letter_hold_nothing_up(page: str) -> None:
    """The library would move each past all others, for hours, and could not be interrupted."""
    text = page.format("xử lý 12 vụ a" + "\u0301\u0316" * 150_000)
    with time_limit(30):
        found = html.read(text.encode(), doc="a") if "<" in page else from_text(text, doc="a")
    assert "12 vụ" in found.text and "a\u0316" not in text


def test_lines_in_unicode_stay_beside_lines_in_a_font() -> None:
    line = "Công an tỉnh phát hiện 259 trường hợp, xử phạt 31 trường hợp."
    text, encoding = repair(line + "\n" + fonts.to_vni(REPORT))
    assert encoding is not None
    assert text == line + "\n" + REPORT


def test_utf_8_saved_as_windows_1252_is_repaired() -> None:
    wrong = REPORT.encode().decode("cp1252", errors="surrogateescape")
    wrong = "".join(chr(ord(c) - 0xDC00) if 0xDC80 <= ord(c) <= 0xDCFF else c for c in wrong)
    text, encoding = repair(wrong)
    assert encoding is not None
    assert (text, encoding.name) == (REPORT, "utf-8-as-windows-1252")


@pytest.mark.parametrize(
    "text",
    [
        REPORT,
        ENGLISH,
        FRENCH,
        "",
        "259",
        "Café",
        "Công ty «Ánh Dương» © 2021 · 35°C ± 2 µg, ½ số hộ",
        "Straße, Größe, Müller und schöne Grüße aus Köln: 259 Fälle wurden in fünf Ländern geprüft.",
        "El año pasado la comisión revisó más de 259 casos en la región, según informó el señor Muñoz.",
    ],
)
def test_other_text_is_left_alone(text: str) -> None:
    assert repair(text) == (text, None)


def test_capitals_of_the_font_of_capitals() -> None:
    assert fonts.from_tcvn3("B¸O C¸O C\u00a4NG T¸C TH¸NG 5") == "BÁO CÁO CÔNG TÁC THÁNG 5"
    assert fonts.from_tcvn3("C\u00abng an tØnh §ång Th¸p") == "Công an tỉnh Đồng Tháp"
    assert fonts.from_tcvn3("UBND TP Hµ Néi") == "UBND TP Hà Nội"


def test_known_words_in_vni() -> None:
    assert fonts.from_vni("COÄNG HOØA XAÕ HOÄI CHUÛ NGHÓA VIEÄT NAM") == "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    assert fonts.from_vni("Coâng an tænh xöû phaït 31 tröôøng hôïp") == "Công an tỉnh xử phạt 31 trường hợp"


@given(st.text(LOWER + "ĂÂÊÔƠƯĐ 0123456789.,;:ABCDEGHIKLMNOPQRSTUVXY\n"))
def test_tcvn3_round_trip(text: str) -> None:
    """Letters with a code come back; only the case of toned letters inside words of capitals may change."""
    assert fonts.from_tcvn3(fonts.to_tcvn3(text)).lower() == text.lower()


@given(st.text(LOWER + " 0123456789.,;:\n"))
def test_tcvn3_round_trip_keeps_small_letters(text: str) -> None:
    assert fonts.from_tcvn3(fonts.to_tcvn3(text)) == text


@given(st.text(LOWER + LOWER.upper() + " 0123456789.,;:\n"))
def test_vni_round_trip(text: str) -> None:
    assert fonts.from_vni(fonts.to_vni(text)) == text


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x03\x84" * 20,
        b"%PDF-1.4 \x00\x01\x02\x03\x04\x05\x06\xff\xfe" * 20,
        REPORT.encode()[:-3] + b"\xff\xfe\xfd",
        b"plain words and then \xff\xff\xff",
        b"\xff\xfea",
    ],
)
def test_bytes_that_are_no_text(data: bytes) -> None:
    with pytest.raises(UnreadableError) as error:
        decode(data)
    assert isinstance(error.value, ValueError)
    assert isinstance(error.value, SourceError)
    assert error.value.cause
    assert "\n" not in error.value.cause


def test_the_declared_codec_is_the_last_resort() -> None:
    text, encoding = decode("Le comité a présenté à l'été".encode("latin-1"), "iso-8859-1")
    assert text == "Le comité a présenté à l'été"
    assert (encoding.name, encoding.converted) == ("iso8859-1", True)


# ── texts that are not what they seem ────────────────────────────────────────
def _without_marks(text: str) -> str:
    spread = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in spread if not unicodedata.combining(c))


@pytest.mark.parametrize("text", ["", " \n\n ", "1.234\n56,7\n---", "."])
def test_nothing_to_read(text: str) -> None:
    assert problems(text) == ("empty",)


def test_letters_dropped_by_a_text_layer() -> None:
    dropped = "".join(c for c in REPORT if c.isascii())
    assert problems(dropped) == ("lost_diacritics",)


def test_letters_replaced_by_question_marks() -> None:
    assert problems("".join(c if c.isascii() else "?" for c in REPORT)) == ("lost_diacritics",)
    assert problems("".join(c if c.isascii() else "\ufffd" for c in REPORT)) == ("lost_diacritics",)


def test_vietnamese_without_marks() -> None:
    assert problems(_without_marks(REPORT)) == ("lost_diacritics",)


@pytest.mark.parametrize(
    "body",
    [
        "QsOhbyBjw6FvIGvhur90IHF14bqjIGPDtG5nIHTDoWMgbsSDbSAyMDIx" * 8,
        "B%C3%A1o%20c%C3%A1o%20k%E1%BA%BFt%20qu%E1%BA%A3%20c%C3%B4ng%20t%C3%A1c%20n%C4%83m%202021" * 3,
        "B&#225;o c&#225;o k&#7871;t qu&#7843; c&#244;ng t&#225;c n&#259;m 2021 c&#7911;a huy&#7879;n " * 4,
        r"B\u00e1o c\u00e1o k\u1ebft qu\u1ea3 c\u00f4ng t\u00e1c n\u0103m 2021 c\u1ee7a huy\u1ec7n " * 4,
        "42 C3 A1 6F 20 63 C3 A1 6F 20 6B E1 BA BF 74 20 71 75 E1 BA A3 20 " * 6,
    ],
)
def test_bodies_stored_encoded(body: str) -> None:
    assert problems(body) == ("encoded_body",)


@pytest.mark.parametrize("text", [REPORT, "mười hai triệu rưỡi", "UBND, HDND, CSGT, VKSND, TAND", "A"])
def test_readable_texts_have_no_problem(text: str) -> None:
    assert problems(text) == ()


def test_a_troubled_document_has_no_blocks() -> None:
    document = from_text(_without_marks(REPORT), doc="x")
    assert document.problems == ("lost_diacritics",)
    assert document.blocks == ()
    assert document.text == _without_marks(REPORT)


def test_no_real_article_is_mistaken() -> None:
    path = SHARED / "corpus" / "news-2017.parquet"
    if not path.exists():
        pytest.skip(f"{path} is not here")
    import pyarrow.parquet as pq

    texts = pq.read_table(path, columns=["text"])["text"].slice(12_000, 3000).to_pylist()
    wrong = [text[:60] for text in texts if repair(text)[1] or problems(text)]
    assert len(texts) == 3000
    assert wrong == []
