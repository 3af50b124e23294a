"""Numbers about the blocks of a page, for the fitted decision.

One row a block. A column is named once, in the order in which `features` lays it down; the names
are committed with the weights, and a mismatch is an error when an engine loads.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

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
from cleaners.features.marks import CATEGORIES, MARK_FEATURES, mark_columns
from cleaners.features.words import FUNCTION_WORDS, TOKEN, Words
from cleaners.formats.cues import NAMES
from cleaners.formats.html import FLAGS, HEADINGS, Context, Page
from cleaners.model import Document, Mark, Verdict

Array = npt.NDArray[np.float32]

TAGS = ("p", "h1", "h2", "h3", "h4", "h5", "li", "td", "tr", "div", "span", "figcaption", "blockquote", "pre", "button",
        "section", "article", "dt", "dd", "label", "body", "th", "address", "center", "font")  # fmt: skip
TEXT = ("chars", "words", "link_share", "ends_sentence", "ends_colon", "ends_ellipsis", "starts_upper",
        "starts_lower", "starts_quote", "starts_bullet", "digit_share", "upper_share", "symbol_share", "pause_share",
        "title_case", "separators", "has_address", "sentences", "word_length", "unspaced", "money",
        "repeats", "function_share", "shared", "in_title", "links", "depth")  # fmt: skip
LONG = 80  # characters from which a block with few links counts as a paragraph
LINKED = 0.4  # share of characters in links from which it does not


def features(document: Document, marks: Sequence[Mark]) -> Array:
    """A float32 matrix: a row for each block, a column for each name of FEATURES."""
    page = document.page
    assert isinstance(page, Page)
    blocks, contexts = document.blocks, page.contexts
    text = _text_columns(document, contexts)
    kept = _kept_column(len(blocks), marks)
    said = mark_columns(len(blocks), marks)
    base = np.column_stack([text, _tag_columns(contexts), _bits([c.flags for c in contexts], len(FLAGS))])
    chars, link_share = np.expm1(text[:, 0]), text[:, 2]
    paragraph = ((chars >= LONG) & (link_share < LINKED)).astype(np.float32) * chars
    return np.column_stack(
        [
            base,
            _bits([c.bits for c in contexts], len(NAMES)),
            _bits([c.inherited for c in contexts], len(NAMES)),
            _position_columns(document, paragraph, kept),
            _group_columns([c.group for c in contexts], chars, link_share, paragraph, kept),
            _group_columns([c.outer for c in contexts], chars, link_share, paragraph, kept),
            _group_columns([c.shape for c in contexts], chars, link_share, paragraph, kept),
            _neighbour_columns(text, kept),
            said,
            _heading_columns(contexts, said),
        ]
    ).astype(np.float32)


def words(matrix: Array) -> Array:
    """Words a block, from a matrix of `features`."""
    return matrix[:, TEXT.index("words")]


GROUP = ("size", "chars", "link_share", "paragraph_share", "mean_chars", "kept_share", "rank")
POSITION = ("index", "from_end", "chars_before", "kept_before", "kept_after", "to_first_kept", "to_last_kept",
            "within_kept", "paragraphs_before", "paragraphs_after", "after_h1", "to_h1", "blocks", "kept_total",
            "kept_share", "link_total", "median_paragraph")  # fmt: skip
NEAR = ("chars", "link_share", "ends_sentence", "kept")
FEATURES: tuple[str, ...] = (
    *TEXT,
    *(f"tag_{tag}" for tag in TAGS),
    *FLAGS,
    *(f"own_{name}" for name in NAMES),
    *(f"up_{name}" for name in NAMES),
    *POSITION,
    *(f"{unit}_{name}" for unit in ("group", "outer", "shape") for name in GROUP),
    "kept",
    *(f"{name}_{step:+d}" for step in (-2, -1, 1, 2) for name in NEAR),
    "kept_near3",
    "kept_near8",
    *MARK_FEATURES,
    "under_cut_heading",
    "since_heading",
)


def _text_columns(document: Document, contexts: Sequence[Context]) -> Array:
    """What the words and signs of each block look like: the columns of TEXT."""
    blocks = document.blocks
    signs, words = Characters.of(document), Words.of(document)
    chars = (signs.ends - signs.starts).astype(np.float32)
    link_share = np.array([b.link_chars for b in blocks], dtype=np.float32) / chars
    starts = signs.word_starts()
    unspaced = signs.count(signs.of_class(UNSPACED))
    units = signs.count(starts) + unspaced / 2  # a word of an unspaced script has about two characters
    letters = np.maximum(signs.count(signs.of_class(LETTER)), 1)
    upper = signs.of_class(UPPER)
    ends = signs.last(TERMINAL) + signs.last(CLOSING) * signs.last(TERMINAL, 1)
    title = frozenset(TOKEN.findall((document.metadata.title or "").lower()))
    return np.column_stack(
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
            _function_share(words),
            words.shared_with((chars >= LONG) & (link_share < LINKED)),
            words.likeness(title),
            np.array([c.links for c in contexts]),
            np.array([c.depth for c in contexts]),
        ]
    ).astype(np.float32)


def _function_share(words: Words) -> Array:
    """Share of a block's different words that are function words of some language."""
    return np.array([len(own & FUNCTION_WORDS) / (len(own) or 1) for own in words.sets], dtype=np.float32)


