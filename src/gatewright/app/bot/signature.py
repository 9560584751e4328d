"""Whether a webhook comes from who knows the secret."""

from __future__ import annotations

import hashlib
import hmac

HEADER = "x-hub-signature-256"


def signature(secret: bytes, body: bytes) -> str:
    """The signature of a body, as GitHub sends it in its header."""
    return "sha256=" + hmac.new(secret, body, hashlib.sha256).hexdigest()


def is_genuine(secret: bytes, body: bytes, given: str | None) -> bool:
    """Whether this is the signature of the raw body; compared in constant time."""
    expected = signature(secret, body).encode()
    return hmac.compare_digest(expected, (given or "").encode("utf-8", "replace"))
