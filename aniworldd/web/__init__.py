"""The HTTP side: who may ask, what they get, and who is told what happened."""
