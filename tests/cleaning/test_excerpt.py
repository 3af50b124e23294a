"""Excerpts of pages: what is shown of a page when only some of its blocks are wanted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from cleaners.formats import PARSERS
from cleaners.formats.excerpt import excerpt
from cleaners.formats.html import Page, parse_page
from cleaners.formats.tree import parse_tree
from cleaners.model import Decoded, Document, Hints, Metadata, PayloadKind
from cleaners.voters import extraction
from tests.cleaning.test_laws import MARKUP


def page(markup: str) -> Document:
    return parse_page(parse_tree(markup), Metadata())


def root(document: Document) -> etree._Element:
    assert isinstance(document.page, Page)
    return document.page.root


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks]


@pytest.mark.parametrize(
    ("markup", "wanted", "shown"),
    [
        ("<p>One<p>Two<p>Three", [1], ["Two"]),
        ("<nav><a>Home</a></nav><p>One", [1], ["One"]),
        ("<div>Lead<p>Cut</p>Tail</div>", [0], ["Lead", "Tail"]),  # of one element: shown or hidden together
        ("<div>Lead<p>Cut</p>Tail</div>", [1], ["Lead", "Cut", "Tail"]),  # what stands around a wanted block
        ("<div><p>One</p></div><div><p>Two</p><p>Three</p></div>", [1], ["Two"]),
        ("<ul><li>One<li>Two<ul><li>Three</ul></ul>", [0, 2], ["One", "Two", "Three"]),
        ("<span><div>One</div></span><div>Two</div>", [1], ["Two"]),  # numbered as blocks see them
        ("<table><tr><td>Luton</td><td>2</td></tr><tr><td>Bray</td><td>1</td></tr></table>", [0], ["Luton | 2"]),
        ("<table><tr>Luton<td><p>2</p></td></tr></table><p>Bray", [0], ["Luton"]),
        ("<table><tr><td><p>Luton</p></td><td><p>2</p></td></tr></table>", [1], ["2"]),
        ("<p>One<p>Two", [], []),
        ("<p>One<p>Two", [0, 1], ["One", "Two"]),
    ],
)
def test_what_is_shown(markup: str, wanted: list[int], shown: list[str]) -> None:
    part = excerpt(page(markup), wanted)
    assert texts(part) == shown
    assert texts(parse_page(root(part), Metadata())) == shown


@given(MARKUP, st.data())
def test_an_excerpt_holds_its_blocks_and_nothing_else(markup: str, data: st.DataObject) -> None:
    document = page(f"<body>{markup}<p>end")
    before = etree.tostring(root(document))
    wanted = data.draw(st.sets(st.sampled_from(range(len(document.blocks)))))
    part = excerpt(document, wanted)
    assert etree.tostring(root(document)) == before
    assert wanted <= {block.index for block in part.blocks}
    assert set(part.blocks) <= set(document.blocks)
    assert texts(parse_page(root(part), Metadata())) == texts(part)


def test_what_is_not_shown_gets_no_mark() -> None:
    body = "".join(
        f"<p>The ferry to Vell sailed at noon on day {n}, with {n} cars and their crews aboard.</p>" for n in range(9)
    )
    document = page(f"<body><div><p>Sign up</p></div><article>{body}</article>")
    marks = extraction.vote(excerpt(document, range(1, 10)))
    assert [mark.block for mark in marks] == list(range(1, 10))


def test_a_text_is_its_own_excerpt() -> None:
    document = PARSERS[PayloadKind.TEXT](Decoded("One\n\nTwo", "utf-8", "utf8", 0), Hints())
    assert excerpt(document, [0]) is document
