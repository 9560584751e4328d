"""Where the unknown values of a plan will come from."""

from __future__ import annotations

from typing import Any

import pytest
from plan_builder import WIRING, change, configured, instances, plan, reference_of, references, referring

from gatewright.sources.terraform.artifacts import read_artifact
from gatewright.sources.terraform.values import Reference

VERSIONING = "aws_s3_bucket_versioning"
EXPECTED = {
    "aws_iam_role_policy.inline": {"role": "aws_iam_role.reader:id"},
    "aws_instance.web": {
        "ebs_block_device.0.kms_key_id": "aws_kms_key.other:arn",
        "ebs_block_device.1.kms_key_id": "aws_kms_key.disk:arn",
        "root_block_device.0.kms_key_id": "aws_kms_key.disk:arn",
        "subnet_id": "aws_subnet.web:id",
        "vpc_security_group_ids.0": "aws_security_group.web:id",
        "vpc_security_group_ids.1": "aws_security_group.balancer:id",
    },
    "aws_s3_bucket_policy.one_of_them": {
        "bucket": 'aws_s3_bucket.each["a"]:id',
        "policy": "data.aws_iam_policy_document.read:json",
    },
    'aws_s3_bucket_public_access_block.chained["a"]': {"bucket": 'aws_s3_bucket.each["a"]:id'},
    'aws_s3_bucket_public_access_block.chained["b"]': {"bucket": 'aws_s3_bucket.each["b"]:id'},
    f'{VERSIONING}.by_key["a"]': {"bucket": 'aws_s3_bucket.each["a"]:id'},
    f'{VERSIONING}.by_key["b"]': {"bucket": 'aws_s3_bucket.each["b"]:id'},
    f'{VERSIONING}.by_value["a"]': {"bucket": 'aws_s3_bucket.each["a"]:id'},
    f'{VERSIONING}.by_value["b"]': {"bucket": 'aws_s3_bucket.each["b"]:id'},
    f"{VERSIONING}.by_number": {"bucket": "aws_s3_bucket.counted[1]:id"},
    f"{VERSIONING}.counted[0]": {"bucket": "aws_s3_bucket.counted[0]:id"},
    f"{VERSIONING}.counted[1]": {"bucket": "aws_s3_bucket.counted[1]:id"},
    f"{VERSIONING}.direct": {"bucket": "aws_s3_bucket.direct:id"},
    f"{VERSIONING}.of_module": {"bucket": "module.store.aws_s3_bucket.this[0]:id"},
    f"{VERSIONING}.of_module_key": {"bucket": 'module.stores["b"].aws_s3_bucket.this[0]:id'},
    f"{VERSIONING}.of_the_present": {"bucket": "aws_s3_bucket.direct:id"},
    "aws_s3_object.template": {"bucket": "aws_s3_bucket.direct:id"},
    "aws_security_group.web": {"ingress.1.security_groups.0": "aws_security_group.balancer:id"},
    "aws_sns_topic.alarms": {"kms_master_key_id": "aws_kms_key.disk:arn"},
    "aws_subnet.web": {"vpc_id": "aws_vpc.main:id"},
    "terraform_data.any": {"input.id": "aws_vpc.main:id"},
    "module.nested.aws_s3_bucket_public_access_block.whole": {"bucket": "aws_s3_bucket.direct:id"},
    f"module.nested.module.inner.{VERSIONING}.this": {"bucket": "aws_s3_bucket.direct:id"},
    'module.nested_each["a"].aws_s3_bucket_public_access_block.whole': {"bucket": 'aws_s3_bucket.each["a"]:id'},
    'module.nested_each["b"].aws_s3_bucket_public_access_block.whole': {"bucket": 'aws_s3_bucket.each["b"]:id'},
    f'module.nested_each["a"].module.inner.{VERSIONING}.this': {"bucket": 'aws_s3_bucket.each["a"]:id'},
    f'module.nested_each["b"].module.inner.{VERSIONING}.this': {"bucket": 'aws_s3_bucket.each["b"]:id'},
    f"module.store.{VERSIONING}.this[0]": {"bucket": "module.store.aws_s3_bucket.this[0]:id"},
    f'module.stores["a"].{VERSIONING}.this[0]': {"bucket": 'module.stores["a"].aws_s3_bucket.this[0]:id'},
    f'module.stores["b"].{VERSIONING}.this[0]': {"bucket": 'module.stores["b"].aws_s3_bucket.this[0]:id'},
}
THROUGH_A_LOCAL = {"aws_s3_bucket_ownership_controls.local": {"bucket": "aws_s3_bucket.direct:id"}}


