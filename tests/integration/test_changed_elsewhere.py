"""`scan --changed-since`: what a change breaks where none of its lines is, told by judging the merge base as well."""

from __future__ import annotations

import json
import signal
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from git_repository import ENVIRONMENT, Repository

from gatewright.cli.application import run
from gatewright.sources import restoring

BUCKET = 'resource "aws_s3_bucket" "b" {\n  bucket = "acme"\n}\n'
GROUP = """\
resource "aws_security_group" "g" {{
  name = "x"
  ingress {{
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = {0}
  }}
}}
"""
OPEN = GROUP.format('["0.0.0.0/0"]')
FED = GROUP.format("[var.cidr]")
TEMPLATE = GROUP.format('["0.0.0.0/${var.bits}"]')
VERSIONING = """\
resource "aws_s3_bucket_versioning" "v" {{
{1}  bucket = {0}
  versioning_configuration {{
    status = "Enabled"
  }}
}}
"""
ATTACHED = 'resource "aws_s3_bucket_policy" "p" {{\n  bucket = aws_s3_bucket.b.id\n  policy = {0}\n}}\n'
DOCUMENT = """\
data "aws_iam_policy_document" "d" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["*"]
    principals {
      type        = "AWS"
      identifiers = local.who
    }
  }
}
"""
STATEMENT = (
    '{"Statement": [{"Effect": "Allow", "Principal": {"AWS": "%s"}, "Action": "s3:GetObject", "Resource": "*"}]}'
)
ROOT = "arn:aws:iam::123456789012:root"
SUPPRESSED = '[[suppressions]]\nrules = ["*"]\nreason = "x"\n'
VERSIONS, SSH, PUBLIC = (
    "aws.s3.bucket_versioning_disabled",
    "aws.ec2.security_group_allows_ssh_from_internet",
    "aws.s3.bucket_policy_public",
)


def _variable(name: str, default: str) -> str:
    return f'variable "{name}" {{\n  default = {default}\n}}\n'


class Answer(NamedTuple):
    """What a scan said."""

    code: int
    failing: list[tuple[str, str]]
    """Rules and addresses."""
    warnings: list[str]


Scan = Callable[..., Answer]


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """An empty repository, which is the working directory, with a place of its own for temporary files."""
    made = Repository(tmp_path / "repository")
    monkeypatch.chdir(made.path)
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM"):
        monkeypatch.setenv(name, ENVIRONMENT[name])
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    return made


