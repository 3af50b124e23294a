"""Metadata of an HTML page, and of a record that has nothing but its container's hints."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urljoin

import lxml.html

from cleaners.hosts import host_of
from cleaners.metadata.authors import clean_authors
from cleaners.metadata.dates import parse_date
from cleaners.metadata.evidence import Evidence
from cleaners.metadata.headline import choose_title
from cleaners.metadata.merge import AUTHORS, LAST_RESORT, MODIFIED, PUBLISHED, first
from cleaners.metadata.metatags import split_tags
from cleaners.metadata.text import address, column
from cleaners.model import AFTER_LATEST, EARLIEST, Hints, Metadata
from cleaners.text.language import base_code

IMPLAUSIBLE_DATE = "implausible_date"
DATE_IS_UPDATE = "published_from_modified"


def page_metadata(root: lxml.html.HtmlElement, hints: Hints) -> Metadata:
    """What an HTML page and its container say of the article.

    `language` is only what they declare, for the detector to weigh; None when they declare nothing.
    The tree is read only. Which source decides each column is stated in `cleaners.metadata.merge`.
    """
    page = Evidence(root, hints)
    tags, data = page.tags, page.data
    published, modified = first(PUBLISHED, page), first(MODIFIED, page)
    flags = []
    if published is None and (published := first(LAST_RESORT, page)):
        flags.append(DATE_IS_UPDATE)
    dates = [plausible(moment) for moment in (published, modified)]
    if dates != [published, modified]:
        flags.append(IMPLAUSIBLE_DATE)
    return Metadata(
        title=column(choose_title(page.heading[1], page.declared_titles, page.title_signatures)),
        authors=first(AUTHORS, page) or (),
        published_at=dates[0],
        modified_at=dates[1],
        fetched_at=page.fetched,
        url=address(hints.url),
        canonical_url=_absolute(address(tags.canonical_url), hints.url),
        host=page.host,
        site_name=column(tags.site_name or data.site_name or hints.site_name),
        language=base_code(page.head.language or tags.language or data.language or hints.language),
        section=column(data.section or tags.section or hints.section),
        tags=tags.tags or data.tags or split_tags(hints.tags),
        flags=tuple(flags),
    )


def hint_metadata(hints: Hints) -> Metadata:
    """Columns from the container's hints alone, for fragments and plain text."""
    fetched = parse_date(hints.fetched or "")
    stated = [parse_date(value or "", hints.language) for value in (hints.published, hints.modified)]
    dates = [plausible(moment) for moment in stated]
    return Metadata(
        title=column(hints.title),
        authors=clean_authors(hints.authors),
        published_at=dates[0],
        modified_at=dates[1],
        fetched_at=fetched,
        url=address(hints.url),
        host=host_of(hints.url),
        site_name=column(hints.site_name),
        language=base_code(hints.language),
        section=column(hints.section),
        tags=split_tags(hints.tags),
        flags=() if dates == stated else (IMPLAUSIBLE_DATE,),
    )


def plausible(moment: datetime | None) -> datetime | None:
    """The moment, None outside the years that the contract of the releases names."""
    return moment if moment and EARLIEST <= moment < AFTER_LATEST else None


def _absolute(url: str | None, base: str | None) -> str | None:
    """The canonical address made absolute; None when it is broken or not of the web."""
    try:
        joined = urljoin(base or "", url or "") if url else ""
    except ValueError:
        return None
    return joined if joined.startswith(("http://", "https://")) and host_of(joined) else None
