"""What tells of a paywall: its words where an article breaks off, and near misses."""

from __future__ import annotations

import pytest

from cleaners.decision.flags import document_flags
from cleaners.model import Decoded, Document, Metadata, PayloadKind

STORY = "The ferry to Oss had left. " * 20


@pytest.mark.parametrize(
    ("end", "is_wall"),
    [
        ("Subscribe now to continue reading.", True),
        ("SIGN IN TO READ", True),
        ("This article is only for our premium subscribers.", True),
        ("The story is reserved for été members", True),
        ("Nur für Abonnenten", True),
        ("RÉSERVÉ AUX ABONNÉS", True),
        ("Subscribe to our newsletter.", False),
        ("This article is for all who subscribe.", False),
        ("The story is for one of our many members.", False),
        ("Subscribe to\ncontinue", False),
        ("Nur für Abonnenten. " + STORY, False),
    ],
)
def test_paywall(end: str, is_wall: bool) -> None:
    text = f"{STORY}{end}"
    flags = document_flags(Document(PayloadKind.TEXT, text, (), Metadata()), text, (), Decoded(text, "utf-8", "bom", 0))
    assert ("paywalled" in flags) is is_wall
