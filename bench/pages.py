"""`tongket add` of portal pages on one core, beside trafilatura's extraction with metadata of the same pages.

usage: python bench/pages.py [--pages N]

The pages are made from corpus articles in five layouts of portals, furniture and all. Trafilatura
takes one half of them before our turn and one after it. The bar: at most 1.5 times its time.
"""

from __future__ import annotations

import argparse
import gc
import html
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from speed import CORPUS, Article, articles

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))


def pages(texts: list[Article]) -> Iterator[bytes]:
    """A page for each article, the layouts taking turns."""
    for number, (_, day, text) in enumerate(texts):
        title, *lines = [html.escape(line.strip()) for line in text.split("\n") if line.strip()]
        told = day.strftime("%d/%m/%Y %H:%M") if day else ""
        yield LAYOUTS[number % len(LAYOUTS)](title, told, lines or [title]).encode()


def _page(title: str, body: str, head: str = "") -> str:
    return (
        f'<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{title}</title>{head}'
        f"<script>var a = 1 < 2;</script><style>p {{color: red}}</style></head><body>{body}</body></html>"
    )


def _menu(entries: int) -> str:
    return "<ul>" + "".join(f'<li><a href="/muc/{n}">Chuyên mục số {n}</a></li>' for n in range(entries)) + "</ul>"


def _related(entries: int) -> str:
    headline = '<li><a href="/tin/{}">Tin liên quan thứ {} về {} trường hợp</a> <span>({}/01/2024)</span></li>'
    rows = "".join(headline.format(n, n, n * 7, n % 28 + 1) for n in range(entries))
    return f'<div class="other-news"><h3>Các tin khác</h3><ul>{rows}</ul></div>'


FOOTER = (
    "<footer><p>Giấy phép số 88/GP-TTĐT cấp ngày 3/4/2019. Điện thoại: 0290.3811999. Email: vp@example.vn</p>"
    "<p>Lượt truy cập: 7829161 Đang trực tuyến: 153 Tất cả: 7.829.161</p></footer>"
)


def _article(title: str, day: str, lines: list[str]) -> str:
    paragraphs = "".join(f"<p>{line}</p>" for line in lines)
    body = f'<article><h1>{title}</h1><time>{day}</time><div class="article-body">{paragraphs}</div></article>'
    return _page(title, f"<nav>{_menu(12)}</nav>{body}{_related(10)}{FOOTER}")


def _tables(title: str, day: str, lines: list[str]) -> str:
    paragraphs = "".join(f'<tr><td class="text"><font face="Arial">{line}</font></td></tr>' for line in lines)
    told = f"<b>{title}</b><br><i>Cập nhật: {day}</i><table>{paragraphs}</table>"
    body = f"<table><tr><td>{_menu(20)}</td><td>{told}</td></tr></table>"
    return _page(title, body + _related(15) + FOOTER)


def _portlets(title: str, day: str, lines: list[str]) -> str:
    text = "".join(
        f'<div style="text-align: justify;"><span style="font-size: 14px">{line}</span></div>' for line in lines
    )
    deep = f'<div class="journal-content-article"><h2 class="title">{title}</h2><p class="date">{day}</p>{text}</div>'
    for name in ("portlet-body", "portlet-content", "portlet", "column-2", "main-wrapper", "container"):
        deep = f'<div class="{name}">{deep}</div>'
    meta = '<meta property="og:type" content="article"><meta property="og:site_name" content="Cổng thông tin">'
    return _page(title, f'<div id="menu">{_menu(40)}</div>{deep}<div class="sidebar">{_related(8)}</div>{FOOTER}', meta)


def _breaks(title: str, day: str, lines: list[str]) -> str:
    text = "<br><br>".join(lines)
    return _page(
        title,
        f'{_menu(15)}<div id="content"><h3>{title}</h3><span>{day}</span><div>{text}</div></div>{_related(6)}{FOOTER}',
    )


def _scripts(title: str, day: str, lines: list[str]) -> str:
    paragraphs = "".join(f"<p>{line}</p><script>ads.push({{slot: 1}});</script>" for line in lines)
    data = f'{{"@type": "NewsArticle", "headline": "tin", "datePublished": "{day}"}}'
    head = f'<script type="application/ld+json">{data}</script>'
    share = '<div class="share"><a href="#">Chia sẻ</a> <a href="#">In trang</a> <a href="#">Cỡ chữ</a></div>'
    body = f'<main><h1>{title}</h1>{share}<section class="detail">{paragraphs}</section></main>'
    return _page(title, f"<header>{_menu(25)}</header>{body}{_related(20)}{FOOTER}", head)


LAYOUTS: list[Callable[[str, str, list[str]], str]] = [_article, _tables, _portlets, _breaks, _scripts]


def theirs(folder: Path) -> None:
    """Text and metadata by trafilatura."""
    from trafilatura import bare_extraction

    for path in sorted(folder.iterdir()):
        bare_extraction(path.read_bytes(), with_metadata=True)


def ours(folder: Path, ledger: Path) -> None:
    """Into a ledger, in this process."""
    from tongket.garbage import collect_seldom
    from tongket.ledger.store import Store
    from tongket.pipeline.add import add
    from tongket.pipeline.work import Settings

    usual = gc.get_threshold()
    collect_seldom()  # as the command does
    for _ in add(Store(ledger, create=True), [str(folder)], Settings(include_case_reports=True)):
        pass
    gc.set_threshold(*usual)


def main() -> None:
    """Print both times and their ratio."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--pages", type=int, default=2000)
    options = arguments.parse_args()
    if not CORPUS.is_file():
        sys.exit(f"no corpus at {CORPUS}: nothing to measure on")
    with tempfile.TemporaryDirectory() as place:
        halves = [Path(place) / "pages" / name for name in ("first", "second")]
        for half in halves:
            half.mkdir(parents=True)
        for number, page in enumerate(pages(articles(options.pages))):
            (halves[2 * number // options.pages] / f"page-{number:05}.html").write_bytes(page)
        spent = {"theirs": 0.0, "ours": 0.0}
        for name, work in (
            ("theirs", lambda: theirs(halves[0])),
            ("ours", lambda: ours(Path(place) / "pages", Path(place) / "ledger")),
            ("theirs", lambda: theirs(halves[1])),
        ):
            began = time.process_time()
            work()
            spent[name] += time.process_time() - began
    for name, seconds in spent.items():
        print(f"{name}: {seconds / options.pages * 1000:.1f} ms a page")
    print(f"ratio {spent['ours'] / spent['theirs']:.2f} (bar 1.5)")


if __name__ == "__main__":
    main()
