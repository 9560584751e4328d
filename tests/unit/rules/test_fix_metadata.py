"""The fix of a rule is read from its METADATA; a mistake in it is named with the file, the key and what is allowed."""

from __future__ import annotations

import pytest

from gatewright.errors import RuleError
from gatewright.model.fix import (
    AddBlock,
    Companion,
    Element,
    Operation,
    RemoveBlock,
    RemoveResource,
    SetValues,
    Statement,
    Unset,
)
from gatewright.rules.fields import Fields, load_fields
from gatewright.rules.fixes import parse_fix

HEAD = "confidence: certain\ntitle: Mend it\n"


def _fields(text: str) -> Fields:
    return load_fields(text, "r.rego")


def _operation(text: str) -> Operation:
    fix = parse_fix(_fields(f"{HEAD}edits: {{aws_thing: [{text}]}}\n"), {"days"})
    return fix.edits[0].operations[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("set: {a.0.b: 1, c: x}", SetValues(values=((("a", 0, "b"), 1), (("c",), "x")))),
        ("set: {a: {parameter: days}}", SetValues(values=((("a",), {"parameter": "days"}),))),
        ("unset: [a.b, c]", Unset(paths=(("a", "b"), ("c",)))),
        ("add_block: {type: b, at: a.1, set: {c: 1}}", AddBlock(type="b", at=("a", 1), content={"c": 1})),
        ("add_block: {type: b, set: {}}", AddBlock(type="b", content={})),
        ("remove_block: a.1", RemoveBlock(at=("a", 1))),
        ('remove_block: ""', RemoveBlock()),
        (
            "companion: {type: aws_b, link: {thing: id}, set: {c: {d: 1}}}",
            Companion(type="aws_b", link={"thing": "id"}, content={"c": {"d": 1}}),
        ),
        ("element: remove", Element(action="remove")),
        ("element: {replace: x}", Element(action="replace", value="x")),
        (
            "element: {remove: [x, 1], emptied: block, beside: [a]}",
            Element(action="remove", matching=("x", 1), emptied="block", beside=("a",)),
        ),
        ("statement: remove", Statement(action="remove")),
        ("statement: {remove: true, emptied: resource}", Statement(action="remove", emptied="resource")),
        (
            "statement: {set: {Effect: Deny}, unset: [Condition]}",
            Statement(action="change", values={"Effect": "Deny"}, without=("Condition",)),
        ),
        ("statement: {add: {Effect: Deny}}", Statement(action="add", values={"Effect": "Deny"})),
        ("remove_resource: true", RemoveResource()),
    ],
)
def test_operations_are_read(text: str, expected: Operation) -> None:
    """Every operation of the schema becomes its type."""
    assert expected == _operation(f"{{{text}}}")


def test_places_are_read_with_their_blocks() -> None:
    """A place is a type and what is inside it; a text in the place of operations says why there are none."""
    text = f"{HEAD}edits:\n  aws_a.b.c: [{{remove_resource: true}}]\n  data.aws_d.e: decide by hand\n"
    first, second = parse_fix(_fields(text), ()).edits
    assert ("aws_a", "b", "c") == first.place
    assert (("data.aws_d", "e"), (), "decide by hand") == (second.place, second.operations, second.refused)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "{sett: {a: 1}}",
            "r.rego: `edits.aws_thing.0..sett` is not a key here.*did you mean `set`",
        ),
        ("{set: {a: 1}, unset: [b]}", "`edits.aws_thing.0.` must be one operation, a mapping with one key"),
        ("{set: {}}", "`edits.aws_thing.0..set` must hold at least one entry"),
        ("{set: {a..b: 1}}", "`edits.aws_thing.0..set.a..b` holds `a..b`, no path such as"),
        ("{set: {a: {parameter: hours}}}", "names `hours`, which is no parameter of the rule"),
        ("{set: {a: {expression: 1}}}", "holds an `expression` that is no text"),
        ("{unset: []}", "`edits.aws_thing.0..unset` must name at least one attribute"),
        ("{companion: {type: aws_b, set: {}}}", "`edits.aws_thing.0..companion.link` must hold at least one entry"),
        ("{companion: {type: aws_b, link: {a: id}, set: {b.c: 1}}}", "nest mappings instead of dots"),
        ("{element: {}}", "must be `remove`, or a mapping with either `replace` or `remove`"),
        (
            "{element: {remove: [a], emptied: all}}",
            "`edits.aws_thing.0..element.emptied` is `all`, allowed are `refuse`",
        ),
        ("{statement: {set: {Efect: Deny}}}", "names `Efect`, no element of a statement; did you mean `Effect`"),
        ("{statement: {add: {Effect: Deny}, unset: [Sid]}}", "`edits.aws_thing.0..statement.add` stands alone"),
        ("{statement: {}}", "must be `remove`, or a mapping with `set`, `unset` or `add`"),
        ("{remove_resource: yes please}", "must be `true`"),
    ],
)
def test_a_wrong_operation_is_named(text: str, message: str) -> None:
    """The error says which key is wrong and what is allowed."""
    with pytest.raises(RuleError, match=message):
        _operation(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title: t\nedits: {aws_a: [{remove_resource: true}]}\n", "`confidence` is missing"),
        ("confidence: sure\ntitle: t\nedits: {aws_a: [{remove_resource: true}]}\n", "allowed are `certain`, `review`"),
        ("confidence: review\ntitle: t\nedits: {aws_a: [{remove_resource: true}]}\n", "`note` is missing: say what"),
        (f"{HEAD}edits: {{}}\n", "`edits` must hold edits by Terraform type"),
        (f"{HEAD}edits: {{AWS: [{{remove_resource: true}}]}}\n", "`edits.AWS` is no place"),
        (f"{HEAD}edits: {{aws_a: []}}\n", "`edits.aws_a` must hold at least one operation"),
        (f"{HEAD}when: x\nedits: {{aws_a: []}}\n", "`when` is not a key here"),
    ],
)
def test_a_wrong_fix_is_named(text: str, message: str) -> None:
    """What is wrong outside of operations is named, too."""
    with pytest.raises(RuleError, match=message):
        parse_fix(_fields(text), ())
