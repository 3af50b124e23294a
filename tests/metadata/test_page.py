"""Columns of HTML pages: which source decides, and what none of them may decide."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import lxml.html
import orjson
import pytest

from cleaners.metadata import hint_metadata, page_metadata
from cleaners.model import Hints, Metadata

URL = "https://www.example-herald.test/news/bridge-closes"


def read(
    head: str = "", body: str = "<p>Text.</p>", hints: Hints | None = None, html: str = "<html lang='en-GB'>"
) -> Metadata:
    """Metadata of a page with this head and body."""
    page = f"<!doctype html>{html}<head>{head}</head><body>{body}</body></html>"
    return page_metadata(lxml.html.document_fromstring(page), hints or Hints(url=URL))


def ld(value: object) -> str:
    """A JSON-LD script."""
    return f"<script type='application/ld+json'>{orjson.dumps(value).decode()}</script>"


def article(**properties: object) -> str:
    """A JSON-LD script with one news article."""
    return ld({"@context": "https://schema.org", "@type": "NewsArticle", **properties})


def meta(**tags: str) -> str:
    """Meta tags; `__` in a name stands for a colon."""
    return "".join(f'<meta name="{name.replace("__", ":")}" content="{value}">' for name, value in tags.items())


TITLES = [
    ("<title>Bridge closes | Example Herald</title>" + meta(og__site_name="Example Herald"), "", "Bridge closes"),
    ("<title>Example Herald: Bridge closes for a year</title>" + meta(og__site_name="Example Herald"), "",
     "Bridge closes for a year"),
    ("<title>Bridge closes - example-herald.test</title>", "", "Bridge closes"),
    ("<title>Bridge closes | News | Example Herald</title>", "<h1>Bridge closes</h1>", "Bridge closes"),
    (meta(og__title="Old bridge closes"), "<h1>Old bridge closes for a year</h1>", "Old bridge closes for a year"),
    (article(headline="Bridge &amp; road close"), "", "Bridge & road close"),
    ("<title>Bridge closes</title>", "<h1>Bridge closes Posted on 3 May 2024</h1>", "Bridge closes"),
    # the logo, a heading of another block and a dash inside the headline are not the site's name
    ("<title>Bridge closes | Example Herald</title>", "<h1>Example Herald</h1>", "Bridge closes"),
    ("<title>Bridge closes for a year</title>", "<h1>Most read</h1><h1>Bridge closes for a year</h1>",
     "Bridge closes for a year"),
    ("<title>Bridge closes - again</title>" + meta(og__site_name="Example Herald"), "", "Bridge closes - again"),
    ("<title>Herald of the north: a ferry returns</title>", "", "Herald of the north: a ferry returns"),
    ("", "<p>No title at all.</p>", None),
]  # fmt: skip


@pytest.mark.parametrize(("head", "body", "title"), TITLES)
def test_title(head: str, body: str, title: str | None) -> None:
    assert read(head, body).title == title


AUTHORS = [
    (article(author={"@type": "Person", "name": "Jane Doe"}), "", ["Jane Doe"]),
    (article(author=[{"name": "Jane Doe"}, {"name": "John Roe"}, {"name": "jane doe"}]), "", ["Jane Doe", "John Roe"]),
    (article(author="By Jane Doe and John Roe"), "", ["Jane Doe", "John Roe"]),
    (meta(author="Jane Doe, Senior Reporter"), "", ["Jane Doe"]),
    (meta(author="JANE VAN DOE"), "", ["Jane van Doe"]),
    (meta(article__author="https://www.example.test/jane"), "", []),
    (meta(author="admin"), "", []),
    (meta(citation_author="Doe, Jane"), "", ["Jane Doe"]),
    (meta(twitter__label1="Written by", twitter__data1="Jane Doe"), "", ["Jane Doe"]),
    (meta(twitter__label1="Reading time", twitter__data1="Four minutes"), "", []),
    ("<title>Bridge closes</title>", "<h1>Bridge closes</h1><p>By <a rel='author'>Jane Doe</a> | 3 May 2024</p>",
     ["Jane Doe"]),
    ("<title>Bridge closes</title>", "<h1>Bridge closes</h1><div><span>By</span></div><div><b>Jane Doe</b></div>",
     ["Jane Doe"]),
    ("<title>Bridge closes</title>", "<h1>Bridge closes</h1><a href='/authors/jane-doe'>Jane Doe</a>", ["Jane Doe"]),
    ("<title>Brücke zu</title>", "<h1>Brücke zu</h1><p class='meta'>Von Klara Muster</p>", ["Klara Muster"]),
    ("<title>Bridge closes</title>", "<h1>Bridge closes</h1><p>Jane Doe</p><p>3 May 2024</p>", ["Jane Doe"]),
    # the site is named where a person is, and stands in where none is
    (meta(og__site_name="Example Herald") + article(author="Example Herald"),
     "<div class='byline'>By Jane Doe</div>", ["Jane Doe"]),
    (meta(og__site_name="Example Herald") + article(author="Example Herald"), "", ["Example Herald"]),
    # near misses
    ("<title>Bridge closes</title>", "<h1>Bridge closes</h1><p>By Tuesday the bridge had closed.</p>", []),
    ("<title>Bridge closes</title>", "<h1>Bridge closes</h1><p class='comment-author'>Rick Roll</p>", []),
    ("<title>Bridge closes</title>", "<h1>Bridge closes</h1><p>Reviewed by Rick Roll</p>", []),
    ("<title>Bridge closes</title>", "<h1>Bridge closes</h1><a href='/people/login'>Log in</a>", []),
    ("<title>Bridge closes</title>", "<nav><a rel='author'>Rick Roll</a></nav><h1>Bridge closes</h1>", ["Rick Roll"]),
]  # fmt: skip


@pytest.mark.parametrize(("head", "body", "names"), AUTHORS)
def test_authors(head: str, body: str, names: list[str]) -> None:
    assert list(read(head, body).authors) == names


PUBLISHED = [
    (meta(article__published_time="2024-05-03T10:05:00+02:00"), "", datetime(2024, 5, 3, 8, 5)),
    (meta(article__published_time="2024-05-03"), "", datetime(2024, 5, 3)),
    (meta(article__published_time="2024-05-03 10:05:00"), "", datetime(2024, 5, 3, 10, 5)),
    (meta(pubdate="Fri, 03 May 2024 10:05:00 GMT"), "", datetime(2024, 5, 3, 10, 5)),
    (meta(date="20240503"), "", datetime(2024, 5, 3)),
    (meta(example__publish_date="2024-05-03"), "", datetime(2024, 5, 3)),
    (article(datePublished="2024-05-03T10:05:00Z"), "", datetime(2024, 5, 3, 10, 5)),
    (ld([{"@type": "WebSite"}, {"@graph": [{"@type": "Article", "datePublished": "2024-05-03T10:05Z"}]}]), "",
     datetime(2024, 5, 3, 10, 5)),
    ("", "<h1>Bridge</h1><time datetime='2024-05-03T10:05:00Z'>yesterday</time>", datetime(2024, 5, 3, 10, 5)),
    ("<title>Bridge closes</title>", "<h1>Bridge closes</h1><p>Friday, 3 May 2024, 10:05</p>",
     datetime(2024, 5, 3, 10, 5)),
    ("<title>Bridge closes</title>", "<h1>Bridge closes</h1><p>3 May 2024 · 5 min read</p>", datetime(2024, 5, 3)),
    # a printed day against JSON-LD: the same date in another zone keeps the time, another date wins
    ("<title>Bridge closes</title>" + article(datePublished="2024-05-04T01:00:00Z"),
     "<h1>Bridge closes</h1><p>3 May 2024</p>", datetime(2024, 5, 4, 1)),
    ("<title>Bridge closes</title>" + article(datePublished="2019-01-01T00:00:00Z"),
     "<h1>Bridge closes</h1><p>3 May 2024</p>", datetime(2024, 5, 3)),
    ("<title>Bridge closes</title>" + article(datePublished="2024-05-03T10:05:00Z"),
     "<h1>Bridge closes</h1><p>Published 05/03/2024</p>", datetime(2024, 5, 3, 10, 5)),
    # near misses
    ("<title>Bridge closes</title>", "<h1>Bridge closes</h1><p>The bridge, built on 3 May 1924, has closed. The "
     "council voted on Tuesday.</p>", None),
    ("<title>Bridge closes</title>", "<h1>Bridge closes</h1><p>It opened on <b>3 May 1994</b>, said the mayor.</p>",
     None),
    ("<title>Bridge closes</title>", "<h1>Bridge closes</h1>" + "".join(
        f"<p class='teaser-date'>{day} May 2024</p>" for day in range(1, 9)), None),
    (meta(article__published_time="soon"), "", None),
    (meta(article__published_time="2024-13-45"), "", None),
]  # fmt: skip


@pytest.mark.parametrize(("head", "body", "moment"), PUBLISHED)
def test_published(head: str, body: str, moment: datetime | None) -> None:
    assert read(head, body).published_at == (moment.replace(tzinfo=UTC) if moment else None)


def test_a_page_that_states_only_its_last_change_is_dated_by_it_and_flagged() -> None:
    found = read(meta(article__modified_time="2024-05-03T10:05:00Z"))
    assert found.published_at == found.modified_at == datetime(2024, 5, 3, 10, 5, tzinfo=UTC)
    assert found.flags == ("published_from_modified",)


@pytest.mark.parametrize(
    ("published", "fetched", "kept"),
    [
        ("2024-05-03", "2024-05-03", True),
        ("2024-05-05", "2024-05-03", True),
        ("2024-05-06", "2024-05-03", True),  # after the fetch: the page states it
        ("1900-01-01", None, True),
        ("1899-12-31", None, False),
        ("2100-12-31", None, True),
        ("2101-01-01", None, False),
        ("0001-01-01", None, False),
    ],
)
def test_implausible_dates_are_nulled_and_flagged(published: str, fetched: str | None, kept: bool) -> None:
    page = read(meta(article__published_time=published), hints=Hints(url=URL, fetched=fetched))
    hint = hint_metadata(Hints(published=published, fetched=fetched))
    for found in (page, hint):
        assert (found.published_at is not None) is kept
        assert ("implausible_date" in found.flags) is not kept


def test_the_other_columns() -> None:
    head = (
        meta(og__site_name="Example Herald", article__section="Local", keywords="bridge, road,bridge ,")
        + "<link rel='canonical' href='/news/bridge'>"
    )
    found = read(head, hints=Hints(url=URL, fetched="2024-05-04T00:00:00Z"))
    assert found == Metadata(
        fetched_at=datetime(2024, 5, 4, tzinfo=UTC),
        url=URL,
        canonical_url="https://www.example-herald.test/news/bridge",
        host="www.example-herald.test",
        site_name="Example Herald",
        language="en",
        section="Local",
        tags=("bridge", "road"),
    )


@pytest.mark.parametrize("address", ["javascript:alert(1)", "http://[broken", "", "//", "file:///etc/passwd"])
def test_a_canonical_address_that_is_none_is_dropped(address: str) -> None:
    assert read(f"<link rel=canonical href='{address}'>", hints=Hints()).canonical_url is None


@pytest.mark.parametrize("url", ["http://[broken", "not a url", "", None])
def test_a_broken_address_has_no_host(url: str | None) -> None:
    assert read(hints=Hints(url=url)).host is None
    assert hint_metadata(Hints(url=url)).host is None


HINTS = Hints(
    url=URL,
    title="From the feed",
    authors=("By Feed Author",),
    published="2020-01-01T00:00:00Z",
    language="de-AT",
    site_name="Feed",
    section="Feed section",
    tags=("one", "two"),
)


def test_hints_fill_what_the_page_leaves_open() -> None:
    found = read(hints=HINTS, html="<html>")
    expected = replace(hint_metadata(HINTS), canonical_url=None)
    assert found == expected
    assert found.authors == ("Feed Author",)
    assert found.language == "de"


def test_the_page_is_believed_before_its_hints() -> None:
    head = meta(og__title="From the page", author="Page Author", article__published_time="2024-05-03")
    found = read(head + meta(og__site_name="Page", article__section="Page section", keywords="three"), hints=HINTS)
    assert (found.title, found.authors, found.site_name) == ("From the page", ("Page Author",), "Page")
    assert (found.section, found.tags, found.language) == ("Page section", ("three",), "en")
    assert found.published_at == datetime(2024, 5, 3, tzinfo=UTC)


def test_the_tree_is_left_as_it_was() -> None:
    page = "<html><head><title>Bridge closes</title></head><body><h1>Bridge closes</h1><p>By Jane Doe</p></body></html>"
    root = lxml.html.document_fromstring(page)
    before = lxml.html.tostring(root)
    assert page_metadata(root, Hints()) == page_metadata(root, Hints())
    assert lxml.html.tostring(root) == before
