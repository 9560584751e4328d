"""Markdown is bounded, and foreign text stays text."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from report_builder import frame, make_finding, make_report, make_rule

from gatewright.model.diagnostic import Diagnostic
from gatewright.model.finding import RuleFailure
from gatewright.model.rule import Severity
from gatewright.reports import RenderOptions
from gatewright.reports.markdown_report import SIZE, render
from gatewright.reports.markdown_text import code, prose
from gatewright.reports.text import visible

GITHUB = MarkdownIt("commonmark").enable("table")


def html(markdown: str) -> str:
    """The text as a Markdown reader renders it."""
    return str(GITHUB.render(markdown))


def cells(text: str) -> list[list[str]]:
    """The cells of every table's body row, as a reader sees them."""
    rows = re.findall(r"<tr>\n(.*?)</tr>", html(text), re.DOTALL)
    return [[unescape(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", one, re.DOTALL)] for one in rows]


def test_lists_the_gravest_first() -> None:
    """Failures come before errors, and critical ones before high ones."""
    severities: list[Severity] = ["low", "critical"]
    findings = [make_finding("error"), *(make_finding(severity=severity) for severity in severities)]
    text = render(make_report(*findings), RenderOptions())

    assert [row[0] for row in cells(text) if len(row) == 6 and not row[0].isdigit()] == [
        "critical",
        "low",
        "error (high)",
    ]
    assert text.startswith("## Gatewright: 2 findings (1 critical, 1 low)\n")


def test_counts_every_outcome() -> None:
    """The counts stand above the findings, with the score and its weights."""
    findings = [make_finding("pass"), make_finding("pass"), make_finding("unknown", unknown_reason="no value")]
    text = render(make_report(*findings), RenderOptions())

    assert cells(text)[1] == ["1", "0", "2", "1", "0", "0"]
    assert "Posture score: **50.0** of 100 (weights: critical 5, high 4, medium 3, low 2, info 1)" in text
    assert "- 1 evaluation: no value" in text


def test_a_scan_with_errors_is_not_clean() -> None:
    """Nothing found and nothing lost are told apart."""
    failure = RuleFailure(rule="a.b.c", error="boom")
    lost = Diagnostic(severity="error", summary="bad syntax")

    assert [
        render(report, RenderOptions()).splitlines()[0]
        for report in (make_report(), make_report(rule_errors=(failure,)), make_report(diagnostics=(lost,)))
    ] == [
        "## Gatewright: nothing found",
        "## Gatewright: nothing found, but the scan is incomplete",
        "## Gatewright: nothing found, but the scan is incomplete",
    ]


def test_a_row_says_where_what_and_who() -> None:
    """The details unfold: value, origin and module calls."""
    finding = make_finding(stack=(frame("module_call", "root.tf", 9, "module.a"),))
    text = render(make_report(finding), RenderOptions())

    assert (
        "| high | `aws.s3.bucket_is_public` | `aws_s3_bucket.logs` | `main.tf:3` | the bucket is public "
        "| `@shop/storage` |"
    ) in text
    assert (
        "- `aws_s3_bucket.logs` `main.tf:3`: `public` is `true`; from `literal at main.tf:3:12`; "
        "called as `module.a` at `root.tf:9`"
    ) in text
    assert "**Controls:** `cis-aws-5.0/2.1.4`" in text


@pytest.mark.parametrize(
    "text",
    [
        "a | b",
        r"a \| b",
        "`code` ``` fence",
        "<img src=x onerror=alert(1)>",
        "</details></summary>",
        "[link](http://evil) ![image](x)",
        "**bold** _it_ ~~gone~~",
        "&lt;b&gt; &#124;",
        "line\nbreak\r\n# heading",
    ],
)
def test_hostile_text_stays_text(text: str) -> None:
    """Whatever a file holds, a reader sees it in its cell, and the table keeps its columns."""
    finding = make_finding(message=text, owners=(text,))
    found = [row for row in cells(render(make_report(finding), RenderOptions())) if row and row[0] == "high"]

    assert len(found[0]) == 6
    assert found[0][4].replace("\u200b", "") == visible(text)
    assert re.sub("</?code>", "", found[0][5]) == visible(text)


@given(st.text(min_size=1).filter(lambda text: visible(text).strip() == visible(text)))
def test_any_text_is_shown_as_it_is(text: str) -> None:
    """A Markdown reader gives back what was put in."""
    table = f"| x | y | z |\n|---|---|---|\n| x | {prose(text, 10_000)} | {code(text, 10_000)} |"
    _, plain, spanned = cells(table)[1]

    assert plain.replace("\u200b", "") == visible(text)
    assert re.sub("^<code>|</code>$", "", spanned) == visible(text)


@pytest.mark.parametrize("text", ["@shop/all", "see #12", "http://evil.example", "WWW.evil.example"])
def test_nobody_is_mentioned_and_nothing_linked(text: str) -> None:
    """GitHub makes links of some plain words; a zero-width space parts them."""
    assert "&#8203;" in prose(text)


@pytest.mark.parametrize("letter", ["x", "|", "\x1b", "é"])
def test_is_no_larger_than_a_comment_may_be(letter: str) -> None:
    """Thousands of long findings, rules and problems fit; the text says how many do not."""
    long = letter * 3000
    findings = [
        make_finding(message=f"{number} {long}", rule=make_rule(f"a.b.r{number}", description=long), owners=(long,) * 9)
        for number in range(2000)
    ]
    unknown = [make_finding("unknown", unknown_reason=f"{number} {long}") for number in range(100)]
    lost = Diagnostic(severity="error", summary=long, detail=long, file=long)
    report = make_report(
        *findings, *unknown, diagnostics=(lost,) * 500, rule_errors=(RuleFailure(rule=long, error=long),) * 500
    )
    text = render(report, RenderOptions(all_outcomes=True))
    kept = sum(row[0] == "high" for row in cells(text) if row)

    assert len(text) <= SIZE
    assert f"{2100 - kept} of 2100 findings are left out to keep this text short; the JSON report holds them." in text
    assert kept > 5
    assert text.count("<details>") == text.count("</details>")
