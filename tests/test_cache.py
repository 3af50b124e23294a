"""What is cached beside the code may be lost, damaged or old at any time, and changes no result."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from cleaners import cache, identity
from cleaners.rules.rulebook import load_rules, of_json, parse_rules, to_json
from cleaners.text import detector

BODY = b"what took long to make" * 9


class Maker:
    """Makes BODY, and counts how often."""

    def __init__(self, body: bytes = BODY) -> None:
        self.body = body
        self.calls = 0

    def __call__(self) -> bytes:
        self.calls += 1
        return self.body


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return tmp_path / "__pycache__"


def ask(folder: Path, source: bytes = b"source", body: bytes = BODY) -> int:
    """How often a body had to be made, which is what was asked for in any case."""
    maker = Maker(body)
    assert bytes(cache.cached("thing", source, maker, folder)) == body
    return maker.calls


def the_file(folder: Path) -> Path:
    [path] = folder.iterdir()
    return path


def test_it_is_made_once(folder: Path) -> None:
    assert [ask(folder), ask(folder), ask(folder)] == [1, 0, 0]


def as_directory(path: Path) -> None:
    path.unlink()
    path.mkdir()


def with_byte(at: int) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        data = bytearray(path.read_bytes())
        data[at] ^= 1
        path.write_bytes(data)

    return change


DAMAGES: dict[str, Callable[[Path], object]] = {
    "absent": Path.unlink,
    "empty": lambda path: path.write_bytes(b""),
    "only part of the head": lambda path: path.write_bytes(path.read_bytes()[:40]),
    "only the head": lambda path: path.write_bytes(path.read_bytes()[:64]),
    "cut": lambda path: path.write_bytes(path.read_bytes()[:-1]),
    "longer": lambda path: path.write_bytes(path.read_bytes() + b"\0"),
    "another key": with_byte(0),
    "another checksum": with_byte(33),
    "a byte of the padding": with_byte(63),
    "the first byte": with_byte(64),
    "the last byte": with_byte(-1),
    "something else": lambda path: path.write_bytes(bytes(200)),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_what_is_damaged_is_made_anew(damage: Callable[[Path], object], folder: Path) -> None:
    ask(folder)
    damage(the_file(folder))
    assert [ask(folder), ask(folder)] == [1, 0]


@pytest.mark.parametrize("body", [b"", b"\0", bytes(4096)])
def test_any_body_is_cached(body: bytes, folder: Path) -> None:
    assert [ask(folder, body=body), ask(folder, body=body)] == [1, 0]


def test_of_two_sources_the_last_is_cached(folder: Path) -> None:
    assert [ask(folder, b"old"), ask(folder, b"new", b"body"), ask(folder, b"new", b"body")] == [1, 1, 0]
    assert the_file(folder)
    assert ask(folder, b"old") == 1


@pytest.mark.parametrize("changed", ["code_digest", "library_versions"])
def test_other_code_or_libraries_make_it_anew(changed: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(folder)
    monkeypatch.setattr(cache, changed, lambda: "another")
    monkeypatch.setattr(cache, "_makers", cache._makers.__wrapped__)
    assert ask(folder) == 1


def test_what_python_may_not_keep_is_not_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert [ask(folder), ask(folder)] == [1, 1]
    assert not folder.exists()


def refuse(*_: object, **__: object) -> None:
    raise PermissionError(13, "Permission denied")


@pytest.mark.parametrize("step", ["pathlib.Path.mkdir", "pathlib.Path.write_bytes", "os.replace"])
def test_a_folder_that_cannot_be_written_keeps_nothing(
    step: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.mkdir()
    monkeypatch.setattr(step, refuse)
    assert [ask(folder), ask(folder)] == [1, 1]
    assert not list(folder.iterdir())


def test_a_folder_that_cannot_be_is_none(folder: Path) -> None:
    folder.write_text("a file")
    assert [ask(folder), ask(folder)] == [1, 1]
    assert [ask(folder / "a" / "b"), ask(folder.parent / "a" / "b")] == [1, 1]


def test_a_directory_in_its_place_is_no_harm(folder: Path) -> None:
    ask(folder)
    as_directory(the_file(folder))
    assert [ask(folder), ask(folder)] == [1, 1]
    assert len(list(folder.iterdir())) == 1


def test_what_killed_writers_left_goes(folder: Path) -> None:
    ask(folder)
    path = the_file(folder)
    path.with_suffix(".12345").write_bytes(b"unfinis")
    other = path.with_name(path.name.replace("thing", "thing.more"))
    other.write_bytes(b"of another name")
    ask(folder, b"new")
    assert sorted(folder.iterdir()) == sorted([path, other])


def test_a_reader_keeps_what_it_has_while_another_renews_it(folder: Path) -> None:
    ask(folder)
    held = cache.cached("thing", b"source", Maker(), folder)
    ask(folder, b"new", b"another body")
    assert bytes(held) == BODY


RACER = """
import sys, pathlib
from cleaners.cache import cached
sys.dont_write_bytecode = False
for n in range(60):
    source = bytes([n % 3])
    assert bytes(cached("thing", source, lambda: source * 200_000, pathlib.Path(sys.argv[1]))) == source * 200_000
