"""What is taken away: the last of something, several of one list, and what others share."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from folder import RULE, patched, reasons, write

import gatewright as gw

SSH = "aws.ec2.security_group_allows_ssh_from_internet"
GRANT = "aws.s3.bucket_acl_public"
BUCKET_POLICY = "aws.s3.bucket_policy_public"
DEFAULT = "aws.ec2.vpc_default_security_group_allows_traffic"
WIDE = '    cidr_blocks = ["0.0.0.0/0"]\n'
SPLIT = f"    cidr_blocks = {json.dumps([f'{32 * n}.0.0.0/3' for n in range(8)])}\n"
"""The whole internet in parts that no fix knows."""


def _entry(port: int, sources: str = WIDE, kind: str = "ingress") -> str:
    return f'  {kind} {{\n    protocol    = "tcp"\n    from_port   = {port}\n    to_port     = 22\n{sources}  }}\n'


def _group(*entries: str, kind: str = "aws_security_group") -> str:
    return f'resource "{kind}" "g" {{\n  name = "g"\n' + "".join(f"\n{entry}" for entry in entries) + "}\n"


def _fix(folder: Path, text: str, rules: str | list[str], file: str = "main.tf") -> tuple[gw.Fixes, str]:
    source = write(folder / "source", {file: text})
    fixes = gw.fix(source, rules=rules, confidence="review")
    return fixes, patched(source, fixes, folder / "copy")[file]


def _failing(folder: Path, rules: str) -> list[gw.Finding]:
    return [finding for finding in gw.scan(folder, rules=rules).findings if finding.outcome == "fail"]


def _mended(fixes: gw.Fixes) -> set[str]:
    return {name for patch in fixes.patches for name in patch.fingerprints}


@pytest.mark.parametrize("at", range(4))
def test_what_is_refused_keeps_its_name_among_what_goes(tmp_path: Path, at: int) -> None:
    """Of entries that are told apart by their indexes the one that stays is the one that is said to stay."""
    entries = [_entry(port, SPLIT if port == at else WIDE) for port in range(4)]
    fixes, text = _fix(tmp_path, _group(*entries), SSH)
    (stays,) = (f for f in _failing(tmp_path / "source", SSH) if f.evidence != ["0.0.0.0/0"])
    assert [stays.fingerprint] == [one.fingerprint for one in fixes.refusals]
    assert stays.fingerprint not in _mended(fixes)
    assert _group(entries[at]) == text


def test_touching_entries_are_all_taken_away(tmp_path: Path) -> None:
    """Removals that touch wait for each other, and none is taken for made while it is not."""
    source = _group("".join(_entry(port) for port in range(5)))
    fixes, text = _fix(tmp_path, source, SSH)
    assert 5 == len(_mended(fixes))
    assert () == fixes.refusals
    assert 'resource "aws_security_group" "g" {\n  name    = "g"\n  ingress = []\n}\n' == text


def test_the_last_entry_leaves_an_empty_list(tmp_path: Path) -> None:
    """The provider keeps entries of which the configuration says nothing, so it has to say that there are none."""
    fixes, text = _fix(tmp_path, _group(_entry(22), _entry(443, kind="egress"), _entry(21)), SSH)
    assert [2, 0] == [len(_mended(fixes)), len(fixes.refusals)]
    expected = _group(_entry(443, kind="egress")).replace('  name = "g"\n', '  name    = "g"\n  ingress = []\n')
    assert expected == text
    assert [] == _failing(tmp_path / "copy", SSH)


def test_an_entry_beside_others_leaves_these_alone(tmp_path: Path) -> None:
    """Where an entry stays nothing else is written."""
    stays = _entry(22, '    cidr_blocks = ["10.0.0.0/8"]\n')
    _, text = _fix(tmp_path, _group(_entry(22), stays), SSH)
    assert _group(stays) == text


def test_the_default_group_is_left_without_rules(tmp_path: Path) -> None:
    """Both directions are emptied, each by a value."""
    group = _group(_entry(0), _entry(0, kind="egress"), kind="aws_default_security_group")
    _, text = _fix(tmp_path, group.replace('name = "g"', 'vpc_id = "v"'), DEFAULT)
    lines = {line.replace(" ", "") for line in text.splitlines()}
    assert lines >= {"ingress=[]", "egress=[]"}
    assert [] == _failing(tmp_path / "copy", DEFAULT)


def test_a_dynamic_block_alone_is_not_left(tmp_path: Path) -> None:
    """A dynamic block may make no entry, and then the provider would keep them all."""
    dynamic = '  dynamic "ingress" {\n    for_each = []\n\n    content {\n      from_port = 1\n    }\n  }\n'
    fixes, text = _fix(tmp_path, _group(_entry(22), dynamic), SSH)
    (reason,) = reasons(fixes).values()
    assert reason.startswith("only a dynamic block `ingress` would be left")
    assert _group(_entry(22), dynamic) == text


def test_the_last_entry_of_a_list_leaves_an_empty_list(tmp_path: Path) -> None:
    """Where entries are a list of objects it is the list that is left."""
    entry = '{ protocol = "tcp", from_port = 22, to_port = 22, cidr_blocks = ["0.0.0.0/0"] }'
    text = f'resource "aws_security_group" "g" {{\n  ingress = [{entry}]\n}}\n'
    _, after = _fix(tmp_path, text, SSH)
    assert 'resource "aws_security_group" "g" {\n  ingress = []\n}\n' == after


def test_the_only_grant_stays(tmp_path: Path) -> None:
    """A bucket keeps its grants where none is written, and no value says that there is none."""
    grant = (
        '  grant {\n    type        = "Group"\n    permissions = ["READ"]\n'
        '    uri         = "http://acs.amazonaws.com/groups/global/AllUsers"\n  }\n'
    )
    owner = '  grant {\n    id          = "a"\n    type        = "CanonicalUser"\n    permissions = ["READ"]\n  }\n'
    text = 'resource "aws_s3_bucket" "b" {{\n{}}}\n'
    only, kept = _fix(tmp_path / "only", text.format(grant), GRANT)
    two, none = _fix(tmp_path / "two", text.format(grant + "\n" + grant.replace("READ", "WRITE")), GRANT)
    _, left = _fix(tmp_path / "owner", text.format(owner + "\n" + grant), GRANT)
    assert ["it is the only `grant`, which the provider keeps where none is written"] == list(reasons(only).values())
    assert text.format(grant) == kept
    assert [1, 1] == [len(_mended(two)), len(two.refusals)]
    assert 1 == none.count("grant {")
    assert text.format(owner) == left


def test_the_only_sources_of_an_entry_are_not_all_taken(tmp_path: Path) -> None:
    """Two lists that are each taken away because the other one stays: with the second the entry goes."""
    sources = WIDE + '    description = "all"\n    ipv6_cidr_blocks = ["::/0"]\n'
    stays = _entry(443, '    cidr_blocks = ["10.0.0.0/8"]\n')
    fixes, text = _fix(tmp_path, _group(_entry(22, sources), stays), SSH)
    assert () == fixes.refusals
    assert _group(stays) == text


def test_the_only_statements_of_a_policy_are_not_all_taken(tmp_path: Path) -> None:
    """With the last statement goes the resource, though each of two has another one beside it."""
    statement = '      {{ Effect = "Allow", Principal = "*", Action = "s3:{}", Resource = "arn:aws:s3:::b/*" }},\n'
    policy = (
        'resource "aws_s3_bucket" "b" {{\n  bucket = "b"\n}}\n\nresource "aws_s3_bucket_policy" "b" {{\n'
        "  bucket = aws_s3_bucket.b.id\n  policy = jsonencode({{\n    Statement = [\n{}    ]\n  }})\n}}\n"
    )
    comment = "      # and\n\n      # also\n\n"
    both = statement.format("GetObject") + comment + statement.format("PutObject")
    fixes, text = _fix(tmp_path, policy.format(both), BUCKET_POLICY)
    assert () == fixes.refusals
    assert "Statement" not in text


def test_statements_that_say_the_same_all_go(tmp_path: Path) -> None:
    """One edit may take away either of two equal statements, and mends one finding, not both."""
    public = '      { Effect = "Allow", Principal = "*", Action = "s3:Get*", Resource = "arn:aws:s3:::b/*" },\n'
    deny = '      { Effect = "Deny", Principal = "*", Action = "s3:*", Resource = "arn:aws:s3:::b/*" },\n'
    policy = (
        'resource "aws_s3_bucket" "b" {{\n  bucket = "b"\n}}\n\nresource "aws_s3_bucket_policy" "b" {{\n'
        "  bucket = aws_s3_bucket.b.id\n  policy = jsonencode({{\n    Statement = [\n{}    ]\n  }})\n}}\n"
    )
    fixes, text = _fix(tmp_path, policy.format(public + public + deny + public), BUCKET_POLICY)
    assert () == fixes.refusals
    assert 3 == len(_mended(fixes))
    assert policy.format(deny) == text


def test_edits_of_one_set_are_told_apart(tmp_path: Path) -> None:
    """A set is in the order of its values: an entry that changes stands elsewhere, and is compared with itself."""
    first = _entry(1, '    cidr_blocks = ["0.0.0.0/0", "10.0.0.0/8"]\n')
    other = _entry(2, '    cidr_blocks = ["0.0.0.0/1", "1.0.0.0/8", "128.0.0.0/1"]\n')
    fixes, text = _fix(tmp_path, _group(first, other), SSH)
    assert () == fixes.refusals
    left = (first.replace('"0.0.0.0/0", ', ""), _entry(2, '    cidr_blocks = ["1.0.0.0/8"]\n'))
    assert _group(*left) == text
    assert [[], []] == [list(patch.requires) for patch in fixes.patches]


SHARED = """\
locals {
  sources = ["0.0.0.0/0", "10.0.0.0/8"]
}

