"""The dataset `duplicates`: articles of a release that repeat an earlier one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flows.tables.columns import STRING, Table, required


@dataclass(frozen=True, slots=True)
class Duplicate:
    """One article that repeats another. `kind` is `same_text` or `same_url`."""

    article_id: str
    duplicate_of: str
    kind: str


DUPLICATES = Table(
    name="duplicates",
    description="One row for each article and kind in which it repeats an earlier article of the release.",
    key=("article_id", "kind"),
    bulk="article_id",
    columns=(
        required("article_id", STRING, "article_id", "The article that repeats another."),
        required("duplicate_of", STRING, "duplicate_of", "The first article with that text or address."),
        required("kind", STRING, "kind", "same_text or same_url."),
    ),
)


def duplicate_row(duplicate: Duplicate) -> dict[str, Any]:
    """The row of `duplicates` for one finding."""
    return DUPLICATES.row(duplicate)
