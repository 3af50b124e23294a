"""A document as the shape rules see it: its lines in comparable form, its paragraphs, its headline."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from cleaners.metadata.dates import may_hold_date
from cleaners.metadata.lines import MAX_DATELINE_CHARS, byline, dateline_time, is_agency_line, is_reading_time
from cleaners.model import Block, Document, PayloadKind
from cleaners.text.function_words import FUNCTION_WORDS as BY_LANGUAGE
from cleaners.voters.shapes.signs import signed

PARAGRAPH_CHARS = 140  # a block of this length is taken for a paragraph of some story
PARAGRAPH_CHARS_UNSPACED = 60
HEAD_LINES = 14  # how far down the headline and what belongs to it are looked for
EDGE_LINES = 12  # at most, at either end
AFTER_HEAD = 3
CAPTION_CHARS = 600  # a longer block is not a caption, whatever it holds
NUMBERED_CHARS = 200  # nor a longer one a date, a counter or a number of a figure

UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
SENTENCE_END = re.compile(r"[.!?…。！？؟।]['\"”’»)\]」』）]*$")
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
DIGIT = re.compile(r"\d")
NOT_WORD = re.compile(r"[\W_]+")
SLUG = re.compile(r"[^/?#]*-[^/?#]*-[^/?#]*")


FUNCTION_WORDS = frozenset().union(*BY_LANGUAGE.values())
KEY_CHARS = 500  # of a line that its key reads
WORDS_CHARS = 400  # of a line whose words are counted

_SPACES = {code: " " for code in range(128) if not chr(code).isalnum()}
_PRINTED_SIGNS = "‘’“”–—…·•»©"
_SPACES_IN_LINES = {code: sign for code, sign in _SPACES.items() if code != ord("\n")}


def key_of(text: str) -> str:
    """Lower case, words only: texts of equal keys read the same."""
    if text.isascii():
        return " ".join(text.lower().translate(_SPACES).split())
    return NOT_WORD.sub(" ", text.lower()).strip()


def keys_of(texts: Sequence[str]) -> list[tuple[str, bool]]:
    """`key_of` of each text, and whether the text is plain: ASCII, but for signs that printers add to it.

    Plain texts are read all at once: for a short text, a call costs more than its work.
    """
    joined = "\n".join(texts)
    if joined.count("\n") != len(texts) - 1:
        return [(key_of(text), text.isascii()) for text in texts]
    for sign in _PRINTED_SIGNS:
        joined = joined.replace(sign, " ")
    plain = [line if line.isascii() else "" for line in joined.split("\n")]
    read = "\n".join(plain).lower().translate(_SPACES_IN_LINES).split("\n")
    return [
        (" ".join(line.split()) if "  " in line else line.strip(" "), True) if line else (key_of(text), False)
        for line, text in zip(read, texts, strict=True)
    ]


class Line:
    """One block as the rules compare it: `key` is its text in lower case, words only, so that equal keys read the same.

    By hand, for `cached_property` takes a lock each time (Python 3.11) and a page has hundreds of lines.
    """

    __slots__ = ("_words", "index", "key", "numbered", "paragraph", "plain", "sentence", "tag", "text", "unspaced")

    def __init__(self, index: int, text: str, tag: str, key: str, plain: bool) -> None:
        self.index, self.text, self.tag, self.key, self.plain = index, text, tag, key, plain
        # Whether most of it is in a script that puts no spaces between words.
        self.unspaced = not plain and 3 * len(UNSPACED.findall(text[:400])) > len(text[:400])
        self.paragraph = len(text) >= (PARAGRAPH_CHARS_UNSPACED if self.unspaced else PARAGRAPH_CHARS)
        # Whether it ends as a sentence ends. Most lines end in a letter, which takes no search to know.
        self.sentence = not text[-1:].isalnum() and SENTENCE_END.search(text[-8:]) is not None
        # Whether it is short and holds a digit, as dates, counters and the like do.
        self.numbered = len(text) <= NUMBERED_CHARS and DIGIT.search(text) is not None
        self._words = -1

    @property
    def words(self) -> int:
        """Words, of the first 400 characters; two characters of an unspaced script count as one."""
        if self._words < 0:
            self._words = self._count_words()
        return self._words

    def _count_words(self) -> int:
        sample = self.text[:WORDS_CHARS]
        if self.unspaced:
            return len(UNSPACED.findall(sample)) // 2
        if self.plain and len(sample) == len(self.text) and "'" not in sample and "’" not in sample:
            return self.key.count(" ") + 1 if self.key else 0  # its words lie there already, parted by spaces
        return len(WORD.findall(sample))

    @property
    def short(self) -> bool:
        """Neither a paragraph nor a full sentence: a title, a label, a link, a list item."""
        return not self.paragraph and not self.sentence


@dataclass(frozen=True)
class Page:
    """Everything that more than one shape rule needs. Derived values are computed once, when first asked for."""

    document: Document
    blocks: tuple[Block, ...]
    lines: tuple[Line, ...]

    @classmethod
    def of(cls, document: Document, blocks: Sequence[Block] | None = None) -> Page:
        """The page as if it held only these blocks (default all); a line's index is its place among them."""
        chosen = tuple(document.blocks if blocks is None else blocks)
        keys = keys_of([block.text[:KEY_CHARS] for block in chosen])
        lines = [
            Line(index, block.text, block.tag, *key)
            for index, (block, key) in enumerate(zip(chosen, keys, strict=True))
        ]
        return cls(document, chosen, tuple(lines))

    def __iter__(self) -> Iterator[Line]:
        return iter(self.lines)

    def __len__(self) -> int:
        return len(self.lines)

    @property
    def plain(self) -> bool:
        return self.document.kind is PayloadKind.TEXT

    @cached_property
    def counts(self) -> Counter[str]:
        return Counter(line.key for line in self.lines)

    @cached_property
    def slug(self) -> frozenset[str]:
        """Words of the hyphened part of the URL's path, which on news sites repeats the headline."""
        path = (self.document.metadata.url or "").partition("://")[2].partition("/")[2].partition("?")[0]
        found: Sequence[str] = SLUG.findall(path.lower())
        return frozenset(WORD.findall(max(found, key=len))) if found else frozenset()

    @cached_property
    def first_paragraph(self) -> int:
        """Index of the first paragraph; the number of lines where there is none."""
        return next((line.index for line in self.lines if line.paragraph), len(self.lines))

    @cached_property
    def last_paragraph(self) -> int:
        """Index of the last paragraph; -1 where there is none."""
        return next((line.index for line in reversed(self.lines) if line.paragraph), -1)

    @cached_property
    def usual_paragraph(self) -> int:
        """Characters of the median paragraph; 0 where there is none."""
        lengths = sorted(len(line.text) for line in self.lines if line.paragraph)
        return lengths[len(lengths) // 2] if lengths else 0

    @cached_property
    def captionable(self) -> tuple[Line, ...]:
        """The lines that are short enough for a caption."""
        return tuple(line for line in self.lines if len(line.text) <= CAPTION_CHARS)

    @cached_property
    def signed(self) -> tuple[Line, ...]:
        """Those of them in which something tells of a picture."""
        lines = self.captionable
        return tuple(lines[place] for place in signed([line.text for line in lines]))

    @cached_property
    def headline(self) -> int:
        """Index of the block that is most likely the headline; -1 where none is likely."""
        return _headline(self)

    @cached_property
    def authors(self) -> frozenset[str]:
        """Names in bylines near the head, and what the container says; in key form."""
        names = {name for line in self.head() if line.index in self.bylines for name in byline(line.text)}
        return frozenset(key_of(name) for name in names | set(self.document.metadata.authors))

    @cached_property
    def datelines(self) -> frozenset[int]:
        language = self.document.metadata.language
        return frozenset(
            line.index
            for line in self.lines
            if len(line.text) <= MAX_DATELINE_CHARS
            and line.numbered
            and may_hold_date(line.text)
            and line.words < 20
            and dateline_time(line.text, language) is not None
        )

    @cached_property
    def bylines(self) -> frozenset[int]:
        return frozenset(line.index for line in self.edges() if line.short and line.words <= 16 and byline(line.text))

    @property
    def last_quarter(self) -> int:
        """Where comments may begin: after the first paragraph and not in the first third of the lines."""
        return max(self.first_paragraph + 1, len(self) // 3)

    def head(self) -> tuple[Line, ...]:
        """The lines before the first paragraph, and a few after it."""
        return self.lines[: min(len(self), max(HEAD_LINES, min(self.first_paragraph, 2 * HEAD_LINES)))]

    def edges(self) -> tuple[Line, ...]:
        """The first and the last lines, where an article's particulars stand."""
        head = min(self.first_paragraph + AFTER_HEAD, EDGE_LINES)
        if len(self) <= head + EDGE_LINES:
            return self.lines
        return self.lines[:head] + self.lines[max(head, self.last_paragraph) :][-EDGE_LINES:]

    def tail(self) -> tuple[Line, ...]:
        """The lines after the last paragraph."""
        return self.lines[self.last_paragraph + 1 :] if self.last_paragraph >= 0 else ()

    @cached_property
    def small_metadata(self) -> frozenset[int]:
        """Reading times and names of agencies."""
        return frozenset(
            line.index for line in self.edges() if line.words <= 5 and line.short and _is_small_metadata(line)
        )

    def is_furniture(self, line: Line) -> bool:
        """A byline, a date, a reading time or an agency's name."""
        return line.index in self.datelines or line.index in self.bylines or line.index in self.small_metadata


def _is_small_metadata(line: Line) -> bool:
    return is_agency_line(line.text) or (line.numbered and is_reading_time(line.text))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Share of the smaller set's words that stand in the other."""
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller else 0.0


def _headline(page: Page) -> int:
    """The first title in the metadata, else the likest line to the URL's slug, else the first title-like line."""
    candidates = [
        line for line in page.head() if 3 <= line.words <= 35 or (not line.plain and UNSPACED.search(line.text[:40]))
    ]
    if page.plain:
        return _headline_of_text(page, candidates)
    words = [frozenset(line.key.split()) for line in candidates]
    title = frozenset((page.document.metadata.title or "").lower().split())
    for known, least in ((title, 0.7), (page.slug, 0.6)):
        if len(known) < 3 or not candidates:
            continue
        alike = [likeness(own, known) for own in words]
        likest = candidates[alike.index(max(alike))]
        if likest.words >= 3 and max(alike) >= least:
            return likest.index
    return _first_title(page, candidates)


def _first_title(page: Page, candidates: Sequence[Line]) -> int:
    early = [line for line in candidates if line.index <= page.first_paragraph and line.words >= 4]
    return next((line.index for line in early if line.short and not page.is_furniture(line)), -1)


def _headline_of_text(page: Page, candidates: Sequence[Line]) -> int:
    """The same in a text, where a lead that holds the title's words is not the title, and the title may be missing."""
    title = frozenset(WORD.findall((page.document.metadata.title or "").lower()))
    for known, least in ((title, 0.7), (page.slug, 0.6)):
        content = known - FUNCTION_WORDS
        if len(known) < 3 or not content:
            continue
        alike = [(_titled(line, content), -line.index) for line in candidates if line.words >= 3]
        score, place = max(alike, default=(0.0, 0))
        if score >= least:
            return -place
    return _first_title(page, candidates) if len(title) < 3 else -1


def _titled(line: Line, known: frozenset[str]) -> float:
    """How far a line's words are those of a title and the title's those of the line: the smaller of both shares.

    0 for a line that ends as a sentence ends: a lead says what its title says.
    """
    own = frozenset(line.key.split()) - FUNCTION_WORDS
    if not own or line.text.rstrip("\"'”’»)").endswith((".", "。", "।")) or line.paragraph:
        return 0.0
    return len(own & known) / max(len(own), len(known))


def runs(flags: Sequence[bool]) -> Iterator[range]:
    """The maximal runs of true values, as ranges of indices."""
    start = None
    for index, flag in enumerate([*flags, False]):
        if flag and start is None:
            start = index
        elif not flag and start is not None:
            yield range(start, index)
            start = None
