"""Fitting the words of page blocks: a ridge-penalised logistic regression over words. Needs the `train` extra."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from cleaners.features.tokens import TOKEN
from cleaners.features.vocabulary import Vocabulary, vocabulary_json
from cleaners.features.words import TOKEN_CHARS

Array = npt.NDArray[np.float32]
LEAST_BLOCKS = 4  # that a word stands in
WORDS = 25_000  # kept, by weight and frequency
RIDGE = 0.5  # inverse strength of the penalty
SCALE = 1_000
MOST_WEIGHT = 4.0  # of a block: long paragraphs of a short article would else rule


def block_words(texts: Sequence[str]) -> Any:
    """Which words each block has: a sparse matrix of rows of length one, and the words of its columns."""
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.preprocessing import normalize

    vectorizer = CountVectorizer(analyzer=_words, binary=True, min_df=LEAST_BLOCKS, dtype=np.float32)
    matrix = vectorizer.fit_transform(texts)
    return normalize(matrix), vectorizer.get_feature_names_out()


def _words(text: str) -> list[str]:
    return TOKEN.findall(text[:TOKEN_CHARS].lower())


def fit_words(matrix: Any, boilerplate: npt.NDArray[np.bool_], weights: Array) -> tuple[Array, float]:
    """Weights of the columns, and a bias."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=RIDGE, solver="liblinear", tol=1e-2)
    model.fit(matrix, boilerplate, sample_weight=np.minimum(weights, MOST_WEIGHT))
    return model.coef_[0].astype(np.float32), float(model.intercept_[0])


def as_text(names: Sequence[str], matrix: Any, coefficients: Array, bias: float) -> bytes:
    """The heaviest words as the pipeline reads them."""
    frequency = np.asarray((matrix > 0).sum(axis=0)).ravel()
    heavy = np.argsort(-np.abs(coefficients) * np.sqrt(frequency), kind="stable")[:WORDS]
    counted = {str(names[i]): round(float(coefficients[i]) * SCALE) for i in heavy}
    return vocabulary_json(SCALE, round(bias * SCALE), {name: weight for name, weight in counted.items() if weight})


def as_vocabulary(names: Sequence[str], coefficients: Array, bias: float) -> Vocabulary:
    """The model as the pipeline evaluates it, with every word."""
    counted = {str(name): round(float(weight) * SCALE) for name, weight in zip(names, coefficients, strict=True)}
    return Vocabulary.of(SCALE, round(bias * SCALE), counted)