"""


def test_processes_that_write_at_once_do_each_other_no_harm(folder: Path) -> None:
    racers = [subprocess.Popen([sys.executable, "-c", RACER, str(folder)]) for _ in range(3)]
    assert [racer.wait() for racer in racers] == [0, 0, 0]
    assert len(list(folder.iterdir())) == 1


def test_the_engine_is_the_same_with_and_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "cleaners"
    shutil.copytree(identity.PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(identity, "PACKAGE", package)
    before = identity.engine_identity()
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    ask(package / "__pycache__")
    assert identity.engine_identity() == before


LANGUAGES = load_rules().languages


@pytest.mark.parametrize("language", LANGUAGES)
def test_rules_that_are_cached_are_those_of_the_file(language: str) -> None:
    made = parse_rules(f"{language}.toml", (identity.PACKAGE / "languages" / f"{language}.toml").read_bytes())
    assert of_json(to_json(made)) == made == LANGUAGES[language]


SPANISH = """
import hashlib, pathlib
from cleaners.identity import PACKAGE
from cleaners.rules.rulebook import parse_rules, to_json
print(hashlib.sha256(to_json(parse_rules("es.toml", (PACKAGE / "languages" / "es.toml").read_bytes()))).hexdigest())
"""


def test_every_process_makes_the_same_bytes() -> None:
    environments = [os.environ | {"PYTHONHASHSEED": seed} for seed in "123"]
    assert len({subprocess.check_output([sys.executable, "-c", SPANISH], env=each) for each in environments}) == 1


NUMBERS = st.sampled_from(["uint16", "int64", "float16", "float32", "<U3"])


@given(st.dictionaries(st.text(max_size=5), arrays.arrays(NUMBERS, arrays.array_shapes(min_side=0)), max_size=4))
def test_arrays_come_back_as_they_were(made: dict[str, np.ndarray]) -> None:
    back = detector.unpacked(memoryview(detector.packed(made)))
    assert list(back) == list(made)
    for name, array in made.items():
        assert (back[name].dtype, back[name].shape) == (array.dtype, array.shape)
        assert back[name].tobytes() == array.tobytes()


TEXTS = ["the ferry sails at noon", "la nave parte a mezzogiorno", "паром відпливає опівдні", "", "12", "ÜBER ALLES"]


def test_the_detector_that_is_cached_answers_as_the_packages_own() -> None:
    own, ours = detector._shipped(), detector.load_detector()
    assert [ours.rank(text) for text in TEXTS] == [own.rank(text) for text in TEXTS]
    for name, array in detector._arrays(own).items():
        assert np.array_equal(np.asarray(getattr(ours, name)), array), name
