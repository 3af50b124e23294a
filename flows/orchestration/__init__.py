"""What knows Prefect: the two flows, the runner that puts shards to it as tasks, its server."""
