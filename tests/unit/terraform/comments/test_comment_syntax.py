"""What skip comments say: our syntax, and that of each tool."""

from __future__ import annotations

import pytest
from skip_comments import covered, only

from gatewright.sources.terraform.comments import directives_of

ABOVE = 'resource "aws_s3_bucket" "a" {\n  bucket = "a"\n}\n'


def _inside(comment: str) -> str:
    return f'resource "aws_s3_bucket" "a" {{\n  {comment}\n  acl = "x"\n}}\n'


def test_ours_in_full() -> None:
    """Rules, expiry, owner, environment and reason."""
    keys = "until=2027-01-31 owner=@acme/net environment=dev,qa-*"
    said = only(f"# gatewright:ignore aws.s3.a, aws.ec2.* {keys} -- as -- agreed\n{ABOVE}").statement
    assert ("aws.s3.a", "aws.ec2.*") == said.ids
    assert ("2027-01-31", "@acme/net", ("dev", "qa-*")) == (said.until, said.owner, said.environments)
    assert ("as -- agreed", "", "aws.s3.a,aws.ec2.*") == (said.reason, said.problem, said.written)


@pytest.mark.parametrize("mark", ["#", "##", "//", "//  ", "#\t"])
def test_ours_begin_a_comment(mark: str) -> None:
    """Any mark of a comment will do, and a reason is not asked for here."""
    said = only(f"{mark}gatewright:ignore aws.s3.a\n{ABOVE}").statement
    assert (("aws.s3.a",), "", "") == (said.ids, said.reason, said.problem)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("gatewright:ignore", "no rule is named"),
        ("gatewright:ignore -- reason alone", "no rule is named"),
        ("gatewright:ignore , -- r", "no rule is named"),
        ("gatewright:ignore until=2027-01-31 aws.s3.a", "no rule is named"),
        ("gatewright:ignore aws.s3.a because we may", "`because` is not understood"),
        ("gatewright:ignore aws.s3.a until=31.01.2027", "`31.01.2027` is no date"),
        ("gatewright:ignore aws.s3.a until=2027-02-30", "`2027-02-30` is no date"),
        ("gatewright:ignore aws.s3.a until=20270131", "`20270131` is no date"),
        ("gatewright:ignore aws.s3.a till=2027-01-31", "`till=` is not understood"),
        ("gatewright:ignore aws.s3.a owner=", "`owner=` needs one value"),
        ("gatewright:ignore aws.s3.a owner=a owner=b", "`owner=` needs one value"),
        ("gatewright:ignored aws.s3.a", "`gatewright:ignored` is not understood"),
        ("gatewright: ignore aws.s3.a", "`gatewright: ignore` is not understood"),
        ("Gatewright:ignore aws.s3.a", "`Gatewright:ignore` is not understood"),
        ("TODO gatewright:ignore aws.s3.a", "`gatewright:ignore` is not at the beginning of its comment"),
    ],
)
def test_what_is_malformed_is_told(text: str, problem: str) -> None:
    """A mistake in our comment is told, with what to write, and the comment is not honoured."""
    found = only(f"# {text}\n{ABOVE}")
    assert (problem, None, True) == (found.statement.problem, found.covers, bool(found.statement.hint))


def test_prose_about_it_is_none() -> None:
    """A comment that quotes the keyword says nothing."""
    assert () == directives_of("main.tf", f"# see `gatewright:ignore` in the guide\n{ABOVE}".encode())


@pytest.mark.parametrize(
    ("comment", "ids", "reason"),
    [
        ("#checkov:skip=CKV_AWS_20:public: on purpose", ("CKV_AWS_20",), "public: on purpose"),
        ("# checkov:skip=CKV_AWS_20,CKV_AWS_21 : both", ("CKV_AWS_20", "CKV_AWS_21"), ""),
        ("# checkov:skip=CKV_AWS_20, CKV_AWS_21:both", ("CKV_AWS_20", "CKV_AWS_21"), "both"),
        ("// bridgecrew:skip=BC_AWS_1", ("BC_AWS_1",), ""),
        ("/* checkov:skip=CKV_AWS_20:why */", ("CKV_AWS_20",), "why"),
        ("# known: checkov:skip=CKV_AWS_20:why", ("CKV_AWS_20",), "why"),
    ],
)
def test_checkov(comment: str, ids: tuple[str, ...], reason: str) -> None:
    """Several ids share a reason, and the comment speaks of its block wherever it stands in there."""
    found = only(_inside(comment))
    assert ("checkov", ids, reason, "block") == (
        found.statement.tool,
        found.statement.ids,
        found.statement.reason,
        found.covers,
    )


