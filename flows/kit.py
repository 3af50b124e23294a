"""The real tools of a run, put together: this installation's engine, sources and contract."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from flows.plan.agenda import Kit


def real_kit(fields: Sequence[str] = (), publishers: str | None = None) -> Kit:
    """The kit for `role=field` words of the command line and a folder of publisher overlays.

    Raises FieldError for a word or a `winnow.toml` that cannot be understood, OverlayError, and OSError
    for a missing rule file.
    """
    from cleaners.identity import EngineOptions
    from cleaners.rules.overlays import load_overlays
    from flows.identity import pipeline_identity
    from flows.learning.learn import with_snapshot
    from flows.sources import FieldMap, SourceOptions, detect_format, source_options
    from flows.storage import storage_at
    from flows.tables import CONTRACT_VERSION

    given = SourceOptions(fields=FieldMap.parse(fields))
    options = EngineOptions(publishers=os.path.abspath(publishers) if publishers else None)
    if options.publishers:
        load_overlays([Path(options.publishers)])  # here it is a person's to mend, in a worker a worker's death
    return Kit(
        detect=detect_format,
        engine=pipeline_identity(options),
        contract_version=CONTRACT_VERSION,
        engine_options=options.to_json().decode(),
        source_options=lambda root, path: source_options(storage_at(root), path, given).to_json(),
        teach=with_snapshot,
    )
