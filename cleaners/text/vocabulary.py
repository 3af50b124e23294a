"""The words that languages are told by outside of rules: the [words] tables of `languages/<iso>.toml`, frozen.

Months, bylines, labels and the like of all languages stand together, for a page's bylines and dates are not always in
its language; `any.toml` holds what is of no language. Python has the shapes, these files have the words. Words are
lower case unless the letters' case tells (names of picture agencies); a key in PATTERNS holds pieces of patterns.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any

from cleaners.errors import WordsError

#: Keys of words, with what they are in a page.
WORDS: Mapping[str, str] = MappingProxyType(
    {
        "date_labels": "labels and small words around a date in a line that is only a date",
        "forenoon": "words of the first half of the day, beside a clock",
        "afternoon": "words of the second half of the day",
        "half_day_first": "those of them that stand before the hour",
        "after_clock": "what follows 10.30 to make it a time",
        "hour_signs": "what stands between hour and minutes",
        "after_hour": "what follows a lone hour",
        "day_links": "words between day and month",
        "year_links": "words between month and year",
        "ordinals": "endings of a day's number",
        "month_first": "tags of languages in which 04/05 is the fifth of April",
        "agencies": "news agencies and wire desks, as they stand alone on a line",
        "byline_leads": "what announces an author when a space or colon follows",
        "byline_labels": "what announces an author only with a colon, slash or dash",
        "name_joiners": "words between two names",
        "name_particles": "lower-case words inside names",
        "not_names": "words and phrases with a name's shape that are none",
        "desks": "words that make a desk of a group of words, which then signs as an author does",
        "newsroom_roles": "roles that make a byline of a name without `by`",
        "roles": "other roles that may follow an announced name",
        "companies": "words that only the name of an organisation has",
        "organisations": "words that organisations add to a name",
        "news_titles": "titles of newsrooms right after a name",
        "places_after_names": "words between a name and a place (`Jane Doe in Oslo`)",
        "role_starts": "capitalised words that begin a role glued to a name",
        "source_labels": "labels of a text's source, with a colon",
        "source_leads": "what begins a credit of agencies without a colon",
        "updated": "stems that make a date that of a change",
        "written_by": "beginnings of labels of an author's field",
        "glued_leads": "leads, capitalised, that are found glued to a name",
        "name_labels": "labels before a name in an author's field",
        "machine_names": "accounts that are nobody's name",
        "share_buttons": "networks and verbs of share buttons",
        "other_credit_labels": "labels of others' credits behind a byline, before a colon",
        "comment_replies": "what is pressed below a comment to answer it",
        "announcers": "lines that announced something which the text lost",
        "photo_by": "words between a picture's label and a name",
        "photo_of": "the same, before a colon only",
        "archive_kinds": "words that make an archive picture of a picture",
        "archive_pictures": "words for such a picture",
        "counted_pictures": "words before `3 of 12`",
        "counted_of": "words between the two numbers",
        "player_labels": "labels of players of sound and film",
        "caption_particles": "lower-case words inside names of credits",
        "weekdays": "days of the week; those that CLDR has stand in [words.cldr]",
        "month_prefixes": "letters glued to a month's name",
        "calendar": "the calendar of the language's numeric years, where it is not the common one: buddhist, persian",
        "function_words": "the most frequent words: in running prose every third to fifth word is one",
    }
)
#: Keys of pieces of patterns, without groups that count.
PATTERNS: Mapping[str, str] = MappingProxyType(
    {
        "before_clock": "what stands before 10.30 to make it a time",
        "reading_time": "labels of the time that reading takes",
        "about": "words before its number",
        "minutes": "its unit",
        "to_read": "what stands after `5 min`",
        "other_credits": "credits of others than the authors",
        "related": "beginnings of labels of other stories",
        "comments": "labels of a comment section, beside a count",
        "comment_calls": "beginnings of calls to comment",
        "time_ago": "how long ago something was posted",
        "article_ends": "beginnings of labels below the article",
        "bio_verbs": "verbs after the name that begins an author's box",
        "bio_is": "forms of `is` there",
        "bio_articles": "articles after them",
        "bio_roles": "what such an author is",
        "picture_agencies": "agencies and archives in credits, in their capitals",
        "photo_labels": "labels of credits",
        "picture_sides": "places in a picture, in brackets",
        "picture_signs": "phrases that make sense beside a picture only",
        "figures": "labels of numbered figures",
    }
)
#: Tables of numbers: in each, a key names what its words count as.
NUMBERS: Mapping[str, str] = MappingProxyType(
    {
        "months": "month -> its names",
        "persian_months": "month of the Persian calendar -> its names",
        "eras": "year before an era's first -> its names, before the year",
        "zones": "minutes east of UTC -> names of the time zone",
    }
)
NOTHING = r"[^\s\S]"  # a pattern that matches nothing

_FIRST_RULE = re.compile(r"^\[\[rule\]\]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of all languages: language -> key -> words, and language -> table -> word -> number."""

    languages: Mapping[str, Mapping[str, tuple[str, ...]]]
    tables: Mapping[str, Mapping[str, Mapping[str, int]]]

    def by_language(self, key: str) -> Mapping[str, frozenset[str]]:
        """The words of each language that has any of this key."""
        return MappingProxyType({name: frozenset(own[key]) for name, own in self.languages.items() if key in own})

    def numbers(self, table: str, languages: Iterable[str] | None = None) -> Mapping[str, int]:
        """word -> number of a table of NUMBERS, of these languages (default all)."""
        chosen = self.tables if languages is None else languages
        return MappingProxyType(
            {word: n for language in chosen for word, n in self.tables[language].get(table, {}).items()}
        )

    def words(self, *keys: str) -> frozenset[str]:
        """The words of all languages under these keys."""
        return frozenset(word for own in self.languages.values() for key in keys for word in own.get(key, ()))

    def pattern(self, *keys: str) -> str:
        """An alternation of all words or pieces under these keys, longest first; in brackets that do not count."""
        found = sorted(self.words(*keys), key=lambda word: (-len(word), word))
        pieces = [word if keys[0] in PATTERNS else re.escape(word) for word in found]
        return f"(?:{'|'.join(pieces) or NOTHING})"


