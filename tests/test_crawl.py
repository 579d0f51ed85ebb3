"""Sites read from a site on this machine: which pages, at what pace, with whose leave."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from loopback import START, Answer, Site, Time, served
from portal_pages import ONE
from tongket.records import Document
from tongket.sources import sitemaps
from tongket.sources.crawl import GIVEN_UP, Web
from tongket.sources.inputs import fetch
from tongket.sources.options import Failure, LoadOptions
from tongket.sources.raw import RawPage, read_raw
from tongket.sources.visits import acknowledge


@pytest.fixture(autouse=True)
def direct(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def site() -> Iterator[Site]:
    with served() as site:
        yield site


def run(*inputs: str, options: LoadOptions | None = None, time: Time | None = None) -> list[RawPage | Failure]:
    options, time = options or LoadOptions(), time or Time()
    web = Web(options, sleep=time.sleep, clock=time.clock, now=time.now)
    try:
        found = list(fetch(inputs, options, web))
    finally:
        web.close()
    assert all(isinstance(each, RawPage | Failure) for each in found)
    return found  # type: ignore[return-value]  # just checked


def paths(found: list[RawPage | Failure]) -> list[str]:
    """The paths of the pages, failures with their cause."""
    return [
        f"{_path(each.source)}: {each.cause}" if isinstance(each, Failure) else _path(each.source) for each in found
    ]


def _path(url: str) -> str:
    return "/" + url.split("/", 3)[3] if url.count("/") > 2 else url


# ── which pages ──────────────────────────────────────────────────────────────
def test_a_sitemap_stands_for_its_pages(site: Site) -> None:
    site.page("/a.html")
    site.page("/b.html")
    found = run(site.sitemap("/map.xml", ["/a.html", "/b.html", "/a.html"]))
    assert paths(found) == ["/a.html", "/b.html"]
    assert site.asked == ["/map.xml", "/robots.txt", "/a.html", "/b.html"]
    (page, _) = found
    assert isinstance(page, RawPage)
    assert (page.url, page.doc, page.retrieved) == (page.source, "a", START + dt.timedelta(seconds=2))
    document = read_raw(page, LoadOptions())
    assert isinstance(document, Document) and ONE in document.text and document.retrieved == page.retrieved


def test_a_plain_page_is_fetched_without_asking_robots(site: Site) -> None:
    site.put("/robots.txt", "User-agent: *\nDisallow: /")
    assert paths(run(site.page("/a.html"))) == ["/a.html"]
    assert site.asked == ["/a.html"]


@pytest.mark.parametrize(
    "item",
    [
        "<item><link>{0}/a.html?x=1&amp;y=2</link></item>",
        "<item><link>\n {0}/a.html?x=1&y=2 \n</link></item>",
        "<item><link><![CDATA[{0}/a.html?x=1&y=2]]></link></item>",
        "<item><title>A &nbsp; & B <![CDATA[<p>&</p>]]></title><link>/a.html?x=1&amp;y=2</link></item>",
        "<item><guid>{0}/a.html?x=1&amp;y=2</guid></item>",
        "<item><guid isPermaLink='false'>7</guid><link>a.html?x=1&amp;y=2</link></item>",
    ],
)
def test_ways_to_write_an_item(site: Site, item: str) -> None:
    site.page("/a.html?x=1&y=2")
    assert paths(run(site.rss("/rss", [item.format(site.base)]))) == ["/a.html?x=1&y=2"]


def test_atom_and_rss_1(site: Site) -> None:
    for path in ("/a.html", "/b.html"):
        site.page(path)
    links = '<link rel="self" href="/no"/><link rel="alternate" href="/a.html"/><source><link href="/no"/></source>'
    site.put(
        "/atom",
        f'<feed xmlns="http://www.w3.org/2005/Atom"><link href="/no"/><entry>{links}</entry></feed>',
    )
    space = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
    site.put("/rdf", f"<rdf:RDF {space}><channel><link>/no</link></channel><item><link>/b.html</link></item></rdf:RDF>")
    assert paths(run(f"{site.base}/atom", f"{site.base}/rdf")) == ["/a.html", "/b.html"]


def test_a_feed_in_utf_16(site: Site) -> None:
    site.page("/a.html")
    site.put(
        "/rss", '<?xml version="1.0" encoding="utf-16"?><rss><item><link>/a.html</link></item></rss>'.encode("utf-16")
    )
    assert paths(run(f"{site.base}/rss")) == ["/a.html"]


def test_an_index_of_packed_sitemaps(site: Site) -> None:
    for path in ("/a.html", "/b.html"):
        site.page(path)
    site.sitemap("/1.xml", ["/a.html"])
    site.answers["/1.xml.gz"] = Answer(gzip.compress(site.answers["/1.xml"].body), {"Content-Type": "application/gzip"})  # type: ignore[union-attr]  # put so
    site.sitemap("/2.xml", ["/b.html"])
    found = run(site.index("/index.xml", ["/1.xml.gz", "/2.xml", "/gone.xml"]))
    assert paths(found) == ["/a.html", "/b.html", "/gone.xml: the address answers 404 Not Found"]


def test_sitemaps_that_name_each_other(site: Site) -> None:
    site.page("/a.html")
    site.sitemap("/deep.xml", ["/a.html"])
    site.index("/1.xml", ["/1.xml", "/2.xml"])
    site.index("/2.xml", ["/1.xml", "/3.xml"])
    site.index("/3.xml", ["/deep.xml"])  # further down than anybody builds
    assert paths(run(f"{site.base}/1.xml")) == []
    assert sorted(set(site.asked)) == ["/1.xml", "/2.xml", "/3.xml", "/robots.txt"]


def test_a_site_by_its_robots(site: Site) -> None:
    site.page("/a.html")
    site.sitemap("/map.xml", ["/a.html"])
    site.put("/robots.txt", f"User-agent: *\nDisallow: /map.xml\nSitemap: {site.base}/map.xml\n")
    assert paths(run(f"site:{site.base}/")) == ["/a.html"]
    assert site.asked == ["/robots.txt", "/map.xml", "/a.html"]


def test_a_site_by_its_usual_sitemap(site: Site) -> None:
    site.page("/a.html")
    site.sitemap("/sitemap.xml", ["/a.html"])
    assert paths(run(f"site:{site.base}")) == ["/a.html"]


def test_a_site_by_the_feeds_of_its_home_page(site: Site) -> None:
    site.page("/a.html")
    site.put("/robots.txt", f"Sitemap: {site.base}/gone.xml")
    site.page("/", head='<link rel="alternate" type="application/rss+xml" href="/rss">')
    site.rss("/rss", ["<item><link>/a.html</link></item>"])
    assert paths(run(f"site:{site.base}/")) == ["/gone.xml: the address answers 404 Not Found", "/a.html"]


def test_a_site_without_any(site: Site) -> None:
    site.page("/")
    (found,) = run(f"site:{site.base}/")
    assert isinstance(found, Failure) and "no sitemap" in found.cause
    (found,) = run("site:http://[")
    assert isinstance(found, Failure) and "not a valid" in found.cause


def test_since(site: Site) -> None:
    for name in "abcd":
        site.page(f"/{name}.html")
    options = LoadOptions(since=dt.date(2026, 1, 1))
    found = run(
        site.sitemap("/map.xml", ["/a.html 2025-12-31", "/b.html 2026-01-01", "/c.html", "/d.html 2025-12-31T23:30Z"]),
        options=options,
    )
    assert paths(found) == ["/b.html", "/c.html", "/d.html"]  # the last is of the new year in Viet Nam
    assert any("older than --since" in line for line in options.tally.lines())


def test_at_most_so_many_pages(site: Site) -> None:
    for number in range(5):
        site.page(f"/{number}.html")
    for number in range(2):
        site.sitemap(f"/{number}.xml", [f"/{page}.html" for page in range(5)[number::2]])
    options = LoadOptions(max_pages=4)
    assert paths(run(site.index("/index.xml", ["/0.xml", "/1.xml"]), options=options)) == [
        f"/{number}.html" for number in (0, 2, 4, 1)
    ]
    assert any("more than 4 pages" in line for line in options.tally.lines())
    options = LoadOptions(max_pages=5)
    assert len(run(f"{site.base}/index.xml", options=options)) == 5
    assert not options.tally.lines()


def test_a_feed_without_pages(site: Site) -> None:
    options = LoadOptions()
    assert run(site.rss("/rss", ["<item><title>412</title></item>"]), options=options) == []
    assert options.tally.lines() == [f"{site.base}/rss names no page that is to be read"]


# ── dates of feeds ───────────────────────────────────────────────────────────
def _published(site: Site, *items: str) -> list[tuple[object, str | None, bool]]:
    read = [read_raw(page, LoadOptions()) for page in run(site.rss("/rss", list(items))) if isinstance(page, RawPage)]
    return [
        (each.published, each.published_source, each.published_doubtful) for each in read if isinstance(each, Document)
    ]


def _undated(site: Site, path: str) -> str:
    text = "Công an xã đã giải quyết 412 hồ sơ và cấp 215 thẻ căn cước cho người dân trong toàn xã. "
    site.put(
        path, f"<html><body><h1>Kết quả công tác của xã</h1><p>{text * 3}</p></body></html>", Content_Type="text/html"
    )
    return f"<item><link>{path}</link><pubDate>%s</pubDate></item>"


def test_a_feeds_day_counts_where_the_page_has_none(site: Site) -> None:
    item = _undated(site, "/a.html")
    (found,) = _published(site, item % "Fri, 27 Feb 2026 22:30:00 GMT")
    assert found == (dt.datetime(2026, 2, 28, 5, 30, tzinfo=dt.timezone(dt.timedelta(hours=7))), "metadata", False)


def test_a_feeds_day_leaves_the_pages_own_alone(site: Site) -> None:
    site.page("/a.html", head='<meta property="article:published_time" content="2024-01-12">')
    (found,) = _published(site, "<item><link>/a.html</link><pubDate>Fri, 27 Feb 2026 22:30:00 GMT</pubDate></item>")
    assert found == (dt.date(2024, 1, 12), "metadata", False)


def test_days_that_tell_nothing_are_left(site: Site) -> None:
    late = _undated(site, "/late.html") % format_datetime(START + dt.timedelta(days=30))
    assert _published(site, late) == [(None, None, False)]
    stamped = [_undated(site, f"/{n}.html") % "Fri, 27 Feb 2026 22:30:00 GMT" for n in range(3)]
    assert _published(site, *stamped) == [(None, None, False)] * 3
    assert _published(site, _undated(site, "/b.html") % "no day") == [(None, None, False)]


# ── leave to ask ─────────────────────────────────────────────────────────────
def test_robots_hold_for_pages_of_a_crawl(site: Site) -> None:
    site.page("/a.html")
    site.page("/kin/b.html")
    site.page("/moved.html")
    site.put("/c.html", status=302, Location="/kin/b.html")
    site.put("/robots.txt", "User-agent: other\nDisallow: /\n\nUser-agent: *\nDisallow: /kin/\n")
    found = run(site.sitemap("/map.xml", ["/a.html", "/kin/b.html", "/c.html"]))
    refused = "robots.txt of 127.0.0.1 does not allow it"
    assert paths(found) == ["/a.html", f"/kin/b.html: {refused}", f"/c.html: {refused}"]
    assert "/kin/b.html" not in site.asked
    assert site.asked.count("/robots.txt") == 1


def test_robots_may_speak_to_tongket(site: Site) -> None:
    site.page("/a.html")
    site.put("/robots.txt", "User-agent: Tongket\nDisallow: /\n\nUser-agent: *\nAllow: /\n")
    assert paths(run(site.sitemap("/map.xml", ["/a.html"]))) == ["/a.html: robots.txt of 127.0.0.1 does not allow it"]


def test_robots_out_of_reach_forbid_all(site: Site) -> None:
    site.page("/a.html")
    site.put("/robots.txt", status=500)
    (found,) = run(site.sitemap("/map.xml", ["/a.html"]))
    assert isinstance(found, Failure) and "robots.txt of 127.0.0.1 can't be had" in found.cause
    assert "/a.html" not in site.asked
    site.put("/robots.txt", status=403)
    assert paths(run(f"{site.base}/map.xml")) == ["/a.html"]


def test_endless_robots(site: Site) -> None:
    site.page("/a.html")
    site.page("/z/b.html")
    site.answers["/robots.txt"] = endless(b"User-agent: *\nDisallow: /z/\n")
    assert paths(run(site.sitemap("/map.xml", ["/a.html", "/z/b.html"]))) == [
        "/a.html",
        "/z/b.html: robots.txt of 127.0.0.1 does not allow it",
    ]


def test_other_sites_are_left_alone(site: Site) -> None:
    with served() as other:
        other.page("/b.html")
        site.put("/c.html", status=302, Location=f"{other.base}/b.html")
        links = [
            f"{other.base}/b.html",
            "https://vanha.gov.vn/x",
            "ftp://127.0.0.1/x",
            "javascript:alert(1)",
            "/c.html",
        ]
        options = LoadOptions()
        (found,) = run(site.rss("/rss", [f"<item><link>{link}</link></item>" for link in links]), options=options)
        assert isinstance(found, Failure) and "leads to another site" in found.cause
        assert other.asked == []
        (told,) = options.tally.lines()
        assert "127.0.0.1 (1)" in told and "vanha.gov.vn (1)" in told
        page = site.put("/d.html", status=302, Location=f"{other.base}/b.html")
        assert paths(run(page)) == ["/d.html"]  # whom the user names may send them on


# ── pace ─────────────────────────────────────────────────────────────────────
def test_one_request_a_second(site: Site) -> None:
    for name in "abc":
        site.page(f"/{name}.html")
    site.sitemap("/map.xml", [f"/{name}.html" for name in "abc"])
    time = Time()
    run(f"{site.base}/map.xml", time=time)
    assert time.waits == [1.0] * 4
    time = Time()
    run(f"{site.base}/map.xml", options=LoadOptions(delay=0), time=time)
    assert time.waits == []


def test_a_longer_delay_of_the_host_holds(site: Site) -> None:
    site.page("/a.html")
    site.page("/b.html")
    site.sitemap("/map.xml", ["/a.html", "/b.html"])
    site.put("/robots.txt", "User-agent: *\nCrawl-delay: 7\n")
    time = Time()
    run(f"{site.base}/map.xml", time=time)
    assert time.waits == [1.0, 1.0, 7.0]
    site.put("/robots.txt", "User-agent: *\nCrawl-delay: 86400\n")
    found = run(f"{site.base}/map.xml")
    assert all(isinstance(each, Failure) and "86400 seconds between two requests" in each.cause for each in found)


def test_a_busy_host_is_asked_again_when_it_says(site: Site) -> None:
    page = site.page("/a.html")
    whole = site.answers["/a.html"]
    soon = format_datetime(START + dt.timedelta(seconds=31), usegmt=True)
    busy = iter(
        [Answer(status=429, headers={"Retry-After": "9"}), Answer(status=503, headers={"Retry-After": soon}), whole]
    )
    site.answers["/a.html"] = lambda handler: next(busy)  # type: ignore[assignment,return-value]  # answers only
    time = Time()
    assert paths(run(page, time=time)) == ["/a.html"]
    assert time.waits == [9.0, 22.0]


def test_a_host_that_stays_busy(site: Site) -> None:
    time = Time()
    assert paths(run(site.put("/a.html", status=429), time=time)) == [
        "/a.html: the address answers 429 Too Many Requests"
    ]
    assert time.waits == [2.0, 4.0, 8.0]
    time = Time()
    (found,) = run(site.put("/a.html", status=503, Retry_After="1" + "0" * 400), time=time)
    assert isinstance(found, Failure) and "asks to be left alone" in found.cause
    assert time.waits == []


def test_a_site_that_has_gone_down_is_given_up(site: Site) -> None:
    links = [f"/{number}.html" for number in range(50)]
    for link in links:
        site.put(link, status=500)
    found = run(site.sitemap("/map.xml", links))
    assert len(found) == GIVEN_UP + 1
    assert "given up" in str(found[-1])


# ── hostile answers ──────────────────────────────────────────────────────────
def endless(begin: bytes, again: bytes = b"<p>a</p>" * 1000):  # type: ignore[no-untyped-def]  # a Respond
    """An answer without an end, as far as anybody reads it."""

    def respond(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n" + begin)
        handler.close_connection = True
        while True:
            handler.wfile.write(again)

    return respond


def test_endless_pages_cost_only_themselves(site: Site) -> None:
    site.answers["/a.html"] = endless(b"<html>")
    site.page("/b.html")
    found = run(site.sitemap("/map.xml", ["/a.html", "/b.html"]), options=LoadOptions(max_bytes=1_000_000))
    assert paths(found) == ["/a.html: larger than the limit of 1,000,000 bytes (--max-bytes)", "/b.html"]


def test_drips_are_cut_off(site: Site) -> None:
    def drip(begin: bytes):  # type: ignore[no-untyped-def]  # a Respond
        def respond(handler: BaseHTTPRequestHandler) -> None:
            handler.wfile.write(begin)
            handler.close_connection = True
            for _ in range(500):  # ten seconds, so that a reader who does not cut it off fails
                if not site.stopped.wait(0.02):
                    handler.wfile.write(b"a")

        return respond

    site.answers["/head.html"] = drip(b"HTTP/1.1 200 OK\r\nX-Header: ")
    site.answers["/body.html"] = drip(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n")
    site.answers["/long.html"] = drip(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 99999\r\n\r\n")
    site.page("/b.html")
    site.sitemap("/map.xml", ["/head.html", "/body.html", "/long.html", "/b.html"])
    found = run(f"{site.base}/map.xml", options=LoadOptions(deadline=0.5))
    late = "the answer was not complete after 0.5 seconds"
    assert paths(found) == [f"/head.html: {late}", f"/body.html: {late}", f"/long.html: {late}", "/b.html"]


def test_what_was_cut_off_is_not_taken(site: Site, tmp_path: Path) -> None:
    whole = site.page("/a.html", ETag='"1"')

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b'HTTP/1.1 200 OK\r\nETag: "1"\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<p>')
        handler.close_connection = True
        site.stopped.wait(10)

    page, site.answers["/a.html"] = site.answers["/a.html"], drip
    options = LoadOptions(visits=tmp_path / "visits.sqlite", deadline=0.3)
    (found,) = run(whole, options=options)
    assert isinstance(found, Failure) and _acknowledge(options, [found]) == 0
    site.answers["/a.html"] = page
    assert paths(run(whole, options=options)) == ["/a.html"]


def test_sitemaps_without_end(site: Site) -> None:
    count = iter(range(10**6))

    def more(handler: BaseHTTPRequestHandler) -> Answer:
        return Answer(f"<sitemapindex><sitemap><loc>/{next(count)}</loc></sitemap></sitemapindex>".encode())

    site.answers.update({f"/{number}": more for number in range(100)})
    assert run(site.index("/index.xml", ["/0"])) == []  # each names a further one, to no end
    assert len(site.asked) < 10
    links = [f"/none/{number}" for number in range(sitemaps.MAX_SITEMAPS + 50)]
    options = LoadOptions()
    found = run(site.index("/wide.xml", links), options=options)
    assert len(found) < sitemaps.MAX_SITEMAPS and all(isinstance(each, Failure) for each in found)
    assert any("sitemaps, the rest was left" in line for line in options.tally.lines())


def test_lengths_that_are_not_true(site: Site) -> None:
    for path, length in (("/long.html", "999999"), ("/huge.html", "9" * 15)):
        site.page(path, more=ONE * 50, Content_Length=length, Connection="close")
    site.page("/b.html")
    found = run(site.sitemap("/map.xml", ["/long.html", "/huge.html", "/b.html"]))
    assert paths(found) == [
        "/long.html: the connection broke off (RemoteProtocolError)",
        "/huge.html: larger than the limit of 50,000,000 bytes (--max-bytes)",
        "/b.html",
    ]


def test_redirects_without_end(site: Site) -> None:
    site.page("/b.html")
    site.put("/round.html", status=302, Location="/round.html")
    for number in range(20):
        site.put(f"/{number}", status=301, Location=f"/{number + 1}")
    found = run(site.sitemap("/map.xml", ["/round.html", "/0", "/b.html"]))
    assert paths(found) == [
        "/round.html: redirected more than 10 times",
        "/0: redirected more than 10 times",
        "/b.html",
    ]


def test_one_page_under_two_addresses(site: Site) -> None:
    site.page("/b.html")
    site.put("/a.html", status=301, Location="/b.html")
    assert paths(run(site.sitemap("/map.xml", ["/a.html", "/b.html"]))) == ["/a.html"]


def test_an_endless_feed_is_read_as_far_as_wanted(site: Site) -> None:
    for number in range(3):
        site.page(f"/{number}.html")
    begin = "".join(f"<item><link>/{number}.html</link></item>" for number in range(3))
    site.answers["/rss"] = endless(b"<rss><channel>" + begin.encode(), b"<item><link>/more.html</link></item>")
    site.answers["/noise"] = endless(b"<rss><channel>" + begin.encode(), b"<x>" + b"a" * 5000 + b"</x>")
    options = LoadOptions(max_pages=3)
    assert paths(run(f"{site.base}/rss", options=options)) == ["/0.html", "/1.html", "/2.html"]
    assert options.tally.notes
    assert paths(run(f"{site.base}/noise", options=LoadOptions(max_pages=4))) == [
        "/0.html",
        "/1.html",
        "/2.html",
        "/noise: not read to its end: longer than the 52,428,800 bytes that a sitemap may have",
    ]


def test_a_page_that_is_none_stops_nothing(site: Site) -> None:
    site.page("/b.html")
    site.put("/a.png", b"\x89PNG", Content_Type="image/png")
    site.rss("/rss", ["<item><link>/b.html</link></item>"])
    found = run(site.sitemap("/map.xml", ["/a.png", "/rss", "/b.html"]))
    assert paths(found) == [
        "/a.png: the address answers with image/png, not with a page or text",
        "/rss: a feed or sitemap, not a page",
        "/b.html",
    ]


# ── what was taken before ────────────────────────────────────────────────────
@pytest.fixture
def keeping(site: Site, tmp_path: Path) -> LoadOptions:
    site.page("/etag.html", ETag='"1"')
    site.page("/dated.html", Last_Modified="Mon, 02 Feb 2026 08:00:00 GMT")
    site.page("/plain.html")
    site.sitemap("/map.xml", ["/etag.html", "/dated.html", "/plain.html"])
    return LoadOptions(visits=tmp_path / "visits.sqlite")


ALL = ["/etag.html", "/dated.html", "/plain.html"]


def _acknowledge(options: LoadOptions, found: list[RawPage | Failure]) -> int:
    assert options.visits
    return acknowledge(options.visits, [each.source for each in found])


def test_what_did_not_change_is_not_read_again(site: Site, keeping: LoadOptions) -> None:
    time = Time()
    found = run(f"{site.base}/map.xml", options=keeping, time=time)
    assert paths(found) == ALL
    assert _acknowledge(keeping, found) == 3
    assert paths(run(f"{site.base}/map.xml", options=keeping, time=time)) == []
    asked = dict(site.requests[-3:])
    assert asked["/etag.html"]["If-None-Match"] == '"1"'
    assert asked["/dated.html"]["If-Modified-Since"] == "Mon, 02 Feb 2026 08:00:00 GMT"
    assert keeping.tally.not_modified == 3
    site.page("/etag.html", more="Bổ sung", ETag='"2"')
    assert paths(run(f"{site.base}/map.xml", options=keeping, time=time)) == ["/etag.html"]
    assert paths(run(f"{site.base}/dated.html", options=keeping, time=time)) == []


def test_what_was_not_acknowledged_is_fetched_whole(site: Site, keeping: LoadOptions) -> None:
    time = Time()
    run(f"{site.base}/map.xml", options=keeping, time=time)
    assert paths(run(f"{site.base}/map.xml", options=keeping, time=time)) == ALL
    assert not any("If-None-Match" in headers for _, headers in site.requests)
    found = run(f"{site.base}/map.xml", options=keeping, time=time)
    _acknowledge(keeping, found)
    site.page("/etag.html", more="Bổ sung", ETag='"2"')
    assert paths(run(f"{site.base}/map.xml", options=keeping, time=time)) == ["/etag.html"]  # and is lost on its way
    assert paths(run(f"{site.base}/map.xml", options=keeping, time=time)) == ["/etag.html"]


def test_a_crawl_that_broke_off_goes_on(site: Site, keeping: LoadOptions) -> None:
    time = Time()

    def broken_off(pages: int, acknowledged: int) -> list[RawPage | Failure]:
        web = Web(keeping, sleep=time.sleep, clock=time.clock, now=time.now)
        road = fetch([f"{site.base}/map.xml"], keeping, web)
        found = [next(road) for _ in range(pages)]
        _acknowledge(keeping, found[:acknowledged])  # type: ignore[arg-type]  # pages
        web.close()
        return found  # type: ignore[return-value]  # pages

    assert paths(broken_off(2, 1)) == ["/etag.html", "/dated.html"]
    site.requests.clear()
    assert paths(run(f"{site.base}/map.xml", options=keeping, time=time)) == ["/dated.html", "/plain.html"]
    assert "/etag.html" not in site.asked
    assert keeping.tally.taken == 1
    run(f"{site.base}/map.xml", options=keeping, time=time)  # came to its end: now all are asked for again
    assert "/etag.html" in site.asked
    broken_off(2, 2)
    time.sleep(keeping.revisit.total_seconds() + 1)
    site.requests.clear()
    run(f"{site.base}/map.xml", options=keeping, time=time)
    assert "/etag.html" in site.asked


KILLED = """
import os, signal, sys
from pathlib import Path
from tongket.sources.inputs import fetch
from tongket.sources.options import LoadOptions
from tongket.sources.visits import acknowledge
options = LoadOptions(visits=Path(sys.argv[2]), delay=0)
for number, page in enumerate(fetch([sys.argv[1]], options)):
    if number == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    acknowledge(options.visits, [page.source])