@pytest.mark.parametrize(("name", "expected"), [("plan.json", EXPECTED), ("plan.bin", EXPECTED | THROUGH_A_LOCAL)])
def test_every_reference_of_a_real_plan(name: str, expected: dict[str, dict[str, str]]) -> None:
    """Direct, by key, by number, chained, through inputs and outputs; locals only where the plan has its sources."""
    found = {
        item.address: {
            path: target for path, target in referring(dict(item.values)) if target.rpartition(":")[0] != item.address
        }
        for item in read_artifact(WIRING / name).instances
    }

    assert expected == {address: links for address, links in found.items() if links}


def test_attribute_that_is_left_out_refers_to_itself() -> None:
    """What the configuration does not set, and the provider computes, is told from what will come from elsewhere."""
    instances = {item.address: item for item in read_artifact(WIRING / "plan.json").instances}
    links = dict(referring(dict(instances["aws_sns_topic.alarms"].values)))

    assert links["arn"] == "aws_sns_topic.alarms:arn"


def test_the_id_of_what_is_named_after_its_bucket() -> None:
    """`aws_s3_bucket_policy.p.id` stands for the bucket, whether or not the bucket itself is an alternative."""
    names = ("aws_s3_bucket_policy.p.id", "aws_s3_bucket_policy.p", "aws_s3_bucket.b.id", "aws_s3_bucket.b")
    document = wired(*names, resources=(made("aws_s3_bucket_policy.p"), made("aws_s3_bucket.b")))
    document["configuration"]["root_module"]["resources"].append(
        configured("aws_s3_bucket_policy.p", bucket=references("aws_s3_bucket.b.id", "aws_s3_bucket.b"))
    )

    assert Reference("aws_s3_bucket.b", "id") == reference_of(document, f"{VERSIONING}.v")


def made(address: str, **parts: Any) -> dict[str, Any]:
    """A resource that is created with an unknown `id`, `arn` and `bucket`."""
    return change(address, after_unknown={"id": True, "arn": True, "bucket": True}, **parts)


def wired(*names: str, resources: tuple[dict[str, Any], ...] = (), **root: Any) -> dict[str, Any]:
    """A plan of a versioning `v` whose bucket refers to these, beside other resources."""
    config = {"resources": [configured(f"{VERSIONING}.v", bucket=references(*names))], **root}
    return plan(made(f"{VERSIONING}.v"), *resources, configuration={"root_module": config})


def test_a_reference_without_attribute() -> None:
    """Terraform before 0.15 names the resource only: then its id is meant."""
    document = wired("aws_s3_bucket.b", resources=(made("aws_s3_bucket.b"),))

    assert Reference("aws_s3_bucket.b", "id") == reference_of(document, f"{VERSIONING}.v")


@pytest.mark.parametrize(
    "names",
    [
        ("aws_s3_bucket.a.id", "aws_s3_bucket.a", "aws_s3_bucket.b.id", "aws_s3_bucket.b"),
        ("local.bucket",),
        ("var.prefix", "aws_s3_bucket.a.id", "aws_s3_bucket.a"),
        ("path.module", "aws_s3_bucket.a.id", "aws_s3_bucket.a"),
        ("aws_s3_bucket.many",),
        ("each.value", "aws_s3_bucket.many"),
        ("module.absent.bucket", "module.absent"),
        ("aws_s3_bucket.gone.id", "aws_s3_bucket.gone"),
    ],
)
def test_no_reference_where_it_is_not_certain(names: tuple[str, ...]) -> None:
    """Several candidates, known text beside one, locals, many instances: the value stays without reference."""
    resources = tuple(
        map(made, ("aws_s3_bucket.a", "aws_s3_bucket.b", "aws_s3_bucket.many[0]", "aws_s3_bucket.many[1]"))
    )
    document = wired(*names, resources=resources) | {"variables": {"prefix": {"value": "x-"}}}

    assert None is reference_of(document, f"{VERSIONING}.v")


def test_known_values_beside_a_reference_do_not_hide_it() -> None:
    """A condition on an empty variable, and the known attribute of another resource, cannot be the unknown value."""
    names = ("var.empty", "aws_s3_bucket.known.id", "aws_s3_bucket.known", "aws_s3_bucket.a.id", "aws_s3_bucket.a")
    document = wired(*names, resources=(change("aws_s3_bucket.known", after={"id": None}), made("aws_s3_bucket.a")))
    document["variables"] = {"empty": {"value": ""}}

    assert Reference("aws_s3_bucket.a", "id") == reference_of(document, f"{VERSIONING}.v")


