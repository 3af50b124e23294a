"""Numbers about the blocks of a page, for the fitted decision.

One row a block. A column is named once, in the order in which `with_marks` lays it down; the names
are committed with the weights, and a mismatch is an error when an engine loads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cleaners.features.around import (
    GROUP,
    POSITION,
    STEPS,
    Grouping,
    heading_rows,
    neighbour_rows,
    position_rows,
    window_mean,
)
from cleaners.features.characters import (
    BULLET,
    CLOSING,
    COLON,
    DIGIT,
    LETTER,
    LOWER,
    MONEY,
    PAUSE,
    QUOTE,
    SEPARATOR,
    SYMBOL,
    TERMINAL,
    UNSPACED,
    UPPER,
    Characters,
)
from cleaners.features.marks import CATEGORIES, MARK_FEATURES, mark_rows
from cleaners.features.series import shifted
from cleaners.features.tokens import words_of
from cleaners.features.words import Words
from cleaners.formats.cues import NAMES
from cleaners.formats.html import Page
from cleaners.formats.surroundings import FLAGS, Surroundings
from cleaners.model import Document, Mark, Verdict

Array = npt.NDArray[np.float32]

TAGS = ("p", "h1", "h2", "h3", "h4", "h5", "li", "td", "tr", "div", "span", "figcaption", "blockquote", "pre", "button",
        "section", "article", "dt", "dd", "label", "body", "th", "address", "center", "font")  # fmt: skip
_TAG_PLACES = {tag: place for place, tag in enumerate(TAGS)}
TEXT = ("chars", "words", "link_share", "ends_sentence", "ends_colon", "ends_ellipsis", "starts_upper",
        "starts_lower", "starts_quote", "starts_bullet", "digit_share", "upper_share", "symbol_share", "pause_share",
        "title_case", "separators", "has_address", "sentences", "word_length", "unspaced", "money",
        "repeats", "function_share", "shared", "in_title", "links", "depth")  # fmt: skip
LONG = 80  # characters from which a block with few links counts as a paragraph
LINKED = 0.4  # share of characters in links from which it does not


@dataclass(frozen=True, slots=True)
class Own:
    """What a page's features rest on, whatever the voters say of it: worked out once, though it may be judged twice."""

    document: Document
    around: Surroundings
    signs: Characters
    words: Words
    rows: Array  # TEXT, tags, flags, names: a row a feature
    chars: Array
    paragraph: Array  # characters of each block that counts as a paragraph, 0 for others
    groups: tuple[Grouping, ...]

    @classmethod
    def of(cls, document: Document) -> Own:
        page = document.page
        assert isinstance(page, Page)
        around = page.around
        signs = Characters.of(document)
        words = Words.of(document)
        text = _text_rows(document, around, signs, words)
        rows = [
            text,
            _tag_rows(around.tag),
            _bits(around.flags, len(FLAGS)),
            _bits(around.bits, len(NAMES)),
            _bits(around.inherited, len(NAMES)),
        ]
        chars, link_share = np.expm1(text[TEXT.index("chars")]), text[TEXT.index("link_share")]
        paragraph = ((chars >= LONG) & (link_share < LINKED)).astype(np.float32) * chars
        groups = tuple(
            Grouping.of(key, chars, link_share, paragraph) for key in (around.group, around.outer, around.shape)
        )
        return cls(document, around, signs, words, np.concatenate(rows), chars, paragraph, groups)


def with_marks(own: Own, marks: Sequence[Mark], said_by_words: Array) -> Array:
    """A float32 matrix: a row for each block, a column for each name of FEATURES.

    `said_by_words`: log-odds of each block by its words alone (vocabulary.py). The matrix is laid down column by
    column, for that is how a forest reads it.
    """
    kept = _kept_row(len(own.document.blocks), marks)
    said = mark_rows(len(own.document.blocks), marks)
    near = np.concatenate([own.rows[[TEXT.index(name) for name in NEAR[:-1]]], kept[None]])
    rows = [
        own.rows,
        position_rows(own.document, own.signs, own.paragraph, kept),
        *(group.rows(own.chars, kept) for group in own.groups),
        neighbour_rows(near, kept),
        said,
        heading_rows(own.around.tag, said[: len(CATEGORIES)].max(axis=0)),
        _word_rows(own, said_by_words),
    ]
    return np.concatenate(rows, dtype=np.float32, casting="same_kind").T


def words(matrix: Array) -> Array:
    """Words a block, from a matrix of `with_marks`."""
    return matrix[:, TEXT.index("words")]