"""


def test_a_killed_run_loses_nothing_and_asks_nothing_twice(site: Site, keeping: LoadOptions) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, f"{site.base}/map.xml", str(keeping.visits)], timeout=60)
    assert done.returncode == -signal.SIGKILL
    assert site.asked[-3:] == ALL
    site.requests.clear()
    web = Web(keeping, sleep=lambda seconds: None)
    assert [_path(page.source) for page in fetch([f"{site.base}/map.xml"], keeping, web)] == ["/plain.html"]
    web.close()
    assert [path for path in site.asked if path in ALL] == ["/plain.html"]


def test_acknowledged_by_where_it_came_from(site: Site, keeping: LoadOptions) -> None:
    site.put("/moved.html", status=301, Location="/etag.html")
    (found,) = run(f"{site.base}/moved.html", options=keeping)
    assert isinstance(found, RawPage) and found.url and found.url != found.source
    assert keeping.visits and acknowledge(keeping.visits, [found.url, "https://vanha.gov.vn/nowhere"]) == 1
    assert run(f"{site.base}/moved.html", options=keeping) == []


def test_a_store_that_is_none(site: Site, tmp_path: Path) -> None:
    path = tmp_path / "visits.sqlite"
    path.write_bytes(b"no store" * 1000)
    (found,) = run(site.page("/a.html"), options=LoadOptions(visits=path))
    assert isinstance(found, Failure) and "visits.sqlite can't be used" in found.cause


def test_acknowledged_while_the_crawl_goes_on(site: Site, keeping: LoadOptions) -> None:
    """From another thread, as whoever stores what was read does it, with the store open here."""
    assert keeping.visits
    links = [f"/{number}.html" for number in range(30)]
    for link in links:
        site.page(link, more=link)
    site.sitemap("/map.xml", links)
    time = Time()
    web = Web(keeping, sleep=time.sleep, clock=time.clock, now=time.now)
    with ThreadPoolExecutor(4) as others:
        stored = [
            others.submit(acknowledge, keeping.visits, [page.source])
            for page in fetch([f"{site.base}/map.xml"], keeping, web)
        ]
    web.close()
    assert [each.result() for each in stored] == [1] * len(links)
    assert run(f"{site.base}/map.xml", options=keeping, time=time) == []
    assert keeping.tally.not_modified == len(links)


# ── on the command line ──────────────────────────────────────────────────────
def test_the_command_line_reads_a_site(site: Site, tmp_path: Path) -> None:
    for name in ("a", "b", "old"):
        site.page(f"/{name}.html")
    site.put("/robots.txt", f"User-agent: *\nDisallow: /b\nSitemap: {site.base}/map.xml")
    site.sitemap("/map.xml", ["/a.html 2026-01-02", "/b.html", "/old.html 2025-01-01", "https://vanha.gov.vn/x"])
    out = tmp_path / "figures.jsonl"
    options = ["--site", site.base, "--delay", "0", "--since", "2026-01-01", "--out", str(out)]
    done = subprocess.run(
        [sys.executable, "-m", "tongket", "read", *options], capture_output=True, text=True, timeout=60
    )
    assert [json.loads(line)["document"]["url"] for line in out.read_text().splitlines()] == [f"{site.base}/a.html"]
    assert (done.returncode, done.stderr.splitlines()) == (
        1,
        [
            "tongket: 1 page older than --since, not asked for",
            "tongket: links to other sites, not followed: vanha.gov.vn (1)",
            f"tongket: {site.base}/b.html: robots.txt of 127.0.0.1 does not allow it",
        ],
    )


def test_nothing_to_read_is_wrong_usage() -> None:
    done = subprocess.run([sys.executable, "-m", "tongket", "read"], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (2, "tongket: nothing to read: name an INPUT or --site\n")
