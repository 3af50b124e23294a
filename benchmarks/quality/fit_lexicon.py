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

FOLDS = 4
GRAMS = 12_000  # kept, by weight and frequency; 20,000 and more score no better on lines held out
LEAST_LINES = 2  # that a gram stands in
RIDGE = 0.15  # inverse strength of the penalty
SCALE = 1_000
SURE_KIND = 0.6  # share of a gram's labelled lines from which it speaks for a category
# What a line counts: hand-labelled 1, aligned pages less (their labels are made by alignment), invented lines least,
# since there are many and they are all of the sort that rules know.
SET_WEIGHTS = {"wcxb-dev": 0.3, "fundus16": 0.3, "andy": 0.3, "trafilatura-a": 0.3}
WRITTEN_WEIGHT = 0.2
NEUTRAL_WEIGHT = 0.3  # headlines and bylines, which the score does not count
MOST_ARTICLE, MOST_OTHER = 6, 9  # lines of a page that are fitted on


@dataclass(frozen=True, slots=True)
class Rows:
    """Lines to fit on. `folds`: of the line's document, or of its own idea for invented lines; -1 is in none."""

    texts: list[str]
    labels: list[str]
    weights: npt.NDArray[np.float64]
    folds: npt.NDArray[np.intp]
    injected: frozenset[int]  # rows of injected documents, whose lines stand in two documents each


@dataclass(frozen=True, slots=True)
class LineFolds:
    """The fold of a line of our own writing, by its words: that of its idea."""

    ideas: Mapping[str, str]

    @classmethod
    def of(cls, lines: Sequence[WrittenLine]) -> LineFolds:
        return cls({_words(line.text): line.idea for line in lines if line.idea})

    def fold(self, text: str) -> int:
        words = _words(text)
        return text_fold(self.ideas.get(words, words))


def _words(text: str) -> str:
    return " ".join(text.lower().split())


def text_fold(text: str) -> int:
    return zlib.crc32(text.encode()) % FOLDS


def lexicon_rows(
    texts: Sequence[LabelledText], lines: Sequence[WrittenLine], fold: Callable[[LabelledText], int], own: LineFolds
) -> Rows:
    """Short lines of the texts, of each page a few, and the invented lines."""
    found = [(text, *row) for text in texts for row in _few(text)]
    return Rows(
        [line for _, line, _ in found] + [line.text for line in lines],
        [label for *_, label in found] + [line.label for line in lines],
        np.array([_weight(text, label) for text, _, label in found] + [WRITTEN_WEIGHT] * len(lines)),
        np.array([fold(text) for text, *_ in found] + [-1 if x.rule_example else own.fold(x.text) for x in lines]),
        frozenset(number for number, (text, *_) in enumerate(found) if text.set_name == "injected-dev"),
    )


def _few(text: LabelledText) -> list[tuple[str, str]]:
    """Different lines of a text with their labels; of a page some of each side."""
    rows = list(dict.fromkeys((line, label) for _, line, label in text.lines if label != "?"))
    if text.set_name not in SET_WEIGHTS:
        return [row for row in rows if len(row[0]) <= MAX_CHARS or row[1] == "K"]
    rows.sort(key=lambda row: zlib.crc32(f"{text.site} {row[0]}".encode()))
    article, other = [r for r in rows if r[1] == "K"], [r for r in rows if r[1] != "K"]
    return article[:MOST_ARTICLE] + other[:MOST_OTHER]


def _weight(text: LabelledText, label: str) -> float:
    return NEUTRAL_WEIGHT if label in "TM" else SET_WEIGHTS.get(text.set_name, 1.0)


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


def held_out(rows: Rows, number: int) -> npt.NDArray[np.bool_]:
    """The rows from which a model may be fitted that is to judge fold `number`, and lines put into its documents."""
    inside = {rows.texts[i] for i in rows.injected if rows.folds[i] == number}
    seen = np.array([text in inside for text in rows.texts])
    return (rows.weights > 0) & (rows.folds != number) & ~seen
