"""Addresses that a stranger pastes: nothing of this machine's own network is ever asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

import httpcore
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopback import Site, served
from tongket.sources import private_networks
from tongket.sources.errors import SourceError
from tongket.sources.inputs import fetch
from tongket.sources.options import Failure, LoadOptions
from tongket.sources.private_networks import PublicOnly, PublicTransport, checked, is_public
from tongket.sources.raw import RawPage
from tongket.sources.web import Fetcher

PUBLIC = "203.113.131.1"
PASTED = LoadOptions(delay=0, public_only=True)


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A server of this machine, on a port that would be asked for."""
    with served() as site:
        port = urlsplit(site.base).port
        monkeypatch.setattr(private_networks, "PORTS", {"http": port, "https": 443})
        site.page("/secret.html")
        yield site


class Elsewhere(httpcore.NetworkBackend):
    """The public network: whatever address is asked for, the site answers. `asked`: those addresses."""

    def __init__(self, site: Site) -> None:
        self.asked: list[str] = []
        self._port = urlsplit(site.base).port or 0

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        self.asked.append(host)
        if host == "203.113.131.9":
            raise httpcore.ConnectError("refused")
        return _Stream(host, httpcore.SyncBackend().connect_tcp("127.0.0.1", self._port, timeout))


class _Stream(httpcore.NetworkStream):
    """A connection that says it leads to `address`."""

    def __init__(self, address: str, inner: httpcore.NetworkStream) -> None:
        self._address = address
        self.read, self.write, self.close = inner.read, inner.write, inner.close  # type: ignore[method-assign]  # as it does
        self._inner = inner

    def get_extra_info(self, info: str) -> Any:
        return (self._address, 80) if info == "server_addr" else self._inner.get_extra_info(info)


def opened(fetcher: Fetcher, url: str) -> bytes:
    with fetcher.open(url, inside=True) as reply:
        return reply.answer(10**6).data


# ── what is pasted ───────────────────────────────────────────────────────────
SPELLINGS = """127.0.0.1 127.1 0x7f.1 0x7f000001 2130706433 017700000001 0177.0.0.1 localhost localhost. LOCALHOST
a.localhost [::1] [::ffff:127.0.0.1] [::ffff:7f00:1] [::127.0.0.1] [0:0:0:0:0:0:0:1] 0 0.0.0.0 [::] 127.0.0.1.
①②⑦.⓪.⓪.① 127。0。0。1"""


@pytest.mark.parametrize("host", SPELLINGS.split())
def test_no_spelling_of_this_machine_is_asked_for(site: Site, host: str) -> None:
    (found,) = fetch([f"http://{host}:{urlsplit(site.base).port}/secret.html"], PASTED)
    assert isinstance(found, Failure)
    assert "own network" in found.cause or "not a valid" in found.cause or "no such host" in found.cause
    assert site.asked == []


def test_the_server_answers_those_who_may_ask(site: Site) -> None:
    (found,) = fetch([f"{site.base}/secret.html"], LoadOptions(delay=0))
    assert isinstance(found, RawPage) and site.asked == ["/secret.html"]


@pytest.mark.parametrize(
    ("url", "cause"),
    [
        ("http://sotuphap.vanha.gov.vn:8080/", "port 8080"),
        ("https://sotuphap.vanha.gov.vn:22/", "port 22"),
        ("http://sotuphap.vanha.gov.vn:443/", "port 443"),
        ("http://vanha.gov.vn@127.0.0.1/", "user's name"),
        ("http://ai:khoa@vanha.gov.vn/", "user's name"),
        ("http://169.254.169.254/latest/meta-data/", "own network"),
        ("http://[fd00:ec2::254]/latest/meta-data/", "own network"),
        ("http://metadata/computeMetadata/v1/", "own network"),
        ("http://metadata.google.internal/", "own network"),
        ("http://10.0.0.1/", "own network"),
        ("http://[fe80::1%25eth0]/", "own network"),
        ("file:///etc/passwd", "not a valid"),
        ("ftp://vanha.gov.vn/", "not a valid"),
        ("gopher://vanha.gov.vn/", "not a valid"),
        ("javascript:alert(1)", "not a valid"),
        ("//vanha.gov.vn/", "not a valid"),
        ("http:///a", "not a valid"),
        ("http://[", "not a valid"),
        ("http://vanha.gov.vn:x/", "not a valid"),
        ("http://vanha.gov.vn\\@127.0.0.1/", "not a valid"),
        ("http://vanha.gov.vn/a\r\nX: y", "not a valid"),
        ("http://vanha.gov.vn/ a", "not a valid"),
        ("http://vanha.gov.vn/\u202eb", "not a valid"),
        ("http://vanha.gov.vn/" + "a" * 2_000, "more than 2,000"),
        ("/etc/passwd", "not a valid"),
        ("", "not a valid"),
    ],
)
def test_what_is_no_public_page_is_told(url: str, cause: str) -> None:
    with pytest.raises(SourceError, match=cause):
        checked(url)


@pytest.mark.parametrize(
    "url", ["https://sotuphap.vanha.gov.vn/a?b=c#d", "http://vanha.gov.vn:80/", "https://8.8.8.8/", "https://báo.vn/"]
)
def test_public_pages_pass(url: str) -> None:
    assert checked(f" {url}\n") == url


