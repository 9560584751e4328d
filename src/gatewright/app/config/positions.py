"""On which line each key of a TOML text stands. tomllib does not say; this is loaded when somebody asks."""

from __future__ import annotations

import tomllib
from collections import deque
from collections.abc import Mapping

import tree_sitter_toml
from tree_sitter import Language, Node, Parser

from gatewright.app.config.keys import Key

_LANGUAGE = Language(tree_sitter_toml.language())


def key_lines(text: str) -> Mapping[Key, int]:
    """The line of each key and of each element of a list, by its path; tables stand where they are first named."""
    lines = _Lines()
    for node in Parser(_LANGUAGE).parse(text.encode()).root_node.named_children:
        if node.type == "pair":
            lines.pair((), node)
        elif node.type in ("table", "table_array_element"):
            lines.table(node)
    return lines.found


class _Lines:
    """The lines found so far, and how many elements each list of tables has."""

    def __init__(self) -> None:
        self.found: dict[Key, int] = {}
        self._elements: dict[Key, int] = {}

    def table(self, node: Node) -> None:
        """A table with its pairs: `[name]`, or `[[name]]`, which begins the next element of a list."""
        names, *pairs = node.named_children
        path = self._current(_names(names))
        if node.type == "table_array_element":
            self.found.setdefault(path, _line(node))
            self._elements[path] = self._elements.get(path, -1) + 1
            path = (*path, self._elements[path])
        self._name(path, _line(node))
        for pair in pairs:
            if pair.type == "pair":
                self.pair(path, pair)

    def pair(self, around: Key, node: Node) -> None:
        """A key with its value and everything below; without recursion, however deep that goes."""
        waiting = deque([(around, node)])
        while waiting:
            base, one = waiting.popleft()
            if one.type != "pair":
                waiting.extend(self._value(base, one))
                continue
            names, *values = one.named_children
            path = (*base, *_names(names))
            for length in range(len(base) + 1, len(path) + 1):
                self.found.setdefault(path[:length], _line(one))
            waiting.extend((path, value) for value in values)

    def _value(self, path: Key, node: Node) -> list[tuple[Key, Node]]:
        if node.type == "inline_table":
            return [(path, child) for child in node.named_children if child.type == "pair"]
        if node.type != "array":
            return []
        elements = [child for child in node.named_children if child.type != "comment"]
        for index, element in enumerate(elements):
            self.found.setdefault((*path, index), _line(element))
        return [((*path, index), element) for index, element in enumerate(elements)]

    def _current(self, names: Key) -> Key:
        """The path that a header names: within the last element of each list of tables around it."""
        path: Key = ()
        for place, name in enumerate(names):
            path = (*path, name)
            if path in self._elements and place < len(names) - 1:
                path = (*path, self._elements[path])
        return path

    def _name(self, path: Key, line: int) -> None:
        for length in range(1, len(path) + 1):
            self.found.setdefault(path[:length], line)


def _names(node: Node) -> Key:
    """The parts of a key, in order: a dotted key holds another one and a name."""
    names: deque[str] = deque()
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if one.type == "dotted_key":
            waiting.extend(one.named_children)
        else:
            names.appendleft(_name(one))
    return tuple(names)


def _name(node: Node) -> str:
    text = (node.text or b"").decode()
    if node.type != "quoted_key":
        return text
    (name,) = tomllib.loads(f"{text} = 0")
    return name


def _line(node: Node) -> int:
    return node.start_point[0] + 1
