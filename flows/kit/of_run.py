"""The real tools of a run, put together: this installation's engine, sources and contract."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from flows.history.drift import DriftOptions
from flows.options import RunOptions
from flows.plan.agenda import Kit
from flows.run import Means
from flows.supervisor.supervise import Limits

WORKERS = "WINNOW_WORKERS"


def means_of(options: RunOptions) -> Means:
    """What a run may use that these options ask for.

    A schedule's run does not wait for another. Raises as `real_kit`, and DriftOptionError.
    """
    return Means(
        kit=real_kit(options.fields, options.publishers),
        workers=workers_of(options),
        limits=limits_of(options),
        lock_timeout=0.0 if options.command == "ingest" else None,
        drift=DriftOptions.from_words(options.drift),
    )


def workers_of(options: RunOptions) -> int:
    """How many worker processes: as many as asked for, else WINNOW_WORKERS, else one for each core."""
    return options.workers or int(os.environ.get(WORKERS, "0")) or os.cpu_count() or 1


def limits_of(options: RunOptions) -> Limits:
    """What one record may cost."""
    return Limits(record_seconds=options.record_seconds, memory_bytes=int(options.memory_gib * (1 << 30)))


def real_kit(fields: Sequence[str] = (), publishers: str | None = None) -> Kit:
    """The kit for `role=field` words of the command line and a folder of publisher overlays.

    Raises:
        FieldError: a word, or a `winnow.toml`, cannot be understood.
        EngineError: an overlay cannot be used, or there is no such folder.
        OSError: a rule file is missing.
    """
    from cleaners.identity import EngineOptions
    from flows.learning.learn import with_snapshot
    from flows.plan.identity import pipeline_identity
    from flows.sources import FieldMap, SourceOptions, detect_format, source_options
    from flows.storage import storage_at
    from flows.tables import CONTRACT_VERSION

    if publishers is not None:
        check_overlays(publishers)
    given = SourceOptions(fields=FieldMap.parse(fields))
    options = EngineOptions(publishers=os.path.abspath(publishers) if publishers else None)
    return Kit(
        detect=detect_format,
        engine=pipeline_identity(options),
        contract_version=CONTRACT_VERSION,
        engine_options=options.to_json().decode(),
        source_options=lambda root, path: source_options(storage_at(root), path, given).to_json(),
        teach=with_snapshot,
    )


def check_overlays(folder: str) -> None:
    """See, before workers are started, that a folder's overlays can be used. Raises EngineError."""
    from cleaners.rules.overlays import load_overlays
    from flows.plan.identity import engine_files

    with engine_files():
        load_overlays([Path(folder)])
