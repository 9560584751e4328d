"""Functions that hash strings."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from typing import Literal

from gatewright.sources.terraform.functions.signature import Catalogue, text
from gatewright.sources.terraform.values import EvaluationError

catalogue = Catalogue()

Algorithm = Literal["md5", "sha1", "sha256", "sha512"]

_NAMESPACES = {
    "dns": "6ba7b8109dad11d180b400c04fd430c8",
    "url": "6ba7b8119dad11d180b400c04fd430c8",
    "oid": "6ba7b8129dad11d180b400c04fd430c8",
    "x500": "6ba7b8149dad11d180b400c04fd430c8",
}
_UUID = re.compile(
    r"(?:urn:uuid:|\{)?([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})\}?", re.IGNORECASE
)


def digest(algorithm: Algorithm, content: bytes) -> bytes:
    """The hash of some bytes."""
    return hashlib.new(algorithm, content, usedforsecurity=False).digest()


@catalogue.add(text("str"))
def md5(value: str) -> str:
    """The MD5 hash, in hexadecimal digits."""
    return digest("md5", value.encode()).hex()


@catalogue.add(text("str"))
def sha1(value: str) -> str:
    """The SHA-1 hash, in hexadecimal digits."""
    return digest("sha1", value.encode()).hex()


@catalogue.add(text("str"))
def sha256(value: str) -> str:
    """The SHA-256 hash, in hexadecimal digits."""
    return digest("sha256", value.encode()).hex()


@catalogue.add(text("str"))
def sha512(value: str) -> str:
    """The SHA-512 hash, in hexadecimal digits."""
    return digest("sha512", value.encode()).hex()


@catalogue.add(text("str"))
def base64sha256(value: str) -> str:
    """The SHA-256 hash, in Base64."""
    return b64encode(digest("sha256", value.encode())).decode()


@catalogue.add(text("str"))
def base64sha512(value: str) -> str:
    """The SHA-512 hash, in Base64."""
    return b64encode(digest("sha512", value.encode())).decode()


@catalogue.add(text("namespace"), text("name"))
def uuidv5(namespace: str, name: str) -> str:
    """The UUID of a name within a namespace (RFC 4122, version 5)."""
    raw = bytearray(digest("sha1", bytes.fromhex(_namespace(namespace)) + name.encode())[:16])
    raw[6] = raw[6] & 0x0F | 0x50
    raw[8] = raw[8] & 0x3F | 0x80
    found = raw.hex()
    return "-".join((found[:8], found[8:12], found[12:16], found[16:20], found[20:]))


def _namespace(namespace: str) -> str:
    if namespace in _NAMESPACES:
        return _NAMESPACES[namespace]
    found = _UUID.fullmatch(namespace)
    if found is not None:
        return "".join(found.groups())
    if re.fullmatch(r"[0-9a-fA-F]{32}", namespace):
        return namespace
    raise EvaluationError(f"`uuidv5` does not support namespace `{namespace}`; use dns, url, oid, x500 or a UUID")
