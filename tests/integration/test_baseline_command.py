"""Baselines as a team uses them: created, merged by git, brought up to date, and in the way of nothing new."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from git_repository import Repository
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gatewright.app.baseline import read_baseline, write_baseline
from gatewright.cli.application import run
from gatewright.errors import InputError, UsageError
from gatewright.evaluate.baseline import Baseline, Held, serialise

RULES = ("aws.s3.bucket_versioning_disabled", "aws.s3.bucket_access_logging_disabled")
FILE = "gatewright-baseline.jsonl"
TODAY = date(2026, 6, 1)
UNSEEN = "kept unseen: their rules did not run or have no answer, or what may hold their resources was not read\n"


class Answer(NamedTuple):
    """What a command did."""

    code: int
    out: str
    errors: str

    def findings(self) -> list[tuple[str, str, str | None]]:
        """Address, rule, and the kind of suppression of what fails."""
        return [
            (one["document"]["address"], one["rule"], one["suppression"] and one["suppression"]["kind"])
            for one in self.report()["findings"]
            if one["outcome"] == "fail"
        ]

    def report(self) -> dict[str, Any]:
        """The JSON report."""
        report: dict[str, Any] = json.loads(self.out)
        return report

    def notes(self) -> list[tuple[str, str]]:
        """Severities and summaries of diagnostics."""
        return [(one["severity"], one["summary"]) for one in self.report()["diagnostics"]]


Command = Callable[..., Answer]


def bucket(*names: str) -> str:
    """Buckets that are not versioned and not logged."""
    return "".join(f'resource "aws_s3_bucket" "{name}" {{\n  bucket = "{name}"\n}}\n' for name in names)


@pytest.fixture
def command(capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs a command in the folder of the test, with two rules."""
    monkeypatch.chdir(tmp_path)

    def ran(*arguments: str) -> Answer:
        chosen = () if "--rule" in arguments else tuple(text for rule in RULES for text in ("--rule", rule))
        code = run([*arguments, *chosen, *(("--format", "json") if arguments[0] == "scan" else ())])
        written = capfd.readouterr()
        return Answer(code, written.out, written.err)

    return ran


@pytest.fixture
def infra(tmp_path: Path) -> Path:
    """A folder with one bucket."""
    folder = tmp_path / "infra"
    folder.mkdir()
    (folder / "main.tf").write_text(bucket("old"))
    return folder


def test_only_what_is_new_fails(command: Command, infra: Path) -> None:
    """After `create` the scan is clean; a new bucket fails, the old one stays in the report as suppressed."""
    created = command("baseline", "create", "infra")
    clean = command("scan", "infra", "--baseline", FILE)
    (infra / "main.tf").write_text(bucket("old", "new"))
    failing = command("scan", "infra", "--baseline", FILE)

    assert (0, f"{FILE}: 2 findings\n", "") == created
    assert (0, 2, []) == (clean.code, clean.report()["summary"]["suppressed"], clean.notes())
    assert 1 == failing.code
    assert {None: 2, "baseline": 2} == {
        kind: sum(one[2] == kind for one in failing.findings()) for kind in (None, "baseline")
    }
    assert {"aws_s3_bucket.new"} == {address for address, _, kind in failing.findings() if kind is None}


def test_a_finding_says_in_which_line_it_is_held(command: Command, infra: Path) -> None:
    """What a person adds to a line stands in the report; a line that has expired suppresses no more."""
    command("baseline", "create", "infra")
    header, *lines = Path(FILE).read_text().splitlines()
    held = [
        {**json.loads(line), "reason": "migrated in June", "owner": "@data", "until": "9999-01-01"} for line in lines
    ]
    Path(FILE).write_text("\n".join([header, *map(json.dumps, held)]) + "\n")

    shown = command("scan", "infra", "--baseline", FILE).report()["findings"][0]["suppression"]
    assert ("migrated in June", "@data", "9999-01-01", FILE) == tuple(
        shown[name] for name in ("reason", "owner", "until", "file")
    )
    assert shown["line"] in (2, 3)

    Path(FILE).write_text(Path(FILE).read_text().replace("9999-01-01", "2020-01-01"))
    expired = command("scan", "infra", "--baseline", FILE)
    assert (1, 2) == (expired.code, sum("expired on 2020-01-01" in text for _, text in expired.notes()))


