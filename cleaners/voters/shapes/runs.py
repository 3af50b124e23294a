"""Shapes that several blocks make together: menus, teasers, share buttons, comments, what follows the article's end."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise, takewhile

from cleaners.formats.surroundings import HEADINGS
from cleaners.text.vocabulary import VOCABULARY
from cleaners.voters.shapes.head import BIO, BIO_WORDS
from cleaners.voters.shapes.page import Line, Page, runs

_WORDS = VOCABULARY.pattern
_NETWORKS = VOCABULARY.words("share_buttons")
_RELATED = re.compile(rf"^{_WORDS('related')}")
_COMMENTS = re.compile(rf"^(?:\d+ )?{_WORDS('comments')}(?: \d+)?$|^{_WORDS('comment_calls')}\b")
_PRICE = re.compile(
    r"^(?:now |ab |from |nur )?[$€£¥₽₺]\s?\d[\d.,]*$|^\d[\d.,]*\s?(?:[$€£¥₽₺]|eur|usd|zł|kč|руб)\b.{0,30}$|^now \d+% off|^code copied",
    re.I,
)
_SEPARATOR_ONLY = re.compile(r"^[\W_]{1,12}$|^[xX×]$")
_GAP = re.compile(r"\s{2,}|\s*[|•·»›>]\s*|\s+/\s+")
_GAP_SIGN = re.compile(r"[|•·»›>/]|\s\s")  # what every gap holds; quicker to look for
_RIGHTS = re.compile(r"^(?:copyright\b|©|\(c\)) ?(?:©|\(c\))? ?(?:19|20)\d\d", re.IGNORECASE)
_END_LABEL = re.compile(rf"{_RELATED.pattern}|{_COMMENTS.pattern}|^{_WORDS('article_ends')}\b")
ALL_LINK = 0.9  # share of a block's characters in links from which it is nothing but a link
MENU_WORDS = 3
MOST_PAGES = 20  # at which a pager begins; years and house numbers begin higher
SOLID_CHARS = 200  # of two neighbouring lines that read on as an article
TEASER_WORDS = 30


def share_buttons(page: Page) -> Iterator[int]:
    """Names of networks and share verbs, in a run or beside one another in one line."""
    for run in runs([line.key in _NETWORKS for line in page.lines]):
        if len(run) >= 2:
            yield from run
    for line in page:
        parts = line.key.split() if line.short else ()
        if len(parts) < 3 or _NETWORKS.isdisjoint(parts) or line.words > 24:
            continue
        if sum(part in _NETWORKS for part in parts) >= max(3, 0.7 * len(parts)):
            yield line.index


def menus(page: Page) -> Iterator[int]:
    """Four or more lines in a row of at most three words each, none a sentence, outside the body."""
    small = [line.short and line.words <= MENU_WORDS and not line.text.endswith((":", "：")) for line in page]
    for run in runs(small):
        outside = run.stop <= page.first_paragraph or run.start > page.last_paragraph
        if len(run) >= 4 and outside and page.last_paragraph >= 0:
            yield from run


def repeated(page: Page) -> Iterator[int]:
    """A line whose very words stand three times in the page, or twice with a paragraph's length."""
    often = {key for key, count in page.counts.items() if key and count >= 3}
    for line in page if often else ():
        if line.key in often and line.index != page.headline and line.words <= 25:
            yield line.index


def repeated_paragraphs(page: Page) -> Iterator[int]:
    """The later occurrences of a paragraph that stands more than once."""
    seen: set[str] = set()
    for line in page:
        if line.key in seen and line.words >= 12:
            yield line.index
        seen.add(line.key)


def after_related_label(page: Page) -> Iterator[int]:
    """A label that announces other stories, and the titles and teasers below it."""
    for line in page:
        if line.words <= 8 and _RELATED.match(line.key) and not line.sentence:
            yield line.index
            yield from _teasers_below(page, line)


