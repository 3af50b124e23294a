"""Bytes to text, and which evidence decided the encoding.

The order of evidence is: byte order mark, HTTP header, `<meta>` or XML declaration, detector. Two facts about real
pages bend it. Long multi-byte text is never valid UTF-8 by chance, so a page that decodes as UTF-8 is UTF-8 whatever
it declares; and a declared encoding under which much of the text cannot be decoded is a wrong declaration.
"""

from __future__ import annotations

import re
from typing import Final

from cleaners.model import Decoded, PayloadKind, RejectReason
from cleaners.text.detect_encoding import detect_codec, non_ascii_sample
from cleaners.text.encodings import codec_of, is_multibyte

UNICODE: Final = "unicode"  # RawRecord.charset of text that its container had already decoded; the payload is UTF-8
META_WINDOW: Final = 8192  # bytes searched for a declaration; the standard says 1024, real pages put scripts first
MAX_GARBLED_SHARE: Final = 0.10  # of all bytes: more non-ASCII bytes than this that spell nothing are no text
MAX_UNDECODABLE_SHARE: Final = 0.10  # of the non-ASCII bytes: above it, a declared encoding is a wrong one
MAX_CONTROL_SHARE: Final = 0.03  # of the first bytes: above it, the payload is no text
MAX_NUL_SHARE: Final = 0.01  # stray NULs are removed up to this share
MAX_REPLACED_SHARE: Final = 0.3  # of the characters: above it, nobody can read the text

