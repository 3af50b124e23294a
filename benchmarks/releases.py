"""Whether two releases hold the same rows: `python -m benchmarks.releases CURATED CURATED [--ignore COLUMN ...]`.

Every dataset is compared column by column and row by row, in the order of `article_id`, and of `ordinal` where there is
one. Columns that name the engine differ between any two builds and are left out. Exit status 1 if anything differs:
each such column is shown with the number of its rows and the first of them, before and after.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

# Who made the rows: digests of code and rules, which differ between any two builds.
ENGINE = frozenset(("engine_digest", "code_version", "rules_digest"))
KEYS = ("article_id", "source_path", "source_ordinal", "ordinal", "duplicate_of", "kind")
SHOWN = 160  # characters of a value


@dataclass(frozen=True, slots=True)
class Difference:
    """A column of a dataset that is not the same, and where first."""

    dataset: str
    column: str
    rows: int
    example: str


def datasets(curated: Path) -> dict[str, Path]:
    """The datasets of the current release, by name."""
    return {path.name: path for path in sorted((curated / "latest").iterdir()) if path.is_dir()}


def load(folder: Path) -> pa.Table:
    """All rows of a dataset in an order that no layout of files changes."""
    files = sorted(folder.rglob("*.parquet"))
    table = pa.concat_tables([pq.ParquetFile(path).read() for path in files], promote_options="default")
    keys = [(key, "ascending") for key in KEYS if key in table.column_names]
    return table.sort_by(keys) if keys else table


def differences(name: str, before: pa.Table, after: pa.Table, ignored: frozenset[str]) -> Iterator[Difference]:
    """What differs between two tables of one dataset."""
    if before.num_rows != after.num_rows:
        yield Difference(name, "(rows)", abs(before.num_rows - after.num_rows), f"{before.num_rows} {after.num_rows}")
        return
    for column in sorted({*before.column_names, *after.column_names} - ignored):
        if column not in before.column_names or column not in after.column_names:
            yield Difference(name, column, before.num_rows, "only in one of them")
            continue
        yield from _in_column(name, column, before, after)


def _in_column(name: str, column: str, before: pa.Table, after: pa.Table) -> Iterator[Difference]:
    old, new = before[column], after[column]
    if old.equals(new):
        return
    left, right = old.to_pylist(), new.to_pylist()
    rows = [i for i, (a, b) in enumerate(zip(left, right, strict=True)) if a != b]
    if rows or old.type != new.type:
        first = rows[0] if rows else 0
        shown = f"row {_key(before, first)}: {_short(left[first])} | {_short(right[first])}" if rows else str(new.type)
        yield Difference(name, column, len(rows), shown)


def _key(table: pa.Table, row: int) -> str:
    return " ".join(str(table[key][row].as_py()) for key in KEYS if key in table.column_names)


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= SHOWN else text[:SHOWN] + "..."


def compare(before: Path, after: Path, ignored: frozenset[str]) -> list[Difference]:
    """All differences between the current releases of two curated folders."""
    old, new = datasets(before), datasets(after)
    found = [Difference(name, "(dataset)", 0, "only in one of them") for name in sorted(old.keys() ^ new.keys())]
    for name in sorted(old.keys() & new.keys()):
        tables = load(old[name]), load(new[name])
        print(f"{name}: {tables[0].num_rows:,} rows, {len(tables[0].column_names)} columns", flush=True)
        found += differences(name, *tables, ignored)
    return found


def changed_texts(before: Path, after: Path) -> int:
    """Articles whose kept text differs, or that only one release has."""
    left, right = (
        dict(zip(table["article_id"].to_pylist(), table["text_sha256"].to_pylist(), strict=True))
        for table in (load(datasets(folder)["articles"]) for folder in (before, after))
    )
    return sum(left.get(key) != right.get(key) for key in left.keys() | right.keys())


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("before", type=Path, help="curated folder of the build before")
    parser.add_argument("after", type=Path, help="curated folder of the build after")
    parser.add_argument("--ignore", action="append", default=[], metavar="COLUMN", help="columns that may differ")
    options = parser.parse_args(arguments)
    found = compare(options.before, options.after, ENGINE | frozenset(options.ignore))
    for difference in found:
        print(f"DIFFERS {difference.dataset}.{difference.column}: {difference.rows:,} rows; {difference.example}")
    print("different" if found else "equal", f"({changed_texts(options.before, options.after):,} texts changed)")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
