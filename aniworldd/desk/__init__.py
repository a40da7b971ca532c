"""What people ask of the running daemon: by the page, by a dialect's calls, by a command.

One module a subject; each joins a few parts of the house and knows nothing of HTTP. What cannot be
is raised as an error of ours, before anything was changed.
"""
