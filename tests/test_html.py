"""Pages as portals build them: the article whole, its structure kept, the portal left out."""

from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal_pages import BODY, FOOTER, LEAD, MENU, ONE, PAGES, RELATED, SHELL, TABLE, TITLE, TWO, Page, page
from tongket.records import Block, Document
from tongket.sources import html
from tongket.sources.errors import EmptyError, NotADocumentError, UnreadableError
from tongket.sources.fonts import to_tcvn3, to_vni
from tongket.sources.inputs import doc_of


def read(source: str | bytes, **more: str) -> Document:
    return html.read(source if isinstance(source, bytes) else source.encode(), doc="page", **more)


def content(document: Document) -> str:
    """The text that is read: all blocks but furniture."""
    return "\n".join(document.text[b.start : b.end] for b in document.blocks if b.kind != "furniture")


def block(document: Document, text: str) -> Block:
    (found,) = [b for b in document.blocks if document.text[b.start : b.end] == text]
    return found


def words(document: Document, span: tuple[int, int] | None) -> str | None:
    return None if span is None else document.text[span[0] : span[1]]


@pytest.mark.parametrize("sample", PAGES, ids=lambda sample: sample.name)
class TestPortalPages:
    def test_keeps_the_article_in_order(self, sample: Page) -> None:
        text = content(html.read(sample.data, doc="page"))
        at = 0
        for line in sample.keep:
            assert line in text[at:], f"{line!r} is missing or out of order"
            at = text.index(line, at) + len(line)

    def test_drops_the_furniture(self, sample: Page) -> None:
        text = content(html.read(sample.data, doc="page"))
        assert [line for line in sample.drop if line in text] == []

    def test_every_line_once(self, sample: Page) -> None:
        text = content(html.read(sample.data, doc="page"))
        long = [line for line in sample.keep if len(line) > 60]
        assert [line for line in long if text.count(line) != 1] == []

    def test_metadata(self, sample: Page) -> None:
        document = html.read(sample.data, doc="page")
        if sample.title in sample.keep:
            assert words(document, document.title) == sample.title
        if sample.published:
            wanted = dt.datetime.fromisoformat(sample.published)
            assert document.published == (wanted if "T" in sample.published else wanted.date())
        if sample.publisher:
            assert document.publisher == sample.publisher
        if sample.url:
            assert document.url == sample.url
        assert document.problems == ()
        assert document.media_type == "text/html"

    def test_spans_are_inside_the_text(self, sample: Page) -> None:
        document = html.read(sample.data, doc="page")
        assert unicodedata.is_normalized("NFC", document.text)
        for each in document.blocks:
            assert 0 <= each.start < each.end <= len(document.text)
            assert each.parent is None or 0 <= each.parent < len(document.blocks)
            assert document.text[each.start : each.end].strip() == document.text[each.start : each.end]
            assert all(each.start <= cell.start < cell.end <= each.end for cell in each.cells)
        starts = [each.start for each in document.blocks]
        assert starts == sorted(starts)


def test_there_are_twelve_kinds_of_pages() -> None:
    assert len({sample.name for sample in PAGES}) >= 12


# ── structure ────────────────────────────────────────────────────────────────
def test_bullets_hang_under_their_lines() -> None:
    document = read(
        page(
            f"""<h1>{TITLE}</h1><p>{LEAD}</p><p>Trong năm, lực lượng đã:</p><ul><li>Khởi tố 288 vụ án, trong đó:<ul>
            <li>Tội phạm ma túy 96 vụ;</li></ul></li><li>Truy nã 35 đối tượng.</li></ul><p>{ONE}</p>"""
        )
    )
    intro = block(document, "Trong năm, lực lượng đã:")
    outer = block(document, "- Khởi tố 288 vụ án, trong đó:")
    inner = block(document, "+ Tội phạm ma túy 96 vụ;")
    last = block(document, "- Truy nã 35 đối tượng.")
    place = document.blocks.index
    assert (outer.kind, outer.level, outer.parent) == ("bullet", 1, place(intro))
    assert (inner.kind, inner.level, inner.parent) == ("bullet", 2, place(outer))
    assert (last.kind, last.level, last.parent) == ("bullet", 1, place(intro))
    assert block(document, ONE).kind == "paragraph"


