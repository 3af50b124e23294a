"""What a shard, a run and a release read, wrote and rejected, and the sums that must come out.

All values are frozen and go to and from plain JSON: `value.to_json()` and `Type.from_json(data)`.
Shard manifests hold nothing of a clock or a run, so equal work gives equal bytes; runs and releases do.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import types
import typing
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self, TypeVar

from cleaners.model import CleanedArticle, EngineIdentity, Rejection, Skip
from flows.errors import ManifestError


class JsonValue:
    """Gives a frozen dataclass `to_json` and `from_json`; unknown keys are ignored, absent ones take defaults."""

    __slots__ = ()

    def to_json(self) -> dict[str, Any]:
        """This value as dicts, lists, strings and numbers."""
        return dataclasses.asdict(self)  # type: ignore[call-overload]

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The value that `to_json` described. Raises ManifestError."""
        return typing.cast(Self, _decode(cls, data))


T = TypeVar("T", bound=JsonValue)


@dataclass(frozen=True, slots=True)
class InputDigest(JsonValue):
    """One input file of a shard: path relative to the raw root, bytes, SHA-256 in hex."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Counts(JsonValue):
    """How many records went in and what became of each. `rejects` and `skipped` count by reason.

    `chars_in`, `chars_out` and `removed_chars` (by category) are code points over the articles.
    """

    read: int = 0
    articles: int = 0
    rejects: dict[str, int] = field(default_factory=dict)
    skipped: dict[str, int] = field(default_factory=dict)
    removals: int = 0
    chars_in: int = 0
    chars_out: int = 0
    removed_chars: dict[str, int] = field(default_factory=dict)

    @property
    def rejected(self) -> int:
        """Rows of `rejects`."""
        return sum(self.rejects.values())

    @property
    def skips(self) -> int:
        """Records that were counted and not kept."""
        return sum(self.skipped.values())

    @property
    def balanced(self) -> bool:
        """The law of conservation: every record read, and every character of an article, is accounted for."""
        records = self.read == self.articles + self.rejected + self.skips
        return records and self.chars_in == self.chars_out + sum(self.removed_chars.values())

    def describe(self) -> str:
        """The sums in words, for an error message."""
        return (
            f"read {self.read} = {self.articles} articles + {self.rejected} rejects + {self.skips} skipped; "
            f"{self.chars_in} characters = {self.chars_out} kept + {sum(self.removed_chars.values())} removed"
        )

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            read=self.read + other.read,
            articles=self.articles + other.articles,
            rejects=_merged(self.rejects, other.rejects),
            skipped=_merged(self.skipped, other.skipped),
            removals=self.removals + other.removals,
            chars_in=self.chars_in + other.chars_in,
            chars_out=self.chars_out + other.chars_out,
            removed_chars=_merged(self.removed_chars, other.removed_chars),
        )


def total(counts: Iterable[Counts]) -> Counts:
    """The sum of all counts, without the zeros in `rejects`, `skipped` and `removed_chars`."""
    return functools.reduce(Counts.__add__, counts, Counts())


def count(item: CleanedArticle | Rejection | Skip) -> Counts:
    """The counts of one record, by what became of it."""
    match item:
        case CleanedArticle():
            removed, cuts = _merged(item.removed_chars, {}), len(item.removals)
            return Counts(1, 1, {}, {}, cuts, item.chars_in, item.chars_out, removed)
        case Rejection():
            return Counts(1, rejects={item.reason.value: 1})
        case Skip():
            return Counts(1, skipped={item.reason.value: 1})


@dataclass(frozen=True, slots=True)
class FileEntry(JsonValue):
    """One Parquet file. `path` is relative to the folder of the manifest that lists it."""

    dataset: str
    path: str
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ShardManifest(JsonValue):
    """One shard: what it was made of and what came out.

    `unit_digest` identifies the work (input bytes and engine). `files` may hold files without rows.
    """

    shard: str
    source: str
    dump_date: str
    unit_digest: str
    inputs: tuple[InputDigest, ...]
    engine: EngineIdentity
    counts: Counts
    counts_by_file: dict[str, Counts]
    files: tuple[FileEntry, ...]
    contract_version: str = ""

    @property
    def balanced(self) -> bool:
        """Whether `imbalances` finds nothing."""
        return not self.imbalances()

    def imbalances(self) -> list[str]:
        """What does not add up: an input without counts, a file's sums, the shard's sums, or rows of files."""
        found = [f"input {path} has no counts" for path in sorted(self._input_paths() - set(self.counts_by_file))]
        found += [f"counts of {path}: {c.describe()}" for path, c in self.counts_by_file.items() if not c.balanced]
        if total(self.counts_by_file.values()) != total([self.counts]):
            found.append("the counts of the files do not add up to those of the shard")
        articles, rejects, removals = self.counts.articles, self.counts.rejected, self.counts.removals
        counted = {"articles": articles, "rejects": rejects, "removals": removals}
        if any(entry.dataset == "signatures" for entry in self.files):  # contract 1.0 had none
            counted["signatures"] = articles
        rows = dict.fromkeys(counted, 0)
        for entry in self.files:
            rows[entry.dataset] += entry.rows
        return found + [
            f"{rows[dataset]} rows of {dataset} for a count of {counted[dataset]}"
            for dataset in rows
            if rows[dataset] != counted[dataset]
        ]

    def _input_paths(self) -> set[str]:
        return {digest.path for digest in self.inputs}


@dataclass(frozen=True, slots=True)
class ReleaseManifest(JsonValue):
    """One release. `release` is a digest of its content; run id and time say who published it first."""

    release: str
    contract_version: str
    counts: Counts
    duplicates: dict[str, int]  # rows of `duplicates` by kind
    files: tuple[FileEntry, ...]  # every Parquet file, path relative to the release folder
    shards: tuple[ShardManifest, ...]  # sorted by name
    previous: str | None = None
    run_id: str | None = None
    flow_run_id: str | None = None
    published_at: str | None = None  # ISO 8601, UTC


@dataclass(frozen=True, slots=True)
class ShardFailure(JsonValue):
    """A shard that a run could not finish, and why."""

    shard: str
    detail: str


@dataclass(frozen=True, slots=True)
class Tally(JsonValue):
    """What became of the records of a source, or of one of its sites, in one run; the history of later runs.

    `removed` is the sum of the articles' removed shares, each 0 to 1; `languages` counts articles.
    """

    source: str
    host: str  # empty: the whole source
    articles: int
    rejects: int
    empty: int
    removed: float
    languages: dict[str, int]


@dataclass(frozen=True, slots=True)
class RunManifest(JsonValue):
    """What one run read, wrote and rejected. Times are ISO 8601 in UTC; `status` is `completed` or `failed`."""

    run_id: str
    command: str
    status: str
    started_at: str
    finished_at: str
    engine: EngineIdentity
    counts: Counts
    shards: tuple[ShardManifest, ...] = ()  # cleaned by this run
    unchanged: tuple[str, ...] = ()  # names of shards whose manifests were still valid
    failed: tuple[ShardFailure, ...] = ()
    ignored: dict[str, int] = field(default_factory=dict)  # files of unknown type, by suffix
    release: str | None = None
    previous_release: str | None = None
    flow_run_id: str | None = None
    tallies: tuple[Tally, ...] = ()  # by source and site, of what this run published

    @property
    def balanced(self) -> bool:
        """Whether nothing failed and every sum comes out."""
        sums = all(shard.balanced for shard in self.shards)
        return not self.failed and sums and total(shard.counts for shard in self.shards) == self.counts


def dumps(value: JsonValue) -> bytes:
    """Canonical bytes of a manifest: sorted keys, two spaces, ASCII, a line feed at the end."""
    return (json.dumps(value.to_json(), indent=2, sort_keys=True) + "\n").encode("ascii")


def load(kind: type[T], path: str) -> T:
    """Read a manifest file. Raises ManifestError when it is not one, OSError when it cannot be read."""
    with open(path, "rb") as file:
        data = file.read()
    try:
        return kind.from_json(json.loads(data))
    except (ManifestError, ValueError) as error:
        raise ManifestError(f"{path}: not a valid {kind.__name__}: {error}; delete it and run again") from error


def _merged(left: Mapping[str, int], right: Mapping[str, int]) -> dict[str, int]:
    summed = {key: left.get(key, 0) + right.get(key, 0) for key in sorted({*left, *right})}
    return {key: number for key, number in summed.items() if number}


def _decode(kind: Any, data: Any) -> Any:
    """Build a value of type `kind` from plain JSON, checking the types on the way."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if dataclasses.is_dataclass(kind):
        return _decode_fields(typing.cast(type[Any], kind), _expect(dict, data))
    if origin is tuple:
        return tuple(_decode(arguments[0], item) for item in _expect(list, data))
    if origin is dict:
        return {key: _decode(arguments[1], item) for key, item in _expect(dict, data).items()}
    if origin in (types.UnionType, typing.Union):
        return None if data is None else _decode(arguments[0], data)
    return _expect(kind, data)


@functools.cache
def _hints(kind: Any) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _decode_fields(kind: Any, data: dict[str, Any]) -> Any:
    hints = _hints(kind)
    values = {}
    for item in dataclasses.fields(kind):
        if item.name in data:
            values[item.name] = _decode(hints[item.name], data[item.name])
        elif item.default is item.default_factory is dataclasses.MISSING:
            raise ManifestError(f"{kind.__name__} lacks `{item.name}`")
    return kind(**values)


def _expect(kind: type[Any], data: Any) -> Any:
    if not isinstance(data, kind):
        raise ManifestError(f"expected {kind.__name__}, found {type(data).__name__}")
    return data
