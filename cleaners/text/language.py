"""The language of a text: from its script where that decides, else from a detector weighed with the page's own word."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType

from cleaners.text.detector import load_detector
from cleaners.text.function_words import FUNCTION_WORDS

UNDETERMINED = "und"

#: Characters that are looked at, half from the start and half from the middle: longer samples change no answer.
MAX_CHARS = 1_600
#: Letters below which nothing is said. An ideograph or a syllable says more than a letter.
MIN_LETTERS = 20
MIN_DENSE_LETTERS = 6
#: Probability below which the detector's best guess is not worth a name.
MIN_SCORE = 0.3

#: Odds given to the language that the page declares before the text is read. Templates declare wrongly often enough
#: that a clear text must win; among near relatives (Danish, Norwegian; Czech, Slovak) the declaration should.
DECLARED_ODDS = 8.0

#: Share of a text's words, and lead over any other language, at which the commonest words confirm the declaration.
#: On nine of ten dev pages they do, and the detector agreed with all; it takes ten times as long. From .13 on, lines in
#: Norwegian that a page declares as Swedish are confirmed.
CONFIRMING = 0.15
RIVALS = 2.5
MIN_WORDS = 50
CONFIRMED_SCORE = 1.0

#: (first code point, last, script), ascending.
_SCRIPTS = (
    (0x0041, 0x024F, "latin"),
    (0x0370, 0x03FF, "el"),
    (0x0400, 0x052F, "cyrillic"),
    (0x0530, 0x058F, "hy"),
    (0x0590, 0x05FF, "he"),
    (0x0600, 0x06FF, "arabic"),
    (0x0750, 0x077F, "arabic"),
    (0x0900, 0x097F, "devanagari"),
    (0x0980, 0x09FF, "bengali"),
    (0x0A00, 0x0A7F, "pa"),
    (0x0A80, 0x0AFF, "gu"),
    (0x0B00, 0x0B7F, "or"),
    (0x0B80, 0x0BFF, "ta"),
    (0x0C00, 0x0C7F, "te"),
    (0x0C80, 0x0CFF, "kn"),
    (0x0D00, 0x0D7F, "ml"),
    (0x0D80, 0x0DFF, "si"),
    (0x0E00, 0x0E7F, "th"),
    (0x0E80, 0x0EFF, "lo"),
    (0x1000, 0x109F, "my"),
    (0x10A0, 0x10FF, "ka"),
    (0x1100, 0x11FF, "ko"),
    (0x1200, 0x139F, "am"),
    (0x1780, 0x17FF, "km"),
    (0x1E00, 0x1EFF, "latin"),
    (0x3040, 0x30FF, "kana"),
    (0x3130, 0x318F, "ko"),
    (0x3400, 0x4DBF, "han"),
    (0x4E00, 0x9FFF, "han"),
    (0xAC00, 0xD7AF, "ko"),
    (0xF900, 0xFAFF, "han"),
    (0xFB50, 0xFEFE, "arabic"),
    (0xFF66, 0xFF9D, "kana"),
)
_STARTS = tuple(first for first, _, _ in _SCRIPTS)

#: Languages between which the detector chooses, for the scripts that several share. Latin: all others that it knows.
_SHARED: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "cyrillic": frozenset({"ru", "uk", "be", "bg", "mk", "sr", "kk", "ky", "mn", "tg", "tt", "ba"}),
        "arabic": frozenset({"ar", "fa", "ur", "ps", "ug", "ku"}),
        "devanagari": frozenset({"hi", "mr", "ne", "sa"}),
        "bengali": frozenset({"bn", "as"}),
    }
)
#: Codes of varieties that the detector tells apart and ISO 639-1 does not, or for which pages write another code.
_FOLDED: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("wuu", "yue", "cmn", "zho", "chi", "cn"), "zh"),
        **dict.fromkeys(("ary", "arz", "ara"), "ar"),
        **dict.fromkeys(("nb", "nob", "nor"), "no"),
        **{
            "iw": "he",
            "in": "id",
            "jp": "ja",
            "jpn": "ja",
            "kr": "ko",
            "kor": "ko",
            "gr": "el",
            "cz": "cs",
            "dk": "da",
        },
        **{"ua": "uk", "ukr": "uk", "rus": "ru", "eng": "en", "ger": "de", "deu": "de", "fre": "fr", "fra": "fr"},
        **{"spa": "es", "ita": "it", "por": "pt", "dut": "nl", "nld": "nl", "pol": "pl", "cze": "cs", "ces": "cs"},
        **{"swe": "sv", "tur": "tr", "fas": "fa", "per": "fa", "ckb": "ku", "sdh": "ku", "fil": "tl", "uzs": "uz"},
    }
)
#: Small relatives and made languages of which the detector suspects far more than there are; only if declared.
_ONLY_IF_DECLARED = frozenset({"an", "br", "dz", "eo", "fo", "ht", "jv", "la", "oc", "qu", "se", "vo", "wa"})

_NOT_PROSE = re.compile(r"https?://\S+|www\.\S+|\S+@\S+")
_SUBTAG = re.compile(r"\s*([a-zA-Z]{2,3})(?![a-zA-Z])")


def detect_language(text: str, declared: str | None = None) -> tuple[str, float]:
    """The ISO 639-1 code of the text's language and a score in [0, 1]; (`und`, 0.0) when there is too little text.

    `declared` is what the page says of itself (`en-US`, `de`, `pt_BR`): a prior, outvoted by a clear text.
    """
    sample = _sample(text)
    letters = _count_scripts(sample)
    script, share = _main_script(letters)
    dense = script in ("zh", "ja", "ko")
    if letters.total() < (MIN_DENSE_LETTERS if dense else MIN_LETTERS):
        return UNDETERMINED, 0.0
    if script == "latin" or script in _SHARED:
        code = base_code(declared)
        return (code, CONFIRMED_SCORE) if code and _confirms(sample, code) else _detect(sample, script, code)
    return script, round(share, 4)


def _confirms(sample: str, declared: str) -> bool:
    """Whether the commonest words of the declared language fill the text as only that language's do."""
    words = Counter(sample.lower().split())
    counts = {code: sum(words[word] for word in own & words.keys()) for code, own in FUNCTION_WORDS.items()}
    found = counts.pop(declared, 0)
    return found >= CONFIRMING * max(words.total(), MIN_WORDS) and found >= RIVALS * max(counts.values())


