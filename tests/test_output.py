"""What is written out: JSON Lines by the schema, CSV, the table, the words around values and periods."""

from __future__ import annotations

import csv as stdlib_csv
import datetime as dt
import io
import json
import re
import signal
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, get_args

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from made import LEAD, TEXT, document, figure, masked, reading
from tongket import lexicon
from tongket.indicators.catalogue import load as catalogue
from tongket.lexicon import load
from tongket.output import csv, display, jsonl, table
from tongket.output.html import page
from tongket.output.numbers import plain, vietnamese
from tongket.output.passages import Run, passages
from tongket.output.unit_names import unit_name
from tongket.output.writers import OutputError, open_writer, unbroken
from tongket.pipeline import gazetteer_of, read_all
from tongket.records import Block, Document, Genre, Private, PrivateKind, Reading
from tongket.sources.options import LoadOptions

SPECIMENS = Path(__file__).parents[1] / "specimens"
SCHEMA = json.loads((Path(__file__).parents[1] / "docs" / "reading.schema.json").read_text(encoding="utf-8"))
EMPTY = Reading(Document(doc="empty", text="", blocks=()))

exact = st.decimals(allow_nan=False, allow_infinity=False, places=9, min_value=-(10**27), max_value=10**27)


def check(line: str) -> Any:
    loaded = json.loads(line)
    validator = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker())
    validator.validate(loaded)
    return loaded


# ── numbers ──────────────────────────────────────────────────────────────────
@given(exact)
def test_numbers_are_exact_and_have_no_exponent(value: Decimal) -> None:
    assert Decimal(plain(value)) == value
    assert "e" not in plain(value).lower()
    assert json.loads(plain(value), parse_float=Decimal, parse_int=Decimal) == value


@given(exact)
def test_vietnamese_numbers_are_exact(value: Decimal) -> None:
    assert Decimal(vietnamese(value).replace(".", "").replace(",", ".").replace("−", "-")) == value


@pytest.mark.parametrize(
    ("value", "expected"),
    [("1.84E+8", "184000000"), ("36.90", "36.9"), ("-0.0", "0"), ("0.1", "0.1"), ("1E-7", "0.0000001")],
)
def test_plain_numbers(value: str, expected: str) -> None:
    assert plain(Decimal(value)) == expected


@pytest.mark.parametrize("value", ["NaN", "Infinity"])
def test_what_is_no_number_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="no finite number"):
        plain(Decimal(value))


# ── JSON Lines ───────────────────────────────────────────────────────────────
@pytest.mark.parametrize("made", [reading(), masked(), EMPTY], ids=["full", "masked", "empty"])
@pytest.mark.parametrize("text", [True, False])
def test_lines_follow_the_schema(made: Reading, text: bool) -> None:
    loaded = check(jsonl.line(made, text=text))
    assert ("text" in loaded["document"]) is text


def test_every_specimen_follows_the_schema_and_has_a_table_and_a_page() -> None:
    options, places = LoadOptions(), gazetteer_of([SPECIMENS / "gazetteer.toml"])
    read = list(read_all([str(SPECIMENS)], options, places))
    assert len(read) >= 8
    for made in read:
        assert isinstance(made, Reading), made
        loaded = check(jsonl.line(made))
        assert [loaded["document"]["text"][f["start"] : f["end"]] for f in loaded["figures"]] == [
            f.quote for f in made.figures
        ]
        assert max(map(len, shown(made).splitlines())) <= table.WIDTH
        assert page(made).count('<tr id="r') == len(made.figures)


def test_schema_refuses_what_is_no_reading() -> None:
    for spoil in (
        lambda line: line.pop("figures"),
        lambda line: line["figures"][0].update(unit=3),
        lambda line: line["figures"][0].update(period=["2021-01-01"]),
        lambda line: line["figures"][0].update(kind="guess"),
        lambda line: line.update(extra=1),
    ):
        line = json.loads(jsonl.line(reading()))
        spoil(line)
        with pytest.raises(jsonschema.ValidationError):
            check(json.dumps(line))


def test_schema_describes_every_field() -> None:
    def walk(node: dict[str, Any], path: str) -> None:
        for name, inner in node.get("properties", {}).items():
            assert inner.get("description") or "const" in inner, f"{path}.{name}"
            walk(inner, f"{path}.{name}")
            walk(inner.get("items", {}) or {}, f"{path}.{name}[]")

    walk(SCHEMA, "")


def test_spans_in_a_line_cut_the_quotes_out_of_its_text() -> None:
    loaded = check(jsonl.line(reading()))
    text = loaded["document"]["text"]
    assert text == TEXT
    for found in [*loaded["figures"], *loaded["zeros"], *loaded["laws"]]:
        assert text[found["start"] : found["end"]] == found["quote"]


