"""Headlines: a site's name cut off a title, and the heading that a title belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleaners.metadata.name_words import ORGANISATION_WORDS

_SEPARATOR = re.compile(r"\s+[|–—·•»«:/]+\s+|\s+-{1,2}\s+|\s*\|\s*|\s*[｜_]\s*|(?<=\w): (?=[^:]+$)")
_ADDED_WORDS = 3
_WORD = re.compile(r"\w+")


def words(text: str) -> frozenset[str]:
    """The lower-case words of a text."""
    return frozenset(_WORD.findall(text.lower()))


def overlap(first: str, second: str) -> float:
    """Share of the shorter text's words that stand in the other, in [0, 1]."""
    one, two = words(first), words(second)
    return len(one & two) / min(len(one), len(two)) if one and two else 0.0


def split_title(title: str) -> list[str]:
    """The parts of a title that separators set apart (`Headline | Section | Site`)."""
    return [part.strip() for part in _SEPARATOR.split(title) if part.strip()]


def without_site(title: str, site_names: Sequence[str]) -> str:
    """The title without a leading or trailing part that names the site (`Headline | Example Herald`)."""
    cuts = [hit.span() for hit in _SEPARATOR.finditer(title)]
    if not cuts:
        return title.strip()
    pieces = _SEPARATOR.split(title)
    start, end = 0, len(pieces)
    while end - start > 1 and names_site(pieces[end - 1], site_names):
        end -= 1
    while end - start > 1 and names_site(pieces[start], site_names):
        start += 1
    left = cuts[start - 1][1] if start else 0
    right = cuts[end - 1][0] if end < len(pieces) else len(title)
    return title[left:right].strip()


def names_site(text: str, site_names: Sequence[str]) -> bool:
    """Whether the text is one of the site's names, a part of one, or one with up to three words added.

    `site_names` are what the site calls itself and its host; letters are compared, so `example-herald` is
    `Example Herald`.
    """
    letters, room = _letters(text), len(words(text)) - _ADDED_WORDS
    return is_site(text, site_names) or any(
        _letters(site) in letters and room <= len(words(site)) for site in site_names if words(site)
    )


def is_site(text: str, site_names: Sequence[str]) -> bool:
    """Whether the text is one of the site's names or a part of one, words of organisations left out."""
    letters, own = _letters(text), words(text) - ORGANISATION_WORDS
    return not own or any(letters == _letters(site) or own <= words(site) for site in site_names)


def _letters(text: str) -> str:
    return "".join(_WORD.findall(text.lower())).replace("_", "")
