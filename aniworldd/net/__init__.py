"""Everything that leaves the machine over HTTP, and how its answers are read safely."""
