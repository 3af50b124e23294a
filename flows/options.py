"""What a run is told: one class, shared by the command line, the parameters of flows, a configuration file and the run.

A new option is one line of `RunOptions`: its name, its type, its default value and its help. The command line has it as
a flag and the flows as a parameter, with that help, and a value that cannot be used is refused with a word why,
wherever it comes from.
"""

from __future__ import annotations

import argparse
import dataclasses
import inspect
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import Field, dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Self, get_args, get_type_hints

from flows.errors import OptionError

if TYPE_CHECKING:
    from flows.plan.agenda import Request
    from flows.run import Means

ZONES = ("backfill", "ingest", "serve", "learn", "retry")
CLEANING = ("backfill", "ingest", "serve", "retry")
WORKERS = "WINNOW_WORKERS"
RENEWS = ("CHANGED", "STALE", "EVERYTHING")
_GIB = 1 << 30
_LEARNING = {"backfill": "before", "ingest": "after"}

Check = Callable[[Any], str | None]  # a word why a value cannot be used, or None


def option(
    default: Any, help: str, flag: str | None = None, metavar: str | None = None, /, **facts: Any
) -> Any:  # a field of any type
    """A field of `RunOptions`. Facts are `check` (a Check) and `commands` (those that have it)."""
    return field(default=default, metadata={"help": help, "flag": flag, "metavar": metavar, "commands": ZONES} | facts)


def _positive(value: float) -> str | None:
    return None if value > 0 else "it must be more than 0"


def _not_negative(value: float) -> str | None:
    return None if value >= 0 else "it must not be less than 0"


def _count(value: int | None) -> str | None:
    return None if value is None or value >= 1 else "there must be 1 or more"


def _day(value: str | None) -> str | None:
    try:
        return None if value is None or date.fromisoformat(value).isoformat() == value else "write it as YYYY-MM-DD"
    except ValueError:
        return "it is no date; write it as YYYY-MM-DD"


def _renew(value: str) -> str | None:
    return None if value in RENEWS else f"choose one of {', '.join(RENEWS)}"


def default_workers() -> int:
    """Worker processes of a run that is not told: WINNOW_WORKERS, or one for each core. Raises OptionError."""
    text = os.environ.get(WORKERS, "0")
    if not text.isdigit():
        raise OptionError(f"{WORKERS}={text} cannot be used; write a whole number")
    return int(text) or os.cpu_count() or 1


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """The options of a run. Raises OptionError for a value that cannot be used."""

    raw: str = option("raw", "landing zone: where dumps are dropped", "--raw", "DIR")
    curated: str = option("curated", "published zone: where releases appear", "--curated", "DIR")
    paths: tuple[str, ...] = option(
        (), "dumps or folders; all of --raw if none is given", "PATH", "PATH", commands=("backfill", "learn")
    )
    since: str | None = option(
        None, "only dumps of this date or later", None, "DATE", check=_day, commands=("backfill",)
    )
    until: str | None = option(
        None, "only dumps of this date or earlier", None, "DATE", check=_day, commands=("backfill",)
    )
    source: str | None = option(
        None, "name of the source, instead of the first folder of the path", None, "NAME", commands=("backfill",)
    )
    renew: str = option(
        "CHANGED",
        "what to do again: CHANGED dumps alone, STALE (also what an older engine cleaned) or EVERYTHING",
        None,
        "WHAT",
        check=_renew,
        commands=("backfill",),
    )
    settle_seconds: float = option(
        60.0,
        "seconds after which a file is complete",
        "--settle",
        "S",
        check=_not_negative,
        commands=("ingest", "serve"),
    )
    workers: int | None = option(
        None, f"worker processes; {WORKERS} or one for each core if not given", None, "N", check=_count
    )
    fields: tuple[str, ...] = option(
        (),
        "say which field of JSON, CSV or Parquet records is what, e.g. text=story; may be repeated",
        "--map",
        "ROLE=FIELD",
    )
    record_seconds: float = option(30.0, "CPU time that one record may take", None, "S", check=_positive)
    memory_gib: float = option(4.0, "memory that one worker may take", "--memory", "GIB", check=_positive)
    publishers: str | None = option(None, "folder of publisher overlays (see docs/sites.md)", None, "DIR")
    strict: bool = option(False, "fail also when a source or site is unlike before")
    drift: tuple[str, ...] = option(
        (),
        "when a source or site counts as unlike before (see docs/operations.md), e.g. removal=0.2; may be repeated",
        None,
        "NAME=X",
    )
    learn: bool = option(
        True,
        "learn what each site repeats: a backfill before it cleans, an ingest for the next run",
        commands=("backfill", "ingest", "serve"),
    )

    def __post_init__(self) -> None:
        for item in dataclasses.fields(self):
            check: Check | None = item.metadata.get("check")
            if check is not None and (why := check(getattr(self, item.name))) is not None:
                raise OptionError(f"{flag_of(item)} {getattr(self, item.name)} cannot be used; {why}")
        if self.since and self.until and self.since > self.until:
            raise OptionError(f"--since {self.since} is after --until {self.until}; exchange them")

    @classmethod
    def merged(cls, *layers: Mapping[str, Any]) -> Self:
        """Options from mappings of names to values, the later ones before the earlier: a file's, then the flags'.

        Raises OptionError: a name that does not exist, or a value of another type or that cannot be used.
        """
        values = {name: value for layer in layers for name, value in layer.items()}
        types = get_type_hints(cls)
        for name, value in values.items():
            if name not in types:
                raise OptionError(f"there is no option {name}; choose from {', '.join(sorted(types))}")
            values[name] = _as_type(name, value, types[name])
        return cls(**values)

    @property
    def worker_count(self) -> int:
        """Worker processes: as many as are asked for, WINNOW_WORKERS, or one for each core. Raises OptionError."""
        return default_workers() if self.workers is None else self.workers

    def request(self, command: str) -> Request:
        """What the run of a command is asked for."""
        from flows.plan.agenda import Learning, Renew, Request

        return Request(
            raw=self.raw,
            curated=self.curated,
            paths=self.paths,
            since=self.since,
            until=self.until,
            source=self.source,
            renew=Renew[self.renew],
            settle_seconds=self.settle_seconds if command == "ingest" else 0.0,
            command=command,
            learning=Learning(_LEARNING.get(command, "never") if self.learn else "never"),
        )

    def means(self, lock_timeout: float | None = None) -> Means:
        """What the run may use. Raises OptionError, FieldError, OverlayError."""
        from flows import kit
        from flows.history.drift import DriftOptions
        from flows.run import Means
        from flows.supervisor.supervise import Limits

        limits = Limits(record_seconds=self.record_seconds, memory_bytes=int(self.memory_gib * _GIB))
        drift = DriftOptions.from_words(self.drift)
        return Means(kit.real_kit(self.fields, self.publishers), self.worker_count, limits, lock_timeout, drift)


