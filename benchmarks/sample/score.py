"""What the engine makes of the corpus: `python -m benchmarks.sample.score` prints the figures that the floors hold.

Every character of a document has a label, so what was kept and what was cut is counted by the ledger alone.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.sample.writer import ARTICLE, Line
from cleaners.clean import clean_record
from cleaners.cut import restore
from cleaners.engine import Engine, load_engine
from cleaners.model import CleanedArticle, Origin, PayloadKind, RawRecord

CORPUS: Final = Path(__file__).parents[2] / "tests" / "corpus"
KINDS: Final = {".html": PayloadKind.HTML, ".txt": PayloadKind.TEXT, ".fragment": PayloadKind.FRAGMENT}
NEUTRAL: Final = frozenset("TM")  # headline, byline and date: a body may hold them or not
LINE_CUT: Final = 0.5  # a line of which less than this share is kept counts as removed


class GoldError(ValueError):
    """The gold does not cover the document. The message names the case and the place."""


@dataclass(frozen=True, slots=True)
class Case:
    """A payload of the corpus and the label of everything visible in it."""

    name: str
    kind: PayloadKind
    payload: bytes
    lines: tuple[Line, ...]

    @property
    def record(self) -> RawRecord:
        """The payload as a source would give it."""
        origin = Origin(self.name, f"corpus/{self.name}", self.kind.value, "byte_offset", 0, len(self.payload), 0)
        return RawRecord(origin, self.payload, self.kind)


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a line: how much of it was kept, from 0 to 1."""

    line: Line
    kept: float

    @property
    def is_right(self) -> bool:
        """Whether an article line was kept whole and any other line removed whole."""
        return self.kept == (1.0 if self.line.label == ARTICLE else 0.0)


def load_cases(corpus: Path = CORPUS) -> list[Case]:
    """Every case, by name."""
    return [
        Case(path.stem, KINDS[path.suffix], path.read_bytes(), tuple(_gold(corpus / "gold" / f"{path.stem}.tsv")))
        for path in sorted((corpus / "pages").iterdir())
    ]


def _gold(path: Path) -> Iterator[Line]:
    for row in path.read_text("utf-8").splitlines():
        label, _, text = row.partition("\t")
        yield Line(label, text)


def clean_case(case: Case, engine: Engine) -> CleanedArticle:
    """The case as an article. Raises GoldError when it was rejected."""
    result = clean_record(case.record, engine)
    if not isinstance(result, CleanedArticle):
        raise GoldError(f"{case.name} was rejected: {result.reason.value}, {result.detail}")
    return result


def fates(case: Case, article: CleanedArticle) -> list[Fate]:
    """What became of every line of the gold. Raises GoldError when gold and document differ."""
    document = restore(article.text, article.removals)
    cut = bytearray(len(document))
    for removal in article.removals:
        cut[removal.start_char : removal.end_char] = b"\1" * (removal.end_char - removal.start_char)
    visible = [(char, flag) for char, flag in zip(document, cut, strict=True) if not char.isspace()]
    out, at = [], 0
    for line in case.lines:
        wanted = "".join(line.text.split())
        found = visible[at : at + len(wanted)]
        if "".join(char for char, _ in found) != wanted:
            raise GoldError(f"{case.name}: the document has no {line.text[:60]!r} where the gold has it; regenerate it")
        out.append(Fate(line, 1 - sum(flag for _, flag in found) / len(wanted)))
        at += len(wanted)
    if at != len(visible):
        raise GoldError(f"{case.name}: the document goes on where the gold ends; regenerate it")
    return out


@dataclass(frozen=True, slots=True)
class Named:
    """A line of the corpus that a list names by its case and beginning, and what the list says of it."""

    case: str
    start: str
    why: str = ""

    def find(self, found: Iterable[Fate]) -> Fate:
        """Its fate among those of its case. Raises GoldError when the case has no such line."""
        fate = next((fate for fate in found if fate.line.text.startswith(self.start)), None)
        if fate is None:
            raise GoldError(f"{self.case} has no line that begins with {self.start!r}; correct the list that names it")
        return fate


def known_failures(corpus: Path = CORPUS) -> list[Named]:
    """Lines that come out wrong today."""
    table = tomllib.loads((corpus / "known_failures.toml").read_text("utf-8"))
    return [Named(row["case"], row["line"], row["why"]) for row in table["failure"]]


def near_misses(corpus: Path = CORPUS) -> list[Named]:
    """Article lines that look like boilerplate."""
    table = tomllib.loads((corpus / "near_misses.toml").read_text("utf-8"))
    return [Named(case, start) for case, starts in table.items() for start in starts]


def figures(cases: Iterable[Sequence[Fate]]) -> dict[str, float]:
    """The figures of some cases: article text kept (of characters), boilerplate removed (of lines), documents right
    in every line but headline and metadata, and for each label the share of its lines that were removed."""
    documents = list(cases)
    all_fates = [fate for document in documents for fate in document]
    article = [fate for fate in all_fates if fate.line.label == ARTICLE]
    chars = sum(len(fate.line.text) for fate in article)
    other = [fate for fate in all_fates if fate.line.label not in NEUTRAL | {ARTICLE}]
    right = [all(fate.is_right for fate in document if fate.line.label not in NEUTRAL) for document in documents]
    out = {
        "article_text_kept": sum(fate.kept * len(fate.line.text) for fate in article) / max(1, chars),
        "boilerplate_removed": _removed(other),
        "documents_right": sum(right) / max(1, len(right)),
    }
    for label in sorted({fate.line.label for fate in all_fates} - {ARTICLE}):
        out[f"removed_{label}"] = _removed([fate for fate in all_fates if fate.line.label == label])
    return out


def _removed(found: Sequence[Fate]) -> float:
    return sum(fate.kept < LINE_CUT for fate in found) / max(1, len(found))


def main() -> None:
    """Print figures by kind of payload, then every line that came out wrong."""
    engine = load_engine()
    results = {case.name: (case, fates(case, clean_case(case, engine))) for case in load_cases()}
    for kind in PayloadKind:
        chosen = [found for case, found in results.values() if case.kind is kind]
        print(f"[{kind.value}]  # {len(chosen)} documents")
        print("\n".join(f"{name} = {value:.4f}" for name, value in figures(chosen).items()), "\n")
    by_case = {name: found for name, (_, found) in results.items()}
    _print_lists(by_case)
    for name, found in by_case.items():
        wrong = [fate for fate in found if not fate.is_right and fate.line.label not in NEUTRAL]
        for fate in wrong:
            print(f"{name}  kept {fate.kept:.2f}  {fate.line.label}  {fate.line.text[:110]}")


def _print_lists(by_case: Mapping[str, Sequence[Fate]]) -> None:
    """Where the lists of lines no longer say what is so."""
    known = known_failures()
    for named in known:
        if named.find(by_case[named.case]).is_right:
            print(f"repaired, take it off known_failures.toml: {named.case}  {named.start}")
    listed = {(named.case, named.find(by_case[named.case]).line) for named in known}
    for named in near_misses():
        fate = named.find(by_case[named.case])
        if not fate.is_right and (named.case, fate.line) not in listed:
            print(f"a near miss that is cut, and not known: {named.case}  {named.start}")


if __name__ == "__main__":
    main()
