"""The real tools, put together: of a run, and of the worker processes that it starts."""
