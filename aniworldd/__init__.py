"""A daemon that keeps a media library complete."""

__version__ = "0.1.0"
