"""The terminal's report is readable, complete, and safe to print."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_builder import frame, make_document, make_finding, make_report, make_rule, place

from gatewright.model.diagnostic import Diagnostic
from gatewright.model.finding import Report, RuleFailure, Score
from gatewright.model.location import Position
from gatewright.model.rule import Severity
from gatewright.reports import RenderOptions
from gatewright.reports.terminal_report import render

SOURCE = ["resource x {\n", "\tbucket = 1\n", "  public = true\n", "}"]


def lines(report: Report, **options: object) -> list[str]:
    """The plain report's lines."""
    return render(report, RenderOptions(**options)).splitlines()  # type: ignore[arg-type]  # any option


def test_a_finding_says_all_that_is_known() -> None:
    """Rule, title, message, value, origin, owners, module call and source, the line marked."""
    report = make_report(make_finding(stack=(frame("module_call", "root.tf", 9, "module.a"),)))

    assert lines(report, source=lambda _file: SOURCE)[:15] == [
        "main.tf",
        "",
        "  3:3  HIGH  aws.s3.bucket_is_public",
        "    S3 bucket is public",
        "    the bucket is public",
        "    resource   aws_s3_bucket.logs",
        "    value      public = true",
        "    from       literal at main.tf:3:12",
        "    owners     @shop/storage",
        "    called as  module.a at root.tf:9:1",
        "",
        "      2 |     bucket = 1",
        "    > 3 |   public = true",
        "      4 | }",
        "",
    ]


def test_findings_are_grouped_by_file_then_line() -> None:
    """Each file is named once; what is in no file comes last."""
    findings = [
        make_finding(location=None, document=make_document(address="", name="live")),
        make_finding(location=place("b.tf", 9)),
        make_finding(location=place("a.tf", 10)),
        make_finding(location=place("b.tf", 2)),
        make_finding(severity="critical", location=place("a.tf", 10)),
    ]
    shown = [line for line in lines(make_report(*findings)) if re.match(r"\S*\.tf$|not in|  [\d-]", line)]

    assert shown == [
        "a.tf",
        "  10:3  CRITICAL  aws.s3.bucket_is_public",
        "  10:3  HIGH  aws.s3.bucket_is_public",
        "b.tf",
        "  2:3  HIGH  aws.s3.bucket_is_public",
        "  9:3  HIGH  aws.s3.bucket_is_public",
        "not in a file",
        "  -  HIGH  aws.s3.bucket_is_public",
    ]


@pytest.mark.parametrize("source", [lambda _: None, lambda _: [], lambda _: ["one"]])
def test_a_file_that_cannot_be_shown_is_left_out(source: object) -> None:
    """A file that is gone or has changed since gives no excerpt, and no error."""
    report = make_report(make_finding())

    assert lines(report) == lines(report, source=source)


def test_the_summary_counts_everything() -> None:
    """Counts of every outcome, coverage, and the score with its weights."""
    findings = [
        make_finding("fail"),
        make_finding("pass"),
        make_finding("skipped"),
        *[make_finding("unknown", unknown_reason=reason) for reason in ("b", "a", "b")],
    ]
    report = make_report(*findings)
    score = Score(overall=12.34, weights={"high": 4}, accounts={"": 10, "123": 20}, frameworks={"cis-aws-5.0": 30})
    summary = report.summary.model_copy(update={"score": score})
    found = lines(report.model_copy(update={"summary": summary}))

    assert found[found.index("Unknown, because") :] == [
        "Unknown, because",
        "  2 times    b",
        "  1 time     a",
        "",
        "Summary",
        "  documents  1",
        "  outcomes   1 fail, 1 pass, 3 unknown, 0 error, 1 skipped",
        "  failures   0 critical, 1 high, 0 medium, 0 low, 0 info",
        "  coverage   2 of 5 evaluations have an answer (40.0%)",
        "  score      12.3 of 100 (weights: high 4)",
        "             account unknown: 10.0",
        "             account 123: 20.0",
        "             framework cis-aws-5.0: 30.0",
        "",
        "1 finding",
    ]


