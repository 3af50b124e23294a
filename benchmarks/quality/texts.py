"""Plain texts with a label a block: the dev sets, the dev pages as tools write them, article bodies in all layouts.

The labels are those of ../shared/gold/LABELS.md; `?` stands for a block whose label is unknown, and `X` also for one
that is known not to be article text and nothing more.
"""

from __future__ import annotations

import random
import tomllib
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import orjson
from courlan import extract_domain

from benchmarks.quality.labels import letters_of, load_labels
from benchmarks.quality.layouts import LaidOut, Row, Span, lay_out
from benchmarks.quality.records import read_records
from benchmarks.shared import gold, scorer
from cleaners.clean import parse_record, read_document
from cleaners.identity import PACKAGE
from cleaners.model import Decoded, Document, Hints, PayloadKind, RawRecord
from cleaners.text.decode import decode

TEXT_SETS = ("seeds", "residue-dev", "injected-dev")
PAGE_SETS = ("wcxb-dev", "fundus16", "andy", "trafilatura-a")
BODY_SETS = PAGE_SETS[:3]  # whose gold is the whole body
SCORED_SETS = ("layouts-dev", "crude-dev")  # scored out of fold, never fitted on
LINES = Path(__file__).with_name("lines")
BOXES = Path(__file__).with_name("boxes")
LETTERS = {
    "advertising": "A", "donation": "D", "caption": "C", "consent": "P", "newsletter": "N", "social": "S",
    "related": "R", "navigation": "V", "comments": "U", "legal": "L", "metadata": "M", "other": "X",
}  # fmt: skip
#: How often an article body or a dev text is laid out in each way. `brief` is for bodies alone.
RELAID = {"blank": 3, "loose": 1, "single": 5, "sentences": 3, "wrapped": 3, "quoted": 1, "indented": 2}
BODIES = {**RELAID, "brief": 4}
SHORT_BODY = 5  # paragraphs at most of a body that stands in one


@dataclass(frozen=True, slots=True, eq=False)
class LabelledText:
    """A document and a label for each of its blocks. Texts of one `site` are never parted by a fold."""

    set_name: str
    record_id: str
    site: str
    document: Document
    labels: tuple[str, ...]
    written: tuple[bool, ...] = ()  # in made-up documents: whether the line was put in
    form: str = ""  # the tool that wrote it, or how it was laid out

    @property
    def key(self) -> str:
        """A name that no other text has: sets share record ids."""
        return f"{self.set_name}/{self.record_id}/{self.form}"

    @property
    def lines(self) -> Iterator[tuple[int, str, str]]:
        """Index, text and label of each block."""
        return ((b.index, b.text, label) for b, label in zip(self.document.blocks, self.labels, strict=True))

    @property
    def rows(self) -> list[Row]:
        """The blocks whose label is known, to be laid out anew."""
        return [Row(label, line) for _, line, label in self.lines if label != "?"]


@dataclass(frozen=True, slots=True)
class WrittenLine:
    """A line of our own invention, in no document."""

    language: str
    label: str
    text: str
    rule_example: bool  # written to show what a rule does, so the rule is no news about it
    idea: str = ""  # rows of several languages that say the same share one; they are never parted by a fold


Box = Sequence[WrittenLine]  # lines that stand together, all of one label


def dev_texts() -> Iterator[LabelledText]:
    """The three text sets, every line labelled."""
    for name in TEXT_SETS:
        golds = {record["id"]: record["lines"] for record in gold(name)}
        for record in read_records(name):
            document = read_document(decode(record.payload, record.kind, record.charset), record.kind, record.hints)
            spans = tuple(_spans(document.text, golds[record.origin.record_id], record.origin.record_id))
            labels, _ = LaidOut(document.text, spans).labels(document)
            site = _site(record) if name == "residue-dev" else record.origin.record_id
            yield LabelledText(name, record.origin.record_id, site, document, labels)


def _spans(text: str, lines: Sequence[tuple[str, str]], record_id: str) -> Iterator[Span]:
    """Where the labelled lines stand in the text, in which they follow one another."""
    place = 0
    for label, line in lines:
        start = text.find(line.strip(), place)
        if start < 0:
            raise ValueError(f"{record_id}: the gold line {line[:60]!r} is not in the text after character {place}")
        if line.strip():
            place = start + len(line.strip())
            yield Span(start, place, label, False)


def _site(record: RawRecord) -> str:
    return site_of(record.hints.url, record.origin.record_id)


