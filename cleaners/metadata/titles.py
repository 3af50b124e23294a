"""Headlines: a site's name cut off a title, and the heading that a title belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from cleaners.metadata.name_words import ORGANISATION_WORDS

_SEPARATOR = re.compile(r"\s+[|–—·•»«:/]+\s+|\s+-{1,2}\s+|\s*\|\s*|\s*[｜_]\s*|(?<=\w): (?=[^:]+$)")
_MAY_SEPARATE = re.compile(r"[-|–—·•»«:/｜_]")
_ADDED_WORDS = 3
_WORD = re.compile(r"\w+")


@lru_cache(maxsize=256)
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
    cuts = [hit.span() for hit in _SEPARATOR.finditer(title)] if _MAY_SEPARATE.search(title) else []
    starts, ends = [0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(title)]
    first, last = 0, len(cuts)
    while first < last and names_site(title[starts[last] : ends[last]], site_names):
        last -= 1
    while first < last and names_site(title[starts[first] : ends[first]], site_names):
        first += 1
    return title[starts[first] : ends[last]].strip()


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


@lru_cache(maxsize=256)  # a page's few titles and names are compared with each other
def _letters(text: str) -> str:
    return "".join(_WORD.findall(text.lower())).replace("_", "")
