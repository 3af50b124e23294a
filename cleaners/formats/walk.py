"""A walk through a tree that cuts its visible text into blocks, each with its DOM path and surroundings.

Some eight hundred elements a page pass through here: the loop is written for speed.
"""

from __future__ import annotations

from typing import Final

from lxml import etree

from cleaners.formats.cues import TAG_BITS, cue_bits
from cleaners.formats.surroundings import (
    AFTER_MEDIA,
    ARTICLE,
    EMPHASISED,
    FIGURE,
    HIDDEN,
    IN_LINK,
    LIST,
    MAIN,
    QUOTE,
    ROW,
    TABLE,
    Surroundings,
)
from cleaners.model import Block, new

INVISIBLE = frozenset(
    "script style template noscript head title meta link svg math-annotation iframe object embed applet canvas audio "
    "video area source track param base select datalist textarea input img picture noframes frame "
    "frameset".split()
)
INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q rp rt ruby s samp small "
    "span strike strong sub sup time tt u var math mi mo mn mrow msup msub mfrac blink o:p st1:place map bgsound keygen".split()
)
MEDIA = frozenset("img picture figure video iframe svg object embed amp-img amp-video audio canvas".split())
BREAK_AFTER = frozenset(("li", "dt", "dd", "tr", "td", "th", "br", "option", "pre"))  # one line end, not two
NAMING = frozenset(
    ("class", "id", "role", "itemprop", "data-component", "data-testid", "data-component-name", "property")
)
HIDING = frozenset(("hidden", "aria-hidden", "style"))

# What a tag does to the block under construction.
_BLOCK, _INLINE, _LINK, _EMPHASIS, _BREAK, _SKIPPED = range(6)
_KINDS = {
    **dict.fromkeys(INLINE, _INLINE),
    **dict.fromkeys(("b", "strong", "em", "i"), _EMPHASIS),
    "a": _LINK,
    "br": _BREAK,
    **dict.fromkeys(INVISIBLE, _SKIPPED),
}
_CELLS = frozenset(("td", "th"))
_FLAG_OF_TAG = {
    "figure": FIGURE, "table": TABLE, "ul": LIST, "ol": LIST, "dl": LIST, "blockquote": QUOTE,
    "article": ARTICLE, "main": MAIN,
}  # fmt: skip


# Of the tags of blocks, those that mean something of their own here; nine elements in ten have none of them.
_REMARKABLE = _CELLS | MEDIA | _FLAG_OF_TAG.keys() | TAG_BITS.keys() | {"tr", "pre", "html", "body"}

# DOM paths without positions, by their last tag: the number of each, and the paths that are one tag longer.
_Shapes = dict[str, tuple[int, "_Shapes"]]
# An open block-level element: its tag, path, number, shape, bits, inherited bits, flags, how many children it has had
# so far by tag, and the shapes of its children. A plain tuple, for a named one takes four times as long to make.
_Frame = tuple[str, str, int, int, int, int, int, dict[str, int], _Shapes]
_NUMBER: Final = 2
_BITS: Final = 4
_FLAGS: Final = 6


class _Cues(dict[str, int]):
    """Cues by the names that stand on an element: many elements of a page share theirs."""

    def __missing__(self, names: str) -> int:
        bits = self[names] = cue_bits(names)
        return bits


