"""Pack provider schemas into the archives that this package reads.

    python -m gatewright.sources.terraform.schemas.pack ADDITIONS.json SCHEMA.json.gz...

Each input holds `{"provider": {"source", "version"}, "config": BLOCK, "resources": {type: BLOCK}, "data_sources": {…}}`
with BLOCK = `{"attributes": {name: [type, flags]}, "blocks": {name: [nesting, min, max, BLOCK]}}`; flags are `r`
required, `o` optional, `c` computed. The archive `NAME.zip` has one member for each resource type, so that a scan reads
what it uses. ADDITIONS holds, by archive name, members that are newer than the schemas:
`{"aws": {"aws_x.block.attribute": [type, flags]}}`.
"""

from __future__ import annotations

import gzip
import json
import sys
import zipfile
from pathlib import Path
from typing import Any

_EPOCH = (1980, 1, 1, 0, 0, 0)


def pack(source: Path, target: Path, additions: dict[str, list[Any]]) -> None:
    """Write the archive of one provider's schema."""
    with gzip.open(source) as stream:
        schema = json.load(stream)
    for place, member in additions.items():
        resource, *blocks, name = place.split(".")
        holder = schema["resources"][resource]
        for block in blocks:
            if block not in holder["blocks"]:
                break
            holder = holder["blocks"][block][3]
        else:
            holder["blocks" if len(member) == len(("nesting", "min", "max", "block")) else "attributes"][name] = member
    members = {"provider": schema["provider"], "config": schema["config"]}
    members |= {f"managed/{name}": block for name, block in schema["resources"].items()}
    members |= {f"data/{name}": block for name, block in schema["data_sources"].items()}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(members):
            text = json.dumps(members[name], separators=(",", ":"), sort_keys=True)
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), text, zipfile.ZIP_DEFLATED, 9)


if __name__ == "__main__":
    newer = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    for argument in map(Path, sys.argv[2:]):
        archive_name = argument.name.removesuffix(".json.gz")
        pack(argument, Path(__file__).parent / f"{archive_name}.zip", newer.get(archive_name, {}))
