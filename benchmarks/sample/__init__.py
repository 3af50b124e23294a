"""The sample dump under `raw/sample` and the corpus under `tests/corpus`, made from the invented material in `data/`.

    python -m benchmarks.sample            writes both anew
    python -m benchmarks.sample FOLDER     writes them below FOLDER, to look at or compare

Outlets, people, places and events are invented. The same material gives the same files; what compression and Parquet
libraries make of them may differ in bytes with their versions, never in content.
"""
