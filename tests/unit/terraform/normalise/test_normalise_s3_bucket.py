"""S3 buckets: settings of the bucket and of its companions, merged, and what they come to."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from estate import documents, place, properties, reference, resource, unknown

from gatewright.sources.terraform.instances import Instance, ProviderSettings
from gatewright.sources.terraform.values import Reference, UnknownValue

TYPE = "aws.s3.bucket"
BUCKET = reference("aws_s3_bucket.b")
ALL_USERS = "http://acs.amazonaws.com/groups/global/AllUsers"
SWITCHES = ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")
NOT_KNOWN = {"$unknown": "no value for `var.x`"}
ELSEWHERE = {"$unknown": "managed outside of this root module"}


def policy(*statements: dict[str, Any]) -> str:
    """The text of a policy with these statements."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


PUBLIC = policy({"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"})


def companion(kind: str, **values: Any) -> Instance:
    """A companion `aws_s3_bucket_KIND.c` of the bucket `aws_s3_bucket.b`."""
    return resource(f"aws_s3_bucket_{kind}.c", bucket=BUCKET, **values)


def bucket(*companions: Instance, **values: Any) -> dict[str, Any]:
    """The properties of the bucket `aws_s3_bucket.b` with these companions."""
    return properties(resource("aws_s3_bucket.b", **values), *companions, of=TYPE)


def test_bucket_alone_has_the_defaults() -> None:
    """A bucket that says nothing has no block, no policy, no versions and no logs, and encrypts with S3's own keys."""
    found = bucket(bucket="name")
    assert found["bucket_name"] == "name"
    assert [found[key] for key in ("public_access_block", "object_ownership", "policy")] == [None, None, None]
    assert found["acl"] == {"canned": "private", "grants": []}
    assert found["versioning"] == {"enabled": False, "mfa_delete": False}
    assert [found["logging"]["enabled"], found["requires_tls"]] == [False, False]
    assert found["encryption"] == {"algorithm": "AES256", "kms_key": None, "bucket_key": False}
    assert found["exposure"] == {"acl_everyone": False, "acl_authenticated_users": False, "policy_everyone": False}


def test_legacy_blocks_and_companions_give_the_same() -> None:
    """Both generations of the provider's arguments describe one bucket."""
    legacy = bucket(
        acl="public-read",
        policy=PUBLIC,
        versioning=[{"enabled": True, "mfa_delete": True}],
        logging=[{"target_bucket": "logs", "target_prefix": "b/"}],
        server_side_encryption_configuration=[
            {
                "rule": [
                    {
                        "bucket_key_enabled": True,
                        "apply_server_side_encryption_by_default": [
                            {"sse_algorithm": "aws:kms", "kms_master_key_id": "k"}
                        ],
                    }
                ]
            }
        ],
    )
    split = bucket(
        companion("acl", acl="public-read"),
        companion("policy", policy=PUBLIC),
        companion("versioning", versioning_configuration=[{"status": "Enabled", "mfa_delete": "Enabled"}]),
        companion("logging", target_bucket="logs", target_prefix="b/"),
        companion(
            "server_side_encryption_configuration",
            rule=[
                {
                    "bucket_key_enabled": True,
                    "apply_server_side_encryption_by_default": [{"sse_algorithm": "aws:kms", "kms_master_key_id": "k"}],
                }
            ],
        ),
    )
    assert legacy == split
    assert legacy["versioning"] == {"enabled": True, "mfa_delete": True}
    assert legacy["encryption"] == {"algorithm": "aws:kms", "kms_key": "k", "bucket_key": True}
    assert legacy["exposure"] == {"acl_everyone": True, "acl_authenticated_users": False, "policy_everyone": True}


def test_companion_wins_over_the_bucket() -> None:
    """Where both forms are there (a state shows both), the companion decides."""
    suspended = companion("versioning", versioning_configuration=[{"status": "Suspended"}])
    assert bucket(suspended, versioning=[{"enabled": True}])["versioning"]["enabled"] is False


def test_place_of_a_grant_is_not_the_one_that_the_companion_replaced() -> None:
    """Nothing of the bucket's own blocks is left where a companion decides."""
    instances = (
        resource("aws_s3_bucket.b", grant=[{"type": "Group", "uri": ALL_USERS, "permissions": ["READ"]}]),
        companion("acl", acl="public-read"),
    )
    assert place(("acl", "grants", 0), *instances, of=TYPE) == "aws_s3_bucket_acl.c.acl"


