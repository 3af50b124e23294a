"""A worker with a toy engine, so that the supervisor is tested without waiting for the real one to load.

Containers are `.lines` files of JSON objects {"id", "text"}; pages are `.txt` files. Lines starting with `AD ` are cut.
A text that starts with HOLD keeps 12 MB, as a page keeps its tree, until all that are cleaned with it are done.
The identity of the engine is the options text, so a test changes engines by changing options.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from cleaners.model import (
    Category,
    CleanedArticle,
    EngineIdentity,
    Hints,
    Metadata,
    Origin,
    PayloadKind,
    RawRecord,
    Rejection,
    RejectReason,
    Removal,
    Skip,
    SkipReason,
    Stage,
)
from flows.storage import Storage
from flows.worker.process import serve

if TYPE_CHECKING:
    from flows.worker.cleaning import Tools


def identity(options: str) -> EngineIdentity:
    digest = hashlib.sha256(options.encode()).hexdigest()
    return EngineIdentity(digest, "toy", digest, "0")


def tools(options: str) -> Tools:
    if options == "broken":
        raise SystemExit("no such engine")
    from flows.worker.cleaning import Tools  # to read takes no Arrow

    return Tools(identity(options), clean_all)


def clean_all(records: Sequence[RawRecord], turn: Callable[[int], None]) -> list[CleanedArticle | Rejection]:
    found, held = [], []
    for number, record in enumerate(records):
        turn(number)
        found.append(clean(record))
        if record.payload.startswith(b"HOLD"):
            held.append(b"\1" * (12 << 20))
            time.sleep(0.03)  # so that a supervisor sees it
    return found


def detect(path: str, _head: bytes) -> str | None:
    return {".lines": "jsonl", ".txt": "text"}.get(PurePosixPath(path).suffix)


def read(storage: Storage, path: str, _options: str, first: int) -> Iterator[RawRecord | Rejection | Skip]:
    with storage.open_read(path) as file:
        if path.endswith(".txt"):
            origin = Origin(PurePosixPath(path).name, path, "text", "byte_offset", 0, 1, 0)
            yield RawRecord(origin, file.read(), PayloadKind.TEXT)
            return
        for number, line in enumerate(file):
            if number >= first:
                yield _item(path, number, line)


def _item(path: str, number: int, line: bytes) -> RawRecord | Rejection | Skip:
    try:
        data = json.loads(line)
    except ValueError:
        origin = Origin(str(number), path, "jsonl", "row", number, 1, number)
        return Rejection(origin, Stage.READ, RejectReason.BROKEN_RECORD, "not JSON", line)
    origin = Origin(data["id"], path, "jsonl", "row", number, 1, number)
    if data.get("skip"):
        return Skip(origin, SkipReason.NOT_HTML)
    return RawRecord(origin, data["text"].encode(), PayloadKind.TEXT, "unicode", Hints(fetched=data.get("fetched")))


def clean(record: RawRecord) -> CleanedArticle:
    text = record.payload.decode()
    lines = text.splitlines(keepends=True)
    kept = "".join(line for line in lines if not line.startswith("AD "))
    removals = tuple(_removals(lines))
    removed = dict.fromkeys(map(str, Category), 0) | {"advertising": sum(len(r.text) for r in removals)}
    return CleanedArticle(
        origin=record.origin,
        article_id=_sha(f"{record.origin.source_path}#{record.origin.ordinal}")[:32],
        kind=record.kind,
        text=kept,
        removals=removals,
        metadata=Metadata(language="en"),
        encoding="utf-8",
        encoding_evidence="utf8",
        payload_sha256=_sha(text),
        payload_bytes=len(record.payload),
        input_text_sha256=_sha(text),
        text_sha256=_sha(kept),
        chars_in=len(text),
        chars_out=len(kept),
        removed_chars=removed,
    )


def _removals(lines: list[str]) -> Iterator[Removal]:
    start = ordinal = 0
    for line in lines:
        if line.startswith("AD "):
            yield Removal(
                ordinal, start, start + len(line), Category.ADVERTISING, "toy/ad", "toy", 1.0, f"line[{ordinal}]", line
            )
            ordinal += 1
        start += len(line)


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


if __name__ == "__main__":
    sys.exit(serve(read, tools, sys.argv[1:]))
