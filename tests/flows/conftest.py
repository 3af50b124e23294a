"""Toy dumps, and a supervisor with toy workers."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import sys
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

import pytest

from flows.manifest import ShardManifest
from flows.plan.agenda import Kit
from flows.plan.digests import DigestCache, digest_files
from flows.plan.landing import Scope, survey
from flows.plan.shards import Identity, Shard, group, to_shard, unit_digest
from flows.supervisor.clean_job import clean_job
from flows.supervisor.supervise import Limits, Settings, Supervisor
from flows.tables import CONTRACT_VERSION

STANDIN = Path(__file__).with_name("standin.py")
sys.path.insert(0, str(STANDIN.parent))

import standin  # noqa: E402


def write_lines(path: Path, count: int, prefix: str = "r", **extra: object) -> Path:
    """A container of `count` records named <prefix>0, <prefix>1 ..."""
    path.parent.mkdir(parents=True, exist_ok=True)
    records = [{"id": f"{prefix}{i}", "text": f"Line {i}.\nAD buy {i}\nEnd {i}.\n", **extra} for i in range(count)]
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


def shards_of(raw: Path) -> tuple[Shard, ...]:
    """The shards of a folder of toy dumps."""
    landing = survey([Scope(str(raw))], standin.detect)
    digests = digest_files(landing.files, DigestCache(str(raw / ".cache")))
    return tuple(to_shard(item, digests, None) for item in group(landing.files))


def digest_of(shard: Shard) -> str:
    """The unit digest of a shard under the toy engine."""
    return unit_digest(shard, Identity(standin.identity("{}").digest, "1"))


def submit(supervisor: Supervisor, shard: Shard, digest: str | None = None) -> Future[ShardManifest]:
    """Have a shard cleaned, under the digest that it has with the toy engine unless told otherwise."""
    version = supervisor.handshake().contract_version
    return supervisor.put(clean_job(shard, digest or digest_of(shard), supervisor._settings.work, version))


def bytes_of(folder: Path) -> dict[str, str]:
    """Digest of each file below a folder, by relative path."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def toy_kit(options: str = "{}") -> Kit:
    """The tools of a run with toy workers; `options` are the identity of the toy engine."""
    return Kit(
        detect=standin.detect,
        engine=standin.identity(options),
        contract_version=CONTRACT_VERSION,
        engine_options=options,
        command=(sys.executable, str(STANDIN)),
    )


@pytest.fixture
def settings(tmp_path: Path) -> Callable[..., Settings]:
    """Settings for toy workers; arguments override fields of Settings and of Limits."""

    def make(**changes: object) -> Settings:
        limits = Limits(**{k: changes.pop(k) for k in list(changes) if k in Limits.__dataclass_fields__})
        base = Settings(str(tmp_path / "work"), 2, limits, "{}", (sys.executable, str(STANDIN)), help_bytes=1)
        return dataclasses.replace(base, **changes)

    return make