def site_of(url: str | None, otherwise: str) -> str:
    """The registrable domain of an address: pages of one are never parted by a fold."""
    return (extract_domain(url) if url else None) or otherwise


def scored_texts() -> Iterator[LabelledText]:
    """The two sets whose layouts and tools are known by their ids, as dumps hold them."""
    for name in SCORED_SETS:
        golds = {record["id"]: record for record in gold(name)}
        for record in read_records(name):
            document = read_document(decode(record.payload, record.kind, record.charset), record.kind, record.hints)
            form = record.origin.record_id.partition("/")[0]
            labels = Truth.of_body(golds[record.origin.record_id]["body"]).letters(document)
            yield LabelledText(name, record.origin.record_id, _site(record), document, labels, form=form)


def as_document(text: str, hints: Hints) -> Document:
    """A text as the pipeline reads it: with its language, and the headline and dates that it finds."""
    return read_document(Decoded(text, "utf-8", "container", 0), PayloadKind.TEXT, hints)


@cache
def _scorer() -> ModuleType:
    return scorer()


@dataclass(frozen=True, slots=True, eq=False)
class Truth:
    """What is known of a page: its article text, and where readers labelled its blocks, what is none."""

    article: tuple[str, Counter[str]]
    other: tuple[str, Counter[str]] | None  # None: whatever is not the article

    @classmethod
    def of_body(cls, body: str) -> Truth:
        return cls(_squeezed(body.split("\n")), None)

    @classmethod
    def of_letters(cls, document: Document, letters: str) -> Truth:
        """Of a page whose blocks have been read; a block without a label says nothing of its words."""
        named = list(zip((block.text for block in document.blocks), letters, strict=True))
        article = [line for text, letter in named if letter == "K" for line in text.split("\n")]
        other = [line for text, letter in named if letter not in "K?" for line in text.split("\n")]
        return cls(_squeezed(article), _squeezed(other))

    def letters(self, document: Document) -> tuple[str, ...]:
        """K for blocks that the scorer would find in the article, X for those that it would not."""
        return tuple(self._letter(block.text) for block in document.blocks)

    def _letter(self, text: str) -> str:
        kept = _scorer().line_kept(text, *self.article)
        if kept is None or kept:
            return "?" if kept is None else "K"
        return "X" if self.other is None or _scorer().line_kept(text, *self.other) else "?"


def _squeezed(lines: Sequence[str]) -> tuple[str, Counter[str]]:
    squeeze = _scorer().squeeze
    return squeeze("\n".join(lines)), Counter(map(squeeze, lines))


def truths() -> Mapping[tuple[str, str], Truth]:
    """What is known of each dev page, by set and record id."""
    found = {(name, truth["id"]): Truth.of_body(truth["body"]) for name in BODY_SETS for truth in gold(name)}
    labelled = load_labels("trafilatura-a")
    for record in read_records("trafilatura-a"):
        document = parse_record(record)
        if record.origin.record_id in labelled and isinstance(document, Document):
            letters = letters_of(document.blocks, labelled[record.origin.record_id])
            found["trafilatura-a", record.origin.record_id] = Truth.of_letters(document, letters)
    return found


def tool_texts(path: Path) -> Iterator[LabelledText]:
    """The dev pages as tools write them (`benchmarks.quality.tools` made the file), labelled by their gold."""
    known = truths()
    for line in path.open("rb"):
        row = orjson.loads(line)
        truth = known.get((row["set"], row["id"]))
        if truth is not None:
            document = as_document(row["text"], _some_hints(row))
            if document.blocks:
                labels = truth.letters(document)
                site = site_of(row["url"], row["id"])
                yield LabelledText(row["set"], row["id"], site, document, labels, form=row["tool"])


def _some_hints(row: Mapping[str, Any]) -> Hints:
    """What a dump says of a text: its address, its title, both or neither, by the text."""
    chance = zlib.crc32(f"{row['tool']} {row['id']}".encode()) % 6
    return Hints(url=row["url"] if chance < 4 else None, title=row["title"] if chance in (0, 5) else None)


def bodies() -> Iterator[tuple[str, Mapping[str, Any], str | None]]:
    """Set, gold and address of each page whose whole body is known."""
    for name in BODY_SETS:
        addresses = {record.origin.record_id: record.hints.url for record in read_records(name)}
        yield from ((name, truth, addresses.get(truth["id"])) for truth in gold(name) if truth.get("body"))


