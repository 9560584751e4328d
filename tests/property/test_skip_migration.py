"""Migrating skip comments: the same rules silenced over the same ranges, every other byte as it was."""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gatewright.app.policies import load_policies
from gatewright.sources.terraform.comments import Directive, RuleIndex, directives_of
from gatewright.sources.terraform.comments.edits import patch
from gatewright.sources.terraform.comments.migration import migrate

INDEX = RuleIndex(load_policies().rules)

SKIPS = st.sampled_from(
    [
        "#checkov:skip=CKV_AWS_20:é public: yes",
        "// bridgecrew:skip=CKV_AWS_21,CKV_X_9",
        "# checkov:skip=CKV_X_1:unknown",
        "#tfsec:ignore:AWS-0107 #tfsec:ignore:unknown",
        "# tfsec:ignore:AWS-0089:exp:2030-01-01",
        "#trivy:ignore:avd-aws-0089:ws:dev-* trivy:ignore:AWS-0107",
        "/* trivy:ignore:AWS-0107 for now */",
        "#trivy:ignore:AWS-0107[p=1]",
        "# kics-scan ignore-line",
        "# kics-scan ignore-block",
        "# kics-scan ignore",
        "# dd-iac-scan disable=08bd0760-8752-44e1-9779-7bb369b2b4e4,x",
        "# kics-scan enable=08bd0760-8752-44e1-9779-7bb369b2b4e4",
        "#ts:skip=AC_AWS_0210 words",
        "# gatewright:ignore aws.s3.* -- ours",
        "# gatewright:ignore",
        "# words",
        "",
    ]
)
CODE = st.sampled_from(
    [
        "p = 1",
        'q = "# kics-scan ignore"',
        "r = [",
        "1, 2,",
        "]",
        "in {",
        "}",
        "s = {",
        "t = 1",
        "h = <<E\n# no\nE",
        "u = f([1])",
    ]
)
LINES = st.lists(st.tuples(st.sampled_from(["", "  "]), st.one_of(CODE, st.just("")), SKIPS), max_size=12)


@st.composite
def _files(draw: st.DrawFn) -> bytes:
    """A file of blocks that hold arguments and comments anywhere; now and then broken, or with lines of Windows."""
    newline = draw(st.sampled_from(["\n", "\n", "\r\n"]))
    lines: list[str] = []
    for number in range(draw(st.integers(1, 3))):
        lines += draw(st.lists(SKIPS, max_size=3))
        lines.append(f'resource "aws_s3_bucket" "b{number}" {{ {draw(SKIPS)}'.rstrip())
        lines += [f"{indent}{code} {skip}".rstrip() for indent, code, skip in draw(LINES)]
        lines.append(f"}} {draw(SKIPS)}".rstrip())
    text = newline.join(line.replace("\n", newline) for line in lines)
    return (text + draw(st.sampled_from(["", newline]))).encode()


def _silenced(data: bytes, offset: Callable[[int], int]) -> Counter[tuple[object, ...]]:
    """For each rule, what it is silenced in: by positions in the text without comments, which migrating keeps."""
    found: Counter[tuple[object, ...]] = Counter()
    for one in directives_of("main.tf", data):
        for rule in INDEX.matching(INDEX.resolve("main.tf", one).rules) if not one.statement.problem else ():
            place = ("file",) if one.covers == "file" else (offset(one.target[0]), offset(one.target[1]))
            found[rule, one.statement.until, one.statement.environments, *place] += 1
    return found


def _code(data: bytes) -> tuple[bytes, Callable[[int], int]]:
    """The text without comments that say something and without space, and where each byte of it went."""
    kept = bytearray(b"\1" * len(data))
    for one in directives_of("main.tf", data):
        kept[one.comment[0] : one.comment[1]] = b"\0" * (one.comment[1] - one.comment[0])
    solid = [bool(keep) and not chr(byte).isspace() for keep, byte in zip(kept, data, strict=True)]
    counts = [0]
    for one_solid in solid:
        counts.append(counts[-1] + one_solid)
    return bytes(byte for byte, keep in zip(data, solid, strict=True) if keep), counts.__getitem__


def _foreign(one: Directive) -> bool:
    return one.statement.tool != "gatewright"


@settings(max_examples=150, deadline=None)
@given(_files())
def test_migrating_keeps_code_and_meaning(data: bytes) -> None:
    """No byte of code changes, and each rule is silenced in the same places until the same day."""
    migrated = migrate("main.tf", data, INDEX).data
    (code, offset), (code_after, offset_after) = _code(data), _code(migrated)
    assert code == code_after
    assert _silenced(data, offset) == _silenced(migrated, offset_after)
    assert (b"\r\n" in data, data.count(b"\n") == data.count(b"\r\n")) == (
        b"\r\n" in migrated,
        migrated.count(b"\n") == migrated.count(b"\r\n"),
    )


@settings(max_examples=100, deadline=None)
@given(_files())
def test_migrating_twice_changes_nothing_more(data: bytes) -> None:
    """What could be migrated is; what is left is left again."""
    once = migrate("main.tf", data, INDEX).data
    assert once == migrate("main.tf", once, INDEX).data


@settings(max_examples=100, deadline=None)
@given(_files())
def test_files_without_claimed_comments_stay(data: bytes) -> None:
    """Where no rule claims anything, not a byte changes."""
    nobody = RuleIndex(())
    assert data == migrate("main.tf", data, nobody).data or any(
        _foreign(one) and one.statement.ids == ("*",) for one in directives_of("main.tf", data)
    )


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_files(), min_size=1, max_size=3), st.booleans())
def test_git_applies_the_patch(tmp_path: Path, texts: list[bytes], marked: bool) -> None:  # noqa: FBT001  # drawn
    """`git apply` makes of the files what migrating makes of them, byte for byte."""
    mark = b"\xef\xbb\xbf" if marked else b""
    names = [f"a b{number}é.tf" for number in range(len(texts))]
    expected, patches = {}, []
    for name, text in zip(names, texts, strict=True):
        (tmp_path / name).write_bytes(mark + text)
        migrated = migrate(name, text, INDEX)
        edits = [type(one)(one.start + len(mark), one.end + len(mark), one.text) for one in migrated.edits]
        expected[name] = mark + migrated.data
        patches.append(patch(name, mark + text, edits))
    if any(patches):
        git = ["git", "-c", "core.autocrlf=false", "apply", "--whitespace=nowarn", "-"]
        done = subprocess.run(git, cwd=tmp_path, input=b"".join(patches), capture_output=True, check=False)
        assert (0, b"") == (done.returncode, done.stderr)
    assert expected == {name: (tmp_path / name).read_bytes() for name in names}
