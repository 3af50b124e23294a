"""Dates, names and titles as single values."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.metadata.authors import MAX_AUTHORS, clean_authors
from cleaners.metadata.dates import parse_date
from cleaners.metadata.metatags import MAX_TAGS, split_tags
from cleaners.metadata.text import address, column, squeeze
from cleaners.metadata.titles import is_site, names_site, overlap, without_site

DATES = [
    ("2024-05-03T10:05:00+02:00", None, (2024, 5, 3, 8, 5)),
    ("2024-05-03T10:05:00.123456789Z", None, (2024, 5, 3, 10, 5)),
    ("2024-05-03T10:05+0200", None, (2024, 5, 3, 8, 5)),
    ("2024-05-03T10:05-05", None, (2024, 5, 3, 15, 5)),
    ("2024-05-03T24:00:00Z", None, (2024, 5, 3)),
    ("20240503T100500Z", None, (2024, 5, 3, 10, 5)),
    ("2024-05-03 10:05:00 UTC", None, (2024, 5, 3, 10, 5)),
    ("Fri, 03 May 2024 10:05:00 GMT", None, (2024, 5, 3, 10, 5)),
    ("Fri May 03 2024 10:05:00 GMT+0200 (CEST)", None, (2024, 5, 3, 8, 5)),
    ("May 3, 2024 10:05 pm", None, (2024, 5, 3, 22, 5)),
    ("3.5.2024", None, (2024, 5, 3)),
    ("03/05/2024", "en-US", (2024, 3, 5)),
    ("03/05/2024", "fr", (2024, 5, 3)),
    ("13/05/2024", "en-US", (2024, 5, 13)),
    ("05-03-2024", "en-US", (2024, 3, 5)),
    ("3 mai 2024", None, (2024, 5, 3)),
    ("3 травня 2024", None, (2024, 5, 3)),
    ("2024年5月3日 午後3:05", None, (2024, 5, 3, 15, 5)),
    ("1970-01-01T00:00:01Z", None, (1970, 1, 1, 0, 0, 1)),
    # near misses
    ("1970-01-01T00:00:00Z", None, None),  # what systems write for no date
    ("", None, None),
    ("2024", None, None),
    ("2024-05", None, None),
    ("2024-02-30", None, None),
    ("yesterday", None, None),
    ("1714730700", None, None),
    ("version 3.5.20244", None, None),
    ("x" * 10_000 + "2024-05-03", None, None),
]


@pytest.mark.parametrize(("value", "language", "parts"), DATES)
def test_parse_date(value: str, language: str | None, parts: tuple[int, ...] | None) -> None:
    assert parse_date(value, language) == (datetime(*parts, tzinfo=UTC) if parts else None)  # type: ignore[arg-type,misc]


AUTHORS = [
    (["Jane Doe"], ["Jane Doe"]),
    (["By Jane Doe and John Roe"], ["Jane Doe", "John Roe"]),
    (["ByJane Doe"], ["Jane Doe"]),
    (["Jane Doe, PhD, RDN", "jane doe"], ["Jane Doe"]),
    (["Jane Doe (Editor-in-Chief)"], ["Jane Doe"]),
    (["Jane Doe | Example Herald"], ["Jane Doe"]),
    (["Jane Doe on May 3, 2024"], ["Jane Doe"]),
    (["Jane Doe <jane@example.test>"], ["Jane Doe"]),
    (["View all posts by Jane Doe"], ["Jane Doe"]),
    (["Von Klara Muster und Hans Beispiel"], ["Klara Muster", "Hans Beispiel"]),
    (["Bybee Andersson"], ["Bybee Andersson"]),
    (["Andy Rand"], ["Andy Rand"]),
    (["ANNA MARIA DE LUCA"], ["Anna Maria de Luca"]),
    (["NATO"], ["NATO"]),
    (["Jane Do\u200be"], ["Jane Doe"]),
    # nothing that signs an article
    (["https://www.example.test/authors/jane"], []),
    (["@janedoe"], []),
    (["admin", "Administrator", "null"], []),
    (["By", "Written by", "  ", "123"], []),
    (["{{ author }}", "page.extra.author"], []),
]


@pytest.mark.parametrize(("values", "names"), AUTHORS)
def test_clean_authors(values: list[str], names: list[str]) -> None:
    assert list(clean_authors(values)) == names


@given(st.lists(st.text(max_size=400), max_size=40))
def test_names_are_few_short_and_distinct(values: list[str]) -> None:
    names = clean_authors(values)
    assert len(names) <= MAX_AUTHORS
    assert len({name.casefold() for name in names}) == len(names)
    assert all(any(char.isalpha() for char in name) for name in names)


SITES = ["Example Herald", "example-herald.test"]

TITLES = [
    ("Bridge closes | Example Herald", "Bridge closes"),
    ("Bridge closes – The Example Herald Online", "Bridge closes"),
    ("Example Herald | Bridge closes", "Bridge closes"),
    ("Bridge closes - ExampleHerald", "Bridge closes"),
    ("Bridge closes | Local | Example Herald", "Bridge closes | Local"),
    ("Example Herald", "Example Herald"),
    # near misses
    ("Bridge closes - again", "Bridge closes - again"),
    ("Bridge closes | An Example of Herald Square", "Bridge closes | An Example of Herald Square"),
    ("Bridge-builder returns", "Bridge-builder returns"),
]


@pytest.mark.parametrize(("title", "expected"), TITLES)
def test_without_site(title: str, expected: str) -> None:
    assert without_site(title, SITES) == expected


@pytest.mark.parametrize(
    ("text", "named", "is_one"),
    [
        ("Example Herald", True, True),
        ("example herald", True, True),
        ("Herald Staff", True, True),
        ("The Herald Editorial Team", True, True),
        ("Jane Example Herald", True, False),
        ("Jane Doe", False, False),
    ],
)
def test_which_names_are_the_sites(text: str, named: bool, is_one: bool) -> None:
    assert names_site(text, SITES) is named
    assert is_site(text, SITES) is is_one


@pytest.mark.parametrize(
    ("first", "second", "share"), [("a b", "b a c", 1.0), ("a b", "b c", 0.5), ("a", "b", 0.0), ("", "a", 0.0)]
)
def test_overlap(first: str, second: str, share: float) -> None:
    assert overlap(first, second) == share


def test_tags_are_split_once_and_capped() -> None:
    assert split_tags(["a, b;c", "b", " ", "x" * 101]) == ("a", "b", "c")
    assert len(split_tags([",".join(map(str, range(200)))])) == MAX_TAGS


@pytest.mark.parametrize(
    ("raw", "value"),
    [("  a\u00a0\n b ", "a b"), ("e\u0301", "é"), ("a\u202eb\x00\ud800c", "abc"), ("½ ™", "½ ™"), ("", "")],
)
def test_squeeze(raw: str, value: str) -> None:
    assert squeeze(raw) == value


@given(st.text(alphabet=st.one_of(st.sampled_from("ab e\u0301\u200b\xad\x00\x1c\x85\u2000\n"), st.characters())))
def test_plain_texts_are_squeezed_as_all_are(raw: str) -> None:
    visible = "".join(c for c in raw if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    if visible == raw:
        assert squeeze(raw) == re.sub(r"\s+", " ", unicodedata.normalize("NFC", raw)).strip()
    assert squeeze(squeeze(raw)) == squeeze(raw)


@given(st.text(alphabet=st.characters(), max_size=2_000))
def test_a_column_can_always_be_written(text: str) -> None:
    for value in (column(text), address(text)):
        assert value is None or value.encode("utf-8")
        assert value is None or value == value.strip() != ""
