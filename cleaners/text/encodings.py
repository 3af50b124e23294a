"""Names of encodings as pages write them, to the codec that reads what they mean.

Practice follows the labels of the WHATWG Encoding Standard (https://encoding.spec.whatwg.org/#names-and-labels):
a name stands for the widest superset that browsers read it with, e.g. ISO-8859-1 for Windows-1252.
"""

from __future__ import annotations

import codecs
import re
from typing import Final

_SUPERSETS: Final = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "shift_jis_2004": "cp932",
    "shift_jisx0213": "cp932",
    "euc_kr": "cp949",
    "johab": "cp949",
    "big5": "big5hkscs",
    "cp950": "big5hkscs",
    "iso2022_jp": "iso2022_jp_ext",
    "iso2022_jp_1": "iso2022_jp_ext",
    "iso2022_jp_2": "iso2022_jp_ext",
    "utf-8-sig": "utf-8",
}
_ALIASES: Final = {  # squeezed to letters and digits; what Python's own aliases miss
    "utf8": "utf-8",
    "unicode11utf8": "utf-8",
    "utf8mb4": "utf-8",
    "ansi": "cp1252",
    "win1250": "cp1250",
    "win1251": "cp1251",
    "win1252": "cp1252",
    "xcp1250": "cp1250",
    "xcp1251": "cp1251",
    "xcp1252": "cp1252",
    "xsjis": "cp932",
    "mskanji": "cp932",
    "windows31j": "cp932",
    "windows932": "cp932",
    "xeucjp": "euc_jp",
    "windows949": "cp949",
    "ksc56011987": "cp949",
    "ksc5601": "cp949",
    "korean": "cp949",
    "xgbk": "gb18030",
    "gb231280": "gb18030",
    "windows936": "gb18030",
    "windows874": "cp874",
    "dos874": "cp874",
    "xxbig5": "big5hkscs",
    "cnbig5": "big5hkscs",
    "iso88598i": "iso8859-8",
    "iso88598e": "iso8859-8",
    "iso88596i": "iso8859-6",
    "xmaccyrillic": "mac-cyrillic",
    "xmacukrainian": "mac-cyrillic",
    "macintosh": "mac-roman",
    "xmacroman": "mac-roman",
    "koi": "koi8-r",
}
_READABLE: Final = frozenset(
    ["utf-8", "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp866"]
    + ["cp874", "koi8-r", "koi8-u", "koi8-t", "mac-roman", "mac-cyrillic", "mac-greek", "mac-turkish", "mac-latin2"]
    + [f"iso8859-{part}" for part in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)]
    + ["gb18030", "big5hkscs", "cp932", "cp949", "euc_jp", "iso2022_jp_ext", "hz", "iso2022_kr", "cp1125"]
)
_MULTIBYTE: Final = frozenset(["gb18030", "big5hkscs", "cp932", "cp949", "euc_jp"])
_NOT_A_LABEL: Final = re.compile(r"[^a-z0-9_.:-]+")
_NOT_ALNUM: Final = re.compile(r"[^a-z0-9]+")


def codec_of(label: str) -> str | None:
    """The Python codec that a label means, or None when no page text is written in what it names.

    UTF-16 labels give None: who could read the label as ASCII is not looking at UTF-16.
    """
    name = _NOT_A_LABEL.sub("", label.strip().lower()[:40])
    known = _ALIASES.get(_NOT_ALNUM.sub("", name))
    if known:
        return known
    try:
        found = codecs.lookup(name).name
    except (LookupError, UnicodeError):
        return None
    found = _SUPERSETS.get(found, found)
    return found if found in _READABLE else None


def is_multibyte(codec: str) -> bool:
    """Whether the codec writes Chinese, Japanese or Korean in two or more bytes a character."""
    return codec in _MULTIBYTE
