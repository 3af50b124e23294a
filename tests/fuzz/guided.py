"""A small coverage-guided fuzzer in Python, for where atheris is not installed: slower, and the same every time.

An input that reaches a step from one line of ours to another which none reached before joins the corpus, and is mutated
further; as AFL does it (M. Zalewski, "American Fuzzy Lop", 2013), with lines for branches.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

LONGEST = 1 << 16  # bytes of an input
Target = Callable[[bytes], None]
Step = tuple[int, int, int]  # code object, line, next line


class BrokenError(Exception):
    """An input broke a law; `data` is that input and the cause is what was raised."""

    def __init__(self, data: bytes) -> None:
        super().__init__(f"an input of {len(data)} bytes")
        self.data = data


@dataclass
class Guided:
    """Fuzzes one target. `ours` says by its file whether a frame's steps count."""

    target: Target
    ours: Callable[[str], bool]
    tokens: tuple[bytes, ...]
    dice: random.Random
    corpus: list[bytes] = field(default_factory=list)
    seen: set[Step] = field(default_factory=set)

    def learn(self, seeds: Iterable[bytes]) -> None:
        """Take up the seeds. Raises BrokenError."""
        for seed in seeds:
            self.corpus.append(seed)
            self.seen |= self.steps(seed)

    def run(self, seconds: float) -> int:
        """Mutate for so long; how many inputs were tried. Raises BrokenError."""
        tried, end = 0, time.monotonic() + seconds
        while time.monotonic() < end:
            self.once()
            tried += 1
        return tried

    def once(self) -> None:
        """Try one mutation. Raises BrokenError."""
        data = mutate(self.dice, self.dice.choice(self.corpus), self.dice.choice(self.corpus), self.tokens)
        steps = self.steps(data)
        if not steps <= self.seen:
            self.seen |= steps
            self.corpus.append(data)

    def steps(self, data: bytes) -> set[Step]:
        """The steps that an input takes through our code. Raises BrokenError."""
        found: set[Step] = set()

        def enter(frame: FrameType, _event: str, _argument: Any) -> Any:
            if not self.ours(frame.f_code.co_filename):
                return None
            last = frame.f_lineno
            code = id(frame.f_code)

            def within(inner: FrameType, event: str, _argument: Any) -> Any:
                nonlocal last
                if event == "line":
                    found.add((code, last, inner.f_lineno))
                    last = inner.f_lineno
                return within

            return within

        former = sys.gettrace()
        sys.settrace(enter)
        try:
            self.target(data)
        except Exception as error:
            raise BrokenError(data) from error
        finally:
            sys.settrace(former)
        return found


def mutate(dice: random.Random, data: bytes, other: bytes, tokens: tuple[bytes, ...]) -> bytes:
    """Some bytes changed, cut, repeated, replaced by a token, or spliced with another input."""
    for _ in range(dice.randint(1, 4)):
        at = dice.randint(0, len(data))
        end = min(len(data), at + dice.choice((0, 1, 1, 2, 4, 16, 200)))
        new = dice.choice(
            (
                bytes([dice.randrange(256)]),
                dice.choice(tokens),
                data[at:end] * 3,
                other[dice.randint(0, len(other)) :][: dice.randint(0, 64)],
                b"",
            )
        )
        data = data[:at] + new + data[end:]
    return data[:LONGEST]
