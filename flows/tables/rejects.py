"""The dataset `rejects`: records that could not become articles, kept so that they can be looked at and retried."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cleaners.model import EngineIdentity, Hints, Origin, PayloadKind, RawRecord, Rejection
from flows.tables.columns import (
    BINARY,
    BOOL,
    INT64,
    STRING,
    STRINGS,
    Table,
    date_or_none,
    optional,
    required,
    source_columns,
)

PAYLOAD_CAP = 1 << 20  # bytes of a rejected payload that are kept
DETAIL_CAP = 4_000  # characters; a parser may quote its whole input


@dataclass(frozen=True, slots=True)
class RejectFacts:
    """What a row of `rejects` is made of: at most `payload_cap` bytes of the payload are kept."""

    rejection: Rejection
    dump_date: str
    engine: EngineIdentity
    payload_cap: int = PAYLOAD_CAP


def _kind(facts: RejectFacts) -> str | None:
    return facts.rejection.kind.value if facts.rejection.kind else None


def _digest(facts: RejectFacts) -> str | None:
    payload = facts.rejection.payload
    return hashlib.sha256(payload).hexdigest() if payload else None


REJECTS = Table(
    name="rejects",
    description="One row for each record that could not become an article, in source order.",
    key=("source_path", "source_ordinal"),
    bulk="payload",
    columns=(
        *source_columns("rejection.origin"),
        required("source_ordinal", INT64, "rejection.origin.ordinal", "Number of the record in its file, from 0."),
        optional("dump_date", STRING, lambda f: date_or_none(f.dump_date), "Date of the dump; null: undated."),
        required("stage", STRING, "rejection.stage.value", "Step that rejected it: read, decode, parse or clean."),
        required("reason", STRING, "rejection.reason.value", "One of a closed set of reasons (listed below)."),
        required("detail", STRING, lambda f: f.rejection.detail[:DETAIL_CAP], "What exactly was wrong, for people."),
        optional("payload_kind", STRING, _kind, "What the payload was: html, fragment or text."),
        required("payload", BINARY, lambda f: f.rejection.payload[: f.payload_cap], "The bytes, up to the cap."),
        required("payload_bytes", INT64, lambda f: len(f.rejection.payload), "Size of the whole payload in bytes."),
        optional("payload_sha256", STRING, _digest, "SHA-256 (hex) of the whole payload; null: none was read."),
        required("payload_cut", BOOL, lambda f: len(f.rejection.payload) > f.payload_cap, "Whether payload is cut."),
        optional("charset", STRING, "rejection.charset", "Encoding that the container declared."),
        optional("url", STRING, "rejection.hints.url", "Address, as the container has it."),
        optional("title", STRING, "rejection.hints.title", "Headline, as the container has it."),
        required("authors", STRINGS, lambda f: list(f.rejection.hints.authors), "Authors, as the container has them."),
        optional("published", STRING, "rejection.hints.published", "Publication date, as the container has it."),
        optional("modified", STRING, "rejection.hints.modified", "Date of change, as the container has it."),
        optional("fetched", STRING, "rejection.hints.fetched", "Fetch time, as the container has it."),
        optional("language", STRING, "rejection.hints.language", "Language, as the container has it."),
        optional("site_name", STRING, "rejection.hints.site_name", "Site name, as the container has it."),
        optional("section", STRING, "rejection.hints.section", "Section, as the container has it."),
        required("tags", STRINGS, lambda f: list(f.rejection.hints.tags), "Keywords, as the container has them."),
        required("engine_digest", STRING, "engine.digest", "Identity of code, rules and options that rejected it."),
        required("code_version", STRING, "engine.code_version", "Version of Winnow."),
    ),
)


def retry_record(row: Mapping[str, Any]) -> RawRecord | None:
    """The record of a row of `rejects`, to be cleaned again.

    None where the row does not hold the whole payload or its kind: read it from `source_path` instead.
    """
    if row["payload_cut"] or not row["payload"] or row["payload_kind"] is None:
        return None
    return RawRecord(_origin(row), row["payload"], PayloadKind(row["payload_kind"]), row["charset"], _hints(row))


def _origin(row: Mapping[str, Any]) -> Origin:
    return Origin(
        record_id=row["record_id"],
        source_path=row["source_path"],
        source_format=row["source_format"],
        locator_kind=row["source_locator_kind"],
        offset=row["source_offset"],
        length=row["source_length"],
        ordinal=row["source_ordinal"],
    )


def _hints(row: Mapping[str, Any]) -> Hints:
    names = ("url", "title", "published", "modified", "fetched", "language", "site_name", "section")
    return Hints(authors=tuple(row["authors"]), tags=tuple(row["tags"]), **{name: row[name] for name in names})
