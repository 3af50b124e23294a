"""Plain text becomes blocks without losing or moving a character."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.formats.plain import parse_plain
from cleaners.model import Metadata, PayloadKind

LINE_ENDS = ["\n", "\r\n", "\r", "\x85", "\u2028", "\u2029", "\f", "\v"]


def without_blanks(text: str) -> str:
    return "".join(text.split())


def texts(decoded: str) -> list[str]:
    return [block.text for block in parse_plain(decoded, Metadata()).blocks]


@pytest.mark.parametrize("end", LINE_ENDS)
def test_every_line_end_ends_a_line(end: str) -> None:
    assert texts(f"The mill reopened.{end}Crowds came.") == ["The mill reopened.", "Crowds came."]


@pytest.mark.parametrize(
    ("decoded", "expected"),
    [
        ("", []),
        (" \n\t\n\u3000\n", []),
        ("  \u2022 First point\n  * second", ["\u2022 First point", "* second"]),
        ("# Heading\n\n> quoted", ["Heading", "quoted"]),
        ("\u3000本文はここから。", ["本文はここから。"]),
        ("a\x00b", ["a\x00b"]),  # a NUL is a character like any other, not an end
        ("one\ttwo  three", ["one\ttwo  three"]),
    ],
)
def test_blocks_of_short_lines_are_the_lines(decoded: str, expected: list[str]) -> None:
    assert texts(decoded) == expected


def test_a_block_knows_its_line_tag_and_kind() -> None:
    document = parse_plain("Head\r\n\r\n  Body", Metadata(title="Head"))
    assert document.kind is PayloadKind.TEXT
    assert document.metadata.title == "Head"
    assert [(b.index, b.tag, b.path, b.start, b.end) for b in document.blocks] == [
        (0, "line", "line[0]", 0, 4),
        (1, "line", "line[2]", 8, 12),
    ]


PIECES = [*"ab\u00e9本 \t\u00a0\u200b•", *LINE_ENDS]


@given(st.lists(st.sampled_from(PIECES), max_size=80).map("".join))
def test_blocks_and_white_space_are_the_whole_text(decoded: str) -> None:
    document = parse_plain(decoded, Metadata())
    seen = 0
    for index, block in enumerate(document.blocks):
        assert block.index == index
        assert without_blanks(document.text[block.start : block.end]) == without_blanks(block.text)
        assert block.text == block.text.strip() != ""
        assert not document.text[seen : block.start].strip()
        assert block.path == f"line[{document.text[: block.start].count(chr(10))}]"
        seen = block.end
    assert not document.text[seen:].strip()
    assert "\r" not in document.text
