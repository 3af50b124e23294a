"""A walk through a tree that cuts its visible text into blocks, each with its DOM path and surroundings.

Some eight hundred elements a page pass through here: the loop is written for speed.
"""

from __future__ import annotations

from typing import Final

from lxml import etree

from cleaners.formats import cues
from cleaners.formats.cues import DROP_CAP, TAG_BITS, cue_bits
from cleaners.formats.styles import BREAKS, HIDING, how_shown, is_anchor, is_note_mark
from cleaners.formats.surroundings import (
    AFTER_MEDIA,
    ANNOTATION,
    ARTICLE,
    EMPHASISED,
    FIGURE,
    HIDDEN,
    IN_LINK,
    LIST,
    MAIN,
    NOT_SHOWN,
    QUOTE,
    READING,
    ROW,
    SCREEN_READERS,
    TABLE,
    Surroundings,
)
from cleaners.model import Block, new

INVISIBLE = frozenset(
    "script style template noscript head title meta link svg iframe object embed applet canvas audio "
    "video area param base select datalist textarea input img noframes frame frameset".split()
)
INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q rp rt ruby s samp small "
    "span strike strong sub sup time tt u var blink o:p st1:place map picture "
    "source track bgsound keygen image "  # without content, but libxml2 puts what follows into them
    "math mi mo mn mrow msup msub mfrac mtext mspace mstyle msqrt mroot mover munder munderover msubsup mpadded "
    "menclose merror mmultiscripts mprescripts mtable mtr mtd semantics annotation annotation-xml".split()
)
MEDIA = frozenset("img picture figure video iframe svg object embed amp-img amp-video audio canvas".split())
BREAK_AFTER = frozenset(("li", "dt", "dd", "tr", "td", "th", "br", "option", "pre"))  # one line end, not two
NAMING = frozenset(
    ("class", "id", "role", "itemprop", "data-component", "data-testid", "data-component-name", "property")
)

