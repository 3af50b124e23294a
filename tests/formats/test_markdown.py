"""Markdown is read as what it is, each character knows its place, and text that only looks like it is left alone."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.clean import clean_record
from cleaners.cut import restore
from cleaners.engine import load_engine
from cleaners.formats.markdown import is_markdown, read_markdown
from cleaners.formats.plain import PlainPage, parse_plain
from cleaners.model import CleanedArticle, Hints, Origin, PayloadKind, RawRecord
from cleaners.rules.rulebook import load_rules
from cleaners.voters import structure


@pytest.mark.parametrize(
    ("written", "text", "tag", "linked"),
    [
        ("## The mill of Lesk", "The mill of Lesk", "h2", 0),
        ("# The mill #", "The mill", "h1", 0),
        ("* [Weather](/weather)", "Weather", "li", 7),
        ("3. A third point", "A third point", "li", 0),
        ("[The mill](https://lesk.example/mill) burnt.", "The mill burnt.", "", 8),
        ('[mill](https://lesk.example/a_(b) "The mill")', "mill", "", 4),
        ("the [old mill][1] of Lesk", "the old mill of Lesk", "", 8),
        ("see <https://lesk.example/>", "see https://lesk.example/", "", 21),
        ("a **bold** and an *odd* and an _even_ word", "a bold and an odd and an even word", "", 0),
        ("![A mill at dusk](/mill.jpg)", "A mill at dusk", "figcaption", 0),
        ("[ ![A mill](/mill.jpg) ](/)", "A mill", "figcaption", 6),
        ("Dusk ![A mill](/mill.jpg) fell.", "Dusk  fell.", "", 0),
        ("[1]: https://lesk.example/", "[1]: https://lesk.example/", "a", 26),
        ("* * *", "* * *", "hr", 0),
        ("1\\. No list", "1. No list", "", 0),
        ("| a | b | c |", "| a | b | c |", "tr", 0),
        # near misses
        ("snake_case_name stays", "snake_case_name stays", "", 0),
        ("5 * 3 * 2", "5 * 3 * 2", "", 0),
        ("he said [sic] so", "he said [sic] so", "", 0),
        ("#lesk #mill", "#lesk #mill", "", 0),
    ],
)
def test_reading(written: str, text: str, tag: str, linked: int) -> None:
    reading = read_markdown(written)
    assert (reading.text, reading.tag, reading.link_chars) == (text, tag, linked)
    assert "".join(written[place] for place in reading.places) == text


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("See [the mill](/mill).", True),
        ("Intro\n\n## Heading\n\nText", True),
        ("[1]: https://lesk.example/", True),
        ("```\ncode\n```", True),
        ("| a | b |\n|---|---|", True),
        ("a **bold** word", True),
        ("#lesk is trending", False),
        ("* a point\n* another", False),
        ("He came first [1] and she (second).", False),
        ("2 ** 3 is 8 ** 1", False),
        ("----------", False),
    ],
)
def test_signs(text: str, markdown: bool) -> None:
    assert is_markdown(text) is markdown


@given(
    st.lists(
        st.sampled_from([*"[]()!*_`\\#<> \nab1", "](", "![", "](/a)", "**", "\n\n", "# ", "https://a.b"]), max_size=60
    )
)
def test_any_signs_are_read_in_place(pieces: list[str]) -> None:
    document = parse_plain("".join(pieces))
    assert isinstance(document.page, PlainPage)
    for block in document.blocks:
        assert block.text.strip()
        assert 0 <= block.link_chars <= len(block.text)
    for index, reading in document.page.readings.items():
        block = document.blocks[index]
        assert len(reading.places) == len(reading.text) == len(block.text)
        assert all(block.start <= place < block.end for place in reading.places)
        for spans in (reading.images, reading.links):
            assert all(block.start <= start < end <= block.end for start, end in spans)


@pytest.mark.parametrize("piece", ["[a](", "![", "[[", "[a](b(", "**a", "`", "<https://", "[a]((\\"])
def test_signs_that_never_close_cost_no_more_than_their_length(piece: str) -> None:
    started = time.process_time()
    read_markdown(piece * 20_000)
    is_markdown(piece * 20_000)
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    ("written", "rules"),
    [
        ("[Weather](/weather)", {"link.line"}),
        ("* [Home](/)\n* [News](/news)\n* [Weather](/weather)", {"link.line", "link.run"}),
        ("[ ](javascript:void)", {"link.line", "link.empty"}),
        ("![A mill at dusk](/mill.jpg)", {"picture", "picture.inline"}),
        ("[The mill](/mill) of Lesk burnt down in winter.", set()),
        ("* [Home](/) is where it burnt\n* [News](/news) of it came late", set()),
    ],
)
def test_links_and_pictures_are_marked(written: str, rules: set[str]) -> None:
    marks = structure.vote(parse_plain(written), load_rules())
    assert {mark.rule_id for mark in marks if mark.rule_id.startswith(("link.", "picture"))} - {"link.address"} == rules


ARTICLE = (
    "The [old mill](https://lesk.example/mill) of Lesk burnt down in winter, and **nobody** knows why it did.\n\n"
    "## What is next\n\nThe council wants to build a new one by May, said the miller Anna Torf on Monday.\n"
)
MENU = "* [Home](/)\n* [News](/news)\n* [Weather](/weather)\n\n"


def cleaned(text: str) -> CleanedArticle:
    origin = Origin("r", "a.txt", "text", "byte_offset", 0, 1, 0)
    result = clean_record(RawRecord(origin, text.encode(), PayloadKind.TEXT, "unicode", Hints()), load_engine())
    assert isinstance(result, CleanedArticle)
    return result


def test_an_article_in_markdown_is_left_as_it_is() -> None:
    assert cleaned(ARTICLE).text == ARTICLE


def test_a_page_in_markdown_loses_its_menus_and_its_addresses() -> None:
    result = cleaned(MENU + ARTICLE)
    assert "The old mill of Lesk burnt" in result.text
    assert not {"Home", "News", "Weather"} & set(result.text.split())
    assert restore(result.text, result.removals) == MENU + ARTICLE
