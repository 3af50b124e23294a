"""Links and pictures of plain text: each shape on lines that are one, and on lines that nearly are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from shape_pages import HEAD, P1, P2, Case, cases, ids_of

from cleaners.voters.shapes import links

Pages = Sequence[str | Sequence[str]]

HITS: Mapping[str, Pages] = {
    "link.empty": [[HEAD, P1, "+@[](https://gull.example/a)"]],
    "link.run": [
        [HEAD, P1, "+@Ferry aground near Vell", "+@Storm closes the school", "+@Mayor resigns after vote", P2]
    ],
    "link.line": [[HEAD, P1, "+@Ferry aground near Vell", P2]],
    "picture": [[HEAD, "+!The pier before the fire", P1]],
}
NEAR_MISSES: Mapping[str, Pages] = {
    "link.empty": [[HEAD, P1, "@[Vell](https://gull.example/a)"], [HEAD, P1, "[](https://gull.example/a)"]],
    "link.run": [
        [HEAD, P1, "@Ferry aground near Vell", "@Storm closes the school", P2],
        [HEAD, P1, "@Ferry aground near Vell", "Sport", "@Storm closes the school", "@Mayor resigns after vote", P2],
    ],
    "link.line": [[HEAD, P1, "Ferry aground near Vell", P2]],
    "picture": [[HEAD, "The pier before the fire", P1]],
}


@pytest.mark.parametrize(
    "case",
    [c for table in (HITS, NEAR_MISSES) for shape, pages in table.items() for c in cases(shape, pages)],
    ids=lambda case: case.name,
)
def test_a_shape_finds_the_marked_lines_and_no_other(case: Case) -> None:
    assert case.found() == case.expected


def test_every_shape_has_both() -> None:
    assert ids_of(links) == HITS.keys() == NEAR_MISSES.keys()
    assert all(case.expected for shape, pages in HITS.items() for case in cases(shape, pages))
    assert not any(case.expected for shape, pages in NEAR_MISSES.items() for case in cases(shape, pages))
