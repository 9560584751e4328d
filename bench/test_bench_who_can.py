"""How fast a world of 10,000 identities is made, and asked who can do something."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from gatewright.identity.chains import who_can
from gatewright.identity.world import World
from gatewright.model.aws.iam import AttachedPolicy, Policy, Role, User
from gatewright.model.aws.policy import PolicyDocument, Principal, Statement
from gatewright.model.aws.s3 import Bucket
from gatewright.model.document import Document, Origin, Properties

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture

IDENTITIES, BUCKETS, SETS = 10_000, 1_000, 50
ACCOUNT = "111122223333"
IAM = f"arn:aws:iam::{ACCOUNT}"
ACTIONS = ("s3:Get*", "s3:List*", "dynamodb:GetItem")


def _document(arn: str, properties: Properties) -> Document:
    return Document(
        id=arn,
        type=properties.TYPE,
        name=arn.rpartition("/")[2].rpartition(":")[2],
        provider="aws",
        account=ACCOUNT,
        properties=properties,
        origin=Origin(source="memory", address=arn),
    )


def _policies() -> Iterator[Document]:
    for number in range(4 * SETS):
        buckets = tuple(f"arn:aws:s3:::b{bucket}/*" for bucket in range(number, number + 5))
        statement = Statement(effect="Allow", actions=ACTIONS, resources=buckets)
        document = PolicyDocument(statements=(statement,) * 5)
        yield _document(f"{IAM}:policy/p{number}", Policy(policy_name=f"p{number}", document=document))
    take = Statement(effect="Allow", actions=("sts:AssumeRole",), resources=(f"{IAM}:role/r1*",))
    yield _document(f"{IAM}:policy/take", Policy(policy_name="take", document=PolicyDocument(statements=(take,))))


def _trust(principal: Principal) -> PolicyDocument:
    statement = Statement(effect="Allow", actions=("sts:AssumeRole",), principals=(principal,))
    return PolicyDocument(statements=(statement,))


def _identities() -> Iterator[Document]:
    """Half users, half roles, in 50 policy sets; each tenth takes roles, and is trusted to the account."""
    service = _trust(Principal(type="Service", value="ec2.amazonaws.com"))
    account = _trust(Principal(type="AWS", value=f"{IAM}:root", account=ACCOUNT))
    for number in range(IDENTITIES):
        names = [f"p{(number % SETS) * 4 + part}" for part in range(3)] + ["take"] * (number % 10 == 0)
        attached = tuple(AttachedPolicy(arn=f"{IAM}:policy/{name}") for name in names)
        if number % 2:
            yield _document(f"{IAM}:user/u{number}", User(identity_name=f"u{number}", attached_policies=attached))
            continue
        trust = account if number % 10 == 0 else service
        role = Role(identity_name=f"r{number}", attached_policies=attached, trust=trust)
        yield _document(f"{IAM}:role/r{number}", role)


def _buckets() -> Iterator[Document]:
    for number in range(BUCKETS):
        yield _document(f"arn:aws:s3:::b{number}", Bucket(bucket_name=f"b{number}"))


@pytest.fixture(scope="module")
def documents() -> tuple[Document, ...]:
    """The documents of the world."""
    return (*_policies(), *_identities(), *_buckets())


def test_making_a_world(benchmark: BenchmarkFixture, documents: tuple[Document, ...]) -> None:
    """Documents to principals, resources and compiled policies."""
    world: World = benchmark.pedantic(World.from_documents, (documents,), rounds=3)  # type: ignore[no-untyped-call]  # the plugin's
    assert (len(world.principals), len(world.groups)) == (IDENTITIES, SETS)


@pytest.mark.parametrize(("bucket", "answers"), [("b7", 200), ("b203", 0), ("b100", 400)])
def test_asking_who_can(
    benchmark: BenchmarkFixture, documents: tuple[Document, ...], bucket: str, answers: int
) -> None:
    """One question about 10,000 identities; behind `b100` stand 200 roles that the account trusts."""
    world = World.from_documents(documents)
    asked = (world, "s3:GetObject", f"arn:aws:s3:::{bucket}")
    found = benchmark.pedantic(who_can, asked, rounds=3)  # type: ignore[no-untyped-call]  # the plugin's
    assert answers == len(found)
