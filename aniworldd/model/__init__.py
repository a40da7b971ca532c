"""Frozen records without I/O: the words that every other package speaks."""
