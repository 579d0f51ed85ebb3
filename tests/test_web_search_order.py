"""Search: which documents are found and in which order, told by a search without an index; beginnings of words."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgers import fill
from tongket.indicators.catalogue import load
from tongket.ledger.store import Store
from tongket.pipeline.work import Settings
from tongket.sources.options import LoadOptions
from tongket.web.model import search
from tongket.web.model.model import Model
from tongket.web.model.names import Names
from tongket.web.model.query import parse

TITLES = ("Giao thông trong năm", "Cộng đồng an toàn", "Công an xã", "Giáo viên và công việc", "An ninh giao thông")
TEXTS = (
    "Công an huyện xử lý 41 vụ, hoàn thành sớm.",
    "Người dân an tâm, giao thông thông suốt trên 52 tuyến.",
    "Có 63 giáo viên công tác xa, giám sát an toàn giao thông.",
)
WORDS = ("công", "cong", "an", "giao", "giáo", "thông", "thong", "toàn", "năm", "nam", "63", "vắng")
DAY = dt.date(2024, 1, 1)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    """Fifteen invented papers, each of a day of its own."""
    folder = tmp_path_factory.mktemp("order")
    store = Store(folder / "ledger", create=True)
    for number, (title, text) in enumerate(product(TITLES, TEXTS)):
        path = folder / f"{number}.txt"
        other = " ".join(f"riêng{number}x{each}" for each in range(40))  # else some would be copies of others
        path.write_text(f"{title}\n{text} {other}", "utf-8")
        day = DAY - dt.timedelta(7 * number % 15)
        fill(store, path, settings=Settings(LoadOptions(published=day)))
    found = Model(store, load(), Names())
    found.refresh()
    assert found.value("select count(*) from search_documents") == len(TITLES) * len(TEXTS)
    return found


def asked(model: Model, typed: str, *filters: str) -> search.Search:
    return search.Search(model, parse(typed, filters))


def days(model: Model, typed: str) -> list[str]:
    """Of the documents found, best first."""
    return [row["published"] for row in search.documents(model, asked(model, typed).hits("documents", 0, 99))]


def bare(text: str) -> str:
    return re.sub("[\u0300-\u036f]", "", unicodedata.normalize("NFD", text)).replace("đ", "d")


def holds(text: str, terms: Sequence[str]) -> bool:
    """Whether each term stands in the text: as written where it has a mark; its words in a row."""

    def row(words: str) -> str:
        return " ".join(["", *re.findall(r"[^\W_]+", words.lower()), ""])

    return all(row(term) in row(bare(text.lower()) if term.isascii() else text) for term in terms)


def by_hand(model: Model, terms: Sequence[str], counted: int = 10_000) -> list[str]:
    """Days of the documents that a search finds, best first; no phrase where more than `counted` are found."""
    rows = model.rows("select published, title, text from documents order by published desc")
    found = [row for row in rows if holds(f"{row['title']} – vách – {row['text']}", terms)]
    phrase = [" ".join(terms)]
    better = (
        (row for row in found if len(terms) > 1 and holds(row["title"], phrase)),
        (row for row in found if terms and holds(row["title"], terms)),
        (row for row in found if len(terms) > 1 and len(found) <= counted and holds(row["text"], phrase)),
        found[: counted + 1],
    )
    return list(dict.fromkeys(row["published"] for rows in better for row in rows))


_WORD = st.sampled_from(WORDS)
_TERMS = st.lists(st.one_of(_WORD, st.tuples(_WORD, _WORD).map(" ".join)), max_size=4, unique=True)


def typed(terms: Sequence[str]) -> str:
    return " ".join(f'"{term}"' if " " in term else term for term in terms) + " "


@given(_TERMS)
def test_what_is_found_and_its_order_are_those_of_a_search_without_an_index(model: Model, terms: list[str]) -> None:
    found = days(model, typed(terms))
    assert found == by_hand(model, terms)
    assert asked(model, typed(terms)).count("documents") == search.Count(len(found))


@given(terms=_TERMS)
def test_of_common_words_the_best_come_of_the_newest(model: Model, terms: list[str]) -> None:
    with pytest.MonkeyPatch.context() as bounds:
        bounds.setattr(search, "COUNTED", 3)
        bounds.setattr(search, "COMMON", 0)
        found = days(model, typed(terms))
        told = asked(model, typed(terms)).count("documents")
    number = len(by_hand(model, terms))
    assert told == search.Count(min(number, 3), number > 3)
    assert found == by_hand(model, terms, 3)
