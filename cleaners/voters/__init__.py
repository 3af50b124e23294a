"""Voters: each reads a frozen Document and returns marks; none edits, none imports another."""
