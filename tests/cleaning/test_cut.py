"""The only code that deletes, and its inverse."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.cut import Cut, cut, restore
from cleaners.formats.plain import parse_plain
from cleaners.model import Category, Document, Metadata


def document(text: str) -> Document:
    return parse_plain(text, Metadata())


def whole(doc: Document, *indices: int) -> list[Cut]:
    return [part(doc, i, 0, len(doc.blocks[i].text)) for i in indices]


def part(doc: Document, index: int, start: int, end: int) -> Cut:
    block = doc.blocks[index]
    return Cut(index, block.start + start, block.start + end, Category.OTHER, "test/rule", "test", 1.0)


@pytest.mark.parametrize(
    ("text", "cut_lines", "kept"),
    [
        ("one\n\ntwo\n\nthree", (), "one\n\ntwo\n\nthree"),
        ("one\n\ntwo\n\nthree", (0,), "two\n\nthree"),
        ("one\n\ntwo\n\nthree", (1,), "one\n\nthree"),
        ("one\n\ntwo\n\nthree", (2,), "one\n\ntwo"),
        ("one\n\ntwo\n\nthree", (0, 2), "two"),
        ("one\ntwo\nthree", (0, 1, 2), ""),
        ("one\ntwo\nthree\n\n", (2,), "one\ntwo"),
    ],
)
def test_whole_blocks(text: str, cut_lines: tuple[int, ...], kept: str) -> None:
    doc = document(text)
    result, removals = cut(doc, whole(doc, *cut_lines))
    assert result == kept
    assert restore(result, removals) == doc.text
    assert [r.ordinal for r in removals] == list(range(len(cut_lines)))


def test_part_of_a_block() -> None:
    doc = document("The bridge opened. (Photo: A. Reed)\nPeople came.")
    kept, removals = cut(doc, [part(doc, 0, 18, len(doc.blocks[0].text))])
    assert kept == "The bridge opened.\nPeople came."
    assert restore(kept, removals) == doc.text


def test_overlap_is_refused() -> None:
    doc = document("The bridge opened on Monday.")
    with pytest.raises(ValueError, match="overlaps"):
        cut(doc, [part(doc, 0, 0, 10), part(doc, 0, 5, 12)])


def test_a_cut_outside_its_block_is_refused() -> None:
    doc = document("one\ntwo")
    with pytest.raises(ValueError, match="leaves block"):
        cut(doc, [part(doc, 0, 0, 7)])


@given(st.text(alphabet="ab \n\u00e9\U0001f600\u2028", max_size=60), st.data())
def test_kept_text_and_removals_rebuild_the_document(text: str, data: st.DataObject) -> None:
    doc = document(text)
    cuts = []
    for block in doc.blocks:
        bounds = sorted(data.draw(st.lists(st.integers(0, len(block.text)), min_size=2, max_size=2)))
        if bounds[0] < bounds[1]:
            cuts.append(part(doc, block.index, *bounds))
    kept, removals = cut(doc, cuts)
    assert restore(kept, removals) == doc.text
    assert len(kept) + sum(r.end_char - r.start_char for r in removals) == len(doc.text)
    assert all(r.text == doc.text[r.start_char : r.end_char] for r in removals)
    assert all(a.end_char <= b.start_char for a, b in itertools.pairwise(removals))
