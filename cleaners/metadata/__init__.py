"""What a page says of itself, as columns; and the shapes of lines that carry metadata in plain text."""

from cleaners.metadata.page import hint_metadata, page_language, page_metadata

__all__ = ["hint_metadata", "page_language", "page_metadata"]
