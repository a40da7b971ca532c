"""WANTED, part two: one file per wish."""
