"""A report on GitHub: a comment on the pull request, a check run on the commit, SARIF, the job's summary."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Literal

from gatewright.app.workflow import Workflow
from gatewright.errors import ForgeError, UsageError
from gatewright.model.finding import Finding, Report
from gatewright.model.rule import SEVERITIES, Severity
from gatewright.ports import Annotation, Check, CodeScanning, Forge, ScanningForge
from gatewright.reports import RenderOptions, formats
from gatewright.reports.selection import counted, origin_text, resource_name
from gatewright.reports.text import shortened, visible

CHECK = "gatewright"
MOST_ANNOTATIONS = 500
_LONGEST_SUMMARY = 65_535
_LEVELS: Mapping[Severity, Literal["notice", "warning", "failure"]] = {
    "critical": "failure",
    "high": "failure",
    "medium": "warning",
    "low": "notice",
    "info": "notice",
}

Connect = Callable[[Workflow], ScanningForge]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be published, and the key that tells this scan's comment from those of other scans."""

    comment: bool = False
    check: bool = False
    summary: bool = False
    sarif: bool = False
    key: str = "scan"


def github(workflow: Workflow) -> ScanningForge:
    """The repository that the workflow runs for."""
    if find_spec("github") is None:
        raise UsageError("publishing on GitHub needs PyGithub: install `gatewright[github]`")
    from gatewright.forges.github import Access, GitHub  # noqa: PLC0415  # an extra, and slow to load

    return GitHub(Access(repository=workflow.repository(), token=workflow.token(), server=workflow.server()))


@dataclass(frozen=True, slots=True)
class Publisher:
    """All that publishing needs, checked before anything is scanned."""

    wanted: Wanted
    workflow: Workflow
    forge: Forge | None = field(default=None, repr=False)
    scanning: CodeScanning | None = field(default=None, repr=False)

    def publish(self, report: Report, options: RenderOptions, *, exit_code: int) -> None:
        """Publish the report of a run that ended with this exit code.

        Everything is tried; what failed is told together, as a `ForgeError`.
        """
        if self.wanted.comment and report.changed_since is None:
            raise UsageError(
                "a comment speaks about changed lines only; give `--changed-since REF` with `--github-comment`, such "
                "as `--changed-since origin/main`"
            )
        text = formats()["markdown"].render(report, options)
        if self.wanted.summary:
            self._append(text)
        problems = [
            problem
            for asked, action in (
                (self.wanted.comment, lambda forge: self._comment(forge, report, text)),
                (self.wanted.check, lambda forge: forge.check(self._check(report, text, options, exit_code))),
                (self.wanted.sarif, lambda _: self._upload(report, options)),
            )
            if asked and self.forge is not None and (problem := _failure(action, self.forge))
        ]
        if problems:
            raise ForgeError("; ".join(problems))

    def _append(self, text: str) -> None:
        path = self.workflow.summary_file()
        try:
            with path.open("a", encoding="utf-8") as file:
                file.write(text)
        except OSError as error:
            reason = (error.strerror or "unknown problem").lower()
            raise UsageError(f"`{path}`, which `GITHUB_STEP_SUMMARY` names, cannot be written: {reason}") from None

    def _upload(self, report: Report, options: RenderOptions) -> None:
        if self.scanning is not None:
            sarif = formats()["sarif"].render(report, options)
            self.scanning.upload_sarif(sarif, commit=self.workflow.scanned_commit(), ref=self.workflow.ref())

    def _comment(self, forge: Forge, report: Report, text: str) -> None:
        worth_it = bool(_counting(report)) or _incomplete(report)
        forge.comment(self.workflow.pull_request(), self.wanted.key, text, create=worth_it)

    def _check(self, report: Report, text: str, options: RenderOptions, exit_code: int) -> Check:
        placed = _annotations(report, options.scan_root)
        more = len(placed) - MOST_ANNOTATIONS
        note = f"{more} more findings are not shown beside their lines.\n\n" if more > 0 else ""
        return Check(
            name=CHECK,
            commit=self.workflow.commit(),
            conclusion="success" if exit_code == 0 else "failure",
            title=_title(report),
            summary=shortened(note + text, _LONGEST_SUMMARY),
            annotations=placed[:MOST_ANNOTATIONS],
        )


def prepare(wanted: Wanted, environment: Mapping[str, str], *, connect: Connect = github) -> Publisher:
    """A publisher; a `UsageError` names the environment variable that is missing or wrong."""
    workflow = Workflow(environment)
    if wanted.summary:
        workflow.summary_file()
    if not (wanted.comment or wanted.check or wanted.sarif):
        return Publisher(wanted, workflow)
    forge = connect(workflow)
    if wanted.comment:
        workflow.pull_request()
    if wanted.check:
        workflow.commit()
    if wanted.sarif:
        workflow.scanned_commit()
        workflow.ref()
    return Publisher(wanted, workflow, forge, forge)


def _failure(action: Callable[[Forge], None], forge: Forge) -> str:
    """What went wrong, empty where nothing did."""
    try:
        action(forge)
    except ForgeError as error:
        return str(error)
    return ""


def _counting(report: Report) -> tuple[Finding, ...]:
    """Failures that nobody has suppressed, the gravest first."""
    failing = (one for one in report.findings if one.outcome == "fail" and one.suppression is None)
    return tuple(sorted(failing, key=lambda one: SEVERITIES.index(one.severity)))


def _incomplete(report: Report) -> bool:
    return bool(report.rule_errors) or any(one.severity == "error" for one in report.diagnostics)


def _title(report: Report) -> str:
    failing = _counting(report)
    graded = [(sum(one.severity == severity for one in failing), severity) for severity in SEVERITIES]
    counts = ", ".join(f"{count} {severity}" for count, severity in graded if count)
    title = f"{counted(len(failing), 'finding')} ({counts})" if failing else "nothing found"
    return f"incomplete: {title}" if _incomplete(report) else title


def _annotations(report: Report, scan_root: str) -> tuple[Annotation, ...]:
    return tuple(
        Annotation(
            path=posixpath.normpath(posixpath.join(scan_root, one.location.file)),
            # Forges show a remark below the last line of its range: below a whole block is too far from what is wrong.
            start_line=one.location.start.line,
            end_line=one.location.start.line,
            level=_LEVELS[one.severity],
            title=shortened(visible(f"{one.severity}: {one.rule.title}"), 250),
            message="\n".join(_lines(one)),
        )
        for one in _counting(report)
        if one.location is not None
    )


def _lines(finding: Finding) -> Sequence[str]:
    facts = [
        ("", finding.message),
        ("resource: ", resource_name(finding)),
        ("value from: ", origin_text(finding.value_from) if finding.value_from else ""),
        ("owners: ", " ".join(finding.owners[:10])),
        ("what to do: ", finding.rule.remediation.terraform or ""),
        ("rule: ", finding.rule.id),
        ("fingerprint: ", finding.fingerprint),
    ]
    return [label + shortened(visible(" ".join(text.split())), 1_000) for label, text in facts if text.strip()]
