"""Invented pages of one outlet, as plain text: a head, an article of its own words, a foot."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

from cleaners.clean import read_document
from cleaners.model import Document, Hints, PayloadKind
from cleaners.templates import Templates
from cleaners.text.decode import decode
from flows.learning.sketches import Sample, freeze, sketch

HEAD = ("Home", "Harbour news", "Weather: 14 degrees")
FOOT = ("Most read this week", "The quay in pictures: 12 photos", "All rights reserved, the Fellside Echo 2024")
_NOUNS = "harbour ferry council bridge orchard library mill quarry school chapel market lighthouse".split()
_VERBS = "opened closed reported repaired painted measured visited counted defended described".split()


def sentence(seed: int, chars: int) -> str:
    """Running text of at least `chars` characters that no other seed gives."""
    chance = random.Random(seed)
    words = [f"Item {seed}:"]
    while len(" ".join(words)) < chars:
        words.append(f"the {chance.choice(_NOUNS)} {chance.choice(_VERBS)} the {chance.choice(_NOUNS)},")
    return " ".join(words)[:-1] + "."


def named(number: int) -> str:
    """A number in letters, since fingerprints fold digits."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


def story(number: int) -> list[str]:
    """Four paragraphs that belong to one article alone."""
    return [f"{named(number * 10 + n).capitalize()} {sentence(number * 10 + n, 160 + 20 * n)}" for n in range(4)]


def page(number: int, extra: Sequence[str] = (), *, head: Sequence[str] = HEAD, foot: Sequence[str] = FOOT) -> str:
    """A page: `extra` lines stand between the article's paragraphs."""
    first, *rest = story(number)
    return "\n".join((*head, f"Headline {named(number)}", first, *extra, *rest, *foot))


def document(text: str, host: str = "fellside-echo.example") -> Document:
    hints = Hints(url=f"https://www.{host}/story") if host else Hints()
    return read_document(decode(text.encode(), PayloadKind.TEXT, None), PayloadKind.TEXT, hints)


def learned(texts: Sequence[str], scratch: Path, host: str = "fellside-echo.example") -> Templates:
    """What is learned from pages of one site."""
    sample = Sample()
    for text in texts:
        sample.add(sketch(document(text, host), text.encode(), "folder"))
    run = str(scratch / "run")
    sample.write(run)
    return Templates(freeze([run], str(scratch)))
