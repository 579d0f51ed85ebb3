"""Answers of a site that never end, or are not what they say: each costs only itself."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler
from pathlib import Path

from crawling import endless, paths, run, tell_stored
from loopback import Answer, Site
from portal_pages import ONE
from tongket.sources import sitemaps
from tongket.sources.options import Failure, LoadOptions


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
    assert isinstance(found, Failure) and tell_stored(options, [found]) == 0
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
