"""Add: files and addresses into the ledger through the desk, bounded, queued, told in both languages."""

from __future__ import annotations

import io
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import expect

from desks import GAZETTEER, chromium, served
from handing_in import client, hand_in, token, told, wait
from ledgers import invent
from tongket.sources.raw import RawPage
from tongket.web.settings import Settings
from tongket.web.uploads import LARGEST_FILE, MOST_FILES, Received, Upload, stem_of

MANY = 150
"""Documents that are read in three parts, so that a stop finds the reading at work."""


@pytest.fixture(scope="module")
def incoming(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where files lie while they are read."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("incoming")
        patch.setattr(tempfile, "tempdir", str(folder))
        yield folder


@pytest.fixture(scope="module")
def ledger(desk_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for all, so that each test hands in what no other does."""
    return Path(shutil.copytree(desk_ledger, tmp_path_factory.mktemp("add") / "ledger"))


@pytest.fixture(scope="module")
def address(ledger: Path, incoming: Path) -> Iterator[str]:
    with served(Settings(ledger, gazetteer=(GAZETTEER,))) as address:
        yield address


@pytest.fixture
def desk(address: str) -> Iterator[httpx.Client]:
    with client(address) as desk:
        yield desk


def text(number: int) -> bytes:
    """A document with one figure, of which there is one for each number."""
    return f"Năm 2024, Công an tỉnh Vân Hà bắt {number} đối tượng.".encode()


def jobs(desk: httpx.Client) -> int:
    return len(desk.get("/add.json").json()["jobs"])


def zipped(folder: Path) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.iterdir()):
            archive.write(path, path.name)
    return data.getvalue()


# ── what comes out ───────────────────────────────────────────────────────────
def test_what_came_out_and_what_did_not_is_told_in_both_languages(desk: httpx.Client, incoming: Path) -> None:
    files = [
        ("báo cáo.txt", text(1234)),
        ("trống.txt", b""),
        ("hỏng.pdf", b"%PDF-1.4 x"),
        ("eng.txt", b"The police said " * 90),
    ]
    answer = hand_in(desk, files, published="2024-12-30")
    job = told(desk, answer)
    assert (job["read"], job["figures"], job["fetched"]) == (1, 1, 4)
    assert job["left_out"] == {"not_read": 2, "other_language": 1}
    assert {each["source"] for each in job["told"]} == {"trống.txt", "hỏng.pdf", "eng"}
    (document,) = job["documents"]
    assert document["published"] == "2024-12-30" and document["is_new"]
    page = desk.get(answer.headers["location"], params={"lang": "vi"}).text
    assert "tệp trống" in page and "không phải tiếng Việt" in page and document["address"] in page
    page = desk.get(answer.headers["location"], params={"lang": "en"}).text
    assert "the file is empty" in page and "not in Vietnamese" in page
    assert "1234" in desk.get(document["address"]).text
    assert list(incoming.iterdir()) == []


def test_what_is_there_already_is_said_and_shown(desk: httpx.Client) -> None:
    files = [("a.txt", text(1235)), ("hai.pdf", b"%PDF-1.4 2")]
    first = told(desk, hand_in(desk, files))
    again = told(desk, hand_in(desk, files))
    assert (again["read"], again["known"], again["left_out"]) == (0, 1, {"not_read": 1})
    assert [(each["source"], each["reason"]) for each in again["told"]] == [("hai.pdf", "not_read")]
    assert [each["id"] for each in again["documents"]] == [each["id"] for each in first["documents"]]
    assert not again["documents"][0]["is_new"]


def test_an_archive_gives_its_documents(desk: httpx.Client, tmp_path: Path) -> None:
    texts = invent(tmp_path / "texts", 5)
    job = told(desk, hand_in(desk, [("năm bài.zip", zipped(texts))]))
    assert job["read"] == 5 and len(job["documents"]) == 5
    assert {each["name"] for each in job["documents"]} == {path.stem for path in texts.iterdir()}


def test_what_was_handed_over_keeps_no_name_and_stays_inside(desk: httpx.Client, ledger: Path) -> None:
    answer = hand_in(desk, [("nguồn tin Lý Thị Bưởi.txt", text(1236)), ("lối-vào.txt", b"\n")], handed_over="1")
    job = told(desk, answer)
    assert job["names"] == [] and [each["source"] for each in job["told"]] == [None]
    page = desk.get(answer.headers["location"]).text
    assert "Bưởi" not in page + desk.get("/add").text and "lối-vào" not in page
    with served(Settings(ledger, public=True)) as public:
        assert httpx.get(f"{public}{job['documents'][0]['address']}", trust_env=False).status_code == 404


# ── what is refused ──────────────────────────────────────────────────────────
def test_nothing_chosen_is_said(desk: httpx.Client) -> None:
    before = jobs(desk)
    answer = hand_in(desk, [("", b"")])
    assert answer.status_code == 422 and 'role="alert"' in answer.text
    assert jobs(desk) == before


@pytest.mark.parametrize(
    "pasted",
    [
        *("http://127.0.0.1/", "http://[::1]/", "http://localhost/", "https://10.0.0.1/x", "http://169.254.169.254/"),
        *("ftp://example.org/a", "file:///etc/passwd", "http://a@example.org/", "http://example.org:8080/"),
        *("site:https://x.vn", "/etc/passwd", "-", "http://", "https://example.org/\nx"),
    ],
)
def test_an_address_that_is_no_public_page_is_not_asked_for(desk: httpx.Client, pasted: str) -> None:
    before = jobs(desk)
    answer = hand_in(desk, address=pasted)
    assert answer.status_code == 422 and 'role="alert"' in answer.text
    assert jobs(desk) == before


def test_a_host_that_is_not_there_is_told_of(desk: httpx.Client) -> None:
    answer = hand_in(desk, address="https://khong-co.invalid/bao-cao")
    job = told(desk, answer)
    assert job["left_out"] == {"not_read": 1}
    page = desk.get(answer.headers["location"], params={"lang": "vi"}).text
    assert "khong-co.invalid" in page and "không có máy chủ này" in page


def test_too_much_is_refused_before_it_is_kept(desk: httpx.Client, incoming: Path, tmp_path: Path) -> None:
    before = jobs(desk)
    many = hand_in(desk, [(f"{number}.txt", b"x") for number in range(MOST_FILES + 1)])
    assert many.status_code == 413
    large = tmp_path / "large.txt"
    with large.open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    with large.open("rb") as file:
        answer = hand_in(desk, [("large.txt", file)])
    assert answer.status_code == 413 and "large.txt" in answer.text
    assert hand_in(desk, [("a.txt", b"x")], published="hôm qua").status_code == 422
    assert jobs(desk) == before and list(incoming.iterdir()) == []


def test_what_is_no_form_of_ours_is_refused(desk: httpx.Client) -> None:
    headers = {"X-CSRF-Token": token(desk.get("/add").text)}
    assert desk.post("/add", json={"address": "x"}, headers=headers).status_code in (400, 415)
    kind = {"Content-Type": "multipart/form-data; boundary=x"} | headers
    assert desk.post("/add", content=b"--x\r\nnot a part", headers=kind).status_code in (400, 422)
    assert desk.get("/add/0123").status_code == 404


def test_names_are_only_shown(desk: httpx.Client, ledger: Path, incoming: Path) -> None:
    names = {
        "../../ledger/.lock.txt": "lock.txt",
        "C:\\Users\\An\\báo cáo.txt": "báo cáo.txt",
        "/etc/passwd": "passwd",
        "<script>alert(1)<!--.txt": "<script>alert(1)<!--.txt",
        "a" * 300 + ".txt": "a" * 116 + ".txt",
        "...": "tep",
        "{{ 7*7 }}%s{0}.txt": "{{ 7*7 }}%s{0}.txt",
    }
    before = {path.name for path in ledger.parent.rglob("*")}
    job = told(desk, hand_in(desk, [(sent, text(2000 + number)) for number, sent in enumerate(names)]))
    assert job["names"] == list(names.values()) and job["read"] == len(names)
    page = desk.get(f"/add/{job['id']}").text
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page
    made = {path.name for path in ledger.parent.rglob("*")} - before
    assert not made & {name.rpartition("/")[2] for name in (*names, *names.values())}
    assert list(incoming.iterdir()) == []


@given(st.text(min_size=1, max_size=40))
def test_a_name_stands_for_the_path_and_nothing_else(name: str) -> None:
    upload = Upload(Path("/tmp/x/0123abcd.txt"), "0123abcd", name, 1)
    raw = RawPage("/tmp/x/0123abcd.txt", b"x", "0123abcd", ".txt")
    named = Received(Path("/tmp/x"), [upload]).named(raw)
    assert isinstance(named, RawPage)
    assert (named.source, named.doc, named.ending) == (name, stem_of(name), ".txt")


def test_a_desk_that_only_shows_takes_nothing(ledger: Path) -> None:
    with served(Settings(ledger, public=True)) as address, client(address) as desk:
        assert desk.get("/add").status_code in (403, 404)
        assert desk.post("/add", files={"files": ("a.txt", b"x")}).status_code in (403, 404, 405)


# ── one after the other ──────────────────────────────────────────────────────
def test_two_at_once_are_read_one_after_the_other(desk: httpx.Client, tmp_path: Path) -> None:
    first = hand_in(desk, [("nhiều.zip", zipped(invent(tmp_path / "texts", 60, seed=3)))])
    second = hand_in(desk, [("một.txt", text(1237))])
    assert wait(desk, second.headers["location"], lambda _: True)["state"] == "waiting"
    assert told(desk, second)["read"] == 1
    assert told(desk, first)["read"] == 60


def test_what_was_read_before_a_stop_stays_and_the_rest_follows(desk: httpx.Client, tmp_path: Path) -> None:
    data = zipped(invent(tmp_path / "texts", MANY, seed=4))
    answer = hand_in(desk, [("nhiều.zip", data)])
    where = answer.headers["location"]
    wait(desk, where, lambda job: job["read"] > 0)
    stop = desk.post(f"{where}/stop", data={"csrf": token(desk.get(where).text)})
    assert stop.status_code == 303
    job = told(desk, answer, until="stopped")
    assert 0 < job["read"] < MANY and len(job["documents"]) >= job["read"]
    again = told(desk, hand_in(desk, [("nhiều.zip", data)]))
    assert (again["read"], again["known"]) == (MANY - job["read"], job["read"])


def test_closing_the_desk_loses_nothing_that_was_done(desk_ledger: Path, incoming: Path, tmp_path: Path) -> None:
    ledger = Path(shutil.copytree(desk_ledger, tmp_path / "ledger"))
    data = zipped(invent(tmp_path / "texts", MANY))
    with served(Settings(ledger)) as address, client(address) as desk:
        where = hand_in(desk, [("nhiều.zip", data)]).headers["location"]
        hand_in(desk, [("đợi.txt", text(1238))])
        wait(desk, where, lambda job: job["read"] > 0)
    assert list(incoming.iterdir()) == []
    with served(Settings(ledger)) as address, client(address) as desk:
        job = told(desk, hand_in(desk, [("nhiều.zip", data)]))
        assert job["known"] >= 50 and job["known"] + job["read"] == MANY


# ── in a browser ─────────────────────────────────────────────────────────────
def test_a_file_is_added_and_its_figure_found(address: str, tmp_path: Path) -> None:
    path = tmp_path / "bắt giữ.txt"
    path.write_bytes(text(1239))
    with chromium() as browser:
        page = browser.new_page(locale="vi-VN")
        page.goto(f"{address}/")
        page.get_by_role("link", name="Thêm", exact=True).click()
        page.get_by_label("Chọn tệp").set_input_files(path)
        page.get_by_role("button", name="Thêm vào sổ").click()
        expect(page.locator("#job .chip").first).to_have_text("xong", timeout=300_000)
        page.get_by_role("link", name="bắt giữ").click()
        expect(page.locator("article a.fig")).to_have_text("1239")
        page.get_by_role("searchbox").first.fill("bat 1239 doi tuong")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?*")
        page.locator("main a[href*='#f-']").first.click()
        expect(page.locator("article a.fig")).to_have_text("1239")


def test_dropped_files_are_listed_checked_and_sent(address: str) -> None:
    drop = """(names) => {
      const data = new DataTransfer();
      const text = "Năm 2024, Sở Y tế tỉnh Vân Hà kiểm tra 56 cơ sở ";
      for (const name of names) data.items.add(new File([text + name], name));
      window.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
    }"""
    with chromium() as browser:
        page = browser.new_page(locale="en-GB")
        page.goto(f"{address}/add")
        page.evaluate(drop, [f"{number}.txt" for number in range(MOST_FILES + 1)])
        assert f"More than {MOST_FILES} files" in page.locator("#chosen").inner_text()
        page.get_by_role("button", name="Add to the ledger").click()
        assert page.url.endswith("/add")
        page.evaluate(drop, ["một.txt", "hai.txt"])
        assert page.locator("#chosen li").all_inner_texts() == ["một.txt", "hai.txt"]
        page.get_by_role("button", name="Add to the ledger").click()
        expect(page.locator("#job .chip").first).to_have_text("done", timeout=300_000)
        assert page.locator("tbody tr").count() == 2


def test_adding_needs_no_script(address: str, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(text(1240))
    with chromium() as browser:
        page = browser.new_context(java_script_enabled=False, locale="en-GB").new_page()
        page.goto(f"{address}/add")
        page.locator("#files").set_input_files(path)
        page.get_by_role("button", name="Add to the ledger").click()
        for _ in range(600):
            if not page.get_by_role("link", name="Look again").count():
                break
            page.get_by_role("link", name="Look again").click()
        assert page.locator("tbody a").count() == 1
