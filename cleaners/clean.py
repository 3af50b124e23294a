"""The journey of one record, in order: decode, parse, vote, judge, decide, cut.

Several records are taken through each stage together, as if one after the other. What a stage needs (patterns,
automata, forests, the code itself) is then in the processor's caches for all records but the first: sixteen pages take
a sixth less time together than one by one.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from operator import itemgetter
from types import MappingProxyType

from cleaners.article import article_of
from cleaners.cut import Cut, cut
from cleaners.decision.decide import Verdicts, decide
from cleaners.decision.judge import judge
from cleaners.engine import Engine
from cleaners.formats import PARSERS
from cleaners.formats.tree import UnparsablePageError
from cleaners.model import (
    CleanedArticle,
    Decoded,
    Document,
    Hints,
    Mark,
    PayloadKind,
    RawRecord,
    Rejection,
    RejectReason,
    Stage,
)
from cleaners.templates import folder_of
from cleaners.text.decode import Undecodable, decode
from cleaners.text.language import detect_language
from cleaners.voters import VOTERS, Voter, publisher, site

Vote = Callable[[Document, Engine, str], list[Mark]]  # the string is a folder: see `voters`

_IN_ORDER = itemgetter(*map(Mark._fields.index, ("block", "start_char", "voter", "rule_id", "end_char")))
LANGUAGE_SAMPLE = 800  # characters of the longest blocks that the detector reads


@dataclass(slots=True, eq=False)
class _Case:
    """A record on its way: each stage writes down what it finds, and reads what those before it found."""

    record: RawRecord
    decoded: Decoded = field(init=False)
    document: Document = field(init=False)
    marks: list[Mark] = field(init=False, default_factory=list)
    verdicts: Verdicts = field(init=False)
    cuts: list[Cut] = field(init=False)
    article: CleanedArticle = field(init=False)


def _decode(case: _Case) -> None:
    case.decoded = decode(case.record.payload, case.record.kind, case.record.charset)


def _parse_only(case: _Case) -> None:
    case.document = PARSERS[case.record.kind](case.decoded, case.record.hints)


def _parse(case: _Case) -> None:
    case.document = read_document(case.decoded, case.record.kind, case.record.hints)
    if not case.document.blocks:
        raise UnparsablePageError("the payload holds no visible text")


def _vote(case: _Case, vote: Vote, engine: Engine) -> None:
    case.marks += vote(case.document, engine, folder_of(case.record.origin.source_path))


def _judge(case: _Case, engine: Engine) -> None:
    case.verdicts, case.marks = judge(case.document, sorted(case.marks, key=_IN_ORDER), engine)


def _decide(case: _Case) -> None:
    case.cuts = decide(case.document, case.marks, case.verdicts)


def _cut(case: _Case) -> None:
    text, removals = cut(case.document, case.cuts)
    case.article = article_of(case.record, case.decoded, case.document, text, removals)


def _by_rules(vote: Voter) -> Vote:
    return lambda document, engine, _folder: vote(document, engine.rules)


VOTES: Mapping[str, Vote] = MappingProxyType(
    {
        **{name: _by_rules(vote) for name, vote in VOTERS.items()},
        site.VOTER: lambda document, engine, folder: site.vote(document, engine.templates, folder),
        publisher.VOTER: lambda document, engine, _folder: publisher.vote(document, engine.overlays),
    }
)
Step = Callable[[_Case], None]
TO_DOCUMENT: Sequence[Step] = (_decode, _parse_only)


def _to_judgement(engine: Engine) -> Sequence[Step]:
    votes = (partial(_vote, vote=vote, engine=engine) for vote in VOTES.values())
    return (_decode, _parse, *votes, partial(_judge, engine=engine), _decide)


def _to_article(engine: Engine) -> Sequence[Step]:
    return (*_to_judgement(engine), _cut)


@dataclass(frozen=True, slots=True, eq=False)
class Judgement:
    """Why a record is cut as it is: its document, all marks on it, the odds of its blocks, and the cuts."""

    document: Document
    marks: tuple[Mark, ...]
    verdicts: Verdicts
    cuts: tuple[Cut, ...]


def clean_record(record: RawRecord, engine: Engine) -> CleanedArticle | Rejection:
    """Clean one record. Never raises: whatever goes wrong becomes a Rejection that keeps the payload."""
    return clean_records([record], engine, _nobody)[0]


def clean_records(
    records: Sequence[RawRecord], engine: Engine, turn: Callable[[int], None]
) -> list[CleanedArticle | Rejection]:
    """What `clean_record` makes of each, in less time: they go through its stages together.

    `turn` is told which of them is at work from now on, by its number. Raises only what `turn` does.
    """
    done = _through(_to_article(engine), records, turn)
    return [case if isinstance(case, Rejection) else case.article for case in done]


def judge_record(record: RawRecord, engine: Engine) -> Judgement | Rejection:
    """The judgement by which `clean_record` would cut, for reports on what rules do. Never raises either."""
    [case] = _through(_to_judgement(engine), [record], _nobody)
    if isinstance(case, Rejection):
        return case
    return Judgement(case.document, tuple(case.marks), case.verdicts, tuple(case.cuts))


def parse_record(record: RawRecord) -> Document | Rejection:
    """The document that `clean_record` would judge, but for its detected language. Never raises either."""
    [case] = _through(TO_DOCUMENT, [record], _nobody)
    return case if isinstance(case, Rejection) else case.document


def _through(
    steps: Sequence[Step], records: Sequence[RawRecord], turn: Callable[[int], None]
) -> list[_Case | Rejection]:
    """The records after these steps, each of which all have taken before any takes the next."""
    cases: list[_Case | Rejection] = [_Case(record) for record in records]
    for step in steps:
        for number, case in enumerate(cases):
            if isinstance(case, _Case):
                turn(number)
                cases[number] = _taken(step, case)
    return cases


def _taken(step: Step, case: _Case) -> _Case | Rejection:
    """The case after a step, or the rejection that says why it goes no further."""
    try:
        step(case)
    except Undecodable as error:
        return reject(case.record, Stage.DECODE, error.reason, error.detail)
    except UnparsablePageError as error:
        return reject(case.record, Stage.PARSE, RejectReason.NO_TEXT, str(error))
    except Exception as error:  # noqa: BLE001 - the one place where an unforeseen crash becomes a typed rejection
        return reject(case.record, Stage.CLEAN, RejectReason.CRASHED, _describe(error))
    return case


def _nobody(_number: int) -> None:
    """For records of which nobody asks whose turn it is."""


def reject(record: RawRecord, stage: Stage, reason: RejectReason, detail: str) -> Rejection:
    """The record as a rejection, with all that is needed to try it again."""
    return Rejection(
        record.origin, stage, reason, detail, record.payload, record.kind, record.hints, record.charset
    )  # fmt: skip


def gather_marks(document: Document, engine: Engine, folder: str = "") -> list[Mark]:
    """The marks of every voter that is always asked, in the order of blocks."""
    return sorted((mark for vote in voters(engine, folder).values() for mark in vote(document)), key=_IN_ORDER)


def voters(engine: Engine, folder: str = "") -> dict[str, Callable[[Document], list[Mark]]]:
    """The voters that are always asked, by name, with what each needs of the engine.

    `folder`, the first of the source path, stands for the site of a document whose address is unknown.
    """
    return {name: _bound(vote, engine, folder) for name, vote in VOTES.items()}


def _bound(vote: Vote, engine: Engine, folder: str) -> Callable[[Document], list[Mark]]:
    return lambda document: vote(document, engine, folder)


def read_document(decoded: Decoded, kind: PayloadKind, hints: Hints) -> Document:
    """Parse a decoded payload and settle its language."""
    document = PARSERS[kind](decoded, hints)
    language, score = detect_language(_language_sample(document), document.metadata.language or hints.language)
    return replace(document, metadata=replace(document.metadata, language=language, language_score=score))


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


def _describe(error: Exception) -> str:
    """Type, message and innermost place of an exception, on one line."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {frames[-1].name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}: {str(error)[:300]}{place}".replace("\n", " ")
