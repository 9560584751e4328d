"""Other tools' comments in our words."""

from __future__ import annotations

import pytest
from skip_comments import RULES

from gatewright.sources.terraform.comments import RuleIndex
from gatewright.sources.terraform.comments.edits import patch
from gatewright.sources.terraform.comments.migration import migrate
from gatewright.sources.terraform.editing.splices import Splice

INDEX = RuleIndex(RULES)
EXPIRING = "tfsec:ignore:AWS-0107:exp:2024-03-10"


def _none(written: str) -> str:
    """The reason of a comment that had none."""
    return f"migrated from {written}, no reason given"


CASES = {
    "checkov: directly above an argument": (
        "a {\n  #checkov:skip=CKV_AWS_18:why\n  b = 1\n}\n",
        "# gatewright:ignore aws.s3.logging -- why\na {\n  b = 1\n}\n",
    ),
    "checkov: a blank line below": (
        "a {\n  //checkov:skip=CKV_AWS_18\n\n  b = 1\n}\n",
        f"a {{\n  // gatewright:ignore aws.s3.logging -- {_none('checkov:skip=CKV_AWS_18')}\n\n  b = 1\n}}\n",
    ),
    "checkov: ids that stay": (
        "a {\n\n  #checkov:skip=CKV_X_1,CKV_AWS_18:why\n\n}\n",
        "a {\n\n  # gatewright:ignore aws.s3.logging -- why\n  #checkov:skip=CKV_X_1:why\n\n}\n",
    ),
    "checkov: behind the brace": (
        "a { # checkov:skip=CKV_AWS_18:why\n  b = 1\n}\n",
        "a { # gatewright:ignore aws.s3.logging -- why\n  b = 1\n}\n",
    ),
    "checkov: behind an argument": (
        "a {\n  b = 1 # checkov:skip=CKV_AWS_18:why\n}\n",
        "# gatewright:ignore aws.s3.logging -- why\na {\n  b = 1\n}\n",
    ),
    "tfsec: behind an argument": (
        "a {\n  b = 1 #tfsec:ignore:AWS-0107:exp:2024-03-10\n}\n",
        f"a {{\n  b = 1 # gatewright:ignore aws.ec2.ssh until=2024-03-10 -- {_none(EXPIRING)}\n}}\n",
    ),
    "tfsec: behind an argument, one stays": (
        "a {\n  b = 1 #tfsec:ignore:AWS-0107 #tfsec:ignore:x\n}\n",
        f"a {{\n  # gatewright:ignore aws.ec2.ssh -- {_none('tfsec:ignore:AWS-0107')}\n  b = 1 # tfsec:ignore:x\n}}\n",
    ),
    "trivy: above a block, with a workspace": (
        "# trivy:ignore:AWS-0107:ws:dev-* demo\na {\n}\n",
        "# gatewright:ignore aws.ec2.ssh environment=dev-* -- demo\na {\n}\n",
    ),
    "trivy: before the argument": (
        "a {\n  /* trivy:ignore:AWS-0107 demo */ b = 1\n}\n",
        "a {\n  # gatewright:ignore aws.ec2.ssh -- demo\n  b = 1\n}\n",
    ),
    "kics: a file": (
        "# kics-scan disable=568a4d22-0000\na {\n}\n",
        f"# gatewright:ignore aws.s3.versioning -- {_none('kics-scan disable=568a4d22-0000')}\n\na {{\n}}\n",
    ),
    "kics: a block": (
        "a {\n}\n# kics-scan ignore-block\nb {\n}\n",
        "a {\n}\n# gatewright:ignore * -- migrated from kics-scan ignore-block, no reason given\nb {\n}\n",
    ),
    "terrascan: in windows' lines": (
        "a {\r\n\r\n  #ts:skip=AC_AWS_0210 why\r\n\r\n}",
        "a {\r\n\r\n  # gatewright:ignore aws.s3.acl_readable -- why\r\n\r\n}",
    ),
    "two comments of one block": (
        "a {\n  #checkov:skip=CKV_AWS_18:1\n  #checkov:skip=CKV_AWS_21:2\n  b = 1\n}\n",
        "# gatewright:ignore aws.s3.logging -- 1\n# gatewright:ignore aws.s3.versioning -- 2\na {\n  b = 1\n}\n",
    ),
    "the same three times over": (
        "a { #checkov:skip=CKV_AWS_18:1\n  b = 1 #checkov:skip=CKV_AWS_18:1\n  #checkov:skip=CKV_AWS_18:1\n}\n",
        "# gatewright:ignore aws.s3.logging -- 1\n" * 3 + "a {\n  b = 1\n}\n",
    ),
    "nobody claims it": ("a {\n  #checkov:skip=CKV_X_1:1\n}\n", "a {\n  #checkov:skip=CKV_X_1:1\n}\n"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_comment_becomes_ours(name: str) -> None:
    """The comment in our words, moved where ours would cover something else in its place."""
    before, after = CASES[name]
    assert after == migrate("main.tf", before.encode(), INDEX).data.decode()


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("# trivy:ignore:AWS-0107[b=1]\na {\n  b = 1\n}\n", "our comments have no conditions"),
        ("# kics-scan enable=568a4d22-0000\na {\n}\n", "our comments name what is silenced, not what is left on"),
        (
            "# tfsec:ignore:AWS-0107 kics-scan ignore tfsec:ignore:x\na {\n}\n",  # the rest would begin with a skip
            "no place was found where our comment would cover the same; rewrite it by hand",
        ),
        (
            "/*\n kics-scan ignore\n */\na {\n}\n",
            "no place was found where our comment would cover the same; rewrite it by hand",
        ),
    ],
)
def test_what_ours_cannot_say_stays(text: str, detail: str) -> None:
    """A comment that has no equal of ours is left as it is, with a note."""
    migrated = migrate("main.tf", text.encode(), INDEX)
    assert (text, [("note", detail)]) == (
        migrated.data.decode(),
        [(one.severity, one.detail) for one in migrated.diagnostics],
    )


def test_json_stays() -> None:
    """Files in JSON have no comments of other tools."""
    text = b'{"//": "checkov:skip=CKV_AWS_18:r"}'
    assert text == migrate("main.tf.json", text, INDEX).data


def test_a_patch_has_hunks_with_context() -> None:
    """Changes far apart are hunks of their own, and lines are counted on both sides."""
    data = b"".join(b"%d\n" % number for number in range(1, 21))
    edits = [Splice(0, 0, b"new\n"), Splice(len(data) - 3, len(data), b"last")]
    expected = (
        "diff --git a/x y b/x y\n--- a/x y\t\n+++ b/x y\t\n"
        "@@ -1,3 +1,4 @@\n+new\n 1\n 2\n 3\n"
        "@@ -17,4 +18,4 @@\n 17\n 18\n 19\n-20\n+last\n\\ No newline at end of file\n"
    )
    assert expected == patch("x y", data, edits).decode()
