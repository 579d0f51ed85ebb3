"""Pages in the ways Vietnamese public portals of 2005 to 2026 are built; bodies and places are invented.

`keep` stands in the text in this order, each on its own; `drop` must not be in it.
"""

# ruff: noqa: E501  # pages keep the long lines of their kind

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    name: str
    data: bytes
    keep: tuple[str, ...]
    drop: tuple[str, ...] = ()
    title: str | None = None
    published: str | None = None
    """ISO form of the date or moment expected from metadata or dateline; None where it is not tested."""
    publisher: str | None = None
    url: str | None = None


TITLE = "Công an tỉnh Đông Lĩnh tổng kết công tác năm 2023"
LEAD = "Sáng 12/01/2024, Công an tỉnh Đông Lĩnh tổ chức hội nghị tổng kết công tác năm 2023 và triển khai nhiệm vụ năm 2024."
ONE = "Trong năm 2023, toàn tỉnh xảy ra 412 vụ phạm pháp hình sự, giảm 37 vụ so với năm 2022; điều tra làm rõ 389 vụ, 702 đối tượng."
TWO = "Lực lượng Cảnh sát giao thông đã lập biên bản 18.240 trường hợp vi phạm, phạt tiền 31,6 tỷ đồng, tước 1.105 giấy phép lái xe."
THREE = (
    "Công an xã được bố trí chính quy tại 134/134 xã; cấp 215.300 thẻ căn cước công dân gắn chíp điện tử cho người dân."
)
LAST = (
    "Dịp này, 6 tập thể và 21 cá nhân được tặng Giấy khen của Giám đốc Công an tỉnh vì thành tích xuất sắc năm 2023./."
)
BODY = (ONE, TWO, THREE, LAST)
STORY = (TITLE, LEAD, *BODY)

MENU = "".join(
    f'<li><a href="/{i}">{name}</a></li>'
    for i, name in enumerate(
        (
            "Trang chủ",
            "Giới thiệu",
            "Tin tức - Sự kiện",
            "Thủ tục hành chính",
            "Văn bản pháp luật",
            "Hỏi đáp",
            "Liên hệ",
        )
    )
)
RELATED = "".join(
    f'<li><a href="/tin/{i}">{headline}</a> <span>({i}/01/2024)</span></li>'
    for i, headline in (
        (11, "Xã Phú Hạc ra mắt mô hình 55 camera an ninh phòng, chống tội phạm"),
        (10, "Bắt giữ 27 đối tượng đánh bạc tại huyện Kim Trà trong đêm cuối tuần"),
        (9, "Hội Phụ nữ huyện Vân Sơn trao 140 suất quà Tết cho hộ khó khăn"),
    )
)
FOOTER = (
    "Cơ quan chủ quản: Ủy ban nhân dân tỉnh Đông Lĩnh. Giấy phép số 88/GP-TTĐT do Sở Thông tin và Truyền thông cấp "
    "ngày 3/4/2019. Địa chỉ: 15 Trần Bình Trọng. Điện thoại: 0290.3811999. Fax: 0290.3811888"
)
COUNTER = "Lượt truy cập: 7829161 Đang trực tuyến: 153 Hôm nay: 2.041 Trong tháng: 61.007 Tất cả: 7.829.161"
FURNITURE = ("55 camera", "27 đối tượng đánh bạc", "140 suất quà", "88/GP-TTĐT", "7829161", "Thủ tục hành chính")


def paragraphs(*lines: str, tag: str = "p", attributes: str = "") -> str:
    return "\n".join(f"<{tag}{attributes}>{line}</{tag}>" for line in lines)


def page(body: str, head: str = "", title: str = TITLE) -> str:
    return (
        f'<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{title} - Cổng thông tin</title>{head}'
        f"<script>var a = 1 < 2;</script><style>p {{color: red}}</style></head><body>{body}</body></html>"
    )


PAGES: list[Page] = []


