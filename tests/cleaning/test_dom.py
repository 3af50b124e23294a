"""The voter of tags and names: each row of its table beside a name that only looks like one of its words."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from cleaners.formats import PARSERS
from cleaners.model import Decoded, Hints, Mark, PayloadKind
from cleaners.voters.dom import HEADLINE, IN_FIGURE, RULES, TABLE, vote

TEXT = "The ferry to Vell sails at noon, and nobody knows why."

# Cue -> names that say it, and names that nearly do.
NAMES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "consent": (("cookie-consent", "gdprBox", "cmp_layer"), ("cookery", "content", "compass")),
    "caption": (("wp-caption", "photo-credit", "figcaptions"), ("capt", "creditor", "legendary")),
    "comments": (("comment-list", "disqus", "kommentare"), ("commentary", "commence", "communal")),
    "related": (("related-posts", "read-more", "outbrain"), ("relation", "read", "mostly-popularity")),
    "social": (("share-bar", "addtoany", "socials"), ("shareholder", "society", "likely")),
    "newsletter": (("newsletter", "sign-up-box", "subscribers"), ("news", "sign", "subscript")),
    "ad": (("ad-slot", "anzeige", "sponsored"), ("adrift", "shadow", "head")),
    "paywall": (("paywall", "login-hint", "premium"), ("payload", "pianist", "logic")),
    "bio": (("author-bio", "avatar", "aboutMe about-me"), ("biology", "profiler", "about")),
    "byline": (("byline", "article__author", "vcard"), ("line", "authority", "vcardinal")),
    "date": (("pubdate", "timestamp", "datum"), ("data", "timely", "dated")),
    "tags": (("tag-list", "topics", "kicker"), ("stage", "topical", "kick")),
    "nav": (("navbar", "breadcrumbs", "offcanvas"), ("naval", "men", "canvas")),
    "footer": (("footer", "colophon", "imprint"), ("footnote", "rooted", "legality")),
    "header": (("masthead", "top-bar", "branding"), ("mast", "brand", "headline-top")),
    "aside": (("sidebar", "right-col", "rail"), ("besides", "right", "railway")),
    "teaser": (("teaser", "card-deck", "carousel"), ("tease", "cardinal", "gridlock")),
    "popup": (("popup", "modal", "tooltip"), ("pop", "modality", "tool-tips-and")),
}
TAGS = {  # what a tag says by itself: HTML in which the text stands, and its rule
    "nav": (f"<nav><p>{TEXT}</p></nav>", "dom/nav"),
    "footer": (f"<footer><p>{TEXT}</p></footer>", "dom/footer"),
    "header": (f"<header><p>{TEXT}</p></header>", "dom/header"),
    "aside": (f"<aside><p>{TEXT}</p></aside>", "dom/aside"),
    "figcaption": (f"<figure><img src='a.png'><figcaption>{TEXT}</figcaption></figure>", "dom/caption"),
    "figure": (f"<figure><img src='a.png'><p>{TEXT}</p></figure>", "dom/figure"),
    "address": (f"<address>{TEXT}</address>", "dom/byline"),
    "form": (f"<form><p>{TEXT}</p></form>", "dom/newsletter"),
    "dialog": (f"<dialog open><p>{TEXT}</p></dialog>", "dom/popup"),
    "h1": (f"<h1>{TEXT}</h1>", "dom/h1"),
}
SILENT = [f"<p>{TEXT}</p>", f"<h2>{TEXT}</h2>", f"<blockquote><p>{TEXT}</p></blockquote>", f"<section>{TEXT}</section>"]
ROWS = {name: (near, far) for name, _, near, far in TABLE}


def marks(body: str) -> list[Mark]:
    page = f"<!doctype html><html><body>{body}</body></html>"
    return vote(PARSERS[PayloadKind.HTML](Decoded(page, "utf-8", "utf8", 0), Hints()))


def mark(body: str) -> tuple[str, float]:
    """Rule and strength of the only mark."""
    [one] = marks(body)
    return one.rule_id, one.strength


def test_every_row_is_tested() -> None:
    assert list(ROWS) == list(NAMES)
    assert set(RULES) == {f"dom/{name}" for name in NAMES} | {HEADLINE[1], IN_FIGURE[1]}


@pytest.mark.parametrize(("cue", "name"), [(cue, name) for cue, (hits, _) in NAMES.items() for name in hits])
def test_a_name_speaks_for_its_element_and_less_for_what_lies_deep_in_it(cue: str, name: str) -> None:
    near, far = ROWS[cue]
    assert mark(f'<p class="{name}">{TEXT}</p>') == (f"dom/{cue}", near)
    assert mark(f'<div id="{name}"><p>{TEXT}</p></div>') == (f"dom/{cue}", near)
    assert mark(f'<div class="{name}"><div><div><p>{TEXT}</p></div></div></div>') == (f"dom/{cue}", far)
    assert far < near


@pytest.mark.parametrize("name", [name for _, misses in NAMES.values() for name in misses])
def test_a_name_that_looks_like_one_says_nothing(name: str) -> None:
    assert marks(f'<p class="{name}">{TEXT}</p>') == []


@pytest.mark.parametrize("tag", TAGS)
def test_tags_speak_without_names(tag: str) -> None:
    body, rule = TAGS[tag]
    assert mark(body)[0] == rule


@pytest.mark.parametrize("body", SILENT)
def test_what_holds_articles_says_nothing(body: str) -> None:
    assert marks(body) == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f'<div class="footer"><p class="comment">{TEXT}</p></div>', "comments"),  # .7 over .6
        (f'<div class="sidebar newsletter"><p>{TEXT}</p></div>', "newsletter"),  # .65 over .45
        (f'<div class="consent"><div><p class="byline">{TEXT}</p></div></div>', "consent"),  # .7 from afar over .6
    ],
)
def test_the_strongest_cue_answers(body: str, expected: str) -> None:
    assert mark(body)[0] == f"dom/{expected}"
