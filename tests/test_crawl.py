"""Sites read from a site on this machine: which pages, at what pace, with whose leave."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import subprocess
import sys
from email.utils import format_datetime
from pathlib import Path

import pytest

from crawling import endless, paths, run
from loopback import START, Answer, Site, Time, served
from portal_pages import ONE
from tongket.records import Document
from tongket.sources.crawl import GIVEN_UP
from tongket.sources.options import Failure, LoadOptions
from tongket.sources.raw import RawPage, read_raw


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
