"""Learning: deterministic bytes, bounded memory, poison survived, and runs that clean with what was learned."""

from __future__ import annotations

import json
import random
import shutil
import tracemalloc
from pathlib import Path

import faults
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from site_pages import FOOT, document, page

from cleaners.templates import TemplateError, Zone, fingerprint, load_templates, snapshot_bytes
from flows.kit import real_kit
from flows.learning import sketches
from flows.learning.learn import current_snapshot, learn, learn_for, publish_snapshot
from flows.learning.sketches import HostCount, Sample, freeze, hosts_counted, sketch, worthwhile
from flows.plan.agenda import Learning, Request
from flows.run import Means, Report, Silence, direct, run
from flows.supervisor.supervise import Limits

INSET = "Ada Fell and Tom Beck watch over the quay."  # nothing but its recurrence betrays it


def write_dump(path: Path, numbers: list[int], host: str = "fellside-echo.example") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    url = f"https://{host}/" if host else None
    rows = [{"id": f"p{n}", "text": page(n, [INSET]), **({"url": f"{url}{n}"} if url else {})} for n in numbers]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))


def learn_here(tmp_path: Path, name: str, workers: int = 1, **limits: float) -> Path:
    work = str(tmp_path / f"cur-{name}")
    out = str(tmp_path / f"{name}.json")
    raw = str(tmp_path / name)
    return learn(raw, [], out, kit=real_kit(), work=work, workers=workers, limits=Limits(**limits), say=[].append)


@given(texts=st.lists(st.integers(0, 12), max_size=14), seed=st.randoms())
@settings(max_examples=25, deadline=None)
def test_runs_in_any_order_and_cut_freeze_to_the_same_bytes(
    texts: list[int], seed: random.Random, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("runs")
    lines = [sketch(document(page(n)), page(n).encode(), "x") for n in texts]
    one, many = Sample(), [Sample(), Sample(), Sample()]
    for line in lines:
        one.add(line)
        seed.choice(many).add(line)
    one.write(str(folder / "one"))
    for n, sample in enumerate(many):
        sample.write(str(folder / str(n)))
    paths = [str(folder / str(n)) for n in range(3)]
    seed.shuffle(paths)
    assert snapshot_bytes(freeze(paths, str(folder))) == snapshot_bytes(freeze([str(folder / "one")], str(folder)))


def test_more_runs_than_may_be_open_are_merged_in_passes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sketches, "_FAN_IN", 2)
    paths = []
    for n in range(7):
        sample = Sample()
        sample.add(sketch(document(page(n)), page(n).encode(), "x"))
        sample.write(str(tmp_path / f"{n}.run"))
        paths.append(str(tmp_path / f"{n}.run"))
    assert freeze(paths, str(tmp_path))["fellside-echo.example"]["articles"] == 7


def test_a_site_of_many_pages_is_sampled_the_same_way_in_any_order(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sketches, "SITE_PAGES", 10)
    lines = [sketch(document(page(n)), page(n).encode(), "x") for n in range(40)]
    kept = []
    for order in (lines, lines[::-1]):
        sample = Sample()
        for line in order:
            sample.add(line)
        sample.write(str(tmp_path / "run"))
        kept.append((tmp_path / "run").read_bytes())
    assert kept[0] == kept[1]
    assert kept[0].count(b"\n") == 10
    assert freeze([str(tmp_path / "run")], str(tmp_path))["fellside-echo.example"]["articles"] == 10


def test_memory_does_not_grow_with_the_pages_of_a_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sketches, "SITE_PAGES", 50)
    line = sketch(document(page(1)), b"", "x").decode()
    site, _, rest = line.split("\t", 2)

    def peak(pages: int) -> int:
        sample = Sample()
        tracemalloc.start()
        for n in range(pages):
            sample.add(f"{site}\t{random.Random(n).getrandbits(64):016x}\t{rest}".encode())
        sample.write(str(tmp_path / "run"))
        freeze([str(tmp_path / "run")], str(tmp_path))
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used

    assert peak(5000) < 1.5 * peak(200)


def test_snapshots_do_not_depend_on_files_order_or_workers(tmp_path: Path) -> None:
    write_dump(tmp_path / "a" / "echo" / "one.jsonl", list(range(8)))
    write_dump(tmp_path / "b" / "echo" / "first.jsonl", [7, 3, 5])
    write_dump(tmp_path / "b" / "zed" / "second.jsonl", [0, 1, 2, 4, 6, 3])  # one page twice
    assert learn_here(tmp_path, "a").read_bytes() == learn_here(tmp_path, "b", workers=2).read_bytes()


