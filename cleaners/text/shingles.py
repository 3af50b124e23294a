"""A text's signature, by which texts that say nearly the same are found: MinHash over the shingles of its words.

MinHash is of Broder, On the resemblance of documents (1997): how many of the numbers of two signatures agree is an
estimate of how much of their shingles two texts share (Jaccard's index). Numbers are cut to sixteen bits, as in Li and
König, b-Bit Minwise Hashing (2010): two that differ agree by chance once in 65,536.
"""

from __future__ import annotations

import re
import struct
from typing import Final

SIGNS: Final = 128  # numbers of a signature; the estimate's standard error is .044 at a half
SHINGLE: Final = 3  # words
# Texts of fewer words say too little to be called versions of one another: two weather lines share most of theirs.
LEAST_WORDS: Final = 40
_SEED: Final = 1  # of the library's permutations
_LAYOUT: Final = struct.Struct(f"<{SIGNS}H")
# Scripts that do not part their words by blanks count a sign as a word.
_WORD: Final = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W_]+")


def signature(text: str) -> bytes | None:
    """The signature of a text, 2 * SIGNS bytes: little-endian numbers of two bytes; None for short texts.

    Case, marks between words and white space do not count.
    """
    from rensa import RMinHash

    words = _WORD.findall(text.lower())
    if len(words) < LEAST_WORDS:
        return None
    made = RMinHash(num_perm=SIGNS, seed=_SEED)
    made.update([" ".join(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1)])
    return _LAYOUT.pack(*(number & 0xFFFF for number in made.digest()))
