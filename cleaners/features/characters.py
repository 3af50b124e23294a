"""Counts over character classes for all blocks at once.

A document's text becomes an array of class bits by one table look-up; everything else is sums of that array between
block borders. This is what keeps a hundred lines under a millisecond.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

import numpy as np
import numpy.typing as npt

from cleaners.formats.plain import is_reread
from cleaners.model import Document

Array = npt.NDArray[np.float32]
Index = npt.NDArray[np.intp]

LETTER, UPPER, LOWER, DIGIT, PUNCTUATION, SYMBOL, EMOJI, UNSPACED = (1 << bit for bit in range(8))
TERMINAL, CLOSING, QUOTE, SEPARATOR, BULLET, MONEY, PAUSE, COLON, FEED = (1 << bit for bit in range(8, 17))

_BY_SIGN = {
    TERMINAL: ".!?…。！？؟।։።",
    CLOSING: "\"'”’»)]}」』）】›",
    QUOTE: '"“”„«»「」『』‘’‹›',
    SEPARATOR: "|»›«‹·•/>→▸►¦／｜",
    BULLET: "•*-–—‣◦▪●■›»·○✓➤→▸►",
    MONEY: "$€£¥₽₺₴₹%",
    PAUSE: ",;–—-，、；",
    COLON: ":：",
    FEED: "\n",
}
LAST_CODE = 0xFFFF  # of the first plane; it is no character
_EMOJI_RANGE = (0x2600, 0x27BF)
_UNSPACED_RANGES = ((0x0E00, 0x0EFF), (0x3040, 0x30FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF))
_BY_CATEGORY = {"L": LETTER, "N": DIGIT, "P": PUNCTUATION, "S": SYMBOL, "M": LETTER}


def code_points(text: str) -> npt.NDArray[np.uint32]:
    """One number a character."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


@lru_cache(maxsize=1)
def class_table() -> npt.NDArray[np.uint32]:
    """Class bits of every character of the first plane, by Unicode's general categories."""
    table = np.fromiter((_bits(chr(code)) for code in range(LAST_CODE + 1)), np.uint32, LAST_CODE + 1)
    for first, last in _UNSPACED_RANGES:
        table[first : last + 1] |= UNSPACED
    for bit, signs in _BY_SIGN.items():
        table[[ord(sign) for sign in signs]] |= bit
    table[_EMOJI_RANGE[0] : _EMOJI_RANGE[1] + 1] |= EMOJI
    table[LAST_CODE] = SYMBOL | EMOJI  # for every character beyond the first plane
    return table


def _bits(character: str) -> int:
    category = unicodedata.category(character)
    case = UPPER if category in ("Lu", "Lt") else LOWER if category == "Ll" else 0
    return _BY_CATEGORY.get(category[0], 0) | case


@dataclass(frozen=True, slots=True)
class Characters:
    """The class bits of a document's text, and where its blocks lie in it."""

    text: str  # the document's, or the texts of its blocks where those read otherwise
    bits: npt.NDArray[np.uint32]  # one more than the text, so that the end of the last block is an index
    starts: Index
    ends: Index
    borders: Index  # start, end, start, end ...

    @classmethod
    def of(cls, document: Document) -> Characters:
        text = document.text
        places = chain.from_iterable((block.start, block.end) for block in document.blocks)
        if is_reread(document):
            text = "\n".join(block.text for block in document.blocks)
            sizes = np.array([len(block.text) for block in document.blocks])
            ends = (sizes + 1).cumsum() - 1
            places = chain.from_iterable(zip((ends - sizes).tolist(), ends.tolist(), strict=True))
        borders = np.fromiter(places, np.intp, 2 * len(document.blocks))
        codes = code_points(f"{text}\n")
        return cls(text, class_table()[np.minimum(codes, LAST_CODE)], borders[::2], borders[1::2], borders)

    def count(self, mask: npt.NDArray[np.bool_]) -> Array:
        """How many characters of each block the mask holds."""
        return np.add.reduceat(mask, self.borders, dtype=np.int32)[::2].astype(np.float32)

    def of_class(self, bit: int) -> npt.NDArray[np.bool_]:
        return (self.bits & bit) != 0

    def first(self, bit: int) -> Array:
        """1 where the first character of a block is of the class."""
        return ((self.bits[self.starts] & bit) != 0).astype(np.float32)

    def last(self, bit: int, back: int = 0) -> Array:
        """1 where the last character of a block (or the one `back` places before it) is of the class."""
        places = np.maximum(self.ends - 1 - back, self.starts)
        return ((self.bits[places] & bit) != 0).astype(np.float32)

    def word_starts(self) -> npt.NDArray[np.bool_]:
        """Where a word begins: a letter or digit after neither of them."""
        solid = self.of_class(LETTER | DIGIT)
        return solid & ~np.concatenate(([False], solid[:-1]))
