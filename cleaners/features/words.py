"""What the words of a block say of its place: repeated, shared with the body, shared with the headline."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from cleaners.features.tokens import Numbers, Tokens, numbers_of, words_of
from cleaners.model import Document
from cleaners.text.function_words import FUNCTION_WORDS as BY_LANGUAGE

Array = npt.NDArray[np.float32]
Index = npt.NDArray[np.intp]
Whole = TypeVar("Whole", np.intp, np.uint64)

TOKEN_CHARS = 1200  # of a block that are read; the rest of a longer one tells nothing new
SLUG = re.compile(r"[^/?#]*[a-z][^/?#]*-[^/?#]*-[^/?#]*", re.IGNORECASE)

# Weak evidence that a line is running prose, in whatever language; never a verdict.
FUNCTION_WORDS = frozenset().union(*BY_LANGUAGE.values())


@dataclass(frozen=True, slots=True)
class Words:
    """The tokens of every block, in lower case, each different word of the document being a number.

    Sums over arrays of numbers take a fraction of the time of as many small sets.
    """

    lines: Numbers  # of each block: equal where blocks have the same tokens in the same order
    vocabulary: Numbers  # every different word, ascending
    is_function: npt.NDArray[np.bool_]  # of each word: whether some language has it among its function words
    ids: Index  # the place in the vocabulary of each token
    rows: Index  # the block of each token
    different_ids: Index  # each different word of each block, once
    different_rows: Index

    @classmethod
    def of(cls, document: Document) -> Words:
        found = Tokens.of([block.text[:TOKEN_CHARS] for block in document.blocks])
        vocabulary, ids = _numbered(found.numbers)
        size = max(len(vocabulary), 1)
        different_rows, different_ids = np.divmod(_different(found.rows * size + ids), size)
        is_function = _are_among(vocabulary, _function_numbers())
        lines = found.of_lines(len(document.blocks))
        return cls(lines, vocabulary, is_function, ids, found.rows, different_ids, different_rows)

    def function_share(self) -> Array:
        """Share of a block's words that are function words of some language."""
        found = self._count(self.rows[self.is_function[self.ids]])
        return (found / np.maximum(self._count(self.rows), 1)).astype(np.float32)

    def different_function_share(self) -> Array:
        """Share of a block's different words that are function words of some language."""
        found = self._count(self.different_rows[self.is_function[self.different_ids]])
        return (found / np.maximum(self._count(self.different_rows), 1)).astype(np.float32)

    def shared_with(self, body: npt.NDArray[np.bool_]) -> Array:
        """Share of a block's different content words that stand in some other block of `body` (a mask over blocks).

        -1 where it has none.
        """
        content = ~self.is_function[self.different_ids]
        ids, rows = self.different_ids[content], self.different_rows[content]
        in_body = body[rows]
        times = np.bincount(ids[in_body], minlength=len(self.vocabulary))
        found = self._count(rows[times[ids] > in_body])  # a block of the body holds its own words once
        size = self._count(rows)
        return np.where(size > 0, found / np.maximum(size, 1), -1.0).astype(np.float32)

    def likeness(self, other: frozenset[str]) -> Array:
        """Jaccard likeness of each block's words to another set of words."""
        named = _are_among(self.vocabulary, _different(numbers_of(other)))
        common = self._count(self.different_rows[named[self.different_ids]])
        either = self._count(self.different_rows) + len(other) - common
        return (common / np.maximum(either, 1)).astype(np.float32)

    def repeats(self) -> Array:
        """How often the very words of a block stand in the document as a block."""
        different = _different(self.lines)
        places = different.searchsorted(self.lines)
        return np.bincount(places)[places].astype(np.float32)

    def _count(self, rows: Index) -> Index:
        """How often each block is named."""
        return np.bincount(rows, minlength=len(self.lines))


def _different(values: npt.NDArray[Whole]) -> npt.NDArray[Whole]:
    """The different values, ascending. numpy.unique goes by way of a table here, which takes ten times as long."""
    ordered = np.sort(values)
    return ordered[_first_of_each(ordered)]


def _first_of_each(ordered: npt.NDArray[Whole]) -> npt.NDArray[np.bool_]:
    """Which of ascending values differ from the one before."""
    return np.concatenate((ordered[:1] == ordered[:1], ordered[1:] != ordered[:-1]))


def _numbered(values: Numbers) -> tuple[Numbers, Index]:
    """The different values, ascending, and the place of each value among them."""
    order = values.argsort()
    ordered = values[order]
    is_new = _first_of_each(ordered)
    places = np.empty(len(values), dtype=np.intp)
    places[order] = is_new.cumsum() - 1
    return ordered[is_new], places


def _are_among(values: Numbers, ascending: Numbers) -> npt.NDArray[np.bool_]:
    if not len(ascending):
        return np.zeros(len(values), dtype=np.bool_)
    places = np.minimum(ascending.searchsorted(values), len(ascending) - 1)
    return ascending[places] == values


@cache
def _function_numbers() -> Numbers:
    return np.sort(numbers_of(FUNCTION_WORDS))


def slug_words(url: str | None) -> frozenset[str]:
    """The words of the hyphened part of a URL's path, which on news sites repeats the headline."""
    path = (url or "").partition("://")[2].partition("/")[2]
    found: Sequence[str] = SLUG.findall(path.partition("?")[0])
    return words_of(max(found, key=len)) if found else frozenset()