def test_what_is_gone_is_told_and_removed(command: Command, infra: Path) -> None:
    """A scan notes it without failing; an update removes it and adds what is new."""
    command("baseline", "create", "infra")
    (infra / "main.tf").write_text(bucket("new"))

    told = command("scan", "infra", "--baseline", FILE, "--fail-on", "never")
    expected = [
        ("note", f"`{rule} on .:aws_s3_bucket.old` is in the baseline, but does not fail any more") for rule in RULES
    ]
    assert sorted(expected) == sorted(told.notes())
    assert (0, f"{FILE}: 2 findings (2 added, 2 removed, 0 kept)\n", "") == command("baseline", "update", "infra")
    assert (0, f"{FILE}: 2 findings (0 added, 0 removed, 2 kept)\n", "") == command("baseline", "update", "infra")
    (infra / "main.tf").write_text(bucket("newer"))
    assert (0, f"{FILE}: 0 findings (0 added, 2 removed, 0 kept)\n", "") == command(
        "baseline", "update", "infra", "--prune-only"
    )


def test_an_update_with_some_rules_leaves_the_others_alone(command: Command, infra: Path) -> None:
    """What is held of rules that did not run stays, and is counted."""
    command("baseline", "create", "infra")
    (infra / "main.tf").write_text("")
    (infra / "other.tf").write_text(bucket("new"))

    updated = command("baseline", "update", "infra", "--rule", RULES[0])
    assert f"{FILE}: 2 findings (1 added, 1 removed, 1 kept)\n" == updated.out
    assert f"1 finding {UNSEEN}" == updated.errors


def test_an_incomplete_run_removes_nothing(command: Command, infra: Path) -> None:
    """Whether a finding is gone cannot be known where something could not be read: exit code 3."""
    command("baseline", "create", "infra")
    (infra / "main.tf").write_text('resource "aws_s3_bucket" "old" {\n')

    updated = command("baseline", "update", "infra")
    assert (3, f"{FILE}: 2 findings (0 added, 0 removed, 2 kept)\n") == (updated.code, updated.out)
    assert "2 findings kept unseen" in updated.errors
    assert "error: main.tf:" in updated.errors


UPDATES = pytest.mark.parametrize("more", [(), ("--prune-only",)], ids=["update", "prune"])


@UPDATES
def test_a_module_that_is_not_installed_empties_no_baseline(
    command: Command, infra: Path, more: tuple[str, ...]
) -> None:
    """What `terraform init` would bring may hold it: it stays, by a cached answer too; what passes here leaves."""
    module = infra / ".terraform" / "modules" / "m"
    module.mkdir(parents=True)
    (module / "main.tf").write_text(bucket("inner"))
    manifest = {"Modules": [{"Key": "m", "Source": "acme/m/aws", "Dir": ".terraform/modules/m"}]}
    (infra / ".terraform" / "modules" / "modules.json").write_text(json.dumps(manifest))
    (infra / "main.tf").write_text('module "m" {\n  source = "acme/m/aws"\n}\n' + bucket("old"))
    command("baseline", "create", "infra")
    (infra / ".terraform").rename(infra / ".elsewhere")
    (infra / "versions.tf").write_text(
        'resource "aws_s3_bucket_versioning" "b" {\n  bucket = aws_s3_bucket.old.id\n'
        '  versioning_configuration {\n    status = "Enabled"\n  }\n}\n'
    )

    notes = command("scan", "infra", "--baseline", FILE).notes()
    mended = f"`{RULES[0]} on .:aws_s3_bucket.old` is in the baseline, but does not fail any more"
    assert [("warning", "module `m` is not here"), ("note", mended)] == notes
    counts = f"{FILE}: 3 findings (0 added, 1 removed, 3 kept)\n"
    updated = command("baseline", "update", "infra", *more)
    assert (0, counts) == (updated.code, updated.out)
    assert f"2 findings {UNSEEN}" in updated.errors
    assert f"{FILE}: 3 findings (0 added, 0 removed, 3 kept)\n" == command("baseline", "update", "infra", *more).out


@UPDATES
def test_a_variable_that_is_not_set_empties_no_baseline(command: Command, infra: Path, more: tuple[str, ...]) -> None:
    """What is unknown now may fail as before."""
    text = (infra / "main.tf").read_text()
    (infra / "main.tf").write_text(
        'variable "status" {\n  type = string\n}\n'
        + text
        + 'resource "aws_s3_bucket_versioning" "b" {\n  bucket = aws_s3_bucket.old.id\n'
        + "  versioning_configuration {\n    status = var.status\n  }\n}\n"
    )
    chosen = ("--rule", RULES[0])
    command("baseline", "create", "infra", "--var", "status=Suspended", *chosen)

    assert [] == command("scan", "infra", "--baseline", FILE, *chosen).notes()
    updated = command("baseline", "update", "infra", *chosen, *more)
    assert f"{FILE}: 1 finding (0 added, 0 removed, 1 kept)\n" == updated.out
    gone = command("baseline", "update", "infra", *chosen, *more, "--var", "status=Enabled")
    assert (0, f"{FILE}: 0 findings (0 added, 1 removed, 0 kept)\n", "") == gone


