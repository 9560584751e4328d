"""Settings: defaults, the file over them, the command line over both, and who decided."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from gatewright.app.config.display import as_json, as_toml
from gatewright.app.config.entries import code_owners, entries
from gatewright.app.config.file import Config
from gatewright.app.config.keys import Key
from gatewright.app.config.reading import find_config
from gatewright.app.config.settings import Bundle, Environment, Settings, settle
from gatewright.errors import UsageError
from gatewright.evaluate.suppression import Entry

TEXT = """\
fail-on = "high"
rules-dirs = ["rules"]
baseline = "known.jsonl"
var-files = ["common.tfvars"]
variables = { region = "eu-west-1", ports = [22, 443] }
bundles = [{ path = "b.tar.gz", key = "b.pem" }]

[rules]
disable = ["aws.ec2.*"]
severities = { "aws.s3.a" = "low" }

[rules.parameters."aws.s3.a"]
days = 3

[owners]
"/infra/" = ["@acme/platform", "a@example.com"]
"*.tfvars" = []

[environments.staging]

[environments.production]
var-files = ["production.tfvars"]
variables.region = "eu-central-1"
workspace = "live"

[[suppressions]]
rules = ["aws.s3.*", "aws.iam.a"]
reason = " because "
owner = "@acme"
until = "2027-03-31"

[[suppressions]]
rules = ["aws.rds.*"]
paths = ["/old/"]
addresses = ["module.a.*"]
accounts = ["123456789012"]
tags = { team = "x*" }
environments = ["staging"]
reason = "old"
"""


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    """The configuration above, in the current folder."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "gatewright.toml").write_text(TEXT)
    monkeypatch.chdir(tmp_path)
    found = find_config(Path())
    assert found is not None
    return found


def test_without_a_file_there_are_defaults() -> None:
    """Nothing found, nothing given: the settings are those of the class."""
    settings = settle()
    assert Settings() == settle(None, {})
    assert {"default"} == {origin.kind for origin in settings.origins.values()}


def test_the_file_decides(config: Config) -> None:
    """Values of the file become settings; its paths start from the caller's folder."""
    settings = settle(config)
    assert ("high", (Path("rules"),), Path("known.jsonl"), ("aws.ec2.*",)) == (
        settings.fail_on,
        settings.rules_dirs,
        settings.baseline,
        settings.disable,
    )
    assert (("region", "eu-west-1"), ("ports", "[22, 443]")) == settings.variables
    assert (Bundle(Path("b.tar.gz"), Path("b.pem")),) == settings.bundles
    assert ({"aws.s3.a": "low"}, {"aws.s3.a": {"days": 3}}) == (settings.severities, settings.parameters)


def test_the_command_line_decides_over_the_file(config: Config) -> None:
    """Options take the place of what the file says; rules left out add up, variables go over it name by name."""
    given = {
        "fail_on": "low",
        "rules_dirs": (Path("mine"),),
        "disable": ("aws.s3.a", "aws.ec2.*"),
        "variables": (("ports", "[80]"), ("more", "1")),
        "var_files": (),
    }
    settings = settle(config, given)
    assert ("low", (Path("mine"),), ("aws.ec2.*", "aws.s3.a"), ()) == (
        settings.fail_on,
        settings.rules_dirs,
        settings.disable,
        settings.var_files,
    )
    assert {"region": "eu-west-1", "ports": "[80]", "more": "1"} == dict(settings.variables)
    kinds = {key: settings.origins[key].kind for key in settings.origins}
    keys: list[Key] = [("fail-on",), ("rules", "disable"), ("variables", "ports"), ("variables", "region"), ("jobs",)]
    assert ["command line"] * 3 + ["file", "default"] == [kinds[key] for key in keys]


def test_a_default_is_not_told_beside_what_was_given() -> None:
    """Where the command line adds the first variable there is no other row for variables, and all is still TOML."""
    settings = settle(None, {"variables": (("a", "1"),), "disable": ("x",)})
    assert [("variables", "a")] == [key for key in settings.origins if key[0] == "variables"]
    shown = tomllib.loads(as_toml(settings))
    assert ({"a": "1"}, ["x"]) == (shown["variables"], shown["rules"]["disable"])


def test_environments_have_what_holds_in_all(config: Config) -> None:
    """An environment adds its files and goes over variables and the workspace; the command line goes over both."""
    staging, production = settle(config, {"variables": (("ports", "[1]"),)}).environments
    everywhere = (Path("common.tfvars"),)
    assert Environment("staging", everywhere, (("region", "eu-west-1"), ("ports", "[1]"))) == staging
    files = (*everywhere, Path("production.tfvars"))
    assert Environment("production", files, (("region", "eu-central-1"), ("ports", "[1]")), "live") == production
    given = settle(config, {"workspace": "mine", "variables": {"region": "x"}}).environments[1]
    assert ("mine", "x") == (given.workspace, dict(given.variables)["region"])


