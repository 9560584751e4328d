"""Checking a configuration against the rules and files that there are."""

from __future__ import annotations

from pathlib import Path

import pytest

import gatewright as gw
from gatewright.app.config.checking import check, missing_files
from gatewright.app.config.reading import find_config
from gatewright.app.config.settings import Settings, settle
from gatewright.app.policies import load_policies
from gatewright.cli.application import run

HINT = "`gatewright rules list` names all rules"
SENSITIVE = "aws.ec2.security_group_allows_sensitive_ports_from_internet"


def _settings(folder: Path, text: str) -> Settings:
    (folder / "gatewright.toml").write_text(text)
    return settle(find_config(folder))


CASES = {
    '[rules]\nenable = ["aws.s3.bucket_versioning_disable"]': (
        '2: `rules.enable[0]` is `"aws.s3.bucket_versioning_disable"`, which matches no rule; '
        f"did you mean `aws.s3.bucket_versioning_disabled`?; {HINT}"
    ),
    '[rules]\ndisable = [\n "aws.*",\n "gcp.*"]': f'4: `rules.disable[1]` is `"gcp.*"`, which matches no rule; {HINT}',
    'unskippable = ["x"]': f'1: `unskippable[0]` is `"x"`, which matches no rule; {HINT}',
    '[[suppressions]]\nreason = "a"\nrules = ["x"]': (
        f'3: `suppressions[0].rules[0]` is `"x"`, which matches no rule; {HINT}'
    ),
    '[rules.severities]\n"x" = "low"': f"2: `rules.severities.x` names no rule; {HINT}",
    "[rules.parameters.x]\na = 1": f"1: `rules.parameters.x` names no rule; {HINT}",
    '[rules.parameters."aws.rds.backup_retention_too_short"]\nminimum_day = 3': (
        '2: `rules.parameters."aws.rds.backup_retention_too_short".minimum_day` is not a parameter of this rule; '
        "did you mean `minimum_days`?; it has `minimum_days`"
    ),
    '[rules.parameters."aws.rds.backup_retention_too_short"]\nminimum_days = "3"': (
        '2: `rules.parameters."aws.rds.backup_retention_too_short".minimum_days` must be a number, '
        "such as the default `1`"
    ),
    '[rules.parameters."aws.s3.bucket_versioning_disabled"]\na = 3': (
        '2: `rules.parameters."aws.s3.bucket_versioning_disabled".a` is not a parameter of this rule; it has none'
    ),
    'frameworks = ["cis-aws-5.0", "x"]': (
        "1: `frameworks[1]` cannot be used: no framework `x`; `gatewright frameworks list` names all frameworks"
    ),
    '[environments.prod]\n[[suppressions]]\nrules = ["aws.*"]\nreason = "a"\nenvironments = ["prd"]': (
        '5: `suppressions[0].environments[0]` is `"prd"`, which is no environment; did you mean `prod`?; '
        "there are `prod`"
    ),
    f'[rules.parameters."{SENSITIVE}"]\ntcp_ports = [1]\n[rules]\nenable = ["aws.s3.*"]\nseverities = {{}}': None,
}


@pytest.mark.parametrize("text", CASES, ids=range(len(CASES)))
def test_what_is_not_there_is_told(tmp_path: Path, text: str) -> None:
    """Each rule, pattern, parameter, framework and environment that is not there is named with its line."""
    told = [
        line.removeprefix(f"{tmp_path}/gatewright.toml:") for line in check(_settings(tmp_path, text), load_policies())
    ]
    expected = CASES[text]
    assert ([] if expected is None else [expected]) == told


def test_environments_of_the_caller_are_known(tmp_path: Path) -> None:
    """A suppression may name an environment that only the command line makes."""
    settings = _settings(tmp_path, '[[suppressions]]\nrules = ["aws.*"]\nreason = "a"\nenvironments = ["prod"]')
    told = check(settings, load_policies())
    assert (1, ()) == (len(told), check(settings, load_policies(), ["prod"]))


def test_rules_that_failed_to_load_are_known(tmp_path: Path) -> None:
    """A broken rule is told where rules are told; the configuration that names it is not wrong."""
    folder = tmp_path / "rules" / "rules" / "acme" / "s3" / "broken"
    folder.mkdir(parents=True)
    (folder / "broken.rego").write_text("# METADATA\n# title: t\npackage rules.acme.s3.broken\n")
    policies = load_policies((tmp_path / "rules",))
    (failed,) = [error.rule for error in policies.errors]
    assert () == check(_settings(tmp_path, f'[rules]\ndisable = ["{failed}"]'), policies)


def test_missing_files_are_told(tmp_path: Path) -> None:
    """Files and folders that are named must be there, each as what it is."""
    (tmp_path / "file").write_text("")
    text = (
        'var-files = ["a"]\nrules-dirs = ["file"]\nframeworks-dirs = ["b"]\nbaseline = "."\n'
        'bundles = [{ path = "file", key = "c" }]\n[environments.x]\nvar-files = ["file", "d"]\n'
    )
    told = [line.removeprefix(f"{tmp_path}/gatewright.toml:") for line in missing_files(_settings(tmp_path, text))]
    assert [
        "1: `var-files[0]` names no file; create it or remove it here",
        "2: `rules-dirs[0]` names no folder; create it or remove it here",
        "3: `frameworks-dirs[0]` names no folder; create it or remove it here",
        "4: `baseline` names no file; create it or remove it here",
        "5: `bundles[0].key` names no file; create it or remove it here",
        "7: `environments.x.var-files[1]` names no file; create it or remove it here",
    ] == told


def test_without_a_configuration_nothing_is_wrong() -> None:
    """Defaults need no checking."""
    assert ((), ()) == (check(settle(), load_policies()), missing_files(settle()))


def test_the_command_checks_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`config check` ends with 2 where there is nothing to check, where files are missing, where rules are unknown."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    codes = [run(["config", "check"]), run(["config", "check", "nowhere"])]
    for text in ('rules-dirs = ["x"]', 'unskippable = ["x"]', ""):
        (tmp_path / "gatewright.toml").write_text(text)
        codes.append(run(["config", "check"]))
    captured = capsys.readouterr()
    assert ([2, 2, 2, 2, 0], "gatewright.toml is fine\n") == (codes, captured.out)
    assert [
        "gatewright: there is no configuration for `.`; write a `gatewright.toml` there or in a folder above",
        "gatewright: `nowhere` does not exist",
        "gatewright: gatewright.toml:1: `rules-dirs[0]` names no folder; create it or remove it here",
        f'gatewright: gatewright.toml:1: `unskippable[0]` is `"x"`, which matches no rule; {HINT}',
    ] == captured.err.splitlines()


def test_the_command_prints_json_and_the_schema(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Both are JSON for programs; without a file every setting is a default."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    assert 0 == run(["config", "show", "--format", "json"])
    assert '{\n  "file": null,' == capsys.readouterr().out[:17]
    assert 0 == run(["config", "show"])
    assert "# there is no configuration file\n" == capsys.readouterr().out[:33]
    assert 0 == run(["config", "schema"])
    schema = Path(__file__).parents[3] / "docs" / "schemas" / "gatewright-config-1.schema.json"
    assert schema.read_text(encoding="utf-8") == capsys.readouterr().out


def test_the_shipped_rules_have_the_parameters_of_these_tests() -> None:
    """The tests above speak of rules that there are."""
    assert {SENSITIVE, "aws.rds.backup_retention_too_short"} <= {rule.id for rule in gw.rules() if rule.parameters}