def test_headings_carry_what_follows() -> None:
    document = read(page(f"<h1>{TITLE}</h1><p>{LEAD}</p><h2>Kết quả</h2><p>{ONE}</p><h3>Giao thông</h3><p>{TWO}</p>"))
    first, second = block(document, "Kết quả"), block(document, "Giao thông")
    assert (first.kind, second.kind) == ("heading", "heading")
    assert second.parent == document.blocks.index(first)
    assert block(document, TWO).parent == document.blocks.index(second)
    assert block(document, ONE).parent == document.blocks.index(first)
    assert block(document, TITLE).kind == "title"


def test_a_table_gives_cells_their_heads() -> None:
    document = read(page(f"<h1>{TITLE}</h1><p>{ONE}</p>{TABLE}<p>{TWO}</p>"))
    cells = {
        words(document, (cell.start, cell.end)): (
            [words(document, span) for span in cell.row_heads],
            [words(document, span) for span in cell.column_heads],
        )
        for each in document.blocks
        for cell in each.cells
    }
    assert cells == {
        "4.200": (["Thu nội địa", "Tỷ đồng"], ["9 tháng năm 2024", "Kế hoạch"]),
        "4.515,5": (["Thu nội địa", "Tỷ đồng"], ["9 tháng năm 2024", "Thực hiện"]),
        "310": (["Thu xuất nhập khẩu", "Tỷ đồng"], ["9 tháng năm 2024", "Kế hoạch"]),
        "287": (["Thu xuất nhập khẩu", "Tỷ đồng"], ["9 tháng năm 2024", "Thực hiện"]),
    }
    caption = block(document, "Thu ngân sách 9 tháng năm 2024")
    rows = [each for each in document.blocks if each.kind == "row"]
    assert caption.kind == "caption"
    assert {row.parent for row in rows} == {document.blocks.index(caption)}
    assert block(document, TWO).kind == "paragraph"


def test_a_row_label_over_two_rows_is_head_of_both() -> None:
    document = read(
        page(
            f"""<h1>{TITLE}</h1><p>{ONE}</p><table border=1><tr><th>Huyện</th><th>Loại</th><th>Số vụ</th></tr>
            <tr><td rowspan=2>Kim Trà</td><td>Đường bộ</td><td>14</td></tr>
            <tr><td>Đường sắt</td><td>3</td></tr></table>"""
        )
    )
    assert "Kim Trà | Đường bộ | 14\nĐường sắt | 3" in document.text
    (cell,) = [c for b in document.blocks for c in b.cells if words(document, (c.start, c.end)) == "3"]
    assert [words(document, span) for span in cell.row_heads] == ["Kim Trà", "Đường sắt"]


def test_a_table_with_linked_labels_is_still_data() -> None:
    rows = "".join(f"<tr><td><a href=/{i}>Huyện Kim Trà {i}</a></td><td>1{i}</td></tr>" for i in range(4))
    document = read(page(f"<h1>{TITLE}</h1><p>{ONE}</p><table><tr><th>Huyện</th><th>Số vụ</th></tr>{rows}</table>"))
    assert [len(each.cells) for each in document.blocks if each.kind == "row"] == [0, 1, 1, 1, 1]


def test_a_list_of_papers_is_no_data() -> None:
    rows = "".join(
        f"<tr><td>{i}</td><td><a href=/{i}>Kế hoạch số {i} của huyện Kim Trà</a></td></tr>" for i in range(9)
    )
    document = read(page(f"<h1>{TITLE}</h1><p>{ONE}</p><p>{TWO}</p><table border=1>{rows}</table>"))
    assert "Kế hoạch số 3" not in content(document)


