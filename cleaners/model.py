"""The values that travel from one step to the next. All are frozen; none has behaviour beyond itself.

RawRecord --parse--> Document --voters--> Marks --decide--> Verdicts --cut--> CleanedArticle
     \\________________________ or Rejection, at whatever stage ________________________/
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple

# Dates are of the years 1900 to 2100, or null. Spark 3 refuses a whole file for one older timestamp.
EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
AFTER_LATEST = datetime(2101, 1, 1, tzinfo=UTC)


class PayloadKind(StrEnum):
    """What the bytes of a record are."""

    HTML = "html"  # a whole page
    FRAGMENT = "fragment"  # the HTML of an article body, as feeds carry it
    TEXT = "text"  # plain page text, one paragraph a block


class Category(StrEnum):
    """Why text was removed. The names are columns of `removed_chars` and values of `removals.category`."""

    ADVERTISING = "advertising"
    DONATION = "donation"
    CAPTION = "caption"
    CONSENT = "consent"
    NEWSLETTER = "newsletter"
    SOCIAL = "social"
    RELATED = "related"
    NAVIGATION = "navigation"
    COMMENTS = "comments"
    LEGAL = "legal"
    METADATA = "metadata"  # byline, date, section, repeated headline: moved to columns
    OTHER = "other"


class Verdict(StrEnum):
    """What a mark, or the decision over all marks of a block, asks for."""

    KEEP = "keep"
    CUT = "cut"


#: For what looks at every mark: to look one up in its enum takes twelve times as long as to look up a name.
KEEP, CUT = Verdict


class Stage(StrEnum):
    """Where in the journey a record was rejected."""

    READ = "read"
    DECODE = "decode"
    PARSE = "parse"
    CLEAN = "clean"


class RejectReason(StrEnum):
    """The closed set of reasons for which a record is kept in `rejects` instead of `articles`."""

    BROKEN_RECORD = "broken_record"  # the container's record cannot be parsed (a broken JSON line, a bad row)
    TRUNCATED = "truncated"  # the container ends in the middle of this record
    CORRUPT_CONTAINER = "corrupt_container"  # bytes of the container cannot be read here (bad CRC, bad member)
    UNREADABLE_FILE = "unreadable_file"  # the file cannot be opened or is not what its name says
    EMPTY_FILE = "empty_file"
    EMPTY_PAYLOAD = "empty_payload"
    MISSING_PAYLOAD = "missing_payload"  # no field of the record holds a page or a text
    BINARY_PAYLOAD = "binary_payload"  # PDF, image, archive ... whatever the label says
    UNDECODABLE = "undecodable"  # no encoding gives readable text
    TOO_LARGE = "too_large"  # over the configured cap
    UNSAFE_MEMBER = "unsafe_member"  # an archive member with an absolute name, `..`, or a link
    BOMB = "bomb"  # expands beyond the output cap
    NO_TEXT = "no_text"  # parsed, and holds no visible text at all
    TIMEOUT = "timeout"
    MEMORY = "memory"
    WORKER_DIED = "worker_died"
    CRASHED = "crashed"  # an unforeseen exception: detail carries its type and place


class SkipReason(StrEnum):
    """The closed set of reasons for which a record is counted in the manifest and not kept."""

    NOT_A_PAGE_RECORD = "not_a_page_record"  # WARC warcinfo, request, metadata, revisit ...
    NOT_HTML = "not_html"  # a response that declares another media type
    NOT_OK_STATUS = "not_ok_status"  # an HTTP status other than 200
    UNKNOWN_FILE_TYPE = "unknown_file_type"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a record came from, exactly enough to fetch its bytes again.

    `offset` and `length` are in units of `locator_kind`: `warc_offset` (bytes of the stored, compressed member),
    `decompressed_offset` (bytes of the decompressed stream), `byte_offset` (bytes of the file itself),
    `row` (row number and 1), `member` (ordinal in the archive and payload bytes).
    `ordinal` counts every item of the unit (records, rejects, skips) from 0 in reading order.
    """

    record_id: str
    source_path: str  # relative to the raw root, `/`-separated
    source_format: str  # warc, wet, jsonl, parquet, arrow, csv, zip, tar, html, text
    locator_kind: str
    offset: int
    length: int
    ordinal: int


