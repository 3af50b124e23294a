"""Figures of plain text by set, layout, tool, language and category, for whatever log-odds its lines were given."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from benchmarks.quality.texts import PAGE_SETS, TEXT_SETS, LabelledText
from benchmarks.shared import gold, scorer
from cleaners.cut import cut
from cleaners.decision.adjust import with_text_words
from cleaners.decision.copies import without_copies
from cleaners.decision.decide import Verdicts, decide
from cleaners.decision.guards import guarded, left_alone
from cleaners.model import Mark

LINE_FIGURES = (
    "article text kept",
    "boilerplate lines removed",
    "line F1 (boilerplate)",
    "documents exactly right",
)


class Judgement(NamedTuple):
    """A text, all marks on it, and the log-odds of its blocks."""

    text: LabelledText
    marks: list[Mark]
    odds: npt.NDArray[np.float64]

    def at(self, threshold: float) -> Judged:
        """What the pipeline makes of it, but for what it knows of the text's site."""
        document = self.text.document
        raised = with_text_words(Verdicts(self.odds, threshold), document, self.marks)
        verdicts = guarded(raised, document, self.marks)
        verdicts, marks = left_alone(verdicts, self.marks)
        verdicts, marks = without_copies(document, verdicts, marks)
        return Judged(self.text, cut(document, decide(document, marks, verdicts))[0], verdicts.scores > threshold)


class Judged(NamedTuple):
    """What is kept of a text, and which of its blocks are cut."""

    text: LabelledText
    kept: str
    is_cut: npt.NDArray[np.bool_]


def reach(judgements: Sequence[Judgement], threshold: float) -> Iterator[str]:
    """One line a set, layout and tool; then by language and by label."""
    found = [one.at(threshold) for one in judgements]
    yield from _dev_lines(found)
    yield from _layout_lines(found)
    yield from _page_lines(found)
    yield from _share_lines(found, "language", lambda text, _: text.document.metadata.language or "und")
    yield from _share_lines(found, "label", lambda _, label: label)


def _dev_lines(found: Sequence[Judged]) -> Iterator[str]:
    for name in TEXT_SETS:
        texts = {one.text.record_id: one.kept for one in found if one.text.set_name == name}
        figures = scorer().score_lines(gold(name), texts)
        shown = " / ".join(f"{figures[key]:.4f}" for key in LINE_FIGURES)
        yield f"{name:<13} kept / removed / line F1 / exact {shown}"


def _layout_lines(found: Sequence[Judged]) -> Iterator[str]:
    score = scorer()
    for name, place, head in (("layouts-dev", 1, "word recall"), ("crude-dev", 2, "word F1")):
        golds = {record["id"]: score.words(record["body"]) for record in gold(name)}
        by_form = defaultdict(list)
        for one in found:
            if one.text.set_name == name:
                words = score.words(one.kept)
                by_form[one.text.form].append((*score.overlap(words, golds[one.text.record_id]), not words))
        for form, rows in sorted(by_form.items()):
            means = np.mean(rows, axis=0)
            yield (
                f"{name:<13} {form:<12} {head} {means[place]:.4f}"
                f"  (P {means[0]:.4f} R {means[1]:.4f} F1 {means[2]:.4f}, {sum(row[3] for row in rows)} empty)"
            )


def _page_lines(found: Sequence[Judged]) -> Iterator[str]:
    """By tool over the dev pages, by their labels: article characters kept, other lines removed."""
    for form in sorted({one.text.form for one in found if one.text.set_name in PAGE_SETS}):
        rows = _counted((one for one in found if one.text.set_name in PAGE_SETS and one.text.form == form), _by_side)
        yield f"dev pages     {form:<18} {_shares(rows)}"


def _by_side(text: LabelledText, label: str) -> str:  # noqa: ARG001
    return "all"


Key = Callable[[LabelledText, str], str]


def _share_lines(found: Sequence[Judged], title: str, key: Key) -> Iterator[str]:
    """Of the dev texts, by whatever key of a line."""
    rows = _counted((one for one in found if one.text.set_name in TEXT_SETS), key)
    for name in sorted({name for name, _ in rows}):
        group = {("all", side): value for (found_name, side), value in rows.items() if found_name == name}
        if sum(total for total, _ in group.values()) >= 10:
            yield f"dev texts     by {title} {name:<4} {_shares(group)}"


def _counted(found: Iterator[Judged], key: Key) -> Mapping[tuple[str, bool], tuple[int, int]]:
    """By key and side (whether article text): how much there is, and how much was cut. Characters, or lines."""
    total: defaultdict[tuple[str, bool], list[int]] = defaultdict(lambda: [0, 0])
    for one in found:
        for (_, line, label), is_cut in zip(one.text.lines, one.is_cut, strict=True):
            if label != "?":
                size = len(line) if label == "K" else 1
                entry = total[key(one.text, label), label == "K"]
                entry[0] += size
                entry[1] += size * bool(is_cut)
    return {name: (whole, cut) for name, (whole, cut) in total.items()}


def _shares(rows: Mapping[tuple[str, bool], tuple[int, int]]) -> str:
    article, other = rows.get(("all", True), (0, 0)), rows.get(("all", False), (0, 0))
    parts = [f"article text kept {1 - article[1] / article[0]:.4f}"] if article[0] else []
    parts += [f"removed {other[1] / other[0]:.3f} of {other[0]} lines"] if other[0] else []
    return ", ".join(parts)