def test_values_in_a_line_are_the_exact_ones() -> None:
    loaded = json.loads(jsonl.line(reading()), parse_float=Decimal, parse_int=Decimal)
    assert [f["value"] for f in loaded["figures"]] == [f.value for f in reading().figures]
    assert '"value": 184000000,' in jsonl.line(reading())


def test_a_line_is_one_line_for_every_reader() -> None:
    text = "một\u2028hai\u2029ba\x85bốn\x0bnăm\r\nsáu\ud800"
    line = jsonl.line(Reading(Document(doc="x", text=text, blocks=())))
    assert len(line.splitlines()) == 1
    assert json.loads(line)["document"]["text"] == text
    line.encode("utf-8")


def test_binary_floats_are_refused() -> None:
    with pytest.raises(TypeError):
        jsonl.encode({"value": 0.1})


@pytest.mark.parametrize("made", [[], [reading()], [reading(), EMPTY]], ids=len)
def test_arrays_hold_what_the_lines_hold(tmp_path: Path, made: list[Reading]) -> None:
    out = tmp_path / "all.json"
    with open_writer("json", out) as writer:
        for each in made:
            writer.write(each)
    assert json.loads(out.read_text(encoding="utf-8")) == [json.loads(jsonl.line(each)) for each in made]


# ── CSV ──────────────────────────────────────────────────────────────────────
def parsed(*made: Reading) -> list[dict[str, str]]:
    return list(stdlib_csv.DictReader(io.StringIO(csv.header() + "".join(map(csv.rows, made)))))


def test_csv_has_a_row_per_figure() -> None:
    rows = parsed(reading(), EMPTY)
    assert [Decimal(row["value"]) for row in rows] == [f.value for f in reading().figures]
    assert rows[3] | {"quote": "184 triệu đồng", "unit": "VND", "covers": "2", "period_start": "2021-01-01"} == rows[3]
    assert rows[0]["sentence"] == LEAD
    assert None not in rows[0], "no row is longer than the header"


def test_csv_tells_the_kind_of_report_so_that_cases_can_be_left_out() -> None:
    (row,) = stdlib_csv.DictReader(io.StringIO(csv.header() + csv.rows(masked())))
    assert row["genre"] == "case_report"


def test_csv_rows_are_single_lines_that_no_spreadsheet_runs() -> None:
    text = '=HYPERLINK("https://evil.example")\n@x 12 vụ'
    cell = '=HYPERLINK("https://evil.example")\n@x'
    made = Reading(Document("x", text, ()), (figure("12", "12", text, text, counted=cell, body="+1"),))
    row = parsed(made)[0]
    assert row["counted"].startswith("'=") and row["sentence"].startswith("'=") and row["body"] == "'+1"
    assert len(csv.rows(made).splitlines()) == 1


# ── words around values and periods ──────────────────────────────────────────
@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"value": "1500", "bound": "over"}, "hơn 1.500"),
        ({"value": "184000000", "unit": "VND"}, "184 triệu đồng"),
        ({"value": "7700000000", "unit": "VND", "bound": "about"}, "khoảng 7,7 tỷ đồng"),
        ({"value": "3798254001", "unit": "VND"}, "3.798.254.001 đồng"),
        ({"value": "15000000"}, "15.000.000"),
        ({"value": "5", "high": Decimal("10.5"), "unit": "%", "bound": "range"}, "5–10,5%"),
        ({"value": "5000000", "high": Decimal(10**7), "unit": "VND", "bound": "range"}, "5–10 triệu đồng"),
        ({"value": "20000", "unit": "VND/l"}, "20.000 đồng/lít"),
        ({"value": "6.5", "unit": "t/ha", "bound": "at_least"}, "ít nhất 6,5 tấn/ha"),
        ({"value": "-35900000000000", "unit": "VND"}, "−35.900 tỷ đồng"),
        ({"value": "3", "unit": "furlong"}, "3 furlong"),
    ],
)
def test_values_for_eyes(fields: dict[str, Any], expected: str) -> None:
    assert display.value(figure("259", fields.pop("value"), LEAD, **fields)) == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2021-01-01", "2021-12-31", "2021"),
        ("2015-01-01", "2020-12-31", "2015–2020"),
        ("2022-01-01", "2022-03-31", "quý I/2022"),
        ("2022-10-01", "2022-12-31", "quý IV/2022"),
        ("2022-01-01", "2022-06-30", "1–6/2022"),
        ("2024-02-01", "2024-02-29", "2/2024"),
        ("2021-10-01", "2022-09-30", "10/2021–9/2022"),
        ("2022-03-18", "2022-03-18", "18/3/2022"),
        ("2022-03-18", "2022-03-25", "18–25/3/2022"),
        ("2022-03-18", "2022-04-02", "18/3–2/4/2022"),
        ("2022-12-15", "2023-06-14", "15/12/2022–14/6/2023"),
    ],
)
def test_periods_are_short(start: str, end: str, expected: str) -> None:
    assert display.period((dt.date.fromisoformat(start), dt.date.fromisoformat(end))) == expected


