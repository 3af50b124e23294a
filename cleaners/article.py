"""A cleaned record as its row: ids, digests and counts beside the kept text and its ledger."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from cleaners.decision.flags import document_flags
from cleaners.metadata.plain import believed_title
from cleaners.model import (
    Category,
    CleanedArticle,
    Decoded,
    Document,
    Metadata,
    Origin,
    PayloadKind,
    RawRecord,
    Removal,
)


def article_of(
    record: RawRecord, decoded: Decoded, document: Document, text: str, removals: tuple[Removal, ...]
) -> CleanedArticle:
    """The article that a cut document makes."""
    removed = Counter({category.value: 0 for category in Category})
    for removal in removals:
        removed[removal.category.value] += removal.end_char - removal.start_char
    return CleanedArticle(
        origin=record.origin,
        article_id=article_id(record.origin),
        kind=record.kind,
        text=text,
        removals=removals,
        metadata=_metadata(record, document, removals),
        encoding=decoded.encoding,
        encoding_evidence=decoded.evidence,
        payload_sha256=hashlib.sha256(record.payload).hexdigest(),
        payload_bytes=len(record.payload),
        input_text_sha256=_sha256(document.text),
        text_sha256=_sha256(text),
        chars_in=len(document.text),
        chars_out=len(text),
        removed_chars=dict(removed),
        flags=document_flags(document, text, removals, decoded),
    )


def _metadata(record: RawRecord, document: Document, removals: Sequence[Removal]) -> Metadata:
    """The document's metadata, with another title where the one found in a text was cut as furniture."""
    found = document.metadata
    if record.kind is not PayloadKind.TEXT or record.hints.title:
        return found
    furniture = [removal.text for removal in removals if removal.category is not Category.METADATA]
    texts = [block.text for block in document.blocks]
    return replace(found, title=believed_title(found.title, texts, found.url, furniture))


def article_id(origin: Origin) -> str:
    """32 hexadecimal digits that name a record by its place: the same dump gives the same ids."""
    place = f"{origin.source_path}\0{origin.record_id}\0{origin.locator_kind}\0{origin.offset}\0{origin.ordinal}"
    return _sha256(place)[:32]


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
