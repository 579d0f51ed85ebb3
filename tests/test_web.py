"""How addresses are asked for: as whom, through which proxy, and never where a stranger points."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from loopback import Answer, Site, Time, served
from tongket.sources import hosts
from tongket.sources.errors import SourceError
from tongket.sources.inputs import fetch
from tongket.sources.options import Failure, LoadOptions
from tongket.sources.raw import RawPage
from tongket.sources.web import Fetcher

OUTSIDE = "http://sotuphap.vanha.gov.vn"
"""Reached by the proxy below, so that it counts as a site of the outside."""


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    with served() as site:
        yield site


@pytest.fixture
def outside(site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A proxy that answers for every host but this machine."""
    with served() as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.base)
        monkeypatch.setenv("NO_PROXY", "127.0.0.1,127.1,localhost")
        yield proxy


def run(*inputs: str) -> list[RawPage | Failure]:
    return list(fetch(inputs, LoadOptions(delay=0)))  # type: ignore[arg-type]  # no tables among them


def cause(*inputs: str) -> str:
    (found,) = run(*inputs)
    assert isinstance(found, Failure), found
    return found.cause


# ── as whom ──────────────────────────────────────────────────────────────────
def test_nothing_tells_who_asks(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("USER", "nguoi.dung")
    monkeypatch.setenv("EMAIL", "nguoi.dung@vanha.gov.vn")
    run(site.page("/a.html", Set_Cookie="id=412; Path=/"), site.page("/b.html"))
    for _, headers in site.requests:
        assert set(headers) == {"Host", "Accept", "Accept-Encoding", "Accept-Language", "Connection", "User-Agent"}
        assert re.fullmatch(r"Tongket/[\d.]+ \(\+reads public bodies' reports\)", headers["User-Agent"])


def test_one_connection_serves_a_run(site: Site) -> None:
    peers: set[object] = set()

    def answer(handler: BaseHTTPRequestHandler) -> Answer:
        peers.add(handler.client_address)
        return Answer(b"text")

    site.answers["/a"] = site.answers["/b"] = answer
    assert len(run(f"{site.base}/a", f"{site.base}/b")) == 2
    assert len(peers) == 1


def test_a_password_goes_only_where_it_belongs(site: Site) -> None:
    with served() as other:
        other.page("/b.html")
        site.put("/a.html", status=302, Location="/c.html")
        site.put("/c.html", status=302, Location=f"{other.base.replace('//', '//ai:khoa@')}/b.html")
        (page,) = run(site.base.replace("//", "//ai:matkhau@") + "/a.html")
        assert isinstance(page, RawPage) and page.url == f"{other.base}/b.html"
        assert ["Authorization" in headers for _, headers in (*site.requests, *other.requests)] == [True, True, False]


def test_not_modified_without_having_been_asked(site: Site) -> None:
    assert cause(site.put("/a.html", status=304)) == "the address answers 304 Not Modified"


# ── certificates ─────────────────────────────────────────────────────────────
@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Key and certificate of a name that only this test trusts, in one file."""
    if not shutil.which("openssl"):
        pytest.skip("openssl, which makes the certificate, is not installed")
    path = tmp_path / "certificate.pem"
    name = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    made = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    command = ["openssl", "req", "-x509", *made, *name, "-keyout", tmp_path / "key.pem", "-out", path]
    subprocess.run(command, check=True, capture_output=True)
    with path.open("ab") as file:
        file.write((tmp_path / "key.pem").read_bytes())
    return path


def test_a_certificate_must_be_trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with served(certificate) as site:
        page = site.page("/a.html")
        assert cause(page) == "its certificate can't be trusted"
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert len(run(page)) == 1


def test_drips_over_tls_are_cut_off(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with served(certificate) as site:

        def drip(handler: BaseHTTPRequestHandler) -> None:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Header: ")
            handler.close_connection = True
            for _ in range(500):  # ten seconds, so that a reader who does not cut it off fails
                if not site.stopped.wait(0.02):
                    handler.wfile.write(b"a")

        site.answers["/a.html"] = drip
        site.page("/b.html")
        options = LoadOptions(delay=0, deadline=0.5)
        late, page = fetch([f"{site.base}/a.html", f"{site.base}/b.html"], options)
        assert isinstance(late, Failure) and late.cause == "the answer was not complete after 0.5 seconds"
        assert isinstance(page, RawPage)


# ── proxies ──────────────────────────────────────────────────────────────────
def test_a_proxy_of_the_environment_is_used(outside: Site, site: Site) -> None:
    outside.page(f"{OUTSIDE}/a.html")
    found = run(f"{OUTSIDE}/a.html", site.page("/b.html"))
    assert [each.source for each in found] == [f"{OUTSIDE}/a.html", f"{site.base}/b.html"]
    assert (outside.asked, site.asked) == ([f"{OUTSIDE}/a.html"], ["/b.html"])


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:9", "ftp://127.0.0.1:9", "http://127.0.0.1:9"])
def test_a_proxy_that_can_t_be_used(site: Site, monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    monkeypatch.setenv("ALL_PROXY", proxy)
    found = cause(site.page("/a.html"))
    assert "proxy" in found or "no connection" in found
    assert site.asked == []


# ── the user's own network ───────────────────────────────────────────────────
@pytest.mark.parametrize("host", ["127.0.0.1", "127.1", "localhost"])
def test_nobody_outside_leads_into_the_users_network(outside: Site, site: Site, host: str) -> None:
    site.page("/secret.html")
    inner = site.base.replace("127.0.0.1", host) + "/secret.html"
    outside.put(f"{OUTSIDE}/moved.html", status=302, Location=inner)
    assert "leads into your own network" in cause(f"{OUTSIDE}/moved.html")
    outside.put(f"{OUTSIDE}/robots.txt", status=302, Location=inner)
    outside.put(f"{OUTSIDE}/rss", f"<rss><item><link>{inner}</link></item><item><link>moved.html</link></item></rss>")
    assert "leads to another site" in cause(f"{OUTSIDE}/rss")
    assert site.asked == []
    assert len(run(inner)) == 1 and site.asked == ["/secret.html"]  # but whoever owns it may name it


def test_a_name_that_resolves_into_the_users_network(site: Site) -> None:
    site.page("/secret.html")
    fetcher = Fetcher(LoadOptions(delay=0))
    address = (
        site.base.replace("127.0.0.1", "127.1") + "/secret.html"
    )  # no address by its form, one when it is resolved
    for _ in range(2):
        with pytest.raises(SourceError, match="own network"), fetcher.open(address, inside=False):
            pass
    assert site.asked == []
    with fetcher.open(address, inside=True) as reply:
        assert reply.answer(10**6).data
    with pytest.raises(SourceError, match="own network"), fetcher.open(address, inside=False):
        pass  # the connection that is open is no way in
    fetcher.close()
    assert site.asked == ["/secret.html"]


INSIDE = """127.0.0.1 127.9.9.9 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 ::1 ::
fe80::1 fe80::1%eth0 fd00::1 ff02::1 ::ffff:127.0.0.1 64:ff9b::7f00:1 2002:7f00:1:: 255.255.255.255 nonsense"""


@pytest.mark.parametrize("address", INSIDE.split())
def test_addresses_of_the_users_network(address: str) -> None:
    assert hosts.is_internal_address(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "113.160.0.1", "2606:4700::1111", "64:ff9b::808:808"])
def test_addresses_of_the_outside(address: str) -> None:
    assert not hosts.is_internal_address(address)


# ── sites ────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://www.vanha.gov.vn/a", "vanha.gov.vn"),
        ("https://ai:khoa@SoTuPhap.VanHa.gov.vn:8443/a", "vanha.gov.vn"),
        ("https://rss.baovanha.vn./a", "baovanha.vn"),
        ("https://a.b.co.uk/", "b.co.uk"),
        ("https://a.example.org/", "example.org"),
        ("https://gov.vn/", "gov.vn"),
        ("http://localhost:8000/a", "localhost:8000"),
        ("http://10.0.0.1:80/a", "10.0.0.1:80"),
        ("http://[::1]:80/a", "[::1]:80"),
    ],
)
def test_site_of(url: str, site: str) -> None:
    assert hosts.site_of(url) == site


def test_the_time_between_requests_is_that_of_each_host(outside: Site, site: Site) -> None:
    time = Time()
    fetcher = Fetcher(LoadOptions(), sleep=time.sleep, clock=time.clock, now=time.now)
    site.put("/a", "text")
    outside.put(f"{OUTSIDE}/a", "text")
    for address in (f"{site.base}/a", f"{OUTSIDE}/a", f"{site.base}/a", f"{OUTSIDE}/a"):
        with fetcher.open(address, inside=True):
            pass
    fetcher.close()
    assert time.waits == [1.0]  # the second host had its second meanwhile
