"""Which articles of a release repeat an earlier one: the same text, or the same address.

The first article in the order of dump date, source path and row is the original. Two passes over the
article files: the first keeps sixteen bytes a key and finds the keys that occur twice; the second looks only
at the rows that have one, and compares the keys themselves, so a chance equality of hashes does no harm.
"""

from __future__ import annotations

import heapq
from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from flows.tables import ARTICLES, Duplicate
from flows.tables.reader import read_batches

METHOD = "1"  # raised when the answers may change; part of a release's identity
SAME_TEXT = "same_text"
SAME_URL = "same_url"
UNDATED = "undated"  # sorts behind every date

_KEY_COLUMNS = ("text_sha256", "chars_out", "url", "canonical_url")
_ORDER_COLUMNS = ("article_id", "dump_date", "source_path")
_TRACKING = frozenset(("fbclid", "gclid", "dclid", "msclkid", "mc_cid", "mc_eid", "igshid", "yclid"))


@dataclass(frozen=True, slots=True, order=True)
class _Member:
    """An article that shares a key. The order of the fields is the order that finds the original."""

    dump_date: str
    source_path: str
    file: int
    row: int
    article_id: str


def find_duplicates(paths: Sequence[str]) -> list[Duplicate]:
    """Every repetition among the article files `paths` (in the order of shard names), in deterministic order.

    Raises TableError when a file is damaged.
    """
    groups: dict[tuple[str, str], list[_Member]] = defaultdict(list)
    for key, member in _candidates(paths):
        groups[key].append(member)
    found = [repeat for (kind, _), members in groups.items() for repeat in _repeats(kind, members)]
    return [duplicate for _, duplicate in sorted(found, key=lambda pair: (pair[0], pair[1].kind))]


def normal_url(url: str) -> str | None:
    """The address without what does not change the page: scheme, case of the host, port, fragment, tracking.

    None where it names no page: not an address, or the front page of a site, which many pages wrongly
    give as their canonical address.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    query = urlencode([pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _is_tracking(pair[0])])
    path = parts.path.rstrip("/")
    if not host or not (path or query):
        return None
    authority = host if port in (None, 80, 443) else f"{host}:{port}"
    return f"{authority}{path}?{query}" if query else f"{authority}{path}"


def _is_tracking(name: str) -> bool:
    return name.startswith("utm_") or name in _TRACKING


def _repeats(kind: str, members: list[_Member]) -> Iterator[tuple[_Member, Duplicate]]:
    original, *repeats = sorted(members)
    for member in repeats:
        yield member, Duplicate(member.article_id, original.article_id, kind)


def _candidates(paths: Sequence[str]) -> Iterator[tuple[tuple[str, str], _Member]]:
    """The second pass: rows whose key was seen more than once, with that key in full."""
    hashes = [_hashes(path) for path in paths]
    texts, urls = (_repeated([file[column] for file in hashes]) for column in range(2))
    for number, path in enumerate(paths):
        wanted = [text in texts or url in urls for text, url in zip(*hashes[number], strict=True)]
        for row, values in _rows(path, wanted):
            member = _Member(values["dump_date"] or UNDATED, values["source_path"], number, row, values["article_id"])
            for kind, key in _keys(values):
                yield (kind, key), member


def _rows(path: str, wanted: Sequence[bool]) -> Iterator[tuple[int, dict[str, Any]]]:
    if not any(wanted):
        return
    first = 0
    for batch in read_batches(ARTICLES, path, [*_ORDER_COLUMNS, *_KEY_COLUMNS]):
        here = [row for row in range(batch.num_rows) if wanted[first + row]]
        rows = batch.to_pylist() if here else []
        yield from ((first + row, rows[row]) for row in here)
        first += batch.num_rows


def _hashes(path: str) -> tuple[array[int], array[int]]:
    """The first pass over one file: a hash of each row's text and of its address, 0 where it has none."""
    texts: array[int] = array("q")
    urls: array[int] = array("q")
    for batch in read_batches(ARTICLES, path, _KEY_COLUMNS):
        for values in batch.to_pylist():
            keys = dict(_keys(values))
            texts.append(_hash(keys.get(SAME_TEXT)))
            urls.append(_hash(keys.get(SAME_URL)))
    return texts, urls


def _hash(key: str | None) -> int:
    return 0 if key is None else hash(key)


def _keys(values: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if values["chars_out"]:
        yield SAME_TEXT, values["text_sha256"]
    url = normal_url(values["canonical_url"] or values["url"] or "")
    if url:
        yield SAME_URL, url


def _repeated(files: Sequence[array[int]]) -> set[int]:
    """The hashes that occur more than once, without 0."""
    ordered = heapq.merge(*(array("q", sorted(file)) for file in files))
    return {value for value, following in pairwise(ordered) if value == following} - {0}
