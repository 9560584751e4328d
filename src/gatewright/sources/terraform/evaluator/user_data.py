"""Data sources that put text for machines together: `template_file` and the multipart messages of cloud-init."""

from __future__ import annotations

import base64
import json

from gatewright.sources.terraform.evaluator.expressions import render
from gatewright.sources.terraform.values import EvaluationError, Sensitive, UnknownValue, Value, is_known, reveal

_BOUNDARY = "MIMEBOUNDARY"
_PART_HEADERS = ("Content-Disposition", "Content-Transfer-Encoding", "Content-Type", "Mime-Version", "X-Merge-Type")


def template_file(values: dict[str, Value]) -> None:
    """Fill in what `template_file` renders from its template and variables."""
    plain, sensitive = reveal({name: values.get(name) for name in ("template", "vars")})
    assert isinstance(plain, dict)  # noqa: S101  # INVARIANT: reveal keeps the kind
    template, names = plain["template"], plain["vars"]
    if isinstance(template, UnknownValue) or isinstance(names, UnknownValue):
        return
    if not isinstance(template, str):
        raise EvaluationError("the template is no text")
    rendered = render(template, names if isinstance(names, dict) else {})
    values["rendered"] = Sensitive(rendered) if sensitive else rendered


def cloudinit(values: dict[str, Value]) -> None:
    """Fill in the message of a cloud-init configuration, unless it is compressed: its bytes depend on who does so."""
    plain, sensitive = reveal({name: values.get(name) for name in ("part", "boundary", "base64_encode", "gzip")})
    assert isinstance(plain, dict)  # noqa: S101  # INVARIANT: reveal keeps the kind
    if plain["gzip"] is not False or not is_known(plain):
        return
    boundary = plain["boundary"] or _BOUNDARY
    parts = [part for part in _blocks(plain["part"]) if isinstance(part, dict)]
    message = _message(str(boundary), parts)
    rendered = message if plain["base64_encode"] is False else base64.b64encode(message.encode()).decode()
    values["rendered"] = Sensitive(rendered) if sensitive else rendered


def _blocks(value: Value) -> list[Value]:
    return value if isinstance(value, list) else []


def _message(boundary: str, parts: list[dict[str, Value]]) -> str:
    lines = [f"Content-Type: multipart/mixed; boundary={json.dumps(boundary)}\nMIME-Version: 1.0\r\n\r\n"]
    for number, part in enumerate(parts):
        headers = _headers(part)
        lines.append(("\r\n" if number else "") + f"--{boundary}\r\n")
        lines += [f"{name}: {headers[name]}\r\n" for name in _PART_HEADERS if name in headers]
        lines.append(f"\r\n{part.get('content') or ''}")
    return "".join([*lines, f"\r\n--{boundary}--\r\n"])


def _headers(part: dict[str, Value]) -> dict[str, str]:
    headers = {
        "Content-Type": str(part.get("content_type") or "text/plain"),
        "Mime-Version": "1.0",
        "Content-Transfer-Encoding": "7bit",
    }
    if part.get("filename"):
        headers["Content-Disposition"] = f"attachment; filename={json.dumps(part['filename'], ensure_ascii=False)}"
    if part.get("merge_type"):
        headers["X-Merge-Type"] = str(part["merge_type"])
    return headers
