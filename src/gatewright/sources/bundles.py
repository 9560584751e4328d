"""Rules in an OPA bundle: a `.tar.gz` that is read in memory, within bounds, and never unpacked to a disk.

What the bundle's manifest says about roots is held to. Its data is no concern of rules, which read documents and their
parameters, so that data is told of and left out. Signatures are verified where a key is given.
"""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from gatewright.errors import RuleError, UsageError
from gatewright.model.diagnostic import Diagnostic
from gatewright.rules.catalogue import PolicyFile
from gatewright.rules.fields import is_mapping
from gatewright.rules.metadata import package_of

LARGEST = 32 << 20
"""Bytes of the largest bundle."""
LARGEST_UNPACKED = 128 << 20
MOST_ENTRIES = 10_000
STEEPEST = 250
"""How many times larger than itself a bundle may become, once it is more than a few lines of text."""

SIGNATURES = ".signatures.json"
MANIFEST = ".manifest"
_DATA = frozenset({"data.json", "data.yaml", "data.yml"})
_ALWAYS_FINE = 1 << 20
_END = bytes(1024)
"""What every tar archive ends with."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle, and what its signature must be made with: the owner of a key, or who shares a secret."""

    path: Path
    key: Path | None = None
    """PEM file with a public key or a certificate."""
    secret: str | None = field(default=None, repr=False)
    """The secret of an HMAC signature, where there is no key."""
    scope: str = ""
    """The scope that the signature must be for."""
    key_id: str | None = None
    """The name of the key that the signature must carry; None for any."""

    @property
    def verified(self) -> bool:
        """Whether the bundle must be signed."""
        return self.key is not None or self.secret is not None


@dataclass(frozen=True, slots=True)
class Unpacked:
    """The Rego of a bundle, and what else there is to say about it."""

    files: tuple[PolicyFile, ...]
    diagnostics: tuple[Diagnostic, ...] = ()


def read_bundle(bundle: Bundle, shipped: Mapping[str, str]) -> Unpacked:
    """The Rego files of a bundle, named `BUNDLE:PATH`; raises RuleError where it cannot be used or trusted.

    `shipped` are the libraries that every rule has, by package: a bundle may carry them, since `opa build` wants them,
    but those that are shipped are used.
    """
    name = bundle.path.as_posix()
    files = unpack(_packed(bundle.path), name)
    diagnostics = [*_signature(bundle, files, name), *_data(files, name)]
    roots = _roots(files, name)
    policies: list[PolicyFile] = []
    for path, content in files.items():
        if not path.endswith(".rego"):
            continue
        file = PolicyFile(f"{name}:{path}", _text(content, name, path))
        package = _package(file)
        if package is not None:
            _check_root(file, package, roots)
        if package is None or package not in shipped:
            policies.append(file)
        elif file.text.strip() != shipped[package].strip():
            diagnostics.append(_other_library(name, package))
    if not policies:
        raise RuleError(f"{name}: holds no rules; build it with `opa build --bundle FOLDER`, for the target `rego`")
    return Unpacked(tuple(policies), tuple(diagnostics))


def unpack(packed: bytes, name: str) -> dict[str, bytes]:
    """The files of a bundle by their path, in its order; anything that is no plain file or folder is refused."""
    content = _decompressed(packed, name)
    if not content.endswith(_END):
        raise RuleError(f"{name}: the archive is cut off; build or fetch the bundle again")
    files: dict[str, bytes] = {}
    try:
        with tarfile.open(fileobj=io.BytesIO(content), mode="r:") as archive:
            for number, member in enumerate(archive):
                if number >= MOST_ENTRIES:
                    raise RuleError(f"{name}: holds more than {MOST_ENTRIES} entries")
                if member.isdir():
                    continue
                path = _path(member, name)
                if path in files:
                    raise RuleError(f"{name}: holds `{path}` twice")
                stream = archive.extractfile(member)
                files[path] = stream.read() if stream is not None else b""
    except (tarfile.TarError, ValueError, OverflowError) as error:
        raise RuleError(f"{name}: is no tar archive: {str(error).lower()}") from None
    return files


