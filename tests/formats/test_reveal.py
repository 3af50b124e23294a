"""An article that only scripts or browsers without them would show."""

from __future__ import annotations

import json

import pytest

from cleaners.formats.html import parse_page
from cleaners.formats.reveal import FROM_FALLBACK, FROM_SCRIPT, MORE_IN_SCRIPT
from cleaners.formats.tree import parse_tree
from cleaners.model import Document, Metadata, PayloadKind

LINES = [
    f"The ferry to Vell sailed at noon on day {n} with {n} cars aboard, and its crew told of calm water, of seals on "
    f"the sandbank, and of a lighthouse keeper who waves at every crossing but the last."
    for n in range(1, 6)
]
ARTICLE = "".join(f"<p>{line}</p>" for line in LINES)
SHELL = "<h1>Ferry sails</h1><div id=app></div>"
NOTICE = "<p>Please enable scripts to read this page.</p>"
LD = {"@type": "NewsArticle", "headline": "Ferry sails", "articleBody": "\n\n".join(LINES)}
STATE = {
    "props": {
        "story": {"title": "Ferry sails", "body": [{"type": "p", "text": line} for line in LINES]},
        "more": [
            {"teaser": f"The mill at Carrow {n} grinds again, after nine years and a day. {'So it is told. ' * 4}"}
            for n in range(3)
        ],
    }
}


def script(value: object, attributes: str = 'type="application/json"') -> str:
    return f"<script {attributes}>{json.dumps(value)}</script>"


def page(markup: str, kind: PayloadKind = PayloadKind.HTML) -> Document:
    return parse_page(parse_tree(markup), Metadata(), kind)


@pytest.mark.parametrize(
    ("hidden", "flag"),
    [
        (f"<noscript>{ARTICLE}</noscript>", FROM_FALLBACK),
        (f"<video src=a>{ARTICLE}", FROM_FALLBACK),
        (f"<object data=a>{ARTICLE}</object>", FROM_FALLBACK),
        (f"<iframe src=a>{ARTICLE}", FROM_FALLBACK),
        (script(LD, 'type="application/ld+json"'), FROM_SCRIPT),
        (script({"@graph": [LD]}, 'type="application/ld+json"'), FROM_SCRIPT),
        (script({**LD, "articleBody": ARTICLE}, 'type="application/ld+json"'), FROM_SCRIPT),
        (f'<script type="application/ld+json">{json.dumps(LD)},</script>', FROM_SCRIPT),  # that is no JSON
        (script(STATE, "id=__NEXT_DATA__ type=application/json"), FROM_SCRIPT),
        (f"<script>window.__STATE__ = {json.dumps(STATE)};</script>", FROM_SCRIPT),
        (script({"html": ARTICLE}), FROM_SCRIPT),
    ],
)
def test_the_article_of_a_page_that_shows_none(hidden: str, flag: str) -> None:
    document = page(f"<body>{SHELL}{hidden}</body>")
    assert [block.text for block in document.blocks] == ["Ferry sails", *LINES]
    assert document.metadata.flags == (flag,)
    assert all(("script-data" in block.path) == (flag == FROM_SCRIPT) for block in document.blocks[1:])


@pytest.mark.parametrize(
    ("shown", "hidden"),
    [
        (SHELL, f"<noscript>{NOTICE}</noscript>"),
        (SHELL, f"<template>{ARTICLE}</template>"),  # a script's form, with or without text of its own
        (ARTICLE, f"<noscript>{ARTICLE}</noscript>"),
        (ARTICLE, script(LD, "type=application/ld+json")),
        (SHELL, script({"headline": "Ferry sails", "articleBody": "Soon."})),
        (SHELL, "<script>window.__STATE__ = {broken</script>"),
        (SHELL, script({"key": "x" * 900})),
        (SHELL, script([[["deep", 1]]])),
    ],
)
def test_what_stays_out_of_the_blocks(shown: str, hidden: str) -> None:
    document = page(f"<body>{shown}{hidden}</body>")
    assert [block.text for block in document.blocks] == (["Ferry sails"] if shown is SHELL else LINES)
    assert document.metadata.flags == ()


def test_a_teaser_stays_alone_and_is_flagged() -> None:
    document = page(f"<body>{SHELL}<p>{LINES[0]}</p>{script(LD, 'type=application/ld+json')}</body>")
    assert [block.text for block in document.blocks] == ["Ferry sails", LINES[0]]
    assert document.metadata.flags == (MORE_IN_SCRIPT,)


def test_a_fragment_is_all_that_there_is() -> None:
    assert len(page(f"{SHELL}<noscript>{ARTICLE}</noscript>", PayloadKind.FRAGMENT).blocks) == 1
