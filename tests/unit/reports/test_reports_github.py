"""Workflow commands: within GitHub's limits, and none but ours."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_builder import ACCEPTED, frame, make_document, make_finding, make_report, make_rule, place

from gatewright.model.diagnostic import Diagnostic
from gatewright.model.finding import Finding, Report, RuleFailure
from gatewright.model.location import Location, Position
from gatewright.model.rule import Severity
from gatewright.reports import RenderOptions
from gatewright.reports.github_report import render

COMMAND = re.compile(r"::(error|warning|notice) ([^:]*)::(.*)")


def lines_of(report: Report, **options: Any) -> list[str]:
    """The lines of the log."""
    return render(report, RenderOptions(**options)).splitlines()


def commands_of(report: Report, **options: Any) -> list[tuple[str, dict[str, str], str]]:
    """The commands as the runner reads them: name, properties and message, with escapes undone."""
    found = [COMMAND.fullmatch(line) for line in lines_of(report, **options) if line.startswith("::")]
    return [
        (
            match[1],
            {name: _unescaped(value) for name, _, value in (part.partition("=") for part in match[2].split(","))},
            _unescaped(match[3]),
        )
        for match in found
        if match
    ]


def _unescaped(text: str) -> str:
    for escape, character in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        text = text.replace(escape, character)
    return text


def many(count: int, severity: Severity) -> list[Finding]:
    """Findings on lines of their own."""
    return [
        make_finding(fingerprint=f"{severity}{n}", severity=severity, location=place(line=n + 1)) for n in range(count)
    ]


def test_a_failure_is_an_annotation() -> None:
    """File from the repository's root, lines, columns, title, and a message that says all there is to know."""
    finding = make_finding(stack=(frame("module_call", "live.tf", 7, "module.logs"),), environments=("prod",))
    expected = (
        "error",
        {
            "file": "infra/main.tf",
            "line": "3",
            "endLine": "3",
            "col": "3",
            "endColumn": "20",
            "title": "high: S3 bucket is public (aws.s3.bucket_is_public)",
        },
        (
            "aws_s3_bucket.logs: the bucket is public (holds in prod)|public = true|from literal at main.tf:3:12|"
            "called as module.logs at live.tf:7|owners: @shop/storage"
        ),
    )
    found = [
        (name, properties, message.replace("\n", "|"))
        for name, properties, message in commands_of(make_report(finding), scan_root="infra")
    ]

    assert [expected] == found


def test_columns_are_given_on_one_line_only() -> None:
    """GitHub takes no columns for an annotation of several lines."""
    block = Location(file="main.tf", start=Position(line=1, column=1), end=Position(line=9, column=2))
    (command,) = commands_of(make_report(make_finding(location=block)))

    assert {"file": "main.tf", "line": "1", "endLine": "9"} == {
        name: value for name, value in command[1].items() if name != "title"
    }


@pytest.mark.parametrize(
    ("severity", "command"),
    [("critical", "error"), ("high", "error"), ("medium", "warning"), ("low", "notice"), ("info", "notice")],
)
def test_severity_decides_the_command(severity: Severity, command: str) -> None:
    """Errors, warnings and notices, as in SARIF."""
    assert [command] == [name for name, _, _ in commands_of(make_report(make_finding(severity=severity)))]


def test_only_what_counts_is_annotated() -> None:
    """Suppressed failures and other outcomes are counted in the last line."""
    report = make_report(make_finding(), make_finding(suppression=ACCEPTED), make_finding("unknown"))

    assert 1 == len(commands_of(report))
    assert "gatewright: 1 finding (1 high); 1 suppressed; 1 unknown" == lines_of(report)[-1]


def test_ten_of_a_kind_are_shown() -> None:
    """The gravest are commands, the others lines of the log, and an annotation says how many those are."""
    report = make_report(*many(4, "high"), *many(12, "medium"), *many(11, "low"), *many(8, "critical"))
    commands, lines = commands_of(report), lines_of(report)

    assert [10, 10, 10] == [sum(name == kind for name, _, _ in commands) for kind in ("error", "warning", "notice")]
    assert ["critical"] * 8 + ["high"] * 2 == [
        properties["title"].partition(":")[0] for name, properties, _ in commands if name == "error"
    ]
    assert "6 of 35 are only in the log of this step: GitHub shows ten of a kind" == commands[-1][2]
    assert ["error"] * 2 + ["warning"] * 2 + ["notice"] * 2 == [
        line.split()[1].rstrip(":") for line in lines if line.startswith("gatewright: ") and "main.tf:" in line
    ]


def test_ten_are_all_shown() -> None:
    """Where nothing is left out, nothing is said about it."""
    assert 10 == len(commands_of(make_report(*many(10, "low"))))


def test_what_could_not_be_judged_comes_first() -> None:
    """An incomplete scan is not the last thing that a reader learns."""
    lost = Diagnostic(
        severity="error", summary="bad syntax", detail="mend it", file="x.tf", start=Position(line=4, column=2)
    )
    odd = Diagnostic(severity="warning", summary="odd", file="../y.tf", start=Position(line=1, column=1))
    tidy = Diagnostic(severity="note", summary="suppresses nothing")
    report = make_report(
        make_finding(),
        rule_errors=(RuleFailure(rule="own.broken", error="line 3\nunexpected"),),
        diagnostics=(odd, tidy, lost),
    )

    assert [
        ("error", None, "the rule own.broken could not be run", "line 3\nunexpected"),
        ("error", "x.tf", "Gatewright: problem in the input", "bad syntax: mend it"),
        ("error", "main.tf", "high: S3 bucket is public (aws.s3.bucket_is_public)", "aws_s3_bucket.logs: the bucket"),
        ("warning", None, "Gatewright: problem in the input", "../y.tf: odd"),
        ("notice", None, "Gatewright: to tidy up", "suppresses nothing"),
    ] == [
        (name, properties.get("file"), properties["title"], message[:30])
        for name, properties, message in commands_of(report)
    ]


def test_a_file_s_name_arrives_as_it_is() -> None:
    """Characters that separate properties are escaped, and so is the percent sign."""
    (command,) = commands_of(make_report(make_finding(location=place("50%3A,a:b\n.tf"))))

    assert "50%3A,a:b\n.tf" == command[1]["file"]


def test_nothing_smuggles_a_command() -> None:
    """Neither a new line, nor an escape of one, nor the old form of commands gets through."""
    for text in ("x\n::error::pwned", "x%0A::error::pwned", "::error::pwned", "##[error]pwned"):
        rule = make_rule(title=text)
        document = make_document(address=text)
        hostile = make_finding(rule=rule, message=text, owners=(text,), document=document, location=place(text))
        report = make_report(*[hostile] * 12)
        ours = [line for line in lines_of(report) if line.startswith("::")]

        assert 11 == len(ours) == len(commands_of(report))
        assert not any("##[" in line for line in lines_of(report) if not line.startswith("::"))
        assert not any("\n::error::pwned" in message for _, _, message in commands_of(report))


@given(st.text())
def test_any_text_stays_in_its_line(text: str) -> None:
    """Whatever a scanned file holds, there is one command and one line of counts."""
    finding = make_finding(
        message=text, owners=(text,), evidence=text, environments=(text,), location=place(text or "x")
    )
    text_of = render(make_report(finding), RenderOptions())

    assert ["::error ", "gatewright: "] == [
        re.split(r"(?<= )", line, maxsplit=1)[0] for line in text_of.split("\n")[:-1]
    ]
