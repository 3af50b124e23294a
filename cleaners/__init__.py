"""What Winnow does to one record: pure functions over frozen values.

Nothing in this package opens a data file, reads the clock, reaches the network,
or imports Prefect or Arrow. Rules and weights that ship with the package are the
only files it reads, once, when an engine is loaded; what took long to make of them
it caches beside its bytecode (`cache.py`), which changes no result.
"""
