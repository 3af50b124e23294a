"""Forests as committed text."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from cleaners.decision.trees import Trees, forest_json, load_trees


def forest() -> Trees:
    """Two trees: x > .5 (and y > 2), and x > 1."""
    return Trees(
        features=("x", "y"),
        columns=np.array([[0, 1], [0, 0]]),
        borders=np.array([[0.5, 2.0], [1.0, np.inf]], dtype=np.float32),
        leaves=np.array([[0, 10, 100, 1000], [5, -5, 0, 0]], dtype=np.int32),
        bias=1,
        scale=10,
        threshold=0.3,
    )


@pytest.mark.parametrize(
    ("x", "y", "odds"),
    [(0.5, 2.0, 0.6), (0.6, 2.0, 1.6), (0.5, 2.1, 10.6), (0.6, 2.1, 100.6), (1.1, 0.0, 0.6)],
)
def test_score(x: float, y: float, odds: float) -> None:
    assert forest().score(np.array([[x, y]], dtype=np.float32)) == pytest.approx([odds])


def test_no_rows() -> None:
    assert forest().score(np.zeros((0, 2), dtype=np.float32)).shape == (0,)


def test_text_and_back(tmp_path: Path) -> None:
    path = tmp_path / "forest.json"
    path.write_bytes(forest_json(forest()))
    again = load_trees(path, ("x", "y"))
    assert forest_json(again) == path.read_bytes()
    assert again.threshold == 0.3


def test_other_features_are_an_error(tmp_path: Path) -> None:
    path = tmp_path / "forest.json"
    path.write_bytes(forest_json(forest()))
    with pytest.raises(ValueError, match="fit it again"):
        load_trees(path, ("y", "x"))


def test_wrong_leaves_are_an_error(tmp_path: Path) -> None:
    path = tmp_path / "forest.json"
    path.write_text(
        '{"features": ["x"], "bias": 0, "scale": 1, "threshold": 0, "trees": [{"splits": [[0, 1.0]], "leaves": [1]}]}'
    )
    with pytest.raises(ValueError, match="1 leaves for 1 splits"):
        load_trees(path, ("x",))


def test_score_is_the_sum_of_one_leaf_a_tree() -> None:
    """Forests that ask the same questions on several levels, beside an evaluation block by block."""
    numbers = np.random.default_rng(5)
    for depth in (1, 3, 6, 9):
        columns = numbers.integers(0, 3, (7, depth))
        borders = (numbers.integers(0, 4, (7, depth)) / 4).astype(np.float32)
        leaves = numbers.integers(-(10**6), 10**6, (7, 2**depth)).astype(np.int32)
        matrix = (numbers.integers(0, 5, (40, 3)) / 4).astype(np.float32)
        trees = Trees(("x", "y", "z"), columns, borders, leaves, 3, 10, 0.0)
        places = [[_leaf(row, *tree) for tree in zip(columns, borders, strict=True)] for row in matrix]
        assert trees.score(matrix).tolist() == [(leaves[range(7), of_row].sum() + 3) / 10 for of_row in places]


def _leaf(row: npt.NDArray[np.float32], columns: npt.NDArray[np.intp], borders: npt.NDArray[np.float32]) -> int:
    return sum(1 << level for level, (c, b) in enumerate(zip(columns, borders, strict=True)) if row[c] > b)
