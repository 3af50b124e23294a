"""Comments of readers in plain text, by their headers: pages that have them, and pages that nearly do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shape_pages import HEAD, P1, P2

Pages = Sequence[str | Sequence[str]]

HITS: Mapping[str, Pages] = {
    "comments.headers": [
        [
            HEAD,
            P1,
            P2,
            "+Ada, 3 hours ago",
            "+I like it.",
            "+Tom, 2 hours ago",
            "+So do I.",
            "+Ines, 1 hour ago",
            "+Me too.",
        ],
        [HEAD, P1, P2, "+Ada", "+I like it.", "+Reply", "+Tom", "+So do I.", "+Reply"],
    ],
}
NEAR_MISSES: Mapping[str, Pages] = {
    "comments.headers": [
        [HEAD, P1, "Ada, 3 hours ago", "The ferry left.", "Ada, 2 hours ago", "It is back.", "Ada, 1 hour ago", P2],
        [HEAD, P1, "The council gave no reply", "It met three hours ago", P2],
        [HEAD, "Updated 3 hours ago", P1, P2],
    ],
}
