"""What tells of a picture within a line: agencies, labels of credits, words that only make sense beside a picture."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

import re2

from cleaners.text.vocabulary import VOCABULARY

_WORDS = VOCABULARY.pattern
AGENCY = _WORDS("picture_agencies")
LABEL = _WORDS("photo_labels")
LABELLED = re2.compile(rf"{LABEL}(?: {_WORDS('photo_by', 'photo_of')})?\s?[:：]\s?\S")
LABEL_BY = rf"{LABEL} {_WORDS('photo_by')} "
PICTURED = re2.compile(
    rf"(?i)\({_WORDS('picture_sides')}\)|\b{_WORDS('archive_kinds')}[ -]?{_WORDS('archive_pictures')}\b"
    rf"|{_WORDS('picture_signs')}"
)
_ANY = re2.compile(f"(?m)(?:{AGENCY})|(?:{LABEL_BY})|(?:{LABELLED.pattern})|(?:{PICTURED.pattern})")
_APART = "\n\n"  # no pattern of these reaches across two line ends


def signed(texts: Sequence[str]) -> list[int]:
    """The numbers of the texts that hold any of these signs; those that hold none are nearly all.

    All are searched at once, for a call costs more than the search.
    """
    found = [match.start() for match in _ANY.finditer(_APART.join(texts))]
    if not found:
        return []
    limits = list(accumulate(len(text) + len(_APART) for text in texts))
    return list(dict.fromkeys(bisect_right(limits, start) for start in found))
