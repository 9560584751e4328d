"""CSV that a spreadsheet and a program both read, and that runs nothing."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_builder import ACCEPTED, make_finding, make_report

from gatewright.model.diagnostic import Diagnostic
from gatewright.model.finding import Report, RuleFailure
from gatewright.model.location import Position
from gatewright.reports import RenderOptions
from gatewright.reports.csv_report import COLUMNS, render


def rows_of(report: Report, *, all_outcomes: bool = False) -> list[dict[str, str]]:
    """The rows by column, read back by Python's reader."""
    text = render(report, RenderOptions(all_outcomes=all_outcomes))
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_finding_is_a_row() -> None:
    """Every column of a finding that is suppressed, and in some environments only."""
    expected = {
        "fingerprint": "f1",
        "outcome": "fail",
        "severity": "high",
        "rule": "aws.s3.bucket_is_public",
        "title": "S3 bucket is public",
        "message": "the bucket is public",
        "resource": "aws_s3_bucket.logs",
        "type": "aws.s3.bucket",
        "root": ".",
        "account": "",
        "region": "",
        "file": "main.tf",
        "line": "3",
        "column": "3",
        "path": "public",
        "value": "true",
        "value_from": "literal at main.tf:3:12",
        "owners": "'@shop/storage",
        "controls": "cis-aws-5.0/2.1.4",
        "environments": "prod; staging",
        "unknown_reason": "",
        "suppression_kind": "inline",
        "suppression_reason": "by design",
        "suppression_until": "2027-01-31",
        "suppression_owner": "'@shop/web",
    }

    assert [expected] == rows_of(make_report(make_finding(suppression=ACCEPTED, environments=("prod", "staging"))))


def test_lines_end_as_the_standard_says() -> None:
    """A header, then a line for each finding, ended by CRLF, whatever the finding holds."""
    text = render(make_report(make_finding(message='one\r\n"two", three')), RenderOptions())

    assert (2, 2) == (text.count("\r\n"), text.count("\n"))
    assert text.splitlines()[0] == ",".join(f'"{column}"' for column in COLUMNS)
    assert r'"one\r\n""two"", three"' in text


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"])
def test_formulas_are_guarded(start: str) -> None:
    """A cell that a spreadsheet would run begins with an apostrophe."""
    (row,) = rows_of(make_report(make_finding(message=f"{start}HYPERLINK(1)")))

    assert row["message"].startswith("'")
    assert row["message"].endswith("HYPERLINK(1)")


def test_what_could_not_be_judged_is_a_row() -> None:
    """A rule that did not run and an input that was not read are rows of the outcome error, a warning is none."""
    lost = Diagnostic(severity="error", summary="bad syntax", file="x.tf", start=Position(line=4, column=2))
    odd = Diagnostic(severity="warning", summary="odd")
    report = make_report(
        make_finding("error", message="boom"),
        rule_errors=(RuleFailure(rule="own.broken", error="no"),),
        diagnostics=(lost, odd),
    )

    assert [
        ("f1", "error", "aws.s3.bucket_is_public", "boom", "main.tf", "3"),
        ("", "error", "own.broken", "no", "", ""),
        ("", "error", "", "bad syntax", "x.tf", "4"),
    ] == [
        tuple(row[column] for column in ("fingerprint", "outcome", "rule", "message", "file", "line"))
        for row in rows_of(report)
    ]


def test_every_outcome_is_a_row_on_request() -> None:
    """By default what failed or could not be judged; the reason of an unknown has its column."""
    report = make_report(make_finding(), make_finding("pass"), make_finding("unknown", unknown_reason="why"))

    assert ["fail"] == [row["outcome"] for row in rows_of(report)]
    assert [("fail", ""), ("pass", ""), ("unknown", "why")] == [
        (row["outcome"], row["unknown_reason"]) for row in rows_of(report, all_outcomes=True)
    ]


@given(st.text())
def test_any_text_is_one_cell(text: str) -> None:
    """No text of a scanned file adds a row or a column, or is run."""
    (row,) = rows_of(make_report(make_finding(message=text, owners=(text,), evidence=text)))

    assert set(COLUMNS) == set(row)
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for cell in row.values())
