"""Invented articles, rejections and staged shards for the tests of tables, releases and verification."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cleaners.model import (
    Category,
    CleanedArticle,
    EngineIdentity,
    Hints,
    Metadata,
    Origin,
    PayloadKind,
    Rejection,
    RejectReason,
    Removal,
    Skip,
    SkipReason,
    Stage,
)
from flows.manifest import InputDigest, ShardManifest, count, total
from flows.release.publish import PublishOptions, ReleaseInfo, publish
from flows.tables import (
    ARTICLES,
    PAYLOAD_CAP,
    REJECTS,
    REMOVALS,
    SIGNATURES,
    ArticleFacts,
    RejectFacts,
    removal_facts,
    to_batch,
    write_parquet,
)

ENGINE = EngineIdentity("e" * 64, "0.1.0", "r" * 64, "2.3.1")
DUMP_DATE = "2024-05-06"
Item = CleanedArticle | Rejection | Skip
# Parts of a document: a plain string is kept, a pair is removed for its category.
Part = str | tuple[str, Category]
STORY: tuple[Part, ...] = (
    ("Home > Harbour\n", Category.NAVIGATION),
    "The ferry to Vell stopped on Monday. 🚢\n",
    ("Sign up for our evening letter\n", Category.NEWSLETTER),
    "It will sail again in June, said the harbour master.",
    ("\nPhoto: Ida Brandt", Category.CAPTION),
)


def article_row(article: CleanedArticle, dump_date: str = DUMP_DATE) -> dict[str, Any]:
    """The row of `articles` for one article of a shard with this dump date."""
    return ARTICLES.row(ArticleFacts(article, dump_date, ENGINE))


def signature_row(article: CleanedArticle, dump_date: str = DUMP_DATE) -> dict[str, Any]:
    """The row of `signatures` for one article."""
    return SIGNATURES.row(ArticleFacts(article, dump_date, ENGINE))


def removal_rows(article: CleanedArticle) -> list[dict[str, Any]]:
    """The rows of `removals` for one article."""
    return [REMOVALS.row(facts) for facts in removal_facts(article)]


def reject_row(rejection: Rejection, payload_cap: int = PAYLOAD_CAP) -> dict[str, Any]:
    """The row of `rejects` for one rejection."""
    return REJECTS.row(RejectFacts(rejection, DUMP_DATE, ENGINE, payload_cap))


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def origin(ordinal: int, path: str) -> Origin:
    return Origin(f"rec-{ordinal}", path, "jsonl", "decompressed_offset", 100 * ordinal, 100, ordinal)


def removals_of(parts: Sequence[Part]) -> tuple[Removal, ...]:
    removals: list[Removal] = []
    position = 0
    for part in parts:
        text = part if isinstance(part, str) else part[0]
        if not isinstance(part, str):
            end = position + len(text)
            number = len(removals)
            removals.append(
                Removal(number, position, end, part[1], "any/test", "phrases", 0.9, f"line[{number}]", text)
            )
        position += len(text)
    return tuple(removals)


def article(
    ordinal: int, path: str = "news/a.jsonl", parts: Sequence[Part] = STORY, url: str | None = None, **metadata: object
) -> CleanedArticle:
    """An article whose ledger is right by construction."""
    kept = "".join(part for part in parts if isinstance(part, str))
    whole = "".join(part if isinstance(part, str) else part[0] for part in parts)
    removals = removals_of(parts)
    removed = {category.value: 0 for category in Category}
    for removal in removals:
        removed[removal.category.value] += len(removal.text)
    facts: dict[str, object] = {
        "title": f"Ferry {ordinal}",
        "authors": ("Ida Brandt", "Tomás Ruiz"),
        "published_at": datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC),
        "language": "en",
        "language_score": 0.75,
    }
    return CleanedArticle(
        origin=origin(ordinal, path),
        article_id=sha256(f"{path}#{ordinal}")[:32],
        kind=PayloadKind.TEXT,
        text=kept,
        removals=removals,
        metadata=Metadata(url=url, **{**facts, **metadata}),  # type: ignore[arg-type]
        encoding="utf-8",
        encoding_evidence="utf8",
        payload_sha256=sha256(whole),
        payload_bytes=len(whole.encode()),
        input_text_sha256=sha256(whole),
        text_sha256=sha256(kept),
        chars_in=len(whole),
        chars_out=len(kept),
        removed_chars=removed,
    )


def distinct(ordinal: int, path: str = "news/a.jsonl", **metadata: object) -> CleanedArticle:
    """An article that repeats no other."""
    own = f"Story {ordinal} of {path}.\n"
    return article(ordinal, path, (own, *STORY), f"https://gull.example/{path}/{ordinal}", **metadata)


def rejection(ordinal: int, path: str = "news/a.jsonl", payload: bytes = b"%PDF-1.7 \xff\x00") -> Rejection:
    hints = Hints(url="https://gull.example/p", title="A paper", authors=("Ida Brandt",), tags=("ships",))
    reason, detail = RejectReason.BINARY_PAYLOAD, "starts with %PDF"
    return Rejection(origin(ordinal, path), Stage.DECODE, reason, detail, payload, PayloadKind.HTML, hints, "utf-8")


def skip(ordinal: int, path: str = "news/a.jsonl") -> Skip:
    return Skip(origin(ordinal, path), SkipReason.NOT_OK_STATUS)


def stage(root: Path, name: str, items: Sequence[Item], paths: Sequence[str] = ()) -> ShardManifest:
    """Write a shard's files as a worker would; `paths` names inputs that held no record."""
    folder = root / "_work" / "shards" / name
    folder.mkdir(parents=True, exist_ok=True)
    articles = [item for item in items if isinstance(item, CleanedArticle)]
    rejects = [item for item in items if isinstance(item, Rejection)]
    rows = {
        ARTICLES: [article_row(item) for item in articles],
        REMOVALS: [row for item in articles for row in removal_rows(item)],
        REJECTS: [reject_row(item) for item in rejects],
        SIGNATURES: [signature_row(item) for item in articles],
    }
    files = [
        write_parquet(table, [to_batch(table, made)], os.fspath(folder / f"{table.name}.parquet"), ENGINE.digest)
        for table, made in rows.items()
    ]
    inputs = sorted({*paths, *(item.origin.source_path for item in items)})
    by_file = {path: total(count(i) for i in items if i.origin.source_path == path) for path in inputs}
    return ShardManifest(
        shard=name,
        source="news",
        dump_date=DUMP_DATE,
        unit_digest=sha256(name),
        inputs=tuple(InputDigest(path, 10, sha256(path)) for path in inputs),
        engine=ENGINE,
        counts=total(by_file.values()),
        counts_by_file=by_file,
        files=tuple(files),
    )


def publish_staged(root: Path, *shards: ShardManifest, **options: object) -> ReleaseInfo:
    """Publish shards that `stage` made."""

    def folder(shard: ShardManifest) -> str:
        return os.fspath(root / "_work" / "shards" / shard.shard)

    return publish(os.fspath(root), shards, folder, PublishOptions(**options))  # type: ignore[arg-type]


def sample_shards(root: Path) -> list[ShardManifest]:
    """Two shards with articles, repetitions, a reject, a skip, an input without records and an empty text."""
    first: list[Item] = [distinct(0), distinct(1), rejection(2), skip(3), article(4), article(5)]
    second: list[Item] = [article(n, "news/b.jsonl") for n in range(2)]
    second.append(article(2, "news/b.jsonl", [("Cookies?", Category.CONSENT)], flags=("mostly_removed",)))
    return [stage(root, "a", first), stage(root, "b", second, ["news/empty.jsonl"])]
