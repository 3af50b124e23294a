"""The command line, as a person meets it, with the real engine."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import faults
import pytest

from flows.cli import COMMANDS, main

PAGE = """<!doctype html><html><head><title>Harbour bridge reopens</title></head><body>
<nav><a href="/">Home</a> <a href="/news">News</a></nav>
<article><h1>Harbour bridge reopens</h1>
<p>The harbour bridge in Larkmouth reopened on Monday after eleven months of repairs, the council said.</p>
<p>Engineers replaced forty hangers and repainted the western span, which had rusted faster than expected.</p>
<p>"People can finally walk to work again," said Orla Finch, who runs a bakery on the quay.</p></article>
<div class="newsletter-signup">Sign up for our free morning newsletter</div>
</body></html>"""


def winnow(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "flows.cli", *arguments]
    return subprocess.run(command, input=stdin, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture
def zones(tmp_path: Path) -> list[str]:
    """--raw and --curated of a small landing zone: three records, one of them broken."""
    raw = tmp_path / "raw" / "lantern"
    raw.mkdir(parents=True)
    (raw / "2026-01-05.jsonl").write_text(json.dumps({"id": "p1", "html": PAGE}) + "\n" + '{"id": "p2", \n')
    (raw / "page.html").write_text(PAGE.replace("Larkmouth", "Fernholt"))
    return ["--raw", str(tmp_path / "raw"), "--curated", str(tmp_path / "curated")]


def test_help_is_immediate_and_imports_nothing_heavy() -> None:
    script = (
        "import sys, time; start = time.process_time()\n"
        "from flows.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'prefect', 'pyarrow', 'lxml', 'trafilatura', 'numpy', 'rich'} & set(sys.modules)\n"
        "print('HEAVY', sorted(heavy), time.process_time() - start)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    last = done.stdout.splitlines()[-1]
    assert last.startswith("HEAVY [] ")
    assert float(last.split()[-1]) < 0.3


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert (COMMANDS[command].__doc__ or "").splitlines()[0] in capsys.readouterr().out


def test_clean_prints_the_article(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(PAGE)
    assert main(["clean", str(page)]) == 0
    text = capsys.readouterr().out
    assert "Engineers replaced" in text
    assert "newsletter" not in text


def test_clean_marks_what_it_removed(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(PAGE)
    assert main(["clean", str(page), "--format", "marked"]) == 0
    assert re.search(r"\[-newsletter: Sign up for our free morning newsletter-\]", capsys.readouterr().out)


def test_clean_gives_json_that_adds_up(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(PAGE)
    assert main(["clean", str(page), "--format", "json"]) == 0
    article = json.loads(capsys.readouterr().out)
    assert article["chars_in"] == article["chars_out"] + sum(article["removed_chars"].values())


def test_clean_reads_standard_input() -> None:
    done = winnow("clean", "-", stdin=PAGE)
    assert done.returncode == 0
    assert "Engineers replaced" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["clean", "no-such-file"], 1, "no-such-file"),
        (["backfill", "--direct", "--raw", "no-such-folder"], 2, "create it, or name another with --raw"),
        (["backfill", "--direct", "no-such-dump"], 2, "no-such-dump"),
        (["backfill", "--direct", "--map", "story"], 2, "role=field"),
        (["verify", "no-such-zone"], 1, "no-such-zone"),
    ],
)
def test_errors_name_the_file_and_the_remedy(
    arguments: list[str],
    status: int,
    words: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == status
    said = capsys.readouterr()
    assert words in said.err + said.out


@pytest.mark.parametrize("wrong", [["--since", "yesterday"], ["--workers", "0"], ["--since"]])
def test_misuse_is_told_apart(wrong: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["backfill", *wrong])
    assert ended.value.code == 2


def test_a_backfill_from_the_command_line(zones: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["backfill", "--direct", *zones]) == 0
    first = capsys.readouterr().err
    assert re.search(r"lantern\W+3\W+2\W+1\W+0", first)
    assert "1 broken_record" in first
    assert "every sum comes out" in first
    assert "duckdb -c" in first
    script = f"import sys; from flows.cli import main; print(main({['backfill', *zones]!r}), 'prefect' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.split() == ["0", "False"]  # without --direct, and Prefect was not needed
    assert "nothing to do: 2 shards are published and unchanged" in done.stderr
    assert main(["verify", zones[3]]) == 0
    assert main(["status", zones[3]]) == 0
    assert "read 3 = 2 articles + 1 rejects + 0 skipped" in capsys.readouterr().out


def test_who_has_workers_clean_imports_nothing_that_they_need(zones: list[str]) -> None:
    """Numbers are for the repetitions among what was published, and not there before."""
    script = (
        "import sys; from flows.cli import main\n"
        f"sys.argv = {['winnow', 'backfill', '--direct', *zones]!r}\n"
        "others = {'prefect', 'pandas', 'pyarrow.compute', 'rensa', 'rich', 'lxml', 'trafilatura'}\n"
        "print(main(), others & set(sys.modules))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "0 set()"
    assert "every sum comes out" in done.stderr


def test_ingest_leaves_a_busy_zone_alone(zones: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    from flows.locks import exclusive

    work = Path(zones[3], "_work")
    work.mkdir(parents=True)
    with exclusive(str(work / "run.lock")):
        assert main(["ingest", "--direct", "--settle", "0", *zones]) == 0
    assert "nothing done" in capsys.readouterr().err


def test_a_reject_can_be_looked_at_and_tried_again(
    zones: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    curated = zones[2:]
    with monkeypatch.context() as patched:
        faults.inject(patched, {"p1": {"fault": "kill"}})
        assert main(["backfill", "--direct", "--no-learn", *zones]) == 0
    capsys.readouterr()
    assert main(["rejects", "list", *curated]) == 0
    listed = capsys.readouterr()
    assert re.findall(r"^(\S+) +(\S+) +lantern/2026-01-05.jsonl", listed.out, re.MULTILINE) == [
        ("worker_died", "p1"),
        ("broken_record", "2"),
    ]
    assert main(["rejects", "show", "p1", "--payload", *curated]) == 0
    assert capsys.readouterr().out == PAGE
    assert main(["rejects", "show", "p3", *curated]) == 1
    assert main(["rejects", "retry", "--reason", "worker_died", *zones]) == 0
    assert "1 of 1 rejects are articles now" in capsys.readouterr().err
    assert main(["status", curated[1]]) == 0
    assert "read 3 = 2 articles + 1 rejects + 0 skipped" in capsys.readouterr().out


def test_what_would_be_rejected_again_is_not_tried_again(zones: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    lost = Path(zones[1], "lantern", "2026-01-06.jsonl")
    lost.write_text(json.dumps({"id": "p4", "saga": "The quay is open. It had been shut since March."}) + "\n")
    assert main(["backfill", "--direct", "--no-learn", *zones]) == 0
    for options, words in (
        ([], "2 rejects in 2 shards, of which 0 are cleaned again"),
        (["--reason", "missing_payload"], "1 rejects in 1 shards, of which 0 are cleaned again"),
        (["--reason", "missing_payload", "--map", "text=saga"], "1 of 1 rejects are articles now"),
    ):
        capsys.readouterr()
        assert main(["rejects", "retry", *options, *zones]) == 0
        assert words in capsys.readouterr().err
    assert main(["status", zones[3]]) == 0
    assert "read 4 = 3 articles + 1 rejects + 0 skipped" in capsys.readouterr().out


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_stops_cleanly_and_the_next_run_goes_on(sent: signal.Signals, zones: list[str], tmp_path: Path) -> None:
    spinning = faults.environment({"p1": {"fault": "spin"}})
    command = [sys.executable, "-m", "flows.cli", "backfill", "--direct", "--no-learn", *zones]
    run = subprocess.Popen(command, env=os.environ | spinning, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while not list(tmp_path.glob("curated/_work/parts/*")) and time.monotonic() < deadline:
        time.sleep(0.1)
    run.send_signal(sent)
    _, said = run.communicate(timeout=30)
    assert run.returncode == 130
    assert "goes on from there" in said
    [record] = tmp_path.glob("curated/_runs/*.json")
    assert json.loads(record.read_text())["status"] == "interrupted"
    assert main(["backfill", "--direct", "--no-learn", *zones]) == 0