def test_a_unit_line_and_a_bold_caption_stand_over_a_table() -> None:
    document = read(
        page(
            f"""<h1>{TITLE}</h1><p>{ONE}</p><p align=center><b>Thu phí, lệ phí quý I năm 2024</b></p>
            <p align=right><i>Đơn vị tính: triệu đồng</i></p><table border=1><tr><td>Huyện</td><td>Thực hiện</td></tr>
            <tr><td>Kim Trà</td><td>1.204</td></tr></table><p>{TWO}</p>"""
        )
    )
    caption = block(document, "Thu phí, lệ phí quý I năm 2024")
    (row,) = [each for each in document.blocks if each.cells]
    assert caption.kind == "heading"
    assert row.parent == document.blocks.index(caption)
    assert [words(document, span) for span in row.cells[0].column_heads] == ["Thực hiện", "Đơn vị tính: triệu đồng"]


def test_the_head_block_of_a_paper() -> None:
    (sample,) = [sample for sample in PAGES if "official paper" in sample.name]
    document = html.read(sample.data, doc="page")
    assert document.header is not None
    assert words(document, document.header.body) == "PHÒNG TƯ PHÁP"
    assert words(document, document.header.number) == "45/BC-PTP"
    assert words(document, document.title) == "Kết quả công tác tư pháp năm 2023"
    assert document.published == dt.date(2023, 12, 5)


def test_two_tables_keep_their_places() -> None:
    small = "<table border=1><tr><th>Tháng</th><th>Số vụ</th></tr><tr><td>Một</td><td>{}</td></tr></table>"
    document = read(page(f"<h1>{TITLE}</h1><p>{ONE}</p>{small.format(7)}<p>{TWO}</p>{small.format(8)}<p>{LEAD}</p>"))
    kinds = [each.kind for each in document.blocks]
    assert kinds == ["title", "paragraph", "row", "row", "paragraph", "row", "row", "paragraph"]
    assert document.blocks[2].parent == 1 and document.blocks[5].parent == 4


def test_a_picture_s_caption_is_a_caption() -> None:
    document = read(
        page(
            f"""<h1>{TITLE}</h1><p>{LEAD}</p><figure><img src=a><figcaption>Đại biểu dự hội nghị</figcaption></figure>
            <p>{ONE}</p><p><img src=b></p><p><em>Trao thưởng cho 6 tập thể</em></p><p>{TWO}</p>"""
        )
    )
    assert block(document, "Đại biểu dự hội nghị").kind == "caption"
    assert block(document, "Trao thưởng cho 6 tập thể").kind == "caption"


def test_a_line_break_inside_a_sentence_is_no_paragraph() -> None:
    document = read(
        page(f"<h1>{TITLE}</h1><p>{ONE}</p><p>Lực lượng chức năng đã xử phạt<br>31 trường hợp<br>vi phạm.</p>")
    )
    assert "31 trường hợp vi phạm." in document.text


# ── metadata ─────────────────────────────────────────────────────────────────
ARTICLE = f"<h1>{TITLE}</h1><p>{LEAD}</p><p>{ONE}</p><p>{TWO}</p>"
HANOI = dt.timezone(dt.timedelta(hours=7))


