"""What a person is shown: progress, totals, rejects, what rules did."""