@pytest.mark.parametrize(
    ("buckets", "expected"),
    [(("x", "y"), Reference('aws_s3_bucket.b["x"]', "id")), (("x", "y", "z"), None), (("x",), None)],
)
def test_pairs_by_key_only_when_the_keys_are_the_same(buckets: tuple[str, ...], expected: Reference | None) -> None:
    """`aws_s3_bucket.b[each.key]` is the instance with that key when both have the same keys."""
    resources = [made(f'aws_s3_bucket.b["{key}"]') for key in buckets]
    versionings = [made(f'{VERSIONING}.v["{key}"]') for key in ("x", "y")]
    config = {"resources": [configured(f"{VERSIONING}.v", bucket=references("aws_s3_bucket.b", "each.key"))]}
    document = plan(*resources, *versionings, configuration={"root_module": config})

    assert expected == reference_of(document, f'{VERSIONING}.v["x"]')


def test_a_key_beside_a_single_resource_is_text() -> None:
    """`"${each.key}-${aws_vpc.main.id}"` is no reference to the VPC."""
    config = {"resources": [configured(f"{VERSIONING}.v", bucket=references("each.key", "aws_vpc.m.id", "aws_vpc.m"))]}
    document = plan(made("aws_vpc.m"), made(f'{VERSIONING}.v["x"]'), configuration={"root_module": config})

    assert None is reference_of(document, f'{VERSIONING}.v["x"]')


def test_an_arn_from_a_resource_by_key() -> None:
    """The plan does not say which attribute is taken by a computed key: an argument that asks for an ARN gets it."""
    config = configured("aws_vpc.v", target_arn=references("aws_s3_bucket.b", "each.key"))
    document = plan(
        made('aws_s3_bucket.b["x"]'),
        change('aws_vpc.v["x"]', after_unknown={"target_arn": True}),
        configuration={"root_module": {"resources": [config]}},
    )

    assert Reference('aws_s3_bucket.b["x"]', "arn") == reference_of(document, 'aws_vpc.v["x"]', "target_arn")


def test_chained_only_when_the_keys_are_the_same() -> None:
    """`for_each` over a part of the other's instances has elements that need not be those of the same key."""
    chained = configured(f"{VERSIONING}.v", bucket=references("each.value.id", "each.value"))
    document = plan(
        *map(made, ('aws_s3_bucket.b["x"]', 'aws_s3_bucket.b["y"]', f'{VERSIONING}.v["x"]')),
        configuration={
            "root_module": {"resources": [{**chained, "for_each_expression": references("aws_s3_bucket.b")}]}
        },
    )

    assert None is reference_of(document, f'{VERSIONING}.v["x"]')


@pytest.mark.parametrize(("names", "expected"), [(["x"], Reference('aws_s3_bucket.b["x"]', "id")), ({"x": "y"}, None)])
def test_the_value_of_a_set_is_its_key(names: Any, expected: Reference | None) -> None:
    """`aws_s3_bucket.b[each.value]` is the instance of that key over a set of strings, not over a map."""
    config = configured(f"{VERSIONING}.v", bucket=references("aws_s3_bucket.b", "each.value"))
    document = plan(
        made('aws_s3_bucket.b["x"]'),
        made(f'{VERSIONING}.v["x"]'),
        variables={"names": {"value": names}},
        configuration={"root_module": {"resources": [{**config, "for_each_expression": references("var.names")}]}},
    )

    assert expected == reference_of(document, f'{VERSIONING}.v["x"]')


def test_an_attribute_of_a_resource_that_a_module_is_given() -> None:
    """`var.whole.arn` is the ARN of the resource that the call gives as a whole."""
    call = {
        "expressions": {"whole": references("aws_s3_bucket.b")},
        "module": {"resources": [configured(f"{VERSIONING}.v", bucket=references("var.whole.arn", "var.whole"))]},
    }
    document = plan(
        made("aws_s3_bucket.b"),
        made(f"module.m.{VERSIONING}.v"),
        configuration={"root_module": {"module_calls": {"m": call}}},
    )

    assert Reference("aws_s3_bucket.b", "arn") == reference_of(document, f"module.m.{VERSIONING}.v")


