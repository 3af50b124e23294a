"""A page to blocks: every visible text node lies in exactly one block, each with its DOM path and context."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import lxml.html
from lxml import etree

from cleaners.formats.cues import TAG_BITS, cue_bits
from cleaners.model import Block, Document, Metadata, PayloadKind

INVISIBLE = frozenset(
    "script style template noscript head title meta link svg math-annotation iframe object embed applet canvas audio "
    "video map area source track param base select datalist textarea input img picture wbr noframes frame "
    "frameset".split()
)
INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q rp rt ruby s samp small "
    "span strike strong sub sup time tt u var math mi mo mn mrow msup msub mfrac blink o:p st1:place wbr".split()
)
MEDIA = frozenset("img picture figure video iframe svg object embed amp-img amp-video audio canvas".split())
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
BREAK_AFTER = frozenset(("li", "dt", "dd", "tr", "td", "th", "br", "option", "pre"))  # one line end, not two
SWALLOWED = 2000  # characters in a noscript from which it is looked at closely
TRAILER = 40  # characters after the first closing body tag from which it is taken for a mistake
# All tags but those that cannot nest: what is left of a page whose nesting is beyond libxml2 keeps its lines.
_NESTING = re.compile(r"(?:</?(?!(?:p|br|h[1-6]|script|style|title|meta|head|body|html)\b)[a-zA-Z][^<>]*>\s*)+")
_BODY_END = re.compile(r"</(?:body|html|BODY|HTML|Body|Html)\s*>")
_NAME_ATTRIBUTES = frozenset(
    ("class", "id", "role", "itemprop", "data-component", "data-testid", "data-component-name", "property")
)


# Bits of `Context.flags`; the first eight are handed down from ancestors.
FLAGS = (
    "in_figure", "in_table", "in_list", "in_quote", "in_article", "in_main", "hidden", "in_row",
    "emphasised",  # all of its text lies in b/strong/em/i
    "after_media",  # an image, figure, video or embed stands directly before it
    "in_link",  # the whole block lies in one link
)  # fmt: skip
_FIGURE, _TABLE, _LIST, _QUOTE, _ARTICLE, _MAIN, _HIDDEN, _ROW, _EMPHASISED, _AFTER_MEDIA, _IN_LINK = (
    1 << n for n in range(len(FLAGS))
)


FURNITURE_CHARS = 80


class Context(NamedTuple):
    """What is known of the element that a block's text lies in. A tuple: one is made for every block."""

    tag: str
    bits: int  # cues of the two nearest elements
    inherited: int  # cues of all ancestors below body
    group: int  # number of the nearest block-level ancestor: siblings share it
    outer: int  # number of the group's own parent
    shape: int  # number of the DOM path without positions: blocks of one shape look alike on the page
    depth: int
    links: int
    flags: int

    def has(self, flag: str) -> bool:
        return bool(self.flags >> FLAGS.index(flag) & 1)


@dataclass(frozen=True, slots=True)
class Page:
    """The side table of an HTML document: a context for each block, and the tree they share."""

    root: lxml.html.HtmlElement
    contexts: tuple[Context, ...]


def worth_asking(document: Document) -> Sequence[Block]:
    """All blocks but what fills a page's menus and footers: near half of a page, and what it is is plain already."""
    page = document.page
    if not isinstance(page, Page):
        return document.blocks
    return [b for b, c in zip(document.blocks, page.contexts, strict=True) if not _is_furniture(b, c)]


def _is_furniture(block: Block, context: Context) -> bool:
    """Whether a block lies in a nav or footer element, as a link or a short line.

    By tag alone: names such as `toolbar` or `bottom` stand on boxes within articles too.
    """
    if "/nav[" not in block.path and "/footer[" not in block.path:
        return False
    return bool(context.flags & _IN_LINK) or len(block.text) < FURNITURE_CHARS


class UnparsablePageError(ValueError):
    """The payload holds no element at all."""


def parse_tree(text: str) -> lxml.html.HtmlElement:
    """The tree of a page.

    Raises:
        UnparsablePageError: libxml2 finds no element.
    """
    # libxml2 stops at a NUL; the decoder has already replaced them in records, this guards direct callers.
    markup = _without_early_end(text).replace("\x00", "\ufffd")
    root, is_whole = _parse(markup)
    if not is_whole:
        root, _ = _parse(_NESTING.sub("<br>", markup))
    for element in list(root.iter("noscript")):
        if _swallows(element, root):
            element.tag = "div"
    return root


# Every element of one class: lxml.html's own choice, by tag, is made in Python for each element that is looked at.
_ONE_CLASS = etree.ElementDefaultClassLookup(element=lxml.html.HtmlElement)


