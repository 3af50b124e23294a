"""Which lines of a plain text are one paragraph: wrapped, quoted and spliced text, and what must keep its lines."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.formats.plain import parse_plain, span_in_text
from cleaners.model import Metadata

FERRY = (
    "The ferry to Vell has been stopped since Monday because of the ice, said the harbour master, who is not amused "
    "by what he saw. He has had to turn back three lorries and a circus, and it will be a week before anything sails."
)
FAEHRE = (
    "Die Fähre nach Vell steht seit Montag wegen des Eises still, sagte der Hafenmeister, der darüber nicht lachen "
    "kann. Er hat drei Lastwagen und einen Zirkus zurückgeschickt, und es wird eine Woche dauern, bis eines fährt."
)
PAROM = (
    "Паром в Велл стоит с понедельника из-за льда, сообщил начальник гавани, которому совсем не до смеха. Он "
    "отправил назад три грузовика и цирк, и пройдёт не меньше недели, прежде чем что-нибудь снова выйдет в море."
)
FERII = (
    "ヴェル行きのフェリーは氷のため月曜日から止まっていると港長が述べた。港長はトラック三台とサーカスの一行を引き返させた。"
    "再び船が出るまでには少なくとも一週間かかる見通しで、島の店では牛乳とパンが品薄になっている。"
)
STORIES = (FERRY, FAEHRE, PAROM)


def texts(decoded: str) -> list[str]:
    return [block.text for block in parse_plain(decoded, Metadata()).blocks]


def wide(text: str, columns: int) -> str:
    """A text without blanks, broken at a count of characters."""
    return "\n".join(text[first : first + columns] for first in range(0, len(text), columns))


@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize("width", [45, 66, 72, 78, 100])
def test_wrapped_paragraphs_are_one_block_each(story: str, width: int) -> None:
    assert texts("\n\n".join([textwrap.fill(story, width)] * 3)) == [story] * 3


@pytest.mark.parametrize("story", STORIES)
def test_an_indented_first_line_begins_a_paragraph(story: str) -> None:
    assert texts("\n".join([textwrap.fill(story, 72, initial_indent="    ")] * 3)) == [story] * 3


@pytest.mark.parametrize("marks", ["> ", ">", "> > ", ">> "])
def test_a_quotation_is_read_without_its_marks(marks: str) -> None:
    quoted = textwrap.indent(textwrap.fill(FERRY, 66), marks)
    assert texts(f"Jo wrote on Monday:\n\n{quoted}\n{marks.strip()}\n{quoted}") == ["Jo wrote on Monday:", FERRY, FERRY]


def test_scripts_without_blanks_are_read_without_blanks() -> None:
    assert texts("\n\n".join([wide(FERII, 30)] * 2)) == [FERII] * 2


def test_a_list_item_spans_its_lines_and_no_more() -> None:
    items = [textwrap.fill(f"* {FERRY}", 72, subsequent_indent="  ")] * 2
    assert texts("\n".join(items)) == [f"* {FERRY}"] * 2


@pytest.mark.parametrize(
    ("lines", "read"),
    [
        (
            "He studies the way in which all of these\nbodies develop",
            ["He studies the way in which all of these bodies develop"],
        ),
        (
            "The mayor of Port Sallow told the reporters of the\nHarrow Post\n, who were surprised.",
            ["The mayor of Port Sallow told the reporters of the Harrow Post, who were surprised."],
        ),
        ("By purchasing it you help\n. Thank you", ["By purchasing it you help. Thank you"]),
    ],
)
def test_a_sentence_broken_at_a_link_is_one_block(lines: str, read: list[str]) -> None:
    assert texts(lines) == read


@pytest.mark.parametrize(
    "lines",
    [
        "flour\nsugar\nbutter\nthree eggs\na pinch of salt",  # ingredients
        "home\nabout us\ncontact\nprivacy",  # a menu
        "Home\nNews\nSport\nWeather",
        "Vell 2, Carrow 1\nHarrow 0, Askrigg 0\nSallow 3, Tarrow 3\nLesk 1, Norrow 4",  # results
        "The ferry was stopped on Monday.\nThe harbour master was not amused at all.\nThree lorries went home.",
        "أعلنت البلدية يوم الثلاثاء أن السوق القديم سيعاد فتحه\nوقال رئيس البلدية إن العمل سيبدأ قريبا في المدينة",
        "• one thing that is said of it\n• another thing\n• a third that is somewhat longer",
        "1. one thing that is said of it\n2. another thing\n3. a third that is somewhat longer",
        "The wind has gone to bed tonight,\nThe moon is in the tree,\nAnd all that made it white\nIs still at sea.",
    ],
)
def test_lines_that_are_whole_stay_blocks_of_their_own(lines: str) -> None:
    assert texts(lines) == lines.split("\n")


def test_one_sentence_a_line_is_not_wrapped_text() -> None:
    names = ("goat", "circus with two lions")
    days = ("Monday", "the last Tuesday of the month", "Sunday morning before the sun was up")
    sentences = [f"The {name} was seen at the harbour of Vell on {day}." for name in names for day in days]
    assert texts("\n".join(sentences)) == sentences


def test_a_part_of_a_block_is_found_in_the_text() -> None:
    document = parse_plain("\n\n".join([textwrap.indent(textwrap.fill(FERRY, 66), "> ")] * 3), Metadata())
    for block in document.blocks:
        start = block.text.index("three lorries and a circus")
        first, last = span_in_text(document, block, start, start + len("three lorries and a circus"))
        assert " ".join(document.text[first:last].replace("\n> ", "\n").split()) == "three lorries and a circus"


@given(
    story=st.lists(st.sampled_from((*STORIES, "Home", "• a point", "Read more", "? x", ">", "> > a")), min_size=1),
    width=st.integers(20, 110),
    prefix=st.sampled_from(["", "> ", "   "]),
)
def test_no_layout_loses_a_character(story: list[str], width: int, prefix: str) -> None:
    text = "\n\n".join(textwrap.indent(textwrap.fill(part, width), prefix) for part in story)
    document = parse_plain(text, Metadata())
    seen = 0
    for block in document.blocks:
        assert block.text
        assert not document.text[seen : block.start].strip()
        seen = block.end
        for place in range(len(block.text)):
            start, end = span_in_text(document, block, place, place + 1)
            assert block.start <= start < end <= block.end
            assert document.text[start:end] == block.text[place] or document.text[start:end].isspace()
    assert not document.text[seen:].strip()
