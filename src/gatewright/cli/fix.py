"""`gatewright fix`: patches for what is found, proved, shown or written."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from gatewright.cli import options
from gatewright.cli.asked import check_of, reviewed
from gatewright.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gatewright.app.checking import Check
    from gatewright.app.fixing.fixing import Fixed, Wanted
    from gatewright.model.patch import Fixes, Refusal
    from gatewright.rules.selection import Selection

DONE, LEFT, INCOMPLETE = 0, 1, 3


class Format(StrEnum):
    """How `fix` writes."""

    text = "text"
    json = "json"


class Confidence(StrEnum):
    """How sure a fix has to be."""

    certain = "certain"
    review = "review"


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """What happens to patches."""

    diff: Annotated[bool, typer.Option("--diff", help="Print a unified diff for `git apply`; the default.")] = False
    dry_run: Annotated[bool, typer.Option("--dry-run", help="List the patches and their proofs, without a diff.")] = (
        False
    )
    write: Annotated[bool, typer.Option("--write", help="Write the files.")] = False
    interactive: Annotated[bool, typer.Option("--interactive", help="Ask about each patch, then write.")] = False

    def refuse_conflicts(self, reading: options.Reading, format_: Format) -> None:
        """Raise where things are asked for that do not go together."""
        if reading.run_terraform or reading.terraform_bin is not None or reading.source is not None:
            raise UsageError("`--run-terraform` and `--source` go with a scan; a fix edits source and looks at no plan")
        if self.interactive and format_ is Format.json:
            raise UsageError("`--interactive` asks people; `--format json` is for programs")
        given = [
            name
            for name, on in (
                ("--diff", self.diff),
                ("--dry-run", self.dry_run),
                ("--write", self.write),
                ("--interactive", self.interactive),
            )
            if on
        ]
        if len(given) > 1:
            raise UsageError(f"`{given[0]}` and `{given[1]}` exclude each other; give one of them")


def fix(
    path: options.ScanPath,
    *,
    fingerprint: Annotated[
        list[str] | None, typer.Option("--fingerprint", help="Only this finding, by 6 digits or more; repeatable.")
    ] = None,
    confidence: Annotated[
        Confidence, typer.Option("--confidence", help="`review` also offers what a person should look at.")
    ] = Confidence.certain,
    validate: Annotated[
        bool, typer.Option("--validate", help="Also run `terraform validate`, where the folder is initialised.")
    ] = False,
    doing: Doing,
    reading: options.Reading,
    judging: options.Judging,
    reviewing: options.Reviewing,
    configuring: options.Configuring,
    format_: Annotated[Format, typer.Option("--format", help="`text` for people, `json` for programs.")] = Format.text,
) -> int:
    """Mend what fails: edits where the values come from, each patch proved to do nothing else."""
    from gatewright.app.fixing.fixing import Wanted, fix  # noqa: PLC0415  # loaded by a command that runs, not by --help

    doing.refuse_conflicts(reading, format_)
    given = reviewed(reviewing)
    every = replace(judging, rule=None, skip_rule=None, severity=None, framework=None)
    asked = replace(check_of(path, reading, every, configuring, **given), changed_since=reviewing.changed_since)
    wanted = Wanted(
        selection=_selection(check_of(path, reading, judging, configuring, **given)),
        fingerprints=tuple(fingerprint or ()),
        confidence=confidence.value,
        validate=validate,
    )
    fixed = fix(asked, wanted)
    if doing.interactive:
        fixed = _chosen(fixed, asked, wanted)
    if doing.write or doing.interactive:
        _write(fixed, asked)
    _tell(fixed, doing, format_)
    if fixed.fixes.incomplete:
        return INCOMPLETE
    return LEFT if fixed.fixes.refusals else DONE


def _tell(fixed: Fixed, doing: Doing, format_: Format) -> None:
    """Write what was found to standard output, and what makes it incomplete to standard error."""
    from gatewright.reports import fixing  # noqa: PLC0415

    if format_ is Format.json:
        sys.stdout.write(fixing.as_json(fixed.fixes))
    elif doing.dry_run or doing.write or doing.interactive:
        sys.stdout.write(fixing.as_text(fixed.fixes))
    else:
        sys.stdout.write(_shown(fixed.fixes.diff))
        sys.stderr.write(fixing.refusals_text(fixed.fixes) + fixing.summary(fixed.fixes))
    options.tell(one for one in fixed.report.diagnostics if one.severity == "error")
    for failure in fixed.report.rule_errors:
        sys.stderr.write(f"error: {failure.rule}: {failure.error}\n")


def _selection(narrow: Check) -> Selection:
    """The rules that options and configuration choose: the proof asks all, whatever is to be fixed."""
    from gatewright.app.checking import judge_options  # noqa: PLC0415

    return judge_options(narrow).selection


def _chosen(fixed: Fixed, asked: Check, wanted: Wanted) -> Fixed:
    """What was agreed to, one patch after the other, proved once more as it is without the rest."""
    from gatewright.app.fixing.fixing import fix  # noqa: PLC0415
    from gatewright.reports import fixing  # noqa: PLC0415

    agreed: list[str] = []
    for patch in fixed.fixes.patches:
        sys.stdout.write(f"{fixing.patch_text(patch)}\n{_shown(patch.diff)}\n")
        answer = typer.prompt("Apply? yes, no, or quit", type=str, default="n").strip().lower()[:1]
        if answer == "q":
            break
        if answer == "y":
            agreed += patch.fingerprints
    if len(agreed) == sum(len(patch.fingerprints) for patch in fixed.fixes.patches):
        return fixed
    none = replace(fixed, fixes=fixed.fixes.model_copy(update={"patches": (), "diff": "", "refusals": ()}), files={})
    made = fix(asked, replace(wanted, fingerprints=tuple(agreed))) if agreed else none
    left = (*made.fixes.refusals, *fixed.fixes.refusals, *_declined(fixed, made.fixes))
    refusals = {refusal.fingerprint: refusal for refusal in reversed(left)}
    told = tuple(reversed(refusals.values()))
    return replace(made, fixes=made.fixes.model_copy(update={"refusals": told}))


def _declined(fixed: Fixed, made: Fixes) -> Iterator[Refusal]:
    """The findings that there was a patch for, and that are left."""
    from gatewright.model.patch import Refusal  # noqa: PLC0415

    mended = {name for patch in made.patches for name in patch.fingerprints}
    offered = {name for patch in fixed.fixes.patches for name in patch.fingerprints}
    for finding in fixed.report.findings:
        if finding.fingerprint in offered - mended:
            yield Refusal(
                fingerprint=finding.fingerprint,
                rule=finding.rule.id,
                address=finding.document.address,
                reason="its patch was not agreed to",
            )


def _write(fixed: Fixed, asked: Check) -> None:
    from gatewright.app.rewriting import rewrite  # noqa: PLC0415
    from gatewright.sources.terraform.modules.files import ScanRoot  # noqa: PLC0415

    rewrite(ScanRoot(asked.path), fixed.files)


def _shown(diff: str) -> str:
    """A diff as `git apply` takes it; for a terminal, with what a terminal would obey written as escapes."""
    if not sys.stdout.isatty():
        return diff
    from gatewright.reports.text import visible  # noqa: PLC0415

    return "".join(f"{visible(line)}\n" for line in diff.split("\n")[:-1])
