"""YAML texts as plain values, read strictly: a key given twice and an alias are errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from yaml import SafeLoader as _Loader
else:
    # The loader in C is eight times faster; where PyYAML was built without it, the one in Python does the same.
    _Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class YamlError(ValueError):
    """What is wrong with a text, and on which of its lines, from 0."""

    def __init__(self, problem: str, line: int) -> None:
        super().__init__(problem)
        self.line = line


def plain_value(text: str) -> object:
    """The plain value of a YAML text; raises YamlError. An alias is an error: it could hold itself."""
    try:
        return _load(text)
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        raise YamlError(getattr(problem, "problem", None) or "not YAML", mark.line if mark else 0) from None


def _load(text: str) -> object:
    loader = _PlainLoader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return None
        _refuse_aliases(node)
        return loader.construct_document(node)
    finally:
        loader.dispose()


def _refuse_aliases(root: yaml.Node) -> None:
    """Raise where a node is reached twice: that is what an alias composes to."""
    seen: set[int] = set()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            raise yaml.composer.ComposerError(
                None, None, "aliases are not allowed, write the value out", node.start_mark
            )
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            waiting += [side for pair in node.value for side in pair]
        elif isinstance(node, yaml.SequenceNode):
            waiting += node.value


class _PlainLoader(_Loader):
    """A safe loader to which a key given twice is an error."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:  # noqa: FBT001, FBT002
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    raise yaml.constructor.ConstructorError(
                        None, None, f"the key `{key.value}` is given twice", key.start_mark
                    )
                seen.add(key.value)
        return super().construct_mapping(node, deep)
