"""What a line looks like on its own: length, case, signs, how it begins and ends.

Lengths are natural logarithms of one more than a count; shares lie in 0..1.
"""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt

from cleaners.features import characters as cls
from cleaners.features.characters import Characters

Array = npt.NDArray[np.float32]
Columns = dict[str, Array]

# Spans that tell a line's nature wherever they stand; found once over the whole text.
SPANS = {
    "links": re.compile(r"https?://|www\.|@\w|(?<!\w)#\w{2}|\.(?:com|org|net)\b"),
    "years": re.compile(r"(?:19|20)\d\d(?!\d)"),
    "clocks": re.compile(r"\d[:.h][0-5]\d(?!\d)"),
}


def log_count(values: Array) -> Array:
    return np.log1p(values).astype(np.float32)


def shape(chars: Characters) -> Columns:
    """The line on its own: length, case, signs, how it begins and ends."""
    length = (chars.ends - chars.starts).astype(np.float32)
    letters = chars.count(chars.of_class(cls.LETTER))
    starts = chars.word_starts()
    unspaced = chars.count(chars.of_class(cls.UNSPACED))
    words = (chars.count(starts) + unspaced / 2).astype(np.float32)
    terminals = chars.of_class(cls.TERMINAL)
    ends_closed = chars.last(cls.CLOSING)
    return {
        "chars": log_count(length),
        "words": log_count(words),
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


def spans(chars: Characters) -> Columns:
    """Counts of links, years and clock times in each line."""

    def count(pattern: re.Pattern[str]) -> Array:
        places = [found.start() for found in pattern.finditer(chars.text)]
        blocks = np.searchsorted(chars.starts, places, side="right") - 1
        return np.bincount(blocks[blocks >= 0], minlength=len(chars.starts)).astype(np.float32)

    return {name: count(pattern) for name, pattern in SPANS.items()}
