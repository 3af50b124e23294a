"""From marks to verdicts: features weighed by forests, adjusted, decided."""