def add(
    name: str, html: str | bytes, keep: tuple[str, ...] = STORY, drop: tuple[str, ...] = FURNITURE, **more: str
) -> None:
    data = html if isinstance(html, bytes) else html.encode()
    title = more.pop("title", TITLE)
    PAGES.append(Page(name, data, keep, drop, title, **more))


add(
    "article element, Open Graph, box of related news inside",
    page(
        f"""<header><nav><ul>{MENU}</ul></nav></header><main><article><h1>{TITLE}</h1>
        <div class="meta"><time datetime="2024-01-12T16:05:00+07:00">12/01/2024 16:05</time> <span>Cỡ chữ A A+</span></div>
        <p class="sapo"><strong>{LEAD}</strong></p><div class="article-body">{paragraphs(ONE)}
        <div class="related-news box"><h4>Tin liên quan</h4><ul>{RELATED}</ul></div>
        <figure><img src="a.jpg" alt="x"><figcaption>Thiếu tướng Trần Văn Mẫu phát biểu tại hội nghị.</figcaption></figure>
        {paragraphs(TWO, THREE, LAST)}</div><div class="share">Chia sẻ Facebook Zalo</div></article>
        <aside><h3>Xem nhiều</h3><ul>{RELATED}</ul></aside></main><footer><p>{FOOTER}</p><p>{COUNTER}</p></footer>""",
        '<meta property="article:published_time" content="2024-01-12T16:05:00+07:00">'
        '<meta property="og:site_name" content="Công an tỉnh Đông Lĩnh">'
        '<link rel="canonical" href="https://congan.donglinh.gov.vn/tin/tong-ket-2023">',
    ),
    keep=(TITLE, LEAD, ONE, "Thiếu tướng Trần Văn Mẫu phát biểu tại hội nghị.", TWO, THREE, LAST),
    published="2024-01-12T16:05:00+07:00",
    publisher="Công an tỉnh Đông Lĩnh",
    url="https://congan.donglinh.gov.vn/tin/tong-ket-2023",
)

add(
    "nested layout tables, font tags, br br paragraphs",
    page(
        f"""<table width="980" align="center"><tr><td colspan="3"><img src="banner.gif"></td></tr>
        <tr><td width="180" valign="top"><table width="100%"><tr><td><a href="/">Trang chủ</a></td></tr>
        <tr><td><a href="/tt">Thủ tục hành chính</a></td></tr><tr><td><a href="/vb">Văn bản pháp luật</a></td></tr></table>
        <table><tr><td>Lượt truy cập: 7829161</td></tr></table></td>
        <td valign="top"><table cellpadding="4"><tr><td><font size="4" color="red"><b>{TITLE}</b></font></td></tr>
        <tr><td><i>Cập nhật: 12/01/2024</i></td></tr>
        <tr><td><font face="Times New Roman"><b>{LEAD}</b><br><br>{ONE}<br><br>{TWO}<br>
        <br>&nbsp;&nbsp;&nbsp;{THREE}<br/><br/>{LAST}</font></td></tr>
        <tr><td><b>Các tin khác:</b><ul>{RELATED}</ul></td></tr></table></td>
        <td width="160"><a href="/x">Liên kết website</a></td></tr>
        <tr><td colspan="3" align="center">{FOOTER}</td></tr></table>"""
    ),
    published="2024-01-12",
)

add(
    "portlet page with Word paragraphs",
    page(
        f"""<div id="wrapper"><div id="navigation"><ul>{MENU}</ul></div>
        <div class="portlet-boundary portlet-bar"><div class="portlet-body">
        <div class="journal-content-article"><h2 class="title">{TITLE}</h2><span class="date">16:05 | 12/01/2024</span>
        """
        + "\n".join(
            f'<p class="MsoNormal" style="text-align:justify"><span style="font-size:14pt"><span lang="VI">{x[:30]}</span>'
            f"<span>{x[30:]}</span><o:p></o:p></span></p><p class=MsoNormal>&nbsp;</p>"
            for x in (LEAD, *BODY)
        )
        + f"""<p style="text-align:right"><b>Đức Minh</b></p></div></div></div>
        <div class="portlet-bar"><h3>Tin khác</h3><ul>{RELATED}</ul></div>
        <div class="portlet-footer">{FOOTER}<br>{COUNTER}</div></div>"""
    ),
    keep=(*STORY, "Đức Minh"),
)

