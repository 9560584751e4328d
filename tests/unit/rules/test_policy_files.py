"""Rules and frameworks are found on disk, and what cannot be read is named."""

from pathlib import Path

import pytest

from gatewright.errors import FrameworkError, UsageError
from gatewright.model.finding import RuleFailure
from gatewright.rules.catalogue import PolicyFile, build_catalogue
from gatewright.sources.policies import read_frameworks, read_policies, read_shipped_policies

FRAMEWORK = "{name: house, version: '1', title: House, requirements: [{id: '1', title: R}]}"


def test_shipped_policies_can_all_be_used() -> None:
    """Every shipped file is where its package says, and its metadata is complete."""
    catalogue = build_catalogue(read_shipped_policies())

    assert catalogue.errors == ()
    assert "lib/known/known.rego" in catalogue.libraries


def test_rego_files_are_found_at_any_depth(tmp_path: Path) -> None:
    """Other files are no policies, and the package of a user's rule need not follow its path."""
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "x.rego").write_text("package rules.x\n")
    (tmp_path / "a" / "notes.txt").write_text("no policy")

    expected = ((PolicyFile(f"{tmp_path.as_posix()}/a/b/x.rego", "package rules.x\n"),), ())

    assert expected == read_policies(tmp_path)


def test_a_file_that_is_no_text_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    """One unreadable file leaves the rest."""
    (tmp_path / "a.rego").write_bytes(b"package \xff")
    (tmp_path / "b.rego").write_text("package rules.b\n")

    files, failures = read_policies(tmp_path)

    name = f"{tmp_path.as_posix()}/a.rego"
    assert ["b.rego"] == [Path(file.name).name for file in files]
    assert failures == (RuleFailure(rule=name, error=f"{name}: cannot be read: not UTF-8"),)


@pytest.mark.parametrize("read", [read_policies, read_frameworks])
def test_a_directory_that_is_not_there_is_a_usage_error(read: object, tmp_path: Path) -> None:
    """A misspelt directory must not read as an empty one."""
    assert callable(read)
    with pytest.raises(UsageError) as caught:
        read(tmp_path / "no")

    assert str(caught.value) == f"no directory `{tmp_path / 'no'}`; give one that holds the files"


def test_frameworks_are_read_by_file_name(tmp_path: Path) -> None:
    """Both endings of YAML are read."""
    (tmp_path / "a.yaml").write_text(FRAMEWORK)
    (tmp_path / "b.yml").write_text(FRAMEWORK.replace("'1', title: House", "'2', title: House"))

    assert [framework.id for framework in read_frameworks(tmp_path)] == ["house-1", "house-2"]


def test_two_frameworks_of_one_id_are_refused(tmp_path: Path) -> None:
    """A selection by this id would be a matter of luck."""
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(FRAMEWORK)
    with pytest.raises(FrameworkError) as caught:
        read_frameworks(tmp_path)

    places = [f"{tmp_path.as_posix()}/{name}" for name in ("b.yaml", "a.yaml")]
    assert str(caught.value) == (f"{places[0]}: the framework `house-1` is in {places[1]} already; choose another name")
