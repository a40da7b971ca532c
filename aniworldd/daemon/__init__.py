"""The program: its commands, its wiring, its life."""
