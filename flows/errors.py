"""All errors that a person can act on. The command line catches the root alone, says one line, and ends with status 2.

WinnowError                  cleaners/errors.py; each class has a remedy, for messages that name none
├── RuleError                a rule file of a language
├── OverlayError             an overlay of a publisher
├── TemplateError            a snapshot of site templates
├── WordsError               the words of a language
├── OptionError              a value of an option
│   └── DriftOptionError     a threshold of drift
├── FieldError               a mapping of fields
├── LandingError             a path that was asked for
├── GoldError                a gold file
├── ManifestError            a manifest
├── TableError               rows that do not fit their table
├── ReleaseError             shards that must not be published
├── StorageError             a file or folder
│   ├── UnsafePathError      a path out of its root
│   ├── LockedError          another run is at work
│   ├── InputChangedError    an input that changed under the run
│   ├── SumsError            a shard whose sums do not come out
│   └── ServerError          a Prefect server of our own
├── SuperviseError           workers that cannot be had
├── StoppedError             a supervisor that was stopped
├── ShardError               a shard that could not be finished
├── UnitError                a unit that no worker can do
└── RunFailedError           a flow's run that is not complete

Errors that end as a reject or a state inside one module (a record without payload, a cut frame) are no part of it.
"""

from __future__ import annotations

from cleaners.errors import OverlayError, RuleError, TemplateError, WinnowError, WordsError

__all__ = [
    "DriftOptionError",
    "FieldError",
    "GoldError",
    "InputChangedError",
    "LandingError",
    "LockedError",
    "ManifestError",
    "OptionError",
    "OverlayError",
    "ReleaseError",
    "RuleError",
    "RunFailedError",
    "ServerError",
    "ShardError",
    "StoppedError",
    "StorageError",
    "SumsError",
    "SuperviseError",
    "TableError",
    "TemplateError",
    "UnitError",
    "UnsafePathError",
    "WinnowError",
    "WordsError",
]


class OptionError(WinnowError, ValueError):
    """A value of an option that cannot be used. The message names both."""

    remedy = "see the command's --help"


class DriftOptionError(OptionError):
    """A threshold that does not exist or is no number."""

    remedy = "see docs/operations.md for the thresholds"


class FieldError(WinnowError, ValueError):
    """A mapping of fields that cannot be used. The message names the part and the remedy."""

    remedy = "write role=field, as docs/formats.md says"


class LandingError(WinnowError, ValueError):
    """A path that was asked for cannot be taken. The message names it and the remedy."""

    remedy = "name a dump or folder that is there, or another folder with --raw"


class GoldError(WinnowError, ValueError):
    """A gold file that cannot be used; the message names it and the remedy."""

    remedy = "mend the line (see docs/quality.md)"


class ManifestError(WinnowError, ValueError):
    """A manifest that cannot be understood. The message names the field or file and the remedy."""

    remedy = "restore the file from a backup, or delete it and run again"


class TableError(WinnowError, ValueError):
    """Rows that do not fit their table. The message names the table, the column and the row."""

    remedy = "delete the file and run `winnow backfill` again, which writes it anew"


class ReleaseError(WinnowError, ValueError):
    """Shards that must not be published as they are. The message names the shard, the file and the remedy."""

    remedy = "run `winnow verify`, then run again"


class StorageError(WinnowError, OSError):
    """A file or folder cannot be listed, read or written. The message names it and the remedy."""

    remedy = "check the disk and the folder, then run again"


class UnsafePathError(StorageError):
    """A path that is absolute or climbs out of the storage root."""

    remedy = "name a path below the folder"


class LockedError(StorageError):
    """Another process holds the lock, and the time to wait for it is over."""

    remedy = "let it end, then run again"


class InputChangedError(StorageError):
    """An input is not what it was when its digest was taken. The next run takes it as it then is."""

    remedy = "run again when it is complete"


class SumsError(StorageError):
    """The records of a shard do not add up: something was lost or counted twice."""

    remedy = "run again; the shard is cleaned anew"


class ServerError(StorageError):
    """The server cannot be started. The message names the port and the remedy."""

    remedy = "see its words above, or choose another port with --port"


class SuperviseError(WinnowError):
    """Workers cannot be started or agree on nothing. The message carries their last words."""

    remedy = "see the workers' words, then run again"


class StoppedError(WinnowError):
    """The supervisor was stopped before the work was done. What is staged is kept for the next run."""

    remedy = "run again, which goes on from there"


class ShardError(WinnowError):
    """A shard could not be finished. The message says why and what to do; the next run tries again."""

    remedy = "run again to take it up"


class UnitError(WinnowError):
    """A unit that cannot be done, for a reason that another worker would meet too. The message names the remedy."""

    remedy = "run again"


class RunFailedError(WinnowError):
    """A flow's run is not complete; the message says what failed. Running it again takes that up."""

    remedy = "run again to take them up"
