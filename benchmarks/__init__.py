"""Measurements that back the figures in docs/. Each module is a command: `python -m benchmarks.NAME`."""