def test_what_is_made_from_a_reference_is_none() -> None:
    """The sources of a binary plan tell `"x-${aws_s3_bucket.b.id}"` from the id itself, here and further on."""
    made_bucket = {"references": ["aws_s3_bucket.b.id"], "made": True}
    document = wired(f"{VERSIONING}.w.bucket", resources=(made(f"{VERSIONING}.w"), made("aws_s3_bucket.b")))
    document["configuration"]["root_module"]["resources"].append(configured(f"{VERSIONING}.w", bucket=made_bucket))

    assert None is reference_of(document, f"{VERSIONING}.w")
    assert Reference(f"{VERSIONING}.w", "bucket") == reference_of(document, f"{VERSIONING}.v")


def test_follows_an_attribute_to_its_origin() -> None:
    """The bucket of another resource is the bucket that this one takes it from."""
    names = (f"{VERSIONING}.w.bucket", f"{VERSIONING}.w")
    document = wired(*names, resources=(made(f"{VERSIONING}.w"), made("aws_s3_bucket.b")))
    document["configuration"]["root_module"]["resources"].append(
        configured(f"{VERSIONING}.w", bucket=references("aws_s3_bucket.b.arn", "aws_s3_bucket.b"))
    )

    assert Reference("aws_s3_bucket.b", "arn") == reference_of(document, f"{VERSIONING}.v")


def test_modules_of_equal_names() -> None:
    """An inner module called `m` gets its input from the outer `m`, not from the root."""
    inner = {
        "expressions": {"bucket": references("aws_s3_bucket.b.id", "aws_s3_bucket.b")},
        "module": {"resources": [configured(f"{VERSIONING}.v", bucket=references("var.bucket"))]},
    }
    outer = {"expressions": {}, "module": {"module_calls": {"m": inner}, "resources": [configured("aws_s3_bucket.b")]}}
    document = plan(
        made("aws_s3_bucket.b"),
        made("module.m.aws_s3_bucket.b"),
        made(f"module.m.module.m.{VERSIONING}.v"),
        configuration={"root_module": {"module_calls": {"m": outer}}},
    )

    assert Reference("module.m.aws_s3_bucket.b", "id") == reference_of(document, f"module.m.module.m.{VERSIONING}.v")


def test_the_default_of_a_variable_is_known() -> None:
    """A module's variable that its call leaves out cannot be where the value comes from."""
    call = {
        "expressions": {},
        "module": {
            "variables": {"other": {"default": None}},
            "resources": [
                configured(f"{VERSIONING}.v", bucket=references("var.other", "aws_s3_bucket.b.id", "aws_s3_bucket.b"))
            ],
        },
    }
    document = plan(
        made("module.m.aws_s3_bucket.b"),
        made(f"module.m.{VERSIONING}.v"),
        configuration={"root_module": {"module_calls": {"m": call}}},
    )

    assert Reference("module.m.aws_s3_bucket.b", "id") == reference_of(document, f"module.m.{VERSIONING}.v")


def test_outputs_that_refer_to_each_other_in_a_circle() -> None:
    """A circle, which Terraform does not write, ends without a reference."""
    call = {
        "expressions": {"a": references("module.m.a", "module.m")},
        "module": {"outputs": {"a": {"expression": references("var.a")}}},
    }
    document = wired("module.m.a", "module.m", module_calls={"m": call}, resources=(made("module.m.aws_s3_bucket.b"),))

    assert None is reference_of(document, f"{VERSIONING}.v")


def test_a_known_value_is_left_as_it_is() -> None:
    """A known attribute is not replaced by a reference, though its expression is one."""
    config = {"resources": [configured(f"{VERSIONING}.v", bucket=references("aws_s3_bucket.b.id", "aws_s3_bucket.b"))]}
    document = plan(
        made("aws_s3_bucket.b"),
        change(f"{VERSIONING}.v", after={"bucket": "b"}),
        configuration={"root_module": config},
    )

    assert instances(document)[f"{VERSIONING}.v"].values["bucket"] == "b"


def test_blocks_that_a_dynamic_block_adds_to_have_no_references() -> None:
    """With more blocks in the values than in the configuration it is not known which is which."""
    config = {"resources": [configured("aws_vpc.v", rule=[{"key": references("aws_vpc.w.id", "aws_vpc.w")}])]}
    document = plan(
        made("aws_vpc.w"),
        change("aws_vpc.v", after={"rule": [{}, {}]}, after_unknown={"rule": [{"key": True}, {"key": True}]}),
        configuration={"root_module": config},
    )

    assert list(referring(dict(instances(document)["aws_vpc.v"].values))) == []
