"""A look at text that a field holds: a whole page, the HTML of an article body, or plain text?"""

from __future__ import annotations

import html
import re
from typing import Final

from cleaners.model import PayloadKind

LOOK_CHARS: Final = 65536  # how much of the text is looked at
_PAGE: Final = re.compile(r"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]|<frameset[\s>]", re.IGNORECASE)
_LEAD_IN: Final = re.compile(r"\ufeff?(?:\s+|<!--[^>]{0,2000}-->|<\?xml[^>]{0,200}\?>)*", re.IGNORECASE)
_TAG: Final = re.compile(
    r"<(/?)(p|div|span|br|hr|a|img|ul|ol|li|dl|dt|dd|h[1-6]|blockquote|figure|figcaption|table|tbody|tr|td|th|section"
    r"|article|aside|header|footer|main|nav|strong|em|b|i|u|s|sub|sup|small|cite|q|code|pre|iframe|picture|video|audio"
    r"|script|style|form|center|font|meta|link|title|time|address|details|summary)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_BLOCK_NAMES: Final = (
    "p div br hr ul ol li dl h1 h2 h3 h4 h5 h6 blockquote figure table section article aside header footer main pre "
    "center"
)
_BLOCKS: Final = frozenset(_BLOCK_NAMES.split())
_CHARS_A_BLOCK: Final = 1500  # body HTML has a block tag at least this often; prose that mentions a tag has not


def kind_of_html(text: str) -> PayloadKind:
    """Page or fragment, for text that is known to be HTML."""
    return PayloadKind.HTML if _PAGE.search(text[:LOOK_CHARS]) else PayloadKind.FRAGMENT


def kind_of_text(text: str) -> PayloadKind:
    """Page, fragment or plain text, for text that may be any of them."""
    lead = _LEAD_IN.match(text)
    start = lead.end() if lead else 0
    if _PAGE.match(text, start):
        return PayloadKind.HTML
    look = text[start : start + LOOK_CHARS]
    if look.startswith("&lt;"):  # some feeds escape their markup once too often; the fragment's parser undoes it
        return PayloadKind.FRAGMENT if _is_markup(html.unescape(look)) else PayloadKind.TEXT
    if not _is_markup(look):
        return PayloadKind.TEXT
    return kind_of_html(look)


def _is_markup(look: str) -> bool:
    """Whether the tags are the text's own structure: it is wrapped in them, or they come all along."""
    if "<" not in look:
        return False
    tags = list(_TAG.finditer(look))
    if not tags:
        return False
    last_end = tags[-1].end()
    paired = any(tag.group(1) for tag in tags) or any(tag.group(2).lower() in ("br", "img", "hr") for tag in tags)
    if tags[0].start() == 0 and paired:
        return True
    blocks = sum(1 for tag in tags if tag.group(2).lower() in _BLOCKS)
    needed = max(2, len(look) // _CHARS_A_BLOCK)
    return (blocks >= needed and not _is_mention(look, tags)) or (
        paired and blocks > 0 and not look[last_end:].strip() and last_end > 0
    )


def _is_mention(look: str, tags: list[re.Match[str]]) -> bool:
    """Whether tags are named in sentences: bare, within a line, with a blank or a quote mark on both sides."""
    around = "`\"'“”„‘’«» .,;:()"
    bare = [
        tag
        for tag in tags
        if not re.search(r"\s", tag.group())
        and look[tag.start() - 1 : tag.start()] in tuple(around)
        and (look[tag.end() : tag.end() + 1] or " ") in tuple(around)
    ]
    return len(bare) > len(tags) / 2


def looks_like_page(head: bytes) -> bool:
    """Whether bytes of unknown type are HTML, as a browser would judge them by their first tags."""
    text = head[:4096].removeprefix(b"\xef\xbb\xbf").decode("latin-1")
    lead = _LEAD_IN.match(text)
    start = lead.end() if lead else 0
    return bool(_PAGE.match(text, start) or _TAG.match(text, start))
