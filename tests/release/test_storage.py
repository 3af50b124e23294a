"""The storage seam: listing, safe paths, atomic writes, errors that help."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from flows import storage
from flows.errors import StorageError, UnsafePathError
from flows.storage import LocalStorage, explained, storage_at, write_atomic


def make(root: Path, *names: str) -> LocalStorage:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return LocalStorage(os.fspath(root))


def test_files_are_listed_in_the_order_of_their_paths(tmp_path: Path) -> None:
    local = make(tmp_path, "b.txt", "a/z", "a.txt", "a-b/c", "a/b/c", "a/b.html")
    paths = [info.path for info in local.list_files()]
    assert paths == sorted(paths)
    assert len(paths) == 6
    assert [info.path for info in local.list_files("a")] == ["a/b.html", "a/b/c", "a/z"]
    assert [info.path for info in local.list_files("a/z")] == ["a/z"]


def test_a_listing_has_sizes_and_reads_back(tmp_path: Path) -> None:
    local = make(tmp_path, "d/x")
    (info,) = local.list_files()
    assert info == local.info("d/x")
    assert info.size == 3
    with local.open_read("d/x") as file:
        assert file.read() == b"d/x"


def test_links_to_folders_are_followed_once_and_dangling_ones_are_shown(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    root = tmp_path / "root"
    make(elsewhere, "x")
    local = make(root, "own")
    (root / "far").symlink_to(elsewhere)
    (root / "loop").symlink_to(root)
    (root / "gone").symlink_to(tmp_path / "nothing")
    found = {info.path: info.size for info in local.list_files()}
    assert found == {"far/x": 1, "gone": -1, "own": 3}


def test_pipes_are_not_data(tmp_path: Path) -> None:
    local = make(tmp_path, "x")
    os.mkfifo(tmp_path / "pipe")
    assert [info.path for info in local.list_files()] == ["x"]


@pytest.mark.parametrize("path", ["/etc/passwd", "../x", "a/../../x"])
def test_paths_that_leave_the_root_are_refused(tmp_path: Path, path: str) -> None:
    local = make(tmp_path, "x")
    with pytest.raises(UnsafePathError, match="leaves the storage root"):
        local.open_read(path)
    with pytest.raises(UnsafePathError):
        list(local.list_files(path))


@pytest.mark.parametrize("path", ["a..b", "..a", "a/.b"])
def test_dots_in_names_are_fine(tmp_path: Path, path: str) -> None:
    assert make(tmp_path, path).info(path).path == path


def test_a_folder_that_cannot_be_listed_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"cannot list .*nothing"):
        list(LocalStorage(os.fspath(tmp_path)).list_files("nothing"))


def test_atomic_writes_replace_whole_files(tmp_path: Path) -> None:
    path = tmp_path / "x"
    write_atomic(os.fspath(path), b"one")
    write_atomic(os.fspath(path), b"two")
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("x", b"two")]


def test_an_atomic_write_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x"
    write_atomic(os.fspath(path), b"one")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(storage.os, "fsync", full)
    with pytest.raises(OSError, match="full"):
        write_atomic(os.fspath(path), b"two")
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("x", b"one")]


@pytest.mark.parametrize(
    ("code", "remedy"),
    [
        (errno.ENOSPC, "free some space"),
        (errno.EDQUOT, "raise the quota"),
        (errno.EACCES, "write permission"),
        (errno.EROFS, "mount it writable"),
        (errno.EIO, "check the disk"),
    ],
)
def test_errors_name_the_file_and_the_remedy(code: int, remedy: str) -> None:
    with (
        pytest.raises(StorageError, match=rf"cannot stage rows at 'f\.parquet': .*{remedy}") as caught,
        explained("stage rows"),
    ):
        raise OSError(code, os.strerror(code), "f.parquet")
    assert caught.value.errno == code


@pytest.mark.parametrize(
    ("address", "root"),
    [
        ("/srv/raw", "/srv/raw"),
        ("raw", "raw"),
        ("/srv/raw:/x", "/srv/raw:/x"),
        ("file:///srv/raw", "/srv/raw"),
        ("file:///srv/old%20raw", "/srv/old raw"),
        ("/srv/old%20raw", "/srv/old%20raw"),
    ],
)
def test_an_address_is_a_folder(address: str, root: str) -> None:
    assert storage_at(address) == LocalStorage(root)


@pytest.mark.parametrize("address", ["s3://bucket/raw", "FILE:///srv/raw", "://raw"])
def test_an_address_of_another_kind_is_refused(address: str) -> None:
    with pytest.raises(StorageError, match=r"no storage of kind .*; give a folder of this machine"):
        storage_at(address)