add(
    "news-content division with bare text and br",
    page(
        f"""<div class="top-bar">Thứ Sáu, 12/01/2024</div><ul class="menu">{MENU}</ul><div class="col-md-8">
        <div class="news-title">{TITLE}</div><div class="news-date">Đăng ngày: 12/01/2024 - Lượt xem: 7829161</div>
        <div class="news-content">{LEAD}<br/><br/>{ONE}<br/>{TWO}<br/><img src="x.jpg"/><br/>{THREE}<br/>{LAST}</div>
        <div class="other-news"><div class="heading">Các tin khác</div><ul>{RELATED}</ul></div></div>
        <div class="col-md-4"><div class="widget">Thống kê truy cập<br>{COUNTER}</div></div><div id="ft">{FOOTER}</div>"""
    ),
)

add(
    "divisions for paragraphs, class names that look like furniture",
    page(
        f"""<div class="slide-menu"><ul>{MENU}</ul></div><section class="viewport attachment-page"><h1 class="meta-title">{TITLE}</h1>
        <div class="detail-widget embed-text">{paragraphs(LEAD, *BODY, tag="div", attributes=' dir="auto"')}</div></section>
        <div class="list-news-bottom"><ul>{RELATED}</ul></div><div class="foot">{FOOTER} {COUNTER}</div>"""
    ),
)

add(
    "short article among long furniture",
    page(
        f"""<div class="nav"><ul>{MENU}</ul></div><div class="left"><ul>{RELATED}{RELATED}{RELATED}</ul></div>
        <div class="center"><h1>{TITLE}</h1><p>{LEAD}</p><p>{TWO}</p></div>
        <div class="right"><h3>Tin mới</h3><ul>{RELATED}</ul><p>{COUNTER}</p></div><div class="bottom"><p>{FOOTER}</p></div>"""
    ),
    keep=(TITLE, LEAD, TWO),
)

add(
    "lists in lists and dashes as bullets",
    page(
        f"""<ul>{MENU}</ul><div class="chitiet-tin"><h1>{TITLE}</h1><p>{LEAD}</p><h2>I. Kết quả nổi bật</h2>
        <p>Trong năm, lực lượng Công an đã:</p><ul><li>Khởi tố 288 vụ án, 512 bị can, trong đó:<ul><li>Tội phạm ma túy 96 vụ;</li>
        <li>Tội phạm kinh tế 41 vụ;</li></ul></li><li><p>Truy nã 35 đối tượng.</p></li></ul>
        <p>- Thu hồi tài sản trị giá 12,4 tỷ đồng;</p><p>+ Tiền mặt 8 tỷ đồng;</p><h2>II. Nhiệm vụ năm 2024</h2>
        <ol><li>Kéo giảm 5% số vụ phạm pháp hình sự.</li><li>Làm rõ trên 85% số vụ.</li></ol></div>
        <div class="tinlienquan"><p>Tin liên quan</p><ul>{RELATED}</ul></div><div class="footer">{FOOTER}</div>"""
    ),
    keep=(
        TITLE,
        LEAD,
        "I. Kết quả nổi bật",
        "Trong năm, lực lượng Công an đã:",
        "Khởi tố 288 vụ án, 512 bị can, trong đó:",
        "Tội phạm ma túy 96 vụ;",
        "Tội phạm kinh tế 41 vụ;",
        "Truy nã 35 đối tượng.",
        "Thu hồi tài sản trị giá 12,4 tỷ đồng;",
        "Tiền mặt 8 tỷ đồng;",
        "II. Nhiệm vụ năm 2024",
        "Kéo giảm 5% số vụ phạm pháp hình sự.",
        "Làm rõ trên 85% số vụ.",
    ),
)

