"""What is worked out for all lines of a page at once is what each line would give on its own."""

from __future__ import annotations

import numpy as np
import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from cleaners.features.tokens import TOKEN, Tokens, numbers_of
from cleaners.features.words import FUNCTION_WORDS, Words
from cleaners.formats import PARSERS
from cleaners.model import Decoded, Document, Hints, PayloadKind
from cleaners.voters.shapes import signs
from cleaners.voters.shapes.page import WORD, Line, Page, key_of, keys_of

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
    found = [(row, token) for row, text in enumerate(texts) for token in TOKEN.findall(text.lower())]
    tokens = Tokens.of(texts)
    assert tokens.rows.tolist() == [row for row, _ in found]
    assert tokens.numbers.tolist() == numbers_of([token for _, token in found]).tolist()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("o'clock", ["o'clock"]),
        ("rock'n'roll", ["rock'n", "roll"]),  # one apostrophe a word
        ("a'b'c'd'e", ["a'b", "c'd", "e"]),
        ("'tis the boats' 'end'", ["tis", "the", "boats", "end"]),
        ("d''or l’eau", ["d", "or", "l’eau"]),
        ("snake_case 3rd É", ["snake", "case", "3rd", "é"]),
        ("das 𝒳-Rad 😀", ["das", "𝒳", "rad"]),
        ("abc漢字 漢字abc", ["abc漢字", "漢", "字", "abc"]),
        ("...", []),
    ],
)
def test_tokens_of_a_line(text: str, found: list[str]) -> None:
    assert Tokens.of([text]).numbers.tolist() == numbers_of(found).tolist()


def test_lines_of_much_the_same_signs() -> None:
    """A line's number is not the sum of its characters': these have the same ones at the same distances."""
    assert len(set(Tokens.of(["at 21:02", "at 20:12", "at 12:02", "at 02:21"]).of_lines(4).tolist())) == 4


def test_a_token_has_its_number_on_any_page() -> None:
    """Wherever it stands, on pages too long for one sum, and if it is too long itself."""
    long = "ab" * 40_000
    lines = [f"oss {n} quay" for n in range(20_000)] + [long, "oss"]
    tokens = [token for line in lines for token in line.split()]
    numbers = Tokens.of(lines).numbers.tolist()
    assert numbers == [numbers_of([token]).item() for token in tokens]
    assert len(set(numbers)) == len(set(tokens))


@given(st.lists(st.text(SIGNS, max_size=9)))
def test_equal_numbers_are_equal_lines(texts: list[str]) -> None:
    lines = [tuple(TOKEN.findall(text.lower())) for text in texts]
    numbers = Tokens.of(texts).of_lines(len(texts)).tolist()
    assert [[a == b for b in numbers] for a in numbers] == [[a == b for b in lines] for a in lines]


@given(st.text(SIGNS, min_size=1, max_size=60))
def test_words_of_a_line(text: str) -> None:
    [(key, plain)] = keys_of([text])
    line = Line(0, text, "p", key, plain)
    assert line.unspaced or line.words == len(WORD.findall(text))


def _document(text: str) -> Document:
    return PARSERS[PayloadKind.TEXT](Decoded(text, "utf-8", "utf8", 0), Hints())


LINES = "The harbour of Oss\n\nThe mayor opened the harbour.\nthe harbour of Oss\n...\nTickets, please: the mayor's"


def test_numbers_of_words() -> None:
    """By hand, for five lines of which one holds no word; the second and the last are taken for the body."""
    words = Words.of(_document(LINES))
    lines = [TOKEN.findall(line.lower()) for line in LINES.split("\n") if line]
    sets = [frozenset(line) for line in lines]
    content = [own - FUNCTION_WORDS for own in sets]
    body = np.array([False, True, False, False, True])
    others = [frozenset().union(*(content[o] for o in (1, 4) if o != i)) for i in range(5)]
    shared = [len(own & other) / len(own) if own else -1.0 for own, other in zip(content, others, strict=True)]
    title = frozenset({"harbour", "ferry"})
    assert lines[3] == []
    assert lines[4][-1] == "mayor's"
    assert words.repeats().tolist() == [2, 1, 2, 1, 1]
    assert words.shared_with(body).tolist() == np.array(shared, np.float32).tolist()
    assert words.likeness(title).tolist() == np.array([1 / 5, 1 / 5, 1 / 5, 0, 0], np.float32).tolist()
    function = [sum(word in FUNCTION_WORDS for word in line) / (len(line) or 1) for line in lines]
    assert words.function_share().tolist() == np.array(function, np.float32).tolist()
    different = [1 - len(rest) / len(own) if own else 0.0 for own, rest in zip(sets, content, strict=True)]
    assert words.different_function_share().tolist() == np.array(different, np.float32).tolist()


def test_numbers_of_no_words() -> None:
    words = Words.of(_document("...\n\n\u2014"))
    assert words.repeats().tolist() == [2, 2]
    assert words.shared_with(np.array([True, False])).tolist() == [-1, -1]
    assert words.likeness(frozenset({"ferry"})).tolist() == words.likeness(frozenset()).tolist() == [0, 0]
    assert words.function_share().tolist() == words.different_function_share().tolist() == [0, 0]


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
