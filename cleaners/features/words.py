"""What the words of a block say of its place: repeated, shared with the body, shared with the headline."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cleaners.function_words import FUNCTION_WORDS as BY_LANGUAGE
from cleaners.model import Document

Array = npt.NDArray[np.float32]

# A word, or one character of a script that is written without spaces.
TOKEN = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W_]+(?:['’][^\W_]+)?")
TOKEN_CHARS = 1200  # of a block that are read; the rest of a longer one tells nothing new
SLUG = re.compile(r"[^/?#]*[a-z][^/?#]*-[^/?#]*-[^/?#]*", re.IGNORECASE)

# Weak evidence that a line is running prose, in whatever language; never a verdict.
FUNCTION_WORDS = frozenset().union(*BY_LANGUAGE.values())


@dataclass(frozen=True, slots=True)
class Words:
    """The tokens of every block, in lower case."""

    lines: tuple[tuple[str, ...], ...]
    sets: tuple[frozenset[str], ...]

    @classmethod
    def of(cls, document: Document) -> Words:
        lines = tuple(tuple(TOKEN.findall(block.text[:TOKEN_CHARS].lower())) for block in document.blocks)
        return cls(lines, tuple(map(frozenset, lines)))

    def function_share(self) -> Array:
        """Share of a block's words that are function words of some language."""
        shares = [sum(word in FUNCTION_WORDS for word in line) / (len(line) or 1) for line in self.lines]
        return np.array(shares, np.float32)

    def shared_with(self, body: npt.NDArray[np.bool_]) -> Array:
        """Share of a block's content words that stand in some other block of `body` (a mask over blocks)."""
        counts: Counter[str] = Counter()
        for words, chosen in zip(self.sets, body, strict=True):
            if chosen:
                counts.update(words)
        once, twice = frozenset(counts), {word for word, count in counts.items() if count > 1}
        shares = (
            _share(words - FUNCTION_WORDS, twice if own else once) for words, own in zip(self.sets, body, strict=True)
        )
        return np.fromiter(shares, np.float32, len(self.sets))

    def likeness(self, other: frozenset[str]) -> Array:
        """Jaccard likeness of each block's words to another set of words."""
        return np.fromiter((_jaccard(words, other) for words in self.sets), np.float32, len(self.sets))

    def repeats(self) -> Array:
        """How often the very words of a block stand in the document as a block."""
        counts = Counter(self.lines)
        return np.fromiter((counts[line] for line in self.lines), np.float32, len(self.lines))


def _share(words: frozenset[str], known: Set[str]) -> float:
    return len(words & known) / len(words) if words else -1.0


def _jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    union = len(one | other)
    return len(one & other) / union if union else 0.0


def slug_words(url: str | None) -> frozenset[str]:
    """The words of the hyphened part of a URL's path, which on news sites repeats the headline."""
    path = (url or "").partition("://")[2].partition("/")[2]
    found: Sequence[str] = SLUG.findall(path.partition("?")[0])
    return frozenset(TOKEN.findall(max(found, key=len).lower())) if found else frozenset()
