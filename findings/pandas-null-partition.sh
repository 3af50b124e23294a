#!/bin/sh
# pandas 3.1.1 over pyarrow 26.0.1: `to_parquet(partition_cols=...)` writes a row whose key is null below
# `key=__HIVE_DEFAULT_PARTITION__`, as Hive does, and `read_parquet` of that folder raises an error. pyarrow's own
# `read_table` and `dataset` read the same folder, null included. So one article without a section makes a whole table
# unreadable to those who read it with pandas, who wrote it.
#
# Expected: the table as it was written. Seen on 1 December 2026:
#
#     written: section=__HIVE_DEFAULT_PARTITION__ section=sport
#     pandas: ArrowInvalid: Cannot yet unify dictionaries with nulls
#     pyarrow.parquet: [None, 'sport']
#     pyarrow.dataset: [None, 'sport']
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet pandas==3.1.1 pyarrow==26.0.1
cd "$work"
"$work/venv/bin/python" - > said <<'END'
import os

import pandas as pd
import pyarrow.dataset as ds
import pyarrow.parquet as pq

pd.DataFrame({"words": [1, 2], "section": ["sport", None]}).to_parquet("table", partition_cols=["section"])
print("written:", *sorted(os.listdir("table")))
try:
    print("pandas:", pd.read_parquet("table")["section"].tolist())
except Exception as error:
    print(f"pandas: {type(error).__name__}: {error}")
print("pyarrow.parquet:", pq.read_table("table")["section"].to_pylist())
print("pyarrow.dataset:", ds.dataset("table", partitioning="hive").to_table()["section"].to_pylist())
END
cat said
cat > expected <<'END'
written: section=__HIVE_DEFAULT_PARTITION__ section=sport
pandas: ArrowInvalid: Cannot yet unify dictionaries with nulls
pyarrow.parquet: [None, 'sport']
pyarrow.dataset: [None, 'sport']
END
cmp -s said expected || { echo "this is no longer what the head of this file says" >&2; exit 1; }
