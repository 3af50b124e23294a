"""What a line is: what stands beside it, breaks it or is hidden within it."""

from __future__ import annotations

import pytest

from cleaners.formats.excerpt import excerpt
from cleaners.formats.html import Page, parse_page
from cleaners.formats.surroundings import ANNOTATION, HIDDEN, NOT_SHOWN, READING, SCREEN_READERS
from cleaners.formats.tree import parse_tree
from cleaners.model import Document, Metadata

WHY = NOT_SHOWN | SCREEN_READERS | READING | ANNOTATION


def page(markup: str) -> Document:
    return parse_page(parse_tree(markup), Metadata())


def texts(markup: str) -> list[str]:
    return [block.text for block in page(markup).blocks]


def why_unseen(markup: str) -> list[tuple[str, int]]:
    document = page(markup)
    assert isinstance(document.page, Page)
    return [(b.text, flags & WHY) for b, flags in zip(document.blocks, document.page.around.flags, strict=True)]


@pytest.mark.parametrize(
    ("markup", "blocks"),
    [
        ("<p>One <span hidden>two</span>three", [("One three", 0), ("two", NOT_SHOWN)]),
        ('<p>One.<span style="display: none;"> (id: 1)</span></p>', [("One.", 0), ("(id: 1)", NOT_SHOWN)]),
        ('<p><b style="visibility:hidden">One</b></p>', [("One", NOT_SHOWN)]),
        ('<p style="visibility:hidden">One</p><p>Two', [("One", NOT_SHOWN), ("Two", 0)]),
        ("<div hidden><p>One</p></div>Two", [("One", NOT_SHOWN), ("Two", 0)]),
        ("<span hidden><p>One</p><p>Two</p></span>Three", [("One", NOT_SHOWN), ("Two", NOT_SHOWN), ("Three", 0)]),
        ("<div hidden=until-found>One</div>", [("One", 0)]),  # a reader who looks for it is shown it
        ('<p><i style="display:inline">One</i> two', [("One two", 0)]),
        ('<p><span aria-hidden="true">One</span> two', [("One two", 0)]),  # hidden from screen readers alone
        ('<p><a href=x>One<span class="sr-only"> (opens)</span></a>', [("One", 0), ("(opens)", SCREEN_READERS)]),
        ('<p class="u-visually-hidden">One</p>Two', [("One", SCREEN_READERS), ("Two", 0)]),
        ('<p>One<span class="visuallyhidden"> - </span>two', [("One - two", 0)]),
        ('<div class="field--label-visually_hidden"><p>One</div>', [("One", 0)]),
        ('<p><span class="sr">One</span></p>', [("One", 0)]),
        ("<p><ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp>字<rt>ji</rt></ruby>と", [("漢字と", 0), ("( kan ) ji", READING)]),
        (
            "<p>Let <math><semantics><msup><mi>x</mi><mn>2</mn></msup><annotation>x^2</annotation></semantics></math>",
            [("Let x2", 0), ("x^2", ANNOTATION)],
        ),
        ("<table><tr><td>One<i hidden>x</i><td>Two</table>", [("One | Two", 0), ("x", NOT_SHOWN)]),
    ],
)
def test_what_is_not_shown_in_its_line(markup: str, blocks: list[tuple[str, int]]) -> None:
    assert why_unseen(markup) == blocks


def test_what_is_set_aside_has_no_links_and_says_nothing_of_what_follows() -> None:
    document = page("<p>One <a href=x hidden>two</a></p><p>Three")
    assert isinstance(document.page, Page)
    assert [block.link_chars for block in document.blocks] == [0, 0, 0]
    assert [bool(flags & HIDDEN) for flags in document.page.around.flags] == [False, True, False]


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        ('<span style="display:block">One</span><span style="display:block">Two</span>', ["One", "Two"]),
        ('<b style="display:block">One</b>two', ["One", "two"]),
        ('<span style="color:red">One</span><span>Two</span>', ["OneTwo"]),
        ('<span style="display:inline-block">One</span>two', ["Onetwo"]),
        ('<p><span style="display:block;float:left">T</span>urkey', ["Turkey"]),
        ('<p><span style="display:block">T</span>urkey', ["Turkey"]),
        ('<div class="drop-cap">T</div><p>urkey is', ["Turkey is"]),
        ('<div class="dropcap">T</div><div>URKEY is</div>', ["TURKEY is"]),
        ('<div class="dropcap">A</div> ship', ["A ship"]),
        ('<div class="dropcap">T</div>\n urkey', ["Turkey"]),
        ('<div><p class="dropcap">T</p></div><p>urkey', ["T", "urkey"]),  # nothing follows it where it stands
        ('<p class="dropcap">Turkey is</p><p>far', ["Turkey is", "far"]),
        ('<div class="dropcap">O</div><div class="dropcap">n</div><p>e day', ["On", "e day"]),
        ('<div class="cap">T</div><p>urkey', ["T", "urkey"]),
    ],
)
def test_lines_and_drop_caps(markup: str, shown: list[str]) -> None:
    assert texts(markup) == shown


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        ('bulletin.<sup><a href="#fn1">1</a></sup>', "bulletin. 1"),
        ("sea.<sup>[2]</sup>The", "sea. [2] The"),
        ('moss<sup class="footnote-ref">3</sup>grows', "moss 3 grows"),
        ("said.”<sup>1,2</sup>", "said.” 1,2"),
        ("10<sup>6</sup> gulls", "106 gulls"),
        ("30 m<sup>2</sup> of roof", "30 m2 of roof"),
        ("the 1<sup>st</sup> day", "the 1st day"),
        ("CO<sub>2</sub> rose", "CO2 rose"),
    ],
)
def test_marks_of_notes_are_set_off(markup: str, shown: str) -> None:
    assert texts(f"<p>{markup}</p>") == [shown]


@pytest.mark.parametrize(
    ("markup", "linked"),
    [
        ("<a name=top>One two", 0),
        ("<a>One two</a>", 0),
        ("<a id=part>One two</a>", 0),
        ("<a href=/x>One two</a>", 7),
        ("<a name=x href=/x>One two</a>", 7),
        ("<a class=button onclick=go()>One two</a>", 7),  # a script goes where it leads
        ("<a name=top>One <a href=/x>two</a>", 3),
    ],
)
def test_an_anchor_is_no_link(markup: str, linked: int) -> None:
    assert sum(block.link_chars for block in page(f"<p>{markup}").blocks) == linked


@pytest.mark.parametrize(
    "markup",
    [
        "<p>One <i hidden>two</i></p><p>Three <ruby>漢<rt>kan</rt></ruby>",
        '<div>One<span style="display:block">Two</span></div><p>Three',
        "<div><embed src=a>One<p>Two</div><p>Three",
    ],
)
def test_an_excerpt_has_the_same_blocks(markup: str) -> None:
    document = page(markup)
    for wanted in range(len(document.blocks)):
        part = excerpt(document, [wanted])
        assert isinstance(part.page, Page)
        assert [b.text for b in parse_page(part.page.root, Metadata()).blocks] == [b.text for b in part.blocks]
