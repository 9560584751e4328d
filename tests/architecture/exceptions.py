"""What is known to exceed a cap or a layer's rule: `allowed.txt`, which may only get shorter."""

from __future__ import annotations

from pathlib import Path

ALLOWED = Path(__file__).with_name("allowed.txt")
KINDS = (
    "boolean-positional",
    "function-length",
    "import-cycle",
    "module-length",
    "module-name",
    "positional-parameters",
)


def allowed(kind: str) -> set[str]:
    """The names that are allowed to exceed a cap of this kind."""
    return {name for listed, name in entries() if listed == kind}


def entries() -> list[tuple[str, str]]:
    """Every entry of the list: kind and name."""
    lines = ALLOWED.read_text(encoding="utf-8").splitlines()
    return [
        (kind, name) for line in lines if line and not line.startswith("#") for kind, name in [line.split(maxsplit=1)]
    ]
