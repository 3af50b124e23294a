"""Fit the lexicon, the character model and the forest for plain text, and measure them on what they have not seen.

    python -m benchmarks.quality.train_plain [--held-out | --fit-only] [--kept FOLDER]

Figures are out of fold: folds are cut by site (texts that share an article are one site), and a line that stands in
several documents is never fitted on where it is judged. Phrase rules were written with the dev lines in view, so their
marks are dropped at random while fitting; figures are given with all marks and with those of every other boilerplate
line dropped. `--kept` keeps what tools make of the dev pages, and the texts with their marks, between runs: delete
`marked.pickle` there when rules or the parser change. Needs the `train` extra and the dev sets.
"""

from __future__ import annotations

import argparse
import pickle
import random
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from benchmarks.quality import tools
from benchmarks.quality.fit_lexicon import FOLDS, LineFolds, Rows, fit_lexicon, held_out, lexicon_rows, text_fold
from benchmarks.quality.fit_ngrams import fit_ngrams, matrix_of
from benchmarks.quality.forest import Shape, fit, to_trees, write
from benchmarks.quality.made_up import made_up
from benchmarks.quality.reach import Judgement, reach
from benchmarks.quality.texts import (
    PAGE_SETS,
    SCORED_SETS,
    TEXT_SETS,
    LabelledText,
    WrittenLine,
    clean_texts,
    dev_texts,
    relaid,
    rule_examples,
    scored_texts,
    tool_texts,
    written_boxes,
    written_lines,
)
from benchmarks.shared import require
from cleaners.decision.adjust import on_blocks
from cleaners.features.plain import FEATURES, features
from cleaners.formats.plain import PlainPage
from cleaners.model import CUT, Mark
from cleaners.rules.rulebook import load_rules
from cleaners.text.lexicon import MAX_CHARS, lexicon_json
from cleaners.text.lexicon import PATH as LEXICON
from cleaners.text.ngrams import PATH as NGRAMS
from cleaners.text.ngrams import ngrams_json
from cleaners.voters import lexicon, phrases, structure

Array = npt.NDArray[np.float32]
Fold = Callable[["LabelledText"], int]
Scores = npt.NDArray[np.float64]
WEIGHTS = LEXICON.with_name("plain.json")
THRESHOLD = 0.3  # log-odds (docs/quality.md)
SHAPE = Shape(trees=250, depth=6, rate=0.1, ridge=15.0, columns=0.3)
CLEAN_TIMES, RELAID_TIMES = 2, 1
MOST_BLOCKS = 400  # of a text; the few longer ones are lists of links
#: What a row counts: hand-labelled lines most, rows labelled by alignment less, invented ones and copies in between.
WEIGHT = {"wcxb-dev": 0.06, "fundus16": 0.06, "andy": 0.06, "trafilatura-a": 0.06, "seeds": 4.0, "made-up": 0.4}
RELAID_WEIGHT = 0.3
CLEAN_WEIGHT = 0.12
LONG_PAGE = 60  # lines from which a page's lines count less each, so that comment sections do not rule
BODY_WEIGHT = 0.35  # of the article lines of made-up documents, which stand in pages already
NEUTRAL_WEIGHT = 0.3  # headlines and bylines, which the score does not count
BARE_WEIGHT = 0.4  # of a line of one or two words, which its neighbours alone tell apart
CHARS_WEIGHT = 200  # so many characters of article text count as much as a line: what is kept is counted by characters
MOST_CHARS = 900
MOST_ROWS = 26  # of a page or an article body that are fitted on
#: Share of boilerplate lines whose phrase marks are dropped while fitting.
DROPPED = {"seeds": 0.0, "residue-dev": 0.5, "injected-dev": 0.5, "made-up": 0.25}
DROPPED_ON_PAGES = 0.15
FOREIGN = 0.012  # share of article lines that are given a phrase mark of some other line
DROPPED_IN_FIGURES = 0.5


class Marked(NamedTuple):
    """A text and the marks of the voters that no fit has part in."""

    text: LabelledText
    marks: list[Mark]


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """A text, the features of its lines, and what each counts in the fit."""

    text: LabelledText
    matrix: Array
    weights: Array
    fold: int
    marks: list[Mark]
    fresh: Array  # the fold in which each line must not be fitted on beside the text's own, or -1


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """What two linear models say of every line that can be asked about, by the fold that had not seen it; -1: all."""

    lexicon: Mapping[tuple[int, str], float]
    ngrams: Mapping[tuple[int, str], float]


