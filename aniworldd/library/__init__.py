"""The disk: the one place that opens, makes and renames anything in a library."""