def _teasers_below(page: Page, label: Line) -> Iterator[int]:
    if label.words > 6:
        return
    late = label.index > page.last_paragraph
    for line in page.lines[label.index + 1 : label.index + (60 if late else 6)]:
        if line.paragraph or (not late and (line.sentence or line.words > 16)):
            return
        yield line.index


def listed_links(page: Page) -> Iterator[int]:
    """A label that announces other stories, and two lines or more directly below it that are nothing but links."""
    for line, *first in zip(page.lines, page.lines[1:], page.lines[2:], strict=False):
        if not all(_is_link(page, below) for below in first):  # two are the least that make a list
            continue
        if line.words <= 8 and _RELATED.match(line.key) and not line.sentence:
            yield line.index
            yield from (below.index for below in takewhile(partial(_is_link, page), page.lines[line.index + 1 :]))


def _is_link(page: Page, line: Line) -> bool:
    return page.blocks[line.index].link_chars >= ALL_LINK * len(line.text)


def related_lines(page: Page) -> Iterator[int]:
    """`Read more: ...`, `RELATED: ...`: label and link in one line."""
    for line in page:
        if ":" not in line.text or len(line.text) > 220:
            continue
        head, _, rest = line.text.partition(":")
        if rest.strip() and len(head) <= 40 and _RELATED.match(head.lower().strip(" >»›*-")):
            yield line.index


def comments(page: Page) -> Iterator[int]:
    """A label of a comment section below the article, and all that follows it.

    A label above the article (a link to the comments) opens nothing: less must follow than stands before, or comments.
    """
    for line in page.lines[page.first_paragraph + 1 :]:
        if line.words <= 9 and _COMMENTS.match(line.key) and _is_below(page, line.index):
            yield from range(line.index, len(page))
            return


def _is_below(page: Page, label: int) -> bool:
    """Whether the article stands above a label, not below it."""
    lengths = [len(line.text) if line.paragraph else 0 for line in page]
    above, below = sum(lengths[:label]), sum(lengths[label:])
    return below == 0 or (above >= below and label >= page.last_quarter)


def after_end(page: Page) -> Iterator[int]:
    """From the first landmark of the article's end to the page's end, when nothing there is like the article."""
    return _after_mark(page, lambda rest: _reads_on(page, rest) or _is_usual(page, rest))


def after_likely_end(page: Page) -> Iterator[int]:
    """The same, when nothing there reads on as an article, though some line is as long as its paragraphs."""
    return _after_mark(page, lambda rest: _reads_on(page, rest))


def _after_mark(page: Page, is_article: Callable[[Sequence[Line]], bool]) -> Iterator[int]:
    for line in page.lines[page.first_paragraph + 1 :]:
        if _is_end_mark(line) and not is_article(page.lines[line.index + 1 :]):
            yield from range(line.index, len(page))
            return


def _is_end_mark(line: Line) -> bool:
    """An author's box, a sign of rights, a label of other stories, of comments, of tags or of a newsletter."""
    if line.paragraph:
        return line.words <= BIO_WORDS and bool(BIO.match(line.text))
    label = line.words <= 8 and not line.sentence
    return bool(_RIGHTS.match(line.text) or BIO.match(line.text) or (label and _END_LABEL.match(line.key)))


def _reads_on(page: Page, rest: Sequence[Line]) -> bool:
    """Two paragraphs in a row, or more text than a third of what came before."""
    lengths = [len(line.text) for line in rest]
    if not rest or 3 * sum(lengths) > sum(len(line.text) for line in page) - sum(lengths):
        return True
    return any(min(pair) >= SOLID_CHARS for pair in pairwise(lengths))


def _is_usual(page: Page, rest: Sequence[Line]) -> bool:
    """A line as long as the article's paragraphs."""
    return max(len(line.text) for line in rest) >= max(SOLID_CHARS, page.usual_paragraph)


def tail_titles(page: Page) -> Iterator[int]:
    """Three or more title-like lines after the last paragraph: other stories, tags, menus."""
    tail = page.tail()
    titles = [line for line in tail if line.short and 1 <= line.words <= TEASER_WORDS]
    if len(titles) >= 3 and len(titles) >= 0.6 * len(tail):
        yield from (line.index for line in tail)


