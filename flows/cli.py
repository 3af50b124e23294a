"""The command line. It imports only what the given command needs, so that help and errors are immediate.

Exit status: 0 all is well and every sum comes out; 1 something failed, which is said; 2 the command was misused, or
an error of flows/errors.py left nothing to do, which is said in one line with its remedy;
130 stopped by Ctrl-C or SIGTERM, and the next run goes on from there.
"""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence
from typing import NoReturn

from flows.commands import backfill, clean, ingest, learn, rejects, rules, serve, status, verify
from flows.errors import WinnowError
from flows.printable import one_line
from flows.worker.lean import BY_WORKERS_ALONE, NEVER_USED, be_lean

COMMANDS = {
    "backfill": backfill,
    "ingest": ingest,
    "serve": serve,
    "clean": clean,
    "learn": learn,
    "verify": verify,
    "rejects": rejects,
    "rules": rules,
    "status": status,
}
FAILED, MISUSED, STOPPED = 1, 2, 130


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command line."""
    top = argparse.ArgumentParser(
        prog="winnow", description="Raw article dumps in; clean articles, and a ledger of every removed block, out."
    )
    commands = top.add_subparsers(metavar="COMMAND", required=True)
    for name, module in COMMANDS.items():
        words = (module.__doc__ or "").partition("\n")[0]
        one = commands.add_parser(name, help=words, description=module.__doc__, formatter_class=_Formatter)
        module.configure(one)
        one.set_defaults(run=module.run)
    return top


class _Formatter(argparse.RawDescriptionHelpFormatter, argparse.ArgumentDefaultsHelpFormatter):
    """Descriptions as written, and defaults shown."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit status. Without arguments it is the process's own command line."""
    given = parser().parse_args(arguments)
    if arguments is None:
        be_lean(NEVER_USED | (BY_WORKERS_ALONE if getattr(given, "direct", False) else frozenset()))
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        status_code: int = given.run(given)
    except KeyboardInterrupt:
        return _say("stopped; what is finished is kept, and running the same command again goes on from there", STOPPED)
    except BrokenPipeError:
        return _closed_pipe()
    except WinnowError as error:
        return _say(error.told(), MISUSED)
    except OSError as error:
        return _say(str(error), FAILED)
    return status_code


def _interrupt(_signal: int, _frame: object) -> NoReturn:
    raise KeyboardInterrupt


def _say(message: str, code: int) -> int:
    print(f"winnow: {one_line(message)}", file=sys.stderr)
    return code


def _closed_pipe() -> int:
    """Whoever read our output has seen enough, as `head` does."""
    sys.stdout = None  # nothing is left to flush it to
    return 0


if __name__ == "__main__":
    sys.exit(main())
