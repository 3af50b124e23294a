"""JSON-LD as pages have it: nested, repeated, broken, hostile."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from cleaners.metadata.facts import Facts
from cleaners.metadata.jsonld import MAX_CHARS, read_jsonld

GOOD = '{"@type": "NewsArticle", "headline": "Bridge closes", "author": {"name": "Jane Doe"}}'
FACTS = Facts(title="Bridge closes", authors=("Jane Doe",))

SHAPES = [
    ("as it should be", [GOOD]),
    ("a list", [f"[{GOOD}]"]),
    ("a graph", [f'{{"@context": "https://schema.org", "@graph": [{{"@type": "WebPage"}}, {GOOD}]}}']),
    ("a graph in a list", [f'[{{"@graph": [{GOOD}]}}]']),
    ("inside the page", [f'{{"@type": "WebPage", "mainEntity": {GOOD}}}']),
    ("twice", [GOOD, GOOD]),
    ("after another type", ['{"@type": "BreadcrumbList", "name": "News"}', GOOD]),
    ("before a teaser", [GOOD, '{"@type": "NewsArticle", "headline": "Another"}']),
    ("type as a list", ['{"@type": ["Article", "NewsArticle"], "headline": "Bridge closes", "author": "Jane Doe"}']),
    ("type as an address", [GOOD.replace('"NewsArticle"', '"https://schema.org/Article"')]),
    ("author by reference", [
        '{"@graph": [{"@type": "Article", "headline": "Bridge closes", "author": {"@id": "#j"}},'
        ' {"@id": "#j", "@type": "Person", "name": "Jane Doe"}]}']),
    ("author by reference as a string", [
        '{"@graph": [{"@type": "Article", "headline": "Bridge closes", "author": "#j"},'
        ' {"@id": "#j", "name": "Jane Doe"}]}']),
    ("in a comment", [f"<!-- {GOOD} -->"]),
    ("in CDATA", [f"//<![CDATA[\n{GOOD}\n//]]>"]),
    ("a comma too many", [GOOD.replace("}}", "},}")]),
    ("a raw line break", [GOOD.replace("Bridge closes", "Bridge\ncloses")]),
    ("entities for quotes", [GOOD.replace('"', "&quot;")]),
    ("a semicolon after it", [GOOD + ";"]),
    ("broken before it", ["{", GOOD]),
]  # fmt: skip


@pytest.mark.parametrize("scripts", [scripts for _, scripts in SHAPES], ids=[name for name, _ in SHAPES])
def test_the_article_is_found(scripts: list[str]) -> None:
    assert read_jsonld(scripts, None) == FACTS


NOTHING = [
    [],
    [""],
    ["null"],
    ["[]"],
    ["42"],
    ['"Article"'],
    ["not json at all"],
    ["{"],
    ['{"@type": "Organization", "name": "Example Herald"}'],
    ['{"@type": "NewsArticle"}'],
    ['{"@type": 5, "headline": "x"}'],
    ['{"@type": "NewsArticle", "headline": {"a": 1}, "author": [null, 3, []], "datePublished": 2024}'],
]


@pytest.mark.parametrize("scripts", NOTHING)
def test_nothing_comes_of_nothing(scripts: list[str]) -> None:
    assert read_jsonld(scripts, None) == Facts()


def test_every_property_that_is_read() -> None:
    script = (
        '{"@type": "ReportageNewsArticle", "headline": "Bridge closes", "datePublished": "2024-05-03T10:05:00+02:00",'
        ' "dateModified": "2024-05-04", "articleSection": ["Local", "News"], "keywords": "bridge, road",'
        ' "inLanguage": "en-GB", "publisher": {"@type": "Organization", "name": "Example Herald"},'
        ' "author": [{"name": "Jane Doe"}, {"@type": "Person", "name": ["John Roe"]}]}'
    )
    assert read_jsonld([script], None) == Facts(
        title="Bridge closes",
        authors=("Jane Doe", "John Roe"),
        published=datetime(2024, 5, 3, 8, 5, tzinfo=UTC),
        modified=datetime(2024, 5, 4, tzinfo=UTC),
        site_name="Example Herald",
        section="Local",
        tags=("bridge", "road"),
        language="en-GB",
    )


TWO = (
    '{"@graph": [{"@type": "NewsArticle", "headline": "Another", "url": "https://a.example/1"},'
    ' {"@type": "NewsArticle", "headline": "Bridge closes", "mainEntityOfPage": {"@id": "https://a.example/2#main"}}]}'
)


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("https://a.example/2", "Bridge closes"),
        ("https://a.example/1", "Another"),
        ("https://a.example/3", "Another"),
        ("https://a.example/", "Another"),
    ],
)
def test_of_two_articles_the_one_of_the_address_is_the_pages(address: str, title: str) -> None:
    assert read_jsonld([TWO], None, {address}).title == title


def test_authors_that_are_organisations_are_told() -> None:
    authors = '[{"@type": "NewsMediaOrganization", "name": "Northern Sound"}, {"@type": "Person", "name": "Jane Doe"}]'
    facts = read_jsonld([f'{{"@type": "NewsArticle", "headline": "Bridge closes", "author": {authors}}}'], None)
    assert (facts.authors, facts.organisations) == (("Northern Sound", "Jane Doe"), ("Northern Sound",))


HOSTILE = {
    "deep lists": "[" * 200_000,
    "deep objects": '{"a":' * 100_000 + "1" + "}" * 100_000,
    "many objects": "[" + ",".join(['{"@type": "Thing"}'] * 40_000) + "]",
    "wide object": "{" + ",".join(f'"k{n}": {{}}' for n in range(60_000)) + "}",
    "long string": '{"@type": "Article", "headline": "' + "x" * 900_000 + '"}',
    "white space": "-->" + " " * 900_000 + "x",
    "commas": "," * 900_000,
    "own reference": '{"@type": "Article", "@id": "#a", "author": {"@id": "#a"}, "publisher": "#a"}',
    "too much": " " * MAX_CHARS + GOOD,
    "surrogate": '{"@type": "Article", "headline": "\\ud800"}',
    "lone surrogate": '{"@type": "Article", "headline": "\ud800"}',
}


@pytest.mark.parametrize("script", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_scripts_are_bounded(script: str) -> None:
    start = time.process_time()
    facts = read_jsonld([script], None)
    assert time.process_time() - start < 1.0
    assert facts.authors == ()
    assert len(facts.title or "") <= 2_000
