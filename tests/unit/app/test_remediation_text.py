"""The text of a pull request has a bound, whatever each of its parts holds."""

from __future__ import annotations

from gatewright.app.remediation import marker, telling
from gatewright.app.remediation.grouping import Group
from gatewright.app.remediation.wishes import Sources
from gatewright.model.finding import DocumentRef, Finding
from gatewright.model.location import Location, Position
from gatewright.model.patch import FileChange, Patch, ProofStep, TextEdit
from gatewright.model.rule import Rule

HERE = Position(line=1, column=1)
LONG = "a long name " * 60


def _rule(number: int) -> Rule:
    return Rule(
        id=f"r{number}." + "r" * 800,
        title=LONG,
        description=LONG,
        severity="high",
        resource_types=("aws.kms.key",),
        reads=(),
        package="rules.x",
        source="",
    )


def _finding(number: int) -> Finding:
    return Finding(
        fingerprint=f"{number:032x}",
        rule=_rule(number),
        severity="high",
        outcome="fail",
        message=LONG,
        document=DocumentRef(
            id=LONG, type="aws.kms.key", name=LONG, address=LONG, root="", provider="aws", account=None, region=None
        ),
        path=(LONG,),
        location=Location(file=LONG, start=HERE, end=HERE),
        evidence=LONG,
        controls=(),
        owners=(),
    )


def _patch(number: int) -> Patch:
    change = FileChange(file=LONG, edits=(TextEdit(start=HERE, end=HERE, text="x"),), before="", after="")
    return Patch(
        rule=f"r{number}." + "r" * 800,
        fingerprints=(f"{number:032x}",),
        title=LONG,
        confidence="certain",
        note=LONG,
        changes=(change,),
        also_changes=(LONG,) * 30,
        proof=tuple(ProofStep(name=f"{step} {LONG}", holds=True, detail=LONG) for step in range(50)),
        diff=f"+{LONG}\n" * 500,
    )


def test_every_part_at_its_longest_fits() -> None:
    """Parts, owners to mention and what is remembered, all together, are no more than GitHub takes."""
    group = Group(
        branch="gatewright/x/y",
        patches=tuple(_patch(number) for number in range(100)),
        findings=tuple(_finding(number) for number in range(100)),
        files={},
    )
    owners = tuple(f"@{'o' * 39}/{'t' * 100}" for _ in range(15))
    body = telling.body(group, Sources(read=lambda _: None, files=lambda: ()), owners, mention=True)
    whole = marker.remarked(body, marker.about(group.fingerprints, group.rules, LONG))
    assert (True, True) == (len(whole) <= marker.SIZE, body.rstrip() in whole)
