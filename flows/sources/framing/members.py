"""Archive members: which are pages, which are unsafe."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, replace
from typing import Final

from cleaners.model import RejectReason, SkipReason
from flows.sources.base import Item, Place, SourceFile
from flows.sources.detect import detect_format
from flows.sources.fields import clean_hint
from flows.sources.framing.compression import Fault
from flows.sources.framing.opening import open_bytes
from flows.sources.loose import Content, page_item, read_capped

_DRIVE: Final = re.compile(r"^[A-Za-z]:")
_JUNK: Final = re.compile(r"(^|/)(__MACOSX/|\._|\.DS_Store$|Thumbs\.db$)")


@dataclass(frozen=True, slots=True)
class Member:
    """One entry of an archive. `data` holds at most the record cap of its `size` bytes."""

    index: int
    name: str
    size: int
    data: bytes
    unsafe: str = ""  # why it must not be unpacked as it says
    fault: Fault | None = None


def unsafe_name(name: str) -> str:
    """Why a member's name is not one that stays below a folder; empty when it is."""
    if name.startswith(("/", "\\")) or _DRIVE.match(name):
        return "an absolute name"
    if ".." in re.split(r"[/\\]", name):
        return "a name that climbs out of the archive"
    return "a NUL in the name" if "\0" in name else ""


def is_page(name: str) -> bool:
    """Whether a member is a page or a text by its name, and not what an operating system put beside."""
    return detect_format(name, b"") in ("html", "text") and not _JUNK.search(name)


def member_item(source: SourceFile, member: Member, ordinal: int) -> Item:
    """The item for one member."""
    name = clean_hint(member.name) or f"member-{member.index}"
    slot = source.slot(Place(name, "member", member.index, member.size), ordinal)
    if member.unsafe:
        kept = member.data[: source.options.kept_bytes]
        return slot.rejection(RejectReason.UNSAFE_MEMBER, f"{name!r}: {member.unsafe}; pack without it", kept)
    if member.fault is not None:
        return slot.broken(replace(member.fault, detail=f"{name!r}: {member.fault.detail}"), member.data)
    if not is_page(member.name):
        return slot.skip(SkipReason.UNKNOWN_FILE_TYPE, f"{name!r} is no page or text")
    if not name.lower().endswith((".gz", ".zst")):
        return page_item(slot, name, Content(member.data, member.size))
    stream = open_bytes(io.BytesIO(member.data), source.options.limits)
    return page_item(slot, name, read_capped(stream, source.options.max_record_bytes))
