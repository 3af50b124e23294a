"""Worker processes: hired, handed ranges of records, watched, and replaced when one dies of a record."""