TABLE = """<table border="1"><caption>Thu ngân sách 9 tháng năm 2024</caption><thead>
<tr><th rowspan="2">STT</th><th rowspan="2">Chỉ tiêu</th><th rowspan="2">Đơn vị tính</th><th colspan="2">9 tháng năm 2024</th></tr>
<tr><th>Kế hoạch</th><th>Thực hiện</th></tr></thead><tbody>
<tr><td>1</td><td>Thu nội địa</td><td>Tỷ đồng</td><td>4.200</td><td>4.515,5</td></tr>
<tr><td>2</td><td>Thu xuất nhập khẩu</td><td>Tỷ đồng</td><td>310</td><td>287</td></tr></tbody></table>"""

add(
    "data table with spans, heads and caption",
    page(
        f"""<nav>{MENU}</nav><div class="detail"><h1>Tình hình thu ngân sách 9 tháng năm 2024</h1>
        <p>Kho bạc Nhà nước Đông Lĩnh cho biết tổng thu ngân sách nhà nước trên địa bàn 9 tháng đạt 4.802,5 tỷ đồng.</p>
        {TABLE}<p>Các đơn vị tiếp tục rà soát, thu hồi nợ đọng thuế trong quý cuối năm 2024.</p></div>
        <div class="tin-khac"><ul>{RELATED}</ul></div>""",
        title="Tình hình thu ngân sách 9 tháng năm 2024",
    ),
    keep=(
        "Tình hình thu ngân sách 9 tháng năm 2024",
        "4.802,5 tỷ đồng",
        "Thu ngân sách 9 tháng năm 2024",
        "1 | Thu nội địa | Tỷ đồng | 4.200 | 4.515,5",
        "2 | Thu xuất nhập khẩu | Tỷ đồng | 310 | 287",
        "quý cuối năm 2024",
    ),
    title="Tình hình thu ngân sách 9 tháng năm 2024",
)

add(
    "Word table without heads inside layout tables",
    page(
        f"""<table><tr><td><table><tr><td><ul>{MENU}</ul></td></tr></table></td><td><table><tr><td class="Title">{TITLE}</td></tr>
        <tr><td class="Content"><p>{LEAD}</p><p>{ONE}</p><table class="MsoTableGrid" border="1" cellspacing="0"><tbody>
        <tr><td><p><b>Huyện</b></p></td><td><p><b>Số vụ</b></p></td><td><p><b>Bị thương (người)</b></p></td></tr>
        <tr><td><p>Kim Trà</p></td><td><p>14</p></td><td><p>9</p></td></tr>
        <tr><td><p>Vân Sơn</p></td><td><p>8</p></td><td><p>11</p></td></tr></tbody></table><p>{LAST}</p></td></tr></table></td>
        </tr></table><div>{FOOTER}</div>"""
    ),
    keep=(TITLE, LEAD, ONE, "Huyện | Số vụ | Bị thương (người)", "Kim Trà | 14 | 9", "Vân Sơn | 8 | 11", LAST),
)