def test_place_of_a_setting_is_where_it_is_written() -> None:
    """A property of a companion points into the companion, a policy's statement at the policy."""
    instances = (
        resource("aws_s3_bucket.b"),
        companion("versioning", versioning_configuration=[{"status": "Suspended"}]),
        companion("policy", policy=PUBLIC),
        companion("acl", access_control_policy=[{"grant": [{"permission": "READ", "grantee": [{"uri": ALL_USERS}]}]}]),
    )
    places = {
        ("versioning", "enabled"): "aws_s3_bucket_versioning.c.versioning_configuration.0.status",
        ("policy", "statements", 0): "aws_s3_bucket_policy.c.policy",
        ("acl", "grants", 0): "aws_s3_bucket_acl.c.access_control_policy.0.grant.0",
        ("public_access_block",): "aws_s3_bucket.b",
    }
    assert places == {path: place(path, *instances, of=TYPE) for path in places}


def test_public_access_block_declares_what_it_leaves_out_as_false() -> None:
    """A switch that a declared block leaves out is off."""
    found = bucket(companion("public_access_block", block_public_acls=True, ignore_public_acls=unknown()))
    expected = dict.fromkeys(SWITCHES, False) | {"block_public_acls": True, "ignore_public_acls": NOT_KNOWN}
    assert expected == found["public_access_block"]


@pytest.mark.parametrize(
    ("uri", "grantee"),
    [
        (ALL_USERS, "everyone"),
        ("http://acs.amazonaws.com/groups/global/AuthenticatedUsers", "authenticated_users"),
        ("http://acs.amazonaws.com/groups/s3/LogDelivery", "log_delivery"),
        (None, "account"),
        (unknown(), NOT_KNOWN),
    ],
)
def test_grants_are_read_in_both_forms(uri: Any, grantee: Any) -> None:
    """A grant block of the bucket lists its permissions, one of the companion has a single one."""
    legacy = bucket(grant=[{"type": "Group", "uri": uri, "permissions": ["READ"]}])
    split = bucket(
        companion(
            "acl",
            access_control_policy=[{"grant": [{"permission": "READ", "grantee": [{"type": "Group", "uri": uri}]}]}],
        )
    )
    expected = {"canned": None, "grants": [{"grantee": grantee, "permissions": ["READ"]}]}
    assert [expected, expected] == [legacy["acl"], split["acl"]]


def test_grants_have_one_order_whatever_the_source() -> None:
    """A set of blocks comes in another order from each source; the grants and their places do not change."""
    blocks: list[Any] = [
        {"type": "Group", "uri": uri, "permissions": ["READ"]}
        for uri in (ALL_USERS, "http://acs.amazonaws.com/groups/s3/LogDelivery", None)
    ]
    for order in (blocks, blocks[::-1]):
        instances = (resource("aws_s3_bucket.b", grant=order),)
        found = properties(*instances, of=TYPE)["acl"]["grants"]
        assert [grant["grantee"] for grant in found] == ["account", "everyone", "log_delivery"]
        written = order.index(blocks[0])
        assert place(("acl", "grants", 1), *instances, of=TYPE) == f"aws_s3_bucket.b.grant.{written}"


@pytest.mark.parametrize(
    ("companions", "expected"),
    [
        ([companion("public_access_block", ignore_public_acls=True)], False),
        ([companion("public_access_block", block_public_acls=True)], True),
        ([companion("public_access_block", ignore_public_acls=unknown())], NOT_KNOWN),
        ([companion("ownership_controls", rule=[{"object_ownership": "BucketOwnerEnforced"}])], False),
        ([companion("ownership_controls", rule=[{"object_ownership": "ObjectWriter"}])], True),
        ([companion("ownership_controls", rule=[{"object_ownership": unknown()}])], NOT_KNOWN),
        ([resource("aws_s3_account_public_access_block.a", ignore_public_acls=True)], False),
        ([resource("aws_s3_account_public_access_block.a", ignore_public_acls=unknown())], NOT_KNOWN),
        ([], True),
    ],
)
def test_public_acl_takes_effect_unless_it_is_ignored(companions: list[Instance], expected: Any) -> None:
    """What ignores public ACLs, or has none, keeps a public one from letting anybody in."""
    assert expected == bucket(*companions, acl="public-read")["exposure"]["acl_everyone"]


