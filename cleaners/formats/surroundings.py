"""What is known of the elements around each block of a page, as columns over the blocks."""

from __future__ import annotations

from typing import NamedTuple

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))

# Bits of `Surroundings.flags`; the first eight are handed down from ancestors.
FLAGS = (
    "in_figure", "in_table", "in_list", "in_quote", "in_article", "in_main", "hidden", "in_row",
    "emphasised",  # all of its text lies in b/strong/em/i
    "after_media",  # an image, figure, video or embed stands directly before it
    "in_link",  # the whole block lies in one link
)  # fmt: skip
FIGURE, TABLE, LIST, QUOTE, ARTICLE, MAIN, HIDDEN, ROW, EMPHASISED, AFTER_MEDIA, IN_LINK = (
    1 << n for n in range(len(FLAGS))
)

# Bits of `Surroundings.flags` above those: why a browser does not show the block in its line. No forest has a column
# for them.
NOT_SHOWN, SCREEN_READERS, READING, ANNOTATION = (1 << n for n in range(len(FLAGS), len(FLAGS) + 4))


class Surroundings(NamedTuple):
    """A value for each block, column by column: features and voters read whole columns."""

    tag: tuple[str, ...] = ()
    bits: tuple[int, ...] = ()  # cues of the two nearest elements
    inherited: tuple[int, ...] = ()  # cues of all ancestors below body
    group: tuple[int, ...] = ()  # number of the nearest block-level ancestor: siblings share it
    outer: tuple[int, ...] = ()  # number of the group's own parent
    shape: tuple[int, ...] = ()  # number of the DOM path without positions: blocks of one shape look alike on the page
    depth: tuple[int, ...] = ()
    links: tuple[int, ...] = ()
    flags: tuple[int, ...] = ()