@pytest.mark.parametrize(
    ("head", "published"),
    [
        (
            '<meta property="article:published_time" content="2024-01-15T08:00:00+07:00">',
            dt.datetime(2024, 1, 15, 8, tzinfo=HANOI),
        ),
        ('<meta name="dc.date" content="2024-01-15">', dt.date(2024, 1, 15)),
        ('<meta name="DC.date.issued" content="2024-01-15T08:00:00">', dt.datetime(2024, 1, 15, 8, tzinfo=HANOI)),
        ('<meta itemprop="datePublished" content="15/01/2024 08:00">', dt.datetime(2024, 1, 15, 8, tzinfo=HANOI)),
        ('<meta name="pubdate" content="2024-01-14T20:30:00Z">', dt.datetime(2024, 1, 15, 3, 30, tzinfo=HANOI)),
        ('<meta name="pubdate" content="15/1/2024 5:05 CH">', dt.datetime(2024, 1, 15, 17, 5, tzinfo=HANOI)),
        ('<meta name="pubdate" content="31/02/2024">', None),
        ('<meta name="pubdate" content="hôm qua">', None),
        ('<script type="application/ld+json">{broken</script>', None),
        (
            '<script type="application/ld+json">[{"@type":["NewsArticle"],"datePublished":"2024-01-15"}]</script>',
            dt.date(2024, 1, 15),
        ),
    ],
)
def test_publication_from_metadata(head: str, published: dt.date | None) -> None:
    document = read(page(ARTICLE, head))
    assert document.published == published
    assert document.published_source == ("metadata" if published else None)


def test_a_time_in_a_list_of_other_pages_is_not_the_page_s() -> None:
    other = '<ul><li><time datetime="2023-05-05">x</time><a href="/a">Tin cũ của một trang khác trên cổng</a></li></ul>'
    assert read(page(other + ARTICLE)).published is None
    own = '<time datetime="2024-01-15">y</time>'
    assert read(page(other + own + ARTICLE)).published == dt.date(2024, 1, 15)


def test_a_given_date_wins() -> None:
    document = html.read(page(ARTICLE).encode(), doc="page", published=dt.date(2024, 1, 20))
    assert (document.published, document.published_source) == (dt.date(2024, 1, 20), "given")


@pytest.mark.parametrize(
    ("head", "given", "url"),
    [
        ('<link rel="canonical" href="https://a.gov.vn/tin/1">', None, "https://a.gov.vn/tin/1"),
        ('<link rel="canonical" href="https://a.gov.vn/">', "https://a.gov.vn/tin/1?x=2", "https://a.gov.vn/tin/1?x=2"),
        ('<link rel="canonical" href="https://b.vn/tin/1">', "https://a.gov.vn/tin/1", "https://a.gov.vn/tin/1"),
        ('<link rel="canonical" href="file:///home/ai/tin.html">', None, None),
        ('<link rel="canonical" href="/tin/1">', None, None),
        (
            '<meta property="og:url" content="https://a.gov.vn/tin/1">',
            "https://a.gov.vn/in/1",
            "https://a.gov.vn/tin/1",
        ),
    ],
)
def test_address(head: str, given: str | None, url: str | None) -> None:
    assert html.read(page(ARTICLE, head).encode(), doc="page", url=given).url == url


@pytest.mark.parametrize(
    ("head", "url", "publisher"),
    [
        ('<meta property="og:site_name" content="Báo Đông Lĩnh">', None, "Báo Đông Lĩnh"),
        ('<meta name="DC.Publisher" content="Sở Y tế Đông Lĩnh">', None, "Sở Y tế Đông Lĩnh"),
        ("", "https://congan.donglinh.gov.vn/tin/1", "congan.donglinh.gov.vn"),
        (
            '<script type="application/ld+json">{"@type":"Article","publisher":{"@type":"Person","name":"A"}}</script>',
            None,
            None,
        ),
    ],
)
def test_publisher(head: str, url: str | None, publisher: str | None) -> None:
    assert html.read(page(ARTICLE, head).encode(), doc="page", url=url).publisher == publisher


def test_a_title_that_is_not_printed_comes_first() -> None:
    document = read(page(f"<p>{LEAD}</p><p>{ONE}</p><p>{TWO}</p>", title="Tổng kết năm 2023 của tỉnh"))
    assert document.text.startswith("Tổng kết năm 2023 của tỉnh\n")
    assert words(document, document.title) == "Tổng kết năm 2023 của tỉnh"