def bare_labels(page: Page) -> Iterator[int]:
    """`Related:`, `Tags:` with nothing below but another label or the end of the page."""
    for line in page:
        if line.text.endswith((":", "：")) and line.words <= 3:
            following = page.lines[line.index + 1] if line.index + 1 < len(page) else None
            if following is None or (following.short and following.text.endswith((":", "："))):
                yield line.index


def pagers(page: Page) -> Iterator[int]:
    """The numbers of pages, each a line: three or more that count up by one, from a small number on."""
    numbers = [int(line.text) if line.text.isdecimal() and len(line.text) <= 3 else -1 for line in page]
    counting = [before >= 0 and number == before + 1 for before, number in pairwise([-1, *numbers])]
    for run in runs(counting):
        first = run.start - 1
        if len(run) >= 2 and numbers[first] <= MOST_PAGES:
            yield from range(first, run.stop)


def tag_lists(page: Page) -> Iterator[int]:
    """Several short names in one line with wide gaps or bars between them, after the first paragraph or above the headline."""
    for line in page:
        if not line.short or line.tag == "tr" or not _GAP_SIGN.search(line.text):
            continue  # a table's row holds short names, too
        parts = [part for part in _GAP.split(line.text) if part.strip()]
        if len(parts) >= 3 and all(len(part.split()) <= 4 for part in parts) and line.words >= 3:
            yield line.index


def doubled(page: Page) -> Iterator[int]:
    """One line that says the same twice: a teaser whose picture text repeats its title."""
    for line in page:
        key = line.key
        half = len(key) // 2
        if key[:half] == key[half + 1 :] and key[half : half + 1] == " " and key.count(" ") >= 5:
            yield line.index


def shouting(page: Page) -> Iterator[int]:
    """A long line in capitals between paragraphs: a link to another story, on pages whose headline is not in capitals."""
    headline = page.lines[page.headline].text if page.headline >= 0 else ""
    for line in page:
        inside = page.first_paragraph < line.index < page.last_paragraph
        if inside and line.short and line.words >= 9 and line.text.isupper() and not headline.isupper():
            yield line.index


def shouted_links(page: Page) -> Iterator[int]:
    """A paragraph of a page that is one link in capitals, between paragraphs: to another story, or to an app.

    A heading may be one, too, and belong to the article.
    """
    headline = page.lines[page.headline].text if page.headline >= 0 else ""
    between = page.lines[page.first_paragraph + 1 : max(page.last_paragraph, 0)]
    for line in between if not headline.isupper() else ():
        if line.text.isupper() and _is_link(page, line) and line.words >= 4 and line.tag not in HEADINGS:
            yield line.index


def prices(page: Page) -> Iterator[int]:
    """A line that is a price, and its neighbours when prices come in a run.

    In a text, a price beside prose belongs to it: a review says what the thing costs.
    """
    priced = [line.index for line in page if _PRICE.match(line.text) and line.words <= 8]
    if page.plain:
        priced = [index for index in priced if not _is_beside_prose(page, index)]
    for index in priced:
        yield index
        for near in (index - 1, index + 1):
            if len(priced) >= 2 and 0 <= near < len(page) and page.lines[near].short and page.lines[near].words <= 12:
                yield near


def _is_beside_prose(page: Page, index: int) -> bool:
    beside = page.lines[max(index - 1, 0) : index + 2]
    return any(line.paragraph and line.sentence for line in beside)


def separators(page: Page) -> Iterator[int]:
    """A line of signs alone."""
    return (line.index for line in page if _SEPARATOR_ONLY.match(line.text))


def dated_teasers(page: Page) -> Iterator[int]:
    """A date below the body with a title beside it: an entry of a list of stories."""
    for index in page.datelines:
        if index > page.first_paragraph + 1:
            yield from (
                near
                for near in (index - 1, index, index + 1)
                if page.first_paragraph < near < len(page) and (page.lines[near].short or near == index)
            )
