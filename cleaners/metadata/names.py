"""Names of people as bylines, meta tags and JSON-LD write them: which words are a name, which are its surroundings."""

from __future__ import annotations

import re

from cleaners.metadata.name_words import (
    BYLINE_LABELS,
    BYLINE_LEADS,
    NAME_JOINERS,
    NAME_PARTICLES,
    NOT_NAMES,
    ROLE_WORDS,
)
from cleaners.text.vocabulary import VOCABULARY, one_of

_FIRST_WORDS = frozenset(re.split(r"[\s:]", lead)[0] for lead in BYLINE_LEADS | BYLINE_LABELS)
_FIRST_WORD = re.compile(r"[\W_]*([^\W\d_]+)")
_LEAD = re.compile(
    rf"^[\W_]*(?P<lead>(?:{one_of(BYLINE_LEADS)})(?:\s*:\s*|\s+)|(?:{one_of(BYLINE_LABELS)})\s*[:/=–-]\s*)",
    re.IGNORECASE,
)
#: The first letters of all leads and labels: a cheap test before the whole pattern is tried.
#: Credit that belongs to others than the authors, up to the end of the line.
OTHER_CREDIT = re.compile(
    rf"[\s.,;·|⋅/-]*\b{VOCABULARY.pattern('other_credits')}\b.*$",
    re.I,
)
_JOINER = re.compile(rf"\s+(?:{one_of(NAME_JOINERS)})\s+|\s*[,;&、，]\s*", re.IGNORECASE)
_HAN_NAME = re.compile(
    r"[\u4e00-\u9fff々ヶ]{2,5}(?:[\s·・][\u4e00-\u9fff々ヶ]{1,4})?|[\u4e00-\u9fff々]{1,3}[ぁ-んァ-ヶー]{1,5}"
)
_HANGUL_NAME = re.compile(r"[가-힣]{2,4}")
_ARABIC_NAME = re.compile(r"(?:[\u0621-\u064a\u0671-\u06d3]{2,}\s?){2,4}")
_INITIALS = re.compile(r"(?:[^\W\d_]\.[ -]?)+")


def strip_lead(text: str) -> tuple[str, str]:
    """`By Jane Doe` -> (`Jane Doe`, `by`): the text after the word that announces an author, and that word or ``."""
    hit = _LEAD.match(text)
    return (text[hit.end() :].strip(), hit["lead"].lower().strip()) if hit else (text, "")


def may_have_lead(text: str) -> bool:
    """A cheap test: False where `strip_lead` finds nothing."""
    hit = _FIRST_WORD.match(text)
    return hit is not None and (hit[1].lower() in _FIRST_WORDS or not hit[1].isascii())


def is_lead(text: str) -> bool:
    """Whether the text is only a word that announces an author (`By`, `Written by`, `Von:`)."""
    return len(text) <= 24 and text.strip(" :").lower() in BYLINE_LEADS


def split_names(text: str) -> list[str]:
    """Parts of an enumeration: `A, B and C` -> [A, B, C]. No part is judged."""
    return [part for part in (piece.strip(" .,") for piece in _JOINER.split(text)) if part]


def looks_like_name(text: str) -> bool:
    """Whether the words have the shape of a person's full name (two to five words, or an unspaced name)."""
    if not 2 <= len(text) <= 48 or any(char.isdigit() for char in text):
        return False
    if _HAN_NAME.fullmatch(text) or _HANGUL_NAME.fullmatch(text) or _ARABIC_NAME.fullmatch(text):
        return True
    words = text.split()
    if not 2 <= len(words) <= 5 or text.lower() in NOT_NAMES or words[0].lower() in NAME_JOINERS:
        return False
    solid = [word for word in words if word.lower().strip(".") not in NAME_PARTICLES]
    return len(solid) >= min(2, len(words)) and all(_is_name_word(word) for word in solid)


def looks_like_role(text: str, roles: frozenset[str] = ROLE_WORDS) -> bool:
    """Whether the words name a function (`Staff Writer`, `Korrespondent`), not a person."""
    words = text.lower().replace("-", " ").split()
    return 0 < len(words) <= 7 and any(word.strip(".,()") in roles for word in words)


def _is_name_word(word: str) -> bool:
    core = word.strip(".,()'’\"“”„")
    if _INITIALS.fullmatch(word):
        return core[:1].isupper()
    letters = core.replace("-", "").replace("'", "").replace("’", "").replace(".", "")
    return bool(letters) and letters.isalpha() and core[0].isupper() and core.lower() not in NOT_NAMES
