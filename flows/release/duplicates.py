"""Which articles of a release repeat an earlier one: the same text, the same address, or nearly the same text.

The first article in the order of dump date, source path and row is the original. Everything is found from the dataset
`signatures`: two passes over its files. The first lays the keys down as columns of numbers and finds the numbers that
occur twice; the second reads who the rows are that have one, and compares whole keys.

Texts that are nearly the same are found by bands of their signatures (locality-sensitive hashing) and kept apart from
those that only share a paragraph by an estimate of their likeness. Each cluster is named by its first member, and all
others are as like to that one as `LIKE` demands: versions that drift away from one another make no chain.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from flows.release.key_columns import BAND_COUNT, BANDS, KeyColumns, Rows, key_columns
from flows.tables import SIGNATURES, Duplicate
from flows.tables.reader import read_batches

SAME_TEXT = "same_text"
SAME_URL = "same_url"
NEAR_TEXT = "near_text"
UNDATED = "undated"  # sorts behind every date
# Half of the shingles of two texts together. On made-up stories versions of one report, cut by a third or with one
# word in twelve changed, reach .5 to .9, follow-ups that repeat a third of it as background stay below .3.
LIKE: Final = 0.5

_ORDER_COLUMNS = ("article_id", "dump_date", "source_path", "text_key", "url_key")
_PAIRS_AT_ONCE = 1 << 16


@dataclass(frozen=True, slots=True, order=True)
class _Member:
    """An article that may repeat another. The order of the fields is the order that finds the original."""

    dump_date: str
    source_path: str
    row: int  # of all rows of the release
    article_id: str
    text_key: bytes | None
    url_key: bytes | None


def find_duplicates(paths: Sequence[str], folder: str) -> list[Duplicate]:
    """Every repetition among the articles that the files of `signatures` at `paths` (in the order of shard names) tell
    of, in deterministic order. `folder` is for a scratch file, 280 bytes an article.

    Raises TableError when a file is damaged, StorageError when the scratch file cannot be written.
    """
    with key_columns(paths, folder) as columns:
        alike = {column: columns.repeated(column) for column in range(BANDS + BAND_COUNT)}
        members = sorted(_members(paths, np.unique(np.concatenate(list(alike.values())))))
        found = [*_same(members, SAME_TEXT), *_same(members, SAME_URL)]
        later = {item.article_id for item in found if item.kind == SAME_TEXT}
        found += _near([member for member in members if member.article_id not in later], columns, alike)
    place = {member.article_id: number for number, member in enumerate(members)}
    return sorted(found, key=lambda item: (place[item.article_id], item.kind))


def _members(paths: Sequence[str], rows: Rows) -> Iterator[_Member]:
    """The second pass: who the rows are."""
    wanted = iter(rows.tolist())
    row = next(wanted, None)
    stop = 0
    for path in paths:
        for batch in read_batches(SIGNATURES, path, _ORDER_COLUMNS):
            first, stop = stop, stop + batch.num_rows
            here = []
            while row is not None and row < stop:
                here.append(row)
                row = next(wanted, None)
            values = batch.to_pylist() if here else []
            yield from (_member(values[one - first], one) for one in here)


def _member(values: dict[str, Any], row: int) -> _Member:
    date, path, name = values["dump_date"] or UNDATED, values["source_path"], values["article_id"]
    return _Member(date, path, row, name, values["text_key"], values["url_key"])


def _same(members: Iterable[_Member], kind: str) -> Iterator[Duplicate]:
    """Members, in order, whose key an earlier one has."""
    first: dict[bytes, str] = {}
    for member in members:
        key = member.text_key if kind == SAME_TEXT else member.url_key
        if key is not None and (original := first.setdefault(key, member.article_id)) != member.article_id:
            yield Duplicate(member.article_id, original, kind, 1.0 if kind == SAME_TEXT else None)


def _near(members: Sequence[_Member], columns: KeyColumns, alike: dict[int, Rows]) -> Iterator[Duplicate]:
    """Members, in order, whose text is like that of an earlier one that is like none before it."""
    rows = np.array([member.row for member in members], np.int64)
    candidates = _candidates(columns, alike, rows)
    leader: dict[int, int] = {}
    for later, near in sorted(candidates.items()):
        for earlier in sorted({leader.get(one, one) for one in near}):
            like = near[earlier] if earlier in near else columns.likeness(rows[[earlier]], rows[[later]]).item()
            if like >= LIKE:
                leader[later] = earlier
                yield Duplicate(members[later].article_id, members[earlier].article_id, NEAR_TEXT, like)
                break


def _candidates(columns: KeyColumns, alike: dict[int, Rows], rows: Rows) -> dict[int, dict[int, float]]:
    """For members, by number, the firsts of their buckets that are like them, and how like. `rows` are theirs.

    A bucket is what shares a band: only its first is compared with the others, so that a text that occurs in ten
    thousand versions costs ten thousand comparisons, not their square.
    """
    found: dict[int, dict[int, float]] = defaultdict(dict)
    place = np.full(columns.numbers.shape[1], -1, np.int64)
    place[rows] = np.arange(len(rows))
    known = np.full(len(rows), -1, np.int64)  # what a member was last found to be like: versions share many bands
    for band in range(BANDS, BANDS + BAND_COUNT):
        here = alike[band][place[alike[band]] >= 0]
        firsts, others = _pairs(columns.numbers[band][here], place[here])
        fresh = known[others] != firsts
        for one, other in _in_steps(firsts[fresh], others[fresh]):
            like = columns.likeness(rows[one], rows[other])
            near = like >= LIKE
            known[other[near]] = one[near]
            for first, later, share in zip(one[near].tolist(), other[near].tolist(), like[near].tolist(), strict=True):
                found[later][first] = share
    return found


def _in_steps(firsts: Rows, others: Rows) -> Iterator[tuple[Rows, Rows]]:
    for at in range(0, len(firsts), _PAIRS_AT_ONCE):
        yield firsts[at : at + _PAIRS_AT_ONCE], others[at : at + _PAIRS_AT_ONCE]


def _pairs(numbers: Any, places: Rows) -> tuple[Rows, Rows]:
    """The first of each group of equal numbers beside each other one of the group."""
    order = np.lexsort((places, numbers))
    places, numbers = places[order], numbers[order]
    starts = np.append(True, numbers[1:] != numbers[:-1])[: len(numbers)]
    firsts = places[np.maximum.accumulate(np.where(starts, np.arange(len(numbers)), 0))]
    return firsts[~starts], places[~starts]