def test_a_page_s_name_that_says_nothing_is_no_title() -> None:
    source = f"<title>Untitled 1</title><p>{TITLE}</p><p>{LEAD}</p><p>{ONE}</p>"
    assert words(read(source), read(source).title) == TITLE
    site = f"<title>Cổng thông tin điện tử tỉnh Đông Lĩnh</title><p>{TITLE}</p><p>{LEAD}</p><p>{ONE}</p>"
    assert words(read(site), read(site).title) == TITLE


# ── what is no page ──────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("data", "error", "cause"),
    [
        (b"", EmptyError, "empty"),
        (b" \n\t ", EmptyError, "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", NotADocumentError, "a PNG picture"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", NotADocumentError, "a JPEG picture"),
        (b"GIF89a\x01\x00", NotADocumentError, "a GIF picture"),
        (b"%PDF-1.4\n%\xe2\xe3", NotADocumentError, "a PDF file"),
        (b"PK\x03\x04\x14\x00", NotADocumentError, "a ZIP archive or Office file"),
        (b"<p>" + bytes(range(1, 32)) * 20, UnreadableError, "control characters"),
    ],
)
def test_other_files_named_html(data: bytes, error: type[Exception], cause: str) -> None:
    with pytest.raises(error, match=cause):
        html.read(data, doc="page")


def test_a_script_shell_has_no_article() -> None:
    document = html.read(SHELL, doc="page")
    assert document.problems == ("empty",)
    assert document.blocks == ()


def test_a_menu_alone_is_no_article() -> None:
    assert read(page(f"<ul>{MENU}</ul><ul>{RELATED}</ul><div>{FOOTER}</div>")).problems == ("empty",)


def test_an_encoded_body_is_said_so() -> None:
    body = "Q8O0bmcgYW4gdOG7iW5oIMSQw7RuZyBMxKluaA" * 20
    assert read(page(f'<div id="content">{body}</div>')).problems == ("encoded_body",)
    assert read(page(f'<div id="content" data-body="{body}"></div>')).problems == ("encoded_body",)


def test_the_article_may_come_as_data() -> None:
    data = json.dumps({"@type": "NewsArticle", "headline": TITLE, "articleBody": f"<p>{ONE}</p><p>{TWO}</p>"})
    document = read(page('<div id="root"></div>', f'<script type="application/ld+json">{data}</script>'))
    assert content(document) == f"{TITLE}\n{ONE}\n{TWO}"


# ── encodings ────────────────────────────────────────────────────────────────
def as_entities(text: str) -> str:
    return "".join(character if character.isascii() else f"&#{ord(character)};" for character in text)


@pytest.mark.parametrize(("font", "name"), [(to_vni, "vni"), (to_tcvn3, "tcvn3")])
@pytest.mark.parametrize("entities", [False, True])
@pytest.mark.parametrize("charset", ["utf-8", "windows-1252"])
def test_font_encodings(font: object, name: str, entities: bool, charset: str) -> None:
    lines = [font(line) for line in (TITLE, LEAD, *BODY)]  # type: ignore[operator]  # parametrised
    lines = [as_entities(line) for line in lines] if entities else lines
    body = f"<ul><li><a href=/>Home</a></li></ul><h1>{lines[0]}</h1>" + "".join(
        f"<p><font face=x>{x}</font></p>" for x in lines[1:]
    )
    source = f'<html><head><meta charset="{charset}"><title>{lines[0]}</title></head><body>{body}</body></html>'
    document = html.read(source.encode(charset, "xmlcharrefreplace"), doc="page")
    assert content(document) == "\n".join((TITLE, LEAD, *BODY))
    assert (document.encoding.name, document.encoding.converted) == (name, True)


