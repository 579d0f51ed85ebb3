"""A site into a ledger: its pages once, only what has changed the next time, and no address of it in the open."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from typer.testing import CliRunner

from loopback import Site
from tongket.cli import app
from tongket.ledger.questions import open_ledger


def add(site: Site, ledger: Path, *more: str) -> str:
    """What `tongket add` says; the requests of before are forgotten."""
    site.requests.clear()
    command = ["add", "--site", f"{site.base}/", "--delay", "0", "--workers", "1", "--ledger", str(ledger), *more]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 0, done.output
    return done.output


def test_a_site_is_added_once_and_then_only_what_changed(site: Site, tmp_path: Path) -> None:
    site.page("/tin/bat-nguyen-van-a.html", "Trong năm có 12 vụ cháy.", ETag='"1"')
    site.page("/tin/b.html", "Trong năm có 34 vụ cháy.", ETag='"1"')
    site.sitemap("/sitemap.xml", ["/tin/bat-nguyen-van-a.html", "/tin/b.html"])
    ledger = tmp_path / "ledger"
    assert "2 documents read" in add(site, ledger)
    assert "0 documents read" in add(site, ledger)
    site.page("/tin/b.html", "Trong năm có 35 vụ cháy.", ETag='"2"')
    assert "1 document read" in add(site, ledger)
    with open_ledger(ledger) as opened:
        assert {row["url"] for row in opened.query("select url from sources")} == {
            f"{site.base}/tin/bat-nguyen-van-a.html",
            f"{site.base}/tin/b.html",
        }
        assert len(opened.query("select * from documents")) == 3
    kept = b"".join(path.read_bytes() for path in ledger.glob("visits.sqlite*"))
    assert kept and b"nguyen-van-a" not in kept


def test_offline_asks_for_nothing(site: Site, tmp_path: Path) -> None:
    site.page("/a.html")
    site.sitemap("/sitemap.xml", ["/a.html"])
    command = ["add", f"{site.base}/a.html", "--offline", "--ledger", str(tmp_path / "ledger")]
    # In a process of its own: a closed network stays closed.
    done = subprocess.run([sys.executable, "-m", "tongket", *command], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "not asked for: --offline" in done.stderr
    assert site.asked == []