@pytest.fixture
def scan(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> Scan:
    """Scans with three rules what changed since `HEAD`; nothing stays behind in the temporary folder."""

    def scanned(path: str = ".", *arguments: str, since: str = "HEAD") -> Answer:
        rules = [text for rule in (VERSIONS, SSH, PUBLIC) for text in ("--rule", rule)]
        code = run(["scan", path, "--changed-since", since, "--format", "json", *rules, *arguments])
        written = capfd.readouterr()
        assert written.out, written.err
        report: dict[str, Any] = json.loads(written.out)
        assert [] == [*(tmp_path / "temporary").iterdir()]
        failing = [(one["rule"], one["document"]["address"]) for one in report["findings"] if one["outcome"] == "fail"]
        return Answer(code, failing, [one["summary"] for one in report["diagnostics"] if one["severity"] == "warning"])

    return scanned


BROKEN_ELSEWHERE = {
    "a count": (
        {"main.tf": BUCKET.replace("{\n", "{\n  count = var.on ? 1 : 0\n"), "v.tf": _variable("on", "false")},
        {"v.tf": _variable("on", "true")},
        (VERSIONS, "aws_s3_bucket.b[0]"),
    ),
    "b for_each": (
        {
            "main.tf": 'resource "aws_s3_bucket" "b" {\n  for_each = local.names\n  bucket   = each.key\n}\n',
            "l.tf": 'locals {\n  names = toset([\n    "a",\n  ])\n}\n',
        },
        {"l.tf": 'locals {\n  names = toset([\n    "a",\n    "new",\n  ])\n}\n'},
        (VERSIONS, 'aws_s3_bucket.b["new"]'),
    ),
    "c conditional": (
        {
            "main.tf": GROUP.format('var.public ? ["0.0.0.0/0"] : ["10.0.0.0/8"]'),
            "v.tf": _variable("public", "false"),
        },
        {"v.tf": _variable("public", "true")},
        (SSH, "aws_security_group.g"),
    ),
    "e template": (
        {"main.tf": TEMPLATE, "v.tf": _variable("bits", "32")},
        {"v.tf": _variable("bits", "0")},
        (SSH, "aws_security_group.g"),
    ),
    "m file": (
        {"main.tf": BUCKET + ATTACHED.format('file("${path.module}/p.json")'), "p.json": STATEMENT % ROOT},
        {"p.json": STATEMENT % "*"},
        (PUBLIC, "aws_s3_bucket.b"),
    ),
    "n policy document": (
        {
            "main.tf": DOCUMENT + BUCKET + ATTACHED.format("data.aws_iam_policy_document.d.json"),
            "l.tf": f'locals {{\n  who = ["{ROOT}"]\n}}\n',
        },
        {"l.tf": 'locals {\n  who = ["*"]\n}\n'},
        (PUBLIC, "aws_s3_bucket.b"),
    ),
    "g tfvars gone": (
        {"main.tf": _variable("cidr", '"0.0.0.0/0"') + FED, "terraform.tfvars": 'cidr = "10.0.0.0/8"\n'},
        {"terraform.tfvars": None},
        (SSH, "aws_security_group.g"),
    ),
    "j override gone": (
        {
            "main.tf": FED + _variable("cidr", '"0.0.0.0/0"'),
            "x_override.tf": _variable("cidr", '"10.0.0.0/8"'),
        },
        {"x_override.tf": None},
        (SSH, "aws_security_group.g"),
    ),
    "l line of tfvars gone": (
        {"main.tf": FED + _variable("cidr", '"0.0.0.0/0"'), "a.auto.tfvars": 'cidr = "10.0.0.0/8"\nx = "1"\n'},
        {"a.auto.tfvars": 'x = "1"\n'},
        (SSH, "aws_security_group.g"),
    ),
    "h count of a protection": (
        {
            "main.tf": BUCKET + VERSIONING.format("aws_s3_bucket.b.id", "  count = var.versioned ? 1 : 0\n"),
            "v.tf": _variable("versioned", "true"),
        },
        {"v.tf": _variable("versioned", "false")},
        (VERSIONS, "aws_s3_bucket.b"),
    ),
    "v protection of another": (
        {"main.tf": BUCKET, "v.tf": VERSIONING.format("aws_s3_bucket.b.id", "")},
        {"v.tf": VERSIONING.format('"other"', "")},
        (VERSIONS, "aws_s3_bucket.b"),
    ),
    "w protection in a module": (
        {
            "main.tf": BUCKET + 'module "v" {\n  source = "./m"\n  id     = aws_s3_bucket.b.id\n}\n',
            "m/main.tf": 'variable "id" {}\n' + VERSIONING.format("var.id", ""),
        },
        {"m/main.tf": 'variable "id" {}\n'},
        (VERSIONS, "aws_s3_bucket.b"),
    ),
    "t protection by a local": (
        {
            "main.tf": BUCKET,
            "v.tf": VERSIONING.format("local.id", "") + "locals {\n  id = aws_s3_bucket.b.id\n}\n",
        },
        {"v.tf": "locals {\n  id = aws_s3_bucket.b.id\n}\n"},
        (VERSIONS, "aws_s3_bucket.b"),
    ),
    "p comment gone": (
        {"main.tf": f"# gatewright:ignore * -- the whole file\n\n\n{OPEN}"},
        {"main.tf": f"\n\n{OPEN}"},
        (SSH, "aws_security_group.g"),
    ),
    "r configured suppression gone": (
        {"main.tf": OPEN, "gatewright.toml": SUPPRESSED},
        {"gatewright.toml": "\n"},
        (SSH, "aws_security_group.g"),
    ),
    "configuration gone": (
        {"main.tf": OPEN, "gatewright.toml": SUPPRESSED},
        {"gatewright.toml": None},
        (SSH, "aws_security_group.g"),
    ),
    "comments forbidden": (
        {"main.tf": f"# gatewright:ignore * -- the whole file\n\n\n{OPEN}"},
        {"gatewright.toml": "allow-inline = false\n"},
        (SSH, "aws_security_group.g"),
    ),
    "configured variable": (
        {"main.tf": FED + _variable("cidr", "null"), "gatewright.toml": '[variables]\ncidr = "10.0.0.0/8"\n'},
        {"gatewright.toml": '[variables]\ncidr = "0.0.0.0/0"\n'},
        (SSH, "aws_security_group.g"),
    ),
    "variable file of the configuration": (
        {
            "main.tf": TEMPLATE + _variable("bits", "null"),
            "gatewright.toml": 'var-files = ["sets/a.tfvars"]\n',
            "sets/a.tfvars": "bits = 32\n",
            "sets/b.tfvars": "bits = 0\n",
        },
        {"gatewright.toml": 'var-files = ["sets/b.tfvars"]\n'},
        (SSH, "aws_security_group.g"),
    ),
}


def _change(repository: Repository, files: dict[str, str | None]) -> None:
    for name, text in files.items():
        if text is None:
            (repository.path / name).unlink()
        else:
            repository.write(name, text)


@pytest.mark.parametrize(
    ("before", "change", "expected"),
    [*BROKEN_ELSEWHERE.values()],
    ids=[name.replace(" ", "-") for name in BROKEN_ELSEWHERE],
)
def test_what_a_change_breaks_elsewhere_is_reported(
    repository: Repository,
    scan: Scan,
    *,
    before: dict[str, str | None],
    change: dict[str, str | None],
    expected: tuple[str, str],
) -> None:
    """No line of the finding has changed; it counts now, and did not at the merge base."""
    _change(repository, before)
    repository.commit()
    assert [] == scan().failing
    _change(repository, change)
    answer = scan()

    assert (1, []) == (answer.code, [text for text in answer.warnings if "what changed" in text])
    assert expected in answer.failing


def test_what_failed_before_is_not_reported(repository: Repository, scan: Scan) -> None:
    """Old failures are none of the change's, whether it breaks something else or mends it."""
    before: dict[str, str | None] = {"main.tf": BUCKET + FED, "v.tf": _variable("cidr", '"0.0.0.0/0"')}
    _change(repository, before)
    repository.commit()
    repository.write("v.tf", _variable("cidr", '"10.0.0.0/8"') + _variable("more", "1"))

    assert (0, []) == scan()[:2]


def test_a_file_that_was_moved_is_new(repository: Repository, scan: Scan) -> None:
    """All its lines count as changed; what another file holds does not."""
    repository.write("main.tf", BUCKET)
    repository.write("other.tf", OPEN)
    repository.commit()
    repository.git("mv", "main.tf", "moved.tf")

    assert [(VERSIONS, "aws_s3_bucket.b")] == scan().failing


def _installed(repository: Repository, ignored: str) -> None:
    """A module out of a registry, brought by `terraform init` and cloned from somewhere, in an ignored folder."""
    call = 'module "m" {\n  source  = "acme/store/aws"\n  version = "1.0.0"\n  on      = var.on\n}\n'
    repository.write(".gitignore", ignored)
    repository.write("main.tf", call + _variable("on", "false") + BUCKET)
    listed = [
        {"Key": "", "Source": "", "Dir": "."},
        {
            "Key": "m",
            "Source": "registry.terraform.io/acme/store/aws",
            "Version": "1.0.0",
            "Dir": ".terraform/modules/m",
        },
    ]
    repository.write(".terraform/modules/modules.json", json.dumps({"Modules": listed}))
    counted = BUCKET.replace('"b" {\n', '"c" {\n  count = var.on ? 1 : 0\n')
    Repository(repository.path / ".terraform/modules/m").commit(main_tf='variable "on" {}\n' + BUCKET + counted)
    repository.write(".terraform/providers/p/x.bin", "x")


def test_modules_that_git_ignores_are_there_before_too(repository: Repository, scan: Scan) -> None:
    """Else every finding in a remote module would look new; what the change breaks in one is told."""
    _installed(repository, ".terraform/\n")
    repository.commit()
    assert [] == scan().failing
    main = repository.path / "main.tf"
    main.write_text(main.read_text().replace("default = false", "default = true"))

    assert [(VERSIONS, "module.m.aws_s3_bucket.c[0]")] == scan().failing


def test_variables_that_git_ignores_are_there_before_too(repository: Repository, scan: Scan) -> None:
    """A file with values that nobody commits holds for both."""
    repository.write(".gitignore", "*.auto.tfvars\n")
    repository.write("main.tf", FED + _variable("cidr", '"10.0.0.0/8"'))
    repository.commit()
    repository.write("local.auto.tfvars", 'cidr = "0.0.0.0/0"\n')

    assert [] == scan().failing


def test_the_first_configuration_of_a_repository(repository: Repository, scan: Scan) -> None:
    """Where there was nothing to judge, everything is new."""
    repository.commit(**{"infra/readme": "x"})
    repository.write("infra/main.tf", BUCKET)

    assert (1, [(VERSIONS, "aws_s3_bucket.b")], []) == scan("infra")


def test_no_program_of_the_repository_runs(repository: Repository, scan: Scan, tmp_path: Path) -> None:
    """Files as they were come from git's objects; filters and hooks have no part in it."""
    mark = tmp_path / "ran"
    repository.write(".gitattributes", "*.tf filter=evil diff=evil merge=evil\n")
    repository.write("v.tf", _variable("bits", "32"))
    repository.write("main.tf", TEMPLATE)
    repository.commit()
    for name in ("smudge", "clean", "process"):
        repository.git("config", f"filter.evil.{name}", f"touch {mark}; cat")
    repository.git("config", "filter.evil.required", "true")
    repository.git("config", "diff.evil.textconv", f"touch {mark}; cat")
    repository.git("config", "core.fsmonitor", f"touch {mark}")
    for hook in ("post-checkout", "post-index-change"):
        repository.write(f".git/hooks/{hook}", f"#!/bin/sh\ntouch {mark}\n")
        (repository.path / f".git/hooks/{hook}").chmod(0o755)
    (repository.path / "v.tf").write_text(_variable("bits", "0"))

    assert [(SSH, "aws_security_group.g")] == scan().failing
    assert not mark.exists()


def test_environments_are_compared_one_by_one(repository: Repository, scan: Scan) -> None:
    """What fails in one and not in the other is new where it did not fail before."""
    config = '[environments.dev]\nvar-files = ["dev.tfvars"]\n[environments.prod]\nvar-files = ["prod.tfvars"]\n'
    repository.write("gatewright.toml", config)
    repository.write("main.tf", TEMPLATE + _variable("bits", "null"))
    repository.write("dev.tfvars", "bits = 0\n")
    repository.write("prod.tfvars", "bits = 32\n")
    repository.commit()
    assert [] == scan().failing
    repository.write("prod.tfvars", "bits = 0\n")

    assert [(SSH, "aws_security_group.g")] == scan().failing
    assert [] == scan(".", "--environment", "dev").failing
    assert [] == scan(".", "--environment", "new=dev.tfvars").failing


@pytest.mark.parametrize("place", ["infra/prod.values", "values/prod.values"])
def test_a_file_of_variables_as_it_was(repository: Repository, scan: Scan, place: str) -> None:
    """One that the command line names is the merge base's where the repository has it, in the scanned folder or not."""
    repository.write("infra/main.tf", GROUP.format('["${var.net}/${var.bits}"]') + _variable("bits", "null"))
    repository.write("infra/v.tf", _variable("net", "null"))
    repository.write(place, 'net = "0.0.0.0"\nbits = 32\n')
    repository.commit()
    assert [] == scan("infra", "--var-file", place).failing
    repository.write(place, 'net = "0.0.0.0"\nbits = 0\n')

    assert [(SSH, "aws_security_group.g")] == scan("infra", "--var-file", place).failing


def test_a_file_of_variables_from_elsewhere(repository: Repository, scan: Scan, tmp_path: Path) -> None:
    """Outside of the repository, or ignored by it, it is taken as it is: nobody knows what it was."""
    repository.write(".gitignore", "secret/\n")
    repository.write("infra/main.tf", FED + _variable("cidr", "null"))
    repository.commit()
    outside = tmp_path / "o.tfvars"
    for file in (outside, repository.path / "secret/s.tfvars"):
        file.parent.mkdir(exist_ok=True)
        file.write_text('cidr = "0.0.0.0/0"\n')

        assert [] == scan("infra", "--var-file", str(file)).failing


def test_a_configuration_above_the_folder(repository: Repository, scan: Scan) -> None:
    """It is the merge base's too; its patterns begin where it lies."""
    suppressed = SUPPRESSED + 'paths = ["/live/infra/main.tf"]\n'
    repository.write("pyproject.toml", suppressed.replace("[[supp", "[[tool.gatewright.supp"))
    repository.write("live/infra/main.tf", OPEN)
    repository.commit()
    assert [] == scan("live/infra").failing
    (repository.path / "pyproject.toml").unlink()

    assert [(SSH, "aws_security_group.g")] == scan("live/infra").failing


def test_a_configuration_that_was_unusable(repository: Repository, scan: Scan) -> None:
    """Today's is used for both, and that is said."""
    repository.write("gatewright.toml", "nonsense = 1\n")
    repository.write("main.tf", OPEN)
    repository.commit()
    repository.write("gatewright.toml", "")
    answer = scan()

    commit = repository.git("rev-parse", "HEAD")[:12]
    assert (0, [], [f"the configuration of {commit} cannot be used"]) == answer


def test_a_configuration_that_is_not_wanted(repository: Repository, scan: Scan) -> None:
    """With `--no-config` that of the merge base decides nothing either."""
    repository.write("gatewright.toml", SUPPRESSED)
    repository.write("main.tf", OPEN)
    repository.commit()

    assert [] == scan(".", "--no-config").failing


def test_a_configuration_that_is_named(repository: Repository, scan: Scan, tmp_path: Path) -> None:
    """By `--config`: as it was where it is the repository's, else as it is."""
    (tmp_path / "own.toml").write_text(SUPPRESSED)
    repository.write("policy/own.toml", SUPPRESSED)
    repository.write("infra/main.tf", OPEN)
    repository.commit()
    repository.write("policy/own.toml", "")

    assert [(SSH, "aws_security_group.g")] == scan("infra", "--config", "policy/own.toml").failing
    (tmp_path / "own.toml").write_text("")
    assert [] == scan("infra", "--config", str(tmp_path / "own.toml")).failing


def test_the_baseline_of_today_holds_for_both(
    repository: Repository, scan: Scan, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """What it held and holds no more is not the change of a line, and is told by scans of everything."""
    repository.write("main.tf", OPEN)
    repository.commit()
    baseline = tmp_path / "b.jsonl"
    assert 0 == run(["baseline", "create", ".", "--file", str(baseline)])
    capfd.readouterr()
    assert [] == scan(".", "--baseline", str(baseline)).failing
    held = baseline.read_text().splitlines(keepends=True)
    baseline.write_text("".join(line for line in held if SSH not in line))

    assert [] == scan(".", "--baseline", str(baseline)).failing


@pytest.mark.parametrize("limit", ["TOTAL", "MOST"])
def test_a_folder_that_is_too_large(
    repository: Repository, scan: Scan, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    """Touched lines decide alone, and that is said."""
    monkeypatch.setattr(restoring, limit, 1)
    repository.write("main.tf", TEMPLATE)
    repository.write("v.tf", _variable("bits", "32"))
    repository.commit()
    repository.write("v.tf", _variable("bits", "0"))
    repository.write("new.tf", BUCKET)
    answer = scan()

    assert [(VERSIONS, "aws_s3_bucket.b")] == answer.failing
    (warning,) = answer.warnings
    assert warning.startswith("what changed is told by lines alone: the folder has more than ")


def test_nothing_is_restored_where_changed_lines_decide(
    repository: Repository, scan: Scan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where all failures that count touch the change, nobody has to know which were there before."""
    monkeypatch.setattr(restoring, "MOST", 0)
    repository.write("main.tf", f"# gatewright:ignore * -- the whole file\n\n\n{OPEN}")
    repository.commit()
    repository.write("new.tf", BUCKET)

    assert (1, [(VERSIONS, "aws_s3_bucket.b")], []) == scan()


@pytest.mark.parametrize("end", [lambda: signal.raise_signal(signal.SIGTERM), signal.default_int_handler])
def test_the_temporary_folder_is_private(
    repository: Repository,
    scan: Scan,
    tmp_path: Path,
    *,
    monkeypatch: pytest.MonkeyPatch,
    end: Callable[..., None],
) -> None:
    """Nobody else may look into it, and it goes when the process is asked to end."""
    modes: list[int] = []

    def broken(*_: object) -> None:
        modes.extend(stat.S_IMODE(one.stat().st_mode) for one in (tmp_path / "temporary").iterdir())
        end(*([2, None] if end is signal.default_int_handler else []))

    monkeypatch.setattr("gatewright.app.former.restore", broken)
    repository.commit(main_tf=BUCKET)
    with pytest.raises(AssertionError):
        scan()

    assert ([0o700], []) == (modes, [*(tmp_path / "temporary").iterdir()])


def test_the_cache_knows_a_folder_wherever_it_lies(
    repository: Repository,
    scan: Scan,
    tmp_path: Path,
    *,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """What an earlier scan has found is found again at the merge base, with files of variables too."""
    store = tmp_path / "cache"
    monkeypatch.setenv("GATEWRIGHT_CACHE_DIR", str(store))
    repository.write("CODEOWNERS", "* @a\n")
    repository.write("infra/main.tf", FED + _variable("cidr", "null"))
    repository.write("infra/old.tf", BUCKET)
    repository.write("infra/sets/x.tfvars", 'cidr = "10.0.0.0/8"\n')
    repository.commit()
    arguments = ("--var-file", "infra/sets/x.tfvars")

    def entries() -> set[str]:
        return {one.name for one in store.rglob("*") if one.is_file()}

    rules = [text for rule in (VERSIONS, SSH, PUBLIC) for text in ("--rule", rule)]
    run(["scan", "infra", "--format", "json", *rules, *arguments])
    capfd.readouterr()
    assert entries()
    known = entries()
    assert [] == scan("infra", *arguments).failing
    assert known == entries()
    repository.write("infra/main.tf", "\n" + FED + _variable("cidr", "null"))
    scan("infra", *arguments)
    once = entries()
    scan("infra", *arguments)
    assert once == entries()
