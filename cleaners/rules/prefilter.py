"""Which patterns are worth asking about which lines, told by one pass over the page.

Each pattern has sets of literals; of each set a line must hold a member, or the pattern cannot match there. One
automaton finds all literals (Aho and Corasick, "Efficient String Matching", 1975); what it finds becomes a table of
sets by lines, and the rows of a pattern's sets are joined by `and`. RE2 has the like as FilteredRE2, whose search over
literals costs ten times this one on our rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

import ahocorasick_rs
import numpy as np
import numpy.typing as npt

from cleaners.rules.literals import END, MOST, START, Clause

_EDGE = (END + START).encode()

Numbers = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Prefilter:
    """The clauses of some patterns, ready to be looked for.

    A table of a page has a row for each clause and, last, one that every line satisfies.
    """

    literals: ahocorasick_rs.BytesAhoCorasick
    satisfied: Ragged  # for each literal the rows of the clauses that it satisfies
    needed: tuple[Numbers, ...]  # for each of MOST clauses the rows of all patterns
    max_chars: Numbers  # of a line that a pattern looks at
    rows: int

    @classmethod
    def of(cls, needs: Sequence[Sequence[Clause]], max_chars: Sequence[int]) -> Prefilter:
        """`needs` are MOST clauses of each pattern or fewer; a pattern without any is worth asking anywhere."""
        rows = {clause: row for row, clause in enumerate(dict.fromkeys(chain.from_iterable(needs)))}
        satisfied: dict[str, list[int]] = {}
        for clause, row in rows.items():
            for literal in sorted(clause):
                satisfied.setdefault(literal, []).append(row)
        any_line = [len(rows)] * MOST
        needed = [([rows[clause] for clause in clauses] + any_line)[:MOST] for clauses in needs]
        return cls(
            ahocorasick_rs.BytesAhoCorasick([literal.encode() for literal in satisfied]),
            Ragged.of(list(satisfied.values())),
            tuple(np.array(of_all, dtype=np.intp) for of_all in zip(*needed, strict=True)),
            np.array(max_chars, dtype=np.intp),
            len(rows) + 1,
        )

    def worth_asking(self, encoded: Sequence[bytes], chars: Sequence[int]) -> dict[int, list[int]]:
        """Patterns, by their number, and the lines that each may match; both in order.

        `encoded` are the lines in UTF-8, `chars` their lengths as written.
        """
        if not encoded or not self.needed:
            return {}
        table = self._table(encoded)
        first, *others = self.needed
        alive = table[first]
        for rows in others:
            alive &= table[rows]
        patterns, lines = np.divmod(np.flatnonzero(alive), len(encoded))
        short = np.array(chars, dtype=np.intp)[lines] <= self.max_chars[patterns]
        patterns, asked = patterns[short], lines[short].tolist()
        starts = np.flatnonzero(np.diff(patterns, prepend=-1))
        runs = pairwise([*starts.tolist(), len(asked)])
        return {
            pattern: asked[start:end] for pattern, (start, end) in zip(patterns[starts].tolist(), runs, strict=True)
        }

    def _table(self, encoded: Sequence[bytes]) -> npt.NDArray[np.bool_]:
        """Whether a clause (row) is satisfied by a line (column)."""
        page = START.encode() + _EDGE.join(encoded) + END.encode()
        found = self.literals.find_matches_as_indexes(page, overlapping=True)
        flat = np.fromiter(chain.from_iterable(found), dtype=np.intp, count=3 * len(found))
        ends = np.fromiter(map(len, encoded), dtype=np.intp, count=len(encoded)) + len(_EDGE)
        lines = ends.cumsum().searchsorted(flat[2::3])
        rows, times = self.satisfied.at(flat[::3])
        table = np.zeros((self.rows, len(encoded)), dtype=np.bool_)
        table[rows, lines.repeat(times)] = True
        table[-1] = True
        return table


@dataclass(frozen=True, slots=True, eq=False)
class Ragged:
    """Lists of numbers, of any lengths, in one array."""

    members: Numbers
    starts: Numbers
    lengths: Numbers

    @classmethod
    def of(cls, lists: Sequence[Sequence[int]]) -> Ragged:
        lengths = np.array([len(members) for members in lists], dtype=np.intp)
        members = np.fromiter(chain.from_iterable(lists), dtype=np.intp, count=int(lengths.sum()))
        return cls(members, lengths.cumsum() - lengths, lengths)

    def at(self, places: Numbers) -> tuple[Numbers, Numbers]:
        """The members of the lists at `places`, one list after the other, and how many each has."""
        lengths = self.lengths[places]
        ends = lengths.cumsum()
        within = np.arange(ends[-1] if len(ends) else 0) + (self.starts[places] - ends + lengths).repeat(lengths)
        return self.members[within], lengths
