"""Everything that leaves the machine over HTTP, and how its answers are read safely."""

import os
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def _no_certificates() -> Iterator[None]:
    """Lets OpenSSL find none."""
    names = ("SSL_CERT_FILE", "SSL_CERT_DIR")
    before = {name: os.environ[name] for name in names if name in os.environ}
    os.environ.update(dict.fromkeys(names, os.devnull))
    try:
        yield
    finally:
        for name in names:
            del os.environ[name]
        os.environ.update(before)


# aiohttp reads all certificates of the machine while it is imported, whether anybody is ever asked
# over TLS or not: a third of its time and 2 MiB. Ours come from `trust`, when they are needed; what
# aiohttp made believes nobody, should a request ever go without ours.
with _no_certificates():
    import aiohttp as _aiohttp  # noqa: F401
