"""Fit the lexicon and the forest for plain text: `python -m benchmarks.quality.train_plain [--held-out | --fit-only]`.

Figures are out of fold: folds are cut by site (texts that share an article are one site), and a line that stands in
several documents is never fitted on where it is judged. Needs the `train` extra and the dev sets.
"""

from __future__ import annotations

import argparse
import sys
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from benchmarks.quality.fit_lexicon import FOLDS, fit_lexicon, held_out, lexicon_rows, text_fold
from benchmarks.quality.forest import Shape, fit, to_trees, write
from benchmarks.quality.made_up import made_up
from benchmarks.quality.texts import (
    PAGE_SETS,
    LabelledText,
    dev_texts,
    page_texts,
    rule_examples,
    written_boxes,
    written_lines,
)
from benchmarks.shared import gold, require, scorer
from cleaners.decision.adjust import on_blocks
from cleaners.features.plain import FEATURES, features
from cleaners.model import Mark
from cleaners.rules.rulebook import RuleSet, load_rules
from cleaners.text.lexicon import PATH as LEXICON
from cleaners.text.lexicon import lexicon_json
from cleaners.voters import lexicon, phrases, structure

Array = npt.NDArray[np.float32]
Odds = Mapping[str, npt.NDArray[np.float64]]
WEIGHTS = LEXICON.with_name("plain.json")
THRESHOLD = 0.3  # log-odds; 0.2 would remove .013 more of the rest for .001 of the article text (docs/quality.md)
SHAPE = Shape(trees=650, depth=6, rate=0.06, ridge=15.0, columns=0.3)
PAGE_WEIGHT = {"wcxb-dev": 0.16, "fundus16": 0.16, "trafilatura-a": 0.05}  # labels made by alignment
LONG_PAGE = 60  # lines from which a page's lines count less each, so that comment sections do not rule
MADE_UP_WEIGHT = 0.5
BODY_WEIGHT = 0.35  # of the article lines of made-up documents, which stand in pages already
NEUTRAL_WEIGHT = 0.3  # headlines and bylines, which the score does not count
SEED_WEIGHT = 2.0
CHARS_WEIGHT = 200  # so many characters of article text count as much as a line: what is kept is counted by characters
MOST_CHARS = 900


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """A text, the features of its lines, and what each counts in the fit."""

    text: LabelledText
    matrix: Array
    weights: Array
    fold: int

    @property
    def boilerplate(self) -> npt.NDArray[np.bool_]:
        return np.array([label != "K" for label in self.text.labels])


def folds(texts: Sequence[LabelledText]) -> Callable[[LabelledText], int]:
    """The fold of each text. Sites that share an article (a long line of article text) fall into one fold."""
    parent: dict[str, str] = {}

    def root(site: str) -> str:
        while parent.setdefault(site, site) != site:
            site = parent[site]
        return site

    owner: dict[str, str] = {}
    for text in texts:
        for _, line, label in text.lines:
            if label == "K" and len(line) > 200:
                parent[root(owner.setdefault(line, text.site))] = root(text.site)
    return lambda text: text_fold(root(text.site))


def line_weights(text: LabelledText) -> Array:
    """How much each line counts in the fit; 0 where its label is unknown."""
    rows = [_line_weight(text, *row) for row in text.lines]
    share = 1.0 / np.sqrt(max(1.0, len(rows) / LONG_PAGE)) if text.set_name in PAGE_SETS else 1.0
    return np.array(rows, np.float32) * np.float32(share)


def _line_weight(text: LabelledText, index: int, line: str, label: str) -> float:
    if label == "?" or _is_thinned(text, index, line, label):
        return 0.0
    weight = PAGE_WEIGHT.get(text.set_name, {"seeds": SEED_WEIGHT, "made-up": MADE_UP_WEIGHT}.get(text.set_name, 1.0))
    if text.written and not text.written[index] and label == "K":
        weight *= BODY_WEIGHT
    if label in "TM":
        return weight * NEUTRAL_WEIGHT
    return weight * (1 + min(len(line), MOST_CHARS) / CHARS_WEIGHT if label == "K" else 1)


def _is_thinned(text: LabelledText, index: int, line: str, label: str) -> bool:
    """Pages hold far more article lines than are needed: 15 % of long ones and 45 % of short ones are fitted on."""
    share = 15 if len(line) >= 140 else 45
    thin = text.set_name in PAGE_SETS and label == "K"
    return thin and zlib.crc32(f"{text.record_id}{index}".encode()) % 100 >= share


def judged(texts: Sequence[LabelledText], scores: Odds, fold: Callable[[LabelledText], int]) -> list[Judged]:
    """Features of all texts, with the lexicon's word taken from `scores`, which have not seen the line."""
    rules = load_rules()
    return [
        Judged(
            text, features(text.document, _marks(text, rules, scores[text.record_id])), line_weights(text), fold(text)
        )
        for text in texts
    ]