def _parse(markup: str) -> tuple[lxml.html.HtmlElement, bool]:
    """A tree, and whether libxml2 read to the end: it gives up where elements nest too deep (2,048)."""
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    parser.set_element_class_lookup(_ONE_CLASS)
    try:
        root = lxml.html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError) as error:
        raise UnparsablePageError(f"no HTML element found ({error})") from error
    last = parser.error_log.last_error
    return root, last is None or last.type != etree.ErrorTypes.ERR_RESOURCE_LIMIT


def _swallows(noscript: etree._Element, root: etree._Element) -> bool:
    """Whether most of the page's text came to lie in a noscript: one whose content is not closed takes in the rest."""
    inside = sum(map(len, noscript.itertext()))
    return inside > SWALLOWED and inside > 0.5 * sum(map(len, root.itertext()))


def _without_early_end(text: str) -> str:
    """Drop `</body>` and `</html>` where much follows: browsers read on after them, libxml2 does not."""
    first = _BODY_END.search(text)
    if first is None or first.start() > len(text) - TRAILER:
        return text
    return _BODY_END.sub("", text)


class _Frame:
    """An open block-level element. Written by hand: one is made for every element of every page."""

    __slots__ = ("bits", "children", "flags", "inherited", "number", "path", "shape", "tag")

    def __init__(self, tag: str, path: str, number: int, shape: int, bits: int, inherited: int, flags: int) -> None:
        self.tag, self.path, self.number, self.shape = tag, path, number, shape
        self.bits, self.inherited, self.flags = bits, inherited, flags
        self.children: dict[str, int] | None = None

    def path_of(self, child: str) -> str:
        """The DOM path of the next child element of that tag."""
        if self.children is None:
            self.children = {}
        count = self.children[child] = self.children.get(child, 0) + 1
        return f"{self.path}/{child}[{count}]" if self.path else child


# What a tag does to the block under construction.
_SKIPPED, _INLINE, _BLOCK = range(3)
_KINDS = {**dict.fromkeys(INLINE, _INLINE), "br": _INLINE, **dict.fromkeys(INVISIBLE, _SKIPPED)}
_EMPHASIS = frozenset(("b", "strong", "em", "i"))
_CELLS = frozenset(("td", "th"))

_FLAG_OF_TAG = {
    "figure": _FIGURE, "table": _TABLE, "ul": _LIST, "ol": _LIST, "dl": _LIST, "blockquote": _QUOTE,
    "article": _ARTICLE, "main": _MAIN,
}  # fmt: skip


