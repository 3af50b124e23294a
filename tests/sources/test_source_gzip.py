"""Gzip members that break: everything before the break comes out, however long the member is."""

from __future__ import annotations

import gzip
import io
import random
import zlib

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from flows.sources.framing.compression import PIECE_BYTES, ExpansionLimits, Fault
from flows.sources.framing.gzip_members import GzipBytes

WIDE = ExpansionLimits(1 << 30, 1 << 20)
WORDS = "the ferry left Larkmouth late and did not return before dark".split()


def text(size: int, seed: int) -> bytes:
    """Text of so many bytes that packs as pages do."""
    dice = random.Random(seed)
    return " ".join(dice.choice(WORDS) + str(dice.randrange(1000)) for _ in range(size // 6))[:size].encode()


def pieces(stored: bytes) -> list[bytes | Fault]:
    """What the source gives, neighbouring bytes joined."""
    source = GzipBytes(io.BytesIO(stored), WIDE, b"")
    found: list[bytes | Fault] = []
    while (piece := source.next()) is not None:
        if isinstance(piece, Fault):
            found.append(piece)
        elif found and isinstance(found[-1], bytes):
            found[-1] += piece.data
        else:
            found.append(piece.data)
    return found


def expandable(stored: bytes) -> tuple[bytes, bool]:
    """What the standard library expands of a member and what follows it, byte by byte, and whether it met an error."""
    inflater, found = zlib.decompressobj(31), bytearray()
    try:
        for byte in range(len(stored)):
            found += inflater.decompress(stored[byte : byte + 1])
    except zlib.error:
        return bytes(found), True
    return bytes(found), False


@settings(max_examples=25, deadline=None)
@given(st.sampled_from([300, 40_000, PIECE_BYTES, 3 * PIECE_BYTES + 17]), st.floats(0.05, 0.95), st.integers(0, 99))
def test_all_before_a_break_comes_out(size: int, place: float, seed: int) -> None:
    first, broken, last = text(2_000, seed), bytearray(gzip.compress(text(size, seed))), text(500, seed + 1)
    follower = gzip.compress(last)
    at = 10 + int(place * (len(broken) - 20))
    broken[at : at + 4] = b"\xff\xff\xff\xff"
    found = pieces(gzip.compress(first) + bytes(broken) + follower)
    salvaged, is_noticed = expandable(bytes(broken) + follower)
    assume(is_noticed)  # else the damage hides where the member ends, and all that follows is taken for a part of it
    faults = [piece for piece in found if isinstance(piece, Fault)]
    assert len(faults) == 1
    assert found[0] == first + salvaged
    assert found[-1] == last


@pytest.mark.parametrize("size", [PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1])
def test_a_checksum_that_lies_breaks_the_member_behind_its_bytes(size: int) -> None:
    whole = text(size, 7)
    stored = bytearray(gzip.compress(whole))
    stored[-6] ^= 1  # of the checksum
    assert pieces(bytes(stored))[0] == whole


def test_a_source_says_when_a_member_is_over() -> None:
    source = GzipBytes(io.BytesIO(gzip.compress(b"one") + gzip.compress(text(2 * PIECE_BYTES, 1))), WIDE, b"")
    seen = []
    while source.next() is not None:
        seen.append(source.between_members)
    assert (seen[0], any(seen[1:-1]), seen[-1]) == (True, False, True)
    assert len(seen) > 2
