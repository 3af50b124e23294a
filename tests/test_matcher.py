"""The matcher finds exactly what each rule alone would find, however few patterns it asks."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.rules.literals import END, START, worth_finding
from cleaners.rules.matcher import _CODES, Lines, Matcher, Pattern, _treats_alike
from cleaners.rules.prefilter import Prefilter
from cleaners.rules.rulebook import load_rules, matches, normalise
from cleaners.rules.rulefile import Rule, compile_pattern, core_of, is_exact_line, lines_pattern, parse_rules

LANGUAGES = load_rules().languages


def lines_of(*texts: str) -> Lines:
    return Lines.of([normalise(text) for text in texts], [len(text) for text in texts])


def found(matcher: Matcher, *texts: str) -> set[tuple[str, str]]:
    return {(pattern.rule.id, texts[line]) for line, pattern in matcher.hits(lines_of(*texts))}


def rule(**changes: str) -> Rule:
    fields = {"id": '"a.b"', "category": '"other"', "why": '"Invented."', "removes": '["x", "y"]', "keeps": '["z"]'}
    written = "\n".join(f"{key} = {value}" for key, value in (fields | changes).items())
    return parse_rules("xx.toml", f'language = "xx"\n[[rule]]\n{written}'.encode())[0]


@pytest.mark.parametrize("language", ["any", "de", "ja", "tr"])
def test_a_page_of_all_examples_is_matched_as_each_line_alone(language: str) -> None:
    rules = LANGUAGES[language]
    texts = list(dict.fromkeys(text for rule in rules for text in rule.removes + rule.keeps))
    alone = {(rule.id, text) for rule in rules for text in texts if matches(rule, text)}
    assert found(Matcher.of(rules), *texts) == alone


@pytest.mark.parametrize(
    ("text", "core", "before"),
    [
        ("more stories", "more stories", 0),
        ("» more stories …", "more stories", 2),
        ('"more stories"', '"more stories"', 0),
        ("(more)", "(more)", 0),
        ("more (", "more", 0),
        ("_more_", "more", 1),
        ("•••", "", 3),
        ("", "", 0),
    ],
)
def test_core(text: str, core: str, before: int) -> None:
    assert core_of(text) == (core, before)


PHRASES = ["more", "- ends -", "a+", "more (2)", "# comments", "all by *", "• • •", "what's on?"]


@given(st.lists(st.tuples(st.sampled_from(PHRASES), st.text("-»… .\"'()_a2", max_size=3), st.text("-»… .\"'()_a2"))))
def test_listed_phrases_are_found_as_their_pattern_finds_them(made: list[tuple[str, str, str]]) -> None:
    listing = rule(lines=str(PHRASES))
    whole = compile_pattern(lines_pattern(PHRASES))
    texts = [before + phrase.replace("#", "12").replace("*", "ann") + after for phrase, before, after in made]
    expected = {("xx/a.b", text) for text in texts if whole.search(normalise(text))}
    assert found(Matcher.of([listing]), *texts) == expected


def test_wildcards_and_signs_alone_are_no_exact_lines() -> None:
    assert [line for line in PHRASES if not is_exact_line(line)] == ["# comments", "all by *", "• • •"]


def test_a_match_never_joins_two_lines() -> None:
    gap = rule(pattern="'subscribe[^.]*newsletter'")
    texts = ["subscribe", "our newsletter", "a newsletter to subscribe", "subscribe to a newsletter"]
    assert found(Matcher.of([gap]), *texts) == {("xx/a.b", "subscribe to a newsletter")}


@pytest.mark.parametrize(("size", "hit"), [(10, True), (11, False)])
def test_a_line_longer_than_its_rule_allows_is_left(size: int, hit: bool) -> None:
    short = rule(pattern="'^aa+$'", max_chars="10")
    assert bool(found(Matcher.of([short]), "a" * size)) is hit


def test_edges_in_a_text_wake_a_pattern_but_do_not_match() -> None:
    edge = rule(pattern="'^news$'")
    assert found(Matcher.of([edge]), f"x{START}news{END}x", "news") == {("xx/a.b", "news")}


def test_a_pattern_without_a_literal_is_asked_of_every_line() -> None:
    digits = rule(pattern=r"'^\d+[a-z]$'")
    assert found(Matcher.of([digits]), "one", "12b", "b12") == {("xx/a.b", "12b")}


SIGNS = rule(patterns=r"['^[•»] \pL+$', 'caf[é-ž]', '[^\pL•ÿ ]{3}', 'a→b', '^\p{Greek}+$', '^[^à-ỹ]x$']")


@pytest.mark.parametrize("source", SIGNS.patterns)
@pytest.mark.parametrize(
    "line",
    [
        "» é",
        "• é",
        "- é",
        "café",
        "cafe",
        "cafž",
        "1·2",
        "12•",
        "12ÿ",
        "ÿ12",
        "a→b",
        "aÿb",
        "αβ",
        "é×",
        "éx",
        "·x",
        "→",
        "é→",
        "\x81",
        "a\x81b",
        "★★★",
        "ỹx",
        "ÿx",
    ],
)
def test_latin_lines_match_as_others_do(source: str, line: str) -> None:
    expected = [0] if compile_pattern(source).search(line) else []
    assert Pattern(SIGNS, source).among(Lines.of([line], [len(line)]), [0]) == expected


@pytest.mark.parametrize("language", ["any", "de", "es", "fr", "pl"])
def test_examples_match_in_latin_as_in_utf_8(language: str) -> None:
    rules = LANGUAGES[language]
    lines = lines_of(*dict.fromkeys(text for rule in rules for text in rule.removes + rule.keeps))
    for found in (Pattern(rule, source) for rule in rules for source in rule.patterns):
        for i, utf8 in enumerate(lines.encoded):
            if i not in lines.foreign or _treats_alike(found.source):
                assert found.matches(utf8) == found.matches_latin(lines.folded(i))


FOREIGN = lines_of(
    *[text for name in ("bg", "cs", "el", "hi", "ja", "tr") for r in LANGUAGES[name] for text in r.keeps]
)


@pytest.mark.parametrize("language", ["any", "en"])
def test_foreign_lines_match_as_in_utf_8(language: str) -> None:
    alike = [pattern for rule in LANGUAGES[language] for pattern in rule.patterns if _treats_alike(pattern)]
    assert len(alike) > 40
    for source in alike:
        found = Pattern(LANGUAGES[language][0], source)
        everywhere = range(len(FOREIGN.latin))
        assert found.among(FOREIGN, everywhere) == [i for i in everywhere if found.matches(FOREIGN.encoded[i])], source


ALIKE = [r"^\pL+$", r"\pN{2}", r"^[^\pL\pN]+$", "[^a-z]x", "a.b", r"\w+ \W", "é|ÿ", "[•→é]", r"\bno\b", r"\PL x"]


@pytest.mark.parametrize("source", ALIKE)
@given(
    line=st.text(st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("aéÿx •→ª²¬\x81ğ٣б")), max_size=6)
)
def test_any_line_matches_as_in_utf_8(source: str, line: str) -> None:
    line = normalise(line)
    found = Pattern(SIGNS, source)
    assert _treats_alike(source)
    assert found.among(Lines.of([line], [len(line)]), [0]) == ([0] if found.matches(line.encode()) else [])


@pytest.mark.parametrize(
    "source",
    ["ğ", "[a-é]", "[é-ž]", r"\p{Greek}", r"\pM", r"\x{431}", r"(?i)k", "[[:alpha:]]", "ª", "caf[^ž]", "²|³", "[•-→]"],
)
def test_a_pattern_that_tells_foreign_characters_apart_is_known(source: str) -> None:
    assert not _treats_alike(source)


def test_rules_tell_letters_and_numbers_from_signs_and_signs_apart_by_name_alone() -> None:
    """What lets signs stand for one another in Latin-1: no class of signs, and no range that one ends."""
    sources = [source for rules in LANGUAGES.values() for rule in rules for source in rule.patterns]
    assert not [source for source in sources if re.search(r"\\[pP](\{\^?)?[MPSZC]", source)]
    signs = "".join(map(chr, _CODES))
    assert not [source for source in sources if re.search(rf"[{signs}]-[^\]]|[^\[]-[{signs}]", source)]


def test_a_line_beyond_latin_is_found_among_others() -> None:
    news = rule(pattern="'news'")
    texts = ["news", "news in ελληνικά", "news ÿ", "αβγ", "more news"]
    assert found(Matcher.of([news]), *texts) == {("xx/a.b", text) for text in texts if "news" in text}


@pytest.mark.parametrize(
    ("needs", "asked"),
    [
        ([()], {0: [0, 1, 2, 3]}),
        ([(frozenset(),)], {}),
        ([(frozenset({"e"}),)], {0: [0, 1, 2, 3]}),  # what stands nearly everywhere is not looked for
        ([(frozenset({"join"}),)], {0: [0, 2]}),
        ([(frozenset({"join"}), frozenset({"now", "club"}))], {0: [0, 2]}),
        ([(frozenset({"join"}), frozenset({"club"}))], {0: [2]}),
        ([(frozenset({"newsletter"}), frozenset({"join"}))], {}),
        ([(frozenset({START + "now"}),), (frozenset({"now" + END}),)], {0: [3], 1: [0]}),
        ([(frozenset({"é" + END}),), (frozenset({"b" + END}),)], {0: [1, 3], 1: [2]}),
    ],
)
def test_lines_worth_asking(needs: list[tuple[frozenset[str], ...]], asked: dict[int, list[int]]) -> None:
    encoded = [line.encode() for line in ["join now", "é", "join the club", "now é"]]
    sought = [worth_finding(clauses) for clauses in needs]
    assert Prefilter.of(sought, [99] * len(needs)).worth_asking(encoded, [8, 1, 13, 5]) == asked


def test_nothing_is_asked_about_no_lines_nor_by_no_patterns() -> None:
    assert Prefilter.of([()], [9]).worth_asking([], []) == {}
    assert Prefilter.of([], []).worth_asking([b"news"], [4]) == {}
