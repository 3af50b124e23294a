"""Fitting a forest of oblivious trees and writing it down as text. Needs the `train` extra (catboost)."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from cleaners.decision.trees import Trees, forest_json

Array = npt.NDArray[np.float32]
SCALE = 10_000  # leaves are integers in units of 1/SCALE log-odds


@dataclass(frozen=True, slots=True)
class Shape:
    """What a forest looks like and how it is fitted."""

    trees: int = 300
    depth: int = 6
    rate: float = 0.06
    ridge: float = 6.0
    columns: float = 0.5  # share of the features that each level may ask for
    rows: float = 0.8  # share of the blocks that each tree sees


def fit(matrix: Array, boilerplate: Array, weights: Array, shape: Shape = Shape()) -> Any:
    """A catboost model of the log-odds that a block is boilerplate. The seed is fixed: same input, same forest."""
    from catboost import CatBoostClassifier, Pool

    model = CatBoostClassifier(
        iterations=shape.trees, depth=shape.depth, learning_rate=shape.rate, l2_leaf_reg=shape.ridge,
        rsm=shape.columns, subsample=shape.rows, bootstrap_type="Bernoulli", boosting_type="Plain",
        loss_function="Logloss", border_count=64, random_seed=7, thread_count=2, verbose=0,
    )  # fmt: skip
    model.fit(Pool(matrix, label=boilerplate.astype(int), weight=weights))
    return model


def to_trees(model: Any, features: tuple[str, ...], threshold: float) -> Trees:
    """The model as the pipeline evaluates it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        model.save_model(str(path), format="json")
        saved = json.loads(path.read_text())
    scale, bias = saved["scale_and_bias"]
    rows = [(tree["splits"] or [], tree["leaf_values"]) for tree in saved["oblivious_trees"]]
    flat = [feature["flat_feature_index"] for feature in saved["features_info"]["float_features"]]
    depth = max(len(splits) for splits, _ in rows)
    columns = np.zeros((len(rows), depth), dtype=np.intp)
    borders = np.full((len(rows), depth), np.inf, dtype=np.float32)
    leaves = np.zeros((len(rows), 2**depth), dtype=np.int32)
    for row, (splits, values) in enumerate(rows):
        for level, split in enumerate(splits):
            columns[row, level], borders[row, level] = flat[split["float_feature_index"]], split["border"]
        leaves[row, : len(values)] = np.round(np.array(values) * scale * SCALE)
    start = bias[0] if isinstance(bias, list) else bias
    return Trees(features, columns, borders, leaves, round(start * SCALE), SCALE, threshold)


def write(trees: Trees, path: Path) -> None:
    path.write_bytes(forest_json(trees))
