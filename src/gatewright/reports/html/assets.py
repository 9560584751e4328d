"""The style sheet and the script, which the page holds as they are, and the policy that admits nothing else."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files

from gatewright.reports.html.markup import Markup, tag


def style() -> Markup:
    """The style sheet as an element."""
    return Markup(f"<style>{_asset('report.css')}</style>")


def script() -> Markup:
    """The script as an element."""
    return Markup(f"<script>{_asset('report.js')}</script>")


def policy() -> Markup:
    """The content security policy: this style sheet and this script run, and nothing is ever fetched or sent."""
    rules = (
        "default-src 'none'",
        f"style-src {_hash('report.css')}",
        f"script-src {_hash('report.js')}",
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
    )
    return tag("meta", {"http-equiv": "Content-Security-Policy", "content": "; ".join(rules)})


@cache
def _asset(name: str) -> str:
    return (files("gatewright.reports.html") / name).read_text(encoding="utf-8")


@cache
def _hash(name: str) -> str:
    return f"'sha256-{b64encode(sha256(_asset(name).encode()).digest()).decode()}'"
