"""Functions over paths and files."""

from __future__ import annotations

import posixpath
from base64 import b64encode

from gatewright.sources.terraform.functions.files import Files
from gatewright.sources.terraform.functions.hashing import digest
from gatewright.sources.terraform.functions.signature import Catalogue, text
from gatewright.sources.terraform.values import EvaluationError, UnknownValue, Value, set_of

catalogue = Catalogue()


@catalogue.add(text("path"))
def abspath(path: str) -> Value:
    """The path, made absolute; unknown unless it is so already, for where the configuration lies is not part of it."""
    if path.startswith("/"):
        return _clean(path)
    return UnknownValue("depends on the directory that Terraform runs in")


@catalogue.add(text("path"))
def basename(path: str) -> str:
    """The last part of a path."""
    if not path:
        return "."
    stripped = path.rstrip("/")
    return stripped.rpartition("/")[2] or "/"


@catalogue.add(text("path"))
def dirname(path: str) -> str:
    """The path without its last part."""
    return _clean(path[: path.rfind("/") + 1])


@catalogue.add(text("path"))
def pathexpand(path: str) -> Value:
    """The path; unknown when it begins in somebody's home directory."""
    if not path.startswith("~"):
        return path
    if path == "~" or path.startswith(("~/", "~\\")):
        return UnknownValue("depends on the home directory of who runs Terraform")
    raise EvaluationError("cannot expand user-specific home dir")


@catalogue.add(text("path"), reads_files=True)
def file(files: Files, path: str) -> str:
    """The content of a file, which must be UTF-8."""
    try:
        return files.read(path).decode()
    except UnicodeDecodeError:
        raise EvaluationError(
            f"contents of `{path}` are not valid UTF-8; use `filebase64`, or hash the file with `filesha256`"
        ) from None


@catalogue.add(text("path"), reads_files=True)
def filebase64(files: Files, path: str) -> str:
    """The content of a file, in Base64."""
    return b64encode(files.read(path)).decode()


@catalogue.add(text("path"), reads_files=True)
def fileexists(files: Files, path: str) -> bool:
    """Whether there is such a file."""
    return files.exists(path)


@catalogue.add(text("path"), text("pattern"), reads_files=True)
def fileset(files: Files, path: str, pattern: str) -> Value:
    """The files below a path that match a pattern."""
    return set_of(files.glob(path, pattern))


@catalogue.add(text("path"), reads_files=True)
def filemd5(files: Files, path: str) -> str:
    """The MD5 hash of a file."""
    return digest("md5", files.read(path)).hex()


@catalogue.add(text("path"), reads_files=True)
def filesha1(files: Files, path: str) -> str:
    """The SHA-1 hash of a file."""
    return digest("sha1", files.read(path)).hex()


@catalogue.add(text("path"), reads_files=True)
def filesha256(files: Files, path: str) -> str:
    """The SHA-256 hash of a file."""
    return digest("sha256", files.read(path)).hex()


@catalogue.add(text("path"), reads_files=True)
def filesha512(files: Files, path: str) -> str:
    """The SHA-512 hash of a file."""
    return digest("sha512", files.read(path)).hex()


@catalogue.add(text("path"), reads_files=True)
def filebase64sha256(files: Files, path: str) -> str:
    """The SHA-256 hash of a file, in Base64."""
    return b64encode(digest("sha256", files.read(path))).decode()


@catalogue.add(text("path"), reads_files=True)
def filebase64sha512(files: Files, path: str) -> str:
    """The SHA-512 hash of a file, in Base64."""
    return b64encode(digest("sha512", files.read(path))).decode()


def _clean(path: str) -> str:
    """The shortest path that means the same."""
    cleaned = posixpath.normpath(path) if path else "."
    return cleaned[1:] if cleaned.startswith("//") else cleaned
