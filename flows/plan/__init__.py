"""From what lies in raw/ to the shards to do."""
