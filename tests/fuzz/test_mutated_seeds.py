"""The fuzz targets on seeds, on former crashes, and on mutations of the seeds: bounded, and the same every time.

`make fuzz` goes on from here, guided by coverage.
"""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest
from guided import BrokenError, Guided
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from targets import CASES, TARGETS, seeds
from tokens import TOKENS

SECONDS = 10.0  # of CPU that one input of a few kilobytes may take, on a busy machine too


@st.composite
def mutated(draw: st.DrawFn, target: str) -> bytes:
    """A seed after some bytes were changed, cut, repeated, replaced by a token, or spliced with another seed."""
    own = seeds(target)
    data = draw(st.sampled_from(own))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data)))
        end = min(len(data), at + draw(st.sampled_from((0, 1, 2, 4, 16, 200))))
        new = draw(
            st.sampled_from(TOKENS)
            | st.binary(max_size=4)
            | st.just(data[at:end] * 3)
            | st.sampled_from(own).map(lambda other: other[len(other) // 2 :])
        )
        data = data[:at] + new + (b"" if draw(st.integers(0, 9)) == 0 else data[end:])
    return data[: 1 << 16]


def run(target: str, data: bytes) -> None:
    started = time.process_time()
    TARGETS[target](data)
    assert time.process_time() - started < SECONDS


@pytest.mark.parametrize("target", TARGETS)
def test_seeds_and_their_mutations_break_no_law(target: str) -> None:
    for seed in seeds(target):
        run(target, seed)

    @settings(max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(mutated(target))
    def check(data: bytes) -> None:
        run(target, data)

    check()


@pytest.mark.parametrize("case", sorted(CASES.rglob("*.case")), ids=lambda path: path.name)
def test_what_was_mended_stays_mended(case: Path) -> None:
    """A case lies in cases/<target>/, the `/` of a target's name being a folder."""
    run(case.parent.relative_to(CASES).as_posix(), case.read_bytes())


def test_the_laws_can_be_broken() -> None:
    """A target that never complained would prove nothing."""
    target = TARGETS["sources/dump.jsonl"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("targets.read_items", lambda *_: iter(()))
        with pytest.raises(AssertionError, match="why it yields nothing"):
            target(b"{}")


def buried(data: bytes) -> None:
    """Breaks on five letters in their places, which four mutations of a seed cannot give."""
    if data[:1] != b"F":
        return
    if data[1:2] != b"E":
        return
    if data[2:3] != b"R":
        return
    if data[3:4] != b"R":
        return
    assert data[4:5] != b"Y"


def hunt(fuzzer: Guided, inputs: int) -> None:
    for _ in range(inputs):
        fuzzer.once()


def test_coverage_leads_to_what_is_buried() -> None:
    led, blind = (
        Guided(buried, ours, (b"F", b"E", b"R", b"Y"), random.Random(1)) for ours in (is_here, lambda _: False)
    )
    for fuzzer in (led, blind):
        fuzzer.learn([b"-----"])
    with pytest.raises(BrokenError) as found:
        hunt(led, 20_000)
    assert found.value.data[:5] == b"FERRY"
    hunt(blind, 20_000)


def is_here(path: str) -> bool:
    return path == __file__
