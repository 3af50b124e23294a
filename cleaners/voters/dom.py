"""What tags, roles, class and id names say: consent containers, ad slots, captions, newsletter boxes.

The cues are those of formats/cues.py. The element itself speaks louder than a distant ancestor.
"""

from __future__ import annotations

from functools import lru_cache

from cleaners.formats.cues import BIT
from cleaners.formats.html import Page
from cleaners.formats.surroundings import FIGURE
from cleaners.model import CUT, Block, Category, Document, Mark, new

VOTER = "dom"

# Cue -> category, strength on the element or its parent, strength on any ancestor. Above each row: the precision of its
# marks, near and far, among the blocks that gold judges, over all dev sets (`winnow rules report --gold`), and why it
# is believed no further. Strengths order cues on one block and name categories: the forests see cues themselves, so a
# box that says what it is stands above one that says where it is, whatever their precision. What an ancestor says is
# weaker by .05 to .2, for the box may hold more than it is named for.
TABLE: tuple[tuple[str, Category, float, float], ...] = (
    # .76 of 4,503: boxes of agreement; `notice` and `privacy` name articles' boxes as well
    ("consent", Category.CONSENT, 0.8, 0.7),
    # .90 of 3,810: what is said of a picture is no running text; captions stay in some gold
    ("caption", Category.CAPTION, 0.8, 0.6),
    # .83 of 11,931: readers' words; sites of questions and answers call their content so
    ("comments", Category.COMMENTS, 0.7, 0.65),
    # .83 of 10,872: other stories; `popular`, `latest` and `next` stand on articles' own lists
    ("related", Category.RELATED, 0.7, 0.6),
    # .86 of 4,859: buttons; `like` and `follow` stand on embedded posts, too
    ("social", Category.SOCIAL, 0.7, 0.55),
    # .77 of 8,539: forms of any kind are called so; some articles lie in one
    ("newsletter", Category.NEWSLETTER, 0.65, 0.5),
    # .55 of 13,958: `buy`, `price`, `native` and `product` name reviews as often as advertisements
    ("ad", Category.ADVERTISING, 0.6, 0.45),
    # .35 of 1,297: `premium` and `member` name the text behind a wall as well
    ("paywall", Category.ADVERTISING, 0.5, 0.4),
    # .78 of 1,702: profiles: of the author, or of whom the article portrays
    ("bio", Category.METADATA, 0.6, 0.5),
    # .87 of 3,613: names of authors; `writer` and `contributor` may enclose what they wrote
    ("byline", Category.METADATA, 0.6, 0.4),
    # .80 of 1,137: dates; events and results within articles carry them, too
    ("date", Category.METADATA, 0.5, 0.3),
    # .29 of 35,362: `category`, `topic` and `term` are put on whole articles by common site software
    ("tags", Category.NAVIGATION, 0.55, 0.35),
    # .97 of 116,342: by tag and name alike, what leads elsewhere
    ("nav", Category.NAVIGATION, 0.75, 0.7),
    # .89 of 20,006: the foot of a page; articles and quotations have feet as well
    ("footer", Category.LEGAL, 0.6, 0.55),
    # .74 of 7,732: the head of a page, or of the article, with its title and first lines
    ("header", Category.NAVIGATION, 0.5, 0.4),
    # .53 of 9,885: beside the article; `secondary` and `aside` hold boxes that belong to it
    ("aside", Category.RELATED, 0.45, 0.4),
    # .45 of 10,331: `card`, `grid` and `listing` lay out any content
    ("teaser", Category.RELATED, 0.4, 0.35),
    # .49 of 5,468: `hidden`, `tab` and `accordion` hold parts of articles that wait for a click
    ("popup", Category.OTHER, 0.4, 0.3),
)
# .82 of 1,567: the page's own headline is a column; some pages have a second, within the text.
HEADLINE = (0.85, "dom/h1", Category.METADATA)
# .38 of 1,883: beside a picture, with no name that tells more; some pages lay out whole articles as figures.
IN_FIGURE = (0.7, "dom/figure", Category.CAPTION)
RULES = (*(f"dom/{name}" for name, *_ in TABLE), HEADLINE[1], IN_FIGURE[1])
_ROWS = tuple((BIT[name], f"dom/{name}", category, own, up) for name, category, own, up in TABLE)
_CUES = sum(row[0] for row in _ROWS)


def vote(document: Document) -> list[Mark]:
    """A cut mark on each block whose element, parent or ancestors carry a cue: the strongest one only."""
    page = document.page
    if not isinstance(page, Page):
        return []
    around = page.around
    columns = zip(document.blocks, around.bits, around.inherited, around.tag, around.flags, strict=True)
    return [
        _mark(block, *best)
        for block, own, up, tag, flags in columns
        if (best := _strongest(own & _CUES, up & _CUES, tag == "h1", flags & FIGURE)) is not None
    ]


@lru_cache(maxsize=1 << 14)
def _strongest(own: int, inherited: int, is_headline: bool, in_figure: int) -> tuple[float, str, Category] | None:
    """Kept, for the blocks of a page, and of a site, have few different surroundings."""
    best: tuple[float, str, Category] | None = HEADLINE if is_headline else None
    for bit, rule, category, near, far in _ROWS:
        strength = near if own & bit else far if inherited & bit else 0.0
        if strength and (best is None or strength > best[0]):
            best = (strength, rule, category)
    if in_figure and (best is None or best[0] < IN_FIGURE[0]):
        return IN_FIGURE
    return best


def _mark(block: Block, strength: float, rule: str, category: Category) -> Mark:
    return new(Mark, (block.index, block.start, block.end, category, rule, CUT, strength, VOTER))