def clean_texts(times: int) -> Iterator[LabelledText]:
    """Article bodies with nothing to remove, each laid out some times: with a headline above or in its own field."""
    for name, truth, url in bodies():
        paragraphs = [Row("K", line) for line in truth["body"].split("\n") if line.strip()]
        for number in range(times):
            chance = random.Random(f"{truth['id']} {number}")
            layout = chance.choices(list(BODIES), list(BODIES.values()))[0]
            rows, hints = _titled(_part(paragraphs, layout, chance), truth.get("title"), url, chance)
            if layout == "brief" and rows[0].label == "T":
                rows = rows[1:]
            found = laid_out(rows, layout, hints, chance)
            yield LabelledText(name, truth["id"], site_of(url, truth["id"]), *found, form=f"clean-{layout}-{number}")


def _part(paragraphs: list[Row], layout: str, chance: random.Random) -> list[Row]:
    """The paragraphs, or the first few: of what stands in one paragraph, and of every third text."""
    if layout == "brief" or chance.random() < 0.3:
        return paragraphs[: chance.randint(1, SHORT_BODY)]
    return paragraphs


def _titled(rows: list[Row], title: str | None, url: str | None, chance: random.Random) -> tuple[list[Row], Hints]:
    place = chance.choice(("above", "field", "both", "none", "none"))
    if title and place in ("above", "both"):
        rows = [Row("T", title), *rows]
    field = title if place in ("field", "both") else None
    return rows, Hints(url=url if chance.random() < 0.6 else None, title=field)


def laid_out(
    rows: Sequence[Row], layout: str, hints: Hints, chance: random.Random
) -> tuple[Document, tuple[str, ...], tuple[bool, ...]]:
    """The rows in a layout as the pipeline reads them: document, labels, and which are of our own writing."""
    out = lay_out(rows, layout, chance)
    document = as_document(out.text, hints)
    return document, *out.labels(document)


def relaid(texts: Iterable[LabelledText], times: int) -> Iterator[LabelledText]:
    """Labelled texts in other layouts than theirs, each some times."""
    for text in texts:
        for number in range(times):
            chance = random.Random(f"{text.key} {number}")
            layout = chance.choices(list(RELAID), list(RELAID.values()))[0]
            metadata = text.document.metadata
            hints = Hints(url=metadata.url if chance.random() < 0.5 else None)
            document, labels, _ = laid_out(text.rows, layout, hints, chance)
            yield LabelledText(
                text.set_name, text.record_id, text.site, document, labels, form=f"{text.form}-{layout}-{number}"
            )


IDEA_ROWS = 3  # neighbouring rows of one label that count as one idea


def written_lines() -> list[WrittenLine]:
    """`lines/<iso>.tsv`: a label and an invented line a row."""
    return [line for path in sorted(LINES.glob("*.tsv")) for line in _written_lines(path)]


def _written_lines(path: Path) -> Iterator[WrittenLine]:
    """The rows of a file. Files of several languages say much the same in the same order, label by label."""
    count: Counter[str] = Counter()
    for row in path.read_text(encoding="utf-8").splitlines():
        label, text = row.split("\t", 1)
        count[label] += 1
        yield WrittenLine(path.stem, label, text, rule_example=False, idea=f"{label}{count[label] // IDEA_ROWS}")


def written_boxes() -> list[Box]:
    """`boxes/<iso>.txt`: boxes with empty lines between them; the first line of a box is its label."""
    return [
        [WrittenLine(path.stem, label, text, rule_example=False) for text in lines]
        for path in sorted(BOXES.glob("*.txt"))
        for label, *lines in (box.split("\n") for box in path.read_text(encoding="utf-8").strip().split("\n\n"))
    ]


def rule_examples() -> list[WrittenLine]:
    """What the phrase rules show that they remove, and the near misses that they keep."""
    return [
        WrittenLine(path.stem, label, text, rule_example=True)
        for path in sorted((PACKAGE / "languages").glob("*.toml"))
        for rule in tomllib.loads(path.read_text(encoding="utf-8")).get("rule", [])
        for label, text in _examples(rule)
    ]


def _examples(rule: dict[str, object]) -> Iterator[tuple[str, str]]:
    keeps = rule.get("verdict") == "keep"
    letter = "K" if keeps else LETTERS[str(rule["category"])]
    for key in ("removes", "lines"):
        yield from ((letter, text) for text in rule.get(key, []))  # type: ignore[attr-defined]
    if not keeps:
        yield from (("K", text) for text in rule.get("keeps", []))  # type: ignore[attr-defined]