NEAR = ("chars", "link_share", "ends_sentence", "kept")
WORD_REACHES = (2, 6)
WORD_SCORES = (
    "words_say", "words_say_group", "words_say_outer", "words_say_shape", "words_say_-1", "words_say_+1",
    *(f"words_say_near{reach}" for reach in WORD_REACHES),
)  # fmt: skip
FEATURES: tuple[str, ...] = (
    *TEXT,
    *(f"tag_{tag}" for tag in TAGS),
    *FLAGS,
    *(f"own_{name}" for name in NAMES),
    *(f"up_{name}" for name in NAMES),
    *POSITION,
    *(f"{unit}_{name}" for unit in ("group", "outer", "shape") for name in GROUP),
    "kept",
    *(f"{name}_{step:+d}" for step in STEPS for name in NEAR),
    "kept_near3",
    "kept_near8",
    *MARK_FEATURES,
    "under_cut_heading",
    "since_heading",
    *WORD_SCORES,
)


def _word_rows(own: Own, odds: Array) -> Array:
    """What the words of a block say, of its groups, and of its neighbours: a row for each of WORD_SCORES."""
    groups = [group.mean(own.chars, odds) for group in own.groups]
    beside = [shifted(odds, step) for step in (-1, 1)]
    near = [window_mean(odds, reach) for reach in WORD_REACHES]
    return np.stack([odds, *groups, *beside, *near])


def _text_rows(document: Document, around: Surroundings, signs: Characters, words: Words) -> Array:
    """What the words and signs of each block look like: a row for each name of TEXT."""
    blocks = document.blocks
    chars = (signs.ends - signs.starts).astype(np.float32)
    link_share = np.array([b.link_chars for b in blocks], dtype=np.float32) / chars
    starts = signs.word_starts()
    unspaced = signs.count(signs.of_class(UNSPACED))
    units = signs.count(starts) + unspaced / 2  # a word of an unspaced script has about two characters
    letters = np.maximum(signs.count(signs.of_class(LETTER)), 1)
    upper = signs.of_class(UPPER)
    ends = signs.last(TERMINAL) + signs.last(CLOSING) * signs.last(TERMINAL, 1)
    title = words_of(document.metadata.title or "")
    return np.array(
        [
            np.log1p(chars),
            units,
            link_share,
            ends,
            signs.last(COLON),
            np.array([b.text.endswith(("...", "…")) for b in blocks]),
            signs.first(UPPER),
            signs.first(LOWER),
            signs.first(QUOTE),
            signs.first(BULLET),
            signs.count(signs.of_class(DIGIT)) / chars,
            signs.count(upper) / letters,
            signs.count(signs.of_class(SYMBOL)) / chars,
            signs.count(signs.of_class(PAUSE)) / np.maximum(units, 1),
            signs.count(upper & starts) / np.maximum(units, 1),
            np.minimum(signs.count(signs.of_class(SEPARATOR)), 9),
            np.array(["@" in b.text or "http" in b.text or "www." in b.text for b in blocks]),
            signs.count(signs.of_class(TERMINAL)),
            letters / np.maximum(units, 1),
            unspaced / chars,
            signs.count(signs.of_class(MONEY)),
            np.minimum(words.repeats(), 9),
            words.different_function_share(),
            words.shared_with((chars >= LONG) & (link_share < LINKED)),
            words.likeness(title),
            np.array(around.links),
            np.array(around.depth),
        ],
        dtype=np.float32,
    )


def _tag_rows(tags: Sequence[str]) -> Array:
    places = np.array([_TAG_PLACES.get(tag, len(TAGS)) for tag in tags])
    return (places == np.arange(len(TAGS))[:, None]).astype(np.float32)


def _bits(values: Sequence[int], size: int) -> Array:
    """The lowest `size` bits of each value, a row each."""
    return ((np.array(values, dtype=np.int64) >> np.arange(size)[:, None]) & 1).astype(np.float32)


def _kept_row(size: int, marks: Sequence[Mark]) -> Array:
    """1 where the extraction voter keeps a block, 0 elsewhere; .5 for all where it has no opinion of the page.

    It is not asked about blocks that are sure to be cut: they count as dropped.
    """
    said = [mark for mark in marks if mark.voter == "extraction"]
    out = np.full(size, 0.0 if said else 0.5, dtype=np.float32)
    out[[mark.block for mark in said if mark.verdict is Verdict.KEEP]] = 1.0
    return out
