"""What was taken of a site before: only what changed is read again, and what broke off goes on."""

from __future__ import annotations

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from crawling import path_of, paths, run, tell_stored
from loopback import Site, Time
from tongket.sources.crawl import Web
from tongket.sources.inputs import fetch
from tongket.sources.options import Failure, LoadOptions
from tongket.sources.raw import RawPage
from tongket.sources.visits import acknowledge


@pytest.fixture
def keeping(site: Site, tmp_path: Path) -> LoadOptions:
    site.page("/etag.html", ETag='"1"')
    site.page("/dated.html", Last_Modified="Mon, 02 Feb 2026 08:00:00 GMT")
    site.page("/plain.html")
    site.sitemap("/map.xml", ["/etag.html", "/dated.html", "/plain.html"])
    return LoadOptions(visits=tmp_path / "visits.sqlite")


ALL = ["/etag.html", "/dated.html", "/plain.html"]


def test_what_did_not_change_is_not_read_again(site: Site, keeping: LoadOptions) -> None:
    time = Time()
    found = run(f"{site.base}/map.xml", options=keeping, time=time)
    assert paths(found) == ALL
    assert tell_stored(keeping, found) == 3
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
    tell_stored(keeping, found)
    site.page("/etag.html", more="Bổ sung", ETag='"2"')
    assert paths(run(f"{site.base}/map.xml", options=keeping, time=time)) == ["/etag.html"]  # and is lost on its way
    assert paths(run(f"{site.base}/map.xml", options=keeping, time=time)) == ["/etag.html"]


def test_a_crawl_that_broke_off_goes_on(site: Site, keeping: LoadOptions) -> None:
    time = Time()

    def broken_off(pages: int, acknowledged: int) -> list[RawPage | Failure]:
        web = Web(keeping, sleep=time.sleep, clock=time.clock, now=time.now)
        road = fetch([f"{site.base}/map.xml"], keeping, web)
        found = [next(road) for _ in range(pages)]
        tell_stored(keeping, found[:acknowledged])  # type: ignore[arg-type]  # pages
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
    assert [path_of(page.source) for page in fetch([f"{site.base}/map.xml"], keeping, web)] == ["/plain.html"]
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