def gather(path: Path) -> tuple[list[LabelledText], list[WrittenLine]]:
    """All texts that are fitted on or scored, and the invented lines."""
    dev = list(dev_texts())
    pages = [text for text in tool_texts(path) if len(text.labels) <= MOST_BLOCKS]
    base = [*dev, *(text for text in pages if text.form == "resiliparse-main")]
    lines, boxes = written_lines() + rule_examples(), written_boxes()
    fold = folds([*dev, *pages])
    made = made_up(base, lines, boxes, fold)
    known = [*lines, *(line for box in boxes for line in box)]
    return [*dev, *relaid(dev, RELAID_TIMES), *pages, *clean_texts(CLEAN_TIMES), *scored_texts(), *made], known


def folds(texts: Sequence[LabelledText]) -> Fold:
    """The fold of each text. Sites that share an article (a long line of article text) fall into one fold."""
    parent: dict[str, str] = {}

    def root(site: str) -> str:
        while parent.setdefault(site, site) != site:
            site = parent[site]
        return site

    owner: dict[str, str] = {}
    for text in texts:
        for _, line, label in text.lines:
            if label == "K" and len(line) > 200 and text.set_name != "made-up":
                parent[root(owner.setdefault(line[:160], text.site))] = root(text.site)
    return lambda text: text_fold(root(text.site))


def marked(texts: Sequence[LabelledText]) -> list[Marked]:
    rules = load_rules()
    return [
        Marked(_light(text), [*phrases.vote(text.document, rules), *structure.vote(text.document, rules)])
        for text in texts
    ]


def _light(text: LabelledText) -> LabelledText:
    """The text without the places of what was re-read, where nothing will be cut."""
    page = text.document.page
    if not isinstance(page, PlainPage) or not page.readings:
        return text
    kept = is_scored(text)
    packed = {
        index: reading._replace(text="", places=reading.places if kept else [])
        for index, reading in page.readings.items()
    }
    return replace(text, document=replace(text.document, page=replace(page, readings=packed)))


def word_scores(texts: Sequence[LabelledText], rows: Rows, fold: Fold, own: LineFolds) -> Words:
    """Both linear models' log-odds of every line, by the models that saw neither its site nor its idea."""
    asked: dict[int, dict[str, None]] = {number: {} for number in range(FOLDS)}
    for text in texts:
        for number, line in _asked(text, fold(text), own):
            asked[number][line] = None
    matrix = matrix_of(rows.texts)
    wrong = np.array([label != "K" for label in rows.labels])
    words, grams = {}, {}
    for number, lines in asked.items():
        chosen = held_out(rows, number)
        by_words = fit_lexicon(rows, chosen)
        by_grams = fit_ngrams(matrix[chosen], wrong[chosen], rows.weights[chosen])
        known = list(lines)
        words.update({(number, line): by_words.score(line) for line in known if len(line) <= MAX_CHARS})
        grams.update({(number, line): odds for line, odds in zip(known, by_grams.scores(known).tolist(), strict=True)})
        print(f"fold {number}: {chosen.sum()} rows, {len(known)} lines", file=sys.stderr, flush=True)
    return Words(words, grams)


def _asked(text: LabelledText, fold: int, own: LineFolds) -> Iterator[tuple[int, str]]:
    """Each line with the fold of the models that may be asked about it."""
    for i, line, _ in text.lines:
        yield own.fold(line) if text.written and text.written[i] else fold, line


def judged(one: Marked, words: Words, fold: int, own: LineFolds) -> Judged:
    """Features of a text, with what the linear models say taken from those that have not seen the line."""
    text = one.text
    asked = list(_asked(text, fold, own))
    said = [
        lexicon.mark_of(block, words.lexicon[key], lexicon.UNNAMED)
        for block, key in zip(text.document.blocks, asked, strict=True)
        if key in words.lexicon
    ]
    wording = np.array([words.ngrams[key] for key in asked])
    marks = [*one.marks, *said]
    matrix = features(text.document, on_blocks(text.document, marks), wording)
    fresh = np.array([key[0] if text.written and text.written[i] else -1 for i, key in enumerate(asked)], np.float32)
    return Judged(text, matrix, line_weights(text), fold, marks, fresh)