class _Segmenter:
    """Walks a tree once and gathers blocks. One instance a page."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.rows: list[tuple[str, str, int]] = []  # tag, path, link characters
        self.contexts: list[Context] = []
        self.gaps: list[str] = []
        self._frames: list[_Frame] = []
        self._numbers = 0
        self._shapes: dict[tuple[int, str], int] = {}
        self._parts: list[str] = []
        self._open_links = 0
        self._open_emphasis = 0
        self._link_chars = 0
        self._links = 0
        self._emphasis_chars = 0
        self._inner_bits = 0
        self._after_media = False
        self._preformatted = 0

    def walk(self, root: etree._Element) -> None:
        """Visit each element once, in document order, and each text where it stands."""
        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            tag = element.tag
            kind = _KINDS.get(tag, _BLOCK) if isinstance(tag, str) else _SKIPPED
            if event == "start":
                if kind == _SKIPPED:
                    self._media(tag)
                    walker.skip_subtree()
                    continue
                if kind == _BLOCK:
                    self._open_block(element, tag)
                else:
                    self._open_inline(element, tag)
                text = element.text
            else:
                if kind == _BLOCK:
                    self._close_block(tag)
                elif kind == _INLINE:
                    self._close_inline(tag)
                text = element.tail if element is not root else None
            if text:
                self._parts.append(text)
                if self._open_links or self._open_emphasis:
                    self._count(len(text.strip()))
        self._flush("")

    def _media(self, tag: object) -> None:
        if tag in MEDIA and not "".join(self._parts).strip():
            self._after_media = True

    def _count(self, chars: int) -> None:
        if self._open_links:
            self._link_chars += chars
        if self._open_emphasis:
            self._emphasis_chars += chars

    def _open_inline(self, element: etree._Element, tag: str) -> None:
        if tag == "a":
            self._open_links += 1
            self._links += 1
        elif tag in _EMPHASIS:
            self._open_emphasis += 1
        elif tag == "br":
            self._flush("br")
            return
        attributes = element.items()
        if attributes:
            self._inner_bits |= _bits_of(attributes)

    def _open_block(self, element: etree._Element, tag: str) -> None:
        frames = self._frames
        parent = frames[-1] if frames else _Frame("", "", 0, 0, 0, 0, 0)
        joins_row = tag in _CELLS and parent.flags & _ROW
        if not joins_row:
            self._flush(tag)
        elif "".join(self._parts).strip():
            self._parts.append(" | ")
        flags = _FLAG_OF_TAG.get(tag, 0) | (parent.flags if joins_row else parent.flags & ~_ROW)
        bits = TAG_BITS.get(tag, 0)
        attributes = element.items()
        if attributes:
            bits |= _bits_of(attributes)
            if _is_hidden(attributes):
                flags |= _HIDDEN
        if tag == "tr" and _is_simple_row(element):
            flags |= _ROW
        self._numbers += 1
        inherited = 0 if tag in ("html", "body") else bits | parent.inherited
        shape = self._shapes.setdefault((parent.shape, tag), len(self._shapes) + 1)
        frames.append(_Frame(tag, parent.path_of(tag), self._numbers, shape, bits, inherited, flags))
        if tag == "pre":
            self._preformatted += 1

    def _close_block(self, tag: str) -> None:
        if not (tag in _CELLS and self._frames[-1].flags & _ROW):
            self._flush(tag)
        self._frames.pop()
        if tag == "pre":
            self._preformatted -= 1
        elif tag in MEDIA:
            self._after_media = True

    def _close_inline(self, tag: str) -> None:
        if tag == "a":
            self._open_links -= 1
        elif tag in _EMPHASIS:
            self._open_emphasis -= 1

    def _flush(self, boundary: str) -> None:
        """End the block under construction, if it holds any text."""
        if self._parts:
            raw = "".join(self._parts)
            text = raw.strip("\n").rstrip() if self._preformatted else " ".join(raw.split())
            if text and not text.isspace():
                self._emit(text, boundary)
                self._after_media = False
            self._parts = []
        self._link_chars = self._emphasis_chars = self._inner_bits = 0
        self._links = 1 if self._open_links else 0

    def _emit(self, text: str, boundary: str) -> None:
        frames = self._frames
        frame = frames[-1]
        outer = frames[-2] if len(frames) > 1 else frame
        size = len(text)
        link_chars = min(self._link_chars, size)
        flags = frame.flags | (self._after_media and _AFTER_MEDIA)
        if self._emphasis_chars >= 0.9 * size:
            flags |= _EMPHASISED
        if link_chars >= 0.9 * size:
            flags |= _IN_LINK
        self.texts.append(text)
        self.rows.append((frame.tag, frame.path, link_chars))
        self.gaps.append("\n" if boundary in BREAK_AFTER or frame.tag in BREAK_AFTER else "\n\n")
        self.contexts.append(
            Context(
                frame.tag,
                frame.bits | outer.bits | self._inner_bits,
                frame.inherited | self._inner_bits,
                outer.number,
                frames[-3].number if len(frames) > 2 else outer.number,
                frame.shape,
                len(frames),
                self._links,
                flags,
            )
        )


def _bits_of(attributes: Sequence[tuple[str, str]]) -> int:
    names = " ".join([value for name, value in attributes if name in _NAME_ATTRIBUTES])
    return cue_bits(names) if names else 0


def _is_hidden(attributes: Sequence[tuple[str, str]]) -> bool:
    for name, value in attributes:
        if name == "hidden" or (name == "aria-hidden" and value == "true"):
            return True
        if name == "style" and "display" in value and "display:none" in value[:500].replace(" ", "").lower():
            return True
    return False


def _is_simple_row(row: etree._Element) -> bool:
    """Cells without block-level children make one block a row; others are layout."""
    return all(
        child.tag in INLINE or child.tag == "br" or not isinstance(child.tag, str) for cell in row for child in cell
    )


def parse_page(root: lxml.html.HtmlElement, metadata: Metadata, kind: PayloadKind = PayloadKind.HTML) -> Document:
    """Cut a tree into blocks. The tree is not changed, and stays reachable as `document.page.root`."""
    body = root.find("body")
    segmenter = _Segmenter()
    segmenter.walk(root if body is None else body)
    blocks, text = _lay_out(segmenter)
    return Document(kind, text, blocks, metadata, Page(root, tuple(segmenter.contexts)))


def _lay_out(segmenter: _Segmenter) -> tuple[tuple[Block, ...], str]:
    """Place the blocks in one text, with a line end or two between them."""
    blocks: list[Block] = []
    parts: list[str] = []
    position = 0
    for index, (text, (tag, path, link_chars)) in enumerate(zip(segmenter.texts, segmenter.rows, strict=True)):
        if index:
            gap = segmenter.gaps[index - 1]
            parts.append(gap)
            position += len(gap)
        parts.append(text)
        blocks.append(Block(index, position, position + len(text), text, tag, path, link_chars, index))
        position += len(text)
    return tuple(blocks), "".join(parts)