def _tag_columns(contexts: Sequence[Context]) -> Array:
    place = {tag: column for column, tag in enumerate(TAGS)}
    out = np.zeros((len(contexts), len(TAGS)), dtype=np.float32)
    for row, context in enumerate(contexts):
        if (column := place.get(context.tag)) is not None:
            out[row, column] = 1
    return out


def _bits(values: Sequence[int], size: int) -> Array:
    """The lowest `size` bits of each value, a column each."""
    return ((np.array(values, dtype=np.int64)[:, None] >> np.arange(size)) & 1).astype(np.float32)


def _kept_column(size: int, marks: Sequence[Mark]) -> Array:
    """1 where the extraction voter keeps a block, 0 where it drops it, .5 where it has no opinion."""
    out = np.full(size, 0.5, dtype=np.float32)
    for mark in marks:
        if mark.voter == "extraction":
            out[mark.block] = mark.verdict is Verdict.KEEP
    return out


def _position_columns(document: Document, paragraph: Array, kept: Array) -> Array:
    blocks = document.blocks
    size = len(blocks)
    order = np.arange(size, dtype=np.float32)
    starts = np.array([b.start for b in blocks], dtype=np.float32)
    chars = np.array([b.end - b.start for b in blocks], dtype=np.float32)
    kept_chars = np.where(kept == 1, chars, 0)
    total_kept = kept_chars.sum()
    seen = np.cumsum(kept_chars)
    where = np.flatnonzero(kept == 1)
    first, last = (where[0], where[-1]) if len(where) else (0, size - 1)
    paragraphs = np.cumsum(paragraph)
    total = paragraphs[-1] if size else 0.0
    h1 = next((b.index for b in blocks if b.tag == "h1"), -1)
    long = paragraph[paragraph > 0]
    ones = np.ones(size, dtype=np.float32)
    return np.column_stack(
        [
            order / size,
            np.minimum(size - order, 200),
            starts / max(1, len(document.text)),
            (seen - kept_chars) / (total_kept + 1),
            (total_kept - seen) / (total_kept + 1),
            np.clip(order - first, -60, 60),
            np.clip(last - order, -60, 60),
            (order >= first) & (order <= last),
            (paragraphs - paragraph) / (total + 1),
            (total - paragraphs) / (total + 1),
            (order > h1) if h1 >= 0 else 0.5 * ones,
            np.clip(order - h1, -60, 60) if h1 >= 0 else -99 * ones,
            size * ones,
            np.log1p(total_kept) * ones,
            total_kept / max(1, len(document.text)) * ones,
            sum(b.link_chars for b in blocks) / max(1, len(document.text)) * ones,
            (np.median(long) if len(long) else 0.0) * ones,
        ]
    )


def _group_columns(keys: Sequence[int], chars: Array, link_share: Array, paragraph: Array, kept: Array) -> Array:
    """Sums over the blocks that share a key, given back to each of them."""
    _, inverse = np.unique(np.array(keys), return_inverse=True)
    sums = [
        np.bincount(inverse, weights=w)
        for w in (np.ones(len(keys)), chars, chars * link_share, paragraph, (kept == 1) * chars)
    ]
    size, total, linked, long, found = sums
    columns = [
        np.log1p(size),
        np.log1p(total),
        linked / total,
        long / max(1.0, long.sum()),
        np.log1p(total / size),
        found / total,
        np.argsort(np.argsort(-long, kind="stable"), kind="stable"),
    ]
    return np.column_stack([np.minimum(column, 50)[inverse] for column in columns])


def _neighbour_columns(text: Array, kept: Array) -> Array:
    near = np.column_stack(
        [text[:, TEXT.index("chars")], text[:, TEXT.index("link_share")], text[:, TEXT.index("ends_sentence")], kept]
    )
    columns: list[Array] = [kept[:, None]]
    for step in (-2, -1, 1, 2):
        columns.append(_shifted(near, step))
    columns += [_window_mean(kept, 3)[:, None], _window_mean(kept, 8)[:, None]]
    return np.column_stack(columns)


def _heading_columns(contexts: Sequence[Context], said: Array) -> Array:
    """The strongest cut mark on the last heading above each block, and how many blocks ago that stood."""
    cut = said[:, : len(CATEGORIES)].max(axis=1)
    order = np.arange(len(contexts))
    headings = np.array([c.tag in HEADINGS for c in contexts])
    last = np.maximum.accumulate(np.where(headings, order, -1))
    return np.column_stack([np.where(last >= 0, cut[last], 0.0), np.where(last >= 0, np.minimum(order - last, 60), -1)])


def _shifted(matrix: Array, step: int) -> Array:
    """Row i holds row i + step of `matrix`; -1 beyond its ends."""
    out = np.full_like(matrix, -1)
    if abs(step) >= len(matrix):
        return out
    if step < 0:
        out[-step:] = matrix[:step]
    else:
        out[:-step] = matrix[step:]
    return out


def _window_mean(values: Array, reach: int) -> Array:
    sums = np.concatenate(([0.0], np.cumsum(values, dtype=np.float64)))
    index = np.arange(len(values))
    low, high = np.maximum(index - reach, 0), np.minimum(index + reach + 1, len(values))
    return ((sums[high] - sums[low]) / (high - low)).astype(np.float32)
