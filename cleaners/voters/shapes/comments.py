"""Shapes of readers' comments in plain text: headers that repeat, with a name, a time, and words to answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from cleaners.metadata.dates import find_date, fold, may_hold_date
from cleaners.text.vocabulary import VOCABULARY
from cleaners.voters.shapes.page import Line, Page

REACH = 10  # lines from one comment's header, or words to answer, to the next
REPLIES = 2  # lines to answer from which there are comments
HEADERS = 3  # headers of comments, of two people at least
HEADER_CHARS = 90
NAME_WORDS = 4
REPLY_WORDS = 6

_REPLY = re.compile(rf"(?:^|\s){VOCABULARY.pattern('comment_replies')}(?:\s|$)")
_AGO = re.compile(rf"(?<!\w){VOCABULARY.pattern('time_ago')}(?!\w)")
_MAY_BE_AGO = re.compile(r"\d|ago|vor |pred|před|temu|fa$|назад|тому|منذ|قبل|לפני|sedan|siden|sitten")
_CLOCK = re.compile(r"(?<!\d)[012]?\d[:.h][0-5]\d(?!\d)")
_NOT_NAME = re.compile(r"[\W\d_]+")
_SMALL = frozenset("am um on at the says said le à el a las il alle op om o w v в о kl pm".split())


class _Sign(NamedTuple):
    """A line that tells of a comment: `name` is whose, empty for words to answer."""

    place: int
    name: str


def sections(page: Page) -> Iterator[int]:
    """Comments, from the header of the first to what stands below the last, wherever they are."""
    for cluster in _clusters(list(_signs(page))):
        if _are_comments(cluster):
            yield from range(_start(page, cluster[0]), _end(page, cluster))


def _signs(page: Page) -> Iterator[_Sign]:
    for line in page:
        if line.paragraph or len(line.text) > HEADER_CHARS or line.text.endswith((":", "：")):
            continue
        if line.words <= REPLY_WORDS and not line.sentence and _REPLY.search(line.key):
            yield _Sign(line.index, "")
        elif name := _name_in_header(page, line):
            yield _Sign(line.index, name)


def _name_in_header(page: Page, line: Line) -> str:
    """The name beside a time, or on the line above one that is nothing but `3 hours ago`."""
    text = line.text.lower()
    ago = _AGO.search(text) if _MAY_BE_AGO.search(text) else None
    if ago:
        name = _name(text[: ago.start()] + " " + text[ago.end() :])
        above = page.lines[line.index - 1] if line.index else None
        if not name and above is not None and above.short and above.words <= NAME_WORDS - 1:
            return _name(above.text.lower())
        return name
    if not line.numbered or not _CLOCK.search(text) or not may_hold_date(text):
        return ""
    date = find_date(fold(line.text), page.document.metadata.language)
    return _name(date.rest) if date is not None and date.has_time else ""


def _name(text: str) -> str:
    words = [word for word in _NOT_NAME.sub(" ", text).split() if word not in _SMALL]
    return " ".join(words) if 1 <= len(words) <= NAME_WORDS else ""


def _clusters(signs: Sequence[_Sign]) -> Iterator[list[_Sign]]:
    cluster: list[_Sign] = []
    for sign in signs:
        if cluster and sign.place - cluster[-1].place > REACH:
            yield cluster
            cluster = []
        cluster.append(sign)
    if cluster:
        yield cluster


def _are_comments(cluster: Sequence[_Sign]) -> bool:
    names = [sign.name for sign in cluster if sign.name]
    replies = len(cluster) - len(names)
    apart = cluster[-1].place - cluster[0].place >= len(cluster)  # something is said between them
    return apart and (replies >= REPLIES or (len(names) >= HEADERS and len(set(names)) > 1))


def _start(page: Page, first: _Sign) -> int:
    """The first line of the header: above words to answer, the nearest short lines within reach."""
    place = first.place
    if not first.name:
        above = range(place - 1, max(place - REACH, -1), -1)
        place = next((index for index in above if page.lines[index].short), place)
    while place > 0 and page.lines[place - 1].short and page.lines[place - 1].words <= NAME_WORDS:
        place -= 1
    return place


def _end(page: Page, cluster: Sequence[_Sign]) -> int:
    """Behind the last words to answer; behind a last header, as far as comments usually go."""
    last = cluster[-1]
    if not last.name:
        return last.place + 1
    usual = sorted(b.place - a.place for a, b in pairwise(cluster))
    return min(len(page), last.place + usual[len(usual) // 2])
