"""Author values of meta tags, JSON-LD and elements, cleaned to names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from cleaners.metadata.name_words import NAME_PARTICLES
from cleaners.metadata.names import is_lead, looks_like_role, split_names, strip_lead
from cleaners.metadata.text import squeeze
from cleaners.text.vocabulary import VOCABULARY

MAX_AUTHORS = 20
_MAX_AUTHOR_CHARS = 300

_ADDRESS = re.compile(r"https?://\S+|www\.\S+|\S+\.(?:com|org|net|html?)/\S*|[(<]?\S+@\S+\.\w+[)>]?|@\w+")
_GLUED_LEAD = re.compile(rf"^({VOCABULARY.pattern('glued_leads')})(?=[A-ZÀ-Ý][a-zà-ÿ])")
_NAME_LABEL = re.compile(
    rf"^(?:{VOCABULARY.pattern('name_labels')}(?=\s[A-Z])"
    r"|(?:view |read |see )?(?:all |more )?(?:posts|articles|about|from)(?: (?:by|from))?)\s+(?=\S)",
    re.I,
)
_ASIDE = re.compile(r"\s*[(\[][^)\]]*[)\]]?")
_AFTER_NAME = re.compile(r"\s+[|·•/⋅]\s+|\s+[-–—]\s+|\s+(?:Last )?Updated\b|\s+on (?=\w+ \d)")
_CODE = re.compile(r"\w+(?:\.\w+){2,}|[{}<>$%]")
_CREDENTIAL = re.compile(
    r"(?:[A-Z]{2,6}|[A-Z][a-z]?\.?(?:[A-Z][a-z]?\.?){1,3}|Ph\.?D\.?|Esq\.?|Jr\.?|Sr\.?|II|III|E-RYT.*)", re.ASCII
)
_MACHINE_NAMES = VOCABULARY.words("machine_names")


def clean_authors(values: Iterable[str]) -> tuple[str, ...]:
    """Names in values that are known to name authors: no `By`, addresses, roles, credentials or dates, none twice."""
    names: dict[str, str] = {}
    for value in values:
        for name in _names_of(unicodedata.normalize("NFKC", squeeze(value[:_MAX_AUTHOR_CHARS]))):
            names.setdefault(name.casefold(), name)
    return tuple(names.values())[:MAX_AUTHORS]


def _names_of(value: str) -> list[str]:
    text = _ADDRESS.sub("", value).strip(" ,;|-–—·/")
    text, _ = strip_lead(_GLUED_LEAD.sub(r"\1 ", text))
    text = _NAME_LABEL.sub("", text)
    if is_lead(text):
        return []
    names: list[str] = []
    for part in split_names(_ASIDE.sub("", _AFTER_NAME.split(text)[0])):
        if names and (_CREDENTIAL.fullmatch(part) or looks_like_role(part)):
            continue
        if part.casefold() in _MACHINE_NAMES or _CODE.search(part):
            continue
        if any(char.isalpha() for char in part):
            names.append(_calm(part))
    return names


def _calm(name: str) -> str:
    """`JANE VAN DOE` -> `Jane van Doe`; names in mixed case, acronyms and single words stay as they are."""
    words = name.split()
    if len(words) < 2 or not name.isupper() or not name.isascii() or any(len(word) < 3 for word in words[-1:]):
        return name
    return " ".join(_calm_word(word) for word in words)


def _calm_word(word: str) -> str:
    if word.lower() in NAME_PARTICLES or "." in word:
        return word if "." in word else word.lower()
    return re.sub(r"[A-Z]+", lambda run: run[0].capitalize(), word)
