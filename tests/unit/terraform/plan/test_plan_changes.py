"""Which objects a plan leaves behind, and with which values."""

from __future__ import annotations

from typing import Any

import pytest
from plan_builder import change, configured, entry, instances, plan, prior, reference_of, references, tree

from gatewright.sources.terraform.plan.addresses import quoted_key
from gatewright.sources.terraform.plan.json_plan import read_plan
from gatewright.sources.terraform.plan.shape import ShapeError
from gatewright.sources.terraform.values import Reference, Sensitive, UnknownValue

UNKNOWN = UnknownValue("known after apply")


@pytest.mark.parametrize(
    "actions",
    [
        ("create",),
        ("update",),
        ("no-op",),
        ("read",),
        ("delete", "create"),
        ("create", "delete"),
        ("create", "forget"),
    ],
)
def test_what_exists_after_the_plan_is_judged(actions: tuple[str, ...]) -> None:
    """Every action that leaves an object behind gives an instance with the values that it will have."""
    found = instances(plan(change("aws_vpc.a", *actions, before={"x": 1}, after={"x": 2})))

    assert {address: instance.values for address, instance in found.items()} == {"aws_vpc.a": {"x": 2}}


@pytest.mark.parametrize("action", ["delete", "forget"])
def test_what_goes_away_is_not_judged(action: str) -> None:
    """A deleted or forgotten object is no instance, though the state before the plan has it."""
    document = plan(
        change("aws_vpc.a", action, before={"x": 1}, after={}),
        prior_state=prior(tree(entry("aws_vpc.a", values={"x": 1}))),
    )

    assert instances(document) == {}


def test_deposed_objects_are_not_judged() -> None:
    """Deleting a deposed object neither makes an instance nor hides the current one, which a target left alone."""
    document = plan(
        {**change("aws_vpc.a", "delete", before={"x": 1}, after=None), "deposed": "0a1b2c3d"},
        prior_state=prior(tree(entry("aws_vpc.a", values={"x": 2}))),
    )

    assert instances(document)["aws_vpc.a"].values == {"x": 2}


def test_unknown_parts_at_any_depth() -> None:
    """`after_unknown` is true for an attribute, an element, and a member of a nested block."""
    after = {"tags": {"a": "b"}, "ids": [None, "x"], "block": [{"size": 1}], "set": []}
    unknown = {"id": True, "ids": [True, False], "block": [{"kms_key_id": True}], "set": [{"a": True}], "tags": {}}
    found = instances(plan(change("aws_vpc.a", after=after, after_unknown=unknown)))

    assert found["aws_vpc.a"].values == {
        "id": UNKNOWN,
        "tags": {"a": "b"},
        "ids": [UNKNOWN, "x"],
        "block": [{"size": 1, "kms_key_id": UNKNOWN}],
        "set": [{"a": UNKNOWN}],
    }


def test_sensitive_parts_are_marked() -> None:
    """`after_sensitive` marks values, unknown ones too; null has nothing to hide."""
    after = {"password": "p", "none": None, "tags": {"a": "s", "b": "t"}}
    sensitive = {"password": True, "none": True, "token": True, "tags": {"a": True}}
    document = plan(change("aws_vpc.a", after=after, after_unknown={"token": True}, after_sensitive=sensitive))

    assert {
        "password": Sensitive("p"),
        "none": None,
        "token": Sensitive(UNKNOWN),
        "tags": {"a": Sensitive("s"), "b": "t"},
    } == instances(document)["aws_vpc.a"].values


def test_a_wholly_sensitive_resource() -> None:
    """A mark on the resource as a whole is a mark on every attribute."""
    found = instances(plan(change("aws_vpc.a", after={"a": 1, "b": None}, after_sensitive=True)))

    assert {"a": Sensitive(1), "b": None} == found["aws_vpc.a"].values


def test_a_targeted_plan_keeps_what_it_leaves_alone() -> None:
    """What a target left out is judged as it is now, what it changes as it will be, and each once."""
    document = plan(
        change("aws_vpc.a", "update", before={"x": 1}, after={"x": 2}),
        planned_values={"root_module": tree(entry("aws_vpc.a", values={"x": 2}))},
        prior_state=prior(
            tree(
                entry("aws_vpc.a", values={"x": 1}),
                entry("aws_vpc.b", values={"x": 3, "p": "s"}, sensitive_values={"p": True}),
            )
        ),
    )
    found = {address: instance.values for address, instance in instances(document).items()}

    assert {"aws_vpc.a": {"x": 2}, "aws_vpc.b": {"x": 3, "p": Sensitive("s")}} == found


def test_planned_values_win_over_the_prior_state() -> None:
    """An object that only the trees have is taken as it is planned."""
    document = plan(
        planned_values={"root_module": tree(entry("aws_vpc.a", values={"x": 2}))},
        prior_state=prior(tree(entry("aws_vpc.a", values={"x": 1}))),
    )

    assert instances(document)["aws_vpc.a"].values == {"x": 2}


def test_a_moved_object_is_judged_once() -> None:
    """An object that moved is not judged at its previous address as well."""
    document = plan(
        {**change("aws_vpc.b", "no-op", after={"x": 1}), "previous_address": "aws_vpc.a"},
        prior_state=prior(tree(entry("aws_vpc.a", values={"x": 1}))),
    )

    assert list(instances(document)) == ["aws_vpc.b"]


