"""The words for consumers: `curated/README.md` (the contract) and the card inside each release.

`python -m flows.release.readme > curated/README.md` writes the former anew; a test compares the two.
"""

from __future__ import annotations

import sys

from flows.manifest import ReleaseManifest
from flows.release.contract import LOCATOR_KINDS, VALUES, dictionary, markdown_table
from flows.tables import CONTRACT_VERSION, PAYLOAD_CAP, TABLES, Table

_INTRODUCTION = """\
# Curated articles

This folder is made by Winnow and read by everybody else. It holds articles without boilerplate, and beside
them a ledger of every span that was cut, every record that was refused, and every article that repeats another.
Nothing that came in is missing: records read = rows of `articles` + rows of `rejects` + records skipped
(counted by reason in the manifest).

```
latest -> releases/<id>                              the current release; swapped in one step
releases/<id>/articles/<shard>-<hash>.parquet        one row for each article
releases/<id>/removals/<shard>-<hash>.parquet        one row for each span that was cut
releases/<id>/rejects/<shard>-<hash>.parquet         one row for each record that was refused
releases/<id>/duplicates/all-<hash>.parquet          one row for each repetition
releases/<id>/signatures/<shard>-<hash>.parquet      one row for each article: by what repetitions are found
releases/<id>/manifest.json                          inputs, counts, files with SHA-256, engine
releases/<id>/datacontract.yaml                      this contract for machines (ODCS 3.1)
_runs/<run id>.json                                  what each run read, wrote, rejected
_work/                                               work in progress: do not read
```

## Read it

A dataset is a folder with Parquet files of one schema and nothing else. One line opens it:

```python
pandas.read_parquet("curated/latest/articles", dtype_backend="pyarrow")
polars.scan_parquet("curated/latest/articles/*.parquet")
duckdb.sql("SELECT title, text FROM 'curated/latest/articles/*.parquet'")
spark.read.parquet("curated/latest/articles")
```

A release never changes, `latest` does. A job that opens files more than once resolves the link first, so that
all its reads come from one release:

```python
release = os.path.realpath("curated/latest")
articles = polars.scan_parquet(f"{release}/articles/*.parquet")
```

The last few releases are kept for readers that are still at work; an older one is deleted when a new one is
published. A reader that meets a missing file resolves `latest` again and starts over.

### Without duplicates

`articles` holds every article, also repeated ones. One anti-join drops the repetitions:

```sql
SELECT * FROM 'curated/latest/articles/*.parquet'
WHERE article_id NOT IN (SELECT article_id FROM 'curated/latest/duplicates/*.parquet' WHERE kind <> 'near_text')
```

```python
exact = duplicates[duplicates.kind != "near_text"]
articles[~articles.article_id.isin(exact.article_id)]  # pandas
```

Without the condition on `kind` it drops versions of a story as well, of which the first is kept.

The original of a repetition is the first article in the order of `dump_date` (undated last), `source_path` and
row.

- `same_text`: the kept text is equal and not empty; `similarity` is 1.
- `same_url`: the canonical address, else the address, is equal after scheme, case of the host, port, fragment and
  tracking parameters are taken away; a site's front page is never counted as the address of an article. The texts
  are not compared: `similarity` is null.
- `near_text`: at least half of the shingles (three words in a row, without case and marks) of the two texts
  together stand in both: `similarity`, estimated from signatures of 128 numbers with a standard error of .04. So
  versions of one agency report are found, and follow-ups that repeat its background are not. Texts of fewer than 40
  words are left out, and what is `same_text` is not told again. A cluster is named by its first member, and each
  other one is that similar to it. Two texts that share half of their shingles are found with a chance of .87, three
  quarters: .9999.

`signatures` has what this is made from, also to compare articles with those of another collection: the numbers of two
signatures that are equal, over 128, are the similarity.

### What was cut, and the text as it was

`start_char` and `end_char` of `removals` are Unicode code points (not bytes, not UTF-16 units) in the text of
the document before cleaning: counted from 0, the end excluded. Kept text and removals together rebuild that text,
whose SHA-256 is `input_text_sha256`:

```python
def document_text(text, removals):  # removals of one article, ordered by `ordinal`
    parts, taken, position = [], 0, 0
    for removal in removals:
        gap = removal["start_char"] - position
        parts += [text[taken : taken + gap], removal["text"]]
        taken, position = taken + gap, removal["end_char"]
    return "".join([*parts, text[taken:]])
```

### Back to the raw bytes

`source_path`, `source_locator_kind`, `source_offset` and `source_length` lead to the record in the raw zone:

"""

