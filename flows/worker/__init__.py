"""The process that cleans: reads ranges of records, cleans them, stages rows."""
