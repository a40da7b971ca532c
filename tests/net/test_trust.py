"""Hosts over TLS prove who they are; the certificates are read when the first is asked.

`certificates/localhost.pem` is signed by itself and made for `localhost` alone.
"""

import ssl
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from aniworldd.errors import FetchError
from aniworldd.net.client import Client
from tests.faults.names import Names
from tests.faults.server import FaultyServer

_CERTIFICATE = Path(__file__).parent / "certificates/localhost.pem"
_KEY = Path(__file__).parent / "certificates/localhost-key.pem"

MakeClient = Callable[..., Client]


@pytest.fixture
async def secure() -> AsyncIterator[FaultyServer]:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(_CERTIFICATE, _KEY)
    async with FaultyServer(tls=context) as running:
        yield running


@pytest.fixture
def believed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(_CERTIFICATE))


@pytest.mark.usefixtures("believed")
async def test_a_host_with_a_believed_certificate_is_asked(
    make_client: MakeClient, secure: FaultyServer
) -> None:
    client = make_client(names=Names(localhost=["127.0.0.1"]))

    page = await client.get(secure.url("/ok", host="localhost"))

    assert page.status == 200


async def test_a_host_that_signed_its_certificate_itself_is_not(
    make_client: MakeClient, secure: FaultyServer
) -> None:
    client = make_client(names=Names(localhost=["127.0.0.1"]))

    with pytest.raises(FetchError, match=r"shows a certificate that is not valid: .*self-signed"):
        await client.get(secure.url("/ok", host="localhost"))

    assert secure.requests == []


@pytest.mark.usefixtures("believed")
async def test_nor_is_one_with_the_certificate_of_another_name(
    make_client: MakeClient, secure: FaultyServer
) -> None:
    client = make_client(names=Names(other_example=["127.0.0.1"]))

    with pytest.raises(FetchError, match=r"is not valid for 'other\.example'"):
        await client.get(secure.url("/ok", host="other.example"))

    assert secure.requests == []


@pytest.mark.usefixtures("believed")
async def test_a_proxy_over_tls_proves_who_it_is_too(
    make_client: MakeClient, secure: FaultyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = secure.url("", host="localhost")
    names = Names(localhost=["127.0.0.1"])
    client = make_client(names=names, proxy=proxy)
    await client.get("http://nope.invalid/ok")
    monkeypatch.setenv("SSL_CERT_FILE", "/dev/null")
    distrustful = make_client(names=names, proxy=proxy)

    with pytest.raises(FetchError, match="certificate"):
        await distrustful.get("http://nope.invalid/ok")

    assert secure.asked("/ok") == 1


def test_what_aiohttp_makes_for_itself_believes_nobody() -> None:
    script = (
        "import aniworldd.net, aiohttp.connector as made, os\n"
        "print(made._SSL_CONTEXT_VERIFIED.cert_store_stats(), os.environ['SSL_CERT_FILE'])"
    )

    told = subprocess.run(
        [sys.executable, "-c", script],
        env={"SSL_CERT_FILE": str(_CERTIFICATE)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert told.stdout == f"{{'x509': 0, 'crl': 0, 'x509_ca': 0}} {_CERTIFICATE}\n"