def load_vocabulary(folder: Traversable | None = None) -> Vocabulary:
    """The words of every `*.toml` of `folder` (default: the package's own `languages`). Raises WordsError."""
    folder = folder if folder is not None else resources.files("cleaners") / "languages"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
    read = {file.name.removesuffix(".toml"): _Table(file.name).read(file.read_text("utf-8")) for file in files}
    words = {language: own for language, (own, _) in read.items()}
    return Vocabulary(MappingProxyType(words), MappingProxyType({language: own for language, (_, own) in read.items()}))


@dataclass(frozen=True, slots=True)
class _Table:
    """The [words] of one file on their way into a vocabulary; every check knows the file that it speaks of."""

    file: str

    def read(self, text: str) -> tuple[Mapping[str, tuple[str, ...]], Mapping[str, Mapping[str, int]]]:
        """(words, numbers), those of CLDR with those that are written by hand."""
        own = self.parsed(text)
        made = own.pop("cldr", {})
        words = {key: self.words(key, own.get(key, []), made.get(key, [])) for key in {*own, *made} - {*NUMBERS}}
        tables = {
            key: self.numbers(key, made.get(key, {}), own.get(key, {})) for key in NUMBERS if key in own or key in made
        }
        return MappingProxyType(words), MappingProxyType(tables)

    def parsed(self, text: str) -> dict[str, Any]:
        """[words] stand before the rules: to read thousands of rules for them would take a second."""
        first_rule = _FIRST_RULE.search(text)
        try:
            table = tomllib.loads(text[: first_rule.start()] if first_rule else text).get("words", {})
        except ValueError as error:
            raise WordsError(f"{self.file}: not valid TOML before its first rule: {error}") from error
        return dict(table)

    def words(self, key: str, *lists: object) -> tuple[str, ...]:
        if key not in WORDS and key not in PATTERNS:
            known = sorted([*WORDS, *PATTERNS, *NUMBERS])
            raise WordsError(f"{self.file}: [words] has the unknown key {key!r}; known are {known}")
        return tuple(word for values in lists for word in self.texts(key, values))

    def numbers(self, key: str, *tables: Mapping[str, object]) -> Mapping[str, int]:
        try:
            return MappingProxyType(
                {word: int(n) for table in tables for n, values in table.items() for word in self.texts(key, values)}
            )
        except (ValueError, AttributeError):
            raise WordsError(f"{self.file}: [words.{key}] must have numbers for keys: {NUMBERS[key]}") from None

    def texts(self, key: str, values: object) -> list[str]:
        if not isinstance(values, list) or not all(isinstance(word, str) and word.strip() for word in values):
            raise WordsError(f"{self.file}: `{key}` of [words] must be a list of texts")
        return values


def one_of(words: Iterable[str]) -> str:
    """An alternation of literal words, longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


#: The words of the package's own files.
VOCABULARY = load_vocabulary()
