"""Secrets that only the provider knows to be such: literals in its password arguments."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gatewright.app.estate import Estate, LoadOptions, load
from gatewright.app.inspection import document_json, instance_json
from gatewright.app.output import without_secrets

_SECRET = "hunter2"  # noqa: S105  # the one that must not be seen

_SOURCE = """
resource "aws_db_instance" "one" {
  password            = "hunter2"
  publicly_accessible = true
}
resource "aws_mq_broker" "one" {
  broker_name = "one"
  user {
    username = "u"
    password = "hunter2"
  }
}
resource "aws_ssm_parameter" "one" {
  name  = "one"
  value = "hunter2"
}
resource "aws_secretsmanager_secret_version" "one" {
  secret_string = jsonencode({ key = "hunter2" })
}
resource "aws_instance" "one" {
  user_data = "connect ${aws_db_instance.one.password}"
}
"""


def _shown(estate: Estate) -> str:
    instances = [instance_json(instance) for instance in estate.instances]
    documents = [document_json(document, estate, provenance=False) for document in estate.documents]
    return json.dumps([*instances, *documents])


def test_literal_secrets_of_source_are_not_shown(tmp_path: Path) -> None:
    """Not in the argument, not in a nested block, and not in what is made from it."""
    (tmp_path / "main.tf").write_text(_SOURCE, encoding="utf-8")

    shown = _shown(load(tmp_path, LoadOptions()))

    assert _SECRET not in shown
    assert shown.count('"password": {"$unknown": "sensitive value"}') >= 2


def test_unmarked_secrets_of_a_plan_are_not_shown(tmp_path: Path) -> None:
    """The oldest plans say nothing of what is sensitive."""
    after = {"password": _SECRET, "user": [{"username": "u", "password": _SECRET}], "engine": "mysql"}
    change = {"actions": ["create"], "before": None, "after": after, "after_unknown": {}}
    resource = {"address": "aws_db_instance.one", "mode": "managed", "type": "aws_db_instance", "name": "one"}
    plan = {
        "format_version": "0.1",
        "terraform_version": "0.12.31",
        "planned_values": {"root_module": {}},
        "resource_changes": [{**resource, "provider_name": "aws", "change": change}],
        "configuration": {"root_module": {}},
    }
    (tmp_path / "plan.json").write_text(json.dumps(plan), encoding="utf-8")

    shown = _shown(load(tmp_path / "plan.json", LoadOptions()))

    assert _SECRET not in shown
    assert '"engine": "mysql"' in shown


@pytest.mark.parametrize(
    ("line", "blanked"),
    [
        ('  password = "hunter2"', '  password = "…"'),
        ('  DB_PASSWORD: "hunter2",', '  DB_PASSWORD: "…"'),
        ('  "secret_string" = "hunter2" # x', '  "secret_string" = "…"'),
        ('  http_tokens = "optional"', '  http_tokens = "optional"'),
        ("  manage_master_user_password = true", "  manage_master_user_password = true"),
        ("  password = var.password", "  password = var.password"),
    ],
)
def test_excerpts_blank_secrets(line: str, blanked: str) -> None:
    """A string that is called a secret is blanked where source is shown; all else stays."""
    assert blanked == without_secrets(line)
