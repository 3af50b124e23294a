"""Meta tags: OpenGraph, article, Twitter card, Dublin Core, citation and the common analytics vocabularies."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from cleaners.metadata.authors import clean_authors
from cleaners.metadata.dates import parse_date
from cleaners.metadata.facts import Facts
from cleaners.metadata.head import Head
from cleaners.metadata.text import squeeze
from cleaners.text.vocabulary import VOCABULARY

# The first name that a page has wins, so the order is from the exact to the vague.
_TITLE = ("og:title", "parsely-title", "sailthru.title", "citation_title", "twitter:title", "dc.title", "dcterms.title")
_AUTHOR = (
    *("author", "article:author", "article:author_name", "parsely-author", "sailthru.author", "cxenseparse:author"),
    *("byl", "dc.creator", "dcterms.creator", "dc.creator.creator", "og:author", "authors", "creator", "dcsext.author"),
)
_PUBLISHED = (
    *("article:published_time", "article:published", "og:article:published_time", "og:published_time"),
    *("parsely-pub-date", "sailthru.date", "cxenseparse:publishtime", "datepublished", "publishdate", "publish_date"),
    *("publish-date", "published_date", "publisheddate", "pubdate", "date-pub", "published", "published_time"),
    *("date_published", "article.published", "article_date_original", "originalpublicationdate", "og:publish_date"),
    *("citation_publication_date", "citation_online_date", "citation_date", "dc.date.issued", "dcterms.issued"),
    *("dcterms.created", "dc.date.created", "datecreated", "dcterms.date", "dc.date", "og:pubdate", "date"),
)
_ANY_PUBLISHED = re.compile(r"publi[a-z]*[ _:.-]?(?:date|time)|(?:date|time)[ _:.-]?publi|pub[ _-]?date|[:._-]date$")
_MODIFIED = (
    *("article:modified_time", "article:modified", "og:article:modified_time", "og:modified_time", "og:updated_time"),
    *("datemodified", "dcterms.modified", "dc.date.modified", "lastmod", "last-modified", "last_modified"),
    *("modified", "revised", "updated", "article:updated_time"),
)
_SITE = ("og:site_name", "application-name", "apple-mobile-web-app-title", "publisher", "dc.publisher", "copyright")
_SECTION = ("article:section", "parsely-section", "sailthru.section", "cxenseparse:section", "section", "category")
_TAGS = ("article:tag", "parsely-tags", "sailthru.tags", "news_keywords", "keywords", "citation_keywords", "dc.subject")
_LANGUAGE = ("content-language", "og:locale", "language", "dc.language", "dcterms.language")
_AUTHOR_LABELS = tuple(VOCABULARY.words("written_by"))
MAX_TAGS = 50


def read_metatags(head: Head, language: str | None) -> Facts:
    """Facts of the page's meta tags."""
    return Facts(
        title=head.first(*_TITLE),
        authors=_authors(head),
        published=_moment(head, _PUBLISHED, language)
        or _moment(head, filter(_ANY_PUBLISHED.search, head.meta), language),
        modified=_moment(head, _MODIFIED, language),
        site_name=head.first(*_SITE),
        canonical_url=head.canonical or head.first("og:url"),
        section=head.first(*_SECTION),
        tags=_tags(head),
        language=head.first(*_LANGUAGE),
    )


def split_tags(values: Iterable[str]) -> tuple[str, ...]:
    """Tags of comma-separated lists, none twice, at most 50."""
    tags = (squeeze(tag) for value in values for tag in value.replace(";", ",").split(","))
    return tuple(dict.fromkeys(tag for tag in tags if 0 < len(tag) <= 100))[:MAX_TAGS]


def _authors(head: Head) -> tuple[str, ...]:
    cited = head.meta.get("citation_author", ())
    if cited:
        return clean_authors(_given_name_first(name) for name in cited)
    for name in _AUTHOR:
        if names := clean_authors(head.meta.get(name, ())):
            return names
    label = (head.first("twitter:label1") or "").lower()
    if label.startswith(_AUTHOR_LABELS) or " by" in label:
        return clean_authors(head.meta.get("twitter:data1", ()))
    return ()


def _given_name_first(name: str) -> str:
    """`Doe, Jane`, as citations have it, turned to `Jane Doe`."""
    family, comma, given = name.partition(",")
    return f"{given.strip()} {family.strip()}" if comma and "," not in given else name


def _moment(head: Head, names: Iterable[str], language: str | None) -> datetime | None:
    for name in names:
        for value in head.meta.get(name, ()):
            if moment := parse_date(value, language):
                return moment
    return None


def _tags(head: Head) -> tuple[str, ...]:
    return next((tags for name in _TAGS if (tags := split_tags(head.meta.get(name, ())))), ())
