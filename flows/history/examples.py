"""Records that show why a source or site is unlike before: ids of a few, read only when there is an alarm."""

from __future__ import annotations

import heapq
import os
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from cleaners.hosts import host_of
from flows.manifest import ShardManifest
from flows.tables.articles import ARTICLES
from flows.tables.reader import read_rows
from flows.tables.rejects import REJECTS

SHOWN = 3
_LONGEST = 100  # characters of an id


def examples(
    shards: Sequence[ShardManifest], folder: str, host: str, measure: tuple[str, str], rose: bool
) -> tuple[str, ...]:
    """Record ids of rejects, or article ids, for a measure and its language; none for fewer rejects or empty texts."""
    name, language = measure
    if name == "reject":
        found = _rejects(shards, folder, host) if rose else iter(())
        return tuple(row["record_id"][:_LONGEST] for row in islice(found, SHOWN))
    rows = _articles(shards, folder, host)
    if name == "removal":
        pick = heapq.nlargest if rose else heapq.nsmallest
        return tuple(row["article_id"] for row in pick(SHOWN, rows, key=_removed))
    if name == "empty":
        rows = (row for row in rows if rose and "empty" in row["flags"])
    else:
        rows = (row for row in rows if ((row["language"] or "und") == language) == rose)
    return tuple(row["article_id"] for row in islice(rows, SHOWN))


def _rejects(shards: Sequence[ShardManifest], folder: str, host: str) -> Iterator[dict[str, Any]]:
    rows = _rows(shards, folder, REJECTS.name, ("record_id", "url"))
    return (row for row in rows if host in ("", host_of(row["url"]) or ""))


def _articles(shards: Sequence[ShardManifest], folder: str, host: str) -> Iterator[dict[str, Any]]:
    columns = ("article_id", "host", "language", "chars_in", "chars_out", "flags")
    return (row for row in _rows(shards, folder, ARTICLES.name, columns) if host in ("", row["host"]))


def _rows(
    shards: Sequence[ShardManifest], folder: str, dataset: str, columns: tuple[str, ...]
) -> Iterator[dict[str, Any]]:
    table = ARTICLES if dataset == ARTICLES.name else REJECTS
    for entry in (entry for shard in shards for entry in shard.files if entry.dataset == dataset):
        yield from read_rows(table, os.path.join(folder, entry.path), columns)


def _removed(row: dict[str, Any]) -> float:
    removed: float = (row["chars_in"] - row["chars_out"]) / max(row["chars_in"], 1)
    return removed
