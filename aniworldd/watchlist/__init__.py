"""WANTED, part two: the folder of wishes."""