def test_the_header_s_charset_is_heard() -> None:
    source = page(ARTICLE).replace('<meta charset="utf-8">', "")
    for charset in ("utf-16-le", "utf-8"):
        document = html.read(source.encode(charset), doc="page", content_type=f"text/html; charset={charset}")
        assert ONE in document.text


# ── properties ───────────────────────────────────────────────────────────────
TAGS = re.findall(
    r"<[^>]*>",
    "<p></p><div></div><table><tr><td></table><ul><li></ul><h1><h2></h1><b></i><br><a href=/x></a><script></script>"
    "<td colspan=9999 rowspan=0><th rowspan=-1><img><figcaption><body><html><pre></pre><caption><style><?php ?><svg>",
)
FRAGMENTS = st.sampled_from(
    [*TAGS, "<!--", "-->", "<![CDATA[", "]]>", "&nbsp;", "&#0;", "&bad;", "\x00", "Đông", "1.234"]
)


@pytest.mark.parametrize("body", [f"<p>{ONE}</p><p>{TWO}</p>", f"{ONE}\n{TWO}"])
def test_an_article_that_a_script_would_build_is_read_from_its_data(body: str) -> None:
    data = json.dumps({"props": {"menu": ["Tin tức"] * 9, "article": {"title": TITLE, "content": body}}})
    document = read(
        f'<html><head><meta charset="utf-8"><title>{TITLE}</title></head><body><div id="app"></div>'
        f'<script type="application/json">{data}</script></body></html>'
    )
    assert content(document).split("\n") == [TITLE, ONE, TWO]
    assert not document.problems
    broken = read(f'<title>{TITLE}</title><div></div><script type="application/json">{data[:-1]}</script>')
    assert broken.problems == ("empty",)


@pytest.mark.parametrize("others", [2, 12])
def test_a_short_article_beside_many_links_is_whole(others: int) -> None:
    links = "".join(f"<li><a href='/{n}'>Khởi tố {n} bị can trong vụ án khác</a></li>" for n in range(10, 10 + others))
    article = "".join(f"<p>{text}</p>" for text in (ONE, TWO, SHORT))
    around = f"<p>Lượt xem: 1.523</p>{article}<p>Tin liên quan</p><ul>{links}</ul>"
    document = read(page(f"<div class='detail'><h1>{TITLE}</h1>{around}</div>"))
    said = content(document)
    assert all(text in said for text in (TITLE, ONE, TWO, SHORT)) and "bị can" not in said


SHORT = "So với cùng kỳ, số vụ giảm 35 vụ (7,8%)."


@settings(max_examples=150, deadline=None)
@given(st.lists(FRAGMENTS | st.text(max_size=30), max_size=60))
def test_broken_markup_never_breaks_reading(fragments: list[str]) -> None:
    source = f"<html><body><h1>{TITLE}</h1><p>{ONE}</p>" + "".join(fragments)
    try:
        document = html.read(source.encode("utf-8", "replace"), doc="page")
    except (EmptyError, NotADocumentError, UnreadableError):
        return
    for each in document.blocks:
        assert 0 <= each.start < each.end <= len(document.text)
        assert all(each.start <= cell.start < cell.end <= each.end for cell in each.cells)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        html.read(data, doc="page")
    except (EmptyError, NotADocumentError, UnreadableError) as error:
        assert "\n" not in error.cause and error.cause


def test_deep_nesting() -> None:
    document = read(page("<div>" * 5000 + ARTICLE + "</div>" * 5000))
    assert ONE in document.text or document.problems


def test_reading_is_deterministic() -> None:
    for sample in PAGES:
        assert html.read(sample.data, doc="page") == html.read(sample.data, doc="page")


def test_an_address_that_is_none_costs_nothing() -> None:
    source = f'<html><head><link rel="canonical" href="http://["></head><body><p>{LEAD}</p><p>{ONE}</p></body></html>'
    assert read(source).url is None
    assert read(source, url="http://[").url == "http://["
    assert doc_of("http://[") == "["