def test_an_open_period_is_left_blank() -> None:
    assert display.period(None) == ""


# ── the table ────────────────────────────────────────────────────────────────
def shown(made: Reading) -> str:
    return table.renderer(on_screen=False)(made)


def test_table_fits_100_columns_without_colour_codes() -> None:
    lines = shown(reading()).splitlines()
    assert max(map(len, lines)) <= table.WIDTH
    assert "\x1b" not in shown(reading())


def test_table_shows_what_matters_uncut() -> None:
    flat = " ".join(shown(reading()).split())
    for words in (
        "31 + 227 = 258, the report says 259: 1 missing (#3, #5, #1)",
        "chaired by Trần Văn Mẫu",
        "published 5/1/2022 08:30",
        "▲ 36,9%",
        "growth, target",
        "tổng số tiền «184 triệu đồng»⁴, nhắc nhở «227»⁵ trường hợp.",
        "covers #3",
        "part of #1",
        "or 1,019?",
    ):
        assert words in flat


def test_table_tells_the_kind_of_report_and_what_is_masked() -> None:
    head, _, rows = shown(masked()).partition("what is counted")
    assert "single case · 3 private stretches masked" in head
    assert "account of work" in shown(reading()) and "masked" not in shown(reading())
    assert "█" * 10 in head and "█" * 10 in rows
    assert head.split()[-1] == "value"


def test_masked_stretches_are_grey_on_a_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    painted = table.renderer(on_screen=True)(masked())
    bright = [part for part in re.findall(r"\x1b\[([\d;]*)m(█+)", painted) if "90" not in part[0].split(";")]
    assert "█" in painted and not bright


def test_what_was_masked_is_told_by_kind() -> None:
    assert display.private(masked()) == "2 tên, 1 nơi ở"
    assert display.private(reading()) == ""
    kinds = get_args(PrivateKind)
    for kind in kinds:
        assert display.private(Reading(EMPTY.document, private=(Private(0, 1, kind),))) != f"1 {kind}"
    for genre in get_args(Genre):
        assert genre in lexicon.load("display")["genres"]


def test_a_long_sentence_keeps_its_figures() -> None:
    text = "Đầu câu " + "rất dài " * 80 + "phát hiện 12 vụ, " + "vẫn dài " * 80 + "xử lý 34 vụ " + "còn dài " * 80
    made = Reading(Document("x", text, ()), (figure("12", "12", text, text), figure("34", "34", text, text)))
    lines = shown(made).splitlines()
    assert len(lines) < 20
    assert "phát hiện «12»¹ vụ, vẫn" in " ".join(lines) and "xử lý «34»² vụ còn" in " ".join(lines)


def test_table_names_body_and_place_of_a_figure_only_where_they_differ() -> None:
    head, _, rows = shown(reading()).partition("what is counted")
    assert "Công an tỉnh Lam Sơn · published" in head
    assert any(line.strip() == "huyện Đông Khê" for line in rows.splitlines())
    assert not any("tỉnh Lam Sơn" in line and "Công an" not in line for line in rows.splitlines())


def test_a_page_cannot_drive_the_terminal() -> None:
    text = "Tin \x1b[31mđỏ\x1b[0m \u202e12 vụ\x07 [bold]x[/bold]"
    made = Reading(
        Document("x\x1b[2J", text, (), title=(0, 10)), (figure("12", "12", text, text, counted="\x1b[2Jvụ"),)
    )
    output = shown(made)
    assert not set(output) & {"\x1b", "\x07", "\u202e"}
    assert "[bold]x[/bold]" in output.replace("\n", " ")


# ── passages ─────────────────────────────────────────────────────────────────
spans = st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))).map(lambda s: (min(s), max(s)))
kinds = st.sampled_from(["paragraph", "bullet", "heading", "furniture", "row", "caption"])


def shown_runs(made: Reading) -> list[Run]:
    lines = [line for passage in passages(made) for line in passage.lines]
    return [run for line in lines for run in line.runs + [run for cell in line.cells for run in cell.runs]]


def words(text: str) -> str:
    return "".join(filter(str.isalnum, text))


