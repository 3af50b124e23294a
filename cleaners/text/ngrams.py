"""Weighed sequences of characters: how far a line reads like boilerplate, whatever its language and forms of words.

A linear model over all sequences of two to five characters, hashed into one table of small integers, so it needs no
list of words and knows unseen forms of known ones. `benchmarks/quality/fit_ngrams.py` fits it, out of fold for the
forests that weigh it. Sums are of integers and the one square root is exact to the last bit, so every machine agrees.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import orjson

from cleaners.text.wording import normalise_all

PATH = Path(__file__).parents[1] / "weights" / "ngrams.json"
SIZES = (2, 3, 4, 5)
BITS = 17
MAX_CHARS = 400  # of a text that are read
EDGE = "\x02"  # stands before and after each text
DIGIT = ord("0")  # stands for every digit
_MULTIPLIER = np.uint32(0x9E3779B1)
_MIXER = np.uint32(0x85EBCA6B)

Slots = npt.NDArray[np.uint32]
Index = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Grams:
    """The table places of all sequences of some texts: for each size a run of places, and where each text's begin."""

    slots: tuple[Slots, ...]
    firsts: tuple[Index, ...]
    lasts: tuple[Index, ...]  # end excluded

    @classmethod
    def of(cls, texts: Sequence[str]) -> Grams:
        padded = [f"{EDGE}{line}{EDGE}" for line in normalise_all([text[:MAX_CHARS] for text in texts])]
        codes = _codes("".join(padded))
        ends = np.cumsum(np.fromiter(map(len, padded), np.intp, len(padded)))
        starts = np.concatenate(([0], ends[:-1])).astype(np.intp)
        slots, lasts = [], []
        hashed = codes
        for size in range(2, SIZES[-1] + 1):
            hashed = hashed[:-1] * _MULTIPLIER + codes[size - 1 :]
            slots.append(_slots(hashed))
            lasts.append(np.maximum(ends - size + 1, starts))
        return cls(tuple(slots), tuple(starts for _ in slots), tuple(lasts))

    def counts(self) -> npt.NDArray[np.intp]:
        """How many sequences each text has."""
        sizes = [last - first for first, last in zip(self.firsts, self.lasts, strict=True)]
        return np.sum(sizes, axis=0, dtype=np.intp)


def _codes(text: str) -> Slots:
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint32)
    codes[(codes >= DIGIT) & (codes <= DIGIT + 9)] = DIGIT
    return codes


def _slots(hashed: Slots) -> Slots:
    mixed = (hashed ^ (hashed >> np.uint32(15))) * _MIXER
    return mixed >> np.uint32(32 - BITS)


@dataclass(frozen=True, slots=True, eq=False)
class NGrams:
    """`weights` (2**BITS of them) and `bias` are in units of 1/`scale` log-odds."""

    scale: int
    bias: int
    weights: npt.NDArray[np.int8]

    def scores(self, texts: Sequence[str]) -> npt.NDArray[np.float64]:
        """Log-odds that each text is boilerplate, by its characters alone; of a long one by its first 400."""
        if not texts:
            return np.zeros(0)
        grams = Grams.of(texts)
        total = np.zeros(len(texts), dtype=np.int64)
        for slots, first, last in zip(grams.slots, grams.firsts, grams.lasts, strict=True):
            sums = np.zeros(len(slots) + 1, dtype=np.int64)
            np.cumsum(self.weights.take(slots), out=sums[1:])
            total += sums[np.minimum(last, len(slots))] - sums[np.minimum(first, len(slots))]
        return (total / np.sqrt(np.maximum(grams.counts(), 1)) + self.bias) / self.scale


def load_ngrams(path: Path = PATH) -> NGrams:
    """Read a model.

    Raises:
        ValueError: the file is damaged.
    """
    data = orjson.loads(path.read_bytes())
    weights = np.frombuffer(zlib.decompress(base64.b85decode("".join(data["weights"]))), dtype=np.int8)
    if len(weights) != 1 << BITS:
        raise ValueError(f"{path}: {len(weights)} weights in place of {1 << BITS}; fit it again")
    return NGrams(int(data["scale"]), int(data["bias"]), weights)


@cache
def shipped_ngrams() -> NGrams:
    """The model of the package, read once a process."""
    return load_ngrams()


def ngrams_json(model: NGrams) -> bytes:
    """The text that `load_ngrams` reads: the table as bytes, packed."""
    packed = base64.b85encode(zlib.compress(model.weights.tobytes(), 9)).decode()
    rows = [packed[place : place + 120] for place in range(0, len(packed), 120)]
    return orjson.dumps({"scale": model.scale, "bias": model.bias, "weights": rows}, option=orjson.OPT_INDENT_2) + b"\n"
