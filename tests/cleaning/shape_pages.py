"""Plain pages for tests of shapes, written as their lines; a line that the shape is to find begins with `+`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType

from cleaners.model import Block, Document, Metadata, PayloadKind
from cleaners.voters.shapes.page import Page
from cleaners.voters.structure import SHAPES, Shape

HEAD = "Harbour council votes to rebuild the old ferry pier"
P1 = (
    "The harbour council of Ostwick voted on Tuesday night to rebuild the old ferry pier after two years of argument, "
    "and the fishermen who had opposed the plan left the hall before the count of hands was over, as they had said."
)
P2 = (
    "Work is to begin in March, the council's engineer said, and it will cost about four million crowns, a third of "
    "which the province pays; the rest is to come from the fares of the next ten summers and from the sale of a barn."
)
P3 = (
    "The pier was closed in 2021 when divers found that most of its oak piles had been eaten away by shipworm, and "
    "since then the boats to Vell have left from the coal quay, a mile outside the town, which has no shelter at all."
)
P4 = (
    "Nobody in the hall spoke against the barn. It has stood empty since the rope works moved to the other bank, and "
    "its roof, the engineer said, would not outlast another winter, whatever the council made of the pier in the end."
)
LINK = "@"  # before a line that is nothing but a link
MARKED = "+"


@dataclass(frozen=True)
class Case:
    """A page, the indices of the lines that a shape is to find on it, and a few words to tell it by."""

    shape: Shape
    lines: tuple[str, ...]
    expected: frozenset[int]

    @property
    def name(self) -> str:
        shown = [line for line in self.lines if line not in (HEAD, P1, P2, P3, P4)] or [self.lines[-1][:20]]
        return f"{self.shape.id}: {' / '.join(shown)[:60]}"

    def found(self) -> frozenset[int]:
        return frozenset(self.shape.find(page_of(self.lines)))


def cases(shape_id: str, pages: Iterable[str | Sequence[str]]) -> list[Case]:
    """The cases of a shape, from pages; a string is a page of one line."""
    return [_case(SHAPE_OF[shape_id], [page] if isinstance(page, str) else page) for page in pages]


def _case(shape: Shape, lines: Sequence[str]) -> Case:
    bare = tuple(line.removeprefix(MARKED) for line in lines)
    return Case(shape, bare, frozenset(index for index, line in enumerate(lines) if line.startswith(MARKED)))


def page_of(lines: Sequence[str]) -> Page:
    """The lines as a page of plain text, a block each."""
    blocks: list[Block] = []
    start = 0
    for index, line in enumerate(lines):
        text = line.removeprefix(LINK)
        linked = len(text) if line.startswith(LINK) else 0
        blocks.append(Block(index, start, start + len(text), text, "line", f"line[{index}]", linked))
        start += len(text) + 1
    text = "\n".join(block.text for block in blocks)
    return Page.of(Document(PayloadKind.TEXT, text, tuple(blocks), Metadata()))


SHAPE_OF: Mapping[str, Shape] = {shape.id: shape for shape in SHAPES}


def ids_of(module: ModuleType) -> set[str]:
    """The shapes whose function is this module's."""
    return {shape.id for shape in SHAPES if shape.find.__module__ == module.__name__}
