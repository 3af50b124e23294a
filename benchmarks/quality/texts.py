"""Plain texts with a label a line: the dev sets, the crude text of the dev pages, and lines of our own writing.

The labels are those of ../shared/gold/LABELS.md; `?` stands for a line whose label is unknown, and `X` also for a line
that is known not to be article text and nothing more.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.quality.records import read_records
from benchmarks.shared import gold, scorer
from cleaners.clean import read_document
from cleaners.identity import PACKAGE
from cleaners.model import Decoded, Document, Hints, PayloadKind, RawRecord
from cleaners.text.decode import decode

TEXT_SETS = ("seeds", "residue-dev", "injected-dev")
PAGE_SETS = ("wcxb-dev", "fundus16", "trafilatura-a")
LINES = Path(__file__).with_name("lines")
BOXES = Path(__file__).with_name("boxes")
LETTERS = {
    "advertising": "A", "donation": "D", "caption": "C", "consent": "P", "newsletter": "N", "social": "S",
    "related": "R", "navigation": "V", "comments": "U", "legal": "L", "metadata": "M", "other": "X",
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class LabelledText:
    """A document and a label for each of its blocks. Texts of one `site` are never parted by a fold."""

    set_name: str
    record_id: str
    site: str
    document: Document
    labels: tuple[str, ...]
    written: tuple[bool, ...] = ()  # in made-up documents: whether the line was put in

    @property
    def lines(self) -> Iterator[tuple[int, str, str]]:
        """Index, text and label of each block."""
        return ((b.index, b.text, label) for b, label in zip(self.document.blocks, self.labels, strict=True))


@dataclass(frozen=True, slots=True)
class WrittenLine:
    """A line of our own invention, in no document."""

    language: str
    label: str
    text: str
    rule_example: bool  # written to show what a rule does, so the rule is no news about it


Box = Sequence[WrittenLine]  # lines that stand together, all of one label


def dev_texts() -> Iterator[LabelledText]:
    """The three text sets, every line labelled."""
    for name in TEXT_SETS:
        golds = {record["id"]: record["lines"] for record in gold(name)}
        for record in read_records(name):
            document = read_document(decode(record.payload, record.kind, record.charset), record.kind, record.hints)
            labels = tuple(label for label, text in golds[record.origin.record_id] if text.strip())
            if len(labels) != len(document.blocks):
                raise ValueError(f"{record.origin.record_id}: {len(labels)} labels, {len(document.blocks)} blocks")
            yield LabelledText(name, record.origin.record_id, _site(name, record), document, labels)


def _site(name: str, record: RawRecord) -> str:
    host = (urlsplit(record.hints.url or "").hostname or "").removeprefix("www.")
    return host if name == "residue-dev" and host else record.origin.record_id


def page_texts(besides: Sequence[LabelledText]) -> Iterator[LabelledText]:
    """The dev pages as crude text, made as the residue set was, without the pages that `besides` holds already."""
    known = {block.text for text in besides for block in text.document.blocks if len(block.text) > 80}
    for name in PAGE_SETS:
        golds = {record["id"]: record for record in gold(name)}
        for record in read_records(name):
            document = crude_text(record)
            blocks = document.blocks
            if blocks and sum(block.text in known for block in blocks) <= len(blocks) / 10:
                truth = golds[record.origin.record_id]
                label = body_letters if truth.get("body") else guessed_letters
                yield LabelledText(
                    name, record.origin.record_id, _host(record), document, label(document, truth, record)
                )


def _host(record: RawRecord) -> str:
    return (urlsplit(record.hints.url or "").hostname or record.origin.record_id).removeprefix("www.")


def crude_text(record: RawRecord) -> Document:
    """Resiliparse's main text of a page, which leaves much residue. Needs the `train` extra."""
    from resiliparse.extract.html2text import extract_plain_text

    decoded = decode(record.payload, record.kind, record.charset)
    return as_document(extract_plain_text(decoded.text, main_content=True, alt_texts=False), record.hints)


def as_document(text: str, hints: Hints) -> Document:
    """A text as the pipeline reads it: with its language, and the headline and dates that it finds."""
    return read_document(Decoded(text, "utf-8", "container", 0), PayloadKind.TEXT, hints)


def body_letters(document: Document, truth: dict[str, object], record: RawRecord) -> tuple[str, ...]:  # noqa: ARG001
    """K for lines that the scorer would find in the gold body, X for the others."""
    score = scorer()
    body = str(truth["body"])
    whole, rows = score.squeeze(body), Counter(score.squeeze(row) for row in body.split("\n"))
    kept = (score.line_kept(block.text, whole, rows) for block in document.blocks)
    return tuple("?" if k is None else "K" if k else "X" for k in kept)


def guessed_letters(document: Document, truth: dict[str, object], record: RawRecord) -> tuple[str, ...]:
    """Where snippets alone are known: what a strict trafilatura keeps is article text, what a lax one drops is not."""
    import trafilatura

    score = scorer()
    wholes = []
    for mode in ("favor_precision", "favor_recall"):
        text = trafilatura.extract(record.payload, include_comments=False, deduplicate=False, **{mode: True}) or ""
        wholes.append((score.squeeze(text), Counter(map(score.squeeze, text.split("\n")))))
    return tuple(_guess(block.text, truth, wholes) for block in document.blocks)


def _guess(line: str, truth: dict[str, object], wholes: Sequence[tuple[str, Counter[str]]]) -> str:
    score, text = scorer(), " ".join(line.split())
    if any(snippet in text for snippet in map(_spaced, truth["with"])):  # type: ignore[arg-type]
        return "K"
    if any(s == text or (len(s) > 12 and s in text) for s in map(_spaced, truth["without"])):  # type: ignore[arg-type]
        return "X"
    strict, lax = (score.line_kept(line, *whole) for whole in wholes)
    return "?" if strict is None else "K" if strict else "?" if lax else "X"


def _spaced(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def written_lines() -> list[WrittenLine]:
    """`lines/<iso>.tsv`: a label and an invented line a row."""
    return [
        WrittenLine(path.stem, *row.split("\t", 1), rule_example=False)
        for path in sorted(LINES.glob("*.tsv"))
        for row in path.read_text(encoding="utf-8").splitlines()
    ]


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
