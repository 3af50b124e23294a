"""Parsers: decoded text in, Document out."""
