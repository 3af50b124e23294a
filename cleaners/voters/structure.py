"""The structure voter: what the arrangement of a page says of its blocks, whatever the words.

One row of `SHAPES` is one rule: the function that finds the blocks, and what is thought of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from cleaners.formats.html import worth_asking
from cleaners.formats.plain import readings
from cleaners.model import Block, Category, Document, Mark, Verdict
from cleaners.rules.rulebook import RuleSet
from cleaners.voters.shapes import captions, comments, head, links, runs
from cleaners.voters.shapes.page import Page

VOTER = "structure"
SIGNS = ("picture.inline", "link.address")
SIGNS_STRENGTH = 0.95


class Knows(Enum):
    """What a rule knows of the blocks that it finds: decide.py lets the rule that knows most name the category."""

    LINE = "line"  # how the line itself is made
    SECTION = "section"  # the section that it stands in
    PLACE = "place"  # where it stands, and nothing more


@dataclass(frozen=True, slots=True)
class Shape:
    """A rule: `find` gives the indices of the blocks that have the shape."""

    id: str
    category: Category
    strength: float
    find: Callable[[Page], Iterable[int]]
    knows: Knows = Knows.LINE
    plain_only: bool = False  # leans on short lines, which pages have for headings too, or on what tags say better


# Strengths follow the precision that each rule has on the dev sets; 0.95 and more means hardly ever wrong.
SHAPES: tuple[Shape, ...] = (
    Shape("headline", Category.METADATA, 0.6, head.headlines),
    Shape("headline.repeated", Category.METADATA, 0.7, head.repeated_headline),
    Shape("headline.varied", Category.METADATA, 0.5, head.varied_headline),
    Shape("byline", Category.METADATA, 0.9, head.bylines),
    Shape("dateline", Category.METADATA, 0.8, head.datelines),
    Shape("metadata.small", Category.METADATA, 0.9, head.small_metadata),
    Shape("author.name", Category.METADATA, 0.9, head.author_names),
    Shape("author.box", Category.METADATA, 0.8, head.author_boxes),
    Shape("announcer.alone", Category.METADATA, 0.92, head.lone_announcers),
    Shape("head.above_headline", Category.NAVIGATION, 0.8, head.above_headline, Knows.SECTION, plain_only=True),
    Shape("credit.only", Category.CAPTION, 0.95, captions.credits_only),
    Shape("credit.tail", Category.CAPTION, 0.9, captions.credit_tails),
    Shape("credit.named", Category.CAPTION, 0.9, captions.named_credits, plain_only=True),
    Shape("credit.label", Category.CAPTION, 0.75, captions.credit_labels),
    Shape("credit.leading", Category.CAPTION, 0.9, captions.leading_credits),
    Shape("credit.copyright", Category.CAPTION, 0.85, captions.copyright_names),
    Shape("caption.place", Category.CAPTION, 0.98, captions.stock_places),
    Shape("caption.pictured", Category.CAPTION, 0.6, captions.pictured),
    Shape("caption.file", Category.CAPTION, 0.95, captions.file_names),
    Shape("caption.figure", Category.CAPTION, 0.85, captions.figures),
    Shape("caption.counter", Category.CAPTION, 0.7, captions.counters),
    Shape("caption.player", Category.CAPTION, 0.95, captions.players),
    Shape("caption.keywords", Category.CAPTION, 0.55, captions.keyword_strings),
    Shape("caption.numbered", Category.CAPTION, 0.9, captions.headline_repeats),
    Shape("caption.truncated", Category.CAPTION, 0.7, captions.truncated, plain_only=True),
    Shape("link.empty", Category.NAVIGATION, 0.97, links.empty, plain_only=True),
    Shape("link.run", Category.NAVIGATION, 0.9, links.in_runs, Knows.SECTION, plain_only=True),
    Shape("link.line", Category.NAVIGATION, 0.7, links.alone, plain_only=True),
    Shape("picture", Category.CAPTION, 0.95, links.pictures, plain_only=True),
    Shape("share.buttons", Category.SOCIAL, 0.92, runs.share_buttons),
    Shape("menu", Category.NAVIGATION, 0.6, runs.menus, Knows.SECTION, plain_only=True),
    Shape("repeated.line", Category.OTHER, 0.5, runs.repeated, Knows.PLACE),
    Shape("repeated.paragraph", Category.OTHER, 0.5, runs.repeated_paragraphs, Knows.PLACE),
    Shape("related.below_label", Category.RELATED, 0.8, runs.after_related_label, Knows.PLACE, plain_only=True),
    Shape("related.line", Category.RELATED, 0.6, runs.related_lines),
    Shape("related.dated", Category.RELATED, 0.7, runs.dated_teasers, plain_only=True),
    Shape("related.doubled", Category.RELATED, 0.9, runs.doubled),
    Shape("related.capitals", Category.RELATED, 0.7, runs.shouting, plain_only=True),
    Shape("related.shouted_link", Category.RELATED, 0.9, runs.shouted_links),
    Shape("comments.section", Category.COMMENTS, 0.95, runs.comments, Knows.SECTION, plain_only=True),
    Shape("comments.headers", Category.COMMENTS, 0.95, comments.sections, plain_only=True),
    Shape("tail.after_end", Category.RELATED, 0.92, runs.after_end, Knows.PLACE, plain_only=True),
    Shape("tail.after_likely_end", Category.RELATED, 0.82, runs.after_likely_end, Knows.PLACE, plain_only=True),
    Shape("tail.titles", Category.RELATED, 0.6, runs.tail_titles, Knows.PLACE, plain_only=True),
    Shape("label.bare", Category.NAVIGATION, 0.6, runs.bare_labels),
    Shape("tags", Category.NAVIGATION, 0.5, runs.tag_lists),
    Shape("price", Category.ADVERTISING, 0.93, runs.prices),
    Shape("separator", Category.OTHER, 0.5, runs.separators),
)


def vote(document: Document, rules: RuleSet) -> list[Mark]:  # noqa: ARG001 - every voter has this signature
    """Marks of all shapes that the document's kind allows, in the order of `SHAPES`. Pure."""
    if not document.blocks:
        return []
    blocks = worth_asking(document)
    page = Page.of(document, blocks)
    asked = (shape for shape in SHAPES if page.plain or not shape.plain_only)
    whole = [mark for shape in asked for mark in _marks(blocks, shape, page)]
    return [*whole, *_signs(document)] if page.plain else whole


def _signs(document: Document) -> Iterator[Mark]:
    """Marks on what stands in a block of Markdown and is not read: pictures beside words, addresses of links."""
    for block, reading in readings(document):
        for spans, category, rule in (
            (reading.images, Category.CAPTION, SIGNS[0]),
            (reading.links, Category.NAVIGATION, SIGNS[1]),
        ):
            yield from (Mark(block.index, *span, category, rule, Verdict.CUT, SIGNS_STRENGTH, VOTER) for span in spans)


def _marks(blocks: Sequence[Block], shape: Shape, page: Page) -> Iterator[Mark]:
    for index in dict.fromkeys(shape.find(page)):
        block = blocks[index]
        yield Mark(block.index, block.start, block.end, shape.category, shape.id, Verdict.CUT, shape.strength, VOTER)
