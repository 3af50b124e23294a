"""Fitting the lexicon: a ridge-penalised logistic regression over the grams of lines. Needs the `train` extra."""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.quality.texts import LETTERS, LabelledText, WrittenLine
from cleaners.model import Category
from cleaners.text.lexicon import MAX_CHARS, Lexicon, grams

FOLDS = 5
GRAMS = 12_000  # kept, by weight and frequency; 20,000 and more score no better on lines held out
LEAST_LINES = 2  # that a gram stands in
RIDGE = 0.15  # inverse strength of the penalty
SCALE = 1_000
SURE_KIND = 0.6  # share of a gram's labelled lines from which it speaks for a category
# What a line counts: hand-labelled 1, aligned pages less (their labels are made by alignment), invented lines least,
# since there are many and they are all of the sort that rules know.
SET_WEIGHTS = {"wcxb-dev": 0.5, "fundus16": 0.5, "trafilatura-a": 0.25}
WRITTEN_WEIGHT = 0.2
NEUTRAL_WEIGHT = 0.3  # headlines and bylines, which the score does not count
THINNED = 40  # percent of the pages' article lines that are fitted on; there are many


@dataclass(frozen=True, slots=True)
class Rows:
    """Lines to fit on. `fold` is that of the line's document, or of its own text for invented lines."""

    texts: list[str]
    labels: list[str]
    weights: npt.NDArray[np.float64]
    folds: npt.NDArray[np.intp]
    places: list[tuple[LabelledText, int] | None]


def text_fold(text: str) -> int:
    return zlib.crc32(text.encode()) % FOLDS


def lexicon_rows(
    texts: Sequence[LabelledText], lines: Sequence[WrittenLine], fold: Callable[[LabelledText], int]
) -> Rows:
    found = [(text, i, line, label) for text in texts for i, line, label in text.lines if len(line) <= MAX_CHARS]
    return Rows(
        [row[2] for row in found] + [line.text for line in lines],
        [row[3] for row in found] + [line.label for line in lines],
        np.array([_weight(text, i, label) for text, i, _, label in found] + [WRITTEN_WEIGHT] * len(lines)),
        np.array([fold(text) for text, *_ in found] + [-1 if x.rule_example else text_fold(x.text) for x in lines]),
        [(text, i) for text, i, *_ in found] + [None] * len(lines),
    )


def _weight(text: LabelledText, index: int, label: str) -> float:
    if label == "?":
        return 0.0
    if label in "TM":
        return NEUTRAL_WEIGHT
    weight = SET_WEIGHTS.get(text.set_name, 1.0)
    thinned = label == "K" and text.set_name in SET_WEIGHTS
    return 0.0 if thinned and zlib.crc32(f"{text.record_id}{index}".encode()) % 100 >= THINNED else weight


def fit_lexicon(rows: Rows, chosen: npt.NDArray[np.bool_]) -> Lexicon:
    """A lexicon of the heaviest grams among the chosen rows."""
    from sklearn.feature_extraction.text import CountVectorizer

    vectorizer = CountVectorizer(analyzer=grams, binary=True, min_df=LEAST_LINES, dtype=np.float32)
    texts = [rows.texts[i] for i in np.flatnonzero(chosen)]
    matrix = vectorizer.fit_transform(texts).tocsr()
    wrong = np.array([rows.labels[i] != "K" for i in np.flatnonzero(chosen)])
    weights = rows.weights[chosen]
    frequency = np.asarray((matrix > 0).sum(axis=0)).ravel()
    first = _regression(matrix, wrong, weights)
    heavy = np.sort(np.argsort(-np.abs(first.coef_[0]) * np.sqrt(frequency), kind="stable")[:GRAMS])
    model = _regression(matrix[:, heavy], wrong, weights)
    names = vectorizer.get_feature_names_out()[heavy]
    counted = {str(n): round(float(w) * SCALE) for n, w in zip(names, model.coef_[0], strict=True)}
    counted = {name: weight for name, weight in counted.items() if weight}
    return Lexicon(SCALE, round(float(model.intercept_[0]) * SCALE), counted, _kinds(rows, chosen, counted))


def _regression(matrix: Any, wrong: npt.NDArray[np.bool_], weights: npt.NDArray[np.float64]) -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=RIDGE, solver="liblinear", tol=1e-3).fit(matrix, wrong, sample_weight=weights)


def _kinds(rows: Rows, chosen: npt.NDArray[np.bool_], weights: Mapping[str, int]) -> dict[str, Category]:
    """The category of most labelled lines of each gram that speaks for boilerplate."""
    names = {letter: Category(name) for name, letter in LETTERS.items()}
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for i in np.flatnonzero(chosen):
        if rows.labels[i] in names and rows.labels[i] != "X":
            for gram in grams(rows.texts[i]):
                if weights.get(gram, 0) > 0:
                    counts[gram][rows.labels[i]] += 1
    best = {gram: count.most_common(1)[0] for gram, count in counts.items()}
    return {gram: names[k] for gram, (k, n) in best.items() if n >= SURE_KIND * counts[gram].total()}


def held_out(
    rows: Rows, texts: Sequence[LabelledText], fold: Callable[[LabelledText], int]
) -> dict[str, npt.NDArray[np.float64]]:
    """For each text the score of every line, by a lexicon that saw neither its site nor a line that was put in."""
    scores = {text.record_id: np.full(len(text.labels), np.nan) for text in texts}
    for number in range(FOLDS):
        lexicon = fit_lexicon(rows, (rows.weights > 0) & (rows.folds != number) & ~_seen(rows, number))
        for text in texts:
            for i, line, _ in text.lines:
                put_in = bool(text.written) and text.written[i]
                if len(line) <= MAX_CHARS and (text_fold(line) if put_in else fold(text)) == number:
                    scores[text.record_id][i] = lexicon.score(line)
    return scores


def _seen(rows: Rows, number: int) -> npt.NDArray[np.bool_]:
    """Rows whose very text stands in an injected document of the fold: lines are put into two documents each."""
    inside = {
        rows.texts[i]
        for i, place in enumerate(rows.places)
        if place is not None and place[0].set_name == "injected-dev" and rows.folds[i] == number
    }
    return np.array([text in inside for text in rows.texts])
