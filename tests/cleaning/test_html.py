"""Pages and fragments to blocks."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.formats.cues import BIT, cue_bits
from cleaners.formats.fragment import parse_fragment
from cleaners.formats.html import Page, parse_page
from cleaners.formats.surroundings import HIDDEN, IN_LINK
from cleaners.formats.tree import UnparsablePageError, parse_tree
from cleaners.model import Document, Metadata


def blocks(markup: str) -> list[str]:
    return [b.text for b in page(markup).blocks]


def page(markup: str) -> Document:
    return parse_page(parse_tree(markup), Metadata())


@pytest.mark.parametrize(
    ("markup", "texts"),
    [
        ("<p>One</p><p>Two</p>", ["One", "Two"]),
        ("<p>One <b>bold</b> word</p>", ["One bold word"]),
        ("<p>One<br>Two</p>", ["One", "Two"]),
        ("<div>Lead<p>Body</p>Tail</div>", ["Lead", "Body", "Tail"]),
        ("<ul><li>A<li>B</ul>", ["A", "B"]),
        ("<table><tr><td>Luton</td><td>2</td></tr></table>", ["Luton | 2"]),
        ("<table><tr><td><p>Laid</p></td><td><p>out</p></td></tr></table>", ["Laid", "out"]),
        ("<p>Seen</p><script>var x = '<p>not</p>'</script><style>p{}</style>", ["Seen"]),
        ("<p>Seen</p><noscript><p>Enable JavaScript</p></noscript>", ["Seen"]),
        ('<noscript><div id="x"></noscript><p>' + "late " * 500 + "</p>", [("late " * 500).strip()]),
        ("<p>A<!-- note -->B</p>", ["AB"]),
        ("<title>Head</title><p>Body</p>", ["Body"]),
        ("<p>  white \n\t space </p>", ["white space"]),
        ("<p>early</p></body></html><div><p>" + "late " * 20 + "</p></div>", ["early", ("late " * 20).strip()]),
        ("<p>&nbsp;</p><p>x</p>", ["x"]),
        ("text alone", ["text alone"]),
    ],
)
def test_blocks(markup: str, texts: list[str]) -> None:
    assert blocks(markup) == texts


def test_paths_count_siblings_of_one_tag() -> None:
    paths = [b.path for b in page("<body><div><p>a</p><h2>b</h2><p>c</p></div></body>").blocks]
    assert paths == ["body/div[1]/p[1]", "body/div[1]/h2[1]", "body/div[1]/p[2]"]


def test_links_are_measured() -> None:
    doc = page('<p>See <a href="/x">the plan</a> now</p><p><a href="/y">Menu</a></p>')
    assert isinstance(doc.page, Page)
    assert [b.link_chars for b in doc.blocks] == [8, 4]
    assert [bool(flags & IN_LINK) for flags in doc.page.around.flags] == [False, True]


@pytest.mark.parametrize(
    ("markup", "links", "inner"),
    [
        ('<p><a class="navbar" href="/x">A</a> and <a href="/y">B</a></p><p>C</p>', (2, 0), ("nav", "")),
        ('<a href="/x" class="byline"><div>A</div></a><div>B</div>', (1, 0), ("", "")),
        ('<a href="/x"><div>A</div><div>B</div></a>', (1, 1), ("", "")),
        ('<p><span class="byline"></span>A</p><p>B</p>', (0, 0), ("byline", "")),
        ('<span class="byline"></span><p>A</p><p>B</p>', (0, 0), ("", "")),  # a block of its own that holds no text
    ],
)
def test_what_stands_within_a_block_says_nothing_of_the_next(
    markup: str, links: tuple[int, ...], inner: tuple[str, ...]
) -> None:
    doc = page(markup)
    assert isinstance(doc.page, Page)
    assert doc.page.around.links == links
    assert doc.page.around.bits == tuple(BIT.get(name, 0) for name in inner)


@pytest.mark.parametrize(
    ("attributes", "hidden"),
    [('style="display: none"', True), ("hidden", True), ('style="display:block"', False), ('class="hidden"', False)],
)
def test_hidden(attributes: str, hidden: bool) -> None:
    doc = page(f"<div {attributes}><p>x</p></div>")
    assert isinstance(doc.page, Page)
    assert [bool(flags & HIDDEN) for flags in doc.page.around.flags] == [hidden]


@pytest.mark.parametrize(
    ("names", "cue", "found"),
    [
        ("newsletter-signup", "newsletter", True),
        ("c-newsletterPromo", "newsletter", True),
        ("news", "newsletter", False),
        ("advert", "ad", True),
        ("headline", "ad", False),  # `ad` inside a word is no advert
        ("post-content", "body", True),
        ("postcontent", "body", True),
        ("related-posts", "related", True),
        ("correlated", "related", False),
        ("screen Reader", "popup", True),
        ("screen x reader", "popup", False),
        ("NAVBAR", "nav", True),  # a lower-case letter before a capital parts words; capitals alone do not
        ("nAVBAR", "nav", False),
        ("größeNavbar-2", "nav", True),
        ("navbär", "nav", False),
    ],
)
def test_cues(names: str, cue: str, found: bool) -> None:
    assert bool(cue_bits(names) & BIT[cue]) is found


def test_nothing_is_unparsable() -> None:
    with pytest.raises(UnparsablePageError):
        parse_tree("")


@pytest.mark.parametrize("depth", [200, 3000, 100_000])
def test_depth_loses_nothing(depth: int) -> None:
    assert blocks("<p>a</p>" + "<div>" * depth + "deep" + "</div>" * depth + "<p>b</p>") == ["a", "deep", "b"]


def test_fragment_escaped_once_too_often() -> None:
    doc = parse_fragment("&lt;p&gt;The ferry is late.&lt;/p&gt;&lt;p&gt;It came.&lt;/p&gt;", Metadata())
    assert [b.text for b in doc.blocks] == ["The ferry is late.", "It came."]


def test_fragment_that_talks_of_markup_is_left_alone() -> None:
    doc = parse_fragment("<p>Write &lt;p&gt; to begin a paragraph.</p>", Metadata())
    assert [b.text for b in doc.blocks] == ["Write <p> to begin a paragraph."]


TAGS = st.sampled_from(
    ["p", "div", "span", "b", "a", "li", "ul", "td", "tr", "table", "br", "h2", "figure", "section", "pre"]
)
MARKUP = st.recursive(
    st.text(alphabet="abc \n\u00e9\u4e2d", max_size=8),
    lambda inner: st.builds(lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>", TAGS, st.lists(inner, max_size=4)),
    max_leaves=25,
)


@given(MARKUP)
@settings(max_examples=150, deadline=None)
def test_every_visible_text_lies_in_exactly_one_block(markup: str) -> None:
    root = parse_tree(f"<body><p>x</p>{markup}</body>")
    doc = parse_page(root, Metadata())
    visible = "".join(root.itertext())
    assert "".join(doc.text.replace("|", "").split()) == "".join(visible.split())
    assert all(doc.text[b.start : b.end] == b.text for b in doc.blocks)
    assert all(doc.text[a.end : b.start].isspace() for a, b in zip(doc.blocks, doc.blocks[1:], strict=False))
