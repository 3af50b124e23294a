"""What the words of a block say of its place: repeated, shared with the body, shared with the headline."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt

from cleaners.function_words import FUNCTION_WORDS as BY_LANGUAGE
from cleaners.model import Document

Array = npt.NDArray[np.float32]
Index = npt.NDArray[np.intp]

# A word, or one character of a script that is written without spaces.
TOKEN = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W_]+(?:['’][^\W_]+)?")
TOKEN_CHARS = 1200  # of a block that are read; the rest of a longer one tells nothing new
# Bytes of UTF-8 with a space for each sign of ASCII that no word holds; line ends stay.
_PARTING = bytes(c if c >= 0x80 or chr(c).isalnum() or chr(c) in "'\n" else 0x20 for c in range(256))
SLUG = re.compile(r"[^/?#]*[a-z][^/?#]*-[^/?#]*-[^/?#]*", re.IGNORECASE)

# Weak evidence that a line is running prose, in whatever language; never a verdict.
FUNCTION_WORDS = frozenset().union(*BY_LANGUAGE.values())


@dataclass(frozen=True, slots=True)
class Words:
    """The tokens of every block, in lower case, each different word of the document being a number.

    Sums over arrays of numbers take a fraction of the time of as many small sets.
    """

    lines: tuple[tuple[str, ...], ...]
    vocabulary: tuple[str, ...]  # every different word, in order of number
    is_function: npt.NDArray[np.bool_]  # of each word: whether some language has it among its function words
    ids: Index  # the number of each token
    rows: Index  # the block of each token
    different_ids: Index  # each different word of each block, once
    different_rows: Index

    @classmethod
    def of(cls, document: Document) -> Words:
        lines = tuple(tokens([block.text[:TOKEN_CHARS] for block in document.blocks]))
        flat = list(chain.from_iterable(lines))
        number = {word: place for place, word in enumerate(dict.fromkeys(flat))}
        ids = np.fromiter(map(number.__getitem__, flat), np.intp, len(flat))
        rows = np.repeat(np.arange(len(lines)), list(map(len, lines)))
        size = max(len(number), 1)
        different_rows, different_ids = np.divmod(_different(rows * size + ids), size)
        is_function = _holds(FUNCTION_WORDS, number)
        return cls(lines, tuple(number), is_function, ids, rows, different_ids, different_rows)

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
        common = self._count(self.different_rows[_holds(other, self.vocabulary)[self.different_ids]])
        either = self._count(self.different_rows) + len(other) - common
        return (common / np.maximum(either, 1)).astype(np.float32)

    def repeats(self) -> Array:
        """How often the very words of a block stand in the document as a block."""
        counts = Counter(self.lines)
        return np.array([counts[line] for line in self.lines], np.float32)

    def _count(self, rows: Index) -> Index:
        """How often each block is named."""
        return np.bincount(rows, minlength=len(self.lines))


def _different(values: Index) -> Index:
    """The different values, ascending. numpy.unique goes by way of a table here, which takes ten times as long."""
    ordered = np.sort(values)
    return ordered[np.concatenate((ordered[:1] >= 0, ordered[1:] != ordered[:-1]))]


def _holds(words: Set[str], vocabulary: Iterable[str]) -> npt.NDArray[np.bool_]:
    return np.array([word in words for word in vocabulary], dtype=np.bool_)


def tokens(texts: Sequence[str]) -> list[tuple[str, ...]]:
    """The words of each text in lower case, as TOKEN finds them.

    Most are runs of ASCII letters and digits: one call for all texts puts spaces for all other signs of ASCII but the
    apostrophe, and only what then still holds other signs is searched.
    """
    joined = "\n".join(texts).lower()
    if joined.count("\n") != len(texts) - 1:
        return [tuple(TOKEN.findall(text.lower())) for text in texts]
    parted = joined.encode("utf-8", "surrogatepass").translate(_PARTING).decode("utf-8", "surrogatepass").split("\n")
    return [_tokens_of(line) for line in parted]


def _tokens_of(line: str) -> tuple[str, ...]:
    pieces = line.split()
    if line.isascii() and "'" not in line:
        return tuple(pieces)
    whole = [(piece,) if piece.isascii() and "'" not in piece else TOKEN.findall(piece) for piece in pieces]
    return tuple(chain.from_iterable(whole))


def slug_words(url: str | None) -> frozenset[str]:
    """The words of the hyphened part of a URL's path, which on news sites repeats the headline."""
    path = (url or "").partition("://")[2].partition("/")[2]
    found: Sequence[str] = SLUG.findall(path.partition("?")[0])
    return frozenset(TOKEN.findall(max(found, key=len).lower())) if found else frozenset()
