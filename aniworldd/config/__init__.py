"""WANTED, part one: config.yaml, and the reader for every file that people write."""
