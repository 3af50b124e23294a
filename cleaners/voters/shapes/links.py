"""Shapes of links and pictures in plain text that says what they are: Markdown, and what text browsers print."""

from __future__ import annotations

from collections.abc import Iterator

from cleaners.voters.shapes.page import Line, Page, runs

ALL_LINK = 0.9  # share of a line's characters in links from which it is nothing but a link
LINKS_IN_RUN = 3  # lines from which links below one another are a menu or a list of stories


def empty(page: Page) -> Iterator[int]:
    """A link without words: what is left of a button or a picture."""
    return (line.index for line in page if _is_link(page, line) and not any(map(str.isalnum, _words(line))))


def in_runs(page: Page) -> Iterator[int]:
    """Links below one another, nothing between them."""
    for run in runs([_is_link(page, line) for line in page.lines]):
        if len(run) >= LINKS_IN_RUN:
            yield from run


def alone(page: Page) -> Iterator[int]:
    """A line that is nothing but a link."""
    return (line.index for line in page if _is_link(page, line))


def pictures(page: Page) -> Iterator[int]:
    """A line that is nothing but a picture, read as its description."""
    return (line.index for line in page if line.tag == "figcaption")


def _is_link(page: Page, line: Line) -> bool:
    linked = page.blocks[line.index].link_chars
    return linked > 0 and linked >= ALL_LINK * len(line.text)


def _words(line: Line) -> str:
    """The words of a link as written, its address left out."""
    return line.text.partition("](")[0] if "](" in line.text else line.text