def test_a_record_that_kills_or_stalls_is_left_out_of_learning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_dump(tmp_path / "a" / "echo" / "one.jsonl", list(range(7)))
    faults.inject(monkeypatch, {"p2": {"fault": "segfault"}, "p4": {"fault": "spin"}})
    templates = load_templates(str(learn_here(tmp_path, "a", record_seconds=1.0)))
    site = templates.site("fellside-echo.example")
    assert site is not None
    assert site.articles == 5
    print_ = fingerprint(FOOT[0])
    assert print_ is not None
    assert site.count(print_, Zone.TAIL) == 5


def parsed(tmp_path: Path, name: str) -> list[str]:
    """The site of each page that was parsed to learn from `name`, once for each time that it was."""
    runs = [run for hosts in sketched(tmp_path, name) for run in hosts.parent.glob("*.run")]
    return sorted(line.split("\t")[0] for run in runs for line in run.read_text().splitlines())


def sketched(tmp_path: Path, name: str) -> list[Path]:
    """The files that say which hosts' pages were parsed to learn from `name`."""
    return list((tmp_path / f"cur-{name}").rglob("hosts"))


def test_only_hosts_with_enough_pages_are_parsed_wherever_the_pages_lie(tmp_path: Path) -> None:
    write_dump(tmp_path / "a" / "x" / "1.jsonl", [0, 1], host="www.three.example")
    write_dump(tmp_path / "a" / "x" / "2.jsonl", [0, 1], host="two.example")
    write_dump(tmp_path / "a" / "y" / "3.jsonl", [5], host="three.example")
    write_dump(tmp_path / "a" / "y" / "4.jsonl", [1, 0, 1], host="two.example")  # no third page
    learned = load_templates(str(learn_here(tmp_path, "a"))).sites
    assert parsed(tmp_path, "a") == ["three.example"] * 3
    assert {name: row["articles"] for name, row in learned.items()} == {"three.example": 3}


def test_records_without_an_address_are_parsed_however_few(tmp_path: Path) -> None:
    write_dump(tmp_path / "a" / "x" / "1.jsonl", [0, 1, 2], host="")
    write_dump(tmp_path / "a" / "y" / "2.jsonl", [3], host="")
    write_dump(tmp_path / "a" / "y" / "3.jsonl", [4, 5], host="two.example")
    assert list(load_templates(str(learn_here(tmp_path, "a"))).sites) == ["x/"]
    assert parsed(tmp_path, "a") == ["x/"] * 3 + ["y/"]


def test_where_no_host_has_enough_pages_nothing_is_parsed(tmp_path: Path) -> None:
    for n in range(4):
        write_dump(tmp_path / "a" / "x" / f"{n}.jsonl", [2 * n, 2 * n + 1], host=f"host{n}.example")
    assert load_templates(str(learn_here(tmp_path, "a"))).sites == {}
    assert not sketched(tmp_path, "a")
    assert list((tmp_path / "cur-a").rglob("counts/*.run"))


def test_a_host_that_a_later_dump_makes_worth_it_is_parsed_then_and_nothing_twice(tmp_path: Path) -> None:
    write_dump(tmp_path / "a" / "x" / "1.jsonl", [0, 1], host="slow.example")
    with (tmp_path / "a" / "x" / "1.jsonl").open("a") as file:
        write_dump(tmp_path / "more.jsonl", [3, 4, 5], host="quick.example")
        file.write((tmp_path / "more.jsonl").read_text())
    learn_here(tmp_path, "a")
    assert parsed(tmp_path, "a") == ["quick.example"] * 3
    write_dump(tmp_path / "a" / "x" / "2.jsonl", [2], host="slow.example")
    later = learn_here(tmp_path, "a").read_bytes()
    assert parsed(tmp_path, "a") == ["quick.example"] * 3 + ["slow.example"] * 3
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    assert learn_here(tmp_path, "b").read_bytes() == later
    (tmp_path / "a" / "x" / "2.jsonl").unlink()
    assert list(load_templates(str(learn_here(tmp_path, "a"))).sites) == ["quick.example"]


def test_sketches_of_hosts_that_no_longer_count_teach_nothing(tmp_path: Path) -> None:
    """Else a page without an address, but of that host by its own word, would make three of two."""
    write_dump(tmp_path / "a" / "x" / "1.jsonl", [0, 1], host="slow.example")
    write_dump(tmp_path / "a" / "x" / "2.jsonl", [2], host="slow.example")
    link = '<link rel="canonical" href="https://slow.example/9">'
    paragraphs = "".join(f"<p>{line}</p>" for line in page(9).splitlines())
    row = {"id": "w", "html": f"<html><head>{link}</head><body>{paragraphs}</body></html>"}
    (tmp_path / "a" / "x" / "3.jsonl").write_text(json.dumps(row) + "\n")
    first = load_templates(str(learn_here(tmp_path, "a"))).sites
    assert {name: site["articles"] for name, site in first.items()} == {"slow.example": 4}
    (tmp_path / "a" / "x" / "2.jsonl").unlink()
    assert load_templates(str(learn_here(tmp_path, "a"))).sites == {}


