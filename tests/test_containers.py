"""Archives of documents: what lies in them is read as from a folder, and no archive can hurt."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packed import tarred, zip_of_zeros, zipped
from tongket.records import Document
from tongket.sources import Failure, LoadOptions, count, load
from tongket.sources.options import MAX_DEPTH, MAX_RATIO

TEXT = "Công an tỉnh Vân Hà tổng kết công tác năm 2024\nToàn tỉnh xảy ra 486 vụ phạm tội về trật tự xã hội.\n"
PAGE = f"<html><body><h1>Tổng kết công tác năm 2024</h1><p>{TEXT}</p></body></html>"
LINES = f"{json.dumps({'id': 'x', 'text': TEXT})}\n{{\n{json.dumps({'text': TEXT})}\n"
NO_JSON = "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"

FORMATS: dict[str, Callable[[dict[str, str | bytes]], bytes]] = {
    "a.zip": zipped,
    "a.tar": tarred,
    "a.tar.gz": lambda files: tarred(files, "gz"),
    "a.tgz": lambda files: tarred(files, "gz"),
    "a.tar.bz2": lambda files: tarred(files, "bz2"),
    "a.TAR.XZ": lambda files: tarred(files, "xz"),
}
ALL = pytest.mark.parametrize("name", FORMATS)


def read(path: Path, data: bytes | None = None, options: LoadOptions | None = None) -> list[str]:
    """The ids of the documents and the failures, as "member: cause"."""
    if data is not None:
        path.write_bytes(data)
    found = []
    for each in load([str(path)], options):
        if isinstance(each, Document):
            assert "486" in each.text or each.problems
            found.append(each.doc)
        else:
            assert each.source.startswith(str(path)) and "\n" not in str(each)
            found.append(str(each).removeprefix(str(path)).removeprefix(": "))
    return found


def parquet(*ids: str) -> bytes:
    stream = io.BytesIO()
    pq.write_table(pa.table({"id": list(ids), "text": [TEXT] * len(ids)}), stream)
    return stream.getvalue()


# ── what is read ─────────────────────────────────────────────────────────────
@ALL
def test_members_are_read_as_in_a_folder(tmp_path: Path, name: str) -> None:
    files: dict[str, str | bytes] = {
        "b/one.txt": TEXT,
        "picture.png": b"\x89PNG",
        "b/báo cáo.html": PAGE,
        ".hidden.txt": TEXT,
        "__MACOSX/b/one.txt": TEXT,
        "b/.git/c.txt": TEXT,
        "empty.txt": "",
        "a/rows.jsonl": LINES,
        "a/rows.csv": f'id,text\nq,"{TEXT}"\n',
        "a/rows.parquet": parquet("p1", "p2"),
    }
    assert read(tmp_path / name, FORMATS[name](files)) == [
        "one",
        "báo cáo",
        "empty.txt: the file is empty",
        "x",
        f"a/rows.jsonl, row 2: the line is no JSON ({NO_JSON})",
        "rows-3",
        "q",
        "p1",
        "p2",
    ]


@ALL
def test_archives_within_archives(tmp_path: Path, name: str) -> None:
    files: dict[str, str | bytes] = {"one.txt": TEXT, "bad.txt": b"%PDF-1.7"}
    inner: dict[str, str | bytes] = {each: pack(files) for each, pack in FORMATS.items()}
    bad = "bad.txt: not a text but a PDF file"
    expected = [line for each in FORMATS for line in ("one", f"{each}: {bad}")]
    assert read(tmp_path / name, FORMATS[name](inner)) == expected


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_file_packed_alone(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    ending = {gzip.compress: "gz", bz2.compress: "bz2", lzma.compress: "xz"}[pack]
    assert read(tmp_path / f"crawl.jsonl.{ending}", pack(LINES.encode()))[::2] == ["x", "crawl-3"]
    assert read(tmp_path / f"report.txt.{ending}", pack(TEXT.encode())) == ["report"]
    assert read(tmp_path / f"rows.parquet.{ending}", pack(parquet("a", "b"))) == ["a", "b"]


def test_xz_streams_one_after_another(tmp_path: Path) -> None:
    data = b"".join(lzma.compress(part.encode()) + bytes(8) for part in (TEXT, TEXT))
    assert read(tmp_path / "report.txt.xz", data) == ["report"]


def test_a_zstd_archive(tmp_path: Path) -> None:
    from fastwarc.stream_io import ZstdWriter

    with (tmp_path / "a.tar.zst").open("wb") as file, ZstdWriter(file) as writer:
        writer.write(tarred({"one.txt": TEXT}))
    assert read(tmp_path / "a.tar.zst") == ["one"]


@pytest.mark.parametrize("pack", FORMATS.values())
def test_contents_tell_where_the_name_doesn_t(tmp_path: Path, pack: Callable[[dict[str, str | bytes]], bytes]) -> None:
    assert read(tmp_path / "download", pack({"one.txt": TEXT})) == ["one"]


def test_an_office_file_is_no_archive(tmp_path: Path) -> None:
    data = zipped({"[Content_Types].xml": "<a/>", "word/notes.txt": TEXT})
    assert read(tmp_path / "download", data) == ["not a text but a ZIP archive or Office file"]


def test_a_folder_of_archives(tmp_path: Path) -> None:
    for name in ("a.zip", "c.tgz", "b.txt.gz", "d.sql.gz"):
        (tmp_path / name).write_bytes(gzip.compress(TEXT.encode()))
    (tmp_path / "a.zip").write_bytes(zipped({"one.txt": TEXT}))
    (tmp_path / "c.tgz").write_bytes(tarred({"two.txt": TEXT}, "gz"))
    found = [each.doc for each in load([str(tmp_path)]) if isinstance(each, Document)]
    assert found == ["one", "b", "two"]
    assert count([str(tmp_path)]) is None


@pytest.mark.parametrize("pack", FORMATS.values())
def test_an_archive_on_standard_input(
    monkeypatch: pytest.MonkeyPatch, pack: Callable[[dict[str, str | bytes]], bytes]
) -> None:
    class Stdin:
        buffer = io.BufferedReader(io.BytesIO(pack({"one.txt": TEXT, "bad.txt": b"%PDF-"})))  # type: ignore[arg-type]  # a reader of bytes, as standard input is

    monkeypatch.setattr(sys, "stdin", Stdin)
    one, bad = load(["-"])
    assert isinstance(one, Document) and one.doc == "one"
    assert str(bad) == "-: bad.txt: not a text but a PDF file"


def test_names_in_encodings_nobody_wrote_down(tmp_path: Path) -> None:
    name = "Báo cáo tổng kết của Sở.txt"
    in_windows = b"B\xe1o c\xe1o t\xf4\xd2ng k\xea\xect cu\xd2a S\xf5\xd2.txt"
    for raw in (name.encode(), in_windows):
        data = zipped({"x" * len(raw): TEXT}).replace(b"x" * len(raw), raw)
        assert read(tmp_path / "a.zip", data) == ["Báo cáo tổng kết của Sở"]
    info = tarfile.TarInfo(name)
    info.size = len(TEXT.encode())
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.USTAR_FORMAT, encoding="utf-8") as archive:
        archive.addfile(info, io.BytesIO(TEXT.encode()))
    assert read(tmp_path / "a.tar", stream.getvalue()) == ["Báo cáo tổng kết của Sở"]


def test_it_is_read_lazily(tmp_path: Path) -> None:
    data = tarred({f"{n}.txt": TEXT for n in range(3)})
    (tmp_path / "a.tar").write_bytes(data[: len(data) // 4])
    found = load([str(tmp_path / "a.tar")])
    assert isinstance(next(found), Document)


# ── what is not ──────────────────────────────────────────────────────────────
@ALL
def test_paths_that_lead_out(tmp_path: Path, name: str) -> None:
    files: dict[str, str | bytes] = {"../a.txt": TEXT, "/b.txt": TEXT, "C:\\c.txt": TEXT, "d/../../d.txt": TEXT}
    cause = "its path leads out of the archive"
    found = read(tmp_path / name, FORMATS[name](files))
    assert len(found) == 4 and all(line.endswith(cause) for line in found)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_links_and_devices_in_a_tar(tmp_path: Path) -> None:
    more = []
    for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE):
        info = tarfile.TarInfo(f"{kind.decode()}.txt")
        info.type, info.linkname = kind, "/etc/passwd"
        more.append(info)
    found = read(tmp_path / "a.tar", tarred({"one.txt": TEXT}, more=tuple(more)))
    link, device = "a link, not a file", "a device, not a file"
    assert found == ["one", f"2.txt: {link}", f"1.txt: {link}", f"3.txt: {device}", f"6.txt: {device}"]


def test_a_link_in_a_zip(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        info = zipfile.ZipInfo("link.txt")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    assert read(tmp_path / "a.zip", stream.getvalue()) == ["link.txt: a link, not a file"]


def test_an_encrypted_member_costs_only_itself(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": TEXT, "b.txt": TEXT}))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + flags] |= 1
    assert read(tmp_path / "a.zip", bytes(data)) == ["a.txt: encrypted with a password", "b"]


def test_a_method_that_is_not_read(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a.txt", TEXT)
    (found,) = read(tmp_path / "a.zip", stream.getvalue())
    assert found.startswith("a.txt: packed by a method that is not read")


def test_a_sparse_member(tmp_path: Path) -> None:
    info = tarfile.TarInfo("holes.txt")
    info.pax_headers = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.realsize": str(10**15)}
    data = b"1\n0\n1\n".ljust(512, b"\0") + b"a"
    info.size = len(data)
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as archive:
        archive.addfile(info, io.BytesIO(data))
    assert read(tmp_path / "a.tar", stream.getvalue()) == ["holes.txt: a sparse file, which is not read"]


@ALL
def test_a_member_over_the_limit_costs_only_itself(tmp_path: Path, name: str) -> None:
    data = FORMATS[name]({"long.txt": "a" * 1001, "one.txt": TEXT})
    limit = "larger than the limit of 1,000 bytes (--max-bytes)"
    assert read(tmp_path / name, data, LoadOptions(max_bytes=1000)) == [f"long.txt: {limit}", "one"]


@ALL
def test_an_archive_without_documents(tmp_path: Path, name: str) -> None:
    assert read(tmp_path / name, FORMATS[name]({"picture.png": b""})) == ["the archive holds no documents"]


@ALL
def test_an_archive_that_breaks_off(tmp_path: Path, name: str) -> None:
    import random

    noise = random.Random(1).randbytes(5000).hex()
    data = FORMATS[name]({"one.txt": TEXT, "b.txt": noise, "c.txt": noise})
    for size in (0, 1, 100, len(data) // 2, len(data) - len(data) // 3):
        found = read(tmp_path / name, data[:size])
        assert "the archive is damaged" in found[-1]
        assert found[:-1] in ([], ["one"], ["one", "b"])


def test_a_bad_header_within_a_tar(tmp_path: Path) -> None:
    data = bytearray(tarred({"one.txt": TEXT, "two.txt": TEXT}))
    data[1024 : 1024 + 512] = b"x" * 512
    assert read(tmp_path / "a.tar", bytes(data)) == ["one", "the archive is damaged (bad header)"]


def test_other_files_named_zip(tmp_path: Path) -> None:
    assert read(tmp_path / "a.zip", TEXT.encode()) == ["the archive is damaged (File is not a zip file)"]


@settings(max_examples=150, deadline=None)
@given(st.data(), st.sampled_from(sorted(FORMATS)))
def test_damaged_archives_are_read_or_explained(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, name: str
) -> None:
    whole = bytearray(
        FORMATS[name]({"one.txt": TEXT, "rows.csv": f'id,text\nq,"{TEXT}"\n', "in.zip": zipped({"a.txt": TEXT})})
    )
    for _ in range(data.draw(st.integers(1, 4))):
        # The size of what is packed depends on the time that is packed with it.
        whole[data.draw(st.integers(0, 2**16)) % len(whole)] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.mktemp("damaged") / name
    path.write_bytes(whole)
    for each in load([str(path)]):
        assert isinstance(each, (Document, Failure))
        assert isinstance(each, Document) or (each.cause and "\n" not in str(each))


# ── bombs ────────────────────────────────────────────────────────────────────
def test_archives_nested_too_deep(tmp_path: Path) -> None:
    data = zipped({"one.txt": TEXT})
    for _ in range(MAX_DEPTH + 3):
        data = zipped({"in.zip": data, "one.txt": TEXT})
    *inner, _ = read(tmp_path / "a.zip", data)
    deep = ": ".join(["in.zip"] * MAX_DEPTH)
    assert inner == [f"{deep}: archives lie in each other more than {MAX_DEPTH} deep", *["one"] * (MAX_DEPTH - 1)]


@pytest.mark.parametrize("name", ["rows.jsonl", "rows.csv", "in.zip", "rows.parquet"])
def test_a_bomb_gives_up_the_whole_archive(tmp_path: Path, name: str) -> None:
    options = LoadOptions(max_bytes=100_000_000, max_unpacked=30_000_000)
    data = zipped({"one.txt": TEXT, "in.zip": zip_of_zeros(name, 10**9), "two.txt": TEXT})
    one, bomb = read(tmp_path / "a.zip", data, options)
    assert one == "one"
    assert MAX_RATIO * len(data) < 30_000_000
    assert bomb == "a bomb: it unpacks to more than 30,000,000 bytes, so its rest was not read"


def test_a_passed_over_member_counts_where_it_must_be_unpacked(tmp_path: Path) -> None:
    info = tarfile.TarInfo("film.mp4")
    info.size = 10**11
    data = tarred({"one.txt": TEXT})[:1024] + info.tobuf()
    packed = gzip.compress(data) + gzip.compress(bytes(10**7)) * 10
    one, bomb = read(tmp_path / "a.tgz", packed, LoadOptions(max_unpacked=10**6))
    assert one == "one" and bomb.startswith("a bomb")


def test_a_large_archive_may_give_more(tmp_path: Path) -> None:
    rows = "".join(json.dumps({"id": str(n), "text": f"{TEXT} {n}"}) + "\n" for n in range(2000))
    options = LoadOptions(max_unpacked=1000)
    assert len(read(tmp_path / "a.zip", zipped({"a.jsonl": rows, "b.jsonl": rows}), options)) == 4000


MEASURED = """
import resource, sys
from tongket.sources import LoadOptions, load

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

