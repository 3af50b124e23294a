"""Metadata of plain page text, from its first lines."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.metadata import hint_metadata, text_metadata
from cleaners.metadata.plain import headline
from cleaners.model import Hints

PARAGRAPH = (
    "The old bridge over the river will close on Monday, the council of Ostrava decided on Tuesday after engineers "
    "had found cracks in three of its pillars. Ferries will replace the bridge for at least a year."
)
TITLE = "Old bridge closes after engineers find cracks in pillars"

HEADLINES = [
    ("first line", [TITLE, PARAGRAPH], TITLE),
    ("after a menu", ["Home", "Sign in", TITLE, "3 May 2024", PARAGRAPH], TITLE),
    ("after the date", ["3 May 2024", "By Jane Doe", TITLE, PARAGRAPH], TITLE),
    ("twice", ["Last news in Herald", TITLE, "Share", TITLE, PARAGRAPH], TITLE),
    ("before a teaser", [TITLE, "Ten recipes for the weekend", PARAGRAPH], TITLE),
    (
        "unspaced",
        ["市议会决定关闭旧桥直到检查完成", "市议会周二决定关闭旧桥，直到工程师完成检查报告。" * 5],
        "市议会决定关闭旧桥直到检查完成",
    ),
    # near misses
    ("a paragraph alone", [PARAGRAPH], None),
    ("a menu alone", ["Home", "News", "Sport"], None),
    ("a date and a byline", ["3 May 2024", "By Jane Doe", PARAGRAPH], None),
    ("a sentence", ["The bridge over the river will close on Monday.", PARAGRAPH], None),
    ("nothing", [], None),
]


@pytest.mark.parametrize(("lines", "title"), [row[1:] for row in HEADLINES], ids=[row[0] for row in HEADLINES])
def test_headline(lines: list[str], title: str | None) -> None:
    assert headline(lines) == title


def test_the_address_tells_the_headline_from_its_neighbours() -> None:
    lines = ["Cracks found in pillars of the old bridge", "Ferry returns to the river", PARAGRAPH]
    assert headline(lines, "https://example.test/news/ferry-returns-to-the-river") == lines[1]


def test_lines_fill_the_columns() -> None:
    found = text_metadata(
        [TITLE, "By", "Jane Doe", "Published 3 May 2024, 10:05", "Updated 4 May 2024", PARAGRAPH], Hints()
    )
    assert (found.title, found.authors) == (TITLE, ("Jane Doe",))
    assert found.published_at == datetime(2024, 5, 3, 10, 5, tzinfo=UTC)
    assert found.modified_at == datetime(2024, 5, 4, tzinfo=UTC)


def test_hints_are_believed_before_lines() -> None:
    hints = Hints(title="From the feed", authors=("Feed Author",), published="2020-01-01", modified="2020-01-02")
    lines = [TITLE, "By Jane Doe", "3 May 2024", "Updated 4 May 2024", PARAGRAPH]
    assert text_metadata(lines, hints) == hint_metadata(hints)


def test_an_implausible_line_is_flagged() -> None:
    found = text_metadata([TITLE, "3 May 1899", PARAGRAPH], Hints())
    assert found.published_at is None
    assert found.flags == ("implausible_date",)


@given(st.text(max_size=2_000))
def test_any_text_is_answered(text: str) -> None:
    found = text_metadata(text.splitlines(), Hints())
    assert found.title is None or found.title in " ".join(text.split()) or not text.isascii()
