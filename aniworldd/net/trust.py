"""Whose certificates are believed: the machine's, and those of SSL_CERT_FILE and SSL_CERT_DIR."""

import asyncio
import ssl


class Trust:
    """Reads the certificates when the first host is asked over TLS, off the loop."""

    def __init__(self) -> None:
        self._reading = asyncio.Lock()
        self._context: ssl.SSLContext | None = None

    async def context(self) -> ssl.SSLContext:
        """What a connection over TLS is checked by: the chain, the dates and the host's name."""
        async with self._reading:
            if self._context is None:
                self._context = await asyncio.to_thread(_read)
            return self._context


def _read() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.set_alpn_protocols(("http/1.1",))
    return context
