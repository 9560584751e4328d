"""Planning a directory: what Terraform is asked, what is passed on, and that nothing is left behind."""

from __future__ import annotations

import json
import logging
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gatewright.app.estate import LoadOptions, load
from gatewright.app.planning import PlanOptions, planned
from gatewright.cli.application import run
from gatewright.errors import GatewrightError, InputError, UsageError
from gatewright.model.unknown import Unknown

FAKE = """#!{python}
import json, os, signal, sys
command, *arguments = sys.argv[1:]
with open(os.path.join({record!r}, "calls"), "a") as calls:
    names = ("TF_IN_AUTOMATION", "CHECKPOINT_DISABLE", "TF_WORKSPACE", "AWS_SECRET_ACCESS_KEY")
    values = {{name: os.environ.get(name) for name in names}}
    calls.write(json.dumps([command, arguments, os.getcwd(), values]) + "\\n")
{behaviour}
if command == "version":
    print("OpenTofu v1.9.0\\non linux_amd64")
if command == "plan":
    print("t.a: Refreshing state... [id=1]\\n  + secret = \\"hunter2\\"\\nPlan: 1 to add")
    open([a for a in arguments if a.startswith("-out=")][0][5:], "w").close()
if command == "show":
    print(json.dumps({{"format_version": "1.2", "planned_values": {{}}, "resource_changes": []}}))
"""
INIT = 'sys.exit("Error: Module not installed\\n\\nRun \\"tofu init\\" to install")'


class Fake:
    """A program that stands for OpenTofu, with its record of what it was asked."""

    def __init__(self, folder: Path) -> None:
        self.program, self._record = folder / "tofu", folder
        self.told: list[str] = []
        self.directory = folder / "infra"
        self.directory.mkdir()
        self.behave("")

    def behave(self, behaviour: str) -> None:
        """Write the program, with a behaviour of its own in front of the usual one."""
        self.program.write_text(
            FAKE.format(python=sys.executable, record=str(self._record), behaviour=behaviour), encoding="utf-8"
        )
        self.program.chmod(0o755)

    def calls(self) -> list[list[Any]]:
        """Command, arguments, folder and environment of each call."""
        return [json.loads(line) for line in (self._record / "calls").read_text().splitlines()]

    def commands(self) -> list[str]:
        """The commands in order."""
        return [call[0] for call in self.calls()]

    def plan(self, **options: Any) -> None:
        """Plan the directory and throw the plan away."""
        with planned(self.directory, PlanOptions(binary=str(self.program), **options), self.told.append):
            pass


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files, which is empty."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def fake(tmp_path: Path, temporary: Path) -> Fake:
    """A fake OpenTofu."""
    return Fake(tmp_path)