def test_checkov_reads_the_inside_of_blocks_alone() -> None:
    """Above a block Checkov reads nothing, so that nothing is honoured; in a nested block it means the whole."""
    outside = only(f"#checkov:skip=CKV_AWS_20:r\n{ABOVE}")
    assert "stands outside of a block, where checkov does not read it" == outside.statement.problem
    nested = (
        "a {\n  b {\n    # checkov:skip=CKV_AWS_20:r\n    c = [\n      1, # checkov:skip=CKV_AWS_21\n    ]\n  }\n}\n"
    )
    assert [("block", "a { … }")] * 2 == covered(nested)


@pytest.mark.parametrize(
    ("comment", "tool", "expected"),
    [
        ("tfsec:ignore:aws-s3-enable-versioning", "tfsec", ("aws-s3-enable-versioning", None, ())),
        ("tfsec:ignore:AWS-0090:exp:2024-03-10", "tfsec", ("AWS-0090", "2024-03-10", ())),
        ("tfsec:ignore:AWS-0090:ws:prod", "tfsec", ("AWS-0090", None, ("prod",))),
        ("trivy:ignore:AVD-AWS-0089:ws:dev-*:exp:2024-03-10", "trivy", ("AVD-AWS-0089", "2024-03-10", ("dev-*",))),
        ("trivy:ignore:*", "trivy", ("*", None, ())),
    ],
)
def test_tfsec_and_trivy(comment: str, tool: str, expected: tuple[object, ...]) -> None:
    """An id with its expiry and its workspace, in the line above or in the line."""
    for text in (f"#{comment}\n{ABOVE}", ABOVE.replace("{\n", f"{{ # {comment}\n", 1)):
        found = only(text)
        said = found.statement
        assert (tool, *expected) == (said.tool, *said.ids, said.until, said.environments)
        assert ("block", "") == (found.covers, said.problem)


def test_several_on_a_line_share_what_is_said_around_them() -> None:
    """Statements on one line are read each for itself; the other words are the reason."""
    text = _inside("#tfsec:ignore:a:exp:2024-03-10 #trivy:ignore:b - open for the demo")
    said = [
        (one.statement.ids, one.statement.until, one.statement.reason) for one in directives_of("m.tf", text.encode())
    ]
    assert [(("a",), "2024-03-10", "open for the demo"), (("b",), None, "open for the demo")] == said


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a {\n  b = 1 # tfsec:ignore:x\n}\n", ("attribute", "b = 1")),
        ("a {\n  # tfsec:ignore:x\n  b = [\n    1\n  ]\n}\n", ("attribute", "b = [ … ]")),
        ("a {\n  # trivy:ignore:x\n  b {\n  }\n}\n", ("block", "b { … }")),
        ('# trivy:ignore:x\nmodule "m" {\n}\n', ("block", 'module "m" { … }')),
        ("a {\n  # trivy:ignore:x\n\n  b = 1\n}\n", ("stands at nothing that trivy would apply it to", None)),
        ("a {\n  b = [\n  ] # tfsec:ignore:x\n}\n", ("attribute", "b = [ … ]")),
        ("# tfsec:ignore:x\n\na {\n}\n", ("stands at nothing that tfsec would apply it to", None)),
    ],
)
def test_tfsec_and_trivy_cover_a_line_or_what_begins_there(text: str, expected: tuple[str, str | None]) -> None:
    """The attribute or block of the line, or of the line below; nothing else."""
    assert [expected] == covered(text)


CONDITIONS = {
    "from_port=22": True,
    'protocol="tcp"': True,
    "open=true": True,
    "protocol=t*": True,
    "inner.x=1": True,
    "from_port=23": False,
    "to_port=22": False,
    "twice.x=1": False,
    "missing.x=1": False,
    "made.x=1": False,
    "from_port": False,
}


