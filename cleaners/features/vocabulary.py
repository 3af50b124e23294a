"""What the words of a page's blocks weigh together: a linear model over single words, evaluated as array operations.

A block's score is the sum of the weights of its different words over the square root of their number, and a bias: the
logistic regression of benchmarks/quality/fit_words.py over rows of length one. Weights are integers, so that every
machine adds up the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import orjson

from cleaners.features.tokens import Numbers, numbers_of
from cleaners.features.words import Words

Array = npt.NDArray[np.float32]
PATH = Path(__file__).parents[1] / "weights" / "page_words.json"
LIMIT = 8.0  # log-odds on either side that a score may reach


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words, as numbers in ascending order, and the weight of each in units of 1/scale log-odds."""

    scale: int
    bias: int
    numbers: Numbers
    weights: npt.NDArray[np.int64]

    @classmethod
    def of(cls, scale: int, bias: int, weights: Mapping[str, int]) -> Vocabulary:
        numbers = numbers_of(weights)
        order = numbers.argsort()
        return cls(scale, bias, numbers[order], np.fromiter(weights.values(), np.int64, len(weights))[order])

    def scores(self, words: Words) -> Array:
        """Log-odds that each block is boilerplate by its words alone; the bias where it has none."""
        known = self._weights_of(words.vocabulary)
        size = len(words.lines)
        total = np.bincount(words.different_rows, known[words.different_ids], minlength=size)
        different = np.maximum(np.bincount(words.different_rows, minlength=size), 1)
        odds = (total / np.sqrt(different) + self.bias) / self.scale
        return np.clip(odds, -LIMIT, LIMIT).astype(np.float32)

    def _weights_of(self, numbers: Numbers) -> npt.NDArray[np.int64]:
        if not len(self.numbers):
            return np.zeros(len(numbers), dtype=np.int64)
        places = np.minimum(self.numbers.searchsorted(numbers), len(self.numbers) - 1)
        return np.where(self.numbers[places] == numbers, self.weights[places], 0)


def vocabulary_json(scale: int, bias: int, weights: Mapping[str, int]) -> bytes:
    """The text that `shipped_vocabulary` reads, one word a line."""
    return orjson.dumps(
        {"scale": scale, "bias": bias, "weights": dict(sorted(weights.items()))}, option=orjson.OPT_INDENT_2
    )


@cache
def shipped_vocabulary() -> Vocabulary:
    """The vocabulary of weights/page_words.json."""
    made = orjson.loads(PATH.read_bytes())
    return Vocabulary.of(made["scale"], made["bias"], made["weights"])