@given(st.lists(st.tuples(kinds, spans), max_size=6))
def test_passages_hold_every_word_once_in_order(layout: list[tuple[Any, tuple[int, int]]]) -> None:
    blocks = tuple(Block(kind, *span) for kind, span in layout)
    made = replace(reading(), document=document(blocks=blocks))
    assert words("".join(run.text for run in shown_runs(made))) == words(TEXT)


def test_every_figure_of_the_text_is_marked_in_its_passage() -> None:
    found = [(run.figure, run.text) for run in shown_runs(reading()) if run.figure is not None]
    assert found == [(n, f.quote) for n, f in enumerate(reading().figures)]


# ── writers ──────────────────────────────────────────────────────────────────
def test_ctrl_c_waits_for_the_line_to_be_whole() -> None:
    done = []
    with pytest.raises(KeyboardInterrupt), unbroken():
        signal.raise_signal(signal.SIGINT)
        done.append("after the signal")
    assert done


def test_an_interrupted_array_is_still_an_array(tmp_path: Path) -> None:
    out = tmp_path / "new" / "readings.json"
    with pytest.raises(KeyboardInterrupt), open_writer("json", out) as writer:
        writer.write(reading())
        raise KeyboardInterrupt
    assert [item["doc"] for item in json.loads(out.read_text(encoding="utf-8"))] == ["lam-son-2021"]


@pytest.mark.parametrize(("format", "expected"), [("jsonl", ""), ("json", "[]\n"), ("csv", csv.header())])
def test_nothing_read_is_well_formed_too(tmp_path: Path, format: str, expected: str) -> None:
    with open_writer(format, tmp_path / "out") as writer:
        assert not writer.on_screen
    assert (tmp_path / "out").read_text(encoding="utf-8") == expected


def test_every_document_gets_a_page_of_its_own_whatever_its_id(tmp_path: Path) -> None:
    ids = ["a/b", "a_b", "A_b", "../../etc/passwd", "", "x" * 500, "báo cáo"]
    with open_writer("html", tmp_path / "pages") as writer:
        for doc in ids:
            writer.write(Reading(document(doc=doc)))
    written = sorted(path.name for path in (tmp_path / "pages").iterdir())
    assert len({name.lower() for name in written}) == len(ids)
    assert "báo_cáo.html" in written
    assert sorted(path.name for path in tmp_path.iterdir()) == ["pages"]


def test_one_file_takes_one_page_only(tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    with pytest.raises(OutputError, match="several documents"), open_writer("html", out) as writer:
        writer.write(reading())
        writer.write(EMPTY)
    assert not out.exists()
    with open_writer("html", out) as writer:
        writer.write(reading())
    assert out.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_an_output_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for out in (tmp_path, tmp_path / "file" / "inside.jsonl"):
        with pytest.raises(OutputError, match="cannot write"), open_writer("jsonl", out):
            pass


# ── units ────────────────────────────────────────────────────────────────────
def _codes() -> dict[str, str]:
    """Every code that a figure's unit may be made of, with its kind."""
    units = load("units")
    found = {each.get("code", key): each["kind"] for key, each in units.items() if "names" in each}
    parts = {part for entry in catalogue() for unit in entry.units for part in unit.split("/")}
    return {**dict.fromkeys(parts, "of an indicator"), **dict.fromkeys(units["per"], "per"), **found}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_unit_has_a_name(language: Literal["vi", "en"]) -> None:
    named = load("unit_names")["names"]
    for code, kind in _codes().items():
        name = unit_name(code, language)
        money = re.fullmatch("[A-Z]{3}", code) is not None
        assert not re.search(r"[][{}().]", name.replace("(⅒ tael)", "")), f"{code} ({kind}) is shown as {name}"
        assert code in named or money or re.match(r"\d|\(", code), f"{code} ({kind}) has no name"
        assert name or code == "count"


@pytest.mark.parametrize(
    ("code", "vietnamese", "english"),
    [
        ("VND/{luong}", "đồng/lượng", "VND/tael"),
        ("USD/[bbl_us]", "USD/thùng", "USD/barrel"),
        ("VND/(ha.a)", "đồng/ha/năm", "VND/ha/year"),
        ("100.kg/ha", "100 kg/ha", "100 kg/ha"),
        ("count/d", "/ngày", "per day"),
        ("{thung}/[xyz]", "thung/xyz", "thung/xyz"),
    ],
)
def test_units_of_several_parts(code: str, vietnamese: str, english: str) -> None:
    assert (unit_name(code, "vi"), unit_name(code, "en")) == (vietnamese, english)


def test_one_of_a_unit_is_told_as_one() -> None:
    assert unit_name("t/ha", "en", one=True) == "tonne/ha"
    assert unit_name("t/ha", "en") == "tonnes/ha"
