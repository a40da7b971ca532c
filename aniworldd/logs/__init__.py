"""Where log lines go and what they look like: one event is one line, without secrets."""
