"""Memory that was used for a moment, given back to the system where the C library can."""

import ctypes


def give_back() -> None:
    """A few milliseconds; nothing on systems whose C library has no such call."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
