"""Who may ask: accounts, their passwords and sessions, keys for programs, and who guesses."""
