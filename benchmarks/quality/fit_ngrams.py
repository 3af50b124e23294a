"""Fitting the character model: a ridge-penalised logistic regression over hashed sequences. Needs the `train` extra."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from cleaners.text.ngrams import BITS, Grams, NGrams

RIDGE = 60.0  # inverse strength of the penalty; the values of a line are counts over the root of their number
ROUNDS = 60  # of the solver, which is near enough then
LARGEST = 127  # weights are bytes
CLIPPED = 99.97  # percentile of the weights' sizes that the largest byte stands for


def matrix_of(texts: Sequence[str]) -> Any:
    """A row a text, a column a place of the table: counts over the root of how many sequences the text has."""
    from scipy.sparse import csr_matrix

    grams = Grams.of(texts)
    rows, slots = [], []
    number = np.arange(len(texts))
    for places, first, last in zip(grams.slots, grams.firsts, grams.lasts, strict=True):
        size = last - first
        within = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
        rows.append(np.repeat(number, size))
        slots.append(places[np.repeat(first, size) + within])
    row, slot = np.concatenate(rows), np.concatenate(slots).astype(np.int32)
    values = (1 / np.sqrt(np.maximum(grams.counts(), 1)))[row].astype(np.float32)
    return csr_matrix((values, (row, slot)), shape=(len(texts), 1 << BITS))


def fit_ngrams(matrix: Any, wrong: npt.NDArray[np.bool_], weights: npt.NDArray[np.float64]) -> NGrams:
    """The model of some rows, in bytes."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=RIDGE, solver="lbfgs", max_iter=ROUNDS).fit(matrix, wrong, sample_weight=weights)
    heavy = np.abs(model.coef_[0])
    scale = int(LARGEST / np.percentile(heavy[heavy > 0], CLIPPED)) or 1
    table = np.clip(np.round(model.coef_[0] * scale), -LARGEST, LARGEST).astype(np.int8)
    return NGrams(scale, round(float(model.intercept_[0]) * scale), table)
