"""No element swallows text: what a second parser, which follows the standard, shows of a page lies in its blocks."""

from __future__ import annotations

from collections import Counter

from hypothesis import example, given, settings
from hypothesis import strategies as st
from resiliparse.parse import html

from cleaners.formats.html import parse_page
from cleaners.formats.tree import parse_tree
from cleaners.model import Metadata

HIDES = frozenset(
    "script style template noscript head title svg iframe object embed canvas audio video select datalist textarea "
    "noframes".split()
)
# Elements with an end tag that show what they hold, and those that have none or are often left open.
CLOSED = (
    "p", "div", "span", "b", "a", "a name=x", "ul", "li", "section", "article", "picture", "map", "center", "x-box",
    "details", "blockquote", "dialog", "span hidden",
    'span style="display:block"', 'p style="display:none"', 'span class="sr-only"', 'div class="dropcap"', "sup", "h2",
)  # fmt: skip
OPEN = ("wbr", "embed", "source", "track", "br", "hr", "img", "input", "area", "bgsound", "keygen", "link", "meta")
WORDS = st.text(alphabet="abcé中. ", min_size=1, max_size=6)


def _element(name: str, parts: list[str]) -> str:
    return f"<{name}>{''.join(parts)}</{name.split(maxsplit=1)[0]}>"


MARKUP = st.recursive(
    WORDS
    | st.sampled_from(OPEN).map(lambda name: f"<{name}>")
    | st.sampled_from(("</br>", "<p>", "<svg><text>a</text></svg>", "<noscript>a</noscript>", "<video>a</video>")),
    lambda inner: st.builds(_element, st.sampled_from(CLOSED), st.lists(inner, max_size=4)),
    max_leaves=20,
)


def texts_of(markup: str, hides: frozenset[str]) -> Counter[str]:
    """The signs that the second parser sees outside of elements that show none."""
    texts: list[str] = []
    pending = [html.HTMLTree.parse(markup).document]
    while pending:
        node = pending.pop()
        if node.type == html.NodeType.TEXT:
            texts.append(node.value)
        elif node.type == html.NodeType.DOCUMENT or node.tag not in hides:
            pending += reversed(node.child_nodes)
    return signs("".join(texts))


def signs(text: str) -> Counter[str]:
    return Counter("".join(text.split()))


@given(st.lists(MARKUP, max_size=6), st.sampled_from(("", "<head><title>t</title></head>", "<head><x-y></head>")))
@example(["<picture><source>a</picture>"], "")
@example(['<div class="dropcap">a</div>', '<div class="dropcap">a</div>'], "")
@settings(max_examples=300, deadline=None)
def test_blocks_hold_what_a_second_parser_shows(parts: list[str], head: str) -> None:
    markup = f"<html>{head}<body><p>x</p>{''.join(parts)}</body></html>"
    blocks = parse_page(parse_tree(markup), Metadata()).blocks
    found = signs("".join(block.text for block in blocks))
    # Where an element that shows nothing is closed around an open one, the parsers differ: here its end counts.
    assert texts_of(markup, HIDES) <= found <= texts_of(markup, frozenset(("head", "template")))
