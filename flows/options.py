"""What a run is asked to do: one frozen value, which the command line, the flows' parameters and the run share.

A new option is one line of `RunOptions`: its name, kind, default, and what it does in words. The command line shows it
(`_` becomes `-`, unless a flag is named), a flow takes it as a parameter of that name, and every value, wherever it
comes from, is read and checked here: words and numbers of the command line, JSON of a deployment, a table of names to
values.
"""

from __future__ import annotations

import argparse
import inspect
import os
import types
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, field, fields
from datetime import date
from enum import IntEnum, StrEnum
from typing import Any, Literal, Self

from flows.errors import OptionError
from flows.release.layout import WORK

Check = Callable[[Any], str | None]  # why a value will not do; None when it does


class Renew(IntEnum):
    """How much of what is published is done again."""

    CHANGED = 0  # only what is new or has changed
    STALE = 1  # and what an older engine cleaned
    EVERYTHING = 2


class Learning(StrEnum):
    """Whether a run learns what sites repeat (flows/learning/learn.py)."""

    NEVER = "never"  # it cleans with the published snapshot, if there is one
    BEFORE = "before"  # from its own dumps, then it cleans with that
    AFTER = "after"  # for the next run


SETTLE_SECONDS = 60.0  # that a schedule leaves to a dump's writer
BACKFILL, INGEST, LEARN = frozenset({"backfill"}), frozenset({"ingest", "serve"}), frozenset({"learn"})


@dataclass(frozen=True, slots=True)
class Option:
    """How an option is shown: what it does, its name on the command line, and the commands that have it (None: all)."""

    help: str
    flag: str | None = None
    metavar: str | None = None
    commands: frozenset[str] | None = None
    check: Check | None = None
    positional: bool = False
    choices: Mapping[str, tuple[str, str]] | None = None  # flags that stand for a value each: the value, and its words


def option(default: Any, words: str, **facts: Any) -> Any:
    """A field of options; `facts` are those of Option."""
    return field(default=default, metadata={"option": Option(words, **facts)})


def _above(bound: float, why: str) -> Check:
    return lambda value: why if value is not None and value <= bound else None


