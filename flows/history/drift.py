"""Drift alarms: a source or site whose records come out unlike in former runs.

Measured are the share of records rejected, the mean share of text removed, the share of articles left empty, and the
share of each language. The usual range of a share is the median over former runs, give or take `score` deviations:
the median absolute deviation, scaled to a standard deviation, as B. Iglewicz and D. C. Hoaglin, "How to Detect and
Handle Outliers" (1993), advise with 3.5 as the score; and, since few records scatter by chance, the standard error
of a share of that many records with the two successes and two failures of A. Agresti and B. A. Coull, "Approximate
Is Better than 'Exact'" (1998). For the mean of any values between 0 and 1 that error is an upper bound.
"""

from __future__ import annotations

import dataclasses
import json
import math
import os
import statistics
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

from flows.errors import DriftOptionError, ManifestError, TableError
from flows.history.examples import examples
from flows.history.tally import tally
from flows.manifest import ShardManifest, Tally
from flows.printable import one_line
from flows.release.layout import RUNS

_TO_DEVIATION = 1.4826  # median absolute deviation to standard deviation, for a normal distribution
_NOT_TYPICAL = "retry"  # a command whose runs hold shards for having rejects
SHOWN = 20  # alarms that are told one by one


@dataclass(frozen=True, slots=True)
class DriftOptions:
    """When a run is unlike former ones. A share must leave its usual range, and by more than its least change."""

    score: float = 3.5  # deviations from the median
    runs: int = 5  # former runs to know before judging
    records: int = 20  # records of a source or site that a run must have to be judged, or to count as a former one
    history: int = 30  # former runs to look at, the last ones
    reject: float = 0.05  # least change of the share of records rejected
    removal: float = 0.10  # of the mean share of an article's text that was removed
    empty: float = 0.05  # of the share of articles without text
    language: float = 0.10  # of the share of any one language

    @classmethod
    def from_words(cls, words: Iterable[str]) -> Self:
        """Options from `name=number` words. Raises DriftOptionError."""
        kinds = {name: type(value) for name, value in dataclasses.asdict(cls()).items()}
        found: dict[str, float] = {}
        for word in words:
            name, _, number = word.partition("=")
            try:
                found[name] = kinds[name](number)
            except (KeyError, ValueError):
                raise DriftOptionError(f"{word!r}: write NAME=NUMBER, with a name of {', '.join(kinds)}") from None
        return cls(**found)  # type: ignore[arg-type]


DEFAULT_DRIFT = DriftOptions()


@dataclass(frozen=True, slots=True)
class Share:
    """One measure of a tally: `value` of `count` records or articles. `language` is set for the share of one."""

    measure: str
    value: float
    count: int
    language: str = ""


@dataclass(frozen=True, slots=True)
class Drift:
    """A share outside its usual range [low, high], over so many former runs; with ids of records that show it."""

    source: str
    host: str
    share: Share
    low: float
    high: float
    runs: int
    examples: tuple[str, ...] = ()

    @property
    def rose(self) -> bool:
        """Whether the share is above its range, rather than below."""
        return self.share.value > self.high

    @property
    def excess(self) -> float:
        """How far the share is outside."""
        return max(self.share.value - self.high, self.low - self.share.value)


@dataclass(frozen=True, slots=True)
class Watched:
    """The tallies of a run, and what is unusual about them."""

    tallies: tuple[Tally, ...] = ()
    drifts: tuple[Drift, ...] = ()


def watch(
    curated: str, shards: Sequence[ShardManifest], folder: str, options: DriftOptions, say: Callable[[str], None]
) -> Watched:
    """Tally what a run published (`shards`, whose files lie in `folder`) and compare it with former runs."""
    try:
        tallies = tally(shards, folder)
        drifts = judge(tallies, former_tallies(curated, options, say), options)
        return Watched(tallies, tuple(replace(drift, examples=_examples(drift, shards, folder)) for drift in drifts))
    except TableError as error:
        say(f"not compared with former runs: {error}; run `winnow verify`")
        return Watched()


def judge(now: Iterable[Tally], former: Sequence[Tally], options: DriftOptions) -> list[Drift]:
    """What is unusual, whole sources first; of a site's languages the one that has changed most."""
    known: dict[tuple[str, str], list[Tally]] = {}
    for item in former:
        known.setdefault((item.source, item.host), []).append(item)
    found = [drift for item in now for drift in _unusual(item, known.get((item.source, item.host), []), options)]
    return sorted(found, key=lambda drift: (drift.host != "", -drift.excess, drift.source, drift.host))


