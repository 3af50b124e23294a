"""The published zone: staged shards verified, linked into a release, published whole, and checked."""
