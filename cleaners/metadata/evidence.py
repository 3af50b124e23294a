"""All that can be known of a page's metadata, each source read once and only when it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from html import unescape

import lxml.html

from cleaners.hosts import host_of
from cleaners.metadata.dates import parse_date
from cleaners.metadata.facts import Facts
from cleaners.metadata.head import Head, read_head
from cleaners.metadata.headline import choose_heading, site_in_title
from cleaners.metadata.jsonld import read_jsonld
from cleaners.metadata.metatags import read_metatags
from cleaners.metadata.nearby import Line, lines_near
from cleaners.metadata.text import squeeze
from cleaners.metadata.visible import authors_near, labelled_elements, published_near
from cleaners.model import Hints

_DAY_FIRST_DOMAINS = (".uk", ".au", ".nz", ".ie", ".in", ".za", ".sg", ".ke", ".ng", ".pk", ".eu")


@dataclass(frozen=True)
class Evidence:
    """A page and its container's hints. Every property is computed at most once."""

    root: lxml.html.HtmlElement
    hints: Hints

    @cached_property
    def head(self) -> Head:
        return read_head(self.root)

    @cached_property
    def host(self) -> str | None:
        """Host of the page's address, lower case, without a port."""
        return host_of(self.hints.url) or host_of(self.head.canonical) or host_of(self.head.first("og:url"))

    @cached_property
    def date_language(self) -> str | None:
        """The page's language as far as it settles the order of day and month."""
        language = self.head.language or self.head.first("og:locale", "content-language")
        if (language or "").lower() == "en" and (self.host or "").endswith(_DAY_FIRST_DOMAINS):
            return "en-GB"
        return language

    @cached_property
    def tags(self) -> Facts:
        return read_metatags(self.head, self.date_language)

    @cached_property
    def data(self) -> Facts:
        return read_jsonld(self.head.scripts, self.date_language)

    @cached_property
    def site_names(self) -> tuple[str, ...]:
        """Names that the site states for itself, and its host."""
        host = (self.host or "").removeprefix("www.")
        names = (self.tags.site_name, self.data.site_name, self.hints.site_name, host, host.rpartition(".")[0])
        return tuple(name for name in names if name)

    @cached_property
    def title_signatures(self) -> tuple[str, ...]:
        """The site's names and what it signs its document titles with, which on personal sites is a person."""
        signed = site_in_title(self.head.title, [title for title in (self.data.title, self.tags.title) if title])
        return (*self.site_names, signed) if signed else self.site_names

    @cached_property
    def declared_titles(self) -> tuple[str, ...]:
        titles = (self.data.title, self.tags.title, self.head.title, self.hints.title)
        return tuple(squeeze(unescape(title)) for title in titles if title)

    @cached_property
    def heading(self) -> tuple[lxml.html.HtmlElement | None, str | None]:
        """The h1 that is the article's, and its text."""
        return choose_heading(self.head.headings, self.declared_titles, self.title_signatures)

    @cached_property
    def near(self) -> Sequence[Line]:
        """Short lines around the headline."""
        return lines_near(self.heading[0], self.root)

    @cached_property
    def printed(self) -> tuple[datetime | None, datetime | None]:
        """(published, updated) as printed near the headline."""
        return published_near(self.near, self.date_language)

    @cached_property
    def authors_near(self) -> tuple[str, ...]:
        """Authors as printed near the headline."""
        return authors_near(self.near)

    @cached_property
    def labelled(self) -> Sequence[lxml.html.HtmlElement]:
        """Elements anywhere whose names speak of an author or a date."""
        return labelled_elements(self.root)

    @cached_property
    def fetched(self) -> datetime | None:
        return parse_date(self.hints.fetched or "")
