"""The work: what is queued, in which order, and how each item becomes a file."""
