"""What a run did, in a table and a few lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from flows.manifest import Counts, total
from flows.plan.agenda import Agenda
from flows.printable import one_line
from flows.run import Report

_COLUMNS = ("source", "records", "articles", "rejects", "skipped", "characters", "kept")
_NAMED = 5  # files or shards that are named before "and n more"


def plan_lines(agenda: Agenda) -> Iterator[str]:
    """What is about to be done, and what is not."""
    if agenda.idle:
        yield f"nothing to do: {len(agenda.unchanged)} shards are published and unchanged"
    else:
        yield (
            f"{len(agenda.todo)} shards to clean, {len(agenda.finished)} finished earlier and to be published, "
            f"{len(agenda.unchanged)} unchanged"
        )
    if agenda.stale:
        yield f"{agenda.stale} shards were cleaned by an older engine; `winnow backfill --stale` renews them"
    if agenda.deferred:
        yield f"left for later, as they are still being written: {_some(agenda.deferred)}"
    if agenda.out_of_range:
        yield f"{agenda.out_of_range} shards lie outside the dates asked for, or have no date"
    if agenda.ignored:
        yield f"files that are no dumps: {_counted(agenda.ignored)}"


def summary_lines(report: Report) -> Iterator[str]:
    """The table of sources and the totals."""
    run = report.run
    if run.shards:
        yield from table_lines([_COLUMNS, *source_rows(report)])
        yield from total_lines(report)
    for failure in run.failed:
        yield f"FAILED {failure.shard}: {one_line(failure.detail)}"
    yield _end(report)
    if report.release is not None:
        yield query_line(report.release.path)


def table_lines(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Rows of cells in columns, the first to the left and numbers to the right; a rule below the first row."""
    first, *others = [max(map(len, column)) for column in zip(*rows, strict=True)]
    yield ""
    for number, (name, *cells) in enumerate(rows):
        numbers = (f"{cell:>{width}}" for cell, width in zip(cells, others, strict=True))
        yield "  ".join([f"{name:<{first}}", *numbers])
        if number == 0:
            yield "  ".join("-" * width for width in (first, *others))
    yield ""


def source_rows(report: Report) -> list[tuple[str, ...]]:
    """One row a source: what was read and what became of it; a last one of totals where there are several."""
    rows = sorted(by_source(report).items())
    if len(rows) > 1:
        rows.append(("total", report.run.counts))
    return [(source, *_cells(counts)) for source, counts in rows]


def by_source(report: Report) -> Mapping[str, Counts]:
    """The counts of this run by source."""
    sources: dict[str, list[Counts]] = defaultdict(list)
    for shard in report.run.shards:
        sources[shard.source].append(shard.counts)
    return {source: total(counts) for source, counts in sources.items()}


def _cells(counts: Counts) -> tuple[str, ...]:
    kept = f"{counts.chars_out / counts.chars_in:.1%}" if counts.chars_in else "-"
    numbers = (counts.read, counts.articles, counts.rejected, counts.skips, counts.chars_in)
    return (*(f"{number:,}" for number in numbers), kept)


def total_lines(report: Report) -> Iterator[str]:
    """Reasons, categories and time."""
    counts = report.run.counts
    if counts.rejects:
        yield f"rejected: {_counted(counts.rejects)}"
    if counts.skipped:
        yield f"skipped: {_counted(counts.skipped)}"
    yield f"characters removed: {_counted(counts.removed_chars) or 'none'}"
    rate = counts.read / report.seconds if report.seconds else 0.0
    replaced = f", {report.restarts} workers replaced" if report.restarts else ""
    yield f"{len(report.run.shards)} shards in {report.seconds:.1f} s, {rate:.1f} records/s{replaced}"


def _end(report: Report) -> str:
    if report.ok:
        sums = "every sum comes out: records read = articles + rejects + skipped"
    else:
        sums = f"NOT COMPLETE: {len(report.run.failed)} shards failed, see above; running again takes them up"
    if report.release is None:
        return f"{sums}; release {report.run.release or 'none'} stays"
    made = "published" if report.release.created else "is the same as before"
    return f"{sums}; release {report.release.release} {made}"


def query_line(release: str) -> str:
    """One line to look at the result with."""
    data = release.rpartition("/releases/")[0] + "/latest/articles/*.parquet"
    query = f"SELECT host, title, chars_out, removed_chars FROM '{data}' LIMIT 10"  # noqa: S608 (shown, not run)
    return f'duckdb -c "{query}"'


def _counted(counts: Mapping[str, int]) -> str:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{number:,} {name}" for name, number in ordered if number)


def _some(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