def test_environments_can_be_chosen(config: Config) -> None:
    """Only those that are named are there; a name that is none is told."""
    assert ["staging"] == [one.name for one in settle(config, {"environments": ("staging",)}).environments]
    with pytest.raises(
        UsageError, match=r"no environment `prod` in the configuration; it has `staging`, `production`$"
    ):
        settle(config, {"environments": ("prod",)})


def test_a_wrong_override_is_our_own_mistake(config: Config) -> None:
    """A name that no setting has is an error of the program."""
    with pytest.raises(TypeError, match="fail-on"):
        settle(config, {"fail-on": "low"})


ORIGINS: dict[Key, str] = {
    ("fail-on",): "gatewright.toml:1",
    ("severity",): "default",
    ("variables", "ports"): "gatewright.toml:5",
    ("bundles", 0, "key"): "gatewright.toml:6",
    ("rules", "enable"): "default",
    ("rules", "severities", "aws.s3.a"): "gatewright.toml:10",
    ("rules", "parameters", "aws.s3.a", "days"): "gatewright.toml:13",
    ("owners", "*.tfvars"): "gatewright.toml:17",
    ("environments", "staging"): "gatewright.toml:19",
    ("environments", "production", "variables"): "gatewright.toml:23",
    ("suppressions", 1, "tags"): "gatewright.toml:37",
}


def test_origins_have_lines(config: Config) -> None:
    """Every setting names the line that decided about it."""
    origins = settle(config).origins
    assert ORIGINS == {key: str(origins[key]) for key in ORIGINS}


def test_suppressions_become_entries(config: Config) -> None:
    """Suppressions are passed on with file and line, in the form that all suppressions have."""
    first, second = entries(settle(config))
    assert ("config", ("aws.s3.*", "aws.iam.a"), "because", "@acme", "2027-03-31", "gatewright.toml", 26) == (
        first.kind,
        first.rules,
        first.reason,
        first.owner,
        str(first.until),
        first.file,
        first.line,
    )
    expected = Entry(
        kind="config",
        rules=("aws.rds.*",),
        written="aws.rds.*",
        reason="old",
        file="gatewright.toml",
        line=32,
        paths=("/old/",),
        addresses=("module.a.*",),
        accounts=("123456789012",),
        tags={"team": "x*"},
        environments=("staging",),
    )
    assert expected == second
    assert () == entries(settle())


def test_owners_are_asked_in_order(config: Config) -> None:
    """The last pattern that fits decides."""
    owners = code_owners(settle(config))
    paths = ("infra/main.tf", "infra/a.tfvars", "other.tf")
    assert [("@acme/platform", "a@example.com"), (), ()] == [owners.of(path) for path in paths]


def test_what_is_shown_means_the_same(config: Config) -> None:
    """The TOML that is shown is a configuration that gives the same settings."""
    before = settle(config)
    Path("gatewright.toml").write_text(as_toml(before))
    again = find_config(Path())
    assert again is not None
    assert _values(before) == _values(settle(again))


def _values(settings: Settings) -> dict[str, Any]:
    return {
        name: getattr(settings, name) for name in Settings.__dataclass_fields__ if name not in ("config", "origins")
    }


def test_json_has_every_setting(config: Config) -> None:
    """Programs get keys, values and origins; a day is a string."""
    shown: Any = as_json(settle(config, {"jobs": 2}))
    rows = {tuple(row["key"]): row for row in shown["settings"]}
    assert "gatewright.toml" == shown["file"]
    assert {"kind": "command line", "file": None, "line": None} == rows["jobs",]["origin"]
    assert "2027-03-31" == rows["suppressions", 0, "until"]["value"]
    assert "known.jsonl" == rows["baseline",]["value"]


VALUES = {
    '"${a}"': "${a}",
    "1": "1",
    "1.5": "1.5",
    "true": "true",
    '["${a}", "%{b}", "$a", "q\\"\\n\\u0008"]': '["$${a}", "%%{b}", "$a", "q\\"\\n\\u0008"]',
    '{ "a b" = { c = [] } }': '{"a b" = {"c" = []}}',
}


@pytest.mark.parametrize("text", VALUES)
def test_values_become_expressions(tmp_path: Path, text: str) -> None:
    """A string stands for itself as on the command line; all else is the expression of the same meaning."""
    (tmp_path / "gatewright.toml").write_text(f"variables.a = {text}")
    assert (("a", VALUES[text]),) == settle(find_config(tmp_path)).variables


def test_a_valid_run_loads_no_parser_of_positions(config: Config) -> None:
    """Finding and merging load neither the parser of positions nor YAML; without a file not even the models."""
    (Path.cwd() / "none").mkdir()
    (Path.cwd() / "none" / ".git").mkdir()
    code = (
        "import sys; from pathlib import Path\n"
        "from gatewright.app.config.reading import find_config; from gatewright.app.config.settings import settle\n"
        "settle(find_config(Path('none'))); print('gatewright.app.config.model' in sys.modules)\n"
        "settle(find_config(Path())); print([name for name in ('tree_sitter', 'yaml') if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "False\n[]\n" == done.stdout
