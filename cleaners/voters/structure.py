"""The structure voter: what the arrangement of a page says of its blocks, whatever the words.

One row of `SHAPES` is one rule: the function that finds the blocks, and what is thought of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from cleaners.model import Category, Document, Mark, Verdict
from cleaners.rules import RuleSet
from cleaners.shapes import captions, head, runs
from cleaners.shapes.page import Page

VOTER = "structure"


@dataclass(frozen=True, slots=True)
class Shape:
    """A rule: `find` gives the indices of the blocks that have the shape."""

    id: str
    category: Category
    strength: float
    find: Callable[[Page], Iterable[int]]
    plain_only: bool = False  # leans on short lines, which pages have for headings too, or on what tags say better


SHAPES: tuple[Shape, ...] = (
    Shape("headline", Category.METADATA, 0.6, head.headlines),
    Shape("headline.repeated", Category.METADATA, 0.85, head.repeated_headline),
    Shape("byline", Category.METADATA, 0.85, head.bylines),
    Shape("dateline", Category.METADATA, 0.8, head.datelines),
    Shape("metadata.small", Category.METADATA, 0.8, head.small_metadata),
    Shape("author.name", Category.METADATA, 0.75, head.author_names),
    Shape("author.box", Category.METADATA, 0.8, head.author_boxes),
    Shape("announcer.alone", Category.METADATA, 0.85, head.lone_announcers),
    Shape("head.above_headline", Category.NAVIGATION, 0.5, head.above_headline, plain_only=True),
    Shape("credit.only", Category.CAPTION, 0.95, captions.credits_only),
    Shape("credit.tail", Category.CAPTION, 0.85, captions.credit_tails, plain_only=True),
    Shape("credit.label", Category.CAPTION, 0.75, captions.credit_labels, plain_only=True),
    Shape("credit.copyright", Category.CAPTION, 0.75, captions.copyright_names),
    Shape("caption.place", Category.CAPTION, 0.95, captions.stock_places, plain_only=True),
    Shape("caption.pictured", Category.CAPTION, 0.6, captions.pictured, plain_only=True),
    Shape("caption.file", Category.CAPTION, 0.9, captions.file_names, plain_only=True),
    Shape("caption.figure", Category.CAPTION, 0.8, captions.figures, plain_only=True),
    Shape("caption.counter", Category.CAPTION, 0.7, captions.counters),
    Shape("caption.player", Category.CAPTION, 0.85, captions.players),
    Shape("caption.keywords", Category.CAPTION, 0.7, captions.keyword_strings, plain_only=True),
    Shape("caption.numbered", Category.CAPTION, 0.9, captions.headline_repeats, plain_only=True),
    Shape("caption.truncated", Category.CAPTION, 0.7, captions.truncated, plain_only=True),
    Shape("share.buttons", Category.SOCIAL, 0.9, runs.share_buttons),
    Shape("menu", Category.NAVIGATION, 0.6, runs.menus, plain_only=True),
    Shape("repeated.line", Category.OTHER, 0.6, runs.repeated, plain_only=True),
    Shape("repeated.paragraph", Category.OTHER, 0.6, runs.repeated_paragraphs, plain_only=True),
    Shape("related.below_label", Category.RELATED, 0.65, runs.after_related_label, plain_only=True),
    Shape("related.line", Category.RELATED, 0.65, runs.related_lines),
    Shape("related.dated", Category.RELATED, 0.5, runs.dated_teasers, plain_only=True),
    Shape("related.doubled", Category.RELATED, 0.85, runs.doubled, plain_only=True),
    Shape("related.capitals", Category.RELATED, 0.6, runs.shouting, plain_only=True),
    Shape("comments.section", Category.COMMENTS, 0.7, runs.comments, plain_only=True),
    Shape("tail.titles", Category.RELATED, 0.55, runs.tail_titles, plain_only=True),
    Shape("label.bare", Category.NAVIGATION, 0.6, runs.bare_labels),
    Shape("tags", Category.NAVIGATION, 0.6, runs.tag_lists),
    Shape("price", Category.ADVERTISING, 0.7, runs.prices, plain_only=True),
    Shape("separator", Category.OTHER, 0.4, runs.separators, plain_only=True),
)


def vote(document: Document, rules: RuleSet) -> list[Mark]:  # noqa: ARG001 - every voter has this signature
    """Marks of all shapes that the document's kind allows, in the order of `SHAPES`. Pure."""
    if not document.blocks:
        return []
    page = Page.of(document)
    return [mark for shape in SHAPES if page.plain or not shape.plain_only for mark in _marks(page, shape)]


def _marks(page: Page, shape: Shape) -> Iterator[Mark]:
    for index in dict.fromkeys(shape.find(page)):
        block = page.document.blocks[index]
        yield Mark(index, block.start, block.end, shape.category, shape.id, Verdict.CUT, shape.strength, VOTER)