@UPDATES
def test_a_failure_beside_what_is_unknown_decides_nothing(command: Command, infra: Path, more: tuple[str, ...]) -> None:
    """One rule of the group fails as before, the other is not known: both stay; once it is known, the mended leaves."""
    ingress = '  ingress {\n    from_port = 22\n    to_port = %d\n    protocol = "tcp"\n    cidr_blocks = [%s]\n  }\n'
    rules = ingress % (22, '"0.0.0.0/0"') + ingress % (23, "var.cidr")
    (infra / "main.tf").write_text(
        f'variable "cidr" {{\n  type = string\n}}\nresource "aws_security_group" "g" {{\n{rules}}}\n'
    )
    chosen = ("--rule", "aws.ec2.security_group_allows_ssh_from_internet")
    created = command("baseline", "create", "infra", *chosen, "--var", "cidr=0.0.0.0/0")
    assert f"{FILE}: 2 findings\n" == created.out

    assert [] == command("scan", "infra", "--baseline", FILE, *chosen).notes()
    updated = command("baseline", "update", "infra", *chosen, *more)
    assert f"{FILE}: 2 findings (0 added, 0 removed, 2 kept)\n" == updated.out
    mended = command("baseline", "update", "infra", *chosen, *more, "--var", "cidr=10.0.0.0/8")
    assert f"{FILE}: 1 finding (0 added, 1 removed, 1 kept)\n" == mended.out


@UPDATES
def test_instances_of_unknown_number_stay(command: Command, infra: Path, more: tuple[str, ...]) -> None:
    """One instance stands for all of them, under an address of its own."""
    (infra / "main.tf").write_text(
        'variable "names" {\n  type = set(string)\n}\nresource "aws_s3_bucket" "old" {\n  for_each = var.names\n}\n'
    )
    command("baseline", "create", "infra", "--var", 'names=["a"]')

    updated = command("baseline", "update", "infra", *more)
    assert f"2 findings {UNSEEN}" in updated.errors
    assert ', "resource": ".:aws_s3_bucket.old[\\"a\\"]", ' in Path(FILE).read_text()


def test_a_part_of_the_roots_says_nothing_of_the_others(command: Command, infra: Path) -> None:
    """What `exclude` leaves out stays, and is not said to be gone; what is gone from the rest leaves."""
    for name in ("a", "b"):
        (infra / name).mkdir()
        (infra / name / "main.tf").write_text(bucket(name))
    (infra / "main.tf").unlink()
    command("baseline", "create", "infra")
    Path("gatewright.toml").write_text('exclude = ["/infra/a"]\n')
    (infra / "b" / "main.tf").write_text("locals {}\n")

    gone = [f"`{rule} on b:aws_s3_bucket.b` is in the baseline, but does not fail any more" for rule in RULES]
    assert sorted(gone) == sorted(text for _, text in command("scan", "infra", "--baseline", FILE).notes())
    assert f"{FILE}: 2 findings (0 added, 2 removed, 2 kept)\n" == command("baseline", "update", "infra").out


def test_lines_that_a_merge_has_doubled(command: Command, infra: Path) -> None:
    """What one of them says is kept by the update, and that there are two is told."""
    command("baseline", "create", "infra", "--rule", RULES[0])
    line = Path(FILE).read_text().splitlines()[1]
    said = json.dumps({**json.loads(line), "reason": "moves in March", "until": "9999-01-01"})
    Path(FILE).write_text(Path(FILE).read_text() + said + "\n")

    updated = command("baseline", "update", "infra", "--rule", RULES[0])
    assert (0, f"{FILE}: 1 finding (0 added, 0 removed, 1 kept)\n") == (updated.code, updated.out)
    assert "the finding is in line 2 too (line 3 is used: remove one of the two" in updated.errors
    assert json.loads(said) == json.loads(Path(FILE).read_text().splitlines()[1])


