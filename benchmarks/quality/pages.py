"""The dev sets' pages as the pipeline sees them: read by its readers, marked by its voters, with labels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from courlan import extract_domain

from benchmarks.quality.labels import letters_of, load_labels
from benchmarks.quality.records import read_records
from benchmarks.shared import gold
from cleaners.clean import gather_marks, read_document
from cleaners.decision.adjust import on_blocks
from cleaners.decision.decide import Verdicts
from cleaners.decision.judge import open_parts
from cleaners.decision.trees import Trees
from cleaners.engine import Engine, Weights
from cleaners.features import page
from cleaners.identity import EngineOptions, engine_identity
from cleaners.model import Document, Mark, RawRecord
from cleaners.rules.rulebook import load_rules
from cleaners.text.decode import decode
from cleaners.voters import extraction
from flows.reports.gold import body_labels, snippet_labels

Array = npt.NDArray[np.float32]
PAGE_SETS = ("fundus16", "wcxb-dev", "andy", "trafilatura-a", "wcxb-other")


@dataclass(frozen=True, slots=True)
class LabelledPage:
    """A page, the voters' marks on it but trafilatura's, and a label a block."""

    set_name: str
    record_id: str
    site: str
    own: page.Own
    marks: list[Mark]
    labels: Array
    letters: str = ""  # the labels' letters, of pages that were read block by block

    @property
    def document(self) -> Document:
        return self.own.document

    @property
    def words(self) -> Array:
        """Words of each block."""
        return self.own.rows[page.TEXT.index("words")]

    def quick(self, by_words: Array) -> Array:
        """The features without trafilatura's answer."""
        return page.with_marks(self.own, self.marks, by_words)

    def answered(self, by_words: Array, verdicts: Verdicts) -> Array:
        """The features with it, asked as it is where the quick forest gives these verdicts."""
        answer = extraction.vote(open_parts(self.document, verdicts))
        return page.with_marks(self.own, [*self.marks, *answer], by_words)


def unfitted_engine() -> Engine:
    """An engine to gather marks with before there are weights that fit the features."""
    none = Trees((), np.zeros((0, 0), np.intp), np.zeros((0, 0), np.float32), np.zeros((0, 1), np.int32), 0, 1, 0.0)
    return Engine(EngineOptions(), engine_identity(), load_rules(), Weights(none, none, none))


def labelled_pages(engine: Engine) -> Iterator[LabelledPage]:
    """Every page of the HTML dev sets that holds any text."""
    for name in PAGE_SETS:
        golds, read = {record["id"]: record for record in gold(name)}, load_labels(name)
        for record in read_records(name):
            key = record.origin.record_id
            labelled = _label(name, record, golds[key], read.get(key), engine)
            if labelled is not None:
                yield labelled


def _label(
    name: str, record: RawRecord, truth: dict[str, object], read: tuple[str, str] | None, engine: Engine
) -> LabelledPage | None:
    document = read_document(decode(record.payload, record.kind, record.charset), record.kind, record.hints)
    if not document.blocks:
        return None
    own, marks = page.Own.of(document), on_blocks(document, gather_marks(document, engine))
    letters = letters_of(document.blocks, read) if read else ""
    labels = _labels(document, truth, letters)
    return LabelledPage(name, record.origin.record_id, site_of(record), own, marks, labels, letters)


def site_of(record: RawRecord) -> str:
    """The registrable domain of a record's address: what folds are cut by. Its id where there is none."""
    return extract_domain(record.hints.url or "") or record.origin.record_id


def _labels(document: Document, truth: dict[str, object], letters: str) -> Array:
    if truth.get("body"):
        return body_labels(document.blocks, str(truth["body"]))
    if letters:
        return np.array([np.nan if letter == "?" else float(letter == "K") for letter in letters], dtype=np.float32)
    return snippet_labels(document.blocks, truth["with"], truth["without"])  # type: ignore[arg-type]
