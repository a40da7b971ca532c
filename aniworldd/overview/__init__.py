"""The read models: they join and word what others decided, and decide nothing."""
