"""The signature of an OPA bundle: one JSON Web Token that lists every file with its hash.

https://www.openpolicyagent.org/docs/latest/management-bundles/#signing
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from gatewright.errors import RuleError, UsageError
from gatewright.rules.fields import is_mapping

SIGNATURES = ".signatures.json"
_STRUCTURED = frozenset({"data.json", "data.yaml", "data.yml", ".manifest", SIGNATURES})
_HASHES = {
    "SHA-224": "sha224",
    "SHA-256": "sha256",
    "SHA-384": "sha384",
    "SHA-512": "sha512",
    "SHA-512-224": "sha512_224",
    "SHA-512-256": "sha512_256",
}
"""OPA also takes MD5 and SHA-1, with which two files can be made that have one hash."""
_RSA = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512")
_EC = {"secp256r1": ("ES256",), "secp384r1": ("ES384",), "secp521r1": ("ES512",)}
_HMAC = {"HS256": 32, "HS384": 48, "HS512": 64}
"""Algorithms with the bytes that their secret has at least: a shorter one can be guessed from a signature."""
_RSA_BITS = 2048
_PLUGIN = "_default"
"""What OPA calls its own way of signing."""
_SURROGATE = re.compile("[\ud800-\udfff]")
_EXTRA = "verifying a bundle needs PyJWT; `pip install 'gatewright[bundles]'`"


@dataclass(frozen=True, slots=True)
class Trust:
    """What a signature must be made with, and for."""

    key: Path | None
    secret: str | None = field(repr=False)
    scope: str = ""
    key_id: str | None = None


class Number(str):
    """A number as it is written: it is hashed so."""

    __slots__ = ()


def verify(files: Mapping[str, bytes], trust: Trust, name: str) -> None:
    """Nothing, where the signature is made with the key and lists exactly these files; else RuleError."""
    listed = _listed(_payload(_token(files[SIGNATURES], name), trust, name), name)
    signed = {path: content for path, content in files.items() if path != SIGNATURES}
    for path in signed:
        if path not in listed:
            raise RuleError(f"{name}: `{path}` is not listed in the signature; it was added after signing")
    for path, (expected, algorithm) in listed.items():
        if path not in signed:
            raise RuleError(f"{name}: `{path}` is listed in the signature, but is not there")
        found = digest(path, signed[path], algorithm, name)
        if not hmac.compare_digest(found, expected.lower()):
            raise RuleError(f"{name}: `{path}` is not what was signed: its hash is another one")


def digest(path: str, content: bytes, algorithm: str, name: str) -> str:
    """The hash of a file as OPA computes it: of JSON and YAML documents over their canonical form."""
    if algorithm not in _HASHES:
        allowed = ", ".join(_HASHES)
        raise RuleError(f"{name}: `{path}` is hashed with `{algorithm}`; sign it with one of {allowed}")
    made = hashlib.new(_HASHES[algorithm])
    if PurePosixPath(path).name in _STRUCTURED:
        try:
            made.update("".join(_canonical(_document(content))).encode("utf-8"))
        except (ValueError, TypeError, RecursionError, yaml.YAMLError):
            raise RuleError(f"{name}: `{path}` is neither JSON nor YAML") from None
    else:
        made.update(content)
    return made.hexdigest()


def _token(content: bytes, name: str) -> str:
    """The one token of a signatures file."""
    try:
        held = json.loads(content)
    except (ValueError, RecursionError):
        raise RuleError(f"{name}: `{SIGNATURES}` is not JSON") from None
    tokens = held.get("signatures") if is_mapping(held) else None
    if is_mapping(held) and held.get("plugin", "") not in {"", _PLUGIN}:
        raise RuleError(f"{name}: the signature is made by the plugin `{held['plugin']}`, which is not known here")
    if not isinstance(tokens, list) or len(tokens) != 1 or not isinstance(tokens[0], str):
        raise RuleError(f"{name}: `{SIGNATURES}` must hold exactly one signature")
    return tokens[0]


def _payload(token: str, trust: Trust, name: str) -> dict[str, object]:
    """What the token says, once its signature, scope and key id hold.

    INVARIANT: the key decides which algorithms are taken, never the token.
    """
    try:
        import jwt  # noqa: PLC0415  # needs the extra `bundles`
    except ImportError:
        raise UsageError(_EXTRA) from None
    key, algorithms = _key(trust)
    try:
        decoded = jwt.decode_complete(
            token,
            key,
            algorithms=list(algorithms),
            # When it begins and ends to hold is checked; the rest is between the signer and others.
            options={"verify_aud": False, "verify_iss": False, "verify_sub": False, "verify_jti": False},
        )
    except jwt.PyJWTError as error:
        reason = str(error).lower().rstrip(".")
        raise RuleError(
            f"{name}: the signature does not hold: {reason}; the key takes {', '.join(algorithms)}"
        ) from None
    payload: dict[str, object] = decoded["payload"]
    if payload.get("scope", "") != trust.scope:
        raise RuleError(f"{name}: the signature is for the scope `{payload.get('scope', '')}`, not `{trust.scope}`")
    key_id = decoded["header"].get("kid") or payload.get("keyid")
    if trust.key_id is not None and key_id != trust.key_id:
        raise RuleError(f"{name}: the signature is made with the key `{key_id}`, not `{trust.key_id}`")
    return payload


def _key(trust: Trust) -> tuple[Any, tuple[str, ...]]:
    """The key, and the algorithms that it is for."""
    if trust.key is None:
        secret = (trust.secret or "").encode("utf-8")
        fitting = tuple(name for name, length in _HMAC.items() if len(secret) >= length)
        if not fitting:
            raise UsageError(f"the secret of the bundle's signature has {len(secret)} bytes; it needs 32 or more")
        return secret, fitting
    try:
        from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey  # noqa: PLC0415
        from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey  # noqa: PLC0415
        from cryptography.hazmat.primitives.serialization import load_pem_public_key  # noqa: PLC0415
        from cryptography.x509 import load_pem_x509_certificate  # noqa: PLC0415
    except ImportError:
        raise UsageError(_EXTRA) from None
    try:
        text = trust.key.read_bytes()
        certificate = b"-----BEGIN CERTIFICATE-----" in text
        key = load_pem_x509_certificate(text).public_key() if certificate else load_pem_public_key(text)
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise UsageError(f"the key `{trust.key}` cannot be read: {reason}") from None
    except ValueError:
        raise UsageError(f"`{trust.key}` is no PEM file with a public key or a certificate") from None
    if isinstance(key, RSAPublicKey) and key.key_size >= _RSA_BITS:
        return key, _RSA
    if isinstance(key, EllipticCurvePublicKey) and key.curve.name in _EC:
        return key, _EC[key.curve.name]
    raise UsageError(f"`{trust.key}` is no key of RSA with {_RSA_BITS} bits, P-256, P-384 or P-521; sign with one")


def _listed(payload: Mapping[str, object], name: str) -> dict[str, tuple[str, str]]:
    """Hash and algorithm of each file that the token lists."""
    files = payload.get("files")
    listed: dict[str, tuple[str, str]] = {}
    for file in files if isinstance(files, list) else [None]:
        fields = [file.get(key) for key in ("name", "hash", "algorithm")] if is_mapping(file) else []
        texts = [one for one in fields if isinstance(one, str)]
        if len(texts) != 3:
            raise RuleError(f"{name}: the signature must list `files`, each with `name`, `hash` and `algorithm`")
        path = PurePosixPath(texts[0].lstrip("/")).as_posix()
        if path in listed:
            raise RuleError(f"{name}: the signature lists `{path}` twice")
        listed[path] = (texts[1], texts[2])
    return listed


def _document(content: bytes) -> object:
    text = content.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    try:
        return json.loads(text, parse_int=Number, parse_float=Number, parse_constant=_refuse)
    except ValueError:
        return yaml.safe_load(text)


def _refuse(constant: str) -> object:
    raise ValueError(f"{constant} is not JSON")


def _canonical(value: object) -> Iterator[str]:
    """The document as OPA writes it for the hash: keys sorted, no spaces, numbers as they are written."""
    match value:
        case Number():
            yield value
        case dict():
            yield "{"
            for index, key in enumerate(sorted(value)):
                yield f"{',' if index else ''}{_quoted(str(key))}:"
                yield from _canonical(value[key])
            yield "}"
        case list():
            yield "["
            for index, item in enumerate(value):
                if index:
                    yield ","
                yield from _canonical(item)
            yield "]"
        case str():
            yield _quoted(value)
        case None | bool() | int():
            yield json.dumps(value)
        case float() if value.is_integer() and abs(value) < 1e21:
            yield str(int(value))
        case float():
            yield repr(value)
        case _:
            raise ValueError("dates have no form in JSON")


def _quoted(text: str) -> str:
    """A string as Go encodes it."""
    written = json.dumps(_SURROGATE.sub("\ufffd", text), ensure_ascii=False)
    return written.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