def test_private_acl_lets_nobody_in_whatever_is_unknown() -> None:
    """An unknown switch leaves nothing open where there is nothing to ignore."""
    switch = companion("public_access_block", ignore_public_acls=unknown(), restrict_public_buckets=unknown())
    assert set(bucket(switch, acl="private")["exposure"].values()) == {False}


@pytest.mark.parametrize(
    ("companions", "expected"),
    [
        ([companion("public_access_block", restrict_public_buckets=True)], False),
        ([companion("public_access_block", block_public_policy=True)], True),
        ([companion("public_access_block", restrict_public_buckets=unknown())], NOT_KNOWN),
        ([resource("aws_s3_account_public_access_block.a", restrict_public_buckets=True)], False),
        ([], True),
    ],
)
def test_public_policy_takes_effect_unless_it_is_restricted(companions: list[Instance], expected: Any) -> None:
    """Only the switch that restricts public buckets undoes a policy that is there."""
    assert expected == bucket(*companions, policy=PUBLIC)["exposure"]["policy_everyone"]


@pytest.mark.parametrize(("account", "expected"), [("111122223333", False), ("444455556666", True), (None, False)])
def test_block_of_another_account_protects_nothing_here(account: str | None, expected: Any) -> None:
    """An account's block counts for buckets that may be in that account."""
    block = resource("aws_s3_account_public_access_block.a", ignore_public_acls=True, account_id="111122223333")
    public = resource("aws_s3_bucket.b", acl="public-read")
    owned = replace(public, provider=ProviderSettings(account=account))
    assert expected == properties(owned, block, of=TYPE)["exposure"]["acl_everyone"]


