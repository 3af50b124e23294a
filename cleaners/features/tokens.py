"""The words of many lines as numbers: found, and told apart, by array operations over their code points."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from cleaners.features.characters import LAST_CODE, code_points

# A word, or one character of a script that is written without spaces.
TOKEN = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W_]+(?:['’][^\W_]+)?")
_UNSPACED_RANGES = ((0x0E00, 0x0EFF), (0x3040, 0x30FF), (0x3400, 0x9FFF), (0xF900, 0xFAFF))
_OTHER, _WORD, _APOSTROPHE, _UNSPACED = range(4)

Index = npt.NDArray[np.intp]
Numbers = npt.NDArray[np.uint64]
Whole = TypeVar("Whole", np.uint32, np.uint64)

# A sequence's number is the sum of its members, each times the power of this odd number that belongs to its place,
# modulo 2**64: a polynomial hash (Karp and Rabin, 1987). No two words of a page can be expected to share one.
_BASE = 0x9E3779B97F4A7C15
_PLACES = 1 << 16  # powers that are kept


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of some lines, in their order: equal tokens have equal numbers, different ones different numbers."""

    numbers: Numbers
    rows: Index  # the line of each

    @classmethod
    def of(cls, lines: Sequence[str]) -> Tokens:
        """As TOKEN finds them in each line in lower case, one by one where a script has no spaces."""
        joined = "\n".join(lines).lower()
        codes = code_points(joined)
        kinds = _kinds(codes)
        if joined.count("\n") != len(lines) - 1 or (kinds == _UNSPACED).any():
            return cls._one_by_one(lines)
        within = np.concatenate(([False], _within_tokens(kinds), [False]))
        edges = np.flatnonzero(within[1:] != within[:-1])
        starts, ends = edges[::2], edges[1::2]
        before_line = starts.searchsorted(np.flatnonzero(codes == ord("\n")))  # tokens before each line's end
        in_line = np.diff(before_line, prepend=0, append=len(starts))
        return cls(_sums(codes, starts, ends), np.arange(len(in_line)).repeat(in_line))

    @classmethod
    def _one_by_one(cls, lines: Sequence[str]) -> Tokens:
        found = [TOKEN.findall(line.lower()) for line in lines]
        return cls(
            numbers_of(list(chain.from_iterable(found))), np.repeat(np.arange(len(lines)), list(map(len, found)))
        )

    def of_lines(self, size: int) -> Numbers:
        """A number for each of `size` lines, equal where they have the same tokens in the same order."""
        out = np.zeros(size, dtype=np.uint64)
        tokens = np.bincount(self.rows, minlength=size)
        held = np.flatnonzero(tokens)
        ends = tokens[held].cumsum()
        out[held] = _sums(self.numbers, ends - tokens[held], ends)
        return out


def words_of(text: str) -> frozenset[str]:
    """The different words of a text, in lower case."""
    return frozenset(TOKEN.findall(text.lower()))


def numbers_of(tokens: Collection[str]) -> Numbers:
    """The number of each token, in their order; none may be empty."""
    lengths = np.fromiter(map(len, tokens), np.intp, len(tokens))
    ends = lengths.cumsum()
    return _sums(code_points("".join(tokens)), ends - lengths, ends)


def _sums(members: npt.NDArray[Whole], starts: Index, ends: Index) -> Numbers:
    """The number of each sequence [start, end) of members: what the sum over all grows by within it."""
    if len(members) > _PLACES and len(starts) > 1:
        half = len(starts) // 2
        cut = starts[half]
        parts = (members[:cut], starts[:half], ends[:half]), (members[cut:], starts[half:] - cut, ends[half:] - cut)
        return np.concatenate([_sums(*part) for part in parts])
    powers, inverses = _kept_powers() if len(members) <= _PLACES else _powers(len(members))
    total = np.zeros(len(members) + 1, dtype=np.uint64)
    np.cumsum(members * powers[: len(members)], out=total[1:])
    sums = (total[ends] - total[starts]) * inverses[starts]
    return (sums ^ (sums >> np.uint64(32))) * np.uint64(_BASE)  # no longer a sum: lines of tokens are summed in turn


def _powers(size: int) -> tuple[Numbers, Numbers]:
    """The powers of _BASE modulo 2**64, and their inverses, by which they are one."""
    bases = (_BASE, pow(_BASE, -1, 1 << 64))
    powers, inverses = (np.multiply.accumulate(np.full(size, base, dtype=np.uint64)) for base in bases)
    return powers, inverses


@cache
def _kept_powers() -> tuple[Numbers, Numbers]:
    return _powers(_PLACES + 1)


@cache
def _table() -> npt.NDArray[np.uint8]:
    """The kind of each character of the first plane."""
    table = np.fromiter(map(str.isalnum, map(chr, range(LAST_CODE + 1))), np.uint8, LAST_CODE + 1)
    table[[ord("'"), ord("’")]] = _APOSTROPHE
    for first, last in _UNSPACED_RANGES:
        table[first : last + 1] = _UNSPACED
    return table


def _kinds(codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint8]:
    beyond = codes > LAST_CODE  # these are looked up one by one
    if not beyond.any():
        return _table()[codes]
    kinds = _table()[np.minimum(codes, LAST_CODE)]
    words = [code for code in set(codes[beyond].tolist()) if chr(code).isalnum()]
    kinds[np.isin(codes, words)] = _WORD
    return kinds


def _within_tokens(kinds: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    """Which characters belong to a token. Tokens never touch: a second apostrophe parts what a first one joins."""
    words = kinds == _WORD
    apostrophes = np.flatnonzero(kinds[1:-1] == _APOSTROPHE) + 1
    joining = apostrophes[words[apostrophes - 1] & words[apostrophes + 1]]
    words[joining] = True
    runs = np.flatnonzero(~words).searchsorted(joining)
    order = np.arange(len(runs)) - runs.searchsorted(runs)
    words[joining[order % 2 == 1]] = False
    return words