@dataclass(frozen=True, slots=True)
class Hints:
    """What the container says of a record. Unverified, possibly absent, never trusted over better evidence."""

    url: str | None = None
    title: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    modified: str | None = None
    fetched: str | None = None
    language: str | None = None
    site_name: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RawRecord:
    """One record as the container holds it: undecoded payload and what is known of it."""

    origin: Origin
    payload: bytes
    kind: PayloadKind
    charset: str | None = None  # from the HTTP header; `unicode` when the container held decoded text, now UTF-8
    hints: Hints = Hints()


@dataclass(frozen=True, slots=True)
class Rejection:
    """A record that could not become an article, kept whole so that it can be looked at and tried again."""

    origin: Origin
    stage: Stage
    reason: RejectReason
    detail: str
    payload: bytes = b""
    kind: PayloadKind | None = None
    hints: Hints = Hints()
    charset: str | None = None


@dataclass(frozen=True, slots=True)
class Skip:
    """A record that is not an article by its own declaration; counted by reason, not kept."""

    origin: Origin
    reason: SkipReason
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text of a payload, and which evidence decided its encoding."""

    text: str
    encoding: str
    evidence: str  # bom, http, meta, detector, container, utf8
    replaced: int  # count of U+FFFD put in for undecodable bytes
    utf8: bytes | None = None  # the text in UTF-8, where the payload was just that


#: Makes a named tuple of its fields, `new(Mark, (...))`. Its own constructor takes three times as long, and a page has
#: five hundred.
new = tuple.__new__


class Block(NamedTuple):
    """A paragraph, heading, list item, caption, table row or line: the unit of every decision.

    `start` and `end` are code points in `Document.text`, half open. `text` is what stands there; in a plain text,
    what is read there, which may leave out the breaks within a paragraph and the marks of a quotation.
    """

    index: int  # type: ignore[assignment]  # its place; a tuple's search is of no use here
    start: int
    end: int
    text: str
    tag: str  # p, h1..h6, li, td, figcaption, div, ...; `line` for a line of plain text of which no more is known
    path: str = ""  # DOM path, e.g. html/body/div[2]/p[3]; for plain text `line[7]`, the first of the block
    link_chars: int = 0  # characters of `text` that lie inside links
    node: int = -1  # key into the format's own side table (DOM context); -1 where there is none


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the page says of itself, as columns."""

    title: str | None = None
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    modified_at: datetime | None = None
    fetched_at: datetime | None = None
    url: str | None = None
    canonical_url: str | None = None
    host: str | None = None
    site_name: str | None = None
    language: str | None = None
    language_score: float = 0.0
    section: str | None = None
    tags: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()  # e.g. implausible_date


@dataclass(frozen=True, slots=True)
class Document:
    """A record as an ordered list of blocks over one text. What lies between blocks is white space.

    For HTML the text is made by the parser (blocks joined by line breaks); for plain text it is the decoded
    text with line ends normalised to a line feed. Offsets of blocks, marks and removals count code points of `text`.
    """

    kind: PayloadKind
    text: str
    blocks: tuple[Block, ...]
    metadata: Metadata  # with `language` already detected
    page: object | None = None  # the format's side table (DOM context), read by the dom and extraction voters only


class Mark(NamedTuple):
    """One voter's opinion on a span of the document.

    `strength` is in (0, 1]: how far this evidence alone should be believed.
    `start_char`/`end_char` are code points in `Document.text`; they cover a block, or part of one.
    """

    block: int
    start_char: int
    end_char: int
    category: Category
    rule_id: str
    verdict: Verdict
    strength: float
    voter: str


class Removal(NamedTuple):
    """A span that was cut, and the mark that carried the decision."""

    ordinal: int
    start_char: int
    end_char: int
    category: Category
    rule_id: str
    voter: str
    strength: float
    dom_path: str
    text: str


@dataclass(frozen=True, slots=True)
class CleanedArticle:
    """The result for one record: kept text, its ledger, its columns."""

    origin: Origin
    article_id: str
    kind: PayloadKind
    text: str
    removals: tuple[Removal, ...]
    metadata: Metadata
    encoding: str
    encoding_evidence: str
    payload_sha256: str
    payload_bytes: int
    input_text_sha256: str
    text_sha256: str
    chars_in: int
    chars_out: int
    removed_chars: dict[str, int] = field(default_factory=dict)  # every category present, 0 included
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EngineIdentity:
    """What must be equal for two runs to owe the same bytes."""

    digest: str  # over all that follows and the options
    code_version: str
    rules_digest: str
    trafilatura_version: str
