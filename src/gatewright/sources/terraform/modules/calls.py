"""Where a module call leads: a local directory, or one that an earlier `terraform init` has put beside the root."""

from __future__ import annotations

import json
from dataclasses import dataclass

from gatewright.sources.terraform.modules.files import ScanRoot, join
from gatewright.sources.terraform.syntax.nodes import Block, Literal

_MANIFEST = ".terraform/modules/modules.json"


@dataclass(frozen=True, slots=True)
class Missing:
    """A call whose module is not here, and what would bring it."""

    reason: str


def source_of(call: Block) -> str | None:
    """The source of a module call, when it is a plain string as Terraform demands."""
    attribute = call.body.attributes.get("source")
    value = attribute.expression if attribute else None
    return value.value if isinstance(value, Literal) and isinstance(value.value, str) else None


def local_target(directory: str, call: Block) -> str | None:
    """The directory that a call with a local source leads to, relative to the scan root; None for all others."""
    source = source_of(call)
    if source is None or not (source.startswith(("./", "../", ".\\", "..\\")) or source in (".", "..")):
        return None
    return join(directory, source.replace("\\", "/"))


def installed(root: ScanRoot, directory: str) -> dict[str, str]:
    """Directories of installed modules by call path (`a.b`), from the manifest below a root module's directory."""
    path = join(directory, _MANIFEST)
    if not root.is_file(path):
        return {}
    text = root.read(path)
    try:
        entries = json.loads(text or b"{}").get("Modules") or []
        return {
            str(entry["Key"]): join(directory, str(entry["Dir"]).replace("\\", "/"))
            for entry in entries
            if isinstance(entry, dict) and entry.get("Key") and entry.get("Dir") is not None
        }
    except (ValueError, AttributeError, TypeError, RecursionError):
        root.report(path, "the module manifest is not valid", "run `terraform init` again")
        return {}