add(
    "report with the head block of an official paper",
    page(
        f"""<div class="menu">{MENU}</div><div id="content_detail"><table width="100%"><tr><td align="center">
        <p>UBND HUYỆN KIM TRÀ</p><p><b>PHÒNG TƯ PHÁP</b></p><p>Số: 45/BC-PTP</p></td><td align="center"><p><b>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</b></p>
        <p><b>Độc lập - Tự do - Hạnh phúc</b></p><p><i>Kim Trà, ngày 05 tháng 12 năm 2023</i></p></td></tr></table>
        <p align="center"><b>BÁO CÁO</b></p><p align="center"><b>Kết quả công tác tư pháp năm 2023</b></p>
        <p>Năm 2023, Phòng Tư pháp đã thẩm định 24 dự thảo văn bản, kiểm tra 61 văn bản, chứng thực 9.870 bản sao từ bản chính.</p>
        <p>Công tác hòa giải ở cơ sở: 102 tổ hòa giải, hòa giải thành 188/214 vụ việc, đạt 87,85%.</p>
        <table width="100%"><tr><td><p><b><i>Nơi nhận:</i></b></p><p>- UBND huyện;</p><p>- Lưu: VT.</p></td>
        <td align="center"><p><b>TRƯỞNG PHÒNG</b></p><p><b>Lê Thị Mẫu</b></p></td></tr></table></div>
        <div>{FOOTER}</div><div>{COUNTER}</div>""",
        title="Báo cáo kết quả công tác tư pháp năm 2023",
    ),
    keep=(
        "PHÒNG TƯ PHÁP",
        "Số: 45/BC-PTP",
        "Kim Trà, ngày 05 tháng 12 năm 2023",
        "Kết quả công tác tư pháp năm 2023",
        "thẩm định 24 dự thảo văn bản",
        "hòa giải thành 188/214 vụ việc",
        "TRƯỞNG PHÒNG",
    ),
    title="Báo cáo kết quả công tác tư pháp năm 2023",
)

add(
    "JSON-LD, reader comments, tags and share bar",
    page(
        f"""<div class="header">{MENU}</div><div class="content-detail"><h1>{TITLE}</h1><h2 class="summary">{LEAD}</h2>
        <div class="body">{paragraphs(*BODY)}</div><div class="tags">Từ khóa: <a href="/t/1">Công an</a>, <a href="/t/2">an ninh</a></div></div>
        <div class="comments"><h3>Ý kiến bạn đọc</h3><div class="comment"><b>Bạn đọc 1</b><p>Tôi thấy có 999 vụ chưa được nêu trong bài.</p></div></div>
        <div class="footer">{FOOTER}</div>""",
        """<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"NewsArticle",
        "datePublished":"2024-01-12T09:30:00Z","publisher":{"@type":"Organization","name":"Báo Đông Lĩnh"}}]}</script>""",
    ),
    drop=(*FURNITURE, "999 vụ", "Từ khóa"),
    published="2024-01-12T09:30:00+00:00",
    publisher="Báo Đông Lĩnh",
)

add(
    "article text in span and div of a web-parts page",
    page(
        f"""<form id="aspnetForm"><div id="s4-workspace"><div class="ms-quicklaunch"><ul>{MENU}</ul></div>
        <div id="ctl00_PlaceHolderMain"><span class="ArticleTitle">{TITLE}</span><div class="ms-rtestate-field">
        <div style="text-align:justify"><span>{LEAD}</span></div><div style="text-align:justify"><strong>Ảnh: hội trường</strong></div>
        <span style="display:block">{ONE}</span><div><span>{TWO}</span></div><div><div><span>{THREE}</span></div></div>
        <div>{LAST}</div></div></div><div class="ms-bottom"><b>Tin đã đưa</b><ul>{RELATED}</ul></div>
        <div id="footer-wrap">{FOOTER}</div></div><input type="hidden" value="7829161"></form>"""
    ),
)

OLD = f"""<table><tr><td><a href="/">Trang chu</a></td></tr></table><h1>{TITLE}</h1><p>{LEAD}</p><p>{ONE}</p><p>{TWO}</p><p>{LAST}</p>"""
PLAIN = (TITLE, LEAD, ONE, TWO, LAST)
add("UTF-16 with byte order mark", page(OLD).replace('<meta charset="utf-8">', "").encode("utf-16"), keep=PLAIN)
add("UTF-8 with byte order mark", b"\xef\xbb\xbf" + page(OLD).encode(), keep=PLAIN)

