"""The journey of one record, in order: decode, parse, vote, decide, cut."""

from __future__ import annotations

import hashlib
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from operator import itemgetter
from typing import TypeVar

from cleaners.cut import Cut, cut
from cleaners.decision.decide import Verdicts, decide
from cleaners.decision.flags import document_flags
from cleaners.decision.judge import judge
from cleaners.engine import Engine
from cleaners.formats import PARSERS
from cleaners.formats.tree import UnparsablePageError
from cleaners.metadata.plain import believed_title
from cleaners.model import (
    Category,
    CleanedArticle,
    Decoded,
    Document,
    Hints,
    Mark,
    Metadata,
    Origin,
    PayloadKind,
    RawRecord,
    Rejection,
    RejectReason,
    Removal,
    Stage,
)
from cleaners.stages import Stages, in_step, to_end
from cleaners.templates import folder_of
from cleaners.text.decode import Undecodable, decode
from cleaners.text.language import detect_language
from cleaners.voters import VOTERS, publisher, site

Result = TypeVar("Result")

_IN_ORDER = itemgetter(*map(Mark._fields.index, ("block", "start_char", "voter", "rule_id", "end_char")))
LANGUAGE_SAMPLE = 800  # characters of the longest blocks that the detector reads


@dataclass(frozen=True, slots=True, eq=False)
class Judgement:
    """Why a record is cut as it is: its document, all marks on it, the odds of its blocks, and the cuts."""

    document: Document
    marks: tuple[Mark, ...]
    verdicts: Verdicts
    cuts: tuple[Cut, ...]


def clean_record(record: RawRecord, engine: Engine) -> CleanedArticle | Rejection:
    """Clean one record. Never raises: whatever goes wrong becomes a Rejection that keeps the payload."""
    return to_end(_guarded(record, lambda decoded: _clean(record, decoded, engine)))


def clean_records(
    records: Sequence[RawRecord], engine: Engine, turn: Callable[[int], None]
) -> list[CleanedArticle | Rejection]:
    """What `clean_record` makes of each, in less time: they go through its stages together.

    `turn` is told which of them is at work from now on, by its number. Raises only what `turn` does.
    """
    return in_step([_guarded(record, partial(_clean, record, engine=engine)) for record in records], turn)


def judge_record(record: RawRecord, engine: Engine) -> Judgement | Rejection:
    """The judgement by which `clean_record` would cut, for reports on what rules do. Never raises either."""
    return to_end(_guarded(record, lambda decoded: _judge(record, decoded, engine)))


def parse_record(record: RawRecord) -> Document | Rejection:
    """The document that `clean_record` would judge, but for its detected language. Never raises either."""
    return to_end(_guarded(record, lambda decoded: _parse(record, decoded)))


def _guarded(record: RawRecord, work: Callable[[Decoded], Stages[Result | Rejection]]) -> Stages[Result | Rejection]:
    """The result of `work` on the decoded record, or the rejection that says why there is none."""
    try:
        decoded = decode(record.payload, record.kind, record.charset)
    except Undecodable as error:
        return reject(record, Stage.DECODE, error.reason, error.detail)
    try:
        return (yield from work(decoded))
    except UnparsablePageError as error:
        return reject(record, Stage.PARSE, RejectReason.NO_TEXT, str(error))
    except Exception as error:  # noqa: BLE001 - the one place where an unforeseen crash becomes a typed rejection
        return reject(record, Stage.CLEAN, RejectReason.CRASHED, _describe(error))


def reject(record: RawRecord, stage: Stage, reason: RejectReason, detail: str) -> Rejection:
    """The record as a rejection, with all that is needed to try it again."""
    return Rejection(
        record.origin, stage, reason, detail, record.payload, record.kind, record.hints, record.charset
    )  # fmt: skip


def gather_marks(document: Document, engine: Engine, folder: str = "") -> list[Mark]:
    """The marks of every voter that is always asked, in the order of blocks."""
    return to_end(_gather(document, engine, folder))


