"""What site templates change: fundus16 before and after learning from itself, as a backfill does.

    python -m benchmarks.quality.sites

Word F1, precision and recall over pages, and what the site voter marked, by label.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.quality.records import read_records
from benchmarks.shared import gold, require, scorer
from cleaners.clean import gather_marks, read_document
from cleaners.cut import cut
from cleaners.decision.decide import decide
from cleaners.decision.judge import judge
from cleaners.engine import Engine, load_engine
from cleaners.model import Document, RawRecord
from cleaners.templates import Templates, folder_of
from cleaners.text.decode import decode
from flows.learning.sketches import Sample, freeze, sketch

SET = "fundus16"


def main() -> int:
    require()
    engine = load_engine()
    pages = [(record, _document(record)) for record in read_records(SET)]
    started = time.process_time()
    learned = replace(engine, templates=_learn(pages))
    print(f"sketching and freezing: {1000 * (time.process_time() - started) / len(pages):.2f} ms a page, parsing aside")
    golds = {record["id"]: str(record["body"]) for record in gold(SET)}
    for name, used in (("before", engine), ("with templates", learned)):
        print(f"{name:<15}", _figures(pages, golds, used))
    return 0


def _document(record: RawRecord) -> Document:
    return read_document(decode(record.payload, record.kind, record.charset), record.kind, record.hints)


def _learn(pages: Sequence[tuple[RawRecord, Document]]) -> Templates:
    sample = Sample()
    for record, document in pages:
        sample.add(sketch(document, record.payload, folder_of(record.origin.source_path)))
    with tempfile.TemporaryDirectory() as folder:
        run = str(Path(folder, "run"))
        sample.write(run)
        return Templates(freeze([run], folder))


def _figures(pages: Sequence[tuple[RawRecord, Document]], golds: dict[str, str], engine: Engine) -> str:
    score = scorer()
    scores = [
        score.overlap(score.words(_clean(document, engine)), score.words(golds[record.origin.record_id]))
        for record, document in pages
    ]
    precision, recall, f1 = np.array(scores).mean(axis=0)
    return f"F1 {f1:.4f}  P {precision:.4f}  R {recall:.4f}"


def _clean(document: Document, engine: Engine) -> str:
    verdicts, marks = judge(document, gather_marks(document, engine), engine)
    return cut(document, decide(document, marks, verdicts))[0]


if __name__ == "__main__":
    sys.exit(main())
