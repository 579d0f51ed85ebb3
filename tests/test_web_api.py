"""What programs get: a description that holds, against whatever schemathesis thinks of; feeds; examples that exist."""

from __future__ import annotations

import csv
import io
import shutil
import socket
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.schemas import BaseSchema
from starlette.testclient import TestClient

from desks import GAZETTEER, served
from ledgers import fill
from tongket.commands.serve import _listening
from tongket.ledger.store import Store
from tongket.pipeline.work import Settings as Reading
from tongket.web import atom
from tongket.web.app import create_app
from tongket.web.settings import Settings

ATOM = "{http://www.w3.org/2005/Atom}"
_ANY = list(HealthCheck)
load_all_checks()
schemathesis.openapi.format("period", st.tuples(st.dates(), st.dates()).map(lambda days: f"{days[0]}..{days[1]}"))
_CHECKS = CHECKS.get_all()


@pytest.fixture(scope="module")
def description(desk_ledger: Path) -> BaseSchema:
    """The description of a desk in this process."""
    app = create_app(Settings(desk_ledger, gazetteer=(GAZETTEER,), hosts=("testserver",)))
    made = schemathesis.openapi.from_asgi("/openapi.json", app)
    # What is too long is told so, whether it is valid or not: 2,000 bytes of query are the bound of all addresses.
    for check in (made.config.checks.positive_data_acceptance, made.config.checks.negative_data_rejection):
        check.expected_statuses = [*check.expected_statuses, "414"]
    return made


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_every_address_answers_as_described(description: BaseSchema, mode: GenerationMode) -> None:
    """The pages beside them, which no description tells of, are asked with the same words."""
    tried = set()
    reader = TestClient(description.app)
    for operation in (found.ok() for found in description.get_all_operations()):
        if mode is GenerationMode.NEGATIVE and not any(True for _ in operation.iter_parameters()):
            continue  # nothing in it could be wrong

        @settings(max_examples=10, derandomize=True, deadline=None, database=None, suppress_health_check=_ANY)
        @given(operation.as_strategy(generation_mode=mode))
        def answers(case: schemathesis.Case) -> None:
            case.call_and_validate(checks=_CHECKS)
            if case.path.endswith(".json") and case.path != "/home.json":
                page = str(case.as_transport_kwargs()["url"]).removesuffix(".json")
                assert reader.get(page, params=case.query or None).status_code < 500
            tried.add(case.path)

        answers()
    assert len(tried) > 20


def get(address: str, path: str, **headers: str) -> httpx.Response:
    return httpx.get(f"{address}{path}", headers=headers, trust_env=False, timeout=60)


def test_the_page_for_programs_lists_every_address_with_an_example_that_exists(desk_address: str) -> None:
    described = get(desk_address, "/openapi.json").json()["paths"]
    listed = get(desk_address, "/api.json").json()["addresses"]
    page = get(desk_address, "/api?lang=en").text
    forms = {f"{each['address'].rpartition('.')[0]}.{form}" for each in listed for form in each["forms"] if form}
    assert forms >= {path for path in described if path.rpartition(".")[2] in ("json", "csv", "xml")}
    for each in listed:
        assert f"<code>{each['address']}</code>" in page
        if each["address"].startswith("/add/"):
            continue  # what somebody is adding just now
        assert each["example"], each["address"]
        answer = get(desk_address, each["example"])
        assert answer.status_code == 200 and answer.content, each["example"]


def entries(feed: httpx.Response) -> list[ET.Element]:
    """The entries of a feed that has all that RFC 4287 asks for."""
    assert feed.status_code == 200 and feed.headers["content-type"] == "application/atom+xml"
    root = ET.fromstring(feed.content)
    assert root.tag == f"{ATOM}feed"
    found = root.findall(f"{ATOM}entry")
    for each in (root, *found):
        for name in ("id", "title", "updated"):
            assert len(each.findall(f"{ATOM}{name}")) == 1
        assert (each.findtext(f"{ATOM}id") or "").startswith("urn:uuid:")
        for link in each.findall(f"{ATOM}link"):
            assert link.attrib["href"].startswith("http")
        assert sum(link.attrib["rel"] == "alternate" for link in each.findall(f"{ATOM}link")) == 1
    assert root.find(f"{ATOM}author/{ATOM}name") is not None
    ids = [each.findtext(f"{ATOM}id") for each in found]
    assert len(ids) == len(set(ids))
    return found


