"""The data contract of the curated zone, made from the tables' declarations: ODCS YAML and data dictionaries.

The YAML follows the Open Data Contract Standard 3.1 (https://bitol-io.github.io/open-data-contract-standard/).
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Any

import pyarrow as pa
import yaml

from cleaners.model import Category, RejectReason, Stage
from flows.tables import CONTRACT_VERSION, TABLES, Column, Table

# Closed sets of values, by table and column.
VALUES: dict[tuple[str, str], tuple[str, ...]] = {
    ("articles", "payload_kind"): ("html", "fragment", "text"),
    ("removals", "category"): tuple(category.value for category in Category),
    ("rejects", "stage"): tuple(stage.value for stage in Stage),
    ("rejects", "reason"): tuple(reason.value for reason in RejectReason),
    ("duplicates", "kind"): ("same_text", "same_url", "near_text"),
}
LOCATOR_KINDS = {
    "warc_offset": "bytes of the stored (compressed) WARC member",
    "decompressed_offset": "bytes of the decompressed stream",
    "byte_offset": "bytes of the file itself",
    "row": "row number, and 1",
    "member": "ordinal of the member in its archive, and bytes of its payload",
}
# Laws that one SQL statement can check: it counts the rows that break the law.
_CHECKS: dict[str, tuple[tuple[str, str], ...]] = {
    "articles": (("chars_out is the length of text", "SELECT count(*) FROM articles WHERE chars_out <> length(text)"),),
    "removals": (
        (
            "start_char and end_char enclose text",
            "SELECT count(*) FROM removals WHERE end_char - start_char <> length(text) OR start_char < 0",
        ),
    ),
}


@functools.cache
def datacontract_yaml() -> str:
    """The contract as YAML; it depends on the declarations alone, so it is equal in every release of a version."""
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)  # the same text, four times as fast, where it was built
    return yaml.dump(_contract(), Dumper=dumper, sort_keys=False, allow_unicode=True, width=100)


def dictionary(table: Table) -> str:
    """The data dictionary of one dataset as a Markdown table."""
    rows = [(f"`{c.name}`", type_name(c.type), "yes" if c.nullable else "", c.description) for c in table.columns]
    return markdown_table(("Column", "Type", "Null?", "Meaning"), rows)


def markdown_table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A Markdown table, a line for each row."""
    lines = [header, ("---",) * len(header), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def type_name(kind: pa.DataType) -> str:
    """An Arrow type in words that readers of every tool understand."""
    if pa.types.is_list(kind):
        return f"list of {type_name(kind.value_type)}"
    if pa.types.is_struct(kind):
        return f"struct of {kind.num_fields} {type_name(kind.field(0).type)}"
    return {"timestamp[us, tz=UTC]": "timestamp (µs, UTC)", "float": "float32"}.get(str(kind), str(kind))


def _contract() -> dict[str, Any]:
    return {
        "apiVersion": "v3.1.0",
        "kind": "DataContract",
        "id": "winnow-curated",
        "name": "Curated articles",
        "version": CONTRACT_VERSION,
        "status": "active",
        "description": {
            "purpose": "Articles without boilerplate, with a ledger of every removed span.",
            "usage": "Resolve `latest` once, then read the Parquet files of a dataset's folder.",
            "limitations": "Articles that repeat others are listed in duplicates and not dropped from articles.",
        },
        "servers": [
            {"server": name, "type": "local", "path": f"./{name}/*.parquet", "format": "parquet"} for name in TABLES
        ],
        "schema": [_schema_object(table) for table in TABLES.values()],
    }


def _schema_object(table: Table) -> dict[str, Any]:
    described = {
        "name": table.name,
        "physicalName": table.name,
        "physicalType": "table",
        "logicalType": "object",
        "description": table.description,
        "properties": [_property(table, column) for column in table.columns],
    }
    checks = [
        {"type": "sql", "description": law, "query": query, "mustBe": 0} for law, query in _CHECKS.get(table.name, ())
    ]
    return {**described, "quality": checks} if checks else described


def _property(table: Table, column: Column) -> dict[str, Any]:
    described: dict[str, Any] = {"name": column.name, **_logical(column.type)}
    described |= {"description": column.description, "required": not column.nullable}
    if column.name in table.key:
        described |= {"primaryKey": True, "primaryKeyPosition": table.key.index(column.name) + 1}
    if table.key == (column.name,):
        described["unique"] = True
    if (table.name, column.name) in VALUES:
        allowed = list(VALUES[table.name, column.name])
        described["quality"] = [{"metric": "invalidValues", "arguments": {"validValues": allowed}, "mustBe": 0}]
    return described


def _logical(kind: pa.DataType) -> dict[str, Any]:
    """The standard's logical type, and ours as the physical one."""
    described: dict[str, Any] = {"logicalType": _LOGICAL.get(kind.id, "string"), "physicalType": str(kind)}
    if pa.types.is_list(kind):
        described |= {"physicalType": "list", "items": {"name": "element", **_logical(kind.value_type)}}
    if pa.types.is_struct(kind):
        fields = [{"name": field.name, **_logical(field.type), "required": not field.nullable} for field in kind]
        described |= {"physicalType": "struct", "properties": fields}
    return described


_LOGICAL = {
    pa.bool_().id: "boolean",
    pa.int32().id: "integer",
    pa.int64().id: "integer",
    pa.float32().id: "number",
    pa.timestamp("us").id: "timestamp",
    pa.list_(pa.string()).id: "array",
    pa.struct([]).id: "object",
}
