"""Things that go wrong, to be had on demand."""
