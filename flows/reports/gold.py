"""Gold: what a person says of a record, and which blocks of its document are article text by that.

A gold file holds one JSON object a line: `id`, and one of `lines` ([[label, text], ...] for every line of a plain
text that is not blank), `body` (the article) or `with` and `without` (snippets that must, and must not, be in it).

By a body, a block is article text when its words stand in the body as a line, or as a run; short blocks that merely
occur somewhere in the body count only between neighbours that do. Of a text that stands twice on the page
as many occurrences count as the body holds, those among article text first.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from cleaners.model import Block, Document, PayloadKind
from flows.errors import GoldError

Array = npt.NDArray[np.float32]
GoldRecord = Mapping[str, Any]

ARTICLE, UNDECIDED = "K", "?"  # labels of lines; every other label is of something that is not the article's text

SHORT = 6  # words below which a run in the body says little
DOUBTFUL_SHORT = 0.8  # the label of a short block whose neighbours are article text
UNLABELLED = np.nan


_WORD = re.compile(r"\w+")


class Gold:
    """Gold records by id. A text and a page of the same id do not get in each other's way."""

    def __init__(self, records: Iterable[GoldRecord]) -> None:
        self._records = {(record["id"], "lines" in record): record for record in records}

    def __len__(self) -> int:
        return len(self._records)

    def labels(self, record_id: str, document: Document) -> Array:
        """How far each block is article text, in 0..1; UNLABELLED where the gold does not say."""
        is_text = document.kind is PayloadKind.TEXT
        record = self._records.get((record_id, is_text))
        if record is None:
            return _unlabelled(document.blocks)
        if is_text:
            return line_labels(document.blocks, record["lines"])
        if record.get("body"):
            return body_labels(document.blocks, record["body"])
        return snippet_labels(document.blocks, record.get("with", ()), record.get("without", ()))


def read_gold(paths: Iterable[str]) -> Gold:
    """The gold of some files, `.jsonl` or `.jsonl.gz`. Raises GoldError, or OSError for a file that is not there."""
    return Gold([record for path in paths for record in _records(path)])


def _records(path: str) -> list[GoldRecord]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") if path.endswith(".gz") else open(path, encoding="utf-8") as file:
            records = [json.loads(row) for row in file if row.strip()]
    except (ValueError, EOFError) as error:
        raise GoldError(f"{path}: not lines of JSON in UTF-8: {error}") from error
    if not all(isinstance(record, dict) and isinstance(record.get("id"), str) for record in records):
        raise GoldError(f'{path}: every line must be an object with an "id"; docs/quality.md shows one')
    return records


def _unlabelled(blocks: Sequence[Block]) -> Array:
    return np.full(len(blocks), UNLABELLED, dtype=np.float32)


def line_labels(blocks: Sequence[Block], lines: Sequence[tuple[str, str]]) -> Array:
    """Labels of a text's blocks from those of its lines; all UNLABELLED where the two do not match."""
    labels = [label for label, text in lines if text.strip()]
    if len(labels) != len(blocks):
        return _unlabelled(blocks)
    values = [UNLABELLED if label == UNDECIDED else float(label == ARTICLE) for label in labels]
    return np.array(values, dtype=np.float32)


def tokens(text: str) -> list[str]:
    """The words that the scorer compares."""
    return _WORD.findall(text.lower())


def body_labels(blocks: Sequence[Block], body: str) -> Array:
    """How far each block is article text, in 0..1."""
    lines = {" ".join(tokens(line)) for line in body.split("\n")}
    words = tokens(body)
    running = f" {' '.join(words)} "
    quads = set(zip(words, words[1:], words[2:], words[3:], strict=False))
    raw = np.array([_label(tokens(b.text), lines, running, quads) for b in blocks], dtype=np.float32)
    settled = _settle_short(raw)
    return _settle_repeats(blocks, settled, running)


def _label(words: list[str], lines: set[str], running: str, quads: set[tuple[str, str, str, str]]) -> float:
    """1 article, 0 not, between: share of its runs that stand in the body; -1: short, ask the neighbours."""
    text = " ".join(words)
    if not words:
        return 0.0
    if text in lines:
        return 1.0
    if len(words) < SHORT:
        return -1.0 if f" {text} " in running else 0.0
    if f" {text} " in running:
        return 1.0
    found = [quad in quads for quad in zip(words, words[1:], words[2:], words[3:], strict=False)]
    return sum(found) / len(found)


def _settle_short(raw: Array) -> Array:
    out = raw.copy()
    for i in np.flatnonzero(raw < 0):
        before = raw[max(0, i - 2) : i].max(initial=0)
        after = raw[i + 1 : i + 3].max(initial=0)
        out[i] = DOUBTFUL_SHORT if before > 0.5 and after > 0.5 else 0.0
    return out


def _settle_repeats(blocks: Sequence[Block], labels: Array, running: str) -> Array:
    places: defaultdict[str, list[int]] = defaultdict(list)
    for block, label in zip(blocks, labels, strict=True):
        if label > 0.5:
            places[" ".join(tokens(block.text))].append(block.index)
    sizes = np.array([len(tokens(b.text)) for b in blocks])
    out = labels.copy()
    for text, indices in places.items():
        wanted = max(1, running.count(f" {text} "))
        if len(indices) > wanted:
            ranked = sorted(indices, key=lambda i: _company(labels, sizes, i), reverse=True)
            out[ranked[wanted:]] = 0.0
    return out


def _company(labels: Array, sizes: npt.NDArray[np.int_], index: int) -> float:
    near = slice(max(0, index - 3), index + 4)
    return float((labels[near] * (sizes[near] > 5)).sum() - labels[index] * (sizes[index] > 5))


def snippet_labels(blocks: Sequence[Block], wanted: Sequence[str], unwanted: Sequence[str]) -> Array:
    """Labels where only snippets are known: blocks that hold one; the rest is UNLABELLED."""
    texts = [" ".join(b.text.split()) for b in blocks]
    out = _unlabelled(blocks)
    for value, snippets in ((0.0, unwanted), (1.0, wanted)):
        for snippet in (" ".join(s.split()) for s in snippets):
            out[[i for i, text in enumerate(texts) if snippet in text]] = value
    return out
