"""One module a sub-command: its help, `configure(parser)` and `run(arguments)`."""
