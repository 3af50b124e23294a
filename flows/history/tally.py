"""What became of a source's and a site's records, counted from the columns of published files: a few bytes a row."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from cleaners.hosts import host_of
from flows.manifest import ShardManifest, Tally
from flows.tables.articles import ARTICLES
from flows.tables.reader import read_batches, read_rows
from flows.tables.rejects import REJECTS

SITES_KEPT = 1_000  # sites of a source that are counted one by one, those with the most records first
_COLUMNS = ("host", "language", "chars_in", "chars_out", "flags")
_EMPTY = "empty"  # the flag of an article without text (cleaners/decision/flags.py)


@dataclass(slots=True)
class _Sum:
    """A tally that grows."""

    articles: int = 0
    rejects: int = 0
    empty: int = 0
    removed: float = 0.0
    languages: Counter[str] = field(default_factory=Counter)

    def add(self, language: str, empty: bool, removed: float) -> None:
        self.articles += 1
        self.empty += empty
        self.removed += removed
        self.languages[language] += 1

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
    for host, language, chars_in, chars_out, flags in _articles(path):
        removed = (chars_in - chars_out) / max(chars_in, 1)
        for name in {"", host or ""}:
            sums.setdefault((source, name), _Sum()).add(language or "und", _EMPTY in flags, removed)


def _add_rejects(sums: dict[tuple[str, str], _Sum], source: str, path: str) -> None:
    for row in read_rows(REJECTS, path, ("url",)):
        for name in {"", host_of(row["url"]) or ""}:
            sums.setdefault((source, name), _Sum()).rejects += 1


def _articles(path: str) -> Iterator[tuple[str | None, str | None, int, int, list[str]]]:
    """The values of `_COLUMNS`. In plain Python: for its first scalar Arrow would import pandas."""
    for batch in read_batches(ARTICLES, path, _COLUMNS):
        yield from zip(*(batch[name].to_pylist() for name in _COLUMNS), strict=True)


def _largest(sums: dict[tuple[str, str], _Sum]) -> list[tuple[str, str]]:
    by_size = sorted(sums, key=lambda key: (key[1] != "", -(sums[key].articles + sums[key].rejects), key))
    kept: Counter[str] = Counter()
    found = []
    for source, host in by_size:
        kept[source] += 1
        if kept[source] <= SITES_KEPT + 1:  # the first is the source itself
            found.append((source, host))
    return sorted(found)