def _packed(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            packed = stream.read(LARGEST + 1)
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise UsageError(f"the bundle `{path}` cannot be read: {reason}; give a `.tar.gz` file") from None
    if len(packed) > LARGEST:
        raise RuleError(f"{path.as_posix()}: is larger than {LARGEST >> 20} MiB")
    return packed


def _decompressed(packed: bytes, name: str) -> bytes:
    limit = min(LARGEST_UNPACKED, max(len(packed) * STEEPEST, _ALWAYS_FINE))
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(packed)) as stream:
            content = stream.read(limit + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise RuleError(f"{name}: is no gzip file: {str(error).lower()}; give a `.tar.gz` of `opa build`") from None
    if len(content) > limit:
        raise RuleError(f"{name}: becomes larger than {limit >> 20} MiB, which no rules are")
    return content


def _path(member: tarfile.TarInfo, name: str) -> str:
    """The path of a member below the bundle's root."""
    path = PurePosixPath(member.name.lstrip("/"))
    shown = member.name.encode("ascii", "backslashreplace").decode()
    if not member.isreg() or member.issparse():
        raise RuleError(f"{name}: `{shown}` is no plain file; a bundle holds files and folders only")
    if ".." in path.parts or "\\" in member.name or path == PurePosixPath() or not _is_text(member.name):
        raise RuleError(f"{name}: `{shown}` is no path inside of a bundle")
    return path.as_posix()


def _is_text(path: str) -> bool:
    return "\0" not in path and not any("\ud800" <= character <= "\udfff" for character in path)


def _text(content: bytes, name: str, path: str) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        raise RuleError(f"{name}:{path}: is not UTF-8") from None


def _signature(bundle: Bundle, files: Mapping[str, bytes], name: str) -> list[Diagnostic]:
    """Nothing where the signature holds, or where there is nothing to verify; a warning where there is no key."""
    if bundle.verified:
        if SIGNATURES not in files:
            raise RuleError(f"{name}: is not signed, but a key is given; sign it with `opa build --signing-key`")
        from gatewright.sources.bundle_signatures import Trust, verify  # noqa: PLC0415  # needs the extra `bundles`

        verify(files, Trust(bundle.key, bundle.secret, bundle.scope, bundle.key_id), name)
    elif SIGNATURES in files:
        summary = f"the signature of the bundle `{name}` is not verified"
        return [Diagnostic(severity="warning", summary=summary, detail="give the key with `--bundle-key`")]
    return []


def _data(files: Mapping[str, bytes], name: str) -> list[Diagnostic]:
    held = [path for path, content in files.items() if PurePosixPath(path).name in _DATA and not _is_empty(content)]
    if not held:
        return []
    return [
        Diagnostic(
            severity="warning",
            summary=f"the data of the bundle `{name}` is left out ({', '.join(sorted(held))})",
            detail="rules read documents and their parameters only; put the values into `custom.parameters`",
        )
    ]


def _is_empty(content: bytes) -> bool:
    return content.strip() in {b"", b"{}"}


def _other_library(name: str, package: str) -> Diagnostic:
    return Diagnostic(
        severity="warning",
        summary=f"the bundle `{name}` carries another version of the library `{package}`",
        detail="the one of this version of Gatewright is used; build the bundle anew, or rename your own library",
    )


def _roots(files: Mapping[str, bytes], name: str) -> tuple[str, ...]:
    """The roots that the manifest claims: what the bundle may define."""
    if MANIFEST not in files:
        return ("",)
    try:
        manifest = json.loads(files[MANIFEST])
    except (ValueError, RecursionError):
        raise RuleError(f"{name}:{MANIFEST}: is not JSON") from None
    roots = manifest.get("roots", [""]) if is_mapping(manifest) else None
    if not isinstance(roots, list) or not all(isinstance(root, str) for root in roots):
        raise RuleError(f"{name}:{MANIFEST}: `roots` must be a list of paths such as `rules/acme`")
    return tuple(root.strip("/") for root in roots)


def _package(file: PolicyFile) -> str | None:
    """The package of a file; None where it declares none, which is then the error of this file alone."""
    try:
        return package_of(file.text, file.name)
    except RuleError:
        return None


def _check_root(file: PolicyFile, package: str, roots: tuple[str, ...]) -> None:
    path = package.replace(".", "/")
    if not any(root == "" or f"{path}/".startswith(f"{root}/") for root in roots):
        listed = ", ".join(f"`{root}`" for root in roots) or "none"
        raise RuleError(f"{file.name}: the package `{path}` is outside of the roots of the manifest ({listed})")
