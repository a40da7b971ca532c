"""AES-128 the other way round."""

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

KEY = b"sixteen letters."


def coded(data: bytes, iv: bytes, key: bytes = KEY) -> bytes:
    """Encrypted in CBC mode, filled up as PKCS #7 says."""
    filling = 16 - len(data) % 16
    encryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
    return encryptor.update(data + bytes([filling]) * filling) + encryptor.finalize()