def line_weights(text: LabelledText) -> Array:
    """How much each line counts in the fit; 0 where its label is unknown, and for most lines of a page."""
    rows = np.array([_line_weight(text, *row) for row in text.lines], np.float32)
    if text.set_name in PAGE_SETS:
        rows *= np.float32(1 / np.sqrt(max(1.0, len(rows) / LONG_PAGE)))
    return rows if text.set_name not in PAGE_SETS else _thinned(text, rows)


def _line_weight(text: LabelledText, index: int, line: str, label: str) -> float:
    if label == "?" or text.set_name in SCORED_SETS:
        return 0.0
    weight = WEIGHT.get(text.set_name, 1.0)
    if text.form.startswith("clean-"):
        weight = CLEAN_WEIGHT
    if text.set_name in TEXT_SETS and text.form:
        weight *= RELAID_WEIGHT
    if text.written and not text.written[index] and label == "K":
        weight *= BODY_WEIGHT
    if label in "TM":
        weight *= NEUTRAL_WEIGHT
    if label != "K" and len(line) < 24 and line.count(" ") < 2:
        weight *= BARE_WEIGHT
    return weight * (1 + min(len(line), MOST_CHARS) / CHARS_WEIGHT if label == "K" else 1)


def _thinned(text: LabelledText, weights: Array) -> Array:
    """The first and last lines, and some of the others: neighbours teach the same, and a page has hundreds."""
    order = [zlib.crc32(f"{text.key}{i}".encode()) for i in range(len(weights))]
    for near in (range(3), range(len(weights) - 3, len(weights))):
        for i in near:
            if 0 <= i < len(weights):
                order[i] = 0
    chosen = np.argsort(np.array(order), kind="stable")[:MOST_ROWS]
    kept = np.zeros_like(weights)
    kept[chosen] = weights[chosen]
    return kept


def with_dropped(one: Marked, share: float, pool: Sequence[Mark], chance: random.Random) -> Marked:
    """The marks as rules that had not been written for these lines would give them."""
    gone = {i for i, _, label in one.text.lines if label != "K" and chance.random() < share}
    kept = [mark for mark in one.marks if mark.voter != phrases.VOTER or mark.block not in gone]
    for i, _, label in one.text.lines:
        if label == "K" and pool and chance.random() < FOREIGN:
            block, other = one.text.document.blocks[i], chance.choice(pool)
            kept.append(other._replace(block=i, start_char=block.start, end_char=block.end))
    return Marked(one.text, kept)


def dropped_for_fit(everything: Sequence[Marked]) -> Iterator[Marked]:
    """What is fitted on: each text with some marks dropped."""
    pool = [m for one in everything[:600] for m in one.marks if m.voter == phrases.VOTER and m.verdict is CUT]
    for one in everything:
        if one.text.set_name not in SCORED_SETS:
            chance = random.Random(f"fit {one.text.key}")
            yield with_dropped(one, DROPPED.get(one.text.set_name, DROPPED_ON_PAGES), pool, chance)


def fit_forest(rows: Sequence[Judged], without: int, shape: Shape) -> object:
    """A forest fitted on all texts but those of one fold (-1: on all)."""
    seen = _lines_of(rows, without)
    matrix, wrong, weights = [], [], []
    for row in rows:
        if row.fold != without:
            chosen = (row.weights > 0) & ((row.fresh != without) | (row.fresh < 0))
            if row.text.set_name == "injected-dev":
                chosen &= np.array([line not in seen for _, line, _ in row.text.lines])
            matrix.append(row.matrix[chosen])
            wrong.append(np.array([label != "K" for label in row.text.labels])[chosen])
            weights.append(row.weights[chosen])
    return fit(np.concatenate(matrix), np.concatenate(wrong), np.concatenate(weights), shape)


def _lines_of(rows: Sequence[Judged], fold: int) -> frozenset[str]:
    injected = (row.text for row in rows if row.fold == fold and row.text.set_name == "injected-dev")
    return frozenset(line for text in injected for _, line, _ in text.lines)


