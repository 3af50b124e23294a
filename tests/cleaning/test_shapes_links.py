"""Links and pictures of plain text: each shape on lines that are one, and on lines that nearly are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shape_pages import HEAD, P1, P2

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
