"""Weighed words: how far the words of a line are those of boilerplate, and of which kind.

A linear model over words, word pairs, beginnings of long words, and the words at a line's edges. Its weights are
integers in a text file that can be read and compared; `benchmarks/quality/train_plain.py` fits it. It sees what no
phrase rule foresaw, and is believed less.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import orjson

from cleaners.model import Category

PATH = Path(__file__).parents[1] / "weights" / "lexicon.json"
MAX_CHARS = 400  # of a line; longer ones are prose or too mixed to be judged by their words
MAX_TOKENS = 60
STEM_CHARS = 5  # words longer than this also count by their beginning, which joins the forms of inflected languages

_UNSPACED = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\uf9ff\uac00-\ud7a3"
_TOKEN = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+(?:'[^\W_{_UNSPACED}]+)?|[^\w\s]")


def grams(text: str) -> list[str]:
    """What the model counts in a line, each once. Numbers are all one word; `^` and `$` are the line's ends."""
    found = _TOKEN.findall(text[:MAX_CHARS].lower().replace("’", "'"))[:MAX_TOKENS]
    if not found:
        return []
    words = ["0" if word[0].isdigit() else word for word in found]
    counted = dict.fromkeys(words)
    counted.update(dict.fromkeys(map(" ".join, pairwise(words))))
    edges = (f"^ {words[0]}", f"{words[-1]} $", f"^ {' '.join(words[:2])}", f"{' '.join(words[-2:])} $")
    counted.update(dict.fromkeys(edges))
    counted.update(dict.fromkeys(f"{word[:STEM_CHARS]}*" for word in words if len(word) > STEM_CHARS))
    return list(counted)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`weights` and `bias` are in units of 1/`scale` log-odds; `kinds` names the category that a gram speaks for."""

    scale: int
    bias: int
    weights: Mapping[str, int]
    kinds: Mapping[str, Category]

    def score(self, text: str) -> float:
        """Log-odds that the line is boilerplate, by its words alone. 0 for a line without words."""
        counted = grams(text)
        return (self.bias + sum(map(self._weight, counted))) / self.scale if counted else 0.0

    def kind(self, text: str) -> Category:
        """The category that the heaviest grams speak for; `other` where none speaks."""
        votes: Counter[Category] = Counter()
        for gram in grams(text):
            if gram in self.kinds:
                votes[self.kinds[gram]] += max(self.weights[gram], 0)
        return max(votes, key=lambda kind: (votes[kind], kind), default=Category.OTHER)

    def _weight(self, gram: str) -> int:
        return self.weights.get(gram, 0)


def load_lexicon(path: Path = PATH) -> Lexicon:
    """Read a lexicon.

    Raises:
        ValueError: the file is damaged, or names a category that does not exist.
    """
    data = orjson.loads(path.read_bytes())
    weights = {gram: row[0] for gram, row in data["grams"].items()}
    kinds = {gram: Category(row[1]) for gram, row in data["grams"].items() if len(row) > 1}
    return Lexicon(int(data["scale"]), int(data["bias"]), weights, kinds)


@cache
def shipped_lexicon() -> Lexicon:
    """The lexicon of the package, read once a process."""
    return load_lexicon()


def lexicon_json(lexicon: Lexicon) -> bytes:
    """The text that `load_lexicon` reads, one gram a line so that a change shows as a diff."""
    rows = (
        orjson.dumps(gram) + b": " + orjson.dumps([weight, *([lexicon.kinds[gram]] if gram in lexicon.kinds else [])])
        for gram, weight in sorted(lexicon.weights.items())
    )
    head = f'{{"scale": {lexicon.scale}, "bias": {lexicon.bias}, "grams": {{\n'.encode()
    return head + b",\n".join(rows) + b"\n}}\n"
