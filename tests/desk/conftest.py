"""Subjects of the desk in the real daemon."""

from tests.daemon.conftest import world

__all__ = ["world"]