options = LoadOptions(max_bytes=2_000_000, max_unpacked=200_000_000)
list(load([sys.argv[1]], options))
before = peak()
told = [str(each) for each in load(sys.argv[2:], options)]
print(peak() - before, len(told))
"""


def test_no_archive_takes_memory(tmp_path: Path) -> None:
    """Ten billion zeros as a text, as one row, as one header: none of them is held."""
    (tmp_path / "small.zip").write_bytes(zipped({"a.txt": TEXT, "a.csv": f"text\n{TEXT}", "a.parquet": parquet("x")}))
    zeros = gzip.compress(bytes(10**8)) * 100
    header = tarfile.TarInfo("x")
    header.type, header.size = tarfile.XHDTYPE, 8 * 10**9
    bombs = {
        "text.zip": zip_of_zeros("a.txt", 10**10),
        "row.zip": zip_of_zeros("a.jsonl", 10**10),
        "quote.csv.gz": gzip.compress(b'text\n"') + zeros,
        "header.tgz": gzip.compress(header.tobuf(tarfile.PAX_FORMAT)) + zeros,
        "text.txt.gz": zeros,
        "page.html.bz2": bz2.compress(bytes(10**7)) * 30,
    }
    for name, data in bombs.items():
        (tmp_path / name).write_bytes(data)
    command = [sys.executable, "-c", MEASURED, *(str(tmp_path / name) for name in ("small.zip", *bombs))]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    grown, told = map(int, done.stdout.split())
    assert told == len(bombs)
    assert grown < 100  # megabytes; a row may take four times the largest text, and its string again
