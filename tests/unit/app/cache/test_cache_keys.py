"""Keys: whatever an answer depends on besides the scanned folder is in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path

import pytest

from gatewright._version import __version__
from gatewright.app.asking import JudgeOptions, OpaSettings
from gatewright.app.cache import identity
from gatewright.app.cache.request import Unkeyed, policies_key, request_key
from gatewright.app.estate import LoadOptions
from gatewright.app.ownership import OwnersMap
from gatewright.app.policies import load_policies
from gatewright.owners import parse
from gatewright.rules.selection import Selection
from gatewright.sources.bundles import Bundle

RULE = load_policies().rules[0]
FRAMEWORK = load_policies().frameworks[0]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a file of variables, and one with rules."""
    (tmp_path / "a.tfvars").write_text("a = 1", encoding="utf-8")
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "r.rego").write_text("package rules.r", encoding="utf-8")
    return tmp_path


LOADS: dict[str, Callable[[Path], LoadOptions]] = {
    "var_files": lambda folder: LoadOptions(var_files=(folder / "a.tfvars",)),
    "variables": lambda _: LoadOptions(variables=(("a", "b"),)),
    "environment": lambda _: LoadOptions(environment={"TF_VAR_a": "b"}),
    "source": lambda folder: LoadOptions(source=folder),
    "workspace": lambda _: LoadOptions(workspace="other"),
    "expected_names": lambda _: LoadOptions(expected_names=True),
}
JUDGES: dict[str, Callable[[Path], JudgeOptions]] = {
    "selection": lambda _: JudgeOptions(selection=Selection(include=("aws.*",))),
    "rule_dirs": lambda folder: JudgeOptions(rule_dirs=(folder / "rules",)),
    "framework_dirs": lambda folder: JudgeOptions(framework_dirs=(folder / "rules",)),
    "bundles": lambda folder: JudgeOptions(bundles=(Bundle(folder / "a.tfvars"),)),
    "rules": lambda _: JudgeOptions(rules=(RULE,)),
    "frameworks": lambda _: JudgeOptions(frameworks=(FRAMEWORK,)),
    "parameters": lambda _: JudgeOptions(parameters={RULE.id: {"a": 1}}),
    "severities": lambda _: JudgeOptions(severities={RULE.id: "low"}),
    "weights": lambda _: JudgeOptions(weights={"low": 2.0}),
    "owners": lambda _: JudgeOptions(owners=OwnersMap(parse("* @a", "map"))),
    "kept": lambda _: JudgeOptions(kept=frozenset({"fail"})),
}


def key(folder: Path, load: LoadOptions | None = None, judge: JudgeOptions | None = None) -> str:
    """The key of a request."""
    return request_key(folder, load or LoadOptions(), judge or JudgeOptions())


@pytest.mark.parametrize("option", LOADS)
def test_each_option_of_loading_is_in_the_key(folder: Path, option: str) -> None:
    """A request that is read otherwise has another key."""
    assert key(folder) != key(folder, LOADS[option](folder))


@pytest.mark.parametrize("option", JUDGES)
def test_each_option_of_judging_is_in_the_key(folder: Path, option: str) -> None:
    """A request that is judged otherwise has another key."""
    assert key(folder) != key(folder, judge=JUDGES[option](folder))


def test_no_option_is_forgotten() -> None:
    """Options are in the key, or it is known why not: they choose roots, or the engine, of which one alone is kept."""
    assert {one.name for one in fields(LoadOptions)} == {*LOADS, "include", "exclude", "prefix"}
    assert {one.name for one in fields(JudgeOptions)} == {*JUDGES, "engine", "opa"}


def test_what_is_not_read_is_not_in_the_key(folder: Path) -> None:
    """The environment but for Terraform's variables, and a token, leave the key as it is."""
    same = key(folder, LoadOptions(environment={"HOME": "/x"}), JudgeOptions(opa=OpaSettings(token="secret")))  # noqa: S106
    assert key(folder) == same


