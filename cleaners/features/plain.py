"""What a line of plain text looks like, as numbers: the inputs of the fitted decision.

Nothing here is a verdict. Every feature is context-free (the shape of the line), positional (its place among the
document's paragraphs) or a summary of the marks that voters put on it; then the same for its neighbours.
Lengths are natural logarithms of one more than a count of characters or words; shares lie in 0..1; -1 means absent.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cleaners.features import characters as cls
from cleaners.features.characters import Characters
from cleaners.features.words import Words, slug_words
from cleaners.model import Category, Document, Mark, Verdict

Array = npt.NDArray[np.float32]
Columns = dict[str, Array]

LONG_CHARS = 140  # a line of this length (60 in unspaced scripts) is taken for a paragraph when the body is sought
LONG_CHARS_UNSPACED = 60
FAR = 40  # distances in lines are capped here

CATEGORIES = tuple(category.value for category in Category)
VOTERS = ("phrases", "structure", "lexicon")
MARKS = (
    *(f"cut.{name}" for name in CATEGORIES),
    *(f"{voter}.{side}" for voter in VOTERS for side in ("cut", "keep")),
    "cut.share",
)

# Spans that tell a line's nature wherever they stand; found once over the whole text.
SPANS = {
    "links": re.compile(r"https?://|www\.|@\w|(?<!\w)#\w{2}|\.(?:com|org|net)\b"),
    "years": re.compile(r"(?:19|20)\d\d(?!\d)"),
    "clocks": re.compile(r"\d[:.h][0-5]\d(?!\d)"),
}


def features(document: Document, marks: Sequence[Mark]) -> Array:
    """One row a block, one column a name in `FEATURES`."""
    if not document.blocks:
        return np.zeros((0, len(FEATURES)), np.float32)
    columns = all_columns(document, marks)
    return np.stack([columns[name] for name in FEATURES], axis=1)


def all_columns(document: Document, marks: Sequence[Mark]) -> Columns:
    """Every feature by name, for a document of at least one block."""
    page = _Page(document, Characters.of(document), Words.of(document))
    columns = _shape(page) | _spans(page) | _marks(document, marks)
    columns |= _context(page, columns)
    columns |= _vocabulary(page, columns)
    for step in STEPS:
        columns |= {f"{name}{step:+d}": _shifted(columns[name], step) for name in NEIGHBOURS}
    columns |= {f"{name}~{reach}": _around(columns[name], reach) for name in WINDOWS for reach in REACHES}
    return columns


@dataclass(frozen=True, slots=True)
class _Page:
    document: Document
    characters: Characters
    words: Words

    def __len__(self) -> int:
        return len(self.document.blocks)


def _log(values: Array) -> Array:
    return np.log1p(values).astype(np.float32)


def _shape(page: _Page) -> Columns:
    """The line on its own: length, case, signs, how it begins and ends."""
    chars = page.characters
    length = (chars.ends - chars.starts).astype(np.float32)
    letters = chars.count(chars.of_class(cls.LETTER))
    starts = chars.word_starts()
    unspaced = chars.count(chars.of_class(cls.UNSPACED))
    words = chars.count(starts) + unspaced / 2
    terminals = chars.of_class(cls.TERMINAL)
    ends_closed = chars.last(cls.CLOSING)
    return {
        "chars": _log(length),
        "words": _log(words),
        "upper": chars.count(chars.of_class(cls.UPPER)) / np.maximum(letters, 1),
        "title": chars.count(starts & chars.of_class(cls.UPPER)) / np.maximum(words, 1),
        "digits": chars.count(chars.of_class(cls.DIGIT)) / length,
        "punctuation": chars.count(chars.of_class(cls.PUNCTUATION)) / length,
        "emoji": chars.count(chars.of_class(cls.EMOJI)),
        "symbols": chars.count(chars.of_class(cls.SYMBOL)) / length,
        "unspaced": unspaced / length,
        "word_chars": letters / np.maximum(words, 1),
        "separators": chars.count(chars.of_class(cls.SEPARATOR)),
        "quotes": chars.count(chars.of_class(cls.QUOTE)),
        "money": chars.count(chars.of_class(cls.MONEY)),
        "pauses": chars.count(chars.of_class(cls.PAUSE)),
        "sentences": chars.count(terminals),
        "ends_sentence": np.maximum(chars.last(cls.TERMINAL), ends_closed * chars.last(cls.TERMINAL, back=1)),
        "ends_closed": ends_closed,
        "ends_colon": chars.last(cls.COLON),
        "ends_pause": chars.last(cls.PAUSE),
        "ends_digit": chars.last(cls.DIGIT),
        "ends_letter": chars.last(cls.LETTER),
        "starts_lower": chars.first(cls.LOWER),
        "starts_upper": chars.first(cls.UPPER),
        "starts_digit": chars.first(cls.DIGIT),
        "starts_bullet": chars.first(cls.BULLET),
        "starts_quote": chars.first(cls.QUOTE),
        "starts_sign": chars.first(cls.SYMBOL | cls.PUNCTUATION),
    }


def _spans(page: _Page) -> Columns:
    """Counts of links, years and clock times in each line."""
    starts = page.characters.starts

    def count(pattern: re.Pattern[str]) -> Array:
        places = [found.start() for found in pattern.finditer(page.document.text)]
        blocks = np.searchsorted(starts, places, side="right") - 1
        return np.bincount(blocks[blocks >= 0], minlength=len(page)).astype(np.float32)

    return {name: count(pattern) for name, pattern in SPANS.items()}


def _marks(document: Document, marks: Sequence[Mark]) -> Columns:
    """The strongest mark of each kind on every block."""
    place = {name: column for column, name in enumerate(MARKS)}
    table = np.zeros((len(document.blocks), len(MARKS)), np.float32)
    for mark in marks:
        row = table[mark.block]
        names = [f"{mark.voter}.{mark.verdict.value}"]
        if mark.verdict is Verdict.CUT:
            block = document.blocks[mark.block]
            names.append(f"cut.{mark.category.value}")
            share = (mark.end_char - mark.start_char) / (block.end - block.start)
            row[place["cut.share"]] = max(row[place["cut.share"]], share)
        for name in names:
            if name in place:
                row[place[name]] = max(row[place[name]], mark.strength)
    return {name: table[:, column] for column, name in enumerate(MARKS)}


def _context(page: _Page, columns: Columns) -> Columns:
    """Where the line stands among the lines and paragraphs of the document."""
    count, chars = len(page), page.characters
    length = (chars.ends - chars.starts).astype(np.float32)
    index = np.arange(count, dtype=np.float32)
    long = _paragraphs(length, columns)
    places = np.flatnonzero(long)
    first, last = (places[0], places[-1]) if len(places) else (count, -1)
    typical = np.median(length[long]) if len(places) else np.float32(0)
    gaps = _gaps(chars)
    return {
        "lines": np.full(count, np.log1p(count), np.float32),
        "from_head": np.minimum(index, FAR),
        "from_tail": np.minimum(count - 1 - index, FAR),
        "place": index / max(count - 1, 1),
        "text_before": (np.cumsum(length) - length) / length.sum(),
        "before_body": np.clip(first - index, -FAR, FAR),
        "after_body": np.clip(index - last, -FAR, FAR),
        "long": long.astype(np.float32),
        "long_lines": np.full(count, len(places), np.float32),
        "long_share": np.full(count, length[long].sum() / length.sum(), np.float32),
        "typical": np.full(count, np.log1p(typical), np.float32),
        "to_typical": columns["chars"] - np.log1p(typical),
        "run": np.minimum(_run_lengths(~long), FAR),
        "run_before": np.minimum(_run_so_far(~long), FAR),
        "run_after": np.minimum(_run_so_far(~long[::-1])[::-1], FAR),
        "gap_before": gaps[:-1],
        "gap_after": gaps[1:],
    }


def _paragraphs(length: Array, columns: Columns) -> npt.NDArray[np.bool_]:
    limit = np.where(columns["unspaced"] > 0.3, LONG_CHARS_UNSPACED, LONG_CHARS)
    return (length >= limit) & (columns["cut.share"] < 0.9)


def _gaps(chars: Characters) -> Array:
    """Line feeds before each block and after the last, at most 4."""
    total = np.concatenate(([0], np.cumsum(chars.of_class(cls.FEED))))
    after = np.append(chars.starts, len(chars.bits) - 1)
    return np.minimum(total[after] - total[np.insert(chars.ends, 0, 0)], 4).astype(np.float32)


def _run_so_far(short: npt.NDArray[np.bool_]) -> Array:
    """Length of the run of true values that ends at each place, 0 where there is none."""
    index = np.arange(1, len(short) + 1)
    last_false = np.maximum.accumulate(np.where(short, 0, index))
    return (index - last_false).astype(np.float32)


def _run_lengths(short: npt.NDArray[np.bool_]) -> Array:
    both = _run_so_far(short) + _run_so_far(short[::-1])[::-1] - 1
    return np.where(short, both, 0).astype(np.float32)


def _vocabulary(page: _Page, columns: Columns) -> Columns:
    words = page.words
    body = columns["long"] > 0
    title = page.document.metadata.title
    headline = words.sets[0] if not title else frozenset(title.lower().split())
    return {
        "repeats": words.repeats(),
        "function_words": words.function_share(),
        "in_body": words.shared_with(body),
        "like_headline": words.likeness(headline),
        "like_slug": words.likeness(slug_words(page.document.metadata.url)),
    }


def _shifted(column: Array, step: int) -> Array:
    """The value of the line `step` places away, -1 beyond the document's ends."""
    out = np.full_like(column, -1)
    if abs(step) >= len(column):
        return out
    if step > 0:
        out[:-step] = column[step:]
    else:
        out[-step:] = column[:step]
    return out


