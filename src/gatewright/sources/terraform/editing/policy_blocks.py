"""The data source `aws_iam_policy_document`: its blocks read in the terms of a policy's JSON, and changed in HCL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gatewright.sources.terraform.editing import interiors, paths, slots
from gatewright.sources.terraform.editing.content import Block as NewBlock
from gatewright.sources.terraform.editing.content import Content, Raw
from gatewright.sources.terraform.editing.form import Policy
from gatewright.sources.terraform.editing.interiors import Interior
from gatewright.sources.terraform.editing.policy_trees import NativeTree, first_change, same
from gatewright.sources.terraform.editing.splices import EditRefusedError, Splice
from gatewright.sources.terraform.syntax.nodes import Attribute, Block, Literal, TupleCons

_TOP = {"Version": "version", "Id": "policy_id"}
_ARGUMENTS = {
    "Sid": "sid",
    "Effect": "effect",
    "Action": "actions",
    "NotAction": "not_actions",
    "Resource": "resources",
    "NotResource": "not_resources",
}
_LISTS = frozenset({"Action", "NotAction", "Resource", "NotResource"})
_PRINCIPALS = {"Principal": "principals", "NotPrincipal": "not_principals"}
_MERGED = ("source_json", "override_json", "source_policy_documents", "override_policy_documents")
_DYNAMIC = Raw("dynamic")
"""What stands for blocks that are made by a dynamic one."""


class BlockDocument:
    """A policy document that is written as statement blocks."""

    def __init__(self, block: Block) -> None:
        if block.labels[:1] != ("aws_iam_policy_document",):
            raise EditRefusedError(f"`{'.'.join((block.type, *block.labels))}` is no policy document")
        merged = next((name for name in _MERGED if name in block.body.attributes), None)
        if merged is not None:
            raise EditRefusedError(f"`{merged}` merges other documents into the policy; edit it by hand")
        if any(inner.type == "dynamic" for inner in block.body.blocks):
            raise EditRefusedError("a dynamic block makes statements of the policy; edit it by hand")
        self._inside = interiors.of_block(block)
        self._statements = list(block.body.of("statement"))

    def read(self) -> Policy:
        """The document, actions and resources always as lists."""
        document = _arguments(self._inside, _TOP)
        document["Statement"] = [_statement(one) for one in self._statements]
        return document

    def change(self, wanted: Policy) -> list[Splice]:
        """The splices of the first difference."""
        found = _set_arguments(self._inside, _TOP, wanted)
        if found:
            return found
        unknown = set(wanted) - {*_TOP, "Statement"}
        statements = wanted.get("Statement", [])
        if unknown or not isinstance(statements, list):
            raise EditRefusedError("the data source has no place for what the policy should be")
        for index, block in enumerate(self._statements):
            if index >= len(statements) or (
                len(statements) < len(self._statements) and not same(_statement(block), _listed(statements[index]))
            ):
                return paths.removed(self._inside, block.span)
            if found := _change_statement(interiors.of_block(block), statements[index]):
                return found
        if len(statements) > len(self._statements):
            return interiors.add_block(self._inside, _made(statements[len(self._statements)]))
        return []


class StatementDocument:
    """One statement of such a document by itself, given by its block; what is merged into the document is no matter."""

    def __init__(self, block: Block) -> None:
        self._block = block
        self._content = block
        if block.type == "dynamic":
            contents = list(block.body.of("content"))
            if len(contents) != 1:
                raise EditRefusedError("the dynamic block has no one content block; mend it first")
            self._content = contents[0]

    def read(self) -> Policy:
        """A document with this statement alone."""
        return {"Statement": [_statement(self._content)]}

    def change(self, wanted: Policy) -> list[Splice]:
        """The splices of the first difference."""
        statements = wanted.get("Statement")
        if set(wanted) != {"Statement"} or not isinstance(statements, list) or len(statements) != 1:
            raise EditRefusedError("only the statement itself can be changed there; name the data source for more")
        return _change_statement(interiors.of_block(self._content), statements[0])


def _arguments(inside: Interior, names: Mapping[str, str]) -> Policy:
    tree = NativeTree(inside.data)
    attributes = inside.body.attributes
    return {key: tree.content(attributes[name].expression) for key, name in names.items() if name in attributes}


def _statement(block: Block) -> Policy:
    inside = interiors.of_block(block)
    found = _arguments(inside, _ARGUMENTS)
    for key, kind in _PRINCIPALS.items():
        if paths.blocks_of(inside, kind):
            found[key] = _principals(inside, kind)
    if paths.blocks_of(inside, "condition"):
        found["Condition"] = _conditions(inside)
    return found


def _principals(inside: Interior, kind: str) -> Content:
    found: dict[str, Content] = {}
    for block in paths.blocks_of(inside, kind):
        of, identifiers = _text(block, "type"), block.body.attributes.get("identifiers")
        if of is None or identifiers is None or of in found:
            return _DYNAMIC
        found[of] = NativeTree(inside.data).content(identifiers.expression)
    return "*" if found == {"*": ["*"]} else found


def _conditions(inside: Interior) -> Content:
    found: dict[str, dict[str, Content]] = {}
    for block in paths.blocks_of(inside, "condition"):
        test, variable, values = _text(block, "test"), _text(block, "variable"), block.body.attributes.get("values")
        if test is None or variable is None or values is None or variable in found.get(test, {}):
            return _DYNAMIC
        found.setdefault(test, {})[variable] = NativeTree(inside.data).content(values.expression)
    return found


def _text(block: Block, name: str) -> str | None:
    attribute = block.body.attributes.get(name)
    value = attribute.expression if attribute is not None else None
    return value.value if isinstance(value, Literal) and isinstance(value.value, str) else None


def _change_statement(inside: Interior, wanted: Content) -> list[Splice]:
    statement = _listed(wanted)
    unknown = set(statement) - {*_ARGUMENTS, *_PRINCIPALS, "Condition"}
    if unknown:
        raise EditRefusedError(f"the data source has no place for `{min(unknown)}` in a statement")
    if found := _set_arguments(inside, _ARGUMENTS, statement):
        return found
    for key, kind in _PRINCIPALS.items():
        present = _principals(inside, kind) if paths.blocks_of(inside, kind) else None
        if not same(present, statement.get(key)):
            return _change_blocks(inside, kind, _of_principals(kind, present), _of_principals(kind, statement.get(key)))
    present = _conditions(inside) if paths.blocks_of(inside, "condition") else None
    if not same(present, statement.get("Condition")):
        return _change_blocks(inside, "condition", _of_conditions(present), _of_conditions(statement.get("Condition")))
    return []


def _set_arguments(inside: Interior, names: Mapping[str, str], wanted: Mapping[str, Content]) -> list[Splice]:
    """The splices of the first argument that is not what it should be."""
    for key, name in names.items():
        attribute = inside.body.attributes.get(name)
        if key not in wanted:
            if attribute is not None:
                return paths.removed(inside, attribute.span)
        elif attribute is None:
            return interiors.add_attribute(inside, name, wanted[key])
        elif found := _change_value(inside, attribute, wanted[key]):
            return found
    return []


def _change_value(inside: Interior, attribute: Attribute, wanted: Content) -> list[Splice]:
    if isinstance(attribute.expression, TupleCons) and isinstance(wanted, list):
        return first_change(NativeTree(inside.data), attribute.expression, wanted)
    if same(NativeTree(inside.data).content(attribute.expression), wanted):
        return []
    return paths.set_slot(inside.data, slots.of_attribute(inside.data, attribute, inline=False), wanted)


def _change_blocks(
    inside: Interior, kind: str, present: Sequence[NewBlock], wanted: Sequence[NewBlock]
) -> list[Splice]:
    """The splices of the first of the blocks that is not what it should be."""
    keys = ("type",) if kind != "condition" else ("test", "variable")
    values = "identifiers" if kind != "condition" else "values"
    left = {tuple(one.attributes[key] for key in keys): one for one in wanted}
    for block, before in zip(paths.blocks_of(inside, kind), present, strict=True):
        after = left.pop(tuple(before.attributes[key] for key in keys), None)
        if after is None:
            return paths.removed(inside, block.span)
        if found := _change_value(
            interiors.of_block(block),
            block.body.attributes[values],
            after.attributes[values],  # type: ignore[arg-type]  # no blocks within these
        ):
            return found
    return [splice for one in list(left.values())[:1] for splice in interiors.add_block(inside, one)]


def _of_principals(kind: str, value: Content) -> list[NewBlock]:
    if value is None:
        return []
    if isinstance(value, str):
        value = {value: ["*"]}
    if not isinstance(value, Mapping):
        raise EditRefusedError(f"the blocks `{kind}` cannot be told apart; edit the statement by hand")
    return [NewBlock(kind, (), {"type": of, "identifiers": _list(names)}) for of, names in value.items()]


def _of_conditions(value: Content) -> list[NewBlock]:
    if value is None:
        return []
    if not isinstance(value, Mapping):
        raise EditRefusedError("the conditions cannot be told apart; edit the statement by hand")
    return [
        NewBlock("condition", (), {"test": test, "variable": variable, "values": _list(values)})
        for test, variables in value.items()
        if isinstance(variables, Mapping)
        for variable, values in variables.items()
    ]


def _listed(statement: Content) -> dict[str, Content]:
    """A statement as the data source has it: actions, resources and the like always lists."""
    if not isinstance(statement, Mapping):
        raise EditRefusedError("a statement of the policy is no object")
    found = {key: _list(value) if key in _LISTS else value for key, value in statement.items()}
    for key in _PRINCIPALS:
        principals = found.get(key)
        if isinstance(principals, Mapping):
            found[key] = {of: _list(names) for of, names in principals.items()}
    conditions = found.get("Condition")
    if isinstance(conditions, Mapping):
        found["Condition"] = {
            test: {name: _list(values) for name, values in variables.items()}
            for test, variables in conditions.items()
            if isinstance(variables, Mapping)
        }
    return found


def _list(value: Content) -> Content:
    return [value] if isinstance(value, (str, int, float)) or value is None else value


def _made(wanted: Content) -> NewBlock:
    statement = _listed(wanted)
    attributes: dict[str, object] = {name: statement[key] for key, name in _ARGUMENTS.items() if key in statement}
    for key, kind in _PRINCIPALS.items():
        attributes[kind] = _of_principals(kind, statement.get(key)) or None
    attributes["condition"] = _of_conditions(statement.get("Condition")) or None
    return NewBlock("statement", (), {k: v for k, v in attributes.items() if v is not None})  # type: ignore[misc]