_BOMS: Final = (  # longest first: the UTF-32 mark begins with the UTF-16 one
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_MAGIC: Final = (
    (b"%PDF-", "PDF"),
    (b"\x89PNG\r\n", "PNG image"),
    (b"\xff\xd8\xff", "JPEG image"),
    (b"GIF87a", "GIF image"),
    (b"GIF89a", "GIF image"),
    (b"PK\x03\x04", "zip archive"),
    (b"PK\x05\x06", "zip archive"),
    (b"\x1f\x8b\x08", "gzip stream"),
    (b"\x28\xb5\x2f\xfd", "zstd stream"),
    (b"BZh91AY&SY", "bzip2 stream"),
    (b"\xfd7zXZ\x00", "xz stream"),
    (b"7z\xbc\xaf\x27\x1c", "7z archive"),
    (b"Rar!\x1a\x07", "rar archive"),
    (b"\x7fELF", "ELF program"),
    (b"OggS\x00", "Ogg media"),
    (b"ID3\x03", "MP3 audio"),
    (b"ID3\x04", "MP3 audio"),
    (b"\x1aE\xdf\xa3", "Matroska media"),
    (b"wOFF", "web font"),
    (b"wOF2", "web font"),
    (b"\x00\x01\x00\x00\x00", "font"),
    (b"\x00asm", "WebAssembly"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1", "old Office document"),
    (b"SQLite format 3\x00", "SQLite database"),
    (b"{\\rtf", "RTF document"),
    (b"%!PS-Adobe", "PostScript"),
    (b"II*\x00", "TIFF image"),
    (b"MM\x00*", "TIFF image"),
    (b"PAR1", "Parquet file"),
)
_HIGH: Final = bytes(range(0x80, 0x100))
_CONTROLS: Final = bytes(set(range(1, 0x20)) - set(b"\t\n\v\f\r\x1b")) + b"\x7f"
_COMMENT: Final = re.compile(rb"<!--.*?-->", re.DOTALL)
_META: Final = re.compile(rb"""<meta\b[^>]*?\bcharset\s*=\s*["']?\s*([A-Za-z0-9_.:()-]+)""", re.IGNORECASE)
_XML: Final = re.compile(rb"""^\s*<\?xml\b[^>]*?\bencoding\s*=\s*["']([A-Za-z0-9_.:-]+)["']""", re.IGNORECASE)
_SEQUENCE: Final = re.compile(rb"[\xc2-\xf4][\x80-\xbf]+")
_JAPANESE_ESCAPE: Final = re.compile(rb"\x1b\$[@B]")


class Undecodable(ValueError):  # noqa: N818 - the agreed name: a state of the payload
    """The payload is not readable text. `reason` is why, `detail` says what was found, for a person."""

    def __init__(self, reason: RejectReason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


def decode(payload: bytes, kind: PayloadKind, charset: str | None) -> Decoded:
    """Decode one payload. `charset` is the container's word: an HTTP charset, `unicode`, or None.

    Raises Undecodable with EMPTY_PAYLOAD, BINARY_PAYLOAD or UNDECODABLE.
    """
    if not payload or payload.isspace():
        raise Undecodable(RejectReason.EMPTY_PAYLOAD, f"{len(payload)} bytes, all blank")
    found = binary_kind(payload)
    if found:
        raise Undecodable(RejectReason.BINARY_PAYLOAD, f"the payload is a {found}, not a page or text")
    decoded = _decode(payload, kind, charset)
    return _without_nuls(_readable(decoded), payload)


def binary_kind(payload: bytes) -> str | None:
    """What kind of binary file the bytes begin like, or None when they may be text."""
    start = payload[:16].lstrip(b" \t\r\n") if payload[:1].isspace() else payload[:16]
    for magic, name in _MAGIC:
        if start.startswith(magic):
            return name
    if start[:4] == b"RIFF" and start[8:12] in (b"WEBP", b"WAVE", b"AVI "):
        return "RIFF media"
    return "MP4 media" if start[4:8] == b"ftyp" and start[0] == 0 else None


def _decode(payload: bytes, kind: PayloadKind, charset: str | None) -> Decoded:
    if charset == UNICODE:
        return _read(payload.removeprefix(b"\xef\xbb\xbf"), "utf-8", "container")
    for mark, codec in _BOMS:
        if payload.startswith(mark):
            return _read(payload[len(mark) :], codec, "bom")
    wide = _wide_without_bom(payload)
    if wide:
        return _read(payload, wide, "detector")
    declared = _declared(payload, kind, charset)
    return _as_utf8(payload, declared) or _as_declared(payload, declared) or _as_detected(payload)


def _declared(payload: bytes, kind: PayloadKind, charset: str | None) -> list[tuple[str, str]]:
    """(evidence, codec) of every usable declaration, the stronger first."""
    labels = [("http", charset)]
    if kind is not PayloadKind.TEXT:
        labels.append(("meta", meta_charset(payload)))
    named = [(evidence, codec_of(label)) for evidence, label in labels if label]
    return [(evidence, codec) for evidence, codec in named if codec]


def meta_charset(payload: bytes) -> str | None:
    """The label in the page's own `<meta charset>`, `<meta http-equiv>` or XML declaration, as written."""
    head = payload[:META_WINDOW]
    found = _XML.match(head)
    if b"<!--" in head:
        head = _COMMENT.sub(b"", head)
    found = _META.search(head) or found
    return found.group(1).decode("ascii") if found else None


def _as_utf8(payload: bytes, declared: list[tuple[str, str]]) -> Decoded | None:
    """The payload as UTF-8 or ASCII, or None when another encoding is the better reading."""
    try:
        text = payload.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if len(text) == len(payload):  # ASCII: every declaration reads it alike, except the 7-bit Japanese ones
        return _as_ascii(payload, text, declared)
    evidence = next((evidence for evidence, codec in declared if codec == "utf-8"), None)
    if evidence is None and _may_be_legacy_by_chance(payload, declared):
        return None
    return Decoded(text, "utf-8", evidence or "utf8", 0, payload)


def _as_ascii(payload: bytes, text: str, declared: list[tuple[str, str]]) -> Decoded | None:
    if b"\x1b" in payload and _JAPANESE_ESCAPE.search(payload) and "\x1b(" in text:
        return _read(payload, "iso2022_jp_ext", "detector")
    if any(codec == "hz" for _, codec in declared) and "~{" in text:
        return _read(payload, "hz", declared[0][0])
    evidence, codec = declared[0] if declared else ("utf8", "utf-8")
    return Decoded(text, codec, evidence, 0, payload)


def _may_be_legacy_by_chance(payload: bytes, declared: list[tuple[str, str]]) -> bool:
    """Two or three Chinese, Japanese or Korean characters can look like UTF-8; more cannot."""
    if not any(is_multibyte(codec) for _, codec in declared):
        return False
    matches = _SEQUENCE.finditer(payload)
    return sum(1 for _, _ in zip(matches, range(4), strict=False)) < 4


def _as_declared(payload: bytes, declared: list[tuple[str, str]]) -> Decoded | None:
    """The first declaration that decodes (nearly) all of the text. None: all are wrong, or there is none."""
    limit = MAX_UNDECODABLE_SHARE * _count_high(payload)
    for evidence, codec in _most_specific_first(declared, payload):
        decoded = _read(payload, codec, evidence)
        if decoded.replaced <= limit:
            return decoded
    return None


def _most_specific_first(declared: list[tuple[str, str]], payload: bytes) -> list[tuple[str, str]]:
    """Latin-1 in the header is many servers' unthinking default: a page in another script that says so wins.

    In Western text accents are sparse; where most letters are high bytes, it is not Western text.
    """
    codecs = [codec for _, codec in declared]
    if len(codecs) == 2 and codecs[0] == "cp1252" and codecs[1] != "utf-8" and _mostly_high_letters(payload):
        return declared[::-1]
    return declared


def _mostly_high_letters(payload: bytes) -> bool:
    sample = non_ascii_sample(payload)
    letters = sum(1 for byte in sample if byte >= 0xC0 or 0x61 <= byte <= 0x7A)
    return letters > 0 and _count_high(sample) > 0.4 * letters


def _as_detected(payload: bytes) -> Decoded:
    """The detector's choice; UTF-8 with damage if that fits; Windows-1252, which reads any byte, at the last."""
    lenient = _read(payload, "utf-8", "detector")
    if lenient.replaced <= MAX_UNDECODABLE_SHARE * _count_high(payload):
        return lenient
    codec = detect_codec(payload)
    if codec is None and _count_high(payload) > MAX_GARBLED_SHARE * len(payload):
        raise Undecodable(RejectReason.UNDECODABLE, "no known encoding gives readable text")
    return _read(payload, codec or "cp1252", "detector")


def _wide_without_bom(payload: bytes) -> str | None:
    """UTF-16 without a mark shows as a NUL in every other byte of its ASCII characters."""
    head = payload[:4096]
    if len(head) < 8 or b"\0" not in head:
        return None
    even, odd, half = head[0::2].count(0), head[1::2].count(0), len(head) // 2
    if odd > 0.4 * half and even < 0.1 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 * half and odd < 0.1 * half else None


def _read(payload: bytes, codec: str, evidence: str) -> Decoded:
    text = payload.decode(codec, "replace")
    replaced = text.count("\ufffd")
    if replaced and codec.startswith("utf"):  # a replacement character that the page itself holds is not ours
        replaced = max(0, replaced - payload.count("\ufffd".encode(codec)))
    return Decoded(text, codec, evidence, replaced)


def _readable(decoded: Decoded) -> Decoded:
    """The text, if it is text. Raises Undecodable for control characters or replacements all over."""
    head = decoded.text[:4096]
    raw = head.encode("utf-8", "replace")
    controls = len(raw) - len(raw.translate(None, _CONTROLS))
    if controls > MAX_CONTROL_SHARE * len(head):
        detail = f"{controls} control characters in the first {len(head)}"
        raise Undecodable(RejectReason.BINARY_PAYLOAD, detail)
    if decoded.replaced > MAX_REPLACED_SHARE * len(decoded.text):
        detail = f"{decoded.replaced} of {len(decoded.text)} characters undecodable as {decoded.encoding}"
        raise Undecodable(RejectReason.UNDECODABLE, detail)
    return decoded


def _without_nuls(decoded: Decoded, payload: bytes) -> Decoded:
    """The text without stray NULs, which count as replaced. Raises Undecodable where they are many or all there is."""
    count = decoded.text.count("\0") if b"\0" in payload else 0  # bytes are searched ten times as fast
    text = decoded.text.replace("\0", "") if count else decoded.text
    if not text or (text[:4096].isspace() and text.isspace()):
        raise Undecodable(RejectReason.EMPTY_PAYLOAD, "nothing but blanks and NULs")
    if count > max(8, MAX_NUL_SHARE * len(payload)):
        raise Undecodable(RejectReason.BINARY_PAYLOAD, f"{count} NUL characters in {len(payload)} bytes")
    return Decoded(text, decoded.encoding, decoded.evidence, decoded.replaced + count) if count else decoded


def _count_high(payload: bytes) -> int:
    return len(payload) - len(payload.translate(None, _HIGH))
