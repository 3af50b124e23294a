"""Pages made to hurt: bounded work, nothing raised, values that can be written."""

from __future__ import annotations

import time

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.metadata import page_metadata
from cleaners.model import Hints

PAGES = {
    "nested": "<div>" * 20_000 + "By Jane Doe",
    "metas": "<meta name=author content=x>" * 60_000,
    "headings": "<h1>" + "Bridge closes " * 100_000 + "</h1>",
    "many headings": "<h1>Bridge closes</h1>" * 30_000,
    "times": "<time datetime='2024-05-03'>x</time>" * 30_000,
    "authors": "<p class=author>Jane Doe</p>" * 60_000,
    "long class": f"<p class='{'author ' * 100_000}'>Jane Doe</p>",
    "long value": f"<meta name=author content='{'By ' * 300_000}'>",
    "long date": f"<meta name=date content='{'2024-' * 200_000}'>",
    "one line": "<h1>Bridge</h1><p>" + "3 May 2024 " * 200_000,
    "commas": f"<h1>Bridge</h1><p class=byline>{',' * 139}</p>" * 50,
    "keywords": f"<meta name=keywords content='{'a,' * 400_000}'>",
    "canonical": f"<link rel=canonical href='http://{'a.' * 200_000}'>",
    "scripts": "<script type='application/ld+json'>{}</script>" * 20_000,
}


@pytest.mark.parametrize("body", PAGES.values(), ids=PAGES.keys())
def test_work_is_bounded(body: str) -> None:
    root = lxml.html.document_fromstring(f"<title>Bridge closes</title>{body}")
    assert any(_seconds(root) < 0.5 for _ in range(3))  # a busy machine's caches may cost one try as much again
    found = page_metadata(root, Hints(url="https://example.test/"))
    assert found.title == "Bridge closes" or (found.title or "").startswith("Bridge closes")
    assert len(found.authors) <= 20


def _seconds(root: lxml.html.HtmlElement) -> float:
    """CPU time of one page."""
    start = time.process_time()
    page_metadata(root, Hints(url="https://example.test/"))
    return time.process_time() - start


PIECES = (
    *("<p>", "<h1>", "</h1>", "<time datetime='", "'>", "<a rel=author>", "<p class=byline>", "<title>", "<b>", "</b>"),
    *("<script type='application/ld+json'>", "</script>", "{", '"@type"', ":", "[", "<!--", "|"),
    *("<meta name=author content='", "By ", "Jane Doe", "3 May 2024", "Updated ", "\ud7ff"),
)


@settings(max_examples=60)
@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_any_soup_is_answered(pieces: list[str]) -> None:
    soup = "".join(pieces)
    root = lxml.html.document_fromstring(f"<html><body>x{soup}</body></html>")
    found = page_metadata(root, Hints())
    assert found == page_metadata(root, Hints())
