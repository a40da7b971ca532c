"""Names in, names out: how files are read and how they are named. Pure functions."""