def _around(column: Array, reach: int) -> Array:
    """The mean over the lines at most `reach` away, the line itself left out."""
    total = np.concatenate(([0.0], np.cumsum(column, dtype=np.float64)))
    index = np.arange(len(column))
    low, high = np.maximum(index - reach, 0), np.minimum(index + reach + 1, len(column))
    return ((total[high] - total[low] - column) / np.maximum(high - low - 1, 1)).astype(np.float32)


STEPS = (-2, -1, 1, 2)
REACHES = (2, 6)
NEIGHBOURS = (
    "chars", "ends_sentence", "title", "in_body", "phrases.cut", "structure.cut", "lexicon.cut", "lexicon.keep",
    "digits", "long",
)  # fmt: skip
WINDOWS = ("chars", "ends_sentence", "in_body", "phrases.cut", "structure.cut", "lexicon.cut", "long")


# Written out, so that the order of the columns is that of the committed weights whatever the code above does.
SHAPE = tuple(
    """
    chars words upper title digits punctuation symbols emoji unspaced word_chars separators quotes money pauses
    sentences ends_sentence ends_closed ends_colon ends_pause ends_digit ends_letter starts_lower starts_upper
    starts_digit starts_bullet starts_quote starts_sign links years clocks
    """.split()
)
CONTEXT = tuple(
    """
    lines from_head from_tail place text_before before_body after_body long long_lines long_share typical to_typical
    run run_before run_after gap_before gap_after repeats function_words in_body like_headline like_slug
    """.split()
)
FEATURES: tuple[str, ...] = (
    *SHAPE,
    *MARKS,
    *CONTEXT,
    *(f"{name}{step:+d}" for step in STEPS for name in NEIGHBOURS),
    *(f"{name}~{reach}" for reach in REACHES for name in WINDOWS),
)