@given(st.text(max_size=60), st.sampled_from(["", "http://", "https://", "http://127.0.0.1", "http://["]))
def test_anything_pasted_is_an_address_or_told(text: str, start: str) -> None:
    try:
        url = checked(start + text)
    except SourceError as error:
        assert "\n" not in error.cause
    else:
        assert urlsplit(url).scheme in ("http", "https") and "@" not in urlsplit(url).netloc


# ── where names lead ─────────────────────────────────────────────────────────
def transport(site: Site, *answers: list[str]) -> tuple[PublicTransport, Elsewhere, list[str]]:
    """Over a network where the name server gives these answers, one after the other; also the names it was asked."""
    names: list[str] = []
    left = iter(answers)

    def resolve(host: str, _: int) -> list[str]:
        names.append(host)
        return next(left)

    elsewhere = Elsewhere(site)
    return PublicTransport(PublicOnly(resolve, elsewhere)), elsewhere, names


def asked_for(site: Site, found: PublicTransport) -> httpx.Response:
    port = urlsplit(site.base).port
    with httpx.Client(transport=found, trust_env=False) as client:
        return client.get(f"http://sotuphap.vanha.gov.vn:{port}/secret.html")


def test_a_public_page_is_fetched_from_the_address_that_was_looked_at(site: Site) -> None:
    found, elsewhere, names = transport(site, [PUBLIC])
    assert asked_for(site, found).status_code == 200
    assert (elsewhere.asked, names) == ([PUBLIC], ["sotuphap.vanha.gov.vn"])
    assert site.requests[0][1]["Host"].startswith("sotuphap.vanha.gov.vn")


def test_one_private_address_among_public_ones_is_enough(site: Site) -> None:
    found, elsewhere, _ = transport(site, [PUBLIC, "10.0.0.7"])
    with pytest.raises(SourceError, match="own network"):
        asked_for(site, found)
    assert elsewhere.asked == []


def test_the_next_address_is_tried_where_the_first_is_silent(site: Site) -> None:
    found, elsewhere, names = transport(site, ["203.113.131.9", PUBLIC])
    assert asked_for(site, found).status_code == 200
    assert (elsewhere.asked, len(names)) == (["203.113.131.9", PUBLIC], 1)


def test_a_name_without_addresses_is_no_host(site: Site) -> None:
    found, _, _ = transport(site, [])
    with pytest.raises(httpx.ConnectError, match="name resolution"):
        asked_for(site, found)


def test_a_second_answer_of_the_name_server_leads_nowhere(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    found, elsewhere, names = transport(site, [PUBLIC], ["127.0.0.1"])
    monkeypatch.setattr(Fetcher, "_transport", lambda _: found)
    site.page("/secret.html", Connection="close")
    url = f"http://sotuphap.vanha.gov.vn:{urlsplit(site.base).port}/secret.html"
    fetcher = Fetcher(PASTED)
    assert opened(fetcher, url)
    with pytest.raises(SourceError, match="own network"):
        opened(fetcher, url)
    fetcher.close()
    assert (elsewhere.asked, len(names)) == ([PUBLIC], 2)


@pytest.mark.parametrize(
    "target", ["http://127.0.0.1:{}/secret.html", "http://0x7f.1:{}/secret.html", "http://vanha.vn:22/", "//[::1]:{}/"]
)
def test_a_redirect_leads_no_further_than_an_address(site: Site, monkeypatch: pytest.MonkeyPatch, target: str) -> None:
    port = urlsplit(site.base).port
    real = private_networks.resolved
    public = PublicOnly(lambda host, port: [PUBLIC] if host.endswith(".vn") else real(host, port), Elsewhere(site))
    monkeypatch.setattr(Fetcher, "_transport", lambda _: PublicTransport(public))
    site.put("/moved.html", status=302, Location=target.format(port))
    fetcher = Fetcher(PASTED)
    with pytest.raises(SourceError, match=r"own network|port 22"):
        opened(fetcher, f"http://sotuphap.vanha.vn:{port}/moved.html")
    fetcher.close()
    assert site.asked == ["/moved.html"]


def test_a_machine_s_own_public_address_is_itself(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(private_networks, "is_public", lambda _: True)
    with pytest.raises(SourceError, match="own network"):
        asked_for(site, PublicTransport(PublicOnly(lambda *_: ["127.0.0.1"])))
    assert site.asked == []


def test_no_proxy_is_asked(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    with served() as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.base)
        (found,) = fetch([f"http://khong-co.vanha.invalid:{urlsplit(site.base).port}/"], PASTED)
        assert isinstance(found, Failure) and found.cause == "there is no such host"
        assert proxy.asked == []


INSIDE = """127.0.0.1 10.1.2.3 169.254.169.254 100.100.100.200 168.63.129.16 192.168.0.1 172.31.255.255 224.0.0.1
0.0.0.0 255.255.255.255 192.0.0.8 198.18.0.1 240.0.0.1 ::1 :: fe80::1 fec0::1 fd00:ec2::254 ff02::1 ::ffff:10.0.0.1
::127.0.0.1 ::ffff:169.254.169.254 ::ffff:168.63.129.16 192.0.0.192 64:ff9b::a00:1 64:ff9b:1::1
2002:7f00:1:: 2001:0:7f00:1::1 2001:db8::1 4000::1"""


@pytest.mark.parametrize("address", INSIDE.split())
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "113.160.0.1", "2606:4700::1111", "64:ff9b::808:808", "2405:4800::1"])
def test_addresses_that_are_public(address: str) -> None:
    assert is_public(address)
