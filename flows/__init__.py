"""When and where: sources, shards, flows, releases, and the command line."""