def test_the_bytes_of_named_files_are_in_the_key(folder: Path) -> None:
    """A file of variables and a rule that change change the key; so does a new rule."""
    load, judge = LOADS["var_files"](folder), JUDGES["rule_dirs"](folder)
    keys = [key(folder, load, judge)]
    for path in ("a.tfvars", "rules/r.rego", "rules/new.rego"):
        (folder / path).write_text("# changed", encoding="utf-8")
        keys.append(key(folder, load, judge))
    assert len(keys) == len(set(keys))


def test_owners_are_in_the_key(folder: Path) -> None:
    """A CODEOWNERS file that appears, changes, or lies elsewhere changes the key."""
    keys = [key(folder)]
    for path, text in (("CODEOWNERS", "* @a"), ("CODEOWNERS", "* @b"), (".github/CODEOWNERS", "* @b")):
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
        keys.append(key(folder))
    assert len(keys) == len(set(keys))


def test_a_file_that_cannot_be_read_has_no_key(folder: Path) -> None:
    """The ordinary way says what is wrong with it."""
    with pytest.raises(Unkeyed):
        key(folder, LoadOptions(var_files=(folder / "missing.tfvars",)))


def test_a_value_of_an_unknown_kind_has_no_key(folder: Path) -> None:
    """What cannot be written down cannot be compared."""
    with pytest.raises(Unkeyed):
        key(folder, judge=replace(JudgeOptions(), parameters={RULE.id: {"a": object()}}))  # type: ignore[dict-item]  # what the test is about


def test_rules_are_in_the_key_of_policies(folder: Path) -> None:
    """The rules of one's own are, what is asked of them is not."""
    keys = {policies_key(JudgeOptions()), policies_key(JUDGES["rule_dirs"](folder))}
    assert 2 == len(keys)
    assert policies_key(JudgeOptions()) in keys & {policies_key(JUDGES["severities"](folder))}


def test_versions_are_in_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another version of the program or of a library has other keys."""
    keys = [identity.code_identity.__wrapped__()]
    monkeypatch.setattr("gatewright.app.cache.identity.__version__", "0.0.0")
    keys.append(identity.code_identity.__wrapped__())
    monkeypatch.setattr(identity, "PACKAGES", (*identity.PACKAGES, "pytest"))
    keys.append(identity.code_identity.__wrapped__())
    assert len(keys) == len(set(keys))


def test_code_that_is_worked_on_is_in_the_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a checkout, a changed file changes the key; of an installed package, what the installer wrote down."""
    package = tmp_path / "site-packages" / "gatewright"
    package.mkdir(parents=True)
    (package / "a.py").write_text("a", encoding="utf-8")
    monkeypatch.setattr(identity, "_PACKAGE", package)
    keys = [identity.code_identity.__wrapped__()]
    (package / "a.py").write_text("ab", encoding="utf-8")
    keys.append(identity.code_identity.__wrapped__())
    record = package.parent / f"gatewright-{__version__}.dist-info" / "RECORD"
    record.parent.mkdir()
    for line in ("gatewright/a.py,sha256=1,2", "gatewright/a.py,sha256=2,2"):
        record.write_text(f"{line}\n../../bin/gatewright,sha256=3,4\n", encoding="utf-8")
        keys.append(identity.code_identity.__wrapped__())
    assert len(keys) == len(set(keys))
    (package / "a.py").write_text("abc", encoding="utf-8")
    assert keys[-1] == identity.code_identity.__wrapped__()


def test_an_unusual_installation_still_tells_its_versions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the folders beside the libraries say nothing, their metadata does."""
    usual = identity._versions(["pydantic"])
    monkeypatch.setattr(identity, "_INSTALLED", ())
    assert [usual[0].replace("['", "").replace(".dist-info']", "")] == identity._versions(["pydantic"])
