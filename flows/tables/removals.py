"""The dataset `removals`: the ledger of every span that was cut."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from cleaners.model import Category, CleanedArticle, Removal
from flows.tables.columns import FLOAT32, INT32, STRING, Table, required


class RemovalFacts(NamedTuple):  # there are many: a tuple is made three times faster than a frozen dataclass
    """What a row of `removals` is made of."""

    article_id: str
    removal: Removal


REMOVALS = Table(
    name="removals",
    description="One row for each span that was cut, in the order of `articles` and then of the document.",
    key=("article_id", "ordinal"),
    bulk="text",
    columns=(
        required("article_id", STRING, "article_id", "The article it was cut from."),
        required("ordinal", INT32, "removal.ordinal", "Number of the span within its article, from 0."),
        required("start_char", INT32, "removal.start_char", "First code point of the span in the document's text."),
        required("end_char", INT32, "removal.end_char", "One past the last code point of the span."),
        required("category", STRING, "removal.category", "Why it was cut: a field name of removed_chars."),
        required("rule_id", STRING, "removal.rule_id", "The rule whose mark carried the decision."),
        required("voter", STRING, "removal.voter", "The voter that made that mark."),
        required("strength", FLOAT32, "removal.strength", "How far that mark alone is believed, 0 to 1."),
        required("dom_path", STRING, "removal.dom_path", "Place in the page, or line[n] for plain text."),
        required("text", STRING, "removal.text", "The removed text."),
    ),
)


def removal_facts(article: CleanedArticle) -> list[RemovalFacts]:
    """What the rows of `removals` for one article are made of."""
    return [RemovalFacts(article.article_id, removal) for removal in article.removals]


def removal_of(row: Mapping[str, Any]) -> Removal:
    """The removal that a row of `removals` describes. Raises ValueError for a category that does not exist."""
    return Removal(
        ordinal=row["ordinal"],
        start_char=row["start_char"],
        end_char=row["end_char"],
        category=Category(row["category"]),
        rule_id=row["rule_id"],
        voter=row["voter"],
        strength=row["strength"],
        dom_path=row["dom_path"],
        text=row["text"],
    )
