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

# Cue -> category, strength on the element or its parent, strength on any ancestor. Strongest first.
TABLE: tuple[tuple[str, Category, float, float], ...] = (
    ("consent", Category.CONSENT, 0.8, 0.7),
    ("caption", Category.CAPTION, 0.8, 0.6),
    ("comments", Category.COMMENTS, 0.7, 0.65),
    ("related", Category.RELATED, 0.7, 0.6),
    ("social", Category.SOCIAL, 0.7, 0.55),
    ("newsletter", Category.NEWSLETTER, 0.65, 0.5),
    ("ad", Category.ADVERTISING, 0.6, 0.45),
    ("paywall", Category.ADVERTISING, 0.5, 0.4),
    ("bio", Category.METADATA, 0.6, 0.5),
    ("byline", Category.METADATA, 0.6, 0.4),
    ("date", Category.METADATA, 0.5, 0.3),
    ("tags", Category.NAVIGATION, 0.55, 0.35),
    ("nav", Category.NAVIGATION, 0.75, 0.7),
    ("footer", Category.LEGAL, 0.6, 0.55),
    ("header", Category.NAVIGATION, 0.5, 0.4),
    ("aside", Category.RELATED, 0.45, 0.4),
    ("teaser", Category.RELATED, 0.4, 0.35),
    ("popup", Category.OTHER, 0.4, 0.3),
)
HEADLINE = (0.85, "dom/h1", Category.METADATA)  # the page's own headline is a column
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
