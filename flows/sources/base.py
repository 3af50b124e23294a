"""What every reader is given and what it gives back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace
from typing import BinaryIO

from cleaners.model import Origin, PayloadKind, RawRecord, Rejection, RejectReason, Skip, SkipReason, Stage
from flows.sources.fields import FieldMap

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

    def origin(self, place: Place, ordinal: int) -> Origin:
        """The identity of the item at `place`, the `ordinal`-th of this file."""
        return Origin(place.record_id, self.path, self.format, place.locator_kind, place.offset, place.length, ordinal)

    def rejection(
        self,
        place: Place,
        ordinal: int,
        reason: RejectReason,
        detail: str,
        payload: bytes = b"",
        kind: PayloadKind | None = None,
    ) -> Rejection:
        """An item that cannot be read. `detail` should name what is wrong and where."""
        return Rejection(self.origin(place, ordinal), Stage.READ, reason, detail, payload, kind)

    def skip(self, place: Place, ordinal: int, reason: SkipReason, detail: str = "") -> Skip:
        """An item that is not an article by its own word."""
        return Skip(self.origin(place, ordinal), reason, detail)

    def too_large(self, place: Place, ordinal: int, size: int, payload: bytes) -> Rejection:
        """An item over the record cap, with the first bytes of it."""
        detail = f"{size:,} bytes, over the cap of {self.options.max_record_bytes:,}; raise max_record_bytes to read it"
        return self.rejection(place, ordinal, RejectReason.TOO_LARGE, detail, payload[: self.options.kept_bytes])


Reader = Callable[[SourceFile, int], Iterator[Item]]
