"""Numbers about the blocks of a page, for the fitted decision.

One row a block. A column is named once, in the order in which `features` lays it down; the names
are committed with the weights, and a mismatch is an error when an engine loads.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from cleaners.features.marks import MARK_FEATURES, mark_columns
from cleaners.formats.cues import NAMES
from cleaners.formats.html import Context, Page
from cleaners.model import Block, Document, Mark, Verdict

Array = npt.NDArray[np.float32]

TAGS = ("p", "h1", "h2", "h3", "h4", "h5", "li", "td", "tr", "div", "span", "figcaption", "blockquote", "pre", "button",
        "section", "article", "dt", "dd", "label", "body", "th", "address", "center", "font")  # fmt: skip
FLAGS = ("emphasised", "after_media", "hidden", "in_figure", "in_table", "in_list", "in_quote", "in_link", "in_article", "in_main")
TEXT = ("chars", "words", "link_share", "links", "depth", "ends_sentence", "ends_colon", "ends_ellipsis", "starts_upper",
        "digit_share", "upper_share", "commas", "title_case", "has_pipe", "has_at", "has_copyright", "starts_quote", "sentences",
        "repeats", "in_title", "word_length")  # fmt: skip
LONG = 80  # characters from which a block with few links counts as a paragraph
_SENTENCE_END = frozenset('.!?。！？؟।"”»’)›')
_SENTENCE = re.compile(r"[.!?。！？؟।](?:\s|$|[\"”»])")
_WORD = re.compile(r"\w+")
_INDEX = re.compile(r"\[\d+\]")


def features(document: Document, marks: Sequence[Mark]) -> Array:
    """A float32 matrix: a row for each block, a column for each name of FEATURES."""
    page = document.page
    assert isinstance(page, Page)
    blocks, contexts = document.blocks, page.contexts
    text = _text_columns(document)
    kept = _kept_column(len(blocks), marks)
    base = np.column_stack([text, _tag_columns(contexts), _flag_columns(contexts)])
    chars, link_share = np.expm1(text[:, 0]), text[:, 2]
    paragraph = ((chars >= LONG) & (link_share < 0.4)).astype(np.float32) * chars
    return np.column_stack(
        [
            base,
            _bits([c.bits for c in contexts]),
            _bits([c.inherited for c in contexts]),
            _position_columns(document, paragraph, kept),
            _group_columns([c.group for c in contexts], chars, link_share, paragraph, kept),
            _group_columns([c.outer for c in contexts], chars, link_share, paragraph, kept),
            _group_columns(_signatures(blocks), chars, link_share, paragraph, kept),
            _neighbour_columns(text, kept),
            mark_columns(len(blocks), marks),
        ]
    ).astype(np.float32)


def words(matrix: Array) -> Array:
    """Words a block, from a matrix of `features`."""
    return matrix[:, TEXT.index("words")]


GROUP = ("size", "chars", "link_share", "paragraph_share", "mean_chars", "kept_share", "rank")
POSITION = ("index", "from_end", "chars_before", "kept_before", "kept_after", "to_first_kept", "to_last_kept", "within_kept",
            "paragraphs_before", "paragraphs_after", "after_h1", "to_h1", "blocks", "kept_total", "kept_share", "link_total",
            "median_paragraph")  # fmt: skip
NEAR = ("chars", "link_share", "ends_sentence", "kept")
FEATURES: tuple[str, ...] = (
    *TEXT,
    *(f"tag_{tag}" for tag in TAGS),
    *FLAGS,
    *(f"own_{name}" for name in NAMES),
    *(f"up_{name}" for name in NAMES),
    *POSITION,
    *(f"{unit}_{name}" for unit in ("group", "outer", "signature") for name in GROUP),
    "kept",
    *(f"{name}_{step:+d}" for step in (-2, -1, 1, 2) for name in NEAR),
    "kept_near3",
    "kept_near8",
    *MARK_FEATURES,
)


def _text_columns(document: Document) -> Array:
    repeats = Counter(block.text for block in document.blocks)
    title = set(_WORD.findall((document.metadata.title or "").lower()))
    rows = [_text_row(block, repeats, title, document) for block in document.blocks]
    return np.array(rows, dtype=np.float32).reshape(len(rows), len(TEXT))


def _text_row(block: Block, repeats: Counter[str], title: set[str], document: Document) -> tuple[float, ...]:
    text, size = block.text, len(block.text)
    words = text.split()
    count = len(words)
    context = document.page.contexts[block.index]  # type: ignore[union-attr]
    sample = words[:40]
    lowered = set(_WORD.findall(text.lower())) if title and size < 300 else set()
    return (
        np.log1p(size),
        count,
        block.link_chars / size,
        context.links,
        context.depth,
        text[-1] in _SENTENCE_END,
        text[-1] in ":：",
        text.endswith(("...", "…")),
        text[0].isupper(),
        sum(map(text.count, "0123456789")) / size,
        sum(map(str.isupper, text[:200])) / min(size, 200),
        text.count(",") / count,
        sum(word[0].isupper() for word in sample) / len(sample),
        "|" in text or "»" in text or "›" in text,
        "@" in text or "http" in text or "www." in text,
        "©" in text,
        text[0] in "\"“„«'‘—-",
        len(_SENTENCE.findall(text[:2000])),
        repeats[text],
        len(title & lowered) / len(title | lowered) if title and lowered else 0.0,
        size / count,
    )


def _tag_columns(contexts: Sequence[Context]) -> Array:
    place = {tag: column for column, tag in enumerate(TAGS)}
    out = np.zeros((len(contexts), len(TAGS)), dtype=np.float32)
    for row, context in enumerate(contexts):
        if (column := place.get(context.tag)) is not None:
            out[row, column] = 1
    return out


def _flag_columns(contexts: Sequence[Context]) -> Array:
    return np.array([[getattr(c, flag) for flag in FLAGS] for c in contexts], dtype=np.float32).reshape(-1, len(FLAGS))


def _bits(values: Sequence[int]) -> Array:
    words = np.array(values, dtype=np.int64)
    return ((words[:, None] >> np.arange(len(NAMES))) & 1).astype(np.float32)


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


def _signatures(blocks: Sequence[Block]) -> list[int]:
    """Blocks whose DOM paths differ only in positions share a signature."""
    known: dict[str, int] = {}
    return [known.setdefault(_INDEX.sub("", block.path), len(known)) for block in blocks]


def _group_columns(keys: Sequence[int], chars: Array, link_share: Array, paragraph: Array, kept: Array) -> Array:
    """Sums over the blocks that share a key, given back to each of them."""
    _, inverse = np.unique(np.array(keys), return_inverse=True)
    sums = [np.bincount(inverse, weights=w) for w in (np.ones(len(keys)), chars, chars * link_share, paragraph, (kept == 1) * chars)]
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
    near = np.column_stack([text[:, 0], text[:, 2], text[:, 5], kept])
    columns: list[Array] = [kept[:, None]]
    for step in (-2, -1, 1, 2):
        columns.append(_shifted(near, step))
    columns += [_window_mean(kept, 3)[:, None], _window_mean(kept, 8)[:, None]]
    return np.column_stack(columns)


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
