"""Fixes as text for people and as JSON for programs. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from gatewright.model.patch import Fixes, Patch, Refusal
from gatewright.reports.text import visible

SCHEMA = "gatewright-fixes/1"
_FINGERPRINT = 12


def as_json(fixes: Fixes) -> str:
    """The patches with their edits and proofs, and the refusals with their reasons."""
    content = {"schema": SCHEMA, **fixes.model_dump(mode="json")}
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def as_text(fixes: Fixes) -> str:
    """A few lines for each patch, then what was refused."""
    blocks = ["\n".join(_patch(patch)) for patch in fixes.patches]
    return "".join(f"{block}\n\n" for block in blocks) + refusals_text(fixes) + summary(fixes)


def patch_text(patch: Patch) -> str:
    """What a patch does, what it also changes, and what was proved."""
    return "\n".join(_patch(patch)) + "\n"


def refusals_text(fixes: Fixes) -> str:
    """What is not mended: one line for each reason of each rule."""
    by_reason: dict[tuple[str, str], list[Refusal]] = {}
    for one in fixes.refusals:
        by_reason.setdefault((one.rule, one.reason), []).append(one)
    lines = [
        f"not fixed: {rule} at {_some(one.address or one.fingerprint for one in found)}: {reason}"
        for (rule, reason), found in by_reason.items()
    ]
    return "".join(visible(line) + "\n" for line in lines)


def summary(fixes: Fixes) -> str:
    """One line with the counts."""
    mended = sum(len(patch.fingerprints) for patch in fixes.patches)
    return (
        f"{_count(len(fixes.patches), 'patch', 'patches')} for {_count(mended, 'finding', 'findings')}, "
        f"{_count(len(fixes.refusals), 'finding', 'findings')} not fixed\n"
    )


def _patch(patch: Patch) -> Iterator[str]:
    mark = "" if patch.confidence == "certain" else " (review)"
    yield visible(f"{patch.title}{mark}")
    yield visible(f"  rule: {patch.rule}")
    yield f"  findings: {_some(one[:_FINGERPRINT] for one in patch.fingerprints)}"
    yield visible(f"  files: {_some(change.file for change in patch.changes)}")
    if patch.also_changes:
        yield visible(f"  also changes: {_some(patch.also_changes)}")
    if patch.note:
        yield visible(f"  note: {patch.note}")
    for step in patch.proof:
        detail = f" ({step.detail})" if step.detail else ""
        yield visible(f"  {'proved' if step.holds else 'not so'}: {step.name}{detail}")


def _some(items: Iterable[str], most: int = 5) -> str:
    listed = list(items)
    return ", ".join(listed[:most]) + (f" and {len(listed) - most} more" if len(listed) > most else "")


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
