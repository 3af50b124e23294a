"""The dataset `duplicates`: articles of a release that repeat an earlier one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flows.tables.columns import FLOAT32, STRING, Table, optional, required


@dataclass(frozen=True, slots=True)
class Duplicate:
    """One article that repeats another. `kind` is `same_text`, `same_url` or `near_text`; `similarity` is 0 to 1."""

    article_id: str
    duplicate_of: str
    kind: str
    similarity: float | None = None


DUPLICATES = Table(
    name="duplicates",
    description="One row for each article and kind in which it repeats an earlier article of the release.",
    key=("article_id", "kind"),
    bulk="article_id",
    columns=(
        required("article_id", STRING, "article_id", "The article that repeats another."),
        required("duplicate_of", STRING, "duplicate_of", "The first article with that text or address, or like it."),
        required("kind", STRING, "kind", "same_text, same_url or near_text."),
        optional(
            "similarity",
            FLOAT32,
            "similarity",
            "Share of three-word shingles that the texts have in common: 1 of the same text, at least .5, estimated "
            "from signatures, of a near one; null: the texts were not compared.",
        ),
    ),
)


def duplicate_row(duplicate: Duplicate) -> dict[str, Any]:
    """The row of `duplicates` for one finding."""
    return DUPLICATES.row(duplicate)
