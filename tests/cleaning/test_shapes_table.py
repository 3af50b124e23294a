"""The table of shapes: every rule is tested beside its near misses, and those for plain text leave pages alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest
from shape_pages import SHAPE_OF, Case, cases, ids_of, page_of

from cleaners.model import PayloadKind
from cleaners.rules.rulebook import load_rules
from cleaners.voters.structure import SHAPES, VOTER, vote

# A module of shapes has a file of tests, test_shapes_<module>.py, with the tables HITS and NEAR_MISSES.
FILES = sorted(path.stem for path in Path(__file__).parent.glob("test_shapes_*.py") if path.stem != Path(__file__).stem)
MODULES = [import_module(name) for name in FILES]
TABLES = [module.HITS for module in MODULES]
HITS = {shape: pages for table in TABLES for shape, pages in table.items()}
NEAR_MISSES = {shape: pages for module in MODULES for shape, pages in module.NEAR_MISSES.items()}


@pytest.mark.parametrize(
    "case",
    [c for table in (HITS, NEAR_MISSES) for shape, pages in table.items() for c in cases(shape, pages)],
    ids=lambda case: case.name,
)
def test_a_shape_finds_the_marked_lines_and_no_other(case: Case) -> None:
    assert case.found() == case.expected


@pytest.mark.parametrize("name", FILES)
def test_every_shape_of_a_module_has_both(name: str) -> None:
    tests = import_module(name)
    shapes = import_module(f"cleaners.voters.shapes.{name.removeprefix('test_shapes_')}")
    assert ids_of(shapes) == tests.HITS.keys() == tests.NEAR_MISSES.keys()
    assert all(case.expected for shape, pages in tests.HITS.items() for case in cases(shape, pages))
    assert not any(case.expected for shape, pages in tests.NEAR_MISSES.items() for case in cases(shape, pages))


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
