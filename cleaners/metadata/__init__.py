"""What a page says of itself, as columns; and the shapes of lines that carry metadata in plain text."""

from cleaners.metadata.page import hint_metadata, page_metadata
from cleaners.metadata.plain import text_metadata

__all__ = ["hint_metadata", "page_metadata", "text_metadata"]
