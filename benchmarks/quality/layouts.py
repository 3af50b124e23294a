"""Labelled rows laid out as texts come: blank lines or none, a sentence a line, wrapped, quoted, in one paragraph.

A label belongs to a span of the laid-out text, and a block of whatever segmentation takes the label of what it covers.
"""

from __future__ import annotations

import random
import re
import textwrap
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from cleaners.model import Document

PURE = 0.9  # share of a block's characters that must be of one side for the block to have a label
MIXED = "?"
_SENTENCE = re.compile(r"(?<=[.!?…])[\"”’»)]*\s+(?=[^\W\d_a-z]|[\"“„«¿¡])|(?<=[。！？।])")
_BREAK = re.compile(r"[\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029]+")


class Row(NamedTuple):
    """A paragraph or line of a text, and its label."""

    label: str
    text: str
    written: bool = False  # of our own writing: a lexicon that is judged by it has not read it
    tight: bool = False  # no empty line before it


class Span(NamedTuple):
    """Where a row stands in the text that it was laid out in, end excluded."""

    start: int
    end: int
    label: str
    written: bool


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A text, and the spans of its rows in their order."""

    text: str
    spans: tuple[Span, ...]

    def labels(self, document: Document) -> tuple[tuple[str, ...], tuple[bool, ...]]:
        """A label for each block, and whether it is of our own writing. Blocks over rows of both sides have none."""
        found = [self._label(block.start, block.end) for block in document.blocks]
        return tuple(label for label, _ in found), tuple(written for _, written in found)

    def _label(self, start: int, end: int) -> tuple[str, bool]:
        chars: Counter[tuple[str, bool]] = Counter()
        for span in self.spans:
            covered = min(end, span.end) - max(start, span.start)
            if covered > 0:
                chars[span.label, span.written] += covered
        if not chars:
            return MIXED, False
        article = sum(n for (label, _), n in chars.items() if label == "K")
        (label, written), _ = max(chars.items(), key=lambda item: item[1])
        side = article if label == "K" else chars.total() - article
        return (label, written) if side >= PURE * chars.total() else (MIXED, written)


class Manner(NamedTuple):
    """How rows become text: the lines of a row, and what stands between two rows."""

    lines: Callable[[str], list[str]]
    feeds: int


def lay_out(rows: Sequence[Row], layout: str, chance: random.Random) -> LaidOut:
    """The rows in one of `LAYOUTS`."""
    manner = LAYOUTS[layout](chance)
    parts: list[str] = []
    spans: list[Span] = []
    size = 0
    for number, row in enumerate(rows):
        between = "\n" * (1 if row.tight else manner.feeds) if number else ""
        if not manner.feeds and number:
            between = " "
        lines = "\n".join(manner.lines(" ".join(_BREAK.sub(" ", row.text).split())))
        spans.append(Span(size + len(between), size + len(between) + len(lines), row.label, row.written))
        parts += [between, lines]
        size += len(between) + len(lines)
    return LaidOut("".join(parts), tuple(spans))


def sentences(text: str) -> list[str]:
    """The sentences of a paragraph, roughly."""
    return [part.strip() for part in _SENTENCE.split(text) if part and part.strip()] or [text]


def wrapped(text: str, width: int, first: str = "", rest: str = "") -> list[str]:
    """The paragraph broken at a width; scripts without spaces at any character."""
    if len(text) > width and text.count(" ") * 20 < len(text):
        step = max(10, width // 2)
        pieces = [text[place : place + step] for place in range(0, len(text), step)]
        return [(first if number == 0 else rest) + piece for number, piece in enumerate(pieces)]
    return textwrap.wrap(
        text, width, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    ) or [text]  # fmt: skip


def _whole(text: str) -> list[str]:
    return [text]


def _blank(chance: random.Random) -> Manner:  # noqa: ARG001
    return Manner(_whole, 2)


def _loose(chance: random.Random) -> Manner:
    return Manner(_whole, chance.choice((3, 4)))


def _single(chance: random.Random) -> Manner:  # noqa: ARG001
    return Manner(_whole, 1)


def _sentences(chance: random.Random) -> Manner:
    return Manner(sentences, chance.choice((1, 1, 2)))


def _wrapped(chance: random.Random) -> Manner:
    width = chance.choice((60, 65, 72, 72, 76, 78, 80))
    return Manner(lambda text: wrapped(text, width), 2)


def _quoted(chance: random.Random) -> Manner:
    width = chance.choice((66, 72, 76))
    return Manner(lambda text: wrapped(text, width, "> ", "> "), chance.choice((1, 2)))


def _indented(chance: random.Random) -> Manner:
    width, indent = chance.choice((60, 68, 72, 80)), " " * chance.choice((2, 3, 4, 5))
    return Manner(lambda text: wrapped(text, width, indent), 1)


def _brief(chance: random.Random) -> Manner:  # noqa: ARG001
    return Manner(_whole, 0)


#: Article and furniture alike can stand in each of these; `brief` is for rows of one side alone.
LAYOUTS: Mapping[str, Callable[[random.Random], Manner]] = {
    "blank": _blank,
    "loose": _loose,
    "single": _single,
    "sentences": _sentences,
    "wrapped": _wrapped,
    "quoted": _quoted,
    "indented": _indented,
    "brief": _brief,
}
