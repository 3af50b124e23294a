"""What a consumer should know of an article before trusting it. Flagged articles are kept, never dropped."""

from __future__ import annotations

import re

import re2

from cleaners.model import Block, Decoded, Document, Removal

SHORT_TEXT = 250  # characters; below it an article is rarely whole
MOSTLY_REMOVED = 0.9  # share of the document's characters
LINKED = 0.5  # share of kept characters that lie in links: an index of other pages
LISTED = 0.6  # share of kept blocks under LINE characters: a list rather than prose
LINE = 80
END_CHARS = 60  # of a text: what tells that more was to follow stands there
REPLACED = 5  # replacement characters from which the encoding is doubtful

_TRUNCATED = re.compile(r"(?:\.\.\.|…|\[…\]|\[\.\.\.\]|\[\+\d+ chars\])\s*$")
_PAYWALL = re2.compile(
    r"(?i)(?:subscribe|sign in|log in|register) (?:now |today )?to (?:continue|keep|read)|continue reading with|"
    r"(?:this|the) (?:article|story|content) is (?:only )?(?:for|available to|reserved for) (?:[\pL\pN_]+ ){0,2}"
    r"(?:subscribers|members)|already a subscriber|weiterlesen mit|nur für abonnenten|réservé aux abonnés|"
    r"solo para suscriptores|riservato agli abbonati|"
    r"tylko dla subskrybentów|alleen voor abonnees"
)


def document_flags(document: Document, text: str, removals: tuple[Removal, ...], decoded: Decoded) -> tuple[str, ...]:
    """Names of the flags that hold, sorted: little_text, empty, mostly_removed, index_like, truncated, paywalled,
    replaced_characters, and those of the metadata and the parser (formats/reveal.py)."""
    removed = {r.start_char for r in removals}
    kept = [b for b in document.blocks if b.start not in removed]
    found = {
        "empty": not text.strip(),
        "little_text": 0 < len(text) < SHORT_TEXT,
        "mostly_removed": len(text) < (1 - MOSTLY_REMOVED) * len(document.text),
        "index_like": _is_index(kept),
        "truncated": bool(_TRUNCATED.search(text[-END_CHARS:])),
        "paywalled": _is_paywalled(text, removals),
        "replaced_characters": decoded.replaced >= REPLACED,
    }
    return tuple(sorted({name for name, holds in found.items() if holds} | set(document.metadata.flags)))


def _is_index(kept: list[Block]) -> bool:
    chars = sum(b.end - b.start for b in kept)
    if len(kept) < 5:
        return False
    linked = sum(b.link_chars for b in kept) > LINKED * chars
    short = sum(b.end - b.start < LINE for b in kept) > LISTED * len(kept)
    return linked and short


def _is_paywalled(text: str, removals: tuple[Removal, ...]) -> bool:
    """A wall stands at the end of what can be read: in the last kept lines, or in what was cut right after them."""
    if _PAYWALL.search(text[-400:]):
        return True
    return len(text) < 3000 and any(_PAYWALL.search(r.text[:400]) for r in removals)
