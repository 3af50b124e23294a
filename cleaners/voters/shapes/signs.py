"""What tells of a picture within a line: agencies, labels of credits, words that only make sense beside a picture."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

import re2

AGENCY = (
    r"(?:AP|AFP|EPA|EFE|DPA|dpa|APA|ANSA|ANP|BELGA|PAP|ČTK|CTK|TT|NTB|TASS|ТАСС|РИА|УНІАН|AA|IHA|DHA|Xinhua|Reuters"
    r"|REUTERS|Getty|GETTY|Shutterstock|iStock|Alamy|Unsplash|Pexels|Pixabay|pixabay|Flickr|Imago|imago|picture[- ]alliance"
    r"|Bloomberg|Keystone|Depositphotos|Adobe Stock|Wikimedia|Wikipedia|Courtesy|Handout|Supplied|UPI|PTI|ANI|Yonhap|Kyodo"
    r"|NurPhoto|Anadolu|SIPA|Sputnik|ZUMA|MAXPPP|Europa Press|PA Wire|PA Images|Rex|WENN|SWNS|CC[- ]BY|Public Domain)"
)
LABEL = (
    r"(?:[Pp]hoto(?:s|graphs?)?|PHOTOS?|[Pp]ictures?|[Ii]mages?|[Ii]llustrations?|[Gg]raphics?|[Vv]ideo|[Ss]creenshot|[Cc]redits?"
    r"|CREDIT|[Ff]otos?|FOTO|[Bb]ild(?:er|quelle)?|[Bb]eeld|[Ff]oto(?:graf)?[ií]as?|[Ff]otograf(?:ie|ía|ia|o|ka)?"
    r"|[Ii]mage[nm]|[Ii]mmagine|[Ii]lustra\pL+|[Cc]r[ée]dit(?:os?|s)?|[Фф]ото|ФОТО|[Зз]ображення|[Сс]ветлина|[Сс]нимка"
    r"|[Ff]otoğraf|FOTOĞRAF|[Gg]örsel|写真|写真提供|提供|图片|圖片|图|图源|摄|사진|صورة|fot\.)"
)
LABELLED = re2.compile(
    rf"(?:{LABEL})(?: (?:by|credit|courtesy|di|de|par|von|van|autorstwa))?\s?[:：]\s?\S",
)
LABEL_BY = rf"(?:{LABEL}) (?:by|von|par|di|de|por|van|autorstwa) "
PICTURED = re2.compile(
    r"(?i)\((?:L|R|C|l|r|left|right|centre|center|pictured|links|rechts|li|re|g|d|à gauche|à droite|izda|dcha|sinistra|destra|l\.|r\.)\)"
    r"|\b(?:file|stock|undated|handout|combination|aerial|archive|library|symbol|archiv)[ -]?(?:photo|image|picture|foto|bild)\b"
    r"|\b(?:photo|image|picture|photograph) (?:provided|released|taken|supplied|made|shows|from video)\b"
    r"|\bis (?:pictured|seen|shown) (?:here|in|on|at|during)\b|^(?:[Ff]rom left|[Cc]lockwise from|[Aa]bove|[Bb]elow|[Pp]ictured)\s?[:,]"
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
