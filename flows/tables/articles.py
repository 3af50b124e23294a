"""The dataset `articles`: one row for each record that became an article."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from cleaners.model import Category, CleanedArticle, EngineIdentity
from flows.tables.columns import (
    FLOAT32,
    INT32,
    INT64,
    STRING,
    STRINGS,
    TIME,
    Table,
    date_or_none,
    optional,
    plausible,
    required,
    source_columns,
)

REMOVED_CHARS = pa.struct([pa.field(category.value, INT32, nullable=False) for category in Category])
IMPLAUSIBLE_DATE = "implausible_date"


@dataclass(frozen=True, slots=True)
class ArticleFacts:
    """What a row of `articles` is made of."""

    article: CleanedArticle
    dump_date: str
    engine: EngineIdentity


def _removed_chars(facts: ArticleFacts) -> dict[str, int]:
    return {category.value: facts.article.removed_chars.get(category.value, 0) for category in Category}


def _times(facts: ArticleFacts) -> tuple[datetime | None, ...]:
    metadata = facts.article.metadata
    return metadata.published_at, metadata.modified_at, metadata.fetched_at


def _flags(facts: ArticleFacts) -> list[str]:
    flags = {*facts.article.flags, *facts.article.metadata.flags}
    if any(moment is not None and plausible(moment) is None for moment in _times(facts)):
        flags.add(IMPLAUSIBLE_DATE)
    return sorted(flags)


ARTICLES = Table(
    name="articles",
    description="One row for each record that became an article, in source order.",
    key=("article_id",),
    bulk="text",
    columns=(
        required("article_id", STRING, "article.article_id", "Identity of this article; unique in a release."),
        *source_columns("article.origin"),
        required("payload_kind", STRING, "article.kind.value", "What the payload was: html, fragment or text."),
        optional("dump_date", STRING, lambda f: date_or_none(f.dump_date), "Date of the dump; null: undated."),
        optional("url", STRING, "article.metadata.url", "Address the page was fetched from."),
        optional("canonical_url", STRING, "article.metadata.canonical_url", "Address the page gives as its own."),
        optional("host", STRING, "article.metadata.host", "Host of the address, lower case."),
        optional("site_name", STRING, "article.metadata.site_name", "Name of the site or outlet."),
        optional("title", STRING, "article.metadata.title", "Headline."),
        required("text", STRING, "article.text", "The article: what was kept of the document's text."),
        required("authors", STRINGS, lambda f: list(f.article.metadata.authors), "Names in the byline, if any."),
        optional("published_at", TIME, lambda f: plausible(f.article.metadata.published_at), "When it was published."),
        optional("modified_at", TIME, lambda f: plausible(f.article.metadata.modified_at), "When it was last changed."),
        optional("fetched_at", TIME, lambda f: plausible(f.article.metadata.fetched_at), "When the dump fetched it."),
        optional("language", STRING, "article.metadata.language", "ISO 639-1 code, or und where it cannot be told."),
        required("language_score", FLOAT32, "article.metadata.language_score", "Confidence in language, 0 to 1."),
        optional("section", STRING, "article.metadata.section", "Section of the outlet."),
        required("tags", STRINGS, lambda f: list(f.article.metadata.tags), "Keywords of the page; empty: none found."),
        required("encoding", STRING, "article.encoding", "Character encoding the payload was decoded with."),
        required("encoding_evidence", STRING, "article.encoding_evidence", "What decided it: bom, http, meta ..."),
        required("payload_sha256", STRING, "article.payload_sha256", "SHA-256 (hex) of the payload's bytes."),
        required("payload_bytes", INT64, "article.payload_bytes", "Size of the payload in bytes."),
        required("input_text_sha256", STRING, "article.input_text_sha256", "SHA-256 of the document's text in UTF-8."),
        required("text_sha256", STRING, "article.text_sha256", "SHA-256 of text in UTF-8."),
        required("chars_in", INT32, "article.chars_in", "Code points of the document's text."),
        required("chars_out", INT32, "article.chars_out", "Code points of text."),
        required("removed_chars", REMOVED_CHARS, _removed_chars, "Code points removed, one field for each category."),
        required("flags", STRINGS, _flags, "Reasons to look twice, sorted; empty: none."),
        required("engine_digest", STRING, "engine.digest", "Identity of code, rules and options that cleaned it."),
        required("code_version", STRING, "engine.code_version", "Version of Winnow."),
        required("rules_digest", STRING, "engine.rules_digest", "Digest of the rules."),
        required("trafilatura_version", STRING, "engine.trafilatura_version", "Version of trafilatura."),
    ),
)