# What a tag does to the block under construction.
_BLOCK, _INLINE, _LINK, _EMPHASIS, _RAISED, _ASIDE, _BREAK, _SKIPPED = range(8)
_KINDS = {
    **dict.fromkeys(INLINE, _INLINE),
    **dict.fromkeys(("b", "strong", "em", "i"), _EMPHASIS),
    "a": _LINK,
    "sup": _RAISED,
    **dict.fromkeys(("rt", "rp", "annotation", "annotation-xml"), _ASIDE),
    "br": _BREAK,
    **dict.fromkeys(INVISIBLE, _SKIPPED),
}
# What of a line stands beside it: how a word is read, and a formula in another notation.
_ASIDE_FLAGS = {"rt": READING, "rp": READING, "annotation": ANNOTATION, "annotation-xml": ANNOTATION}
_ANCHOR = BREAKS << 1
_UNSEEN_NAMES = cues.SCREEN_READERS
_ONE_LETTER_WORDS = frozenset("AEIOUYÀÉÓ")  # after which a drop cap keeps the blank
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
        self._unseen = 0  # flags of the blocks within an inline element that hides them
        self._marked: list[tuple[etree._Element, int]] = []  # open inline elements that are not what their tag says
        self._asides: list[tuple[str, int]] = []  # text and flag of what follows the block as one of its own
        self._initial = ""  # a drop cap whose word is still to come
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
        parts, marked = self._parts, self._marked
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
                elif not self._open_inline(kind, tag, element):
                    walker.skip_subtree()
                    continue
                text = element.text
            else:
                if kind == _BLOCK:
                    self._close_block(tag)
                elif kind == _LINK:
                    self._open_links -= 1
                    parts.append("")
                elif kind == _EMPHASIS:
                    self._open_emphasis -= 1
                if marked and marked[-1][0] is element:
                    self._close_marked(element)
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

    def _open_inline(self, kind: int, tag: str, element: etree._Element) -> bool:
        """Whether what the element holds is to be visited."""
        if kind == _BREAK:
            self._end_block("br")
            return True
        self._parts.append("")
        if kind == _ASIDE:
            self._set_aside(element, _ASIDE_FLAGS[tag])
            return False
        names, shown = "", 0
        for name, value in element.items():
            if name in NAMING:
                names = f"{names} {value}" if names else value
            elif name in HIDING:
                shown |= how_shown(name, value)
        bits = self._cues[names] if names else 0
        if kind == _LINK:
            if element.get("href") is not None or not is_anchor(element):
                self._links += 1
            else:
                self._open_links -= 1
                self._marked.append((element, _ANCHOR))
            self._open_links += 1
        elif kind == _EMPHASIS:
            self._open_emphasis += 1
        elif kind == _RAISED and is_note_mark(element, "".join(self._parts)):
            self._parts.append(" ")
            self._marked.append((element, 0))
        if (shown & (NOT_SHOWN | BREAKS) or bits & _UNSEEN_NAMES) and not self._keeps_line(tag, element, shown, bits):
            return False
        self._inner_bits |= bits
        return True

    def _keeps_line(self, tag: str, element: etree._Element, shown: int, bits: int) -> bool:
        """Whether an inline element that hides or breaks its line is visited: what is hidden within a line is not."""
        unseen = shown & (HIDDEN | NOT_SHOWN) or (SCREEN_READERS if bits & _UNSEEN_NAMES else 0)
        if unseen & SCREEN_READERS and not any(map(str.isalnum, element.xpath("string()"))):
            return True  # a dash between two parts of a line
        if unseen and not _holds_blocks(element):
            self._set_aside(element, unseen)
            return False
        if unseen or len("".join(element.itertext()).strip()) > 2:  # less is a drop cap
            self._end_block(tag)
            self._marked.append((element, BREAKS | self._unseen))
            if unseen:
                self._unseen |= NOT_SHOWN
        return True

    def _close_marked(self, element: etree._Element) -> None:
        while self._marked and self._marked[-1][0] is element:
            _, mark = self._marked.pop()
            if mark & BREAKS:
                self._end_block(element.tag)
                self._unseen = mark & ~BREAKS
            elif mark == _ANCHOR:
                self._open_links += 1  # the walk takes one off for each end of a link
            elif (element.tail or "")[:1].isalpha():
                self._parts.append(" ")

    def _set_aside(self, element: etree._Element, flag: int) -> None:
        if text := " ".join(_text_within(element).split()):
            if flag == READING and self._asides and self._asides[-1][1] == READING:
                text = f"{self._asides.pop()[0]} {text}"
            self._asides.append((text, flag))

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
            elif name in HIDING:
                flags |= how_shown(name, value) & (HIDDEN | NOT_SHOWN)
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
        if self._parts:
            frame = self._frames[-1]
            if not (remarkable and tag in _CELLS and frame[_FLAGS] & ROW) and not (
                frame[_BITS] & DROP_CAP and self._takes_initial()
            ):
                self._end_block(tag)
        elif self._initial:
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
        if self._initial:
            text, self._initial = _after_initial(self._initial, raw, text), ""
        if text:
            self._emit(text, boundary)
            self._after_media = False
        if self._asides:
            self._emit_asides()
        self._parts.clear()
        self._link_chars = self._emphasis_chars = self._inner_bits = 0
        self._links = 1 if self._open_links else 0

    def _takes_initial(self) -> bool:
        """Keep the letter of a drop cap, which is all that the open element holds, for the block that comes next."""
        letter = "".join(self._parts).strip()
        if self._initial or len(letter) != 1 or not letter.isalpha():
            return False  # of two in a row the second is what follows the first
        self._initial = letter
        self._parts.clear()
        return True

    def _emit_asides(self) -> None:
        """Emit what was set aside of a line, as blocks of their own after it."""
        self._link_chars = self._emphasis_chars = self._inner_bits = self._links = 0
        around = self._unseen
        for text, why in self._asides:
            self._unseen = around | why
            self._emit(text, "")
        self._unseen = around
        self._asides.clear()

    def _emit(self, text: str, boundary: str) -> None:
        frames, inner = self._frames, self._inner_bits
        tag, path, _, shape, bits, inherited, flags, _, _ = frames[-1]
        depth = len(frames) - 1
        outer = frames[-2] if depth > 1 else frames[-1]
        outermost = frames[-3] if depth > 2 else outer
        size = len(text)
        link_chars = min(self._link_chars, size)
        flags |= self._unseen
        if inherited & _UNSEEN_NAMES:
            flags |= SCREEN_READERS
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


def _after_initial(initial: str, raw: str, text: str) -> str:
    """A drop cap and what follows it: a blank between them counts where the letter may be a word."""
    return f"{initial} {text}" if raw[:1].isspace() and initial in _ONE_LETTER_WORDS else initial + text


def _holds_blocks(element: etree._Element) -> bool:
    return any(_KINDS.get(inner.tag, _BLOCK) in (_BLOCK, _BREAK) for inner in element.iterdescendants())


def _text_within(element: etree._Element) -> str:
    """What a browser would show of an element, were it shown."""
    texts: list[str | None] = []
    walker = etree.iterwalk(element, events=("start", "end"))
    for event, inner in walker:
        if event == "end":
            texts.append(inner.tail if inner is not element else None)
        elif inner.tag in INVISIBLE:
            walker.skip_subtree()
        else:
            texts.append(inner.text)
    return "".join(text for text in texts if text)


def _is_simple_row(row: etree._Element) -> bool:
    """Cells without block-level children make one block a row; others are layout."""
    return all(child.tag in INLINE or child.tag == "br" for cell in row for child in cell)
