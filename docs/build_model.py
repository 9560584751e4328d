"""Write docs/model.md and docs/schemas from the models: `python docs/build_model.py`. A test says they are current."""

# ruff: noqa: INP001  # a script, not a package

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from gatewright.model import schema

DOCS = Path(__file__).parent


def pages() -> Mapping[str, str]:
    """The text of each generated file, by its path below docs."""
    schemas = {f"schemas/{name}.json": schema.json_schema(name) for name in schema.types()}
    schemas["schemas/input.json"] = schema.input_schema()
    texts = {path: json.dumps(content, indent=2, ensure_ascii=False) + "\n" for path, content in schemas.items()}
    return {"model.md": schema.markdown(), **texts}


def main() -> int:
    """Write what differs, and remove schemas of types that are gone; `*.schema.json` have makers of their own."""
    wanted = pages()
    for path, text in wanted.items():
        file = DOCS / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            file.write_text(text, encoding="utf-8")
    for file in (DOCS / "schemas").glob("*.json"):
        if f"schemas/{file.name}" not in wanted and not file.name.endswith(".schema.json"):
            file.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