def _gather(document: Document, engine: Engine, folder: str) -> Stages[list[Mark]]:
    marks: list[Mark] = []
    for vote in voters(engine, folder).values():
        marks += vote(document)
        yield
    return sorted(marks, key=_IN_ORDER)


def voters(engine: Engine, folder: str = "") -> dict[str, Callable[[Document], list[Mark]]]:
    """The voters that are always asked, by name, with what each needs of the engine.

    `folder`, the first of the source path, stands for the site of a document whose address is unknown.
    """
    return {
        **{name: partial(vote, rules=engine.rules) for name, vote in VOTERS.items()},
        site.VOTER: partial(site.vote, templates=engine.templates, folder=folder),
        publisher.VOTER: partial(publisher.vote, overlays=engine.overlays),
    }


def read_document(decoded: Decoded, kind: PayloadKind, hints: Hints) -> Document:
    """Parse a decoded payload and settle its language."""
    document = PARSERS[kind](decoded, hints)
    language, score = detect_language(_language_sample(document), document.metadata.language or hints.language)
    return replace(document, metadata=replace(document.metadata, language=language, language_score=score))


def _parse(record: RawRecord, decoded: Decoded) -> Stages[Document | Rejection]:
    yield
    return PARSERS[record.kind](decoded, record.hints)


def _clean(record: RawRecord, decoded: Decoded, engine: Engine) -> Stages[CleanedArticle | Rejection]:
    judged = yield from _judge(record, decoded, engine)
    if isinstance(judged, Rejection):
        return judged
    yield
    text, removals = cut(judged.document, judged.cuts)
    return _article(record, decoded, judged.document, text, removals)


def _judge(record: RawRecord, decoded: Decoded, engine: Engine) -> Stages[Judgement | Rejection]:
    yield
    document = read_document(decoded, record.kind, record.hints)
    if not document.blocks:
        return reject(record, Stage.PARSE, RejectReason.NO_TEXT, "the payload holds no visible text")
    yield
    told = yield from _gather(document, engine, folder_of(record.origin.source_path))
    verdicts, marks = judge(document, told, engine)
    yield
    return Judgement(document, tuple(marks), verdicts, tuple(decide(document, marks, verdicts)))


def _article(
    record: RawRecord, decoded: Decoded, document: Document, text: str, removals: tuple[Removal, ...]
) -> CleanedArticle:
    metadata = document.metadata
    if record.kind is PayloadKind.TEXT and not record.hints.title:
        metadata = _with_believed_title(document, removals)
    removed = Counter({category.value: 0 for category in Category})
    for removal in removals:
        removed[removal.category.value] += removal.end_char - removal.start_char
    return CleanedArticle(
        origin=record.origin,
        article_id=article_id(record.origin),
        kind=record.kind,
        text=text,
        removals=removals,
        metadata=metadata,
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


def _with_believed_title(document: Document, removals: Sequence[Removal]) -> Metadata:
    """A text's metadata, with another title where the one that was found was cut, and not as the article's own."""
    furniture = [removal.text for removal in removals if removal.category is not Category.METADATA]
    found, texts = document.metadata, [block.text for block in document.blocks]
    return replace(found, title=believed_title(found.title, texts, found.url, furniture))


def article_id(origin: Origin) -> str:
    """32 hexadecimal digits that name a record by its place: the same dump gives the same ids."""
    place = f"{origin.source_path}\0{origin.record_id}\0{origin.locator_kind}\0{origin.offset}\0{origin.ordinal}"
    return _sha256(place)[:32]


def _language_sample(document: Document) -> str:
    """The longest blocks, in their order: menus in another language do not decide."""
    blocks = sorted(document.blocks, key=lambda b: len(b.text), reverse=True)  # of one length: in their order
    chosen, size = [], 0
    for block in blocks:
        if size >= LANGUAGE_SAMPLE:
            break
        chosen.append(block)
        size += len(block.text)
    return "\n".join(b.text for b in sorted(chosen))[:LANGUAGE_SAMPLE]


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _describe(error: Exception) -> str:
    """Type, message and innermost place of an exception, on one line."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {frames[-1].name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}: {str(error)[:300]}{place}".replace("\n", " ")
