"""AES-128 as it is, piece by piece; and what only looks like it."""

import subprocess
from pathlib import Path

import pytest

from aniworldd.downloaders.hls.protection import STEP, Cipher
from aniworldd.errors import DownloadError
from tests.downloaders.hls.coded import KEY, coded
from tests.parts import program

IV = bytes(range(16))


def clear(data: bytes, at_once: int, key: bytes = KEY) -> bytes:
    cipher = Cipher(key, IV)
    pieces = [cipher.feed(data[n : n + at_once]) for n in range(0, len(data), at_once)]
    return b"".join(pieces) + cipher.end()


@pytest.mark.parametrize("size", [1, 15, 16, 17, 1000, STEP + 5])
@pytest.mark.parametrize("at_once", [7, 16, 1000, 10**9])
def test_what_was_encrypted_comes_back(size: int, at_once: int) -> None:
    data = bytes(number % 251 for number in range(size))

    assert clear(coded(data, IV), max(at_once, size // 500)) == data


def test_openssl_says_the_same(tmp_path: Path) -> None:
    (tmp_path / "clear").write_bytes(b"said by somebody else" * 99)
    call = [program("openssl"), "enc", "-aes-128-cbc", "-K", KEY.hex(), "-iv", IV.hex()]
    call += ["-in", str(tmp_path / "clear"), "-out", str(tmp_path / "coded")]
    subprocess.run(call, check=True)

    assert clear((tmp_path / "coded").read_bytes(), 100) == b"said by somebody else" * 99


@pytest.mark.parametrize("seed", range(20))
def test_another_key_is_noticed(seed: int) -> None:
    other = bytes([seed]) * 16

    with pytest.raises(DownloadError, match="does not fit"):
        clear(coded(b"x" * 1000, IV), 100, key=other)


@pytest.mark.parametrize("data", [b"x" * 15, coded(b"x" * 100, IV)[:-1]])
def test_what_is_no_whole_block_is_noticed(data: bytes) -> None:
    with pytest.raises(DownloadError, match="not encrypted as"):
        clear(data, 100)


def test_nothing_is_not_encrypted() -> None:
    with pytest.raises(DownloadError, match="does not fit"):
        clear(b"", 100)
