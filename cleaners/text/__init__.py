"""Text before blocks: decoding, language, words."""