def out_of_fold(rows: Sequence[Judged], asked: Sequence[Judged], shape: Shape) -> list[Scores]:
    """Log-odds of every text that is asked about, from a forest that saw neither its site nor its lines."""
    odds: list[Scores] = [np.zeros(0)] * len(asked)
    for fold in range(FOLDS):
        model = fit_forest(rows, fold, shape)
        for i, row in enumerate(asked):
            if row.fold == fold:
                odds[i] = model.predict(row.matrix, prediction_type="RawFormulaVal")  # type: ignore[attr-defined]
    return odds


def scored(everything: Sequence[Marked]) -> list[Marked]:
    """The texts that figures are given for: dev texts as they are, layouts, tools, a quarter of the tools' pages."""
    return [one for one in everything if is_scored(one.text)]


def is_scored(text: LabelledText) -> bool:
    if text.set_name in TEXT_SETS:
        return not text.form
    if text.set_name in PAGE_SETS:
        return not text.form.startswith("clean-") and zlib.crc32(text.record_id.encode()) % 6 == 0
    return True


def report(kept: Sequence[Marked], words: Words, fold: Fold, own: LineFolds) -> None:
    """The tables, with all marks and with marks dropped."""
    rows = [judged(one, words, fold(one.text), own) for one in dropped_for_fit(kept)]
    chosen = scored(kept)
    bare = [with_dropped(one, DROPPED_IN_FIGURES, (), random.Random(f"asked {one.text.key}")) for one in chosen]
    asked = [judged(one, words, fold(one.text), own) for one in [*chosen, *bare]]
    odds = out_of_fold(rows, asked, SHAPE)
    found = [Judgement(row.text, row.marks, scores) for row, scores in zip(asked, odds, strict=True)]
    for threshold in (0.0, THRESHOLD, 0.6):
        print(f"\nthreshold {threshold}, out of fold, all marks")
        print("\n".join(reach(found[: len(chosen)], threshold)), flush=True)
        print(f"\nthreshold {threshold}, out of fold, phrase marks of every other boilerplate line dropped")
        print("\n".join(reach(found[len(chosen) :], threshold)), flush=True)


def kept_between_runs(folder: Path) -> tuple[list[Marked], list[WrittenLine]]:
    """Texts with their marks and the invented lines, from the folder where it holds them."""
    written, file = folder / "tools.jsonl", folder / "marked.pickle"
    if file.exists():
        found: tuple[list[Marked], list[WrittenLine]] = pickle.loads(file.read_bytes())  # noqa: S301 - our own file
        return found
    if not written.exists():
        tools.main(written)
    texts, lines = gather(written)
    found = marked(texts), lines
    file.write_bytes(pickle.dumps(found))
    return found


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--held-out", action="store_true", help="measure only; leave the committed weights alone")
    parser.add_argument("--fit-only", action="store_true", help="write the weights without measuring")
    parser.add_argument("--kept", type=Path, help="a folder that keeps texts and marks between runs")
    options = parser.parse_args(arguments)
    require()
    with tempfile.TemporaryDirectory() as folder:
        kept, lines = kept_between_runs(options.kept or Path(folder))
    texts = [one.text for one in kept]
    fold, own = folds(texts), LineFolds.of(lines)
    rows = lexicon_rows([text for text in texts if _has_words(text)], lines, fold, own)
    words = word_scores(texts, rows, fold, own)
    if not options.fit_only:
        report(kept, words, fold, own)
    if not options.held_out:
        LEXICON.write_bytes(lexicon_json(fit_lexicon(rows, rows.weights > 0)))
        wrong = np.array([label != "K" for label in rows.labels])
        NGRAMS.write_bytes(ngrams_json(fit_ngrams(matrix_of(rows.texts), wrong, rows.weights)))
        examples = [judged(one, words, fold(one.text), own) for one in dropped_for_fit(kept)]
        write(to_trees(fit_forest(examples, -1, SHAPE), FEATURES, THRESHOLD), WEIGHTS)


def _has_words(text: LabelledText) -> bool:
    """Whether the linear models are fitted on the text: one of each dev text, and two of each page."""
    if text.set_name in TEXT_SETS:
        return not text.form
    return text.set_name in PAGE_SETS and text.form in ("resiliparse-main", "resiliparse-all", "inscriptis")


if __name__ == "__main__":
    main(sys.argv[1:])
