"""Policies moved below a root of their own, so that they meet nobody else's on a shared OPA server."""

from __future__ import annotations

import re

_TOKEN = re.compile(
    r'"(?:\\.|[^"\\\n])*"|`[^`]*`|#[^\n]*|(?P<package>^package[ \t]+)|(?P<data>(?<![\w.])data\b)', re.MULTILINE
)


def move_below(root: str, text: str) -> str:
    r"""The Rego text with its package, and all that it looks up in `data`, below `root`; lines keep their numbers.

    >>> print(move_below("run1", "package rules.a\nimport data.lib.known # data"))
    package run1.rules.a
    import data.run1.lib.known # data
    """

    def moved(token: re.Match[str]) -> str:
        if token["package"]:
            return f"{token['package']}{root}."
        return f"data.{root}" if token["data"] else token[0]

    return _TOKEN.sub(moved, text)
