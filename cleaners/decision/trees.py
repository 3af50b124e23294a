"""Evaluation of oblivious (symmetric) decision trees whose weights are committed as text.

An oblivious tree asks the same question on every level, so its leaf is a number whose bits are
the answers: n blocks pass a whole forest in a few array operations. Leaves are integers, so the
sum is the same on every machine. The form is CatBoost's (Prokhorenkova et al., 2018).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import orjson

Matrix = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Questions:
    """The different questions of a forest, each asked once a block: trees ask twice as many, the same ones again."""

    columns: Numbers
    borders: Matrix  # one column
    of_level: tuple[Numbers, ...]  # for each level from the last: the question that each tree asks there

    @classmethod
    def of(cls, columns: Numbers, borders: Matrix) -> Questions:
        asked = list(zip(columns.ravel().tolist(), borders.ravel().tolist(), strict=True))
        number = {question: place for place, question in enumerate(dict.fromkeys(asked))}
        places = np.array([number[question] for question in asked], dtype=np.intp).reshape(columns.shape)
        return cls(
            np.array([column for column, _ in number], dtype=np.intp),
            np.array([[border] for _, border in number], dtype=np.float32),
            tuple(np.ascontiguousarray(level) for level in places.T[::-1]),
        )


@dataclass(frozen=True, slots=True)
class Trees:
    """A forest. `columns`, `borders` are (trees, depth); `leaves` is (trees, 2**depth) in units of 1/scale log-odds.

    `threshold` is the log-odds above which a block is cut, chosen when the forest was fitted.
    """

    features: tuple[str, ...]
    columns: Numbers
    borders: Matrix
    leaves: npt.NDArray[np.int32]
    bias: int
    scale: int
    threshold: float
    questions: Questions = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "questions", Questions.of(self.columns, self.borders))

    def score(self, matrix: Matrix) -> npt.NDArray[np.float64]:
        """Log-odds that a block is boilerplate, one number a row of `matrix` (columns in the order of `features`)."""
        by_feature = np.ascontiguousarray(matrix.T)  # whole rows are gathered below, which is what memory likes
        answers = (by_feature.take(self.questions.columns, axis=0) > self.questions.borders).view(np.uint8)
        trees, size = self.leaves.shape
        leaf = np.zeros((trees, matrix.shape[0]), dtype=np.min_scalar_type(max(size - 1, 0)))
        for asked in self.questions.of_level:
            leaf += leaf
            leaf |= answers.take(asked, axis=0)
        first = np.arange(trees, dtype=np.min_scalar_type(trees * size))[:, None] * size
        picked = self.leaves.ravel().take(first + leaf)
        return (picked.sum(axis=0, dtype=np.int64) + self.bias) / self.scale


def load_trees(path: Path, features: Sequence[str]) -> Trees:
    """Read a forest from its JSON.

    Raises:
        ValueError: the file is not such a forest, or was fitted on other `features` than the code now computes.
    """
    data = orjson.loads(path.read_bytes())
    if tuple(data["features"]) != tuple(features):
        raise ValueError(f"{path}: fitted on other features than the code computes; fit it again")
    trees = data["trees"]
    depth = max((len(tree["splits"]) for tree in trees), default=0)
    columns = np.zeros((len(trees), depth), dtype=np.intp)
    borders = np.full((len(trees), depth), np.inf, dtype=np.float32)
    leaves = np.zeros((len(trees), 2**depth), dtype=np.int32)
    for row, tree in enumerate(trees):
        if len(tree["leaves"]) != 2 ** len(tree["splits"]):
            raise ValueError(f"{path}: tree {row} has {len(tree['leaves'])} leaves for {len(tree['splits'])} splits")
        leaves[row, : len(tree["leaves"])] = tree["leaves"]
        for level, (column, border) in enumerate(tree["splits"]):
            columns[row, level], borders[row, level] = column, border
    if columns.size and columns.max() >= len(data["features"]):
        raise ValueError(f"{path}: a tree asks for feature {columns.max()}, and {len(data['features'])} are listed")
    bias, scale, threshold = int(data["bias"]), int(data["scale"]), float(data["threshold"])
    return Trees(tuple(data["features"]), columns, borders, leaves, bias, scale, threshold)


def forest_json(forest: Trees) -> bytes:
    """The text that `load_trees` reads, one line a tree so that a change shows as a diff."""
    head = {"features": forest.features, "bias": forest.bias, "scale": forest.scale, "threshold": forest.threshold}
    lines = b",\n  ".join(_tree_json(forest, row) for row in range(len(forest.leaves)))
    return orjson.dumps(head)[:-1] + b', "trees": [\n  ' + lines + b"\n]}\n"


def _tree_json(forest: Trees, row: int) -> bytes:
    depth = int(np.isfinite(forest.borders[row]).sum())
    splits = [[int(forest.columns[row, n]), float(forest.borders[row, n])] for n in range(depth)]
    return orjson.dumps({"splits": splits, "leaves": forest.leaves[row, : 2**depth].tolist()})