def test_many_reasons_are_summed_up() -> None:
    """Ten reasons are spelled out, the others counted."""
    findings = [make_finding("unknown", unknown_reason=f"reason {number:02}") for number in range(13)]

    assert "  3 times    3 other reasons" in lines(make_report(*findings))


def test_errors_are_never_silent() -> None:
    """Rule errors and lost input are spelled out, and the verdict says that the scan is incomplete."""
    lost = Diagnostic(
        severity="error", summary="bad syntax", detail="mend it", file="x.tf", start=Position(line=4, column=1)
    )
    odd = Diagnostic(severity="warning", summary="odd")
    failure = RuleFailure(rule="a.b.c", error="does not compile")
    report = make_report(diagnostics=(lost, odd), rule_errors=(failure,))
    found = lines(report)

    assert found[:9] == [
        "Problems in the input",
        "  error      x.tf:4:1: bad syntax",
        "             mend it",
        "  warning    odd",
        "",
        "Rules that could not be run",
        "  a.b.c",
        "    does not compile",
        "",
    ]
    assert found[-1] == "nothing found; the scan is incomplete: 2 errors above"


def test_passes_are_brief_and_skips_say_why() -> None:
    """With all outcomes, what is in order takes two lines."""
    found = lines(make_report(make_finding("pass"), make_finding("skipped", message="accepted")), all_outcomes=True)

    assert found[2:9] == [
        "  3:3  PASS (high)  aws.s3.bucket_is_public",
        "    resource   aws_s3_bucket.logs",
        "",
        "  3:3  SKIPPED (high)  aws.s3.bucket_is_public",
        "    resource   aws_s3_bucket.logs",
        "    reason     accepted",
        "",
    ]


@pytest.mark.parametrize("severity", ["critical", "high", "medium", "low", "info"])
def test_colours_change_nothing_but_colours(severity: Severity) -> None:
    """Without its colour codes, the coloured report is the plain one."""
    report = make_report(make_finding(severity=severity), make_finding("unknown"))
    plain = render(report, RenderOptions(source=lambda _: SOURCE))
    coloured = render(report, RenderOptions(source=lambda _: SOURCE, colour=True))

    assert plain == re.sub(r"\x1b\[[\d;]*m", "", coloured)
    assert plain != coloured


@given(st.text(), st.booleans())
def test_foreign_text_commands_nothing(text: str, colour: bool) -> None:  # noqa: FBT001 - Hypothesis' argument
    """Whatever a file holds, the only control codes are our colours, and plain output is ASCII."""
    finding = make_finding(
        message=text,
        rule=make_rule(title=text),
        owners=(text,),
        location=place(text, 1),
        evidence=[text],
        stack=(frame("module_call", text, 1, text),),
    )
    failure = RuleFailure(rule=text, error=text)
    report = make_report(
        finding,
        make_finding("unknown", unknown_reason=text),
        rule_errors=(failure,),
        diagnostics=(Diagnostic(severity="error", summary=text, detail=text, file=text),),
    )
    rendered = render(report, RenderOptions(colour=colour, width=80, source=lambda _: [text]))
    left = re.sub(r"\x1b\[[\d;]*m", "", rendered) if colour else rendered

    assert re.findall(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]", left) == []
    assert colour or rendered.isascii()


def test_markup_is_shown() -> None:
    """Square brackets are text, in colour too."""
    finding = make_finding(message="[bold red]x[/] [link=http://evil]y[/link] :smile:")

    assert finding.message in render(make_report(finding), RenderOptions(colour=True))


def test_keeps_to_the_width() -> None:
    """Long texts are wrapped and long source lines are cut, wide characters counted as two."""
    finding = make_finding(
        message="word " * 60, evidence="x y " * 200, owners=tuple(f"@shop/team{n}" for n in range(20))
    )
    rendered = render(make_report(finding), RenderOptions(width=80, source=lambda _: ["", "", "x" * 200]))
    wide = render(
        make_report(make_finding()), RenderOptions(width=80, colour=True, source=lambda _: ["", "", "漢" * 200])
    )

    assert max(len(line) for line in rendered.splitlines()) <= 80
    assert "x" * 67 + "..." in rendered
    assert wide.count("漢") == 33
