"""Which of a page's headings and declared titles is the article's headline."""

from __future__ import annotations

from collections.abc import Sequence

from lxml.html import HtmlElement

from cleaners.metadata.dates import date_span
from cleaners.metadata.text import squeeze
from cleaners.metadata.titles import names_site, overlap, split_title, without_site, words

#: Share of words that a heading must have in common with a declared title to be its headline.
MIN_OVERLAP = 0.5
_MAX_HEADING_CHARS = 400


def choose_heading(
    headings: Sequence[HtmlElement], declared: Sequence[str], site_names: Sequence[str]
) -> tuple[HtmlElement | None, str | None]:
    """The h1 that shares most words with the titles that the page declares, and its text; (None, None) without one.

    A heading that only names the site (a logo) is no headline.
    """
    titles = [without_site(title, site_names) for title in declared]
    best, best_text, best_score = None, None, 0.0
    for heading in headings:
        text = squeeze(heading.text_content())
        if not text or len(text) > _MAX_HEADING_CHARS:
            continue
        score = max((overlap(text, title) * min(1.0, len(words(text)) / 3) for title in titles), default=0.0)
        if score > best_score and not names_site(text, site_names):
            best, best_text, best_score = heading, text, score
    return (best, best_text) if best_score >= MIN_OVERLAP else (None, None)


def choose_title(heading: str | None, declared: Sequence[str], site_names: Sequence[str]) -> str | None:
    """The heading as shown on the page, else the first declared title; without the site's name or a date glued on."""
    titles = [title for title in (without_site(title, site_names) for title in declared) if title]
    if heading is None:
        return titles[0] if titles else None
    own = without_site(heading, site_names)
    shorter = next((title for title in titles if own.startswith(title) and own != title), None)
    if shorter and date_span(own[len(shorter) :].lower()):
        return shorter
    return own


def site_in_title(title: str | None, others: Sequence[str]) -> str | None:
    """The last part of a document title that the page's other titles leave out: how the site signs its pages."""
    parts = split_title(title or "")
    if len(parts) < 2 or not others or any(parts[-1] in other for other in others):
        return None
    return parts[-1]