add(
    "unclosed tags and stray ends",
    f"""<html><head><title>{TITLE}</title><body><div class=menu><ul>{MENU}<div id=main><h1>{TITLE}<p>{LEAD}<p>{ONE}</b></font></td>
    <p>{TWO}<div><p>{THREE}</span><p>{LAST}</div></div></div>""",
    drop=("Thủ tục hành chính",),
)

add(
    "accordion page of 2025 with sections",
    page(
        f"""<div id="__next"><header class="hd">{MENU}</header><div class="container"><div class="row"><div class="col-9">
        <div class="breadcrumb"><a href="/">Trang chủ</a> / <a href="/tin">Thủ tục hành chính</a></div>
        <h1 class="text-2xl">{TITLE}</h1><p class="text-gray-500">12/01/2024 08:15</p><p class="font-bold">{LEAD}</p>
        <section><h2>1. Kết quả</h2><p>{ONE}</p><p>{TWO}</p></section>
        <div class="my-4 border p-3"><p>Tin liên quan:</p><p><a href="/tin/9">Xã Phú Hạc ra mắt mô hình 55 camera an ninh</a></p></div>
        <section><h2>2. Xây dựng lực lượng</h2><p>{THREE}</p><blockquote>{LAST}</blockquote></section></div>
        <div class="col-3"><ul>{RELATED}</ul></div></div></div><footer>{FOOTER}</footer></div>"""
    ),
    keep=(TITLE, LEAD, "1. Kết quả", ONE, TWO, "2. Xây dựng lực lượng", THREE, LAST),
    published="2024-01-12T08:15:00+07:00",
)

TEASERS = "".join(
    f'<li><a href="/tin/{i}">{headline}</a><p>{summary}</p></li>'
    for i, (headline, summary) in enumerate(
        (
            (
                "Xã Phú Hạc ra mắt mô hình camera an ninh",
                "Mô hình gồm 55 camera lắp tại 12 thôn, do người dân và doanh nghiệp đóng góp.",
            ),
            (
                "Vân Sơn chăm lo Tết cho hộ khó khăn",
                "Hội Phụ nữ huyện trao 140 suất quà, mỗi suất trị giá 500 nghìn đồng, cho các hộ khó khăn.",
            ),
            (
                "Triệt xóa tụ điểm cờ bạc trong đêm",
                "Công an huyện Kim Trà bắt giữ 27 đối tượng đánh bạc, thu giữ 64 triệu đồng và nhiều tang vật.",
            ),
        )
    )
)

add(
    "newspaper system: section link, lead outside the body, related box, caption, tags",
    page(
        f"""<div class="header"><ul>{MENU}</ul></div><div class="detail__main"><div class="detail-cate"><a href="/">Chính trị</a></div>
        <h1 class="detail-title">{TITLE}</h1><div class="detail-time">12/01/2024 09:12</div><h2 class="detail-sapo">{LEAD}</h2>
        <div class="detail-content" itemprop="articleBody">{paragraphs(ONE)}<div class="SortableInPreview" type="RelatedNewsBox">
        <a href="/y">Xã Phú Hạc ra mắt mô hình 55 camera an ninh</a></div><figure class="SortableInPreview"><div><img src=a></div>
        <figcaption class="Photo_Caption"><p>Quang cảnh hội nghị</p></figcaption></figure>{paragraphs(TWO, THREE, LAST)}
        <p style="text-align:right"><b>Hải Minh</b></p></div><div class="detail-tags"><a href="/t">giao thông</a></div></div>
        <div class="detail__sub"><div class="box-title">Đọc nhiều</div><ul>{RELATED}</ul></div><div class="footer">{FOOTER}</div>"""
    ),
    keep=(TITLE, LEAD, ONE, "Quang cảnh hội nghị", TWO, THREE, LAST),
    published="2024-01-12T09:12:00+07:00",
)