def documents(feed: httpx.Response) -> list[str]:
    """Addresses of a feed's documents."""
    return [
        link.attrib["href"]
        for each in entries(feed)
        for link in each.findall(f"{ATOM}link")
        if link.attrib["rel"] == "alternate"
    ]


def test_feeds_lead_to_the_documents_that_a_search_finds(desk_address: str) -> None:
    newest = documents(get(desk_address, "/feed.xml"))
    assert newest and all(get("", each).status_code == 200 for each in newest[:2])
    found = get(desk_address, "/search.xml?q=tai+nan+giao+thong")
    listed = get(desk_address, "/search.json?q=tai+nan+giao+thong&show=documents").json()["documents"]
    assert sorted(documents(found)) == sorted(f"{desk_address}{each['address']}" for each in listed)
    assert entries(get(desk_address, "/search.xml?q=" + "x" * 50)) == []


def test_who_has_a_feed_is_not_sent_it_again(desk_address: str) -> None:
    first = get(desk_address, "/feed.xml")
    assert parsedate_to_datetime(first.headers["last-modified"]).tzinfo is not None
    for header in (
        {"if-none-match": f'"x", W/{first.headers["etag"]}'},
        {"if-modified-since": first.headers["last-modified"]},
    ):
        again = get(desk_address, "/feed.xml", **header)
        assert (again.status_code, again.content) == (304, b"")
    for header in (
        {"if-none-match": '"x"'},
        {"if-modified-since": "Thu, 01 Jan 1970 00:00:00 GMT"},
        {"if-modified-since": "?"},
    ):
        assert get(desk_address, "/feed.xml", **header).status_code == 200


@pytest.fixture(scope="module")
def confided(desk_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A desk, not public, over a ledger with one document that was handed over."""
    folder = tmp_path_factory.mktemp("confided")
    shutil.copytree(desk_ledger, folder / "ledger")
    text = "Năm 2024, Công an tỉnh Vân Hà bắt 987 đối tượng kỳquặc & <ba>."
    (folder / "kin.txt").write_text(text, encoding="utf-8")
    (folder / "mo.txt").write_text(text.replace("987", "986").replace("Vân Hà", "Thanh Sa") + " Công khai.", "utf-8")
    store = Store(folder / "ledger")
    fill(store, folder / "kin.txt", settings=Reading(origin="handed_over"))
    fill(store, folder / "mo.txt")
    with served(Settings(folder / "ledger", gazetteer=(GAZETTEER,))) as address:
        yield address


@given(st.text(), st.text(), st.text())
def test_a_feed_is_xml_whatever_its_words_are(title: str, author: str, address: str) -> None:
    entry = atom.Entry("1", title, f"http://a/{address}", "2026-01-02T03:04:05+00:00", "2026-01-01", author, title)
    made = atom.feed("x", title, title, "http://a/", "http://a/", [entry], language="vi")
    assert ET.fromstring(made).find(f"{ATOM}entry") is not None


def test_what_was_handed_over_is_in_no_feed(confided: str) -> None:
    assert len(get(confided, "/search.json?q=kỳquặc").json()["documents"]) == 2
    for path in ("/search.xml?q=kỳquặc", "/feed.xml"):
        feed = get(confided, path)
        assert "986" in feed.text and "987" not in feed.text
    assert len(entries(get(confided, "/search.xml?q=kỳquặc"))) == 1


def test_errors_are_json_for_programs(desk_address: str) -> None:
    for path in ("/d/none.json", "/d/none.csv", "/search.json?page=x", "/search.xml?page=0"):
        told = get(desk_address, path)
        assert told.headers["content-type"] == "application/json"
        assert told.json()["status"] == told.status_code and told.json()["error"]


def test_a_csv_can_be_read(desk_address: str) -> None:
    rows = list(csv.DictReader(io.StringIO(get(desk_address, "/api.csv").text)))
    assert {"/search.json", "/feed.xml"} <= {row["address"] for row in rows}


def test_an_answer_is_sent_at_once_in_whatever_parts() -> None:
    with _listening("127.0.0.1", 0) as listening, socket.create_connection(listening.getsockname()) as reader:
        accepted, _ = listening.accept()
        with accepted, reader:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