def _marks(text: LabelledText, rules: RuleSet, scores: npt.NDArray[np.float64]) -> list[Mark]:
    words = [
        lexicon.mark_of(block, float(score), lexicon.UNNAMED)
        for block, score in zip(text.document.blocks, scores, strict=True)
        if not np.isnan(score)
    ]
    marks = [*phrases.vote(text.document, rules), *structure.vote(text.document, rules), *words]
    return on_blocks(text.document, marks)


def fit_forest(rows: Sequence[Judged], without: int, shape: Shape) -> object:
    """A forest fitted on all texts but those of one fold (-1: on all)."""
    seen = _lines_of(rows, without)
    matrix, wrong, weights = [], [], []
    for row in rows:
        if row.fold != without:
            fresh = np.array([_is_fresh(row.text, i, line, without, seen) for i, line, _ in row.text.lines])
            chosen = (row.weights > 0) & fresh
            matrix.append(row.matrix[chosen])
            wrong.append(row.boilerplate[chosen])
            weights.append(row.weights[chosen])
    return fit(np.concatenate(matrix), np.concatenate(wrong), np.concatenate(weights), shape)


def _lines_of(rows: Sequence[Judged], fold: int) -> frozenset[str]:
    return frozenset(
        line
        for row in rows
        if row.fold == fold and row.text.set_name == "injected-dev"
        for _, line, _ in row.text.lines
    )


def _is_fresh(text: LabelledText, index: int, line: str, without: int, seen: frozenset[str]) -> bool:
    if text.written and text.written[index]:
        return text_fold(line) != without
    return text.set_name != "injected-dev" or line not in seen


def out_of_fold(rows: Sequence[Judged], shape: Shape) -> Odds:
    """Log-odds for every text from a forest that saw neither its site nor its lines."""
    odds = {}
    for fold in range(FOLDS):
        model = fit_forest(rows, fold, shape)
        for row in rows:
            if row.fold == fold:
                odds[row.text.record_id] = model.predict(row.matrix, prediction_type="RawFormulaVal")  # type: ignore[attr-defined]
    return odds


def report(rows: Sequence[Judged], odds: Odds, threshold: float) -> None:
    """One line a dev set by the team's scorer, and the share of invented lines that are found."""
    for name in ("seeds", "residue-dev", "injected-dev"):
        texts = {row.text.record_id: _kept(row, odds, threshold) for row in rows if row.text.set_name == name}
        figures = scorer().score_lines(gold(name), texts)
        print(
            f"{threshold:5.1f} {name:<13}", "  ".join(f"{k.strip()} {v:.4f}" for k, v in figures.items() if k[0] != " ")
        )
    print(f"{threshold:5.1f} invented lines", _written_figures(rows, odds, threshold), flush=True)


def _kept(row: Judged, odds: Odds, threshold: float) -> str:
    scores = odds[row.text.record_id]
    return "\n\n".join(b.text for b, o in zip(row.text.document.blocks, scores, strict=True) if o <= threshold)


def _written_figures(rows: Sequence[Judged], odds: Odds, threshold: float) -> str:
    """Of the lines put into made-up documents, those of the document's own fold alone: the forest never saw them."""
    cut, kept = [], []
    for row in rows:
        for i, line, label in row.text.lines:
            if row.text.written and row.text.written[i] and text_fold(line) == row.fold:
                (kept if label == "K" else cut).append(odds[row.text.record_id][i] > threshold)
    return f"removed {np.mean(cut):.3f} of {len(cut)}, article lines kept {1 - np.mean(kept):.3f} of {len(kept)}"


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--held-out", action="store_true", help="measure only; leave the committed weights alone")
    parser.add_argument("--fit-only", action="store_true", help="write the weights without measuring")
    options = parser.parse_args(arguments)
    require()
    real = list(dev_texts())
    real += page_texts(real)
    lines, boxes = written_lines() + rule_examples(), written_boxes()
    fold = folds(real)
    texts = real + list(made_up(real, lines, boxes, fold))
    rows = lexicon_rows(real, [*lines, *(line for box in boxes for line in box)], fold)
    examples = judged(texts, held_out(rows, texts, fold), fold)
    if not options.fit_only:
        odds = out_of_fold(examples, SHAPE)
        for threshold in (-0.1, THRESHOLD, 0.6):
            report(examples, odds, threshold)
    if not options.held_out:
        LEXICON.write_bytes(lexicon_json(fit_lexicon(rows, rows.weights > 0)))
        write(to_trees(fit_forest(examples, -1, SHAPE), FEATURES, THRESHOLD), WEIGHTS)


if __name__ == "__main__":
    main(sys.argv[1:])
