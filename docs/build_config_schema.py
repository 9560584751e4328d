"""Write the configuration's JSON Schema from the models. A test says that it is current."""

# ruff: noqa: INP001  # a script, not a package

from __future__ import annotations

import json
import sys
from pathlib import Path

from gatewright.app.config import schema

FILE = Path(__file__).parent / "schemas" / schema.NAME


def text() -> str:
    """The text of the file."""
    return json.dumps(schema.json_schema(), indent=2, ensure_ascii=False) + "\n"


def main() -> int:
    """Write the file where it differs."""
    if not FILE.exists() or FILE.read_text(encoding="utf-8") != text():
        FILE.write_text(text(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
