"""Numbers about blocks, for the fitted decision."""
