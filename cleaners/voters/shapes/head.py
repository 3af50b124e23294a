"""Shapes of what stands around the headline: the headline itself, bylines, dates, kickers, menus above it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaners.text.vocabulary import VOCABULARY
from cleaners.voters.shapes.page import Page, likeness

BIO_WORDS = 70
_WORDS = VOCABULARY.pattern
_BIO_VERB = re.compile(rf"^.{{3,60}}? {_WORDS('bio_verbs')}\b")
_ANNOUNCERS = VOCABULARY.words("announcers")
BIO = re.compile(
    rf"^(?:[A-ZÀ-Ž][\w.'’-]+ ){{2,4}}{_WORDS('bio_is')} (?:{_WORDS('bio_articles')} )?[^.]{{0,80}}?\b{_WORDS('bio_roles')}"
)


def headlines(page: Page) -> Iterator[int]:
    """The headline, which becomes the title column."""
    if page.headline >= 0 and not page.lines[page.headline].paragraph:
        yield page.headline


def repeated_headline(page: Page) -> Iterator[int]:
    """The very headline once more."""
    if page.headline >= 0:
        headline = page.lines[page.headline]
        yield from (line.index for line in page if line.key == headline.key and line.index != headline.index)


def varied_headline(page: Page) -> Iterator[int]:
    """The headline's words with the site's name or a section glued to them."""
    headline = page.lines[page.headline] if page.headline >= 0 else None
    if headline is None or headline.words < 5:
        return
    words = frozenset(headline.key.split())
    for line in page.lines[:30]:
        close = headline.words - 2 <= line.words <= headline.words + 8 and line.key != headline.key
        if close and not line.paragraph and likeness(frozenset(line.key.split()), words) >= 0.9:
            yield line.index


def bylines(page: Page) -> Iterator[int]:
    """A line that names the author and is nothing else."""
    return iter(sorted(page.bylines))


def datelines(page: Page) -> Iterator[int]:
    """A line that is only a date or time."""
    return iter(sorted(page.datelines))


def small_metadata(page: Page) -> Iterator[int]:
    """Reading times and agencies' names."""
    return iter(sorted(page.small_metadata))


def author_names(page: Page) -> Iterator[int]:
    """A bare name that stands in a byline as well."""
    return (line.index for line in page if line.key in page.authors)


def author_boxes(page: Page) -> Iterator[int]:
    """`Jane Doe is a reporter ...` below the article whose byline names her."""
    begins = tuple(f"{name} " for name in page.authors) + tuple(f"about {name}" for name in page.authors)
    for line in page.lines[max(page.first_paragraph + 1, len(page) // 2) :]:
        named = line.key[:60].startswith(begins) and _BIO_VERB.match(line.text)
        if (named or BIO.match(line.text)) and line.words <= BIO_WORDS:
            yield line.index


def above_headline(page: Page) -> Iterator[int]:
    """Short lines above the headline: menus, section names, notices."""
    for line in page.lines[: max(page.headline, 0)]:
        if line.short and line.words <= 8:
            yield line.index


def lone_announcers(page: Page) -> Iterator[int]:
    """`By`, `Published`, `Von`: a word that announced something which the text lost."""
    return (line.index for line in page if line.key in _ANNOUNCERS and len(line.text) <= 24)
