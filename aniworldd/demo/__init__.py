"""The stand-in catalogue with its clips, for `aniworldd demo` and for tests."""