def test_counts_do_not_depend_on_how_records_are_cut_into_runs(tmp_path: Path) -> None:
    pages = [("a", "1"), ("a", "2"), ("a", "3"), ("b", "1"), ("b", "2"), ("b", "1"), ("b", "2"), ("", "1")]
    pages += [("c", str(n)) for n in range(9)]
    for cut in range(1, len(pages) + 1):
        paths = []
        for first in range(0, len(pages), cut):
            count = HostCount()
            for host, key in pages[first : first + cut]:
                count.add(host, key)
            paths.append(str(tmp_path / f"{cut}-{first}"))
            count.write(paths[-1])
        assert worthwhile(paths[::-1], str(tmp_path)) == {"a", "c", ""}
        assert hosts_counted(paths) == {"a", "b", "c", ""}


def test_a_counting_run_keeps_no_more_pages_of_a_host_than_it_takes(tmp_path: Path) -> None:
    count = HostCount()
    for n in range(1000):
        count.add("a\tb.example", str(n))
    count.write(str(tmp_path / "run"))
    assert (tmp_path / "run").read_text().splitlines() == [f"a?b.example\t{n}" for n in range(3)]


def do(tmp_path: Path, learning: Learning) -> Report:
    request = Request(str(tmp_path / "raw"), str(tmp_path / "curated"), learning=learning)
    return run(request, Means(real_kit(), workers=1), direct, Silence())


def insets_cut(tmp_path: Path) -> int:
    """How many articles lost the inset, by the site's rule."""
    table = pq.read_table(tmp_path / "curated" / "latest" / "removals", columns=["rule_id", "text"])
    return [(row["rule_id"], row["text"].strip()) for row in table.to_pylist()].count(("site/recurs", INSET))


def test_a_backfill_learns_first_and_then_has_nothing_to_do(tmp_path: Path) -> None:
    write_dump(tmp_path / "raw" / "echo" / "one.jsonl", list(range(5)), host="")
    first = do(tmp_path, Learning.BEFORE)
    snapshot = current_snapshot(str(tmp_path / "curated"))
    assert insets_cut(tmp_path) == 5
    again = do(tmp_path, Learning.BEFORE)
    assert again.agenda.idle
    assert current_snapshot(str(tmp_path / "curated")) == snapshot
    assert again.run.release == first.run.release


def test_an_ingest_learns_for_the_next_run_and_renews_nothing(tmp_path: Path) -> None:
    write_dump(tmp_path / "raw" / "echo" / "one.jsonl", list(range(5)))
    do(tmp_path, Learning.AFTER)
    assert insets_cut(tmp_path) == 0
    assert do(tmp_path, Learning.AFTER).agenda.idle
    write_dump(tmp_path / "raw" / "echo" / "two.jsonl", list(range(5, 8)))
    report = do(tmp_path, Learning.AFTER)
    assert [shard.counts.read for shard in report.run.shards] == [3]
    assert insets_cut(tmp_path) == 3


@pytest.mark.parametrize(
    ("paths", "expected"), [(("quay",), {"fell": 9, "old": 4, "quay": 5}), ((), {"fell": 3, "quay": 5})]
)
def test_learning_from_a_part_adds_to_what_is_published(
    paths: tuple[str, ...], expected: dict[str, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_snapshot(
        str(tmp_path), snapshot_bytes({"fell": {"articles": 9}, "old": {"articles": 4}, "quay": {"articles": 2}})
    )
    fresh = snapshot_bytes({"fell": {"articles": 3}, "quay": {"articles": 5}})
    monkeypatch.setattr("flows.learning.learn.snapshot_of", lambda *_: fresh)
    request = Request(str(tmp_path), str(tmp_path), paths)
    sites = load_templates(
        learn_for(request, [], lambda: pytest.fail("asked for workers"), real_kit(), [].append)
    ).sites
    assert {name: row["articles"] for name, row in sites.items()} == expected


@pytest.mark.parametrize("data", [b"", b"{}", b'{"format": "winnow-templates/0", "sites": {}}', b"[1]"])
def test_a_file_that_is_no_snapshot_is_named(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "odd.json"
    path.write_bytes(data)
    with pytest.raises(TemplateError, match=r"odd\.json"):
        load_templates(str(path))
