"""The most frequent function words of some languages: in running prose every third to fifth word is one of them."""

from __future__ import annotations

from cleaners.text.vocabulary import VOCABULARY

FUNCTION_WORDS = VOCABULARY.by_language("function_words")
