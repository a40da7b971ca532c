"""The difference between what is wanted and what is, and what follows from it."""
