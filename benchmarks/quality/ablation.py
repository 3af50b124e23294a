"""What each voter's marks are worth: the dev sets judged again with one voter's marks withheld.

The forests stay as they were fitted. What a page's tags and classes say reaches them as features of the block, not as
marks of the dom voter, which only name categories; so a row says what is lost when a voter falls silent, not what the
evidence behind it is worth, nor what a forest fitted without it would make of the rest.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from benchmarks.quality.records import read_records
from benchmarks.quality.release import Cleaned, Figures, score_sets
from benchmarks.shared import SETS, gold
from cleaners.clean import read_document, voters
from cleaners.cut import cut
from cleaners.decision.decide import decide
from cleaners.decision.judge import judge
from cleaners.engine import Engine, load_engine
from cleaners.identity import EngineOptions
from cleaners.model import Document, Mark, PayloadKind, RawRecord
from cleaners.templates import folder_of
from cleaners.text.decode import decode
from cleaners.voters import extraction
from flows.learning.learn import current_snapshot

ALL = "every voter"
NONE = "no voter"
NAMES = ("extraction", "dom", "phrases", "structure", "lexicon", "site", "publisher")
WITHHELD: dict[str, frozenset[str]] = {
    ALL: frozenset(),
    **{f"without {name}": frozenset([name]) for name in NAMES},
    NONE: frozenset(NAMES),
}
# Figures of the table: set, figure, head of the column.
COLUMNS = (
    ("fundus16", "word F1", "fundus"),
    ("wcxb-dev", "word F1", "wcxb"),
    ("trafilatura-a", "snippet F1", "traf-a"),
    ("trafilatura-a", "snippets unwanted found", "unwanted"),
    ("residue-dev", "article text kept", "res.kept"),
    ("residue-dev", "boilerplate lines removed", "removed"),
    ("residue-dev", "documents exactly right", "exact"),
    ("injected-dev", "article text kept", "inj.kept"),
    ("injected-dev", "boilerplate lines removed", "removed"),
    ("injected-dev", "documents exactly right", "exact"),
)


@dataclass(slots=True)
class Clock:
    """CPU seconds of each voter, and documents, by whether the document is a plain text."""

    seconds: defaultdict[tuple[str, bool], float] = field(default_factory=lambda: defaultdict(float))
    documents: Counter[bool] = field(default_factory=Counter)

    def timed(self, name: str, vote: Callable[[Document], list[Mark]], document: Document) -> list[Mark]:
        began = time.process_time()
        marks = vote(document)
        self.seconds[name, document.kind is PayloadKind.TEXT] += time.process_time() - began
        return marks

    def milliseconds(self, name: str, is_text: bool) -> float:
        """Of one voter, a document of that kind; the mean over all, asked or not."""
        return 1000 * self.seconds[name, is_text] / max(1, self.documents[is_text])


@dataclass(slots=True)
class Extraction:
    """The extraction voter's answer on the part of a document that it is first shown, asked for once."""

    clock: Clock
    marks: list[Mark] | None = None

    def __call__(self, document: Document) -> list[Mark]:
        if self.marks is None:
            self.marks = self.clock.timed(extraction.VOTER, extraction.vote, document)
        return self.marks


@dataclass(frozen=True, slots=True)
class Ablation:
    """Figures of each trial, by its name, and what the voters cost."""

    figures: dict[str, dict[str, Figures]]
    clock: Clock


def ablate(curated: str) -> Ablation:
    """Judge all dev records in each way of WITHHELD, with the site templates that were learned for `curated`."""
    engine, clock = load_engine(EngineOptions(templates=current_snapshot(curated))), Clock()
    trials: dict[str, list[Cleaned]] = {name: [] for name in WITHHELD}
    for name in SETS:
        truths = {record["id"]: record for record in gold(name)}
        for record in read_records(name):
            bare = Cleaned(name, truths[record.origin.record_id])
            for trial, text in texts(record, engine, clock):
                trials[trial].append(replace(bare, text=text))
    return Ablation({trial: score_sets(records) for trial, records in trials.items()}, clock)


def texts(record: RawRecord, engine: Engine, clock: Clock) -> Iterator[tuple[str, str]]:
    """The name and the kept text of each trial. Trials in which no voter that spoke falls silent are not repeated."""
    document = read_document(decode(record.payload, record.kind, record.charset), record.kind, record.hints)
    clock.documents[document.kind is PayloadKind.TEXT] += 1
    asked = voters(engine, folder_of(record.origin.source_path))
    marks = [mark for name, vote in asked.items() for mark in clock.timed(name, vote, document)]
    answer = Extraction(clock)
    whole = kept_text(document, marks, engine, answer)
    spoke = {mark.voter for mark in (*marks, *(answer.marks or ()))}
    for trial, withheld in WITHHELD.items():
        if not withheld & spoke:
            yield trial, whole
            continue
        ask = _silent if extraction.VOTER in withheld else answer
        yield trial, kept_text(document, [mark for mark in marks if mark.voter not in withheld], engine, ask)


def kept_text(document: Document, marks: Sequence[Mark], engine: Engine, ask: Callable[[Document], list[Mark]]) -> str:
    verdicts, weighed = judge(document, marks, engine, ask)
    return cut(document, decide(document, weighed, verdicts))[0] if document.blocks else ""


def _silent(_document: Document) -> list[Mark]:
    return []


def rows(ablation: Ablation) -> Iterator[str]:
    """The table: figures with every voter, then how each trial differs, and what the voter costs."""
    yield f"{'':<20}" + "".join(f"{head:>9}" for _, _, head in COLUMNS) + f"{'ms/page':>9}{'ms/text':>9}"
    whole = ablation.figures[ALL]
    yield f"{ALL:<20}" + "".join(f"{whole[name][figure]:9.4f}" for name, figure, _ in COLUMNS) + _cost(ablation, NAMES)
    for trial, figures in ablation.figures.items():
        if trial != ALL:
            cells = (f"{figures[name][figure] - whole[name][figure]:+9.4f}" for name, figure, _ in COLUMNS)
            yield f"{trial:<20}" + "".join(cells) + _cost(ablation, sorted(WITHHELD[trial]))


def _cost(ablation: Ablation, names: Sequence[str]) -> str:
    return "".join(f"{sum(ablation.clock.milliseconds(name, kind) for name in names):9.2f}" for kind in (False, True))
