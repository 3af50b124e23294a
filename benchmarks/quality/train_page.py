"""Fit the page forests on the HTML dev sets: `python -m benchmarks.quality.train_page [--held-out | --fit-only]`.

Figures are out of fold, with folds cut by site (the registrable domain): no page is judged by words or forests that
saw its site. Nor does one choose what trafilatura is shown when the full forest is fitted: a forest is surer of pages
that it was fitted on.
"""

from __future__ import annotations

import argparse
import sys
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from benchmarks.quality.fit_words import as_text, as_vocabulary, block_words, fit_words
from benchmarks.quality.forest import Shape, fit, to_trees, write
from benchmarks.quality.pages import PAGE_SETS, LabelledPage, labelled_pages, unfitted_engine
from benchmarks.shared import gold, require, scorer
from cleaners.decision.copies import copies
from cleaners.decision.decide import Verdicts
from cleaners.decision.judge import is_doubtful
from cleaners.features import vocabulary
from cleaners.features.page import FEATURES
from cleaners.identity import PACKAGE

Array = npt.NDArray[np.float32]
Key = tuple[str, str]  # set and record id
Odds = Mapping[Key, npt.NDArray[np.float64]]
THRESHOLD = 0.3  # log-odds: losing article text is the worse error
QUICK, FULL = "page_quick", "page"
# By out-of-fold figures: more trees are no better on other sites (docs/quality.md).
SHAPES: Mapping[str, Shape] = {QUICK: Shape(trees=400), FULL: Shape(trees=400)}
FOLDS = 5
PAGE_WEIGHT = 60.0  # what the words of one article weigh in total, whatever its length
BLOCK_WEIGHT = 0.15  # what each block weighs beside its words: short lines matter to readers
SNIPPET_WEIGHT = 1.5  # of a block known by a snippet only
NEUTRAL_WEIGHT = 0.5  # of headlines and bylines, which a body may hold or not
PLAIN_WORDS = 12  # shorter blocks that are not article text are most of a page and much alike:
THINNING = 3  # one in three is fitted on, and weighs three
SHOWN = "UCARNDPL"  # labels of which the published share is told


def key_of(page: LabelledPage) -> Key:
    return page.set_name, page.record_id


def fold_of(page: LabelledPage) -> int:
    return zlib.crc32(page.site.encode()) % FOLDS


