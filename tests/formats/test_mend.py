"""What a browser shows and libxml2 loses or runs together; near misses stay as they are."""

from __future__ import annotations

import pytest

from cleaners.formats.html import parse_page
from cleaners.formats.tree import parse_tree
from cleaners.model import Document, Metadata


def page(markup: str) -> Document:
    return parse_page(parse_tree(markup), Metadata())


def texts(markup: str) -> list[str]:
    return [block.text for block in page(markup).blocks]


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        ("<p>Harbour<wbr>master<wbr>s met</p><p>Late", ["Harbourmasters met", "Late"]),
        ("<p>Harbour<wbr/>master</wbr>s</p>", ["Harbourmasters"]),
        ("<div><embed src=a.swf><p>One</p></div><p>Two", ["One", "Two"]),
        ("<div><embed src=a.swf>One <b>bold</b> word</div>", ["One bold word"]),
        ("<div><embed src='a>b.swf'></embed>One</div>", ["One"]),
        ("<div><source><track>One<p>Two</p></div>", ["One", "Two"]),
        ("<video><source src=a><track src=b>No player</video><p>One", ["One"]),  # what a player takes the place of
        ("<p>a<bgsound>b<p>c", ["ab", "c"]),
        ("<p>a<keygen>b<p>c", ["ab", "c"]),
        ("<picture><source srcset=a><img src=b></picture>One", ["One"]),
        ("<picture><img src=a><p>One</p><p>Two", ["One", "Two"]),  # never closed
        ("<picture>One<img src=a></picture> <p>Two", ["One", "Two"]),
        ("<map name=m><area href=/x>One<p>Two</p></map>Three", ["One", "Two", "Three"]),
    ],
)
def test_elements_without_content_take_nothing_in(markup: str, shown: list[str]) -> None:
    assert texts(markup) == shown


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        ("<head><title>T</title><x-y><body><p>One</p><p>Two", ["One", "Two"]),
        ("<head><title>T</title><x-y><p>One</p><p>Two", ["One", "Two"]),
        ("<head><x-y>One</x-y></head><body>Two<p>Three", ["One", "Two", "Three"]),
        ("<head><x-y>One</x-y> <z-w>Two</z-w></head><body><p>Three", ["One", "Two", "Three"]),
        ("<head><x-y></x-y></head><body><p>One", ["One"]),
        ("<head><style>p {}</style><svg><text>a</text></svg></head><body><p>One", ["One"]),
        ("<head><title>Late ferry<meta name=a></head><body><p>One</p></body>", ["One"]),
        ("<head><title>Late ferry</head><body><p>One", ["One"]),
        ("<head><TITLE>Late ferry<body><p>One<svg><title>a</title></svg>", ["One"]),
        ("<head><title>Use of <b> in a < b</title></head><body><p>One", ["One"]),
    ],
)
def test_a_head_takes_nothing_in(markup: str, shown: list[str]) -> None:
    assert texts(markup) == shown


@pytest.mark.parametrize(
    ("markup", "title"),
    [
        ("<head><title>Late ferry<meta name=a></head><body><p>One</p></body>", "Late ferry"),
        ("<head><title>Use of <b> in a < b</title></head><body><p>One", "Use of <b> in a < b"),
    ],
)
def test_a_title_left_open_ends_where_the_next_tag_begins(markup: str, title: str) -> None:
    assert parse_tree(markup).findtext("head/title") == title


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        ("<p>One</br>Two</BR >Three</p>", ["One", "Two", "Three"]),
        ("<div>One</p>Two</P> Three</div>", ["One", "Two", "Three"]),
        ("<p>One</p>Two", ["One", "Two"]),
        ("<p>One</p></div>Two", ["One", "Two"]),
        ("<p>One</bra>Two</p>", ["OneTwo"]),
        ("<p>One</progress>Two</p>", ["OneTwo"]),
    ],
)
def test_end_tags_that_break_lines(markup: str, shown: list[str]) -> None:
    assert texts(markup) == shown


@pytest.mark.parametrize(
    ("attributes", "shown"),
    [
        ("shadowrootmode=open", ["One", "Two"]),
        ("shadowroot=closed", ["One", "Two"]),
        ("id=row", ["Two"]),
        ("", ["Two"]),
    ],
)
def test_a_template_shows_nothing_unless_it_is_a_shadow_root(attributes: str, shown: list[str]) -> None:
    assert texts(f"<news-item><template {attributes}><p>One</p></template></news-item><p>Two") == shown