def _unusual(now: Tally, former: Sequence[Tally], options: DriftOptions) -> Iterator[Drift]:
    worst: dict[str, Drift] = {}
    languages = sorted({*now.languages, *(language for item in former for language in item.languages)})
    past = [{(s.measure, s.language): s for s in shares(item, languages)} for item in former]
    for share in shares(now, languages):
        drift = _outside(now, share, [item[share.measure, share.language] for item in past], options)
        if drift and drift.excess > (worst[share.measure].excess if share.measure in worst else -1.0):
            worst[share.measure] = drift
    yield from worst.values()


def shares(item: Tally, languages: Iterable[str]) -> Iterator[Share]:
    """The measures of a tally."""
    records, articles = item.articles + item.rejects, item.articles
    yield Share("reject", item.rejects / max(records, 1), records)
    yield Share("removal", item.removed / max(articles, 1), articles)
    yield Share("empty", item.empty / max(articles, 1), articles)
    for language in languages:
        yield Share("language", item.languages.get(language, 0) / max(articles, 1), articles, language)


def _outside(now: Tally, share: Share, past: Sequence[Share], options: DriftOptions) -> Drift | None:
    values = [item.value for item in past if item.count >= options.records]
    if share.count < options.records or len(values) < options.runs:
        return None
    low, high = usual_range(values, share, options)
    if low <= share.value <= high:
        return None
    return Drift(now.source, now.host, share, low, high, len(values))


def usual_range(values: Sequence[float], share: Share, options: DriftOptions) -> tuple[float, float]:
    """What is usual for a share of so many records after these values of former runs, within 0 to 1."""
    middle = statistics.median(values)
    spread = _TO_DEVIATION * statistics.median(abs(value - middle) for value in values)
    likely = (middle * share.count + 2) / (share.count + 4)
    chance = math.sqrt(likely * (1 - likely) / (share.count + 4))
    width = max(options.score * math.hypot(spread, chance), getattr(options, share.measure))
    return max(0.0, middle - width), min(1.0, middle + width)


def former_tallies(curated: str, options: DriftOptions, say: Callable[[str], None]) -> list[Tally]:
    """The tallies of the last runs that have any. A record of a run that cannot be read is told and left out."""
    folder = os.path.join(curated, RUNS)
    names = sorted(os.listdir(folder), reverse=True) if os.path.isdir(folder) else []
    found: list[Tally] = []
    runs = 0
    for name in (name for name in names if name.endswith(".json")):
        tallies = _recorded(os.path.join(folder, name), say)
        found += tallies
        runs += bool(tallies)
        if runs == options.history:
            break
    return found


def _recorded(path: str, say: Callable[[str], None]) -> list[Tally]:
    """The tallies of one run's record; not decoded as a whole, since it lists every shard and file."""
    try:
        with open(path, "rb") as file:
            record = json.load(file)
        if not isinstance(record, dict) or record.get("command") == _NOT_TYPICAL:
            return []
        return [Tally.from_json(item) for item in record.get("tallies", [])]
    except (OSError, ValueError, ManifestError) as error:
        say(f"{path} is left out of the comparison with former runs: {error}")
        return []


def _examples(drift: Drift, shards: Sequence[ShardManifest], folder: str) -> tuple[str, ...]:
    mine = [shard for shard in shards if shard.source == drift.source]
    return examples(mine, folder, drift.host, (drift.share.measure, drift.share.language), drift.rose)


_WORDS: Mapping[str, str] = {
    "reject": "of {count} records were rejected",
    "removal": "of the text of {count} articles was removed, on average",
    "empty": "of {count} articles are empty",
    "language": "of {count} articles are in language {language}",
}


def warning_lines(drifts: Sequence[Drift]) -> Iterator[str]:
    """The alarms for people, one a line."""
    for drift in drifts[:SHOWN]:
        yield one_line(_line(drift))
    if len(drifts) > SHOWN:
        yield f"WARNING and {len(drifts) - SHOWN} more such changes"


def _line(drift: Drift) -> str:
    where = f"site {drift.host} of source {drift.source}" if drift.host else f"source {drift.source}"
    what = _WORDS[drift.share.measure].format(count=drift.share.count, language=drift.share.language)
    usual = f"usually {drift.low:.1%} to {drift.high:.1%} over {drift.runs} runs"
    shown = f"; for example {', '.join(drift.examples)}" if drift.examples else ""
    return f"WARNING {where}: {drift.share.value:.1%} {what}, {usual}{shown}"