def block_weights(page: LabelledPage) -> Array:
    """How much each block counts in the fit; 0 where its label is unknown."""
    known = ~np.isnan(page.labels)
    if known.mean() < 0.9:
        return np.where(known, SNIPPET_WEIGHT, 0.0).astype(np.float32)
    labels = np.nan_to_num(page.labels)
    article = max(50.0, float((page.words * labels).sum()))
    sure = np.maximum(np.abs(labels - 0.5) * 2, 0.05)
    weights = (page.words / article * PAGE_WEIGHT + BLOCK_WEIGHT) * sure * known
    much_alike = (labels < 0.1) & (page.words < PLAIN_WORDS)
    chosen = np.arange(len(weights)) % THINNING == 0
    weights = np.where(much_alike, weights * THINNING * chosen, weights)
    if page.letters:
        weights *= [NEUTRAL_WEIGHT if letter in "TM" else 1.0 for letter in page.letters]
    return weights.astype(np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Blocks:
    """The words of all pages' blocks, for fits that leave pages out."""

    pages: Sequence[LabelledPage]
    matrix: object
    names: Sequence[str]
    boilerplate: npt.NDArray[np.bool_]
    weights: Array
    folds: npt.NDArray[np.intp]

    @classmethod
    def of(cls, pages: Sequence[LabelledPage]) -> Blocks:
        matrix, names = block_words([block.text for page in pages for block in page.document.blocks])
        return cls(
            pages,
            matrix,
            names,
            np.concatenate([page.labels for page in pages]) <= 0.5,
            np.concatenate([block_weights(page) for page in pages]),
            np.concatenate([np.full(len(page.labels), fold_of(page)) for page in pages]),
        )

    def fitted(self, without: int) -> tuple[Array, float]:
        """Weights of the words and a bias, from all pages but those of one fold (-1: all)."""
        chosen = np.flatnonzero((self.weights > 0) & (self.folds != without))
        return fit_words(self.matrix[chosen], self.boilerplate[chosen], self.weights[chosen])  # type: ignore[index]

    def out_of_fold(self) -> dict[Key, Array]:
        """What the words of each block say, by words that were fitted on other sites."""
        scores = {}
        for fold in range(FOLDS):
            words = as_vocabulary(self.names, *self.fitted(fold))
            scores |= {key_of(page): words.scores(page.own.words) for page in self.pages if fold_of(page) == fold}
        return scores


def fit_pages(pages: Sequence[LabelledPage], matrix: Callable[[LabelledPage], Array], shape: Shape) -> object:
    rows, labels, weights = [], [], []
    for page in pages:
        own = block_weights(page)
        rows.append(matrix(page)[own > 0])
        labels.append(page.labels[own > 0])
        weights.append(own[own > 0])
    return fit(np.concatenate(rows), np.concatenate(labels) <= 0.5, np.concatenate(weights), shape)


def out_of_fold(pages: Sequence[LabelledPage], matrix: Callable[[LabelledPage], Array], shape: Shape) -> Odds:
    """Log-odds for each page from a forest fitted on other sites."""
    odds = {}
    for fold in range(FOLDS):
        model = fit_pages([page for page in pages if fold_of(page) != fold], matrix, shape)
        for page in pages:
            if fold_of(page) == fold:
                odds[key_of(page)] = model.predict(matrix(page), prediction_type="RawFormulaVal")  # type: ignore[attr-defined]
    return odds


def report(title: str, pages: Sequence[LabelledPage], odds: Odds, threshold: float) -> None:
    """One line a dev set, by the team's scorer, and the share of each label's words that is published."""
    kept = {key_of(page): _kept(page, odds[key_of(page)], threshold) for page in pages}
    for name in PAGE_SETS:
        chosen = [page for page in pages if page.set_name == name]
        texts = {page.record_id: "\n".join(page.document.blocks[i].text for i in kept[key_of(page)]) for page in chosen}
        result = scorer().score(gold(name), texts)
        figures = {k: v for k, v in result.items() if k.startswith(("word", "snippet"))}
        line = "  ".join(f"{k} {v:.4f}" for k, v in figures.items())
        print(f"{title:<10} {threshold:4.1f} {name:<14} {line}  {_published(chosen, kept)}", flush=True)


def _published(pages: Sequence[LabelledPage], kept: Mapping[Key, list[int]]) -> str:
    counts = dict.fromkeys("K" + SHOWN, np.zeros(2))
    for page in pages:
        out = np.zeros(len(page.labels), dtype=bool)
        out[kept[key_of(page)]] = True
        for place, letter in enumerate(page.letters):
            if letter in counts:
                counts[letter] = counts[letter] + (out[place], 1)
    return " ".join(f"{letter} {found / size:.3f}" for letter, (found, size) in counts.items() if size)


def _kept(page: LabelledPage, odds: npt.NDArray[np.float64], threshold: float) -> list[int]:
    kept = np.flatnonzero(odds <= threshold).tolist()
    again = set(copies([page.document.blocks[place].text for place in kept]))
    return [place for number, place in enumerate(kept) if number not in again]


def cascade(pages: Sequence[LabelledPage], quick: Odds, full: Odds, share: float) -> Odds:
    """The odds that the pipeline would use: the mean of both forests on doubtful pages."""
    asked = {key_of(page) for page in pages if is_doubtful(Verdicts(quick[key_of(page)], THRESHOLD), page.words, share)}
    print(f"doubtful pages at {share}: {len(asked)} of {len(pages)}")
    return {key: (quick[key] + full[key]) / 2 if key in asked else quick[key] for key in quick}


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--held-out", action="store_true", help="measure only; leave the committed weights alone")
    parser.add_argument("--fit-only", action="store_true", help="write the weights without measuring")
    options = parser.parse_args(arguments)
    require()
    pages = list(labelled_pages(unfitted_engine()))
    blocks = Blocks.of(pages)
    said = blocks.out_of_fold()
    first = {key_of(page): page.quick(said[key_of(page)]) for page in pages}
    quick = out_of_fold(pages, lambda page: first[key_of(page)], SHAPES[QUICK])
    print(f"{len(pages)} pages, words and quick forest fitted", flush=True)
    answers = {
        key_of(page): page.answered(said[key_of(page)], Verdicts(quick[key_of(page)], THRESHOLD)) for page in pages
    }
    if not options.fit_only:
        full = out_of_fold(pages, lambda page: answers[key_of(page)], SHAPES[FULL])
        measure(pages, quick, full)
    if not options.held_out:
        coefficients, bias = blocks.fitted(-1)
        vocabulary.PATH.write_bytes(as_text(blocks.names, blocks.matrix, coefficients, bias))
        for name, matrices in ((QUICK, first), (FULL, answers)):
            model = fit_pages(pages, lambda page, laid=matrices: laid[key_of(page)], SHAPES[name])  # type: ignore[misc]
            write(to_trees(model, FEATURES, THRESHOLD), PACKAGE / "weights" / f"{name}.json")


def measure(pages: Sequence[LabelledPage], quick: Odds, full: Odds) -> None:
    """The table of docs/quality.md: each forest, both, and trafilatura asked about more and fewer pages."""
    both = {key: (quick[key] + full[key]) / 2 for key in quick}
    for threshold in (0.0, THRESHOLD, 0.4):
        for title, odds in (("quick", quick), ("full", full), ("both", both)):
            report(title, pages, odds, threshold)
    for share in (0.05, 0.1, 0.2, 0.35):
        report(f"doubt {share}", pages, cascade(pages, quick, full, share), THRESHOLD)


if __name__ == "__main__":
    main(sys.argv[1:])
