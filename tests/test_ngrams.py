"""The character model: its sums are those of its table, batches do not mix, and a damaged file is refused."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from cleaners.text.ngrams import BITS, MAX_CHARS, Grams, NGrams, load_ngrams, ngrams_json, shipped_ngrams

TEXTS = ("", " ", "a", "Read also", "READ  ALSO", "次の記事", "Ce que l’on sait", "x" * 1000, "\ud800 broken", "é" * 3)


def _model(seed: int) -> NGrams:
    chance = random.Random(seed)
    table = np.array([chance.randint(-127, 127) for _ in range(1 << BITS)], dtype=np.int8)
    return NGrams(40, -7, table)


def test_a_text_scores_alone_as_it_does_among_others() -> None:
    model = _model(1)
    together = model.scores(TEXTS)
    assert together.tolist() == [float(model.scores([text])[0]) for text in TEXTS]
    assert model.scores([]).tolist() == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Read also", "READ  ALSO", True),  # case and blanks do not count
        ("12 comments", "98 comments", True),  # nor which digits
        ("12 comments", "120 comments", False),  # but how many
        ("x" * MAX_CHARS, "x" * MAX_CHARS + "y", True),  # what stands beyond the limit is not read
        ("Read also", "Read alto", False),
    ],
)
def test_what_counts(one: str, other: str, same: bool) -> None:
    first, second = _model(2).scores([one, other])
    assert bool(first == second) is same


def test_the_score_is_the_sum_over_the_sequences_divided_by_the_root_of_their_number() -> None:
    model, grams = _model(3), Grams.of(["abc"])  # with its edges: 4 + 3 + 2 + 1 sequences
    assert grams.counts().tolist() == [10]
    total = sum(int(model.weights[place]) for places in grams.slots for place in places)
    assert model.scores(["abc"])[0] == (total / np.sqrt(10) + model.bias) / model.scale


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    model, path = _model(4), tmp_path / "ngrams.json"
    path.write_bytes(ngrams_json(model))
    assert load_ngrams(path).scores(TEXTS).tolist() == model.scores(TEXTS).tolist()


def test_a_table_of_another_size_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ngrams.json"
    path.write_bytes(ngrams_json(NGrams(1, 0, np.zeros(8, dtype=np.int8))))
    with pytest.raises(ValueError, match=f"8 weights in place of {1 << BITS}; fit it again"):
        load_ngrams(path)


@pytest.mark.parametrize(
    ("furniture", "article"),
    [
        ("Sign up for our weekly newsletter", "The council signed the contract on Tuesday."),
        ("Melden Sie sich für unseren Newsletter an", "Der Rat unterschrieb den Vertrag am Dienstag."),
        ("Abonnez-vous à notre lettre d’information", "Le conseil a signé le contrat mardi."),
        ("Skrolla ner för att läsa mer", "Nämnden skrev under avtalet i tisdags."),
    ],
)
def test_furniture_scores_above_an_article_line_of_its_language(furniture: str, article: str) -> None:
    first, second = shipped_ngrams().scores([furniture, article])
    assert first > second