def test_what_a_user_gives_is_never_an_option(fake: Fake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Values of variables, names and files are parts of named options; paths are absolute, as the folder is another."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "-x.tfvars").write_text("")
    fake.plan(var_files=(Path("-x.tfvars"),), variables=(("a", "-destroy"), ("-b", "c d")))
    _, arguments, folder, _ = fake.calls()[1]
    out = next(one for one in arguments if one.startswith("-out="))
    assert [
        "-input=false",
        "-lock=false",
        "-no-color",
        out,
        f"-var-file={tmp_path}/-x.tfvars",
        "-var=a=-destroy",
        "-var=-b=c d",
    ] == arguments
    assert str(fake.directory) == folder


def test_show_is_asked_for_the_plan_that_was_written(fake: Fake) -> None:
    """The file is the one that plan wrote, as an absolute path."""
    fake.plan()
    _, (_, plan, _, _), (command, show, _, _) = fake.calls()
    out = next(one for one in plan if one.startswith("-out="))
    assert ("show", ["-json", out.removeprefix("-out=")]) == (command, show)
    assert Path(out.removeprefix("-out=")).is_absolute()


def test_environment_is_inherited_and_left_as_it_was(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    """Credentials reach the program; what is set for it stays with it."""
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "s3cr3t")
    monkeypatch.setenv("TF_IN_AUTOMATION", "yes")
    monkeypatch.delenv("TF_WORKSPACE", raising=False)
    fake.plan(workspace="prod")
    expected = {
        "TF_IN_AUTOMATION": "1",
        "CHECKPOINT_DISABLE": "1",
        "TF_WORKSPACE": "prod",
        "AWS_SECRET_ACCESS_KEY": "s3cr3t",
    }
    assert [expected] * 3 == [call[3] for call in fake.calls()]
    assert ("yes", None) == (os.environ["TF_IN_AUTOMATION"], os.environ.get("TF_WORKSPACE"))


def test_init_is_run_where_it_is_asked_for_alone(fake: Fake, tmp_path: Path) -> None:
    """An initialised directory needs no network; one that is not is initialised, then planned."""
    fake.plan()
    assert ["version", "plan", "show"] == fake.commands()
    fake.behave(f"if command == 'plan' and not os.path.exists('done'): {INIT}\nif command == 'init': open('done', 'w')")
    fake.plan()
    assert ["version", "plan", "init", "plan", "show"] == fake.commands()[3:]
    assert ["-input=false", "-no-color"] == fake.calls()[5][1]
    assert not any("Module not installed" in line for line in fake.told)


def test_progress_is_told_and_changes_are_not(fake: Fake) -> None:
    """What would be changed is not written to a log."""
    fake.plan()
    expected = [f"tofu plan in {fake.directory}", "t.a: Refreshing state... [id=1]", "Plan: 1 to add"]
    assert expected == fake.told


def test_nothing_is_logged(fake: Fake, caplog: pytest.LogCaptureFixture) -> None:
    """The library that starts the program would write variables and output to a log."""
    with caplog.at_level(logging.DEBUG):
        fake.plan(variables=(("password", "hunter2"),))
    assert [] == [record.getMessage() for record in caplog.records]


def test_the_plan_is_there_for_its_owner_and_then_gone(fake: Fake, temporary: Path) -> None:
    """The folder is private, holds only the JSON, and is removed also when the work on it fails."""
    held: list[object] = []

    def work() -> None:
        with planned(fake.directory, PlanOptions(binary=str(fake.program)), fake.told.append) as plan:
            held.extend([[path.name for path in plan.parent.iterdir()], plan.parent.stat().st_mode & 0o777])
            raise InputError("the plan is of no use")

    with pytest.raises(InputError, match="of no use"):
        work()
    assert [["terraform-plan.json"], 0o700] == held
    assert [] == list(temporary.iterdir())


FAILURES = {
    "plan": ("if command == 'plan': sys.exit('Error: no good')", "`tofu plan` failed in `{}` with exit code 1;"),
    "init": (
        f"if command == 'plan': {INIT}\nif command == 'init': sys.exit('Error: no good')",
        "`tofu init` failed in `{}` with exit code 1;",
    ),
    "init-is-no-use": (
        f"if command == 'plan': print('Error: no good', file=sys.stderr); {INIT}",
        "`tofu plan` failed in `{}` with exit code 1;",
    ),
    "show": ("if command == 'show': sys.exit('Error: no good')", "`tofu show` failed in `{}` with exit code 1;"),
    "killed": (
        "if command == 'plan': print('Error: no good', file=sys.stderr, flush=True); os.kill(os.getpid(), 9)",
        "`tofu plan` in `{}` was ended by SIGKILL",
    ),
}


@pytest.mark.parametrize("failure", FAILURES)
def test_a_failure_is_told_in_the_programs_own_words(fake: Fake, temporary: Path, failure: str) -> None:
    """Errors are passed on as they are, the message names the command, and nothing is left behind."""
    behaviour, message = FAILURES[failure]
    fake.behave(behaviour)
    with pytest.raises(InputError) as caught:
        fake.plan()
    assert str(caught.value).startswith(message.format(fake.directory))
    assert "Error: no good" in fake.told
    assert [] == list(temporary.iterdir())


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("print('Terraform v0.11.14'); sys.exit()", "is v0.11.14; install version 0.12 or later"),
        ("print('hello'); sys.exit()", "does not answer as Terraform or OpenTofu do, but: hello"),
        ("sys.exit('broken')", "does not answer as Terraform or OpenTofu do, but: broken"),
    ],
)
def test_a_program_that_cannot_do_it_is_refused(fake: Fake, answer: str, message: str) -> None:
    """Too old, or something else altogether."""
    fake.behave(answer)
    with pytest.raises(UsageError) as caught:
        fake.plan()
    assert message in str(caught.value)


def test_a_program_that_is_not_there_is_a_usage_error(fake: Fake) -> None:
    """The message names the option."""
    with (
        pytest.raises(UsageError, match="there is no program `tofuu`; install Terraform or OpenTofu, or name it by"),
        planned(fake.directory, PlanOptions(binary="tofuu"), fake.told.append),
    ):
        pass


def test_a_program_that_cannot_be_started_is_a_usage_error(fake: Fake) -> None:
    """A file without an interpreter."""
    fake.program.write_text("#!/nowhere/python\n")
    with pytest.raises(UsageError, match="cannot be run: no such file or directory"):
        fake.plan()


def test_a_file_is_no_folder_to_plan(fake: Fake) -> None:
    """Only a folder can be planned."""
    with pytest.raises(InputError, match="is no folder"), planned(fake.program, PlanOptions(), fake.told.append):
        pass