def base_code(tag: str | None) -> str | None:
    """The two-letter code of a language tag as pages write it (`en-US`, `pt_BR`, `ger`), or None."""
    hit = _SUBTAG.match(tag or "")
    code = hit[1].lower() if hit else ""
    code = _FOLDED.get(code, code)
    return code if len(code) == 2 else None


def _sample(text: str) -> str:
    if len(text) > MAX_CHARS:
        half, middle = MAX_CHARS // 2, len(text) // 2
        text = f"{text[:half]} {text[max(half, middle) : max(half, middle) + half]}"
    return _NOT_PROSE.sub(" ", text) if "/" in text or "@" in text else text


def _count_scripts(sample: str) -> Counter[str]:
    """Letters of the sample by script."""
    scripts: Counter[str] = Counter()
    for char, count in Counter(sample).items():
        if char.isalpha():
            first, last, script = _SCRIPTS[max(0, bisect_right(_STARTS, ord(char)) - 1)]
            if first <= ord(char) <= last:
                scripts[script] += count
    return scripts


def _main_script(letters: Counter[str]) -> tuple[str, float]:
    """The script (or the language, where one script is one language) of most of the text, and its share.

    Ideographs count threefold, for a Latin word has about three times the letters. Ideographs with a fair share of
    kana are Japanese.
    """
    weights = letters.copy()
    han, kana = weights.pop("han", 0), weights.pop("kana", 0)
    if han or kana:
        weights["ja" if kana * 10 > han else "zh"] = 3 * (han + kana)
    if not weights:
        return UNDETERMINED, 0.0
    script, weight = min(weights.items(), key=lambda pair: (-pair[1], pair[0]))
    return script, weight / weights.total()


def _detect(sample: str, script: str, declared: str | None) -> tuple[str, float]:
    allowed: dict[str, float] = {}
    for label, probability in load_detector().rank(sample):
        code = _FOLDED.get(label, label)
        if _is_possible(code, script, declared):
            allowed[code] = allowed.get(code, 0.0) + probability
    if declared in allowed:
        allowed[declared] *= DECLARED_ODDS
    code, value = min(allowed.items(), key=lambda pair: (-pair[1], pair[0]))
    score = value / sum(allowed.values())
    return (code, round(score, 4)) if score >= MIN_SCORE else (UNDETERMINED, 0.0)


def _is_possible(code: str, script: str, declared: str | None) -> bool:
    if script in _SHARED:
        return code in _SHARED[script]
    return len(code) == 2 and (code not in _ONLY_IF_DECLARED or code == declared)