_NO_TIME = _above(0, "a record needs some time")
_NO_MEMORY = _above(0, "a worker needs some memory")
_NO_WORKERS = _above(0, "without a worker nothing is done")
_RENEW = {
    "--stale": ("STALE", "also renew what an older engine cleaned"),
    "--force": ("EVERYTHING", "do everything again, whatever is published"),
}


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What a person, or a schedule, asks for. Raises OptionError for values that will not do."""

    raw: str = option("raw", "landing zone: where dumps are dropped", metavar="DIR")
    curated: str = option("curated", "published zone: where releases appear", metavar="DIR")
    paths: tuple[str, ...] = option(
        (),
        "dumps or folders; all of --raw if none is given",
        metavar="PATH",
        positional=True,
        commands=BACKFILL | LEARN,
    )
    since: date | None = option(None, "only dumps of this date or later", metavar="DATE", commands=BACKFILL)
    until: date | None = option(None, "only dumps of this date or earlier", metavar="DATE", commands=BACKFILL)
    source: str | None = option(
        None, "name of the source, instead of the first folder of the path", metavar="NAME", commands=BACKFILL
    )
    renew: Renew = option(
        Renew.CHANGED,
        "CHANGED: what is new or has changed; STALE: also what an older engine cleaned; or EVERYTHING",
        choices=_RENEW,
        commands=BACKFILL,
    )
    settle_seconds: float = option(
        0.0, "seconds after which a file is complete", flag="--settle", metavar="S", commands=INGEST
    )
    workers: int | None = option(
        None, "worker processes; one for each core unless given", metavar="N", check=_NO_WORKERS
    )
    fields: tuple[str, ...] = option(
        (),
        "say which field of JSON, CSV or Parquet records is what, e.g. text=story; may be repeated",
        flag="--map",
        metavar="ROLE=FIELD",
    )
    publishers: str | None = option(None, "folder of publisher overlays (see docs/sites.md)", metavar="DIR")
    record_seconds: float = option(30.0, "CPU time that one record may take", metavar="S", check=_NO_TIME)
    memory_gib: float = option(
        4.0, "memory that one worker may take, in GiB", flag="--memory", metavar="GIB", check=_NO_MEMORY
    )
    learn: bool = option(True, "do not learn from these dumps what each site repeats", flag="--no-learn")
    strict: bool = option(False, "fail also when a source or site is unlike before")
    drift: tuple[str, ...] = option(
        (),
        "when a source or site counts as unlike before (see docs/operations.md), e.g. removal=0.2; may be repeated",
        metavar="NAME=X",
    )
    # What a command decides, and no one else.
    command: str = "backfill"
    shards: frozenset[str] = frozenset()  # only shards of these names, if any are given

    def __post_init__(self) -> None:
        for item in shown(type(self)):
            value = item.read(getattr(self, item.name))
            object.__setattr__(self, item.name, value)
        if self.since is not None and self.until is not None and self.since > self.until:
            raise OptionError(f"since {self.since} is after until {self.until}, and no day is both", "exchange the two")

    @classmethod
    def of(cls, *layers: Mapping[str, Any]) -> Self:
        """Options from tables of names to values, a later one before an earlier: a file's, then the command line's.

        Raises OptionError for a name that is none.
        """
        together: dict[str, Any] = {}
        for layer in layers:
            if unknown := set(layer) - {item.name for item in fields(cls)}:
                known = ", ".join(item.name for item in shown(cls))
                raise OptionError(f"{', '.join(sorted(unknown))}: no such option", f"there are {known}")
            together |= layer
        return cls(**together)

    @property
    def partial(self) -> bool:
        """Whether this asks for less than all that lies in the landing zone."""
        return bool(self.paths or self.since or self.until)

    @property
    def work(self) -> str:
        """Folder of work in progress."""
        return os.path.join(self.curated, WORK)

    @property
    def learning(self) -> Learning:
        """When the run learns, if at all: a backfill first, a schedule for its next run."""
        when = {"backfill": Learning.BEFORE, "ingest": Learning.AFTER}.get(self.command, Learning.NEVER)
        return when if self.learn else Learning.NEVER

    def parameters(self) -> dict[str, Any]:
        """What a flow of this command is called with to do the same: JSON-able values by name."""
        return {item.name: _plain(getattr(self, item.name)) for item in shown(type(self), self.command)}


# Kinds of values ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Shown:
    """An option of a class: its name, kind, default, and what is said of it."""

    name: str
    kind: Any
    default: Any
    option: Option

    @property
    def flag(self) -> str:
        """Its name on the command line."""
        return self.option.flag or f"--{self.name.replace('_', '-')}"

    @property
    def is_list(self) -> bool:
        return typing.get_origin(self.kind) is tuple

    def read(self, value: Any) -> Any:
        """The value that a word, a number or a list stands for. Raises OptionError, with the reason."""
        if value is None and self.default is None:
            return None
        kind = tuple if self.is_list else self.kind
        try:
            found = _READERS[kind](value)
        except (ValueError, TypeError, KeyError):
            raise OptionError(f"{self._words} is {value!r}", f"write {_FORMS[kind]}") from None
        why = self.option.check(found) if self.option.check is not None else None
        if why is not None:
            raise OptionError(f"{self._words} is {value!r}, and {why}", "give more")
        return found

    @property
    def _words(self) -> str:
        return self.name if self.flag == f"--{self.name}" else f"{self.name} ({self.flag})"


def shown(kind: type[RunOptions], command: str | None = None) -> Iterator[Shown]:
    """The options of a class, those of one command only if it is named."""
    hints = typing.get_type_hints(kind)
    for item in fields(kind):
        found = item.metadata.get("option")
        if found is None or (command is not None and found.commands is not None and command not in found.commands):
            continue
        yield Shown(item.name, _sole(hints[item.name]), _default(item), found)


def _default(item: Field[Any]) -> Any:
    return item.default_factory() if item.default_factory is not MISSING else item.default


def _sole(kind: Any) -> Any:
    """The kind of a value that is there."""
    if typing.get_origin(kind) in (types.UnionType, typing.Union):
        return next(part for part in typing.get_args(kind) if part is not type(None))
    return kind


def _number(value: Any) -> float:
    if isinstance(value, bool) or not (found := float(value)) < float("inf"):
        raise ValueError(value)
    return found


def _whole(value: Any) -> int:
    if isinstance(value, (bool, float)):
        raise ValueError(value)
    return int(value)


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError(value)
    return value


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(value)
    return value


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def _renewal(value: Any) -> Renew:
    return value if isinstance(value, Renew) else Renew[value]


def _texts(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        raise ValueError(value)
    return tuple(_text(item) for item in value or ())


_READERS: Mapping[Any, Callable[[Any], Any]] = {
    int: _whole,
    float: _number,
    str: _text,
    bool: _truth,
    date: _day,
    Renew: _renewal,
    tuple: _texts,
}
_FORMS: Mapping[Any, str] = {
    int: "a whole number",
    float: "a number",
    str: "a word",
    bool: "true or false",
    date: "a date as YYYY-MM-DD",
    Renew: f"one of {', '.join(Renew.__members__)}",
    tuple: "a list of words",
}


def _plain(value: Any) -> Any:
    match value:
        case Renew():
            return value.name
        case date():
            return value.isoformat()
        case tuple():
            return list(value)
    return value


# The command line ---------------------------------------------------------------------------------------------------


def add_options(
    parser: argparse.ArgumentParser, command: str, kind: type[RunOptions] = RunOptions, **defaults: Any
) -> None:
    """Let a command take the options that it has. `defaults` are those that are its own."""
    parser.set_defaults(**{_OWN: defaults})
    for item in shown(kind, command):
        default = item.read(defaults.get(item.name, item.default))
        for flags, facts in _arguments(item, default):
            parser.add_argument(*flags, **facts)


_OWN = "own_defaults"


def _arguments(item: Shown, default: Any) -> Iterator[tuple[Sequence[str], dict[str, Any]]]:
    """What argparse is told of an option. Nothing is set that is not given, and words are read by `Shown.read`."""
    told = item.option
    words = told.help if default in (None, (), True, False) else f"{told.help} (default: {_plain(default)})"
    if told.positional:
        yield (item.name,), {"metavar": told.metavar, "nargs": "*", "default": argparse.SUPPRESS, "help": words}
        return
    common = {"dest": item.name, "default": argparse.SUPPRESS}
    if told.choices is not None:
        for flag, (value, meaning) in told.choices.items():
            yield (flag,), common | {"action": "store_const", "const": value, "help": meaning}
    elif item.kind is bool:
        yield (item.flag,), common | {"action": "store_const", "const": not default, "help": words}
    else:
        action = "append" if item.is_list else "store"
        yield (item.flag,), common | {"action": action, "metavar": told.metavar, "help": words}


def given_options(
    given: argparse.Namespace, command: str, kind: type[RunOptions] = RunOptions, below: Mapping[str, Any] | None = None
) -> RunOptions:
    """The options of a command line, over a table of others (a file's), over the command's own defaults.

    Raises OptionError.
    """
    named = {item.name for item in shown(kind, command)}
    line = {name: value for name, value in vars(given).items() if name in named}
    return kind.of(getattr(given, _OWN, {}), below or {}, line, {"command": command})


# The parameters of a flow -------------------------------------------------------------------------------------------


def takes_options(
    command: str, kind: type[RunOptions] = RunOptions, **defaults: Any
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a function of keywords the command's options as its signature, with their words in its docstring."""

    def dress(function: Callable[..., Any]) -> Callable[..., Any]:
        mine = list(shown(kind, command))
        parameters = [
            inspect.Parameter(
                item.name,
                inspect.Parameter.POSITIONAL_OR_KEYWORD,
                default=_plain(defaults.get(item.name, item.default)),
                annotation=_annotation(item),
            )
            for item in mine
        ]
        function.__signature__ = inspect.Signature(parameters, return_annotation=dict[str, Any])  # type: ignore[attr-defined]
        words = "".join(f"    {item.name}: {_affirmed(item)}.\n" for item in mine)
        function.__doc__ = f"{inspect.cleandoc(function.__doc__ or '')}\n\nArgs:\n{words}"
        return function

    return dress


def _affirmed(item: Shown) -> str:
    """What a parameter does. A flag that turns something off is a parameter that turns it on."""
    return item.option.help.removeprefix("do not ") if item.default is True else item.option.help


def _annotation(item: Shown) -> Any:
    if item.kind is Renew:
        return Literal["CHANGED", "STALE", "EVERYTHING"]
    kind = list[str] if item.is_list else item.kind
    return kind | None if item.default is None or item.is_list else kind