add(
    "table page of 2010: caption in a table of its own, dateline with zone",
    page(
        f"""<table width=1000><tr><td><table class=menu><tr><td><a href=/>Trang chủ</a></td><td><a href=/tt>Thủ tục hành chính</a></td>
        </tr></table></td></tr><tr><td><table><tr><td class=left width=180><ul>{RELATED}</ul></td><td class="center">
        <div class="PTitle">{TITLE}</div><div class=PDate>Thứ Sáu, 12/01/2024, 20:38 [GMT+7]</div><div class=PHead>{LEAD}</div>
        <div class=PBody>{ONE}<br><br>{TWO}<table class="image center" width=500><tr><td><img src=x></td></tr>
        <tr><td class="image_desc">Các đại biểu dự hội nghị</td></tr></table>{THREE}<br><br>{LAST}</div><div class=other>Các tin khác</div>
        <ul>{RELATED}</ul></td><td class=right><div>Đang truy cập: 153</div><div>Tất cả: 7829161</div></td></tr></table></td></tr>
        <tr><td>{FOOTER}</td></tr></table>"""
    ),
    keep=(TITLE, LEAD, ONE, TWO, "Các đại biểu dự hội nghị", THREE, LAST),
    published="2024-01-12T20:38:00+07:00",
)

add(
    "module page: title in a span, news with summaries beside",
    page(
        f"""<form><div id="mod_MenuPane"><ul>{MENU}</ul></div><div id="mod_ContentPane"><div class="Module Module-423"><div>
        <span class="titleNews">{TITLE}</span><br/><span class="date">12/01/2024 </span><div><span id="mod_lblContent">
        {paragraphs(LEAD, *BODY, tag="div", attributes=' style="text-align: justify;"')}</span></div></div>
        <div class="rating"><img src=s><a href=#>In trang</a> <a href=#>Gửi mail</a></div></div></div>
        <div id="mod_RightPane"><h3>TIN MỚI</h3><ul>{TEASERS}</ul><div>{COUNTER}</div></div><div id="mod_BottomPane">{FOOTER}</div></form>"""
    ),
    published="2024-01-12",
)

add(
    "nameless divisions, related news with summaries below",
    page(
        f"""<div><div><ul>{MENU}</ul></div><div><div><div><h1>{TITLE}</h1>{paragraphs(LEAD, *BODY)}</div>
        <div><h3>Tin liên quan</h3><ul>{TEASERS}</ul></div></div></div><div>{FOOTER} {COUNTER}</div></div>"""
    ),
)

add(
    "short title beside a long site name",
    page(
        f"""<div class="main-nav"><ul>{MENU}</ul></div><div class="col-9"><div class="portlet"><div class="title-portlet"><a href=#>TIN TỨC</a></div>
        <div class="detail-news"><div class="title-news">Kim Trà giữ vững an ninh</div><div class="info"><span>12/01/2024 | 14:22</span>
        <span>Lượt xem: 1.284</span></div><div class="toolbar">Cỡ chữ: <a href=#>A-</a> <a href=#>A+</a></div><div class="content-news">
        {"".join(f"<div>{line}</div><div><br></div>" for line in (LEAD, *BODY))}</div></div><div class="news-other"><p class="tit">CÁC TIN KHÁC</p>
        <ul>{RELATED}</ul></div></div></div><div class="col-3"><div class="counter">{COUNTER}</div></div><div class="ft-portal"><p>{FOOTER}</p></div>""",
        title="Kim Trà giữ vững an ninh - Cổng thông tin điện tử Ủy ban nhân dân tỉnh Đông Lĩnh",
    ),
    keep=("Kim Trà giữ vững an ninh", LEAD, *BODY),
    title="Kim Trà giữ vững an ninh",
    published="2024-01-12T14:22:00+07:00",
)

SHELL = b"""<!DOCTYPE html><html><head><title>Dong Linh</title></head><body><div id="root"></div>
<noscript>You need to enable JavaScript to run this app.</noscript><script src="/main.js"></script></body></html>"""
