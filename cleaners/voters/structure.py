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


# Strengths were set by the precision that each rule had on texts; .95 and more means hardly ever wrong. Above each row:
# its precision now among the blocks that gold judges, over all dev sets, pages too (`winnow rules report --gold`), and
# why it is believed so far. The forests read strengths (the strongest of each category), so that another strength calls
# for another fit; where two rules know as much of a line, the stronger names its category.
SHAPES: tuple[Shape, ...] = (
    # .90 of 1,427: a column of its own; where the text has none, its first short line is taken for it
    Shape("headline", Category.METADATA, 0.6, head.headlines),
    # .87 of 323: the very words once more, but a story's name recurs in pages that review or follow it
    Shape("headline.repeated", Category.METADATA, 0.7, head.repeated_headline),
    # .49 of 87: may be a subheading that says the title again
    Shape("headline.varied", Category.METADATA, 0.5, head.varied_headline),
    # .98 of 233: the whole line names an author, which the column holds
    Shape("byline", Category.METADATA, 0.9, head.bylines),
    # .87 of 2,531: the whole line is a date; in timelines and lists of results it heads a paragraph
    Shape("dateline", Category.METADATA, 0.8, head.datelines),
    # .97 of 77: nothing but a reading time or an agency
    Shape("metadata.small", Category.METADATA, 0.9, head.small_metadata),
    # .92 of 898: the line is a name that a byline gave
    Shape("author.name", Category.METADATA, 0.9, head.author_names),
    # .88 of 173: a profile of the author, where portraits of other people read alike
    Shape("author.box", Category.METADATA, 0.8, head.author_boxes),
    # .94 of 233: a word that announces what the text has lost
    Shape("announcer.alone", Category.METADATA, 0.92, head.lone_announcers),
    # .97 of 88: the headline may be guessed wrong, and a kicker or first line stand above it
    Shape("head.above_headline", Category.NAVIGATION, 0.8, head.above_headline, Knows.SECTION, plain_only=True),
    # .97 of 299: nothing but a credit
    Shape("credit.only", Category.CAPTION, 0.95, captions.credits_only),
    # .97 of 489: a picture's text with its credit; a report may end in its agency, too
    Shape("credit.tail", Category.CAPTION, 0.9, captions.credit_tails),
    # 1.00 of 23: few, all right: a person and an outlet after a sentence
    Shape("credit.named", Category.CAPTION, 0.9, captions.named_credits, plain_only=True),
    # .94 of 753: `Photo:` within a sentence may speak of something else
    Shape("credit.label", Category.CAPTION, 0.75, captions.credit_labels),
    # 1.00 of 11: the sign, then an agency
    Shape("credit.leading", Category.CAPTION, 0.9, captions.leading_credits),
    # 1.00 of 54: the sign without a year
    Shape("credit.copyright", Category.CAPTION, 0.85, captions.copyright_names),
    # 1.00 of 9: few, all right: a form that agencies alone write
    Shape("caption.place", Category.CAPTION, 0.98, captions.stock_places),
    # .59 of 111: `(left)` or `stock photo` stand in reports and politics, too
    Shape("caption.pictured", Category.CAPTION, 0.6, captions.pictured),
    # 1.00 of 21: nothing but a file's name; stories on software name files
    Shape("caption.file", Category.CAPTION, 0.95, captions.file_names),
    # .86 of 36: numbered figures that an article discusses stay in some gold
    Shape("caption.figure", Category.CAPTION, 0.85, captions.figures),
    # .72 of 190: `1 of 12` opens steps and ratings as well
    Shape("caption.counter", Category.CAPTION, 0.7, captions.counters),
    # 1.00 of 56: nothing but times and labels of a player
    Shape("caption.player", Category.CAPTION, 0.95, captions.players),
    # .58 of 323: lists in lower case within articles look alike
    Shape("caption.keywords", Category.CAPTION, 0.55, captions.keyword_strings),
    # 1.00 of 1: one line judged: the headline with a number at its end
    Shape("caption.numbered", Category.CAPTION, 0.9, captions.headline_repeats),
    # 1.00 of 2: two lines judged: cut off within a word, an agency below
    Shape("caption.truncated", Category.CAPTION, 0.7, captions.truncated, plain_only=True),
    # not judged by gold, whose texts hold no links: what is left of a button
    Shape("link.empty", Category.NAVIGATION, 0.97, links.empty, plain_only=True),
    # the same: three links below one another, nothing between
    Shape("link.run", Category.NAVIGATION, 0.9, links.in_runs, Knows.SECTION, plain_only=True),
    # the same: an article may name a source in a line of its own
    Shape("link.line", Category.NAVIGATION, 0.7, links.alone, plain_only=True),
    # the same: nothing but a picture
    Shape("picture", Category.CAPTION, 0.95, links.pictures, plain_only=True),
    # 1.00 of 1,019: three names of networks together are no sentence
    Shape("share.buttons", Category.SOCIAL, 0.92, runs.share_buttons),
    # .72 of 80: short lines in a row are menus outside the body, but verse and data too
    Shape("menu", Category.NAVIGATION, 0.6, runs.menus, Knows.SECTION, plain_only=True),
    # 1.00 of 616: numbers alone that count up
    Shape("pager", Category.NAVIGATION, 0.9, runs.pagers),
    # .82 of 30,258: refrains, speakers' names and labels of tables recur within articles
    Shape("repeated.line", Category.OTHER, 0.5, runs.repeated, Knows.PLACE),
    # .84 of 1,870: the second copy may be the one that the gold has
    Shape("repeated.paragraph", Category.OTHER, 0.5, runs.repeated_paragraphs, Knows.PLACE),
    # .91 of 119: how far the titles below a label reach is a guess
    Shape("related.below_label", Category.RELATED, 0.8, runs.after_related_label, Knows.PLACE, plain_only=True),
    # .98 of 10,085: two links or more under such a label; some articles list their sources so
    Shape("related.listed", Category.RELATED, 0.9, runs.listed_links),
    # .67 of 198: `Latest: ...` and `Popular: ...` begin sentences of articles, too
    Shape("related.line", Category.RELATED, 0.6, runs.related_lines),
    # .86 of 21: a date with a title beside it is a list of stories, or a chronicle
    Shape("related.dated", Category.RELATED, 0.7, runs.dated_teasers, plain_only=True),
    # .94 of 89: a teaser whose picture text repeats its title; songs repeat lines
    Shape("related.doubled", Category.RELATED, 0.9, runs.doubled),
    # 1.00 of 7: few judged; a warning or an inscription is in capitals, too
    Shape("related.capitals", Category.RELATED, 0.7, runs.shouting, plain_only=True),
    # .88 of 74: a paragraph that is a link in capitals
    Shape("related.shouted_link", Category.RELATED, 0.9, runs.shouted_links),
    # 1.00 of 83: all that follows a label of comments below the article
    Shape("comments.section", Category.COMMENTS, 0.95, runs.comments, Knows.SECTION, plain_only=True),
    # not judged by gold, which holds no thread: repeated headers with names and times, or words to answer
    Shape("comments.headers", Category.COMMENTS, 0.95, comments.sections, plain_only=True),
    # .98 of 305: all that follows a landmark of the end, nothing like the article below it
    Shape("tail.after_end", Category.RELATED, 0.92, runs.after_end, Knows.PLACE, plain_only=True),
    # .93 of 377: the same with a weaker condition: some line is as long as a paragraph
    Shape("tail.after_likely_end", Category.RELATED, 0.82, runs.after_likely_end, Knows.PLACE, plain_only=True),
    # .72 of 394: lists and results end articles, too
    Shape("tail.titles", Category.RELATED, 0.6, runs.tail_titles, Knows.PLACE, plain_only=True),
    # .91 of 100: a label over nothing; what stood below it may have been a picture
    Shape("label.bare", Category.NAVIGATION, 0.6, runs.bare_labels),
    # .68 of 357: names with bars between are tags, or a row of a table
    Shape("tags", Category.NAVIGATION, 0.5, runs.tag_lists),
    # .89 of 1,506: nothing but a price; reviews of goods list them
    Shape("price", Category.ADVERTISING, 0.93, runs.prices),
    # .99 of 1,648: takes no word away, but parts that stay may be told apart by it
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
