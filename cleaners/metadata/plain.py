"""Metadata of plain page text: the container's hints, then the lines themselves (headline, byline, dates)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from cleaners.metadata.authors import clean_authors
from cleaners.metadata.lines import byline, dateline_time, is_agency_line, is_reading_time
from cleaners.metadata.names import is_lead
from cleaners.metadata.page import IMPLAUSIBLE_DATE, hint_metadata, plausible
from cleaners.metadata.text import squeeze
from cleaners.metadata.visible import UPDATED
from cleaners.model import Hints, Metadata

#: Blocks in which a headline and what belongs to it are looked for, and the characters of each that are read.
HEAD_LINES = 40
HEAD_CHARS = 2_000
#: Characters of the text whose words a headline should share.
BODY_CHARS = 6_000
BODY_BLOCKS = 600
#: Scores (see `_headline_score`) below which no line is believed, above and below the first paragraph.
MIN_SCORE_ABOVE = 0.45
MIN_SCORE_BELOW = 0.9

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]{2}|[가-힣]{2,}|[^\W\d_]{4,}")
_SENTENCE_END = re.compile(r"[^.][.。!！:：,;]['\"”’»)\]」』]*$")
_SLUG_WORD = re.compile(r"[^\W\d_]{3,}")
_PARAGRAPH_CHARS = 140  # of spaced writing; dense scripts count double
_TITLE_CHARS = range(12, 221)
_BULLETS = "-•*·▪►✅#"
_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff가-힣]")


def text_metadata(texts: Sequence[str], hints: Hints) -> Metadata:
    """Columns from the hints, and from the first blocks of the text for what the hints leave open.

    `texts` is what the blocks read, in their order.
    """
    stated = hint_metadata(hints)
    lines = _head(texts)
    published, modified = _dates(lines, hints.language)
    found = [plausible(moment) for moment in (published, modified)]
    flags = set(stated.flags) | ({IMPLAUSIBLE_DATE} if found != [published, modified] else set())
    return replace(
        stated,
        title=stated.title or headline(texts, hints.url),
        authors=stated.authors or _authors(lines),
        published_at=stated.published_at or found[0],
        modified_at=stated.modified_at or found[1],
        flags=tuple(sorted(flags)),
    )


def believed_title(title: str | None, texts: Sequence[str], url: str | None, furniture: Collection[str]) -> str | None:
    """The title that was found in a text, or the next likely one where cleaning found that to be `furniture`."""
    cut = {squeeze(text) for text in furniture}
    return headline(texts, url, cut) if title in cut else title


def headline(texts: Sequence[str], url: str | None = None, furniture: Collection[str] = ()) -> str | None:
    """The block of the head that is most likely the article's headline, or None where none is likely.

    A headline stands before the first paragraph; after it, a block must be far more like one to be believed. None of
    `furniture` is one.
    """
    lines = [line for line in _head(texts) if line not in furniture]
    first = next((number for number, line in enumerate(lines) if _is_paragraph(line)), len(lines))
    body = Counter(_stems("\n".join(texts[:BODY_BLOCKS])[:BODY_CHARS]))
    slug = frozenset(_SLUG_WORD.findall((url or "").partition("://")[2].partition("/")[2].lower()))
    counts = Counter(lines)
    for part, least, step in ((lines[:first], MIN_SCORE_ABOVE, 0.06), (lines[first:], MIN_SCORE_BELOW, 0.02)):
        scored = [
            (_headline_score(line, counts[line], body, slug) - step * number, -number, line)
            for number, line in enumerate(part)
            if _is_titular(line)
        ]
        score, _, line = max(scored, default=(0.0, 0, ""))
        if score >= least:
            return line
    return None


def _headline_score(line: str, repeats: int, body: Counter[str], slug: frozenset[str]) -> float:
    """Share of the line's words that the text repeats, raised by the URL's slug and by the line standing twice."""
    own = _stems(line)
    if not own:
        return 0.0
    echoed = sum(body[word] > repeats * own.count(word) for word in own) / len(own)
    named = len(slug & frozenset(_SLUG_WORD.findall(line.lower()))) / max(3, min(len(slug), len(own)))
    return echoed + named + 0.3 * (repeats > 1) + 0.5 * min(len(own), 8) / 8


def _stems(text: str) -> list[str]:
    """Longer words cut to five letters, so that inflected forms meet."""
    return [word[:5] for word in _WORD.findall(text.lower())]


def _head(texts: Sequence[str]) -> list[str]:
    """The first blocks that hold anything, squeezed."""
    lines = (squeeze(text[:HEAD_CHARS]) for text in texts[: 2 * HEAD_LINES])
    return [line for line, _ in zip(filter(None, lines), range(HEAD_LINES), strict=False)]


def _is_titular(line: str) -> bool:
    """Whether a line could be a headline by its length and its end, and is nothing else that has a name."""
    if _width(line) not in _TITLE_CHARS or _SENTENCE_END.search(line) or line[0] in _BULLETS:
        return False
    if len(line.split()) < 2 and not _is_dense(line):
        return False
    return not (dateline_time(line) or byline(line) or is_reading_time(line) or is_agency_line(line))


def _is_paragraph(line: str) -> bool:
    return _width(line) >= _PARAGRAPH_CHARS and bool(_SENTENCE_END.search(line))


def _width(line: str) -> int:
    """Characters, an ideograph or syllable block counted as two."""
    return len(line) * 2 if _is_dense(line) else len(line)


def _is_dense(line: str) -> bool:
    return len(_DENSE.findall(line)) * 2 > len(line)


def _authors(lines: Sequence[str]) -> tuple[str, ...]:
    """Names of the first byline; a line that is only `By` takes the next line with it."""
    for text in _joined(lines):
        if names := byline(text):
            return clean_authors(names)
    return ()


def _joined(lines: Sequence[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        follows = lines[number + 1] if is_lead(line) and number + 1 < len(lines) else ""
        yield f"{line} {follows}" if follows else line


def _dates(lines: Sequence[str], language: str | None) -> tuple[datetime | None, datetime | None]:
    """(published, updated): the first date lines of each kind; a lone update is the best known publication."""
    dated = [(line, moment) for line in lines if (moment := dateline_time(line, language))]
    published = next((moment for line, moment in dated if not UPDATED.search(line)), None)
    updated = next((moment for line, moment in dated if UPDATED.search(line)), None)
    return published or updated, updated