def test_data_sources_that_were_read_while_planning() -> None:
    """Data sources are instances of mode `data`, from the changes and from the prior state."""
    document = plan(
        change("data.aws_ami.later", "read", after={"a": 1}),
        prior_state=prior(tree(entry("data.aws_ami.now", values={"b": 2}))),
    )

    assert {address: instance.mode for address, instance in instances(document).items()} == {
        "data.aws_ami.later": "data",
        "data.aws_ami.now": "data",
    }


def test_other_modes_are_passed_over() -> None:
    """An ephemeral resource is no instance, and does not stand in for the configuration of a managed one."""
    resources = [
        configured("aws_vpc.a", x=references("aws_vpc.b.id")),
        {**configured("aws_vpc.a"), "mode": "ephemeral"},
    ]
    document = plan(
        change("aws_vpc.a", after_unknown={"x": True}),
        change("aws_vpc.b", after_unknown={"id": True}),
        {**change("aws_vpc.c"), "mode": "ephemeral"},
        configuration={"root_module": {"resources": resources}},
    )

    assert list(instances(document)) == ["aws_vpc.a", "aws_vpc.b"]
    assert Reference("aws_vpc.b", "id") == reference_of(document, "aws_vpc.a", "x")


def test_addresses_of_terraform_0_12() -> None:
    """In 0.12 the prior state names resources without module and key, and providers by their bare names."""
    resource: dict[str, Any] = {"mode": "managed", "type": "aws_vpc", "name": "a", "provider_name": "aws", "values": {}}
    state = tree(**{"module.net": {"resources": [{**resource, "address": "aws_vpc.a", "index": "x"}]}})
    document = {**plan(change('module.net.aws_vpc.a["x"]', "no-op"), prior_state=prior(state)), "format_version": "0.1"}
    alone = instances({**document, "resource_changes": []})['module.net.aws_vpc.a["x"]']

    assert list(instances(document)) == ['module.net.aws_vpc.a["x"]']
    assert (alone.module, alone.index, alone.provider.source) == ("module.net", "x", "hashicorp/aws")


def test_a_counted_resource_of_terraform_0_12() -> None:
    """In the root module of 0.12 only the key is left out."""
    resource = {**entry("aws_vpc.a[1]", values={}), "address": "aws_vpc.a"}

    assert list(instances(plan(prior_state=prior(tree(resource))))) == ["aws_vpc.a[1]"]


def test_keys_that_look_like_templates() -> None:
    """Terraform escapes in an address what would be a template in a string."""
    assert quoted_key("${a}-%{b}\n") == '["$${a}-%%{b}\\n"]'


def test_parts_of_an_address() -> None:
    """Module, index and root come with the address."""
    found = instances(plan(change('module.a["k.]"].module.b[0].data.aws_ami.c["x\\"y"]')))
    instance = next(iter(found.values()))

    assert (
        instance.module,
        instance.index,
        instance.root,
        instance.type,
        instance.name,
    ) == ('module.a["k.]"].module.b[0]', 'x"y', ".", "aws_ami", "c")


@pytest.mark.parametrize(
    ("parts", "severity", "summary"),
    [
        (
            {"errored": True, "complete": False},
            "error",
            "the plan is incomplete: terraform stopped with an error while it made it",
        ),
        ({"complete": False}, "warning", "the plan covers a part of the configuration only, as with `-target`"),
        (
            {"complete": False, "deferred_changes": [{"resource_change": change(f"aws_vpc.v{n}")} for n in range(7)]},
            "warning",
            "the plan defers changes that it cannot decide yet: `aws_vpc.v0`, `aws_vpc.v1` and 5 more",
        ),
    ],
)  # fmt: skip
def test_an_incomplete_plan_says_so(parts: dict[str, Any], severity: str, summary: str) -> None:
    """A plan that does not cover everything gives one diagnostic that says why."""
    found = read_plan(plan(**parts)).diagnostics

    assert [(severity, summary)] == [(item.severity, item.summary) for item in found]
    assert [True] == [item.leaves_gaps for item in found]


def test_a_complete_plan_has_no_diagnostics() -> None:
    """Nothing is said of a plan that covers everything."""
    assert read_plan(plan(complete=True, errored=False)).diagnostics == ()


@pytest.mark.parametrize("version", ["0.1", "0.2", "1.0", "1.2", "1.9"])
def test_known_format_versions(version: str) -> None:
    """Formats 0.1 to 1.x are read."""
    assert version == read_plan({**plan(), "format_version": version}).format_version


@pytest.mark.parametrize("version", ["2.0", "3", "", None, 1])
def test_unknown_format_versions(version: object) -> None:
    """Another major version is refused, for its meaning is not known."""
    with pytest.raises(ShapeError, match="format"):
        read_plan({**plan(), "format_version": version})  # type: ignore[dict-item]  # what a foreign file holds


def test_variables_and_their_marks() -> None:
    """Variables come by name; those that the configuration declares sensitive are marked."""
    root = {"variables": {"secret": {"sensitive": True}, "plain": {}}}
    document = plan(variables={"secret": {"value": "s"}, "plain": {"value": 1}}, configuration={"root_module": root})

    assert {"secret": Sensitive("s"), "plain": 1} == read_plan(document).variables
