"""Faults of the storage under whole runs, made by the kernel: a clear error, exit 1, the former release as it was, and
a rerun that heals.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import faults
import pytest
from runs import TESTS, command, dumps, published, run

from flows.release.verify import verify

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="faults are made by Linux")

NAMESPACE = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"]
# Without these, root obeys permissions as everyone does.
OBEDIENT = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--"] if os.geteuid() == 0 else []
LONG = pytest.mark.faults


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    return dumps(tmp_path / "raw")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("undisturbed")
    assert run(dumps(folder / "raw"), folder / "curated").returncode == 0
    return folder / "curated"


@pytest.fixture
def curated(raw: Path, tmp_path: Path) -> Path:
    """A folder with a release of the first dump; the second is still to come."""
    folder = tmp_path / "curated"
    assert run(raw, folder, str(raw / "news" / "2026-01-05-a.lines")).returncode == 0
    return folder


def can_mount() -> bool:
    if not shutil.which("unshare"):
        return False
    return subprocess.run([*NAMESPACE, "mount -t tmpfs none /mnt"], capture_output=True, check=False).returncode == 0


needs_mounts = pytest.mark.skipif(not can_mount(), reason="this machine does not let tests mount anything")
needs_permissions = pytest.mark.skipif(
    bool(OBEDIENT) and not shutil.which("setpriv"), reason="permissions mean nothing to root, and setpriv is missing"
)


def check_healed(raw: Path, curated: Path, undisturbed: Path) -> None:
    healed = run(raw, curated)
    assert healed.returncode == 0, healed.stderr
    assert published(curated) == published(undisturbed)
    assert verify(str(curated)) == []


def check_refused(done: subprocess.CompletedProcess[str], *words: str) -> None:
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert not [word for word in words if word not in done.stderr], done.stderr


@needs_mounts
@pytest.mark.parametrize(
    "free", [(0, 24_000), pytest.param((4_000, 8_000, 16_000, 32_000, 48_000, 64_000), marks=LONG)]
)
def test_a_disk_that_fills_up(free: tuple[int, ...], tmp_path: Path, undisturbed: Path) -> None:
    folder = tmp_path / "small"
    folder.mkdir()
    script = Path(__file__).with_name("full_disk.py")
    inside = f'mount -t tmpfs -o size=1m none "{folder}" && exec "{sys.executable}" "{script}" "$@"'
    path = os.pathsep.join([str(TESTS / "storage"), str(TESTS.parent)])
    done = subprocess.run(
        [*NAMESPACE, inside, "sh", str(folder), str(undisturbed), *map(str, free)],
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr + done.stdout


@needs_mounts
def test_a_curated_zone_on_a_read_only_disk(raw: Path, curated: Path, undisturbed: Path) -> None:
    before = published(curated)
    inside = f'mount --bind "{curated}" "{curated}" && mount -o bind,remount,ro "{curated}" && exec "$@"'
    check_refused(run(raw, curated, under=[*NAMESPACE, inside, "sh"]), "Read-only file system", "mount it writable")
    assert published(curated) == before
    check_healed(raw, curated, undisturbed)


@needs_permissions
@pytest.mark.parametrize(
    "folder",
    [".", "_work", "releases", *(pytest.param(f, marks=LONG) for f in ("_work/shards", "_work/parts", "_runs"))],
)
def test_a_folder_that_may_not_be_written(folder: str, raw: Path, curated: Path, undisturbed: Path) -> None:
    before = published(curated)
    (curated / folder).mkdir(parents=True, exist_ok=True)
    (curated / folder).chmod(0o500)
    done = run(raw, curated, under=OBEDIENT)
    (curated / folder).chmod(0o755)
    check_refused(done, "Permission denied", "give this user write permission")
    assert published(curated) in (before, published(undisturbed))  # the latter when only the run's record was refused
    check_healed(raw, curated, undisturbed)


@needs_permissions
def test_a_dump_that_may_not_be_read_costs_no_other(raw: Path, tmp_path: Path, undisturbed: Path) -> None:
    closed = raw / "news" / "2026-01-05-b.lines"
    closed.chmod(0)
    done = run(raw, tmp_path / "curated", under=OBEDIENT)
    closed.chmod(0o644)
    check_refused(done, "2026-01-05-b.lines", "check that it is there and that this user may read it")
    assert {name.partition("/")[0] for name in published(tmp_path / "curated")} >= {"articles"}
    check_healed(raw, tmp_path / "curated", undisturbed)


@pytest.mark.parametrize("limit", [0, 12_000, *(pytest.param(limit, marks=LONG) for limit in (6_000, 24_000))])
def test_a_write_that_is_cut_short(limit: int, raw: Path, curated: Path, undisturbed: Path) -> None:
    """The kernel writes up to the limit and refuses the rest, as a quota does."""
    before = published(curated)
    done = run(raw, curated, under=["prlimit", f"--fsize={limit}", "--"])
    check_refused(done, "File too large", "ulimit -f")
    assert published(curated) == before
    check_healed(raw, curated, undisturbed)


def staged(curated: Path) -> list[Path]:
    return sorted(path for path in (curated / "_work").glob("*/*/*") if path.is_file())


def begun(raw: Path, curated: Path, *options: str) -> subprocess.Popen[str]:
    """A run that has staged something and then waits at a record for as long as that record may take."""
    sleeping = faults.environment({"b290": {"fault": "sleep"}})
    run = subprocess.Popen(
        command(raw, curated, *options), env=os.environ | sleeping, stderr=subprocess.PIPE, text=True
    )
    deadline = time.monotonic() + 60
    while not list(curated.glob("_work/parts/*/*.json")) and time.monotonic() < deadline:
        time.sleep(0.02)
    return run


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=LONG) for seed in range(1, 10))])
def test_staged_work_that_a_power_cut_tore(seed: int, raw: Path, curated: Path, undisturbed: Path) -> None:
    process = begun(raw, curated)
    process.kill()
    process.communicate()
    dice = random.Random(seed)
    files = staged(curated)
    assert files
    for path in dice.sample(files, k=min(3, len(files))):
        os.truncate(path, dice.randrange(path.stat().st_size + 1))
    check_healed(raw, curated, undisturbed)


def change(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"Line 299.", b"Line CCC."))


@pytest.mark.parametrize(("harm", "words"), [(change, "changed while it was read"), (Path.unlink, "vanished")])
def test_a_dump_that_changes_or_goes_while_it_is_read(
    harm: Callable[[Path], object], words: str, raw: Path, curated: Path, undisturbed: Path
) -> None:
    before, dump = published(curated), raw / "news" / "2026-01-05-b.lines"
    was = dump.read_bytes()
    process = begun(raw, curated, "--record-seconds", "0.5")
    harm(dump)
    _, said = process.communicate(timeout=60)
    check_refused(subprocess.CompletedProcess([], process.returncode, "", said), words)
    assert published(curated) == before
    dump.write_bytes(was)
    check_healed(raw, curated, undisturbed)


# Every look at the wall clock is up to twenty days off, one way or the other.
JUMPING_CLOCK = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <sys/time.h>
#include <time.h>
static unsigned long state = 88172645463325252UL;
static long jump(void) {
    state ^= state << 13; state ^= state >> 7; state ^= state << 17;
    return (long)(state % 3456000UL) - 1728000L;
}
int clock_gettime(clockid_t clock, struct timespec *t) {
    static int (*real)(clockid_t, struct timespec *);
    if (!real) real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    int status = real(clock, t);
    if (status == 0 && clock == CLOCK_REALTIME) t->tv_sec += jump();
    return status;
}
time_t time(time_t *out) {
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    if (out) *out = t.tv_sec;
    return t.tv_sec;
}
"""


@pytest.fixture(scope="module")
def jumping(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment in which the clock jumps."""
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler to build a clock that jumps with")
    folder = tmp_path_factory.mktemp("clock")
    (folder / "clock.c").write_text(JUMPING_CLOCK)
    shim = folder / "clock.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-o", str(shim), str(folder / "clock.c"), "-ldl"], check=True)
    return {"LD_PRELOAD": str(shim)}


def test_the_clock_of_the_test_jumps(jumping: dict[str, str]) -> None:
    script = "import time; looks = [time.time() for _ in range(20)]; print(max(looks) - min(looks))"
    done = subprocess.run(
        [sys.executable, "-c", script], env=os.environ | jumping, capture_output=True, text=True, check=True
    )
    assert float(done.stdout) > 86400


def test_a_clock_that_jumps_changes_nothing(
    raw: Path, curated: Path, undisturbed: Path, jumping: dict[str, str]
) -> None:
    for _ in range(2):
        done = run(raw, curated, **jumping)
        assert done.returncode == 0, done.stderr
        assert published(curated) == published(undisturbed)
    assert "nothing to do: 2 shards are published and unchanged" in done.stderr
    assert verify(str(curated)) == []
