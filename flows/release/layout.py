"""The shape of the curated zone: where releases, runs and work in progress lie, and which release is current.

curated/latest -> releases/<id>            what consumers read; swapped in one step
curated/releases/<id>/<dataset>/*.parquet  immutable; manifest.json, README.md, datacontract.yaml beside
curated/_runs/<run_id>.json                what each run did
curated/_templates/<digest>.json           what sites repeat: snapshots that runs cleaned with, and which is current
curated/_work/                             staging; never read by consumers
"""

from __future__ import annotations

import os

from flows.errors import StorageError
from flows.manifest import ReleaseManifest, load

LATEST = "latest"
RELEASES = "releases"
RUNS = "_runs"
WORK = "_work"
TEMPLATES = "_templates"
LOCK = ".publish.lock"
MANIFEST = "manifest.json"
README = "README.md"
CONTRACT = "datacontract.yaml"
BUILD_PREFIX = ".build-"  # a release that is being made, or was when its maker died
TRASH_PREFIX = ".trash-"  # an old release that is being deleted


def release_folder(curated: str) -> str | None:
    """The folder of the current release, `latest` resolved once; None when nothing was published yet.

    Readers resolve first and then open files, so that a release published meanwhile does not mix in.
    """
    link = os.path.join(curated, LATEST)
    if not os.path.lexists(link):
        return None
    if not os.path.islink(link):
        raise StorageError(f"{link} is not a link to a release; move it away, then run again")
    return os.path.join(curated, os.readlink(link))


def current_release(curated: str) -> ReleaseManifest | None:
    """The manifest of the current release, or None. Raises ManifestError or StorageError when it cannot be read."""
    folder = release_folder(curated)
    if folder is None:
        return None
    if not os.path.isdir(folder):
        raise StorageError(f"{curated}/{LATEST} points to {folder}, which is gone; put it back or delete the link")
    return load(ReleaseManifest, os.path.join(folder, MANIFEST))