class Walk:
    """Gathers the blocks of one tree. One instance a page."""

    def __init__(self, root: etree._Element) -> None:
        self.blocks: list[Block] = []
        self._around: list[tuple[str, int, int, int, int, int, int, int, int]] = []  # rows of Surroundings
        self._pieces: list[str] = []  # texts of blocks, and the gap after each
        self._position = 0
        self._frames: list[_Frame] = [("", "", 0, 0, 0, 0, 0, {}, {})]  # the first is that of no element
        self._numbers = 0
        self._shapes = 0
        self._cues = _Cues()
        # Of the block under construction. Empty: nothing but blanks and ends of elements since the last one.
        self._parts: list[str] = []
        self._link_chars = 0
        self._links = 0
        self._emphasis_chars = 0
        self._inner_bits = 0
        self._open_links = 0
        self._open_emphasis = 0
        self._preformatted = 0
        self._after_media = False
        self._visit(root)

    @property
    def text(self) -> str:
        """The blocks in one text, with a line end or two between them."""
        return "".join(self._pieces[:-1])

    @property
    def surroundings(self) -> Surroundings:
        return Surroundings._make(zip(*self._around, strict=True)) if self._around else Surroundings()

    def _visit(self, root: etree._Element) -> None:
        """Visit each element once, in document order, and each text where it stands."""
        parts = self._parts
        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            tag = element.tag
            kind = _KINDS.get(tag, _BLOCK)
            if event == "start":
                if kind == _BLOCK:
                    self._open_block(tag, element)
                elif kind == _SKIPPED:
                    self._skip(tag)
                    walker.skip_subtree()
                    continue
                else:
                    self._open_inline(kind, element)
                text = element.text
            else:
                if kind == _BLOCK:
                    self._close_block(tag)
                elif kind == _LINK:
                    self._open_links -= 1
                    parts.append("")
                elif kind == _EMPHASIS:
                    self._open_emphasis -= 1
                text = element.tail if element is not root else None
            # Blanks at the start of a block count where it is preformatted alone.
            if text and (parts or not text.isspace() or self._preformatted):
                parts.append(text)
                if self._open_links or self._open_emphasis:
                    self._count(len(text.strip()))

    def _skip(self, tag: str) -> None:
        if tag in MEDIA and not "".join(self._parts).strip():
            self._after_media = True

    def _count(self, chars: int) -> None:
        if self._open_links:
            self._link_chars += chars
        if self._open_emphasis:
            self._emphasis_chars += chars

    def _open_inline(self, kind: int, element: etree._Element) -> None:
        if kind == _BREAK:
            self._end_block("br")
            return
        if kind == _LINK:
            self._open_links += 1
            self._links += 1
        elif kind == _EMPHASIS:
            self._open_emphasis += 1
        self._parts.append("")
        names = ""
        for name, value in element.items():
            if name in NAMING:
                names = f"{names} {value}" if names else value
        if names:
            self._inner_bits |= self._cues[names]

    def _open_block(self, tag: str, element: etree._Element) -> None:
        _, path, _, _, _, inherited, flags, children, shapes = self._frames[-1]
        bits, remarkable = 0, tag in _REMARKABLE
        if remarkable and tag in _CELLS and flags & ROW:
            self._next_cell()
        else:
            flags &= ~ROW
            if self._parts:
                self._end_block(tag)
        if remarkable:
            bits = TAG_BITS.get(tag, 0)
            flags |= _FLAG_OF_TAG.get(tag, 0)
            if tag == "tr" and _is_simple_row(element):
                flags |= ROW
            elif tag == "pre":
                self._preformatted += 1
        names = ""
        for name, value in element.items():
            if name in NAMING:
                names = f"{names} {value}" if names else value
            elif name in HIDING and _hides(name, value):
                flags |= HIDDEN
        if names:
            bits |= self._cues[names]
        inherited = 0 if remarkable and tag in ("html", "body") else bits | inherited
        self._numbers = number = self._numbers + 1
        if tag not in shapes:
            self._shapes += 1
            shapes[tag] = self._shapes, {}
        shape, longer = shapes[tag]
        children[tag] = count = children.get(tag, 0) + 1
        path = f"{path}/{tag}[{count}]" if path else tag
        self._frames.append((tag, path, number, shape, bits, inherited, flags, {}, longer))

    def _next_cell(self) -> None:
        if "".join(self._parts).strip():
            self._parts.append(" | ")

    def _close_block(self, tag: str) -> None:
        remarkable = tag in _REMARKABLE
        if self._parts and not (remarkable and tag in _CELLS and self._frames[-1][_FLAGS] & ROW):
            self._end_block(tag)
        self._frames.pop()
        if remarkable:
            if tag == "pre":
                self._preformatted -= 1
            elif tag in MEDIA:
                self._after_media = True

    def _end_block(self, boundary: str) -> None:
        """End the block under construction; it counts if it holds any text."""
        raw = "".join(self._parts)
        text = raw.strip("\n").rstrip() if self._preformatted else " ".join(raw.split())
        if text:
            self._emit(text, boundary)
            self._after_media = False
        self._parts.clear()
        self._link_chars = self._emphasis_chars = self._inner_bits = 0
        self._links = 1 if self._open_links else 0

    def _emit(self, text: str, boundary: str) -> None:
        frames, inner = self._frames, self._inner_bits
        tag, path, _, shape, bits, inherited, flags, _, _ = frames[-1]
        depth = len(frames) - 1
        outer = frames[-2] if depth > 1 else frames[-1]
        outermost = frames[-3] if depth > 2 else outer
        size = len(text)
        link_chars = min(self._link_chars, size)
        if self._after_media:
            flags |= AFTER_MEDIA
        if self._emphasis_chars >= 0.9 * size:
            flags |= EMPHASISED
        if link_chars >= 0.9 * size:
            flags |= IN_LINK
        bits, inherited = bits | outer[_BITS] | inner, inherited | inner
        self._around.append(
            (tag, bits, inherited, outer[_NUMBER], outermost[_NUMBER], shape, depth, self._links, flags)
        )
        index, start = len(self.blocks), self._position
        end = start + size
        self.blocks.append(new(Block, (index, start, end, text, tag, path, link_chars, index)))
        gap = "\n" if boundary in BREAK_AFTER or tag in BREAK_AFTER else "\n\n"
        self._pieces += (text, gap)
        self._position = end + len(gap)


def _hides(name: str, value: str) -> bool:
    if name == "style":
        return "display" in value and "display:none" in value[:500].replace(" ", "").lower()
    return name == "hidden" or value == "true"


def _is_simple_row(row: etree._Element) -> bool:
    """Cells without block-level children make one block a row; others are layout."""
    return all(child.tag in INLINE or child.tag == "br" for cell in row for child in cell)
