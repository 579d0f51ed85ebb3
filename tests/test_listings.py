"""Feeds and sitemaps as bytes: what is one, what it names, and what hostile ones cost."""

from __future__ import annotations

import datetime as dt
import gzip
import tracemalloc
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tongket.sources import feeds
from tongket.sources.feeds import Link
from tongket.sources.listings import Kind, kind_of, mended, read

BASE = "https://vanha.gov.vn/tin/"
ENDLESS: dict[Kind, int] = {"feed": 10**9, "sitemap": 10**9, "index": 10**9}
RSS = b"<rss version='2.0'><channel><link>/</link>%s</channel></rss>"


def urls(data: bytes) -> list[str]:
    return [link.url for link in read([data], BASE, ENDLESS).links]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"<?xml version='1.0'?><!-- made by --><rss version='2.0'>", "feed"),
        (b"\xef\xbb\xbf<feed xmlns='http://www.w3.org/2005/Atom'>", "feed"),
        (b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>", "feed"),
        (b"\n<urlset><url>", "sitemap"),
        (gzip.compress(b"<urlset><url></url></urlset>", mtime=0), "sitemap"),
        (b"<sm:sitemapindex xmlns:sm='http://www.sitemaps.org/schemas/sitemap/0.9'>", "index"),
        ("<?xml version='1.0' encoding='utf-16'?><rss>".encode("utf-16"), "feed"),
        (b"<!DOCTYPE html><html><head><title>rss</title>", None),
        (b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'>", None),
        (b"<!-- <rss> --><p>rss</p>", None),
        (b"rss: 412", None),
        (b"", None),
        (b"\x1f\x8bno gzip", None),
        (gzip.compress(b"PK", mtime=0), None),
    ],
)
def test_kinds(data: bytes, kind: str | None) -> None:
    assert kind_of(data) == kind


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Fri, 27 Feb 2026 22:30:00 GMT", "2026-02-28T05:30:00+07:00"),
        ("Sat, 28 Feb 2026 05:30:00 +0700", "2026-02-28T05:30:00+07:00"),
        ("Sat, 28 Feb 2026 05:30:00", "2026-02-28T05:30:00+07:00"),
        ("2026-02-27T22:30:00Z", "2026-02-28T05:30:00+07:00"),
        ("2026-02-28", "2026-02-28"),
        ("28/02/2026 05:30", "2026-02-28T05:30:00+07:00"),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("Sat, 28 Feb 99999 05:30:00 +0700", None),
        ("Sat, 28 Feb 2026 99:99:99 +9999", None),
        ("yesterday", None),
        ("2" * 10**6, None),
    ],
)
def test_days(text: str, expected: str | None) -> None:
    found = feeds.moment(text)
    assert (found.isoformat() if found else None) == expected


@given(st.text(max_size=70))
def test_any_day_is_read_or_left(text: str) -> None:
    assert feeds.moment(text) is None or isinstance(feeds.moment(text), dt.date)


def test_a_news_sitemap_tells_when_a_page_appeared() -> None:
    spaces = "xmlns:news='http://www.google.com/schemas/sitemap-news/0.9' xmlns:image='urn:image'"
    data = f"""<urlset {spaces}><url><image:image><image:loc>/p.jpg</image:loc></image:image><loc>/a</loc>
    <lastmod>2026-03-01</lastmod><news:news><news:publication_date>2026-02-28</news:publication_date></news:news></url></urlset>"""
    (link,) = read([data.encode()], BASE, ENDLESS).links
    assert link == Link("https://vanha.gov.vn/a", dt.date(2026, 2, 28), dt.date(2026, 3, 1))
    assert link.newest == dt.date(2026, 3, 1)


@pytest.mark.parametrize(
    "broken",
    [
        b"<b>",
        b"</b>",
        b"&nbsp;",
        b"\x01",
        b"&#0;",
        b"&",
        b"\xff",
        b"<a b=c>",
        b"<!ENTITY x>",
        b"<title>a < b</title>",
        b"]]>",
    ],
)
def test_what_is_no_xml_does_not_change_an_address(broken: bytes) -> None:
    item = b"<item><link>/a?x=1&amp;y=2</link></item>"
    assert urls(RSS % (item + broken + item.replace(b"/a", b"/b")))[:1] == ["https://vanha.gov.vn/a?x=1&y=2"]
    assert all(url.endswith("?x=1&y=2") for url in urls(RSS % (broken + item + b"<item>" + broken + item[6:])))


@pytest.mark.parametrize(
    "link",
    [
        b"",
        b"ftp://a.vn/x",
        b"javascript:alert(1)",
        b"http://",
        b"http://a.vn:x/",
        b"http://[",
        b"/a" + b"a" * 3000,
        b"/a\x07",
    ],
)
def test_links_that_are_none(link: bytes) -> None:
    assert urls(RSS % (b"<item><link>" + link + b"</link></item><item><link>b</link></item>")) in (
        ["https://vanha.gov.vn/tin/b"],
        ["https://vanha.gov.vn/a", "https://vanha.gov.vn/tin/b"],
    )