@pytest.mark.parametrize("condition", CONDITIONS)
def test_conditions_hold_where_the_block_says_so_plainly(condition: str) -> None:
    """A condition on what is not written as a plain value, or written twice, keeps the comment from being honoured."""
    body = 'from_port = 22\n protocol = "tcp"\n open = true\n to_port = var.x\n inner {\n x = 1\n }\n'
    body += 'twice {\n x = 1\n }\n twice {\n x = 2\n }\n dynamic "made" {\n content {\n x = 1\n }\n }\n'
    found = only(f"# trivy:ignore:AWS-0107[{condition}]\na {{\n {body}}}\n")
    assert CONDITIONS[condition] == (found.covers == "block")
    assert CONDITIONS[condition] == (not found.statement.problem)


@pytest.mark.parametrize(
    ("text", "verb", "ids", "expected"),
    [
        (f"# kics-scan ignore\n{ABOVE}", "ignore", ("*",), "file"),
        (f"# x\n\n# dd-iac-scan disable=a,b\n{ABOVE}", "disable", ("a", "b"), "file"),
        (f"# kics-scan enable=a\n{ABOVE}", "enable", ("a",), "file"),
        (f"locals {{\n}}\n# kics-scan ignore-block\n{ABOVE}", "ignore-block", ("*",), "block"),
        (_inside("# dd-iac-scan ignore-line"), "ignore-line", ("*",), "attribute"),
        ("a {\n  # kics-scan ignore-block\n  b {\n  }\n}\n", "ignore-block", ("*",), "block"),
        ("a {\n  # kics-scan ignore-line\n  b { c = 1 }\n}\n", "ignore-line", ("*",), "block"),
    ],
)
def test_kics(text: str, verb: str, ids: tuple[str, ...], expected: str) -> None:
    """Whole files, ids at a file's head, the next line and the next block."""
    found = only(text)
    assert ("kics", verb, ids, expected) == (
        found.statement.tool,
        found.statement.verb,
        found.statement.ids,
        found.covers,
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (f"{ABOVE}# kics-scan ignore\n", "kics reads this at the head of a file only"),
        (_inside("# kics-scan disable=a"), "kics reads this at the head of a file only"),
        (
            f"# kics-scan ignore-line\n{ABOVE}",
            "`ignore-line` above a block speaks of the block's first line alone, which no finding here lies in",
        ),
        ("a {\n  b = 1 # kics-scan ignore-line\n}\n", "there is nothing in the line below it"),
        ("# kics-scan disable=\na {\n}\n", "`kics-scan disable=` is not understood"),
        ("# kics-scan ignor\na {\n}\n", "`kics-scan ignor` is not understood"),
        (_inside("#checkov:skip CKV_AWS_20"), "`checkov:skip` names no id"),
        (_inside("#checkov:skip=:reason"), "`checkov:skip` names no id"),
        (_inside("#ts:skip= "), "`ts:skip` names no id"),
        (_inside("#tfsec:ignore"), "`tfsec:ignore` is not understood"),
        (_inside("#tfsec:ignore:a:exp:tomorrow"), "`tomorrow` is no date"),
        (_inside("#tfsec:ignore:a:for:ever"), "`:for:` is not understood"),
        (_inside("#tfsec:ignore:a:exp"), "`tfsec:ignore:a:exp` is not understood"),
        (_inside("#tfsec:ignore:a,tfsec:ignore:b"), "`tfsec:ignore:a,tfsec:ignore:b` is not understood"),
    ],
)
def test_other_tools_mistakes_are_told(text: str, problem: str) -> None:
    """What another tool would not honour, or nobody understands, is told and not honoured."""
    found = only(text)
    assert (problem, None) == (found.statement.problem, found.covers)


def test_terrascan() -> None:
    """An id and the words behind it, inside of the resource."""
    found = only(_inside("#ts:skip=AC_AWS_0210 known and wanted"))
    said = found.statement
    assert ("terrascan", ("AC_AWS_0210",), "known and wanted", "block") == (
        said.tool,
        said.ids,
        said.reason,
        found.covers,
    )


def test_two_tools_share_a_comment() -> None:
    """A reason ends where the next statement begins."""
    text = _inside("#checkov:skip=CKV_AWS_20:open #ts:skip=AC_1 wanted")
    said = [(one.statement.tool, one.statement.reason) for one in directives_of("m.tf", text.encode())]
    assert [("checkov", "open"), ("terrascan", "wanted")] == said
