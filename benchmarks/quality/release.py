"""The published release of the dev dumps, beside the gold."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.shared import DUMPS, GROUPED, SETS, gold, scorer
from flows.release.layout import current_release, release_folder
from flows.tables import ARTICLES, REMOVALS, Table
from flows.tables.reader import read_rows

Figures = dict[str, float]
UNKNOWN = "und"


@dataclass(frozen=True, slots=True)
class Cleaned:
    """One record as it was published, and its gold. A record that was not published has an empty text."""

    set_name: str
    gold: Mapping[str, Any]
    text: str = ""
    language: str = UNKNOWN  # as Winnow detected it
    removed: tuple[tuple[str, str], ...] = ()  # category and text of each removal

    @property
    def key(self) -> str:
        """A name that no other set uses: fundus16 and residue-dev share 24 record ids."""
        return f"{self.set_name}/{self.gold['id']}"

    @property
    def group(self) -> str:
        """The layout or the tool that the record is named after, in the sets of `GROUPED`."""
        return str(self.gold["id"]).partition("/")[0]


def read_release(curated: str) -> list[Cleaned]:
    """Every gold record of the dev sets with what was published of it. Raises TableError, OSError."""
    removed = defaultdict(list)
    for row in _rows(curated, REMOVALS, ("article_id", "category", "text")):
        removed[row["article_id"]].append((row["category"], row["text"]))
    articles = {
        (set_of(row["source_path"]), row["record_id"]): row
        for row in _rows(curated, ARTICLES, ("article_id", "record_id", "source_path", "language", "text"))
    }
    found = []
    for name in SETS:
        for truth in gold(name):
            article = articles.get((name, truth["id"]))
            found.append(Cleaned(name, truth) if article is None else _cleaned(name, truth, article, removed))
    return found


def _cleaned(
    name: str, truth: Mapping[str, Any], row: Mapping[str, Any], removed: Mapping[str, list[tuple[str, str]]]
) -> Cleaned:
    return Cleaned(name, truth, row["text"], row["language"] or UNKNOWN, tuple(removed[row["article_id"]]))


def set_of(source_path: str) -> str:
    """The dev set that a dump file belongs to."""
    return next(name for name, dump in DUMPS.items() if source_path == dump or source_path.startswith(f"{dump}/"))


def score(records: Iterable[Cleaned]) -> Figures:
    """The team's figures of some records, of whatever sets."""
    chosen = list(records)
    truths = [{**record.gold, "id": record.key} for record in chosen]
    return scorer().score(truths, {record.key: record.text for record in chosen})


def score_sets(records: Iterable[Cleaned]) -> dict[str, Figures]:
    """The team's figures, set by set; also those of each layout and tool, under `set/group`."""
    chosen = list(records)
    found = {name: score(record for record in chosen if record.set_name == name) for name in SETS}
    groups = dict.fromkeys(f"{r.set_name}/{r.group}" for r in chosen if r.set_name in GROUPED)
    return found | {
        group: score(r for r in chosen if r.set_name in GROUPED and f"{r.set_name}/{r.group}" == group)
        for group in groups
    }


def _rows(curated: str, table: Table, columns: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    folder, release = release_folder(curated), current_release(curated)
    if folder is None or release is None:
        raise FileNotFoundError(f"nothing is published in {curated}")
    for entry in release.files:
        if entry.dataset == table.name:
            yield from read_rows(table, os.path.join(folder, entry.path), columns)
