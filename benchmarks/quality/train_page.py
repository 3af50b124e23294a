"""Fit the two page forests on the HTML dev sets: `python -m benchmarks.quality.train_page [--held-out]`.

Figures are out of fold, with folds cut by site: no page is judged by a forest that saw its site. Nor does one
choose what trafilatura is shown when the full forest is fitted: a forest is surer of pages that it was fitted on.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from benchmarks.quality.forest import Shape, fit, to_trees, write
from benchmarks.quality.pages import PAGE_SETS, LabelledPage, labelled_pages, unfitted_engine
from benchmarks.shared import gold, require, scorer
from cleaners.decision.decide import Verdicts
from cleaners.decision.judge import is_doubtful
from cleaners.features.page import FEATURES
from cleaners.identity import PACKAGE

Array = npt.NDArray[np.float32]
Odds = Mapping[str, npt.NDArray[np.float64]]
THRESHOLD = 0.4  # log-odds: losing article text is the worse error
QUICK, FULL = "page_quick", "page"
# Held out, the full forest is no better for more than 600 trees (docs/quality.md); in sample it is.
SHAPES: Mapping[str, Shape] = {QUICK: Shape(trees=300), FULL: Shape(trees=1200)}
FOLDS = 5
PAGE_WEIGHT = 60.0  # what the words of one article weigh in total, whatever its length
BLOCK_WEIGHT = 0.15  # what each block weighs beside its words: short lines matter to readers
SNIPPET_WEIGHT = 1.5  # of a block known by a snippet only
PLAIN_WORDS = 12  # shorter blocks that are not article text are most of a page and much alike:
THINNING = 3  # one in three is fitted on, and weighs three


def block_weights(page: LabelledPage) -> Array:
    """How much each block counts in the fit; 0 where its label is unknown."""
    known = ~np.isnan(page.labels)
    if not known.all():
        return np.where(known, SNIPPET_WEIGHT, 0.0).astype(np.float32)
    article = max(50.0, float((page.words * page.labels).sum()))
    sure = np.maximum(np.abs(page.labels - 0.5) * 2, 0.05)
    weights = (page.words / article * PAGE_WEIGHT + BLOCK_WEIGHT) * sure
    much_alike = (page.labels < 0.1) & (page.words < PLAIN_WORDS)
    chosen = np.arange(len(weights)) % THINNING == 0
    return np.where(much_alike, weights * THINNING * chosen, weights).astype(np.float32)


def fit_pages(pages: Sequence[LabelledPage], matrix: Callable[[LabelledPage], Array], shape: Shape) -> object:
    rows = np.concatenate([matrix(p) for p in pages])
    labels = np.concatenate([p.labels for p in pages])
    weights = np.concatenate([block_weights(p) for p in pages])
    known = weights > 0
    return fit(rows[known], labels[known] <= 0.5, weights[known], shape)


def out_of_fold(pages: Sequence[LabelledPage], matrix: Callable[[LabelledPage], Array], shape: Shape) -> Odds:
    """Log-odds for each page from a forest fitted on other sites."""
    sites = {site: n % FOLDS for n, site in enumerate(sorted({p.site for p in pages}))}
    odds = {}
    for fold in range(FOLDS):
        model = fit_pages([p for p in pages if sites[p.site] != fold], matrix, shape)
        for p in pages:
            if sites[p.site] == fold:
                odds[p.record_id] = model.predict(matrix(p), prediction_type="RawFormulaVal")  # type: ignore[attr-defined]
    return odds


def report(title: str, pages: Sequence[LabelledPage], odds: Odds) -> None:
    """One line a dev set, by the team's scorer."""
    for name in PAGE_SETS:
        texts = {p.record_id: _kept(p, odds[p.record_id]) for p in pages if p.set_name == name}
        result = scorer().score(gold(name), texts)
        figures = {k: v for k, v in result.items() if k.startswith(("word", "snippet"))}
        print(f"{title:<10} {name:<14}", "  ".join(f"{k} {v:.4f}" for k, v in figures.items()), flush=True)


def _kept(page: LabelledPage, odds: npt.NDArray[np.float64]) -> str:
    return "\n".join(b.text for b, o in zip(page.document.blocks, odds, strict=True) if o <= THRESHOLD)


def cascade(pages: Sequence[LabelledPage], quick: Odds, full: Odds) -> Odds:
    """The odds that the pipeline would use: the full forest's on doubtful pages."""
    asked = {p.record_id for p in pages if is_doubtful(Verdicts(quick[p.record_id], THRESHOLD), p.words)}
    print(f"doubtful pages: {len(asked)} of {len(pages)}")
    return {p.record_id: (full if p.record_id in asked else quick)[p.record_id] for p in pages}


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--held-out", action="store_true", help="measure only; leave the committed weights alone")
    parser.add_argument("--fit-only", action="store_true", help="write the weights without measuring")
    parser.add_argument("--forest", choices=list(SHAPES), action="append", help="write only this one")
    options = parser.parse_args(arguments)
    require()
    pages = list(labelled_pages(unfitted_engine()))
    quick = out_of_fold(pages, _quick, SHAPES[QUICK])
    answers = {p.record_id: p.answered(Verdicts(quick[p.record_id], THRESHOLD)) for p in pages}

    def _full(page: LabelledPage) -> Array:
        return answers[page.record_id]

    if not options.fit_only:
        full = out_of_fold(pages, _full, SHAPES[FULL])
        for title, odds in (("quick", quick), ("full", full), ("cascade", cascade(pages, quick, full))):
            report(title, pages, odds)
    if not options.held_out:
        matrices = {QUICK: _quick, FULL: _full}
        for name in options.forest or SHAPES:
            trees = to_trees(fit_pages(pages, matrices[name], SHAPES[name]), FEATURES, THRESHOLD)
            write(trees, PACKAGE / "weights" / f"{name}.json")


def _quick(page: LabelledPage) -> Array:
    return page.quick


if __name__ == "__main__":
    main(sys.argv[1:])
