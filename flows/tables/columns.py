"""How a dataset is declared: one line per column. Schema, rows, data dictionary and contract follow from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any

import pyarrow as pa

from cleaners.model import AFTER_LATEST, EARLIEST

# Raised by the rules of `curated/README.md`: major when a reader may break, minor when columns are added.
CONTRACT_VERSION = "1.1.0"

# Only types that pandas, Polars, DuckDB, Spark and others all read the same way.
STRING = pa.string()
BINARY = pa.binary()
BOOL = pa.bool_()
INT32 = pa.int32()
INT64 = pa.int64()
FLOAT32 = pa.float32()
TIME = pa.timestamp("us", tz="UTC")
STRINGS = pa.list_(pa.field("element", pa.string(), nullable=False))


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `value` takes it out of the object that a row is made of."""

    name: str
    type: pa.DataType
    value: Callable[[Any], Any]
    description: str
    nullable: bool = False

    @property
    def field(self) -> pa.Field:
        """The Arrow field of this column."""
        return pa.field(self.name, self.type, nullable=self.nullable)


@dataclass(frozen=True, slots=True)
class Table:
    """One dataset. `key` names the columns that together are unique; `bulk` the column that bounds a row group."""

    name: str
    description: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    bulk: str

    @property
    def schema(self) -> pa.Schema:
        """The one schema of every file of this dataset in a release."""
        return pa.schema([column.field for column in self.columns])

    def row(self, source: Any) -> dict[str, Any]:
        """The row that describes `source`, a value by column name."""
        return {column.name: column.value(source) for column in self.columns}


def required(name: str, kind: pa.DataType, value: str | Callable[[Any], Any], description: str) -> Column:
    """A column that is never null. `value` is an attribute path or a function."""
    return Column(name, kind, attrgetter(value) if isinstance(value, str) else value, description)


def optional(name: str, kind: pa.DataType, value: str | Callable[[Any], Any], description: str) -> Column:
    """A column that is null where nothing is known. `value` is an attribute path or a function."""
    return Column(name, kind, attrgetter(value) if isinstance(value, str) else value, description, nullable=True)


def source_columns(origin: str) -> tuple[Column, ...]:
    """The columns that say where a row's record lies. `origin` is the attribute path of its Origin."""
    return (
        required("record_id", STRING, f"{origin}.record_id", "The record's name in its dump: id, line, member, file."),
        required("source_path", STRING, f"{origin}.source_path", "Dump file, relative to the raw root."),
        required("source_offset", INT64, f"{origin}.offset", "Start of the record, in units of source_locator_kind."),
        required("source_length", INT64, f"{origin}.length", "Length of the record, in the same units."),
        required("source_locator_kind", STRING, f"{origin}.locator_kind", "Unit of the two: one of the locator kinds."),
        required("source_format", STRING, f"{origin}.source_format", "Container: warc, wet, jsonl, parquet, csv ..."),
    )


def plausible(moment: datetime | None) -> datetime | None:
    """The moment in UTC, or None outside the years 1900 to 2100. A moment without a zone is taken as UTC."""
    if moment is None:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(UTC) if EARLIEST <= aware < AFTER_LATEST else None


def date_or_none(dump_date: str) -> str | None:
    """A shard's dump date as a column value: null where the dump is `undated`."""
    return dump_date if dump_date[:1].isdigit() else None
