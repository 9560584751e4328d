"""The identity of a finding across runs."""

from __future__ import annotations

import hashlib
import json
from json.encoder import encode_basestring

from gatewright.model.document import Path

LENGTH = 32


def fingerprint(rule: str, document: str, path: Path) -> str:
    """The first 32 hexadecimal digits of the SHA-256 of `[rule id, document id, path]` as compact JSON in UTF-8.

    It is stable across releases: lines, formatting, messages and severities do not enter it.

    >>> fingerprint("aws.s3.bucket_versioning_disabled", ".:aws_s3_bucket.logs", ("versioning", "enabled"))
    '7257a5dc6a3471167ca898baeee4a72f'
    """
    # The strings are written one by one: an encoder for the whole list would be set up anew for every finding.
    steps = json.dumps(path, ensure_ascii=False, separators=(",", ":")) if path else "[]"
    text = f"[{encode_basestring(rule)},{encode_basestring(document)},{steps}]"
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:LENGTH]