def test_suppressed_and_unskippable_findings_are_left_out(command: Command, infra: Path) -> None:
    """What is suppressed with a reason needs no second excuse; what may not be suppressed has none."""
    (infra / "main.tf").write_text(f"# gatewright:ignore {RULES[0]} -- a bucket of caches\n{bucket('old')}")
    Path("gatewright.toml").write_text(f'unskippable = ["{RULES[1]}"]\n')

    created = command("baseline", "create", "infra")
    assert (0, f"{FILE}: 0 findings\n") == (created.code, created.out)
    assert "1 finding of rules that may not be suppressed (`unskippable`) left out: fix them\n" == created.errors


def test_the_configuration_names_the_baseline(command: Command, infra: Path) -> None:
    """Without `--file` and `--baseline` its path is that of the configuration."""
    (infra / "gatewright.toml").write_text('baseline = "known.jsonl"\n')
    (infra / "known.jsonl").write_text('{"gatewright-baseline": 1}\n')

    assert (
        f"{infra.name}/known.jsonl: 2 findings (2 added, 0 removed, 0 kept)\n"
        == command("baseline", "update", "infra").out
    )
    assert 0 == command("scan", "infra").code


def test_findings_are_held_by_environment(command: Command, infra: Path) -> None:
    """What fails in one environment alone is new in another."""
    (infra / "main.tf").write_text(
        'variable "on" {\n  default = true\n}\n'
        + bucket("b")
        + 'resource "aws_s3_bucket_versioning" "b" {\n  bucket = aws_s3_bucket.b.id\n  versioning_configuration {\n'
        + '    status = var.on ? "Enabled" : "Suspended"\n  }\n}\n'
    )
    config = "[environments.dev.variables]\non = false\n[environments.prod.variables]\non = {}\n"
    Path("gatewright.toml").write_text(config.format("true"))
    command("baseline", "create", "infra", "--rule", RULES[0])
    scan = ("scan", "infra", "--baseline", FILE, "--rule", RULES[0])

    assert ["dev"] == json.loads(Path(FILE).read_text().splitlines()[1])["environments"]
    assert 0 == command(*scan).code
    Path("gatewright.toml").write_text(config.format("false"))
    assert 1 == command(*scan).code
    refused = command("baseline", "update", "infra", "--environment", "dev")
    assert (2, True) == (refused.code, "a baseline is of all environments, but `prod` would not" in refused.errors)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("baseline", "create", "infra"), f"`{FILE}` is there already; bring it up to date with"),
        (("baseline", "update", "infra", "--file", "no.jsonl"), "the baseline `no.jsonl` is not there; write it with"),
        (("scan", "infra", "--baseline", "no.jsonl"), "the baseline `no.jsonl` is not there; write it with"),
        (("scan", "infra", "--baseline", "infra"), "the baseline `infra` cannot be read: is a directory"),
        (("scan", "infra", "--baseline", "latin.jsonl"), "`latin.jsonl` line 2 is not text in UTF-8"),
        (("scan", "infra", "--baseline", "conflict.jsonl"), "`conflict.jsonl` line 2 is left from a merge conflict"),
        (("baseline", "update", "infra", "--file", "conflict.jsonl"), "`conflict.jsonl` line 2 is left from a merge"),
        (("baseline", "update", "other"), f"`{FILE}` was made for the folder `infra` beside it; update it for that"),
        (("baseline", "create", "nowhere", "--file", "x"), "`nowhere` does not exist"),
        (("baseline", "create", "infra", "--file", "no/x"), "`no/x` cannot be written: no such file or directory"),
        (("baseline", "create", "infra", "--file", "x", "--run-terraform"), "`--run-terraform` goes with a scan"),
    ],
)
def test_bad_input_is_named(command: Command, infra: Path, arguments: tuple[str, ...], message: str) -> None:
    """Exit code 2 and what to do: a baseline that cannot be read is never an empty one."""
    Path(FILE).write_text('{"gatewright-baseline": 1, "path": "infra"}\n')
    Path("latin.jsonl").write_bytes(b'{"gatewright-baseline": 1}\n\xe4\n')
    Path("conflict.jsonl").write_text('{"gatewright-baseline": 1}\n<<<<<<< HEAD\n')
    Path("other").mkdir()
    Path("other/main.tf").write_text(bucket("b"))

    answer = command(*arguments)
    assert (2, "") == (answer.code, answer.out)
    assert f"gatewright: {message}" in answer.errors