PLAIN: dict[str, Any] = {"Bool": {"aws:SecureTransport": "false"}}
DENY: dict[str, Any] = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": ["arn:aws:s3:::b", "arn:aws:s3:::b/*"],
}


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (DENY | {"Condition": PLAIN}, True),
        (DENY | {"Condition": PLAIN, "Principal": {"AWS": ["*"]}}, True),
        (DENY | {"Condition": PLAIN, "Action": ["s3:Get*", "s3:Put*"]}, True),
        (DENY | {"Condition": PLAIN, "Resource": "*"}, True),
        (DENY | {"Condition": {"BoolIfExists": {"AWS:SecureTransport": False}}}, True),
        (DENY | {"Condition": {"NumericLessThanIfExists": {"s3:TlsVersion": "1.2"}}}, True),
        (DENY | {"Condition": {"NumericLessThan": {"s3:TlsVersion": "1.2"}}}, False),
        (DENY | {"Condition": {"Bool": {"aws:SecureTransport": "true"}}}, False),
        (DENY | {"Condition": PLAIN | {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}}, False),
        (DENY | {"Condition": PLAIN, "Principal": {"AWS": "111122223333"}}, False),
        (DENY | {"Condition": PLAIN, "Action": "s3:GetObject"}, False),
        (DENY | {"Condition": PLAIN, "Resource": "arn:aws:s3:::b"}, False),
        (DENY | {"Condition": PLAIN, "Effect": "Allow"}, False),
    ],
)
def test_tls_is_required_by_a_deny_of_plain_requests(statement: dict[str, Any], expected: Any) -> None:
    """Everyone must be denied reading and writing of objects, whenever the request is plain."""
    assert expected == bucket(policy=policy(statement))["requires_tls"]


def test_tls_is_required_where_only_the_resource_is_unknown() -> None:
    """A bucket's policy can name nothing but the bucket, so its ARN may be unknown; its condition may not."""
    arns = [reference("aws_s3_bucket.b", "arn"), UnknownValue("known after apply")]
    known: dict[str, Any] = {"Statement": [DENY | {"Condition": PLAIN, "Resource": arns}]}
    open_: dict[str, Any] = {"Statement": [DENY | {"Condition": {"Bool": {"aws:SecureTransport": unknown()}}}]}
    found = [
        bucket(companion("policy", policy=UnknownValue("known after apply", document=tree)))["requires_tls"]
        for tree in (known, open_)
    ]
    assert found == [True, NOT_KNOWN]


def test_setting_of_a_bucket_elsewhere_makes_a_partial_bucket() -> None:
    """The facet is known, what the root module does not manage is unknown, and its public policy is judged."""
    found = properties(resource("aws_s3_bucket_policy.p", bucket="elsewhere", policy=PUBLIC), of=TYPE)
    assert found["versioning"] == ELSEWHERE
    assert found["policy"]["statements"][0]["allows_everyone"] is True
    assert found["exposure"] == {
        "acl_everyone": ELSEWHERE,
        "acl_authenticated_users": ELSEWHERE,
        "policy_everyone": True,
    }


def test_settings_of_one_bucket_elsewhere_make_one_partial_bucket() -> None:
    """The same name, or the same reference, is the same bucket."""
    block = resource("aws_s3_bucket_public_access_block.p", bucket="elsewhere", restrict_public_buckets=True)
    found = properties(resource("aws_s3_bucket_policy.p", bucket="elsewhere", policy=PUBLIC), block, of=TYPE)
    assert found["exposure"]["policy_everyone"] is False


def test_setting_of_an_unknown_bucket_may_be_any_buckets() -> None:
    """A bucket without such a setting is unknown in it, one with its own is not, and nothing else is touched."""
    found = {
        d.origin.address: d.properties.model_dump(mode="json")
        for d in documents(
            resource("aws_s3_bucket.own", versioning=[{"enabled": True}]),
            resource("aws_s3_bucket.b"),
            resource("aws_s3_bucket_versioning.v", bucket=unknown(), versioning_configuration=[{"status": "Enabled"}]),
            of=TYPE,
        )
    }
    reason = {"$unknown": "`aws_s3_bucket_versioning.v` may set it: no value for `var.x`"}
    assert [found["aws_s3_bucket.own"]["versioning"]["enabled"], found["aws_s3_bucket.b"]["versioning"]] == [
        True,
        reason,
    ]
    assert found["aws_s3_bucket.b"]["logging"]["enabled"] is False
    assert found["aws_s3_bucket_versioning.v"]["versioning"]["enabled"] is True


def test_setting_named_by_the_id_of_another_setting_is_the_same_buckets() -> None:
    """Modules chain settings by their ids to order them; each is the name of the bucket."""
    policy_resource = companion("policy", policy=PUBLIC)
    controls = resource(
        "aws_s3_bucket_ownership_controls.o",
        bucket=reference("aws_s3_bucket_policy.c"),
        rule=[{"object_ownership": "ObjectWriter"}],
    )
    found = bucket(policy_resource, controls)
    assert found["object_ownership"] == "ObjectWriter"


def test_setting_with_the_unknown_name_of_one_bucket_is_its_own() -> None:
    """A bucket named by a variable without value is still found by that name."""
    setting = resource("aws_s3_bucket_versioning.v", bucket=unknown(), versioning_configuration=[{"status": "Enabled"}])
    assert bucket(setting, bucket=unknown())["versioning"]["enabled"] is True


def test_attribute_that_the_provider_computes_is_left_out() -> None:
    """A plan shows what is not configured as an unknown value that refers to itself."""
    own = {name: UnknownValue("known after apply", Reference("aws_s3_bucket.b", name)) for name in ("acl", "policy")}
    assert bucket(**own) == bucket()


def test_target_of_another_buckets_logs_is_a_destination() -> None:
    """A log bucket is known by what is delivered to it; logging to itself does not make one."""
    found = {
        d.origin.address: d.properties.model_dump(mode="json")["logging"]["destination"]
        for d in documents(
            resource("aws_s3_bucket.logs"),
            resource("aws_s3_bucket.old", acl="log-delivery-write"),
            resource("aws_s3_bucket.b", logging=[{"target_bucket": reference("aws_s3_bucket.logs")}]),
            resource("aws_s3_bucket.self", logging=[{"target_bucket": reference("aws_s3_bucket.self")}]),
            of=TYPE,
        )
    }
    assert found == {
        "aws_s3_bucket.logs": True,
        "aws_s3_bucket.old": True,
        "aws_s3_bucket.b": False,
        "aws_s3_bucket.self": False,
    }


def test_unknown_blocks_are_unknown_settings() -> None:
    """A dynamic block over an unknown collection decides nothing."""
    found = bucket(versioning=unknown(), logging=unknown(), grant=unknown())
    assert [found["versioning"]["enabled"], found["logging"]["enabled"], found["acl"]["grants"]] == [NOT_KNOWN] * 3


def test_account_block_is_a_document_of_its_own() -> None:
    """What it leaves out is off."""
    found = properties(
        resource("aws_s3_account_public_access_block.a", block_public_acls=True),
        of="aws.s3.account_public_access_block",
    )
    assert found == dict.fromkeys(SWITCHES, False) | {"block_public_acls": True}