def test_without_the_extra_the_message_says_what_to_install(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    """The library is an extra."""
    monkeypatch.setitem(sys.modules, "python_terraform", None)
    with pytest.raises(UsageError, match=r"pip install 'gatewright\[terraform\]'"):
        fake.plan()


DRIVER = """
import sys, tempfile
from pathlib import Path
from gatewright.app.planning import PlanOptions, planned
tempfile.tempdir = sys.argv[3]
with planned(Path(sys.argv[1]), PlanOptions(binary=sys.argv[2]), lambda line: print(line, flush=True)):
    pass
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_an_interrupt_ends_the_program_and_removes_the_plan(
    fake: Fake, temporary: Path, number: signal.Signals
) -> None:
    """Ctrl-C and a request to end leave neither the child nor the folder."""
    fake.behave(
        "if command == 'plan':\n    print('t.a: Reading... ' + str(os.getpid()), flush=True)\n    signal.pause()"
    )
    driver = [sys.executable, "-c", DRIVER, str(fake.directory), str(fake.program), str(temporary)]
    with subprocess.Popen(driver, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        line = next(line for line in running.stdout if "Reading" in line)
        assert 1 == len(list(temporary.iterdir()))
        running.send_signal(number)
        running.communicate()
    with pytest.raises(ProcessLookupError):
        os.kill(int(line.rpartition(" ")[2]), 0)
    assert [] == list(temporary.iterdir())


CONFIGURATION = """\
variable "text" {}
variable "word" {
  default   = "hunter2"
  sensitive = true
}
resource "terraform_data" "a" {
  input = var.text
}
resource "terraform_data" "b" {
  input = var.word
}
"""


@pytest.fixture
def real(tmp_path: Path, temporary: Path) -> Callable[..., list[Any]]:
    """Plans a configuration with the real program, and gives the instances of the plan with their places."""

    def plan(text: str, **options: Any) -> list[Any]:
        (tmp_path / "main.tf").write_text(text)
        with planned(tmp_path, PlanOptions(**options), lambda _line: None) as file:
            return list(load(file, LoadOptions(source=tmp_path)).documents)

    return plan


@pytest.mark.terraform
def test_a_real_plan_is_read_with_its_sources(real: Callable[..., list[Any]], temporary: Path) -> None:
    """Values come from the plan; what is sensitive is concealed as in every plan."""
    documents = real(CONFIGURATION, variables=(("text", "-lock=true"),))
    inputs = {one.origin.address: one.properties.input for one in documents}
    assert {"terraform_data.a": "-lock=true", "terraform_data.b": Unknown("sensitive value")} == inputs
    assert [] == list(temporary.iterdir())


@pytest.mark.terraform
def test_real_modules_are_installed_where_they_are_missing(real: Callable[..., list[Any]], tmp_path: Path) -> None:
    """Terraform asks for init, which is run."""
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / "main.tf").write_text('resource "terraform_data" "x" {\n}\n')
    documents = real('module "m" {\n  source = "./m"\n}\n')
    assert ["module.m.terraform_data.x"] == [one.origin.address for one in documents]
    assert (tmp_path / ".terraform" / "modules" / "modules.json").is_file()


@pytest.mark.terraform
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('variable "x" {}\n', "`terraform plan` failed"),
        ('module "m" {\n  source = "./nowhere"\n}\n', "`terraform init` failed"),
        ('resource "a" {\n', "`terraform "),
    ],
)
def test_real_failures_are_input_errors(real: Callable[..., list[Any]], text: str, message: str) -> None:
    """A variable without a value, a module that is not there, a syntax error."""
    with pytest.raises(GatewrightError) as caught:
        real(text)
    assert str(caught.value).startswith(message)


@pytest.mark.terraform
def test_the_command_does_what_the_guide_says(
    root: Path, tmp_path: Path, temporary: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Progress on standard error as the guide shows it, findings with file and line, and no secret anywhere."""
    blocks = re.findall(
        r"^```(\w+)\n(.*?)^```$", (root / "docs/guides/run-terraform.md").read_text(), re.MULTILINE | re.DOTALL
    )
    (tmp_path / "infra").mkdir()
    (tmp_path / "infra" / "main.tf").write_text(
        'variable "word" {\n  sensitive = true\n}\nvariable "text" {}\n'
        'resource "terraform_data" "a" {\n  input = [var.text, var.word]\n}\n'
    )
    (tmp_path / "prod.tfvars").write_text('text = "plain"\nword = "hunter2"\n')
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TF_CLI_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "s3cr3t")
    run(["rules", "new", "acme.a.plain"])
    rule = tmp_path / "rules" / "acme" / "a" / "plain" / "plain.rego"
    rule.write_text(rule.read_text().replace('input, "plain")', 'input[0], "plain")'))
    capfd.readouterr()
    code = run([*blocks[0][1].split()[1:], "--rules-dir", "rules", "--format", "json"])
    out, errors = capfd.readouterr()
    assert (1, blocks[1][1].replace("/home/me/acme", str(tmp_path))) == (code, errors)
    (found,) = json.loads(out)["findings"]
    assert ("main.tf", 6) == (found["location"]["file"], found["location"]["start"]["line"])
    assert [] == [secret for secret in ("hunter2", "s3cr3t") if secret in out + errors]
    assert [] == list(temporary.iterdir())