def test_a_baseline_of_another_folder_is_told(command: Command, infra: Path, tmp_path: Path) -> None:
    """Fingerprints hold where a root module is below the scanned folder, so another folder's fit nothing."""
    command("baseline", "create", "infra")

    told = command("scan", ".", "--baseline", FILE)
    assert 1 == told.code
    assert ("warning", "the baseline was made for the folder `infra` beside it, and fits no finding of another") in (
        told.notes()
    )


def test_a_file_is_replaced_in_one_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is interrupted leaves the old file as it was and nothing beside it; permissions and links stay."""
    target, link = tmp_path / "real.jsonl", tmp_path / "link.jsonl"
    write_baseline(target, Baseline((), "a"))
    target.chmod(0o640)
    link.symlink_to(target)
    write_baseline(link, Baseline((), "b"))

    assert (True, 0o640, "b") == (link.is_symlink(), target.stat().st_mode & 0o777, read_baseline(target)[0].path)

    def refuse(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(UsageError, match="cannot be written: no space left on device"):
        write_baseline(target, Baseline((), "c"))
    assert ["link.jsonl", "real.jsonl"] == sorted(one.name for one in tmp_path.iterdir())
    assert "b" == read_baseline(target)[0].path


def test_a_huge_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is no baseline is not read into memory."""
    monkeypatch.setattr("gatewright.app.baseline.MOST_BYTES", 10)
    (tmp_path / FILE).write_text('{"gatewright-baseline": 1}\n')

    with pytest.raises(InputError, match="is larger than 0 MB; is it one"):
        read_baseline(tmp_path / FILE)


def _held(numbers: set[int]) -> Baseline:
    # Spread over the fingerprints' range, as hashes are.
    held = (
        Held(
            fingerprint=f"{number * 2654435761 % 2**32:08x}" + "0" * 24,
            rule="a.b.c",
            resource=f".:{number}",
            since=TODAY,
        )
        for number in sorted(numbers)
    )
    return Baseline(tuple(held), ".")


NUMBERS = st.sets(st.integers(0, 40), max_size=6)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    base=st.sets(st.integers(0, 40), max_size=25), added=st.tuples(NUMBERS, NUMBERS), gone=st.tuples(NUMBERS, NUMBERS)
)
def test_git_merges_baselines(
    tmp_path_factory: pytest.TempPathFactory,
    base: set[int],
    added: tuple[set[int], set[int]],
    gone: tuple[set[int], set[int]],
) -> None:
    """What two branches did is united, or left as a conflict that is named; keeping both sides' lines is then valid."""
    ours, theirs = ((base | more) - less for more, less in zip(added, gone, strict=True))
    repository = Repository(tmp_path_factory.mktemp("merged"))
    for branch, numbers in (("main", base), ("theirs", theirs), ("ours", ours)):
        repository.git("checkout", "--quiet", *(("main",) if branch == "main" else ("-b", branch, "main")), ok=False)
        repository.write(FILE, serialise(_held(numbers)))
        repository.commit()
    repository.git("merge", "--quiet", "--message=m", "theirs", ok=False)

    path = repository.path / FILE
    if "<<<<<<<" in path.read_text():
        with pytest.raises(InputError, match="is left from a merge conflict"):
            read_baseline(path)
        kept = [line for line in path.read_text().splitlines() if line[:7] not in ("<<<<<<<", "=======", ">>>>>>>")]
        path.write_text("\n".join(kept))
    merged = {int(one.resource.removeprefix(".:")) for one in read_baseline(path)[0].held}
    wanted = (ours & theirs) | (ours - base) | (theirs - base)
    assert wanted <= merged <= base | ours | theirs


def test_a_merge_driver_of_git_leaves_no_conflict(tmp_path: Path) -> None:
    """With `merge=union` for the file, two branches that add findings side by side merge by themselves."""
    repository = Repository(tmp_path / "repository")
    repository.write(".gitattributes", f"{FILE} merge=union\n")
    for branch, numbers in (("main", {1}), ("theirs", {1, 2, 3}), ("ours", {1, 4, 5})):
        repository.git("checkout", "--quiet", *(("main",) if branch == "main" else ("-b", branch, "main")), ok=False)
        held = [Held(fingerprint=f"{one:032x}", rule="a", resource=f".:{one}", since=TODAY) for one in sorted(numbers)]
        repository.write(FILE, serialise(Baseline(tuple(held))))
        repository.commit()

    repository.git("merge", "--quiet", "--message=m", "theirs")
    baseline, told = read_baseline(repository.path / FILE)
    assert ({f".:{number}" for number in range(1, 6)}, ()) == ({one.resource for one in baseline.held}, told)