def of_command(command: str, options: type[RunOptions] = RunOptions) -> list[Field[Any]]:
    """The options that a command has."""
    return [item for item in dataclasses.fields(options) if command in item.metadata["commands"]]


def flag_of(item: Field[Any]) -> str:
    """How an option is written on the command line: --name, --no-name for what is on unless told, PATH."""
    off = "no-" if item.default is True else ""
    return item.metadata["flag"] or f"--{off}{item.name.replace('_', '-')}"


def add_options(parser: argparse.ArgumentParser, command: str, options: type[RunOptions] = RunOptions) -> None:
    """Give a command its options. What is not given is not in the namespace, so that a file may say it."""
    types = get_type_hints(options)
    for item in of_command(command, options):
        flag, words = flag_of(item), item.metadata["help"]
        facts: dict[str, Any] = {"default": argparse.SUPPRESS, "help": _with_default(item, words)}
        if flag.startswith("--"):
            facts["dest"] = item.name
        if types[item.name] is bool:
            facts["action"] = "store_false" if item.default is True else "store_true"
            facts["help"] = f"do not {words}" if item.default is True else words
        elif types[item.name] == tuple[str, ...]:
            facts |= {"metavar": item.metadata["metavar"]}
            facts |= {"action": "append"} if flag.startswith("--") else {"nargs": "*"}
        else:
            facts |= {"metavar": item.metadata["metavar"], "type": _reader(item, types[item.name])}
        parser.add_argument(flag if flag.startswith("--") else item.name, **facts)


def given_options(given: argparse.Namespace, options: type[RunOptions] = RunOptions, **more: Any) -> RunOptions:
    """The options of a command line. Raises OptionError."""
    names = {item.name for item in dataclasses.fields(options)}
    return options.merged({name: value for name, value in vars(given).items() if name in names}, more)


def flow_function(
    body: Callable[[RunOptions], Any], command: str, options: type[RunOptions] = RunOptions
) -> Callable[..., Any]:
    """A function of a command's options, to be made a flow: its parameters, their types, defaults and descriptions."""
    items, types = of_command(command, options), get_type_hints(options)

    def run(**given: Any) -> Any:
        return body(options.merged({name: _plain(value) for name, value in given.items()}))

    lines = "".join(f"\n    {item.name}: {item.metadata['help']}" for item in items)
    run.__name__ = run.__qualname__ = command
    run.__doc__ = f"{inspect.getdoc(body)}\n\nArgs:{lines}\n"
    run.__module__ = body.__module__
    run.__annotations__ = {item.name: _in_json(types[item.name]) for item in items}
    parameters = [_parameter(item, types[item.name]) for item in items]
    vars(run)["__signature__"] = inspect.Signature(parameters)  # what inspect goes by, and Prefect with it
    return run


def _parameter(item: Field[Any], kind: Any) -> inspect.Parameter:
    keyword = inspect.Parameter.KEYWORD_ONLY
    return inspect.Parameter(item.name, keyword, default=_in_json_default(item.default), annotation=_in_json(kind))


def _in_json_default(value: Any) -> Any:
    return None if value == () else value


def _in_json(kind: Any) -> Any:
    return list[str] | None if kind == tuple[str, ...] else kind


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _with_default(item: Field[Any], words: str) -> str:
    return words if item.default in (None, (), True, False) else f"{words} (default: {item.default})"


def _reader(item: Field[Any], kind: Any) -> Callable[[str], Any]:
    """Reads a value of the command line."""
    made = next(one for one in (*get_args(kind), kind) if one is not type(None))
    check: Check | None = item.metadata.get("check")

    def read(text: str) -> Any:
        try:
            value = made(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"{text!r} is no {made.__name__}") from None
        if check is not None and (why := check(value)) is not None:
            raise argparse.ArgumentTypeError(f"{text!r} cannot be used; {why}")
        return value

    return read


def _as_type(name: str, value: Any, kind: Any) -> Any:
    """A value as its option has it. Raises OptionError."""
    if kind == tuple[str, ...]:
        if value is None:
            return ()
        if isinstance(value, str) or not isinstance(value, Iterable) or not all(isinstance(one, str) for one in value):
            raise OptionError(f"{name} = {value!r} cannot be used; give a list of words")
        return tuple(value)
    kinds = get_args(kind) or (kind,)
    if float in kinds and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
        words = " or ".join("nothing" if one is type(None) else one.__name__ for one in kinds)
        raise OptionError(f"{name} = {value!r} cannot be used; give {words}")
    return value
