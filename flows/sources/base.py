"""What every reader is given and what it gives back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace
from typing import BinaryIO

from cleaners.model import Hints, Origin, PayloadKind, RawRecord, Rejection, RejectReason, Skip, SkipReason, Stage
from flows.sources.field_names import FieldMap
from flows.sources.framing.compression import ExpansionLimits, Fault

Item = RawRecord | Rejection | Skip


@dataclass(frozen=True, slots=True)
class SourceOptions:
    """How raw files are read. All sizes are in bytes.

    A record above `max_record_bytes` is rejected as too large. One that expands beyond `max_expanded_bytes` and by
    more than `max_expansion_ratio` is a bomb, at which its compressed member is given up. `kept_bytes` of either are
    kept in the rejection.
    """

    max_record_bytes: int = 64 << 20
    max_expanded_bytes: int = 256 << 20
    max_expansion_ratio: int = 100
    kept_bytes: int = 1 << 20
    fields: FieldMap = field(default_factory=FieldMap)

    def to_json(self) -> str:
        """The options as one line of JSON, equal for equal options."""
        return json.dumps(asdict(self), sort_keys=True, separators=(",", ":"))

    def with_fields(self, fields: FieldMap) -> SourceOptions:
        """The same options with another field mapping."""
        return replace(self, fields=fields)

    @property
    def limits(self) -> ExpansionLimits:
        """When expansion is a bomb."""
        return ExpansionLimits(self.max_expanded_bytes, self.max_expansion_ratio)

    @classmethod
    def from_json(cls, text: str) -> SourceOptions:
        """The options that `to_json` wrote. Raises ValueError or TypeError for anything else."""
        values = json.loads(text)
        fields = {role: tuple(names) for role, names in values.pop("fields", {}).items()}
        return cls(**values, fields=FieldMap(**fields))


@dataclass(frozen=True, slots=True)
class Place:
    """Where one item lies in its file; see Origin for the units."""

    record_id: str
    locator_kind: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One opened file of the raw zone."""

    path: str
    format: str
    size: int
    file: BinaryIO
    options: SourceOptions

    def slot(self, place: Place, ordinal: int) -> Slot:
        """The place of the `ordinal`-th item of this file."""
        return Slot(self, place, ordinal)

    def whole(self) -> Slot:
        """The place of an item that stands for the whole file."""
        return Slot(self, Place(self.path.rpartition("/")[2], "byte_offset", 0, self.size), 0)


@dataclass(frozen=True, slots=True)
class Slot:
    """Where one item lies, and what it may turn out to be."""

    source: SourceFile
    place: Place
    ordinal: int

    @property
    def origin(self) -> Origin:
        """The identity of the item."""
        place = self.place
        return Origin(
            record_id=place.record_id,
            source_path=self.source.path,
            source_format=self.source.format,
            locator_kind=place.locator_kind,
            offset=place.offset,
            length=place.length,
            ordinal=self.ordinal,
        )

    def rejection(
        self, reason: RejectReason, detail: str, payload: bytes = b"", kind: PayloadKind | None = None
    ) -> Rejection:
        """An item that cannot be read. `detail` says what is wrong, where, and what helps."""
        return Rejection(self.origin, Stage.READ, reason, detail, payload, kind)

    def broken(self, fault: Fault, payload: bytes, kind: PayloadKind | None = None) -> Rejection:
        """An item in which the stream broke, with the first bytes of it."""
        return self.rejection(fault.reason, fault.detail, payload[: self.source.options.kept_bytes], kind)

    def too_large(self, size: int, payload: bytes) -> Rejection:
        """An item over the record cap, with the first bytes of it."""
        options = self.source.options
        detail = f"{size:,} bytes, over the cap of {options.max_record_bytes:,}; raise max_record_bytes to read it"
        return self.rejection(RejectReason.TOO_LARGE, detail, payload[: options.kept_bytes])

    def skip(self, reason: SkipReason, detail: str = "") -> Skip:
        """An item that is not an article by its own word."""
        return Skip(self.origin, reason, detail)

    def record(
        self, payload: bytes, kind: PayloadKind, charset: str | None = None, hints: Hints | None = None
    ) -> RawRecord:
        """An item that holds a page or a text."""
        return RawRecord(self.origin, payload, kind, charset, hints or Hints())


Reader = Callable[[SourceFile, int], Iterator[Item]]
