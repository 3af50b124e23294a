"""Every error that a person may meet, as a tree. The command line catches its root alone.

WinnowError
├── UsageError            ask differently
│   ├── OptionError       a value that an option cannot have
│   ├── FieldError        a mapping of fields that cannot be understood
│   ├── DriftOptionError  a threshold that does not exist or is no number
│   └── LandingError      a path that cannot be taken
├── StorageError          a file or folder that cannot be listed, read or written; an OSError as well
│   ├── UnsafePathError   a path that leaves its root
│   ├── LockedError       another process is at work there
│   ├── InputChangedError a dump that changed, or vanished, while it was read
│   └── SumsError         a shard whose sums do not come out
├── EngineError           rules, overlays or templates that cannot be used
├── ManifestError         a manifest that cannot be understood
├── TableError            rows or a file that do not fit their table
├── ReleaseError          shards of which no release can be made
├── GoldError             a gold file that cannot be used
├── SuperviseError        workers that cannot be started, or agree on nothing
├── StoppedError          a supervisor that was stopped before the work was done
├── ShardError            one shard that could not be finished; the others go on
├── RunFailedError        a flow's run that is not complete
└── ServerError           a Prefect server that cannot be started

An error says the problem, which names the file or record, and the remedy: its own, or that of its class.
"""

from __future__ import annotations

from typing import Any, ClassVar


class WinnowError(Exception):
    """Something that a person can mend: `problem` names it, `remedy` says how.

    In words, it is one line of both. No remedy is given beside a problem that is another error's words.
    """

    default_remedy: ClassVar[str] = "mend that, then run again"

    def __init__(self, problem: str, remedy: str | None = None) -> None:
        self.problem = problem
        self.remedy = self.default_remedy if remedy is None else remedy
        super().__init__(f"{problem}; {self.remedy}" if self.remedy else problem)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.problem, self.remedy)


class UsageError(WinnowError):
    """What was asked for cannot be done as it was asked."""

    default_remedy = "see --help"


class OptionError(UsageError):
    """A value that an option cannot have."""


class FieldError(UsageError):
    """A mapping of fields that cannot be understood."""

    default_remedy = "raw/README.md shows how fields are named"


class DriftOptionError(UsageError):
    """A threshold that does not exist or is no number."""


class LandingError(UsageError):
    """A path that was asked for cannot be taken."""

    default_remedy = "give a dump, or a folder of dumps"


class StorageError(WinnowError, OSError):
    """A file or folder cannot be listed, read or written."""

    default_remedy = "check the disk and the folder, then run again"


class UnsafePathError(StorageError):
    """A path that is absolute or climbs out of the storage root."""

    default_remedy = "give a path below it"


class LockedError(StorageError):
    """Another process holds the lock, and the time to wait for it is over."""

    default_remedy = "let it end, then run again"


class InputChangedError(StorageError):
    """A dump changed or vanished between the listing and the end of reading. The next run takes it up."""

    default_remedy = "let its writer finish, then run again"


class SumsError(StorageError):
    """A shard's sums do not come out, which would be a fault of ours. It is not published."""

    default_remedy = "please report this"


class EngineError(WinnowError):
    """Rules, overlays or site templates that the engine cannot use."""

    default_remedy = "correct that file, then run again"


class ManifestError(WinnowError):
    """A manifest that cannot be understood. Of a file, the problem names it."""

    default_remedy = "delete it and run again"


class TableError(WinnowError):
    """Rows or a file that do not fit their table."""

    default_remedy = "run `winnow verify`, and clean its shard again with --force"


class ReleaseError(WinnowError):
    """Shards of which no release can be made; nothing was published."""

    default_remedy = "clean its shard again with --force"


class GoldError(WinnowError):
    """A gold file that cannot be used."""

    default_remedy = "docs/quality.md shows one"


class SuperviseError(WinnowError):
    """Workers cannot be started or agree on nothing. The problem carries their last words."""

    default_remedy = "run again"


class StoppedError(WinnowError):
    """The supervisor was stopped before the work was done. What is staged is kept for the next run."""

    default_remedy = "run again to go on"


class ShardError(WinnowError):
    """A shard could not be finished. The next run tries again."""

    default_remedy = "run again"


class RunFailedError(WinnowError):
    """A flow's run is not complete; the problem says what failed."""

    default_remedy = "run again to take that up"


class ServerError(WinnowError):
    """The Prefect server cannot be started. The problem names the port."""

    default_remedy = "see the words above"
