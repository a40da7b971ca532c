"""What goes wrong between us and a server, as errors of ours with sentences."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus

import aiohttp

from aniworldd.errors import FetchError
from aniworldd.net.urls import shown


@contextmanager
def told(url: str, failed: Callable[[str], float], too_slow: str) -> Iterator[None]:
    """Turn what aiohttp and the system raise into FetchError.

    `failed` is told the sentence and says for how many seconds the host is left alone, `too_slow`
    is the end of the sentence for a time-out.
    """
    try:
        yield
    except (aiohttp.ClientError, OSError, ValueError) as error:
        what = too_slow if isinstance(error, TimeoutError) else _what(error)
        wait = failed(f"{shown(url)} {what}")
        raise FetchError(f"{shown(url)} {what}", retry_after=wait) from error


def bad_status(url: str, status: int) -> FetchError:
    try:
        phrase = f" ({HTTPStatus(status).phrase})"
    except ValueError:
        phrase = ""
    return FetchError(f"{shown(url)} answered {status}{phrase}", status=status)


def is_outage(status: int) -> bool:
    """Whether the status speaks of the host rather than of the page."""
    return status == HTTPStatus.TOO_MANY_REQUESTS or status >= 500


def _what(error: Exception) -> str:
    """The end of a sentence that begins with the URL; never the URL itself, it may hold tokens."""
    match error:
        case aiohttp.ClientConnectorDNSError():
            return f"cannot be asked: the name {error.host} does not resolve"
        case aiohttp.ClientConnectorCertificateError():
            return f"shows a certificate that is not valid: {error.certificate_error}"
        case aiohttp.ClientProxyConnectionError():
            return f"cannot be asked: the proxy (fetch.proxy) is not there: {_of_system(error)}"
        case aiohttp.ClientHttpProxyError():
            return f"cannot be asked: the proxy (fetch.proxy) answered {error.status}"
        case aiohttp.ClientConnectorError():
            return f"cannot be reached: {_of_system(error.os_error)}"
        case aiohttp.ServerDisconnectedError():
            return "closed the connection without an answer"
        case aiohttp.ClientPayloadError():
            return "sent an answer that broke off or cannot be decoded"
        case aiohttp.ClientResponseError():
            return f"sent an answer that is not valid HTTP: {_short(error.message)}"
        case OSError():
            return f"broke the connection: {_of_system(error)}"
        case _:
            return f"cannot be asked ({type(error).__name__})"


def _of_system(error: OSError) -> str:
    return os.strerror(error.errno) if error.errno and error.errno > 0 else type(error).__name__


def _short(message: str) -> str:
    """What aiohttp says, without the bytes it says it about."""
    return message.partition(":")[0][:100]
