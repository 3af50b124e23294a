"""What is worked out for all lines of a page at once is what each line would give on its own."""

from __future__ import annotations

import numpy as np
import re2
from hypothesis import given
from hypothesis import strategies as st

from cleaners.features.words import FUNCTION_WORDS, TOKEN, Words, tokens
from cleaners.formats import PARSERS
from cleaners.model import Document, Hints, PayloadKind
from cleaners.shapes import signs
from cleaners.shapes.page import WORD, Line, Page, key_of, keys_of

SIGNS = st.sampled_from(list("aZé'’“”–. ,\n|1_İΣςß\x1f\xa0語กا😀\ud800-\t©"))
TEXTS = st.lists(st.one_of(st.text(SIGNS, max_size=30), st.text(max_size=30)), max_size=8)


@given(TEXTS)
def test_keys(texts: list[str]) -> None:
    assert [key for key, _ in keys_of(texts)] == [key_of(text) for text in texts]


@given(TEXTS)
def test_only_plain_texts_are_called_plain(texts: list[str]) -> None:
    for text, (_, plain) in zip(texts, keys_of(texts), strict=True):
        assert not plain or not any(char.isalnum() and not char.isascii() for char in text)


@given(TEXTS)
def test_tokens(texts: list[str]) -> None:
    assert tokens(texts) == [tuple(TOKEN.findall(text.lower())) for text in texts]


@given(st.text(SIGNS, min_size=1, max_size=60))
def test_words_of_a_line(text: str) -> None:
    [(key, plain)] = keys_of([text])
    line = Line(0, text, "p", key, plain)
    assert line.unspaced or line.words == len(WORD.findall(text))


def _document(text: str) -> Document:
    return PARSERS[PayloadKind.TEXT](text, Hints())


LINES = "The harbour of Oss\n\nThe mayor opened the harbour.\nthe harbour of Oss\n...\nTickets, please: the mayor's"


def test_numbers_of_words() -> None:
    """By hand, for five lines of which one holds no word; the second and the last are taken for the body."""
    words = Words.of(_document(LINES))
    sets = [frozenset(line) for line in words.lines]
    content = [own - FUNCTION_WORDS for own in sets]
    body = np.array([False, True, False, False, True])
    others = [frozenset().union(*(content[o] for o in (1, 4) if o != i)) for i in range(5)]
    shared = [len(own & other) / len(own) if own else -1.0 for own, other in zip(content, others, strict=True)]
    title = frozenset({"harbour", "ferry"})
    assert words.lines[3] == ()
    assert words.lines[4][-1] == "mayor's"
    assert words.repeats().tolist() == [2, 1, 2, 1, 1]
    assert words.shared_with(body).tolist() == np.array(shared, np.float32).tolist()
    assert words.likeness(title).tolist() == np.array([1 / 5, 1 / 5, 1 / 5, 0, 0], np.float32).tolist()
    function = [sum(word in FUNCTION_WORDS for word in line) / (len(line) or 1) for line in words.lines]
    assert words.function_share().tolist() == np.array(function, np.float32).tolist()
    different = [1 - len(rest) / len(own) if own else 0.0 for own, rest in zip(sets, content, strict=True)]
    assert words.different_function_share().tolist() == np.array(different, np.float32).tolist()


def test_signs_are_found_line_by_line() -> None:
    page = Page.of(_document("A gull (Reuters)\n\nReuters\nno\n" + "Reuters " * 90 + "\nReu\nters\nlast: Reuters"))
    assert [line.text for line in page.signed] == ["A gull (Reuters)", "Reuters", "last: Reuters"]
    assert Page.of(_document("A gull\nphoto\nby Jane Doe")).signed == ()


@given(
    st.lists(
        st.lists(st.sampled_from(["AP", "Photo", ":", " ", "by ", "(L)", "is seen here", "x"]), max_size=5).map("".join)
    )
)
def test_signs_of_all_lines_are_those_of_each(texts: list[str]) -> None:
    each = (re2.compile(signs.AGENCY), re2.compile(signs.LABEL_BY), signs.LABELLED, signs.PICTURED)
    assert signs.signed(texts) == [i for i, text in enumerate(texts) if any(one.search(text) for one in each)]
