"""The table of shapes: every rule is tested beside its near misses, and those for plain text leave pages alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
import test_shapes_captions as captions
import test_shapes_head as head
import test_shapes_runs as runs
from shape_pages import SHAPE_OF, cases, page_of

from cleaners.model import PayloadKind
from cleaners.rules.rulebook import load_rules
from cleaners.voters.structure import SHAPES, VOTER, vote

# What needs links, pictures or threads has tables of its own in test_markdown.py and test_comments.py.
ELSEWHERE = {"comments.headers", "link.empty", "link.run", "link.line", "picture"}
HITS = {**captions.HITS, **head.HITS, **runs.HITS}


def test_every_shape_is_tested_once() -> None:
    tested = Counter([*captions.HITS, *head.HITS, *runs.HITS])
    assert tested == Counter(shape.id for shape in SHAPES if shape.id not in ELSEWHERE)
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