def test_entities_of_its_own_are_not_expanded() -> None:
    names = [b"<!ENTITY a 'aaaaaaaaaa'>"]
    names += [b"<!ENTITY %c '%s'>" % (98 + i, (b"&%c;" % (97 + i)) * 10) for i in range(12)]
    bomb = b"<!DOCTYPE rss [" + b"".join(names) + b"]>" + RSS % b"<item><title>&m;</title><link>/a?&m;</link></item>"
    assert urls(bomb) == ["https://vanha.gov.vn/a?&m;"]
    file = b"<!DOCTYPE rss [<!ENTITY x SYSTEM 'file:///etc/hostname'>]>" + RSS % b"<item><link>/a&x;</link></item>"
    assert urls(file) == ["https://vanha.gov.vn/a&x"]


def test_nested_without_end() -> None:
    assert urls(b"<rss>" + b"<a>" * 10**6) == []


def items(count: int) -> Iterator[bytes]:
    yield b"<rss><channel>"
    for number in range(count // 100):
        yield b"".join(b"<item><title>aaaaaaaa</title><link>/%d%02d</link></item>" % (number, k) for k in range(100))


def test_a_million_items_take_no_more_than_is_wanted() -> None:
    taken = 0

    def counted() -> Iterator[bytes]:
        nonlocal taken
        for part in items(10**6):
            taken += 1
            yield part

    listing = read(counted(), BASE, {"feed": 1000, "sitemap": 0, "index": 0})
    assert (len(listing.links), listing.is_cut) == (1000, True)
    assert taken < 15


def test_unwanted_items_take_no_memory() -> None:
    read(items(100), BASE, ENDLESS)
    tracemalloc.start()
    try:
        listing = read(items(10**4), BASE, ENDLESS, lambda link, kind: False)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert listing.links == [] and peak < 200_000


@pytest.mark.parametrize("inside", [b"<url><loc>%s</loc></url>", b"<!-- %s -->", b"<x>%s</x>"])
def test_a_packed_sitemap_without_end(inside: bytes) -> None:
    bomb = gzip.compress(b"<urlset><url><loc>/a</loc></url>" + inside % (b"a" * 100_000_000), 9)
    assert len(bomb) < 200_000
    tracemalloc.start()
    try:
        listing = read([bomb], BASE, ENDLESS)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert [link.url for link in listing.links] == ["https://vanha.gov.vn/a"]
    assert peak < 2_000_000


def test_a_damaged_pack_gives_what_comes_before() -> None:
    packed = gzip.compress(b"<urlset>" + b"".join(b"<url><loc>/%d</loc></url>" % n for n in range(10**4)))
    listing = read([packed[:5000], b"\xff" * 5000], BASE, ENDLESS)
    assert len(listing.links) > 10 and listing.problem.startswith("the packed sitemap is")


# ── parts ────────────────────────────────────────────────────────────────────
SNIPPETS = st.sampled_from(
    ["a", "&", "&amp;", "&nbsp;", "&#38;", "&#x26;", "&x;", "<![CDATA[", "]]>", "<b>", "</b>", "<", "]", "ệ", "&&", ";"]
)


def parted(data: bytes, cuts: list[int]) -> list[bytes]:
    at = sorted({0, len(data), *(cut % (len(data) + 1) for cut in cuts)})
    return [data[a:b] for a, b in pairwise(at)]


@settings(deadline=None)
@given(st.lists(SNIPPETS, max_size=40), st.lists(st.integers(min_value=0), max_size=20))
def test_how_the_bytes_arrive_makes_no_difference(snippets: list[str], cuts: list[int]) -> None:
    data = "".join(snippets).encode()
    assert b"".join(mended(parted(data, cuts))) == b"".join(mended([data]))
    whole = RSS % (b"<item><title>" + data + b"</title><link>/a?x=1&y=2</link></item>")
    assert read(parted(whole, cuts), BASE, ENDLESS) == read([whole], BASE, ENDLESS)


@given(st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=60))
def test_mending_sound_xml_changes_nothing_of_it(text: str) -> None:
    element = etree.Element("r", k=text)
    element.text = text
    data = etree.tostring(element, encoding="utf-8")
    read_again = etree.fromstring(b"".join(mended([data])))
    assert (read_again.text or "", read_again.get("k")) == (text, text)


@settings(deadline=None, max_examples=300)
@given(
    st.binary(max_size=200), st.sampled_from([b"<rss><item><link>/a</link>", b"<urlset>", b"<?xml", b"\x1f\x8b", b""])
)
def test_any_bytes_are_read_somehow(data: bytes, begin: bytes) -> None:
    kind_of(begin + data)
    listing = read([begin + data], BASE, ENDLESS)
    assert all(link.url.startswith(("http://", "https://")) for link in listing.links)
