"""What tags, roles, class and id names say: consent containers, ad slots, captions, newsletter boxes.

The cues are those of formats/cues.py. The element itself speaks louder than a distant ancestor.
"""

from __future__ import annotations

from functools import lru_cache

from cleaners.formats.cues import BIT
from cleaners.formats.html import Page
from cleaners.formats.surroundings import FIGURE
from cleaners.model import Block, Category, Document, Mark, Verdict

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
HEADLINE = (0.85, "h1", Category.METADATA)  # the page's own headline is a column
IN_FIGURE = (0.7, "figure", Category.CAPTION)
RULES = tuple(f"dom/{name}" for name in (*(row[0] for row in TABLE), HEADLINE[1], IN_FIGURE[1]))
_ROWS = tuple((BIT[name], name, category, own, up) for name, category, own, up in TABLE)


def vote(document: Document) -> list[Mark]:
    """A cut mark on each block whose element, parent or ancestors carry a cue: the strongest one only."""
    page = document.page
    if not isinstance(page, Page):
        return []
    around = page.around
    found = map(_strongest, around.bits, around.inherited, around.tag, around.flags)
    return [_mark(block, *best) for block, best in zip(document.blocks, found, strict=True) if best is not None]


@lru_cache(maxsize=1 << 14)
def _strongest(bits: int, inherited: int, tag: str, flags: int) -> tuple[float, str, Category] | None:
    """Kept, for the blocks of a page, and of a site, have few different surroundings."""
    best: tuple[float, str, Category] | None = HEADLINE if tag == "h1" else None
    for bit, name, category, own, up in _ROWS:
        strength = own if bits & bit else up if inherited & bit else 0.0
        if strength and (best is None or strength > best[0]):
            best = (strength, name, category)
    if flags & FIGURE and (best is None or best[0] < IN_FIGURE[0]):
        return IN_FIGURE
    return best


def _mark(block: Block, strength: float, name: str, category: Category) -> Mark:
    return Mark(block.index, block.start, block.end, category, f"dom/{name}", Verdict.CUT, strength, VOTER)
