"""`gatewright who-can` and `gatewright access`, as they are typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gatewright.cli.application import run

FIXTURES = Path(__file__).parents[2] / "terraform_fixtures" / "identity"
ASKED = ["who-can", "s3:GetObject", "aws_s3_bucket.data"]


def test_who_can_writes_json(capsys: pytest.CaptureFixture[str]) -> None:
    """Every answer has the principal, the access, the outcome, its statements and its steps."""
    code = run([*ASKED, str(FIXTURES / "roles"), "--format", "json"])
    found = {one["principal"]["name"]: one for one in json.loads(capsys.readouterr().out)}
    assert 0 == code
    assert {
        "principal": {
            "arn": "arn:aws:iam::000000000000:role/deploy",
            "name": "deploy",
            "address": "aws_iam_role.deploy",
            "kind": "role",
            "account": "000000000000",
        },
        "access": "indirect",
        "outcome": "allowed",
        "condition": None,
        "unknown": [],
        "resource": "arn:aws:s3:::acme-data/*",
        "statements": [{"policy": "reader", "index": 0, "effect": "Allow", "file": "main.tf", "line": 68}],
        "hops": [
            {
                "from": "arn:aws:iam::000000000000:role/deploy",
                "to": "arn:aws:iam::000000000000:role/reader",
                "action": "sts:AssumeRole",
                "outcome": "allowed",
                "condition": None,
                "statements": [
                    {"policy": "trust policy of reader", "index": 0, "effect": "Allow", "file": "main.tf", "line": 54}
                ],
            }
        ],
    } == found["deploy"]


def test_who_can_writes_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    """A line for each answer, with the way it goes and the places of its statements."""
    run([*ASKED, str(FIXTURES / "roles"), "--indirect"])
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["principal", "kind", "access", "outcome", "through", "because", "of", "if"] == lines[0]
    assert ["aws_iam_role.deploy", "aws_iam_user.alice", "aws_iam_user.mallory"] == [line[0] for line in lines[1:]]
    assert ["deploy", ">", "reader"] == lines[2][4:7]


def test_who_can_writes_a_graph(capsys: pytest.CaptureFixture[str]) -> None:
    """Steps are arrows, conditions dashes, and the resource a box."""
    run([*ASKED, str(FIXTURES / "roles"), "--format", "dot"])
    assert [
        "digraph access {",
        "  rankdir=LR;",
        '  "arn:aws:s3:::acme-data/*" [shape=box];',
        '  "alice" -> "deploy" [label="sts:AssumeRole"];',
        '  "deploy" -> "reader" [label="sts:AssumeRole"];',
        '  "mallory" -> "deploy" [label="sts:AssumeRole", style=dashed];',
        '  "reader" -> "arn:aws:s3:::acme-data/*" [label="s3:GetObject"];',
        "}",
    ] == capsys.readouterr().out.splitlines()


def test_access_writes_what_a_principal_can_do(capsys: pytest.CaptureFixture[str]) -> None:
    """Each resource with the actions on it; `--direct` leaves out what takes a role."""
    code = run(["access", "aws_iam_user.alice", str(FIXTURES / "roles"), "--direct", "--format", "json"])
    (found,) = json.loads(capsys.readouterr().out)
    assert 0 == code
    assert (["sts:AssumeRole"], "direct", []) == (found["actions"], found["access"], found["hops"])
    assert {
        "arn": "arn:aws:iam::000000000000:role/deploy",
        "name": "deploy",
        "address": "aws_iam_role.deploy",
        "account": "000000000000",
    } == found["resource"]


def test_malformed_policies_make_the_answer_incomplete(capsys: pytest.CaptureFixture[str]) -> None:
    """The rest is answered, the problems are told with their places, and the exit code says so."""
    code = run([*ASKED, str(FIXTURES / "malformed"), "--format", "json"])
    written = capsys.readouterr()
    assert (3, ["alice"]) == (code, [one["principal"]["name"] for one in json.loads(written.out)])
    assert "error: main.tf:14: policy `text`: it is not valid JSON" in written.err


def test_variables_settle_what_is_open(capsys: pytest.CaptureFixture[str]) -> None:
    """Values of variables are given as to a scan."""
    arguments = [*ASKED, str(FIXTURES / "unknown"), "--var", "prefix=reports", "--format", "json"]
    run([*arguments, "--var", "policy_arn=arn:aws:iam::aws:policy/AdministratorAccess", "--var", "statements=[]"])
    found = {one["principal"]["name"]: one["outcome"] for one in json.loads(capsys.readouterr().out)}
    assert {"attached": "allowed", "folder": "allowed", "aws": "conditional"} == found


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["who-can", "s3:*", "aws_s3_bucket.data"], "`s3:*` is no action"),
        (["who-can", "s3:GetObject", "aws_s3_bucket.nothing"], "there is no resource `aws_s3_bucket.nothing`"),
        (["access", "aws_iam_user.nobody"], "there is no user or role `aws_iam_user.nobody`"),
    ],
)
def test_what_cannot_be_asked_is_a_usage_error(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2, and a message that says what to do."""
    assert 2 == run([*arguments, str(FIXTURES / "users")])
    assert message in capsys.readouterr().err