resource "aws_security_group" "%s" {
  ingress {
    protocol    = "tcp"
    from_port   = 22
    to_port     = 22
    cidr_blocks = local.sources
  }

%s
  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = local.sources
  }
}
"""


@pytest.mark.parametrize("between", ["", '}\n\nresource "aws_security_group" "web" {'], ids=["one", "two"])
def test_what_is_sound_loses_nothing(tmp_path: Path, between: str) -> None:
    """A list that something shares which is not found wrong is not shortened."""
    others = _group(_entry(22)).replace('"g"', '"other"')
    fixes, text = _fix(tmp_path, SHARED % ("ssh", between) + others, SSH)
    assert {"aws_security_group.ssh"} == set(reasons(fixes))
    assert reasons(fixes)["aws_security_group.ssh"].endswith("too, where the rule finds nothing wrong")
    assert 1 == len(_mended(fixes))
    assert text.startswith(SHARED % ("ssh", between))


ATTACHED = """\
resource "aws_iam_group_policy_attachment" "a" {
  for_each   = toset(%s)
  group      = "g"
  policy_arn = "arn:aws:iam::aws:policy/${each.key}"
}
"""


def _attachments(*names: str) -> str:
    return ATTACHED % json.dumps(list(names))


@pytest.mark.parametrize(
    ("names", "left"),
    [(["AdministratorAccess"], False), (["AdministratorAccess", "ReadOnlyAccess"], True)],
    ids=["all", "some"],
)
def test_a_resource_goes_with_all_of_its_instances_or_not(tmp_path: Path, names: Iterable[str], left: bool) -> None:  # noqa: FBT001  # a parameter
    """Where only some instances of a block are found wrong it stays."""
    text = _attachments(*names)
    fixes, after = _fix(tmp_path, text, "aws.iam.administrator_access_attached")
    assert left == bool(fixes.refusals)
    assert (text if left else "") == after


def test_what_the_provider_keeps_is_not_left_out(tmp_path: Path) -> None:
    """An argument that is optional and computed keeps its value where it is left out, so that is no fix."""
    rule = RULE.format(reads="policy", operation="unset: [policy]", condition="queue.properties.policy")
    rules = write(tmp_path / "rules", {"queue/queue.rego": rule})
    text = 'resource "aws_sqs_queue" "q" {\n  policy = jsonencode({ Statement = [] })\n}\n'
    fixes = gw.fix(write(tmp_path / "source", {"main.tf": text}), rules="own.queue", rules_dirs=[rules])
    expected = {"aws_sqs_queue.q": "the provider keeps `policy` where it is left out; write what it should be"}
    assert expected == reasons(fixes)


def test_companions_of_one_fix_have_names_of_their_own(tmp_path: Path) -> None:
    """Two companions of one type in one fix are two resources."""
    one = "companion: {{type: aws_sqs_queue_policy, link: {{queue_url: id}}, set: {{policy: {0}}}}}"
    operations = one.format("a") + "\n#         - " + one.format("b") + "\n#         - set: {fifo_queue: true}"
    rule = RULE.format(reads="fifo_queue", operation=operations, condition="queue.properties.fifo_queue == false")
    rules = write(tmp_path / "rules", {"queue/queue.rego": rule})
    source = write(tmp_path / "source", {"main.tf": 'resource "aws_sqs_queue" "q" {\n  fifo_queue = false\n}\n'})
    fixes = gw.fix(source, rules="own.queue", rules_dirs=[rules])
    text = patched(source, fixes, tmp_path / "copy")["main.tf"]
    assert {} == reasons(fixes)
    assert 'resource "aws_sqs_queue_policy" "q" {' in text
    assert 'resource "aws_sqs_queue_policy" "q_2" {' in text