_PROMISES = """\
## What can be relied on

- **Deterministic**: every column of every dataset follows from the raw bytes and the engine (`engine_digest`)
  alone. No run id, clock or machine is in a row; those are in the manifests. The same input cleaned by the same
  engine gives the same bytes of Parquet. One exception, by nature: whether a record is rejected as `timeout`,
  `memory` or `worker_died` depends on the machine.
- **Whole or absent**: files and releases appear complete or not at all. The name of a release is a digest of its
  content: equal content, equal name.
- **Order**: rows lie in the order of the source; removals in the order of their articles.
- **Empty datasets** hold one file without rows, so that every reader still finds the schema.
- **Dates** outside the years 1900 to 2100 are null, and the article carries the flag `implausible_date`.
- **Text** is UTF-8; a lone surrogate in a source becomes U+FFFD.
- **Integrity**: `manifest.json` has the SHA-256 of each file, pages carry checksums, and `winnow verify` checks
  both, and the laws above.

## Versions

The contract's version is in each manifest, in `datacontract.yaml`, and in each file's metadata
(`winnow.contract_version`). All files of a release have one schema.

- **Patch**: words only. **Minor**: new columns at the end of a dataset, new datasets, new values of `flags`.
  **Major**: a column is removed, renamed, changes type or meaning. A major version is announced here before.
- New categories, rules, reasons and languages are content, not contract, except that a new category adds a
  field to `removed_chars`: minor.
- Select the columns you need by name, never by position, and new ones will not disturb you.
"""


def consumers_readme() -> str:
    """The contract for people: how to read, what each column means, what can be relied on."""
    locators = markdown_table(("Locator kind", "Offset and length are"), _code_rows(LOCATOR_KINDS))
    datasets = "".join(_dataset(table) for table in TABLES.values())
    notes = f"`payload` of `rejects` holds at most {PAYLOAD_CAP:,} bytes unless the run was told otherwise.\n\n"
    version = f"\nThis is version {CONTRACT_VERSION}.\n"
    return f"{_INTRODUCTION}{locators}\n## Datasets\n\n{datasets}{notes}{_PROMISES}{version}"


def release_readme(manifest: ReleaseManifest) -> str:
    """The card of one release: its counts and its columns. The head lets dataset hubs find the files."""
    configs = "".join(f"- config_name: {name}\n  data_files: {name}/*.parquet\n" for name in TABLES)
    rows = [(name, f"{_rows(manifest, name):,}", table.description) for name, table in TABLES.items()]
    counts = manifest.counts
    sums = (
        f"{counts.read:,} records read = {counts.articles:,} articles + {counts.rejected:,} rejects "
        f"+ {counts.skips:,} skipped. Contract version {manifest.contract_version}.\n"
    )
    head = f"---\nconfigs:\n{configs}---\n\n# Release {manifest.release}\n\n{sums}\n"
    return head + markdown_table(("Dataset", "Rows", "Content"), rows) + "\n" + "".join(map(_dataset, TABLES.values()))


def _dataset(table: Table) -> str:
    key = ", ".join(f"`{name}`" for name in table.key)
    lines = [
        f"`{column}`: {', '.join(f'`{value}`' for value in values)}.\n\n"
        for (name, column), values in VALUES.items()
        if name == table.name
    ]
    return f"### {table.name}\n\n{table.description} Key: {key}.\n\n{dictionary(table)}\n{''.join(lines)}"


def _rows(manifest: ReleaseManifest, dataset: str) -> int:
    return sum(entry.rows for entry in manifest.files if entry.dataset == dataset)


def _code_rows(values: dict[str, str]) -> list[tuple[str, ...]]:
    return [(f"`{name}`", meaning) for name, meaning in values.items()]


if __name__ == "__main__":
    sys.stdout.write(consumers_readme())
