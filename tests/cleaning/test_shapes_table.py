"""The table of shapes: every rule is tested beside its near misses, and those for plain text leave pages alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest
from shape_pages import SHAPE_OF, cases, page_of

from cleaners.model import PayloadKind
from cleaners.rules.rulebook import load_rules
from cleaners.voters.structure import SHAPES, VOTER, vote

# A module of shapes has a file of tests, test_shapes_<module>.py, with the tables HITS and NEAR_MISSES.
FILES = sorted(path.stem for path in Path(__file__).parent.glob("test_shapes_*.py") if path.stem != Path(__file__).stem)
TABLES = [import_module(name).HITS for name in FILES]
HITS = {shape: pages for table in TABLES for shape, pages in table.items()}


def test_every_shape_is_tested_once() -> None:
    tested = Counter(shape for table in TABLES for shape in table)
    assert tested == Counter(shape.id for shape in SHAPES)
    assert set(tested.values()) == {1}


@pytest.mark.parametrize("shape_id", HITS)
def test_a_mark_is_what_its_row_says(shape_id: str) -> None:
    shape = SHAPE_OF[shape_id]
    for case in cases(shape_id, HITS[shape_id]):
        document = page_of(case.lines).document
        marks = [mark for mark in vote(document, load_rules()) if mark.rule_id == shape_id]
        assert {mark.block for mark in marks} == case.expected
        assert {(mark.category, mark.strength, mark.voter) for mark in marks} == {
            (shape.category, shape.strength, VOTER)
        }


@pytest.mark.parametrize("shape_id", [shape.id for shape in SHAPES if shape.plain_only and shape.id in HITS])
def test_shapes_of_plain_text_say_nothing_of_pages(shape_id: str) -> None:
    for case in cases(shape_id, HITS[shape_id]):
        document = replace(page_of(case.lines).document, kind=PayloadKind.HTML)
        assert shape_id not in {mark.rule_id for mark in vote(document, load_rules())}
