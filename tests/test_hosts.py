"""Addresses → tiers, by the shipped list and a user's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tongket.ledger.hosts import TIERS, HostsError, host_of, load, tier_of


@pytest.mark.parametrize(
    ("url", "tier"),
    [
        ("https://congan.vanha.gov.vn/tin/1.html", "own_portal"),
        ("http://GOV.VN./", "own_portal"),
        ("https://antv.gov.vn/x", "press"),  # a newspaper under a portal's host
        ("https://www.nhandan.vn/bai", "press"),
        ("baomoi.com/c/123.epi", "aggregator"),
        ("https://user:secret@m.baomoi.com:8443/x", "aggregator"),
        ("https://vanha.example/x", "unknown"),
        ("https://mygov.vn/x", "unknown"),  # only whole labels count
        ("https://gov.vn.vanha.example/x", "unknown"),
        ("https://[half", "unknown"),
        ("", "unknown"),
        (None, "unknown"),
    ],
)
def test_tiers(url: str | None, tier: str) -> None:
    assert tier_of(url) == tier


def test_the_list_is_long_and_says_nothing_twice() -> None:
    hosts = load()
    assert {tier: list(hosts.values()).count(tier) > 15 for tier in TIERS[:3]} == dict.fromkeys(TIERS[:3], True)
    for host, tier in hosts.items():
        above = host.partition(".")[2]
        assert not above or tier_of(above) != tier, f"{host} is under another of its tier"


def test_a_users_list_is_read_over_it(tmp_path: Path) -> None:
    first, second = tmp_path / "a.toml", tmp_path / "b.toml"
    first.write_text('own_portal = ["vanha.example"]\nunknown = ["baomoi.com"]\n', encoding="utf-8")
    second.write_text('press = ["Bao.vanha.example"]\n', encoding="utf-8")
    hosts = load([first, second])
    assert tier_of("https://bao.vanha.example/1", hosts) == "press"
    assert tier_of("https://sub.vanha.example/1", hosts) == "own_portal"
    assert tier_of("https://baomoi.com/1", hosts) == "unknown"
    assert tier_of("https://nhandan.vn/1", hosts) == "press"
    assert tier_of("https://baomoi.com/1") == "aggregator"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('portal = ["a.example"]', "no tier is called 'portal'"),
        ('press = "a.example"', "press must be a list of hosts"),
        ('press = ["https://a.example"]', "no host in press: 'https://a.example'"),
        ("press = [7]", "no host in press: 7"),
        ("press = [", "Invalid value"),
    ],
)
def test_a_bad_list_is_named_in_one_line(tmp_path: Path, text: str, fault: str) -> None:
    path = tmp_path / "hosts.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(HostsError) as error:
        load([path])
    assert str(error.value).startswith(f"{path}: {fault}")
    assert "\n" not in str(error.value)


def test_hosts_of_addresses() -> None:
    assert host_of("A.example:80/x") == "a.example"
    assert host_of("https:///x") is None
