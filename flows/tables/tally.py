"""What became of a source's and a site's records, counted from the columns of published files: a few bytes a row."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pyarrow as pa
import pyarrow.compute as pc

from flows.manifest import ShardManifest, Tally
from flows.tables.articles import ARTICLES
from flows.tables.reader import read_batches, read_rows
from flows.tables.rejects import REJECTS

SITES_KEPT = 1_000  # sites of a source that are counted one by one, those with the most records first
_COLUMNS = ("host", "language", "chars_in", "chars_out", "flags")
_EMPTY = "empty"  # the flag of an article without text (cleaners/flags.py)


@dataclass(slots=True)
class _Sum:
    """A tally that grows."""

    articles: int = 0
    rejects: int = 0
    empty: int = 0
    removed: float = 0.0
    languages: Counter[str] = field(default_factory=Counter)

    def add(self, language: str, articles: int, empty: int, removed: float) -> None:
        self.articles += articles
        self.empty += empty
        self.removed += removed
        self.languages[language] += articles

    def tally(self, source: str, host: str) -> Tally:
        languages = dict(sorted(self.languages.items()))
        return Tally(source, host, self.articles, self.rejects, self.empty, round(self.removed, 6), languages)


def tally(shards: Iterable[ShardManifest], folder: str) -> tuple[Tally, ...]:
    """One tally for each source (host "") and each of its larger sites, sorted. `folder` holds the shards' files.

    Raises TableError: a file is missing or damaged.
    """
    sums: dict[tuple[str, str], _Sum] = {}
    for shard in shards:
        for entry in shard.files:
            path = os.path.join(folder, entry.path)
            if entry.dataset == ARTICLES.name:
                _add_articles(sums, shard.source, path)
            elif entry.dataset == REJECTS.name:
                _add_rejects(sums, shard.source, path)
    return tuple(sums[key].tally(*key) for key in _largest(sums))


def _add_articles(sums: dict[tuple[str, str], _Sum], source: str, path: str) -> None:
    for host, language, articles, empty, removed in _groups(path):
        for name in {"", host or ""}:
            sums.setdefault((source, name), _Sum()).add(language or "und", articles, empty, removed)


def _add_rejects(sums: dict[tuple[str, str], _Sum], source: str, path: str) -> None:
    for row in read_rows(REJECTS, path, ("url",)):
        for name in {"", host_of(row["url"])}:
            sums.setdefault((source, name), _Sum()).rejects += 1


def host_of(url: str | None) -> str:
    """The host of a rejected record's address, lower case; empty where there is none."""
    try:
        return urlsplit(url or "").hostname or ""
    except ValueError:
        return ""


def _groups(path: str) -> Iterator[tuple[str | None, str | None, int, int, float]]:
    """Host, language, articles, empty ones, and the sum of their removed shares."""
    for batch in read_batches(ARTICLES, path, _COLUMNS):
        measured = pa.table(
            {
                "host": batch["host"],
                "language": batch["language"],
                "articles": pa.repeat(pa.scalar(1), batch.num_rows),
                "empty": _has_flag(batch["flags"], _EMPTY).cast(pa.int64()),
                "removed": removed_share(batch),
            }
        )
        sums = [(name, "sum") for name in ("articles", "empty", "removed")]
        grouped = measured.group_by(["host", "language"], use_threads=False).aggregate(sums)
        columns = ("host", "language", "articles_sum", "empty_sum", "removed_sum")
        yield from zip(*(grouped[name].to_pylist() for name in columns), strict=True)


def removed_share(batch: pa.RecordBatch) -> pa.Array:
    """The share of each article's characters that was removed; 0 for a document without any."""
    whole = pc.max_element_wise(batch["chars_in"], 1).cast(pa.float64())
    return pc.divide(pc.subtract(batch["chars_in"], batch["chars_out"]).cast(pa.float64()), whole)


def _has_flag(flags: pa.Array, flag: str) -> pa.Array:
    rows = pc.list_parent_indices(flags).filter(pc.equal(pc.list_flatten(flags), flag))
    return pc.is_in(pa.array(range(len(flags)), rows.type), value_set=rows)


def _largest(sums: dict[tuple[str, str], _Sum]) -> list[tuple[str, str]]:
    by_size = sorted(sums, key=lambda key: (key[1] != "", -(sums[key].articles + sums[key].rejects), key))
    kept: Counter[str] = Counter()
    found = []
    for source, host in by_size:
        kept[source] += 1
        if kept[source] <= SITES_KEPT + 1:  # the first is the source itself
            found.append((source, host))
    return sorted(found)
